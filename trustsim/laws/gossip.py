"""What a common friend makes of what is told about somebody."""

from __future__ import annotations


def belief(trust: float, credulous: float) -> float:
    """T + c·(1−T): how far a teller is believed; by the trust in them, or (c = 1) in full whoever tells."""
    return trust + credulous * (1.0 - trust)


def after_gossip(trust: float, weight: float, belief: float, share: float) -> float:
    """T·(1 − w_g·belief·ℓ): trust after hearing of a breach that cost the teller the share ℓ.

    Direction: Sommerfeld et al. 2007.
    """
    return trust * (1.0 - weight * belief * share)


def after_praise(trust: float, ceiling: float, weight: float, belief: float, gain: float) -> float:
    """T + w_g·belief·α·w·(C − T): trust after hearing of a kept act."""
    return trust + weight * belief * gain * (ceiling - trust)
