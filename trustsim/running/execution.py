"""All runs of a plan, and what became of them."""

from __future__ import annotations

import shlex
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from trustsim.network.making import is_large
from trustsim.outcomes import OwnOutcome
from trustsim.plan import Plan, Run
from trustsim.running.compiling import make_ready
from trustsim.running.parts import Failure, Finished, Parts, PartsInMemory, PartView, finished, part_of
from trustsim.running.progress import Progress, Silence
from trustsim.running.rounds import runs_wanted
from trustsim.running.tables import Tables, gathered
from trustsim.running.workers import Crew, Stopping, Threads, available

if TYPE_CHECKING:
    import pyarrow as pa

    from trustsim.simulation import Beginning, Lent

LARGEST_TASK: Final = 256
TASKS_PER_WORKER: Final = 16  # at least, so that all workers end at about the same time
LONGEST: Final = 2.0
"""Seconds after which what is finished is handed over, so that little is lost if the machine fails."""

PATIENCE: Final = 1.0
"""Seconds that whoever interrupts waits for the runs that are just being finished."""

Place = Callable[[Plan, Sequence[Sequence[Run]], int], "Crew[pa.Table]"]
"""Who does the tasks of a plan, so many at a time: threads here, processes, another machine."""


@dataclass(frozen=True)
class Execution:
    """What became of a plan.

    Attributes
    ----------
    plan
        What was to be done.
    parts
        What was done.
    failures
        The runs that came to nothing, in the order of the plan.
    workers, where
        For the record: runs at a time (None where a cluster decided it), and what did them.
    """

    plan: Plan = field(repr=False)
    parts: Sequence[PartView] = field(repr=False)
    failures: tuple[Failure, ...] = ()
    workers: int | None = None
    where: tuple[Literal["threads", "processes", "dask"], ...] = ()

    @cached_property
    def done(self) -> int:
        """How many runs came to something."""
        return len({int(run) for view in self.parts for run in view.runs if run >= 0})

    @cached_property
    def tables(self) -> Tables:
        """``runs``, ``series``, and as far as recorded the others: rows of the runs that were done, in the order of the
        plan; equal plans give equal tables.
        """
        return gathered(self.plan, self.parts)


def execute(
    plan: Plan,
    workers: int | None = None,
    progress: Progress | None = None,
    parts: Parts | None = None,
    place: Place | None = None,
) -> Execution:
    """Do all runs of a plan that are not done yet.

    Parameters
    ----------
    plan
        From ``trustsim.plan``.
    workers
        How many runs at a time; as many as there are processors, unless said. Makes no difference to the tables.
    progress
        Hears how far it has got.
    parts
        Where finished runs are kept, and may have been kept before; in memory, unless said.
    place
        Who does them; threads and processes of this machine, unless said.

    Notes
    -----
    A run that raises an error becomes a ``Failure``; the others go on. Whoever interrupts it finds what was finished
    in ``parts``.
    """
    parts = PartsInMemory() if parts is None else parts
    progress = progress or Silence()
    failed: dict[int, Failure] = {}
    rounds = 0
    while todo := runs_wanted(plan, parts.views(), failed):
        rounds += 1
        if rounds > 1:
            points = len({run.point.index for run in todo})
            progress.say(f"{points} of {len(plan.points)} points need more replicates for intervals so narrow.")
        _do_all(plan, todo, workers, progress, parts, place or here, failed)
    failures = tuple(failed[run] for run in sorted(failed))
    if place is not None:
        return Execution(plan, parts.views(), failures, None, ("dask",))
    many = workers or available()
    engines = {point.base.engine == "agents" and _several(plan, many) for point in plan.points}
    return Execution(
        plan,
        parts.views(),
        failures,
        many,
        tuple("processes" if by_agents else "threads" for by_agents in sorted(engines)),
    )


def _do_all(
    plan: Plan,
    todo: Sequence[Run],
    workers: int | None,
    progress: Progress,
    parts: Parts,
    place: Place,
    failed: dict[int, Failure],
) -> None:
    workers = workers or available()
    if place is here:
        make_ready(plan, progress.say)

    def keep(part: pa.Table) -> None:
        parts.add(part)
        view = PartView(part)
        failures = list(view.failures())
        failed.update((failure.run, failure) for failure in failures)
        for _ in range(len(view.runs) - len(failures)):
            progress.advance()
        for _ in failures:
            progress.advance(failed=True)

    crew = place(plan, tasks_of(todo, workers), workers)
    progress.begin(len(todo))
    try:
        for part in crew:
            keep(part)
    except KeyboardInterrupt:
        for part in crew.stop(PATIENCE):
            keep(part)
        raise
    except BaseException:
        list(crew.stop(0.0))
        raise
    finally:
        progress.end()


def _several(plan: Plan, workers: int) -> bool:
    """Whether runs are done at the same time; a single one would wait for a process to begin, and gain nothing."""
    return workers > 1 and len(plan.runs) > 1


