"""The full model with its default parameters: what a tie and tick costs in each way of running it.

All go on from one state, that of a compiled run after a year, each on a copy of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from benchmarks.full.in_mesa import Model
from benchmarks.full.in_numpy import InNumpy
from benchmarks.section import Section, Verdict
from benchmarks.timing import Contender, Times, interleaved, made, shown, timed
from trustsim.config import setting_of
from trustsim.engine.sharing import LEAST_TIES
from trustsim.model import TrustModel
from trustsim.rules.measures import MEASURES
from trustsim.simulation import Course, Start, begin
from trustsim.world.columns import copy_of

WEEKS_BEFORE: Final = 52
NEIGHBOURS: Final = 10
SEED: Final = 20261126

COMPILED: Final = "ours, compiled"
SHARED: Final = "ours, compiled, one run in two threads"
TWO: Final = "ours, compiled, two runs in a thread each"
AGENTS: Final = "ours, by agents"
MESA: Final = "idiomatic Mesa"
NUMPY: Final = "NumPy, compacted"
BY_HAND: Final = "C by hand"


@dataclass(frozen=True)
class Ready:
    """A state to go on from.

    Attributes
    ----------
    start
        People, ties and script after ``WEEKS_BEFORE``; not to be changed.
    network_seconds, world_seconds
        What it took to make the network, and people and ties on it.
    """

    start: Start
    network_seconds: float
    world_seconds: float

    @property
    def ties(self) -> int:
        """Directed ties: M."""
        return self.start.network.ties

    def copy(self) -> Start:
        """The same for somebody who changes it."""
        return replace(self.start, world=copy_of(self.start.world))


def ready(people: int, weeks: int = WEEKS_BEFORE, neighbours: int = NEIGHBOURS) -> Ready:
    """A model of so many people with all defaults, after so many weeks, compiled."""
    setting = setting_of(
        {"people": people, "network": {"kind": "small_world", "neighbours": neighbours, "rewiring": 0.1}}
    )
    start, both = made(lambda: begin(setting, SEED))
    world = timed(lambda: begin(setting, SEED, start.network))  # the network is known now
    course = going_on(start, 0)
    course.advance(weeks)
    return Ready(course.start, both - world, world)


def going_on(start: Start, tick: int, threads: int = 1) -> Course:
    """A compiled run from here; nothing is recorded."""
    course = Course(start, np.zeros(0, dtype=np.int64), np.zeros((0, len(MEASURES))), threads)
    course.tick = tick
    return course


class Onward:
    """A compiled run, or several at a time, that is let go on by so many ticks a turn."""

    def __init__(self, at: Ready, runs: int = 1, threads: int = 1) -> None:
        self._courses = [going_on(at.copy(), WEEKS_BEFORE, threads) for _ in range(runs)]
        self._threads = ThreadPoolExecutor(runs) if runs > 1 else None

    def run(self, ticks: int) -> None:
        """Let so many ticks pass in each."""
        steps = [partial(course.advance, course.tick + ticks) for course in self._courses]
        if self._threads is None:
            steps[0]()
        else:
            for turn in [self._threads.submit(step) for step in steps]:
                turn.result()

    @property
    def world(self) -> Any:
        """The columns of the first run."""
        return self._courses[0].start.world


def by_agents(at: Ready) -> TrustModel:
    """The agents engine in the same state."""
    model = TrustModel.from_start(at.copy(), engine="agents")
    model.tick = WEEKS_BEFORE
    return model


def in_mesa(at: Ready) -> Model:
    """The Mesa peer in the same state."""
    model = Model(at.start.network, every=10**9, rng=SEED)
    model.take_over(at.start.world, WEEKS_BEFORE)
    return model


def measure(quick: bool) -> Section:
    """Time all; C by hand must end in our bits."""
    people = 2_000 if quick else 100_000
    at = ready(people)
    section = Section(
        f"Full model, default parameters, {people:,} people × {NEIGHBOURS} friends",
        f"Nanoseconds a directed tie and tick from week {WEEKS_BEFORE} on, {at.ties:,} directed ties, all from one "
        "state. Ratios are taken within rounds: median (lowest–highest).",
        ("engine", "ns", "in the time of compiled", "in the time of Mesa", "ticks a turn"),
    )
    makers: dict[str, tuple[Callable[[], Any], int]] = {
        COMPILED: (lambda: Onward(at), 4),
        **({SHARED: (lambda: Onward(at, threads=2), 4)} if at.ties >= 2 * LEAST_TIES else {}),
        TWO: (lambda: Onward(at, runs=2), 4),
        NUMPY: (lambda: InNumpy(at.start.world, WEEKS_BEFORE, SEED), 2),
        MESA: (lambda: in_mesa(at), 1),
        AGENTS: (lambda: by_agents(at), 1),
    }
    limit = _limit()
    if not isinstance(limit, str):
        makers[BY_HAND] = (lambda: _Limited(limit.Limit(copy_of(at.start.world), WEEKS_BEFORE)), 8)
    contenders, building = [], {}
    for name, (make, ticks) in makers.items():
        model, building[name] = made(make)
        work = at.ties * ticks * (2 if name == TWO else 1)
        contenders.append(Contender(name, partial(model.run, ticks), work))
    times = interleaved(contenders, rounds=3)
    for name, (_, ticks) in makers.items():
        against_ours = "1" if name == COMPILED else str(times.ratio(name, COMPILED))
        against_mesa = "1" if name == MESA else str(times.ratio(name, MESA))
        section.rows.append((name, shown(times.seconds(name) * 1e9), against_ours, against_mesa, str(ticks)))
    if isinstance(limit, str):
        section.rows.append((BY_HAND, limit, "–", "–", "–"))
    section.notes = [
        "Two runs at a time, one on each thread: nanoseconds are those of both together.",
        f"Before the first tick: the network takes {shown(at.network_seconds)} s, people and ties on it "
        f"{shown(at.world_seconds)} s; Mesa's agents and ties {shown(building[MESA])} s, our agents on ready columns "
        f"{shown(building[AGENTS])} s.",
    ]
    section.verdicts = [*_verdicts(times), _same_bits(at, limit)]
    return section


class _Limited:
    def __init__(self, limit: Any) -> None:
        self._limit = limit

    def run(self, ticks: int) -> None:
        self._limit.advance(ticks)


def _limit() -> Any:
    """The module of C by hand, or why there is none."""
    if find_spec("benchmarks.limit") is None:
        return "not written yet"
    limit = import_module("benchmarks.limit")
    try:
        limit.library()
    except limit.NoCompilerError as error:
        return str(error)
    return limit


def _verdicts(times: Times) -> list[Verdict]:
    faster = times.ratio(MESA, COMPILED)
    agents = times.ratio(AGENTS, MESA)
    verdicts = [
        Verdict("compiled is at least 300 × as fast as idiomatic Mesa", f"it is {faster} ×", faster.median >= 300),
        Verdict(
            "our agents take at most twice the time of idiomatic Mesa", f"they take {agents} ×", agents.median <= 2
        ),
    ]
    goal = "compiled takes at most 1.5 × the time of C by hand"
    if BY_HAND in times:
        by_hand = times.ratio(COMPILED, BY_HAND)
        verdicts.append(Verdict(goal, f"it takes {by_hand} ×", by_hand.median <= 1.5))
    else:
        verdicts.append(Verdict(goal, "there is no C by hand here", None))
    return verdicts


def _same_bits(at: Ready, limit: Any, ticks: int = 13) -> Verdict:
    goal = "C by hand ends with the hash of state that ours ends with"
    if isinstance(limit, str):
        return Verdict(goal, f"C by hand: {limit}", None)
    ours = going_on(at.copy(), WEEKS_BEFORE)
    ours.advance(WEEKS_BEFORE + ticks)
    theirs = limit.run(copy_of(at.start.world), ticks, WEEKS_BEFORE)
    hashes = limit.state_hash(ours.start.world)[:16], limit.state_hash(theirs)[:16]
    return Verdict(goal, f"after {ticks} ticks {hashes[0]} and {hashes[1]}", hashes[0] == hashes[1])
