"""The events that a config plants: a betrayal in week 52, a late apology, a counsellor."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final, NamedTuple

from trustsim import draws
from trustsim.laws import keeping
from trustsim.rules import happenings, journal
from trustsim.world.columns import Ties, World

KEPT: Final = 0
BREACH: Final = 1
ACT: Final = 2
MESSAGE: Final = 3
COUNSELLING: Final = 4
CHANGE: Final = 5

RELIABILITY: Final = 0
CONSISTENCY: Final = 1
COMMUNICATION: Final = 2
TRANSPARENCY: Final = 3
FORGIVENESS: Final = 4
RESPECT: Final = 5
VULNERABILITY: Final = 6
BOUNDARIES: Final = 7
DELIBERATE_SHARE: Final = 8
APOLOGY: Final = 9


class Events(NamedTuple):
    """One row for each thing that happens to one tie, one pair or one person, sorted by tick."""

    tick: Any  # int64
    what: Any  # int64: a code above
    where: Any  # int64: the tie, pair or person; −1: all of them
    act: Any  # int64: kind of act
    size: Any  # float64: log-odds x0; NaN: the kind's own
    signal: Any  # float64: −1…1, of an ACT
    interdependence: Any  # float64; NaN: as everyday
    deliberate: Any  # bool
    hidden: Any  # bool
    warned: Any  # bool
    apology: Any  # bool
    trait: Any  # int64: a code above, of a CHANGE
    value: Any  # float64: of a CHANGE; ticks of COUNSELLING
    key: Any  # uint64: stands for the event in draws
    number: Any  # int64: which event of the script


def apply(world: World, law: ModuleType, events: Events, row: int, tick: int) -> None:
    """Let one row happen."""
    where = events.where[row]
    what = events.what[row]
    if what == COUNSELLING:
        first, last = where, where + 1
        if where < 0:
            first, last = 0, len(world.pairs.active)
        for pair in range(first, last):
            until = tick + int(events.value[row])
            world.pairs.counselled_until[pair] = max(world.pairs.counselled_until[pair], until)
            if journal.wanted(world.journal, journal.BREACHES):
                weeks = events.value[row] / world.ticks_per_week
                for tie in (world.pairs.lower[pair], world.ties.reverse[world.pairs.lower[pair]]):
                    journal.note_plain(
                        world.journal, world, journal.SCRIPT, journal.COUNSELLING, tie, journal.SCRIPTED, weeks, tick
                    )
    elif what == CHANGE:
        first, last = where, where + 1
        if where < 0:
            first, last = 0, len(world.people.key)
        for person in range(first, last):
            change(world, person, events.trait[row], events.value[row], tick)
    else:
        first, last = where, where + 1
        if where < 0:
            first, last = 0, len(world.ties.key)
        for tie in range(first, last):
            if world.pairs.active[world.ties.pair[tie]]:
                happen(world, law, events, row, tie, tick)


def happen(world: World, law: ModuleType, events: Events, row: int, tie: int, tick: int) -> None:
    """One event on one tie that is alive. It sees the hurt that the events before it have left."""
    ties = world.ties
    what = events.what[row]
    act = events.act[row]
    hurt = happenings.hurt_now(world, tie, tick)
    interdependence = events.interdependence[row]
    if interdependence != interdependence:
        interdependence = world.parameters.interdependence
    depth = happenings.depth_of(world, tie, act)
    size = events.size[row]
    if size != size:
        size = happenings.own_size(world, act, depth)
    trust = ties.trust[tie]
    nothing = draws.unsigned(0)
    if what == MESSAGE:
        happenings.receive_message(world, tie)
        if journal.wanted(world.journal, journal.BREACHES):
            flags = journal.flags_of(False, False, events.apology[row], True)
            journal.note_message(world.journal, world, journal.SCRIPT, tie, flags, hurt, tick)
    elif what == KEPT or (what == ACT and events.signal[row] >= 0.0):
        weight = keeping.weight_of(act, depth)
        if what == KEPT:
            happenings.keep_everyday(world, law, tie, act, depth, hurt)
        else:
            weight = events.signal[row]
            happenings.keep_act(world, law, tie, weight, interdependence, hurt)
            happenings.leave_traces(world, tie, act, weight)
        if journal.wanted(world.journal, journal.ALL):
            flags = journal.SCRIPTED
            journal.note(
                world.journal,
                world,
                journal.SCRIPT,
                journal.KEPT,
                tie,
                -1,
                act,
                flags,
                weight,
                trust,
                hurt,
                nothing,
                tick,
            )
    elif events.hidden[row]:
        note_first_breach(ties, tie)
        if journal.wanted(world.journal, journal.BREACHES):
            deliberate = events.deliberate[row]
            journal.note_hiding(world.journal, world, journal.SCRIPT, tie, act, deliberate, size, events.key[row], tick)
        happenings.hide(world, tie, size, events.deliberate[row], True, events.key[row])
    else:
        note_first_breach(ties, tie)
        signal = law.signal(world.own, -1.0)
        if what == ACT:
            signal = events.signal[row]
        share = happenings.suffer_breach(
            world,
            law,
            tie,
            size,
            events.deliberate[row],
            False,
            events.warned[row],
            events.apology[row],
            signal,
            interdependence,
            hurt,
            ties.history[tie],
            tick,
        )
        if journal.wanted(world.journal, journal.BREACHES):
            flags = journal.flags_of(events.deliberate[row], events.warned[row], events.apology[row], True)
            journal.note(
                world.journal,
                world,
                journal.SCRIPT,
                journal.BREACH,
                tie,
                -1,
                act,
                flags,
                share,
                trust,
                hurt,
                nothing,
                tick,
            )


def note_first_breach(ties: Ties, tie: int) -> None:
    """The script's first breach has now hit this tie, if it was to."""
    if ties.betrayed[tie] == 1:
        ties.betrayed[tie] = 2


def change(world: World, person: int, trait: int, value: float, tick: int) -> None:
    """A trait of a person changes. A new reliability becomes the habit too."""
    people = world.people
    if journal.wanted(world.journal, journal.BREACHES):
        journal.note_change(world.journal, world, person, trait, value, tick)
    if trait == RELIABILITY:
        people.reliability[person] = value
        people.habit[person] = value
    elif trait == CONSISTENCY:
        people.consistency[person] = value
    elif trait == COMMUNICATION:
        people.communication[person] = value
    elif trait == TRANSPARENCY:
        people.transparency[person] = value
    elif trait == FORGIVENESS:
        happenings.change_forgiveness(world, person, value, tick)
    elif trait == RESPECT:
        people.respect[person] = value
    elif trait == VULNERABILITY:
        people.vulnerability[person] = value
    elif trait == BOUNDARIES:
        people.boundaries[person] = value
    elif trait == DELIBERATE_SHARE:
        people.deliberate_share[person] = value
    elif trait == APOLOGY:
        people.apology[person] = value
