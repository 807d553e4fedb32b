"""Which law of trust, and its own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field, model_serializer, model_validator

from trustsim.config.base import Model, is_number
from trustsim.config.faults import Problem, mend_for, outside, refuse, shown
from trustsim.parameters import Quantity, quantities


def law_quantities(name: str) -> Mapping[str, Quantity]:
    """The own numbers of a law, described, by name; empty for the default law."""
    # Laws are looked up when a config is read, so that one registered by a user's own module counts.
    from trustsim.laws.catalogue import LAWS

    numbers: Any = LAWS[name].parameters
    described: type = type(numbers)
    return quantities(described) if numbers else {}


def law_names() -> list[str]:
    """The laws that a config may name."""
    from trustsim.laws.catalogue import LAWS

    return list(LAWS)


def law_summary(name: str) -> str:
    """What a law says, in a line."""
    from trustsim.laws.catalogue import LAWS

    return str(LAWS[name].summary)


def law_defaults(name: str) -> dict[str, float]:
    """The own numbers of a law as the law has them."""
    from trustsim.laws.catalogue import LAWS

    numbers: Any = LAWS[name].parameters
    return dict(numbers._asdict()) if numbers else {}


class LawSettings(Model):
    """A law by name with all its own numbers; written ``default`` or ``{name: pant_yu, trust_erosion: 0.2}``."""

    model_config = ConfigDict(title="Law")

    name: str = Field(description="the law's name in the catalogue")
    parameters: dict[str, float] = Field(default={}, description="the law's own numbers, complete")

    @model_validator(mode="before")
    @classmethod
    def _completed(cls, value: Any) -> Any:
        if isinstance(value, LawSettings):
            return value
        if isinstance(value, str):
            value = {"name": value}
        if not isinstance(value, dict):
            refuse(Problem((), f"{shown(value)} is not a law", "write a law's name, or {name: …} with its own numbers"))
        if "name" not in value:
            refuse(Problem((), "it is not said which law", f"add name: {' | '.join(law_names())}", "key"))
        name = value["name"]
        if name not in law_names():
            refuse(Problem(("name",), f"there is no law {shown(name)}", mend_for(name, law_names())))
        described = law_quantities(name)
        given = {key: number for key, number in value.items() if key != "name"}
        problems = []
        for key, number in given.items():
            if key not in described:
                mend = mend_for(key, described) if described else f"leave it out: {name} has no numbers of its own"
                problems.append(Problem((key,), f"the law {name} has no number {shown(key)}", mend, "key"))
            elif not is_number(number):
                problems.append(Problem((key,), f"{shown(number)} is not a number", "write a number, without quotes"))
            else:
                low, high = described[key].limits
                if not low <= number <= high:
                    problems.append(outside((key,), number, low, high))
        if problems:
            refuse(*problems)
        return {"name": name, "parameters": {**law_defaults(name), **{key: float(n) for key, n in given.items()}}}

    @model_serializer
    def _as_written(self) -> dict[str, str | float]:
        return {"name": self.name, **self.parameters}


def law_parameters_of(settings: LawSettings) -> Any:
    """The law's own numbers as the law's named tuple."""
    from trustsim.laws.catalogue import LAWS

    numbers: Any = LAWS[settings.name].parameters
    return numbers._replace(**settings.parameters) if numbers else numbers
