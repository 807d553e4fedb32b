"""The simple kernel in NumPy, compacted: the ties that have an encounter are picked, and only those worked on.

This is the reference: what others cost is said in multiples of it, so that figures of different machines and days
can be laid side by side.
"""

from __future__ import annotations

import numpy as np

from benchmarks.simple.world import BLOW, ENCOUNTER, GAIN, HEAL, LOSS, SEED, Columns


class InNumpy:
    """Columns and a NumPy generator."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._rng = np.random.default_rng(SEED)

    def run(self, ticks: int) -> None:
        """Let so many ticks pass."""
        columns, rng = self.columns, self._rng
        for _ in range(ticks):
            met = np.flatnonzero(rng.random(len(columns.trust)) < ENCOUNTER)
            trust, hurt = columns.trust[met], columns.hurt[met]
            kept = rng.random(len(met)) < columns.reliability[columns.target[met]]
            columns.trust[met] = np.where(kept, trust + GAIN * (1.0 - hurt) * (1.0 - trust), trust * (1.0 - LOSS))
            columns.hurt[met] = np.where(kept, hurt * (1.0 - HEAL), hurt + BLOW * (1.0 - hurt))
