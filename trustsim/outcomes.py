"""What a run comes to: one number for each question a config may ask of it.

An outcome is a pure function of a run's series and of its first scripted breach, where it has one. The
catalogue is what ``outcomes:`` in a config may name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Series = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Outcome:
    """A number that a run comes to.

    Attributes
    ----------
    about
        What it says, for tables and figures.
    unit
        ``share`` for 0–1, ``weeks``, ``promises``; "" for a pure number.
    good
        +1 where more is better, −1 where less is, 0 where neither.
    of
        The function of the run's series and its first scripted breach.
    needs_breach
        True where it says nothing without a scripted breach.
    """

    about: str
    unit: str
    good: int
    of: Callable[[Series, FirstBreach], float]
    needs_breach: bool = False


class FirstBreach(NamedTuple):
    """The first breach that a script plants.

    Attributes
    ----------
    week
        When; NaN if there is none.
    hidden
        Whether it waits to be found: then nothing is lost in that week.
    """

    week: float
    hidden: bool


def _last(name: str) -> Callable[[Series, FirstBreach], float]:
    def of(series: Series, breach: FirstBreach) -> float:
        return float(series[name][-1])

    return of


def mean_trust(series: Series, breach: FirstBreach) -> float:
    """Mean over time, whatever the spacing of the records."""
    weeks, trust = series["week"], series["trust"]
    return float(np.trapezoid(trust, weeks) / (weeks[-1] - weeks[0]))


def _before(series: Series, breach: FirstBreach) -> int:
    """The last record before a breach shows."""
    return int(np.searchsorted(series["week"], breach.week, side="right")) - 1


def trust_lost(series: Series, breach: FirstBreach) -> float:
    """Trust on the ties that the first scripted breach hits, before it minus after it.

    After: in the next record; of a hidden breach, at its lowest later on, since nobody knows when it will be found.
    """
    if math.isnan(breach.week):
        return math.nan
    before = _before(series, breach)
    later = series["trust_betrayed"][before + 1 :]
    if not later.size:
        return math.nan
    return float(series["trust_betrayed"][before] - (later.min() if breach.hidden else later[0]))


def trust_regained(series: Series, breach: FirstBreach) -> float:
    """The highest recorded trust after the first scripted breach, on the ties it hits, over their trust before it.

    1: they came back to where they were, more: they went beyond.
    """
    if math.isnan(breach.week):
        return math.nan
    before = _before(series, breach)
    trust = series["trust_betrayed"]
    later = trust[before + 1 :]
    return float(later.max() / trust[before]) if later.size and trust[before] > 0.0 else math.nan


NEARLY: Final = 0.05  # "back" means within this of the trust before the breach


def _recovered(series: Series, breach: FirstBreach) -> int | None:
    """The record in which trust is back; of a hidden breach, after it first fell. None if it is never back."""
    before = _before(series, breach)
    trust = series["trust_betrayed"]
    near = trust >= trust[before] - NEARLY
    first = before + 1
    if breach.hidden:
        fallen = np.flatnonzero(~near[first:])
        if not fallen.size:
            return before
        first += int(fallen[0])
    back = np.flatnonzero(near[first:])
    return first + int(back[0]) if back.size else None


def weeks_to_recover(series: Series, breach: FirstBreach) -> float:
    """Weeks from the first scripted breach until trust on the ties it hit is back within 0.05; infinite if never.

    0 for a hidden breach that never cost as much as that.
    """
    if math.isnan(breach.week):
        return math.nan
    back = _recovered(series, breach)
    return math.inf if back is None else max(0.0, float(series["week"][back] - breach.week))


def kept_to_undo(series: Series, breach: FirstBreach) -> float:
    """Acts kept on such a tie, on average, until its trust is back within 0.05; infinite if never."""
    if math.isnan(breach.week):
        return math.nan
    back = _recovered(series, breach)
    kept = series["kept_betrayed"]
    return math.inf if back is None else float(kept[back] - kept[_before(series, breach)])


OUTCOMES: Final[dict[str, Outcome]] = {
    "final_trust": Outcome("mean trust at the end, ended relationships counting 0", "share", 1, _last("trust")),
    "mean_trust": Outcome("mean trust over the whole run, ended relationships counting 0", "share", 1, mean_trust),
    "survival": Outcome("share of relationships alive at the end", "share", 1, _last("survival")),
    "intimacy": Outcome("mean intimacy at the end, ended relationships counting 0", "share", 1, _last("intimacy")),
    "pain": Outcome("mean pain at the end", "share", -1, _last("pain")),
    "distress": Outcome("mean risk of distress at the end", "share", -1, _last("distress")),
    "hurt": Outcome("mean hurt in living relationships at the end", "share", -1, _last("hurt")),
    "ceiling": Outcome("mean ceiling of living relationships at the end", "share", 1, _last("ceiling")),
    "reliability": Outcome("mean reliability at the end", "share", 1, _last("reliability")),
    "trust_lost": Outcome("trust lost on the ties that the first scripted breach hits", "share", -1, trust_lost, True),
    "trust_regained": Outcome(
        "highest trust after the first scripted breach on the ties that it hits, over their trust before it",
        "",
        1,
        trust_regained,
        True,
    ),
    "weeks_to_recover": Outcome(
        "weeks until trust on the ties that the first scripted breach hit is back within 0.05 of what it was",
        "weeks",
        -1,
        weeks_to_recover,
        True,
    ),
    "kept_to_undo": Outcome(
        "acts kept on a tie that the first scripted breach hit until its trust is back within 0.05 of what it was",
        "kept acts",
        -1,
        kept_to_undo,
        True,
    ),
}


def outcomes_of(names: tuple[str, ...], series: Series, breach: FirstBreach) -> dict[str, float]:
    """The outcomes of one run, by name.

    Raises
    ------
    KeyError
        If there is no outcome of that name.
    """
    return {name: OUTCOMES[name].of(series, breach) for name in names}
