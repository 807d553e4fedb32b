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
    """A new tick: nobody has anything to tell yet; a good spell may turn into a bad one or back."""
    ties = world.ties
    people = world.people
    if people.telling[person]:
        people.telling[person] = False
        for tie in range(people.first_tie[person], people.first_tie[person + 1]):
            ties.news[tie] = 0.0
            if world.parameters.praise_reach > 0.0:
                ties.praise[tie] = 0.0
    turns = draws.draw(world.seed, draws.SPELL_SWITCH, people.key[person], tick) < world.parameters.spell_switch
    people.bad_spell[person] = people.bad_spell[person] ^ turns


def observe(world: World, law: ModuleType, person: int, tick: int) -> None:
    """Set down, for all to read, how hurt one is by each other and, if anybody acts on it, how one stands to them."""
    ties = world.ties
    standing_matters = chances.read_standing(world)
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        if ties.hurt_count[tie] > 0:
            ties.hurt[tie] = happenings.hurt_now(world, tie, tick)
        if standing_matters:
            set_down_standing(world, law, tie)


def set_down_standing(world: World, law: ModuleType, tie: int) -> None:
    """How the source stands to the target, for all to read."""
    ties = world.ties
    ties.standing[tie] = law.acted_on(ties.trust[tie], ties.own[tie, 0], ties.own[tie, 1])


def meet(world: World, law: ModuleType, choices: Any, person: int, tick: int) -> None:
    """Phase 1: encounters."""
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        if world.pairs.active[ties.pair[tie]] and chances.meets(world, tie, tick):
            meet_on(world, law, choices, tie, tick)


def meet_on(world: World, law: ModuleType, choices: Any, tie: int, tick: int) -> None:
    """The two of this tie meet: does the source rely on the target, and what comes of it?"""
    if choices.relies_on(world, law, tie, tick):
        encounter(world, law, choices, tie, tick)
    elif journal.wanted(world.journal, journal.ALL):
        journal.note_plain(world.journal, world, journal.MEET, journal.AVOIDED, tie, 0, 0.0, tick)


def encounter(world: World, law: ModuleType, choices: Any, tie: int, tick: int) -> None:
    """One act of the target that the source relies on."""
    act = chances.kind_of_act(world, tie, tick)
    kept = choices.keeps(world, law, tie, act, tick)
    if kept and not chances.is_misread(world, tie, tick):
        fulfil(world, law, tie, act, tick)
    else:
        disappoint(world, law, choices, tie, act, kept, tick)


def fulfil(world: World, law: ModuleType, tie: int, act: int, tick: int) -> None:
    """The target keeps an act, and the source sees it."""
    ties = world.ties
    depth = happenings.depth_of(world, tie, act)
    hurt = ties.hurt[tie]
    trust = ties.trust[tie]
    happenings.keep_everyday(world, law, tie, act, depth, hurt)
    if journal.wanted(world.journal, journal.ALL):
        weight = keeping.weight_of(act, depth)
        nothing = draws.unsigned(0)
        journal.note(
            world.journal, world, journal.MEET, journal.KEPT, tie, -1, act, 0, weight, trust, hurt, nothing, tick
        )


def disappoint(world: World, law: ModuleType, choices: Any, tie: int, act: int, kept: bool, tick: int) -> bool:
    """The target breaks an act, or the source takes a kept one for broken; returns whether the source knows of it."""
    ties = world.ties
    depth = happenings.depth_of(world, tie, act)
    hurt = ties.hurt[tie]
    trust = ties.trust[tie]
    what = journal.MISREAD
    deliberate, warned, apology = False, False, False
    if not kept:
        what = journal.BREACH
        deliberate = choices.breaks_on_purpose(world, law, tie, act, tick)
        warned = not deliberate and choices.warns(world, law, tie, tick)
        if not (warned or choices.owns_up(world, law, tie, tick)):
            size = happenings.own_size(world, act, depth)
            if journal.wanted(world.journal, journal.BREACHES):
                journal.note_hiding(world.journal, world, journal.MEET, tie, act, deliberate, size, tick, tick)
            happenings.hide(world, tie, size, deliberate, False, tick)
            return False
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
        world.parameters.interdependence,
        hurt,
        ties.history[tie],
        tick,
    )
    if journal.wanted(world.journal, journal.BREACHES):
        flags = journal.flags_of(deliberate, warned, apology, False)
        nothing = draws.unsigned(0)
        journal.note(world.journal, world, journal.MEET, what, tie, -1, act, flags, share, trust, hurt, nothing, tick)
    return True


def discover(world: World, law: ModuleType, person: int, tick: int) -> None:
    """Phase 2: hidden breaches come to light, or are lost for good."""
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        if ties.hidden_count[tie] > 0 and world.pairs.active[ties.pair[tie]]:
            discover_on(world, law, tie, tick)


