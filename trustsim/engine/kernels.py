"""Laws and rules made known to numba, and one kernel for each law."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any, Final, NamedTuple

from numba import extending

import trustsim.laws
import trustsim.rules
from trustsim import draws
from trustsim.compiled import folder as folders
from trustsim.compiled import known, linking
from trustsim.engine import cache
from trustsim.engine.lowering import View, fetch  # views are known to numba from here on
from trustsim.rules import chances, nearness, passes, tick
from trustsim.rules import feelings as rules_of_feelings
from trustsim.rules.scripts import Events
from trustsim.world.columns import World
from trustsim.world.scratch import Scratch, empty_scratch

USUAL: Final = ""
NOTING: Final = "noting"
DECIDED: Final = "decided"
"""Kinds of kernel, as the folders of their compiled code are called."""

FEELINGS: Final = -2
"""Stands in the place of a step: no time passes."""

_kernels: dict[tuple[Any, ...], Callable[..., Any]] = {}


@extending.overload(nearness.soon, jit_options=known.PART)
def _soon(column, place):  # type: ignore[no-untyped-def]
    return lambda column, place: fetch(column, place)  # type: ignore[call-arg]


known.has_a_twin(nearness.soon)


def _make_all_known() -> None:
    known.make_known(draws)
    for package in (trustsim.laws, trustsim.rules):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            known.make_known(importlib.import_module(module.name))


def _build(law: ModuleType, cached: bool) -> Callable[..., Any]:
    law = _snapshot(law)
    choices = chances
    whole, run_ticks, run_step = tick.WHOLE, tick.run_ticks, tick.run_step
    feelings, feel = FEELINGS, rules_of_feelings.feel

    @linking.whole(cached)
    def kernel(
        stage: Any, events: Any, row: int, first: int, last: int, moments: Any, series: Any, line: int, step: int
    ) -> tuple[int, int]:
        if step == whole:
            return run_ticks(stage.world, law, choices, stage.scratch, events, row, first, last, moments, series, line)
        if step == feelings:
            feel(stage.world, series)
            return row, line
        return run_step(stage.world, law, choices, stage.scratch, events, row, step, first), line

    return kernel


def _build_around(law: ModuleType, cached: bool) -> Callable[..., Any]:
    law = _snapshot(law)
    around = passes.around_decisions

    @linking.whole(cached)
    def kernel(stage: Any, what: int, tick: int) -> int:
        return around(stage.world, law, stage.scratch, what, tick)

    return kernel


def _snapshot(law: ModuleType) -> ModuleType:
    """numba remembers what it compiled for a module; a law that is loaded again must be another one to it."""
    snapshot = ModuleType(law.__name__)
    vars(snapshot).update(vars(law))
    return snapshot


def kernel(law: ModuleType, noting: bool = False) -> Callable[..., Any]:
    """The compiled ``run_ticks`` of a law: ``(world, events, row, first, last, moments, series, line, WHOLE)``, the
    first two as ``world_view`` and ``events_view`` give them. With a step of ``rules.tick`` as the last, ``run_step``
    of the tick ``first``; with ``FEELINGS``, ``rules.feelings.feel`` into the series.

    ``noting`` is for a world with a journal. It is another kernel, so that the usual one pays nothing for it.

    Serial, and without the interpreter's lock while it runs, so threads may run one each. It compiles at its first
    call unless the cache has it.
    """
    return _kept(law, NOTING if noting else USUAL, _build)


def around_decisions(law: ModuleType) -> Callable[..., int]:
    """The compiled ``rules.passes.around_decisions`` of a law: ``(world, what, tick)``, the first as ``world_view``
    gives it. For models whose people decide in Python, and do nothing else there.
    """
    return _kept(law, DECIDED, _build_around)


def _kept(law: ModuleType, kind: str, build: Callable[[ModuleType, bool], Callable[..., Any]]) -> Callable[..., Any]:
    """One kernel of each kind for each law."""
    with folders.lock:
        identity = (kind, *_identity(law))
        if identity not in _kernels:
            _make_all_known()
            known.make_known(law)
            folder = cache.folder(law, kind)
            with folders.kept_in(folder):
                _kernels[identity] = build(law, folder is not None)
        return _kernels[identity]


class Stage(NamedTuple):
    """What a kernel works on: columns under one roof, so that it knows them to share no memory."""

    world: World
    scratch: Scratch


def world_view(world: World, first_person: int = 0, last_person: int | None = None) -> View:
    """A world for a kernel, with room to work in, for all people or a share of them. It holds for as long as the world
    has these columns.
    """
    return View(Stage(world, empty_scratch(world, first_person, last_person)), "world")


def world_view_again(before: View, world: World) -> View | None:
    """The same, with the room of a view that is used no more, of the same columns; None if they are others."""
    return before.again(Stage(world, before.kept.scratch))


def events_view(events: Events) -> View:
    """A script for a kernel."""
    return View(events, "events")


def _identity(law: ModuleType) -> tuple[Any, ...]:
    """What a kernel was made of: the functions themselves, since a law that is loaded again keeps its name."""
    return (law.leaves_hurt, law.columns, *(value for value in vars(law).values() if isinstance(value, FunctionType)))


def is_cached(law: ModuleType, noting: bool = False) -> bool:
    """Whether a kernel of this law, as its sources stand now, was compiled before."""
    folder = cache.folder(law, NOTING if noting else USUAL)
    return folder is not None and any(folder.rglob("*.nbc"))
