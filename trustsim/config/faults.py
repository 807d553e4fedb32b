"""What is wrong with a config, said so that its author can mend it.

A ``Fault`` has a place, a key, a message and a mend; a ``ConfigError`` carries all faults of a config at once. The
parts of the schema speak up through ``refuse``, which gives pydantic several messages, each with its own location;
``translation.py`` turns whatever pydantic reports into the same form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, Literal, NoReturn

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Path = tuple[str | int, ...]
Where = Literal["key", "value"]

OWN: Final = "trustsim"  # the type of the errors that our own validators raise
FROM_THE_TOP: Final = "from the top"  # in a location: what follows starts at the top of the config again


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a config.

    Attributes
    ----------
    place
        ``file.yaml:12:5`` (line and column count from 1), ``file.yaml`` or ``-s KEY``.
    key
        The dotted key, as in ``traits.forgiveness``; "" where no key is at fault.
    message
        What is wrong.
    mend
        What to do about it; "" where the message says it.
    """

    place: str
    key: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.place, self.key, self.message) if part)
        return f"{head}\n    {self.mend}" if self.mend else head


class ConfigError(Exception):
    """A config that cannot be used.

    Attributes
    ----------
    faults : tuple of Fault
        All of them, in the order of the file.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


@dataclass(frozen=True)
class Problem:
    """A fault that does not know its line yet: where in the data it is, rather than where in the text.

    ``instead`` is where to point if the config leaves the path to its default; it starts at the top.
    """

    path: Path
    message: str
    mend: str = ""
    where: Where = "value"
    instead: Path = ()


def refuse(*problems: Problem) -> NoReturn:
    """Raise the problems out of a validator; their paths are relative to what the validator was given."""
    raise ValidationError.from_exception_data(
        "config",
        [
            InitErrorDetails(
                type=PydanticCustomError(OWN, "{message}", {"message": problem.message, "problem": problem}),
                loc=problem.path,
                input=None,
            )
            for problem in problems
        ],
    )


def outside(path: Path, number: float, low: float, high: float, what: str = "") -> Problem:
    """A number that is not inside its limits; ``what`` says which number of several."""
    return Problem(path, f"{what}{number:g} is outside {low:g} to {high:g}", f"write a number from {low:g} to {high:g}")


def mend_for(word: object, known: Iterable[str]) -> str:
    """``did you mean forgiveness?``, or what there is to choose from."""
    names = list(known)
    close = get_close_matches(str(word).lower(), names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"choose from {', '.join(names)}" if names else "leave it out"


def shown(value: Any) -> str:
    """A value as a message quotes it: short, and in the words of YAML."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 40 else f"'{value[:37]}…'"
    if isinstance(value, int | float):
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else "this"


def dotted(path: Path) -> str:
    """The path as a user writes it."""
    return ".".join(str(step) for step in path)