def discover_on(world: World, law: ModuleType, tie: int, tick: int) -> bool:
    """What is hidden on this tie is found, lost, or stays hidden; returns whether anything was found.

    Several found at once meet the same H and n.
    """
    ties = world.ties
    history = ties.history[tie]
    hurt = 0.0
    anything_found = False
    slot = 0
    while slot < ties.hidden_count[tie]:
        hidden = ties.hidden_key[tie, slot]
        if chances.is_found(world, tie, hidden, tick):
            size = ties.hidden_size[tie, slot]
            deliberate = ties.hidden_deliberate[tie, slot]
            scripted = ties.hidden_scripted[tie, slot]
            trust = ties.trust[tie]
            if not anything_found:
                hurt = happenings.hurt_now(world, tie, tick)
                anything_found = True
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
                if not anything_found:
                    hurt = happenings.hurt_now(world, tie, tick)
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
    return anything_found


def heal(world: World, law: ModuleType, person: int, tick: int) -> None:
    """Phase 3, first: messages and counsel, hurts that are over; then set down, as in ``observe``, what is left of
    hurt and trust.

    Ended ties heal too, and a counsellor goes on helping with them.
    """
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        if world.ties.hurt_count[tie] > 0:
            heal_on(world, tie, tick)
        set_down_standing(world, law, tie)


def heal_on(world: World, tie: int, tick: int) -> None:
    """The open hurts of one tie heal, if there are any; what is left is set down."""
    ties = world.ties
    pair = ties.pair[tie]
    if world.pairs.active[pair] and chances.sends_message(world, tie, tick):
        hurt = 0.0
        if journal.wanted(world.journal, journal.BREACHES):
            hurt = happenings.hurt_now(world, tie, tick)
        happenings.receive_message(world, tie)
        if journal.wanted(world.journal, journal.BREACHES):
            journal.note_message(world.journal, world, journal.HEAL, tie, 0, hurt, tick)
    if is_counselled(world, tie, tick):
        happenings.soothe(world, tie, world.parameters.counselling)
    if journal.wanted(world.journal, journal.BREACHES):
        journal.note_hurts_over(world.journal, world, tie, tick)
    ties.hurt[tie] = happenings.close_hurts(world, tie, tick)


def grow(world: World, law: ModuleType, person: int, tick: int) -> None:
    """Phase 3, then: ceilings are repaired, closeness grows or fades, consequences teach."""
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        pair = ties.pair[tie]
        if world.pairs.active[pair]:
            repair_ceiling(world, tie, is_counselled(world, tie, tick))
            if world.pairs.lower[pair] == tie:
                grow_close(world, law, pair)
    learn(world, person)


def is_counselled(world: World, tie: int, tick: int) -> bool:
    """Whether the two of this tie have a counsellor in this tick."""
    return bool(world.pairs.counselled_until[world.ties.pair[tie]] > tick)


def repair_ceiling(world: World, tie: int, counselled: bool) -> None:
    """What may be trusted at most comes back a little: it takes two, or a counsellor."""
    ties = world.ties
    willingness = world.people.forgiveness[ties.source[tie]] * world.people.transparency[ties.target[tie]]
    if counselled:
        willingness = 1.0
    ties.ceiling[tie] = severity.ceiling_repaired(ties.ceiling[tie], world.parameters.ceiling_repair, willingness)


def learn(world: World, person: int) -> None:
    """The hurt that a person has caused in those who are still there makes her more reliable."""
    ties = world.ties
    hurt_caused = 0.0
    relationships = 0
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        if world.pairs.active[ties.pair[tie]]:
            hurt_caused = hurt_caused + ties.hurt[ties.reverse[tie]]
            relationships += 1
    learn_from(world, person, hurt_caused, relationships)


def learn_from(world: World, person: int, hurt_caused: float, relationships: int) -> None:
    """The same, where the sum of that hurt is known, and of how many it is."""
    people = world.people
    mean_hurt = hurt_caused / relationships if relationships > 0 else 0.0
    people.reliability[person] = habits.reliability_learnt(
        people.reliability[person],
        people.habit[person],
        mean_hurt,
        world.parameters.learning,
        world.parameters.drift,
    )


def grow_close(world: World, law: ModuleType, pair: int) -> None:
    """Intimacy of one pair moves towards what trust and hurt allow."""
    ties = world.ties
    pairs = world.pairs
    lower = pairs.lower[pair]
    upper = ties.reverse[lower]
    target = closeness_allowed(world, law, lower, upper)
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
    ties.talks[lower] = 0
    ties.talks[upper] = 0


