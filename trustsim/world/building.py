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
from trustsim.world.columns import RelationshipTypes, World, empty_pairs, empty_people, empty_ties


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
    busiest = max((types[row].encounters for row in {*relationship.tolist(), *types_of_new}), default=0.0)
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
    for tie, start in enumerate(ties.trust):
        if not law.columns:
            break
        ties.own[tie] = law.start(own, float(start))

    pairs = empty_pairs(network.ties // 2)
    lower = network.source < network.target
    pairs.lower[network.pair[lower]] = np.flatnonzero(lower)
    pairs.active[:] = True
    pairs.ended[:] = -1

    return World(
        people=people,
        ties=ties,
        pairs=pairs,
        types=table,
        parameters=per_tick(parameters, ticks_per_week),
        own=per_tick(own, ticks_per_week),
        seed=np.uint64(word),
        ticks_per_week=np.int64(ticks_per_week),
    )
