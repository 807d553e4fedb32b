"""What is checked: a closed form on one side, the model itself on the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

EXACT: Final = 1e-12
"""How far two ways of computing the same number in float64 may lie apart."""

ERRORS: Final = 4.0
"""Standard errors within which a mean over chance must lie: wrong by chance once in 16,000 points."""

CURVE: Final = 80
"""Points of a curve in a picture."""

ROUNDING: Final = "1e-12: two ways of computing the same number"


@dataclass(frozen=True)
class Line:
    """A closed form and what the model gave, at the same places.

    Attributes
    ----------
    label
        What sets this line apart from the others of its check; "" where it is the only one.
    x, expected, got
        Places, closed form, model.
    tolerance
        How far the two may lie apart, at each place.
    curve
        The closed form between the places too, x and y: for the picture.
    """

    label: str
    x: Numbers
    expected: Numbers
    got: Numbers
    tolerance: Numbers
    curve: tuple[Numbers, Numbers]

    @property
    def excess(self) -> Numbers:
        """Distance over tolerance at each place: right up to 1. Infinite where nothing was measured."""
        apart = np.abs(self.got - self.expected)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(apart == 0.0, 0.0, apart / self.tolerance)
        return np.where(np.isnan(share), np.inf, share)


def line(
    label: str, x: ArrayLike, expected: ArrayLike | Callable[[float], float], got: ArrayLike, tolerance: ArrayLike
) -> Line:
    """A line from whatever holds its numbers; one number may stand for all places, a function for a closed form."""
    places = np.asarray(x, dtype=np.float64)
    if callable(expected):
        between = np.union1d(np.linspace(places.min(), places.max(), CURVE), places)
        curve = (between, np.array([expected(float(place)) for place in between]))
        expected = np.array([expected(float(place)) for place in places])
    else:
        curve = (places, np.broadcast_to(np.asarray(expected, dtype=np.float64), places.shape))
    said, found, apart = (
        np.broadcast_to(np.asarray(one, dtype=np.float64), places.shape) for one in (expected, got, tolerance)
    )
    return Line(label, places, said, found, apart, curve)


class Printed(NamedTuple):
    """A value of a closed form as it stands in print.

    Attributes
    ----------
    what
        For which numbers.
    text
        As printed.
    value
        As the closed form of the check gives it.
    """

    what: str
    text: str
    value: float

    @property
    def agrees(self) -> bool:
        """Whether the closed form rounds to what is printed."""
        digits = len(self.text.partition(".")[2])
        return abs(self.value - float(self.text)) <= 0.5 * 10.0**-digits * (1.0 + 1e-9)


class Place(NamedTuple):
    """One place of a check."""

    line: Line
    at: int

    @property
    def x(self) -> float:
        """Where."""
        return float(self.line.x[self.at])

    @property
    def expected(self) -> float:
        """By the closed form."""
        return float(self.line.expected[self.at])

    @property
    def got(self) -> float:
        """From the model."""
        return float(self.line.got[self.at])

    @property
    def tolerance(self) -> float:
        """How far apart the two may lie."""
        return float(self.line.tolerance[self.at])

    @property
    def excess(self) -> float:
        """Distance over tolerance."""
        return float(self.line.excess[self.at])


@dataclass(frozen=True, kw_only=True)
class Check:
    """A closed form held against the model.

    Attributes
    ----------
    number
        The row of the list of verification: ``V1``. Several checks may share one.
    what
        The statement, in a sentence.
    formula
        The closed form.
    source
        Where the formula is from, with its mark.
    x_name, y_name
        What the places are, and what is compared.
    lines
        Closed form and model.
    closeness
        Where the tolerance comes from.
    printed
        Values of the closed form that stand in print.
    names
        Of the places 0, 1, 2 …, where they are no numbers.
    """

    number: str
    what: str
    formula: str
    source: str
    x_name: str
    y_name: str
    lines: tuple[Line, ...]
    closeness: str
    printed: tuple[Printed, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """At how many places the two are compared."""
        return sum(len(one.x) for one in self.lines)

    @property
    def worst(self) -> Place:
        """Where the two lie farthest apart, measured by the tolerance there."""
        candidates = [Place(one, int(np.argmax(one.excess))) for one in self.lines]
        return max(candidates, key=lambda place: place.excess)

    @property
    def right(self) -> bool:
        """Whether the two agree everywhere, and the closed form with what is printed."""
        return self.places > 0 and self.worst.excess <= 1.0 and all(one.agrees for one in self.printed)

    @property
    def verdict(self) -> str:
        """``right`` or ``wrong``."""
        return "right" if self.right else "wrong"


def of_mean(values: Numbers) -> tuple[float, float]:
    """The mean of independent values, and four of its standard errors, by their own spread."""
    return float(values.mean()), ERRORS * float(values.std()) / math.sqrt(len(values))


def of_many(samples: Sequence[Numbers]) -> tuple[Any, Any]:
    """``of_mean`` of each sample: the means, and the tolerances."""
    means, tolerances = zip(*(of_mean(sample) for sample in samples), strict=True)
    return means, tolerances
