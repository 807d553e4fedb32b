"""Indices against closed forms, against SALib, and against chance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from scipy.stats import rankdata, spearmanr

from trustsim.config import sampling
from trustsim.study.indices import (
    Statistic,
    elementary_effects,
    partial_rank_correlations,
    sobol_indices,
)

A, B = 7.0, 0.1  # Ishigami & Homma (1990)


def ishigami(cube: np.ndarray) -> np.ndarray:
    """sin x + A sin² y + B z⁴ sin x, each from −π to π."""
    x, y, z = (np.pi * (2.0 * cube[:, key] - 1.0) for key in range(3))
    return np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x)


def closed_form() -> tuple[list[float], list[float], list[float]]:
    """First-order, total and second-order indices of Ishigami's function."""
    of_x = 0.5 * (1.0 + B * np.pi**4 / 5.0) ** 2
    of_y = A**2 / 8.0
    of_xz = B**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    whole = of_x + of_y + of_xz
    first, total = [of_x, of_y, 0.0], [of_x + of_xz, of_y, of_xz]
    return [part / whole for part in first], [part / whole for part in total], [0.0, of_xz / whole, 0.0]


def names(dimension: int) -> dict:
    return {"num_vars": dimension, "names": [*map(str, range(dimension))], "bounds": [[0, 1]] * dimension}


def within(statistic: Statistic, truth: float) -> bool:
    low, high = statistic.interval()
    return low <= truth <= high


# ------------------------------------------------------------------ Sobol


def test_with_one_replicate_the_indices_are_those_of_salib():
    outcome = ishigami(sampling.sobol(3, 128, True, 4))
    theirs = salib_sobol.analyze(names(3), outcome, calc_second_order=True, num_resamples=2000, seed=1)
    ours = sobol_indices(outcome[:, None], 3, True)
    for key in range(3):
        for mine, name in ((ours.first[key], "S1"), (ours.total[key], "ST")):
            assert mine.value == pytest.approx(theirs[name][key], abs=1e-12)
            # theirs by bootstrap, with the normal distribution; ours by the delta method, with Student's
            assert mine.interval()[1] - mine.value == pytest.approx(theirs[f"{name}_conf"][key], rel=0.12)
    for (one, other), mine in ours.second.items():
        assert mine.value == pytest.approx(theirs["S2"][one, other], abs=1e-12)


def test_without_second_order_the_indices_are_those_of_salib_too():
    outcome = ishigami(sampling.sobol(3, 64, False, 4))
    theirs = salib_sobol.analyze(names(3), outcome, calc_second_order=False, num_resamples=10, seed=1)
    ours = sobol_indices(outcome[:, None], 3, False)
    assert [one.value for one in ours.total] == pytest.approx(list(theirs["ST"]), abs=1e-12)
    assert ours.second == {}


def test_a_sum_has_the_shares_of_its_parts():
    cube = sampling.sobol(4, 1024, True, 2)
    weights = np.array([4.0, 2.0, 1.0, 0.0])
    found = sobol_indices((cube @ weights)[:, None], 4, True)
    shares = weights**2 / (weights**2).sum()
    for key in range(4):
        assert within(found.first[key], shares[key])
        assert found.total[key].value == pytest.approx(shares[key], abs=0.01)
    assert all(within(pair, 0.0) for pair in found.second.values())
    # The key that does nothing does exactly nothing: both runs of every pair are the same.
    assert found.total[3].value == 0.0
    assert found.total[3].interval() == (0.0, 0.0)


def test_chance_does_not_pass_for_an_effect_of_the_settings():
    """Independent chance in every run: of indices of the mean over replicates, the idle key's total would be 0.13."""
    found, of_means = [], []
    for seed in range(60):
        cube = sampling.sobol(3, 64, False, seed)
        chance = np.random.default_rng(seed).normal(size=(len(cube), 4))
        outcome = (2.0 * cube[:, 0] + cube[:, 1])[:, None] + 0.5 * chance
        found.append(sobol_indices(outcome, 3, False).total[2].value)
        of_means.append(sobol_indices(outcome.mean(axis=1, keepdims=True), 3, False).total[2].value)
    error = np.std(found, ddof=1) / math.sqrt(len(found))
    assert abs(np.mean(found)) < 3.0 * error
    assert np.mean(of_means) == pytest.approx(0.0625 / (5.0 / 12.0 + 0.0625), abs=0.02)
    assert np.mean(of_means) > 10.0 * error


