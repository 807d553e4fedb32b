"""What all people do in the phases of a tick, at once: the same rules as in ``phases``, for the ties they concern.

A tick goes over the ties once, in blocks small enough for the fastest memory. In each block the ties that a rule
concerns are picked first, without branches, and only those are worked on: most ties do not meet, most have no open
hurt, few hide something. The hurts of a block are weighed together, once, since between the beginning of a tick and
healing they change only on ties where something happened.

Each pass is for the people of one share of the world, as the scratch says, and their ties. Several threads can take a
share each, if they wait for each other after each pass (``tick.run_step``).
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final

from trustsim import draws
from trustsim.laws import closeness, habits, healing
from trustsim.laws.arithmetic import exponential
from trustsim.rules import chances, happenings, hearsay, journal, nearness, phases
from trustsim.world.columns import HURT_SLOTS, World
from trustsim.world.scratch import BLOCK, Scratch


def begin(world: World, scratch: Scratch, tick: int) -> None:
    """A new tick."""
    for person in range(scratch.first_person, scratch.last_person):
        phases.begin(world, person, tick)


def first_and_last_tie(world: World, scratch: Scratch) -> tuple[int, int]:
    """Where the ties of a share begin, and where they end."""
    return world.people.first_tie[scratch.first_person], world.people.first_tie[scratch.last_person]


def stand(world: World, law: ModuleType, scratch: Scratch) -> None:
    """How one stands to each other is set down, if anybody acts on it."""
    if chances.read_standing(world):
        first, last = first_and_last_tie(world, scratch)
        set_down_standings(world, law, first, last)


def live(world: World, law: ModuleType, choices: Any, scratch: Scratch, tick: int) -> None:
    """From ``observe`` to ``grow``, but for what concerns people of other shares.

    In these phases a person reads nothing of other people's ties but how they stood to her when the tick began and, to
    grow close, what her own ties are met with. So all phases can pass for one block before the next.
    """
    first, last = first_and_last_tie(world, scratch)
    standing_matters = chances.read_standing(world)
    scratch.leavers[0] = 0
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        if nearness.is_wide(world):
            nearness.reach_for(world, scratch, start, end)
        weigh_hurts(world, scratch, start, end, tick)
        alive = look_who_is_there(world, scratch, start, end, tick)
        meet(world, law, choices, scratch, alive, start, tick)
        discover(world, law, scratch, alive, start, tick)
        heal(world, scratch, start, end, tick)
        if not standing_matters:
            set_down_standings(world, law, start, end)
        look_who_may_leave(world, scratch, alive, tick)
        add_up(world, scratch, alive)
        grow(world, law, scratch, alive, tick)


def set_down_standings(world: World, law: ModuleType, first: int, last: int) -> None:
    """How the sources of ties from ``first`` to ``last`` − 1 stand to the targets, for all to read."""
    for tie in range(first, last):
        phases.set_down_standing(world, law, tie)


def weigh_hurts(world: World, scratch: Scratch, start: int, end: int, tick: int) -> None:
    """How hurt the sources of a block's ties are now, and what of it is over."""
    ties = world.ties
    scratch.changes[0] = 0
    hurting = 0
    for tie in range(start, end):
        scratch.hurting[hurting] = tie
        hurting += ties.hurt_count[tie] > 0
    more = hurting
    for row in range(hurting):  # the oldest hurt of each
        tie = scratch.hurting[row]
        rate = happenings.rate_of_healing(world, tie)
        scratch.rate[row] = rate
        age = happenings.age_of(world, tie, 0, tick)
        scratch.odds[row] = healing.log_odds_of_hurt(ties.hurt_size[tie, 0], age, rate)
        scratch.rows[more] = row
        more += ties.hurt_count[tie] > 1
    scratch.first_hurt[1] = hurting
    for slot in range(1, HURT_SLOTS):
        last = more
        for place in range(scratch.first_hurt[slot], last):
            row = scratch.rows[place]
            tie = scratch.hurting[row]
            age = happenings.age_of(world, tie, slot, tick)
            scratch.odds[place] = healing.log_odds_of_hurt(ties.hurt_size[tie, slot], age, scratch.rate[row])
            if slot + 1 < HURT_SLOTS:
                scratch.rows[more] = row
                more += ties.hurt_count[tie] > slot + 1
        scratch.first_hurt[slot + 1] = last
    for place in range(more):
        odds = exponential(scratch.odds[place])
        scratch.odds[place] = odds
        scratch.share[place] = healing.untouched(odds)
    for row in range(hurting):
        share = scratch.share[row]
        over = scratch.odds[row] < healing.CLOSED
        scratch.untouched[row] = share
        scratch.healed[row] = 1.0 if over else share
        scratch.over[row] = int(over)
    for slot in range(1, HURT_SLOTS):
        for place in range(scratch.first_hurt[slot], scratch.first_hurt[slot + 1]):
            row = scratch.rows[place]
            share = scratch.share[place]
            over = scratch.odds[place] < healing.CLOSED
            scratch.untouched[row] = scratch.untouched[row] * share
            scratch.healed[row] = scratch.healed[row] * (1.0 if over else share)
            scratch.over[row] |= int(over) << slot
    for row in range(hurting):
        ties.hurt[scratch.hurting[row]] = 1.0 - scratch.untouched[row]


