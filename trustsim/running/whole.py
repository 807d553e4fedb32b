"""The whole way, from a config to results: the one place where all rooms meet.

Everything is imported when it is needed: this module stands among the runs, and what it calls stands to the right of
them.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trustsim.config import Config, load_config
from trustsim.plan import Plan, plan_of, plan_of_config
from trustsim.running.execution import Failure, execute
from trustsim.running.progress import Lines, Progress, Silence

if TYPE_CHECKING:
    from trustsim.results import Results


class RunsFailedError(RuntimeError):
    """All runs of a study failed; the message is that of the first."""


@dataclass(frozen=True)
class Study:
    """A plan, and what came of it.

    Attributes
    ----------
    results
        Its tables.
    failures
        Runs that came to nothing.
    reused
        Whether it had been run before, and was not run again.
    unshown
        Why there is no report; "" if there is one, or none was wanted.
    """

    results: Results
    failures: tuple[Failure, ...] = ()
    reused: bool = False
    unshown: str = ""


def run(
    config: Config | str | Path,
    *,
    workers: int | None = None,
    out: str | Path | None = None,
    overrides: Sequence[str] = (),
    fresh: bool = False,
    quiet: bool = True,
) -> Results:
    """Run a study.

    Parameters
    ----------
    config
        A file, the name of a shipped config, or a ``Config``.
    workers
        How many runs at a time; makes no difference to the results.
    out
        The folder in which to make the run folder. None writes nothing.
    overrides
        ``KEY=VALUE`` each, as ``-s`` of the command line; not with a ``Config``.
    fresh
        Run it although the run folder is there.
    quiet
        False tells on standard error how far it has got.

    Returns
    -------
    Results
        The tables.

    Raises
    ------
    ConfigError
        With everything that is wrong with the config.
    StoreError
        If ``out`` cannot be written.
    RunsFailedError
        If no run came to anything. If some did not, there is a warning, and ``results.manifest["failed"]`` counts them.
    """
    if isinstance(config, Config):
        if overrides:
            raise ValueError("Overrides go with a file or a name. Change a Config with config.model_copy(update=...).")
        plan = plan_of_config(config)
    else:
        plan = plan_of(load_config(config, overrides), overrides, str(config))
    done = study(
        plan,
        out=None if out is None else Path(out),
        workers=workers,
        fresh=fresh,
        progress=Silence() if quiet else Lines(),
    )
    if done.failures:
        first = f"{done.failures[0].kind}: {done.failures[0].message}"
        if len(done.failures) == len(plan.runs):
            raise RunsFailedError(f"all {len(plan.runs)} runs failed; the first with {first}")
        message = f"{len(done.failures)} of {len(plan.runs)} runs failed; the first with {first}"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
    if done.unshown:
        warnings.warn(f"there is no report: {done.unshown}", RuntimeWarning, stacklevel=2)
    return done.results


def study(
    plan: Plan,
    *,
    out: Path | None,
    workers: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Study:
    """Run a plan, or find it run already.

    Parameters
    ----------
    plan, workers, progress
        As for ``execute``.
    out, fresh
        As for ``run``.

    Raises
    ------
    StoreError
        If ``out`` cannot be written; nothing is left there then.
    """
    from trustsim import store

    progress = progress or Silence()
    started = datetime.now(UTC)
    if out is None:
        execution = execute(plan, workers, progress)
        return Study(store.in_memory(plan, execution, started), execution.failures)
    target = store.folder_of(plan, out)
    there = None if fresh else store.finished(target, plan)
    if there is not None:
        whole = (target / "report.html").is_file()
        return Study(there, reused=True, unshown="" if whole else _tried(lambda: show_again(there, target), progress))
    if target.exists() and not fresh:
        progress.say(f"{target} is not whole, or was made by another version: running it again.")
    with store.whole(target) as folder:
        execution = execute(plan, workers, progress)
        results = store.write(plan, execution, started, folder, target)
        nothing = results.runs.empty
        unshown = "every run failed" if nothing else _tried(lambda: show(results, folder), progress)
        store.seal(folder, results.manifest)
    return Study(results, execution.failures, unshown=unshown)


def _tried(show: Callable[[], None], progress: Progress) -> str:
    """Make figures and report; returns why there are none, if so.

    Results took longer than their report: an error in making it must not cost them.
    """
    progress.say("Drawing figures and writing the report…")
    try:
        show()
    except OSError:
        raise
    except Exception as error:  # whatever it is, the tables are good
        return f"{type(error).__name__}: {error}"
    return ""


def show(results: Results, folder: Path) -> None:
    """Make figures and report in a folder."""
    from trustsim.plots import make_figures, save_figures
    from trustsim.report import write_report

    save_figures(make_figures(results), folder / "figures", results)
    write_report(results, folder / "report.html")


def show_again(results: Results, folder: Path) -> None:
    """Make figures and report anew in a run folder, each in its place only when it is whole."""
    from trustsim import store

    with store.whole(folder / "new") as new:
        show(results, new)
        for made in sorted(new.iterdir()):
            store.replace(made, folder / made.name)
    shutil.rmtree(folder / "new", ignore_errors=True)
    store.seal(folder, results.manifest)
