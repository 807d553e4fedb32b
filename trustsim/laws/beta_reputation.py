"""Jøsang & Ismail 2002: trust is the mean of a Beta distribution over good and bad experiences counted so far.

With r kept and s broken acts T = (r+1)/(r+s+2), from a trust of ½. Any other start enters as the base rate a of
subjective logic (Jøsang 2001): T = (r+2a)/(r+s+2), so that trust starts at a. With forgetting the counts fade:
r ← λr + o, s ← λs + (1−o). The form is read in the source; forgetting and the base rate are recalled (marks a and b).

The law keeps the number of experiences n = r+s and moves trust by the same amount as the counts would. So what gossip
does to trust in between stays, as if the counts had been divided otherwise. Without forgetting the rate of the next
experience is 1/(n+3), up and down alike: the more has been seen, the less anything more can change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from trustsim.laws.default import acted_on, signal
from trustsim.parameters import Quantity

if TYPE_CHECKING:
    from trustsim.parameters import Parameters as Shared

__all__ = ["acted_on", "broken", "columns", "kept", "leaves_hurt", "parameters", "signal", "source", "start", "summary"]

summary: Final = "the mean of a Beta distribution: good and bad experiences are counted"
source: Final = "Jøsang & Ismail 2002 (Bled); base rate: Jøsang 2001"
columns: Final = ("experiences", "base_rate")
leaves_hurt: Final = False

PRIOR: Final = 2.0
"""The experiences that the base rate is worth: those of a Beta distribution that is flat at a = ½."""


class Parameters(NamedTuple):
    """The law's own number."""

    forgetting: Annotated[
        float,
        Quantity(
            "share of the earlier experiences that each new one leaves; 1: nothing is forgotten",
            "share",
            (0.0, 1.0),
            (0.7, 1.0),
            "x",
            "1 is the plain form of the source",
            symbol="λ",
        ),
    ] = 1.0


parameters: Final = Parameters()


def start(own: Any, trust: float) -> tuple[float, float]:
    """No experiences yet; the trust at the start is the base rate."""
    return 0.0, trust


def experience(own: Any, weight: float) -> tuple[float, float]:
    """How much an act of weight w counts, and the share 1 − w·(1−λ) of earlier experiences that it leaves.

    It counts as w experiences, but as no more than the 1/(1−λ) that can be remembered at all.
    """
    fading = 1.0 - own.forgetting
    if weight * fading > 1.0:
        return 1.0 / fading, 0.0
    return weight, 1.0 - weight * fading


def mean_after(trust: float, experiences: float, base_rate: float, left: float, weight: float, outcome: float) -> float:
    """T + [w·(o−T) + 2·(1−l)·(a−T)] / (l·n+w+2).

    That is (l·r + w·o + 2a)/(l·n + w + 2) for r = T·(n+2) − 2a; o is 1 or 0, l the share of experiences left.
    """
    pull = weight * (outcome - trust) + PRIOR * (1.0 - left) * (base_rate - trust)
    after = trust + pull / (left * experiences + weight + PRIOR)
    return min(1.0, max(0.0, after))  # rounding may lead a hair beyond


def kept(
    p: Shared,
    own: Any,
    trust: float,
    first: float,
    second: float,
    ceiling: float,
    hurt: float,
    intimacy: float,
    signal: float,
    interdependence: float,
) -> tuple[float, float, float]:
    """r ← λr + 1, s ← λs."""
    weight, left = experience(own, signal)
    after = mean_after(trust, first, second, left, weight, 1.0)
    # after praise, trust can be above what the counts allow; that this too is forgotten must not make a kept act cost
    return max(trust, after), left * first + weight, second


def broken(
    p: Shared, own: Any, trust: float, first: float, second: float, share: float, signal: float, interdependence: float
) -> tuple[float, float, float]:
    """r ← λr, s ← λs + 1. Severity (``share``) is not used."""
    weight, left = experience(own, -signal)
    after = mean_after(trust, first, second, left, weight, 0.0)
    # after gossip, trust can be below what the counts allow; that this too is forgotten must not make a breach pay
    return min(trust, after), left * first + weight, second
