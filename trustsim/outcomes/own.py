"""Outcomes of a user: ``module:function`` in a config."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from trustsim.config.faults import mend_for, shown
from trustsim.outcomes import modules
from trustsim.outcomes.described import ANY, SHARE, Limits, Outcome
from trustsim.outcomes.view import RunView

_NAME: Final = r"[^\W\d]\w*"
PATTERN: Final = rf"^{_NAME}(\.{_NAME})*:{_NAME}$"
"""How an outcome of a user is written: ``module:function``."""

SAID: Final = ("about", "unit", "good", "limits")
"""What a function may say of itself, by attributes of these names."""


class OutcomeError(ValueError):
    """An outcome of a user came to nothing in this run."""


def outcome[Of: Callable[[RunView], float]](
    *, about: str | None = None, unit: str | None = None, good: int | None = None, limits: Limits | None = None
) -> Callable[[Of], Of]:
    """Say what a function measures, for tables, figures and the report: a decorator.

    Parameters
    ----------
    about
        What it says; the first line of the docstring, unless said.
    unit
        ``share`` for 0–1, ``weeks`` …; "" for a pure number, which it is unless said.
    good
        +1 where more is better, −1 where less is, 0 where neither, which it is unless said.
    limits
        The least and the largest value; None where there is no such limit. 0 and 1 for a ``share``, unless said.

    Raises
    ------
    ValueError
        If one of them is no such thing.

    Examples
    --------
    >>> @outcome(unit="share", good=-1)
    ... def distrusted(run: RunView) -> float:
    ...     '''Share of living ties with a trust below one half.'''
    ...     return float((run.ties.trust[run.ties.active] < 0.5).mean())
    """
    said = {"about": about, "unit": unit, "good": good, "limits": limits}
    given = {name: value for name, value in said.items() if value is not None}
    for problem in _problems_of(given):
        raise ValueError(problem)

    def describe(function: Of) -> Of:
        for name, value in given.items():
            setattr(function, name, value)
        return function

    return describe


@dataclass(frozen=True)
class OwnFunction:
    """A function of a user, by where it stands: any process can find it.

    Attributes
    ----------
    reference
        ``module:function``.
    folder
        Where the module is looked for before Python's path; None before the config's place is known.
    sha256
        Of the module's files; "" where they are not known yet.
    """

    reference: str
    folder: Path | None = None
    sha256: str = ""

    @property
    def module(self) -> str:
        """The module's name."""
        return self.reference.partition(":")[0]

    @property
    def name(self) -> str:
        """The function's name."""
        return self.reference.partition(":")[2]

    def __call__(self, run: RunView) -> float:
        """The number that a run comes to.

        Raises
        ------
        OutcomeError
            If the function raises an error, or gives no number.
        ModuleError
            If its module cannot be had, or is not the one that was planned with.
        """
        if self.sha256:
            found = modules.version(self.module, self.folder, self.sha256)
        else:
            found = modules.load(self.module, self.folder)
        function = getattr(found.module, self.name)
        try:
            value = function(run.for_strangers())
        except Exception as error:
            said = f"{self.reference} failed: {type(error).__name__}: {error}".rstrip(": ")
            mend = modules.where_it_failed(error, found)
            raise OutcomeError(f"{said}\n    {mend}" if mend else said) from error
        number = value.item() if isinstance(value, np.ndarray | np.generic) and np.ndim(value) == 0 else value
        if not isinstance(number, int | float):
            raise OutcomeError(f"{self.reference} gave {_told(value)}, not a number")
        return float(number)


def _told(value: Any) -> str:
    """A value as a message says it."""
    if value is None:
        return "None (does it end with return?)"
    if isinstance(value, np.ndarray):
        return f"an array of {' × '.join(map(str, value.shape))} numbers"
    return repr(value) if len(repr(value)) <= 40 else f"a {type(value).__name__}"


class OwnOutcome(str):
    """The name of an outcome of a user, as tables have it, which also knows the outcome.

    Equal to the plain name, so that it is a column's name wherever one is wanted.

    Attributes
    ----------
    outcome
        What there is to say about it; its ``of`` is an ``OwnFunction``.
    """

    outcome: Outcome

    def __new__(cls, outcome: Outcome) -> Self:
        """The name of this outcome."""
        name = super().__new__(cls, _function_of(outcome).name)
        name.outcome = outcome
        return name

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.outcome,)

    @property
    def function(self) -> OwnFunction:
        """Where its function stands."""
        return _function_of(self.outcome)

    @property
    def found(self) -> bool:
        """Whether its module was looked up."""
        return self.function.folder is not None

    def written(self) -> str | dict[str, Any]:
        """As a config writes it: short before its module was looked up, afterwards all that there is to say."""
        function, outcome = self.function, self.outcome
        if not function.sha256:
            return function.reference
        return {
            "function": function.reference,
            **{name: list(value) if isinstance(value, tuple) else value
               for name, value in ((name, getattr(outcome, name)) for name in SAID)},
            "sha256": function.sha256,
        }  # fmt: skip


def _function_of(outcome: Outcome) -> OwnFunction:
    assert isinstance(outcome.of, OwnFunction)
    return outcome.of


