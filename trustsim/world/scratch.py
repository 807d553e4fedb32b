"""Room for the compiled engine to work in: no part of the state, nothing in it outlives a tick."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from trustsim.world.columns import HURT_SLOTS, Column, World

BLOCK: Final = 1024


class Scratch(NamedTuple):
    """Room to work in. Most of it is for one block of ties, and nothing in it outlives the block; ``caused`` and
    ``friends`` outlive no tick.

    Who works in it takes a share of the world: people from ``first_person`` to ``last_person`` − 1.
    """

    first_person: int
    last_person: int
    alive: Column  # int32: the ties whose relationship has not ended
    chosen: Column  # int32: the ties that a rule concerns
    act: Column  # int32, one for each of ``chosen``: kind of act
    failed: Column  # int32: the ties on which an act was broken, or taken for broken
    act_failed: Column  # int32, one for each of ``failed``: kind of act
    misread: Column  # bool, one for each of ``failed``: it was kept
    changed: Column  # int32: the ties to whose hurts something has happened
    moved: Column  # bool, one for each tie of the block: whether it is among ``changed``
    hurting: Column  # int32: the ties with an open hurt, in order
    rate: Column  # float64, one for each of ``hurting``: rate of healing
    untouched: Column  # float64: what the hurts leave untouched, a product over the slots
    healed: Column  # float64: the same, without those that are over
    over: Column  # int32: a bit for each slot whose hurt is over
    first_hurt: Column  # int32, one for each slot but the first, and one more: where its hurts begin among those below
    changes: Column  # int64, one entry: how many ``changed``
    counselled: Column  # bool, one entry: somebody in the block has a counsellor
    rows: Column  # int32, one for each open hurt, slot by slot: row of ``hurting``
    odds: Column  # float64
    share: Column  # float64: what these odds leave untouched
    caused: Column  # float64, one for each person, if this share is all there is: sum of the hurt that she has caused
    friends: Column  # int32, one for each person, likewise: how many relationships it is the sum of
    told: Column  # int32: ties from tellers to those who heard a story
    story: Column  # int32, one for each of ``told``: the tie that the story is about
    praise: Column  # bool, one for each of ``told``: it is a good one
    about: Column  # int32, one for each of ``told``: the listener's tie to whom the story is about
    leaving: Column  # int32: ties whose source may leave in this tick; where people decide, first those that meet
    leavers: Column  # int64, one entry: how many


def empty_scratch(world: World, first_person: int = 0, last_person: int | None = None) -> Scratch:
    """Room for a world of so many people and ties, or for those of a share of it."""
    people = len(world.people.key)
    last_person = people if last_person is None else last_person
    switches = ("misread", "moved", "counselled", "praise")
    kinds = {**dict.fromkeys(switches, np.bool_), "leavers": np.int64, "changes": np.int64}
    numbers = ("rate", "untouched", "healed", "odds", "share", "caused")
    lengths = {
        "first_hurt": HURT_SLOTS + 1,
        **dict.fromkeys(("rows", "odds", "share"), BLOCK * HURT_SLOTS),
        **dict.fromkeys(("caused", "friends"), people if last_person - first_person == people else 0),
        **dict.fromkeys(("told", "story", "praise", "about"), 2 * BLOCK + 1),
        "leaving": world.people.first_tie[last_person] - world.people.first_tie[first_person] + 1,
        **dict.fromkeys(("leavers", "changes", "counselled"), 1),
    }
    return Scratch(
        first_person,
        last_person,
        *(
            np.zeros(lengths.get(name, BLOCK), dtype=kinds.get(name, np.float64 if name in numbers else np.int32))
            for name in Scratch._fields[2:]
        ),
    )
