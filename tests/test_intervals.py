"""Intervals against scipy's, and what each kind of values gets."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from trustsim.intervals import (
    EQUAL,
    ORDER,
    STUDENT,
    WILSON,
    interval,
    of_median,
    skewness,
    unseen,
    wilson,
)

CONFIDENCES = (0.8, 0.95, 0.99)


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_the_interval_of_a_mean_is_students(confidence):
    values = np.array([0.1, 0.4, 0.3, 0.8, 0.35])
    expected = stats.t.interval(confidence, 4, loc=values.mean(), scale=stats.sem(values))
    assert interval(values, confidence)[:2] == pytest.approx(expected)
    assert interval(values, confidence).method == STUDENT


@pytest.mark.parametrize("confidence", CONFIDENCES)
@pytest.mark.parametrize(("count", "n"), [(0, 20), (1, 20), (7, 20), (20, 20), (1, 2)])
def test_the_interval_of_a_share_is_wilsons(count, n, confidence):
    expected = stats.binomtest(count, n).proportion_ci(confidence, method="wilson")
    assert wilson(count, n, confidence) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize("confidence", CONFIDENCES)
@pytest.mark.parametrize("n", [9, 10, 25, 120])
def test_the_interval_of_a_median_has_no_narrower_one_that_is_as_sure(n, confidence):
    found = of_median(np.arange(1.0, n + 1.0), confidence)
    k = int(found.low)
    assert found.high == n + 1 - k

    def certainty(rank):
        return 1.0 - 2.0 * stats.binom.cdf(rank - 1, n, 0.5)

    assert certainty(k) >= confidence > certainty(k + 1)


def test_too_few_values_have_no_interval_of_their_median():
    assert math.isnan(of_median(np.arange(5.0)).low)
    assert of_median(np.arange(6.0))[:2] == (0.0, 5.0)


def test_skewness_is_the_sample_corrected_one():
    values = np.random.default_rng(3).exponential(size=40)
    assert skewness(values) == pytest.approx(stats.skew(values, bias=False))
    assert skewness(np.array([1.0, 2.0])) == 0.0
    assert skewness(np.ones(5)) == 0.0


def test_equal_values_have_no_spread_to_make_an_interval_from():
    assert interval(np.full(20, 0.1 + 0.2)) == (0.1 + 0.2, 0.1 + 0.2, EQUAL)
    assert interval(np.full(20, math.inf)) == (math.inf, math.inf, EQUAL)
    assert interval(np.full(20, math.inf)).half_width == 0.0


@pytest.mark.parametrize("values", [[], [0.5]])
def test_fewer_than_two_values_have_none(values):
    found = interval(np.array(values))
    assert math.isnan(found.low)
    assert found.method == ""


def test_two_values_are_a_share_only_of_outcomes():
    zeros_and_ones = np.array([0.0] * 18 + [1.0] * 2)
    assert interval(zeros_and_ones).method == STUDENT
    found = interval(zeros_and_ones, shares=True)
    assert found == (*wilson(2, 20), WILSON)
    moved = interval(0.2 + 0.5 * zeros_and_ones, shares=True)
    assert moved[:2] == pytest.approx((0.2 + 0.5 * found.low, 0.2 + 0.5 * found.high))


def test_one_run_that_differs_makes_no_share_but_of_zeros_and_ones():
    assert interval(np.array([1.0] * 19 + [0.97]), shares=True).method == STUDENT
    assert interval(np.array([1.0] * 19 + [0.0]), shares=True).method == WILSON


def test_where_a_run_never_got_there_the_interval_is_of_the_median():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, math.inf, math.inf, math.inf])
    assert interval(values) == (2.0, math.inf, ORDER)
    assert interval(values).half_width == math.inf


def test_so_many_equal_runs_may_hide_three_in_their_number():
    assert unseen(100) == pytest.approx(0.03, abs=0.001)
    assert (1 - unseen(37, 0.9)) ** 37 == pytest.approx(0.1)
