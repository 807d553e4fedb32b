"""``TrustModel``: people and the trust between them, as a Mesa model."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, Self

import mesa
import numpy as np

from trustsim import draws
from trustsim.config import ConfigError, Fault, Setting, setting_of
from trustsim.config.faults import mend_for
from trustsim.laws.catalogue import LAWS
from trustsim.model.choices import Choices
from trustsim.model.person import DECISIONS, PHASES, Person
from trustsim.model.persons import Persons
from trustsim.model.tie import Tie
from trustsim.network import Network, from_networkx, to_networkx
from trustsim.parameters import Parameters, Traits
from trustsim.rules import chances, measures, passes, phases, scripts
from trustsim.rules.tick import WHOLE, run_events
from trustsim.simulation.start import Start, begin, with_new_ties
from trustsim.simulation.tables import people_table, ties_table
from trustsim.world import script as scripted
from trustsim.world.columns import World, lasting, readable

if TYPE_CHECKING:
    import networkx as nx

Engine = Literal["auto", "agents", "compiled"]


class OverrideError(ValueError):
    """The compiled engine was asked for, but somebody decides in their own way."""


class TrustModel(mesa.Model):  # type: ignore[misc]
    """People and the trust between them.

    Parameters
    ----------
    graph
        Who knows whom: any networkx graph. Node attributes named like a trait set that trait; the edge attribute
        ``relationship`` sets the type, ``trust`` the trust at the start. Without a graph, a network of ``people`` is
        made as ``network`` says.
    rng
        The seed: a whole number, 0 or more. None takes one from the operating system; ``model.seed`` tells which.
        Models of several seeds have one network by ``network={"kind": …, "seed": 1}``.
    weeks
        ``running`` becomes False after so many. None: no end.
    engine
        ``compiled``, ``agents``, or ``auto``: compiled unless a ``Person`` overrides something.
    person
        A subclass of ``Person`` for everybody, or a mapping from names to subclasses for some.
    law
        A law's name, ``{"name": …, own numbers}``, or a module of your own with the names that ``trustsim.laws`` lists.
    **settings
        Everything else a config may say about a model (``people``, ``network``, ``relationships``, ``events`` …), and
        every trait and parameter under its own name: ``TrustModel(people=50, forgiveness=0.2, trust_gain=0.1)``.

    Raises
    ------
    ConfigError
        If a setting is wrong; the message names each fault and its mend.
    OverrideError
        If ``engine="compiled"`` and a class overrides a decision or a phase.

    Examples
    --------
    >>> model = TrustModel(people=20, rng=1)
    >>> model.run(weeks=10)
    >>> 0 < model.trust < 1
    True
    """

    together: int = 10_000
    """From so many directed ties on, the agents engine asks people for what they decide alone, and compiles the rest,
    with the same results. Of fewer, all is done agent by agent, for compiling takes some fifteen seconds, once.
    """

    def __init__(
        self,
        graph: nx.Graph | None = None,
        *,
        rng: int | None = None,
        weeks: int | None = None,
        engine: Engine = "auto",
        person: type[Person] | Mapping[Hashable, type[Person]] = Person,
        law: str | Mapping[str, Any] | ModuleType = "default",
        **settings: Any,
    ) -> None:
        seed = _seed(rng)
        if graph is not None and not hasattr(graph, "edges"):
            raise TypeError(f"graph is a networkx graph, not {graph!r}; a network by name is network={{'name': ...}}")
        network = None if graph is None else from_networkx(graph)
        if network is not None:
            settings.setdefault("people", network.people)
        own_law = law if isinstance(law, ModuleType) and law not in LAWS.values() else None
        if isinstance(law, ModuleType):
            law = "default" if own_law else next(name for name, known in LAWS.items() if known is law)
        setting = setting_of(_nested({**settings, "law": law, "engine": engine}), given_network=network is not None)
        self._set_up(begin(setting, seed, network, own_law), seed, weeks, engine, person)

    @classmethod
    def from_start(
        cls,
        start: Start,
        *,
        engine: Engine = "auto",
        person: type[Person] | Mapping[Hashable, type[Person]] = Person,
    ) -> Self:
        """A model of something begun already (``trustsim.simulation.begin``)."""
        model = cls.__new__(cls)
        TrustModel._set_up(model, start, int(start.world.seed), None, engine, person)
        return model

    def _set_up(
        self,
        start: Start,
        seed: int,
        weeks: int | None,
        engine: Engine,
        person: type[Person] | Mapping[Hashable, type[Person]],
    ) -> None:
        super().__init__(rng=seed)
        self.seed = seed
        self.weeks = weeks
        self.tick = 0
        self.generation = 0
        self._row = 0
        self._unscripted = 0  # the first tick whose events have not been applied yet
        self._kernel: Callable[..., Any] | None = None
        self._begin_with(start)
        self.agent_id_counter += start.network.people  # everybody has a number, whenever their object is made
        self.persons = Persons(self, person)
        self.choices = Choices(self)
        self.engine = _engine(engine, self.persons.classes)
        self._only_decides = start.world.journal is None and not _overridden(self.persons.classes, PHASES)
        self._datacollector: mesa.DataCollector | None = None
        self._collects = False

    def _begin_with(self, start: Start) -> None:
        self.generation += 1  # rows of ties may have moved
        self._look_at(start)

    def _look_at(self, start: Start) -> None:
        self.start = start
        self.view = readable(start.world)
        self._events_view = scripts.Events(*(memoryview(column) for column in start.events))
        self._compiled_views: tuple[Any, Any] | None = None

    # -------------------------------------------------------------- what there is

    @property
    def network(self) -> Network:
        """Who knows whom."""
        return self.start.network

    @property
    def law(self) -> ModuleType:
        """The law that moves trust."""
        return self.start.law

    @property
    def world(self) -> World:
        """The columns, as numpy arrays."""
        return self.start.world

    @property
    def parameters(self) -> Parameters:
        """The parameters, as rates per tick."""
        return self.start.world.parameters

    @property
    def week(self) -> float:
        """Weeks that have passed."""
        return self.tick / int(self.start.world.ticks_per_week)

    def person(self, name: Hashable) -> Person:
        """Somebody, by name.

        Raises
        ------
        KeyError
            If there is nobody of that name.
        """
        return self.persons.named(name)

    def register_agent(self, agent: mesa.Agent) -> None:
        """As in Mesa; a person's number is the place in the network, from 1."""
        super().register_agent(agent)
        if isinstance(agent, Person):
            self.agent_id_counter -= 1
            agent.unique_id = agent.place + 1

    @property
    def agents(self) -> Any:
        """Everybody, as Mesa's agent set, in the order of the network; makes those that nobody has asked for yet."""
        self._make_everybody()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """As in Mesa: everybody by class."""
        self._make_everybody()
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """As in Mesa: the classes of everybody."""
        self._make_everybody()
        return super().agent_types

    def _make_everybody(self) -> None:
        persons: Persons | None = getattr(self, "persons", None)  # Mesa looks before there are any
        if persons is None or persons.are_all_made:
            return
        for early in persons.made:
            self.deregister_agent(early)
        for person in persons:
            if person not in super().agents:
                self.register_agent(person)

    @property
    def ties(self) -> list[Tie]:
        """Every directed tie."""
        return [Tie(self, tie) for tie in range(self.network.ties)]

    def measures(self) -> dict[str, float]:
        """What a record says of this moment (``trustsim.rules.measures``)."""
        row = [0.0] * len(measures.MEASURES)
        measures.measure(self.view, row)
        return dict(zip(measures.MEASURES, row, strict=True))

    @property
    def trust(self) -> float:
        """Mean trust, ended relationships counting 0."""
        return self.measures()["trust"]

    @property
    def survival(self) -> float:
        """Share of relationships alive."""
        return self.measures()["survival"]

    @property
    def datacollector(self) -> mesa.DataCollector:
        """Collects ``measures`` from the first asking on, after each step: what ``mesa.batch_run`` reads at the end.

        Ask once before the first step to have every week. Set one of your own in a subclass to collect other things.
        """
        if self._datacollector is None:
            self._collects = True
            reporters = {name: _reporter(name) for name in measures.MEASURES}
            self._datacollector = mesa.DataCollector(model_reporters=reporters)
            self._datacollector.collect(self)
        return self._datacollector

    @datacollector.setter
    def datacollector(self, collector: mesa.DataCollector) -> None:
        self._collects = False
        self._datacollector = collector

    # -------------------------------------------------------------- what can be done

    def step(self) -> None:
        """One tick."""
        if len(self.world.ages) <= self.tick + 1:
            self._look_at(replace(self.start, world=lasting(self.world, self.tick + 2)))
        if self.engine == "compiled":
            self._step_compiled()
        elif self._only_decides and self.network.ties >= self.together:
            self._step_by_decisions()
        else:
            self._step_by_agents()
        self.tick += 1
        if self.parameters.new_ties > 0.0:
            start = with_new_ties(self.start, self.tick - 1)
            if start is not self.start:
                self._begin_with(start)
        if self._collects and self._datacollector is not None:
            self._datacollector.collect(self)
        if self.weeks is not None and self.week >= self.weeks:
            self.running = False

    def _step_compiled(self) -> None:
        from trustsim.engine.kernels import kernel  # numba takes a third of a second to import

        if self._kernel is None:
            self._kernel = kernel(self.law, noting=self.world.journal is not None)
        nothing = np.zeros(0, dtype=np.int64)
        self._row, _ = self._kernel(
            *self._for_kernels(), self._row, self.tick, self.tick + 1, nothing, np.zeros((0, 0)), 0, WHOLE
        )
        self._unscripted = self.tick + 1

    def _for_kernels(self) -> tuple[Any, Any]:
        """World and script as kernels take them; made again only when others have taken their place."""
        from trustsim.engine.kernels import events_view, world_view

        if self._compiled_views is None:
            self._compiled_views = world_view(self.world), events_view(self.start.events)
        return self._compiled_views

    def _step_by_decisions(self) -> None:
        """As by agents, but people are only asked what they decide: to rely, to keep, to leave."""
        from trustsim.engine.kernels import around_decisions

        stage, _ = self._for_kernels()
        asked = stage.kept.scratch.leaving
        run = around_decisions(self.law)
        view, law, choices, tick = self.view, self.law, self.choices, self.tick
        run(stage, passes.BEGIN, tick)
        self._row = run_events(view, law, self._events_view, self._row, tick)
        self._unscripted = tick + 1
        for tie in asked[: run(stage, passes.OBSERVE, tick)].tolist():
            phases.meet_on(view, law, choices, tie, tick)
        leaving = asked[: run(stage, passes.REST, tick)]
        if choices.leaves is not chances.leaves:  # then anybody may leave
            leaving = np.flatnonzero(self.world.pairs.active[self.world.ties.pair])
        for tie in leaving.tolist():
            phases.part_on(view, law, choices, tie, tick)

    def _step_by_agents(self) -> None:
        # the same order as in rules.tick.run_step; agents of other kinds, if somebody added some, are left alone
        people = self.agents
        if len(people) != len(self.persons):
            people = people.select(agent_type=Person)
        people.do("begin")
        self._row = run_events(self.view, self.law, self._events_view, self._row, self.tick)
        self._unscripted = self.tick + 1
        people.do("observe")
        people.do("meet")
        people.do("discover")
        people.do("heal")
        people.do("grow")
        people.do("listen")
        people.do("part")

    def run(self, weeks: int) -> None:
        """Let so many weeks pass."""
        for _ in range(weeks * int(self.world.ticks_per_week)):
            self.step()

    def happen(self, what: str, **event: Any) -> None:
        """Let something happen at the start of the next tick, as an event of a config would.

        Called by a person's decision in the middle of a tick, it happens in the tick after.

        Parameters
        ----------
        what, **event
            As under ``events:`` in a config, without the week: ``model.happen("betrayal", who="Ann", to="Ben")``.

        Raises
        ------
        ConfigError, EventError
            If there is no such event, or nobody whom it could concern.
        """
        if "week" in event:
            raise ValueError("what happens, happens now: leave out week, or write it under events")
        setting = setting_of({"events": [{"what": what, "week": self.week, **_plain(event)}]}, given_network=True)
        new = scripted.script(setting.events, self.network, int(self.world.ticks_per_week))
        # what is planted now has keys of its own, however often the same is planted
        keys = draws.fold(new.key, len(self.start.events.tick))
        now = new._replace(tick=np.full_like(new.tick, self._unscripted), key=keys)
        place = int(np.searchsorted(self.start.events.tick, self._unscripted, side="right"))
        merged = scripts.Events(
            *(np.insert(old, place, added) for old, added in zip(self.start.events, now, strict=True))
        )
        self._begin_with(replace(self.start, events=merged))

    def to_networkx(self) -> nx.DiGraph:
        """Everybody and every directed tie with its whole state, by the names of the columns."""
        people, ties = people_table(self.start), ties_table(self.start)
        names = {"person", "source", "target"}
        return to_networkx(
            self.network,
            {name: column.tolist() for name, column in people.items() if name not in names},
            {name: column.tolist() for name, column in ties.items() if name not in names},
        )


