"""Differences between runs that share their random numbers, and what sharing them was worth.

An outcome is laid out as ``values``: a row for each point, a column for each replicate, NaN where there is no run. A
comparison is a list of pairs of rows. Within a replicate both rows had the same random numbers, so that each pair gives
one difference; what is averaged over pairs is one number for each replicate, and replicates are independent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from trustsim.intervals import CONFIDENCE, NONE, STUDENT, student
from trustsim.study.estimates import Estimate, estimate, estimate_of_runs

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

FEWEST_FOR_SAVED: Final = 3


@dataclass(frozen=True)
class Saved:
    """How many times as many replicates other runs would have needed for an interval as narrow.

    Attributes
    ----------
    ratio
        The variance of the difference between such runs over that of the paired one; infinite where pairing took out
        all chance.
    low, high
        Its interval: jackknife of its logarithm over replicates, Student's t.
    """

    ratio: float
    low: float
    high: float

    @property
    def sign(self) -> int:
        """+1 where pairing saved runs with its whole interval, −1 where it cost some, 0 where that is not clear."""
        return 1 if self.low > 1.0 else -1 if self.high < 1.0 else 0


@dataclass(frozen=True)
class Paired:
    """What two sides differ in, by the replicates that both have.

    Attributes
    ----------
    before, after, effect
        The first rows of the pairs, the second rows, and the second minus the first.
    by_order
        True where some runs are infinite (never): then the effect is the share of pairs in which the second is larger,
        minus the share in which it is smaller.
    of_replicate
        The effect in each replicate, by its column.
    saved
        Against runs that are not paired: the replicates of one side in another order than those of the other. None by
        order, for fewer than three replicates, or where there is no chance at all.
    saved_alone
        Against runs that share their random numbers with no other: pairs that are averaged over share theirs as well,
        which can widen the interval. The same as ``saved`` where there is one pair.
    """

    before: Estimate
    after: Estimate
    effect: Estimate
    by_order: bool
    of_replicate: dict[int, float]
    saved: Saved | None
    saved_alone: Saved | None


def values_of(
    runs: pd.DataFrame, outcome: str, points: Sequence[int], replicates: Sequence[Any], by: str = "replicate"
) -> Values:
    """An outcome as rows of points and columns of replicates (or of whatever ``by`` says)."""
    row = {point: place for place, point in enumerate(points)}
    column = {replicate: place for place, replicate in enumerate(replicates)}
    values = np.full((len(row), len(column)), np.nan)
    rows, columns = runs["point"].map(row), runs[by].map(column)
    there = (rows.notna() & columns.notna()).to_numpy()
    values[rows[there].astype(int), columns[there].astype(int)] = runs.loc[there, outcome].astype(float)
    return values


def paired(
    values: Values, pairs: Sequence[tuple[int, int]], margin: float = 0.0, confidence: float = CONFIDENCE
) -> Paired | None:
    """Compare rows pair by pair; None where no pair has a replicate in common.

    Parameters
    ----------
    values
        Points × replicates.
    pairs
        The rows that are compared, each first and second.
    margin
        Where the order alone is known: by how much more than this the second must be larger.
    confidence
        Of all intervals.
    """
    first, second = (values[[pair[side] for pair in pairs]] for side in (0, 1))
    both = ~(np.isnan(first) | np.isnan(second))
    kept, there = both.any(axis=1), both.any(axis=0)
    if not kept.any():
        return None
    both = both[kept][:, there]
    first, second = (np.where(both, side[kept][:, there], np.nan) for side in (first, second))
    by_order = bool(np.isinf(first).any() or np.isinf(second).any())
    effects = _order(first, second, margin) if by_order else second - first
    effect, of_replicate = over_replicates(effects, confidence)
    if by_order:
        replicates = np.broadcast_to(np.flatnonzero(there), both.shape)[both]
        before, after = (estimate_of_runs(side[both], replicates, confidence) for side in (first, second))
        saved = saved_alone = None
    else:
        before, after = (over_replicates(side, confidence)[0] for side in (first, second))
        whole = both.all(axis=0)
        # Whole replicates alone: a variance of what is not there cannot be known.
        used = [pair for pair, is_kept in zip(pairs, kept, strict=True) if is_kept]
        saved, saved_alone = _saved(values[:, there][:, whole], used, confidence)
    columns = np.flatnonzero(there)
    return Paired(
        before,
        after,
        effect,
        by_order,
        {int(column): float(value) for column, value in zip(columns, of_replicate, strict=True)},
        saved,
        saved_alone,
    )


def _order(first: Values, second: Values, margin: float) -> Values:
    """+1 where the second is larger by more than the margin, −1 where by less, 0 where by as much."""
    with np.errstate(invalid="ignore"):
        gap = second - first
    gap[np.isinf(first) & (first == second)] = 0.0
    ordered: Values = np.sign(gap - margin)
    return ordered


def over_replicates(numbers: Values, confidence: float = CONFIDENCE) -> tuple[Estimate, Values]:
    """The mean over rows of what each comes to over its replicates, with the interval that the replicates give.

    Parameters
    ----------
    numbers
        Rows × replicates; NaN where a row lacks one.

    Returns
    -------
    tuple
        The estimate, and a number for each replicate whose mean it is.

    Notes
    -----
    Where every row has every replicate these are the means of the columns, and Student's t over them. Where rows have
    different numbers of replicates, a mean of columns would weigh the rows by their replicates. So each row keeps its
    own mean, and replicate r moves the mean of all S rows by ψᵣ = Σₛ (xₛᵣ − x̄ₛ) / (S √(nₛ (nₛ − 1))), summed over the
    rows that have it; Σ ψᵣ² is the variance, with the degrees of freedom of the row that has fewest.
    """
    there = ~np.isnan(numbers)
    if there.all():
        columns: Values = numbers.mean(axis=0)
        return estimate(columns, confidence), columns
    counts = there.sum(axis=1, keepdims=True)
    means = np.nansum(numbers, axis=1, keepdims=True) / counts
    moves = np.where(there, numbers - means, 0.0)
    mean = float(means.mean())
    count = int(there.any(axis=0).sum())
    of_replicate: Values = mean + count * (moves / counts).mean(axis=0)
    if counts.min() < 2:
        none = Estimate(mean, math.nan, math.nan, count, float(np.median(of_replicate)), 0.0, NONE, confidence)
        return none, of_replicate
    influence = (moves / np.sqrt(counts * (counts - 1))).mean(axis=0)
    half = student(int(counts.min()) - 1, confidence) * math.sqrt(float((influence**2).sum()))
    median = float(np.median(of_replicate))
    return Estimate(mean, mean - half, mean + half, count, median, 0.0, STUDENT, confidence), of_replicate


def _saved(values: Values, pairs: Sequence[tuple[int, int]], confidence: float) -> tuple[Saved | None, Saved | None]:
    """What pairing saved, against unpaired runs and against runs that share nothing."""
    if values.shape[1] < FEWEST_FOR_SAVED:
        return None, None
    weights = np.zeros((2, len(values)))
    for first, second in pairs:
        weights[0, first] += 1.0 / len(pairs)
        weights[1, second] += 1.0 / len(pairs)
    # Rows that no pair names may be anything.
    values = np.where((weights > 0).any(axis=0)[:, np.newaxis], values, 0.0)
    before, after = weights @ values
    together = np.stack([after - before])
    unpaired = _against(np.stack([before, after]), together, confidence)
    if len(pairs) == 1:
        return unpaired, unpaired
    alone = values * (weights[1] - weights[0])[:, np.newaxis]
    return unpaired, _against(alone, together, confidence)


def _against(parts: Values, difference: Values, confidence: float) -> Saved | None:
    """The sum of the variances of rows over that of the paired difference, with its interval."""
    apart, paired_ = (_variances(rows) for rows in (parts, difference))
    scale = float(np.abs(parts).max()) or 1.0
    if float(paired_[0]) <= (1e-12 * scale) ** 2:
        return None if float(apart[0]) <= (1e-12 * scale) ** 2 else Saved(math.inf, math.inf, math.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(apart / paired_)
    whole, without = float(logs[0]), logs[1:]
    n = len(without)
    pseudo = n * whole - (n - 1) * without
    half = (
        student(n - 1, confidence) * float(pseudo.std(ddof=1)) / math.sqrt(n) if np.isfinite(pseudo).all() else math.inf
    )
    # An end beyond every float is no end.
    high = math.exp(min(whole + half, 700.0)) if math.isfinite(half) else math.inf
    return Saved(math.exp(whole), math.exp(whole - half), high)


def _variances(rows: Values) -> Values:
    """The summed variance of some rows, then the same without each replicate in turn."""
    n = rows.shape[1]
    off = (rows - rows.mean(axis=1, keepdims=True)) ** 2
    squares = off.sum(axis=1, keepdims=True)
    whole = squares / (n - 1)
    without = np.maximum(squares - off * n / (n - 1), 0.0) / (n - 2)
    variances: Values = np.concatenate([whole, without], axis=1).sum(axis=0)
    return variances
