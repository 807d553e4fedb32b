"""From outcomes at the points of a sampled design to indices, on bare arrays.

A model driven by chance has no one outcome at a setting but one for each replicate. What is estimated here is always
about the *expected* outcome, the mean over all the chances there could be:

- Sobol indices are ratios of mean products. Wherever two outcomes are multiplied, they come from two different
  replicates: chance of different replicates is independent, so that it adds nothing to the product on average, and
  does not pass for an effect of the settings. (Products of one replicate, or of means over replicates, would count
  what chance does with a changed setting as interplay of that setting.)
- Elementary effects and rank correlations are of the mean over replicates.

Intervals hold both what another sample of settings and what other replicates would have given: the variance over
samples (delta method) and that over replicates (jackknife) are added. With one or two replicates there is nothing to
judge chance by; then indices are those of the mean over these very runs, and intervals are about settings alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trustsim.intervals import student

Values = NDArray[np.float64]

ENOUGH_REPLICATES: Final = 3
"""From so many on, leaving one out leaves two whose chance is independent."""
NOTHING: Final = 1e-12  # of a variance: what rounding leaves


@dataclass(frozen=True)
class Statistic:
    """A number with what moves it.

    Attributes
    ----------
    value
        The number.
    of_samples
        (samples,): how far each sample of settings pulls it, mean 0; its error is as that of their mean.
    without
        (replicates,): the number without each replicate; empty where there are too few.
    """

    value: float
    of_samples: Values
    without: Values

    def __add__(self, other: Statistic) -> Statistic:
        return Statistic(self.value + other.value, self.of_samples + other.of_samples, self.without + other.without)

    def __sub__(self, other: Statistic) -> Statistic:
        return Statistic(self.value - other.value, self.of_samples - other.of_samples, self.without - other.without)

    def interval(self) -> tuple[float, float]:
        """The 95 % interval by Student's t, degrees of freedom by Welch and Satterthwaite; NaN from one sample."""
        samples, replicates = len(self.of_samples), len(self.without)
        if samples < 2:
            return math.nan, math.nan
        parts = [(float(self.of_samples.var(ddof=1)) / samples, samples - 1)]
        if replicates:
            spread = float(((self.without - self.without.mean()) ** 2).sum())
            parts.append(((replicates - 1) / replicates * spread, replicates - 1))
        variance = sum(part for part, _ in parts)
        if variance == 0.0:
            return self.value, self.value
        degrees = variance**2 / sum(part**2 / of_part for part, of_part in parts)
        half = student(degrees) * math.sqrt(variance)
        return self.value - half, self.value + half


# ------------------------------------------------------------------ Sobol


@dataclass(frozen=True)
class SobolIndices:
    """Shares of the variance of an outcome over the design.

    Attributes
    ----------
    first
        For each key the share that it has by itself.
    total
        For each key the share that it has a part in, by itself or together with others.
    second
        For each pair of keys the share that they have together beyond what each has by itself; empty unless sampled.
    """

    first: tuple[Statistic, ...]
    total: tuple[Statistic, ...]
    second: dict[tuple[int, int], Statistic]


def sobol_indices(values: Values, dimension: int, second_order: bool) -> SobolIndices | None:
    """Sobol indices from outcomes at the points of ``trustsim.config.sampling.sobol``.

    Parameters
    ----------
    values
        (points, replicates), all finite, points in the order of the design.
    dimension
        How many keys.
    second_order
        Whether the design has the points for pairs.

    Returns
    -------
    SobolIndices or None
        None where the variance over the design is not clearly more than 0: a ratio to it would mean nothing.

    References
    ----------
    Saltelli et al. (2010), Computer Physics Communications 181, 259–270: the estimators of first-order and, after
    Jansen, of total indices; Saltelli (2002) of those of pairs. With one replicate they are those of
    ``SALib.analyze.sobol`` to rounding.
    """
    block = 2 * dimension + 2 if second_order else dimension + 2
    samples = values.reshape(-1, block, values.shape[1])
    samples = samples - samples.mean(axis=(0, 1))  # what all points of a replicate share is no effect of the settings
    pairs = [(one, other) for one in range(dimension) for other in range(one + 1, dimension)] if second_order else []

    def measured(chosen: Values) -> tuple[Values, Values]:
        return _products(chosen, dimension, pairs), _spread(chosen[:, 0], chosen[:, -1])

    products, spread = measured(_used(samples))
    scale = float(np.abs(samples).max()) ** 2
    if not spread.mean() > NOTHING * scale:
        return None
    others = [measured(left) for left in _leaving_one_out(samples)]
    variance = Statistic(
        float(spread.mean()), spread - spread.mean(), np.array([float(other.mean()) for _, other in others])
    )
    # Of one sample there is no interval; such a design is told by its missing intervals.
    if variance.interval()[0] <= 0.0:
        return None
    found = []
    for column in range(products.shape[1]):
        ratio = float(products[:, column].mean() / variance.value)
        without = np.array([float(other[:, column].mean() / part.mean()) for other, part in others])
        found.append(Statistic(ratio, (products[:, column] - ratio * spread) / variance.value, without))
    return SobolIndices(
        tuple(found[:dimension]),
        tuple(found[dimension : 2 * dimension]),
        dict(zip(pairs, found[2 * dimension :], strict=True)),
    )


