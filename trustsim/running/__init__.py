"""From a plan to results.

``run``        the whole way: a config (or its file, or its name) to ``Results``, written into a folder if one is named
``plan_asked`` the plan that is meant by a file, a name or a run folder
``execute``    the runs of a plan to tables in memory, several at a time
``columns_of`` what each column of the tables is

Names are loaded on first use, for tables need pyarrow: the live page has none, and need not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustsim.running.columns import Column, columns_of
    from trustsim.running.execution import Execution, command_of, execute
    from trustsim.running.parts import Failure
    from trustsim.running.progress import Lines, Progress, Silence
    from trustsim.running.whole import RunsFailedError, Study, plan_asked, run, study
    from trustsim.running.workers import ClusterError, OtherCodeError, WorkerLostError

_HOMES = {
    "Column": "columns",
    "columns_of": "columns",
    "Execution": "execution",
    "command_of": "execution",
    "execute": "execution",
    "Failure": "parts",
    "Lines": "progress",
    "Progress": "progress",
    "Silence": "progress",
    "RunsFailedError": "whole",
    "Study": "whole",
    "plan_asked": "whole",
    "run": "whole",
    "study": "whole",
    "ClusterError": "workers",
    "OtherCodeError": "workers",
    "WorkerLostError": "workers",
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
