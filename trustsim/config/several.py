"""The sweep of a config: one design, or a list of several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, Field, RootModel, model_validator

from trustsim.config.base import tagged, tagged_by_key
from trustsim.config.faults import Path, Problem, refuse, shown
from trustsim.config.sampled import LatinHypercube, Morris, Sobol
from trustsim.config.sweep import Assignments, Grid, Points, Zip, repeated

if TYPE_CHECKING:
    One = Grid | Zip | Points | LatinHypercube | Sobol | Morris
else:
    One = tagged_by_key(
        "design",
        "design",
        {
            "grid": Grid,
            "zip": Zip,
            "list": Points,
            "latin_hypercube": LatinHypercube,
            "sobol": Sobol,
            "morris": Morris,
        },
    )


class Several(RootModel[tuple[One, ...]]):
    """Several sweeps in one config, each a study of its own: the points of one after those of the other.

    What a sweep does not set, is there as the config has it. A point that two sweeps share is run in each: every sweep
    is whole by itself, and as all runs of one replicate share their random numbers, the two come to the same.
    """

    model_config = ConfigDict(frozen=True)

    root: tuple[One, ...] = Field(description="the sweeps, one after the other", json_schema_extra={"minItems": 1})

    @model_validator(mode="after")
    def _differ(self) -> Several:
        alike = [one.model_dump(mode="json", exclude={"label"}) for one in self.sweeps]
        problems = [
            Problem((index,), "an earlier sweep is the same", "leave one of them out") for index in repeated(alike)
        ]
        labelled = [index for index, one in enumerate(self.sweeps) if one.label is not None]
        for again in repeated([self.sweeps[index].label for index in labelled]):
            index = labelled[again]
            message = f"an earlier sweep is called {shown(self.sweeps[index].label)} too"
            problems.append(Problem((index, "label"), message, "call it something else"))
        if problems:
            refuse(*problems)
        return self

    @property
    def sweeps(self) -> tuple[One, ...]:
        """The sweeps, in the order of the config."""
        return self.root

    def spans(self) -> tuple[range, ...]:
        """The numbers of each sweep's points, among those of the whole study."""
        spans: list[range] = []
        for one in self.sweeps:
            first = spans[-1].stop if spans else 0
            spans.append(range(first, first + one.size()))
        return tuple(spans)

    def keys(self) -> tuple[str, ...]:
        """What any sweep sweeps, in the order in which it first appears."""
        return tuple(dict.fromkeys(key for one in self.sweeps for key in one.keys()))  # noqa: SIM118 (no mapping)

    def size(self) -> int:
        """How many points there are, over all sweeps."""
        return sum(one.size() for one in self.sweeps)

    def how(self) -> str:
        """How the number of points comes about, as ``5 × 5 + 12``."""
        return " + ".join(one.how() for one in self.sweeps)

    def points(self) -> Iterator[Assignments]:
        """What each point sets; keys of the other sweeps are not among it."""
        for one in self.sweeps:
            yield from one.points()

    def labels(self) -> tuple[str | None, ...]:
        """What each point is called."""
        return tuple(label for one in self.sweeps for label in one.labels())


def _shape(value: Any) -> str:
    return "several" if isinstance(value, list | tuple | Several) else "one"


def _check(value: Any) -> None:
    # Here, for pydantic counts only the entries that are good.
    if value == []:
        refuse(Problem((), "it is empty", "give at least 1 sweep"))


if TYPE_CHECKING:
    Sweep = One | Several
else:
    Sweep = tagged("sweep", {"one": One, "several": Several}, _shape, _check)


def located(sweep: Sweep | None) -> list[tuple[Path, One]]:
    """Each sweep of a config, and where in the config it stands; none where there is no sweep."""
    if sweep is None:
        return []
    if isinstance(sweep, Several):
        return [(("sweep", index), one) for index, one in enumerate(sweep.sweeps)]
    return [(("sweep",), sweep)]
