"""Pant & Yu 2025: trust beside a slowly mending reputation damage, under a negativity bias."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from trustsim.laws.arithmetic import hyperbolic_tangent
from trustsim.parameters import Quantity

if TYPE_CHECKING:
    from trustsim.parameters import Parameters as Shared

summary: Final = "trust and reputation damage; a violation costs more the more depends on it"
source: Final = "Pant & Yu 2025 (arXiv 2510.24909)"
columns: Final = ("reputation_damage",)
leaves_hurt: Final = False


def _about(about: str, symbol: str, low: float, high: float, limit: float = 1.0) -> Quantity:
    return Quantity(about, "", (0.0, limit), (low, high), "a", source, symbol=symbol)


class Parameters(NamedTuple):
    """The law's own numbers, with the defaults of the paper."""

    trust_building: Annotated[float, _about("gain per unit of signal", "λ⁺", 0.05, 0.15)] = 0.10
    trust_erosion: Annotated[float, _about("loss per unit of signal", "λ⁻", 0.15, 0.45)] = 0.30
    reputation_damage: Annotated[float, _about("reputation lost per unit of signal", "μ", 0.50, 0.70)] = 0.60
    reputation_decay: Annotated[
        float, _about("share of the damage forgotten with each cooperation", "δ", 0.01, 0.05)
    ] = 0.03
    interdependence_amplification: Annotated[
        float, _about("how much more a violation costs at full interdependence", "ξ", 0.30, 0.70, 10.0)
    ] = 0.50
    sensitivity: Annotated[float, _about("how sharply an act differs from the baseline", "κ", 0.5, 1.5, 10.0)] = 1.0
    baseline: Annotated[
        float,
        Quantity(
            "cooperation that counts as neither, where 1 is a kept act and 0 a broken one",
            "", (0.0, 1.0), (0.0, 1.0), "x", "our reading of an everyday act", symbol="a0",
        ),
    ] = 0.5  # fmt: skip


parameters: Final = Parameters()


def start(own: Any, trust: float) -> tuple[float, float]:
    """No reputation damage at first."""
    return 0.0, 0.0


def signal(own: Any, act: float) -> float:
    """tanh(κ·(a − a0)) of an everyday act: a is its weight if kept, 0 if broken.

    The paper has no everyday acts; this is our reading of one. At the default baseline of ½ a kept promise (weight 1)
    builds trust and a kept conversation or boundary (½) is neutral; with a higher baseline these are less than was
    expected and cost trust.
    """
    return hyperbolic_tangent(own.sensitivity * (max(0.0, act) - own.baseline))


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
    """T + λ⁺·s·(1−T)·(1−R); R − δ·R."""
    return (
        trust + own.trust_building * signal * (1.0 - trust) * (1.0 - first),
        first - own.reputation_decay * first,
        second,
    )


def broken(
    p: Shared, own: Any, trust: float, first: float, second: float, share: float, signal: float, interdependence: float
) -> tuple[float, float, float]:
    """T + λ⁻·s·T·(1 + ξ·D); R − μ·s·(1−R); s below 0, D the interdependence. Severity (``share``) is not used."""
    trust = trust + own.trust_erosion * signal * trust * (1.0 + own.interdependence_amplification * interdependence)
    return max(0.0, trust), first - own.reputation_damage * signal * (1.0 - first), second


def acted_on(trust: float, first: float, second: float) -> float:
    """min(T, 1 − R)."""
    return min(trust, 1.0 - first)
