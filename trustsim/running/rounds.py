"""Which runs are still to be done: all that the plan has, or as many replicates as the interval asks for."""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np

from trustsim.config import fewest, until_of
from trustsim.plan import Plan, Run
from trustsim.running.parts import PartView
from trustsim.stopping import wanted


def runs_wanted(plan: Plan, parts: Sequence[PartView], failed: Container[int]) -> list[Run]:
    """The runs to be done next, in the order of the plan; none where the study is whole.

    What is asked for depends on nothing but the outcomes of each point's first replicates: whoever was interrupted is
    asked for the same again.

    Parameters
    ----------
    plan
        What there is to do.
    parts
        What was done.
    failed
        The numbers of runs that came to nothing and are not tried again.
    """
    done = np.zeros(len(plan.runs), dtype=bool)
    for view in parts:
        done[view.runs[view.runs >= 0]] = True
    over = [bool(is_done) or run in failed for run, is_done in enumerate(done)]
    criteria = until_of(plan.config.replicates)
    if not criteria:
        return [run for run in plan.runs if not over[run.index]]
    outcomes = {one.outcome: _values(plan, parts, one.outcome) for one in criteria}
    each = len(plan.seeds)
    runs: list[Run] = []
    for point in plan.points:
        first = point.index * each
        many = fewest(plan.config.replicates)
        while all(over[first : first + many]):
            values = {name: of_runs[first : first + many] for name, of_runs in outcomes.items()}
            more = wanted(values, plan.config.replicates)
            if more <= many:
                break
            many = more
        runs += [run for run in plan.runs[first : first + many] if not over[run.index]]
    return runs


def _values(plan: Plan, parts: Sequence[PartView], outcome: str) -> np.ndarray:
    """An outcome of every run of the plan; NaN where it was not done."""
    values = np.full(len(plan.runs), np.nan)
    for view in parts:
        values[view.runs[view.runs >= 0]] = view.outcome(outcome)[view.runs >= 0]
    return values
