"""A mean with its interval, and what stands in for it where some runs never got there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from trustsim.clusters import interval_over, replicate_means
from trustsim.config import confidence_of
from trustsim.intervals import CONFIDENCE, EQUAL, NONE, interval, known, of_median

if TYPE_CHECKING:
    from trustsim.results import Results


@dataclass(frozen=True)
class Estimate:
    """What several values say.

    Attributes
    ----------
    mean
        NaN where a value is infinite: one run that never recovers would make any mean infinite.
    low, high
        The interval of the mean; NaN with fewer than two values or where there is no mean.
    n
        How many values; of runs that share their random numbers, how many replicates.
    median
        Infinite where half of the values or more are.
    never
        The share of values that are infinite.
    method
        How ``low`` and ``high`` were made, as of ``trustsim.intervals.Interval``.
    confidence
        Of all intervals here.
    median_low, median_high
        The interval of the median by order statistics; NaN with too few values (fewer than six at 95 %). Of runs that
        share their random numbers as of ``trustsim.clusters.median_interval`` (fewer than seven replicates).
    """

    mean: float
    low: float
    high: float
    n: int
    median: float
    never: float
    method: str = NONE
    confidence: float = CONFIDENCE
    median_low: float = math.nan
    median_high: float = math.nan

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

    @property
    def of_middle(self) -> tuple[float, float]:
        """The interval of the middle."""
        return (self.median_low, self.median_high) if self.never > 0 else (self.low, self.high)


def estimate(values: Iterable[float], confidence: float = CONFIDENCE, *, shares: bool = False) -> Estimate:
    """The mean of some values with its interval; NaN among them are left out.

    Parameters
    ----------
    values, confidence, shares
        As for ``trustsim.intervals.interval``: ``shares`` is for outcomes of runs, not for differences.
    """
    there = known(np.array([float(value) for value in values], dtype=np.float64))
    n = len(there)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0, math.nan, 0.0, confidence=confidence)
    never = float(np.isinf(there).mean())
    median = float(np.median(there))
    low, high, _ = of_median(there, confidence)
    if never > 0:
        return Estimate(math.nan, math.nan, math.nan, n, median, never, NONE, confidence, low, high)
    found = interval(there, confidence, shares=shares)
    mean = found.low if found.method == EQUAL else float(there.mean())  # the mean of equal values may be off by a bit
    return Estimate(mean, found.low, found.high, n, median, 0.0, found.method, confidence, low, high)


def estimate_of_runs(
    values: ArrayLike, replicates: ArrayLike, confidence: float = CONFIDENCE, *, shares: bool = False
) -> Estimate:
    """What the runs of several points come to, where those of one replicate share their random numbers.

    Parameters
    ----------
    values, replicates
        Shape (runs,); runs without a value (NaN) are left out.
    confidence, shares
        As for ``trustsim.intervals.interval``.

    Returns
    -------
    Estimate
        Mean, or median and share of never, are those of all runs; the intervals rest on how replicates differ.
    """
    runs = np.asarray(values, dtype=np.float64)
    if not np.isinf(runs).any():
        return estimate(replicate_means(runs, replicates), confidence, shares=shares)
    pooled = estimate(runs, confidence)
    low, high, _ = interval_over(runs, replicates, confidence)
    count = len(np.unique(np.asarray(replicates)[~np.isnan(runs)]))
    return replace(pooled, n=count, median_low=low, median_high=high)


def confidence_in(results: Results) -> float:
    """The confidence of every interval of a study."""
    return confidence_of(results.config.replicates)
