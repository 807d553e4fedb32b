"""Where compiled kernels are kept, so that only the first run after an installation or an edit compiles.

numba's own cache looks at the file of the kernel alone: after an edit of a law, which stands in another file, it
would go on running the old one. So the folder's name carries a hash of every source that a kernel is made of, of
numba's version and of the processor: an edit leads to another folder.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from types import FunctionType, ModuleType

import llvmlite.binding
import numba
import platformdirs

PACKAGE = Path(__file__).resolve().parent.parent
SOURCES = ("draws.py", "world/columns.py", "world/scratch.py", "parameters.py", "laws", "rules", "engine")
VARIABLE = "TRUSTSIM_CACHE_DIR"


def fingerprint(law: ModuleType) -> str:
    """A hash of all that decides what the kernel of this law computes."""
    files = [path for name in SOURCES for path in _python_files(PACKAGE / name)]
    digest = hashlib.blake2b(digest_size=10)
    for path in [*files, *_files_of(law)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    machine = (
        sys.version_info[:2],
        numba.__version__,
        llvmlite.binding.get_host_cpu_name(),
        llvmlite.binding.get_host_cpu_features().flatten(),
    )
    digest.update(repr(machine).encode())
    return digest.hexdigest()


def _files_of(law: ModuleType) -> list[Path]:
    """The law's own file, and those that its functions and helpers come from."""
    named = {str(getattr(law, "__file__", None))}
    for value in vars(law).values():
        if isinstance(value, FunctionType):
            named.add(value.__code__.co_filename)
        elif isinstance(value, ModuleType):
            named.add(str(getattr(value, "__file__", None)))
    return [path for path in map(Path, sorted(named)) if path.suffix == ".py" and path.is_file()]


def _python_files(path: Path) -> list[Path]:
    return sorted(path.glob("*.py")) if path.is_dir() else [path]


def folder(law: ModuleType, noting: bool = False) -> Path | None:
    """The folder for this law's kernel, made if need be; None where nothing can be written, or the law has no file.

    The kernel that keeps a journal has a folder of its own.

    It lies under ``TRUSTSIM_CACHE_DIR`` if that is set, else in the user's cache folder.
    """
    if not Path(str(getattr(law, "__file__", None))).is_file():
        return None
    root = Path(os.environ.get(VARIABLE) or platformdirs.user_cache_dir("trustsim", appauthor=False))
    name = f"{law.__name__.rpartition('.')[2]}{'-noting' if noting else ''}"
    chosen = root / f"{name}-{fingerprint(law)}"
    try:
        chosen.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=chosen):
            pass
    except OSError:
        return None
    return chosen
