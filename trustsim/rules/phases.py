"""What one person does in one phase of a tick.

A person writes to her own ties and to herself; of other people's ties she reads only ``hurt`` and ``standing``, which
were set for all before the phase began. So the order of people makes no difference. The two things that belong to a
pair are written without a quarrel: intimacy by the person at the lower end alone, the end of a relationship by
either, always with the same value.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from trustsim import draws
from trustsim.laws import closeness, gossip, habits, keeping, severity
from trustsim.rules import chances, happenings, journal
from trustsim.world.columns import World


def begin(world: World, person: int, tick: int) -> None:
    """A new tick: nothing has happened yet; a good spell may turn into a bad one or back."""
    ties = world.ties
    people = world.people
    for tie in range(people.first_tie[person], people.first_tie[person + 1]):
        ties.news[tie] = 0.0
        ties.praise[tie] = 0.0
        ties.talks[tie] = 0
    if draws.draw(world.seed, draws.SPELL_SWITCH, people.key[person], tick) < world.parameters.spell_switch:
        people.bad_spell[person] = not people.bad_spell[person]


def observe(world: World, law: ModuleType, person: int, tick: int) -> None:
    """Set down, for all to read, how hurt one is by each other and how one stands to them."""
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        ties.hurt[tie] = happenings.hurt_now(world, tie, tick)
        ties.standing[tie] = law.acted_on(ties.trust[tie], ties.own[tie, 0], ties.own[tie, 1])


def meet(world: World, law: ModuleType, choices: Any, person: int, tick: int) -> None:
    """Phase 1: encounters."""
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        if world.pairs.active[ties.pair[tie]] and chances.meets(world, tie, tick):
            if choices.relies_on(world, law, tie, tick):
                encounter(world, law, choices, tie, tick)
            elif journal.wanted(world.journal, journal.ALL):
                journal.note_plain(world.journal, world, journal.MEET, journal.AVOIDED, tie, 0, 0.0, tick)


def encounter(world: World, law: ModuleType, choices: Any, tie: int, tick: int) -> None:
    """One act of the target that the source relies on."""
    ties = world.ties
    parameters = world.parameters
    act = chances.kind_of_act(world, tie, tick)
    depth = happenings.depth_of(world, tie, act)
    hurt = ties.hurt[tie]
    trust = ties.trust[tie]
    what = journal.BREACH
    if choices.keeps(world, law, tie, act, tick):
        if not chances.is_misread(world, tie, tick):
            happenings.keep_everyday(world, law, tie, act, depth, hurt)
            if journal.wanted(world.journal, journal.ALL):
                weight = keeping.weight_of(act, depth)
                nothing = draws.unsigned(0)
                journal.note(
                    world.journal,
                    world,
                    journal.MEET,
                    journal.KEPT,
                    tie,
                    -1,
                    act,
                    0,
                    weight,
                    trust,
                    hurt,
                    nothing,
                    tick,
                )
            return
        what = journal.MISREAD
        deliberate, warned, apology = False, False, False
    else:
        deliberate = choices.breaks_on_purpose(world, law, tie, act, tick)
        warned = not deliberate and choices.warns(world, law, tie, tick)
        if not (warned or choices.owns_up(world, law, tie, tick)):
            size = happenings.own_size(world, act, depth)
            if journal.wanted(world.journal, journal.BREACHES):
                journal.note_hiding(world.journal, world, journal.MEET, tie, act, deliberate, size, tick, tick)
            happenings.hide(world, tie, size, deliberate, False, tick)
            return
        apology = choices.apologises(world, law, tie, tick)
    share = happenings.suffer_breach(
        world,
        law,
        tie,
        happenings.own_size(world, act, depth),
        deliberate,
        False,
        warned,
        apology,
        law.signal(world.own, -1.0),
        parameters.interdependence,
        hurt,
        ties.history[tie],
        tick,
    )
    if journal.wanted(world.journal, journal.BREACHES):
        flags = journal.flags_of(deliberate, warned, apology, False)
        nothing = draws.unsigned(0)
        journal.note(world.journal, world, journal.MEET, what, tie, -1, act, flags, share, trust, hurt, nothing, tick)


def discover(world: World, law: ModuleType, person: int, tick: int) -> None:
    """Phase 2: hidden breaches come to light, or are lost for good. Several found at once meet the same H and n."""
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        if ties.hidden_count[tie] == 0 or not world.pairs.active[ties.pair[tie]]:
            continue
        history = ties.history[tie]
        hurt = happenings.hurt_now(world, tie, tick)
        slot = 0
        while slot < ties.hidden_count[tie]:
            hidden = ties.hidden_key[tie, slot]
            if chances.is_found(world, tie, hidden, tick):
                size = ties.hidden_size[tie, slot]
                deliberate = ties.hidden_deliberate[tie, slot]
                scripted = ties.hidden_scripted[tie, slot]
                trust = ties.trust[tie]
                happenings.forget_hidden(world, tie, slot)
                share = happenings.suffer_breach(
                    world,
                    law,
                    tie,
                    size,
                    deliberate,
                    True,
                    False,
                    False,
                    law.signal(world.own, -1.0),
                    world.parameters.interdependence,
                    hurt,
                    history,
                    tick,
                )
                if journal.wanted(world.journal, journal.BREACHES):
                    flags = journal.flags_of(deliberate, False, False, scripted)
                    journal.note(
                        world.journal,
                        world,
                        journal.DISCOVER,
                        journal.FOUND,
                        tie,
                        -1,
                        -1,
                        flags,
                        share,
                        trust,
                        hurt,
                        hidden,
                        tick,
                    )
            elif not ties.hidden_scripted[tie, slot] and chances.is_forgotten(world, tie, hidden, tick):
                if journal.wanted(world.journal, journal.BREACHES):
                    flags = journal.flags_of(ties.hidden_deliberate[tie, slot], False, False, False)
                    trust = ties.trust[tie]
                    journal.note(
                        world.journal,
                        world,
                        journal.DISCOVER,
                        journal.FORGOTTEN,
                        tie,
                        -1,
                        -1,
                        flags,
                        0.0,
                        trust,
                        hurt,
                        hidden,
                        tick,
                    )
                happenings.forget_hidden(world, tie, slot)
            else:
                slot += 1


def heal(world: World, law: ModuleType, person: int, tick: int) -> None:
    """Phase 3, first: messages and counsel, hurts that are over; then set down, as in ``observe``, what is left of
    hurt and trust.

    Ended ties heal too, and a counsellor goes on helping with them.
    """
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        if ties.hurt_count[tie] > 0:
            pair = ties.pair[tie]
            if world.pairs.active[pair] and chances.sends_message(world, tie, tick):
                hurt = 0.0
                if journal.wanted(world.journal, journal.BREACHES):
                    hurt = happenings.hurt_now(world, tie, tick)
                happenings.receive_message(world, tie)
                if journal.wanted(world.journal, journal.BREACHES):
                    journal.note_message(world.journal, world, journal.HEAL, tie, 0, hurt, tick)
            if world.pairs.counselled_until[pair] > tick:
                happenings.soothe(world, tie, world.parameters.counselling)
            if journal.wanted(world.journal, journal.BREACHES):
                journal.note_hurts_over(world.journal, world, tie, tick)
        ties.hurt[tie] = happenings.close_hurts(world, tie, tick)
        ties.standing[tie] = law.acted_on(ties.trust[tie], ties.own[tie, 0], ties.own[tie, 1])


def grow(world: World, person: int, tick: int) -> None:
    """Phase 3, then: ceilings are repaired, closeness grows or fades, consequences teach."""
    ties = world.ties
    people = world.people
    pairs = world.pairs
    hurt_caused = 0.0
    relationships = 0
    for tie in range(people.first_tie[person], people.first_tie[person + 1]):
        pair = ties.pair[tie]
        if not pairs.active[pair]:
            continue
        willingness = people.forgiveness[person] * people.transparency[ties.target[tie]]
        if pairs.counselled_until[pair] > tick:
            willingness = 1.0
        ties.ceiling[tie] = severity.ceiling_repaired(ties.ceiling[tie], world.parameters.ceiling_repair, willingness)
        if pairs.lower[pair] == tie:
            grow_close(world, pair)
        hurt_caused = hurt_caused + ties.hurt[ties.reverse[tie]]
        relationships += 1
    mean_hurt = hurt_caused / relationships if relationships > 0 else 0.0
    people.reliability[person] = habits.reliability_learnt(
        people.reliability[person],
        people.habit[person],
        mean_hurt,
        world.parameters.learning,
        world.parameters.drift,
    )


def grow_close(world: World, pair: int) -> None:
    """Intimacy of one pair moves towards what trust and hurt allow."""
    ties = world.ties
    pairs = world.pairs
    lower = pairs.lower[pair]
    upper = ties.reverse[lower]
    target = closeness.target(ties.standing[lower], ties.standing[upper], ties.hurt[lower], ties.hurt[upper])
    intimacy = pairs.intimacy[pair]
    if target < intimacy:
        intimacy = closeness.faded(intimacy, target, world.parameters.intimacy_loss)
    else:
        gain = world.parameters.intimacy_gain
        for _ in range(ties.talks[lower]):
            intimacy = closeness.grown(intimacy, target, gain, world.people.vulnerability[ties.source[lower]])
        for _ in range(ties.talks[upper]):
            intimacy = closeness.grown(intimacy, target, gain, world.people.vulnerability[ties.source[upper]])
    pairs.intimacy[pair] = intimacy


def listen(world: World, person: int, tick: int) -> None:
    """Phase 4: what friends tell about common friends, in the order of the tellers."""
    ties = world.ties
    people = world.people
    parameters = world.parameters
    for to_teller in range(people.first_tie[person], people.first_tie[person + 1]):
        if not world.pairs.active[ties.pair[to_teller]]:
            continue
        teller = ties.target[to_teller]
        belief = gossip.belief(ties.standing[to_teller], parameters.credulous)
        for story in range(people.first_tie[teller], people.first_tie[teller + 1]):
            praised = parameters.praise_reach > 0.0 and ties.praise[story] > 0.0
            if ties.target[story] == person or not (praised or ties.news[story] > 0.0):
                continue
            tie = tie_between(world, person, ties.target[story])
            if tie < 0 or not world.pairs.active[ties.pair[tie]]:
                continue
            trust = ties.trust[tie]
            if ties.news[story] > 0.0 and chances.hears_gossip(world, story, person, tick):
                ties.trust[tie] = gossip.after_gossip(
                    ties.trust[tie], parameters.gossip_weight, belief, ties.news[story]
                )
                if journal.wanted(world.journal, journal.BREACHES):
                    journal.note_hearsay(
                        world.journal, world, journal.GOSSIP, tie, teller, ties.news[story], trust, tick
                    )
            trust = ties.trust[tie]
            if praised and chances.hears_praise(world, story, person, tick):
                ties.trust[tie] = gossip.after_praise(
                    ties.trust[tie],
                    ties.ceiling[tie],
                    parameters.gossip_weight,
                    belief,
                    min(1.0, parameters.trust_gain * ties.praise[story]),
                )
                if journal.wanted(world.journal, journal.ALL):
                    journal.note_hearsay(
                        world.journal, world, journal.PRAISE, tie, teller, ties.praise[story], trust, tick
                    )


def tie_between(world: World, source: int, target: int) -> int:
    """The tie from one person to another, or −1: ties of a person are sorted by target."""
    low = world.people.first_tie[source]
    high = world.people.first_tie[source + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if world.ties.target[middle] < target:
            low = middle + 1
        else:
            high = middle
    if low < end and world.ties.target[low] == target:
        return low
    return -1


def part(world: World, law: ModuleType, choices: Any, person: int, tick: int) -> None:
    """Phase 5: each side, by itself, may leave; both may in one tick, so the second is asked too."""
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        pair = ties.pair[tie]
        active = world.pairs.active[pair]
        if (active or world.pairs.ended[pair] == tick) and choices.leaves(world, law, tie, tick):
            if active:
                world.pairs.active[pair] = False
                world.pairs.ended[pair] = tick
                world.people.losses[person] += 1
                world.people.losses[ties.target[tie]] += 1
            if journal.wanted(world.journal, journal.BREACHES):
                journal.note_plain(world.journal, world, journal.PART, journal.LEFT, tie, 0, 0.0, tick)


def pain_of(world: World, person: int) -> float:
    """1 − ∏(1 − u·H_ij) · ∏(1 − guilt·u·H_ji), over all ties that there ever were."""
    ties = world.ties
    free = 1.0
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        free = free * habits.free_of_pain(world.types.pain[ties.relationship[tie]], ties.hurt[tie])
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        weight = world.parameters.guilt * world.types.pain[ties.relationship[tie]]
        free = free * habits.free_of_pain(weight, ties.hurt[ties.reverse[tie]])
    return 1.0 - free
