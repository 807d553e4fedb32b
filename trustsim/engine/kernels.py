"""Laws and rules made known to numba, and one kernel for each law."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import threading
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import numba
import numba.core.config
import numpy as np
from numba import extending

import trustsim.laws
import trustsim.rules
from trustsim import draws
from trustsim.engine import cache
from trustsim.engine.lowering import View  # views are known to numba from here on
from trustsim.rules import chances, tick
from trustsim.rules.scripts import Events
from trustsim.world.columns import World

log = logging.getLogger("trustsim")


_kernels: dict[tuple[Any, ...], Callable[..., Any]] = {}
_known: set[FunctionType] = set()
_lock = threading.RLock()


@extending.overload(draws.unsigned)
def _unsigned(number):  # type: ignore[no-untyped-def]
    # numba compares this signature with the lambda's, so it has no types. Compiled integers have 64 bits already;
    # what Python cuts off with a mask is here a change of type.
    return lambda number: np.uint64(number)


def _make_known(module: ModuleType) -> None:
    """Let compiled code call every function of a module; the functions themselves stay plain Python."""
    for function in vars(module).values():
        if isinstance(function, FunctionType) and function not in _known and function is not draws.unsigned:
            extending.register_jitable(_nrt=False)(function)
            _known.add(function)


def _make_all_known() -> None:
    _make_known(draws)
    for package in (trustsim.laws, trustsim.rules):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            _make_known(importlib.import_module(module.name))


def _build(law: ModuleType, cached: bool) -> Callable[..., Any]:
    # numba remembers what it compiled for a module; a law that is loaded again must be another one to it
    snapshot = ModuleType(law.__name__)
    vars(snapshot).update(vars(law))
    law = snapshot
    choices = chances
    run_ticks = tick.run_ticks

    compiled: Any = numba.njit  # its stubs do not know _nrt

    @compiled(cache=cached, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
    def kernel(
        world: Any, events: Any, row: int, first: int, last: int, moments: Any, series: Any, line: int
    ) -> tuple[int, int]:
        return run_ticks(world, law, choices, events, row, first, last, moments, series, line)

    return kernel


def kernel(law: ModuleType, noting: bool = False) -> Callable[..., Any]:
    """The compiled ``run_ticks`` of a law: ``(world, events, row, first, last, moments, series, line)``, the first two
    as ``world_view`` and ``events_view`` give them.

    ``noting`` is for a world with a journal. It is another kernel, so that the usual one pays nothing for it.

    Serial, and without the interpreter's lock while it runs, so threads may run one each. It compiles at its first
    call unless the cache has it.
    """
    with _lock:
        identity = (noting, *_identity(law))
        if identity not in _kernels:
            _make_all_known()
            _make_known(law)
            folder = cache.folder(law, noting)
            if folder is None:
                log.warning(
                    "No folder to keep compiled code in: compiling again in every process. Set %s to a folder that "
                    "can be written.",
                    cache.VARIABLE,
                )
            settings: Any = numba.core.config
            before = settings.CACHE_DIR
            settings.CACHE_DIR = str(folder or "")
            try:
                _kernels[identity] = _build(law, cached=folder is not None)
            finally:
                settings.CACHE_DIR = before
        return _kernels[identity]


def world_view(world: World) -> View:
    """A world for a kernel. It holds for as long as the world has these columns."""
    return View(world, "world")


def events_view(events: Events) -> View:
    """A script for a kernel."""
    return View(events, "events")


def _identity(law: ModuleType) -> tuple[Any, ...]:
    """What a kernel was made of: the functions themselves, since a law that is loaded again keeps its name."""
    return (law.leaves_hurt, *(value for value in vars(law).values() if isinstance(value, FunctionType)))


def is_cached(law: ModuleType, noting: bool = False) -> bool:
    """Whether a kernel of this law, as its sources stand now, was compiled before."""
    folder = cache.folder(law, noting)
    return folder is not None and any(folder.rglob("*.nbc"))
