"""The simple kernel, all peers: are they as good as peers can be? Held against figures that were taken before."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from importlib.util import find_spec
from typing import Any, Final

from benchmarks import compiler, machine
from benchmarks.section import Section, Verdict
from benchmarks.simple import by_hand, in_mesa, in_numba, in_numpy
from benchmarks.simple.world import TIES_A_PERSON, Columns, columns
from benchmarks.timing import Contender, Times, interleaved, shown

MESA: Final = "idiomatic Mesa"
AGENTPY: Final = "AgentPy"
NUMPY: Final = "NumPy, compacted (the reference)"
BRANCHING: Final = "numba, loop with branches"
BLOCKED: Final = "numba, blocks of 512"
BY_HAND: Final = "C by hand"

FIGURES: Final[dict[str, dict[int, float]]] = {
    AGENTPY: {1_000: 1780, 10_000: 2260, 100_000: 2350},
    MESA: {1_000: 487, 10_000: 1185, 100_000: 1133, 1_000_000: 1805},
    NUMPY: {1_000: 10.7, 10_000: 8.2, 100_000: 12.2, 1_000_000: 13.1},
    BRANCHING: {1_000: 5.2, 10_000: 5.2, 100_000: 6.7, 1_000_000: 7.8},
    BLOCKED: {1_000: 1.03, 10_000: 1.17, 100_000: 3.1, 1_000_000: 3.4},
    BY_HAND: {1_000: 0.74, 10_000: 0.88, 100_000: 2.5, 1_000_000: 3.3},
}
"""Nanoseconds a tie and tick by people, taken on a two-core EPYC with AVX-512, some of them by other hands."""

SLOW: Final = {AGENTPY: 30, MESA: 30}
"""How many times longer than a NumPy tick one of these may be expected to take: they get fewer ticks a turn."""

ALLOWED: Final = {MESA: 1.3, BY_HAND: 1.1}
MESA_UP_TO: Final = 100_000  # ten million objects more would take minutes to make


def measure(quick: bool) -> Section:
    """Time all peers at several sizes; the peers with the same random numbers must end in the same bits."""
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000, 1_000_000)
    section = Section(
        "Simple kernel: are the peers fair?",
        "Nanoseconds a directed tie and tick, one thread, ten ties a person; rules in `benchmarks/simple/__init__.py`. "
        "In brackets: in multiples of the figures known from before, rescaled by the NumPy reference of this run.",
        ("peer", *(f"{people:,} people" for people in sizes)),
    )
    times: dict[int, Times] = {}
    cells: dict[str, list[str]] = {name: [] for name in FIGURES}
    digests: list[set[str]] = []
    for people in sizes:
        peers = _peers(people)
        times[people] = _timed(peers, people, quick)
        digests.append(
            {_after_the_same(peer, people) for name, peer in _peers(people).items() if name in (BRANCHING, BLOCKED)}
            | {_after_the_same(peer, people) for peer in _hands(people)}
        )
        for name, row in cells.items():
            row.append(_cell(name, times[people], people))
    section.rows = [(name, *row) for name, row in cells.items()]
    section.notes = _notes()
    section.verdicts = [
        _verdict(MESA, "the Mesa peer is no slower than 1.3 × the figures known", times),
        _verdict(BY_HAND, "the C peer is no slower than 1.1 × the figures known", times),
        Verdict(
            "C and both numba peers end in the same bits",
            "one hash at each size" if all(len(found) == 1 for found in digests) else "the hashes differ",
            all(len(found) == 1 for found in digests),
        ),
    ]
    return section


def _peers(people: int) -> dict[str, Any]:
    start = columns(people)
    makers: dict[str, Callable[[Columns], Any]] = {
        NUMPY: in_numpy.InNumpy,
        BRANCHING: in_numba.branching,
        BLOCKED: in_numba.blocked,
    }
    if people <= MESA_UP_TO:
        makers[MESA] = in_mesa.Model
        if find_spec("agentpy") is not None:
            from benchmarks.simple import in_agentpy

            makers[AGENTPY] = in_agentpy.InAgentPy
    peers = {name: make(deepcopy(start)) for name, make in makers.items()}
    if compiler.available():
        peers[BY_HAND] = by_hand.ByHand(deepcopy(start))
    return peers


def _hands(people: int) -> list[by_hand.ByHand]:
    """C by each compiler that there is."""
    return [by_hand.ByHand(columns(people), name) for name in compiler.available()]


def _after_the_same(peer: Any, people: int) -> str:
    peer.run(3)
    return str(peer.columns.digest())


def _timed(peers: dict[str, Any], people: int, quick: bool) -> Times:
    ties = people * TIES_A_PERSON
    turn = 1e6 if quick else 4e6  # ties × ticks
    contenders = []
    for name, peer in peers.items():
        ticks = max(1, round(turn / ties / SLOW.get(name, 1)))
        contenders.append(Contender(name, partial(peer.run, ticks), ties * ticks))
    return interleaved(contenders, rounds=3 if quick else 7)


def _cell(name: str, times: Times, people: int) -> str:
    if name not in times:
        return "–"
    cell = shown(times.seconds(name) * 1e9)
    return cell if name == NUMPY else f"{cell} ({shown(_against_figure(name, times, people))} ×)"


def _against_figure(name: str, times: Times, people: int) -> float:
    """In multiples of the figure known, both in multiples of NumPy's."""
    return times.ratio(name, NUMPY).median / (FIGURES[name][people] / FIGURES[NUMPY][people])


def _verdict(name: str, goal: str, times: dict[int, Times]) -> Verdict:
    measured = {people: _against_figure(name, found, people) for people, found in times.items() if name in found}
    if not measured:
        return Verdict(goal, "there is no C compiler here", None)
    said = ", ".join(f"{people:,} people: {shown(value)} ×" for people, value in measured.items())
    met = max(measured.values()) <= ALLOWED[name]
    if not met and name == BY_HAND and machine.vectors() != "avx512f":
        said += "; the figures were taken with AVX-512, which this processor does not have"
    return Verdict(goal, said, met)


def _notes() -> list[str]:
    notes = [f"Mesa and AgentPy up to {MESA_UP_TO:,} people: ten million more objects take minutes to make."]
    if not compiler.available():
        notes.append("C by hand: no compiler on this machine.")
    else:
        notes.append(f"C by hand is built by {compiler.available()[0]} {' '.join(compiler.FLAGS)}")
    if find_spec("agentpy") is None:
        notes.append("AgentPy is not installed here; with it installed it takes part.")
    notes.append("mesa-frames: its release (0.1.0a0) asks for NumPy 1.26, trustsim for NumPy 2: not in one process.")
    return notes
