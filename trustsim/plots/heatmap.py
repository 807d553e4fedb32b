"""An outcome over two settings, with the number in every cell."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import matplotlib
import numpy as np
from matplotlib.colors import Normalize

from trustsim.plots.style import INK, heading, new_figure, styled
from trustsim.study import TwoWay, two_way
from trustsim.study.words import (
    IN_PERCENT,
    amount,
    axis_label,
    capitalised,
    level,
    number,
    outcome_name,
    outcome_unit,
    percent,
    readable_names,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.results import Results

MOST_LEVELS = 12  # numbers in more cells could not be read


@styled
def heatmap(results: Results, row_key: str, column_key: str, outcome: str) -> Figure:
    """The mean of an outcome over two swept keys, other keys averaged; half of the interval below each number."""
    table = two_way(results, row_key, column_key, outcome)
    names = readable_names(results.swept)
    rows, columns = table.mean.shape
    figure = new_figure(min(1.6 + 0.72 * rows, 9.0), _described(table, names))
    axes = figure.add_subplot()
    finite = table.mean.to_numpy()[np.isfinite(table.mean.to_numpy())]
    # Shares are shown on their whole range, so that the colours of two figures mean the same.
    whole = outcome_unit(outcome) in ("0 to 1", "%") and finite.size and finite.min() >= 0
    scale = Normalize(0.0, 1.0) if whole else Normalize(*_range(finite))
    colours = matplotlib.colormaps["cividis"].with_extremes(bad="#ffffff")
    # Rows go up, as an axis does: the lowest level is at the bottom.
    shown = np.where(np.isfinite(table.mean.to_numpy()), table.mean.to_numpy(), np.nan)
    image = axes.imshow(np.ma.masked_invalid(shown), cmap=colours, norm=scale, aspect="auto", origin="lower")
    for row in range(rows):
        for column in range(columns):
            _cell(axes, table, row, column, colours(scale(shown[row, column])))
    axes.set_xticks(range(columns), [level(value) for value in table.mean.columns])
    axes.set_yticks(range(rows), [level(value) for value in table.mean.index])
    axes.set_xlabel(names[column_key])
    axes.set_ylabel(names[row_key])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=axes, pad=0.02, fraction=0.05)
    if outcome in IN_PERCENT:
        bar.ax.yaxis.set_major_formatter(lambda value, _: percent(value))
    bar.set_label(textwrap.fill(axis_label(outcome), 22))
    bar.outline.set_visible(False)
    heading(figure, _title(table, names))
    return figure


def _range(finite: np.ndarray) -> tuple[float, float]:
    if finite.size == 0:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _cell(axes: Axes, table: TwoWay, row: int, column: int, colour: tuple[float, float, float, float]) -> None:
    value = float(table.mean.to_numpy()[row, column])
    half = float(table.half_width.to_numpy()[row, column])
    never = float(table.never.to_numpy()[row, column])
    ink = _ink(colour) if math.isfinite(value) else INK
    crowded = table.mean.shape[1] > 7
    text = percent(value) if table.outcome in IN_PERCENT and math.isfinite(value) else number(value)
    axes.text(
        column,
        row + (0.0 if crowded else 0.1),
        text,
        ha="center",
        va="center",
        color=ink,
        fontsize=9.5 if crowded else 12.0,
    )
    below = f"never {percent(never)}" if never else _half(table.outcome, half) if math.isfinite(half) else ""
    if below and not crowded:
        axes.text(column, row - 0.24, below, ha="center", va="center", color=ink, fontsize=9.0)


def _half(outcome: str, half: float) -> str:
    """Half an interval, with as many decimals in every cell; where no two runs differ it is not ± 0."""
    if half == 0.0:
        return "all equal"
    if outcome in IN_PERCENT:
        return f"± {100 * half:.1f} %"
    return f"± {half:.3f}" if outcome_unit(outcome) == "0 to 1" else f"± {number(half)}"


def _ink(colour: tuple[float, float, float, float]) -> str:
    """Black or white, whichever stands out more (WCAG's relative luminance)."""
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "black"


def _extremes(table: TwoWay) -> tuple[float, float]:
    values = table.mean.to_numpy()
    known = values[~np.isnan(values)]
    return (float(known.min()), float(known.max())) if known.size else (math.nan, math.nan)


def _title(table: TwoWay, names: dict[str, str]) -> str:
    low, high = _extremes(table)
    return (
        f"{capitalised(outcome_name(table.outcome))} by {names[table.row_key]} and {names[table.column_key]}: "
        f"{amount(table.outcome, low)} to {amount(table.outcome, high)}"
    )


def _described(table: TwoWay, names: dict[str, str]) -> str:
    values = table.mean.to_numpy()
    low, high = values[0, 0], values[-1, -1]
    first_row, last_row = level(table.mean.index[0]), level(table.mean.index[-1])
    first_column, last_column = level(table.mean.columns[0]), level(table.mean.columns[-1])
    return (
        f"Heatmap. {_title(table, names)}. At {names[table.row_key]} {first_row} and {names[table.column_key]} "
        f"{first_column} it is {amount(table.outcome, float(low))}; at {names[table.row_key]} {last_row} and "
        f"{names[table.column_key]} {last_column} it is {amount(table.outcome, float(high))}."
    )
