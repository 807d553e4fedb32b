"""The decisions people take: a chance from a law, held against the decision's own random number.

All share one signature, ``(world, law, tie, …, tick) -> bool``. The tie's source relies, its target acts. The seven
that a ``Person`` may override stand first, under the names that it overrides them by.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from trustsim import draws
from trustsim.laws import habits, keeping, openness, reliance
from trustsim.world.columns import World


def relies_on(world: World, law: ModuleType, tie: int, tick: int) -> bool:
    """Does the source rely on the target this time?"""
    ties = world.ties
    trust = law.acted_on(ties.trust[tie], ties.own[tie, 0], ties.own[tie, 1])
    willing = reliance.reliance(world.people.forgiveness[ties.source[tie]], trust)
    chance = 1.0 - world.parameters.caution * (1.0 - willing)
    return draws.draw(world.seed, draws.RELIANCE, ties.key[tie], tick) < chance


def keeps(world: World, law: ModuleType, tie: int, act: int, tick: int) -> bool:
    """Does the target keep this act?"""
    people = world.people
    relying = world.ties.source[tie]
    acting = world.ties.target[tie]
    reliable = people.reliability[acting]
    unsteady = keeping.reliability_in_a_bad_spell(reliable, people.consistency[acting])
    respect = people.respect[acting]
    clear = keeping.boundary_respected(respect, people.boundaries[relying])
    if world.parameters.reciprocity > 0.0:
        reliable = returned(world, tie, reliable)
        unsteady = returned(world, tie, unsteady)
        respect = returned(world, tie, respect)
        clear = returned(world, tie, clear)
    number = draws.draw(world.seed, draws.KEEPING, world.ties.key[tie], tick)
    promise = (number < reliable) & ((number < unsteady) | (not people.bad_spell[acting]))
    return keeping.kept(act, promise, number < clear, number < respect)


def returned(world: World, tie: int, chance: float) -> float:
    """The chance that the target keeps an act, as far as it gives back what it is given."""
    parameters = world.parameters
    floor: Any = parameters.reciprocity_floor
    if floor != floor:  # NaN: follows forgiveness
        floor = reliance.second_chance(world.people.forgiveness[world.ties.target[tie]])
    back = world.ties.standing[world.ties.reverse[tie]]
    return keeping.reciprocated(chance, parameters.reciprocity, floor, parameters.reciprocity_top, back)


def breaks_on_purpose(world: World, law: ModuleType, tie: int, act: int, tick: int) -> bool:
    """Is the target's breach on purpose? A boundary is only ever crossed by accident."""
    if act == keeping.BOUNDARY:
        return False
    share = world.people.deliberate_share[world.ties.target[tie]]
    return draws.draw(world.seed, draws.PURPOSE, world.ties.key[tie], tick) < share


def warns(world: World, law: ModuleType, tie: int, tick: int) -> bool:
    """Does the target say in time that it cannot keep the act?"""
    chance = world.people.communication[world.ties.target[tie]]
    if chance != chance:  # NaN: follows transparency
        chance = openness_towards(world, tie)
    return draws.draw(world.seed, draws.WARNING, world.ties.key[tie], tick) < chance


def owns_up(world: World, law: ModuleType, tie: int, tick: int) -> bool:
    """Does the target say itself what it has done?"""
    chance = openness_towards(world, tie)
    return draws.draw(world.seed, draws.OWNING_UP, world.ties.key[tie], tick) < chance


def apologises(world: World, law: ModuleType, tie: int, tick: int) -> bool:
    """Does the target, having warned or owned up, apologise?"""
    chance = world.people.apology[world.ties.target[tie]]
    return draws.draw(world.seed, draws.APOLOGY, world.ties.key[tie], tick) < chance