def _used(samples: Values) -> Values:
    """The replicates, or their mean as the only one where there are too few to keep them apart."""
    return samples if samples.shape[-1] >= ENOUGH_REPLICATES else samples.mean(axis=-1, keepdims=True)


def _leaving_one_out(samples: Values) -> list[Values]:
    replicates = samples.shape[-1]
    if replicates < ENOUGH_REPLICATES:
        return []
    return [np.delete(samples, replicate, axis=-1) for replicate in range(replicates)]


def _product(first: Values, second: Values) -> Values:
    """The product of two outcomes, averaged over all ways to take them from two different replicates (last axis)."""
    replicates = first.shape[-1]
    both = first.sum(axis=-1) * second.sum(axis=-1)
    if replicates == 1:
        return both
    return (both - (first * second).sum(axis=-1)) / (replicates * (replicates - 1))


def _products(samples: Values, dimension: int, pairs: list[tuple[int, int]]) -> Values:
    """For each base sample what the parts of the variance are means of: first, total, then pairs."""
    a, b = samples[:, 0], samples[:, -1]
    ab = samples[:, 1 : 1 + dimension]
    ba = samples[:, 1 + dimension : -1]
    first = _product(b[:, None], ab - a[:, None])
    total = _product(ab - a[:, None], ab - a[:, None]) / 2.0
    columns = [first, total]
    if pairs:
        at_random = _product(a, b)
        together = [
            _product(ba[:, one], ab[:, other]) - at_random - first[:, one] - first[:, other] for one, other in pairs
        ]
        columns.append(np.stack(together, axis=1))
    return np.concatenate(columns, axis=1)


def _spread(a: Values, b: Values) -> Values:
    """For each base sample what the variance over the design is the mean of."""
    middle = (a.mean(axis=0) + b.mean(axis=0)) / 2.0
    return (_product(a - middle, a - middle) + _product(b - middle, b - middle)) / 2.0


# ------------------------------------------------------------------ Morris


@dataclass(frozen=True)
class ElementaryEffects:
    """What one step of each key does to an outcome, per whole range of the key, over trajectories.

    Attributes
    ----------
    mu
        For each key the mean effect.
    mu_star
        The mean of its size, whichever way it goes.
    sigma
        Its standard deviation: more than 0 where it depends on the other keys or on where in its range the key is.
    """

    mu: tuple[Statistic, ...]
    mu_star: tuple[Statistic, ...]
    sigma: tuple[Statistic, ...]


