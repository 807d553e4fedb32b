"""One run: build a world, let its weeks pass, keep what was measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trustsim import events as scripted
from trustsim import new_ties
from trustsim.columns import World
from trustsim.config import law_parameters_of, parameters_of, relationships_of
from trustsim.laws import habits
from trustsim.laws.catalogue import LAWS
from trustsim.network import Network, make_network
from trustsim.parameters import Traits
from trustsim.population import relationship_rows, trait_values, trust_at_start
from trustsim.rules import phases, scripts
from trustsim.rules.measures import MEASURES
from trustsim.rules.tick import measure_if_due
from trustsim.world import build_world

if TYPE_CHECKING:
    from trustsim.config import Config, Setting

Table = dict[str, NDArray[Any]]


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
    """

    network: Network
    law: ModuleType
    world: World
    events: scripts.Events
    types: tuple[str, ...]
    shares: dict[str, float]


@dataclass(frozen=True)
class Record:
    """What was kept of one run.

    Attributes
    ----------
    series
        ``week`` and one column for each of ``rules.measures.MEASURES``.
    people, ties
        Columns as in decision 8 of docs/decisions/0001-architecture.md, or None if they were not to be kept.
    breach
        Week of the first scripted breach, NaN if there is none.
    """

    series: Table
    people: Table | None
    ties: Table | None
    breach: float


@lru_cache(maxsize=64)
def _network(spec: tuple[tuple[str, Any], ...], people: int, seed: int) -> Network:
    return make_network(dict(spec), people, seed)


def network_of(setting: Setting, seed: int) -> Network:
    """The network of a setting; the same for the same numbers, so the points of a sweep share it."""
    return _network(tuple(sorted(setting.network.model_dump().items())), setting.people, seed)


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
    )
    return Start(
        network,
        law,
        world,
        scripted.script(setting.events, network, setting.ticks_per_week),
        types,
        dict(setting.relationships),
    )


def moments_of(weeks: int, every: int, ticks_per_week: int) -> NDArray[np.int64]:
    """The numbers of ticks after which to measure: the start, every so many weeks, the end."""
    return np.array([*range(0, weeks, every), weeks], dtype=np.int64) * ticks_per_week


class Course:
    """The passing of ticks, compiled: where a run has got to.

    Attributes
    ----------
    start
        What it began with, changed by every tick that has passed. Replaced by another when new ties are made.
    tick
        How many ticks have passed.
    """

    def __init__(self, start: Start, moments: NDArray[np.int64], series: NDArray[np.float64]) -> None:
        from trustsim.engine.kernels import kernel  # numba takes a third of a second to import

        self.start = start
        self.tick = 0
        self._run = kernel(start.law)
        self._moments = moments
        self._series = series
        self._row = 0
        self._line = 0

    def advance(self, last: int) -> None:
        """Let ticks pass until ``last`` have."""
        if self.start.world.parameters.new_ties > 0.0:
            while self.tick < last:
                self._run_to(self.tick + 1)
                self.start = with_new_ties(self.start, self.tick - 1)
        if self.tick < last:
            self._run_to(last)
        self._run_to(last)  # no tick is left: this measures, if it is time

    def _run_to(self, last: int) -> None:
        start = self.start
        self._row, self._line = self._run(
            start.world, start.events, self._row, self.tick, last, self._moments, self._series, self._line
        )
        self.tick = last


class CourseByAgents:
    """The same, agent by agent through a ``TrustModel``."""

    def __init__(self, start: Start, moments: NDArray[np.int64], series: NDArray[np.float64]) -> None:
        from trustsim.model import TrustModel  # mesa takes a second to import

        self._model = TrustModel.from_start(start, engine="agents")
        self._moments = moments
        self._lines = [memoryview(line) for line in series]
        self._line = 0

    @property
    def start(self) -> Start:
        """As ``Course.start``."""
        return self._model.start

    def advance(self, last: int) -> None:
        """Let ticks pass until ``last`` have."""
        model = self._model
        while True:
            self._line = measure_if_due(model.view, model.tick, self._moments, self._lines, self._line)
            if model.tick >= last:
                return
            model.step()


