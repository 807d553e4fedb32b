"""What a user may write: ``Setting``, what a model is made of, and ``Config``, a study of it.

The parts stand in modules of their own: ``traits``, ``networks``, ``relationships``, ``law``, ``events``, ``sweep``.
What concerns several parts is checked here, each time at the last of them, so that one fault hides no other.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationInfo, field_serializer, field_validator

from trustsim.config.base import Model, Number, Whole
from trustsim.config.claims import FORMS, problems_with
from trustsim.config.described import model_of
from trustsim.config.events import Event, after_the_end, named_people
from trustsim.config.faults import FROM_THE_TOP, Problem, mend_for, refuse, shown
from trustsim.config.law import LawSettings
from trustsim.config.networks import Communities, NamedNetwork, Network, NetworkFile, SmallWorld, fits
from trustsim.config.outcomes import OutcomeName, looked_up, written
from trustsim.config.relationships import RelationshipSettings, with_shipped
from trustsim.config.replicates import Replicates, ReplicatesSetting, in_words, most, until_problems
from trustsim.config.several import Several, Sweep
from trustsim.config.sweep import MOST_RUNS
from trustsim.config.traits import Column, TraitSettings, must_sum_to_one
from trustsim.parameters import Parameters, Relationship

if TYPE_CHECKING:

    class ParameterSettings(Model):
        """One attribute for each of the model's parameters."""

        def __getattr__(self, name: str) -> float | None: ...

else:
    ParameterSettings = model_of(Parameters, "ParameterSettings", __name__)

SHARES_OF_ENCOUNTERS = ("promise_share", "conversation_share", "boundary_share", "confidence_share")


class Record(Model):
    """What is written down during a run."""

    every: Whole = Field(default=4, ge=1, description="weeks from one row of the series to the next")
    people: Literal["none", "last", "all"] = Field(
        default="last", description="the table of people: never, at the end, or each time"
    )
    ties: Literal["none", "last", "all"] = Field(
        default="last", description="the table of ties: never, at the end, or each time"
    )
    events: Literal["none", "breaches", "all"] = Field(
        default="none",
        description="the table of events: none, breaches and what follows from them, or all, each kept act too",
    )


