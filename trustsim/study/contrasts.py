"""What a setting did: the same random numbers under two of its levels, run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.study.cases import comparable_runs, is_list, is_numeric, labels_of, levels_of
from trustsim.study.estimates import Estimate, estimate
from trustsim.study.pairing import Saved, paired, values_of

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results

POINT = "point"  # stands for a key where whole points of a list are compared


@dataclass(frozen=True)
class Contrast:
    """The difference between two levels of one setting in one outcome.

    Attributes
    ----------
    key
        The swept key; ``point`` where two points of a list are compared.
    outcome
        Which number of a run.
    reference, changed
        The two levels: lowest and highest of a number, first and another of anything else.
    at_reference, at_changed
        The outcome at each of them.
    effect
        Changed minus reference, paired within replicate and averaged over all other settings. Where ``by_order``, the
        share of pairs in which it was larger minus the share in which it was smaller.
    by_order
        True where some runs are infinite (never), so that only the order of two runs is known.
    of_replicate
        The effect in each replicate.
    saved, saved_alone
        What pairing was worth, as of ``trustsim.study.pairing.Paired``.
    pairs
        How many pairs of points it is averaged over.
    """

    key: str
    outcome: str
    reference: Any
    changed: Any
    at_reference: Estimate
    at_changed: Estimate
    effect: Estimate
    by_order: bool
    of_replicate: Mapping[int, float] = field(repr=False)
    saved: Saved | None = field(default=None, repr=False)
    saved_alone: Saved | None = field(default=None, repr=False)
    pairs: int = 1

    @property
    def direction(self) -> int:
        """+1 raised, −1 lowered, 0 no clear effect."""
        return self.effect.sign


def contrasts(results: Results) -> list[Contrast]:
    """All contrasts of a study: of each swept key, or of each point of a list with the first."""
    return point_contrasts(results) if is_list(results) else key_contrasts(results)


def key_contrasts(results: Results) -> list[Contrast]:
    """For each swept key and outcome: highest minus lowest level; for what is no number, each level minus the first."""
    runs = comparable_runs(results)
    points = runs.drop_duplicates("point").reset_index(drop=True)
    found: list[tuple[str, Any, Any, list[tuple[int, int]]]] = []
    for key in results.swept:
        levels = levels_of(runs, key)
        others = [other for other in results.swept if other != key]
        changed = levels[-1:] if is_numeric(runs, key) else levels[1:]
        for level in changed if len(levels) > 1 else ():
            found.append((key, levels[0], level, _alike(points, key, levels[0], level, others)))
    values = _values(results)
    return [
        contrast
        for key in dict.fromkeys(key for key, *_ in found)
        for outcome in results.config.outcomes
        for of_key, reference, level, pairs in found
        if of_key == key and (contrast := _contrast(key, outcome, reference, level, values[outcome], pairs))
    ]


def point_contrasts(results: Results) -> list[Contrast]:
    """For each point of a list after the first and each outcome: that point minus the first."""
    labels = labels_of(results)
    first, *rest = sorted(labels)
    place = {point: row for row, point in enumerate(results.runs["point"].drop_duplicates())}
    values = _values(results)
    return [
        contrast
        for outcome in results.config.outcomes
        for point in rest
        if (
            contrast := _contrast(
                POINT, outcome, labels[first], labels[point], values[outcome], [(place[first], place[point])]
            )
        )
    ]


def _values(results: Results) -> dict[str, Any]:
    """Each outcome as rows of points, in the order of the table, and columns of replicates by their number."""
    runs = results.runs
    points = runs["point"].drop_duplicates().tolist()
    replicates = range(int(runs["replicate"].max()) + 1) if len(runs) else range(0)
    return {outcome: values_of(runs, outcome, points, replicates) for outcome in results.config.outcomes}


def _alike(points: pd.DataFrame, key: str, low: Any, high: Any, others: list[str]) -> list[tuple[int, int]]:
    """The rows of points at one level of a key and at another that are alike in all other keys."""
    rows = points.reset_index(names="row")[[key, *others, "row"]]
    sides = [rows[rows[key] == level].drop(columns=key) for level in (low, high)]
    both = sides[0].merge(sides[1], on=others) if others else sides[0].merge(sides[1], how="cross")
    return list(zip(both["row_x"].tolist(), both["row_y"].tolist(), strict=True))


def _contrast(
    key: str, outcome: str, reference: Any, changed: Any, values: Any, pairs: Sequence[tuple[int, int]]
) -> Contrast | None:
    """The contrast, or nothing where no pair of runs has the outcome."""
    found = paired(values, pairs) if pairs else None
    if found is None:
        return None
    return Contrast(
        key,
        outcome,
        reference,
        changed,
        found.before,
        found.after,
        found.effect,
        found.by_order,
        found.of_replicate,
        found.saved,
        found.saved_alone,
        len(pairs),
    )


def stronger(first: Contrast, second: Contrast) -> bool | None:
    """Whether the first moved the outcome more than the second, whichever way; None where that is not clear."""
    both = [replicate for replicate in first.of_replicate if replicate in second.of_replicate]
    # The sign is that of the mean effect, not of each replicate: an effect of 0 would else look like one of |noise|.
    signs = [np.sign(one.effect.mean) for one in (first, second)]
    lead = estimate(
        signs[0] * first.of_replicate[replicate] - signs[1] * second.of_replicate[replicate] for replicate in both
    )
    if not lead.has_interval or lead.sign == 0:
        return None
    return lead.sign > 0
