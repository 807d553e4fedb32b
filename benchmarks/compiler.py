"""C that is built when a benchmark runs, where there is a compiler.

The built library lies in a temporary folder and is gone with the process.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

COMPILERS: Final = ("clang", "gcc", "cc")
"""Asked for in this order: clang where it can be had."""

FLAGS: Final = ("-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC", "-std=c11")
"""No contraction and no fastmath: the same numbers as everybody else, to the last bit."""


class NoCompilerError(RuntimeError):
    """There is no C compiler, or it does not take the file; the message says which."""


@dataclass(frozen=True)
class Built:
    """A library and what made it."""

    library: ctypes.CDLL
    compiler: str


@cache
def available() -> tuple[str, ...]:
    """The compilers that this machine has, best first."""
    return tuple(name for name in COMPILERS[:2] if shutil.which(name)) or tuple(filter(shutil.which, COMPILERS[2:]))


@cache
def built(source: Path, compiler: str = "", *more: str) -> Built:
    """The library of one C file.

    Parameters
    ----------
    source
        The file.
    compiler
        One of ``available()``; "" for the best.
    more
        Flags besides ``FLAGS``.

    Raises
    ------
    NoCompilerError
        If nothing can be built.
    """
    if not available():
        raise NoCompilerError("no C compiler on this machine")
    compiler = compiler or available()[0]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{source.stem}.so"
        done = subprocess.run(
            [compiler, *FLAGS, *more, str(source), "-o", str(target), "-lm"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NoCompilerError(f"{compiler} does not build {source.name}: {done.stderr.strip().splitlines()[0]}")
        library = ctypes.CDLL(str(target))  # stays loaded when the file is gone
    return Built(library, compiler)


def address(array: object) -> ctypes.c_void_p:
    """Where a numpy array begins, for a C function."""
    return ctypes.c_void_p(array.ctypes.data)  # type: ignore[attr-defined]
