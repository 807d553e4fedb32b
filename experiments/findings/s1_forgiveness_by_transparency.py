"""S1: what do forgiveness and transparency each do for couples, and do the two add up?

    python experiments/findings/s1_forgiveness_by_transparency.py

The table of the prototype below is what an earlier implementation of the same laws gave: a figure to be near, no
measurement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.results import Results
from trustsim.study.estimates import Estimate, estimate
from trustsim.validation import Finding, Measure, above, at_least, at_most
from trustsim.validation.showing import show

Table = NDArray[np.float64]
"""One number for each replicate, forgiveness and transparency, in this order."""

# A row for each transparency, a column for each forgiveness: 0, 0.25, 0.5, 0.75, 1.
PROTOTYPE_TRUST: Final = (
    (0.00, 0.02, 0.17, 0.28, 0.32),
    (0.00, 0.06, 0.33, 0.48, 0.57),
    (0.00, 0.19, 0.51, 0.66, 0.73),
    (0.04, 0.40, 0.66, 0.78, 0.83),
    (0.21, 0.58, 0.76, 0.85, 0.88),
)
PROTOTYPE_SURVIVAL: Final = (
    (0.00, 0.06, 0.40, 0.68, 0.85),
    (0.00, 0.13, 0.56, 0.78, 0.90),
    (0.01, 0.30, 0.70, 0.88, 0.94),
    (0.08, 0.54, 0.82, 0.93, 0.97),
    (0.29, 0.71, 0.88, 0.96, 0.99),
)


def table_of(results: Results, outcome: str) -> Table:
    """An outcome, laid out."""
    keys = ["replicate", "traits.forgiveness", "traits.transparency"]
    cells = results.runs.set_index(keys)[outcome].unstack("traits.transparency").unstack("traits.forgiveness")
    replicates, levels = len(cells), int(np.sqrt(cells.shape[1]))
    return np.asarray(cells, dtype=float).reshape(replicates, levels, levels).transpose(0, 2, 1)


def over(values: NDArray[Any]) -> Estimate:
    """The estimate over replicates."""
    return estimate(values.tolist())


def by_forgiveness(table: Table) -> NDArray[Any]:
    """What full forgiveness adds to none, at each transparency."""
    return np.asarray(table[:, -1, :] - table[:, 0, :])


def by_transparency(table: Table) -> NDArray[Any]:
    """What full transparency adds to none, at each forgiveness."""
    return np.asarray(table[:, :, -1] - table[:, :, 0])


def added_up(table: Table) -> NDArray[Any]:
    """The share of the variance between the cells that a sum of a row's and a column's number explains."""
    grand = table.mean(axis=(1, 2), keepdims=True)
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=2, keepdims=True) + grand
    return np.asarray(1.0 - (rest**2).sum(axis=(1, 2)) / ((table - grand) ** 2).sum(axis=(1, 2)))


def steps(table: Table) -> NDArray[Any]:
    """The four steps along the diagonal, where both rise together."""
    return np.diff(np.diagonal(table, axis1=1, axis2=2), axis=1)


def near(table: Table, prototype: Sequence[Sequence[float]], name: str) -> Measure:
    """How far the means are from those of the prototype, over the cells."""
    apart = np.abs(table - np.array(prototype).T).mean(axis=(1, 2))
    return Measure(f"{name}: mean distance from the prototype's table", over(apart), at_most(0.05), required=False)


def measure(results: Results) -> Sequence[Measure]:
    """What each of the two does to survival and trust, how they add up, and where the surface is steep."""
    trust, survival = table_of(results, "final_trust"), table_of(results, "survival")
    alive = by_forgiveness(survival).mean(axis=1), by_transparency(survival).mean(axis=1)
    open_to_all = by_transparency(trust)[:, -1], by_transparency(survival)[:, -1]
    middle, ends = steps(trust)[:, 1:3].mean(axis=1), steps(trust)[:, [0, 3]].mean(axis=1)
    corners = by_transparency(trust)[:, -1] - by_transparency(trust)[:, 0]
    return [
        Measure(
            "what forgiveness adds to survival, minus what transparency adds",
            over(alive[0] - alive[1]),
            above(0),
            sides=(("forgiveness", over(alive[0])), ("transparency", over(alive[1]))),
        ),
        Measure(
            "where everybody forgives: what transparency adds to trust, minus what it adds to survival",
            over(open_to_all[0] - open_to_all[1]),
            above(0),
            sides=(("trust", over(open_to_all[0])), ("survival", over(open_to_all[1]))),
        ),
        Measure(
            "share of the variance of trust between the 25 settings that a sum of the two explains",
            over(added_up(trust)),
            at_least(0.9),
        ),
        Measure(
            "trust: mean of the two middle steps along the diagonal minus mean of the two outer ones",
            over(middle - ends),
            above(0),
            sides=(("middle", over(middle)), ("ends", over(ends))),
        ),
        Measure(
            "what transparency adds to trust, at full forgiveness minus at none",
            over(corners),
            above(0),
            required=False,
        ),
        near(trust, PROTOTYPE_TRUST, "trust"),
        near(survival, PROTOTYPE_SURVIVAL, "survival"),
    ]


FINDING = Finding(
    number="S1",
    title="Forgiveness keeps couples together, transparency makes them trusting, and in trust the two roughly add up",
    config="s1_forgiveness_by_transparency.yaml",
    measure=measure,
    source="No publication: what a prototype of the same laws showed",
    mark="x",
    in_people="No measurement in people is at hand.",
    here=(
        "300 couples, promises only, trust .5 [x] at the start and a weekly chance of leaving of .02 [x]; five years "
        "at each of 25 settings, 5 times. Mean trust counts parted couples as 0. Roughly adding up is read as: nine "
        "tenths of the variance between the settings is a sum of the two [x]."
    ),
    kind="order",
)

if __name__ == "__main__":
    show(FINDING)
