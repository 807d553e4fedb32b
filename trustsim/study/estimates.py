"""A mean with its interval, and what stands in for it where some runs never got there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Estimate:
    """What several values say.

    Attributes
    ----------
    mean
        NaN where a value is infinite: one run that never recovers would make any mean infinite.
    low, high
        The 95 % interval of the mean by Student's t; NaN with fewer than two values or where there is no mean.
    n
        How many values.
    median
        Infinite where half of the values or more are.
    never
        The share of values that are infinite.
    """

    mean: float
    low: float
    high: float
    n: int
    median: float
    never: float

    @property
    def half_width(self) -> float:
        """Half of the interval; NaN where there is none."""
        return (self.high - self.low) / 2.0

    @property
    def has_interval(self) -> bool:
        """Whether there were values enough for an interval."""
        return not math.isnan(self.low)

    @property
    def sign(self) -> int:
        """+1 or −1 where the whole interval lies on that side of 0, else 0; by the mean where there is no interval."""
        low, high = (self.low, self.high) if self.has_interval else (self.mean, self.mean)
        return 1 if low > 0 else -1 if high < 0 else 0

    @property
    def middle(self) -> float:
        """The mean, or the median where there is no mean."""
        return self.median if self.never > 0 else self.mean


@lru_cache(maxsize=1024)
def quantile(degrees: int, confidence: float = CONFIDENCE) -> float:
    """Half of an interval by Student's t, in standard errors."""
    from scipy.special import (
        stdtrit,
    )  # what scipy.stats.t.ppf calls, without the second that scipy.stats takes to import

    return float(stdtrit(degrees, (1.0 + confidence) / 2.0))


def estimate(values: Iterable[float], confidence: float = CONFIDENCE) -> Estimate:
    """The mean of some values with its interval; NaN among them are left out."""
    known = np.array([float(value) for value in values], dtype=np.float64)
    known = known[~np.isnan(known)]
    n = len(known)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0, math.nan, 0.0)
    never = float(np.isinf(known).mean())
    median = float(np.median(known))
    if never > 0:
        return Estimate(math.nan, math.nan, math.nan, n, median, never)
    mean = float(known.mean())
    if n == 1:
        return Estimate(mean, math.nan, math.nan, n, median, 0.0)
    half = quantile(n - 1, confidence) * float(known.std(ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n, median, 0.0)


def ratio_of_means(above: Iterable[float], below: Iterable[float]) -> Estimate:
    """The mean of some values over the mean of others, value by value from the same runs, with its interval.

    To first order (delta method) the ratio R of the means a and b errs as the mean of (aᵢ − R·bᵢ)/b.

    Examples
    --------
    >>> ratio_of_means([2.0, 4.0], [1.0, 2.0]).mean
    2.0
    """
    upper, lower = (np.array([float(value) for value in values], dtype=np.float64) for values in (above, below))
    ratio = float(upper.mean() / lower.mean())
    return estimate(ratio + (upper - ratio * lower) / lower.mean())
