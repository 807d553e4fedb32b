"""The claims of a config, judged by its runs: supported, contradicted or undecided, by whole intervals.

A claim about several levels or sides is judged by paired differences (``pairing``); of what is undecided it is said how
many more replicates would decide. docs/comparing.md says it in full.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from trustsim.config.claims import Claim, Greater, Level, Monotone, NoEffect, Trend, claim_of, resolved_claim
from trustsim.config.sides import WordingError
from trustsim.intervals import CONFIDENCE, student
from trustsim.outcomes import outcome_of
from trustsim.study.cases import compared_in
from trustsim.study.contrasts import Contrast, contrast_of, values_in
from trustsim.study.estimates import Estimate, confidence_in
from trustsim.study.judging import VERDICTS, Band, Place, above, at_least, at_most, below, between, place
from trustsim.study.pairing import over_replicates

if TYPE_CHECKING:
    from trustsim.config.sides import Compared
    from trustsim.results import Results
    from trustsim.study.pairing import Values

MOST_REPLICATES: Final = 1_000_000
"""Beyond this it is not said how many more would decide."""

ONE_REPLICATE: Final = "one replicate has no interval: run two or more"
NO_RUNS: Final = "no two runs can be compared: those it speaks of failed, or the outcome has no value"
NO_MARGIN: Final = "some runs never got there: a difference with one of them has no size that could be within a margin"
NO_SPREAD: Final = "all replicates agree although chance plays a part: too few to know how often they would not"
ON_THE_EDGE: Final = "the mean lies on the edge itself: no number of replicates decides that"


@dataclass(frozen=True)
class Part:
    """One number that decides a claim.

    Attributes
    ----------
    found
        The difference, or for ``Level`` the outcome itself, with its interval.
    band
        Where it must lie for the claim.
    confidence
        Of the interval.
    contrast
        The difference it belongs to; None for ``Level``.
    by_order
        True where some runs are infinite, so that only order is known. For ``Level`` it is then the share of runs for
        which the claim holds, which must be above a half.
    agree
        True where all replicates came to the same although chance plays a part: the interval is then that of the
        rule of three, where the outcome is a share, and else there is none.
    """

    found: Estimate
    band: Band
    confidence: float = CONFIDENCE
    contrast: Contrast | None = None
    by_order: bool = False
    agree: bool = False

    @property
    def place(self) -> Place:
        """Inside the band, outside it, or undecided."""
        return place(self.found, self.band)

    @property
    def more(self) -> float:
        """How many more replicates would decide, if mean and spread stayed as they are; NaN where that is not known.

        Infinite where none would, or more than ``MOST_REPLICATES``.
        """
        found = self.found
        if not found.has_interval:
            return math.nan
        n = found.n
        interval = self._agreeing if self.agree else self._students
        if place(interval(MOST_REPLICATES), self.band) == "undecided":
            return math.inf
        few, many = n, MOST_REPLICATES
        while many - few > 1:
            middle = (few + many) // 2
            few, many = (middle, many) if place(interval(middle), self.band) == "undecided" else (few, middle)
        return float(many - n)

    def _students(self, n: int) -> Estimate:
        """The interval of as many replicates with this mean and spread."""
        found = self.found
        spread = found.half_width / student(found.n - 1, self.confidence) * math.sqrt(found.n)
        half = student(n - 1, self.confidence) * spread / math.sqrt(n)
        return replace(found, low=found.mean - half, high=found.mean + half, n=n)

    def _agreeing(self, n: int) -> Estimate:
        lowest = 0.0 if self.contrast is None else -1.0
        return rule_of_three(replace(self.found, n=n), lowest, self.confidence)


@dataclass(frozen=True)
class JudgedClaim:
    """A claim after the runs.

    Attributes
    ----------
    text
        As the config has it.
    claim
        What it says.
    parts
        What decides it: for ``Monotone`` each step, else one number; nothing where no runs can be compared.
    place
        Inside (supported), outside (contradicted) or undecided.
    more
        How many more replicates of each setting would about decide it; NaN where it is decided, or that is not known.
    why
        Of what is undecided and has no such number: why.
    confidence
        With which all its parts hold together: that of the study.
    """

    text: str
    claim: Claim
    parts: tuple[Part, ...]
    place: Place
    more: float = math.nan
    why: str = ""
    confidence: float = CONFIDENCE

    @property
    def verdict(self) -> str:
        """Supported, contradicted or undecided."""
        return VERDICTS[self.place]


def judge_claims(results: Results) -> list[JudgedClaim]:
    """Every claim of a study's config, judged, in their order."""
    if not results.config.claims or results.runs.empty:
        return []
    judge = _Judge(results)
    return [judge(text) for text in results.config.claims]


