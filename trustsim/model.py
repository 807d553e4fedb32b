"""The model as a Mesa user expects it: ``TrustModel``, ``Person``, ``Tie``.

A ``TrustModel`` holds the same columns that the compiled engine runs on. Stepped agent by agent, every ``Person``
goes through the phases of a tick; what a person decides there, a subclass may decide otherwise::

    class Candid(Person):
        def owns_up(self, tie):
            return True

    model = TrustModel(people=50, person=Candid)
    model.run(weeks=52)

Where nobody overrides anything, ``step`` runs the compiled tick, with equal results to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, Self

import mesa
import numpy as np

from trustsim import events as scripted
from trustsim.columns import World, readable
from trustsim.config import ConfigError, Fault, Setting, setting_of
from trustsim.config.faults import mend_for
from trustsim.laws import habits, keeping
from trustsim.laws.catalogue import LAWS
from trustsim.network import Network, from_networkx, to_networkx
from trustsim.parameters import Parameters, Traits
from trustsim.rules import chances, happenings, measures, phases, scripts
from trustsim.rules.tick import run_events
from trustsim.simulation import Start, begin, with_new_ties

if TYPE_CHECKING:
    import networkx as nx

Engine = Literal["auto", "agents", "compiled"]

DECISIONS = ("relies_on", "keeps", "breaks_on_purpose", "warns", "owns_up", "apologises", "leaves")
"""What a ``Person`` subclass may decide for itself."""

PHASES = ("begin", "observe", "meet", "discover", "heal", "grow", "listen", "part")
"""What a person does in a tick, in this order; scripted events come between ``begin`` and ``observe``."""


class OverrideError(ValueError):
    """The compiled engine was asked for, but somebody decides in their own way."""


class Tie:
    """One person's side of a relationship: ``source`` relies on ``target``.

    A view: it reads the model's columns at the moment of asking. During a phase, of *other* people's ties only
    ``hurt`` and ``standing`` are safe to decide upon: they are as of the start of the phase for everybody, while
    ``trust`` may already have moved.
    """

    __slots__ = ("index", "model")

    def __init__(self, model: TrustModel, index: int) -> None:
        self.model = model
        self.index = index

    def __repr__(self) -> str:
        return f"<Tie {self.source.name!r} -> {self.target.name!r}: trust {self.trust:.3f}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tie) and self.model is other.model and self.index == other.index

    def __hash__(self) -> int:
        return hash((id(self.model), self.index))

    @property
    def source(self) -> Person:
        """Who relies."""
        return self.model.persons[self.model.view.ties.source[self.index]]

    @property
    def target(self) -> Person:
        """Who is relied on."""
        return self.model.persons[self.model.view.ties.target[self.index]]

    @property
    def reverse(self) -> Tie:
        """The other side of the relationship."""
        return Tie(self.model, self.model.view.ties.reverse[self.index])

    @property
    def relationship(self) -> str:
        """Its type: romantic, family, friend, or one of your own."""
        return self.model.start.types[self.model.view.ties.relationship[self.index]]

    @property
    def active(self) -> bool:
        """False once the relationship has ended."""
        return bool(self.model.view.pairs.active[self.model.view.ties.pair[self.index]])

    @property
    def trust(self) -> float:
        """How far the source trusts the target, 0 to 1."""
        return float(self.model.view.ties.trust[self.index])

    @trust.setter
    def trust(self, trust: float) -> None:
        if not 0.0 <= trust <= 1.0:
            raise ValueError(f"trust is a number from 0 to 1, not {trust!r}")
        self.model.view.ties.trust[self.index] = min(float(trust), self.ceiling)

    @property
    def ceiling(self) -> float:
        """The highest trust that can still be reached, 0 to 1."""
        return float(self.model.view.ties.ceiling[self.index])

    @property
    def standing(self) -> float:
        """The trust that the source acts on, as of the start of the phase."""
        return float(self.model.view.ties.standing[self.index])

    @property
    def hurt(self) -> float:
        """How much the source is hurt by the target, 0 to 1, as last set down for all."""
        return float(self.model.view.ties.hurt[self.index])

    @property
    def history(self) -> int:
        """Encounters so far."""
        return int(self.model.view.ties.history[self.index])

    @property
    def intimacy(self) -> float:
        """Closeness of the two, 0 to 1."""
        return float(self.model.view.pairs.intimacy[self.model.view.ties.pair[self.index]])

    @property
    def open_hurts(self) -> list[tuple[float, float]]:
        """Each open hurt, oldest first: its log-odds at birth, its age in weeks."""
        view, tick = self.model.view, self.model.tick
        return [
            (view.ties.hurt_size[self.index, slot], happenings.age_in_weeks(view, self.index, slot, tick))
            for slot in range(view.ties.hurt_count[self.index])
        ]

    @property
    def hidden(self) -> int:
        """Breaches that the source does not know of yet."""
        return int(self.model.view.ties.hidden_count[self.index])


class ByOther(Mapping[Any, float]):
    """One number of a person's ties, looked up by the other person or by their name: ``person.trust[other]``."""

    def __init__(self, person: Person, what: str) -> None:
        self._person = person
        self._what = what

    def __getitem__(self, other: Person | Hashable) -> float:
        return float(getattr(self._person.tie(other), self._what))

    def __iter__(self) -> Iterator[Any]:
        return (tie.target.name for tie in self._person.ties)

    def __len__(self) -> int:
        return len(self._person.ties)

    def __repr__(self) -> str:
        return repr(dict(self))


