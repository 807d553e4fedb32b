"""Several processes of this machine: for runs that are stepped agent by agent, which hold the interpreter's lock.

Loky's processes begin with a fresh interpreter, as the standard library's do when they are spawned, but leave the
user's own script alone: it needs no ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Final

from trustsim.plan import Plan, Run
from trustsim.running.elsewhere import packed, work
from trustsim.running.workers import Crew, Futures, WorkerLostError

if TYPE_CHECKING:
    import pyarrow as pa

LOST: Final = (
    "a worker process was killed, perhaps because the memory is full\n"
    "    run the same command again, with fewer at a time (-j 1): it goes on from here"
)


class Processes(Futures[Sequence[int], "pa.Table"]):
    """Do the tasks of a plan in processes, so many at a time; each begins with a fresh interpreter.

    Parameters
    ----------
    plan, tasks, workers
        As for ``trustsim.running.execution.here``.
    before
        What to do first, in this process.
    """

    def __init__(
        self, plan: Plan, tasks: Sequence[Sequence[Run]], workers: int, before: Crew[pa.Table] | None = None
    ) -> None:
        self._before = before
        self._sent = packed(plan)
        self._tasks = [[run.index for run in task] for task in tasks]
        self._workers = min(workers, sum(map(len, self._tasks)))
        self._pool: Any = None
        self.waiting: set[Future[Any]] = set()

    def __iter__(self) -> Iterator[pa.Table]:
        """All answers, each as soon as it is there."""
        if self._before is not None:
            yield from self._before
        import loky

        self._pool = loky.ProcessPoolExecutor(self._workers, initializer=_apprentice, initargs=(os.getpid(),))
        self.hand_out(self._tasks)
        yield from super().__iter__()

    def stop(self, patience: float) -> Iterator[pa.Table]:
        """End early; the answers that are still handed over within so many seconds."""
        if self._pool is None and self._before is not None:
            yield from self._before.stop(patience)
        self.waiting = {future for future in self.waiting if not future.cancel()}
        yield from super().stop(patience)

    def begun(self, task: Sequence[int]) -> Future[Any]:
        """The future of some runs."""
        try:
            future: Future[Any] = self._pool.submit(work, self._sent, task)
        except BrokenProcessPool:
            raise WorkerLostError(LOST) from None
        return future

    def done(self, patience: float) -> Iterable[Future[Any]]:
        """The futures that are done within so many seconds."""
        return wait(self.waiting, patience, FIRST_COMPLETED).done

    def result(self, future: Future[Any]) -> tuple[pa.Table, Iterable[Sequence[int]]]:
        """A part, and the runs that are left."""
        try:
            part, left = future.result()
        except BrokenProcessPool:
            raise WorkerLostError(LOST) from None
        return part, left

    def end(self) -> None:
        """Nobody waits for what was begun."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=not self.waiting, kill_workers=bool(self.waiting))


def _apprentice(master: int) -> None:
    """A worker leaves Ctrl-C to whoever started it, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == master:
            time.sleep(1.0)
        os._exit(1)

    if os.name == "posix":  # elsewhere a process keeps the number of a parent that is gone
        threading.Thread(target=watch, daemon=True, name="trustsim: waits for its parent's end").start()
