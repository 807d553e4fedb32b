"""What one happening does to the columns of one tie."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from trustsim import draws
from trustsim.laws import closeness, healing, keeping, severity
from trustsim.laws.arithmetic import logarithm, logistic
from trustsim.world.columns import HIDDEN_SLOTS, HURT_SLOTS, World

# ------------------------------------------------------------------ trust


def keep_act(world: World, law: ModuleType, tie: int, signal: float, interdependence: float, hurt: float) -> None:
    """A kept act: trust moves by the law, and it counts."""
    move_trust(world, law, tie, signal, 0.0, interdependence, hurt)
    world.ties.history[tie] += 1
    world.ties.kept[tie] += 1


def keep_everyday(world: World, law: ModuleType, tie: int, act: int, depth: float, hurt: float) -> None:
    """A kept act of one of the four kinds: it may be praised, and talking brings closer."""
    weight = keeping.weight_of(act, depth)
    keep_act(world, law, tie, law.signal(world.own, weight), world.parameters.interdependence, hurt)
    leave_traces(world, tie, act, weight)


def leave_traces(world: World, tie: int, act: int, weight: float) -> None:
    """What a kept act leaves for the later phases: it may be praised; a talk brings closer."""
    if world.parameters.praise_reach > 0.0:
        world.people.telling[world.ties.source[tie]] = True
        world.ties.praise[tie] = world.ties.praise[tie] + weight
    if act == keeping.CONVERSATION or act == keeping.CONFIDENCE:
        world.ties.talks[tie] += 1


def suffer_breach(
    world: World,
    law: ModuleType,
    tie: int,
    size: float,
    deliberate: bool,
    concealed: bool,
    warned: bool,
    apology: bool,
    signal: float,
    interdependence: float,
    hurt: float,
    history: float,
    tick: int,
) -> float:
    """A breach that the source knows of: trust, ceiling, a new hurt, and something to tell.

    ``size`` is the breach's own log-odds x0; ``hurt`` and ``history`` are H and n as the rule that calls this reads
    them. Returns the share ℓ that the severity laws make of it.
    """
    ties = world.ties
    parameters = world.parameters
    fresh = severity.freshness(history, parameters.first_impression_encounters)
    x = severity.size_of_breach(
        size,
        parameters.deliberate if deliberate else 0.0,
        parameters.concealed if concealed else 0.0,
        parameters.repeat * hurt,
        parameters.first_impression * fresh,
        parameters.warned if warned else 0.0,
    )
    share = logistic(x - parameters.apology_on_trust) if apology else logistic(x)
    if law.leaves_hurt:
        bad_faith = deliberate or concealed
        damage = parameters.ceiling_damage if bad_faith else parameters.early_ceiling_damage * fresh
        ties.ceiling[tie] = severity.ceiling_left(ties.ceiling[tie], share, -signal * damage)
    move_trust(world, law, tie, signal, share, interdependence, hurt)
    if law.leaves_hurt:
        size_of_hurt = x - parameters.apology_on_hurt if apology else x
        if signal > -1.0:
            # a graded signal scales the odds of the hurt
            size_of_hurt = size_of_hurt + logarithm(-signal)
        remember_hurt(world, tie, size_of_hurt, tick)
    ties.history[tie] += 1
    ties.breaches[tie] += 1
    if concealed:
        ties.caught[tie] = True
    told = share * min(1.0, max(0.0, -signal))
    world.people.telling[ties.source[tie]] = True
    ties.news[tie] = 1.0 - (1.0 - ties.news[tie]) * (1.0 - told)
    return share


def move_trust(
    world: World, law: ModuleType, tie: int, signal: float, share: float, interdependence: float, hurt: float
) -> None:
    """Trust and the law's own numbers after an act of this signal; 0 ≤ T ≤ C whatever the law returns."""
    ties = world.ties
    trust = ties.trust[tie]
    first = 0.0
    second = 0.0
    if len(law.columns) > 0:
        first = ties.own[tie, 0]
        second = ties.own[tie, 1]
    if signal > 0.0:
        intimacy = world.pairs.intimacy[ties.pair[tie]]
        trust, first, second = law.kept(
            world.parameters,
            world.own,
            trust,
            first,
            second,
            ties.ceiling[tie],
            hurt,
            intimacy,
            signal,
            interdependence,
        )
    elif signal < 0.0:
        trust, first, second = law.broken(
            world.parameters, world.own, trust, first, second, share, signal, interdependence
        )
    ties.trust[tie] = min(max(trust, 0.0), ties.ceiling[tie])
    if len(law.columns) > 0:
        ties.own[tie, 0] = first
        ties.own[tie, 1] = second


