"""What a setting did: the same random numbers under two of its levels, run by run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.config import Several
from trustsim.intervals import complete
from trustsim.study.cases import (
    comparable_runs,
    is_list,
    is_numeric,
    is_sampled,
    labels_of,
    leading_key,
    levels_of,
)
from trustsim.study.estimates import Estimate, confidence_in, estimate

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
    runs = comparable_runs(results)
    confidence = confidence_in(results)
    found: list[Contrast] = []
    for key in results.swept:
        levels = levels_of(runs, key)
        others = [other for other in results.swept if other != key]
        changed = levels[-1:] if is_numeric(runs, key) else levels[1:]
        for outcome in results.config.outcomes:
            for level in changed if len(levels) > 1 else ():
                pair = (runs[runs[key] == levels[0]], runs[runs[key] == level])
                found += _contrast(key, outcome, (levels[0], level), pair, ["replicate", *others], confidence)
    return found


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
    found: list[Contrast] = []
    for outcome in results.config.outcomes:
        for point in rest:
            pair = (runs[runs["point"] == first], runs[runs["point"] == point])
            found += _contrast(POINT, outcome, (labels[first], labels[point]), pair, ["replicate"], confidence)
    return found


def _contrast(
    key: str,
    outcome: str,
    levels: tuple[Any, Any],
    runs: tuple[pd.DataFrame, pd.DataFrame],
    pairing: list[str],
    confidence: float,
) -> list[Contrast]:
    """The contrast, or nothing where no pair of runs has the outcome."""
    below, above = (side.set_index(pairing)[outcome].astype(float) for side in runs)
    both = below.to_frame("below").join(above.to_frame("above"), how="inner").dropna()
    both = both[complete(both.index.get_level_values("replicate"))]
    if both.empty:
        return []
    by_order = bool(np.isinf(both.to_numpy()).any())
    if by_order:
        both["effect"] = (both["above"] > both["below"]).astype(float) - (both["above"] < both["below"]).astype(float)
    else:
        both["effect"] = both["above"] - both["below"]
    by_replicate = both.groupby(level="replicate")
    effects = by_replicate["effect"].mean()
    sides = both if by_order else by_replicate[["below", "above"]].mean()
    return [
        Contrast(
            key,
            outcome,
            *levels,
            estimate(sides["below"], confidence),
            estimate(sides["above"], confidence),
            estimate(effects, confidence),
            by_order,
            {int(str(replicate)): float(effect) for replicate, effect in effects.items()},
        )
    ]


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
