"""All that a run begins with, made from a setting and a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trustsim.config import law_parameters_of, parameters_of, relationships_of
from trustsim.laws.catalogue import LAWS
from trustsim.network import Network, make_network
from trustsim.parameters import Traits
from trustsim.rules import scripts
from trustsim.world import new_ties
from trustsim.world import script as scripted
from trustsim.world.building import build_world
from trustsim.world.columns import World
from trustsim.world.population import relationship_rows, trait_values, trust_at_start

if TYPE_CHECKING:
    from trustsim.config import Setting


@dataclass(frozen=True)
class Start:
    """All that a run begins with.

    Attributes
    ----------
    network
        Who knows whom, by name.
    law
        The module of ``trustsim.laws`` that moves trust.
    world
        The columns, before the first tick.
    events
        The script, as rows sorted by tick.
    types
        Names of the relationship types, in the order of the world's table.
    shares
        Shares of the relationship types among new relationships.
    """

    network: Network
    law: ModuleType
    world: World
    events: scripts.Events
    types: tuple[str, ...]
    shares: dict[str, float]


@lru_cache(maxsize=64)
def _network(spec: tuple[tuple[str, Any], ...], people: int, seed: int, versions: tuple[int, ...]) -> Network:
    return make_network(dict(spec), people, seed)


def network_of(setting: Setting, seed: int) -> Network:
    """The network of a setting; the same object for the same numbers, so that the points of a sweep share it."""
    spec = setting.network.model_dump()
    # a file that was changed since is another network
    files = [Path(spec[key]) for key in ("file", "people_file") if spec.get(key)]
    versions = tuple(path.stat().st_mtime_ns for path in files if path.exists())
    return _network(tuple(sorted(spec.items())), setting.people, seed, versions)


def begin(setting: Setting, seed: int, network: Network | None = None, law: ModuleType | None = None) -> Start:
    """Everything for the first tick.

    Parameters
    ----------
    setting
        What the model is made of.
    seed
        0 or more, below 2**64.
    network
        Instead of the setting's own.
    law
        A law from outside the catalogue, instead of the setting's.

    Raises
    ------
    NetworkError, EventError, ValueError
        If network, traits, events and relationship types do not fit together; the message says what to change.
    """
    if network is None:
        network = network_of(setting, seed)
    if law is None:
        law = LAWS[setting.law.name]
    relationship_types = relationships_of(setting)
    types = tuple(relationship_types)
    spreads = {name: getattr(setting.traits, name) for name in Traits._fields}
    world = build_world(
        network,
        traits=trait_values(spreads, frozenset(setting.traits.model_fields_set), network, seed),
        relationship=relationship_rows(setting.relationships, types, network, seed),
        types=list(relationship_types.values()),
        parameters=parameters_of(setting),
        law=law,
        own=law_parameters_of(setting.law) if law is LAWS[setting.law.name] else law.parameters,
        seed=seed,
        ticks_per_week=setting.ticks_per_week,
        trust=trust_at_start(network),
    )
    events = scripted.script(setting.events, network, setting.ticks_per_week)
    for row in np.flatnonzero(_breaches(events) & (events.tick == _first_tick(events))):
        where = int(events.where[row])
        world.ties.betrayed[:] |= True if where < 0 else np.arange(network.ties) == where
    return Start(network, law, world, events, types, dict(setting.relationships))


def first_breach(events: scripts.Events, ticks_per_week: int) -> float:
    """The week of the first breach that the script plants, openly or hidden; NaN if it plants none."""
    return _first_tick(events) / ticks_per_week


def _breaches(events: scripts.Events) -> NDArray[np.bool_]:
    return (events.what == scripts.BREACH) | ((events.what == scripts.ACT) & (events.signal < 0))


def _first_tick(events: scripts.Events) -> float:
    planted = events.tick[_breaches(events)]
    return float(planted[0]) if planted.size else float("nan")


def with_new_ties(start: Start, tick: int) -> Start:
    """The same after those who lost a relationship have looked for another; itself where nobody found one."""
    found = new_ties.found(start.network, start.world, tick)
    if not found:
        return start
    network, places = new_ties.extended(start.network, found)
    rows = relationship_rows(start.shares, start.types, network, int(start.world.seed))
    world = new_ties.moved_in(start.world, network, places, rows, start.law)
    return replace(start, network=network, world=world, events=new_ties.moved(start.events, start.world, world, places))
