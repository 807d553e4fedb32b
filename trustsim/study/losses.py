"""Who lost trust in whom by the first scripted breach, tie by tie."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.study.breaches import ALL, ScriptedBreach, cases_with_breach, scripted_breach
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
        ``source``, ``target``, ``before``, ``after``, ``loss`` (means over the replicates that have the tie), ``part``
        (was betrayed, heard of it, …), ``replicates`` (in how many there was a loss); largest loss first.
    replicates
        How many there are.
    could_hear
        Whether anybody who was not betrayed relied on those who broke the promise.
    """

    label: str
    against: str | None
    weeks: tuple[float, float]
    table: pd.DataFrame
    replicates: int
    could_hear: bool

    @property
    def exact(self) -> bool:
        """Whether chance plays no part: the same random numbers with and without the breach."""
        return self.against is not None


def losses(results: Results) -> list[Losses]:
    """One table for each point with a scripted breach; none where these are too many, or where ties were not recorded
    so that it can be told.
    """
    with_breach = cases_with_breach(results)
    if not with_breach or not results.has("ties"):
        return []
    every = cases(results)
    found = []
    for case, scripted in with_breach:
        without = _without_breach(case, every)
        one = _against(results, case, without, scripted) if without else _before_and_after(results, case, scripted)
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


def _against(results: Results, case: Case, without: Case, scripted: ScriptedBreach) -> Losses | None:
    """The same tie, week and replicate with and without the breach."""
    both = set(_weeks(results, case)) & set(_weeks(results, without))
    weeks = sorted(week for week in both if week > scripted.week)
    if not weeks:
        return None
    # What is hidden costs nothing until it is found, so only the end tells.
    week = weeks[-1] if scripted.breach.concealed else weeks[0]
    compared = _compared(_recorded(results, without, week), _recorded(results, case, week), scripted)
    return _told(case, without.label, (week, week), compared)


def _before_and_after(results: Results, case: Case, scripted: ScriptedBreach) -> Losses | None:
    """The last record before the breach and the first after it, in the same run; only trust in those who broke it."""
    weeks = _weeks(results, case)
    earlier = [week for week in weeks if week <= scripted.week]
    later = [week for week in weeks if week > scripted.week]
    if not earlier or not later:
        return None
    week = max(later) if scripted.breach.concealed else min(later)
    targets = None if scripted.who == ALL else scripted.who
    first, second = (_recorded(results, case, one, targets) for one in (max(earlier), week))
    return _told(case, None, (max(earlier), week), _compared(first, second, scripted))


def _weeks(results: Results, case: Case) -> list[float]:
    """The weeks in which the ties of a point were recorded."""
    weeks = results.rows("ties", {"run": _runs(results, case)["run"]}, ["week"])["week"]
    return [float(week) for week in weeks.unique()]


def _recorded(results: Results, case: Case, week: float, targets: Collection[str] | None = None) -> pd.DataFrame:
    """The ties of a point in one week, trust in an ended one counting 0, with the replicate of each."""
    runs = _runs(results, case)
    where: dict[str, Any] = {"run": runs["run"], "week": week}
    if targets is not None:
        where["target"] = targets
    columns = ["run", "source", "target", "trust", "active", "breaches"]
    ties = results.rows("ties", where, columns).merge(runs, on="run").astype({"source": str, "target": str})
    return ties.assign(trust=ties["trust"].where(ties["active"].astype(bool), 0.0))


def _runs(results: Results, case: Case) -> pd.DataFrame:
    return results.runs.loc[results.runs["point"] == case.point, ["run", "replicate"]]


def _compared(first: pd.DataFrame, second: pd.DataFrame, scripted: ScriptedBreach) -> pd.DataFrame:
    """One row for each replicate and tie, with what it lost and by which part in the story."""
    columns = ["replicate", "source", "target", "trust", "breaches"]
    both = first[columns].merge(second[columns], on=columns[:3], suffixes=("_first", "_second"))
    both["loss"] = both["trust_first"] - both["trust_second"]
    ties = list(zip(both["source"], both["target"], strict=True))
    hit = np.array([scripted.hits(source, target) for source, target in ties], dtype=bool)
    elsewhere = np.array([scripted.who != ALL and target not in scripted.who for _, target in ties], dtype=bool)
    # Trust in somebody falls by a breach that one knows of, and those are counted, or by what one hears.
    broken = (both["breaches_second"] > both["breaches_first"]).to_numpy()
    both["part"] = np.select([hit, elsewhere, broken], [BETRAYED, AFTERMATH, OWN], HEARD)
    return both


def _told(case: Case, against: str | None, weeks: tuple[float, float], compared: pd.DataFrame) -> Losses:
    """The table of means over replicates, of ties that lost anything."""
    compared["lost"] = compared["loss"] >= SMALLEST
    # The part of a tie is that of the replicate in which it lost most: in others it may not have heard of it.
    compared = compared.sort_values("loss", ascending=False, kind="stable")
    table = compared.groupby(["source", "target"], as_index=False, sort=True).agg(
        before=("trust_first", "mean"),
        after=("trust_second", "mean"),
        loss=("loss", "mean"),
        part=("part", "first"),
        replicates=("lost", "sum"),
    )
    table = table[table["loss"] >= SMALLEST].sort_values("loss", ascending=False, kind="stable", ignore_index=True)
    others = compared["part"].isin([HEARD, OWN])
    return Losses(case.label, against, weeks, table, int(compared["replicate"].nunique()), bool(others.any()))
