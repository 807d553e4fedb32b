"""How long a plan will take and how much room, before it is run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trustsim.plan import Plan, Point, Run
from trustsim.running.columns import columns_of
from trustsim.running.compiling import make_ready, uncompiled
from trustsim.running.workers import available

MOST_TRIED: Final = 25
"""Points whose start is tried out."""

SAMPLED: Final = 3
"""Points that stand for all."""

SAMPLE_WEEKS: Final = 104
BYTES: Final = {"int32": 2, "int64": 4, "float64": 8, "bool": 1, "text": 2, "name": 2}
"""Of a value on disk; numbers of a simulation hardly compress, names nearly vanish."""

EVENTS_A_WEEK: Final = {"none": 0.0, "breaches": 0.25, "all": 0.6}
"""On a tie. Of 200 friends, and of quickstart, it is half of that or less; closer ties and more gossip make more."""


@dataclass(frozen=True)
class Estimate:
    """What a plan will take.

    Attributes
    ----------
    seconds
        With so many ``workers``; None where the engine must be compiled first, which nobody has asked for yet.
    workers
        Runs at a time.
    disk
        Bytes, at most about.
    """

    seconds: float | None
    workers: int
    disk: int


def problems_at_start(plan: Plan) -> list[str]:
    """What keeps runs from starting, found by starting some of them: events and columns that do not fit a network.

    A config alone does not show these, for the network is made, or read, when a run begins.
    """
    from trustsim.simulation import begin

    found: dict[str, str] = {}
    for point in _spread(plan.points, MOST_TRIED):
        try:
            begin(point.config, plan.seeds[0])
        except (ValueError, OSError) as error:
            found.setdefault(str(error), ", ".join(f"{key} = {value}" for key, value in point.settings.items()))
    return [f"{message} (at {place})" if place else message for message, place in found.items()]


def estimate(plan: Plan, workers: int | None = None) -> Estimate:
    """Time the first weeks of some runs, if that needs no compiling; count the rows to be written."""
    count = min(workers or available(), len(plan.runs))
    points = _spread(plan.points, SAMPLED)
    seconds = None
    if not uncompiled(plan):
        make_ready(plan, lambda text: None)
        seconds = sum(_seconds(point, plan.seeds[0]) for point in points) / len(points) * len(plan.runs) / count
    return Estimate(seconds, count, disk_of(plan))


def disk_of(plan: Plan) -> int:
    """Bytes that the results of a plan take, at most about."""
    points = _spread(plan.points, SAMPLED)
    return round(sum(_bytes(plan, point) for point in points) / len(points) * len(plan.runs))


def _spread(points: Sequence[Point], most: int) -> list[Point]:
    """Some of the points, the first and the last among them."""
    if len(points) <= most:
        return list(points)
    return [points[round(place * (len(points) - 1) / (most - 1))] for place in range(most)]


def _seconds(point: Point, seed: int) -> float:
    """One run, from its first weeks."""
    from trustsim.running.execution import beginning_of, do
    from trustsim.simulation import network_of

    weeks = point.config.weeks
    short = min(weeks, SAMPLE_WEEKS if point.config.engine != "agents" else 2)
    network_of(point.config, seed)  # shared between runs
    times = []
    for sample in (1, 1, short):  # the first time imports what is needed
        run = Run(0, Point(0, None, {}, point.base.model_copy(update={"weeks": sample}), point.numbers), 0, seed)
        shared = beginning_of(run) if point.numbers else None
        began = time.perf_counter()
        do(run, shared)
        times.append(time.perf_counter() - began)
    _, start, longer = times
    a_week = max(0.0, longer - start) / max(short - 1, 1)
    return start + a_week * (weeks - 1)


def _bytes(plan: Plan, point: Point) -> float:
    """What one run leaves on disk; nothing, if it cannot start."""
    from trustsim.simulation import moments_of, network_of

    config = point.config
    try:
        network = network_of(config, plan.seeds[0])
    except (ValueError, OSError):
        return 0.0
    moments = len(moments_of(config.weeks, config.record.every, config.ticks_per_week))
    times = {"none": 0, "last": 1, "all": moments}
    rows = {
        "runs": 1,
        "series": moments,
        "people": network.people * times[config.record.people],
        "ties": network.ties * times[config.record.ties],
        "events": network.ties * config.weeks * EVENTS_A_WEEK[config.record.events],
    }
    return sum(rows[name] * sum(BYTES[column.kind] for column in table) for name, table in columns_of(plan).items())
