"""Intervals of what several runs came to: pure arithmetic, for the rule that stops a study and for the study itself.

``interval``         that of the mean of some values, by the method that suits them
``of_median``        that of their median, by order statistics
``wilson``           that of a share
``skewness``         how lopsided some values are

These are of values that are independent. ``trustsim.clusters`` has those of runs that share their random numbers.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

CONFIDENCE: Final = 0.95
"""Of every interval, where a config asks for no other."""

NONE: Final = ""
STUDENT: Final = "Student’s t"
WILSON: Final = "Wilson"
ORDER: Final = "order statistics"
SCORE: Final = "score over replicates"
EQUAL: Final = "all equal"


class Interval(NamedTuple):
    """An interval, and how it was made.

    Attributes
    ----------
    low, high
        Its ends; NaN where there is none.
    method
        ``Student’s t``, ``Wilson``, ``order statistics``, ``score over replicates`` (the median of runs that share
        their random numbers, ``trustsim.clusters.median_interval``), ``all equal`` (no two values differ, so there is
        no spread to make an interval from, and the ends are that value), or "" where there is none.
    """

    low: float
    high: float
    method: str

    @property
    def half_width(self) -> float:
        """Half of its width; NaN where there is none, 0 where both ends are infinite."""
        return 0.0 if self.low == self.high else (self.high - self.low) / 2.0


NO_INTERVAL: Final = Interval(math.nan, math.nan, NONE)


def known(values: ArrayLike) -> Numbers:
    """The values that are there: NaN stands for none."""
    array: Numbers = np.asarray(values, dtype=np.float64)
    return array[~np.isnan(array)]


def interval(values: Numbers, confidence: float = CONFIDENCE, *, shares: bool = False) -> Interval:
    """The interval of the mean of some values; that of their median where one of them is infinite.

    Parameters
    ----------
    values
        Shape (n,), none of them NaN.
    confidence
        In how many of many studies the interval shall hold the truth, between 0.5 and 1.
    shares
        Whether values of which there are but two are a share of runs, and get Wilson's interval: where they are 0 and
        1, or where each was met more than once. Not for differences, which may have a third value that was not met.
    """
    n = len(values)
    if n < 2:
        return NO_INTERVAL
    low, high = float(values.min()), float(values.max())
    if low == high:
        return Interval(low, high, EQUAL)
    if math.isinf(high) or math.isinf(low):
        return of_median(values, confidence)
    upper = int((values == high).sum())
    lower = int((values == low).sum())
    if shares and upper + lower == n and (min(upper, lower) > 1 or (low, high) == (0.0, 1.0)):
        bottom, top = wilson(upper, n, confidence)
        return Interval(low + (high - low) * bottom, low + (high - low) * top, WILSON)
    mean, half = float(values.mean()), student(n - 1, confidence) * float(values.std(ddof=1)) / math.sqrt(n)
    return Interval(mean - half, mean + half, STUDENT)


def of_median(values: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """The interval of the median: from the k-th smallest value to the k-th largest.

    Exact whatever the distribution: the truth lies below the k-th smallest of n only if fewer than k of them fall below
    it, of which each does by half a chance. With fewer than six values there is none at 95 %.
    """
    n = len(values)
    k = _rank(n, confidence)
    if k == 0:
        return NO_INTERVAL
    ordered = np.sort(values)
    return Interval(float(ordered[k - 1]), float(ordered[n - k]), ORDER)


def wilson(count: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a share of which ``count`` of ``n`` were found (Wilson 1927).

    It is made by inverting the score test, so it does not shrink to nothing where all or none were.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0, 20)]
    [0.0, 0.161]
    """
    return score_interval(count / n, n, normal(confidence))


def score_interval(share: float, n: float, deviations: float) -> tuple[float, float]:
    """Wilson's interval of a share of so many values, which need be no whole number, at so many standard deviations."""
    weight = deviations * deviations / n
    middle = (share + weight / 2.0) / (1.0 + weight)
    half = deviations * math.sqrt(share * (1.0 - share) / n + weight / (4.0 * n)) / (1.0 + weight)
    return (0.0 if share == 0.0 else middle - half), (1.0 if share == 1.0 else middle + half)


def unseen(n: int, confidence: float = CONFIDENCE) -> float:
    """The largest share of runs that may differ where n were all equal: with less than this confidence, more do.

    About 3/n at 95 %, the rule of three (Hanley & Lippman-Hand 1983).
    """
    return 1.0 - (1.0 - confidence) ** (1.0 / n)


def skewness(values: Numbers) -> float:
    """The third central moment over the 3/2-th power of the second, corrected for the size of the sample.

    0 where fewer than three values differ.
    """
    n = len(values)
    apart = values - values.mean()
    square = float((apart**2).mean())
    if n < 3 or square == 0.0:
        return 0.0
    return float((apart**3).mean()) / square**1.5 * math.sqrt(n * (n - 1.0)) / (n - 2.0)


# scipy.special has these without the second that scipy.stats takes to import.


@lru_cache(maxsize=4096)
def student(degrees: float, confidence: float = CONFIDENCE) -> float:
    """How many standard errors half of an interval is, by Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1.0 + confidence) / 2.0))


@lru_cache(maxsize=64)
def normal(confidence: float) -> float:
    """How many standard deviations to either side of the mean hold so much of a normal distribution."""
    from scipy.special import ndtri

    return float(ndtri((1.0 + confidence) / 2.0))


@lru_cache(maxsize=4096)
def _rank(n: int, confidence: float) -> int:
    """The largest k for which fewer than k of n fair coins show heads in at most (1 − confidence)/2 of cases; 0 if
    none.
    """
    from scipy.special import bdtr

    fewer = bdtr(np.arange(n // 2), n, 0.5)  # the chance of at most 0, 1, 2, … heads
    return int((fewer <= (1.0 - confidence) / 2.0).sum())
