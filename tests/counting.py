"""How many kept promises: the closed forms of the default law, at weight 1, without hurt, intimacy or a lowered
ceiling.
"""

from __future__ import annotations

from trustsim.laws.arithmetic import logarithm


def kept_between(trust: float, level: float, gain: float) -> float:
    """ln[(1−T1)/(1−T0)] / ln(1−α): kept promises that lead from one trust to a higher one. Units: promises.

    At α = .12, from .50 to .85: 9.42.
    """
    return logarithm((1.0 - level) / (1.0 - trust)) / logarithm(1.0 - gain)


def kept_to_undo(trust: float, share: float, gain: float) -> float:
    """ln[(1−T)/(1−T(1−ℓ))] / ln(1−α): kept promises that undo one breach which cost the share ℓ of trust T.

    At α = .12: 8.59 from T = .8, ℓ = .5; 15.8 from T = .9, ℓ = .73.
    """
    return kept_between(trust * (1.0 - share), trust, gain)


def loss_over_gain(trust: float, share: float, gain: float) -> float:
    """(ℓ/α)·T/(1−T): what one lapse costs in kept promises, to first order; 3 at T = .75 and equal rates."""
    return share / gain * trust / (1.0 - trust)
