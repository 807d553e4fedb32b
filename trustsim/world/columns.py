"""The state of a world: one array for each word of the model, each described once.

Named tuples of arrays, so that a rule reads ``world.ties.trust[tie]`` whether it is compiled or not. A column's
description is its ``State``: the arrays are made by it, and the table of state variables in docs/ODD.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Final, NamedTuple, get_type_hints

import numpy as np

from trustsim.laws.arithmetic import logarithm
from trustsim.parameters import Parameters, Traits, quantities

Column = Any
"""A numpy array, or a memoryview of one: what is read from a memoryview is a plain Python number."""

HURT_SLOTS: Final = 8
HIDDEN_SLOTS: Final = 8


@dataclass(frozen=True)
class State:
    """What there is to say about one column.

    Attributes
    ----------
    about
        What it holds.
    values
        Which values it may have: ``0–1``, ``tick``, ``yes or no`` …
    kind
        The type of the array.
    slots
        How many places each entry has; 1: the entry is a number.
    symbol
        As in the equations.
    """

    about: str
    values: str = "0–1"
    kind: Any = np.float64
    slots: int = 1
    symbol: str = ""


def _count(about: str, values: str = "0 or more", kind: Any = np.int32, **more: Any) -> State:
    return State(about, values, kind, **more)


def _place(about: str, kind: Any = np.int32) -> State:
    return State(about, "place", kind)


def _key(about: str, slots: int = 1) -> State:
    return State(about, "64-bit key", np.uint64, slots)


def _switch(about: str, slots: int = 1) -> State:
    return State(about, "yes or no", np.bool_, slots)


class People(NamedTuple):
    """One entry for each person. A column without a description is the trait of that name."""

    key: Annotated[Column, _key("stable hash of the name; the person's random numbers belong to it")]
    reliability: Column
    habit: Annotated[Column, State("the reliability that habit drifts back to", symbol="r0")]
    consistency: Column
    communication: Column  # NaN: follows transparency
    transparency: Column
    forgiveness: Column
    respect: Column
    vulnerability: Column
    boundaries: Column
    deliberate_share: Column
    apology: Column
    bad_spell: Annotated[Column, _switch("is in a bad spell, in which less is kept")]
    losses: Annotated[Column, _count("relationships that ended and were not replaced")]
    telling: Annotated[Column, _switch("has something to tell of others in this tick")]
    first_tie: Annotated[Column, _place("where the person's own ties begin; one entry more than there are people")]


class Ties(NamedTuple):
    """One entry for each directed tie, sorted by (from, to): the source relies on the target."""

    key: Annotated[Column, _key("stable hash of the two names in this order; the tie's random numbers belong to it")]
    source: Annotated[Column, _place("who relies")]
    target: Annotated[Column, _place("on whom")]
    reverse: Annotated[Column, _place("the tie the other way")]
    pair: Annotated[Column, _place("the pair that the tie is one side of")]
    relationship: Annotated[Column, _place("type of relationship, as a row of the table of types", np.int16)]
    trust: Annotated[Column, State("how far the source relies on the target", symbol="T")]
    ceiling: Annotated[Column, State("the highest that trust may rise to", symbol="C")]
    history: Annotated[Column, _count("acts of the target that counted: kept, misread, or a known breach", symbol="n")]
    own: Annotated[Column, State("what the law of trust keeps for itself", "as the law says", slots=2)]
    hurt_size: Annotated[
        Column, State("open hurts, oldest first: size at birth", "log-odds", slots=HURT_SLOTS, symbol="x")
    ]
    hurt_born: Annotated[Column, _count("open hurts: when each was born", "tick", slots=HURT_SLOTS)]
    hurt_count: Annotated[Column, _count("how many hurts are open", f"0–{HURT_SLOTS}", np.int8)]
    hidden_size: Annotated[
        Column,
        State(
            "breaches that the source does not know of, oldest first: own size",
            "log-odds",
            slots=HIDDEN_SLOTS,
            symbol="x0",
        ),
    ]
    hidden_key: Annotated[Column, _key("… what happened, for the draws of discovery and forgetting", HIDDEN_SLOTS)]
    hidden_deliberate: Annotated[Column, _switch("… whether it was on purpose", HIDDEN_SLOTS)]
    hidden_scripted: Annotated[Column, _switch("… whether a script planted it; such are never forgotten", HIDDEN_SLOTS)]
    hidden_count: Annotated[Column, _count("how many breaches are hidden", f"0–{HIDDEN_SLOTS}", np.int8)]
    caught: Annotated[Column, _switch("the target was found hiding something: its messages count half")]
    hurt: Annotated[Column, State("hurt of the source by the target, as last set down for all to read", symbol="H")]
    standing: Annotated[Column, State("the trust acted on, as last set down for all to read")]
    news: Annotated[Column, State("share of trust lost that became known in this tick: what gossip tells")]
    praise: Annotated[
        Column, State("weight of the acts kept in this tick: what praise tells, if anybody hears praise", "0 or more")
    ]
    talks: Annotated[Column, _count("conversations and confidences kept since closeness last grew")]
    kept: Annotated[Column, _count("acts kept since the start, for records only")]
    breaches: Annotated[Column, _count("breaches known since the start, for records only")]
    betrayed: Annotated[
        Column, State("the script's first breach: 1 is to hit this tie, 2 has hit it; for records only", "0–2", np.int8)
    ]


class Pairs(NamedTuple):
    """One entry for each two people who have, or had, a relationship."""

    lower: Annotated[Column, _place("the lower of the two ties")]
    active: Annotated[Column, _switch("the relationship has not ended")]
    intimacy: Annotated[Column, State("closeness of the two", symbol="I")]
    ended: Annotated[Column, _count("when it ended; −1: it has not", "tick or −1")]
    counselled_until: Annotated[Column, _count("the first tick without a counsellor", "tick")]


class RelationshipTypes(NamedTuple):
    """One entry for each type of relationship; rates are per tick."""

    trust: Column
    encounters: Column
    ending: Column
    pain: Column


class Journal(NamedTuple):
    """What happened, a line each, as ``rules.journal`` writes it: no part of the state, no rule reads it.

    Lines that find no room are counted all the same, so that whoever reads the journal knows how much room it takes.
    """

    level: Any  # int64: how much is noted, see ``rules.journal``
    first: Any  # int64: place of one of the two people of whom alone is noted; −1: everybody
    second: Any  # int64: place of the other
    whole: Column  # int64, one line each: tick, phase, what, source, target, other, act, flags
    numbers: Column  # float64: amount, trust before and after, ceiling, hurt before and after, intimacy
    happening: Column  # uint64: the key of a hidden breach; 0 for all else
    count: Column  # int64, one entry: how many lines there would be


WHOLE_NUMBERS_OF_A_LINE: Final = 8
NUMBERS_OF_A_LINE: Final = 7


class World(NamedTuple):
    """All that a tick reads and writes. ``own`` holds the numbers of the chosen law (its ``Parameters``)."""

    people: People
    ties: Ties
    pairs: Pairs
    types: RelationshipTypes
    parameters: Parameters
    own: Any
    seed: Any  # uint64
    ticks_per_week: Any  # int64
    ages: Column  # float64: ln(1 + A) for ages A of 0, 1, 2 … ticks, in weeks
    journal: Journal | None  # None: nothing is noted


@cache
def states(table: type) -> Mapping[str, State]:
    """The description of each column of ``People``, ``Ties`` or ``Pairs``, by name."""
    hints = get_type_hints(table, include_extras=True)
    traits = {name: State(quantity.about, symbol=quantity.symbol) for name, quantity in quantities(Traits).items()}
    return MappingProxyType(
        {name: traits[name] if hint is Column else hint.__metadata__[0] for name, hint in hints.items()}
    )


def empty_people(count: int) -> People:
    """Columns of zeros for so many people."""
    return People(**{name: _zeros(count + (name == "first_tie"), state) for name, state in states(People).items()})


def empty_ties(count: int) -> Ties:
    """Columns of zeros for so many directed ties."""
    return Ties(**{name: _zeros(count, state) for name, state in states(Ties).items()})


def empty_pairs(count: int) -> Pairs:
    """Columns of zeros for so many pairs."""
    return Pairs(**{name: _zeros(count, state) for name, state in states(Pairs).items()})


def empty_journal(room: int, level: int, first: int = -1, second: int = -1) -> Journal:
    """A journal without a line, with room for so many."""
    return Journal(
        level=np.int64(level),
        first=np.int64(first),
        second=np.int64(second),
        whole=np.zeros((room, WHOLE_NUMBERS_OF_A_LINE), dtype=np.int64, order="F"),
        numbers=np.zeros((room, NUMBERS_OF_A_LINE), dtype=np.float64, order="F"),
        happening=np.zeros(room, dtype=np.uint64),
        count=np.zeros(1, dtype=np.int64),
    )


def copy_of(world: World, over: World | None = None) -> World:
    """Another world that is the same now; what passes in one does not pass in the other.

    It has columns of its own, or those of ``over``, a world that is needed no more, if these are as long.
    """
    mine = _tables(world)
    if over is None or [len(table[0]) for table in _tables(over)] != [len(table[0]) for table in mine]:
        people, ties, pairs, types = (table._make(column.copy(order="A") for column in table) for table in mine)
    else:
        people, ties, pairs, types = _tables(over)
        for table, values in zip(_tables(over), mine, strict=True):
            for column, value in zip(table, values, strict=True):
                column[...] = value
    return world._replace(people=people, ties=ties, pairs=pairs, types=types)


def _tables(world: World) -> tuple[Any, ...]:
    return world.people, world.ties, world.pairs, world.types


def _zeros(count: int, state: State) -> Column:
    # Slot by slot: the first slots of all ties stand together, and later ones that nobody needs are never touched.
    return np.zeros(count if state.slots == 1 else (count, state.slots), dtype=state.kind, order="F")


@lru_cache(maxsize=8)
def _ages(ticks: int, ticks_per_week: int) -> Column:
    ages = np.array([logarithm(1.0 + tick / ticks_per_week) for tick in range(ticks)])
    ages.flags.writeable = False
    return ages


def lasting(world: World, ticks: int) -> World:
    """The same world with ages for so many ticks at least; itself if it has them."""
    if len(world.ages) >= ticks:
        return world
    enough = max(ticks, 2 * len(world.ages), 256)
    return world._replace(ages=_ages(enough, int(world.ticks_per_week)))


def readable(world: World) -> World:
    """The same world, its columns seen as memoryviews: for rules that run uncompiled.

    Nothing is copied; what is written through one is seen through the other.
    """
    return world._replace(
        people=_readable(world.people),
        ties=_readable(world.ties),
        pairs=_readable(world.pairs),
        types=_readable(world.types),
        seed=int(world.seed),
        ticks_per_week=int(world.ticks_per_week),
        ages=memoryview(world.ages),
        journal=_readable_journal(world.journal),
    )


def _readable_journal(journal: Journal | None) -> Journal | None:
    if journal is None:
        return None
    return Journal(*(memoryview(part) if isinstance(part, np.ndarray) else int(part) for part in journal))


def _readable[Table: tuple[Column, ...]](table: Table) -> Table:
    make: Any = type(table)
    return make(*(memoryview(column) for column in table))
