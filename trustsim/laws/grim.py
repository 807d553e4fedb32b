"""Grim: full trust until the first breach, none ever after.

It is ours at rates of 1 with all of the loss taken off the ceiling as well (ℓ = 1, κ = 1) and no repair. Forgiveness
still gives second chances (reliance is q + (1−q)·T whatever the law); at forgiveness 0 there are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trustsim.laws.default import parameters, signal, start

if TYPE_CHECKING:
    from trustsim.parameters import Parameters as Shared

__all__ = ["acted_on", "broken", "columns", "kept", "leaves_hurt", "parameters", "signal", "source", "start", "summary"]

summary: Final = "one breach, of whatever kind, ends trust for good"
source: Final = "the grim trigger of repeated games; as a strategy of people: Fudenberg, Rand & Dreber 2012"
columns: Final = ("breached",)
leaves_hurt: Final = False


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
    """T + min(1, s)·(1−T), as in tit-for-tat, before the first breach; nothing after it."""
    if first > 0.0:
        return trust, first, second
    return trust + min(1.0, signal) * (1.0 - trust), first, second


def broken(
    p: Shared, own: Any, trust: float, first: float, second: float, share: float, signal: float, interdependence: float
) -> tuple[float, float, float]:
    """0, and it is remembered: the smallest breach is one (neither |s| nor ``share`` is used)."""
    return 0.0, 1.0, second


def acted_on(trust: float, first: float, second: float) -> float:
    """Trust, or 0 after a breach: no praise by others brings it back."""
    return 0.0 if first > 0.0 else trust
