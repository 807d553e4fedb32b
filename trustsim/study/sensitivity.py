"""Which settings matter: indices of a sampled design for each outcome, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from trustsim.config import LatinHypercube, Morris, Sampled, Sobol
from trustsim.study.indices import (
    Statistic,
    Values,
    elementary_effects,
    partial_rank_correlations,
    sobol_indices,
)
from trustsim.study.words import counted, percent

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results

FIRST, TOTAL, SECOND = "first_order", "total", "second_order"
MU, MU_STAR, SIGMA = "mu", "mu_star", "sigma"
CORRELATION = "rank_correlation"

MEASURES: Final = {
    TOTAL: "total index",
    FIRST: "first-order index",
    SECOND: "second-order index",
    MU_STAR: "mean size of the effect (μ*)",
    MU: "mean effect (μ)",
    SIGMA: "standard deviation of the effect (σ)",
    CORRELATION: "partial rank correlation",
}
WORTH_NAMING: Final = 0.01
"""Of the variance of an outcome: less than this is small, however sure it is that it is more than 0. A choice."""

LEADING: Final = {"sobol": TOTAL, "morris": MU_STAR, "latin_hypercube": CORRELATION}
"""The measure by which the keys of a design are put in order."""


@dataclass(frozen=True)
class Index:
    """How much one key, or a pair of keys, matters to one outcome.

    Attributes
    ----------
    outcome, measure, key
        Of what it is; the measure is one of ``MEASURES``.
    other
        The second key of a pair; "" else.
    value, low, high
        The index and its 95 % interval.
    statistic
        What the interval is made from; None for rank correlations.
    """

    outcome: str
    measure: str
    key: str
    other: str
    value: float
    low: float
    high: float
    statistic: Statistic | None = field(default=None, repr=False, compare=False)

    @property
    def direction(self) -> int:
        """+1 or −1 where the whole interval lies on that side of 0, else 0."""
        return 1 if self.low > 0.0 else -1 if self.high < 0.0 else 0

    @property
    def matters(self) -> bool:
        """Whether it is clearly more than nothing and, of a share of the variance, worth naming."""
        small = self.measure in (FIRST, TOTAL, SECOND) and abs(self.value) < WORTH_NAMING
        return self.direction != 0 and not small


@dataclass(frozen=True)
class Sensitivity:
    """What the outcomes of a sampled design depend on.

    Attributes
    ----------
    sweep
        The design.
    indices
        For each outcome all that was measured, keys in the order of the config.
    left_out
        Outcomes that have no indices, and why, as the end of a sentence that begins with the outcome.
    replicates
        How many replicates the indices rest on.
    dropped
        How many others were left out, since not every point has them.
    """

    sweep: Sampled
    indices: tuple[Index, ...]
    left_out: Mapping[str, str]
    replicates: int
    dropped: int

    @property
    def design(self) -> str:
        """``sobol``, ``morris`` or ``latin_hypercube``."""
        return design_of(self.sweep)

    @property
    def leading(self) -> str:
        """The measure by which keys are put in order."""
        return LEADING[self.design]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that have indices."""
        return tuple(dict.fromkeys(index.outcome for index in self.indices))

    def of(self, outcome: str, measure: str) -> tuple[Index, ...]:
        """One measure of one outcome, in the order of the config."""
        return tuple(index for index in self.indices if (index.outcome, index.measure) == (outcome, measure))

    def ranked(self, outcome: str) -> list[Index]:
        """The leading measure of one outcome, keys that matter most first."""
        known = [index for index in self.of(outcome, self.leading) if not np.isnan(index.value)]
        return sorted(known, key=lambda index: -abs(index.value))

    def table(self) -> pd.DataFrame:
        """All indices.

        Returns
        -------
        pandas.DataFrame
            ``outcome``, ``measure``, ``key``, ``other`` ("" but for pairs), ``value``, ``low``, ``high``.
        """
        import pandas as pd

        names = ("outcome", "measure", "key", "other", "value", "low", "high")
        return pd.DataFrame([[getattr(index, name) for name in names] for index in self.indices], columns=list(names))


def design_of(sweep: Sampled) -> str:
    """What the config calls the design."""
    return str(getattr(sweep, "design"))  # noqa: B009 (each design has its own literal)