def _plain(event: Mapping[str, Any]) -> dict[str, Any]:
    """People by their names, numpy's numbers as Python's."""

    def plain(value: Any) -> Any:
        if isinstance(value, Person):
            return value.name
        if isinstance(value, np.generic):
            return value.item()
        return [plain(item) for item in value] if isinstance(value, list | tuple) else value

    return {key: plain(value) for key, value in event.items()}


def _reporter(name: str) -> Callable[[TrustModel], float]:
    def report(model: TrustModel) -> float:
        return model.measures()[name]

    return report


def _seed(rng: int | None) -> int:
    if rng is None:
        return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(1))
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        raise ValueError(f"rng is a seed, a whole number of 0 or more, not {rng!r}")
    return int(rng)


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Traits and parameters given by their own names, in the places that a config has for them."""
    nested: dict[str, Any] = {}
    known = [*Traits._fields, *Parameters._fields, *Setting.model_fields]
    wrong = [
        Fault("", name, f"there is no setting {name!r}", mend_for(name, known)) for name in flat if name not in known
    ]
    if wrong:
        raise ConfigError(tuple(wrong))
    for name, value in flat.items():
        if name in Traits._fields:
            nested.setdefault("traits", {})[name] = value
        elif name in Parameters._fields:
            nested.setdefault("parameters", {})[name] = value
        else:
            nested[name] = value
    return nested


def _engine(asked: Engine, classes: set[type[Person]]) -> Literal["agents", "compiled"]:
    overridden = _overridden(classes, (*DECISIONS, *PHASES))
    if asked == "compiled" and overridden:
        raise OverrideError(
            f"{', '.join(overridden)} cannot run compiled. Leave out engine='compiled', or the override."
        )
    return "agents" if asked == "agents" or overridden else "compiled"


def _overridden(classes: set[type[Person]], names: Iterable[str]) -> list[str]:
    """Which of these methods of ``Person`` some class has in its own way."""
    return sorted(
        f"{cls.__name__}.{name}" for cls in classes for name in names if getattr(cls, name) is not getattr(Person, name)
    )
