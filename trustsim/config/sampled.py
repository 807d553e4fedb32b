"""Designs that take their settings from ranges: a Latin hypercube, Sobol (Saltelli's scheme), Morris.

``sampling`` draws points of the unit cube; here they become values of keys.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from trustsim.config.base import Model, Number, Switch, Whole, is_number
from trustsim.config.faults import Path, Problem, refuse, shown
from trustsim.config.sweep import Assignments, Design, unknown_keys

if TYPE_CHECKING:
    from trustsim.config.sampling import Cube


class Range(Model):
    """All numbers from one to another."""

    low: Number = Field(alias="from", description="the least value")
    high: Number = Field(alias="to", description="the largest value")
    scale: Literal["linear", "log"] = Field(
        default="linear", description="linear: equal differences are equally likely; log: equal ratios are"
    )
    whole: Switch = Field(default=False, description="only whole numbers, each equally likely on the scale")

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Range:
        problems = []
        if self.low == self.high:
            mend = "write another, or set the key outside the sweep"
            problems.append(Problem(("to",), f"from and to are both {self.low:g}", mend))
        elif self.low > self.high:
            problems.append(
                Problem(("from",), f"{self.low:g} is above {self.high:g}, where the range ends", "swap them")
            )
        if self.scale == "log" and self.low <= 0:
            message = f"a log scale cannot begin at {self.low:g}"
            problems.append(Problem(("from",), message, "begin above 0, or leave scale out"))
        if self.whole:
            problems += [
                Problem((name,), f"{end:g} is not a whole number", "write a whole number, or leave whole out")
                for name, end in (("from", self.low), ("to", self.high))
                if not end.is_integer()
            ]
        if problems:
            refuse(*problems)
        return self

    def ends(self) -> tuple[tuple[str, float | int], tuple[str, float | int]]:
        """The least and the largest value, each with its key."""
        kind = int if self.whole else float
        return ("from", kind(self.low)), ("to", kind(self.high))

    def value(self, place: float) -> float | int:
        """The value at a place from 0 (the least) to 1 (the largest).

        Whole numbers share the places equally: of ``{from: 1, to: 4, whole: true}`` each has a quarter.
        """
        # The range of a whole number is one longer, so that the last has as much room as the others.
        high = self.high + 1.0 if self.whole else self.high
        number = self.low * (high / self.low) ** place if self.scale == "log" else self.low + place * (high - self.low)
        if self.whole:
            return int(min(math.floor(number), self.high))
        # Twelve digits, as for steps; never out of the range by rounding.
        return min(max(float(f"{number:.12g}"), self.low), self.high)


def _check_range(value: Any) -> Any:
    if not isinstance(value, dict | Range):
        ends = value if isinstance(value, list) and len(value) == 2 and all(map(is_number, value)) else [0, 1]
        refuse(Problem((), f"{shown(value)} is not a range", f"write {{from: {ends[0]}, to: {ends[1]}}}"))
    return value


class Sampled(Design):
    """A design that takes its settings from ranges, as a sample: no two of its points need have a value in common.

    By this class later stations tell samples from grids and lists, whose values are there to be compared.
    """

    over: dict[str, Annotated[Range, BeforeValidator(_check_range)]] = Field(
        min_length=1, description="dotted key: {from: 0, to: 1}"
    )
    seed: Whole = Field(default=1, ge=0, le=2**63 - 1, description="which sample is taken")

    @model_validator(mode="after")
    def _known(self) -> Sampled:
        problems = unknown_keys(self.over)
        if problems:
            refuse(*problems)
        return self

    def keys(self) -> tuple[str, ...]:
        """What is swept, in the order of the config."""
        return tuple(self.over)

    def cube(self) -> Cube:
        """The points in the unit cube, before they become values.

        Returns
        -------
        numpy.ndarray
            (points, keys), float64, from 0 to 1, with the rows and columns of ``points``.
        """
        raise NotImplementedError

    def points(self) -> Iterator[Assignments]:
        """What each point sets."""
        ranges = list(self.over.items())
        for row in self.cube().tolist():
            yield {key: one.value(place) for (key, one), place in zip(ranges, row, strict=True)}

    def written(self) -> Iterator[tuple[str, Path, Any]]:
        """Both ends of each range."""
        for key, one in self.over.items():
            for name, end in one.ends():
                yield key, ("over", key, name), end


class LatinHypercube(Sampled):
    """A sample that is even along each key: in each of so many equal slices of a range lies exactly one point."""

    design: Literal["latin_hypercube"] = Field(default="latin_hypercube", description="an even sample of ranges")
    count: Whole = Field(alias="points", ge=2, description="how many points")

    def size(self) -> int:
        """How many points there are."""
        return self.count

    def cube(self) -> Cube:
        """The points in the unit cube; McKay, Beckman & Conover 1979."""
        from trustsim.config.sampling import latin_hypercube

        return latin_hypercube(len(self.over), self.count, self.seed)


class Sobol(Sampled):
    """The sample from which Sobol indices are estimated: which key the variance of an outcome comes from."""

    design: Literal["sobol"] = Field(default="sobol", description="a sample for Sobol indices (Saltelli's scheme)")
    samples: Whole = Field(ge=2, description="n, a power of two; with D keys there are n·(D + 2) points")
    second_order: Switch = Field(default=False, description="indices of pairs of keys too: n·(2D + 2) points")

    @field_validator("samples")
    @classmethod
    def _power_of_two(cls, samples: int) -> int:
        below = 2 ** (samples.bit_length() - 1)
        if samples != below:
            nearest = below if samples - below < 2 * below - samples else 2 * below
            # What makes a Sobol sequence even holds for whole powers of two only.
            refuse(Problem((), f"{samples} is not a power of two", f"write {nearest}"))
        return samples

    def size(self) -> int:
        """How many points there are."""
        return self.samples * (len(self.over) * (2 if self.second_order else 1) + 2)

    def how(self) -> str:
        """As ``256 × (5 + 2)``."""
        keys = f"2 × {len(self.over)}" if self.second_order else str(len(self.over))
        return f"{self.samples} × ({keys} + 2)"

    def cube(self) -> Cube:
        """The points in the unit cube; Saltelli 2002."""
        from trustsim.config.sampling import sobol

        return sobol(len(self.over), self.samples, self.second_order, self.seed)


class Morris(Sampled):
    """Paths through the ranges on which one key moves at a time: which keys matter at all, for few runs."""

    design: Literal["morris"] = Field(default="morris", description="paths on which one key moves at a time")
    trajectories: Whole = Field(ge=2, description="r, how many paths; with D keys there are r·(D + 1) points")
    levels: Whole = Field(default=4, ge=2, le=1000, description="how many values of each key the paths step on, even")

    @field_validator("levels")
    @classmethod
    def _even(cls, levels: int) -> int:
        if levels % 2:
            refuse(
                Problem((), f"{levels} is odd", f"write {levels + 1}: of an odd number some would be drawn more often")
            )
        return levels

    def size(self) -> int:
        """How many points there are."""
        return self.trajectories * (len(self.over) + 1)

    def how(self) -> str:
        """As ``20 × (5 + 1)``."""
        return f"{self.trajectories} × ({len(self.over)} + 1)"

    def cube(self) -> Cube:
        """The points in the unit cube; Morris 1991."""
        from trustsim.config.sampling import morris

        return morris(len(self.over), self.trajectories, self.levels, self.seed)
