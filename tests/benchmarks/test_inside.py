"""What a benchmark hears from inside a study leaves the study as it is."""

from __future__ import annotations

from benchmarks.inside import heard
from trustsim.config import Config
from trustsim.engine import kernels
from trustsim.plan import plan_of_config
from trustsim.running import execute, execution


def test_all_kernels_and_tasks_are_heard_and_nothing_is_changed():
    plan = plan_of_config(Config(question="?", people=12, weeks=4, replicates=6))
    alone = execute(plan, workers=2)
    usual = kernels.kernel, execution.attempt
    with heard() as inside:
        together = execute(plan, workers=2)
    assert (kernels.kernel, execution.attempt) == usual
    assert together.tables["ties"].equals(alone.tables["ties"])
    assert len(inside.in_tasks) == len(execution.tasks_of(plan.runs, 2))
    assert len(inside.in_kernels) == 3 * len(plan.runs)  # the weeks, the measuring after the last, what people feel
    assert 0.0 < inside.kernel < sum(inside.in_tasks) < inside.whole
    assert inside.kernel + inside.around + inside.after == inside.whole
