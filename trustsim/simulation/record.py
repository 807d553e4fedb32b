"""One run: build a world, let its weeks pass, keep what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.outcomes import FirstBreach, RunView
from trustsim.rules import journal
from trustsim.rules.measures import MEASURES
from trustsim.simulation.courses import Course, CourseByAgents
from trustsim.simulation.start import Start, begin
from trustsim.simulation.tables import Table, below_each_other, events_table, people_table, ties_table
from trustsim.world.columns import Journal, copy_of, empty_journal

if TYPE_CHECKING:
    from trustsim.config import Config


Pair = tuple[int, int]
"""Places of two people in the network."""

FIRST_ROOM: Final = 4_000_000
"""At most so many lines at the first attempt: memory is only taken for those that are written."""


@dataclass(frozen=True)
class Record:
    """What was kept of one run.

    Attributes
    ----------
    series
        ``week`` and one column for each of ``rules.measures.MEASURES``.
    people, ties, events
        Columns as in decision 8 of docs/decisions/0001-architecture.md, or None if they were not to be kept.
    breach
        The first breach that the script plants.
    end
        Where the run has ended.
    """

    series: Mapping[str, NDArray[Any]]
    people: Table | None
    ties: Table | None
    events: Table | None
    breach: FirstBreach
    end: Start = field(repr=False)

    @property
    def view(self) -> RunView:
        """The run as an outcome sees it."""
        return RunView(self.series, self.breach, self.end)


def moments_of(weeks: int, every: int, ticks_per_week: int) -> NDArray[np.int64]:
    """The numbers of ticks after which to measure: the start, every so many weeks, the end."""
    return np.array([*range(0, weeks, every), weeks], dtype=np.int64) * ticks_per_week


def number_of_moments(weeks: int, every: int) -> int:
    """How many moments these are, without listing them."""
    return len(range(0, weeks, every)) + 1


def simulate(config: Config, seed: int, pair: Pair | None = None, threads: int = 1) -> Record:
    """Run a config once, with this seed.

    Parameters
    ----------
    config, seed
        What to run.
    pair
        Note events between these two alone, and what changes in either of them.
    threads
        So many at most, if the world is large. Makes no difference to the record.

    Raises
    ------
    NetworkError, EventError, ValueError
        As ``begin``.
    """
    return recorded(config, begin(config, seed), pair, threads)


def recorded(config: Config, start: Start, pair: Pair | None = None, threads: int = 1) -> Record:
    """Let the weeks of a config pass from a start that was made for it, and keep what it says is to be kept."""
    level = journal.LEVELS.index(config.record.events)
    if level == journal.NOTHING:
        return _passed(config, start, threads)
    room = min(FIRST_ROOM, 2 * len(start.world.ties.trust) * config.weeks * config.ticks_per_week + 1000)
    while True:
        notes = empty_journal(room, level, *(pair or ()))
        record = _passed(config, replace(start, world=copy_of(start.world)._replace(journal=notes)))
        if _needed(notes) <= room:
            return record
        # The same passes again, now that it is known how much there is to note.
        room = _needed(notes)


def _needed(notes: Journal) -> int:
    return int(notes.count[0])


def _passed(config: Config, start: Start, threads: int = 1) -> Record:
    moments = moments_of(config.weeks, config.record.every, config.ticks_per_week)
    series = np.full((len(moments), len(MEASURES)), np.nan)
    way: Callable[..., Course | CourseByAgents] = CourseByAgents if config.engine == "agents" else Course
    course = way(start, moments, series, threads)
    every_time = "all" in (config.record.people, config.record.ties)
    people: list[Table] = []
    ties: list[Table] = []
    for passed in moments if every_time else moments[-1:]:
        course.advance(int(passed))
        wanted = ("all", "last") if passed == moments[-1] else ("all",)
        week = float(passed) / config.ticks_per_week
        if config.record.people in wanted:
            people.append(_at(week, people_table(course.start, course.feelings())))
        if config.record.ties in wanted:
            ties.append(_at(week, ties_table(course.start, kept=start.lent is not None or passed != moments[-1])))
    columns = {name: series[:, index] for index, name in enumerate(MEASURES)}
    return Record(
        series={"week": moments / config.ticks_per_week, **columns},
        people=_joined(people),
        ties=_joined(ties),
        events=None if start.world.journal is None else events_table(course.start),
        breach=start.breach,
        end=course.start,
    )


def _at(week: float, table: Table) -> Table:
    return {"week": np.full(len(next(iter(table.values()))), week), **table}


def _joined(tables: list[Table]) -> Table | None:
    if len(tables) < 2:
        return tables[0] if tables else None
    return {name: below_each_other([table[name] for table in tables]) for name in tables[0]}
