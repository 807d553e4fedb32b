"""Where people stand in the picture: as far apart as they are in the network, as nearly as a plane allows."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from trustsim.network import Network

ROUNDS: Final = 120
"""Each costs a product of two N × N matrices; after so many nothing moves that one could see."""

APART: Final = 2.0
"""How much farther than the longest way those stand from each other whom no way connects."""


def places_of(network: Network) -> list[list[float]]:
    """A place for each person, ``[x, y]``, each 0–1; the same for the same network.

    Notes
    -----
    Stress majorization (Gansner, Koren & North 2005): Kamada and Kawai's springs, but each round solves a system of
    equations, so that sixty people take milliseconds.
    """
    people = network.people
    if people == 2:
        return [[0.15, 0.5], [0.85, 0.5]]
    # Complex numbers are places in a plane, and the distance between two is one operation.
    spots = np.exp(2j * np.pi * np.arange(people) / people)
    far = _ways(network)
    weights = far**-2.0
    np.fill_diagonal(weights, 0.0)
    # The matrix of the springs has no inverse, for all may move together; what is added keeps their middle in place.
    solve = np.linalg.inv(np.diag(weights.sum(axis=1)) - weights + 1.0 / people)
    pull = weights * far
    for _ in range(ROUNDS):
        apart = np.abs(spots[:, None] - spots)
        np.fill_diagonal(apart, 1.0)
        forces = pull / np.maximum(apart, 1e-9)
        spots = solve @ (forces.sum(axis=1) * spots - forces @ spots)
    return _inside(np.stack([spots.real, spots.imag], axis=1))


def _ways(network: Network) -> NDArray[np.float64]:
    """The number of steps between every two people; 1 on the diagonal."""
    people = network.people
    near = np.zeros((people, people), dtype=np.float32)
    near[network.source, network.target] = 1.0
    reached = np.eye(people, dtype=np.float32)
    ways = np.full((people, people), np.inf)
    np.fill_diagonal(ways, 0.0)
    for step in range(1, people):
        new = (reached @ near > 0.0) & np.isinf(ways)
        if not new.any():
            break
        ways[new] = step
        reached = new.astype(np.float32)
    longest = ways[np.isfinite(ways)].max()
    ways[np.isinf(ways)] = longest + APART
    np.fill_diagonal(ways, 1.0)
    return ways


def _inside(spots: NDArray[np.float64]) -> list[list[float]]:
    """The long side of the layout across, both sides from 0 to 1."""
    spots = spots - spots.mean(axis=0)
    _, _, turn = np.linalg.svd(spots, full_matrices=False)
    spots = spots @ turn.T
    # A direction has no sign of its own: one is fixed, so that every machine draws the same picture.
    spots *= np.where(spots[0] < 0.0, -1.0, 1.0)
    spots -= spots.min(axis=0)
    return (np.round(spots / np.maximum(spots.max(axis=0), 1e-9), 4)).tolist()
