"""How far a study has got: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from trustsim.cli.talk import console, tell
from trustsim.running.progress import Lines, duration

if TYPE_CHECKING:
    from trustsim.running.progress import Progress


def progress() -> Progress:
    """What suits standard error as it is."""
    return Bar() if sys.stderr.isatty() else Lines()


class Bar:
    """A bar with runs per second and the time left."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._started = 0.0
        self._done = 0
        self._failed = 0
        self._number = 0
        self._things = ""

    def say(self, text: str) -> None:
        """A line of its own."""
        tell(text)

    def begin(self, number: int, things: str = "runs") -> None:
        """Show the bar, empty."""
        from rich import progress as rich

        columns = (rich.BarColumn(), rich.MofNCompleteColumn(), rich.TextColumn("{task.fields[pace]}"))
        self._bar = rich.Progress(*columns, console=console(sys.stderr), transient=True)
        self._task = self._bar.add_task("", total=number, pace="")
        self._number, self._things, self._started = number, things, time.monotonic()
        self._done = self._failed = 0
        self._bar.start()

    def advance(self, failed: bool = False) -> None:
        """Move on by one."""
        self._done += 1
        self._failed += failed
        seconds = max(time.monotonic() - self._started, 1e-9)
        left = duration(seconds / self._done * (self._number - self._done))
        pace = f"{self._done / seconds:.3g} {self._things}/s, {left} left"
        self._bar.update(self._task, advance=1, pace=f"{pace}, {self._failed} failed" if self._failed else pace)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
