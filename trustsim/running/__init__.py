"""From a plan to results.

``run``        the whole way: a config (or its file, or its name) to ``Results``, written into a folder if one is named
``plan_asked`` the plan that is meant by a file, a name or a run folder
``execute``    the runs of a plan to tables in memory, several at a time
``columns_of`` what each column of the tables is

Names are loaded on first use, for tables need pyarrow: the live page has none, and need not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustsim.on_first_use import loading

if TYPE_CHECKING:
    from trustsim.running.columns import Column, columns_of
    from trustsim.running.execution import Execution, command_of, execute
    from trustsim.running.parts import Failure
    from trustsim.running.progress import Lines, Progress, Silence
    from trustsim.running.whole import RunsFailedError, Study, plan_asked, run, study
    from trustsim.running.workers import ClusterError, OtherCodeError, WorkerLostError

_HOMES = {
    "Column": "trustsim.running.columns",
    "columns_of": "trustsim.running.columns",
    "Execution": "trustsim.running.execution",
    "command_of": "trustsim.running.execution",
    "execute": "trustsim.running.execution",
    "Failure": "trustsim.running.parts",
    "Lines": "trustsim.running.progress",
    "Progress": "trustsim.running.progress",
    "Silence": "trustsim.running.progress",
    "RunsFailedError": "trustsim.running.whole",
    "Study": "trustsim.running.whole",
    "plan_asked": "trustsim.running.whole",
    "run": "trustsim.running.whole",
    "study": "trustsim.running.whole",
    "ClusterError": "trustsim.running.workers",
    "OtherCodeError": "trustsim.running.workers",
    "WorkerLostError": "trustsim.running.workers",
}

__all__ = [
    "ClusterError",
    "Column",
    "Execution",
    "Failure",
    "Lines",
    "OtherCodeError",
    "Progress",
    "RunsFailedError",
    "Silence",
    "Study",
    "WorkerLostError",
    "columns_of",
    "command_of",
    "execute",
    "plan_asked",
    "run",
    "study",
]


__getattr__ = loading(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