class Person(mesa.Agent):  # type: ignore[misc]
    """Somebody who trusts others, keeps or breaks what others rely on, and can be hurt.

    Override a decision by defining the method of that name: ``relies_on``, ``keeps``, ``breaks_on_purpose``, ``warns``,
    ``owns_up``, ``apologises``, ``leaves``. ``super()`` gives the usual answer. A decision should depend on what it
    can read, not on what was asked before: everybody decides at once.

    Attributes
    ----------
    name
        As in the network.
    place
        Row of this person in the model's columns.
    """

    model: TrustModel

    def __init__(self, model: TrustModel, place: int) -> None:
        super().__init__(model)
        self.place = place
        self.name: Hashable = model.network.names[place]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    # -------------------------------------------------------------- what others can read

    @property
    def ties(self) -> list[Tie]:
        """This person's side of every relationship, ended ones too, in the order of the others' names."""
        first = self.model.view.people.first_tie
        return [Tie(self.model, tie) for tie in range(first[self.place], first[self.place + 1])]

    def tie(self, other: Person | Hashable) -> Tie:
        """This person's side of the relationship with somebody.

        Raises
        ------
        KeyError
            If there is no such person, or no relationship with them.
        """
        place = other.place if isinstance(other, Person) else self.model.person(other).place
        tie = phases.tie_between(self.model.view, self.place, place)
        if tie < 0:
            raise KeyError(f"{self.name!r} has no relationship with {self.model.network.names[place]!r}")
        return Tie(self.model, tie)

    @property
    def trust(self) -> ByOther:
        """Trust in each other person: ``person.trust[other]``."""
        return ByOther(self, "trust")

    @property
    def hurt(self) -> ByOther:
        """Hurt by each other person: ``person.hurt[other]``."""
        return ByOther(self, "hurt")

    @property
    def pain(self) -> float:
        """Pain from one's own hurts and, less, from those one has caused, 0 to 1."""
        return float(phases.pain_of(self.model.view, self.place))

    @property
    def distress(self) -> float:
        """Risk of distress that goes with the pain. Not a diagnosis."""
        parameters = self.model.view.parameters
        return habits.distress(self.pain, parameters.distress_at_rest, parameters.distress_of_pain)

    # -------------------------------------------------------------- what a subclass may decide

    def relies_on(self, tie: Tie) -> bool:
        """Do I rely on ``tie.target`` this time?"""
        return bool(chances.relies_on(self.model.view, self.model.law, tie.index, self.model.tick))

    def keeps(self, tie: Tie, act: str) -> bool:
        """Do I keep what ``tie.source`` relies on? ``act`` is promise, conversation, boundary or confidence."""
        kind = keeping.KINDS.index(act)
        return bool(chances.keeps(self.model.view, self.model.law, tie.index, kind, self.model.tick))

    def breaks_on_purpose(self, tie: Tie, act: str) -> bool:
        """Is my breach towards ``tie.source`` on purpose?"""
        kind = keeping.KINDS.index(act)
        return bool(chances.breaks_on_purpose(self.model.view, self.model.law, tie.index, kind, self.model.tick))

    def warns(self, tie: Tie) -> bool:
        """Do I tell ``tie.source`` in time that I cannot keep it?"""
        return bool(chances.warns(self.model.view, self.model.law, tie.index, self.model.tick))

    def owns_up(self, tie: Tie) -> bool:
        """Do I tell ``tie.source`` what I have done?"""
        return bool(chances.owns_up(self.model.view, self.model.law, tie.index, self.model.tick))

    def apologises(self, tie: Tie) -> bool:
        """Having warned or owned up, do I apologise?"""
        return bool(chances.apologises(self.model.view, self.model.law, tie.index, self.model.tick))

    def leaves(self, tie: Tie) -> bool:
        """Do I leave ``tie.target``?"""
        return bool(chances.leaves(self.model.view, self.model.law, tie.index, self.model.tick))

    # -------------------------------------------------------------- the phases of a tick

    def begin(self) -> None:
        """A new tick: nothing has happened yet; a spell may turn."""
        phases.begin(self.model.view, self.place, self.model.tick)

    def observe(self) -> None:
        """Set down how hurt I am and on what trust I act."""
        phases.observe(self.model.view, self.model.law, self.place, self.model.tick)

    def meet(self) -> None:
        """Phase 1: encounters in which I rely on others."""
        phases.meet(self.model.view, self.model.law, self.model.choices, self.place, self.model.tick)

    def discover(self) -> None:
        """Phase 2: what was hidden from me comes to light, or is lost."""
        phases.discover(self.model.view, self.model.law, self.place, self.model.tick)

    def heal(self) -> None:
        """Phase 3: messages, counsel, hurts that are over."""
        phases.heal(self.model.view, self.model.law, self.place, self.model.tick)

    def grow(self) -> None:
        """Phase 3: ceilings, closeness, habits."""
        phases.grow(self.model.view, self.place, self.model.tick)

    def listen(self) -> None:
        """Phase 4: what friends tell about common friends."""
        phases.listen(self.model.view, self.place, self.model.tick)

    def part(self) -> None:
        """Phase 5: leaving."""
        phases.part(self.model.view, self.model.law, self.model.choices, self.place, self.model.tick)


