"""Dotted keys: ``traits.forgiveness`` names one setting, on the command line and in a sweep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

from trustsim.config.faults import Problem, mend_for
from trustsim.config.law import law_names, law_quantities
from trustsim.config.networks import MADE, SEED, is_drawn
from trustsim.parameters import RELATIONSHIPS, Parameters, Relationship, Traits

SWEPT_WHOLE: Final = ("people", "network", "relationships", "ticks_per_week", "law", "events", "engine", "weeks")
_REASONS: Final[Mapping[str, str]] = {
    "seed": "write replicates: their seeds are made from it",
    "replicates": "it belongs to the whole study",
    "record": "it belongs to the whole study",
    "outcomes": "it belongs to the whole study",
    "claims": "they are about the whole study",
    "question": "a config asks one question",
    "expect": "a config asks one question",
    "sweep": "a sweep cannot sweep itself",
}
CHOICES: Final = (("network", "kind"), ("law", "name"))
"""What decides which other keys stand beside it."""

OPEN_KEYS: Final = (
    r"relationships\.[^.]+",
    rf"relationship_types\.[^.]+(\.({'|'.join(Relationship._fields)}))?",
    r"events\.\d+(\..+)?",
    rf"traits\.({'|'.join(Traits._fields)})\.(uniform|beta|normal|groups|column)(\..+)?",
)
"""Patterns of the keys that cannot be listed."""


@lru_cache(maxsize=4096)
def split_key(key: str) -> tuple[str, ...]:
    """The steps of a dotted key; below ``sweep.over`` and a point's ``set`` stands one key that is dotted itself."""
    inner = re.fullmatch(r"(sweep(?:\.\d+)?\.(?:over|points\.\d+\.set))\.(.+)", key)
    if inner:
        return (*inner[1].split("."), inner[2])
    return tuple(key.split("."))


def listed_keys() -> tuple[str, ...]:
    """Every key that a sweep may name and that can be listed."""
    network = dict.fromkeys(field for model in MADE.values() for field in model.model_fields)
    law = dict.fromkeys(number for name in law_names() for number in law_quantities(name))
    return (
        *SWEPT_WHOLE,
        *(f"traits.{name}" for name in Traits._fields),
        *(f"parameters.{name}" for name in Parameters._fields),
        *(f"network.{name}" for name in (*network, "file", "name")),
        *(f"law.{name}" for name in ("name", *law)),
        *(f"relationships.{name}" for name in RELATIONSHIPS),
        *(f"relationship_types.{name}.{number}" for name in RELATIONSHIPS for number in Relationship._fields),
    )


@cache
def _open_keys() -> re.Pattern[str]:
    return re.compile("|".join(OPEN_KEYS))


def sweep_problem(key: str) -> Problem | None:
    """What is wrong with a swept key, if anything."""
    known = listed_keys()
    if key in known or _open_keys().fullmatch(key):
        return None
    head = key.split(".")[0]
    if head in _REASONS:
        return Problem((), f"{head} cannot be swept", _REASONS[head], "key")
    below = [name for name in known if name.startswith(f"{head}.")]
    if key == head and below:
        return Problem((), "this is not one setting", f"name one, as {below[0]}", "key")
    mend = mend_for(key, known)
    if mend.startswith("choose"):
        heads = dict.fromkeys(name.split(".")[0] for name in known)
        mend = mend_for(key, below) if below else f"a key starts with one of {', '.join(heads)}"
    return Problem((), "there is no such setting", mend, "key")


def with_key(raw: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The raw config with one setting changed; the given one stays as it is.

    What the key stands on is made where the config leaves it out: ``network.rewiring`` on the default network,
    ``law.trust_erosion`` on the law that is named. Another kind of network, or another law, has other numbers: those of
    the old one go with it. The seed of a network stays where the new kind is drawn, too.

    Raises
    ------
    LookupError
        If the key points into a list beyond its end.
    """
    steps = split_key(key)
    base = dict(raw)
    if len(steps) > 1:
        base = _standing(base, steps[0])
    section = base.get(steps[0])
    if steps in CHOICES and isinstance(section, dict) and section.get(steps[1]) != value:
        kept = {SEED: section[SEED]} if SEED in section and is_drawn(value) else {}
        return {**base, steps[0]: {steps[1]: value, **kept}}
    changed: dict[str, Any] = _changed(base, steps, value)
    return changed


def with_keys(raw: Mapping[str, Any], assignments: Mapping[str, Any]) -> dict[str, Any]:
    """The raw config with several settings changed, whatever their order: ``law`` before ``law.name``, and that before
    ``law.trust_erosion``, which would go with the old law.
    """
    changed = dict(raw)
    for key in sorted(assignments, key=lambda key: (len(split_key(key)), split_key(key) not in CHOICES)):
        changed = with_key(changed, key, assignments[key])
    return changed


def _standing(raw: dict[str, Any], head: str) -> dict[str, Any]:
    """What a key below ``head`` is relative to, where the config does not spell it out."""
    if head == "network" and raw.get("network") is None:
        return {**raw, "network": {"kind": "small_world"}}
    if head == "relationships" and raw.get("relationships") is None:
        return {**raw, "relationships": {"friend": 1.0}}
    if head == "law" and not isinstance(raw.get("law"), dict):
        return {**raw, "law": {"name": raw.get("law", "default")}}
    return raw


def _changed(container: Any, steps: tuple[str, ...], value: Any) -> Any:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(container, list):
        if not re.fullmatch(r"\d+", step) or int(step) >= len(container):
            raise LookupError(f"the list has no entry {step}: it counts from 0 to {len(container) - 1}")
        index = int(step)
        return [*container[:index], _changed(container[index], rest, value), *container[index + 1 :]]
    # A plain value on the way gives way to a mapping: traits.trust.uniform replaces traits.trust.
    inside = dict(container) if isinstance(container, dict) else {}
    inside[step] = _changed(inside.get(step), rest, value)
    return inside


def value_at(data: Any, key: str) -> Any:
    """What a config holds under a dotted key; None where it holds nothing."""
    for step in key.split("."):
        if isinstance(data, list):
            data = data[int(step)] if step.isdigit() and int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    # A law without numbers of its own is known by its name alone.
    return data["name"] if key == "law" and isinstance(data, dict) else data
