"""Small figures, to stand beside a few sentences: some numbers as dots with intervals, or lines over the weeks."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from trustsim.plots.style import COLOURS, DASHES, INK, MARKERS, MOST_LINES, PALE, grid, label_ends, styled
from trustsim.study.estimates import Estimate
from trustsim.study.words import number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WIDTH: Final = 5.4  # inches
LETTERS: Final = 22  # of a name beside a row
LETTERS_ABOVE: Final = 40

Named = tuple[str, Estimate]


@styled
def dots(panels: Sequence[tuple[str, Sequence[Named]]], said: Callable[[float], str] = number) -> Figure:
    """One panel for each group of numbers, its title above it; every axis begins at 0; ``said`` writes numbers."""
    rows = [[max(1, len(textwrap.wrap(name, LETTERS))) for name, _ in named] for _, named in panels]
    tall = [0.55 + 0.2 * len(textwrap.wrap(title, LETTERS_ABOVE)) for title, _ in panels]
    heights = [0.12 + sum(0.16 + 0.18 * lines for lines in of) for of in rows]
    figure = _figure(sum(tall) + sum(heights))
    all_axes = figure.subplots(len(panels), 1, height_ratios=heights, squeeze=False)[:, 0]
    for axes, (title, named) in zip(all_axes, panels, strict=True):
        _dots(axes, title, named, said)
    told = (f"{title}: {'; '.join(f'{name} {said(at.middle)}' for name, at in named)}" for title, named in panels)
    figure.set_label(f"Dots with intervals. {'. '.join(told)}.")
    return figure


def _dots(axes: Axes, title: str, named: Sequence[Named], said: Callable[[float], str]) -> None:
    for row, (_, at) in enumerate(named):
        colour = COLOURS[row % MOST_LINES]
        if at.has_interval and at.high > at.low:
            axes.plot([at.low, at.high], [row, row], color=colour, linewidth=5.0, alpha=0.45, solid_capstyle="butt")
        axes.plot([at.middle], [row], marker=MARKERS[row % MOST_LINES], color=colour, markeredgecolor=INK)
        axes.annotate(
            said(at.middle),
            (max(at.middle, at.high) if at.has_interval else at.middle, row),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_yticks(range(len(named)), [textwrap.fill(name, LETTERS) for name, _ in named])
    axes.set_ylim(len(named) - 0.4, -0.6)
    ends = [end for _, at in named for end in ((at.low, at.high) if at.has_interval else (at.middle,))]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = (high - low) or 1.0
    axes.set_xlim(low - (0.06 * room if low < 0 else 0.0), high + 0.22 * room)
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=True, axis="x", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_title(textwrap.fill(title, LETTERS_ABOVE), loc="left", fontsize=11.0, fontweight="normal", x=0.0)


@styled
def courses(what: str, lines: Sequence[tuple[str, pd.DataFrame]]) -> Figure:
    """Lines over the weeks with intervals, each with its name; tables have ``week``, ``mean``, ``low``, ``high``."""
    figure = _figure(3.2)
    axes = figure.add_subplot()
    ends: list[tuple[float, float, str]] = []
    told = []
    for index, (name, table) in enumerate(lines):
        weeks, mean = table["week"].to_numpy(), table["mean"].to_numpy()
        colour: Any = COLOURS[index % MOST_LINES]
        axes.plot(weeks, mean, color=colour, linestyle=DASHES[index % MOST_LINES])
        if table["low"].notna().any():
            axes.fill_between(weeks, table["low"], table["high"], color=colour, alpha=0.18, linewidth=0)
        ends.append((float(weeks[-1]), float(mean[-1]), name))
        told.append(f"{name} from {number(float(mean[0]))} to {number(float(mean[-1]))}")
    highest = max(float(table[column].max()) for _, table in lines for column in ("mean", "high"))
    lowest = min(float(table[column].min()) for _, table in lines for column in ("mean", "low"))
    if lowest >= 0.0:
        axes.set_ylim(0.0, 1.03 if 0.4 < highest <= 1.0 else 1.1 * highest)
    axes.set_xlim(min(float(table["week"].min()) for _, table in lines), max(x for x, _, _ in ends))
    axes.set_xlabel("week")
    axes.set_ylabel(textwrap.fill(what, 34))
    grid(axes)
    if len(ends) > 1 or ends[0][2]:
        label_ends(axes, ends)
    figure.set_label(f"Lines over time. {what}: {'; '.join(told)}.")
    return figure


def _figure(height: float) -> Figure:
    return Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.06))
