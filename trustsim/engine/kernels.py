"""Laws and rules made known to numba, and one kernel for each law."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import threading
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any, Final, NamedTuple

import numba
import numba.core.config
import numpy as np
from numba import extending

import trustsim.laws
import trustsim.rules
from trustsim import draws
from trustsim.engine import cache, linking
from trustsim.engine.lowering import View, fetch, power_of_two  # views are known to numba from here on
from trustsim.laws import arithmetic
from trustsim.rules import chances, passes, tick
from trustsim.rules.scripts import Events
from trustsim.world.columns import World
from trustsim.world.scratch import Scratch, empty_scratch

log = logging.getLogger("trustsim")


_kernels: dict[tuple[Any, ...], Callable[..., Any]] = {}
_known: set[Any] = {
    draws.unsigned,
    arithmetic.scaled,
    passes.soon,
}  # those with a compiled twin, below, and what was made known
_lock = threading.RLock()


@extending.overload(draws.unsigned)
def _unsigned(number):  # type: ignore[no-untyped-def]
    # numba compares this signature with the lambda's, so it has no types. Compiled integers have 64 bits already;
    # what Python cuts off with a mask is here a change of type.
    return lambda number: np.uint64(number)


@extending.overload(arithmetic.scaled)
def _scaled(x, k):  # type: ignore[no-untyped-def]
    return lambda x, k: x * power_of_two(k)  # type: ignore[call-arg]


@extending.overload(passes.soon)
def _soon(column, row):  # type: ignore[no-untyped-def]
    return lambda column, row: fetch(column, row)  # type: ignore[call-arg]


WITHIN: Final = (
    "trustsim.draws",
    "trustsim.laws",
    "trustsim.rules.chances",
    "trustsim.rules.happenings",
    "trustsim.rules.phases",
)
"""What becomes part of whatever calls it, so that it is worked out once where it is the same for all ties."""


def _make_known(module: ModuleType) -> None:
    """Let compiled code call every function of a module; the functions themselves stay plain Python."""
    within = module.__name__.startswith(WITHIN)
    for function in vars(module).values():
        if isinstance(function, FunctionType) and function not in _known:
            extending.register_jitable(
                _nrt=False, forceinline=within, pipeline_class=linking.Part, no_cfunc_wrapper=True
            )(function)
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

    @compiled(cache=cached, nogil=True, error_model="numpy", _nrt=False, pipeline_class=linking.Whole)  # type: ignore[untyped-decorator]
    def kernel(
        stage: Any, events: Any, row: int, first: int, last: int, moments: Any, series: Any, line: int
    ) -> tuple[int, int]:
        return run_ticks(stage.world, law, choices, stage.scratch, events, row, first, last, moments, series, line)

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


class Stage(NamedTuple):
    """What a kernel works on: columns under one roof, so that it knows them to share no memory."""

    world: World
    scratch: Scratch


def world_view(world: World) -> View:
    """A world for a kernel, with room to work in. It holds for as long as the world has these columns."""
    return View(Stage(world, empty_scratch(world)), "world")


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