def sensitivity(results: Results) -> Sensitivity:
    """How much each swept key matters to each outcome.

    Parameters
    ----------
    results
        Of a sweep with the design ``sobol``, ``morris`` or ``latin_hypercube``.

    Raises
    ------
    ValueError
        If the sweep has another design: its points are no sample, so that nothing can be estimated from them.
    """
    sweep = results.config.sweep
    if not isinstance(sweep, Sampled):
        raise ValueError("there is no sample: sensitivity needs a sweep of design sobol, morris or latin_hypercube")
    runs = results.runs.sort_values(["point", "replicate"], kind="stable")
    counts = runs.groupby("replicate")["point"].nunique()
    whole = counts.index[counts == sweep.size()]
    outcomes = list(results.config.outcomes)
    if not len(whole):
        there = int(runs["point"].nunique())
        why = f"there is no replicate with a run at each of the {sweep.size()} settings ({there} have any): {HOLES}"
        return Sensitivity(sweep, (), dict.fromkeys(outcomes, why), 0, len(counts))
    runs = runs[runs["replicate"].isin(whole)]
    design = _design(sweep, runs[runs["replicate"] == whole[0]])
    indices: list[Index] = []
    left_out: dict[str, str] = {}
    for outcome in outcomes:
        values = runs[outcome].to_numpy(dtype=np.float64).reshape(sweep.size(), len(whole))
        why = _unfit(values)
        found = [] if why else list(_indices(outcome, sweep, values, design))
        if not found:
            left_out[outcome] = why or _unclear(sweep, len(whole))
        indices += found
    return Sensitivity(sweep, tuple(indices), left_out, len(whole), len(counts) - len(whole))


HOLES: Final = "a sample with holes has no indices"


def _design(sweep: Sampled, runs: pd.DataFrame) -> Values:
    """(points, keys): for ranks the values, whole numbers tied; for steps the places from which they were made."""
    if isinstance(sweep, LatinHypercube):
        return runs[list(sweep.keys())].to_numpy(dtype=np.float64)
    return sweep.cube()


def _unfit(values: Values) -> str:
    """Why an outcome has no indices whatever they would say; "" if it has."""
    missing, never = np.isnan(values), np.isinf(values)
    if never.any():
        return f"is infinite (never) in {percent(float(never.mean()))} of runs, so that it has no mean there: {HOLES}"
    if missing.any():
        return f"has no value in {percent(float(missing.mean()))} of runs: {HOLES}"
    if np.ptp(values.mean(axis=1)) == 0.0:
        return "is the same at all settings: there is no difference to share out"
    return ""


def _unclear(sweep: Sampled, replicates: int) -> str:
    if isinstance(sweep, LatinHypercube):
        return f"needs more points: {sweep.size()} are too few to hold {len(sweep.keys()) - 1} keys while one changes"
    of = counted(sweep.samples, "sample") if isinstance(sweep, Sobol) else counted(sweep.size(), "setting")
    return (
        f"differs between settings by no more than chance could explain, with {of} and "
        f"{counted(replicates, 'replicate')}: take more of either"
    )


def _indices(outcome: str, sweep: Sampled, values: Values, design: Values) -> Iterator[Index]:
    keys = sweep.keys()
    match sweep:
        case Sobol():
            found = sobol_indices(values, len(keys), sweep.second_order)
            if found is None:
                return
            yield from _told(outcome, FIRST, keys, found.first)
            yield from _told(outcome, TOTAL, keys, found.total)
            for (one, other), statistic in found.second.items():
                yield Index(outcome, SECOND, keys[one], keys[other], statistic.value, *statistic.interval(), statistic)
        case Morris():
            effects = elementary_effects(values, design, sweep.levels)
            for measure in (MU, MU_STAR, SIGMA):
                yield from _told(outcome, measure, keys, getattr(effects, measure))
        case LatinHypercube():
            for key, bounds in zip(keys, partial_rank_correlations(values, design) or (), strict=False):
                yield Index(outcome, CORRELATION, key, "", *bounds)


def _told(outcome: str, measure: str, keys: tuple[str, ...], found: tuple[Statistic, ...]) -> Iterator[Index]:
    for key, statistic in zip(keys, found, strict=True):
        low, high = statistic.interval()
        # Sizes and deviations cannot be below 0, whatever a symmetric interval says.
        least = 0.0 if measure in (MU_STAR, SIGMA) else -np.inf
        yield Index(outcome, measure, key, "", statistic.value, max(low, least), high, statistic)


def clearly_more(first: Index, second: Index) -> bool:
    """Whether the first key matters more than the second by more than the sample and chance could explain.

    By the interval of the difference, as both come from the same runs; of rank correlations, whose difference has
    none here, by whether their sizes' intervals are apart.
    """
    if first.statistic is None or second.statistic is None:
        least = min(abs(first.low), abs(first.high)) if first.direction else 0.0
        return least > max(abs(second.low), abs(second.high))
    return bool((first.statistic - second.statistic).interval()[0] > 0.0)


def together(indices: tuple[Index, ...]) -> tuple[float, float, float]:
    """The sum of several indices, with its interval."""
    statistics = [index.statistic for index in indices if index.statistic is not None]
    whole = statistics[0]
    for statistic in statistics[1:]:
        whole += statistic
    return whole.value, *whole.interval()
