"""Types of relationship: the shipped ones, changed ones, and types of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from trustsim.config.base import Model
from trustsim.config.described import model_of
from trustsim.parameters import RELATIONSHIPS, Relationship

if TYPE_CHECKING:

    class RelationshipSettings(Model):
        """One attribute for each number of a relationship."""

        trust: float
        encounters: float
        ending: float
        pain: float

else:
    RelationshipSettings = model_of(Relationship, "RelationshipSettings", __name__, defaults=False)

SHIPPED: Final[Mapping[str, Mapping[str, float]]] = {name: kind._asdict() for name, kind in RELATIONSHIPS.items()}


def with_shipped(given: Any) -> Any:
    """The table with what the config does not say: other types, and other numbers of a known type."""
    if not isinstance(given, dict):
        return given
    table: dict[Any, Any] = {name: dict(numbers) for name, numbers in SHIPPED.items()}
    for name, numbers in given.items():
        known = SHIPPED.get(name, {})
        table[name] = {**known, **numbers} if isinstance(numbers, dict) else numbers
    return table
