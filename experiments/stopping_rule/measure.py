"""Measure how often the interval at which a study stops holds the truth, and after how many replicates it stops.

    python experiments/stopping_rule/measure.py [EXPERIMENTS]

Each experiment is a point of a study with ``replicates: {min: 10, until: …}`` whose outcomes are drawn from a known
distribution instead of simulated. They are handed to ``trustsim.stopping.wanted`` as a study would. Prints the table of
docs/decisions/0006-when-replicates-are-enough.md.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from trustsim.config import Replicates, Until
from trustsim.intervals import interval
from trustsim.markdown import table
from trustsim.stopping import wanted

EXPERIMENTS = 4000
SEED = 20261124
MOST = 5000
WIDTHS = (30, 100, 300)
"""Half widths are given by the number of replicates that would do if the spread were known: (1.96 · spread / half)²."""

Z = 1.959963984540054


@dataclass(frozen=True)
class Kind:
    """A distribution of outcomes.

    Attributes
    ----------
    name
        What the table calls it.
    draw
        So many outcomes.
    truth
        What the interval is to hold: the mean, or the median where some outcomes are infinite.
    spread
        Standard deviation; of a median, the number that stands for it in the variance of a sample's median.
    promised
        Whether the rule is held to it; the others are beyond what it promises, and are shown all the same.
    """

    name: str
    draw: Callable[[Generator, int], np.ndarray]
    truth: float
    spread: float
    promised: bool = True


def zero_or_one(chance: float, promised: bool = True) -> Kind:
    """Outcomes that are 1 in a share of runs and 0 in the others."""
    spread = math.sqrt(chance * (1.0 - chance))
    return Kind(
        f"0 or 1, 1 in {100 * chance:g} %",
        lambda generator, n: (generator.random(n) < chance).astype(float),
        chance,
        spread,
        promised,
    )


def _recovery(generator: Generator, n: int) -> np.ndarray:
    """Weeks until trust is back: exponential, and in three runs of ten never."""
    return np.where(generator.random(n) < 0.3, math.inf, generator.exponential(size=n))


def _mostly_one(generator: Generator, n: int) -> np.ndarray:
    """Survival in a small world: all alive in six runs of ten, else anything."""
    return np.where(generator.random(n) < 0.6, 1.0, generator.random(n))


_BACK = math.log(0.7 / 0.2)  # 0.7 · (1 − e^−x) = 1/2
KINDS = (
    Kind("normal", lambda generator, n: generator.normal(size=n), 0.0, 1.0),
    Kind("exponential", lambda generator, n: generator.exponential(size=n), 1.0, 1.0),
    zero_or_one(0.5),
    zero_or_one(0.2),
    zero_or_one(0.05),
    Kind("1 in 60 %, else uniform", _mostly_one, 0.8, math.sqrt(0.6 + 0.4 / 3 - 0.64)),
    Kind("exponential, never in 30 %: median", _recovery, _BACK, 0.5 / (0.7 * math.exp(-_BACK))),
    zero_or_one(0.02, promised=False),
    Kind(
        "log-normal (skewness 6.2)",
        lambda generator, n: generator.lognormal(size=n),
        math.exp(0.5),
        math.sqrt((math.e - 1.0) * math.e),
        promised=False,
    ),
)


@dataclass(frozen=True)
class Row:
    """What experiments of one kind and one half width came to.

    Attributes
    ----------
    covered
        In which share the last interval held the truth.
    replicates, looks
        Their means.
    at_most
        How many were stopped by ``max``.
    """

    kind: Kind
    enough: int
    half_width: float
    covered: float
    replicates: float
    looks: float
    at_most: int


def stopped(values: np.ndarray, replicates: Replicates) -> tuple[int, int]:
    """After how many of these values a study stops, and after how many looks."""
    n, looks = replicates.min, 1
    while (more := wanted({"outcome": values[:n]}, replicates)) > n:
        n, looks = more, looks + 1
    return n, looks


def measured(kind: Kind, enough: int, experiments: int) -> Row:
    """Many experiments of one kind."""
    generator = np.random.default_rng([SEED, [one.name for one in KINDS].index(kind.name), enough])
    half_width = Z * kind.spread / math.sqrt(enough)
    replicates = Replicates(min=10, max=MOST, until=Until(outcome="outcome", half_width=half_width))
    covered, counts, looks = 0, [], []
    for _ in range(experiments):
        values = kind.draw(generator, MOST)
        n, looked = stopped(values, replicates)
        low, high, _ = interval(values[:n], shares=True)
        covered += low <= kind.truth <= high
        counts.append(n)
        looks.append(looked)
    return Row(
        kind,
        enough,
        half_width,
        covered / experiments,
        float(np.mean(counts)),
        float(np.mean(looks)),
        sum(n >= MOST for n in counts),
    )


def rows(experiments: int, kinds: tuple[Kind, ...] = KINDS) -> Iterator[Row]:
    """Every kind at every half width."""
    return (measured(kind, enough, experiments) for kind in kinds for enough in WIDTHS)


def told(found: list[Row]) -> str:
    """The rows as a table in Markdown."""
    heads = ("outcomes", "half width", "would do", "coverage", "replicates", "looks", "stopped by max")
    return table(
        heads,
        (
            (
                one.kind.name,
                f"{one.half_width:.3g}",
                str(one.enough),
                f"{100 * one.covered:.1f} %",
                f"{one.replicates:.0f}",
                f"{one.looks:.1f}",
                str(one.at_most),
            )
            for one in found
        ),
    )


if __name__ == "__main__":
    print(told(list(rows(int(sys.argv[1]) if len(sys.argv) > 1 else EXPERIMENTS))))
