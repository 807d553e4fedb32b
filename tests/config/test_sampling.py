"""Points of the unit cube: each scheme has its shape, and the same seed gives the same bytes."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from trustsim.config import sampling

SCHEMES = {
    "latin hypercube": lambda seed: sampling.latin_hypercube(3, 12, seed),
    "sobol": lambda seed: sampling.sobol(3, 8, False, seed),
    "sobol, second order": lambda seed: sampling.sobol(3, 8, True, seed),
    "morris": lambda seed: sampling.morris(3, 6, 4, seed),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(scheme):
    draw = SCHEMES[scheme]
    assert draw(7).tobytes() == draw(7).tobytes()
    assert draw(7).tobytes() != draw(8).tobytes()
    assert draw(2**63 - 1).dtype == np.float64
    assert ((draw(7) >= 0) & (draw(7) <= 1)).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nobody_elses_random_numbers_are_moved_or_read(scheme):
    import random

    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    first = SCHEMES[scheme](7)
    theirs = np.random.random(3), random.random()  # noqa: NPY002
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    assert (np.random.random(3) == theirs[0]).all()  # noqa: NPY002
    assert random.random() == theirs[1]
    np.random.seed(2)  # noqa: NPY002
    assert SCHEMES[scheme](7).tobytes() == first.tobytes()


def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_coordinate():
    cube = sampling.latin_hypercube(4, 20, 3)
    assert cube.shape == (20, 4)
    assert (np.sort(np.floor(cube * 20), axis=0) == np.arange(20)[:, None]).all()


@pytest.mark.parametrize("second_order", [False, True])
def test_saltellis_rows_cross_two_matrices(second_order):
    dimension, samples = 3, 16
    block = 2 * dimension + 2 if second_order else dimension + 2
    rows = sampling.sobol(dimension, samples, second_order, 5).reshape(samples, block, dimension)
    a, b = rows[:, 0], rows[:, -1]
    assert (a != b).all()
    for key in range(dimension):
        crossed = a.copy()
        crossed[:, key] = b[:, key]
        assert (rows[:, 1 + key] == crossed).all()
        if second_order:
            crossed = b.copy()
            crossed[:, key] = a[:, key]
            assert (rows[:, 1 + dimension + key] == crossed).all()
    # Both halves of a scrambled sequence are balanced: one value in each of as many slices as there are samples.
    assert (np.sort(np.floor(a * samples), axis=0) == np.arange(samples)[:, None]).all()
    assert (np.sort(np.floor(b * samples), axis=0) == np.arange(samples)[:, None]).all()


@pytest.mark.parametrize("levels", [2, 4, 6, 10])
def test_each_step_of_a_trajectory_moves_one_coordinate_by_the_step(levels):
    dimension, trajectories = 5, 9
    rows = sampling.morris(dimension, trajectories, levels, 5).reshape(trajectories, dimension + 1, dimension)
    assert np.isin(rows, np.arange(levels) / (levels - 1)).all()
    steps = np.diff(rows, axis=1)
    assert ((steps != 0).sum(axis=2) == 1).all()
    assert ((steps != 0).sum(axis=1) == 1).all()
    assert np.allclose(np.abs(steps).max(axis=2), levels / (2 * (levels - 1)))


def test_what_has_no_scheme_is_refused():
    with pytest.raises(ValueError, match="12 samples are no power of 2"):
        sampling.sobol(3, 12, False, 1)
    with pytest.raises(ValueError, match="5 levels are no even number"):
        sampling.morris(3, 4, 5, 1)


def test_importing_the_module_is_cheap():
    code = "import sys, trustsim.config.sampling; print([name for name in ('scipy', 'SALib') if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
