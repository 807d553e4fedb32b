"""New relationships after an ending: with a friend of a friend, or with anybody. Off unless ``parameters.new_ties``
is set.

Columns are sorted by tie, so a new tie moves others. That is done here, between ticks, in numpy, for both engines.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from trustsim import draws
from trustsim.network import Network
from trustsim.rules import journal, phases, scripts
from trustsim.world.columns import World, empty_pairs, empty_ties, readable

Places = NDArray[np.int64]


def found(network: Network, world: World, tick: int) -> list[tuple[int, int]]:
    """Who finds whom in this tick: pairs of people, the lower first, sorted.

    Everybody who has lost more relationships than found looks for one with the weekly chance ``new_ties``. Two who
    choose each other find one relationship.
    """
    people = world.people
    ties = world.ties
    active = world.pairs.active[ties.pair]
    seed = int(world.seed)
    chosen = set()
    for person in np.flatnonzero(people.losses > 0).tolist():
        key = int(people.key[person])
        if draws.draw(seed, draws.NEW_TIE, key, tick) >= world.parameters.new_ties:
            continue
        own = slice(int(people.first_tie[person]), int(people.first_tie[person + 1]))
        known = np.zeros(network.people, dtype=bool)
        known[ties.target[own]] = True
        known[person] = True
        through_friends = draws.draw(seed, draws.NEW_TIE_WAY, key, tick) < world.parameters.new_tie_through_friends
        if through_friends:
            friends = ties.target[own][active[own]]
            open_to = np.zeros(network.people, dtype=bool)
            for friend in friends.tolist():
                theirs = slice(int(people.first_tie[friend]), int(people.first_tie[friend + 1]))
                open_to[ties.target[theirs][active[theirs]]] = True
        else:
            open_to = np.ones(network.people, dtype=bool)
        candidates = np.flatnonzero(open_to & ~known)
        if candidates.size:
            other = int(candidates[int(draws.draw(seed, draws.NEW_TIE_WHO, key, tick) * candidates.size)])
            chosen.add((min(person, other), max(person, other)))
    for pair in sorted(chosen):
        for person in pair:
            people.losses[person] = max(0, people.losses[person] - 1)
    return sorted(chosen)


def extended(network: Network, new: list[tuple[int, int]]) -> tuple[Network, Places]:
    """The network with new ties both ways, and the places of the old ties in it."""
    pairs = np.array(new, dtype=np.int64)
    source = np.concatenate([network.source, pairs[:, 0], pairs[:, 1]])
    target = np.concatenate([network.target, pairs[:, 1], pairs[:, 0]])
    order = np.lexsort((target, source))
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    attributes = {
        name: [values[old] if old < network.ties else None for old in order.tolist()]
        for name, values in network.tie_attributes.items()
    }
    larger = Network(network.names, source[order], target[order], network.node_attributes, attributes)
    return larger, places[: network.ties]


def moved_in(world: World, network: Network, places: Places, relationship: NDArray[np.int64], law: ModuleType) -> World:
    """The world on the larger network: old ties keep all they had, new ones begin as strangers do.

    ``relationship`` has a row of the types table for each tie; only those of the new ties are read.
    """
    ties = empty_ties(network.ties)
    is_new = np.ones(network.ties, dtype=bool)
    is_new[places] = False
    ties.relationship[is_new] = relationship[is_new]
    ties.trust[is_new] = world.types.trust[relationship[is_new]]
    ties.ceiling[:] = 1.0
    for tie in np.flatnonzero(is_new).tolist():
        ties.own[tie] = law.start(world.own, float(ties.trust[tie]))
    for new, old in zip(ties, world.ties, strict=True):
        new[places] = old
    ties.key[:] = network.tie_keys
    ties.source[:] = network.source
    ties.target[:] = network.target
    ties.reverse[:] = network.reverse
    ties.pair[:] = network.pair
    pairs = empty_pairs(network.ties // 2)
    pairs.active[:] = True
    pairs.ended[:] = -1
    pair_places = network.pair[places[world.pairs.lower]]
    for new, old in zip(pairs, world.pairs, strict=True):
        new[pair_places] = old
    lower = network.source < network.target
    pairs.lower[network.pair[lower]] = np.flatnonzero(lower)
    people = world.people._replace(first_tie=network.first_tie.astype(world.people.first_tie.dtype))
    return world._replace(people=people, ties=ties, pairs=pairs)


def noted(world: World, new: list[tuple[int, int]], tick: int) -> None:
    """Write the new ties, both ways, into the world's journal, if it has one."""
    if not journal.wanted(world.journal, journal.BREACHES):
        return
    view = readable(world)
    for lower, upper in new:
        for source, target in ((lower, upper), (upper, lower)):
            tie = phases.tie_between(view, source, target)
            journal.note_plain(view.journal, view, journal.FIND, journal.NEW_TIE, tie, 0, 0.0, tick)


def moved(events: scripts.Events, before: World, after: World, places: Places) -> scripts.Events:
    """The same rows of a script, about the same ties and pairs, in their new places."""
    where = events.where.copy()
    named = where >= 0
    on_pairs = named & (events.what == scripts.COUNSELLING)
    on_ties = named & ~on_pairs & (events.what != scripts.CHANGE)
    where[on_ties] = places[where[on_ties]]
    where[on_pairs] = after.ties.pair[places[before.pairs.lower[where[on_pairs]]]]
    return events._replace(where=where)
