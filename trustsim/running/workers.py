"""Several runs at a time, in threads: the compiled engine does not hold the interpreter's lock while it runs."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Generator, Sequence

PATIENCE = 0.1
"""Seconds between two looks of the waiting thread at whether it was interrupted."""


def available() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads[Task, Answer](
    work: Callable[[Task], Answer], tasks: Sequence[Task], workers: int
) -> Generator[tuple[int, Answer]]:
    """Do the tasks, so many at a time.

    Parameters
    ----------
    work
        Is called with each task, in some thread.
    tasks, workers
        What to do, and how many threads do it.

    Yields
    ------
    tuple
        A task's place and its answer, as soon as it is there.

    Notes
    -----
    The threads are daemons: whoever is interrupted, or closes this generator, goes on at once, while a task that was
    begun is left to end by itself. An error in ``work`` is raised here.
    """
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    answers: queue.SimpleQueue[tuple[int, Answer | None, BaseException | None]] = queue.SimpleQueue()
    stop = threading.Event()
    for index in range(len(tasks)):
        todo.put(index)

    def labour() -> None:
        while not stop.is_set():
            try:
                index = todo.get_nowait()
            except queue.Empty:
                return
            try:
                answers.put((index, work(tasks[index]), None))
            except BaseException as error:  # it belongs to the thread that waits
                answers.put((index, None, error))

    for number in range(min(workers, len(tasks))):
        threading.Thread(target=labour, name=f"trustsim worker {number}", daemon=True).start()
    try:
        for _ in tasks:
            index, answer, error = _next(answers)
            if error is not None:
                raise error
            yield index, answer  # type: ignore[misc]  # without an error there is an answer
    finally:
        stop.set()


def _next[Answer](answers: queue.SimpleQueue[Answer]) -> Answer:
    """Wait in short pieces: on Windows nothing interrupts a wait without end."""
    while True:
        try:
            return answers.get(timeout=PATIENCE)
        except queue.Empty:
            continue


def aside[Answer](work: Callable[[], Answer]) -> Answer:
    """Do one thing in a thread and wait for it, so that Ctrl-C is heard although the work is one long call."""
    return next(answer for _, answer in in_threads(lambda task: task(), [work], 1))