def look_who_is_there(world: World, scratch: Scratch, start: int, end: int, tick: int) -> int:
    """The ties that have not ended; returns how many there are.

    On the way it is set down whether anybody here has a counsellor: hardly ever, so others need not look pair by pair.
    """
    ties = world.ties
    pairs = world.pairs
    alive = 0
    counselled = False
    for tie in range(start, end):
        pair = ties.pair[tie]
        scratch.alive[alive] = tie
        alive += pairs.active[pair]
        counselled |= pairs.counselled_until[pair] > tick
    scratch.counselled[0] = counselled
    return alive


def meet(world: World, law: ModuleType, choices: Any, scratch: Scratch, alive: int, start: int, tick: int) -> None:
    """Phase 1 for one block."""
    meeting = 0
    for place in range(alive):
        tie = scratch.alive[place]
        scratch.chosen[meeting] = tie
        meeting += chances.meets(world, tie, tick)
    if journal.wanted(world.journal, journal.NOTHING):
        for place in range(meeting):
            tie = scratch.chosen[place]
            breaches = world.ties.breaches[tie]
            phases.meet_on(world, law, choices, tie, tick)
            if world.ties.breaches[tie] != breaches:
                move(scratch, tie, start)
    else:
        encounters(world, law, choices, scratch, meeting, start, tick)


def encounters(
    world: World, law: ModuleType, choices: Any, scratch: Scratch, meeting: int, start: int, tick: int
) -> None:
    """``phases.meet_on`` for the ties chosen, step by step for all of them."""
    relying = 0
    for place in range(meeting):
        tie = scratch.chosen[place]
        scratch.chosen[relying] = tie
        relying += choices.relies_on(world, law, tie, tick)
    fulfilled = 0
    disappointed = 0
    for place in range(relying):
        tie = scratch.chosen[place]
        act = chances.kind_of_act(world, tie, tick)
        kept = choices.keeps(world, law, tie, act, tick)
        good = kept & (not chances.is_misread(world, tie, tick))
        scratch.chosen[fulfilled] = tie
        scratch.act[fulfilled] = act
        fulfilled += good
        scratch.failed[disappointed] = tie
        scratch.act_failed[disappointed] = act
        scratch.misread[disappointed] = kept
        disappointed += not good
    if nearness.is_wide(world):
        nearness.reach_for_breaches(world, scratch, disappointed)
    for place in range(fulfilled):
        phases.fulfil(world, law, scratch.chosen[place], scratch.act[place], tick)
    for place in range(disappointed):
        tie = scratch.failed[place]
        if phases.disappoint(world, law, choices, tie, scratch.act_failed[place], scratch.misread[place], tick):
            move(scratch, tie, start)


def discover(world: World, law: ModuleType, scratch: Scratch, alive: int, start: int, tick: int) -> None:
    """Phase 2 for one block."""
    ties = world.ties
    hiding = 0
    for place in range(alive):
        tie = scratch.alive[place]
        scratch.chosen[hiding] = tie
        hiding += ties.hidden_count[tie] > 0
    changing = 0
    for place in range(hiding):
        tie = scratch.chosen[place]
        scratch.chosen[changing] = tie
        changing += (ties.hidden_count[tie] > 1) | chances.comes_to_light_or_is_lost(world, tie, 0, tick)
    for place in range(changing):
        tie = scratch.chosen[place]
        if phases.discover_on(world, law, tie, tick):
            move(scratch, tie, start)