def here(plan: Plan, tasks: Sequence[Sequence[Run]], workers: int) -> Crew[pa.Table]:
    """This machine: threads for what is compiled; the rest holds the interpreter's lock, and has processes."""
    by_agents = [task for task in tasks if task[0].point.base.engine == "agents"]
    if not by_agents or not _several(plan, workers):
        threads = max(1, workers // len(tasks))  # to each run, if there are fewer runs than workers
        return Threads(lambda runs, stopping: attempt(plan, runs, stopping, threads), tasks, workers)
    from trustsim.running.processes import Processes

    compiled = [task for task in tasks if task[0].point.base.engine != "agents"]
    return Processes(plan, by_agents, workers, before=here(plan, compiled, workers) if compiled else None)


def tasks_of(runs: Sequence[Run], workers: int) -> list[list[Run]]:
    """The runs as tasks, in each of which those stand together that begin alike: one base, one seed, other numbers.

    Runs of one engine only are in a task.
    """
    size = max(1, min(LARGEST_TASK, len(runs) // (workers * TASKS_PER_WORKER)))
    tasks: list[list[Run]] = []
    alike: dict[tuple[bool, int, int], list[Run]] = {}
    for run in runs:
        alike.setdefault((run.point.base.engine == "agents", id(run.point.base), run.seed), []).append(run)
    for same in alike.values():
        for first in range(0, len(same), size):
            some = same[first : first + size]
            last = tasks[-1] if tasks else None
            one_engine = last is not None and last[0].point.base.engine == some[0].point.base.engine
            if last is not None and one_engine and len(last) + len(some) <= size:
                last += some
            else:
                tasks.append(some)
    return tasks


def attempt(
    plan: Plan, runs: Sequence[Run], stopping: Stopping = lambda: False, threads: int = 1
) -> Iterator[pa.Table]:
    """Do the runs of one task, each in so many threads; any error in one is its own.

    Yields
    ------
    pyarrow.Table
        Parts, one after the other where it takes long.
    """
    from trustsim.simulation import Lent

    done: list[Finished] = []
    failures: list[Failure] = []
    begun: tuple[int, int] | None = None
    beginning: Beginning | None = None
    lent = Lent()
    since = time.monotonic()
    for place, run in enumerate(runs):
        if stopping():
            break
        try:
            shared = (id(run.point.base), run.seed)
            if shared != begun:
                begun, beginning = shared, None
                follows = place + 1 < len(runs) and (id(runs[place + 1].point.base), runs[place + 1].seed) == shared
                # of a large world the weeks take long, not the start, and one more that is kept may not have room
                apart = is_large(run.point.base.network, run.point.base.people)
                beginning = beginning_of(run, lent) if follows and not apart else None
            done.append(do(run, beginning, threads))
        except Exception as error:  # one run must not end the others, whatever is wrong with it
            begun = None
            failures.append(_failure(plan, run, error))
        if time.monotonic() - since > LONGEST:
            yield part_of(plan, done, failures)
            done, failures, since = [], [], time.monotonic()
    if done or failures:
        yield part_of(plan, done, failures)


def _failure(plan: Plan, run: Run, error: Exception) -> Failure:
    return Failure(
        run.index,
        run.point.index,
        run.replicate,
        run.seed,
        dict(run.point.settings),
        type(error).__name__,
        str(error),
        command_of(plan, run),
        "".join(traceback.format_exception(error)),
    )


def beginning_of(run: Run, lent: Lent | None = None) -> Beginning:
    """What a run shares with those that begin alike, and what is lent to one after the other, if anything.

    Raises
    ------
    NetworkError, EventError, ValueError
        If the settings do not fit together.
    """
    from trustsim.simulation import Beginning

    # what is kept of a run has columns of its own; but who knows what code from outside keeps?
    from_outside = any(isinstance(name, OwnOutcome) for name in run.point.base.outcomes)
    return Beginning(run.point.base, run.seed, None if from_outside else lent)


def do(run: Run, beginning: Beginning | None = None, threads: int = 1) -> Finished:
    """Do one run, from a beginning that it shares with others or by itself, in so many threads if it is large.

    Raises
    ------
    NetworkError, EventError, ValueError
        If the settings do not fit together.
    """
    from trustsim.simulation import recorded, simulate  # imports scipy and networkx

    if beginning is None:
        return finished(run, simulate(run.point.config, run.seed, threads=threads))
    return finished(run, recorded(run.point.base, beginning.start(run.point.numbers), threads=threads))


def command_of(plan: Plan, run: Run | None = None) -> str:
    """What to type to run this plan, or one run of it, again; "" where nothing is there that could be named."""
    if not plan.asked:
        return ""
    words = ["trustsim", "run", plan.asked]
    for override in plan.overrides:
        words += ["-s", override]
    if run is not None:
        words += ["--only", str(run.index)]
    return shlex.join(words)
