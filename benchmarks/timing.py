"""Times that can be compared: contenders take turns, round by round, and are compared within a round.

A machine that others use as well is slower at one moment than at another. A ratio within a round has both sides of one
moment; the median over the rounds, and how far they spread, are what is reported.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Contender:
    """Something that is timed.

    Attributes
    ----------
    name
        As in the table.
    action
        One turn.
    work
        How much one turn does: ties × ticks, or runs.
    """

    name: str
    action: Callable[[], object]
    work: float = 1.0


@dataclass(frozen=True)
class Ratio:
    """How many times one contender takes the time of another."""

    median: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{shown(self.median)} ({shown(self.lowest)}–{shown(self.highest)})"


PATIENCE: Final = 12.0
"""Seconds: who takes longer for a turn has one turn only, without one to warm up."""


class Times:
    """Seconds by unit of work, one for each round and contender, the first ``warm`` of them not to be counted.

    NaN where a slow one sat out: of such a one the first turn counts, and is compared with what others took in that
    same round.
    """

    def __init__(self, by_name: dict[str, NDArray[np.float64]], warm: int = 0) -> None:
        self.by_name = by_name
        self.warm = warm

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def seconds(self, name: str) -> float:
        """The median of a contender."""
        return float(np.nanmedian(self.by_name[name][self._rounds(name)]))

    def ratio(self, name: str, to: str) -> Ratio:
        """The time of one in that of another, round by round."""
        rounds = self._rounds(name, to)
        ratios = self.by_name[name][rounds] / self.by_name[to][rounds]
        return Ratio(float(np.nanmedian(ratios)), float(np.nanmin(ratios)), float(np.nanmax(ratios)))

    def _rounds(self, *names: str) -> slice:
        sat_out = any(np.isnan(self.by_name[name][self.warm :]).all() for name in names)
        return slice(0, 1) if sat_out else slice(self.warm, None)


def interleaved(contenders: Sequence[Contender], rounds: int, warm: int = 1) -> Times:
    """Let all contenders take turns.

    Parameters
    ----------
    contenders
        In the order of their turns.
    rounds
        How many are timed.
    warm
        How many go before that, not timed: caches are warm, and what compiles at its first call has compiled.
    """
    seconds = {contender.name: np.full(warm + rounds, np.nan) for contender in contenders}
    with settled():
        for number in range(warm + rounds):
            for contender in contenders:
                own = seconds[contender.name]
                if np.nanmax(own, initial=0.0) * contender.work <= PATIENCE:
                    own[number] = timed(contender.action) / contender.work
    return Times(seconds, warm)


def timed(action: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def made[Thing](make: Callable[[], Thing]) -> tuple[Thing, float]:
    """What a call makes, and the seconds that it takes."""
    begun = time.perf_counter()
    thing = make()
    return thing, time.perf_counter() - begun


@contextmanager
def settled() -> Iterator[None]:
    """What lives already is no concern of the garbage collector: models of millions of objects would pay for it."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def shown(number: float) -> str:
    """Three digits, enough for what is good to some percent."""
    if not np.isfinite(number):
        return "–"
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
