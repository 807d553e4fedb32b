"""Whether one person relies on another."""

from __future__ import annotations


def second_chance(forgiveness: float) -> float:
    """q = 2φ/3: the chance to rely on somebody without any trust.

    At forgiveness ½ this is the third that generous tit-for-tat forgives (Nowak & Sigmund 1992). Range 0–⅔.
    """
    return 2.0 * forgiveness / 3.0


def reliance(forgiveness: float, trust: float) -> float:
    """q + (1−q)·T: the chance that a person relies on another in an encounter. Range 0–1.

    Without reliance nothing happens and nothing is learnt: distrust feeds itself (Slovic 1993).
    """
    chance = second_chance(forgiveness)
    return chance + (1.0 - chance) * trust