def move(scratch: Scratch, tie: int, start: int) -> None:
    """Remember that something has happened to the hurts of this tie."""
    if not scratch.moved[tie - start]:
        scratch.moved[tie - start] = True
        count = scratch.changes[0]
        scratch.changed[count] = tie
        scratch.changes[0] = count + 1


def heal(world: World, scratch: Scratch, start: int, end: int, tick: int) -> None:
    """Phase 3, first, for one block: what the hurts weighed before come to is known, but for ties where something has
    happened since, or is about to.
    """
    ties = world.ties
    if journal.wanted(world.journal, journal.NOTHING) or world.parameters.message_rate > 0.0:
        for tie in range(start, end):
            scratch.moved[tie - start] = False
            if ties.hurt_count[tie] > 0:
                phases.heal_on(world, tie, tick)
        return
    if scratch.counselled[0]:
        for row in range(scratch.first_hurt[1]):
            tie = scratch.hurting[row]
            if phases.is_counselled(world, tie, tick):
                move(scratch, tie, start)
    closing = 0
    for row in range(scratch.first_hurt[1]):
        scratch.chosen[closing] = row
        closing += (scratch.over[row] > 0) & (not scratch.moved[scratch.hurting[row] - start])
    for place in range(closing):
        row = scratch.chosen[place]
        tie = scratch.hurting[row]
        happenings.drop_hurts(world, tie, scratch.over[row])
        ties.hurt[tie] = 1.0 - scratch.healed[row]
    for place in range(scratch.changes[0]):
        tie = scratch.changed[place]
        scratch.moved[tie - start] = False
        phases.heal_on(world, tie, tick)


def look_who_may_leave(world: World, scratch: Scratch, alive: int, tick: int) -> None:
    """The ties of a block whose source may leave at the end of the tick. What hurt is left is known; nobody leaves more
    readily than without trust and intimacy.
    """
    ties = world.ties
    leavers = scratch.leavers[0]
    for place in range(alive):
        tie = scratch.alive[place]
        scratch.leaving[leavers] = tie
        most = habits.leaving(world.types.ending[ties.relationship[tie]], ties.hurt[tie], 0.0, 0.0)
        leavers += draws.draw(world.seed, draws.LEAVING, ties.key[tie], tick) < most
    scratch.leavers[0] = leavers


def add_up(world: World, scratch: Scratch, alive: int) -> None:
    """What the ties of a block add to the hurt that their targets have caused. If all ties are of one share it comes in
    the order of those who are hurt, as in ``phases.learn``.
    """
    if is_whole(world, scratch):
        ties = world.ties
        for place in range(alive):
            tie = scratch.alive[place]
            target = ties.target[tie]
            scratch.caused[target] = scratch.caused[target] + ties.hurt[tie]
            scratch.friends[ties.source[tie]] += 1


def is_whole(world: World, scratch: Scratch) -> bool:
    """Whether a share is all there is."""
    return scratch.last_person - scratch.first_person == len(world.people.key)


def grow(world: World, law: ModuleType, scratch: Scratch, alive: int, tick: int) -> None:
    """Phase 3, then, for one block. A pair grows close when its upper tie, the later of the two, has healed; one of two
    shares waits until both have.
    """
    ties = world.ties
    upper_ties = 0
    counselled = scratch.counselled[0]
    for place in range(alive):
        tie = scratch.alive[place]
        helped = counselled and phases.is_counselled(world, tie, tick)
        phases.repair_ceiling(world, tie, helped)
        target = ties.target[tie]
        scratch.chosen[upper_ties] = tie
        upper_ties += (target < ties.source[tie]) & (target >= scratch.first_person)
    grow_close(world, law, scratch, upper_ties)


def grow_close(world: World, law: ModuleType, scratch: Scratch, upper_ties: int) -> None:
    """The closeness of the pairs whose upper ties are chosen: at most a block of them."""
    ties = world.ties
    pairs = world.pairs
    talking = 0
    for place in range(upper_ties):
        upper = scratch.chosen[place]
        lower = ties.reverse[upper]
        pair = ties.pair[upper]
        allowed = phases.closeness_allowed(world, law, lower, upper)
        intimacy = pairs.intimacy[pair]
        talked = ties.talks[lower] + ties.talks[upper] > 0
        faded = closeness.faded(intimacy, allowed, world.parameters.intimacy_loss)
        pairs.intimacy[pair] = faded if (allowed < intimacy) & (not talked) else intimacy
        scratch.chosen[talking] = pair
        talking += talked
    for place in range(talking):
        phases.grow_close(world, law, scratch.chosen[place])


