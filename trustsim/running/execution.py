"""All runs of a plan, and what became of them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trustsim.plan import Plan, Run
from trustsim.running.compiling import make_ready
from trustsim.running.progress import Progress, Silence
from trustsim.running.tables import Finished, Tables, finished, gathered
from trustsim.running.workers import available, in_threads


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
        ``runs``, ``series``, and as far as recorded ``people`` and ``ties``: rows of the runs that were done, in the
        order of the plan; equal plans give equal tables.
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
    answers: list[Finished | Failure | None] = [None] * len(plan.runs)
    progress.begin(len(plan.runs))
    doing = in_threads(lambda run: attempt(plan, run), plan.runs, workers or available())
    try:
        for index, answer in doing:
            answers[index] = answer
            progress.advance()
    finally:
        doing.close()
        progress.end()
    return Execution(
        gathered(plan, [answer for answer in answers if isinstance(answer, Finished)]),
        tuple(answer for answer in answers if isinstance(answer, Failure)),
    )


def attempt(plan: Plan, run: Run) -> Finished | Failure:
    """Do one run; any error in it is its own."""
    try:
        return do(run)
    except Exception as error:  # one run must not end the others, whatever is wrong with it
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


def do(run: Run) -> Finished:
    """Do one run.

    Raises
    ------
    NetworkError, EventError, ValueError
        If the settings do not fit together.
    """
    from trustsim.simulation import simulate  # imports scipy and networkx

    return finished(run, simulate(run.point.config, run.seed))


def command_of(plan: Plan, run: Run | None = None) -> str:
    """What to type to run this plan, or one run of it, again."""
    words = ["trustsim", "run", plan.asked or "resolved.yaml"]
    for override in plan.overrides:
        words += ["-s", override]
    if run is not None:
        words += ["--only", str(run.index)]
    return shlex.join(words)
