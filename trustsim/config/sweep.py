"""Which settings a study compares, written out: every combination of some values (a grid), values that go together (a
zip), or a list of points. What is sampled from ranges stands in ``sampled``, several sweeps in ``several``.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from trustsim.config.base import Model, Number, Whole, tagged
from trustsim.config.faults import Path, Problem, refuse, shown
from trustsim.config.keys import sweep_problem

Assignments = dict[str, Any]
MOST_RUNS: Final = 100_000


class Steps(Model):
    """Equally spaced numbers."""

    first: Number = Field(alias="from", description="the first value")
    last: Number = Field(alias="to", description="the last value")
    steps: Whole = Field(ge=2, le=MOST_RUNS, description="how many values, both ends included")

    def values(self) -> list[float | int]:
        """The values, whole numbers where all of them are whole."""
        gap = (self.last - self.first) / (self.steps - 1)
        # Twelve digits: 0.1 steps shall read 0.3, not 0.30000000000000004.
        numbers = [float(f"{self.first + step * gap:.12g}") for step in range(self.steps)]
        return [int(number) for number in numbers] if all(number.is_integer() for number in numbers) else list(numbers)


class Design(Model):
    """One way to say which settings are compared."""

    label: str | None = Field(
        default=None, min_length=1, description="what headings call this sweep, where there are several"
    )

    def keys(self) -> tuple[str, ...]:
        """What is swept: dotted keys, in the order of the config."""
        raise NotImplementedError

    def size(self) -> int:
        """How many points there are, without making any of them."""
        raise NotImplementedError

    def how(self) -> str:
        """How the number of points comes about, as ``5 × 5``; the number itself where there is no more to say."""
        return str(self.size())

    def points(self) -> Iterator[Assignments]:
        """What each point sets, in order."""
        raise NotImplementedError

    def labels(self) -> tuple[str | None, ...]:
        """What each point is called; None where the config does not say."""
        return (None,) * self.size()

    def written(self) -> Iterator[tuple[str, Path, Any]]:
        """Each swept key with each value that is written down for it, and where that stands inside the sweep."""
        raise NotImplementedError


def _axis_shape(value: Any) -> str:
    return "list" if isinstance(value, list | tuple) else "steps"


def _check_axis(value: Any) -> None:
    if not isinstance(value, list | tuple | dict | Steps):
        refuse(Problem((), f"{shown(value)} is not a list", f"write [{value}, …] or {{from: 0, to: 1, steps: 5}}"))


if TYPE_CHECKING:
    Axis = list[Any] | Steps
else:
    Axis = tagged("axis", {"list": Annotated[list[Any], Field(min_length=1)], "steps": Steps}, _axis_shape, _check_axis)


def _same(value: Any) -> str:
    """One text for equal values: 1 and 1.0 are the same, 1 and true are not."""
    number = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return json.dumps(number, sort_keys=True, default=str)


def repeated(values: list[Any]) -> list[int]:
    """The positions of values that were there before."""
    seen: set[str] = set()
    again = []
    for index, value in enumerate(values):
        if _same(value) in seen:
            again.append(index)
        seen.add(_same(value))
    return again


def unknown_keys(over: Iterable[str]) -> list[Problem]:
    """What is wrong with the keys below ``over``."""
    return [at_key(("over", key), problem) for key in over if (problem := sweep_problem(key))]


class _Axes(Design):
    """A design whose keys have their values written out."""

    over: dict[str, Axis] = Field(
        min_length=1, description="dotted key: a list of values, or {from: 0, to: 1, steps: 5}"
    )

    def axes(self) -> dict[str, list[Any]]:
        """The values of each key."""
        return {key: axis.values() if isinstance(axis, Steps) else list(axis) for key, axis in self.over.items()}

    def keys(self) -> tuple[str, ...]:
        """What is swept, in the order of the config."""
        return tuple(self.over)

    def written(self) -> Iterator[tuple[str, Path, Any]]:
        """Each value; those of steps stand where the steps do."""
        for key, values in self.axes().items():
            for index, value in enumerate(values):
                yield key, self.spot(key, index), value

    def spot(self, key: str, index: int) -> Path:
        """Where a value stands inside the sweep."""
        return ("over", key) if isinstance(self.over[key], Steps) else ("over", key, index)

    def lengths(self) -> dict[str, int]:
        """How many values each key has."""
        return {key: axis.steps if isinstance(axis, Steps) else len(axis) for key, axis in self.over.items()}


class Grid(_Axes):
    """Every combination of the values of some keys."""

    design: Literal["grid"] = Field(default="grid", description="every combination of the values")

    @model_validator(mode="after")
    def _known(self) -> Grid:
        problems = unknown_keys(self.over)
        for key, axis in self.over.items():
            if isinstance(axis, list):
                for index in repeated(axis):
                    mend = "leave one of them out"
                    problems.append(Problem(("over", key, index), f"{shown(axis[index])} is there twice", mend))
        if problems:
            refuse(*problems)
        return self

    def size(self) -> int:
        """How many points there are."""
        return math.prod(self.lengths().values())

    def how(self) -> str:
        """How the number of points comes about, as ``5 × 5``."""
        return " × ".join(str(length) for length in self.lengths().values())

    def points(self) -> Iterator[Assignments]:
        """What each point sets; the last key changes fastest."""
        axes = self.axes()
        for values in itertools.product(*axes.values()):
            yield dict(zip(axes, values, strict=True))


class Zip(_Axes):
    """Values that go together: the first of each key, then the second of each, and so on."""

    design: Literal["zip"] = Field(default="zip", description="the first value of each key, then the second of each")

    @model_validator(mode="after")
    def _together(self) -> Zip:
        problems = unknown_keys(self.over)
        (first, wanted), *others = self.lengths().items()
        for key, length in others:
            if length != wanted:
                message = f"{_counted(length)} cannot go together with the {_counted(wanted)} of {first}"
                problems.append(Problem(("over", key), message, f"give {key} {wanted} values, or {first} {length}"))
        if not problems:
            problems += [
                Problem(self.spot(first, index), "an earlier point has the same values", "leave one of them out")
                for index in repeated(list(self.points()))
            ]
        if problems:
            refuse(*problems)
        return self

    def size(self) -> int:
        """How many points there are: as many as each key has values."""
        return next(iter(self.lengths().values()))

    def points(self) -> Iterator[Assignments]:
        """What each point sets."""
        axes = self.axes()
        for values in zip(*axes.values(), strict=True):
            yield dict(zip(axes, values, strict=True))


def _counted(values: int) -> str:
    return f"{values} value{'' if values == 1 else 's'}"


def at_key(path: Path, problem: Problem) -> Problem:
    """The problem of a key, at the key."""
    return Problem(path, problem.message, problem.mend, "key")


class Point(Model):
    """One point of a list."""

    label: str | None = Field(default=None, min_length=1, description="what tables and figures call it")
    set: dict[str, Any] = Field(description="dotted key: value; an empty mapping is the config as it stands")


class Points(Design):
    """Points one by one."""

    design: Literal["list"] = Field(default="list", description="the points one by one")
    points_listed: tuple[Point, ...] = Field(alias="points", min_length=1, description="the points")

    @model_validator(mode="after")
    def _known(self) -> Points:
        problems = [
            at_key(("points", index, "set", key), problem)
            for index, point in enumerate(self.points_listed)
            for key in point.set
            if (problem := sweep_problem(key))
        ]
        problems += [
            Problem(("points", index), "an earlier point sets the same", "leave one of them out")
            for index in repeated([point.set for point in self.points_listed])
        ]
        labels = [index for index, point in enumerate(self.points_listed) if point.label is not None]
        for again in repeated([self.points_listed[index].label for index in labels]):
            index = labels[again]
            message = f"an earlier point is called {shown(self.points_listed[index].label)} too"
            problems.append(Problem(("points", index, "label"), message, "call it something else"))
        if problems:
            refuse(*problems)
        return self

    def keys(self) -> tuple[str, ...]:
        """What is swept, in the order in which it first appears."""
        return tuple(dict.fromkeys(key for point in self.points_listed for key in point.set))

    def size(self) -> int:
        """How many points there are."""
        return len(self.points_listed)

    def points(self) -> Iterator[Assignments]:
        """What each point sets."""
        return (dict(point.set) for point in self.points_listed)

    def labels(self) -> tuple[str | None, ...]:
        """What each point is called."""
        return tuple(point.label for point in self.points_listed)

    def written(self) -> Iterator[tuple[str, Path, Any]]:
        """Each value of each point."""
        for index, point in enumerate(self.points_listed):
            for key, value in point.set.items():
                yield key, ("points", index, "set", key), value
