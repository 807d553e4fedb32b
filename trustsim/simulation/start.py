"""All that a run begins with, made from a setting and a seed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.config import law_parameters_of, parameters_of, parts_of, relationships_of
from trustsim.laws.catalogue import LAWS
from trustsim.network import Network, make_network
from trustsim.network.making import seed_for
from trustsim.outcomes import FirstBreach
from trustsim.parameters import Traits
from trustsim.rules import scripts
from trustsim.world import new_ties
from trustsim.world import script as scripted
from trustsim.world.building import Mould, build_world
from trustsim.world.columns import World
from trustsim.world.population import relationship_rows, trait_values, trust_at_start

if TYPE_CHECKING:
    from trustsim.config import Event, Setting


@dataclass
class Lent:
    """What runs use one after the other, each as soon as the one before it is over.

    Attributes
    ----------
    world
        The last run's: its columns are the next one's, if that has as many people and ties.
    shares, events
        World and script as compiled code was given them in the last run.
    """

    world: World | None = None
    shares: Sequence[Any] = ()
    events: Any = None


@dataclass(frozen=True)
class Start:
    """All that a run begins with.

    Attributes
    ----------
    network
        Who knows whom, by name.
    law
        The module of ``trustsim.laws`` that moves trust.
    world
        The columns, before the first tick.
    events
        The script, as rows sorted by tick.
    types
        Names of the relationship types, in the order of the world's table.
    shares
        Shares of the relationship types among new relationships.
    breach
        The first breach that the setting's script plants, openly or hidden.
    lent
        If the world's columns are the next run's as soon as this one is over; None if they are its own.
    """

    network: Network
    law: ModuleType
    world: World
    events: scripts.Events
    types: tuple[str, ...]
    shares: dict[str, float]
    breach: FirstBreach
    lent: Lent | None = field(default=None, repr=False, compare=False)


MOST_KEPT: Final = 64
"""Networks that are kept for further runs."""

MOST_TIES_KEPT: Final = 20_000_000
"""Directed ties of all that are kept, unless one has more: some 0.6 GB with all that is derived from them."""

_kept: OrderedDict[tuple[Any, ...], Network] = OrderedDict()
_keeping = threading.Lock()


def network_of(setting: Setting, seed: int) -> Network:
    """The network of a setting; the same object for the same numbers, so that the points of a sweep share it."""
    spec = setting.network.model_dump()
    # a file that was changed since is another network
    files = [Path(spec[key]) for key in ("file", "people_file") if spec.get(key)]
    versions = tuple(path.stat().st_mtime_ns for path in files if path.exists())
    identity = (tuple(sorted(spec.items())), setting.people, seed_for(spec, seed), versions)
    with _keeping:
        if identity in _kept:
            _kept.move_to_end(identity)
            return _kept[identity]
    made = make_network(spec, setting.people, seed)
    with _keeping:
        network = _kept.setdefault(identity, made)
        _kept.move_to_end(identity)
        while len(_kept) > MOST_KEPT or (len(_kept) > 1 and sum(one.ties for one in _kept.values()) > MOST_TIES_KEPT):
            _kept.popitem(last=False)
    return network


def begin(setting: Setting, seed: int, network: Network | None = None, law: ModuleType | None = None) -> Start:
    """Everything for the first tick.

    Parameters
    ----------
    setting
        What the model is made of.
    seed
        0 or more, below 2**64.
    network
        Instead of the setting's own.
    law
        A law from outside the catalogue, instead of the setting's.

    Raises
    ------
    NetworkError, EventError, ValueError
        If network, traits, events and relationship types do not fit together; the message says what to change.
    """
    if network is None:
        network = network_of(setting, seed)
    if law is None:
        law = LAWS[setting.law.name]
    relationship_types = relationships_of(setting)
    types = tuple(relationship_types)
    spreads = {name: getattr(setting.traits, name) for name in Traits._fields}
    shares = dict(setting.relationships)
    types_of_new = [types.index(name) for name, share in shares.items() if share > 0.0]
    world = build_world(
        network,
        traits=trait_values(spreads, frozenset(setting.traits.model_fields_set), network, seed),
        relationship=relationship_rows(setting.relationships, types, network, seed),
        types=list(relationship_types.values()),
        parameters=parameters_of(setting),
        law=law,
        own=law_parameters_of(setting.law) if law is LAWS[setting.law.name] else law.parameters,
        seed=seed,
        ticks_per_week=setting.ticks_per_week,
        trust=trust_at_start(network),
        types_of_new=types_of_new if setting.parameters.new_ties else (),
    )
    events = scripted.script(setting.events, network, setting.ticks_per_week)
    breach = _marked(world, events)
    return Start(network, law, world, events, types, shares, breach)


def with_events(start: Start, events: Sequence[Event], passed: int) -> Start | None:
    """The same with another script from now on; None where that differs in what has happened already.

    Parameters
    ----------
    start
        As it is after ``passed`` ticks; what is kept of the first breach in its world is changed.
    events
        As in a setting.
    passed
        Ticks.

    Raises
    ------
    EventError
        If an event names somebody who is not there.
    """
    script = scripted.script(events, start.network, int(start.world.ticks_per_week))
    before, now = (int(np.searchsorted(one.tick, passed)) for one in (start.events, script))
    for old, new in zip(start.events, script, strict=True):
        # numbers that are left out are NaN
        if not np.array_equal(old[:before], new[:now], equal_nan=old.dtype.kind == "f"):
            return None
    return replace(start, events=script, breach=_marked(start.world, script, passed))


class Beginning:
    """What runs of one setting and seed have in common when they differ in numbers alone: of ``traits`` that are the
    same for all, of ``parameters`` and of ``law``.

    Network, script and world are made once and copied for each run. Which numbers may differ,
    ``config.points.stands_alone`` says.

    Parameters
    ----------
    setting, seed
        As for ``begin``, which may raise its errors here.
    lent
        What these runs, and others before and after them, use one after the other: quicker, but a start, and where its
        run ends, hold only until the next is asked for.
    """

    def __init__(self, setting: Setting, seed: int, lent: Lent | None = None) -> None:
        self._lent = lent
        self._start = begin(setting, seed)
        own = law_parameters_of(setting.law)
        self._mould = Mould(self._start.world, self._start.law, parameters_of(setting), own)

    def start(self, numbers: Mapping[str, Any]) -> Start:
        """Everything for the first tick, with these numbers by dotted key in the place of the setting's own."""
        lent = self._lent
        world = self._mould.cast(*parts_of(numbers), over=lent.world if lent else None)
        if lent:
            lent.world = world
        return replace(self._start, world=world, lent=lent)


