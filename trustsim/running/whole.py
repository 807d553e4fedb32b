"""The whole way, from a config to results: the one place where all rooms meet.

Everything is imported when it is needed: this module stands among the runs, and what it calls stands to the right of
them.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trustsim.config import Config, load_config
from trustsim.plan import Plan, plan_of, plan_of_config
from trustsim.running.estimate import disk_of
from trustsim.running.execution import execute
from trustsim.running.parts import Failure
from trustsim.running.progress import Lines, Progress, Silence

if TYPE_CHECKING:
    from trustsim.config import LoadedConfig
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
    dask: str | None = None,
    out: str | Path | None = None,
    overrides: Sequence[str] = (),
    fresh: bool = False,
    quiet: bool = True,
) -> Results:
    """Run a study.

    Parameters
    ----------
    config
        A file, the name of a shipped config, a ``Config``, or a run folder: the study that it holds, or is to hold.
    workers
        How many runs at a time; makes no difference to the results.
    dask
        The address or the scheduler file of a Dask cluster that is to do them.
    out
        The folder in which to make the run folder. None writes nothing. A study that was interrupted there goes on;
        a run folder goes on where it is if ``out`` is the folder in which it stands.
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
        If ``out`` cannot be written; runs that are finished are kept there, and the same call goes on with the others.
    ClusterError
        If there is no such cluster.
    RunsFailedError
        If no run came to anything. If some did not, there is a warning, and ``results.manifest["failed"]`` counts them.
    """
    if isinstance(config, Config):
        if overrides:
            raise ValueError("Overrides go with a file or a name. Change a Config with config.model_copy(update=...).")
        plan = plan_of_config(config)
    else:
        plan = plan_asked(config, overrides)
    done = study(
        plan,
        out=None if out is None else Path(out),
        workers=workers,
        dask=dask,
        fresh=fresh,
        progress=Silence() if quiet else Lines(),
    )
    if done.failures:
        first = f"{done.failures[0].kind}: {done.failures[0].message}"
        attempted = done.results.manifest["runs"]
        if len(done.failures) == attempted:
            raise RunsFailedError(f"all {attempted} runs failed; the first with {first}")
        message = f"{len(done.failures)} of {attempted} runs failed; the first with {first}"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
    if done.unshown:
        warnings.warn(f"there is no report: {done.unshown}", RuntimeWarning, stacklevel=2)
    return done.results


def plan_asked(
    asked: str | Path, overrides: Sequence[str] = (), hear: Callable[[LoadedConfig], None] | None = None
) -> Plan:
    """The plan that is meant by a file, the name of a shipped config or a run folder.

    Parameters
    ----------
    asked, overrides
        As for ``run``.
    hear
        Hears of each config that is read from a file.

    Raises
    ------
    ConfigError
        With everything that is wrong with the config.
    StoreError
        If it is a run folder that cannot be read.
    """
    from trustsim import store

    if store.is_run_folder(asked):
        return store.plan_in(Path(asked), overrides)
    loaded = load_config(asked, overrides)
    plan = plan_of(loaded, overrides, str(asked))
    if hear is not None:
        hear(loaded)
    return plan


def study(
    plan: Plan,
    *,
    out: Path | None,
    workers: int | None = None,
    dask: str | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Study:
    """Run a plan, or what is missing of it, or find it run already.

    Parameters
    ----------
    plan, workers, progress
        As for ``execute``.
    out, dask, fresh
        As for ``run``.

    Raises
    ------
    StoreError
        If ``out`` cannot be written; finished runs are kept there.
    ClusterError
        If there is no such cluster.
    """
    from trustsim import store

    progress = progress or Silence()
    target = None if out is None else store.folder_of(plan, out)
    there = None
    if target is not None:
        if not plan.asked:
            plan = replace(plan, asked=str(target))
        taken = store.settle(plan, target)
        there = None if fresh and not taken else store.finished(target, plan)
    if target is not None and there is not None:
        store.clear(target)  # of a process that was killed when all but this was done
        if store.is_begun_beside(plan, target):
            progress.say("Beside it are finished runs of one more time (--fresh), which --fresh goes on with.")
        whole = (target / "report.html").is_file()
        return Study(there, reused=True, unshown="" if whole else _tried(lambda: show_again(there, target), progress))
    with ExitStack() as stack:
        cluster = None
        if dask is not None:
            from trustsim.running.cluster import Cluster

            cluster = stack.enter_context(Cluster(dask))
        if target is None:
            started = datetime.now(UTC)
            execution = execute(plan, workers, progress, place=cluster)
            return Study(store.in_memory(plan, execution, started), execution.failures)
        place = stack.enter_context(store.workplace(plan, target, fresh=fresh, say=progress.say))
        known = sum(int((view.runs >= 0).sum()) for view in place.parts.views())
        if known:
            progress.say(f"Going on: {known} of {len(plan.runs)} runs were finished before.")
        else:
            store.must_have_room(disk_of(plan, workers).needed, place.folder)
        execution = execute(plan, workers, progress, place.parts, cluster)
        results = store.write(plan, execution, place)
        nothing = results.runs.empty
        unshown = "every run failed" if nothing else _tried(lambda: show_again(results, place.target), progress)
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

    with store.whole(folder / store.MADE) as new:
        show(results, new)
        for made in sorted(new.iterdir()):
            store.replace(made, folder / made.name)
    shutil.rmtree(folder / store.MADE, ignore_errors=True)
    store.seal(folder, results.manifest)
