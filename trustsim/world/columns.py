"""The state of a world: one array for each word of the model.

Named tuples of arrays, so that a rule reads ``world.ties.trust[tie]`` whether it is compiled or not. The meaning,
range and unit of every column stand in docs/decisions/0001-architecture.md (decision 2); here are their types.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from trustsim.parameters import Parameters

Column = Any
"""A numpy array, or a memoryview of one: what is read from a memoryview is a plain Python number."""

HURT_SLOTS: Final = 8
HIDDEN_SLOTS: Final = 8


class People(NamedTuple):
    """One entry for each person."""

    key: Column  # uint64
    reliability: Column
    habit: Column
    consistency: Column
    communication: Column  # NaN: follows transparency
    transparency: Column
    forgiveness: Column
    respect: Column
    vulnerability: Column
    boundaries: Column
    deliberate_share: Column
    apology: Column
    bad_spell: Column  # bool
    losses: Column  # int64: relationships that ended and were not replaced
    first_tie: Column  # int64, one more than there are people


class Ties(NamedTuple):
    """One entry for each directed tie, sorted by (from, to): the source relies on the target."""

    key: Column  # uint64
    source: Column  # int64
    target: Column  # int64
    reverse: Column  # int64: the tie the other way
    pair: Column  # int64
    relationship: Column  # int64: row of the relationship table
    trust: Column
    ceiling: Column
    history: Column  # int64
    own: Column  # two numbers of the law's own
    hurt_size: Column  # log-odds at birth, oldest first
    hurt_born: Column  # int64: tick
    hurt_count: Column  # int64
    hidden_size: Column
    hidden_key: Column  # uint64: what happened, for the draws of discovery and forgetting
    hidden_deliberate: Column  # bool
    hidden_scripted: Column  # bool
    hidden_count: Column  # int64
    caught: Column  # bool
    hurt: Column  # H as last evaluated for all ties at once
    standing: Column  # the trust acted on, as of the start of the phase
    news: Column  # loss that became known this tick
    praise: Column  # weight of the act kept this tick
    talks: Column  # int64: conversations and confidences kept this tick
    kept: Column  # int64: since the start
    breaches: Column  # int64: known ones, since the start
    betrayed: Column  # int8: 1 the script's first breach is to hit it, 2 it has


class Pairs(NamedTuple):
    """One entry for each two people who have, or had, a relationship."""

    lower: Column  # int64: the lower of the two ties
    active: Column  # bool
    intimacy: Column
    ended: Column  # int64: tick, or -1
    counselled_until: Column  # int64: the first tick without a counsellor


class RelationshipTypes(NamedTuple):
    """One entry for each type of relationship; rates are per tick."""

    trust: Column
    encounters: Column
    ending: Column
    pain: Column


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


PEOPLE_TYPES: Final[dict[str, Any]] = {
    "key": np.uint64,
    "bad_spell": np.bool_,
    "losses": np.int64,
    "first_tie": np.int64,
}
TIE_TYPES: Final[dict[str, Any]] = {
    "key": np.uint64,
    "hidden_key": np.uint64,
    "betrayed": np.int8,
    **dict.fromkeys(("hidden_deliberate", "hidden_scripted", "caught"), np.bool_),
    **dict.fromkeys(("source", "target", "reverse", "pair", "relationship", "history", "hurt_born"), np.int64),
    **dict.fromkeys(("hurt_count", "hidden_count", "talks", "kept", "breaches"), np.int64),
}
TIE_SLOTS: Final[dict[str, int]] = {
    "own": 2,
    **dict.fromkeys(("hurt_size", "hurt_born"), HURT_SLOTS),
    **dict.fromkeys(("hidden_size", "hidden_key", "hidden_deliberate", "hidden_scripted"), HIDDEN_SLOTS),
}
PAIR_TYPES: Final[dict[str, Any]] = {
    "active": np.bool_,
    **dict.fromkeys(("lower", "ended", "counselled_until"), np.int64),
}


def empty_people(count: int) -> People:
    """Columns of zeros for so many people."""
    return People(
        **{
            name: np.zeros(count + (name == "first_tie"), dtype=PEOPLE_TYPES.get(name, np.float64))
            for name in People._fields
        }
    )


def empty_ties(count: int) -> Ties:
    """Columns of zeros for so many directed ties."""
    return Ties(
        **{
            name: np.zeros(
                (count, TIE_SLOTS[name]) if name in TIE_SLOTS else count, dtype=TIE_TYPES.get(name, np.float64)
            )
            for name in Ties._fields
        }
    )


def empty_pairs(count: int) -> Pairs:
    """Columns of zeros for so many pairs."""
    return Pairs(**{name: np.zeros(count, dtype=PAIR_TYPES.get(name, np.float64)) for name in Pairs._fields})


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
    )


def _readable[Table: tuple[Column, ...]](table: Table) -> Table:
    make: Any = type(table)
    return make(*(memoryview(column) for column in table))
