"""One run in several threads: each takes a share of the people, and waits for the others after each step of a tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, repeat
from typing import Any, Final

import numpy as np

from trustsim.engine.kernels import world_view, world_view_again
from trustsim.engine.views import View
from trustsim.rules.tick import BY_SHARES, EVENTS, STEPS, WHOLE
from trustsim.world.columns import World

LEAST_TIES: Final = 100_000
"""Directed ties of a share, at least: with fewer the threads would wait for each other as long as they work."""


def shares_of(world: World, threads: int, before: Sequence[View] = ()) -> list[View]:
    """A world for a kernel, once for each thread with room of its own and some of the people: as nearly as can be those
    with the same number of ties. One share where the ties are too few for more.

    ``before`` are shares that are used no more; one of the same columns is quicker to make anew.
    """
    ties = len(world.ties.key)
    count = max(1, min(threads, ties // LEAST_TIES))
    if len(before) == count == 1 and (again := world_view_again(before[0], world)):
        return [again]
    ends = np.searchsorted(world.people.first_tie, np.arange(1, count) * ties // count).tolist()
    bounds = [0, *ends, len(world.people.key)]
    return [world_view(world, first, last) for first, last in pairwise(bounds)]


def run_together(
    run: Callable[..., tuple[int, int]],
    shares: Sequence[View],
    events: View,
    row: int,
    first: int,
    last: int,
    moments: Any,
    series: Any,
    line: int,
) -> tuple[int, int]:
    """What a kernel does for a whole world (``rules.tick.run_ticks``), by all shares at once; equal to the last bit."""
    if len(shares) == 1:
        return run(shares[0], events, row, first, last, moments, series, line, WHOLE)

    def do(share: View, step: int, tick: int) -> int:
        return run(share, events, row, tick, tick, moments, series, line, step)[0]

    with ThreadPoolExecutor(len(shares)) as pool:
        for tick in range(first, last):
            _, line = run(shares[0], events, row, tick, tick, moments, series, line, WHOLE)
            for step in STEPS:
                if step in BY_SHARES:
                    list(pool.map(do, shares, repeat(step), repeat(tick)))
                elif step == EVENTS:
                    row = do(shares[0], step, tick)
                else:
                    for share in shares:
                        do(share, step, tick)
    if first == last:
        _, line = run(shares[0], events, row, last, last, moments, series, line, WHOLE)
    return row, line
