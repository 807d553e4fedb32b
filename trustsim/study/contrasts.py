"""What a setting did: the same random numbers under two of its levels, run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.config import Several
from trustsim.config.base import is_number
from trustsim.intervals import CONFIDENCE
from trustsim.study.cases import compared_in, is_list, is_sampled, labels_of, leading_key
from trustsim.study.estimates import Estimate, confidence_in, estimate
from trustsim.study.pairing import Saved, paired, values_of
from trustsim.study.words import level

if TYPE_CHECKING:
    from trustsim.results import Results
    from trustsim.study.pairing import Values

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
    """All contrasts of a study: of each swept key, or of each point of a list with the first.

    Of several sweeps those of each. A sample has none: no two of its points differ in one key alone.
    """
    if isinstance(results.config.sweep, Several):
        return [one for part in results.sweeps if len(part.runs) for one in contrasts(part)]
    if is_sampled(results):
        return []
    return point_contrasts(results) if is_list(results) else key_contrasts(results)


def key_contrasts(results: Results) -> list[Contrast]:
    """For each swept key and outcome: highest minus lowest level; for what is no number, each level minus the first."""
    if results.runs.empty:
        return []
    compared = compared_in(results)
    confidence = confidence_in(results)
    found: list[tuple[str, Any, Any, list[tuple[int, int]]]] = []
    for key in results.swept:
        lowest, *higher = compared.levels(key)
        numbers = all(map(is_number, (lowest, *higher)))
        told = (lambda value: value) if numbers else level
        changed = higher[-1:] if numbers else higher
        found += [(key, told(lowest), told(one), compared.steps(key, lowest, one)) for one in changed]
    values = values_in(results)
    return [
        contrast
        for key in dict.fromkeys(key for key, *_ in found)
        for outcome in results.config.outcomes
        for of_key, reference, changed, pairs in found
        if of_key == key
        and (contrast := contrast_of(key, outcome, reference, changed, values[outcome], pairs, confidence=confidence))
    ]


def point_contrasts(results: Results) -> list[Contrast]:
    """For each point of a list after the first and each outcome: that point minus the first.

    Where values go together along a number, the point with the highest minus that with the lowest.
    """
    runs = results.runs
    labels = labels_of(results)
    confidence = confidence_in(results)
    first, *rest = sorted(labels)
    if key := leading_key(results.config.sweep):
        along = runs.drop_duplicates("point").sort_values(key)["point"].astype(int).tolist()
        first, rest = along[0], along[-1:]
    place = {point: row for row, point in enumerate(runs["point"].drop_duplicates())}
    values = values_in(results)
    return [
        contrast
        for outcome in results.config.outcomes
        for point in rest
        if (
            contrast := contrast_of(
                POINT,
                outcome,
                labels[first],
                labels[point],
                values[outcome],
                [(place[first], place[point])],
                confidence=confidence,
            )
        )
    ]


def values_in(results: Results) -> dict[str, Values]:
    """Each outcome by points, in the order of ``compared_in``, and replicates, by their number."""
    runs = results.runs
    points = runs["point"].drop_duplicates().tolist()
    replicates = range(int(runs["replicate"].max()) + 1) if len(runs) else range(0)
    return {outcome: values_of(runs, outcome, points, replicates) for outcome in results.config.outcomes}


def contrast_of(
    key: str,
    outcome: str,
    reference: Any,
    changed: Any,
    values: Values,
    pairs: Sequence[tuple[int, int]],
    margin: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Contrast | None:
    """The contrast over some pairs of points, as of ``paired``; None where no pair of runs has the outcome."""
    found = paired(values, pairs, margin, confidence) if pairs else None
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
        (signs[0] * first.of_replicate[replicate] - signs[1] * second.of_replicate[replicate] for replicate in both),
        first.effect.confidence,
    )
    if not lead.has_interval or lead.sign == 0:
        return None
    return lead.sign > 0
