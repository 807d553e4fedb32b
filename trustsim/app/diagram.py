"""Forgiveness by transparency, redrawn while another slider moves: 5 × 5 points of four replicates."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any, Final

import numpy as np

from trustsim.app.asked import Asked, RefusalError
from trustsim.app.framing import number_or_none
from trustsim.plan import seeds_of
from trustsim.rules.measures import MEASURES
from trustsim.running.workers import available
from trustsim.simulation import Course, Lent, Start, begin
from trustsim.world.columns import copy_of

LEVELS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
REPLICATES: Final = 4
SHOWN: Final = ("survival", "trust")

Stopping = Callable[[], bool]


class StaleError(Exception):
    """Nobody waits for this diagram any more: another was asked for."""


def diagram(asked: Asked, stale: Stopping = lambda: False) -> dict[str, Any]:
    """Where runs end whose people are all equally forgiving and equally transparent.

    Parameters
    ----------
    asked
        All else.
    stale
        Says whether the answer is not wanted any more; it is asked between runs.

    Returns
    -------
    dict
        ``forgiveness`` and ``transparency``: the levels; ``survival`` and ``trust``: means at the end over four
        replicates, a list for each level of forgiveness; None where there are no relationships.

    Raises
    ------
    RefusalError
        If the config cannot be run in a replicate, as where two whom an event names do not know each other.
    StaleError
        If the answer is not wanted any more.
    """
    starts = list(_pool().map(lambda replicate: _start(asked, replicate, stale), range(REPLICATES)))
    ends = np.array(list(_pool().map(lambda task: _ends(asked, task[0], task[1], stale), product(starts, LEVELS))))
    means = ends.reshape(REPLICATES, len(LEVELS), len(LEVELS), len(SHOWN)).mean(axis=0)
    shown = {
        name: [[number_or_none(value) for value in row] for row in means[:, :, place].tolist()]
        for place, name in enumerate(SHOWN)
    }
    return {"forgiveness": list(LEVELS), "transparency": list(LEVELS), **shown}


@cache
def _pool() -> ThreadPoolExecutor:
    """Threads for all diagrams together: more than there are processors would only wait for each other."""
    return ThreadPoolExecutor(available(), "trustsim diagram")


def _start(asked: Asked, replicate: int, stale: Stopping) -> Start:
    """One replicate before its first tick; its points differ in two columns of its people alone.

    All replicates have the network that is played where an event names people, as in the config that is taken away.
    """
    if stale():
        raise StaleError
    config = asked.config
    traits = config.traits.model_copy(update=dict.fromkeys(("forgiveness", "transparency"), LEVELS[0]))
    setting = config.model_copy(update={"traits": traits, "replicates": REPLICATES})
    if (kept := asked.kept_network) is not None:
        setting = setting.model_copy(update={"network": kept})
    seed = seeds_of(setting)[replicate]
    try:
        return begin(setting, seed)
    except ValueError as error:
        raise RefusalError(str(error)) from None


def _ends(asked: Asked, start: Start, forgiveness: float, stale: Stopping) -> list[list[float]]:
    """One replicate of a row of the diagram: a run for each level of transparency, one after the other in the same
    columns.
    """
    lent = Lent()
    last = asked.config.weeks * asked.config.ticks_per_week
    ends = []
    for transparency in LEVELS:
        if stale():
            raise StaleError
        lent.world = copy_of(start.world, lent.world)
        lent.world.people.forgiveness[:] = forgiveness
        lent.world.people.transparency[:] = transparency
        series = np.full((1, len(MEASURES)), np.nan)
        Course(replace(start, world=lent.world, lent=lent), np.array([last]), series).advance(last)
        ends.append([float(series[0, MEASURES.index(name)]) for name in SHOWN])
    return ends
