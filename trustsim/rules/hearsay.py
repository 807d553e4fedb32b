"""What is told of whom, at once: many stories are told before what was heard of them is believed.

The same rules as in ``phases.listen``, in the order of the tellers.
"""

from __future__ import annotations

from typing import Final

from trustsim.rules import chances, phases
from trustsim.rules.nearness import is_wide, soon
from trustsim.world.columns import World
from trustsim.world.scratch import BLOCK, Scratch

AHEAD: Final = 16
"""So many stories before its turn what one needs is brought near."""


def listen(world: World, scratch: Scratch, tick: int) -> None:
    """Phase 4: from those who have something to tell, to those who hear it, of the people of this share.

    Tellers take their turns in order, so what somebody hears of another comes in the order of the tellers, as in
    ``phases.listen``.
    """
    people = world.people
    ties = world.ties
    praised = world.parameters.praise_reach > 0.0
    stories = 0
    heard = 0
    wide = is_wide(world)
    last = len(people.key) - 1
    for teller in range(len(people.key)):
        if wide:
            soon(ties.news, people.first_tie[min(teller + 4 * AHEAD, last)])
        if people.telling[teller]:
            for story in range(people.first_tie[teller], people.first_tie[teller + 1]):
                if stories == BLOCK:
                    heard = tell(world, scratch, stories, heard, tick)
                    stories = 0
                scratch.chosen[stories] = story
                stories += (ties.news[story] > 0.0) | (praised and ties.praise[story] > 0.0)
    heard = tell(world, scratch, stories, heard, tick)
    believe(world, scratch, heard, tick)


def tell(world: World, scratch: Scratch, stories: int, heard: int, tick: int) -> int:
    """The stories chosen, to all friends of their tellers; returns how many were heard and not yet believed."""
    ties = world.ties
    wide = is_wide(world)
    praised = world.parameters.praise_reach > 0.0
    for place in range(stories):
        story = scratch.chosen[place]
        if wide:
            ahead = scratch.chosen[min(place + AHEAD, stories - 1)]
            soon(ties.key, ahead)
            soon(ties.source, ahead)
            soon(ties.target, ahead)
            soon(ties.pair, ahead)
            soon(ties.reverse, ahead)
        if scratch.first_person <= ties.target[story] < scratch.last_person:
            if ties.news[story] > 0.0:
                heard = tell_friends(world, scratch, story, False, heard, tick)
            if praised and ties.praise[story] > 0.0:
                heard = tell_friends(world, scratch, story, True, heard, tick)
    return heard


def tell_friends(world: World, scratch: Scratch, story: int, praise: bool, heard: int, tick: int) -> int:
    """One story, good or bad, to all friends of the teller; returns how many were heard and not yet believed."""
    people = world.people
    ties = world.ties
    teller = ties.source[story]
    subject = ties.target[story]
    first = people.first_tie[teller]
    last = people.first_tie[teller + 1]
    for start in range(first, last, BLOCK):
        if heard > BLOCK:
            believe(world, scratch, heard, tick)
            heard = 0
        for told in range(start, min(start + BLOCK, last)):
            listener = ties.target[told]
            if praise:
                hears = chances.hears_praise(world, story, listener, tick)
            else:
                hears = chances.hears_gossip(world, story, listener, tick)
            scratch.told[heard] = told
            scratch.story[heard] = story
            scratch.praise[heard] = praise
            heard += hears & (listener != subject)
    return heard


def believe(world: World, scratch: Scratch, heard: int, tick: int) -> None:
    """What was heard is believed, in the order of the tellers, where the listeners have a tie to whom it is about."""
    people = world.people
    ties = world.ties
    wide = is_wide(world)
    hearing = 0
    for place in range(heard):
        told = scratch.told[place]
        if wide:
            soon(ties.target, people.first_tie[ties.target[told]])
            soon(ties.standing, ties.reverse[told])
        scratch.told[hearing] = told
        scratch.story[hearing] = scratch.story[place]
        scratch.praise[hearing] = scratch.praise[place]
        hearing += world.pairs.active[ties.pair[told]]
    knowing = 0
    for place in range(hearing):
        told = scratch.told[place]
        story = scratch.story[place]
        tie = phases.tie_between(world, ties.target[told], ties.target[story])
        if wide:
            soon(ties.trust, max(tie, 0))
            soon(ties.pair, max(tie, 0))
        scratch.told[knowing] = told
        scratch.story[knowing] = story
        scratch.praise[knowing] = scratch.praise[place]
        scratch.about[knowing] = tie
        knowing += tie >= 0
    for place in range(knowing):
        tie = scratch.about[place]
        if world.pairs.active[ties.pair[tie]]:
            to_teller = ties.reverse[scratch.told[place]]
            if scratch.praise[place]:
                phases.believe_praise(world, tie, to_teller, scratch.story[place], tick)
            else:
                phases.believe_gossip(world, tie, to_teller, scratch.story[place], tick)
