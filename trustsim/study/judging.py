"""Whether a number lies in a band, judged by its whole interval, so that a lucky mean decides nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from trustsim.study.estimates import Estimate
from trustsim.study.words import level

Place = Literal["inside", "outside", "undecided"]
VERDICTS: Final[dict[Place, str]] = {"inside": "supported", "outside": "contradicted", "undecided": "undecided"}
"""What is said of a claim."""


@dataclass(frozen=True)
class Band:
    """The numbers that are accepted.

    Attributes
    ----------
    low, high
        The ends; infinite where there is none.
    strict
        Whether the ends themselves are outside.
    """

    low: float = -math.inf
    high: float = math.inf
    strict: bool = False

    def __str__(self) -> str:
        if math.isinf(self.low) and math.isinf(self.high):
            return "any"
        if math.isinf(self.high):
            return f"{'>' if self.strict else '≥'} {level(self.low)}"
        if math.isinf(self.low):
            return f"{'<' if self.strict else '≤'} {level(self.high)}"
        return f"{level(self.low)} to {level(self.high)}"

    def holds(self, value: float) -> bool:
        """Whether a number lies in the band; NaN lies nowhere."""
        if self.strict:
            # an end that is infinite is no end: "never" lies above everything
            return (value > self.low or math.isinf(self.low)) and (value < self.high or math.isinf(self.high))
        return self.low <= value <= self.high


def at_least(value: float) -> Band:
    """This or more."""
    return Band(low=value)


def at_most(value: float) -> Band:
    """This or less."""
    return Band(high=value)


def above(value: float) -> Band:
    """More than this."""
    return Band(low=value, strict=True)


def below(value: float) -> Band:
    """Less than this."""
    return Band(high=value, strict=True)


def between(low: float, high: float) -> Band:
    """From one number to the other, both included."""
    return Band(low, high)


def about(value: float, tolerance: float) -> Band:
    """A number, give or take."""
    return Band(value - tolerance, value + tolerance)


def exactly(value: float) -> Estimate:
    """A number without chance in it, as an estimate whose interval is itself."""
    return Estimate(value, value, value, 1, value, 0.0)


def place(found: Estimate, band: Band) -> Place:
    """Where an estimate lies: inside or outside with its whole interval, else undecided.

    An estimate without an interval (one run, or runs that never got there) decides nothing; see ``exactly`` for what
    has no chance in it.
    """
    if not found.has_interval:
        return "undecided"
    if band.holds(found.low) and band.holds(found.high):
        return "inside"
    apart = (
        found.high <= band.low or found.low >= band.high
        if band.strict
        else found.high < band.low or found.low > band.high
    )
    return "outside" if apart else "undecided"
