"""``check``: everything that is wrong with configs, and what they would take."""

from __future__ import annotations

from trustsim.cli.guard import DONE, WRONG_USE
from trustsim.cli.running import room_of, size_of
from trustsim.cli.talk import out, tell


def check_all(configs: list[str], overrides: list[str], workers: int | None) -> int:
    """Check one config after the other; returns the exit code."""
    good = [_check(config, overrides, workers) for config in dict.fromkeys(configs)]
    return DONE if all(good) else WRONG_USE


def _check(config: str, overrides: list[str], workers: int | None) -> bool:
    from trustsim.config import ConfigError, load_config, remarks, until_of
    from trustsim.plan import plan_of
    from trustsim.running.estimate import estimate, problems_at_start
    from trustsim.running.progress import duration

    try:
        loaded = load_config(config, overrides)
        plan = plan_of(loaded, overrides, config)
    except ConfigError as error:
        tell(str(error))
        return False
    problems = problems_at_start(plan)
    for problem in problems:
        tell(f"{loaded.path}: {problem}")
    if problems:
        return False
    cost = estimate(plan, workers)
    about = "at most about" if until_of(plan.config.replicates) else "about"
    runs_at_a_time = f"{cost.workers} run{'s' if cost.workers > 1 else ''} at a time"
    out(f"{loaded.path}: good", "bold")
    out(f"  runs  {size_of(plan)}, each of {plan.config.weeks} weeks")
    if cost.seconds is None:
        out("  time  unknown: the model is not compiled yet, which takes about 20 s once")
    else:
        out(f"  time  {about} {duration(cost.seconds)}, {runs_at_a_time}; then a few seconds for the report")
    out(f"  disk  {room_of(cost.disk)}")
    for remark in remarks(loaded):
        out(f"  look  {remark}")
    return True
