"""The control for every lesson on asymmetry: one breach undoes exactly one kept promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trustsim.laws.default import acted_on, columns, parameters, signal, start

if TYPE_CHECKING:
    from trustsim.parameters import Parameters as Shared

__all__ = ["acted_on", "broken", "columns", "kept", "leaves_hurt", "parameters", "signal", "source", "start", "summary"]

summary: Final = "one breach, of whatever kind, undoes exactly one kept promise"
source: Final = "a control, not a finding: the inverse of the default law's gain"
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
    """T + min(1, α·s)·(1−T): the default law's gain, but intimacy makes no difference."""
    return trust + min(1.0, p.trust_gain * signal) * (1.0 - trust), first, second


def broken(
    p: Shared, own: Any, trust: float, first: float, second: float, share: float, signal: float, interdependence: float
) -> tuple[float, float, float]:
    """(T − α|s|)/(1 − α|s|), at least 0: the trust from which a kept act of the same weight leads back here.

    Intent, concealment, hurt and history make no difference: ``share`` is not used.
    """
    gain = min(1.0, -p.trust_gain * signal)
    if gain >= 1.0:
        return 0.0, first, second
    return max(0.0, (trust - gain) / (1.0 - gain)), first, second
