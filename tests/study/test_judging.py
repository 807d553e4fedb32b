"""A number is judged by its whole interval."""

from __future__ import annotations

import math

import pytest

from trustsim.study import estimate
from trustsim.study.judging import about, above, at_least, at_most, below, between, exactly, place


def interval(low: float, high: float):
    found = exactly((low + high) / 2)
    return found.__class__(found.mean, low, high, 10, found.mean, 0.0)


@pytest.mark.parametrize(
    ("low", "high", "band", "expected"),
    [
        (0.2, 0.3, between(0.1, 0.4), "inside"),
        (0.1, 0.4, between(0.1, 0.4), "inside"),
        (0.05, 0.3, between(0.1, 0.4), "undecided"),
        (0.3, 0.5, between(0.1, 0.4), "undecided"),
        (0.0, 0.5, between(0.1, 0.4), "undecided"),
        (0.41, 0.5, between(0.1, 0.4), "outside"),
        (-0.3, 0.09, between(0.1, 0.4), "outside"),
        (0.0, 0.1, above(0), "undecided"),
        (0.01, 0.1, above(0), "inside"),
        (-0.1, 0.0, above(0), "outside"),
        (-0.1, -0.01, below(0), "inside"),
        (0.85, 0.9, at_least(0.85), "inside"),
        (0.75, 0.751, at_most(0.75), "undecided"),
    ],
)
def test_place(low, high, band, expected):
    assert place(interval(low, high), band) == expected


def test_what_has_no_chance_in_it_is_judged_as_it_stands():
    assert place(exactly(0.0), above(0)) == "outside"
    assert place(exactly(1e-9), above(0)) == "inside"
    assert place(exactly(0.1), about(0.15, 0.06)) == "inside"
    assert place(exactly(math.inf), above(1)) == "inside"


def test_one_run_or_a_run_that_never_got_there_decides_nothing():
    assert place(estimate([0.5]), at_least(0.1)) == "undecided"
    assert place(estimate([0.5, math.inf, 0.6]), at_least(0.1)) == "undecided"
    assert place(estimate([]), at_least(0.1)) == "undecided"


@pytest.mark.parametrize(
    ("band", "said"),
    [
        (above(0), "> 0"),
        (below(1), "< 1"),
        (at_least(0.85), "≥ 0.85"),
        (at_most(0.06), "≤ 0.06"),
        (between(0.16, 0.31), "0.16 to 0.31"),
    ],
)
def test_bands_read_as_they_are_written(band, said):
    assert str(band) == said