def depth_of(world: World, tie: int, act: int) -> float:
    """How deep the source confides; 0 for all but confidences."""
    if act != keeping.CONFIDENCE:
        return 0.0
    vulnerability = world.people.vulnerability[world.ties.source[tie]]
    return closeness.depth(vulnerability, world.pairs.intimacy[world.ties.pair[tie]], world.parameters.pace)


def own_size(world: World, act: int, depth: float) -> float:
    """The log-odds x0 of a lapse in an act of this kind."""
    parameters = world.parameters
    if act == keeping.PROMISE:
        return parameters.lapse_size
    if act == keeping.CONVERSATION:
        return parameters.conversation_lapse
    if act == keeping.BOUNDARY:
        return parameters.boundary_crossing
    return parameters.confidence_breach + depth


# ------------------------------------------------------------------ hurts


def age_of(world: World, tie: int, slot: int, tick: int) -> float:
    """How old an open hurt is: ln(1 + A), A in weeks."""
    age: float = world.ages[tick - world.ties.hurt_born[tie, slot]]
    return age


def age_in_weeks(world: World, tie: int, slot: int, tick: int) -> float:
    """The same as A itself."""
    return (tick - world.ties.hurt_born[tie, slot]) / world.ticks_per_week


def rate_of_healing(world: World, tie: int) -> float:
    """The source's healing rate g."""
    return healing.healing_rate(world.people.forgiveness[world.ties.source[tie]], world.parameters.healing_exponent)


def odds_of_slot(world: World, tie: int, slot: int, rate: float, tick: int) -> float:
    """The odds of one open hurt now."""
    return healing.odds_of_hurt(world.ties.hurt_size[tie, slot], age_of(world, tie, slot, tick), rate)


def hurt_now(world: World, tie: int, tick: int) -> float:
    """H = 1 − ∏ 1/(1+o) over the open hurts, each on its own clock."""
    count = world.ties.hurt_count[tie]
    if count == 0:
        return 0.0
    rate = rate_of_healing(world, tie)
    untouched = 1.0
    for slot in range(count):
        untouched = untouched * healing.untouched(odds_of_slot(world, tie, slot, rate, tick))
    return 1.0 - untouched


def remember_hurt(world: World, tie: int, size: float, tick: int) -> None:
    """Open a new hurt, born now. When the slots are full the two oldest become one that is as strong now and never
    weaker later.
    """
    ties = world.ties
    count = ties.hurt_count[tie]
    if count == HURT_SLOTS:
        rate = rate_of_healing(world, tie)
        both = healing.odds_of_two(odds_of_slot(world, tie, 0, rate, tick), odds_of_slot(world, tie, 1, rate, tick))
        ties.hurt_size[tie, 0] = healing.size_at_birth(both, age_of(world, tie, 0, tick), rate)
        for slot in range(2, HURT_SLOTS):
            ties.hurt_size[tie, slot - 1] = ties.hurt_size[tie, slot]
            ties.hurt_born[tie, slot - 1] = ties.hurt_born[tie, slot]
        count = HURT_SLOTS - 1
    ties.hurt_size[tie, count] = size
    ties.hurt_born[tie, count] = tick
    ties.hurt_count[tie] = count + 1


def soothe(world: World, tie: int, log_odds: float) -> None:
    """Take so much off every open hurt."""
    ties = world.ties
    for slot in range(ties.hurt_count[tie]):
        ties.hurt_size[tie, slot] = ties.hurt_size[tie, slot] - log_odds


def receive_message(world: World, tie: int) -> None:
    """A renewed promise or a late apology: less hurt, by half as much from somebody who was caught hiding."""
    soothe(world, tie, comfort_of_message(world, tie))


def comfort_of_message(world: World, tie: int) -> float:
    """How many log-odds a message takes off every open hurt."""
    return world.parameters.apology_on_hurt * healing.credibility(world.ties.caught[tie])


