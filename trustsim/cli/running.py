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
    from trustsim.results import Results
    from trustsim.running import Study
    from trustsim.running.estimate import Disk
    from trustsim.study import Finding


def plans_of(configs: list[str], overrides: list[str]) -> list[Plan]:
    """The plans of all configs.

    Raises
    ------
    ConfigError
        With the faults of all of them.
    """
    from trustsim.config import ConfigError, Fault, LoadedConfig, remarks
    from trustsim.running import plan_asked

    def hear(loaded: LoadedConfig) -> None:
        for remark in remarks(loaded):
            tell(f"look: {remark}")

    plans: list[Plan] = []
    faults: list[Fault] = []
    for config in dict.fromkeys(configs):
        try:
            plans.append(plan_asked(config, overrides, hear))
        except ConfigError as error:
            faults += error.faults
    if faults:
        raise ConfigError(dict.fromkeys(faults))
    return plans


def run_all(
    configs: list[str],
    overrides: list[str],
    workers: int | None,
    folder: Path | None,
    *,
    dask: str | None,
    fresh: bool,
    as_data: bool,
) -> int:
    """Run one study after the other; returns the exit code."""
    from trustsim.running import study

    code = DONE
    for plan in plans_of(configs, overrides):
        done = study(plan, out=_place(plan, folder), workers=workers, dask=dask, fresh=fresh, progress=progress())
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


def _place(plan: Plan, folder: Path | None) -> Path:
    """Where the run folder of a plan goes: where it is said, else where it is, or is made usually."""
    from trustsim.store import RUNS

    return folder or (RUNS if plan.home is None else plan.home.parent)


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
    from trustsim.cli.showing import claim_lines
    from trustsim.config.overrides import without_repeats
    from trustsim.running import command_of
    from trustsim.study import finding, is_sampled, judge_claims

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
    if judged := judge_claims(results):
        lines += ["Claims", *(f"  {line}" for line in claim_lines(judged)), ""]
    if not done.unshown:
        lines.append(f"Report    {path}/report.html")
    lines.append(f"Tables    {path}")
    lines.append(f"Try next  trustsim {'sensitivity' if is_sampled(results) else 'show'} {path}")
    if (further := _further(results)) is not None:
        override, gives = further
        more = replace(plan, overrides=without_repeats((*plan.overrides, override)))
        lines.append(f"          {command_of(more)}  ({gives})")
    return lines


def _further(results: Results) -> tuple[str, str] | None:
    """What a larger sample or more replicates would give, as an override and its gain; None where they would give
    nothing, or be too many.

    Where no two replicates differ at any point, chance has no part in the study.
    """
    from trustsim.config import LatinHypercube, Morris, Sobol, most
    from trustsim.config.sweep import MOST_RUNS
    from trustsim.study import replications

    replicates, points = results.config.replicates, results.runs["point"].nunique()
    many = most(replicates)
    if 4 * many * points <= MOST_RUNS:
        match results.config.sweep:
            case Sobol(samples=size):
                return f"sweep.samples={4 * size}", "half as wide intervals"
            case Morris(trajectories=size):
                return f"sweep.trajectories={4 * size}", "half as wide intervals"
            case LatinHypercube(count=size):
                return f"sweep.points={4 * size}", "half as wide intervals"
    if isinstance(replicates, int):
        outcomes = results.runs.groupby("point")[list(results.config.outcomes)]
        if 4 * many * points > MOST_RUNS or (many > 1 and not (outcomes.nunique() > 1).to_numpy().any()):
            return None
        return f"replicates={4 * many}", f"{'half as wide' if many > 1 else 'with'} intervals"
    if 2 * many * points <= MOST_RUNS and any(one.short for one in replications(results)):
        return f"replicates.max={2 * many}", "where there were not enough, up to twice as many replicates"
    return None


def data_of(plan: Plan, done: Study) -> dict[str, Any]:
    """The same for programs."""
    from trustsim.store import summary
    from trustsim.study import finding, judge_claims
    from trustsim.study.claim_sentences import data_of as claim_data

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
        **({"sweeps": [_told(one) for one in found.sweeps]} if found and found.sweeps else {}),
        "claims": [claim_data(one) for one in judge_claims(results)],
        "points": summary(results).to_dict("records"),
    }


def _told(found: Finding) -> dict[str, Any]:
    """What came out of one of several sweeps."""
    return {"title": found.title, "headline": found.headline, "sentences": list(found.sentences)}


def rehearse(
    configs: list[str], overrides: list[str], workers: int | None, folder: Path | None, *, dask: str | None
) -> int:
    """Say what would be run, how long it would take, how large it would be, and where it would go.

    Some runs are timed on this machine, for which the model is compiled if it is not. A cluster is not asked: how many
    workers it will have is not known before.
    """
    from trustsim import store
    from trustsim.config import until_of
    from trustsim.running.estimate import estimate
    from trustsim.running.progress import duration

    for plan in plans_of(configs, overrides):
        target = store.folder_of(plan, _place(plan, folder))
        finished = store.finished_runs(target)
        there = "is there already" if store.finished(target, plan) else "would be made"
        if finished:
            there = f"was begun: {finished} runs are finished"
        cost = estimate(plan, 1 if dask else workers, say=tell)
        about = "at most about" if until_of(plan.config.replicates) else "about"
        if cost.seconds is None:
            time = "unknown time: no run can start; trustsim check says why"
        elif dask:
            time = f"{about} {duration(cost.seconds)} of one processor of this machine, shared by the workers of {dask}"
        else:
            time = f"{about} {duration(cost.seconds)} with {cost.workers} at a time; then a few seconds for the report"
        out(f"{plan.name}: {size_of(plan)}")
        out(f"    time  {time}")
        out(f"    disk  {room_of(cost.disk)}")
        out(f"    into  {_shown(target)}, which {there}")
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


def room_of(disk: Disk) -> str:
    """The room that results take, and until then."""
    from trustsim.running.progress import room

    return f"at most about {room(disk.stays)}; {room(disk.needed)} while it runs"


def size_of(plan: Plan) -> str:
    """How many runs, and how that comes about."""
    from trustsim.config.replicates import fewest, in_words

    config = plan.config
    low, high = fewest(config.replicates) * len(plan.points), len(plan.runs)
    runs = f"{f'{low:,} to {high:,}' if low < high else f'{high:,}'} run{'s' if high > 1 else ''}"
    if config.sweep is None:
        return runs
    points, how = str(len(plan.points)), config.sweep.how()
    points += f" ({how})" if how != points else ""
    return f"{runs}: {points} points × {in_words(config.replicates)}"


def _shown(path: Path | None) -> str:
    """A path as short as it can be."""
    if path is None:
        return ""
    return os.path.relpath(path) if path.is_absolute() and path.is_relative_to(Path.cwd()) else str(path)
