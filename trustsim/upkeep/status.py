"""How far a run folder has got, whether it is whole, and how to go on."""

from __future__ import annotations

import itertools
import shlex
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trustsim.config.yaml_text import UnreadableError, read_yaml
from trustsim.sources import code_digest
from trustsim.store.contents import wrong_files
from trustsim.store.errors import StoreError
from trustsim.store.folder import RUNS
from trustsim.store.manifest import DONE, SOME_FAILED, UNFINISHED, Manifest, read_manifest
from trustsim.store.parts import is_whole, parts_in, view_of
from trustsim.store.planning import command_in
from trustsim.store.reading import find, folders
from trustsim.store.workplace import is_being_made

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORT: Final = "report.html"

PAUSE: Final = 60.0
"""Seconds: between parts that are farther apart than this, and than all others, somebody had stopped."""

PAUSE_OF_GAPS: Final = 20
"""How many times the usual time between two parts a pause is."""


@dataclass(frozen=True)
class Status:
    """What there is to say of a run folder.

    Attributes
    ----------
    folder
        Which.
    manifest
        As it was read.
    state
        As the manifest says it.
    running
        Whether a process is working on it at this moment.
    done, failed, of
        Runs that came to something, that came to nothing, and all; of an unfinished study as far as they are on disk.
    at_most
        Whether ``of`` is only the most there may be, for replicates are added until intervals are narrow.
    last
        When the last run was finished, in seconds since 1970; None if none was.
    pace
        Runs a second; None where that cannot be told yet.
    size
        Bytes on the disk.
    torn
        Parts that are not what was written: their runs are done again.
    """

    folder: Path
    manifest: Manifest
    running: bool
    done: int
    failed: int
    at_most: bool
    last: float | None
    pace: float | None
    size: int
    torn: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """As the manifest says it."""
        return self.manifest.state

    @property
    def of(self) -> int:
        """How many runs there are."""
        return self.manifest.runs

    @property
    def finished(self) -> bool:
        """Whether all runs were tried and the tables are there."""
        return self.state != UNFINISHED

    @property
    def unshown(self) -> bool:
        """Whether the tables are whole and there is no report: it is being made, or whoever made it was stopped."""
        return self.state in (DONE, SOME_FAILED) and not (self.folder / REPORT).is_file()

    @property
    def seconds_left(self) -> float | None:
        """How long the rest would take at this pace; None where that cannot be told."""
        if self.finished or not self.pace:
            return None
        return max(0, self.of - self.done - self.failed) / self.pace

    @property
    def out_of_date(self) -> bool:
        """Whether the sources of trustsim that decide what a run comes to are others now."""
        return self.manifest.code != code_digest()

    @cached_property
    def wrong(self) -> Mapping[str, str]:
        """Files that are not as the manifest says, and what is wrong: every file of the folder is read for it."""
        return wrong_files(self.folder, self.manifest)

    @property
    def damaged(self) -> list[str]:
        """The tables among them."""
        return [name for name in self.wrong if name in self.manifest.tables]

    @property
    def command(self) -> str:
        """What runs this study again, from here: it goes on, or does what is missing."""
        return command_in(self.folder)


def status_of(run: str | Path, runs: Path = RUNS) -> Status:
    """What there is to say of a run folder.

    Parameters
    ----------
    run
        The folder, finished or not, or a name as for ``trustsim.load``.
    runs
        Where run folders are looked for by name.

    Raises
    ------
    UnknownRunError
        If there is none.
    StoreError
        If its manifest cannot be read.
    """
    folder = find(run, runs)
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder}: this run folder cannot be read: {error}\n    run its config again") from error
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    running = is_being_made(folder)
    if manifest.state != UNFINISHED:
        pace = (manifest.done + manifest.failed) / manifest.seconds if manifest.seconds else None
        last = None if manifest.finished is None else datetime.fromisoformat(manifest.finished).timestamp()
        return Status(folder, manifest, running, manifest.done, manifest.failed, False, last, pace, size)
    return _unfinished(folder, manifest, running, size)