def leaves(world: World, law: ModuleType, tie: int, tick: int) -> bool:
    """Does the source leave the target?"""
    ties = world.ties
    chance = habits.leaving(
        world.types.ending[ties.relationship[tie]],
        ties.hurt[tie],
        law.acted_on(ties.trust[tie], ties.own[tie, 0], ties.own[tie, 1]),
        world.pairs.intimacy[ties.pair[tie]],
    )
    return draws.draw(world.seed, draws.LEAVING, ties.key[tie], tick) < chance


def read_standing(world: World) -> bool:
    """Does anybody act on how they stand to those who rely on them?"""
    return bool(world.parameters.reciprocity > 0.0 or world.parameters.holding_back > 0.0)


def openness_towards(world: World, tie: int) -> float:
    """How open the target is towards the source."""
    if world.parameters.holding_back == 0.0:
        return float(world.people.transparency[world.ties.target[tie]])
    back = world.ties.standing[world.ties.reverse[tie]]
    return openness.open_towards(world.people.transparency[world.ties.target[tie]], world.parameters.holding_back, back)


def meets(world: World, tie: int, tick: int) -> bool:
    """Do the two have an encounter on this tie?"""
    rate = world.types.encounters[world.ties.relationship[tie]]
    return draws.draw(world.seed, draws.ENCOUNTER, world.ties.key[tie], tick) < rate


def kind_of_act(world: World, tie: int, tick: int) -> int:
    """Which of the four kinds the encounter is, by their shares."""
    parameters = world.parameters
    number = draws.draw(world.seed, draws.KIND_OF_ACT, world.ties.key[tie], tick)
    promises = parameters.promise_share
    conversations = promises + parameters.conversation_share
    boundaries = conversations + parameters.boundary_share
    # the codes of the kinds count up: as many as the shares that the number lies beyond
    return int(number >= promises) + int(number >= conversations) + int(number >= boundaries)


def is_misread(world: World, tie: int, tick: int) -> bool:
    """Does the source take a kept act for a lapse?"""
    chance = keeping.misread(
        world.parameters.misreading,
        world.people.transparency[world.ties.target[tie]],
        world.people.boundaries[world.ties.source[tie]],
    )
    return draws.draw(world.seed, draws.MISREADING, world.ties.key[tie], tick) < chance


def sends_message(world: World, tie: int, tick: int) -> bool:
    """Does the target send a renewed promise?"""
    rate = world.parameters.message_rate
    return rate > 0.0 and draws.draw(world.seed, draws.MESSAGE, world.ties.key[tie], tick) < rate


def is_found(world: World, tie: int, hidden: Any, tick: int) -> bool:
    """Does the source find out about this hidden breach?"""
    who = draws.fold(world.ties.key[tie], hidden)
    return draws.draw(world.seed, draws.DISCOVERY, who, tick) < world.parameters.discovery


def is_forgotten(world: World, tie: int, hidden: Any, tick: int) -> bool:
    """Is this hidden breach, not found, lost for good?"""
    who = draws.fold(world.ties.key[tie], hidden)
    return draws.draw(world.seed, draws.FORGETTING, who, tick) < world.parameters.forgetting


def comes_to_light_or_is_lost(world: World, tie: int, slot: int, tick: int) -> bool:
    """Does anything become of this hidden breach?"""
    ties = world.ties
    hidden = ties.hidden_key[tie, slot]
    is_lost = is_forgotten(world, tie, hidden, tick) & (not ties.hidden_scripted[tie, slot])
    return bool(is_found(world, tie, hidden, tick) | is_lost)


def hears_gossip(world: World, teller_tie: int, listener: int, tick: int) -> bool:
    """Does the listener hear of what became known on the teller's tie?"""
    who = draws.fold(world.ties.key[teller_tie], world.people.key[listener])
    return draws.draw(world.seed, draws.GOSSIP, who, tick) < world.parameters.gossip_reach


def hears_praise(world: World, teller_tie: int, listener: int, tick: int) -> bool:
    """Does the listener hear of what was kept on the teller's tie?"""
    who = draws.fold(world.ties.key[teller_tie], world.people.key[listener])
    return draws.draw(world.seed, draws.PRAISE, who, tick) < world.parameters.praise_reach
