"""Where compiled code is kept, so that only the first run after an installation or an edit compiles.

numba's own cache looks at the file of the compiled function alone: after an edit of a function that it calls, in
another file, it would go on running the old one. So the folder's name carries a hash of every source, of numba's
version and of the processor: an edit leads to another folder.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import llvmlite.binding
import numba
import numba.core.config
import platformdirs

log = logging.getLogger("trustsim")

VARIABLE: Final = "TRUSTSIM_CACHE_DIR"

lock = threading.RLock()
"""Held by whoever makes functions known or compiles."""


def folder(name: str, sources: Iterable[Path]) -> Path | None:
    """The folder for what is compiled of these files, made if need be; None where nothing can be written.

    It lies under ``TRUSTSIM_CACHE_DIR`` if that is set, else in the user's cache folder.
    """
    root = Path(os.environ.get(VARIABLE) or platformdirs.user_cache_dir("trustsim", appauthor=False))
    chosen = root / f"{name}-{fingerprint(sources)}"
    try:
        chosen.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=chosen):
            pass
    except OSError:
        return None
    return chosen


def fingerprint(sources: Iterable[Path]) -> str:
    """A hash of all that decides what code compiled of these files computes."""
    digest = hashlib.blake2b(digest_size=10)
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    machine = (
        sys.version_info[:2],
        numba.__version__,
        llvmlite.binding.get_host_cpu_name(),
        llvmlite.binding.get_host_cpu_features().flatten(),
    )
    digest.update(repr(machine).encode())
    return digest.hexdigest()


@contextmanager
def kept_in(chosen: Path | None) -> Iterator[None]:
    """What is decorated in the block keeps its compiled code there; a warning where there is no folder."""
    if chosen is None:
        log.warning(
            "No folder to keep compiled code in: compiling again in every process. Set %s to a folder that can be "
            "written.",
            VARIABLE,
        )
    settings: Any = numba.core.config
    with lock:
        before = settings.CACHE_DIR
        settings.CACHE_DIR = str(chosen or "")
        try:
            yield
        finally:
            settings.CACHE_DIR = before