def close_hurts(world: World, tie: int, tick: int) -> float:
    """Close the hurts that are over, keeping the others in order; returns the hurt that is left."""
    rate = rate_of_healing(world, tie)
    untouched = 1.0
    over = 0
    for slot in range(world.ties.hurt_count[tie]):
        odds = odds_of_slot(world, tie, slot, rate, tick)
        if odds >= healing.CLOSED:
            untouched = untouched * healing.untouched(odds)
        else:
            over |= 1 << slot
    if over:
        drop_hurts(world, tie, over)
    return 1.0 - untouched


def drop_hurts(world: World, tie: int, over: int) -> None:
    """Take hurts off the list, those whose bit is set in ``over``, keeping the others in order."""
    ties = world.ties
    count = ties.hurt_count[tie]
    left = 0
    for slot in range(count):
        if not over >> slot & 1:
            ties.hurt_size[tie, left] = ties.hurt_size[tie, slot]
            ties.hurt_born[tie, left] = ties.hurt_born[tie, slot]
            left += 1
    for slot in range(left, count):
        ties.hurt_size[tie, slot] = 0.0
        ties.hurt_born[tie, slot] = 0
    ties.hurt_count[tie] = left


def change_forgiveness(world: World, person: int, forgiveness: float, tick: int) -> None:
    """A person becomes more or less forgiving; no open hurt jumps, only their further course changes."""
    exponent = world.parameters.healing_exponent
    before = healing.healing_rate(world.people.forgiveness[person], exponent)
    after = healing.healing_rate(forgiveness, exponent)
    for tie in range(world.people.first_tie[person], world.people.first_tie[person + 1]):
        for slot in range(world.ties.hurt_count[tie]):
            world.ties.hurt_size[tie, slot] = healing.size_at_new_rate(
                world.ties.hurt_size[tie, slot], age_of(world, tie, slot, tick), before, after
            )
    world.people.forgiveness[person] = forgiveness


# ------------------------------------------------------------------ hidden breaches


def hide(world: World, tie: int, size: float, deliberate: bool, scripted: bool, happening: Any) -> None:
    """A breach that the source does not know of: no effect until found.

    ``happening`` is its key. When the slots are full, the oldest that no script planted is lost; if a script planted
    all, the two oldest become one, as bad as the worse of them.
    """
    ties = world.ties
    count = ties.hidden_count[tie]
    if count == HIDDEN_SLOTS:
        lost = oldest_unscripted(world, tie)
        if lost == HIDDEN_SLOTS:
            ties.hidden_size[tie, 0] = max(ties.hidden_size[tie, 0], ties.hidden_size[tie, 1])
            ties.hidden_deliberate[tie, 0] = ties.hidden_deliberate[tie, 0] or ties.hidden_deliberate[tie, 1]
            lost = 1
        forget_hidden(world, tie, lost)
        count = HIDDEN_SLOTS - 1
    ties.hidden_size[tie, count] = size
    ties.hidden_key[tie, count] = draws.unsigned(happening)
    ties.hidden_deliberate[tie, count] = deliberate
    ties.hidden_scripted[tie, count] = scripted
    ties.hidden_count[tie] = count + 1


def oldest_unscripted(world: World, tie: int) -> int:
    """The slot of the oldest hidden breach that no script planted; ``HIDDEN_SLOTS`` if there is none."""
    for slot in range(world.ties.hidden_count[tie]):
        if not world.ties.hidden_scripted[tie, slot]:
            return slot
    return HIDDEN_SLOTS


def forget_hidden(world: World, tie: int, lost: int) -> None:
    """Take one hidden breach off the list, keeping the others in order."""
    ties = world.ties
    last = ties.hidden_count[tie] - 1
    for slot in range(lost, last):
        ties.hidden_size[tie, slot] = ties.hidden_size[tie, slot + 1]
        ties.hidden_key[tie, slot] = ties.hidden_key[tie, slot + 1]
        ties.hidden_deliberate[tie, slot] = ties.hidden_deliberate[tie, slot + 1]
        ties.hidden_scripted[tie, slot] = ties.hidden_scripted[tie, slot + 1]
    ties.hidden_size[tie, last] = 0.0
    ties.hidden_key[tie, last] = draws.unsigned(0)
    ties.hidden_deliberate[tie, last] = False
    ties.hidden_scripted[tie, last] = False
    ties.hidden_count[tie] = last