def _marked(world: World, events: scripts.Events, passed: int = 0) -> FirstBreach:
    """The first breach of a script; the ties that it is to hit are marked, unless it has."""
    rows = _rows_of_first_breach(events)
    if not rows.size or events.tick[rows[0]] >= passed:
        world.ties.betrayed[:] = 0
        for row in rows:
            where = int(events.where[row])
            world.ties.betrayed[slice(None) if where < 0 else where] = 1
    return _first_breach(events, rows, int(world.ticks_per_week))


def _first_breach(events: scripts.Events, rows: NDArray[np.intp], ticks_per_week: int) -> FirstBreach:
    if not rows.size:
        return FirstBreach(float("nan"), False)
    return FirstBreach(float(events.tick[rows[0]]) / ticks_per_week, bool(events.hidden[rows[0]]))


def _rows_of_first_breach(events: scripts.Events) -> NDArray[np.intp]:
    """One event of the config, in one of its weeks, may be several rows: one for each tie."""
    rows = np.flatnonzero((events.what == scripts.BREACH) | ((events.what == scripts.ACT) & (events.signal < 0)))
    if not rows.size:
        return rows
    first = rows[0]
    return rows[(events.tick[rows] == events.tick[first]) & (events.number[rows] == events.number[first])]


def with_new_ties(start: Start, tick: int) -> Start:
    """The same after those who lost a relationship have looked for another; itself where nobody found one."""
    found = new_ties.found(start.network, start.world, tick)
    if not found:
        return start
    network, places = new_ties.extended(start.network, found)
    rows = relationship_rows(start.shares, start.types, network, int(start.world.seed))
    world = new_ties.moved_in(start.world, network, places, rows, start.law)
    new_ties.noted(world, found, tick)
    return replace(start, network=network, world=world, events=new_ties.moved(start.events, start.world, world, places))
