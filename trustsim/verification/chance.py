"""Sequences of chances for checks, from the model's own random numbers."""

from __future__ import annotations

from trustsim import draws
from trustsim.verification.crowd import SEED


def chance(name: str, number: int) -> float:
    """A number of 0 to 1 that belongs to a name and a place in its sequence."""
    return float(draws.draw(draws.unsigned(SEED), draws.decision(f"verification {name}"), draws.unsigned(number), 0))


def outcomes(name: str, share: float, count: int) -> list[bool]:
    """So many acts of which this share is kept, by chance."""
    return [chance(name, number) < share for number in range(count)]
