"""Points of the unit cube for the designs that sample: Latin hypercube, Sobol (Saltelli's scheme), Morris.

Nothing here knows what the coordinates stand for. Each function gives the same bytes for the same seed and neither
reads nor moves random numbers of anybody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Cube = NDArray[np.float64]


def latin_hypercube(dimension: int, points: int, seed: int) -> Cube:
    """Points of which every coordinate falls into each of ``points`` equal slices exactly once.

    Parameters
    ----------
    dimension
        How many coordinates a point has, 1 or more.
    points
        How many points, 1 or more.
    seed
        Any whole number from 0.

    Returns
    -------
    numpy.ndarray
        (points, dimension), float64, in [0, 1].

    References
    ----------
    McKay, Beckman & Conover (1979), Technometrics 21(2), 239–245. Drawn by ``scipy.stats.qmc.LatinHypercube``.
    """
    import numpy as np
    from scipy.stats import qmc

    return qmc.LatinHypercube(dimension, rng=np.random.default_rng(seed)).random(points)


def sobol(dimension: int, samples: int, second_order: bool, seed: int) -> Cube:
    """Saltelli's scheme on a scrambled Sobol sequence: what first-order and total indices are estimated from.

    Parameters
    ----------
    dimension
        How many coordinates a point has, 1 or more.
    samples
        How many base samples, a power of 2: only so many of a Sobol sequence are balanced.
    second_order
        With the points that indices of pairs need.
    seed
        Of the scrambling, any whole number from 0.

    Returns
    -------
    numpy.ndarray
        (samples * (dimension + 2), dimension), with second order (samples * (2 * dimension + 2), dimension), float64,
        in [0, 1]. In SALib's order: for each base sample a row A, for each coordinate A with that one of B, with
        second order for each coordinate B with that one of A, a row B.

    Raises
    ------
    ValueError
        If ``samples`` is no power of 2.

    References
    ----------
    Saltelli (2002), Computer Physics Communications 145(2), 280–297; of the scrambling Owen (2020), arXiv:2008.08051.
    Drawn by ``SALib.sample.sobol``.
    """
    import numpy as np
    from SALib.sample import sobol as saltelli

    if samples < 1 or samples & (samples - 1):
        raise ValueError(f"{samples} samples are no power of 2")
    rng = np.random.default_rng(seed)
    return saltelli.sample(_cube(dimension), samples, calc_second_order=second_order, scramble=True, seed=rng)


def morris(dimension: int, trajectories: int, levels: int, seed: int) -> Cube:
    """Trajectories through a grid of which each step moves one coordinate by more than half of its range.

    Parameters
    ----------
    dimension
        How many coordinates a point has, 1 or more.
    trajectories
        How many trajectories, 1 or more.
    levels
        How many values a coordinate can take, an even number: with an odd one some would be drawn more often.
    seed
        Any whole number from 0.

    Returns
    -------
    numpy.ndarray
        (trajectories * (dimension + 1), dimension), float64, each k / (levels - 1) for a whole k. Row by row along a
        trajectory, one trajectory after the other; steps are levels / (2 * (levels - 1)) up or down.

    Raises
    ------
    ValueError
        If ``levels`` is odd or below 2.

    References
    ----------
    Morris (1991), Technometrics 33(2), 161–174. Drawn by ``SALib.sample.morris``.
    """
    import numpy as np
    from SALib.sample import morris as trajectories_of

    if levels < 2 or levels % 2:
        raise ValueError(f"{levels} levels are no even number from 2")
    rng = np.random.default_rng(seed)
    drawn = trajectories_of.sample(_cube(dimension), trajectories, num_levels=levels, seed=rng)
    # SALib adds a step to a start, so that a value can miss its level, or 1, by the last digit.
    return np.rint(drawn * (levels - 1)) / (levels - 1)


def _cube(dimension: int) -> dict[str, Any]:
    """The unit cube in SALib's words."""
    return {"num_vars": dimension, "names": [str(index) for index in range(dimension)], "bounds": [[0, 1]] * dimension}