@pytest.mark.parametrize(("replicates", "chance", "least"), [(1, 0.0, 0.93), (3, 2.0, 0.93), (5, 2.0, 0.93)])
def test_intervals_hold_the_closed_form(replicates, chance, least):
    """Over 100 samples of Ishigami's function, with chance that differs from run to run and from replicate to other."""
    first, total, second = closed_form()
    held = []
    for seed in range(100):
        cube = sampling.sobol(3, 128, True, seed)
        random = np.random.default_rng(seed)
        outcome = ishigami(cube)[:, None] + chance * random.normal(size=(len(cube), replicates))
        outcome = outcome + chance * random.normal(size=replicates)
        found = sobol_indices(outcome, 3, True)
        told = (*found.first, *found.total, *found.second.values())
        held.append([within(one, truth) for one, truth in zip(told, (*first, *total, *second), strict=True)])
    assert np.mean(held, axis=0).min() >= least


def test_intervals_hold_what_other_replicates_would_have_given():
    """Where replicates differ in how strong a key is, no sample says how strong it is on average, however large."""
    held, narrow = [], []
    for seed in range(150):
        cube = sampling.sobol(2, 256, False, seed)
        strength = 1.0 + 0.3 * np.random.default_rng(seed).normal(size=6)
        found = sobol_indices(cube[:, :1] * strength + cube[:, 1:], 2, False).total[0]
        held.append(within(found, 0.5))
        of_sample = Statistic(found.value, found.of_samples, np.empty(0))
        narrow.append(within(of_sample, 0.5))
    assert np.mean(held) >= 0.93
    assert np.mean(narrow) < 0.9


def test_where_settings_do_nothing_that_chance_could_not_there_are_no_indices():
    cube = sampling.sobol(3, 16, False, 1)
    chance = np.random.default_rng(1).normal(size=(len(cube), 4))
    assert sobol_indices(chance, 3, False) is None
    assert sobol_indices(np.ones((len(cube), 4)), 3, False) is None


# ------------------------------------------------------------------ Morris


def test_elementary_effects_are_those_of_salib():
    cube = sampling.morris(3, 30, 6, 2)
    outcome = ishigami(cube)
    theirs = salib_morris.analyze(names(3), cube, outcome, num_levels=6, num_resamples=2000, seed=1)
    ours = elementary_effects(outcome[:, None], cube, 6)
    for name in ("mu", "mu_star", "sigma"):
        assert [one.value for one in getattr(ours, name)] == pytest.approx(list(theirs[name]), abs=1e-9)
    halves = [one.interval()[1] - one.value for one in ours.mu_star]
    assert halves == pytest.approx(list(theirs["mu_star_conf"]), rel=0.12, abs=1e-9)


def test_effects_of_a_sum_are_its_weights_everywhere():
    cube = sampling.morris(3, 12, 4, 2)
    found = elementary_effects((cube @ np.array([3.0, -2.0, 0.0]))[:, None], cube, 4)
    assert [one.value for one in found.mu] == pytest.approx([3.0, -2.0, 0.0])
    assert [one.value for one in found.mu_star] == pytest.approx([3.0, 2.0, 0.0])
    assert [one.value for one in found.sigma] == [0.0, 0.0, 0.0]
    assert found.mu[2].interval() == (0.0, 0.0)


def test_intervals_of_effects_hold_the_closed_form():
    """y = 2a − b + 3ac at four levels: a has 2 + 3c, c has 3a, each level equally likely."""
    spread = 3.0 * math.sqrt(5.0 / 36.0)
    truth = {"mu": (3.5, -1.0, 1.5), "mu_star": (3.5, 1.0, 1.5), "sigma": (spread, 0.0, spread)}
    held = {name: [] for name in truth}
    for seed in range(200):
        cube = sampling.morris(3, 40, 4, seed)
        a, b, c = cube.T
        found = elementary_effects((2.0 * a - b + 3.0 * a * c)[:, None], cube, 4)
        for name, values in truth.items():
            ends = [one.interval() for one in getattr(found, name)]
            pairs = zip(ends, values, strict=True)
            held[name].append([low - 1e-9 <= value <= high + 1e-9 for (low, high), value in pairs])
    for name, least in (("mu", 0.92), ("mu_star", 0.92), ("sigma", 0.9)):
        assert np.mean(held[name], axis=0).min() >= least


