"""What the first scripted breach cost, as the runs have it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.outcomes import FirstBreach, RunView, kept_to_undo, trust_lost, weeks_to_recover
from trustsim.study.cases import Case, each_case, is_sampled
from trustsim.study.estimates import Estimate, confidence_in, estimate
from trustsim.study.one_breach import Breach, Cost, cost_of
from trustsim.study.words import event_name

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.config import Config
    from trustsim.results import Results

ALL = "all"
MOST_CASES = 12  # more settings than these are told by the contrasts, not one by one


@dataclass(frozen=True)
class ScriptedBreach:
    """The first breach that a script plants.

    Attributes
    ----------
    week
        The week in which it happens; it shows in the next.
    who, to
        Names of those who break and those who relied, or ``all``.
    breach
        Its kind.
    more
        How many breaches the script plants after it.
    """

    week: float
    what: str
    who: tuple[str, ...] | str
    to: tuple[str, ...] | str
    breach: Breach
    more: int

    def hits(self, source: str, target: str) -> bool:
        """Whether it breaks what this source relied on this target for."""
        return (self.to == ALL or source in self.to) and (self.who == ALL or target in self.who)


def may_have_breach(results: Results) -> bool:
    """Whether any point can have a scripted breach; spares looking at every point of a large grid."""
    return bool(results.config.events) or any(key.split(".")[0] == "events" for key in results.swept)


def scripted_breach(config: Config) -> ScriptedBreach | None:
    """The first breach in a config's events, or None."""
    planted = [
        (week, event)
        for event in config.events
        if event.what in ("lapse", "betrayal") or (event.what == "act" and event.signal < 0)
        for week in event.weeks_listed()
    ]
    if not planted:
        return None
    week, event = min(planted, key=lambda one: one[0])
    ticks = config.ticks_per_week
    # The tick in which it happens, as the engine rounds it.
    week = math.floor(week * ticks + 1e-9) / ticks
    given: Any = event
    deliberate = event.what == "betrayal" or getattr(event, "deliberate", False)
    breach = Breach(
        event_name(event.what),
        size=given.severity,
        deliberate=deliberate,
        concealed=getattr(event, "hidden", False),
        warned=getattr(event, "warned", False),
        apology=given.apology,
    )
    return ScriptedBreach(week, event.what, _names(given.who), _names(given.to), breach, len(planted) - 1)


def _names(people: Any) -> tuple[str, ...] | str:
    return ALL if people == ALL else tuple(str(name) for name in people)


@dataclass(frozen=True)
class BreachCost:
    """What the first scripted breach cost at one point of a study.

    Attributes
    ----------
    case, scripted
        The point, and its breach.
    before, after, end
        Trust on the ties that it hit, in the last record before it, the first after it, and the last of all.
    lost
        Before minus after, run by run.
    weeks, kept
        Until trust was back within 0.05 of what it was; ``kept`` counts the acts kept on such a tie.
    by_law
        What such a breach costs from that trust by the law alone.
    weeks_left
        Weeks from the breach to the end of the run.
    ended
        Runs in which all ties that it was to hit had ended before; the estimates are of the others.
    """

    case: Case
    scripted: ScriptedBreach
    before: Estimate
    after: Estimate
    end: Estimate
    lost: Estimate
    weeks: Estimate
    kept: Estimate
    by_law: Cost
    weeks_left: float
    ended: int = 0


def breach_costs(results: Results) -> list[BreachCost]:
    """The cost of the first scripted breach at each point that has one; nothing where these are too many to tell."""
    return [cost for case, scripted in cases_with_breach(results) if (cost := _cost(results, case, scripted))]


def cases_with_breach(results: Results) -> list[tuple[Case, ScriptedBreach]]:
    """The points that have a scripted breach, each with it; nothing where these are too many to tell."""
    found: list[tuple[Case, ScriptedBreach]] = []
    if is_sampled(results):
        return found  # of a sample, what all points say together is told, not what one says
    for case in each_case(results) if may_have_breach(results) else ():
        if scripted := scripted_breach(case.config):
            found.append((case, scripted))
        if len(found) > MOST_CASES:
            return []
    return found


def _cost(results: Results, case: Case, scripted: ScriptedBreach) -> BreachCost | None:
    rows = []
    breach = FirstBreach(scripted.week, scripted.breach.concealed)
    for history in histories(results, case, scripted):
        last = int(np.searchsorted(history["week"], scripted.week, side="right")) - 1
        if last < 0 or last + 1 >= len(history["week"]):
            continue
        run = RunView(history, breach)
        rows.append(
            (
                history["trust_betrayed"][last],
                history["trust_betrayed"][last + 1],
                history["trust_betrayed"][-1],
                trust_lost(run),
                weeks_to_recover(run),
                kept_to_undo(run),
            )
        )
    if not rows:
        return None
    before, after, end, lost, weeks, kept = (
        estimate(column, confidence_in(results)) for column in np.array(rows, dtype=np.float64).T
    )
    return BreachCost(
        case,
        scripted,
        before,
        after,
        end,
        lost,
        weeks,
        kept,
        cost_of(case.config, scripted.breach, before.mean),
        case.config.weeks - scripted.week,
        len(rows) - lost.n,
    )


def histories(results: Results, case: Case, scripted: ScriptedBreach) -> list[dict[str, Any]]:
    """Of each run of a case: week, trust and kept acts of the ties that a breach hits.

    From the series where the case has that breach itself; of a control from its ties, if they were recorded over time.
    """
    runs = results.runs.loc[results.runs["point"] == case.point, "run"]
    if scripted_breach(case.config) is not None:
        columns = ["week", "trust_betrayed", "kept_betrayed"]
        series = results.rows("series", {"run": runs}, ["run", *columns])
        return [
            {name: of_run[name].to_numpy() for name in columns}
            for _, of_run in series.sort_values("week").groupby("run")
        ]
    if not results.has("ties"):
        return []
    named = {name: people for name, people in (("source", scripted.to), ("target", scripted.who)) if people != ALL}
    hit = results.rows("ties", {"run": runs, **named}, ["run", "week", "trust", "kept", "active"])
    return [_of_ties(of_run) for _, of_run in hit.groupby("run")] if _spans(hit, scripted.week) else []


def _spans(ties: pd.DataFrame, week: float) -> bool:
    weeks = ties["week"]
    return bool((weeks <= week).any() and (weeks > week).any())


def _of_ties(ties: pd.DataFrame) -> dict[str, Any]:
    counted = ties.assign(trust=ties["trust"].where(ties["active"].astype(bool), 0.0))
    weekly = counted.groupby("week")[["trust", "kept"]].mean().sort_index()
    return {
        "week": weekly.index.to_numpy(),
        "trust_betrayed": weekly["trust"].to_numpy(),
        "kept_betrayed": weekly["kept"].to_numpy(),
    }
