"""From a plan to results.

``run``        the whole way: a config (or its file, or its name) to ``Results``, written into a folder if one is named
``execute``    the runs of a plan to tables in memory, several at a time
``columns_of`` what each column of the tables is

The module can be called itself, as ``run``: importing it anywhere puts it in the place of the function
``trustsim.run``.
"""

import sys
from types import ModuleType
from typing import Any

from trustsim.run.columns import Column, columns_of
from trustsim.run.execution import Execution, Failure, command_of, execute
from trustsim.run.progress import Lines, Progress, Silence
from trustsim.run.whole import RunsFailedError, Study, run, study

__all__ = [
    "Column",
    "Execution",
    "Failure",
    "Lines",
    "Progress",
    "RunsFailedError",
    "Silence",
    "Study",
    "columns_of",
    "command_of",
    "execute",
    "run",
    "study",
]


class _Callable(ModuleType):
    """A module that is called as its function ``run``."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        return run(*given, **named)


sys.modules[__name__].__class__ = _Callable