def settle(world: World, law: ModuleType, scratch: Scratch) -> None:
    """Phase 3, last: pairs of two shares grow close, and consequences teach."""
    ties = world.ties
    stand(world, law, scratch)
    if is_whole(world, scratch):
        for person in range(scratch.last_person):
            phases.learn_from(world, person, scratch.caused[person], scratch.friends[person])
            scratch.caused[person] = 0.0
            scratch.friends[person] = 0
        return
    first, last = first_and_last_tie(world, scratch)
    if scratch.first_person > 0:
        for start in range(first, last, BLOCK):
            upper_ties = 0
            for tie in range(start, min(start + BLOCK, last)):
                scratch.chosen[upper_ties] = tie
                upper_ties += (ties.target[tie] < scratch.first_person) & world.pairs.active[ties.pair[tie]]
            grow_close(world, law, scratch, upper_ties)
    reached = first
    for person in range(scratch.first_person, scratch.last_person):
        if world.people.first_tie[person] + BLOCK > reached:
            start = reached
            reached = min(start + BLOCK, last)
            nearness.reach_for_consequences(world, scratch, start, reached)
        phases.learn(world, person)


def part(world: World, law: ModuleType, choices: Any, scratch: Scratch, tick: int) -> None:
    """Phase 5, for those who may leave."""
    for place in range(scratch.leavers[0]):
        phases.part_on(world, law, choices, scratch.leaving[place], tick)


# ------------------------------------------------------------------ where people decide for themselves

BEGIN: Final = 0
OBSERVE: Final = 1
REST: Final = 2


def around_decisions(world: World, law: ModuleType, scratch: Scratch, what: int, tick: int) -> int:
    """What of a tick nobody decides, in three steps: ``BEGIN`` before what a script plants, ``OBSERVE`` before people
    meet, ``REST`` before they part.

    Returns how many of ``scratch.leaving`` are to be asked next: those who meet, those who may leave.
    """
    if what == BEGIN:
        begin(world, scratch, tick)
        return 0
    if what == OBSERVE:
        return observe(world, law, scratch, tick)
    return rest(world, law, scratch, tick)


def observe(world: World, law: ModuleType, scratch: Scratch, tick: int) -> int:
    """Set down what all may read; returns how many ties there are on which two meet."""
    ties = len(world.ties.key)
    set_down_standings(world, law, 0, ties)
    meeting = 0
    for start in range(0, ties, BLOCK):
        end = min(start + BLOCK, ties)
        weigh_hurts(world, scratch, start, end, tick)
        for tie in range(start, end):
            scratch.leaving[meeting] = tie
            meeting += world.pairs.active[world.ties.pair[tie]] & chances.meets(world, tie, tick)
    return meeting


def rest(world: World, law: ModuleType, scratch: Scratch, tick: int) -> int:
    """From ``discover`` to ``listen``, after all have met; returns how many ties there are whose source may leave."""
    ties = len(world.ties.key)
    scratch.leavers[0] = 0
    for start in range(0, ties, BLOCK):
        end = min(start + BLOCK, ties)
        scratch.changes[0] = 0
        alive = look_who_is_there(world, scratch, start, end, tick)
        discover(world, law, scratch, alive, start, tick)
        heal_anew(world, scratch, start, end, tick)
        set_down_standings(world, law, start, end)
        look_who_may_leave(world, scratch, alive, tick)
        add_up(world, scratch, alive)
        grow(world, law, scratch, alive, tick)
    settle(world, law, scratch)
    hearsay.listen(world, scratch, tick)
    return int(scratch.leavers[0])


def heal_anew(world: World, scratch: Scratch, start: int, end: int, tick: int) -> None:
    """Phase 3, first, for one block whose hurts may have changed since they were weighed."""
    ties = world.ties
    for place in range(scratch.changes[0]):
        scratch.moved[scratch.changed[place] - start] = False
    messages = world.parameters.message_rate > 0.0
    for tie in range(start, end):
        if ties.hurt_count[tie] > 0 and (messages or phases.is_counselled(world, tie, tick)):
            phases.heal_on(world, tie, tick)
    weigh_hurts(world, scratch, start, end, tick)
    for row in range(scratch.first_hurt[1]):
        tie = scratch.hurting[row]
        ties.hurt[tie] = 1.0 - scratch.healed[row]
        if scratch.over[row] > 0:
            happenings.drop_hurts(world, tie, scratch.over[row])