def is_own(name: str) -> bool:
    """Whether a config means a user's outcome by this: it is one already, or has a colon."""
    return isinstance(name, OwnOutcome) or ":" in name


def own_outcome(
    reference: str, folder: Path | None = None, said: Mapping[str, Any] | None = None, sha256: str = ""
) -> OwnOutcome:
    """A user's outcome.

    Parameters
    ----------
    reference
        ``module:function``.
    folder
        The config's folder. None looks nothing up, and runs no code: whoever wants to show stored results needs none.
    said
        What a config says of it itself, of ``SAID``; goes before what the function says.
    sha256
        Which version of the module is meant; any, unless said.

    Raises
    ------
    ModuleError
        If there is no such module or function, or it is no outcome; with the mend.
    """
    if not re.match(PATTERN, reference):
        raise modules.ModuleError(f"{shown(reference)} is not module:function", "write it as my_module:my_function")
    function = OwnFunction(reference, folder, sha256)
    told = dict(said or {})
    if folder is not None:
        function = replace(function, folder=folder.resolve())
        found = modules.load(function.module, function.folder)
        if sha256 and found.sha256 != sha256:
            raise modules.ModuleError(
                f"the module {function.module} has changed since sha256 was written down",
                "take the line sha256 out, or the module back to what it was",
            )
        function = replace(function, sha256=found.sha256)
        told = _told_by(_checked(function, found), function) | told
    unit = told.get("unit", "")
    return OwnOutcome(
        Outcome(
            about=told.get("about", function.name.replace("_", " ")),
            unit=unit,
            good=told.get("good", 0),
            of=function,
            limits=tuple(told.get("limits", SHARE if unit == "share" else ANY)),
            undefined="the function says",
        )
    )


def place(name: str, folder: Path | None) -> str:
    """An outcome, its module looked up from this folder on if it is a user's that was not looked up before.

    Raises
    ------
    ModuleError
        As ``own_outcome``.
    """
    if not is_own(name):
        return name
    if not isinstance(name, OwnOutcome):
        return own_outcome(name, folder)
    if name.found or folder is None:
        return name
    said = {key: getattr(name.outcome, key) for key in SAID} if name.function.sha256 else {}
    return own_outcome(name.function.reference, folder, said, name.function.sha256)


def must_be_here(names: Iterable[str]) -> None:
    """Look whether this process has the modules that a plan was made with, wherever it runs.

    Raises
    ------
    ModuleError
        If it has not, or has others.
    """
    for name in names:
        if isinstance(name, OwnOutcome):
            modules.version(name.function.module, name.function.folder, name.function.sha256)


def _checked(function: OwnFunction, found: modules.Loaded) -> Callable[[RunView], float]:
    """The function itself, which can be called with a run."""
    here = vars(found.module)
    if function.name not in here and not hasattr(found.module, function.name):
        own = [name for name, value in here.items() if inspect.isfunction(value) and not name.startswith("_")]
        raise modules.ModuleError(
            f"the module {function.module} has no function {shown(function.name)}", mend_for(function.name, own)
        )
    value: Any = getattr(found.module, function.name)
    if not callable(value):
        raise modules.ModuleError(
            f"{function.name} in {function.module} is no function: it is {_told(value)}", "name a function of the run"
        )
    try:
        inspect.signature(value).bind(None)
    except TypeError as error:
        raise modules.ModuleError(
            f"{function.name} in {function.module} cannot be called with the run alone: {error}",
            f"write def {function.name}(run): …",
        ) from None
    except ValueError:
        pass  # some built-in functions do not tell
    return value


def _told_by(value: Callable[[RunView], float], function: OwnFunction) -> dict[str, Any]:
    """What a function says of itself."""
    told: dict[str, Any] = {name: getattr(value, name) for name in SAID if hasattr(value, name)}
    for problem in _problems_of(told):
        raise modules.ModuleError(f"{function.reference}: {problem}", "mend the attribute, or the decorator")
    documented = inspect.getdoc(value) if inspect.isroutine(value) else None
    if documented:
        told.setdefault("about", documented.splitlines()[0].removesuffix("."))
    return told


def _problems_of(told: Mapping[str, Any]) -> list[str]:
    """What is wrong with what is said of an outcome."""
    problems = [
        f"{name} is {told[name]!r}, not a text"
        for name in ("about", "unit")
        if name in told and not isinstance(told[name], str)
    ]
    if "good" in told and (isinstance(told["good"], bool) or told["good"] not in (-1, 0, 1)):
        problems.append(f"good is {told['good']!r}, not -1, 0 or 1")
    if "limits" in told and not _are_limits(told["limits"]):
        problems.append(f"limits is {told['limits']!r}, not the least and the largest value, as (0, 1) or (0, None)")
    return problems


def _are_limits(value: Any) -> bool:
    if not isinstance(value, tuple | list) or len(value) != 2:
        return False
    if any(isinstance(end, bool) or not isinstance(end, int | float | None) for end in value):
        return False
    low, high = (-math.inf if value[0] is None else value[0], math.inf if value[1] is None else value[1])
    return bool(low < high)
