"""The people and the ties of a world at one moment, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.laws import keeping
from trustsim.outcomes import PeopleAtEnd
from trustsim.parameters import Traits
from trustsim.rules import journal as journals
from trustsim.simulation.start import Start


@dataclass(frozen=True)
class Names:
    """A column of names: the names, and for each row its place among them."""

    names: Sequence[str]
    places: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.places)

    def tolist(self) -> list[str]:
        """The name in each row."""
        return [self.names[place] for place in self.places.tolist()]


Column = NDArray[Any] | Names
Table = dict[str, Column]


def below_each_other(columns: Sequence[Column]) -> Column:
    """One column of several of one kind, in their order; those of names are of one run, or of runs that begin alike, so
    they have the same names.
    """
    first = columns[0]
    if len(columns) == 1:
        return first
    if isinstance(first, Names):
        return Names(first.names, np.concatenate([one.places for one in columns if isinstance(one, Names)]))
    return np.concatenate([one for one in columns if not isinstance(one, Names)])


def people_table(start: Start, feelings: NDArray[np.float64] | None = None) -> Table:
    """The people as they are now: name, traits, pain, distress, mean trust given and received (ended counts 0).

    ``feelings``: what ``rules.feelings.feel`` says of them, if that is known.
    """
    people = PeopleAtEnd(start)
    pain, distress = (people.pain, people.distress) if feelings is None else feelings.T
    return {
        "person": Names(start.network.texts, np.arange(start.network.people, dtype=np.int32)),
        **{name: getattr(start.world.people, name).copy() for name in Traits._fields},
        "pain": pain,
        "distress": distress,
        "trust_given": people.trust_given,
        "trust_received": people.trust_received,
    }


def ties_table(start: Start, kept: bool = True) -> Table:
    """The directed ties as they are now: ``source`` relies on ``target``.

    ``kept``: whether the table is to stay as it is when more ticks pass. Otherwise its columns may be the world's own,
    which of a large world saves much.
    """
    world = start.world
    ties = world.ties
    names = start.network.texts
    table: Table = {
        "source": Names(names, start.network.source),
        "target": Names(names, start.network.target),
        "relationship": Names(start.types, ties.relationship.astype(np.int32)),
        "active": world.pairs.active[ties.pair],
        "trust": ties.trust,
        "acted_on": _acted_on(start),
        "ceiling": ties.ceiling,
        "hurt": ties.hurt,
        "intimacy": world.pairs.intimacy[ties.pair],
        "history": ties.history,
        "kept": ties.kept,
        "breaches": ties.breaches,
        "hidden": ties.hidden_count.astype(np.int32),
        **{name: ties.own[:, index] for index, name in enumerate(start.law.columns)},
    }
    if not kept:
        return table
    return {name: column if isinstance(column, Names) else column.copy() for name, column in table.items()}


ROWS_AT_A_TIME: Final = 1 << 16


def _acted_on(start: Start) -> NDArray[np.float64]:
    """The trust that each tie's source acts on."""
    ties = start.world.ties
    try:
        # a law of plain arithmetic says the same of many numbers at once
        at_once = np.asarray(start.law.acted_on(ties.trust, ties.own[:, 0], ties.own[:, 1]), dtype=np.float64)
        if at_once.shape == ties.trust.shape:
            return at_once
    except ValueError:
        pass
    found = np.empty(len(ties.trust))
    for first in range(0, len(found), ROWS_AT_A_TIME):
        rows = slice(first, first + ROWS_AT_A_TIME)
        each = zip(ties.trust[rows].tolist(), ties.own[rows].tolist(), strict=True)
        found[rows] = [start.law.acted_on(trust, *own) for trust, own in each]
    return found


NOBODY: Final = ""
"""Stands in a column of names where there is none."""


def events_table(start: Start) -> Table:
    """What the world's journal holds, in the order in which it happened.

    Within a phase of a tick people take their turns at once: the lines stand in the order of their sources, whatever
    the order of the turns was. What a script plants stands in the order of the script.
    """
    journal = start.world.journal
    if journal is None:
        raise ValueError("nothing was noted of this run")
    count = min(int(journal.count[0]), len(journal.happening))
    tick, phase, what, source, target, other, act, flags = journal.whole[:count].T
    turn = np.where(phase == journals.SCRIPT, 0, source)
    order = np.lexsort((turn, phase, tick))  # stable: one person's lines stay as they were written
    tick, what, source, target, other, act, flags = (
        column[order] for column in (tick, what, source, target, other, act, flags)
    )
    amount, trust_before, trust, ceiling, hurt_before, hurt, intimacy = journal.numbers[:count][order].T.copy()
    has_amount = np.array([bool(kind.amount) for kind in journals.KINDS])
    amount[~has_amount[what]] = np.nan
    is_change = what == journals.CHANGE
    for column in (trust_before, trust, ceiling, hurt_before, hurt, intimacy):
        column[is_change] = np.nan
    acts = [*keeping.KINDS, *Traits._fields]
    act = np.where(is_change, len(keeping.KINDS) + act, act)
    people = start.network.texts
    weeks = int(start.world.ticks_per_week)
    return {
        "week": tick / weeks,
        "what": Names([kind.name for kind in journals.KINDS], what.astype(np.int32)),
        "source": _or_nobody(people, source),
        "target": _or_nobody(people, target),
        "other": _or_nobody(people, other),
        "act": _or_nobody(acts, act),
        "amount": amount,
        "trust_before": trust_before,
        "trust": trust,
        "ceiling": ceiling,
        "hurt_before": hurt_before,
        "hurt": hurt,
        "intimacy": intimacy,
        "deliberate": flags & journals.DELIBERATE > 0,
        "warned": flags & journals.WARNED > 0,
        "apology": flags & journals.APOLOGY > 0,
        "scripted": flags & journals.SCRIPTED > 0,
        "since": _begun(what, source, target, journal.happening[:count][order], tick) / weeks,
    }


def _or_nobody(names: Sequence[str], places: NDArray[np.int64]) -> Names:
    return Names([*names, NOBODY], np.where(places < 0, len(names), places).astype(np.int32))


def _begun(
    what: NDArray[np.int64],
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    happening: NDArray[np.uint64],
    tick: NDArray[np.int64],
) -> NDArray[np.float64]:
    """When the breach was hidden that is now found, forgotten or merged; NaN for all else."""
    begun = np.full(len(what), np.nan)
    hidden: dict[tuple[int, int, int], int] = {}
    for line in np.flatnonzero(np.isin(what, (journals.HIDDEN, journals.FOUND, journals.FORGOTTEN, journals.MERGED))):
        key = (int(source[line]), int(target[line]), int(happening[line]))
        if what[line] == journals.HIDDEN:
            hidden[key] = int(tick[line])
        elif key in hidden:
            begun[line] = hidden.pop(key)
    return begun
