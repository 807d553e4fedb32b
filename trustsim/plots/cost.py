"""The asymmetry panel: what one breach costs in kept promises."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trustsim.config import Grid, Sampled, at_point
from trustsim.plots.style import COLOURS, GREY, INK, MARKERS, PALE, heading, new_figure, styled
from trustsim.study import BreachCost, Case, Cost, breach_costs, cases, costs, some_of
from trustsim.study.one_breach import USUAL_TRUST
from trustsim.study.words import amount, counted, level, number, percent, readable_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.results import Results

MOST_SETTINGS = 3
LONGEST_BAR = 120.0  # longer ones are cut and say their number: they would make all others unreadable
HATCHES = ("", "///", "...")


def settings_by_law(results: Results) -> list[tuple[str, list[Cost]]]:
    """The settings of a study under which one breach costs something else, by the law alone, and its costs.

    Of a grid or a sample, only points that differ in one key from the config as it stands are looked at, of a range its
    ends; a setting whose costs are those of another is left out.
    """
    found: list[tuple[str, list[Cost]]] = []
    for case in _candidates(results):
        one = costs(case.config)
        if all([cost.undo for cost in one] != [cost.undo for cost in other] for _, other in found):
            found.append((case.label, one))
    return some_of(found, MOST_SETTINGS) if len(found) > 1 else [("", found[0][1])]


def _candidates(results: Results) -> list[Case]:
    sweep = results.config.sweep
    if not isinstance(sweep, Grid):
        # Of a sample the config as it stands: no point of it is there to be looked at.
        as_it_stands = results.config.model_copy(update={"sweep": None})
        return [Case(0, "", {}, as_it_stands)] if isinstance(sweep, Sampled) else cases(results)
    raw = results.config.model_dump(mode="json", warnings=False)
    names = readable_names(results.swept)
    found: list[Case] = []
    for key, axis in sweep.axes().items():
        one = [
            Case(index, f"{names[key]} {level(value)}", {key: value}, at_point(raw, {key: value}))
            for index, value in enumerate(axis)
        ]
        # Only a key that makes a difference to the law; the first of those.
        if len({tuple(cost.undo for cost in costs(case.config)) for case in one}) > 1:
            return one
        found = found or [Case(0, "", {}, one[0].config)]
    return found


@styled
def breach_by_law(results: Results) -> Figure:
    """Kept promises, one a week, that undo one breach from a trust of 0.85, for five kinds of breach."""
    settings = settings_by_law(results)
    kinds = [cost.breach.name for cost in settings[0][1]]
    shown = [cost.undo for _, one in settings for cost in one if cost.undo <= LONGEST_BAR]
    never = any(cost.undo > LONGEST_BAR for _, one in settings for cost in one)
    edge = LONGEST_BAR if never else max([*shown, 5.0])
    figure = new_figure(1.9 + len(kinds) * (0.30 + 0.24 * len(settings)), _described(settings))
    axes = figure.add_subplot()
    thick = 0.8 / len(settings)
    for index, (label, one) in enumerate(settings):
        rows = np.arange(len(kinds)) + (index - (len(settings) - 1) / 2) * thick
        axes.barh(
            rows,
            [min(cost.undo, edge) for cost in one],
            height=0.86 * thick,
            color=COLOURS[index],
            alpha=0.75,
            hatch=HATCHES[index],
            edgecolor=INK,
            linewidth=0.6,
            label=label if len(settings) > 1 else "with hurt and a lowered ceiling",
        )
        worth = axes.plot(
            [cost.worth for cost in one], rows, linestyle="none", marker="D", color="white", markeredgecolor=INK
        )
        for row, cost in zip(rows, one, strict=True):
            text = "never" if cost.undo == math.inf else f"{cost.undo:.0f}"
            axes.annotate(
                f"→ {text}" if cost.undo > edge else text,
                (max(min(cost.undo, edge), cost.worth), row),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                fontsize=10.5,
            )
    worth[0].set_label("if nothing hurt")
    axes.set_yticks(range(len(kinds)), [textwrap.fill(kind, 22) for kind in kinds])
    axes.invert_yaxis()
    axes.set_xlim(0.0, edge * 1.12)
    axes.set_xlabel(f"kept promises, one a week, until trust is back at {number(settings[0][1][0].before)}")
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=True, axis="x", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)
    handles, labels = axes.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda place: labels[place] == "if nothing hurt")
    figure.legend(
        [handles[place] for place in order], [labels[place] for place in order], loc="outside lower center", ncols=2
    )
    heading(figure, _title(settings))
    return figure


def _title(settings: Sequence[tuple[str, list[Cost]]]) -> str:
    """The plain slip against the breach on purpose, or what the settings make of the latter."""
    label, one = settings[0]
    slip, meant = one[1], one[3]
    if len(settings) == 1:
        if slip.undo == meant.undo:
            return f"By the law alone any breach from {number(slip.before)} costs {_promises(slip)}"
        return (
            f"By the law alone an honest slip from {number(slip.before)} costs {_promises(slip)}, "
            f"one on purpose {_promises(meant)}"
        )
    other, last = settings[-1]
    return (
        f"By the law alone a breach on purpose from {number(meant.before)} costs {_promises(meant)} with “{label}”, "
        f"{_promises(last[3])} with “{other}”"
    )


def _promises(cost: Cost) -> str:
    return "more than any number of promises" if cost.undo == math.inf else counted(cost.undo, "kept promise")


def _described(settings: Sequence[tuple[str, list[Cost]]]) -> str:
    told = []
    for label, one in settings:
        of_kinds = "; ".join(f"{cost.breach.name}: {number(cost.undo)}" for cost in one)
        told.append(f"{label}: {of_kinds}" if label else of_kinds)
    return f"Bars. {_title(settings)}. Kept promises until trust is back at {USUAL_TRUST}: {'. '.join(told)}."


@styled
def breach_measured(results: Results) -> Figure | None:
    """Trust before and after the first scripted breach, and weeks until it was back; None for fewer than two points."""
    found = breach_costs(results)
    if len(found) < 2:
        return None
    text = f"What the scripted breach took: the trust that it broke fell most with “{_hardest(found).case.label}”, " + (
        f"from {number(_hardest(found).before.mean)} to {number(_hardest(found).after.mean)}"
    )
    figure = new_figure(2.0 + 0.55 * len(found), f"Two panels. {text}. {_recoveries(found)}")
    fall = figure.add_subplot(1, 2, 1)
    back = figure.add_subplot(1, 2, 2, sharey=fall)
    for row, cost in enumerate(found):
        _fall(fall, row, cost)
        _way_back(back, row, cost)
    fall.set_yticks(range(len(found)), [textwrap.fill(cost.case.label, 20) for cost in found])
    fall.set_ylim(len(found) - 0.5, -0.5)
    fall.set_xlim(0.0, 1.03)
    fall.set_xlabel("trust that it broke (0 to 1)\nhollow: before, filled: after")
    back.set_xlim(0.0, max(cost.weeks_left for cost in found))
    back.set_xlabel("weeks until within 0.05 of before\n(median; grey: not in the run)")
    back.tick_params(axis="y", labelleft=False, length=0)
    for axes in (fall, back):
        axes.grid(visible=True, axis="x", color=PALE, linewidth=0.8)
        axes.set_axisbelow(True)
    heading(figure, text)
    return figure


def _fall(axes: Axes, row: int, cost: BreachCost) -> None:
    before, after = cost.before.mean, cost.after.mean
    axes.plot([before, after], [row, row], color=GREY, linewidth=2.0, zorder=1)
    if cost.after.has_interval:
        axes.plot([cost.after.low, cost.after.high], [row, row], color=COLOURS[1], linewidth=5.0, alpha=0.45, zorder=2)
    for place, colour, size in ((before, "white", 11), (after, COLOURS[1], 8)):
        axes.plot(
            [place],
            [row],
            marker=MARKERS[0],
            markersize=size,
            color=colour,
            markeredgecolor=INK,
            zorder=3,
            clip_on=False,
        )


def _way_back(axes: Axes, row: int, cost: BreachCost) -> None:
    weeks = cost.weeks.median
    if math.isinf(weeks):
        axes.barh(row, cost.weeks_left, height=0.5, color=PALE, hatch="//", edgecolor=GREY)
        said = f"not in {amount('weeks_to_recover', cost.weeks_left)}"
    else:
        axes.barh(row, weeks, height=0.5, color=COLOURS[0], alpha=0.75)
        said = amount("weeks_to_recover", weeks)
    if 0 < cost.weeks.never < 1:
        said += f" (never in {percent(cost.weeks.never)} of runs)"
    # On a long bar inside it, beside a short one.
    inside = math.isinf(weeks) or weeks > cost.weeks_left / 2
    axes.annotate(
        said,
        (0.0 if inside else weeks, row),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none"} if inside else None,
    )


def _hardest(found: Sequence[BreachCost]) -> BreachCost:
    return max(found, key=lambda cost: cost.lost.mean)


def _recoveries(found: Sequence[BreachCost]) -> str:
    told = [f"{cost.case.label}: {amount('weeks_to_recover', cost.weeks.median)}" for cost in found]
    return f"Median weeks until trust was back within 0.05: {'; '.join(told)}."
