"""How long a plan will take and how much room, before it is run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from trustsim.parameters import Traits
from trustsim.plan import Plan, Point, Run
from trustsim.running.columns import RUN, Column, columns_of, recorded_columns
from trustsim.running.compiling import make_ready, uncompiled
from trustsim.running.workers import available

MOST_TRIED: Final = 25
"""Points whose start is tried out."""

MOST_PEOPLE_TRIED: Final = 200_000
"""People in all worlds together that are tried out; larger ones are not, for it would take minutes."""

SAMPLED: Final = 3
"""Points that stand for all."""

MOST_TIMED: Final = 5_000
"""People in a world that is timed; a larger one takes longer in proportion, if its network is of one of the kinds."""

SAMPLE_WEEKS: Final = 104
IN_TABLES: Final = {"int32": 2, "int64": 8, "float64": 9, "bool": 0.125, "text": 2, "name": 2}
"""Bytes of a value in a table, which is compressed, at most about: measured in run folders. Numbers that differ from
row to row take 9, for their dictionary is given up; where ties rest they take a third of it."""

REPEATED: Final = frozenset({"week", "since", *Traits._fields}) - {"reliability"}
"""Columns of numbers that come again and again: next to nothing in tables."""

IN_PARTS: Final = {"int32": 4, "int64": 8, "float64": 8, "bool": 0.125, "text": 8, "name": 4}
"""Bytes of a value in a part, as it is handed over: counts as a world holds them, names as numbers."""

OF_A_LIST: Final = 4
"""Bytes of a run in each column of lists of a part: where its rows end."""

OF_A_COLUMN: Final = 320
"""Bytes of each column of a part beside its values: 300 to 311 were measured."""

OF_FACES: Final = 2_000_000
"""Bytes of figures, report and descriptions, about: those of quickstart take 1.6 MB."""

EVENTS_A_WEEK: Final = {"none": 0.0, "breaches": 0.25, "all": 0.6}
"""On a tie. Of 200 friends, and of quickstart, it is half of that or less; closer ties and more gossip make more."""


@dataclass(frozen=True)
class Disk:
    """Room that a plan takes on disk, in bytes, at most about.

    Attributes
    ----------
    parts
        Finished runs, until the tables are whole.
    tables
        The tables.
    """

    parts: int
    tables: int

    @property
    def stays(self) -> int:
        """What a finished run folder takes."""
        return self.tables + OF_FACES

    @property
    def needed(self) -> int:
        """What must be free: the parts go only when the tables are whole, and figures are drawn after that."""
        return max(self.parts + self.tables, self.stays)


@dataclass(frozen=True)
class Estimate:
    """What a plan will take.

    Attributes
    ----------
    seconds
        With so many ``workers``; None where the engine must be compiled first, which nobody has asked for yet, or where
        no run can start.
    workers
        Runs at a time.
    disk
        Room for its results.
    """

    seconds: float | None
    workers: int
    disk: Disk


def problems_at_start(plan: Plan) -> list[str]:
    """What keeps runs from starting, found by starting some of them: events and columns that do not fit a network.

    A config alone does not show these, for the network is made, or read, when a run begins.
    """
    from trustsim.simulation import begin

    found: dict[str, str] = {}
    largest = max((point.config.people for point in plan.points), default=0)
    for point in _spread(plan.points, min(MOST_TRIED, MOST_PEOPLE_TRIED // max(largest, 1))):
        try:
            begin(point.config, plan.seeds[0])
        except (ValueError, OSError) as error:
            found.setdefault(str(error), ", ".join(f"{key} = {value}" for key, value in point.settings.items()))
    return [f"{message} (at {place})" if place else message for message, place in found.items()]


def estimate(plan: Plan, workers: int | None = None, say: Callable[[str], None] | None = None) -> Estimate:
    """Time the first weeks of some runs; count the rows to be written.

    Parameters
    ----------
    plan
        What is to be run.
    workers
        Runs at a time; as many as there are processors, unless said.
    say
        Hears that the model is compiled, should that be needed. Unless it is given, nothing is compiled, and then there
        is no time.
    """
    count = min(workers or available(), len(plan.runs))
    seconds = None
    if say is not None or not uncompiled(plan):
        make_ready(plan, say or (lambda text: None))
        timed = [_seconds(point, plan.seeds[0]) for point in _spread(plan.points, SAMPLED)]
        of_runs = [one for one in timed if one is not None]
        seconds = sum(of_runs) / len(of_runs) * len(plan.runs) / count if of_runs else None
    return Estimate(seconds, count, disk_of(plan, workers))


def disk_of(plan: Plan, workers: int | None = None) -> Disk:
    """The room that the results of a plan take; ``workers`` as for ``estimate``."""
    from trustsim.running.execution import tasks_of

    points = _spread(plan.points, SAMPLED)
    rows: Counter[str] = Counter()
    for point in points:
        rows.update(_rows(plan, point))
    # The number of a run stands in a part once, not in each of its rows.
    lists = {name: [one for one in table if one != RUN] for name, table in recorded_columns(plan).items()}
    of_rows = sum(rows[name] * sum(IN_PARTS[one.kind] for one in columns) for name, columns in lists.items())
    many, outcomes = sum(map(len, lists.values())), len(plan.config.outcomes)
    of_parts = len(tasks_of(plan.runs, workers or available())) * (many + outcomes) * OF_A_COLUMN
    of_runs = len(plan.runs) * (OF_A_LIST * many + IN_PARTS["float64"] * outcomes)
    tables = sum(rows[name] * sum(map(_in_table, columns)) for name, columns in columns_of(plan).items())
    each = len(plan.runs) / len(points)
    return Disk(round(each * of_rows + of_runs + of_parts), round(each * tables))


def _in_table(column: Column) -> float:
    return 0.0 if column.name in REPEATED else IN_TABLES[column.kind]


def _spread(points: Sequence[Point], most: int) -> list[Point]:
    """Some of the points, the first and the last among them."""
    if len(points) <= most:
        return list(points)
    return [points[round(place * (len(points) - 1) / max(most - 1, 1))] for place in range(most)]


def _seconds(point: Point, seed: int) -> float | None:
    """One run, from its first weeks; None if it cannot start."""
    from trustsim.running.execution import beginning_of, do
    from trustsim.simulation import network_of

    weeks = point.config.weeks
    short = min(weeks, SAMPLE_WEEKS if point.config.engine != "agents" else 2)
    times = []
    timed = (
        {"people": MOST_TIMED}
        if point.config.people > MOST_TIMED and getattr(point.config.network, "kind", None)
        else {}
    )
    base = point.base.model_copy(update=timed)
    try:
        network_of(point.config.model_copy(update=timed), seed)  # shared between runs
        for sample in (1, 1, short):  # the first time imports what is needed
            run = Run(0, Point(0, None, {}, base.model_copy(update={"weeks": sample}), point.numbers), 0, seed)
            shared = beginning_of(run) if point.numbers else None
            began = time.perf_counter()
            do(run, shared)
            times.append(time.perf_counter() - began)
    except (ValueError, OSError):
        return None
    _, start, longer = times
    a_week = max(0.0, longer - start) / max(short - 1, 1)
    return (start + a_week * (weeks - 1)) * (point.config.people / MOST_TIMED if timed else 1.0)


def _rows(plan: Plan, point: Point) -> dict[str, float]:
    """How many rows one run has in each table; none, if it cannot start."""
    from trustsim.network import expected_size
    from trustsim.simulation import number_of_moments

    config = point.config
    try:
        people, ties = expected_size(config.network, config.people)
    except (ValueError, OSError):
        return {}
    moments = number_of_moments(config.weeks, config.record.every)
    times = {"none": 0, "last": 1, "all": moments}
    return {
        "runs": 1,
        "series": moments,
        "people": people * times[config.record.people],
        "ties": ties * times[config.record.ties],
        "events": ties * config.weeks * EVENTS_A_WEEK[config.record.events],
    }
