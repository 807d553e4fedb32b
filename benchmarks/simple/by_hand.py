"""The simple kernel in C, by hand: the limit."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Final

from benchmarks.compiler import address, built
from benchmarks.simple.world import (
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

SOURCE: Final = Path(__file__).with_name("by_hand.c")


class ByHand:
    """C by one compiler.

    Raises
    ------
    NoCompilerError
        If it cannot be built.
    """

    def __init__(self, columns: Columns, compiler: str = "") -> None:
        self.columns = columns
        self.tick = 0
        self._function = built(SOURCE, compiler).library.run
        self._function.restype = None

    def run(self, ticks: int) -> None:
        """Let so many ticks pass."""
        columns = self.columns
        last = self.tick + ticks
        self._function(
            ctypes.c_int64(len(columns.trust)),
            address(columns.target),
            address(columns.reliability),
            address(columns.trust),
            address(columns.hurt),
            ctypes.c_int64(self.tick),
            ctypes.c_int64(last),
            *(ctypes.c_uint64(word) for word in (SEED, MEETING, KEEPING, threshold(ENCOUNTER))),
            *(ctypes.c_double(number) for number in (GAIN, LOSS, HEAL, BLOW)),
        )
        self.tick = last