def closeness_allowed(world: World, law: ModuleType, lower: int, upper: int) -> float:
    """The closeness that trust and hurt of both sides of a pair allow."""
    ties = world.ties
    trust = law.acted_on(ties.trust[lower], ties.own[lower, 0], ties.own[lower, 1])
    trust_back = law.acted_on(ties.trust[upper], ties.own[upper, 0], ties.own[upper, 1])
    return closeness.target(trust, trust_back, ties.hurt[lower], ties.hurt[upper])


def listen(world: World, person: int, tick: int) -> None:
    """Phase 4: what friends tell about common friends, in the order of the tellers."""
    ties = world.ties
    people = world.people
    for to_teller in range(people.first_tie[person], people.first_tie[person + 1]):
        teller = ties.target[to_teller]
        if people.telling[teller] and world.pairs.active[ties.pair[to_teller]]:
            for story in range(people.first_tie[teller], people.first_tie[teller + 1]):
                if has_something_to_tell(world, story):
                    hear(world, to_teller, story, tick)


def has_something_to_tell(world: World, story: int) -> bool:
    """Whether the source of this tie learnt something of the target in this tick."""
    return bool(world.ties.news[story] > 0.0 or world.ties.praise[story] > 0.0)


def hear(world: World, to_teller: int, story: int, tick: int) -> None:
    """The source of the tie ``to_teller`` may hear from its target of what became known on the target's tie
    ``story``.
    """
    ties = world.ties
    listener = ties.source[to_teller]
    subject = ties.target[story]
    if subject == listener:
        return
    gossip_heard = ties.news[story] > 0.0 and chances.hears_gossip(world, story, listener, tick)
    praise_heard = ties.praise[story] > 0.0 and chances.hears_praise(world, story, listener, tick)
    if not (gossip_heard or praise_heard):
        return
    tie = tie_between(world, listener, subject)
    if tie >= 0 and world.pairs.active[ties.pair[tie]]:
        if gossip_heard:
            believe_gossip(world, tie, to_teller, story, tick)
        if praise_heard:
            believe_praise(world, tie, to_teller, story, tick)


def believe_gossip(world: World, tie: int, to_teller: int, story: int, tick: int) -> None:
    """Somebody hears of a breach: trust in a common friend falls, as far as the teller is believed."""
    ties = world.ties
    trust = ties.trust[tie]
    belief = gossip.belief(ties.standing[to_teller], world.parameters.credulous)
    ties.trust[tie] = gossip.after_gossip(trust, world.parameters.gossip_weight, belief, ties.news[story])
    if journal.wanted(world.journal, journal.BREACHES):
        teller = ties.target[to_teller]
        journal.note_hearsay(world.journal, world, journal.GOSSIP, tie, teller, ties.news[story], trust, tick)


def believe_praise(world: World, tie: int, to_teller: int, story: int, tick: int) -> None:
    """Somebody hears of what was kept: trust in a common friend rises, as far as the teller is believed."""
    ties = world.ties
    parameters = world.parameters
    trust = ties.trust[tie]
    belief = gossip.belief(ties.standing[to_teller], parameters.credulous)
    gain = min(1.0, parameters.trust_gain * ties.praise[story])
    ties.trust[tie] = gossip.after_praise(trust, ties.ceiling[tie], parameters.gossip_weight, belief, gain)
    if journal.wanted(world.journal, journal.ALL):
        teller = ties.target[to_teller]
        journal.note_hearsay(world.journal, world, journal.PRAISE, tie, teller, ties.praise[story], trust, tick)


def tie_between(world: World, source: int, target: int) -> int:
    """The tie from one person to another, or −1: ties of a person are sorted by target."""
    first = world.people.first_tie[source]
    left = world.people.first_tie[source + 1] - first
    if left == 0:
        return -1
    while left > 1:  # always as many steps for as many ties, and no branch in them
        half = left // 2
        first += half * (world.ties.target[first + half] <= target)
        left -= half
    return first if world.ties.target[first] == target else -1


def part(world: World, law: ModuleType, choices: Any, person: int, tick: int) -> None:
    """Phase 5: each side, by itself, may leave; both may in one tick, so the second is asked too."""
    ties = world.ties
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        pair = ties.pair[tie]
        if world.pairs.active[pair] or world.pairs.ended[pair] == tick:
            part_on(world, law, choices, tie, tick)


def part_on(world: World, law: ModuleType, choices: Any, tie: int, tick: int) -> None:
    """The source of this tie, which has not ended before this tick, may leave the target."""
    if not choices.leaves(world, law, tie, tick):
        return
    ties = world.ties
    pair = ties.pair[tie]
    if world.pairs.active[pair]:
        world.pairs.active[pair] = False
        world.pairs.ended[pair] = tick
        world.people.losses[ties.source[tie]] += 1
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
