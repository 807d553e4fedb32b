"""Trust over time, one line for each setting, with what the script does marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trustsim.plots.style import (
    COLOURS,
    DASHES,
    GREY,
    INK,
    MOST_LINES,
    grid,
    heading,
    label_ends,
    new_figure,
    spread,
    styled,
)
from trustsim.study import (
    ScriptedBreach,
    cases,
    comparable_runs,
    confidence_in,
    contrasts,
    estimate,
    histories,
    is_list,
    is_sampled,
    levels_of,
    may_have_breach,
    over_time,
    scripted_breach,
    some_of,
)
from trustsim.study.breaches import ALL
from trustsim.study.words import capitalised, event_name, level, listed, number, readable_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.config import Config
    from trustsim.results import Results

MOST_EVENTS = 6


@dataclass(frozen=True)
class Line:
    """One line: its name and ``week``, ``mean``, ``low``, ``high``."""

    name: str
    table: pd.DataFrame


@styled
def time_series(results: Results) -> Figure:
    """Mean trust over all relationships, with intervals over replicates."""
    return _drawn(trust_lines(results), _marks(results), "Mean trust", "mean trust (0 to 1; ended ties count 0)")


@styled
def betrayed_series(results: Results) -> Figure | None:
    """Trust of those betrayed in those who betrayed them; None without a breach, or where that is everybody's."""
    found = betrayed_lines(results)
    if not found:
        return None
    return _drawn(found, _marks(results), "Trust in those who broke the promise", "trust of those betrayed (0 to 1)")


BANDS = ((0.05, 0.95, 0.16), (0.25, 0.75, 0.30))


@styled
def settings_series(results: Results) -> Figure:
    """Mean trust over time in all settings of a sample: the middle one, and where half and nine tenths of them lie."""
    runs = results.runs[["run", "point"]]
    series = results.rows("series", columns=["run", "week", "trust"])
    by_point = series.merge(runs, on="run").groupby(["week", "point"])["trust"].mean().unstack("point")
    weeks = by_point.index.to_numpy(dtype=float)
    shares = by_point.quantile([0.05, 0.25, 0.5, 0.75, 0.95], axis=1).T
    last = shares.iloc[-1]
    text = (
        f"Mean trust over all sampled settings: {number(float(last[0.5]))} in the middle one at the end, between "
        f"{number(float(last[0.05]))} and {number(float(last[0.95]))} in nine of ten"
    )
    figure = new_figure(4.6, f"Line over time with bands. {text}.")
    axes = figure.add_subplot()
    for low, high, alpha in BANDS:
        axes.fill_between(weeks, shares[low], shares[high], color=COLOURS[0], alpha=alpha, linewidth=0)
    axes.plot(weeks, shares[0.5], color=COLOURS[0])
    axes.set_ylim(0.0, 1.03)
    axes.set_xlim(0.0, float(weeks.max()))
    axes.set_xlabel("week")
    axes.set_ylabel("mean trust (0 to 1; ended ties count 0)")
    grid(axes)
    names = ((0.5, "middle setting"), (0.75, "half of all settings"), (0.95, "nine of ten settings"))
    low, high = axes.get_ylim()
    heights = spread([float(last[share]) for share, _ in names], 0.09, low, high)
    for (_, name), height in zip(names, heights, strict=True):
        axes.annotate(
            name, (weeks.max(), height), xytext=(7, 0), textcoords="offset points", va="center", annotation_clip=False
        )
    heading(figure, text)
    return figure


def trust_lines(results: Results) -> list[Line]:
    """One line for each point; of a large grid, for levels of the setting that moved the first outcome most; of a
    sample one over all of it.
    """
    points = sorted(results.runs["point"].unique().tolist())
    if is_sampled(results):
        return [Line("", over_time(results, "trust", points))]
    if is_list(results) or len(points) == 1:
        return [
            Line(case.label, over_time(results, "trust", [case.point])) for case in some_of(cases(results), MOST_LINES)
        ]
    key = _strongest_key(results)
    name = readable_names(results.swept)[key]
    runs = comparable_runs(results)
    return [
        Line(f"{name} {level(value)}", over_time(results, "trust", sorted(set(runs.loc[runs[key] == value, "point"]))))
        for value in some_of(levels_of(runs, key), MOST_LINES - 1)
    ]


def betrayed_lines(results: Results) -> list[Line]:
    """Trust on the ties that the first scripted breach hits, for each point; a control shows the same ties."""
    if not may_have_breach(results) or len(set(results.runs["point"])) > MOST_LINES:
        return []
    every = cases(results)
    scripts = [scripted for case in every if (scripted := scripted_breach(case.config))]
    if not scripts or (scripts[0].who == ALL and scripts[0].to == ALL):
        return []
    found = []
    for case in every:
        of_ties = histories(results, case, scripted_breach(case.config) or scripts[0])
        if of_ties:
            tables = [pd.DataFrame(history) for history in of_ties]
            found.append(Line(case.label, _averaged(tables, confidence_in(results))))
    return found


