"""Which figures fit a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustsim.config import Several, Zip
from trustsim.plots.cost import breach_by_law, breach_measured
from trustsim.plots.heatmap import MOST_LEVELS, heatmap
from trustsim.plots.lines import lines, lines_by
from trustsim.plots.networks import network_figure
from trustsim.plots.sensitivity import sensitivity_figures
from trustsim.plots.series import betrayed_series, settings_series, time_series
from trustsim.plots.style import description_of
from trustsim.study import (
    comparable_runs,
    is_list,
    is_numeric,
    is_sampled,
    leading_key,
    levels_of,
    parts_of_study,
    sensitivity,
)
from trustsim.study.words import listed, readable_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trustsim.results import Results

BY_LAW = "breach_by_law"
MOST_OUTCOMES = 4
WITH_IT = 2  # keys of a zip named on an axis beside the one that it shows
WITH_LINES = 2  # outcomes of a grid that get lines beside their heatmap


def make_figures(results: Results) -> dict[str, Figure]:
    """All figures that fit, by a name that serves as a file name, in the order of a report.

    Names of those of the first of several sweeps begin with ``sweep_1_``.
    """
    if isinstance(results.config.sweep, Several):
        return _of_several(results)
    figures: dict[str, Figure | None] = {}
    outcomes = [name for name in results.config.outcomes[:MOST_OUTCOMES] if results.runs[name].notna().any()]
    if is_sampled(results):
        return _of_sample(results, outcomes)
    if isinstance(results.config.sweep, Zip):
        figures |= _of_zip(results, outcomes)
    elif not is_list(results):
        figures |= _of_grid(results, outcomes)
    figures["trust_of_the_betrayed"] = betrayed_series(results)
    figures["trust_over_time"] = time_series(results)
    figures["breach_measured"] = breach_measured(results)
    figures[BY_LAW] = breach_by_law(results)
    figures["network"] = network_figure(results)
    return {name: figure for name, figure in figures.items() if figure is not None}


def _of_sample(results: Results, outcomes: list[str]) -> dict[str, Figure]:
    return {
        **sensitivity_figures(results, sensitivity(results), outcomes),
        "trust_over_settings": settings_series(results),
        "breach_by_law": breach_by_law(results),
    }


def _of_several(results: Results) -> dict[str, Figure]:
    """The figures of each sweep; what a breach costs by the law alone is drawn once where it is the same in several."""
    figures: dict[str, Figure] = {}
    told: set[str] = set()
    for part in parts_of_study(results):
        for name, figure in make_figures(part.results).items():
            if name == BY_LAW and description_of(figure) in told:
                continue
            told.add(description_of(figure))
            figures[f"{sweep_prefix(part.number)}{name}"] = figure
    return figures


def sweep_prefix(number: int) -> str:
    """How the names of the figures of one of several sweeps begin, counted from 1; "" where there are not several."""
    return f"sweep_{number}_" if number else ""


def _of_zip(results: Results, outcomes: list[str]) -> dict[str, Figure | None]:
    """Lines along the first key that has an order; the others go with it."""
    key = leading_key(results.config.sweep)
    if not key or not outcomes:
        return {}
    names = readable_names(results.swept)
    others = [name for other, name in names.items() if other != key]
    with_it = f" (with {listed(others)})" if 0 < len(others) <= WITH_IT else f" (with {len(others)} others)"
    return {"outcomes": lines(results, key, outcomes, f"{names[key]}{with_it if others else ''}")}


def _of_grid(results: Results, outcomes: list[str]) -> dict[str, Figure | None]:
    runs = comparable_runs(results)
    keys = [key for key in results.swept if len(levels_of(runs, key)) > 1]
    # Numbers first: they have an order that an axis can show.
    keys.sort(key=lambda key: not is_numeric(runs, key))
    small = [key for key in keys if len(levels_of(runs, key)) <= MOST_LEVELS]
    if not keys or not outcomes:
        return {}
    if len(small) < 2:
        return {"outcomes": lines(results, keys[0], outcomes)}
    figures: dict[str, Figure | None] = {}
    for place, outcome in enumerate(outcomes):
        figures[f"heatmap_{outcome}"] = heatmap(results, small[0], small[1], outcome)
        # a line joins levels that have an order
        if place < WITH_LINES and is_numeric(runs, small[0]):
            figures[f"lines_{outcome}"] = lines_by(results, small[0], small[1], outcome)
    for key in keys[2:]:
        figures[f"outcomes_{key.replace('.', '_')}"] = lines(results, key, outcomes)
    return figures
