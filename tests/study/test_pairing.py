"""Paired differences, unequal numbers of replicates, and what pairing saves: held against closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tests.study import made
from trustsim.study import contrasts, estimate, finding
from trustsim.study.finding import headline_contrast
from trustsim.study.pairing import over_replicates, paired
from trustsim.study.sentences import pairing_sentence, saved_cell

NAN = math.nan


def normal(generator, correlation, n, second=1.0):
    """Two rows of normal numbers, as much alike as is said."""
    first, other = generator.standard_normal((2, n))
    return np.stack([first, second * (correlation * first + math.sqrt(1 - correlation**2) * other)])


# ---------------------------------------------------------------- differences


def test_a_paired_difference_is_the_t_test_of_the_differences():
    values = normal(np.random.default_rng(1), 0.7, 9)
    found = paired(values, [(0, 1)])
    test = stats.ttest_rel(values[1], values[0]).confidence_interval(0.95)
    assert (found.effect.low, found.effect.high) == pytest.approx((test.low, test.high))
    assert found.of_replicate == pytest.approx(dict(enumerate(values[1] - values[0])))


def test_no_replicate_in_common_is_nothing():
    assert paired(np.array([[1.0, NAN], [NAN, 2.0]]), [(0, 1)]) is None


def test_what_one_side_lacks_is_left_out_of_both():
    found = paired(np.array([[1.0, 2.0, 9.0], [2.0, 4.0, NAN]]), [(0, 1)])
    assert (found.before.mean, found.after.mean, found.effect.mean) == (1.5, 3.0, 1.5)
    assert found.effect.n == 2


def test_rows_with_more_replicates_weigh_no_more():
    """One pair of points differs by 1 and has three replicates, the other by 0 and has six: on average, a half."""
    values = np.array([[0.0] * 3 + [NAN] * 3, [1.0] * 3 + [NAN] * 3, [0.0] * 6, [0.0] * 6])
    assert paired(values, [(0, 1), (2, 3)]).effect.mean == pytest.approx(0.5)


def test_rows_that_share_no_replicate_have_the_variance_of_independent_means():
    """Σ s²/n over the rows, divided by the square of their number, with the degrees of freedom of the shorter."""
    generator = np.random.default_rng(2)
    numbers = np.full((2, 12), NAN)
    numbers[0, :4], numbers[1, 4:] = generator.normal(1, 2, 4), generator.normal(3, 1, 8)
    found, of_replicate = over_replicates(numbers)
    short, long = numbers[0, :4], numbers[1, 4:]
    error = math.sqrt((short.var(ddof=1) / 4 + long.var(ddof=1) / 8) / 4)
    assert found.mean == pytest.approx((short.mean() + long.mean()) / 2)
    assert found.half_width == pytest.approx(stats.t.ppf(0.975, 3) * error)
    assert np.mean(of_replicate) == pytest.approx(found.mean)


def test_equal_numbers_of_replicates_give_the_t_interval_of_their_means():
    numbers = np.random.default_rng(3).normal(size=(3, 7))
    assert over_replicates(numbers)[0] == estimate(numbers.mean(axis=0))


def test_the_interval_covers_where_points_have_different_numbers_of_replicates():
    generator = np.random.default_rng(4)
    covered = 0
    for _ in range(1000):
        shared = generator.normal(size=30)  # what a replicate does to both
        numbers = np.stack([shared + generator.normal(1.0, 0.5, 30), shared + generator.normal(2.0, 3.0, 30)])
        numbers[0, 10:] = NAN
        found, _ = over_replicates(numbers)
        covered += found.low <= 1.5 <= found.high
    assert 930 <= covered <= 985


# ---------------------------------------------------------------- what pairing saves


@pytest.mark.parametrize("correlation", [-0.5, 0.0, 0.8])
def test_pairing_saves_what_the_correlation_says(correlation):
    """(σ² + σ²) / (2σ² (1 − ρ)) = 1 / (1 − ρ) for equal variances."""
    found = paired(normal(np.random.default_rng(5), correlation, 40_000), [(0, 1)])
    assert found.saved.ratio == pytest.approx(1 / (1 - correlation), rel=0.03)
    assert found.saved.low < 1 / (1 - correlation) < found.saved.high
    assert found.saved is found.saved_alone


def test_the_sample_ratio_is_that_of_the_sample_variances():
    values = normal(np.random.default_rng(6), 0.4, 12, second=2.0)
    expected = values.var(axis=1, ddof=1).sum() / (values[1] - values[0]).var(ddof=1)
    assert paired(values, [(0, 1)]).saved.ratio == pytest.approx(expected)


def test_averaged_pairs_that_share_their_numbers_can_do_worse_than_runs_that_share_none():
    """d = u + noise at both of two settings, u shared: averaging takes nothing off u, as it would off two of them."""
    generator = np.random.default_rng(7)
    n = 40_000
    shared = generator.normal(size=n)
    low = generator.normal(size=(2, n))
    values = np.concatenate([low, low + shared])  # four points: two settings at the low level, two at the high one
    found = paired(values, [(0, 2), (1, 3)])
    # unpaired: (1/2 + 1/2 + 1) / 1; nothing shared: (1 + 1 + 2 + 2) / 4 / 1
    assert found.saved.ratio == pytest.approx(2.0, rel=0.04)
    assert found.saved_alone.ratio == pytest.approx(1.5, rel=0.04)


def test_pairing_that_takes_out_all_chance_has_no_end():
    luck = np.random.default_rng(8).normal(size=6)
    found = paired(np.stack([luck, luck + 0.25]), [(0, 1)])
    assert math.isinf(found.saved.ratio)
    assert saved_cell(found.saved) == "all chance"


@pytest.mark.parametrize(
    "values",
    [
        [[0.1] * 5, [0.4] * 5],  # no chance at all
        [[0.1, 0.3], [0.2, 0.1]],  # too few
        [[1.0, 2.0, math.inf, 4.0], [3.0, 2.0, 3.0, 1.0]],  # order alone
    ],
)
def test_where_nothing_is_known_of_it_nothing_is_said(values):
    found = paired(np.array(values), [(0, 1)])
    assert found.saved is None
    assert saved_cell(found.saved) == "–"


@pytest.mark.parametrize(("n", "correlation"), [(10, 0.0), (10, 0.8), (20, 0.8), (20, -0.4)])
def test_the_interval_of_the_ratio_covers(n, correlation):
    """The jackknife falls a little short of 95 % with few replicates; docs/comparing.md says so."""
    generator = np.random.default_rng(20261123)
    truth = 1 / (1 - correlation)
    found = [paired(normal(generator, correlation, n), [(0, 1)]).saved for _ in range(1000)]
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert 0.89 <= covered <= 0.98


def test_runs_that_share_nothing_are_not_said_to_have_saved():
    generator = np.random.default_rng(10)
    clear = [paired(normal(generator, 0.0, 12), [(0, 1)]).saved.sign for _ in range(1000)]
    assert np.mean(np.array(clear) == 1) <= 0.06


# ---------------------------------------------------------------- in words


def test_a_finding_says_what_pairing_saved_for_its_headline():
    study = made.config(sweep=made.grid({made.FORGIVENESS: [0, 1]}), outcomes=["survival", "pain"])
    values = normal(np.random.default_rng(11), 0.9, 30) / 50 + 0.5
    results = made.results(
        study,
        lambda at, replicate: (
            {"survival": values[int(at[made.FORGIVENESS]), replicate] + 0.2 * at[made.FORGIVENESS]}
            | {"pain": 0.5 + 0.01 * values[0, replicate]}
        ),
        replicates=30,
    )
    one = headline_contrast(contrasts(results))
    assert one.outcome == "survival"
    assert one.saved.sign == 1
    sentence = pairing_sentence(one, {made.FORGIVENESS: "forgiveness"})
    assert f"as sure as {one.saved.ratio:.0f} times as many unpaired" in sentence
    assert "no clear saving" not in sentence
    assert sentence in finding(results).sentences
    assert pairing_sentence(replace(one, of_replicate={0: 0.1, 1: 0.2, 2: 0.3}), {}) == ""


def test_the_headline_contrast_is_the_clearest_of_the_largest():
    found = contrasts(made.two_keys(forgiveness=0.2, transparency=0.6))
    assert headline_contrast(found).key == made.TRANSPARENCY
