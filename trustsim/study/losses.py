"""Who lost trust in whom by the first scripted breach, tie by tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trustsim.study.breaches import ALL, ScriptedBreach, scripted_breach
from trustsim.study.cases import Case, cases

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results

BETRAYED = "was betrayed"
HEARD = "heard of it"
OWN = "had a breach of their own"
AFTERMATH = "in what followed"
SMALLEST = 0.005  # what rounds to no loss is none


@dataclass(frozen=True)
class Losses:
    """Who lost trust in whom.

    Attributes
    ----------
    label
        The point of the study; "" where there is only one.
    against
        The point without the breach that it is compared with; None where the same run is compared before and after.
    weeks
        The recorded weeks of ``before`` and ``after``.
    table
        ``source``, ``target``, ``before``, ``after``, ``loss`` (means over the replicates that have the tie), ``part`` (was
        betrayed, heard of it, …), ``replicates`` (in how many there was a loss); largest loss first.
    replicates
        How many there are.
    betrayers
        Whose promise broke, or ``all``.
    """

    label: str
    against: str | None
    weeks: tuple[float, float]
    table: pd.DataFrame
    replicates: int
    betrayers: tuple[str, ...] | str

    @property
    def exact(self) -> bool:
        """Whether chance plays no part: the same random numbers with and without the breach."""
        return self.against is not None


def losses(results: Results) -> list[Losses]:
    """One table for each point with a scripted breach; none where ties were not recorded so that it can be told."""
    ties = results.ties
    if ties is None or ties.empty:
        return []
    runs = results.runs[["run", "point", "replicate"]]
    recorded = ties.merge(runs, on="run").astype({"source": str, "target": str})
    recorded["trust"] = recorded["trust"].where(recorded["active"].astype(bool), 0.0)
    every = cases(results)
    found = []
    for case in every:
        scripted = scripted_breach(case.config)
        if scripted is None:
            continue
        without = _without_breach(case, every)
        one = _against(recorded, case, without, scripted) if without else _before_and_after(recorded, case, scripted)
        if one is not None and len(one.table):
            found.append(one)
    return found


def _without_breach(case: Case, every: list[Case]) -> Case | None:
    """The same point without the script."""
    for other in every:
        if scripted_breach(other.config) is not None:
            continue
        if case.config.model_copy(update={"events": ()}) == other.config.model_copy(update={"events": ()}):
            return other
    return None


def _against(recorded: pd.DataFrame, case: Case, without: Case, scripted: ScriptedBreach) -> Losses | None:
    """The same tie, week and replicate with and without the breach."""
    with_it, without_it = (recorded[recorded["point"] == one.point] for one in (case, without))
    weeks = sorted(week for week in set(with_it["week"]) & set(without_it["week"]) if week > scripted.week)
    if not weeks:
        return None
    # What is hidden costs nothing until it is found, so only the end tells.
    week = weeks[-1] if scripted.breach.concealed else weeks[0]
    table = _compared(without_it[without_it["week"] == week], with_it[with_it["week"] == week], scripted)
    replicates = int(with_it["replicate"].nunique())
    return Losses(case.label, without.label, (week, week), _mean_loss(table), replicates, scripted.who)


def _before_and_after(recorded: pd.DataFrame, case: Case, scripted: ScriptedBreach) -> Losses | None:
    """The last record before the breach and the first after it, in the same run; only trust in those who broke it."""
    own = recorded[recorded["point"] == case.point]
    if scripted.who != ALL:
        own = own[own["target"].isin(scripted.who)]
    earlier = [week for week in set(own["week"]) if week <= scripted.week]
    later = [week for week in set(own["week"]) if week > scripted.week]
    if not earlier or not later:
        return None
    week = max(later) if scripted.breach.concealed else min(later)
    table = _compared(own[own["week"] == max(earlier)], own[own["week"] == week], scripted)
    replicates = int(own["replicate"].nunique())
    return Losses(case.label, None, (max(earlier), week), _mean_loss(table), replicates, scripted.who)


def _compared(first: pd.DataFrame, second: pd.DataFrame, scripted: ScriptedBreach) -> pd.DataFrame:
    """One row for each replicate and tie that lost trust."""
    columns = ["replicate", "source", "target", "trust", "breaches"]
    both = first[columns].merge(second[columns], on=columns[:3], suffixes=("_first", "_second"))
    both["loss"] = both["trust_first"] - both["trust_second"]
    both = both[both["loss"] >= SMALLEST].copy()
    hit = [scripted.hits(source, target) for source, target in zip(both["source"], both["target"], strict=True)]
    of_betrayer = [scripted.who == ALL or target in scripted.who for target in both["target"]]
    # Trust in somebody falls by a breach of one's own or by what one hears; a breach of one's own is counted.
    broken = both["breaches_second"] > both["breaches_first"]
    both["part"] = np.select(
        [np.array(hit, dtype=bool), ~np.array(of_betrayer, dtype=bool), broken], [BETRAYED, AFTERMATH, OWN], HEARD
    )
    return both


def _mean_loss(table: pd.DataFrame) -> pd.DataFrame:
    grouped = table.groupby(["source", "target", "part"], as_index=False).agg(
        before=("trust_first", "mean"),
        after=("trust_second", "mean"),
        loss=("loss", "mean"),
        replicates=("replicate", "nunique"),
    )
    ordered = grouped.sort_values(["loss", "source", "target"], ascending=[False, True, True], ignore_index=True)
    return ordered[["source", "target", "before", "after", "loss", "part", "replicates"]]
