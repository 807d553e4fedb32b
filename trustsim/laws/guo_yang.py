"""Guo & Yang 2021: a Beta distribution again, in which a failure may weigh more than a success.

T = A/(A+B), a kept act adds w_s to A, a broken one w_f to B. The model is read in its abstract, the equation is
recalled (marks a and b). The law keeps the evidence N = A+B and moves trust by the share w_s/(N+w_s) of its gap or
w_f/(N+w_f) of itself, which comes to the same; so what gossip does to trust in between stays. With equal weights of 1
and a prior of 2 it is ``beta_reputation`` without forgetting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from trustsim.laws.default import acted_on, signal
from trustsim.parameters import ASSUMED, Quantity

if TYPE_CHECKING:
    from trustsim.parameters import Parameters as Shared

__all__ = ["acted_on", "broken", "columns", "kept", "leaves_hurt", "parameters", "signal", "source", "start", "summary"]

summary: Final = "a Beta distribution in which failures may weigh more than successes"
source: Final = "Guo & Yang 2021 (arXiv 2007.13151)"
columns: Final = ("evidence",)
leaves_hurt: Final = False


class Parameters(NamedTuple):
    """The law's own numbers. The paper fits them to each person; the defaults here are not from it."""

    success_weight: Annotated[
        float,
        Quantity("evidence that one kept act adds", "", (0.0, 1000.0), (0.5, 5.0), "x", ASSUMED, symbol="w_s"),
    ] = 1.0
    failure_weight: Annotated[
        float,
        Quantity(
            "evidence that one broken act adds",
            "",
            (0.0, 1000.0),
            (0.5, 10.0),
            "x",
            f"direction (failures weigh more): {source}; the size is assumed",
            symbol="w_f",
        ),
    ] = 2.0
    prior_evidence: Annotated[
        float,
        Quantity(
            "evidence that the trust at the start is worth",
            "",
            (0.01, 1000.0),
            (1.0, 50.0),
            "x",
            "that of a flat Beta distribution, as in beta_reputation",
            symbol="N0",
        ),
    ] = 2.0


parameters: Final = Parameters()


def start(own: Any, trust: float) -> tuple[float, float]:
    """The prior evidence N0: A = N0·T0 and B = N0·(1−T0)."""
    return own.prior_evidence, 0.0


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
    """T + w/(N+w)·(1−T) with w = w_s·s, s the weight of the act; N + w."""
    weight = own.success_weight * signal
    evidence = first + weight
    return trust + weight / evidence * (1.0 - trust), evidence, second


def broken(
    p: Shared, own: Any, trust: float, first: float, second: float, share: float, signal: float, interdependence: float
) -> tuple[float, float, float]:
    """T·(1 − w/(N+w)) with w = w_f·|s|; N + w. Severity (``share``) is not used."""
    weight = -own.failure_weight * signal
    evidence = first + weight
    return trust * (1.0 - weight / evidence), evidence, second
