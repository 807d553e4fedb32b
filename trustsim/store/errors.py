"""What can go wrong with run folders."""

from __future__ import annotations

import errno
from pathlib import Path

_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room, or name a folder on another disk with --out"),
    errno.EDQUOT: ("your quota on this disk is used up", "make room, or name a folder on another disk with --out"),
    errno.EFBIG: ("a file would be larger than is allowed here", "raise the limit (ulimit -f), or record less"),
    errno.EROFS: ("this disk can only be read", "name a folder that you may write with --out"),
    errno.EACCES: ("you may not write here", "name a folder that you may write with --out"),
    errno.EPERM: ("you may not write here", "name a folder that you may write with --out"),
    errno.ENOTDIR: ("a part of this path is a file, not a folder", "name another folder with --out"),
    errno.EEXIST: ("there is a file of this name", "name another folder with --out"),
}


class StoreError(Exception):
    """A folder cannot be written or read; the message says which, why, and what to do."""

    @classmethod
    def of(cls, error: OSError, path: Path) -> StoreError:
        """The same error with the path at hand and a way out."""
        where = error.filename if isinstance(error.filename, str) else str(path)
        reason, mend = _REASONS.get(error.errno or 0, (error.strerror or str(error), "name another folder with --out"))
        return cls(f"{where}: {reason}\n    {mend}")


class UnknownRunError(LookupError):
    """There is no such run folder; the message says which there are."""

    def __str__(self) -> str:
        return str(self.args[0])