def every_status(runs: Path = RUNS) -> list[Status | StoreError]:
    """The same for all run folders in a folder, in the order of their names; an error for one that cannot be read."""
    found: list[Status | StoreError] = []
    for folder in folders(runs):
        try:
            found.append(status_of(folder, runs))
        except StoreError as error:
            found.append(error)
    return found


def _unfinished(folder: Path, manifest: Manifest, running: bool, size: int) -> Status:
    done: set[int] = set()
    failed: set[int] = set()
    torn = []
    counted: list[tuple[float, int]] = []
    for path in parts_in(folder):
        try:
            when = path.stat().st_mtime
            if not is_whole(path):
                torn.append(path.name)
                continue
            view = view_of(path)
        except FileNotFoundError:  # whoever works on it has just put the parts away
            continue
        done |= {int(run) for run in view.runs if run >= 0}
        failed |= {failure.run for failure in view.failures()}
        counted.append((when, len(view.runs)))
    began = datetime.fromisoformat(manifest.started).timestamp()
    return Status(
        folder,
        manifest,
        running,
        len(done),
        len(failed - done),
        _adds_replicates(folder),
        max((when for when, _ in counted), default=None),
        pace_of(began, counted),
        size,
        tuple(torn),
    )


def pace_of(began: float, parts: Sequence[tuple[float, int]]) -> float | None:
    """Runs a second since the last pause.

    Parameters
    ----------
    began
        When the study was begun, in seconds since 1970.
    parts
        When each part was written, and how many runs it holds.
    """
    moments = [(began, 0), *sorted(parts)]
    gaps = [later - earlier for (earlier, _), (later, _) in itertools.pairwise(moments)]
    if not gaps:
        return None
    pause = max(PAUSE, PAUSE_OF_GAPS * statistics.median_low(gaps))
    first = max((place + 1 for place, gap in enumerate(gaps) if gap > pause), default=0)
    sitting = moments[first:]
    seconds = sitting[-1][0] - sitting[0][0]
    # What the first moment of a sitting brought was worked on before it.
    return sum(runs for _, runs in sitting[1:]) / seconds if seconds > 0 else None


def _adds_replicates(folder: Path) -> bool:
    try:
        document: Any = read_yaml((folder / "resolved.yaml").read_text("utf-8")).data
    except (OSError, UnreadableError):
        return False
    return isinstance(document, dict) and isinstance(document.get("replicates"), dict)


def data_of(status: Status) -> dict[str, Any]:
    """A status for programs, without the files that are wrong."""
    return {
        "folder": str(status.folder),
        "name": status.manifest.name,
        "state": status.state,
        "running": status.running,
        "report": (status.folder / REPORT).is_file(),
        "done": status.done,
        "failed": status.failed,
        "runs": status.of,
        "at_most": status.at_most,
        "started": status.manifest.started,
        "finished": status.manifest.finished,
        "seconds_since_last": None if status.last is None else max(0.0, time.time() - status.last),
        "runs_per_second": status.pace,
        "seconds_left": status.seconds_left,
        "bytes": status.size,
        "torn_parts": list(status.torn),
        "out_of_date": status.out_of_date,
        "command": status.command,
    }


def advice(status: Status) -> tuple[str, str]:
    """What to do next: in words, and as a command."""
    if status.running:
        return "wait: a process is working on it", ""
    if not status.finished and status.out_of_date:
        return "begin again, for trustsim is another than the one it was begun with", status.command
    if not status.finished:
        return "go on where it was left", status.command
    if status.damaged:
        return "run it again: tables were damaged", f"{status.command} --fresh"
    if status.out_of_date:
        return "run it again with trustsim as it is now, or reproduce it to see whether that matters", status.command
    if status.unshown and status.state == DONE:
        return "make figures and report, which are missing; no run is done again", status.command
    if status.state != DONE:
        return "try the runs again that failed", status.command
    return "look at it", f"trustsim show {shlex.quote(str(status.folder))}"
