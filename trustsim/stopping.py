"""When a point has had replicates enough: a rule that looks at what came out so far and at nothing else.

A study with ``replicates: {min, max, until}`` runs each point ``min`` times, asks ``wanted`` how many it should have,
runs as many more and asks again, until it is told that there are enough, or ``max`` is reached. The answer follows from
the outcomes of the first replicates alone, so a study that was interrupted goes on as if it had not been. Why the rule
is as it is, and how often its intervals hold the truth: docs/decisions/0006-when-replicates-are-enough.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.config.replicates import most, until_of

if TYPE_CHECKING:
    from trustsim.config.replicates import Replicates, Until

Values = Sequence[float] | NDArray[np.float64]

GROWTH: Final = (1.25, 2.0)
"""From one look to the next a point gets at least and at most so many times the replicates it has."""


def wanted(values: Mapping[str, Values], replicates: int | Replicates) -> int:
    """How many replicates a point should have before it is looked at again.

    Parameters
    ----------
    values
        Of each outcome the values of the point's first replicates, in their order, one for each replicate: n of them.
        NaN where a run failed, or an outcome has no value. n is at least ``fewest(replicates)``.
    replicates
        As the config says.

    Returns
    -------
    int
        n itself where there are enough, else more than n and at most ``most(replicates)``.
    """
    n, last = len(next(iter(values.values()))), most(replicates)
    short = [until for until in until_of(replicates) if not enough(values[until.outcome], until)]
    if not short or n >= last:
        return n
    aim = max(_aim(values[until.outcome], until) for until in short)
    low, high = (math.ceil(n * times) for times in GROWTH)
    return min(last, max(low, min(high, aim)))


def enough(values: Values, until: Until) -> bool:
    """Whether the interval of an outcome is as narrow as it was asked to be."""
    known = _known(values)
    return len(known) > 1 and _half_width(known, until.confidence) <= until.half_width


def _aim(values: Values, until: Until) -> int:
    """How many replicates would do, if more of them spread as these do."""
    known = _known(values)
    times = _half_width(known, until.confidence) / until.half_width if len(known) > 1 else math.inf
    return math.ceil(min(len(values) * times**2, 1e9))


def _known(values: Values) -> NDArray[np.float64]:
    array: NDArray[Any] = np.asarray(values, dtype=np.float64)
    return array[~np.isnan(array)]


def _half_width(known: NDArray[np.float64], confidence: float) -> float:
    from scipy.special import stdtrit

    n = len(known)
    return float(stdtrit(n - 1, (1.0 + confidence) / 2.0) * known.std(ddof=1) / math.sqrt(n))