def with_new_ties(start: Start, tick: int) -> Start:
    """The same after those who lost a relationship have looked for another; itself where nobody found one."""
    found = new_ties.found(start.network, start.world, tick)
    if not found:
        return start
    network, places = new_ties.extended(start.network, found)
    rows = relationship_rows(start.shares, start.types, network, int(start.world.seed))
    world = new_ties.moved_in(start.world, network, places, rows, start.law)
    return replace(start, network=network, world=world, events=new_ties.moved(start.events, start.world, world, places))


def simulate(config: Config, seed: int) -> Record:
    """Run a config once, with this seed.

    Raises
    ------
    NetworkError, EventError, ValueError
        As ``begin``.
    """
    start = begin(config, seed)
    moments = moments_of(config.weeks, config.record.every, config.ticks_per_week)
    series = np.full((len(moments), len(MEASURES)), np.nan)
    way: Callable[..., Course | CourseByAgents] = CourseByAgents if config.engine == "agents" else Course
    course = way(start, moments, series)
    every_time = "all" in (config.record.people, config.record.ties)
    people: list[Table] = []
    ties: list[Table] = []
    for passed in moments if every_time else moments[-1:]:
        course.advance(int(passed))
        wanted = ("all", "last") if passed == moments[-1] else ("all",)
        week = float(passed) / config.ticks_per_week
        if config.record.people in wanted:
            people.append(_at(week, people_table(course.start)))
        if config.record.ties in wanted:
            ties.append(_at(week, ties_table(course.start)))
    columns = {name: series[:, index] for index, name in enumerate(MEASURES)}
    return Record(
        series={"week": moments / config.ticks_per_week, **columns},
        people=_joined(people),
        ties=_joined(ties),
        breach=first_breach(start.events, config.ticks_per_week),
    )


def _at(week: float, table: Table) -> Table:
    return {"week": np.full(len(next(iter(table.values()))), week), **table}


def _joined(tables: list[Table]) -> Table | None:
    if not tables:
        return None
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def first_breach(events: scripts.Events, ticks_per_week: int) -> float:
    """The week of the first breach that the script plants openly or hidden; NaN if it plants none."""
    is_breach = (events.what == scripts.BREACH) | ((events.what == scripts.ACT) & (events.signal < 0))
    return float(events.tick[is_breach][0]) / ticks_per_week if is_breach.any() else float("nan")


def pain_of_everybody(world: World) -> NDArray[np.float64]:
    """Pain of each person now."""
    return np.array([phases.pain_of(world, person) for person in range(len(world.people.key))], dtype=np.float64)


def people_table(start: Start) -> Table:
    """The people as they are now: name, traits, pain, distress, mean trust given and received (ended counts 0)."""
    world = start.world
    people = world.people
    pain = pain_of_everybody(world)
    p = world.parameters
    trust = np.where(world.pairs.active[world.ties.pair], world.ties.trust, 0.0)
    relationships = np.diff(people.first_tie)
    with np.errstate(invalid="ignore"):
        given = np.bincount(world.ties.source, trust, len(people.key)) / relationships
        received = np.bincount(world.ties.target, trust, len(people.key)) / relationships
    return {
        "person": np.array([str(name) for name in start.network.names], dtype=object),
        **{name: getattr(people, name).copy() for name in Traits._fields},
        "pain": pain,
        "distress": np.array([habits.distress(float(x), p.distress_at_rest, p.distress_of_pain) for x in pain]),
        "trust_given": given,
        "trust_received": received,
    }


def ties_table(start: Start) -> Table:
    """The directed ties as they are now: ``source`` relies on ``target``."""
    world = start.world
    ties = world.ties
    names = np.array([str(name) for name in start.network.names], dtype=object)
    acted_on = [
        start.law.acted_on(trust, *own) for trust, own in zip(ties.trust.tolist(), ties.own.tolist(), strict=True)
    ]
    return {
        "source": names[ties.source],
        "target": names[ties.target],
        "relationship": np.array(start.types, dtype=object)[ties.relationship],
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
