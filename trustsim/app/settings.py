"""What there is to be set, as the page shows it: described where it is defined, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from trustsim.config.events import EVENTS
from trustsim.config.law import law_defaults, law_names, law_quantities, law_summary
from trustsim.config.networks import MADE, SEED
from trustsim.config.relationships import SHIPPED
from trustsim.laws.keeping import KINDS
from trustsim.parameters import Parameters, Quantity, Traits, quantities

NO_NUMBERS: Final = ("kind", SEED)
"""What names a network, and what keeps one; all else in it is a number that a slider can set."""

WIDEST: Final = 20
"""Where a number of a network has no upper end: more acquaintances, or groups, cannot be told apart in a picture."""

STEPS: Final = {"neighbours": 2}
"""How far apart whole numbers are, if not 1: half of the neighbours stand on each side."""


def settings() -> dict[str, Any]:
    """Traits, parameters, laws, networks, relationships and acts."""
    return {
        "traits": _numbers(quantities(Traits), Traits._field_defaults),
        "parameters": _numbers(quantities(Parameters), Parameters._field_defaults),
        "laws": [
            {"name": name, "about": law_summary(name), "numbers": _numbers(law_quantities(name), law_defaults(name))}
            for name in law_names()
        ],
        "networks": [
            {"kind": kind, "about": _first_sentence(model.__doc__), "numbers": _fields(model.model_fields)}
            for kind, model in MADE.items()
        ],
        "relationships": [{"name": name, **numbers} for name, numbers in SHIPPED.items()],
        "acts": [{"name": name, "about": _first_sentence(model.__doc__)} for name, model in EVENTS.items()],
        "kinds": list(KINDS),
    }


def _numbers(described: Mapping[str, Quantity], defaults: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "about": quantity.about,
            "unit": quantity.unit,
            "symbol": quantity.symbol,
            "low": quantity.range[0],
            "high": quantity.range[1],
            "default": defaults[name],
            "mark": quantity.mark,
            "source": quantity.source,
            "advanced": quantity.advanced,
        }
        for name, quantity in described.items()
    ]


def _fields(fields: Mapping[str, FieldInfo]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "about": info.description,
            "low": next((one.ge for one in info.metadata if isinstance(one, Ge)), None),
            "high": next((one.le for one in info.metadata if isinstance(one, Le)), WIDEST),
            "step": STEPS.get(name, 1) if info.annotation is int else None,
            "default": info.default,
        }
        for name, info in fields.items()
        if name not in NO_NUMBERS
    ]


def _first_sentence(text: str | None) -> str:
    return (text or "").split("\n")[0]
