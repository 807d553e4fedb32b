"""Where a study is while it runs: in its run folder, which says so, so that it can go on after whatever happens.

What a folder holds that this study cannot go on with, be it finished or begun by other sources, is not touched until
all of this study is whole: that is made in a hidden folder beside it, and takes its place.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from trustsim.plan import Plan, resolved
from trustsim.running.progress import room
from trustsim.store.contents import keep_inputs
from trustsim.store.errors import StoreError
from trustsim.store.folder import put_text, replace, replaced_by
from trustsim.store.manifest import (
    ALL_FAILED,
    DONE,
    SOME_FAILED,
    UNFINISHED,
    manifest_in,
    manifest_of,
    manifest_of_same,
    write_manifest,
)
from trustsim.store.parts import PARTS, PartsOnDisk, parts_in
from trustsim.store.yaml import as_yaml

GOES_ON: Final = (UNFINISHED, SOME_FAILED, ALL_FAILED)
"""States of a folder in which the same command does what is missing."""


@dataclass(frozen=True)
class Workplace:
    """A folder in which a study is being made.

    Attributes
    ----------
    folder
        Where its files are written now.
    target
        Where they will be found.
    parts
        The runs that are finished.
    started
        When the study was begun, perhaps by an earlier process.
    """

    folder: Path
    target: Path
    parts: PartsOnDisk
    started: datetime

    def put_in_place(self) -> None:
        """Let the folder take the target's place, now that all is in it."""
        if self.folder != self.target:
            replace(self.folder, self.target)


@contextmanager
def workplace(plan: Plan, target: Path, *, fresh: bool, say: Callable[[str], None]) -> Generator[Workplace]:
    """The folder in which to make a plan's results, with what an earlier process has finished of them.

    Whoever has made them puts them in place (``Workplace.put_in_place``). If that does not come about, finished runs
    are kept; a folder without any is gone.

    Raises
    ------
    StoreError
        If it cannot be written, or another process is making the same study.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target):
            folder = _chosen(plan, target, fresh, say)
            try:
                yield _begun(plan, folder, target, say)
            except BaseException:
                of_no_worth = not parts_in(folder) and not _is_made_from(plan, folder)
                if of_no_worth and _state(folder) in (None, UNFINISHED):
                    shutil.rmtree(folder, ignore_errors=True)
                raise
    except OSError as error:
        raise StoreError.of(error, target) from error


def settle(plan: Plan, target: Path) -> bool:
    """Put in place what a process that was killed had made but not put there, or had moved away to do so.

    Returns
    -------
    bool
        Whether the target now holds this plan's results, made by these sources, that were not there before.

    Raises
    ------
    StoreError
        If it cannot be written, or another process is at work there.
    """
    new = _beside(target)
    old = replaced_by(new)
    if not (old.exists() or _same(new, plan, (DONE,))):
        return False  # another process may be at work on it, and what is there can be read meanwhile
    try:
        with _alone(target):
            if old.exists():
                if target.exists():
                    shutil.rmtree(old, ignore_errors=True)
                else:
                    old.rename(target)
            if not _same(new, plan, (DONE,)):
                return False
            replace(new, target)
            return True
    except OSError as error:
        raise StoreError.of(error, target) from error


def is_begun_beside(plan: Plan, target: Path) -> bool:
    """Whether some runs of a plan are finished in the hidden folder beside its results, which ``fresh`` goes on
    with.
    """
    return _same(_beside(target), plan)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.new")


def _chosen(plan: Plan, target: Path, fresh: bool, say: Callable[[str], None]) -> Path:
    """Where to work: at the target, if nothing of worth is there that does not belong to this study."""
    if not fresh and (not target.exists() or _same(target, plan)):
        return target
    if not fresh and _state(target) == UNFINISHED:
        say(f"{target} was begun by another version: beginning again; its runs stay until this study is whole.")
    elif not fresh:
        say(f"{target} is not whole, or was made by another version: running it again.")
    folder = _beside(target)
    if folder.exists() and not _same(folder, plan):
        shutil.rmtree(folder)
    return folder


def _is_made_from(plan: Plan, folder: Path) -> bool:
    """Whether a plan's own files are in the folder: without it, the study could not be made."""
    return plan.folder is not None and plan.folder.is_relative_to(folder.resolve())


def _begun(plan: Plan, folder: Path, target: Path, say: Callable[[str], None]) -> Workplace:
    """The folder with what a study begins with; if it was begun before, with what is finished."""
    if not folder.exists():
        folder.mkdir()
        put_text(folder / "config.yaml", plan.text or as_yaml(resolved(plan.config)))
        put_text(folder / "resolved.yaml", as_yaml(resolved(plan.config)))
        keep_inputs(plan, folder)
        write_manifest(
            folder, manifest_of(plan, state=UNFINISHED, done=0, failed=0, started=datetime.now(UTC), tables={})
        )
    parts = PartsOnDisk(folder, say)
    return Workplace(folder, target, parts, datetime.fromisoformat(manifest_in(folder)["started"]))


def must_have_room(needed: int, folder: Path) -> None:
    """Refuse a study that the disk cannot hold, before anything is run.

    Raises
    ------
    StoreError
        With both numbers.
    """
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise StoreError(
            f"{folder}: this study needs up to about {room(needed)} while it runs; {room(free)} are free there\n"
            "    record less (-s record.ties=none -s record.people=none), or name a folder on another disk with --out"
        )


def clear(folder: Path) -> None:
    """Take away the parts of a study whose tables are whole."""
    shutil.rmtree(folder / PARTS, ignore_errors=True)


def _same(folder: Path, plan: Plan, states: Collection[str] = GOES_ON) -> bool:
    return manifest_of_same(folder, plan, states) is not None


def _state(folder: Path) -> str | None:
    try:
        return str(manifest_in(folder).get("state"))
    except (OSError, ValueError):
        return None


def is_being_made(folder: Path) -> bool:
    """Whether a process works on a run folder at this moment."""
    from filelock import FileLock, Timeout

    path = _lock_of(folder)
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.lock")


@contextmanager
def _alone(target: Path) -> Generator[None]:
    """Keep other processes from making the same study at the same time; the lock of a killed process is void."""
    from filelock import FileLock, Timeout

    path = _lock_of(target)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=1.0)  # who asks whether a study is being made holds it for a moment
    except Timeout:
        raise StoreError(
            f"{target}: another process is running this study at this moment\n    wait for it, or stop it"
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        lock.release()
