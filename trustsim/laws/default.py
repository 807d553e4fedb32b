"""The default law: trust rises by a share of its gap to the ceiling and falls by a share of itself.

The two shares are nearly the same (.12 and .119 for an honest lapse). At high trust a lapse still costs several kept
promises, because the gap is small and the level is high; intent, concealment, repetition and hurt do the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from trustsim.parameters import Parameters as Shared

summary: Final = "gain a share of the gap to the ceiling, lose a share of what there is"
source: Final = (
    "Rescorla–Wagner with two rates, extended by hurt and a ceiling; rates re-computed from Mikus et al. 2023"
)
columns: Final[tuple[str, ...]] = ()
leaves_hurt: Final = True


class Parameters(NamedTuple):
    """The default law has no numbers of its own: they are everybody's."""


parameters: Final = Parameters()


def start(own: Any, trust: float) -> tuple[float, float]:
    """Nothing of its own to remember."""
    return 0.0, 0.0


def signal(own: Any, act: float) -> float:
    """An everyday act counts as it stands: its weight if kept, −1 if broken."""
    return act


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
    """T + min(1, α·s·(1+I))·(1−H)·(C−T).

    s is the weight of the act (or the graded signal), I intimacy, H hurt, C the ceiling. How much hangs on the act
    (``interdependence``) makes no difference under this law.
    """
    gain = min(1.0, p.trust_gain * signal * (1.0 + intimacy))
    return trust + gain * (1.0 - hurt) * (ceiling - trust), first, second


def broken(
    p: Shared, own: Any, trust: float, first: float, second: float, share: float, signal: float, interdependence: float
) -> tuple[float, float, float]:
    """T·(1 − |s|·ℓ), ℓ the share that the breach's severity destroys."""
    return trust * (1.0 + signal * share), first, second


def acted_on(trust: float, first: float, second: float) -> float:
    """People act on their trust."""
    return trust
