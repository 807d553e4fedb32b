"""``run``: from configs to findings."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustsim.cli.bar import progress
from trustsim.cli.guard import DONE, SOME_FAILED, MisuseError
from trustsim.cli.talk import as_json, out, tell

if TYPE_CHECKING:
    from trustsim.plan import Plan
    from trustsim.running import Study


def plans_of(configs: list[str], overrides: list[str]) -> list[Plan]:
    """The plans of all configs.

    Raises
    ------
    ConfigError
        With the faults of all of them.
    """
    from trustsim.config import ConfigError, Fault, load_config, remarks
    from trustsim.plan import plan_of

    plans: list[Plan] = []
    faults: list[Fault] = []
    for config in dict.fromkeys(configs):
        try:
            loaded = load_config(config, overrides)
            plans.append(plan_of(loaded, overrides, config))
            for remark in remarks(loaded):
                tell(f"look: {remark}")
        except ConfigError as error:
            faults += error.faults
    if faults:
        raise ConfigError(dict.fromkeys(faults))
    return plans


def run_all(
    configs: list[str],
    overrides: list[str],
    workers: int | None,
    folder: Path,
    *,
    dask: str | None,
    fresh: bool,
    as_data: bool,
) -> int:
    """Run one study after the other; returns the exit code."""
    from trustsim.running import study

    code = DONE
    for plan in plans_of(configs, overrides):
        done = study(plan, out=folder, workers=workers, dask=dask, fresh=fresh, progress=progress())
        tell_of(plan, done)
        if as_data:
            out(as_json(data_of(plan, done)))
        elif not done.results.runs.empty:
            headline, *lines = words_of(plan, done)
            out(headline, "bold")
            out("\n".join(lines))
        if done.failures:
            code = SOME_FAILED
    return code


def tell_of(plan: Plan, done: Study) -> None:
    """What happened on the way."""
    path = _shown(done.results.path)
    if done.reused:
        when = done.results.manifest["finished"].replace("T", " ").removesuffix("+00:00")
        tell(f"{path} was there already, made at {when} UTC; --fresh runs it again.")
    if done.failures:
        first = done.failures[0]
        many = f"{len(done.failures)} of {done.results.manifest['runs']} runs failed"
        tell(f"{many}: {path}/failures.jsonl says which. The first:", "bold red")
        tell(f"    {first.kind}: {first.message}\n    repeat it: {first.command}")
    if done.unshown and not done.results.runs.empty:
        tell(
            f"There is no report ({done.unshown}); the tables are whole. Try again: trustsim report {path}", "bold red"
        )


def words_of(plan: Plan, done: Study) -> list[str]:
    """The finding as lines: the answer first."""
    from trustsim.running import command_of
    from trustsim.study import finding

    results = done.results
    found = finding(results)
    config = plan.config
    path = _shown(results.path)
    lines = [found.headline, "", f"Asked     {config.question}"]
    if config.expect:
        lines.append(f"Expected  {' '.join(config.expect.split())}")
    lines += ["", *(f"  · {sentence}" for sentence in found.sentences), ""]
    if not done.unshown:
        lines.append(f"Report    {path}/report.html")
    lines.append(f"Tables    {path}")
    lines.append(f"Try next  trustsim show {path}")
    if isinstance(config.replicates, int):
        narrower = replace(plan, overrides=(*plan.overrides, f"replicates={4 * config.replicates}"))
        said = "half as wide" if config.replicates > 1 else "with"
        lines.append(f"          {command_of(narrower)}  ({said} intervals)")
    return lines


def data_of(plan: Plan, done: Study) -> dict[str, Any]:
    """The same for programs."""
    from trustsim.store import summary
    from trustsim.study import finding

    results = done.results
    found = None if results.runs.empty else finding(results)
    return {
        "name": plan.name,
        "question": plan.config.question,
        "folder": str(results.path),
        "reused": done.reused,
        "runs": results.manifest["runs"],
        "failed": len(done.failures),
        "headline": found and found.headline,
        "sentences": list(found.sentences) if found else [],
        "points": summary(results).to_dict("records"),
    }


def rehearse(configs: list[str], overrides: list[str], workers: int | None, folder: Path) -> int:
    """Say what would be run, how long it would take, how large it would be, and where it would go."""
    from trustsim import store
    from trustsim.running.estimate import estimate
    from trustsim.running.progress import duration, room

    for plan in plans_of(configs, overrides):
        target = store.folder_of(plan, folder)
        finished = store.finished_runs(target)
        there = "is there already" if store.finished(target, plan) else "would be made"
        if finished:
            there = f"was begun: {finished} runs are finished"
        cost = estimate(plan, workers)
        seconds = "unknown time (the model is not compiled)" if cost.seconds is None else duration(cost.seconds)
        out(f"{plan.name}: {size_of(plan)}; about {seconds} with {cost.workers} at a time, {room(cost.disk)} on disk")
        out(f"    {_shown(target)} {there}")
    return DONE


def run_only(configs: list[str], overrides: list[str], number: int) -> int:
    """Do one run of a plan, without writing anything.

    Raises
    ------
    RunsFailedError
        If it comes to nothing; its cause is the error in the run.
    """
    from trustsim.running import RunsFailedError
    from trustsim.running.compiling import make_ready
    from trustsim.running.execution import do

    plans = plans_of(configs, overrides)
    if len(plans) != 1:
        raise MisuseError("--only needs exactly one config")
    plan = plans[0]
    if not 0 <= number < len(plan.runs):
        raise MisuseError(f"there is no run {number}: they are numbered from 0 to {len(plan.runs) - 1}")
    run = plan.runs[number]
    make_ready(plan, tell)
    tell(f"run {number}: point {run.point.index}, replicate {run.replicate}, seed {run.seed}")
    try:
        done = do(run)
    except Exception as error:
        raise RunsFailedError(f"run {number} failed: {type(error).__name__}: {error}") from error
    out(as_json({**run.point.settings, **done.outcomes}))
    return DONE


def size_of(plan: Plan) -> str:
    """How many runs, and how that comes about."""
    from trustsim.config.replicates import in_words

    config = plan.config
    runs = f"{len(plan.runs):,} run{'s' if len(plan.runs) > 1 else ''}"
    if config.sweep is None:
        return runs
    points = f"{len(plan.points)} ({config.sweep.how()})" if "×" in config.sweep.how() else str(len(plan.points))
    return f"{runs}: {points} points × {in_words(config.replicates)}"


def _shown(path: Path | None) -> str:
    """A path as short as it can be."""
    if path is None:
        return ""
    return os.path.relpath(path) if path.is_absolute() and path.is_relative_to(Path.cwd()) else str(path)
