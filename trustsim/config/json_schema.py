"""The JSON Schema of a config, for editors (yaml-language-server) and for anybody who checks configs without us."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from trustsim.config.described import extra_of
from trustsim.config.keys import OPEN_KEYS, listed_keys
from trustsim.config.law import law_defaults, law_names, law_quantities, law_summary
from trustsim.config.relationships import SHIPPED
from trustsim.config.schema import Config
from trustsim.parameters import MARKS, Quantity, Traits, quantities

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """The schema of a config file, JSON Schema 2020-12."""
    from trustsim.outcomes import OUTCOMES
    from trustsim.outcomes.own import PATTERN

    schema: dict[str, Any] = Config.model_json_schema(by_alias=True, mode="validation")
    parts = schema["$defs"]
    for part in (schema, *parts.values()):
        # The key that chooses a model has a default in Python; in a file it must be there.
        chosen_by = [name for name, described in part.get("properties", {}).items() if "const" in described]
        if chosen_by:
            part["required"] = [*chosen_by, *part.get("required", [])]
        for described in part.get("properties", {}).values():
            described.pop("title", None)
            _explain(described)
        part["description"] = " ".join(part.get("description", "").split())
    _limit_traits(parts["TraitSettings"]["properties"])
    properties = schema["properties"]
    properties["law"] = {**_law(), "description": properties["law"].get("description", ""), "default": "default"}
    properties["relationship_types"] |= _relationship_types(parts["RelationshipSettings"])
    properties["outcomes"]["items"] = {
        "anyOf": [
            {"enum": list(OUTCOMES)},
            {"type": "string", "pattern": PATTERN, "description": "a function of your own, as module:function"},
            {"$ref": "#/$defs/OwnOutcome"},
        ]
    }
    properties["outcomes"] |= {"minItems": 1, "uniqueItems": True}
    parts.pop("LawSettings", None)
    parts["Axis"] = {
        "description": "the values of a swept key",
        **parts["Grid"]["properties"]["over"]["additionalProperties"],
    }
    for part in [part for part in parts.values() if "over" in part.get("properties", {})]:
        over = part["properties"]["over"]
        if "$ref" not in over["additionalProperties"]:
            over["additionalProperties"] = {"$ref": "#/$defs/Axis"}
        _swept_keys(over)
    _swept_keys(parts["Point"]["properties"]["set"])
    ordered = {"$schema": DIALECT, "title": "A config of trustsim"}
    return {**ordered, **{key: value for key, value in schema.items() if key not in ordered}}


def write_schema(path: str | Path, schema: Mapping[str, Any] | None = None) -> None:
    """Write a schema to a file, that of a config unless another is given; the same bytes each time."""
    text = json.dumps(schema or config_schema(), indent=1, ensure_ascii=False, sort_keys=True)
    Path(path).write_text(text + "\n", encoding="utf-8", newline="\n")


def _explain(described: dict[str, Any]) -> None:
    """One line for the editor, from what is kept about a number."""
    if "mark" not in described:
        return
    kept = {key: described.pop(key) for key in ("symbol", "unit", "range", "mark", "source", "advanced")}
    low, high = kept["range"]
    named = " ".join(part for part in (kept["symbol"], f"in {kept['unit']}" if kept["unit"] else "") if part)
    default = described.get("default")
    parts = [
        named,
        f"default {default:g}" if isinstance(default, int | float) else "",
        f"usual {low:g} to {high:g}" if low < high else "",
        f"[{kept['mark']}] {MARKS[kept['mark']]}",
    ]
    described["description"] = f"{described['description']} ({'; '.join(part for part in parts if part)})"
    described["x-trustsim"] = kept


def _limit_traits(described: dict[str, Any]) -> None:
    """The limits of a trait that is one number for all; the loader checks them itself, for its messages."""
    for name, quantity in quantities(Traits).items():
        low, high = quantity.limits
        number = next(option for option in described[name]["oneOf"] if option.get("type") == "number")
        number |= {"minimum": low, "maximum": high}


def _number(quantity: Quantity, default: float) -> dict[str, Any]:
    low, high = quantity.limits
    described = {"type": "number", "minimum": low, "maximum": high, "default": default, "description": quantity.about}
    described |= extra_of(quantity)
    _explain(described)
    return described


def _law() -> dict[str, Any]:
    """A law's name, or a mapping with the law's own numbers."""
    written = []
    for name in law_names():
        defaults = law_defaults(name)
        numbers = {number: _number(quantity, defaults[number]) for number, quantity in law_quantities(name).items()}
        written.append(
            {
                "type": "object",
                "description": law_summary(name),
                "properties": {"name": {"const": name}, **numbers},
                "required": ["name"],
                "additionalProperties": False,
            }
        )
    return {"anyOf": [{"enum": law_names()}, *written]}


def _relationship_types(full: dict[str, Any]) -> dict[str, Any]:
    """A known type may be given in part; a new one needs all its numbers."""
    part = {key: value for key, value in full.items() if key != "required"}
    return {"properties": dict.fromkeys(SHIPPED, part)}


def _swept_keys(described: dict[str, Any]) -> None:
    """List the keys that a sweep may name, so that an editor can offer them."""
    value = described.pop("additionalProperties")
    described["properties"] = dict.fromkeys(listed_keys(), value)
    described["patternProperties"] = {f"^({pattern})$": value for pattern in OPEN_KEYS}
    described["additionalProperties"] = False
