"""Whether an act is kept, and whether the other reads it rightly."""

from __future__ import annotations

from typing import Final

PROMISE: Final = 0
CONVERSATION: Final = 1
BOUNDARY: Final = 2
CONFIDENCE: Final = 3
KINDS: Final = ("promise", "conversation", "boundary", "confidence")


def reliability_this_week(reliability: float, consistency: float, bad_spell: bool) -> float:
    """r in a good spell, c·r in a bad one."""
    return reliability * consistency if bad_spell else reliability


def boundary_respected(respect: float, clarity: float) -> float:
    """1 − (1−ρ)(1−k): a boundary is crossed by accident only where respect is short and the boundary unclear."""
    return 1.0 - (1.0 - respect) * (1.0 - clarity)


def reciprocated(chance: float, reciprocity: float, floor: float, top: float, trust: float) -> float:
    """(1−s)·chance + s·(p0 + (p1−p0)·T): keeping because of one's own trust in the other.

    With s = 1, p0 = q, p1 = 1 and rates of one this is (generous) tit-for-tat.
    """
    return (1.0 - reciprocity) * chance + reciprocity * (floor + (top - floor) * trust)


def misread(misreading: float, transparency: float, clarity: float) -> float:
    """η(1−τ)(1.5−k): the chance that a kept act is taken for a lapse. Range 0–1.

    An open person and a clear expectation leave less room for misunderstanding; at k = ½ it is η(1−τ).
    """
    return min(1.0, misreading * (1.0 - transparency) * (1.5 - clarity))


def weight_of(kind: int, depth: float) -> float:
    """How much a kept act counts: promise 1, conversation ½, boundary ½, confidence ½ + depth."""
    if kind == PROMISE:
        return 1.0
    if kind == CONFIDENCE:
        return 0.5 + depth
    return 0.5