def rule_of_three(found: Estimate, lowest: float, confidence: float = CONFIDENCE) -> Estimate:
    """The interval of a mean of numbers from ``lowest`` to 1 of which all n that were seen are the same.

    The chance that another one differs is, with that confidence, at most 1 − (α/2)^(1/n), about 3.7/n (Clopper and
    Pearson for no case among n); it can differ by no more than the ends are away.

    Examples
    --------
    >>> found = rule_of_three(Estimate(0.0, 0.0, 0.0, 20, 0.0, 0.0), lowest=-1.0)
    >>> round(found.low, 2), round(found.high, 2)
    (-0.17, 0.17)
    """
    chance = 1.0 - ((1.0 - confidence) / 2.0) ** (1.0 / found.n)
    mean = found.mean
    return replace(found, low=mean - chance * (mean - lowest), high=mean + chance * (1.0 - mean))


class _Judge:
    """The claims of one study, with what they share."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.compared: Compared = compared_in(results)
        self.values: dict[str, Values] = values_in(results)
        self.confidence = confidence_in(results)

    def __call__(self, text: str) -> JudgedClaim:
        claim = claim_of(text)
        try:
            claim = resolved_claim(claim, self.compared, self.results.config.outcomes)
        except WordingError:
            # It was good for the config: what it speaks of came to nothing.
            return JudgedClaim(text, claim, (), "undecided", why=NO_RUNS)
        parts, whole = self._parts(claim)
        if not parts:
            return JudgedClaim(text, claim, (), "undecided", why=NO_RUNS)
        if whole != "undecided":
            return JudgedClaim(text, claim, parts, whole, confidence=self.confidence)
        more = _more(claim, parts)
        why = "" if math.isfinite(more) else _why(claim, parts)
        return JudgedClaim(text, claim, parts, whole, more, why, self.confidence)

    def _parts(self, claim: Claim) -> tuple[tuple[Part, ...], Place]:
        match claim:
            case Monotone():
                return self._steps(claim)
            case Level():
                part = self._level(claim)
            case Greater():
                pairs = self.compared.between(claim.side, claim.than)
                band = above(claim.margin)
                part = self._difference(claim.outcome, claim.than, claim.side, pairs, band, "", self.confidence)
            case NoEffect():
                part = self._over_key(claim, between(-claim.margin, claim.margin))
                if part and part.by_order:
                    part = replace(part, found=replace(part.found, low=math.nan, high=math.nan))
            case Trend():
                band = above(claim.margin) if claim.direction > 0 else below(-claim.margin)
                part = self._over_key(claim, band)
        return ((part,), part.place) if part else ((), "undecided")

    def _over_key(self, claim: Trend | NoEffect, band: Band) -> Part | None:
        levels = self.compared.levels(claim.key)
        return self._step(claim, levels[0], levels[-1], band, self.confidence)

    def _step(
        self, claim: Trend | NoEffect | Monotone, low: float, high: float, band: Band, confidence: float
    ) -> Part | None:
        pairs = self.compared.steps(claim.key, low, high, claim.at)
        return self._difference(claim.outcome, low, high, pairs, band, claim.key, confidence)

    def _difference(
        self,
        outcome: str,
        low: object,
        high: object,
        pairs: Sequence[tuple[int, int]],
        band: Band,
        key: str,
        confidence: float,
    ) -> Part | None:
        """A paired difference and the band that it must lie in; by order, the edge of the band goes to the runs."""
        values = self.values[outcome]
        edge = band.low if math.isfinite(band.low) else band.high
        found = contrast_of(key, outcome, low, high, values, pairs, edge, confidence)
        if found is None:
            return None
        if found.by_order and band.strict:
            band = replace(band, low=0.0) if math.isfinite(band.low) else replace(band, high=0.0)
        rows = sorted({row for pair in pairs for row in pair})
        effect, agree = self._believed(outcome, found.effect, rows, -1.0, found.by_order, confidence)
        return Part(effect, band, confidence, replace(found, effect=effect), found.by_order, agree)

    def _steps(self, claim: Monotone) -> tuple[tuple[Part, ...], Place]:
        """The steps from level to level, their intervals widened so that all hold together (Bonferroni)."""
        steps = list(pairwise(self.compared.levels(claim.key)))
        confidence = 1.0 - (1.0 - self.confidence) / len(steps)
        found = [self._step(claim, low, high, at_least(0.0), confidence) for low, high in steps]
        rising = [part for part in found if part]
        if len(rising) < len(steps):
            return (), "undecided"
        falling = [replace(part, band=at_most(0.0)) for part in rising]
        if claim.direction:
            chosen = rising if claim.direction > 0 else falling
            return tuple(chosen), _together(chosen)
        up, down = _together(rising), _together(falling)
        likelier = rising if sum(part.found.mean for part in rising) >= 0 else falling
        if "inside" in (up, down):
            return tuple(rising if up == "inside" else falling), "inside"
        return tuple(likelier), "outside" if (up, down) == ("outside", "outside") else "undecided"

    def _level(self, claim: Level) -> Part | None:
        band = {"above": above, "below": below, "at least": at_least, "at most": at_most}[claim.relation](claim.number)
        inside = np.array(self.compared.at(claim.at)) if claim.at else np.ones(len(self.compared.points), dtype=bool)
        rows = np.flatnonzero(inside & ~np.isnan(self.values[claim.outcome]).all(axis=1))
        numbers = self.values[claim.outcome][rows]
        numbers = numbers[:, ~np.isnan(numbers).all(axis=0)]
        if not numbers.size:
            return None
        by_order = bool(np.isinf(numbers).any())
        if by_order:
            holds = np.vectorize(band.holds, otypes=[float])(numbers)
            numbers, band = np.where(np.isnan(numbers), np.nan, holds), above(0.5)
        found, _ = over_replicates(numbers, self.confidence)
        found, agree = self._believed(claim.outcome, found, rows.tolist(), 0.0, by_order, self.confidence)
        return Part(found, band, self.confidence, by_order=by_order, agree=agree)

    def _believed(
        self, outcome: str, found: Estimate, rows: Sequence[int], lowest: float, by_order: bool, confidence: float
    ) -> tuple[Estimate, bool]:
        """The estimate; another interval where all replicates agree and that may be chance.

        They agree without doubt where nothing that was recorded differs between replicates, and where the outcome is so
        finely graded that it never came out the same twice. Else (who of a pair has left, of four pairs) agreeing may
        be luck: Student's t would make of it an interval without width.
        """
        scale = max(1.0, abs(found.mean))
        if not found.has_interval or found.half_width > 1e-12 * scale:
            return found, False
        if self._finely_graded(outcome, rows) or self._no_chance(rows):
            return found, False
        known = outcome_of(outcome)
        if by_order or (known is not None and known.unit == "share"):
            return rule_of_three(found, lowest, confidence), True
        return replace(found, low=math.nan, high=math.nan), True

    def _finely_graded(self, outcome: str, rows: Sequence[int]) -> bool:
        for row in rows:
            known = self.values[outcome][row]
            known = known[np.isfinite(known)]
            if len(known) > 2 and len(np.unique(known)) == len(known):
                return True
        return False

    def _no_chance(self, rows: Sequence[int]) -> bool:
        """Whether all that was recorded over time is the same in every replicate of each of these points."""
        numbers = [self.compared.numbers[row] for row in rows]
        runs = self.results.runs.loc[self.results.runs["point"].isin(numbers), ["run", "point"]]
        series = self.results.rows("series", {"run": runs["run"]}).merge(runs, on="run")
        measured = series.drop(columns="run").groupby(["point", "week"])
        return bool((measured.nunique(dropna=False) <= 1).all(axis=None))


def _together(steps: Sequence[Part]) -> Place:
    """Inside if every step is and one of them moves; outside if one is, or none moves at all."""
    places = {part.place for part in steps}
    if "outside" in places or all(part.found.low == part.found.high == 0.0 for part in steps):
        return "outside"
    return "inside" if places == {"inside"} else "undecided"


def _more(claim: Claim, parts: Sequence[Part]) -> float:
    """How many more replicates would decide the whole claim; NaN where that is not known."""
    if not isinstance(claim, Monotone):
        return parts[0].more
    with_it = [part for part in parts if part.band.holds(part.found.mean)]
    against = [_until_outside(part) for part in parts if not part.band.holds(part.found.mean)]
    if not against:
        return _until_all([part.more for part in with_it if part.place == "undecided"])
    # A step that goes the other way is enough; where either way would do, one must be clear each way.
    if claim.direction or not with_it:
        return _until_one(against)
    other_way = [replace(part, band=Band(-part.band.high, -part.band.low)) for part in with_it]
    return _until_all([_until_one(against), _until_one([_until_outside(part) for part in other_way])])


def _until_outside(part: Part) -> float:
    """How many more until a number lies clearly outside its band; infinite where it lies inside."""
    return {"outside": 0.0, "undecided": part.more, "inside": math.inf}[part.place]


def _until_all(counts: Sequence[float]) -> float:
    """How many more until all are decided: not known if one is not."""
    return math.nan if any(map(math.isnan, counts)) else max(counts)


def _until_one(counts: Sequence[float]) -> float:
    """How many more until one is decided: a number is enough, even if another's is not known."""
    fewest = min((count for count in counts if not math.isnan(count)), default=math.nan)
    return math.nan if math.isinf(fewest) and any(map(math.isnan, counts)) else fewest


def _why(claim: Claim, parts: Sequence[Part]) -> str:
    """Why it cannot be said how many more replicates would decide."""
    if any(part.found.n < 2 for part in parts):
        return ONE_REPLICATE
    if isinstance(claim, NoEffect) and any(part.by_order for part in parts):
        return NO_MARGIN
    if any(part.agree and not part.found.has_interval for part in parts):
        return NO_SPREAD
    return (
        ON_THE_EDGE if any(_on_the_edge(part) for part in parts) else f"more than {MOST_REPLICATES:,} would be needed"
    )


def _on_the_edge(part: Part) -> bool:
    return part.place == "undecided" and part.found.mean in (part.band.low, part.band.high)
