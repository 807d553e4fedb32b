"""From a plan to results.

``run``        the whole way: a config (or its file, or its name) to ``Results``, written into a folder if one is named
``plan_asked`` the plan that is meant by a file, a name or a run folder
``execute``    the runs of a plan to tables in memory, several at a time
``columns_of`` what each column of the tables is
"""

from trustsim.running.columns import Column, columns_of
from trustsim.running.execution import Execution, command_of, execute
from trustsim.running.parts import Failure
from trustsim.running.progress import Lines, Progress, Silence
from trustsim.running.whole import RunsFailedError, Study, plan_asked, run, study
from trustsim.running.workers import ClusterError, OtherCodeError, WorkerLostError

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
