"""What a common friend makes of what is told about somebody."""

from __future__ import annotations


def after_gossip(trust: float, weight: float, belief: float, share: float) -> float:
    """T·(1 − w_g·belief·ℓ): trust after hearing of a breach that cost the teller the share ℓ.

    Belief is the listener's trust in the teller, or 1 for credulous people. (Direction: Sommerfeld et al. 2007.)
    """
    return trust * (1.0 - weight * belief * share)


def after_praise(trust: float, ceiling: float, weight: float, belief: float, gain: float) -> float:
    """T + w_g·belief·α·w·(C − T): trust after hearing of a kept act."""
    return trust + weight * belief * gain * (ceiling - trust)
