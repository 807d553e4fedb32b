"""How many replicates each point took, and whether its intervals came to be as narrow as they were asked to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustsim.config import most, until_of
from trustsim.intervals import Interval, known, unseen
from trustsim.stopping import Judgement, interval_of, judged
from trustsim.study.cases import each_case
from trustsim.study.words import IN_PERCENT, SPACE, capitalised, certainty, listed, outcome_name, percent

if TYPE_CHECKING:
    from trustsim.results import Results

MOST_NAMED = 4


@dataclass(frozen=True)
class Replication:
    """The replicates of one point.

    Attributes
    ----------
    point, label
        Which.
    runs
        How many were done.
    intervals, judgements
        Of each outcome that replicates were added for.
    """

    point: int
    label: str
    runs: int
    intervals: Mapping[str, Interval]
    judgements: Mapping[str, Judgement]

    @property
    def short(self) -> tuple[str, ...]:
        """The outcomes for which ``max`` came before there were enough."""
        return tuple(name for name, judgement in self.judgements.items() if judgement in ("too wide", "too few"))


def replications(results: Results) -> list[Replication]:
    """The replicates of each point, in order; nothing where their number is fixed."""
    asked = until_of(results.config.replicates)
    if not asked:
        return []
    of_points = dict(list(results.runs.sort_values("replicate").groupby("point")))
    found = []
    for case in each_case(results):
        runs = of_points[case.point]
        values = {until.outcome: runs[until.outcome].to_numpy(dtype=float) for until in asked}
        found.append(
            Replication(
                case.point,
                case.label,
                len(runs),
                {until.outcome: interval_of(known(values[until.outcome]), until) for until in asked},
                {until.outcome: judged(values[until.outcome], until) for until in asked},
            )
        )
    return found


def replication_sentences(results: Results) -> list[str]:
    """How many replicates there are, and at which points they were not enough."""
    found = replications(results)
    if not found:
        return []
    asked = until_of(results.config.replicates)
    low, high = min(one.runs for one in found), max(one.runs for one in found)
    each = f"{low} to {high} replicates at each point, {sum(one.runs for one in found):,} runs in all"
    if low == high:
        each = f"{low} replicates at each point" if len(found) > 1 else f"{low} replicates"
    first, *others = [(outcome_name(one.outcome), _plus_minus(one.outcome, one.half_width)) for one in asked]
    aims = listed([f"{first[0]} was known to {first[1]}", *(f"{name} to {width}" for name, width in others)])
    said = [f"{each}, added until {aims} ({certainty(asked[0].confidence)})."]
    return [*said, *_left(results, found), *_equal(results, found)]


def _plus_minus(outcome: str, half_width: float) -> str:
    """With three digits, for it is held against a number of the config."""
    if not math.isfinite(half_width):
        return f"±{SPACE}any number"
    return f"±{SPACE}{100 * half_width:.3g}{SPACE}points" if outcome in IN_PERCENT else f"±{SPACE}{half_width:.3g}"


def _left(results: Results, found: list[Replication]) -> list[str]:
    """At which points ``max`` came first."""
    left = [one for one in found if one.short]
    if not left:
        return []
    names = [_named(one) for one in left[:MOST_NAMED]]
    if len(left) > MOST_NAMED:
        names.append(f"{len(left) - MOST_NAMED} more")
    where = f" at {len(left)} of {len(found)} points" if len(found) > 1 else ""
    limit = most(results.config.replicates)
    return [f"The most that were allowed, {limit}, were too few{where}: {listed(names)}."]


def _named(one: Replication) -> str:
    widths = listed([f"{outcome_name(name)} {half_width_in_words(one, name)}" for name in one.short])
    return f"“{one.label}” ({widths})" if one.label else widths


def half_width_in_words(one: Replication, outcome: str) -> str:
    """``± 0.013``, and what speaks against it."""
    found, judgement = one.intervals[outcome], one.judgements[outcome]
    match judgement:
        case "no value":
            return judgement
        case "all equal":
            return "all runs equal"
        case _:
            said = _plus_minus(outcome, found.half_width)
            return f"{said}, but skewed" if judgement == "too few" else said


def _equal(results: Results, found: list[Replication]) -> list[str]:
    """Where no two runs differ, so that nothing says how narrow an interval is."""
    said = []
    for until in until_of(results.config.replicates):
        equal = [one for one in found if one.judgements[until.outcome] == "all equal"]
        if equal:
            fewest = min(one.runs for one in equal)
            where = f" at {len(equal)} of {len(found)} points" if len(found) > 1 else ""
            said.append(
                f"{capitalised(outcome_name(until.outcome))} is equal in all replicates{where}: chance has no part in "
                f"it, or in at most {percent(unseen(fewest, until.confidence))} of runs."
            )
    return said
