"""Parts on disk: each is there whole or not at all, and says by its name whether it still is what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trustsim.store.errors import StoreError
from trustsim.store.folder import Written, put

if TYPE_CHECKING:
    import pyarrow as pa

    from trustsim.running.parts import PartView

PARTS: Final = "parts"
ENDING: Final = ".arrow"
DIGITS: Final = 16
"""Of a part's checksum in its name."""


class PartsOnDisk:
    """The parts of a study in its folder.

    Parameters
    ----------
    folder
        The run folder.
    say
        Hears of parts that are torn; their runs are done again.

    Raises
    ------
    StoreError
        If they cannot be read.
    """

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder = folder / PARTS
        try:
            self._paths = list(_whole_parts(self._folder, say))
        except OSError as error:
            raise StoreError.of(error, self._folder) from error

    def add(self, part: pa.Table) -> None:
        """Write one more: when this returns, it is on the disk.

        Raises
        ------
        StoreError
            If it cannot be written; those before it are still there.
        """
        runs = part["run"].to_numpy()
        unnamed = self._folder / f"{runs.min():07d}-{runs.max():07d}"
        try:
            self._folder.mkdir(exist_ok=True)
            digest = put(unnamed, lambda file: _write(part, file))
            self._paths.append(unnamed.rename(f"{unnamed}-{digest[:DIGITS]}{ENDING}"))
        except OSError as error:
            raise StoreError.of(error, unnamed) from error

    def views(self) -> Sequence[PartView]:
        """All of them, in the order of their first runs; their columns stay on the disk until they are read."""
        return [view_of(path) for path in sorted(self._paths)]


def _write(part: pa.Table, file: Written) -> None:
    import pyarrow as pa

    with pa.ipc.new_file(file, part.schema) as writer:
        writer.write_table(part)


def view_of(path: Path) -> PartView:
    """A part, its file mapped into memory."""
    import pyarrow as pa

    from trustsim.running.parts import PartView

    return PartView(pa.ipc.open_file(pa.memory_map(str(path))).read_all())


def parts_in(folder: Path) -> list[Path]:
    """The files of the parts in a run folder, in the order of their first runs."""
    return sorted((folder / PARTS).glob(f"*{ENDING}"))


def finished_runs(folder: Path) -> int:
    """How many runs are finished in the parts of a run folder."""
    found: set[int] = set()
    for path in parts_in(folder):
        if is_whole(path):
            found.update(int(run) for run in view_of(path).runs if run >= 0)
    return len(found)


def is_whole(path: Path) -> bool:
    """Whether a part is what was written."""
    with path.open("rb") as file:
        return path.stem.endswith(f"-{hashlib.file_digest(file, 'sha256').hexdigest()[:DIGITS]}")


def _whole_parts(folder: Path, say: Callable[[str], None]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix == ENDING and is_whole(path):
            yield path
            continue
        if path.suffix == ENDING:
            say(f"{path} is torn, as after a crash: its runs are done again.")
        path.unlink()  # or what was being written when the process was killed
