"""Consequences: habits learnt and lost, leaving, pain, distress."""

from __future__ import annotations

from trustsim.laws.arithmetic import logistic


def reliability_learnt(reliability: float, habit: float, mean_hurt: float, learning: float, drift: float) -> float:
    """r + ε·H̄·(1−r) − δ·(r−r0): the hurt of one's partners teaches, habit takes it back. Range 0–1."""
    return reliability + learning * mean_hurt * (1.0 - reliability) - drift * (reliability - habit)


def leaving(chance: float, hurt: float, trust: float, intimacy: float) -> float:
    """h·H·(1−T)·(1−I): the chance that one side leaves; closeness holds, hurt and distrust drive."""
    return chance * hurt * (1.0 - trust) * (1.0 - intimacy)


def free_of_pain(weight: float, hurt: float) -> float:
    """1 − u·H: what one hurt leaves free of pain. Pain is 1 minus the product over one's own hurts and, with the weight
    guilt·u, over the hurts one has caused.
    """
    return 1.0 - weight * hurt


def distress(pain: float, at_rest: float, of_pain: float) -> float:
    """σ(−2.82 + 2.45·P): the risk of a depressive episode (after Cano & O'Leary 2000; not clinical advice)."""
    return logistic(at_rest + of_pain * pain)
