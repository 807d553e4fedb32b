"""Jonker & Treur 1999: every experience pulls trust towards itself by the same share, good or bad.

The framework is read in the source, the formula is recalled (marks a and b). It is ours with hurt off, a ceiling of 1
and both rates at 1 − d, whatever the breach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from trustsim.laws.default import acted_on, columns, signal, start
from trustsim.parameters import Quantity

if TYPE_CHECKING:
    from trustsim.parameters import Parameters as Shared

__all__ = ["acted_on", "broken", "columns", "kept", "leaves_hurt", "parameters", "signal", "source", "start", "summary"]

summary: Final = "exponential smoothing: every experience, good or bad, weighs the same"
source: Final = "Jonker & Treur 1999 (MAAMAW, LNCS 1647)"
leaves_hurt: Final = False


class Parameters(NamedTuple):
    """The law's own number."""

    inertia: Annotated[
        float,
        Quantity(
            "share of the trust there was that one experience leaves",
            "share",
            (0.0, 1.0),
            (0.7, 0.98),
            "x",
            "chosen so that the rate 1 − d is the default law's gain of .12",
            symbol="d",
        ),
    ] = 0.88


parameters: Final = Parameters()


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
    """d·T + (1−d)·e with the experience e = 1, written as T + (1−d)·(1−T).

    An act of weight s counts as the share s of an experience: the rate is min(1, (1−d)·s).
    """
    return trust + min(1.0, (1.0 - own.inertia) * signal) * (1.0 - trust), first, second


def broken(
    p: Shared, own: Any, trust: float, first: float, second: float, share: float, signal: float, interdependence: float
) -> tuple[float, float, float]:
    """d·T + (1−d)·e with the experience e = 0, written as T·(1 − (1−d)·|s|). Severity (``share``) is not used."""
    return trust * (1.0 + (1.0 - own.inertia) * signal), first, second
