"""Having brought near, ahead of its turn, what a rule will need from far places of memory.

A tie with somebody far away is one among many. Left to itself the processor meets such ties one at a time, and waits
for each; asked for together they come together. Nothing here changes what is worked out.
"""

from __future__ import annotations

from typing import Final

from trustsim.world.columns import HIDDEN_SLOTS, Column, World
from trustsim.world.scratch import BLOCK, Scratch

WIDE: Final = 20_000
"""Directed ties of a world whose columns do not fit into the nearer memories."""

FAR: Final = 4 * BLOCK
"""Ties that stand further apart than this are not near each other in memory."""


def soon(column: Column, place: int) -> None:
    """This will be read soon: nothing to do, uncompiled. The place is that of a row in its first slot, or so many rows
    on for each slot more.
    """


def is_wide(world: World) -> bool:
    """Whether the columns are too long for the nearer memories."""
    return len(world.ties.key) > WIDE


def reach_for(world: World, scratch: Scratch, start: int, end: int) -> None:
    """What the ties of a block need of people, pairs and ties far away."""
    people = world.people
    ties = world.ties
    pairs = world.pairs
    for place in range(choose_far(world, scratch, start, end)):
        tie = scratch.chosen[place]
        target = ties.target[tie]
        soon(people.reliability, target)
        soon(people.consistency, target)
        soon(people.bad_spell, target)
        soon(people.respect, target)
        soon(people.transparency, target)
        soon(scratch.caused, target)
        pair = ties.pair[tie]
        soon(pairs.active, pair)
        soon(pairs.counselled_until, pair)
        soon(pairs.intimacy, pair)
        other = min(tie, ties.reverse[tie])  # a pair grows close where its upper tie stands
        soon(ties.trust, other)
        soon(ties.hurt, other)
        soon(ties.talks, other)


def reach_for_breaches(world: World, scratch: Scratch, disappointed: int) -> None:
    """What a breach changes, known or hidden, and nothing else has touched in this tick."""
    ties = world.ties
    for place in range(disappointed):
        tie = scratch.failed[place]
        soon(ties.breaches, tie)
        soon(ties.news, tie)
        slot = min(ties.hidden_count[tie], HIDDEN_SLOTS - 1)
        soon(ties.hidden_size, tie + slot * len(ties.key))
        soon(ties.hidden_key, tie + slot * len(ties.key))


def reach_for_consequences(world: World, scratch: Scratch, start: int, end: int) -> None:
    """What those with whom one has the ties of a block far away feel: it teaches."""
    ties = world.ties
    for place in range(choose_far(world, scratch, start, end)):
        tie = scratch.chosen[place]
        soon(world.pairs.active, ties.pair[tie])
        soon(ties.hurt, ties.reverse[tie])


def choose_far(world: World, scratch: Scratch, start: int, end: int) -> int:
    """The ties whose reverse stands far away; returns how many there are."""
    ties = world.ties
    far = 0
    for tie in range(start, end):
        scratch.chosen[far] = tie
        far += abs(ties.reverse[tie] - tie) > FAR
    return far