def _averaged(tables: Sequence[pd.DataFrame], confidence: float) -> pd.DataFrame:
    rows = []
    for week, now in pd.concat(tables).groupby("week"):
        at = estimate(now["trust_betrayed"], confidence)
        rows.append({"week": float(str(week)), "mean": at.mean, "low": at.low, "high": at.high})
    return pd.DataFrame(rows)


def _strongest_key(results: Results) -> str:
    outcome = results.config.outcomes[0]
    of_outcome = [one for one in contrasts(results) if one.outcome == outcome]
    if not of_outcome:
        return results.swept[0]
    return max(of_outcome, key=lambda one: abs(one.effect.mean)).key


@dataclass(frozen=True)
class Mark:
    """Something that the script does: the first and last week, and what it is."""

    week: float
    last: float
    name: str


def _marks(results: Results) -> list[Mark]:
    """What the script does, at any point; the same thing in the same week once.

    Scripted kept promises are the course of things, not marks in it.
    """
    if not results.config.events and not may_have_breach(results):
        return []
    every = cases(results) if len(set(results.runs["point"])) <= 50 else []
    configs: list[Config] = [case.config for case in every] or [results.config]
    found: dict[tuple[float, float, str], Mark] = {}
    for config in configs:
        for event in (event for event in config.events if event.what != "kept"):
            weeks = event.weeks_listed()
            what = event_name(event.what) if event.what != "act" or event.signal < 0 else "act"
            hidden = "hidden " if getattr(event, "hidden", False) else ""
            last = weeks[0] + event.weeks if event.what == "counselling" else max(weeks)
            mark = Mark(min(weeks), last, f"{hidden}{what}")
            found[mark.week, mark.last, mark.name] = mark
    return sorted(found.values(), key=lambda mark: mark.week)[:MOST_EVENTS]


def _drawn(found: Sequence[Line], marks: Sequence[Mark], noun: str, unit: str) -> Figure:
    text = f"{noun} {_courses(found)}" if len(found) == 1 else f"{noun}: {_courses(found)}"
    figure = new_figure(4.6, f"Lines over time with interval bands. {text}.{_marks_told(marks)}")
    axes = figure.add_subplot()
    ends = []
    for index, line in enumerate(found):
        colour, table = COLOURS[index % MOST_LINES], line.table
        axes.plot(table["week"], table["mean"], color=colour, linestyle=DASHES[index % MOST_LINES])
        if table["low"].notna().any():
            axes.fill_between(table["week"], table["low"], table["high"], color=colour, alpha=0.18, linewidth=0)
        ends.append((float(table["week"].to_numpy()[-1]), float(table["mean"].to_numpy()[-1]), line.name))
    axes.set_ylim(0.0, 1.03)
    weeks = max(float(line.table["week"].max()) for line in found)
    axes.set_xlim(0.0, weeks)
    axes.set_xlabel("week")
    axes.set_ylabel(unit)
    grid(axes)
    rows = _mark(axes, marks, weeks)
    if len(found) > 1:
        label_ends(axes, ends)
    if rows:
        axes.set_title(" ", pad=16.0 * rows - 8.0)  # room for the names of what happens
    heading(figure, text)
    return figure


def _mark(axes: Axes, marks: Sequence[Mark], weeks: float) -> int:
    """A vertical line for each mark, its name above the plot, in another row where two are close; how many rows."""
    taken: list[float] = []  # where the last name of each row ends, as a part of the width
    for mark in marks:
        axes.axvline(mark.week, color=INK, linewidth=1.1, linestyle=(0, (1, 2)), zorder=1)
        if mark.last > mark.week:
            axes.axvspan(mark.week, mark.last, color=GREY, alpha=0.10, linewidth=0)
        name = f"week {level(mark.week)}: {mark.name}"
        place = mark.week / weeks
        width = 0.0125 * len(name)
        start = place - width / 2
        row = next((row for row, end in enumerate(taken) if start > end + 0.01), len(taken))
        taken[row : row + 1] = [place + width / 2]
        axes.annotate(
            name,
            (mark.week, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 4 + 16 * row),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=10.5,
            annotation_clip=False,
        )
    return len(taken)


def _courses(found: Sequence[Line]) -> str:
    told = []
    for line in found:
        means = line.table["mean"].to_numpy()
        course = f"from {number(float(means[0]))} to {number(float(means[-1]))}"
        low = float(np.nanmin(means))
        if low < min(means[0], means[-1]) - 0.05:
            course += f" (down to {number(low)} in between)"
        told.append(f"{course} with “{line.name}”" if line.name else course)
    if len(found) > 2:
        ends = [float(line.table["mean"].to_numpy()[-1]) for line in found]
        lowest, highest = (found[int(pick(ends))] for pick in (np.argmin, np.argmax))
        return (
            f"{number(min(ends))} at the end with “{lowest.name}”, {number(max(ends))} with “{highest.name}”"
            if lowest is not highest
            else f"{number(ends[0])} at the end"
        )
    return listed(told)


def _marks_told(marks: Sequence[Mark]) -> str:
    return "".join(f" Week {level(mark.week)}: {capitalised(mark.name)}." for mark in marks)


__all__ = [
    "Line",
    "Mark",
    "ScriptedBreach",
    "betrayed_lines",
    "betrayed_series",
    "settings_series",
    "time_series",
    "trust_lines",
]
