"""What whoever waits hears of a study."""

from __future__ import annotations

import sys
import time
from typing import Protocol


class Progress(Protocol):
    """Hears how far a study has got."""

    def say(self, text: str) -> None:
        """Tell something, in a line."""

    def begin(self, number: int, things: str = "runs") -> None:
        """So many runs, or other things, are to be done."""

    def advance(self, failed: bool = False) -> None:
        """One more is done, or came to nothing."""

    def end(self) -> None:
        """No more will be done, whether or not all were."""


class Silence:
    """Tells nobody."""

    def say(self, text: str) -> None:
        """Nothing."""

    def begin(self, number: int, things: str = "runs") -> None:
        """Nothing."""

    def advance(self, failed: bool = False) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class Lines:
    """A line on standard error at each tenth: for log files, and for whoever reads with the ears."""

    def __init__(self) -> None:
        self._number = 0
        self._things = ""
        self._done = 0
        self._failed = 0
        self._started = 0.0

    def say(self, text: str) -> None:
        """Write a line."""
        print(text, file=sys.stderr, flush=True)

    def begin(self, number: int, things: str = "runs") -> None:
        """Remember how many there are, and when it was."""
        self._number, self._things, self._started = number, things, time.monotonic()
        self._done = self._failed = 0

    def advance(self, failed: bool = False) -> None:
        """Write a line if another tenth is full."""
        self._done += 1
        self._failed += failed
        if self._done * 10 // self._number > (self._done - 1) * 10 // self._number:
            seconds = max(time.monotonic() - self._started, 1e-9)
            left = seconds / self._done * (self._number - self._done)
            self.say(
                f"{self._done} of {self._number} {self._things}, {self._done / seconds:.3g} {self._things}/s"
                + (f", {duration(left)} left" if self._done < self._number else f", {duration(seconds)} in all")
                + (f", {self._failed} failed" if self._failed else "")
            )

    def end(self) -> None:
        """Nothing is left to tell."""


def duration(seconds: float) -> str:
    """A time as one says it: ``0.4 s``, ``12 s``, ``3 min 20 s``, ``2 h 5 min``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def room(count: float) -> str:
    """Bytes as one says them: ``120 kB``, ``3.2 GB``."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"
