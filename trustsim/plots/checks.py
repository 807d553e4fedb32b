"""A check as a picture: what the closed form says as a line, what the model gave as dots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from trustsim.plots.style import COLOURS, DASHES, INK, MARKERS, TEXT_COLOURS, grid, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustsim.verification import Check, Line

SIZE: Final = (4.2, 3.1)  # inches: three stand beside each other on a page
MOST_DOTS: Final = 16
"""Dots on one line: of more places some are left out of the picture (none of the check)."""


@styled
def check_figure(check: Check) -> Figure:
    """One picture of a check; its title and verdict are for the page around it."""
    figure = Figure(figsize=SIZE, layout=ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.06))
    figure.set_label(
        f"{check.number}, {check.verdict}. {check.what}. {check.y_name} over {check.x_name or 'cases'}: "
        f"line, {check.formula}; dots, the model at {check.places} places."
    )
    axes = figure.add_subplot()
    for index, one in enumerate(check.lines):
        _draw(axes, one, index, named=bool(check.names))
    _dress(axes, check)
    return figure


def _draw(axes: Axes, one: Line, index: int, *, named: bool) -> None:
    colour = COLOURS[index % len(COLOURS)]
    if named:
        # places that are no numbers have nothing between them
        shift = 0.14 * index
        axes.plot(one.x + shift, one.expected, "_", color=colour, markersize=15, markeredgewidth=2.4)
        axes.errorbar(one.x + shift, one.expected, one.tolerance, fmt="none", ecolor=colour, alpha=0.35, linewidth=5)
    else:
        shift = 0.0
        axes.plot(*one.curve, color=colour, linestyle=DASHES[index % len(DASHES)], linewidth=2.0)
        x, y = one.curve
        apart = np.interp(x, one.x, one.tolerance)
        axes.fill_between(x, y - apart, y + apart, color=colour, alpha=0.2, linewidth=0)
    shown = np.unique(np.linspace(0, len(one.x) - 1, min(MOST_DOTS, len(one.x))).round().astype(int))
    if one.excess.max() > 1.0:
        shown = np.union1d(shown, np.flatnonzero(one.excess > 1.0))
    axes.plot(
        one.x[shown] + shift,
        one.got[shown],
        linestyle="none",
        marker=MARKERS[index % len(MARKERS)],
        color=TEXT_COLOURS[index % len(TEXT_COLOURS)],
        markeredgecolor="white",
        markeredgewidth=0.7,
        markersize=6.5,
        label=one.label,
    )


def _dress(axes: Axes, check: Check) -> None:
    axes.set_xlabel(check.x_name, fontsize=10)
    axes.set_ylabel(check.y_name, fontsize=10)
    axes.tick_params(labelsize=9)
    if check.names:
        axes.set_xticks(range(len(check.names)), check.names, fontsize=7.5)
        axes.set_xlim(-0.5, len(check.names) - 0.3)
        if len(check.names) > 4:
            axes.tick_params(axis="x", rotation=60)
    everything = np.concatenate([np.concatenate([one.expected, one.got]) for one in check.lines])
    everything = everything[np.isfinite(everything)]
    if np.ptp(everything) == 0.0:
        axes.set_ylim(everything[0] - 0.5, everything[0] + 1.0)
    elif everything.min() < 0.0 < everything.max():
        axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.margins(y=0.12)
    grid(axes)
    if any(one.label for one in check.lines):
        # between names there is no free corner to be found
        above: dict[str, Any] = {}
        if check.names:
            above = {"loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "ncols": len(check.lines)}
        axes.legend(fontsize=8.5, handletextpad=0.2, borderaxespad=0.2, labelspacing=0.25, **above)
