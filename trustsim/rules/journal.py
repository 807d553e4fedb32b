"""The journal: what happens, written down by the rules that let it happen, where somebody wants to read it.

Nothing here moves anything else than the journal's own columns. How much is noted, its ``level`` says; below it a
note is one comparison. A line says when, in which phase, what, between whom, and where trust, ceiling, hurt and
intimacy stood after it.

In every phase a person writes of her own ties alone. So the lines of one phase can be put in the order of their
sources, and are then the same in whatever order the people took their turns.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from trustsim import draws
from trustsim.laws import healing
from trustsim.rules import happenings
from trustsim.world.columns import HIDDEN_SLOTS, Journal, World

NOTHING: Final = 0
BREACHES: Final = 1
ALL: Final = 2
LEVELS: Final = ("none", "breaches", "all")

SCRIPT: Final = 0
MEET: Final = 1
DISCOVER: Final = 2
HEAL: Final = 3
LISTEN: Final = 4
PART: Final = 5
FIND: Final = 6

KEPT: Final = 0
AVOIDED: Final = 1
MISREAD: Final = 2
BREACH: Final = 3
HIDDEN: Final = 4
FOUND: Final = 5
FORGOTTEN: Final = 6
MERGED: Final = 7
MESSAGE: Final = 8
COUNSELLING: Final = 9
HURT_OVER: Final = 10
GOSSIP: Final = 11
PRAISE: Final = 12
LEFT: Final = 13
CHANGE: Final = 14
NEW_TIE: Final = 15


class Kind(NamedTuple):
    """What can happen: its name in tables, what it is, what its amount is; in the order of the codes above."""

    name: str
    about: str
    amount: str = ""


KINDS: Final = (
    Kind("kept", "the target kept an act that the source relied on (only with `all`)", "weight of the act"),
    Kind("avoided", "the two met, and the source did not rely on the target (only with `all`)"),
    Kind("misread", "a kept act that the source took for a lapse", "share of trust lost, by the severity laws"),
    Kind("breach", "a breach that the source knows of at once", "share of trust lost, by the severity laws"),
    Kind("hidden", "a breach that the source does not know of; no effect yet", "size at birth, in log-odds"),
    Kind("found", "a hidden breach came to light", "share of trust lost, by the severity laws"),
    Kind("forgotten", "a hidden breach is lost for good: nobody will find it"),
    Kind("merged", "the two oldest hidden breaches of a script became one, since there were eight"),
    Kind("message", "a renewed promise, or a late apology (then `apology`)", "log-odds taken off every open hurt"),
    Kind("counselling", "a counsellor begins to help the two", "weeks"),
    Kind("hurt_over", "a hurt has healed", "weeks since it was born"),
    Kind("gossip", "the source heard from `other` what the target had done", "share of trust lost that is told"),
    Kind("praise", "the source heard good of the target from `other` (only with `all`)", "weight of what was kept"),
    Kind("left", "the source left the target"),
    Kind("change", "a trait of the source is another from now on; `act` says which", "its new value"),
    Kind("new_tie", "the two got to know each other"),
)

DELIBERATE: Final = 1
WARNED: Final = 2
APOLOGY: Final = 4
SCRIPTED: Final = 8


def wanted(journal: Journal | None, level: int) -> bool:
    """Whether what belongs to this level is to be noted. Without a journal nothing is left of the question: compiled,
    it is a constant, and what hangs on it is not there.
    """
    if journal is None:
        return False
    return bool(journal.level >= level)


def flags_of(deliberate: bool, warned: bool, apology: bool, scripted: bool) -> int:
    """Four switches as one number."""
    flags = 0
    if deliberate:
        flags += DELIBERATE
    if warned:
        flags += WARNED
    if apology:
        flags += APOLOGY
    if scripted:
        flags += SCRIPTED
    return flags


def note(
    journal: Journal | None,
    world: World,
    phase: int,
    what: int,
    tie: int,
    other: int,
    act: int,
    flags: int,
    amount: float,
    trust: float,
    hurt: float,
    happening: Any,
    tick: int,
) -> None:
    """A line about a tie, after it happened; ``trust`` and ``hurt`` are those before."""
    if journal is None:
        return
    ties = world.ties
    line = new_line(journal, ties.source[tie], ties.target[tie])
    if line < 0:
        return
    write(journal, line, phase, what, ties.source[tie], ties.target[tie], other, act, flags, tick)
    numbers = journal.numbers
    numbers[line, 0] = amount
    numbers[line, 1] = trust
    numbers[line, 2] = ties.trust[tie]
    numbers[line, 3] = ties.ceiling[tie]
    numbers[line, 4] = hurt
    numbers[line, 5] = happenings.hurt_now(world, tie, tick)
    numbers[line, 6] = world.pairs.intimacy[ties.pair[tie]]
    journal.happening[line] = happening


def note_change(journal: Journal | None, world: World, person: int, trait: int, value: float, tick: int) -> None:
    """A line about one person: a trait is another from now on."""
    if journal is None:
        return
    line = new_line(journal, person, person)
    if line < 0:
        return
    write(journal, line, SCRIPT, CHANGE, person, -1, -1, trait, SCRIPTED, tick)
    journal.numbers[line, 0] = value


def new_line(journal: Journal, source: int, target: int) -> int:
    """The next line; −1 if this is not to be noted, or no room is left for it."""
    if journal.first >= 0:
        # of one person alone (a change) it is enough that she is one of the two
        if source != journal.first and source != journal.second:
            return -1
        if target != journal.first and target != journal.second:
            return -1
    line = journal.count[0]
    journal.count[0] = line + 1
    return line if line < len(journal.happening) else -1


def write(
    journal: Journal,
    line: int,
    phase: int,
    what: int,
    source: int,
    target: int,
    other: int,
    act: int,
    flags: int,
    tick: int,
) -> None:
    """The whole numbers of a line."""
    whole = journal.whole
    whole[line, 0] = tick
    whole[line, 1] = phase
    whole[line, 2] = what
    whole[line, 3] = source
    whole[line, 4] = target
    whole[line, 5] = other
    whole[line, 6] = act
    whole[line, 7] = flags


def note_plain(
    journal: Journal | None, world: World, phase: int, what: int, tie: int, flags: int, amount: float, tick: int
) -> None:
    """A line about what leaves trust and hurt of a tie as they are."""
    hurt = happenings.hurt_now(world, tie, tick)
    note(journal, world, phase, what, tie, -1, -1, flags, amount, world.ties.trust[tie], hurt, draws.unsigned(0), tick)


def note_message(
    journal: Journal | None, world: World, phase: int, tie: int, flags: int, hurt: float, tick: int
) -> None:
    """A line about a message that came."""
    comfort = happenings.comfort_of_message(world, tie)
    trust = world.ties.trust[tie]
    note(journal, world, phase, MESSAGE, tie, -1, -1, flags, comfort, trust, hurt, draws.unsigned(0), tick)


def note_hearsay(
    journal: Journal | None, world: World, what: int, tie: int, teller: int, amount: float, trust: float, tick: int
) -> None:
    """A line about what the source heard of the target from a teller."""
    hurt = happenings.hurt_now(world, tie, tick)
    note(journal, world, LISTEN, what, tie, teller, -1, 0, amount, trust, hurt, draws.unsigned(0), tick)


def note_hiding(
    journal: Journal | None,
    world: World,
    phase: int,
    tie: int,
    act: int,
    deliberate: bool,
    size: float,
    happening: Any,
    tick: int,
) -> None:
    """Lines about a breach that is about to be hidden, and about what has to go for it where eight are hidden."""
    ties = world.ties
    hurt = happenings.hurt_now(world, tie, tick)
    trust = ties.trust[tie]
    if ties.hidden_count[tie] == HIDDEN_SLOTS:
        lost = happenings.oldest_unscripted(world, tie)
        what = FORGOTTEN
        flags = 0
        if lost == HIDDEN_SLOTS:
            lost = 1
            what = MERGED
            flags = SCRIPTED
        key = ties.hidden_key[tie, lost]
        note(journal, world, phase, what, tie, -1, -1, flags, 0.0, trust, hurt, key, tick)
    flags = flags_of(deliberate, False, False, phase == SCRIPT)
    note(journal, world, phase, HIDDEN, tie, -1, act, flags, size, trust, hurt, draws.unsigned(happening), tick)


def note_hurts_over(journal: Journal | None, world: World, tie: int, tick: int) -> None:
    """Lines about the hurts that are about to be closed; the hurt after is what the others leave."""
    rate = happenings.rate_of_healing(world, tie)
    for slot in range(world.ties.hurt_count[tie]):
        if happenings.odds_of_slot(world, tie, slot, rate, tick) < healing.CLOSED:
            age = happenings.age_in_weeks(world, tie, slot, tick)
            note_plain(journal, world, HEAL, HURT_OVER, tie, 0, age, tick)
