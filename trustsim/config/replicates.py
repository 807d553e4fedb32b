"""How often each point is run: a whole number, or as often as it takes for an interval to be narrow enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Field, model_validator

from trustsim.config.base import Model, Number, Whole, tagged
from trustsim.config.faults import Path, Problem, mend_for, refuse, shown

LEAST: Final = 10
"""Fewer runs than these say too little about their own spread to plan by (docs/decisions/0006)."""


class Until(Model):
    """How narrow the interval of an outcome shall be."""

    outcome: str = Field(description="one of the config's outcomes")
    half_width: Number = Field(gt=0, description="half of the interval that is wanted, in the outcome's unit")
    confidence: Number = Field(default=0.95, gt=0.5, lt=1, description="of the interval, between 0.5 and 1")


def _one_or_many(value: Any) -> str:
    return "one" if isinstance(value, dict | Until) else "many"


def _check_until(value: Any) -> None:
    if not isinstance(value, dict | list | tuple | Until):
        refuse(Problem((), f"{shown(value)} is not a mapping", "write {outcome: final_trust, half_width: 0.01}"))


if TYPE_CHECKING:
    Untils = Until | tuple[Until, ...]
else:
    Untils = tagged(
        "until", {"one": Until, "many": Annotated[tuple[Until, ...], Field(min_length=1)]}, _one_or_many, _check_until
    )


class Replicates(Model):
    """As many runs of each point as it takes."""

    min: Whole = Field(default=LEAST, ge=LEAST, description="runs of each point before the first look")
    max: Whole = Field(default=200, ge=LEAST, description="runs of each point after which it is left as it is")
    until: Untils = Field(description="an outcome and how narrow its interval shall be, or a list of such")

    @model_validator(mode="after")
    def _in_order(self) -> Replicates:
        problems = []
        if self.min > self.max:
            problems.append(Problem(("max",), f"max {self.max} is below min {self.min}", f"write {self.min} or more"))
        names = [until.outcome for until in until_of(self)]
        problems += [
            Problem(("until", index), f"{name} is there twice", "leave one of them out")
            for index, name in enumerate(names)
            if name in names[:index]
        ]
        if problems:
            refuse(*problems)
        return self


def _shape(value: Any) -> str:
    return "until" if isinstance(value, dict | Replicates) else "number"


def _check(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | dict | Replicates):
        refuse(
            Problem((), f"{shown(value)} is neither a number of runs nor a mapping", f"write {LEAST}, or {{until: …}}")
        )


if TYPE_CHECKING:
    ReplicatesSetting = int | Replicates
else:
    ReplicatesSetting = tagged(
        "replicates", {"number": Annotated[Whole, Field(ge=1)], "until": Replicates}, _shape, _check
    )


def fewest(replicates: int | Replicates) -> int:
    """How many runs each point has in any case."""
    return replicates if isinstance(replicates, int) else replicates.min


def most(replicates: int | Replicates) -> int:
    """How many runs a point can have: what sizes are counted by, and seeds made for."""
    return replicates if isinstance(replicates, int) else replicates.max


def until_of(replicates: int | Replicates) -> tuple[Until, ...]:
    """How narrow which intervals shall be; nothing where the number of runs is fixed."""
    if isinstance(replicates, int):
        return ()
    return (replicates.until,) if isinstance(replicates.until, Until) else replicates.until


def in_words(replicates: int | Replicates) -> str:
    """``20 replicates``, ``10 to 200 replicates``."""
    low, high = fewest(replicates), most(replicates)
    said = str(low) if low == high else f"{low} to {high}"
    return f"{said} replicate{'s' if high > 1 else ''}"


def until_problems(replicates: int | Replicates, outcomes: Sequence[str]) -> list[Problem]:
    """What is wrong with ``until`` in a config with these outcomes; paths start below ``replicates``."""
    single = isinstance(replicates, Replicates) and isinstance(replicates.until, Until)

    def at(index: int) -> Path:
        return ("until", "outcome") if single else ("until", index, "outcome")

    return [
        Problem(at(index), f"{shown(until.outcome)} is not among the outcomes", mend_for(until.outcome, outcomes))
        for index, until in enumerate(until_of(replicates))
        if until.outcome not in outcomes
    ]
