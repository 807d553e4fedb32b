"""Outcomes over the levels of a setting."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trustsim.plots.style import (
    COLOURS,
    DASHES,
    MARKERS,
    MOST_LINES,
    grid,
    heading,
    label_ends,
    new_figure,
    styled,
)
from trustsim.study import by_level, comparable_runs, contrasts, is_numeric, levels_of, some_of
from trustsim.study.sentences import clause
from trustsim.study.words import (
    IN_PERCENT,
    amount,
    axis_label,
    capitalised,
    level,
    listed,
    outcome_name,
    outcome_unit,
    percent,
    readable_names,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.results import Results


@styled
def lines(results: Results, key: str, outcomes: Sequence[str], name: str = "") -> Figure:
    """One panel for each outcome over the levels of a key, other keys averaged, with intervals.

    ``name`` is what the axis says, unless the key by itself.
    """
    names = readable_names(results.swept) | ({key: name} if name else {})
    titles = [_title(results, key, outcome, names) for outcome in outcomes]
    columns = 1 if len(outcomes) == 1 else 2
    rows = -(-len(outcomes) // columns)
    figure = new_figure(3.9 if columns == 1 else 3.3 * rows, f"Lines with interval bands. {'. '.join(titles)}.")
    for index, outcome in enumerate(outcomes):
        axes = figure.add_subplot(rows, columns, index + 1)
        table = by_level(results, key, outcome)
        _draw(axes, table, _places(results, key), 0)
        _dress(axes, results, key, outcome, names)
        if columns == 1:
            heading(figure, titles[index])
        else:
            axes.set_title(textwrap.fill(titles[index], 32))
    return figure


@styled
def lines_by(results: Results, key: str, by: str, outcome: str) -> Figure:
    """An outcome over the levels of one key, one line for each level of another."""
    names = readable_names(results.swept)
    runs = comparable_runs(results)
    levels = some_of(levels_of(runs, by), MOST_LINES - 1)
    text = f"{capitalised(outcome_name(outcome))} over {names[key]}, one line for each level of {names[by]}"
    ends: list[tuple[float, float, str]] = []
    figure = new_figure(4.4, "")
    axes = figure.add_subplot()
    told = []
    for index, value in enumerate(levels):
        table = by_level(results, key, outcome, {by: value})
        places = _places(results, key)
        _draw(axes, table, places, index)
        middle = _middle(table)
        known = np.flatnonzero(np.isfinite(middle))
        if known.size:
            name = f"{names[by]} {level(value)}"
            ends.append((float(places[known[-1]]), float(middle[known[-1]]), name))
            told.append(f"{amount(outcome, float(middle[0]))} to {amount(outcome, float(middle[-1]))} at {name}")
    _dress(axes, results, key, outcome, names)
    label_ends(axes, ends)
    ends_told = listed(list(dict.fromkeys([told[0], told[-1]]))) if told else "never in half of the runs or more"
    heading(figure, f"{capitalised(outcome_name(outcome))} over {names[key]}: {ends_told}")
    figure.set_label(f"Lines with interval bands. {text}: {'; '.join(told) or ends_told}.")
    return figure


def _places(results: Results, key: str) -> list[float]:
    """Where the levels stand on the axis: numbers at their value, others side by side."""
    runs = comparable_runs(results)
    levels = levels_of(runs, key)
    return [float(value) for value in levels] if is_numeric(runs, key) else [float(i) for i in range(len(levels))]


def _middle(table: pd.DataFrame) -> np.ndarray:
    """The mean; the median where some run never got there."""
    return np.asarray(table["mean"].where(table["never"] == 0, table["median"]), dtype=np.float64)


def _draw(axes: Axes, table: pd.DataFrame, places: Sequence[float], index: int) -> None:
    colour = COLOURS[index % MOST_LINES]
    middle = _middle(table)
    shown = np.where(np.isfinite(middle), middle, np.nan)
    axes.plot(places, shown, color=colour, linestyle=DASHES[index % MOST_LINES], marker=MARKERS[index % MOST_LINES])
    if np.isfinite(table["low"]).any():
        low, high = (np.asarray(table[end], dtype=np.float64) for end in ("low", "high"))
        # A median that may be never has a band without an upper end.
        top = np.nanmax(np.concatenate([shown, low[np.isfinite(low)], high[np.isfinite(high)]]))
        known = np.isfinite(low)
        high = np.where(known, np.where(np.isposinf(high), 1.05 * top, high), np.nan)
        axes.fill_between(places, np.where(known, low, np.nan), high, color=colour, alpha=0.18, linewidth=0)
    for place, value in zip(places, middle, strict=True):
        if np.isposinf(value):
            axes.annotate(
                "never",
                (place, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(0, -12 - 14 * index),
                textcoords="offset points",
                ha="center",
            )


def _dress(axes: Axes, results: Results, key: str, outcome: str, names: dict[str, str]) -> None:
    runs = comparable_runs(results)
    if not is_numeric(runs, key):
        levels = levels_of(runs, key)
        axes.set_xticks(range(len(levels)), [level(value) for value in levels])
        axes.margins(x=0.15)
    elif len(levels_of(runs, key)) <= 8:
        axes.set_xticks(_places(results, key), [level(value) for value in levels_of(runs, key)])
    unit = outcome_unit(outcome)
    axes.set_xlabel(textwrap.fill(names[key], 34))
    axes.set_ylabel(axis_label(outcome))
    if unit in ("0 to 1", "%") and float(np.nanmin(runs[outcome])) >= 0.0:
        axes.set_ylim(0.0, 1.03)
    if outcome in IN_PERCENT:
        axes.yaxis.set_major_formatter(lambda value, _: percent(value))
    grid(axes)


def _title(results: Results, key: str, outcome: str, names: dict[str, str]) -> str:
    """What is seen: the contrast in words, where there is one."""
    found = [one for one in contrasts(results) if one.key == key and one.outcome == outcome]
    if len(found) == 1:
        return capitalised(clause(found[0], names))
    return f"{capitalised(outcome_name(outcome))} by {names[key]}"