def test_a_step_that_rounding_swallowed_has_no_effect():
    cube = sampling.morris(2, 8, 4, 3)
    rounded = np.stack([cube[:, 0], np.zeros(len(cube))], axis=1)
    found = elementary_effects(rounded[:, :1], rounded, 4)
    assert found.mu_star[1].value == 0.0


def test_replicates_widen_the_intervals_of_effects_where_they_differ():
    cube = sampling.morris(2, 20, 4, 3)
    strength = np.array([0.5, 1.0, 1.5])
    alone = elementary_effects(cube[:, :1], cube, 4).mu[0].interval()
    several = elementary_effects(cube[:, :1] * strength, cube, 4).mu[0].interval()
    assert alone == pytest.approx((1.0, 1.0))
    assert several[0] < 0.9
    assert several[1] > 1.1


# ------------------------------------------------------------------ rank correlations


def test_with_one_key_it_is_spearmans_correlation():
    cube = sampling.latin_hypercube(1, 60, 1)
    outcome = np.exp(cube[:, 0]) + np.random.default_rng(1).normal(size=60)
    ((value, low, high),) = partial_rank_correlations(outcome[:, None], cube)
    assert value == pytest.approx(spearmanr(cube[:, 0], outcome).statistic)
    assert low < value < high


def test_the_others_are_held():
    """By the inverse of the correlation matrix, another way to the same number."""
    cube = sampling.latin_hypercube(3, 80, 1)
    outcome = 3.0 * cube[:, 0] - cube[:, 1] + 0.5 * np.random.default_rng(2).normal(size=80)
    inverse = np.linalg.inv(np.corrcoef(rankdata(np.column_stack([cube, outcome]), axis=0), rowvar=False))
    expected = [-inverse[key, 3] / math.sqrt(inverse[key, key] * inverse[3, 3]) for key in range(3)]
    found = partial_rank_correlations(outcome[:, None], cube)
    assert [value for value, _, _ in found] == pytest.approx(expected)


def test_what_rises_always_has_one_whatever_its_shape():
    cube = sampling.latin_hypercube(2, 40, 1)
    found = partial_rank_correlations(np.exp(9.0 * cube[:, :1]), cube)
    assert found[0] == (1.0, 1.0, 1.0)
    assert found[1][0] == 0.0


def test_intervals_of_rank_correlations_hold_what_a_large_sample_has():
    def outcome(cube, random):
        return np.exp(2.0 * cube[:, 0]) - 1.5 * cube[:, 1] + random.normal(size=len(cube))

    large = np.random.default_rng(9).random((100_000, 3))
    truth = [
        value for value, _, _ in partial_rank_correlations(outcome(large, np.random.default_rng(1))[:, None], large)
    ]
    held = []
    for seed in range(200):
        cube = sampling.latin_hypercube(3, 60, seed)
        found = partial_rank_correlations(outcome(cube, np.random.default_rng(seed))[:, None], cube)
        held.append([low <= value <= high for (_, low, high), value in zip(found, truth, strict=True)])
    assert np.mean(held, axis=0).min() >= 0.92


def test_intervals_of_rank_correlations_do_not_hold_what_a_replicate_did_everywhere():
    """As docs/sensitivity.md warns: where replicates differ in how strong a setting is, more points make it worse."""

    def held(points, spread):
        inside = 0
        for seed in range(100):
            random = np.random.default_rng(seed)
            cube = sampling.latin_hypercube(3, points, seed)
            strength = 1.0 + spread * random.normal(size=2)
            outcome = cube[:, :1] * strength + 0.5 * cube[:, 1:2] + 0.4 * random.normal(size=(points, 2))
            _, low, high = partial_rank_correlations(outcome, cube)[0]
            inside += low <= 0.717 <= high  # of 100,000 points with strength 1
        return inside / 100

    assert held(300, spread=0.0) >= 0.92
    assert held(300, spread=0.4) < 0.7


def test_too_few_points_to_hold_the_others_have_none():
    cube = sampling.latin_hypercube(5, 7, 1)
    assert partial_rank_correlations(cube[:, :1], cube) is None


def test_a_key_that_never_changed_has_none():
    cube = sampling.latin_hypercube(2, 30, 1)
    cube[:, 1] = 4.0
    found = partial_rank_correlations(cube[:, :1], cube)
    assert found[0][0] == 1.0
    assert math.isnan(found[1][0])


def test_of_one_sample_there_is_no_interval():
    assert all(math.isnan(end) for end in Statistic(0.4, np.zeros(1), np.empty(0)).interval())
