"""A world at its start: columns made from a network, traits, relationship types and a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trustsim import draws
from trustsim.network import Network
from trustsim.parameters import Parameters, Relationship, Traits, per_tick
from trustsim.world.columns import (
    RelationshipTypes,
    Ties,
    World,
    copy_of,
    empty_pairs,
    empty_people,
    empty_ties,
    lasting,
)


def build_world(
    network: Network,
    *,
    traits: Mapping[str, NDArray[np.float64]],
    relationship: NDArray[np.int64],
    types: Sequence[Relationship],
    parameters: Parameters,
    law: ModuleType,
    own: Any,
    seed: int,
    ticks_per_week: int = 1,
    trust: NDArray[np.float64] | None = None,
    types_of_new: Sequence[int] = (),
) -> World:
    """Columns for the first tick.

    Parameters
    ----------
    network
        N people, M directed ties.
    traits
        For each trait N values of 0–1; NaN for a communication that follows transparency.
    relationship
        M row numbers of ``types``.
    types, parameters, own
        As a user gives them, rates per week.
    law, own
        A module of ``trustsim.laws`` and its own numbers.
    seed
        0 or more, below 2**64.
    trust
        M values to start from; NaN (or no array at all) where the relationship's type decides.
    types_of_new
        Rows of ``types`` that relationships made on the way may have.

    Raises
    ------
    ValueError
        If a tick would need more than one encounter on a tie.
    """
    present = np.flatnonzero(np.bincount(relationship)).tolist()
    busiest = max((types[row].encounters for row in {*present, *types_of_new}), default=0.0)
    if busiest > ticks_per_week:
        raise ValueError(
            f"more than one encounter per tick: take ticks_per_week of at least {int(np.ceil(busiest))}, or fewer "
            "encounters a week"
        )
    rates = [per_tick(kind, ticks_per_week) for kind in types]
    table = RelationshipTypes(*(np.array(column, dtype=np.float64) for column in zip(*rates, strict=True)))

    people = empty_people(network.people)
    people.key[:] = network.keys
    people.first_tie[:] = network.first_tie
    for name in Traits._fields:
        getattr(people, name)[:] = traits[name]
    people.habit[:] = people.reliability
    word = draws.unsigned(seed)
    people.bad_spell[:] = draws.draw(word, draws.SPELL_AT_START, network.keys, 0) < 0.5

    ties = empty_ties(network.ties)
    ties.key[:] = network.tie_keys
    ties.source[:] = network.source
    ties.target[:] = network.target
    ties.reverse[:] = network.reverse
    ties.pair[:] = network.pair
    ties.relationship[:] = relationship
    ties.trust[:] = table.trust[relationship]
    if trust is not None:
        given = ~np.isnan(trust)
        ties.trust[given] = trust[given]
    ties.ceiling[:] = 1.0
    _begin_own(ties, law, own)

    pairs = empty_pairs(network.ties // 2)
    lower = network.source < network.target
    pairs.lower[network.pair[lower]] = np.flatnonzero(lower)
    pairs.active[:] = True
    pairs.ended[:] = -1

    world = World(
        people=people,
        ties=ties,
        pairs=pairs,
        types=table,
        parameters=per_tick(parameters, ticks_per_week),
        own=per_tick(own, ticks_per_week),
        seed=np.uint64(word),
        ticks_per_week=np.int64(ticks_per_week),
        ages=np.zeros(0),
        journal=None,
    )
    return lasting(world, 1)


def _begin_own(ties: Ties, law: ModuleType, own: Any) -> None:
    """Fill in what a law keeps for itself on each tie, from the trust that it starts with."""
    if law.columns:
        for tie, trust in enumerate(ties.trust.tolist()):
            ties.own[tie] = law.start(own, trust)


class Mould:
    """A world before its first tick, from which others are cast in which some numbers are others.

    Parameters
    ----------
    world
        From ``build_world``; nobody else may change it.
    law, parameters, own
        What it was built with.
    """

    def __init__(self, world: World, law: ModuleType, parameters: Parameters, own: Any) -> None:
        self._world = world
        self._law = law
        self._parameters = parameters
        self._own = own
        self._rates: dict[tuple[str, str, Any], float] = {}

    def cast(
        self,
        traits: Mapping[str, float],
        parameters: Mapping[str, Any],
        own: Mapping[str, Any],
        over: World | None = None,
    ) -> World:
        """The same world with some other numbers, as a user gives them; each of ``traits`` is the same for all.

        ``over``: a world that is needed no more, as for ``copy_of``.
        """
        world = copy_of(self._world, over)
        for name, value in traits.items():
            getattr(world.people, name)[:] = value
        world.people.habit[:] = world.people.reliability
        if own:
            _begin_own(world.ties, self._law, self._own._replace(**own))
        return world._replace(
            parameters=self._per_tick("parameters", world.parameters, self._parameters, parameters),
            own=self._per_tick("own", world.own, self._own, own),
        )

    def _per_tick(self, part: str, rates: Any, usual: Any, others: Mapping[str, Any]) -> Any:
        """The rates per tick with others in their place; a value is converted once, however often it comes."""
        if not others:
            return rates
        for name, value in others.items():
            if (part, name, value) not in self._rates:
                converted = per_tick(usual._replace(**{name: value}), int(self._world.ticks_per_week))
                self._rates[part, name, value] = getattr(converted, name)
        return rates._replace(**{name: self._rates[part, name, value] for name, value in others.items()})
