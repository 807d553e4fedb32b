"""All runs of a plan, and what became of them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from trustsim.plan import Plan, Run
from trustsim.running.compiling import make_ready
from trustsim.running.progress import Progress, Silence
from trustsim.running.tables import Batch, Finished, Tables, finished, gathered, packed
from trustsim.running.workers import available, in_threads

if TYPE_CHECKING:
    from trustsim.simulation import Beginning

LARGEST_BATCH: Final = 256
BATCHES_PER_WORKER: Final = 16  # at least, so that all workers end at about the same time


@dataclass(frozen=True)
class Failure:
    """A run that came to nothing.

    Attributes
    ----------
    run, point, replicate, seed
        Which it was.
    settings
        The swept keys with their values there.
    kind, message
        The error.
    command
        What repeats it, alone.
    """

    run: int
    point: int
    replicate: int
    seed: int
    settings: Mapping[str, Any]
    kind: str
    message: str
    command: str


@dataclass(frozen=True)
class Execution:
    """What became of a plan.

    Attributes
    ----------
    tables
        ``runs``, ``series``, and as far as recorded ``people``, ``ties`` and ``events``: rows of the runs that were
        done, in the order of the plan; equal plans give equal tables.
    failures
        The runs that were not, in the order of the plan.
    """

    tables: Tables = field(repr=False)
    failures: tuple[Failure, ...] = ()


def execute(plan: Plan, workers: int | None = None, progress: Progress | None = None) -> Execution:
    """Do all runs of a plan.

    Parameters
    ----------
    plan
        From ``trustsim.plan``.
    workers
        How many runs at a time; as many as there are processors, unless said. Makes no difference to the tables.
    progress
        Hears how far it has got.

    Notes
    -----
    A run that raises an error becomes a ``Failure``; the others go on. Whoever interrupts it, has nothing.
    """
    progress = progress or Silence()
    make_ready(plan, progress.say)
    workers = workers or available()
    tasks = batches_of(plan.runs, workers)
    batches: list[Batch] = []
    failures: list[Failure] = []
    progress.begin(len(plan.runs))
    doing = in_threads(lambda runs: attempt(plan, runs), tasks, workers)
    try:
        for task, (batch, failed) in doing:
            batches += batch
            failures += failed
            for _ in tasks[task]:
                progress.advance()
    finally:
        doing.close()
        progress.end()
    batches.sort(key=lambda batch: batch.runs[0].index)
    return Execution(gathered(plan, batches), tuple(sorted(failures, key=lambda failure: failure.run)))


def batches_of(runs: Sequence[Run], workers: int) -> list[list[Run]]:
    """The runs in batches, each of runs that begin alike: one base, one seed, other numbers.

    A run that shares its beginning with no other is a batch of its own.
    """
    alike: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        alike.setdefault((id(run.point.base), run.seed), []).append(run)
    size = max(1, min(LARGEST_BATCH, len(runs) // (workers * BATCHES_PER_WORKER)))
    batches = [same[first : first + size] for same in alike.values() for first in range(0, len(same), size)]
    return sorted(batches, key=lambda batch: batch[0].index)


def attempt(plan: Plan, runs: Sequence[Run]) -> tuple[list[Batch], list[Failure]]:
    """Do the runs of one batch; any error in one is its own."""
    done: list[Finished] = []
    failures: list[Failure] = []
    beginning = None
    for run in runs:
        try:
            if beginning is None and len(runs) > 1:
                beginning = beginning_of(run)
            done.append(do(run, beginning))
        except Exception as error:  # one run must not end the others, whatever is wrong with it
            failures.append(_failure(plan, run, error))
    return [packed(done)] if done else [], failures


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
    )


def beginning_of(run: Run) -> Beginning:
    """What a run shares with those of its batch.

    Raises
    ------
    NetworkError, EventError, ValueError
        If the settings do not fit together.
    """
    from trustsim.simulation import Beginning

    return Beginning(run.point.base, run.seed)


def do(run: Run, beginning: Beginning | None = None) -> Finished:
    """Do one run, from a beginning that it shares with others or by itself.

    Raises
    ------
    NetworkError, EventError, ValueError
        If the settings do not fit together.
    """
    from trustsim.simulation import recorded, simulate  # imports scipy and networkx

    if beginning is None:
        return finished(run, simulate(run.point.config, run.seed))
    return finished(run, recorded(run.point.base, beginning.start(run.point.numbers)))


def command_of(plan: Plan, run: Run | None = None) -> str:
    """What to type to run this plan, or one run of it, again."""
    words = ["trustsim", "run", plan.asked or "resolved.yaml"]
    for override in plan.overrides:
        words += ["-s", override]
    if run is not None:
        words += ["--only", str(run.index)]
    return shlex.join(words)
