"""The figure of the robustness experiment: every number that decides a conclusion, for every change."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.plots import description_of, svg_told
from trustsim.plots.style import COLOURS, GREY, INK, PALE, heading, new_figure, styled
from trustsim.study.judging import place

if TYPE_CHECKING:
    from measure import Conclusion, Line

INSIDE, OUTSIDE = COLOURS[0], COLOURS[1]
APART = 0.3  # on the axis, so that names do not run into each other
NAMED = 3  # changes that are named on each row: those furthest from the default on the side that does not hold


@styled
def effects(lines: Sequence[Line], drawn: Sequence[Line], conclusions: Sequence[Conclusion]) -> bytes:
    """One row for each conclusion: a dot for each single change, a pale tick for each setting with all drawn at once.

    Returns
    -------
    bytes
        SVG.
    """
    figure = new_figure(
        1.15 * len(conclusions) + 1.4, "Dots: the number that decides each conclusion, under each change"
    )
    axes = figure.subplots()
    default = next(line for line in lines if not line.change.overrides)
    for row, conclusion in enumerate(conclusions):
        height = float(len(conclusions) - row)
        _accepted(axes, conclusion, height)
        values = np.array([line.found[row].mean for line in lines])
        places = [place(line.found[row], conclusion.band) for line in lines]
        spread = height + 0.1 * np.sin(np.arange(len(lines)) * 2.4)  # side by side, in no order that means anything
        for told, colour, marker in (("inside", INSIDE, "o"), ("outside", OUTSIDE, "X"), ("undecided", OUTSIDE, "d")):
            chosen = [index for index, here in enumerate(places) if here == told]
            axes.plot(values[chosen], spread[chosen], marker, color=colour, markersize=4.5, alpha=0.75, linewidth=0)
        others = [line.found[row].mean for line in drawn]
        axes.plot(others, np.full(len(others), height - 0.3), "|", color=GREY, markersize=9, alpha=0.6)
        axes.plot([default.found[row].mean], [height], "o", color=INK, markersize=8, markerfacecolor="none", zorder=5)
        _names(axes, lines, row, conclusion, spread)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(
        range(len(conclusions), 0, -1),
        [f"{each.letter}  " + textwrap.fill(each.says, 24) for each in conclusions],
    )
    axes.set_ylim(0.4, len(conclusions) + 0.6)
    axes.set_xlabel("difference in share alive (A, C, E) or in mean trust (B, D, F)")
    axes.set_xlim(-0.6, 0.8)
    heading(figure, "Where each conclusion stands when assumptions change (shaded: it holds)")
    axes.set_title(
        "ring: the default · dot: one thing changed, it holds · cross: it fails · diamond: unclear\n"
        "grey ticks below: all assumptions drawn at random at once",
        fontsize=9.5,
        fontweight="normal",
    )
    return svg_told(figure, "robustness", "Robustness", description_of(figure))


def _accepted(axes: Any, conclusion: Conclusion, height: float) -> None:
    """Shade where the conclusion holds."""
    low, high = max(conclusion.band.low, -1.0), min(conclusion.band.high, 1.0)
    axes.fill_between([low, high], height - 0.42, height + 0.32, color=PALE, alpha=0.45, linewidth=0)


def _names(axes: Any, lines: Sequence[Line], row: int, conclusion: Conclusion, spread: Any) -> None:
    """Name the worst of the changes under which a conclusion does not hold."""
    fails = [index for index, line in enumerate(lines) if place(line.found[row], conclusion.band) != "inside"]
    middle = next(line for line in lines if not line.change.overrides).found[row].mean
    fails.sort(key=lambda index: -abs(lines[index].found[row].mean - middle))
    named: list[float] = []
    for index in fails:
        at = float(lines[index].found[row].mean)
        if len(named) == NAMED or any(abs(at - other) < APART for other in named):
            continue
        named.append(at)
        change = lines[index].change
        axes.annotate(
            f"{change.name.replace('_', ' ')} {change.level}",
            (at, spread[index]),
            xytext=(at, spread[index] // 1 + 0.36 + (0 if spread[index] % 1 < 0.5 else 1)),
            ha="center",
            fontsize=8,
            color=GREY,
            arrowprops={"arrowstyle": "-", "color": PALE, "linewidth": 0.8},
        )
