"""What a run has made of the network: whom trust goes to, what cannot be mended, who is left alone.

Where ended relationships count, they count as trust 0, as in ``final_trust``: over the living alone a network would
look better as its worst relationships end.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from trustsim.outcomes.view import RunView

Numbers = NDArray[np.float64]


def irreparable(run: RunView) -> float:
    """Share of all directed ties that kept acts alone cannot bring back to the trust that they began with.

    Those are the ties that have ended, and the living ones whose ceiling is below that trust. As things stand at the
    end: where ceilings are repaired, one that lives on may yet come back.
    """
    ties = run.ties
    return _share(~ties.active | (ties.ceiling < ties.trust_at_start))


def irreparable_living(run: RunView) -> float:
    """Share of the living directed ties whose ceiling is below the trust that they began with."""
    ties = run.ties
    return _share((ties.ceiling < ties.trust_at_start)[ties.active])


def trust_inequality(run: RunView) -> float:
    """Gini coefficient of trust received: of the mean trust of others in each person who has, or had, ties.

    G = Σᵢ Σⱼ |xᵢ − xⱼ| / (2 n² x̄). Means and not sums, so that it tells trust apart from the number of friends.
    """
    return gini(run.people.trust_received)


def gini(values: Numbers) -> float:
    """Gini coefficient of numbers of 0 or more; NaN among them are left out. NaN of nothing, or if all are 0.

    0: all are equal; (n − 1)/n: one has everything.

    Examples
    --------
    >>> round(gini(np.array([1.0, 3.0])), 12)
    0.25
    """
    known = np.sort(values[~np.isnan(values)])
    total = float(known.sum())
    if total <= 0.0:
        return math.nan
    rank = np.arange(1, len(known) + 1)
    return max(0.0, float((2.0 * rank - len(known) - 1.0) @ known) / (len(known) * total))


def trust_spread(run: RunView) -> float:
    """Standard deviation of trust over the living directed ties."""
    trust = run.ties.trust[run.ties.active]
    return float(trust.std()) if trust.size else math.nan


def reciprocity(run: RunView) -> float:
    """Correlation of the two trusts of a pair, over living relationships, each pair in both orders.

    ρ = Σ (Tᵢⱼ − T̄)(Tⱼᵢ − T̄) / Σ (Tᵢⱼ − T̄)², over all living directed ties. 1: both sides always trust alike; 0: as if
    they had nothing to do with each other; below 0: who trusts more is trusted less.
    """
    ties = run.ties
    trust, back = ties.trust[ties.active], ties.trust[ties.reverse][ties.active]
    if len(trust) < 4 or np.ptp(trust) == 0.0:  # two pairs at least: of one, the correlation is −1 whatever it is like
        return math.nan
    off = trust - trust.mean()
    return float(np.clip(off @ (back - trust.mean()) / (off @ off), -1.0, 1.0))


def distrust_clustering(run: RunView) -> float:
    """Moran's I of distrust over relationships, two of them being neighbours if they share a person, less chance.

    The distrust x of a relationship is 1 less the mean trust of the two in each other, ended ones counting as trust 0.
    With n relationships, and W ordered pairs of neighbours, I = (n/W) Σ (xₚ − x̄)(x_q − x̄) / Σ (xₚ − x̄)²; if distrust
    were dealt out at random, its mean would be −1/(n − 1), which is taken off. Above 0: distrusting relationships
    gather around the same people; below 0: they avoid each other. 0 where each shares a person with every other.
    """
    ties = run.ties
    one = np.flatnonzero(ties.source < ties.target)
    trust = ties.trust_counted
    distrust = 1.0 - (trust[one] + trust[ties.reverse[one]]) / 2.0
    if len(one) < 2 or np.ptp(distrust) == 0.0:
        return math.nan
    off = distrust - distrust.mean()
    ends = np.concatenate([ties.source[one], ties.target[one]])
    # Two relationships share one person at most, so neighbours are counted person by person.
    around = np.bincount(ends, np.tile(off, 2))
    own = np.bincount(ends, np.tile(off * off, 2))
    count = np.bincount(ends)
    neighbours = float(count @ (count - 1))
    if neighbours == 0.0:
        return math.nan
    return float((around @ around - own.sum()) / neighbours / np.mean(off * off) + 1.0 / (len(one) - 1))


def isolated(run: RunView) -> float:
    """Share of people without any living relationship, those who never had one among them."""
    return _share(run.people.living == 0)


def largest_group(run: RunView) -> float:
    """Share of people in the largest group that living relationships hold together, through others if need be."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ties, people = run.ties, len(run.people)
    source, target = ties.source[ties.active], ties.target[ties.active]
    links = coo_array((np.ones(len(source), dtype=np.int8), (source, target)), shape=(people, people))
    _, group = connected_components(links, directed=False)
    return float(np.bincount(group).max() / people)


def relationships_lost(run: RunView) -> float:
    """Relationships that have ended, for each person on average: twice as many as ended, over the people."""
    return float(np.count_nonzero(~run.ties.active) / len(run.people))


def _share(which: NDArray[np.bool_]) -> float:
    """The share that is true; NaN of nothing."""
    return float(which.mean()) if which.size else math.nan
