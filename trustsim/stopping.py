"""When a point has had replicates enough: a rule that looks at what came out so far and at nothing else.

A study with ``replicates: {min, max, until}`` runs each point ``min`` times, asks ``wanted`` how many it should have,
runs as many more and asks again, until it is told that there are enough, or ``max`` is reached. The answer follows from
the outcomes of the first replicates alone, so a study that was interrupted goes on as if it had not been. Why the rule
is as it is, and how often its intervals hold the truth: docs/decisions/0006-when-replicates-are-enough.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from trustsim.config.replicates import LEAST_FOR_A_MEAN, most, until_of
from trustsim.intervals import EQUAL, ORDER, STUDENT, Interval, Numbers, interval, known, normal, of_median, skewness

if TYPE_CHECKING:
    from trustsim.config.replicates import Replicates, Until

GROWTH: Final = (1.25, 2.0)
"""From one look to the next a point gets at least and at most so many times the replicates it has."""

EQUAL_ENOUGH: Final = 90
"""So many replicates without any difference say that there is none: if one run in twenty differed, they would be met in
one study of a hundred (0.95⁹⁰ = 0.0099)."""

OF_SKEWNESS: Final = 25.0
"""Replicates for a skewness of 1, and in proportion to its square (Cochran 1977; Sugden, Smith & Jones 2000)."""

BOUND: Final = 1.645
"""Standard errors above the skewness of a sample at which that of all runs is taken to lie: few runs hide it."""

SURER: Final = 0.1
"""The doubt of the wider interval by which that of a median is checked, as a part of the doubt that is asked for."""

NO_END: Final = 1e9
"""More replicates than anybody runs."""

Judgement = Literal["narrow enough", "all equal", "no value", "too wide", "too few"]


def wanted(values: Mapping[str, ArrayLike], replicates: int | Replicates) -> int:
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
    n, last = np.size(next(iter(values.values()))), most(replicates)
    aims = [aim for until in until_of(replicates) if (aim := _aim(values[until.outcome], until)) is not None]
    if not aims or n >= last:
        return n
    low, high = (math.ceil(n * times) for times in GROWTH)
    return min(last, max(low, min(high, max(aims))))


def judged(values: ArrayLike, until: Until) -> Judgement:
    """What the values of an outcome at one point say about its interval.

    Returns
    -------
    str
        ``narrow enough`` as it was asked for; ``all equal`` where no two runs differ, so that there is no interval to
        judge; ``no value`` where no run has one; ``too few`` where it is as narrow, and yet not believed from so few
        runs of so skewed an outcome; ``too wide`` if none of these.
    """
    there = known(values)
    if not len(there):
        return "no value"
    found = interval_of(there, until)
    if found.method == EQUAL:
        return "all equal"
    if _enough(there, found, until):
        return "narrow enough"
    return "too few" if found.half_width <= until.half_width else "too wide"


def interval_of(values: Numbers, until: Until) -> Interval:
    """The interval that is judged."""
    return interval(values, until.confidence, shares=True)


def _aim(values: ArrayLike, until: Until) -> int | None:
    """How many replicates would do, if more of them spread as these do; None where these do."""
    there = known(values)
    if not len(there):
        return None
    found = interval_of(there, until)
    if _enough(there, found, until):
        return None
    half = _half_width(there, found, until)
    for_width = len(there) * (half / until.half_width) ** 2 if math.isfinite(half) else math.inf
    needed = min(max(_needed(there, found), for_width), NO_END)
    return math.ceil(needed * np.size(values) / len(there))


def _enough(there: Numbers, found: Interval, until: Until) -> bool:
    return len(there) >= _needed(there, found) and _half_width(there, found, until) <= until.half_width


def _half_width(there: Numbers, found: Interval, until: Until) -> float:
    """Half of the interval as the rule takes it.

    That of a median rests on two values alone and is now and then narrow by luck, which a rule that looks several times
    would find. So a surer interval, scaled by what it is wider, must be as narrow.
    """
    if found.method != ORDER:
        return found.half_width
    surer = 1.0 - SURER * (1.0 - until.confidence)
    wider = of_median(there, surer).half_width * normal(until.confidence) / normal(surer)
    return max(found.half_width, wider) if not math.isnan(wider) else math.inf


def _needed(there: Numbers, found: Interval) -> float:
    """How many replicates there must be in any case before this interval is believed."""
    if found.method == EQUAL:
        return EQUAL_ENOUGH
    if found.method != STUDENT:
        return 0.0
    skewed = abs(skewness(there)) + BOUND * math.sqrt(6.0 / len(there))
    return LEAST_FOR_A_MEAN + OF_SKEWNESS * skewed**2
