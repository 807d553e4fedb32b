"""Several statements, each config run once, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trustsim.validation.experiments import config_of, judge
from trustsim.validation.statements import Judged, Statement

if TYPE_CHECKING:
    from trustsim.results import Results
    from trustsim.running import Progress


def results_of[Said: Statement](
    statements: Sequence[Said], workers: int | None = None, progress: Progress | None = None
) -> Iterator[tuple[list[Said], Results]]:
    """Run each config that some statements name, once.

    Parameters
    ----------
    statements
        Those that share a config share its run.
    workers, progress
        As for ``trustsim.running.execute``.

    Yields
    ------
    tuple
        The statements of one config, in their order, and what came out of it.

    Raises
    ------
    RunsFailedError
        If any run failed: what is left of a study decides nothing.
    """
    from trustsim.config import load_config
    from trustsim.plan import plan_of
    from trustsim.running import RunsFailedError, Silence, study

    progress = progress or Silence()
    by_config: dict[Path, list[Said]] = {}
    for statement in statements:
        by_config.setdefault(config_of(statement), []).append(statement)
    for path, said in by_config.items():
        plan = plan_of(load_config(path))
        progress.say(f"{', '.join(one.number for one in said)}: {len(plan.runs)} runs of {path.name}")
        done = study(plan, out=None, workers=workers, progress=progress)
        if done.failures:
            first = done.failures[0]
            raise RunsFailedError(
                f"{len(done.failures)} of {len(plan.runs)} runs of {path} failed; the first with {first.kind}: "
                f"{first.message}\n    repeat it: {first.command}"
            )
        yield said, done.results


def judge_all[Said: Statement](
    statements: Sequence[Said], workers: int | None = None, progress: Progress | None = None
) -> list[Judged[Said]]:
    """Run the configs of some statements and judge what came out, in the order of the statements.

    Parameters and errors are those of ``results_of``.
    """
    judged = {
        one.number: judge(one, results) for said, results in results_of(statements, workers, progress) for one in said
    }
    return [judged[statement.number] for statement in statements]
