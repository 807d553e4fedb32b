"""The simple kernel in numba: a loop with branches, and blocks without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numba
import numpy as np

from benchmarks.simple.world import (
    BLOCK,
    BLOW,
    ENCOUNTER,
    GAIN,
    HEAL,
    KEEPING,
    LOSS,
    MEETING,
    SEED,
    Columns,
    threshold,
)

UNIT: Final = 2.0**-53


@numba.njit(inline="always")
def _mix(word: Any) -> Any:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@numba.njit(inline="always")
def _moment(decision: Any, tick: Any) -> Any:
    """The part of a decision's random number that is the same for all ties of a tick."""
    return _mix(_mix(np.uint64(SEED) ^ np.uint64(decision)) + np.uint64(tick) * np.uint64(0x9E3779B97F4A7C15))


@numba.njit(nogil=True)
def _branching(target: Any, reliability: Any, trust: Any, hurt: Any, meeting: Any, keeping: Any, limit: Any) -> None:
    for tie in range(len(trust)):
        if _mix(np.uint64(tie) ^ meeting) >> np.uint64(11) < limit:
            felt = hurt[tie]
            if (_mix(np.uint64(tie) ^ keeping) >> np.uint64(11)) * UNIT < reliability[target[tie]]:
                trust[tie] = trust[tie] + GAIN * (1.0 - felt) * (1.0 - trust[tie])
                hurt[tie] = felt * (1.0 - HEAL)
            else:
                trust[tie] = trust[tie] * (1.0 - LOSS)
                hurt[tie] = felt + BLOW * (1.0 - felt)


@numba.njit(nogil=True)
def _blocked(target: Any, reliability: Any, trust: Any, hurt: Any, meeting: Any, keeping: Any, limit: Any) -> None:
    words = np.empty(BLOCK, dtype=np.uint64)
    met = np.empty(BLOCK + 1, dtype=np.int32)
    for first in range(0, len(trust), BLOCK):
        count = min(BLOCK, len(trust) - first)
        for place in range(count):
            words[place] = _mix(np.uint64(first + place) ^ meeting) >> np.uint64(11)
        meetings = 0
        for place in range(count):
            met[meetings] = place
            meetings += words[place] < limit
        for number in range(meetings):
            tie = first + met[number]
            before, felt = trust[tie], hurt[tie]
            kept = (_mix(np.uint64(tie) ^ keeping) >> np.uint64(11)) * UNIT < reliability[target[tie]]
            trust[tie] = before + GAIN * (1.0 - felt) * (1.0 - before) if kept else before * (1.0 - LOSS)
            hurt[tie] = felt * (1.0 - HEAL) if kept else felt + BLOW * (1.0 - felt)


@numba.njit(nogil=True)
def _run_branching(target: Any, reliability: Any, trust: Any, hurt: Any, first: int, last: int, limit: Any) -> None:
    for tick in range(first, last):
        _branching(target, reliability, trust, hurt, _moment(MEETING, tick), _moment(KEEPING, tick), limit)


@numba.njit(nogil=True)
def _run_blocked(target: Any, reliability: Any, trust: Any, hurt: Any, first: int, last: int, limit: Any) -> None:
    for tick in range(first, last):
        _blocked(target, reliability, trust, hurt, _moment(MEETING, tick), _moment(KEEPING, tick), limit)


class InNumba:
    """Either of the two."""

    def __init__(self, columns: Columns, function: Callable[..., None]) -> None:
        self.columns = columns
        self.tick = 0
        self._function = function

    def run(self, ticks: int) -> None:
        """Let so many ticks pass."""
        columns = self.columns
        last = self.tick + ticks
        limit = np.uint64(threshold(ENCOUNTER))
        self._function(columns.target, columns.reliability, columns.trust, columns.hurt, self.tick, last, limit)
        self.tick = last


def branching(columns: Columns) -> InNumba:
    """A loop over all ties, with branches."""
    return InNumba(columns, _run_branching)


def blocked(columns: Columns) -> InNumba:
    """Blocks of 512, the ties that have an encounter picked first, without branches."""
    return InNumba(columns, _run_blocked)
