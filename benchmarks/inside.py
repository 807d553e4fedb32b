"""Where the processor's time of a study goes, heard from inside while it runs as always.

A thread's own time is counted, not the clock on the wall: a thread that waits for another to let go of the
interpreter's lock spends nothing meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from unittest.mock import patch

from trustsim.engine import kernels
from trustsim.running import execution


@dataclass
class Inside:
    """Seconds of processor time, summed over threads.

    Attributes
    ----------
    in_kernels
        Within compiled kernels, each call.
    in_tasks
        Within tasks, each: kernels, and building, recording and reducing to parts around them.
    whole
        Of the process: all of this, and what hands over, keeps the parts and writes the tables.
    """

    in_kernels: list[float] = field(default_factory=list)
    in_tasks: list[float] = field(default_factory=list)
    whole: float = 0.0

    @property
    def kernel(self) -> float:
        """Kernels alone."""
        return sum(self.in_kernels)

    @property
    def around(self) -> float:
        """Around kernels: building, recording, reducing."""
        return sum(self.in_tasks) - self.kernel

    @property
    def after(self) -> float:
        """Outside of runs: before the first of them, parts as they come, and tables."""
        return self.whole - sum(self.in_tasks)


@contextmanager
def heard() -> Iterator[Inside]:
    """Hear where the time goes of what is run meanwhile, in threads of this process: two looks at the clock for each
    task and for each call of a kernel.
    """
    inside = Inside()
    usual_kernel, usual_attempt = kernels.kernel, execution.attempt

    def kernel(law: ModuleType, noting: bool = False) -> Callable[..., Any]:
        run = usual_kernel(law, noting)

        def timed(*given: Any) -> Any:
            begun = time.thread_time()
            found = run(*given)
            inside.in_kernels.append(time.thread_time() - begun)
            return found

        return timed

    def attempt(*given: Any) -> Iterator[Any]:
        begun = time.thread_time()
        yield from usual_attempt(*given)
        inside.in_tasks.append(time.thread_time() - begun)

    begun = time.process_time()
    with patch.object(kernels, "kernel", kernel), patch.object(execution, "attempt", attempt):
        yield inside
    inside.whole = time.process_time() - begun
