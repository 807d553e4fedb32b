"""Intimacy: it grows slowly, act by act, up to the lower of the two trusts, and falls fast when trust falls."""

from __future__ import annotations


def target(trust: float, trust_back: float, hurt: float, hurt_back: float) -> float:
    """min(T_ij, T_ji)·(1 − max(H_ij, H_ji)): the closeness that trust and hurt allow. Range 0–1."""
    return min(trust, trust_back) * (1.0 - max(hurt, hurt_back))


def grown(intimacy: float, target: float, gain: float, vulnerability: float) -> float:
    """I + gi·v·(target − I), for each kept conversation or confidence of somebody as ready to share as v."""
    return intimacy + gain * vulnerability * (target - intimacy)


def faded(intimacy: float, target: float, loss: float) -> float:
    """I + gd·(target − I), while intimacy is above its target."""
    return intimacy + loss * (target - intimacy)


def depth(vulnerability: float, intimacy: float, pace: float) -> float:
    """min(v, I + pace): how deep a confidence goes; small things before significant ones. Range 0–1."""
    return min(1.0, min(vulnerability, intimacy + pace))
