"""What runs of several points come to, where those of one replicate share their random numbers.

Such runs are no independent values: luck that strikes one of them strikes the others of its replicate too. So a
replicate is what surveys call a cluster, and all intervals here rest on how replicates differ, however many runs each
of them has. Where each replicate has but one run they are those of ``trustsim.intervals``.

``complete``           runs of replicates that have as many as any
``replicate_means``    one number for each replicate
``interval_over``      the interval of the mean, or of the median where a run is infinite
``never_over``         that of the share of infinite runs
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trustsim.intervals import (
    CONFIDENCE,
    NO_INTERVAL,
    SCORE,
    WILSON,
    Interval,
    Numbers,
    interval,
    known,
    normal,
    score_interval,
    student,
    wilson,
)

Labels = NDArray[Any]


def complete(replicates: ArrayLike) -> NDArray[np.bool_]:
    """Which of some runs belong to replicates that have as many runs here as any has.

    Where some points were run more often than others, a mean over all points would rest on other points in one
    replicate than in the next; these replicates rest on the same.
    """
    numbers: Labels = np.asarray(replicates)
    if not numbers.size:
        return np.zeros(0, dtype=np.bool_)
    _, where, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    return np.asarray(counts[where] == counts.max(), dtype=np.bool_)


def replicate_means(values: ArrayLike, replicates: ArrayLike | None) -> Numbers:
    """One number for each replicate: the mean of its runs.

    Parameters
    ----------
    values, replicates
        Shape (runs,); None of ``replicates`` where each run is a replicate of its own.

    Returns
    -------
    numpy.ndarray
        Shape (replicates,), NaN where no run has a value, infinite where one is.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if replicates is None:
        return numbers
    _, where = np.unique(np.asarray(replicates), return_inverse=True)
    there = ~np.isnan(numbers)
    counts = np.bincount(where[there], minlength=int(where.max(initial=-1)) + 1)
    sums = np.bincount(where[there], weights=numbers[there], minlength=len(counts))
    with np.errstate(invalid="ignore"):  # none over none is not a number
        return np.asarray(sums / counts, dtype=np.float64)


def interval_over(
    values: ArrayLike, replicates: ArrayLike | None, confidence: float = CONFIDENCE, *, shares: bool = False
) -> Interval:
    """The interval of the mean of all runs; that of their median where one of them is infinite.

    Parameters
    ----------
    values, replicates
        As of ``replicate_means``; NaN for a run without a value.
    confidence, shares
        As of ``trustsim.intervals.interval``.
    """
    runs, labels = _known(values, replicates)
    if not np.isinf(runs).any():
        return interval(replicate_means(runs, labels), confidence, shares=shares)
    if labels is None or runs.min() == runs.max():
        return interval(runs, confidence, shares=shares)
    return median_interval(runs, labels, confidence)


def never_over(values: ArrayLike, replicates: ArrayLike | None, confidence: float = CONFIDENCE) -> Interval:
    """The interval of the share of runs that are infinite; none of fewer than two replicates.

    Parameters
    ----------
    values, replicates
        As of ``replicate_means``; NaN for a run without a value.
    """
    runs, labels = _known(values, replicates)
    never = np.isinf(runs)
    if labels is None:
        return Interval(*wilson(int(never.sum()), len(runs), confidence), WILSON) if len(runs) > 1 else NO_INTERVAL
    return share_interval(never, labels, confidence)


def share_interval(met: NDArray[np.bool_], replicates: Labels, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a share of runs.

    Parameters
    ----------
    met
        Shape (runs,): which of them count.
    replicates
        Shape (runs,).

    Notes
    -----
    Wilson's interval of as many runs as they are worth: so many independent ones would give a share as sure as
    replicates show it to be (Kish's effective size of a sample). With R replicates that all agree within themselves
    that is R − 1. Student's t takes the place of the normal distribution, for the spread is known from R replicates
    alone. Where the share is the same in all replicates they count as R runs. A plain t interval over the shares of
    replicates was tried and covers too seldom where the share is small (down to 80 % in place of 95 %).
    """
    _, where, sizes = np.unique(replicates, return_inverse=True, return_counts=True)
    count, n = len(sizes), len(met)
    if count < 2:
        return NO_INTERVAL
    counted = np.bincount(where[met], minlength=count)
    share = float(counted.sum() / n)
    if (counted * n == counted.sum() * sizes).all():
        return Interval(*score_interval(share, count, normal(confidence)), WILSON)
    # A ratio of two sums over replicates: what each adds to its error is what it has more than its part.
    error = float(((counted - share * sizes) ** 2).sum()) * count / (count - 1) / n**2
    worth = min(share * (1.0 - share) / error, float(n))
    return Interval(*score_interval(share, worth, student(count - 1, confidence)), WILSON)


def median_interval(values: Numbers, replicates: Labels, confidence: float = CONFIDENCE) -> Interval:
    """The interval of the median of all runs.

    It is made of the numbers that half of the runs might well lie below: for each, replicates differ in the share of
    their runs below it, and it is left out if, by Student's t, their mean is clearly not a half. The variance is taken
    about a half, not about the mean. For surveys Woodruff (1952) and Francisco & Fuller (1991, the test that is
    inverted) have it, recalled. The medians of replicates would not do: theirs is another median where points differ.

    Parameters
    ----------
    values, replicates
        Shape (runs,), none of them NaN.

    Returns
    -------
    Interval
        Both ends are values that were met. None of fewer than seven replicates at 95 %.
    """
    _, where, sizes = np.unique(replicates, return_inverse=True, return_counts=True)
    count, n = len(sizes), len(values)
    if count < 2:
        return NO_INTERVAL
    order = np.argsort(values, kind="stable")
    ordered, where = values[order], where[order]
    of_replicate = np.argsort(where, kind="stable")
    # How far each replicate's runs below are from half of its runs, when this run is the next.
    apart = np.empty(n)
    apart[of_replicate] = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes) - np.repeat(sizes, sizes) / 2.0
    # The same summed over replicates, and its square, with 0, 1, … n runs below.
    summed = np.arange(n + 1) - n / 2.0
    squares = (sizes**2).sum() / 4.0 + np.concatenate([[0.0], np.cumsum(2.0 * apart + 1.0)])
    clear = np.abs(summed) > student(count - 1, confidence) * np.sqrt(squares * count / (count - 1))
    if not clear[0]:
        return NO_INTERVAL
    steps = np.concatenate(
        [[0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1, [n]]
    )  # runs below each distinct value
    distinct = ordered[steps[:-1]]
    enough = ~(clear & (summed < 0.0))[steps[1:]]  # as to the runs up to it
    not_too_many = ~(clear & (summed > 0.0))[steps[:-1]]  # as to those below it
    return Interval(float(distinct[enough][0]), float(distinct[not_too_many][-1]), SCORE)


def _known(values: ArrayLike, replicates: ArrayLike | None) -> tuple[Numbers, Labels | None]:
    """The runs that have a value, and their replicates; None where each of these has but one of them."""
    numbers = np.asarray(values, dtype=np.float64)
    there = known(numbers)
    labels = None if replicates is None else np.asarray(replicates)[~np.isnan(numbers)]
    return there, None if labels is None or len(np.unique(labels)) == len(labels) else labels
