"""The outcomes of a config: names of the catalogue, and functions of a user as ``module:function``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, PlainValidator

from trustsim.config.base import Model, Number, tagged
from trustsim.config.faults import ConfigError, Fault, Problem, mend_for, refuse, shown

COLUMNS: Final = ("run", "point", "replicate", "seed", "label")
"""Columns that the table of runs has besides."""


class OwnOutcome(Model):
    """A function of your own, and what there is to say about it; the short form is ``module:function``."""

    function: str = Field(description="module:function; the module is looked for beside the config, then installed")
    about: str | None = Field(default=None, description="what it measures; else the function says")
    unit: str | None = Field(default=None, description="share for 0 to 1, weeks, …; else the function says")
    good: Literal[-1, 0, 1] | None = Field(default=None, description="1: more is better, -1: less; else it says")
    limits: tuple[Number | None, Number | None] | None = Field(
        default=None, description="the least and the largest value, null where there is none; else the function says"
    )
    sha256: str | None = Field(
        default=None, description="of the module's files: with others, the config is refused; written by a run"
    )


def _check(value: Any) -> None:
    if isinstance(value, dict) and "function" not in value:
        refuse(Problem((), "it is not said which function", "add function: module:function", "key"))
    if not isinstance(value, str | dict | OwnOutcome):
        refuse(Problem((), f"{shown(value)} is not a text", "write an outcome's name, or module:function"))


if TYPE_CHECKING:
    OutcomeName = str
else:
    OutcomeName = tagged(
        "outcome",
        {"name": Annotated[str, PlainValidator(lambda name: name)], "function": OwnOutcome},
        lambda value: "name" if isinstance(value, str) else "function",
        _check,
    )


def looked_up(
    asked: Sequence[str | OwnOutcome], folder: FilePath | None, taken: Sequence[str]
) -> tuple[tuple[str, ...], list[Problem]]:
    """The outcomes by their names in tables, and what is wrong with them.

    Parameters
    ----------
    asked
        As written.
    folder
        Where modules are looked for first; None looks none up.
    taken
        Names that no function may have besides: a sweep may make columns of them.
    """
    # Outcomes stand further on in the package: looked up when a config is read, not when this module is.
    from trustsim.outcomes import OUTCOMES
    from trustsim.outcomes.modules import ModuleError
    from trustsim.outcomes.own import is_own

    if not asked:  # said here: pydantic would say it of a list whose only entry is wrong, too
        return (), [Problem((), "it is empty", "give at least 1")]
    names: list[str] = []
    problems: list[Problem] = []
    for index, one in enumerate(asked):
        if isinstance(one, str) and not is_own(one):
            if one not in OUTCOMES:
                problems.append(Problem((index,), f"there is no outcome {shown(one)}", mend_for(one, OUTCOMES)))
            names.append(one)
            continue
        try:
            name = _own(one, folder)
        except ModuleError as error:
            problems.append(Problem((index,), error.message, error.mend))
            continue
        if name in OUTCOMES or name in (*COLUMNS, *taken):
            what = "an outcome of the catalogue" if name in OUTCOMES else "a column of the table of runs"
            problems.append(Problem((index,), f"{name} is {what} already", "call the function something else"))
        names.append(name)
    problems += [
        Problem((index,), f"{name} is there twice", _apart(asked[names.index(name)], asked[index]))
        for index, name in enumerate(names)
        if name in names[:index]
    ]
    return tuple(names), problems


def _apart(first: str | OwnOutcome, second: str | OwnOutcome) -> str:
    """What to do about two outcomes of one name."""
    return "leave one of them out" if first == second else "give one of the two functions another name"


def _own(asked: str | OwnOutcome, folder: FilePath | None) -> str:
    """A user's outcome, as ``trustsim.outcomes`` knows it."""
    from trustsim.outcomes.own import SAID, own_outcome, place

    if isinstance(asked, str):
        return place(asked, folder)
    said = {name: value for name in SAID if (value := getattr(asked, name)) is not None}
    return own_outcome(asked.function, folder, said, asked.sha256 or "")


def in_folder(names: Sequence[str], folder: FilePath) -> tuple[str, ...]:
    """The outcomes of a config that was made in Python, those of a user looked up from this folder on.

    Raises
    ------
    ConfigError
        If one cannot be had.
    """
    from trustsim.outcomes.modules import ModuleError
    from trustsim.outcomes.own import place

    found, faults = [], []
    for index, name in enumerate(names):
        try:
            found.append(place(name, folder))
        except ModuleError as error:
            faults.append(Fault("", f"outcomes.{index}", error.message, error.mend))
    if faults:
        raise ConfigError(faults)
    return tuple(found)


def written(names: Sequence[str]) -> list[Any]:
    """Outcomes as a config writes them."""
    from trustsim.outcomes import OwnOutcome as Known

    return [name.written() if isinstance(name, Known) else name for name in names]
