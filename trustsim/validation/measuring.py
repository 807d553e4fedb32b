"""From the tables of a study to measures: what each run came to, and by how much two sides of it differ.

First a number for each run (``outcome``, ``in_week``, ``on_ties``, ``on_person``, ``per_run``), then what it comes to
over the replicates of one side (``level``, ``value``) or how it differs between two (``difference``, ``effect``), taken
within each replicate, because the runs of one replicate share their random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trustsim.study.estimates import Estimate, estimate
from trustsim.study.judging import Band, exactly
from trustsim.study.words import level as written
from trustsim.study.words import readable_names
from trustsim.validation.statements import Course, Measure

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results

Side = str | Mapping[str, Any]
"""A point of a list by its label, or those of a grid where some of the swept keys have these values."""


# ------------------------------------------------------------------ one number for each run


def outcome(results: Results, name: str) -> pd.Series[Any]:
    """An outcome, by run."""
    return results.runs.set_index("run")[name].astype(float)


def in_week(results: Results, measure: str, week: float | None = None) -> pd.Series[Any]:
    """A column of the series in one recorded week, by run; the last week if none is given."""
    return _now(results.series, week).set_index("run")[measure].astype(float)


def on_ties(
    results: Results, column: str, week: float | None = None, how: str | Callable[..., Any] = "mean", **where: str
) -> pd.Series[Any]:
    """A column of the table of ties in one recorded week, made into one number a run.

    Parameters
    ----------
    how
        What pandas does with the ties of a run: ``mean``, ``std``, ``sum``, a function.
    where
        Which ties: ``source="1", target="0"``; all if nothing is said.
    """
    if results.ties is None:
        raise LookupError("these results have no table of ties")
    ties = _now(results.ties, week)
    for name, wanted in where.items():
        ties = ties[ties[name] == wanted]
    if ties.empty:
        raise LookupError(f"no tie has {where} in week {week}")
    return ties.groupby("run")[column].agg(how).astype(float)


def on_person(results: Results, person: str, column: str, week: float | None = None) -> pd.Series[Any]:
    """A column of the table of people for one person in one recorded week, by run."""
    people = _of_person(results, person)
    return _now(people, week).set_index("run")[column].astype(float)


def per_run(results: Results, of: Callable[[pd.DataFrame], float]) -> pd.Series[Any]:
    """A number that is made from all the recorded weeks of a run, by run; ``of`` sees them in order."""
    import pandas as pd

    weeks = results.series.sort_values(["run", "week"])
    return pd.Series({run: float(of(rows)) for run, rows in weeks.groupby("run")})


def share_lost(results: Results, week: float, **where: str) -> pd.Series[Any]:
    """The share of trust on some ties that a week took, by run; of a study that records ties every week."""
    return 1.0 - on_ties(results, "trust", week + 1, **where) / on_ties(results, "trust", week, **where)


def log_odds(shares: pd.Series[Any]) -> pd.Series[Any]:
    """ln(p/(1−p)) of numbers between 0 and 1."""
    return (shares / (1.0 - shares)).map(math.log)


def first_week(weeks: Sequence[float], reached: Sequence[bool]) -> float:
    """The first of some weeks in which something is so; infinite if it never is."""
    return next((float(week) for week, so in zip(weeks, reached, strict=True) if so), float("inf"))


# ------------------------------------------------------------------ over the replicates


def of_replicates(results: Results, numbers: pd.Series[Any], side: Side) -> pd.Series[Any]:
    """The numbers of one side, by replicate; a mean where several points belong to it."""
    runs = runs_of(results, side)
    return numbers.reindex(runs["run"]).groupby(runs["replicate"].to_numpy()).mean()


def runs_of(results: Results, side: Side) -> pd.DataFrame:
    """The rows of the table of runs that belong to one side.

    Raises
    ------
    LookupError
        If there is none.
    """
    runs = results.runs
    for key, wanted in ({"label": side} if isinstance(side, str) else side).items():
        runs = runs[runs[key] == wanted]
    if runs.empty:
        raise LookupError(f"no run is at {side!r}")
    return runs


def over_replicates(numbers: pd.Series[Any], certain: bool = False) -> Estimate:
    """One number for each replicate (a ratio of two sides, a difference of differences), with its interval.

    Parameters
    ----------
    certain
        There is no chance in this: the interval is the number itself.

    Raises
    ------
    ValueError
        If it was to have no chance in it and has.
    """
    if not certain:
        return estimate(numbers)
    if numbers.nunique(dropna=False) != 1:
        raise ValueError(f"this was to have no chance in it, and comes to {sorted(set(numbers))}")
    return exactly(float(numbers.iloc[0]))


def level(results: Results, numbers: pd.Series[Any], side: Side, *, certain: bool = False) -> Estimate:
    """What the numbers come to on one side, with the interval over its replicates."""
    return over_replicates(of_replicates(results, numbers, side), certain)


def difference(results: Results, numbers: pd.Series[Any], low: Side, high: Side, *, certain: bool = False) -> Estimate:
    """One side minus another, within each replicate."""
    return over_replicates(of_replicates(results, numbers, high) - of_replicates(results, numbers, low), certain)


def slope(results: Results, numbers: pd.Series[Any], key: str) -> Estimate:
    """By how much the numbers rise with a swept key: the straight line of each replicate."""
    import numpy as np

    runs = results.runs.assign(number=numbers.reindex(results.runs["run"]).to_numpy())
    return estimate(np.polyfit(rows[key], rows["number"], 1)[0] for _, rows in runs.groupby("replicate"))


# ------------------------------------------------------------------ measures


def effect(
    what: str,
    results: Results,
    numbers: pd.Series[Any],
    low: Side,
    high: Side,
    band: Band,
    *,
    certain: bool = False,
    required: bool = True,
) -> Measure:
    """How far one side lies above another; both are shown.

    ``what`` names the number and then the two: ``trust: bad spells minus steady``.
    """
    return Measure(
        what,
        difference(results, numbers, low, high, certain=certain),
        band,
        required,
        shown(results, numbers, (low, high), certain=certain),
        what.partition(":")[0],
    )


def value(
    what: str,
    results: Results,
    numbers: pd.Series[Any],
    side: Side,
    band: Band,
    *,
    beside: Sequence[Side] = (),
    certain: bool = False,
    required: bool = True,
    of_sides: str = "",
) -> Measure:
    """What the numbers come to on one side; others may be shown beside it, under the name ``of_sides``."""
    return Measure(
        what,
        level(results, numbers, side, certain=certain),
        band,
        required,
        shown(results, numbers, (*beside, side), certain=certain),
        of_sides,
    )


def shown(
    results: Results, numbers: pd.Series[Any], sides: Sequence[Side], *, certain: bool = False
) -> tuple[tuple[str, Estimate], ...]:
    """Some sides with their names and what the numbers come to there: for the picture of a measure."""
    return tuple((named(results, side), level(results, numbers, side, certain=certain)) for side in sides)


def named(results: Results, side: Side) -> str:
    """What a side is called: its label, or its settings in words."""
    if isinstance(side, str):
        return side
    names = readable_names(results.swept)
    return ", ".join(f"{names[key]} {written(wanted)}" for key, wanted in side.items()) or "all"


# ------------------------------------------------------------------ over time


def course(what: str, results: Results, measure: str, sides: Sequence[Side]) -> Course:
    """A column of the series over the weeks, one line for each side, with intervals over replicates."""
    return _over_time(what, results, results.series[["run", "week", measure]], sides)


def course_on_ties(what: str, results: Results, column: str, sides: Sequence[Side], **where: str) -> Course:
    """The same from the table of ties (recorded each time), of the ties that ``where`` says."""
    if results.ties is None:
        raise LookupError("these results have no table of ties")
    ties = results.ties
    for name, wanted in where.items():
        ties = ties[ties[name] == wanted]
    return _over_time(what, results, ties.groupby(["run", "week"])[column].mean().reset_index(), sides)


def course_of_person(what: str, results: Results, person: str, column: str, sides: Sequence[Side]) -> Course:
    """The same from the table of people (recorded each time), of one person."""
    return _over_time(what, results, _of_person(results, person)[["run", "week", column]], sides)


def _of_person(results: Results, person: str) -> pd.DataFrame:
    if results.people is None:
        raise LookupError("these results have no table of people")
    people = results.people[results.people["person"] == person]
    if people.empty:
        raise LookupError(f"there is nobody called {person}")
    return people


def _over_time(what: str, results: Results, table: pd.DataFrame, sides: Sequence[Side]) -> Course:
    import pandas as pd

    column = table.columns[-1]
    lines = []
    for side in sides:
        mine = table.merge(runs_of(results, side)[["run", "replicate"]], on="run")
        rows = []
        for week, now in mine.groupby("week"):
            at = estimate(now.groupby("replicate")[column].mean())
            rows.append({"week": float(str(week)), "mean": at.mean, "low": at.low, "high": at.high})
        lines.append((named(results, side), pd.DataFrame(rows)))
    return Course(what, tuple(lines))


def _now(table: pd.DataFrame, week: float | None) -> pd.DataFrame:
    now = table[table["week"] == (table["week"].max() if week is None else week)]
    if now.empty:
        raise LookupError(f"week {week} was not recorded")
    return now
