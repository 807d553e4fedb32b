"""What every part of the schema is made of: a frozen model, strict numbers, and the tagged choice.

A tagged choice looks at one thing (the key ``kind``, or which single key a mapping has) and then reads the value as
exactly one type. So one mistake gives one error, not one for each type that it might have been.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Union

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Strict, Tag

from trustsim.config.faults import Problem, mend_for, refuse, shown

TAG: Final = "|"  # tags start with it, so that they can be told from keys in a location
TAGGED: Final[dict[str, Any]] = {}

Number = Annotated[float, Strict()]
Whole = Annotated[int, Strict()]
Switch = Annotated[bool, Strict()]


class Model(BaseModel):
    """A part of a config: cannot be changed, knows no other keys than its own."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True, serialize_by_alias=True
    )


def is_number(value: Any) -> bool:
    """Whether the value is a number; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def tagged(noun: str, options: Mapping[str, Any], option_of: Callable[[Any], str], check: Callable[[Any], None]) -> Any:
    """A choice between types that reads a value as exactly one of them.

    Parameters
    ----------
    noun
        Makes the tags of this choice differ from those of other choices.
    options
        The types, by a short name.
    option_of
        The name of the type as which to read a value; ``check`` has let it pass.
    check
        Refuses what is none of them.
    """
    for name, option in options.items():
        TAGGED[f"{TAG}{noun} {name}"] = option
    members = tuple(Annotated[option, Tag(f"{TAG}{noun} {name}")] for name, option in options.items())

    def tag(value: Any) -> str:
        return f"{TAG}{noun} {option_of(value)}"

    def checked(value: Any) -> Any:
        check(value)
        return value

    return Annotated[Union[members], Discriminator(tag), BeforeValidator(checked)]  # noqa: UP007 (made at run time)


def tagged_by_key(noun: str, key: str, options: Mapping[str, type[Model]]) -> Any:
    """A tagged choice between models that name themselves under one key, as ``kind`` or ``what``."""

    def option_of(value: Any) -> str:
        return str(getattr(value, key) if isinstance(value, Model) else value[key])

    def check(value: Any) -> None:
        if isinstance(value, Model):
            return
        if not isinstance(value, dict):
            refuse(
                Problem((), f"{shown(value)} is not a mapping", f"write {{{key}: …}}, one of {', '.join(options)}"),
            )
        if key not in value:
            close = [name for name in value if mend_for(key, [str(name)]).startswith("did")]
            hint = f"write {key} instead of {close[0]}" if close else f"add {key}: {' | '.join(options)}"
            refuse(Problem((), f"{key} is missing: which {noun}?", hint, "key"))
        if value[key] not in list(options):
            refuse(Problem((key,), f"there is no {noun} {shown(value[key])}", mend_for(value[key], options)))

    return tagged(noun, options, option_of, check)
