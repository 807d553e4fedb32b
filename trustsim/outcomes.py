"""What a run comes to: one number for each question a config may ask of it.

An outcome is a pure function of a run's series (and of the week of its first scripted breach, where it has one). The
catalogue is what ``outcomes:`` in a config may name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

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
        The function: the run's series and the week of its first scripted breach (NaN if there is none).
    needs_breach
        True where it says nothing without a scripted breach.
    """

    about: str
    unit: str
    good: int
    of: Callable[[Series, float], float]
    needs_breach: bool = False


def _last(name: str) -> Callable[[Series, float], float]:
    def of(series: Series, breach: float) -> float:
        return float(series[name][-1])

    return of


def _mean(name: str) -> Callable[[Series, float], float]:
    def of(series: Series, breach: float) -> float:
        return float(np.mean(series[name]))

    return of


def _around(series: Series, breach: float) -> tuple[int, int]:
    """The last record before a breach shows, and the first after it."""
    before = int(np.searchsorted(series["week"], breach, side="right")) - 1
    return before, before + 1


def trust_lost(series: Series, breach: float) -> float:
    """Trust on the ties that the first scripted breach hits, in the last record before it minus the first after it."""
    if math.isnan(breach):
        return math.nan
    before, after = _around(series, breach)
    trust = series["trust_betrayed"]
    return float(trust[before] - trust[after]) if after < len(trust) else math.nan


NEARLY: Final = 0.05  # "back" means within this of the trust before the breach


def _recovered(series: Series, breach: float) -> int | None:
    before, after = _around(series, breach)
    trust = series["trust_betrayed"]
    back = np.flatnonzero(trust[after:] >= trust[before] - NEARLY)
    return after + int(back[0]) if back.size else None


def weeks_to_recover(series: Series, breach: float) -> float:
    """Weeks from the first scripted breach until trust on the ties it hit is back within 0.05; infinite if never."""
    if math.isnan(breach):
        return math.nan
    back = _recovered(series, breach)
    return math.inf if back is None else float(series["week"][back] - breach)


def kept_to_undo(series: Series, breach: float) -> float:
    """Acts kept on such a tie, on average, until its trust is back within 0.05; infinite if never."""
    if math.isnan(breach):
        return math.nan
    back = _recovered(series, breach)
    kept = series["kept_betrayed"]
    return math.inf if back is None else float(kept[back] - kept[_around(series, breach)[0]])


OUTCOMES: Final[dict[str, Outcome]] = {
    "final_trust": Outcome("mean trust at the end, ended relationships counting 0", "share", 1, _last("trust")),
    "mean_trust": Outcome("mean trust over the whole run, ended relationships counting 0", "share", 1, _mean("trust")),
    "survival": Outcome("share of relationships alive at the end", "share", 1, _last("survival")),
    "intimacy": Outcome("mean intimacy at the end, ended relationships counting 0", "share", 1, _last("intimacy")),
    "pain": Outcome("mean pain at the end", "share", -1, _last("pain")),
    "distress": Outcome("mean risk of distress at the end", "share", -1, _last("distress")),
    "hurt": Outcome("mean hurt in living relationships at the end", "share", -1, _last("hurt")),
    "ceiling": Outcome("mean ceiling of living relationships at the end", "share", 1, _last("ceiling")),
    "reliability": Outcome("mean reliability at the end", "share", 1, _last("reliability")),
    "trust_lost": Outcome("trust lost on the ties that the first scripted breach hits", "share", -1, trust_lost, True),
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


def outcomes_of(names: tuple[str, ...], series: Series, breach: float) -> dict[str, float]:
    """The outcomes of one run, by name.

    Raises
    ------
    KeyError
        If there is no outcome of that name.
    """
    return {name: OUTCOMES[name].of(series, breach) for name in names}
