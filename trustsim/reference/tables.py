"""Every table that a page may ask for, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType, ModuleType
from typing import Final

from trustsim.laws import closeness, gossip, habits, healing, keeping, openness, reliance, severity
from trustsim.outcomes import PeopleAtEnd, TiesAtEnd
from trustsim.reference import numbers, structure
from trustsim.running.columns import EVENTS, PEOPLE, SERIES, TIES
from trustsim.store.description import column_table, kind_table
from trustsim.store.manifest import manifest_table
from trustsim.world import columns

EVERYDAY: Final[Mapping[str, ModuleType]] = {
    "reliance": reliance,
    "keeping": keeping,
    "openness": openness,
    "severity": severity,
    "healing": healing,
    "closeness": closeness,
    "gossip": gossip,
    "habits": habits,
}
"""The laws that are the same under every choice of a law of trust."""

TABLES: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {
        "marks": numbers.marks,
        "traits": lambda: numbers.full_table(numbers.traits()),
        "parameters": lambda: numbers.full_table(numbers.parameters()),
        "relationships": lambda: numbers.full_table(numbers.relationships()),
        "numbers of laws": lambda: numbers.full_table(numbers.of_laws()),
        "fixed numbers": numbers.fixed,
        "assumptions": numbers.assumptions,
        "supported numbers": numbers.supported,
        "state of people": partial(structure.state_table, columns.People),
        "state of ties": partial(structure.state_table, columns.Ties),
        "state of pairs": partial(structure.state_table, columns.Pairs),
        "schedule": structure.schedule,
        "laws of trust": structure.laws_of_trust,
        "formulas of trust": structure.formulas_of_trust,
        **{f"formulas of {name}": partial(structure.formulas, module) for name, module in EVERYDAY.items()},
        "events": structure.events,
        "networks": structure.networks,
        "decisions": structure.decisions,
        "outcomes": structure.outcomes,
        "ties of a run": partial(structure.attributes, TiesAtEnd),
        "people of a run": partial(structure.attributes, PeopleAtEnd),
        "series": partial(column_table, SERIES),
        "people": partial(column_table, PEOPLE),
        "ties": partial(column_table, TIES),
        "what happened": partial(column_table, EVENTS),
        "kinds of happenings": kind_table,
        "findings": structure.findings,
        "manifest": manifest_table,
    }
)