def _trait(name: str) -> property:
    def read(person: Person) -> float | None:
        value = float(getattr(person.model.view.people, name)[person.place])
        return None if value != value else value

    def write(person: Person, value: float) -> None:
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{name} is a number from 0 to 1, not {value!r}")
        trait = Traits._fields.index(name)
        scripts.change(person.model.view, person.place, trait, float(value), person.model.tick)

    return property(read, write, doc=f"The trait {name}, 0 to 1 (``trustsim.parameters.Traits``).")


for _name in Traits._fields:
    setattr(Person, _name, _trait(_name))


class Choices:
    """The decisions of a model's people, in the form in which the phases ask for them.

    Where nobody overrides a decision it is the function of ``rules.chances`` itself; otherwise the person concerned
    is asked.
    """

    def __init__(self, model: TrustModel) -> None:
        classes = {type(person) for person in model.persons}
        for name in DECISIONS:
            overridden = any(getattr(cls, name) is not getattr(Person, name) for cls in classes)
            setattr(self, name, _asking(model, name) if overridden else getattr(chances, name))


def _asking(model: TrustModel, name: str) -> Callable[..., bool]:
    """A decision put to the person concerned: the source for relying and leaving, else the target."""
    by_source = name in ("relies_on", "leaves")

    def ask(world: World, law: ModuleType, tie: int, *details: Any) -> bool:
        # the last detail is the tick, which the model knows; before it may stand the kind of act
        person = model.persons[(world.ties.source if by_source else world.ties.target)[tie]]
        return bool(getattr(person, name)(Tie(model, tie), *(keeping.KINDS[act] for act in details[:-1])))

    return ask


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
        self._row = 0
        self._begin_with(start)
        classes = _classes(person, start.network)
        self.persons: list[Person] = [cls(self, place) for place, cls in enumerate(classes)]
        self._by_name = {own.name: own for own in self.persons}
        self.choices = Choices(self)
        self.engine = _engine(engine, set(classes))
        self._datacollector: mesa.DataCollector | None = None

    def _begin_with(self, start: Start) -> None:
        self.start = start
        self.view = readable(start.world)
        self._events_view = scripts.Events(*(memoryview(column) for column in start.events))

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
        if name not in self._by_name:
            raise KeyError(f"there is nobody called {name!r} in this network")
        return self._by_name[name]

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
        """Collects ``measures`` once, at the first asking: what ``mesa.batch_run`` reads at the end of a run.

        Set one of your own in a subclass, and collect in its ``step``, to have more.
        """
        if self._datacollector is None:
            reporters = {name: _reporter(name) for name in measures.MEASURES}
            self._datacollector = mesa.DataCollector(model_reporters=reporters)
            self._datacollector.collect(self)
        return self._datacollector

    @datacollector.setter
    def datacollector(self, collector: mesa.DataCollector) -> None:
        self._datacollector = collector

    # -------------------------------------------------------------- what can be done

    def step(self) -> None:
        """One tick."""
        if self.engine == "compiled":
            self._step_compiled()
        else:
            self._step_by_agents()
        self.tick += 1
        if self.parameters.new_ties > 0.0:
            start = with_new_ties(self.start, self.tick - 1)
            if start is not self.start:
                self._begin_with(start)
        if self.weeks is not None and self.week >= self.weeks:
            self.running = False

    def _step_compiled(self) -> None:
        from trustsim.engine.kernels import kernel  # numba takes a third of a second to import

        nothing = np.zeros(0, dtype=np.int64)
        self._row, _ = kernel(self.law)(
            self.world, self.start.events, self._row, self.tick, self.tick + 1, nothing, np.zeros((0, 0)), 0
        )

    def _step_by_agents(self) -> None:
        # the same order as in rules.tick.run_tick
        people = self.agents
        people.do("begin")
        self._row = run_events(self.view, self.law, self._events_view, self._row, self.tick)
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

        Parameters
        ----------
        what, **event
            As under ``events:`` in a config, without the week: ``model.happen("betrayal", who="Ann", to="Ben")``.

        Raises
        ------
        ConfigError, EventError
            If there is no such event, or nobody whom it could concern.
        """
        setting = setting_of({"events": [{"what": what, "week": self.week, **event}]}, given_network=True)
        new = scripted.script(setting.events, self.network, int(self.world.ticks_per_week))
        now = new._replace(tick=np.full_like(new.tick, self.tick))
        place = int(np.searchsorted(self.start.events.tick, self.tick, side="right"))
        merged = scripts.Events(
            *(np.insert(old, place, added) for old, added in zip(self.start.events, now, strict=True))
        )
        self._begin_with(replace(self.start, events=merged))

    def to_networkx(self) -> nx.DiGraph:
        """Everybody and every directed tie with its whole state, by the names of the columns."""
        from trustsim.simulation import people_table, ties_table

        people, ties = people_table(self.start), ties_table(self.start)
        names = {"person", "source", "target"}
        return to_networkx(
            self.network,
            {name: column.tolist() for name, column in people.items() if name not in names},
            {name: column.tolist() for name, column in ties.items() if name not in names},
        )


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


def _classes(person: type[Person] | Mapping[Hashable, type[Person]], network: Network) -> Sequence[type[Person]]:
    if isinstance(person, type):
        return [person] * network.people
    unknown = set(person) - set(network.names)
    if unknown:
        raise KeyError(f"there is nobody called {sorted(map(repr, unknown))[0]} in this network")
    return [person.get(name, Person) for name in network.names]


def _engine(asked: Engine, classes: set[type[Person]]) -> Literal["agents", "compiled"]:
    overridden = sorted(
        f"{cls.__name__}.{name}"
        for cls in classes
        for name in (*DECISIONS, *PHASES)
        if getattr(cls, name) is not getattr(Person, name)
    )
    if asked == "compiled" and overridden:
        raise OverrideError(
            f"{', '.join(overridden)} cannot run compiled. Leave out engine='compiled', or the override."
        )
    return "agents" if asked == "agents" or overridden else "compiled"
