"""Tit-for-tat: trust is what the other did last.

It is ours with hurt off, a ceiling of 1 and both rates at 1. Reliance is q + (1−q)·T whatever the law
(``laws/reliance.py``), so forgiveness makes it generous: at forgiveness 0 nobody who broke the last promise is relied
on (tit-for-tat), at forgiveness ½ a third of them are (the generous tit-for-tat of Nowak & Sigmund 1992). With
``reciprocity: 1`` the chance to *keep* a promise goes by the same rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trustsim.laws.default import acted_on, columns, parameters, signal, start

if TYPE_CHECKING:
    from trustsim.parameters import Parameters as Shared

__all__ = ["acted_on", "broken", "columns", "kept", "leaves_hurt", "parameters", "signal", "source", "start", "summary"]

summary: Final = "trust is what the other did last; generous by way of forgiveness"
source: Final = "tit-for-tat of repeated games; generous at forgiveness ½: Nowak & Sigmund 1992"
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
    """T + min(1, s)·(1−T): the default law at a gain of 1; 1 after a kept promise."""
    return trust + min(1.0, signal) * (1.0 - trust), first, second


def broken(
    p: Shared, own: Any, trust: float, first: float, second: float, share: float, signal: float, interdependence: float
) -> tuple[float, float, float]:
    """T·(1 − |s|): 0 after a broken promise, whatever its severity (``share``)."""
    return trust * (1.0 + signal), first, second
