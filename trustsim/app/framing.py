"""How frames are written: a byte a trust value, packed week by week."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.world.columns import World

STEPS: Final = 255
"""Trust and closeness are rounded to so many parts of 1."""


def as_bytes(shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Shares of 0–1 as bytes, rounded to 1/255."""
    return np.rint(shares * STEPS).astype(np.uint8)


def both_ways(world: World) -> NDArray[np.int32]:
    """The two ties of each pair: (P, 2), first from the lower of the two people to the higher, then back."""
    lower = world.pairs.lower
    return np.stack([lower, world.ties.reverse[lower]], axis=1)


def number_or_none(value: float) -> float | None:
    """A number that JSON can hold."""
    return float(value) if math.isfinite(value) else None


@dataclass
class Frames:
    """Frames of one run, week after week.

    Parameters
    ----------
    first
        The week of the first.
    ways
        From ``both_ways``.
    watched
        A directed tie of which full numbers are kept.
    """

    first: int
    ways: NDArray[np.int32]
    watched: int | None = None
    _count: int = 0
    _trust: list[bytes] = field(default_factory=list)
    _intimacy: list[bytes] = field(default_factory=list)
    _alive: list[bytes] = field(default_factory=list)
    _measures: list[list[float | None]] = field(default_factory=list)
    _of_tie: dict[str, list[Any]] = field(
        default_factory=lambda: {name: [] for name in ("trust", "ceiling", "hurt", "kept", "breaches")}
    )

    def add(self, world: World, measures: NDArray[np.float64]) -> None:
        """One more frame: the world as it is now, and its line of ``rules.measures.MEASURES``."""
        self._count += 1
        self._trust.append(as_bytes(world.ties.trust[self.ways]).tobytes())
        self._intimacy.append(as_bytes(world.pairs.intimacy).tobytes())
        self._alive.append(world.pairs.active.astype(np.uint8).tobytes())
        self._measures.append([number_or_none(value) for value in measures.tolist()])
        if self.watched is not None:
            for name, values in self._of_tie.items():
                values.append(getattr(world.ties, name)[self.watched].item())

    def as_data(self) -> dict[str, Any]:
        """As the page reads them."""
        data: dict[str, Any] = {
            "from": self.first,
            "count": self._count,
            "trust": _packed(self._trust),
            "intimacy": _packed(self._intimacy),
            "alive": _packed(self._alive),
            "measures": self._measures,
        }
        if self.watched is not None:
            data["watched"] = self._of_tie
        return data


def _packed(blocks: list[bytes]) -> str:
    return base64.b64encode(b"".join(blocks)).decode("ascii")
