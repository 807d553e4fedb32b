"""The package's own exponential and logarithm against ``math``, and what is made of them."""

import itertools
import math
import random

import pytest

from trustsim.laws.arithmetic import exponential, hyperbolic_tangent, log_odds, logarithm, logistic, share_per_tick

numbers = random.Random(11)


def ulps(found: float, expected: float) -> float:
    """How many units in the last place two numbers lie apart."""
    return abs(found - expected) / math.ulp(expected)


POWERS = [
    *(numbers.uniform(-708, 709) for _ in range(40_000)),
    *(numbers.uniform(-3, 3) for _ in range(40_000)),
    *(sign * 10.0**power for power in range(-320, 3) for sign in (-1, 1)),
    *((k + shift) * math.log(2) for k in range(-1020, 1022) for shift in (-0.5, -0.4999999, 0.0, 0.4999999)),
    -708.0,
    709.0,
    0.0,
    -0.0,
]
POSITIVES = [
    *(math.exp(numbers.uniform(-744, 709)) for _ in range(40_000)),
    *(1.0 + sign * 10.0 ** numbers.uniform(-15.6, -0.5) for _ in range(20_000) for sign in (-1, 1)),
    *(
        math.ldexp(mantissa, k)
        for k in range(-1000, 1000, 7)
        for mantissa in (0.5, 0.7071067811865475, 0.7071067811865477)
    ),
    5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    math.nextafter(1.0, 0.0),
    math.nextafter(1.0, 2.0),
]


def test_exponential_is_within_two_ulp_of_math():
    assert max(ulps(exponential(x), math.exp(x)) for x in POWERS) <= 2


def test_logarithm_is_within_two_ulp_of_math():
    assert max(ulps(logarithm(x), math.log(x)) for x in POSITIVES) <= 2


def test_exponential_at_its_ends():
    assert exponential(0.0) == exponential(-0.0) == 1.0
    assert exponential(math.nextafter(-708.0, -math.inf)) == exponential(-1e300) == exponential(-math.inf) == 0.0
    assert exponential(-708.0) > 0.0
    assert exponential(709.5) == exponential(1e300) == exponential(math.inf) == exponential(709.0)
    assert math.isfinite(exponential(709.0))


def test_logarithm_at_its_ends():
    assert logarithm(1.0) == 0.0
    assert logarithm(0.0) == logarithm(-1.0) == -745.0
    assert -745.0 < logarithm(5e-324) < -744.0


def test_both_rise_and_undo_each_other():
    powers = sorted(POWERS)
    values = [exponential(x) for x in powers]
    assert all(low <= high for low, high in itertools.pairwise(values))
    assert max(abs(logarithm(exponential(x)) - x) for x in powers) < 1e-13 * 709


@pytest.mark.parametrize(
    ("x", "share"),
    [
        (-2.0, 0.11920292202211755),
        (0.0, 0.5),
        (1.0, 0.7310585786300049),
        (3.0, 0.9525741268224334),
        (-3.0, 0.04742587317756678),
    ],
)
def test_logistic_values(x, share):
    assert logistic(x) == pytest.approx(share, rel=1e-9)


def test_logistic_stays_inside_its_range_is_symmetric_and_rises():
    xs = [-1e300, -800.0, -745.0, -709.0, -40.0, -2.0, 0.0, 1.5, 40.0, 709.0, 800.0, 1e300]
    shares = [logistic(x) for x in xs]
    assert shares == sorted(shares)
    assert shares[0] >= 0.0
    assert shares[0] < 1e-300
    assert shares[-1] == 1.0
    for x in xs:
        assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=1e-15)


def test_log_odds_undoes_logistic():
    for share in (1e-12, 0.01, 0.119, 0.5, 0.75, 0.999, 1 - 1e-12):
        assert log_odds(share) == pytest.approx(math.log(share / (1 - share)), abs=1e-12)
        assert logistic(log_odds(share)) == pytest.approx(share, rel=1e-14)


def test_hyperbolic_tangent():
    xs = [numbers.gauss(0, 3) for _ in range(20_000)] + [0.0, 1e-17, -1e-9, 20.0, -20.0, 354.4, 354.6, -1e300, 1e300]
    assert max(abs(hyperbolic_tangent(x) - math.tanh(x)) for x in xs) <= 1e-15
    assert hyperbolic_tangent(0.0) == 0.0
    assert (hyperbolic_tangent(-1e300), hyperbolic_tangent(1e300)) == (-1.0, 1.0)


@pytest.mark.parametrize("ticks", [1, 2, 3, 4, 7, 8, 84, 10_080])
@pytest.mark.parametrize("share", [0.0, 1e-6, 0.0015, 0.02, 0.125, 0.5, 0.97, 1.0])
def test_ticks_compose_to_a_week(share, ticks):
    per_tick = share_per_tick(share, ticks)
    assert 0.0 <= per_tick <= share
    left = 1.0
    for _ in range(ticks):
        left *= 1.0 - per_tick
    assert 1.0 - left == pytest.approx(share, abs=2e-12)


def test_share_per_tick_is_the_share_itself_for_one_tick_and_certainty_stays_certain():
    assert share_per_tick(0.3, 1) == 0.3
    assert share_per_tick(1.0, 1) == share_per_tick(1.0, 8) == 1.0
    assert share_per_tick(0.0, 8) == 0.0
    assert share_per_tick(0.75, 2) == pytest.approx(0.5, abs=1e-15)
    assert share_per_tick(0.2, 4) < share_per_tick(0.3, 4) < share_per_tick(0.3, 2)