class Setting(Model):
    """What a model is made of."""

    people: Whole = Field(default=200, ge=1, description="how many; a network from a file or by name brings its own")
    network: Network = Field(default=SmallWorld(), description="who knows whom")
    relationships: dict[str, Number] = Field(
        default={"friend": 1.0}, min_length=1, description="share of ties of each relationship type; they sum to 1"
    )
    relationship_types: dict[str, RelationshipSettings] = Field(
        default={}, description="other numbers for a known type, or all four for a type of your own"
    )
    ticks_per_week: Whole = Field(default=1, ge=1, le=10_080, description="steps in a week; every rate is rescaled")
    traits: TraitSettings = Field(
        default_factory=TraitSettings, description="what distinguishes one person from another"
    )
    parameters: ParameterSettings = Field(default_factory=ParameterSettings, description="what holds for everybody")
    law: LawSettings = Field(
        default_factory=lambda: LawSettings(name="default"), description="how trust moves: a law by its name"
    )
    events: tuple[Event, ...] = Field(default=(), description="what a script does to people, in this order")
    engine: Literal["auto", "agents", "compiled"] = Field(
        default="auto", description="compiled where nobody overrides a decision; agents step by step otherwise"
    )

    @field_validator("network")
    @classmethod
    def _fitting(cls, network: Any, known: ValidationInfo) -> Any:
        if _given(known):
            return network
        problems = [
            replace(problem, instead=("people",))
            for problem in (fits(network, known.data["people"]) if "people" in known.data else [])
        ]
        folder: FilePath | None = (known.context or {}).get("folder")
        if isinstance(network, NetworkFile) and folder is not None:
            problems += _file_problems("file", network.file, folder)
            problems += _file_problems("people_file", network.people_file, folder) if network.people_file else []
        if problems:
            refuse(*problems)
        return network

    @field_validator("relationships")
    @classmethod
    def _shares(cls, shares: dict[str, float]) -> dict[str, float]:
        problems = [
            Problem((name,), f"{share:g} is outside 0 to 1", "write a share from 0 to 1")
            for name, share in shares.items()
            if not 0.0 <= share <= 1.0
        ]
        if problems:
            refuse(*problems)
        must_sum_to_one(shares, (), "the relationships")
        return shares

    @field_validator("relationship_types", mode="before")
    @classmethod
    def _with_shipped(cls, given: Any) -> Any:
        return with_shipped(given)

    @field_validator("relationship_types")
    @classmethod
    def _all_known(
        cls, types: dict[str, RelationshipSettings], known: ValidationInfo
    ) -> dict[str, RelationshipSettings]:
        problems = [
            Problem(
                (FROM_THE_TOP, "relationships", name),
                f"there is no relationship type {shown(name)}",
                f"{mend_for(name, types)}; or add it to relationship_types with trust, encounters, ending and pain",
                "key",
            )
            for name in known.data.get("relationships", {})
            if name not in types
        ]
        if problems:
            refuse(*problems)
        return types

    @field_validator("ticks_per_week")
    @classmethod
    def _fast_enough(cls, ticks: int, known: ValidationInfo) -> int:
        if not {"relationships", "relationship_types", "network"} <= set(known.data):
            return ticks
        types: dict[str, RelationshipSettings] = known.data["relationship_types"]
        shares: dict[str, float] = known.data["relationships"]
        # A network file may give its ties any type, so all of them count as used.
        from_file = isinstance(known.data["network"], NetworkFile)
        used = [name for name in types if from_file or shares.get(name, 0.0) > 0.0]
        busy = {name: types[name].encounters for name in used if types[name].encounters > ticks}
        if busy:
            name = max(busy, key=lambda name: busy[name])
            refuse(
                Problem(
                    (FROM_THE_TOP, "relationship_types", name, "encounters"),
                    f"{busy[name]:g} encounters a week are more than one in each tick, of which a week has {ticks}",
                    f"write ticks_per_week: {math.ceil(busy[name])} or more",
                    instead=("ticks_per_week",),
                )
            )
        return ticks

    @field_validator("traits")
    @classmethod
    def _columns(cls, traits: Any, known: ValidationInfo) -> Any:
        network = known.data.get("network")
        if network is None or isinstance(network, NetworkFile | NamedNetwork | Communities) or _given(known):
            return traits
        problems = [
            Problem((name, "column"), "this network has no columns", "take the network from a file: network: {file: …}")
            for name, value in traits
            if isinstance(value, Column)
        ]
        if problems:
            refuse(*problems)
        return traits

    @field_validator("parameters")
    @classmethod
    def _kinds(cls, parameters: Any) -> Any:
        total = sum(getattr(parameters, name) for name in SHARES_OF_ENCOUNTERS)
        if abs(total - 1.0) > 1e-6:
            given = [name for name in SHARES_OF_ENCOUNTERS if name in parameters.model_fields_set]
            refuse(
                Problem(
                    (given[0],),
                    f"{', '.join(SHARES_OF_ENCOUNTERS)} sum to {total:.6g}, not 1",
                    "change them so that they sum to 1; what is left out keeps its default",
                )
            )
        return parameters

    @field_validator("events")
    @classmethod
    def _people_there(cls, events: tuple[Any, ...], known: ValidationInfo) -> tuple[Any, ...]:
        network = known.data.get("network")
        if "people" not in known.data or network is None or isinstance(network, NetworkFile | NamedNetwork):
            return events
        if _given(known):
            return events
        people: int = known.data["people"]
        problems = [
            Problem(
                (index, *path),
                f"there is nobody called {shown(name)} in this network",
                f"its people are 0 to {people - 1}" if people > 1 else "its only person is 0",
            )
            for index, event in enumerate(events)
            for path, name in named_people(event)
            if not (isinstance(name, int) and 0 <= name < people)
        ]
        if problems:
            refuse(*problems)
        return events


