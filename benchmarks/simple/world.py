"""The numbers and the columns of the simple kernel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trustsim import draws

ENCOUNTER: Final = 0.2
GAIN: Final = 0.12
LOSS: Final = 0.12
HEAL: Final = 0.1
BLOW: Final = 0.3
TIES_A_PERSON: Final = 10
START: Final = 0.5
BLOCK: Final = 512
"""Ties that are looked at together by the peers that work in blocks: their trust and hurt stay in the nearest cache."""

SEED: Final = 20261126
MEETING: Final = draws.decision("simple kernel: encounter")
KEEPING: Final = draws.decision("simple kernel: keeping")


@dataclass
class Columns:
    """All that a tick reads and writes.

    Attributes
    ----------
    reliability
        N numbers, 0.7 to 0.95.
    target
        M = 10·N places, ties of a person next to each other.
    trust, hurt
        M numbers, 0 to 1.
    """

    reliability: NDArray[np.float64]
    target: NDArray[np.int32]
    trust: NDArray[np.float64]
    hurt: NDArray[np.float64]

    @property
    def people(self) -> int:
        """How many people: N."""
        return len(self.reliability)

    def digest(self) -> str:
        """A hash of all that has changed: equal for equal bits."""
        content = hashlib.blake2b(self.trust.tobytes(), digest_size=8)
        content.update(self.hurt.tobytes())
        return content.hexdigest()


def columns(people: int) -> Columns:
    """The start, the same for every peer; N people."""
    rng = np.random.default_rng(SEED)
    ties = people * TIES_A_PERSON
    source = np.repeat(np.arange(people), TIES_A_PERSON)
    target = (source + rng.integers(1, people, ties)) % people
    return Columns(
        reliability=rng.uniform(0.7, 0.95, people),
        target=target.astype(np.int32),
        trust=np.full(ties, START),
        hurt=np.zeros(ties),
    )


def threshold(chance: float) -> int:
    """The 53-bit whole number below which a draw counts as a success."""
    return int(np.ceil(chance * 2.0**53))
