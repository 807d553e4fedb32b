"""Several tasks at a time, in threads: the compiled engine does not hold the interpreter's lock while it runs."""

from __future__ import annotations

import os
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, cast

PATIENCE = 0.1
"""Seconds between two looks of the waiting thread at whether it was interrupted."""

Stopping = Callable[[], bool]
"""Says whether whoever works is to end early."""


class WorkerLostError(RuntimeError):
    """Whoever did the runs is gone; the message says what to do. What was finished is kept."""


class ClusterError(RuntimeError):
    """There is no cluster as asked for; the message says what to do."""


class OtherCodeError(RuntimeError):
    """A worker has other sources than whoever sends it tasks; their results must not be mixed."""


class Crew[Answer](Protocol):
    """Whoever does tasks: its answers one by one, in whatever order they come."""

    def __iter__(self) -> Iterator[Answer]:
        """All answers, each as soon as it is there. An error in a task is raised here."""

    def stop(self, patience: float) -> Iterator[Answer]:
        """End early; the answers that are still handed over within so many seconds."""


class Futures[Task, Answer](ABC):
    """A crew whose tasks are handed out as futures. What takes long comes back half done, and the rest is handed out
    again: so an answer is never far, and who is idle finds work.

    Attributes
    ----------
    waiting
        The futures whose answers were not taken yet.
    """

    waiting: set[Any]
    _stopping = False

    def __iter__(self) -> Iterator[Answer]:
        """All answers, each as soon as it is there."""
        while self.waiting:
            yield from self._handed_over(PATIENCE)
        self.end()

    def stop(self, patience: float) -> Iterator[Answer]:
        """End early; the answers that are still handed over within so many seconds."""
        self._stopping = True
        until = time.monotonic() + patience
        while self.waiting and (left := until - time.monotonic()) > 0.0:
            yield from self._handed_over(min(left, PATIENCE))
        self.end()

    def _handed_over(self, patience: float) -> Iterator[Answer]:
        for future in self.done(patience):
            self.waiting.discard(future)
            answer, left = self.result(future)
            if not self._stopping:
                self.hand_out(left)
            yield answer

    def hand_out(self, tasks: Iterable[Task]) -> None:
        """Have tasks done, and wait for them."""
        for task in tasks:
            self.waiting.add(self.begun(task))

    @abstractmethod
    def begun(self, task: Task) -> Any:
        """The future of a task."""

    @abstractmethod
    def done(self, patience: float) -> Iterable[Any]:
        """The futures that are done within so many seconds, if any."""

    @abstractmethod
    def result(self, future: Any) -> tuple[Answer, Iterable[Task]]:
        """The answer of a future that is done, and what is left of its task. An error in the task is raised here."""

    @abstractmethod
    def end(self) -> None:
        """Give up what is still waited for."""


def available() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Threads[Task, Answer]:
    """Do tasks in threads, so many at a time.

    Parameters
    ----------
    work
        Is called with each task, in some thread, and gives its answers; between two of them it may ask whether to stop.
    tasks, workers
        What to do, and how many threads do it.

    Notes
    -----
    The threads are daemons: whoever is interrupted goes on at once, while what was begun is left to end by itself.
    """

    def __init__(self, work: Callable[[Task, Stopping], Iterable[Answer]], tasks: Sequence[Task], workers: int) -> None:
        self._work = work
        self._todo: queue.SimpleQueue[Task] = queue.SimpleQueue()
        for task in tasks:
            self._todo.put(task)
        self._answers: queue.SimpleQueue[tuple[Answer | None, BaseException | None]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._busy = min(workers, len(tasks))
        for number in range(self._busy):
            threading.Thread(target=self._labour, name=f"trustsim worker {number}", daemon=True).start()

    def __iter__(self) -> Iterator[Answer]:
        """All answers, each as soon as it is there."""
        try:
            while self._busy:
                yield from self._handed_over(PATIENCE)
        finally:
            self._stopping.set()

    def stop(self, patience: float) -> Iterator[Answer]:
        """End early; the answers that are still handed over within so many seconds."""
        self._stopping.set()
        until = time.monotonic() + patience
        while self._busy and (left := until - time.monotonic()) > 0.0:
            yield from self._handed_over(left)

    def _handed_over(self, patience: float) -> Iterator[Answer]:
        """The next answer, if it comes in time. A wait without end could not be interrupted on Windows."""
        try:
            answer, error = self._answers.get(timeout=patience)
        except queue.Empty:
            return
        if isinstance(error, _EndedError):
            self._busy -= 1
        elif error is not None:
            raise error
        else:
            yield answer  # type: ignore[misc]  # without an error there is an answer

    def _labour(self) -> None:
        try:
            while not self._stopping.is_set():
                try:
                    task = self._todo.get_nowait()
                except queue.Empty:
                    break
                for answer in self._work(task, self._stopping.is_set):
                    self._answers.put((answer, None))
        except BaseException as error:  # it belongs to the thread that waits
            self._answers.put((None, error))
        finally:
            self._answers.put((None, _EndedError()))


class _EndedError(Exception):
    """A thread has nothing more to do."""


def in_threads[Task, Answer](
    work: Callable[[Task], Answer], tasks: Sequence[Task], workers: int
) -> Generator[tuple[int, Answer]]:
    """Do tasks that have one answer each, so many at a time.

    Yields
    ------
    tuple
        A task's place and its answer, as soon as it is there. An error in ``work`` is raised here.
    """
    yield from Threads(lambda place, _: [(place, work(tasks[place]))], range(len(tasks)), workers)


def aside[Answer](work: Callable[[], Answer]) -> Answer:
    """Do one thing in a thread and wait for it, so that Ctrl-C is heard although the work is one long call."""
    return next(answer for _, answer in in_threads(lambda task: task(), [work], 1))


def ahead[Thing](things: Iterable[Thing]) -> Generator[Thing]:
    """The same things, each made in a thread while whoever asks for them is still at the one before."""
    following = iter(things)
    end = object()
    with ThreadPoolExecutor(1, "trustsim ahead") as maker:
        made = maker.submit(next, following, end)
        while (thing := made.result()) is not end:
            made = maker.submit(next, following, end)
            yield cast(Thing, thing)
