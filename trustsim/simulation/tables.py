"""The people and the ties of a world at one moment, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trustsim.outcomes import PeopleAtEnd
from trustsim.parameters import Traits
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


def people_table(start: Start) -> Table:
    """The people as they are now: name, traits, pain, distress, mean trust given and received (ended counts 0)."""
    people = PeopleAtEnd(start)
    return {
        "person": Names(_names(start), np.arange(start.network.people, dtype=np.int32)),
        **{name: people.trait(name).copy() for name in Traits._fields},
        **{name: getattr(people, name) for name in ("pain", "distress", "trust_given", "trust_received")},
    }


def ties_table(start: Start) -> Table:
    """The directed ties as they are now: ``source`` relies on ``target``."""
    world = start.world
    ties = world.ties
    names = _names(start)
    acted_on = [
        start.law.acted_on(trust, *own) for trust, own in zip(ties.trust.tolist(), ties.own.tolist(), strict=True)
    ]
    return {
        "source": Names(names, ties.source.astype(np.int32)),
        "target": Names(names, ties.target.astype(np.int32)),
        "relationship": Names(start.types, ties.relationship.astype(np.int32)),
        "active": world.pairs.active[ties.pair],
        "trust": ties.trust.copy(),
        "acted_on": np.array(acted_on, dtype=np.float64),
        "ceiling": ties.ceiling.copy(),
        "hurt": ties.hurt.copy(),
        "intimacy": world.pairs.intimacy[ties.pair],
        "history": ties.history.copy(),
        "kept": ties.kept.copy(),
        "breaches": ties.breaches.copy(),
        "hidden": ties.hidden_count.copy(),
        **{name: ties.own[:, index].copy() for index, name in enumerate(start.law.columns)},
    }


def _names(start: Start) -> list[str]:
    return [str(name) for name in start.network.names]
