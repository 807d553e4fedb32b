"""The engine is compiled before the first run, by letting nothing happen in a tiny world."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from types import ModuleType

import numpy as np

from trustsim.network.by_arrays import GROWN_BY
from trustsim.network.making import is_large
from trustsim.plan import Plan
from trustsim.running.columns import laws_of
from trustsim.running.workers import aside

COMPILING_NETWORKS = "Compiling what makes large networks (once per installation, a few seconds)…"
COMPILING = "Compiling the model (once per installation, about 20 s)…"
COMPILING_TO_NOTE = "Compiling the model as it records events (once per installation, about 20 s)…"

_ready: set[tuple[str, bool]] = set()


def uncompiled(plan: Plan) -> list[ModuleType]:
    """The laws of a plan whose kernel is neither in this process nor in the cache."""
    if all(point.base.engine == "agents" for point in plan.points):
        return []
    noting = plan.config.record.events != "none"
    return [law for law in laws_of(plan) if not is_compiled(law, noting)]


def is_compiled(law: ModuleType, noting: bool = False) -> bool:
    """Whether the kernel of a law is in this process or in the cache."""
    from trustsim.engine.kernels import is_cached  # numba takes a third of a second to import

    return (law.__name__, noting) in _ready or is_cached(law, noting)


def is_at_hand(law: ModuleType, noting: bool = False) -> bool:
    """Whether the kernel of a law is compiled; if so, its first call loads it, and nothing is looked for again.

    To look for it writes: a folder is tried out. A server does that before it answers.
    """
    from trustsim.engine.kernels import kernel

    if not is_compiled(law, noting):
        return False
    kernel(law, noting)
    _ready.add((law.__name__, noting))
    return True


def make_ready(plan: Plan, say: Callable[[str], None]) -> None:
    """Compile, or fetch from the cache, what the plan needs; ``say`` hears of it before anything is compiled."""
    _make_networks_ready(plan, say)
    if all(point.base.engine == "agents" for point in plan.points):
        return
    make_laws_ready(laws_of(plan), say, noting=plan.config.record.events != "none")


def make_laws_ready(laws: Iterable[ModuleType], say: Callable[[str], None], noting: bool = False) -> None:
    """The same for laws without a plan; ``noting``: to record events."""
    needed = [law for law in laws if (law.__name__, noting) not in _ready]
    if not all(is_compiled(law, noting) for law in needed):
        say(COMPILING_TO_NOTE if noting else COMPILING)
    for law in needed:
        aside(lambda law=law: _touch(law, noting))  # type: ignore[misc]
        _ready.add((law.__name__, noting))


def _make_networks_ready(plan: Plan, say: Callable[[str], None]) -> None:
    bases = {id(point.base): point.base for point in plan.points}.values()
    kinds = {getattr(base.network, "kind", None) for base in bases if is_large(base.network, base.people)}
    functions = {GROWN_BY[str(kind)] for kind in kinds & GROWN_BY.keys()}
    if not functions:
        return
    from trustsim.network.grown import are_cached, grown

    if not are_cached(functions):
        say(COMPILING_NETWORKS)
    for function in functions:
        aside(lambda function=function: grown(function))  # type: ignore[misc]


def _touch(law: ModuleType, noting: bool) -> None:
    """Call the kernel of a law for no ticks: numba compiles for the types of what it is given."""
    from trustsim.config import setting_of
    from trustsim.rules.measures import MEASURES
    from trustsim.simulation import Course, begin
    from trustsim.world.columns import empty_journal

    setting = setting_of({"people": 2, "network": {"kind": "pair"}})
    moments = np.zeros(1, dtype=np.int64)
    start = begin(setting, 0, law=law)
    if noting:
        start = replace(start, world=start.world._replace(journal=empty_journal(room=0, level=0)))
    Course(start, moments, np.zeros((1, len(MEASURES)))).advance(0)
