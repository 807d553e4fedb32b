"""Whether an act is kept, and whether the other reads it rightly."""

from __future__ import annotations

from typing import Final

PROMISE: Final = 0
CONVERSATION: Final = 1
BOUNDARY: Final = 2
CONFIDENCE: Final = 3
KINDS: Final = ("promise", "conversation", "boundary", "confidence")


def reliability_in_a_bad_spell(reliability: float, consistency: float) -> float:
    """c·r: how reliable somebody is in a bad spell; in a good one it is r."""
    return reliability * consistency


def boundary_respected(respect: float, clarity: float) -> float:
    """1 − (1−ρ)(1−k): a boundary is crossed by accident only where respect is short and the boundary unclear."""
    return 1.0 - (1.0 - respect) * (1.0 - clarity)


def kept(kind: int, promise: bool, boundary: bool, respect: bool) -> bool:
    """Whether an act of this kind is kept: a promise by reliability, a boundary by respect and clarity, a conversation
    or a confidence by respect.

    Given the three answers, not the chances that lead to them: to choose among truths needs no branch when compiled.
    """
    is_promise = kind == PROMISE
    is_boundary = kind == BOUNDARY
    return (is_promise & promise) | (is_boundary & boundary) | (respect & (not is_promise) & (not is_boundary))


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