class Config(Setting):
    """A study: a question, a setting, what is compared, what is recorded."""

    question: str = Field(min_length=1, description="what this config asks, in a sentence")
    expect: str = Field(default="", description="what you expect, written down before the run")
    weeks: Whole = Field(default=260, ge=1, description="how long each run lasts")
    sweep: Sweep | None = Field(default=None, description="the settings that are compared")
    replicates: ReplicatesSetting = Field(
        default=1,
        description="runs of each point, with different random numbers; or until an interval is narrow enough",
    )
    record: Record = Field(default=Record(), description="what is written down")
    outcomes: tuple[OutcomeName, ...] = Field(
        default=("final_trust", "survival", "intimacy", "pain"), description="one number for each run"
    )
    claims: tuple[str, ...] = Field(
        default=(),
        description=f"what you expect, to be judged by the runs: {'; '.join(form.written for form in FORMS)}",
    )
    seed: Whole = Field(
        default=1,
        ge=0,
        le=2**63 - 1,
        description="all random numbers of the study follow from it, but for a network that has its own",
    )

    @field_validator("weeks")
    @classmethod
    def _long_enough(cls, weeks: int, known: ValidationInfo) -> int:
        problems = [
            Problem(
                (FROM_THE_TOP, "events", index, *path),
                f"the run is over by then: it has {weeks} weeks, the last begins at {weeks - 1}",
                "write an earlier week, or raise weeks",
            )
            for index, event in enumerate(known.data.get("events", ()))
            for path in after_the_end(event, weeks)
        ]
        if problems:
            refuse(*problems)
        return weeks

    @field_validator("replicates")
    @classmethod
    def _few_enough(cls, replicates: int | Replicates, known: ValidationInfo) -> int | Replicates:
        sweep: Sweep | None = known.data.get("sweep")
        runs = most(replicates) * (sweep.size() if sweep else 1)
        if runs > MOST_RUNS:
            points = f"({sweep.how()})" if isinstance(sweep, Several) else sweep.how() if sweep else ""
            how = f"{points} points × " if sweep else ""
            refuse(
                Problem(
                    (FROM_THE_TOP, "sweep" if sweep else "replicates"),
                    f"{runs:,} runs are too many: {how}{in_words(replicates)}",
                    f"take fewer values or replicates; {MOST_RUNS:,} runs is the most",
                    "key",
                )
            )
        return replicates

    @field_validator("outcomes")
    @classmethod
    def _known(cls, names: tuple[Any, ...], known: ValidationInfo) -> tuple[str, ...]:
        found, problems = looked_up(names, (known.context or {}).get("folder"), list(cls.model_fields))
        problems += [
            replace(problem, path=(FROM_THE_TOP, "replicates", *problem.path))
            for problem in until_problems(known.data.get("replicates", 1), found)
        ]
        if problems:
            refuse(*problems)
        return found

    @field_serializer("outcomes")
    def _written(self, names: tuple[str, ...]) -> list[Any]:
        return written(names)

    @field_validator("claims")
    @classmethod
    def _can_be_judged(cls, sentences: tuple[str, ...], known: ValidationInfo) -> tuple[str, ...]:
        if problems := problems_with(sentences, known.data):
            refuse(*problems)
        return sentences


def _given(known: ValidationInfo) -> bool:
    """Whether the network does not come from the setting: then nothing can be held against it here."""
    return bool((known.context or {}).get("given"))


def _file_problems(key: str, file: str, folder: FilePath) -> list[Problem]:
    """What is wrong with a path that a config in this folder names."""
    inside = folder.resolve()
    path = (inside / file).resolve()
    if not path.is_relative_to(inside):
        return [Problem((key,), f"{shown(file)} lies outside the config's folder", "copy the file beside the config")]
    if not path.is_file():
        there = sorted(entry.name for entry in inside.iterdir() if entry.is_file()) if inside.is_dir() else []
        close = mend_for(file, there)
        mend = close if close.startswith("did") else f"paths start from the config's folder, {inside}"
        return [Problem((key,), f"there is no file {shown(file)}", mend)]
    return []


def parameters_of(setting: Setting) -> Parameters:
    """The validated parameters as the named tuple that the rest of the package knows, still per week."""
    return Parameters(**setting.parameters.model_dump())


def relationships_of(setting: Setting) -> dict[str, Relationship]:
    """The full table of relationship types, shipped and own."""
    return {name: Relationship(**numbers.model_dump()) for name, numbers in setting.relationship_types.items()}
