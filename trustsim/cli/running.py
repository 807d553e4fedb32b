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
    from trustsim.config import Config
    from trustsim.plan import Plan
    from trustsim.running import Study
    from trustsim.study import Finding


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
    configs: list[str], overrides: list[str], workers: int | None, folder: Path, *, fresh: bool, as_data: bool
) -> int:
    """Run one study after the other; returns the exit code."""
    from trustsim.running import study

    code = DONE
    for plan in plans_of(configs, overrides):
        done = study(plan, out=folder, workers=workers, fresh=fresh, progress=progress())
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
        many = f"{len(done.failures)} of {len(plan.runs)} runs failed"
        tell(f"{many}: {path}/failures.jsonl says which. The first:", "bold red")
        tell(f"    {first.kind}: {first.message}\n    repeat it: {first.command}")
    if done.unshown and not done.results.runs.empty:
        tell(
            f"There is no report ({done.unshown}); the tables are whole. Try again: trustsim report {path}", "bold red"
        )


def words_of(plan: Plan, done: Study) -> list[str]:
    """The finding as lines: the answer first."""
    from trustsim.running import command_of
    from trustsim.study import finding, is_sampled

    results = done.results
    found = finding(results)
    config = plan.config
    path = _shown(results.path)
    lines = [found.headline, "", f"Asked     {config.question}"]
    if config.expect:
        lines.append(f"Expected  {' '.join(config.expect.split())}")
    for one in found.sweeps or (found,):
        lines += ["", *([one.title] if one.title else []), *(f"  · {sentence}" for sentence in one.sentences)]
    lines.append("")
    if not done.unshown:
        lines.append(f"Report    {path}/report.html")
    lines.append(f"Tables    {path}")
    lines.append(f"Try next  trustsim {'sensitivity' if is_sampled(results) else 'show'} {path}")
    more, change = _more(config)
    lines.append(f"          {command_of(replace(plan, overrides=(*plan.overrides, more)))}  ({change} intervals)")
    return lines


def _more(config: Config) -> tuple[str, str]:
    """What to set for narrower intervals, and what they would be: of a sample more of it, else more replicates."""
    from trustsim.config import LatinHypercube, Morris, Sobol

    match config.sweep:
        case Sobol(samples=size):
            return f"sweep.samples={4 * size}", "half as wide"
        case Morris(trajectories=size):
            return f"sweep.trajectories={4 * size}", "half as wide"
        case LatinHypercube(count=size):
            return f"sweep.points={4 * size}", "half as wide"
    return f"replicates={4 * config.replicates}", "half as wide" if config.replicates > 1 else "with"


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
        "runs": len(plan.runs),
        "failed": len(done.failures),
        "headline": found and found.headline,
        "sentences": list(found.sentences) if found else [],
        **({"sweeps": [_told(one) for one in found.sweeps]} if found and found.sweeps else {}),
        "points": summary(results).to_dict("records"),
    }


def _told(found: Finding) -> dict[str, Any]:
    """What came out of one of several sweeps."""
    return {"title": found.title, "headline": found.headline, "sentences": list(found.sentences)}


def rehearse(configs: list[str], overrides: list[str], folder: Path) -> int:
    """Say what would be run, and where it would go."""
    from trustsim import store

    for plan in plans_of(configs, overrides):
        target = store.folder_of(plan, folder)
        there = "is there already" if store.finished(target, plan) else "would be made"
        out(f"{plan.name}: {size_of(plan)}; {_shown(target)} {there}")
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
    config = plan.config
    runs = f"{len(plan.runs):,} run{'s' if len(plan.runs) > 1 else ''}"
    if config.sweep is None:
        return runs
    points, how = str(len(plan.points)), config.sweep.how()
    points += f" ({how})" if how != points else ""
    return f"{runs}: {points} points × {config.replicates} replicate{'s' if config.replicates > 1 else ''}"


def _shown(path: Path | None) -> str:
    """A path as short as it can be."""
    if path is None:
        return ""
    return os.path.relpath(path) if path.is_absolute() and path.is_relative_to(Path.cwd()) else str(path)
