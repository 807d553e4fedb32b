"""Exponential and logarithm in plain arithmetic.

``math.exp`` and ``math.log`` differ in the last bit between platforms and between an interpreter and a compiler.
These two use only +, −, × and /, which IEEE 754 fixes to the bit, and the exact ``ldexp`` and ``frexp``; so both
engines, and every machine, get the same results. Both are within 2 units in the last place of ``math``
(tests/laws/test_arithmetic.py).
"""

from __future__ import annotations

import math
from typing import Final

LOG_TWO_HIGH: Final = (
    0.693147180369123816490  # the first 32 bits of ln 2, so that its product with a small integer is exact
)
LOG_TWO_LOW: Final = 1.90821492927058770002e-10  # ln 2 minus the above
ONE_OVER_LOG_TWO: Final = 1.4426950408889634
ROUNDING: Final = 6755399441055744.0  # 1.5 · 2**52: added to a number and taken off again, it leaves a whole one
HALF_ROOT: Final = 0.7071067811865476  # the square root of one half


def scaled(x: float, k: float) -> float:
    """x · 2**k for a whole k from −1022 to 1023 (compiled: the power is made of its bits, which vectorises)."""
    return math.ldexp(x, int(k))


def exponential(x: float) -> float:
    """e to the power x; 0 below −708, the largest power that is finite above 709 (x is clipped).

    Taken as 2**k · e**r with |r| ≤ ln 2 / 2, e**r by its Taylor series to the 13th power (remainder below 1e-17).
    """
    clipped = -708.0 if x < -708.0 else 709.0 if x > 709.0 else x
    k = (clipped * ONE_OVER_LOG_TWO + ROUNDING) - ROUNDING
    r = (clipped - k * LOG_TWO_HIGH) - k * LOG_TWO_LOW
    series = 1.0 / 6227020800.0
    series = series * r + 1.0 / 479001600.0
    series = series * r + 1.0 / 39916800.0
    series = series * r + 1.0 / 3628800.0
    series = series * r + 1.0 / 362880.0
    series = series * r + 1.0 / 40320.0
    series = series * r + 1.0 / 5040.0
    series = series * r + 1.0 / 720.0
    series = series * r + 1.0 / 120.0
    series = series * r + 1.0 / 24.0
    series = series * r + 1.0 / 6.0
    series = series * r + 0.5
    power = scaled(1.0 + (r + r * r * series), k)
    return power if x >= -708.0 else 0.0


def logarithm(x: float) -> float:
    """The natural logarithm of x > 0 (−745 for 0 and below, the logarithm of the smallest number there is).

    Taken as k·ln 2 + ln m with m between √½ and √2, ln m = 2 artanh((m−1)/(m+1)) by its series.
    """
    if x <= 0.0:
        return -745.0
    m, k = math.frexp(x)
    if m < HALF_ROOT:
        m = 2.0 * m
        k = k - 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    series = 2.0 / 23.0
    series = series * z + 2.0 / 21.0
    series = series * z + 2.0 / 19.0
    series = series * z + 2.0 / 17.0
    series = series * z + 2.0 / 15.0
    series = series * z + 2.0 / 13.0
    series = series * z + 2.0 / 11.0
    series = series * z + 2.0 / 9.0
    series = series * z + 2.0 / 7.0
    series = series * z + 2.0 / 5.0
    series = series * z + 2.0 / 3.0
    # ln(1+f) = f − (f²/2 − s·(f²/2 + z·series)), which keeps the leading term exact
    square = 0.5 * f * f
    return k * LOG_TWO_HIGH - ((square - (s * (square + z * series) + k * LOG_TWO_LOW)) - f)


def logistic(x: float) -> float:
    """σ(x) = 1 / (1 + e**−x): log-odds to a share."""
    return 1.0 / (1.0 + exponential(-x))


def log_odds(share: float) -> float:
    """ln(share / (1 − share)), the inverse of ``logistic``, for 0 < share < 1."""
    return logarithm(share / (1.0 - share))


def hyperbolic_tangent(x: float) -> float:
    """tanh x by way of the exponential; within 1e-15 of ``math.tanh``."""
    return 1.0 - 2.0 / (1.0 + exponential(2.0 * x))


def share_per_tick(share_per_week: float, ticks_per_week: int) -> float:
    """A weekly chance or share as one of a tick: 1 − (1 − p)^(1/n), so that n ticks make a week."""
    if ticks_per_week == 1:
        return share_per_week
    if share_per_week >= 1.0:
        return 1.0
    return 1.0 - exponential(logarithm(1.0 - share_per_week) / ticks_per_week)
