"""Many machines, by Dask: a scheduler that is running somewhere, and whatever workers it has.

Needs the extra ``trustsim[cluster]``; docs/cluster.md starts scheduler and workers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trustsim.plan import Plan, Run
from trustsim.running.elsewhere import packed, work
from trustsim.running.workers import ClusterError, Crew, Futures, WorkerLostError

if TYPE_CHECKING:
    import pyarrow as pa

WAIT_FOR_SCHEDULER: Final = 10
"""Seconds."""

GONE: Final = (
    "the scheduler is gone, or cannot be reached any more ({})\n"
    "    finished runs are kept: start scheduler and workers again, and the same command goes on from here"
)


class Cluster:
    """A Dask cluster that is running.

    Parameters
    ----------
    address
        As ``tcp://192.168.1.2:8786``, or the path of a scheduler file.

    Raises
    ------
    ClusterError
        If it cannot be reached, or Dask is not installed.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError as error:
            raise ClusterError(
                f"Dask is not installed ({error})\n    install it: python3 -m pip install 'trustsim[cluster]'"
            ) from error
        scheduler_file = Path(address)
        by_file = "://" not in address
        if by_file and not scheduler_file.is_file():
            raise ClusterError(
                f"{address}: this is neither an address nor a scheduler file\n"
                "    write an address as tcp://192.168.1.2:8786, or the file that dask scheduler --scheduler-file made"
            )
        try:
            client: Any = distributed.Client
            self.client = client(
                address=None if by_file else address,
                scheduler_file=str(scheduler_file) if by_file else None,
                timeout=WAIT_FOR_SCHEDULER,
                set_as_default=False,
            )
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"{address}: no scheduler answers there ({error})\n    start one: dask scheduler"
            ) from error

    def __call__(self, plan: Plan, tasks: Sequence[Sequence[Run]], workers: int) -> Crew[pa.Table]:
        """A crew that does the tasks; how many at a time is for the cluster to say."""
        from trustsim.running.execution import tasks_of

        with _scheduler_needed(self.client):
            threads = sum(self.client.nthreads().values()) or workers
        return _OnCluster(self.client, plan, tasks_of([run for task in tasks for run in task], threads))

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error: object) -> None:
        from distributed.utils import silence_logging_cmgr

        # A client that is closed while it looks for its scheduler logs that as an error, with a traceback.
        with nullcontext() if self.client.status == "running" else silence_logging_cmgr(logging.CRITICAL):
            self.client.close()


class _OnCluster(Futures[Sequence[int], "pa.Table"]):
    def __init__(self, client: Any, plan: Plan, tasks: Sequence[Sequence[Run]]) -> None:
        self._client = client
        self._sent = packed(plan)
        self.waiting: set[Any] = set()
        self.hand_out([run.index for run in task] for task in tasks)

    def begun(self, task: Sequence[int]) -> Any:
        # pure=False: an answer of an earlier study must not be taken for one of this.
        with _scheduler_needed(self._client):
            return self._client.submit(work, self._sent, task, pure=False)

    def end(self) -> None:
        waiting, self.waiting = self.waiting, set()
        if waiting and self._client.status == "running":
            self._client.cancel(list(waiting), force=True)

    def done(self, patience: float) -> Iterable[Any]:
        import distributed

        wait: Any = distributed.wait
        with _scheduler_needed(self._client):
            try:
                with self._client.as_current():
                    done: Iterable[Any] = wait(self.waiting, timeout=patience, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                return ()
        return done

    def result(self, future: Any) -> tuple[pa.Table, Iterable[Sequence[int]]]:
        import distributed

        if future.status == "error":  # of the task, of whatever type
            with _scheduler_needed(self._client):
                error = future.exception().with_traceback(future.traceback())
            if isinstance(error, distributed.KilledWorker):
                raise WorkerLostError(
                    f"the cluster lost one worker after the other over the same runs: {error}\n"
                    "    look at the workers' logs, perhaps the memory was full; the same command goes on from here"
                ) from error
            raise error
        with _scheduler_needed(self._client):
            part, left = future.result()
        future.release()
        return part, left


@contextmanager
def _scheduler_needed(client: Any) -> Generator[None]:
    """Say so if the scheduler is gone: Dask then cancels all futures, looks for it a while, and closes the client."""
    try:
        yield
    except (Exception, asyncio.CancelledError) as error:
        lost = isinstance(error, CancelledError | asyncio.CancelledError | OSError)  # OSError: of its connection
        if not lost and client.status == "running":
            raise
        groups = getattr(error, "error_groups", (error,))  # its text names every future
        reasons = {str(group.reason) for group in groups if hasattr(group, "reason")}
        said = ", ".join(sorted(reasons)) or " ".join(str(error).split())
        raise ClusterError(GONE.format(said or type(error).__name__)) from error
