"""From what pydantic reports to what a person reads: where in the data, in plain words, with a mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import RootModel, ValidationError
from pydantic_core import ErrorDetails

from trustsim.config.base import TAGGED, Model
from trustsim.config.faults import FROM_THE_TOP, OWN, Path, Problem, mend_for, shown


def problems_in(error: ValidationError, model: type[Model]) -> list[Problem]:
    """Every problem that a validation error of this model reports, each once."""
    problems = dict.fromkeys(_problem(details, model) for details in error.errors(include_url=False))
    # A misspelt key is not missing as well.
    meant = {(problem.path[:-1], problem.mend) for problem in problems}
    return [
        problem
        for problem in problems
        if not (problem.path and (problem.path[:-1], f"did you mean {problem.path[-1]}?") in meant)
    ]


def without_tags(location: Path) -> Path:
    """The path of the data inside a pydantic location."""
    return tuple(step for step in location if step not in TAGGED)


def model_at(location: Path, model: type[Model]) -> type[Model] | None:
    """The model that stands at a location, tags included; None where there is none."""
    here: Any = model
    for step in location:
        here = TAGGED[step] if step in TAGGED else _inside(here, step)
    here = _bare(here)
    return here if isinstance(here, type) and issubclass(here, Model) else None


def _bare(kind: Any) -> Any:
    """A type without ``Annotated`` and without ``| None``."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    options = [option for option in get_args(kind) if option is not NoneType]
    if NoneType in get_args(kind) and len(options) == 1:
        return _bare(options[0])
    return kind


def _inside(kind: Any, step: str | int) -> Any:
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, RootModel):
        return _inside(kind.model_fields["root"].annotation, step)
    if isinstance(kind, type) and issubclass(kind, Model):
        for name, field in kind.model_fields.items():
            if step in (field.alias, name):
                return field.annotation
        return None
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    if get_origin(kind) in (list, tuple):
        return get_args(kind)[0]
    return None


def known_keys(model: type[Model]) -> list[str]:
    """What may stand in a mapping that is read as this model."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _problem(details: ErrorDetails, model: type[Model]) -> Problem:
    location: Path = tuple(details["loc"])
    context: Mapping[str, Any] = details.get("ctx", {})
    if details["type"] == OWN:
        own: Problem = context["problem"]
        if FROM_THE_TOP in own.path:
            return replace(own, path=own.path[1:])
        return replace(own, path=without_tags(location))
    if details["type"] in ("missing", "extra_forbidden"):
        # The last step is the key itself, whatever it looks like.
        path = (*without_tags(location[:-1]), location[-1])
        return (_missing if details["type"] == "missing" else _unknown)(path, location, model)
    if location[-1:] == ("[key]",):
        location = location[:-1]
    message, mend = _said(details["type"], context, details["input"])
    return Problem(without_tags(location), message, mend)


def _missing(path: Path, location: Path, model: type[Model]) -> Problem:
    name = path[-1]
    if isinstance(name, int):
        return Problem(path[:-1], f"a number is missing: there are {name}", f"write {name + 1} numbers")
    here = model_at(location[:-1], model)
    about = ""
    if here is not None:
        fields = here.model_fields.items()
        about = next((field.description or "" for key, field in fields if name in (field.alias, key)), "")
    return Problem(path, f"{name} is missing", f"add {name}: … ({about})" if about else f"add {name}: …", "key")


def _unknown(path: Path, location: Path, model: type[Model]) -> Problem:
    here = model_at(location[:-1], model)
    known = known_keys(here) if here is not None else []
    hint = mend_for(path[-1], known)
    if here is model and hint.startswith("choose"):
        hint = _elsewhere(str(path[-1]), model) or hint
    return Problem(path, f"there is no key {shown(path[-1])}", hint, "key")


def _elsewhere(name: str, model: type[Model]) -> str:
    """Where a key belongs that stands one level too high."""
    for part in ("traits", "parameters"):
        inner = model_at((part,), model)
        if inner is not None and name in inner.model_fields:
            return f"it belongs below {part}"
    return ""


def _said(kind: str, context: Mapping[str, Any], value: Any) -> tuple[str, str]:
    """What is wrong with a value, and what to do about it."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case "float_type" | "float_parsing":
            return f"{shown(value)} is not a number", "write a number, without quotes"
        case "int_type" | "int_from_float" | "int_parsing" | "int_parsing_size":
            if number and float(value).is_integer():
                return f"{value!r} is not written as a whole number", f"write {int(value)}"
            return f"{shown(value)} is not a whole number", "write a whole number, without quotes"
        case "bool_type" | "bool_parsing":
            return f"{shown(value)} is neither true nor false", "write true or false, without quotes"
        case "string_type":
            if isinstance(value, dict):
                return "a mapping is not a text", "write a text; one with a colon in it needs quotes"
            return f"{shown(value)} is not a text", f"put it in quotes: '{value}'" if number else "write a text"
        case "string_too_short":
            return "the text is empty", "write one"
        case "list_type" | "tuple_type":
            return f"{shown(value)} is not a list", "write it as [ … ]"
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return f"{shown(value)} is not a mapping", "write keys with values below it, as key: value"
        case "too_short":
            return "it is empty", f"give at least {context['min_length']}"
        case "too_long":
            return f"{context['actual_length']} entries are too many", f"give {context['max_length']}"
        case "greater_than_equal":
            return f"{shown(value)} is too small", f"write {shown(context['ge'])} or more"
        case "greater_than":
            return f"{shown(value)} is too small", f"write more than {shown(context['gt'])}"
        case "less_than_equal":
            return f"{shown(value)} is too large", f"write {shown(context['le'])} or less"
        case "less_than":
            return f"{shown(value)} is too large", f"write less than {shown(context['lt'])}"
        case "finite_number":
            return f"{value} is not a finite number", "write a number"
        case "none_required":
            return f"{shown(value)} is not null", "leave it out"
        case "invalid_key":
            return f"the key {shown(value)} is not a text", "put it in quotes"
        case "literal_error":
            options = [option.strip("'") for option in str(context["expected"]).replace(" or ", ", ").split(", ")]
            return f"there is no {shown(value)} here", mend_for(value, options)
        case _:
            # Every type that the schema can raise is above; a new one is still said, in pydantic's words.
            return f"{shown(value)} does not fit here ({kind.replace('_', ' ')})", "see trustsim.schema.json"
