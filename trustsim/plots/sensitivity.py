"""Which settings matter: bars of Sobol indices, Morris's plane, scatter of a Latin hypercube."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from trustsim.plots.style import COLOURS, GREY, INK, PALE, TEXT_COLOURS, grid, heading, new_figure, styled
from trustsim.study.dependence import bounds, depends, value
from trustsim.study.sensitivity import FIRST, MU, SIGMA, Index, Sensitivity
from trustsim.study.words import (
    IN_PERCENT,
    axis_label,
    capitalised,
    outcome_name,
    outcome_unit,
    percent,
    readable_names,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.config.sampled import Range
    from trustsim.results import Results

MOST_KEYS: Final = 20  # bars, or numbers in a plane; the table has the rest
MOST_PANELS: Final = 9
LETTERS: Final = 26


def sensitivity_figures(results: Results, found: Sensitivity, outcomes: Sequence[str]) -> dict[str, Figure]:
    """One figure for each of these outcomes that has indices, by a name that serves as a file name."""
    names = readable_names(found.sweep.keys())
    figures = {}
    for outcome in outcomes:
        if outcome not in found.outcomes:
            continue
        match found.design:
            case "sobol":
                figure = sobol_bars(found, outcome, names)
            case "morris":
                figure = morris_plane(found, outcome, names)
            case _:
                figure = scatter(results, found, outcome, names)
        figures[f"sensitivity_{outcome}"] = figure
    return figures


@styled
def sobol_bars(found: Sensitivity, outcome: str, names: dict[str, str]) -> Figure:
    """For each key its total index with the first-order index below it, both with intervals, largest on top."""
    ranked = found.ranked(outcome)
    shown = ranked[:MOST_KEYS]
    first = {index.key: index for index in found.of(outcome, FIRST)}
    told = "; ".join(
        f"{names[index.key]} total {value(index)} ({bounds(index)}), by itself {value(first[index.key])} "
        f"({bounds(first[index.key])})"
        for index in shown
    )
    figure = new_figure(
        1.9 + 0.52 * len(shown), f"Bars with intervals: shares of the variance of {outcome_name(outcome)}. {told}."
    )
    axes = figure.add_subplot()
    for row, index in enumerate(shown):
        _bar(axes, row - 0.2, index, COLOURS[0], "", "total: by itself and with others" if row == 0 else "")
        _bar(axes, row + 0.2, first[index.key], "#ffffff", "////", "first order: by itself" if row == 0 else "")
        end = max(index.value, index.high) if not np.isnan(index.high) else index.value
        axes.annotate(value(index), (max(end, 0.0), row - 0.2), xytext=(7, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(shown)), [textwrap.fill(names[index.key], LETTERS) for index in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.axvline(0.0, color=GREY, linewidth=1.0)
    _widen(axes, [*shown, *(first[index.key] for index in shown)])
    axes.set_xlabel(f"share of the variance of {outcome_name(outcome)} over all sampled settings")
    axes.tick_params(axis="y", length=0)
    _upright(axes)
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    _rest(axes, len(ranked) - len(shown))
    heading(figure, f"{capitalised(depends(found, outcome, names))}")
    return figure


def _bar(axes: Axes, row: float, index: Index, colour: str, hatch: str, label: str) -> None:
    axes.barh(
        [row],
        [index.value],
        height=0.36,
        color=colour,
        alpha=0.8,
        hatch=hatch,
        edgecolor=INK,
        linewidth=0.6,
        label=label or None,
    )
    if not np.isnan(index.low):
        ends = [[index.value - index.low], [index.high - index.value]]
        axes.errorbar([index.value], [row], xerr=ends, color=INK, linewidth=1.3, capsize=3.0)


def _widen(axes: Axes, shown: Sequence[Index]) -> None:
    ends = [end for index in shown for end in (index.low, index.value, index.high) if not np.isnan(end)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    axes.set_xlim(low - 0.02 * (high - low), high + 0.14 * (high - low))


def _upright(axes: Axes) -> None:
    """Pale vertical lines behind the data."""
    axes.grid(visible=True, axis="x", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)


def _rest(axes: Axes, left: int) -> None:
    if left > 0:
        axes.set_title(f"the {MOST_KEYS} largest; {left} more are in the table", fontsize=10.0, fontweight="normal")


@styled
def morris_plane(found: Sensitivity, outcome: str, names: dict[str, str]) -> Figure:
    """How much each key moves the outcome (μ*), and how much that depends on the others (σ), with intervals."""
    ranked = found.ranked(outcome)
    shown = ranked[:MOST_KEYS]
    sigma = {index.key: index for index in found.of(outcome, SIGMA)}
    mu = {index.key: index for index in found.of(outcome, MU)}
    told = "; ".join(
        f"{names[index.key]} μ* {value(index)} ({bounds(index)}), σ {value(sigma[index.key])}" for index in shown
    )
    figure = new_figure(
        max(4.8, 1.6 + 0.27 * len(shown)),
        f"Plane of mean size and spread of effects on {outcome_name(outcome)}. {told}.",
    )
    axes = figure.add_subplot()
    for place, index in reversed(list(enumerate(shown))):
        colour: Any = TEXT_COLOURS[0] if mu[index.key].direction >= 0 else TEXT_COLOURS[1]
        _cross(axes, index, sigma[index.key])
        marker = {1: "^", -1: "v", 0: "o"}[mu[index.key].direction]
        axes.plot([index.value], [sigma[index.key].value], marker, color=colour, markersize=8, markeredgecolor="white")
        axes.annotate(
            str(place + 1),
            (index.value, sigma[index.key].value),
            xytext=(7, 5),
            textcoords="offset points",
            fontsize=10.0,
            color=colour,
            fontweight="bold",
        )
    reach = max(max(_top(index), _top(sigma[index.key])) for index in shown) or 1.0
    axes.set_xlim(-0.03 * reach, 1.08 * max(_top(index) for index in shown) or 1.0)
    axes.set_ylim(-0.03 * reach, 1.08 * max([_top(sigma[index.key]) for index in shown]) or 1.0)
    _same_effect_line(axes)
    axes.set_xlabel(f"μ*: mean size of the effect of the whole range{_in_unit(outcome)}")
    axes.set_ylabel(textwrap.fill(f"σ: how much that effect differs with the other settings{_in_unit(outcome)}", 32))
    _percents(axes, outcome)
    grid(axes)
    _upright(axes)
    listed = [f"{place + 1}  {names[index.key]}  ({value(index)})" for place, index in enumerate(shown)]
    axes.annotate(
        "\n".join(textwrap.fill(line, 36, subsequent_indent="     ") for line in listed),
        (1.03, 1.0),
        xycoords="axes fraction",
        va="top",
        fontsize=9.5,
        linespacing=1.35,
        annotation_clip=False,
    )
    axes.set_title(
        "▲ raises, ▼ lowers, ● either way; above the dashed line the way\nof the effect depends on the other settings",
        fontsize=10.0,
        fontweight="normal",
    )
    _rest_of_list(axes, len(ranked) - len(shown))
    heading(figure, f"{capitalised(depends(found, outcome, names))}")
    return figure


def _top(index: Index) -> float:
    return index.value if np.isnan(index.high) else max(index.value, index.high)


def _cross(axes: Axes, across: Index, up: Index) -> None:
    """The intervals of a point, one each way."""
    for index, is_up in ((across, False), (up, True)):
        if np.isnan(index.low):
            continue
        ends = [[index.value - index.low], [index.high - index.value]]
        axes.errorbar(
            [across.value],
            [up.value],
            xerr=None if is_up else ends,
            yerr=ends if is_up else None,
            color=GREY,
            linewidth=1.0,
            alpha=0.7,
        )


def _same_effect_line(axes: Axes) -> None:
    """σ = μ*: above it effects of one key differ by more than they are large."""
    end = max(axes.get_xlim()[1], axes.get_ylim()[1])
    limits = axes.get_xlim(), axes.get_ylim()
    axes.plot([0.0, end], [0.0, end], color=GREY, linewidth=1.0, linestyle=(0, (4, 3)), zorder=0)
    axes.set_xlim(limits[0])
    axes.set_ylim(limits[1])


def _rest_of_list(axes: Axes, left: int) -> None:
    if left > 0:
        axes.annotate(
            f"{left} smaller ones are in the table",
            (1.03, 0.0),
            xycoords="axes fraction",
            fontsize=9.5,
            annotation_clip=False,
        )


def _in_unit(outcome: str) -> str:
    unit = outcome_unit(outcome)
    return "" if not unit or unit == "0 to 1" else f" ({unit})"


def _percents(axes: Axes, outcome: str) -> None:
    if outcome in IN_PERCENT:
        axes.xaxis.set_major_formatter(lambda value, _: percent(value))
        axes.yaxis.set_major_formatter(lambda value, _: percent(value))


@styled
def scatter(results: Results, found: Sensitivity, outcome: str, names: dict[str, str]) -> Figure:
    """The outcome over each key, a dot for each setting, most correlated first, with its rank correlation."""
    shown = found.ranked(outcome)[:MOST_PANELS]
    columns = min(3, len(shown))
    rows = -(-len(shown) // columns)
    told = "; ".join(f"{names[index.key]} {value(index)} ({bounds(index)})" for index in shown)
    figure = new_figure(
        1.2 + 2.6 * rows,
        f"Scatter of {outcome_name(outcome)} over each setting, with partial rank correlations. {told}.",
    )
    settings = results.runs.groupby("point")[[outcome, *(index.key for index in shown)]].mean(numeric_only=True)
    heights = settings[outcome].to_numpy()
    for place, index in enumerate(shown):
        axes = figure.add_subplot(rows, columns, place + 1)
        axes.plot(
            settings[index.key].to_numpy(),
            heights,
            "o",
            color=COLOURS[0],
            markersize=3.5,
            alpha=float(np.clip(6.0 / np.sqrt(len(heights)), 0.2, 0.8)),
            markeredgewidth=0.0,
        )
        if found.sweep.over[index.key].scale == "log":
            _logarithmic(axes, found.sweep.over[index.key])
        axes.set_title(
            f"{textwrap.fill(names[index.key], 24)}\n{value(index)} ({bounds(index)})",
            fontsize=10.0,
            fontweight="bold" if index.direction else "normal",
        )
        axes.tick_params(labelsize=9.0)
        if outcome in IN_PERCENT:
            axes.yaxis.set_major_formatter(lambda height, _: percent(height))
        if place % columns == 0:
            axes.set_ylabel(textwrap.fill(axis_label(outcome), 22))
        grid(axes)
    left = len(found.ranked(outcome)) - len(shown)
    more = f" ({left} weaker ones are in the table)" if left > 0 else ""
    heading(figure, f"{capitalised(depends(found, outcome, names))}{more}")
    return figure


def _logarithmic(axes: Axes, over: Range) -> None:
    """A scale of logarithms with three labels, which have room in a small panel: both ends and the middle."""
    from matplotlib.ticker import NullFormatter

    axes.set_xscale("log")
    middle = float(f"{math.sqrt(over.low * over.high):.2g}")
    ticks = [over.low, *([middle] if over.low < middle < over.high else []), over.high]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.xaxis.set_minor_formatter(NullFormatter())
