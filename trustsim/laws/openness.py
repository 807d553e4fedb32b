"""How open a person is towards another: holding back waits for trust."""

from __future__ import annotations


def open_towards(transparency: float, holding_back: float, trust: float) -> float:
    """τ·(1 − ψ + ψ·T): transparency towards somebody, T being one's own trust in them. Range 0–1.

    ψ = 0: the same towards all. ψ > 0 closes the circle of concealment and distrust (Uysal, Lin & Bush 2012; a panel
    of 609 found no such effect, so the default is 0).
    """
    return transparency * (1.0 - holding_back + holding_back * trust)
