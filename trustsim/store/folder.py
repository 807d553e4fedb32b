"""Run folders: where they are, and how one comes to be, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Buffer, Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from trustsim.plan import Plan
from trustsim.store.errors import StoreError

RUNS: Final = Path("runs")
"""Where run folders are, unless said."""

UNFINISHED: Final = ".new"
"""How the name of a file ends that is being written."""

FOLDER_NAME: Final = re.compile(r"(?P<name>.+)-(?P<digest>[0-9a-f]{6})")


def folder_name(name: str, digest: str) -> str:
    """What a study's folder is called: ``<name>-<first six of the hash of the resolved config>``."""
    return f"{name}-{digest[:6]}"


def folder_of(plan: Plan, out: Path) -> Path:
    """Where the plan's results belong in a folder: where it has come from, if that is there."""
    if plan.home is not None and plan.home.resolve().parent == out.resolve():
        return plan.home
    return out / folder_name(plan.name, plan.digest)


def put(path: Path, write: Callable[[Written], object]) -> str:
    """Write one file; the one place where a run's data meet the disk.

    It has its name only when all of it is on the disk. Whatever stood there before is there until then.

    Returns
    -------
    str
        The SHA-256 of what was written, in hexadecimal.
    """
    new = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        with new.open("wb") as file:
            written = Written(file)
            write(written)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        return written.sha256
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


class Written(io.RawIOBase):
    """A file that knows the checksum of what is written to it, so that nobody has to read it again.

    Parameters
    ----------
    file
        Where it goes.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def write(self, content: Buffer) -> int:
        """Write on."""
        self._hash.update(content)
        return self._file.write(content)

    def tell(self) -> int:
        """How many bytes there are."""
        return self._file.tell()

    def writable(self) -> bool:
        """True."""
        return True

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was written, in hexadecimal."""
        return self._hash.hexdigest()


def put_text(path: Path, text: str) -> None:
    """Write one text file, with the same bytes on every system."""
    put(path, lambda file: file.write(text.encode()))


@contextmanager
def whole(target: Path) -> Generator[Path]:
    """A folder to fill, which takes the target's place when all is in it.

    Until then it is a hidden sibling, so it is on the same disk, and a place that cannot be written is known before
    anything is computed. If anything goes wrong, it is gone, and what was there before is still there.

    Raises
    ------
    StoreError
        If the place cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        new.chmod(0o777 & ~_umask())  # mkdtemp keeps others out; results are for sharing
    except OSError as error:
        raise StoreError.of(error, target.parent) from error
    try:
        yield new
        replace(new, target)
    except OSError as error:
        raise StoreError.of(error, target) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def replace(new: Path, target: Path) -> None:
    """Put a folder (or a file) in the place of another, which goes only when the new one stands there.

    A process that is killed meanwhile may leave a folder under the name that ``replaced_by`` says.
    """
    if not target.is_dir():
        new.replace(target)
        return
    old = replaced_by(new)
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def replaced_by(new: Path) -> Path:
    """Where a folder is for the moment in which another takes its place."""
    return new.with_name(new.name + ".old")


def _umask() -> int:
    """The user's mask for new files, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