def elementary_effects(values: Values, design: Values, levels: int) -> ElementaryEffects:
    """Morris's measures from outcomes at the points of ``trustsim.config.sampling.morris``.

    Parameters
    ----------
    values
        (points, replicates), all finite, points in the order of the design.
    design
        (points, keys): the settings, on any rising scale.
    levels
        How many values a key can take.

    Returns
    -------
    ElementaryEffects
        In the unit of the outcome, for a whole range of a key. What chance does with a changed setting counts in
        ``mu_star`` and ``sigma``, the less the more replicates there are.

    References
    ----------
    Morris (1991), Technometrics 33(2), 161–174; mu_star: Campolongo, Cariboni & Saltelli (2007), Environmental
    Modelling & Software 22, 1509–1518.
    """
    keys = design.shape[1]
    # A step that rounding to whole numbers swallowed has the sign 0: it changed nothing, and its effect is 0.
    moved = np.sign(np.diff(design.reshape(-1, keys + 1, keys), axis=1))
    changed = np.diff(values.reshape(-1, keys + 1, values.shape[1]), axis=1)
    effects = np.einsum("tsk,tsr->tkr", moved, changed) * (2.0 * (levels - 1) / levels)
    whole = effects.mean(axis=-1)
    others = [left.mean(axis=-1) for left in _leaving_one_out(effects)]

    def measured(measure: Callable[[Values], Values], pulls: Callable[[Values], Values]) -> tuple[Statistic, ...]:
        of_all, of_samples = measure(whole), pulls(whole)
        without = np.array([measure(other) for other in others]).reshape(-1, keys)
        return tuple(Statistic(float(of_all[key]), of_samples[:, key], without[:, key]) for key in range(keys))

    return ElementaryEffects(
        measured(lambda of: of.mean(axis=0), lambda of: of - of.mean(axis=0)),
        measured(lambda of: np.abs(of).mean(axis=0), lambda of: np.abs(of) - np.abs(of).mean(axis=0)),
        measured(_deviation, _pulls_on_deviation),
    )


def _deviation(effects: Values) -> Values:
    if len(effects) < 2:
        return np.full(effects.shape[1], math.nan)
    deviation = effects.std(axis=0, ddof=1)
    # The same effect on every trajectory, but for rounding, does not depend on anything.
    return np.where(deviation > math.sqrt(NOTHING) * np.abs(effects).max(), deviation, 0.0)


def _pulls_on_deviation(effects: Values) -> Values:
    deviation = _deviation(effects)
    squared = (effects - effects.mean(axis=0)) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):  # where all effects are equal, none of them pulls
        return np.where(deviation > 0.0, (squared - squared.mean(axis=0)) / (2.0 * deviation), 0.0)


# ------------------------------------------------------------------ Latin hypercube


def partial_rank_correlations(values: Values, design: Values) -> list[tuple[float, float, float]] | None:
    """How far an outcome rises or falls with each key, the others held: partial rank correlations, with intervals.

    Parameters
    ----------
    values
        (points, replicates), all finite.
    design
        (points, keys).

    Returns
    -------
    list of tuple or None
        For each key the correlation of the mean over replicates, −1 to 1, and its 95 % interval; None where there are
        too few points to hold the other keys. A key that was the same at all points has NaN.

    References
    ----------
    Iman & Conover (1979), Technometrics 21(4), 499–509; of the interval Bonett & Wright (2000), Psychometrika 65(1),
    23–28, with one point less for each key that is held.
    """
    from scipy.stats import rankdata

    points, keys = design.shape
    free = points - (keys - 1)
    if free <= 3:
        return None
    ranks = rankdata(design, axis=0)
    ranks = ranks - ranks.mean(axis=0)
    outcome = rankdata(values.mean(axis=1))
    outcome = outcome - outcome.mean()
    found = []
    for key in range(keys):
        others = np.delete(ranks, key, axis=1)
        own, left = (_residuals(of, others) for of in (ranks[:, key], outcome))
        if own is None:
            found.append((math.nan, math.nan, math.nan))
            continue
        correlation = 0.0 if left is None else float(np.clip(own @ left, -1.0, 1.0))
        if abs(correlation) > 1.0 - NOTHING:
            found.append((math.copysign(1.0, correlation),) * 3)
            continue
        half = student(math.inf) * math.sqrt((1.0 + correlation**2 / 2.0) / (free - 3))
        middle = math.atanh(correlation)
        found.append((correlation, math.tanh(middle - half), math.tanh(middle + half)))
    return found


def _residuals(of: Values, others: Values) -> Values | None:
    """What the others leave of something, at length 1; None where they leave nothing."""
    left = of - others @ np.linalg.lstsq(others, of, rcond=None)[0] if others.shape[1] else of
    length = float(np.linalg.norm(left))
    return left / length if length > math.sqrt(NOTHING) * max(float(np.linalg.norm(of)), 1.0) else None
