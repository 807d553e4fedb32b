"""The functions of ``growing``, compiled unless the cache has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from trustsim import draws
from trustsim.compiled import folder as folders
from trustsim.compiled import known, linking
from trustsim.laws import arithmetic
from trustsim.network import growing

MODULES: Final = (draws, arithmetic, growing)
SOURCES: Final = tuple(Path(str(module.__file__)) for module in (*MODULES, folders, known, linking))

SIGNATURES: Final[dict[Callable[..., Any], str]] = {
    growing.rewire: "void(uint64, int64, int64, float64, int32[::1], int32[::1])",
    growing.attach: "void(uint64, int64, int64, int32[::1], int32[::1])",
    growing.mingle: "int64(uint64, int64, int64, float64, float64, int32[::1], int32[::1], int32[::1], boolean)",
}

_grown: dict[Callable[..., Any], Callable[..., Any]] = {}


def grown(function: Callable[..., Any]) -> Callable[..., Any]:
    """The compiled form of a function of ``growing``. It takes arrays of ``int32``."""
    with folders.lock:
        if function not in _grown:
            for module in MODULES:
                known.make_known(module)
            folder = folders.folder("network", SOURCES)
            with folders.kept_in(folder):
                _grown[function] = linking.whole(folder is not None)(SIGNATURES[function])(function)
        return _grown[function]


def are_cached(functions: Iterable[Callable[..., Any]]) -> bool:
    """Whether all these functions, as their sources stand now, were compiled before."""
    folder = folders.folder("network", SOURCES)
    return folder is not None and all(any(folder.rglob(f"growing.{one.__name__}-*.nbc")) for one in functions)
