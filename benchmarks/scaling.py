"""Does a tie cost the same among a thousand people as among a million?"""

from __future__ import annotations

from typing import Final

from benchmarks.full.measuring import NEIGHBOURS, Ready, going_on, ready
from benchmarks.machine import memory_in_gib
from benchmarks.section import Section, Verdict
from benchmarks.timing import Contender, interleaved, shown
from trustsim.world.columns import World

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
WEEKS_BEFORE: Final = 4
TIES_A_TURN: Final = 2_000_000
ALLOWED: Final = 1.3


def bytes_by_tie(world: World) -> float:
    """What all columns of a world come to, people and pairs included, over the directed ties."""
    columns = [column for table in (world.people, world.ties, world.pairs) for column in table]
    return float(sum(column.nbytes for column in columns)) / len(world.ties.trust)


def measure(quick: bool) -> Section:
    """Time the compiled engine at each size, in turns."""
    sizes = SIZES[:2] if quick else SIZES
    section = Section(
        "How cost grows with size",
        f"The full model, compiled, one thread, {NEIGHBOURS} friends each, after {WEEKS_BEFORE} weeks.",
        ("people", "directed ties", "ns a tie and tick", "bytes a directed tie"),
    )
    contenders: list[Contender] = []
    started: dict[int, tuple[int, float]] = {}
    for people in sizes:
        left = memory_in_gib("MemAvailable")
        if started and left is not None:
            # the world, and as much again for the network on the way
            needed = 2 * started[max(started)][1] * people * NEIGHBOURS / 2**30
            if needed > left:
                section.notes.append(f"{people:,} people: about {needed:.0f} GiB are needed here, {left:.0f} are left.")
                continue
        at = ready(people, WEEKS_BEFORE)
        started[people] = at.ties, bytes_by_tie(at.start.world)
        contenders.append(_contender(people, at))
    times = interleaved(contenders, rounds=3 if quick else 5)
    for people, (ties, size) in started.items():
        section.rows.append((f"{people:,}", f"{ties:,}", shown(times.seconds(str(people)) * 1e9), shown(size)))
    goal = f"from 10^5 to 10^6 people it grows by at most {ALLOWED} ×"
    if {100_000, 1_000_000} <= set(started):
        grows = times.ratio("1000000", "100000")
        section.verdicts.append(Verdict(goal, f"it grows by {grows} ×", grows.median <= ALLOWED))
    else:
        section.verdicts.append(Verdict(goal, "the sizes were not measured", None))
    return section


def _contender(people: int, at: Ready) -> Contender:
    course = going_on(at.start, WEEKS_BEFORE)
    ticks = max(1, TIES_A_TURN // at.ties)
    return Contender(str(people), lambda: course.advance(course.tick + ticks), at.ties * ticks)
