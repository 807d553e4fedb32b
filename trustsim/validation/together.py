"""Several statements, each config run once, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trustsim.validation.experiments import config_of, judge
from trustsim.validation.statements import Judged, Statement

if TYPE_CHECKING:
    from trustsim.running import Progress


def judge_all[Said: Statement](
    statements: Sequence[Said], workers: int | None = None, progress: Progress | None = None
) -> list[Judged[Said]]:
    """Run the configs of some statements and judge what came out, in the order of the statements.

    Parameters
    ----------
    statements
        Those that share a config share its run.
    workers, progress
        As for ``trustsim.running.execute``.

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
    judged: dict[str, Judged[Said]] = {}
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
        judged |= {one.number: judge(one, done.results) for one in said}
    return [judged[statement.number] for statement in statements]
