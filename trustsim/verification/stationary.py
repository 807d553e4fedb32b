"""V1–V4, V6, V9–V11: one promise a week, kept by chance, two rates and nothing else.

Trust is then T ← T + α(1−T) with chance p and T ← T(1−ℓ) otherwise, whose moments have closed forms.
"""

from __future__ import annotations

import math
from functools import lru_cache, partial
from typing import Final, NamedTuple

import numpy as np

from trustsim.laws.arithmetic import logistic
from trustsim.parameters import Parameters
from trustsim.verification.check import ERRORS, Check, Line, Numbers, Printed, line, of_many
from trustsim.verification.crowd import Crowd, weeks_to_rest

DERIVED: Final = "mean of T ← T + α(1−T) with chance p, else T(1−ℓ) [d]"
KEEPS: Final = (0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 0.95)
RATES: Final = ((0.12, 0.5), (0.12, 0.12))
BY_VARIANCE: Final = "4 standard errors of the mean, 4·√(Var/n), Var as in V3, n ties"
WEEKS: Final = 30  # so many weeks from the same trust, where one week is asked about
BY_SPREAD: Final = "4 standard errors of the mean, 4·s/√n, s as measured over n ties"


# ------------------------------------------------------------------ algebra


def left_each_week(p: float, gain: float, loss: float) -> float:
    """A = 1 − pα − (1−p)ℓ: what one act leaves of the distance from rest."""
    return 1.0 - p * gain - (1.0 - p) * loss


def mean_at_rest(p: float, gain: float, loss: float) -> float:
    """T* = pα / (pα + (1−p)ℓ)."""
    return p * gain / (p * gain + (1.0 - p) * loss)


def next_second_moment(m1: float, m2: float, p: float, gain: float, loss: float) -> float:
    """E T² after one more act, from E T and E T²."""
    stays = p * (1.0 - gain) ** 2 + (1.0 - p) * (1.0 - loss) ** 2
    return stays * m2 + p * (2.0 * gain * (1.0 - gain) * m1 + gain**2)


def variance_at_rest(p: float, gain: float, loss: float) -> float:
    """m₂ − T*², m₂ = p(2α(1−α)T* + α²) / (1 − p(1−α)² − (1−p)(1−ℓ)²)."""
    rest = mean_at_rest(p, gain, loss)
    moved = 1.0 - p * (1.0 - gain) ** 2 - (1.0 - p) * (1.0 - loss) ** 2
    return p * (2.0 * gain * (1.0 - gain) * rest + gain**2) / moved - rest**2


def mean_path(p: float, gain: float, loss: float, start: float, acts: int) -> tuple[Numbers, Numbers]:
    """T* + (T0 − T*)·A^t for t = 0 … acts, and the variance at each t."""
    rest = mean_at_rest(p, gain, loss)
    left: Numbers = left_each_week(p, gain, loss) ** np.arange(acts + 1, dtype=np.float64)
    mean = rest + (start - rest) * left
    second = [start**2]
    for m1 in mean[:-1]:
        second.append(next_second_moment(float(m1), second[-1], p, gain, loss))
    return mean, np.maximum(np.array(second) - mean**2, 0.0)


def ratio_at(trust: float, lam: float) -> float:
    """λT/(1−T): kept promises to one broken that hold this trust."""
    return lam * trust / (1.0 - trust)


def trust_at_ratio(ratio: float, lam: float) -> float:
    """R/(R+λ), the inverse."""
    return ratio / (ratio + lam)


# ------------------------------------------------------------------ the crowd


class Rested(NamedTuple):
    """A crowd that has forgotten where it began: trust on each tie, promises kept and broken on the way."""

    trust: Numbers
    kept: int
    broken: int


@lru_cache(maxsize=64)
def at_rest(p: float, gain: float, loss: float) -> Rested:
    """A crowd at rest; several checks look at the same one."""
    crowd = Crowd(gain, loss, keep=p).pass_weeks(weeks_to_rest(left_each_week(p, gain, loss)))
    return Rested(crowd.trust, crowd.kept, crowd.broken)


# ------------------------------------------------------------------ checks


def fixed_point() -> Check:
    """V1."""
    lines = []
    for gain, loss in RATES:
        samples = [at_rest(p, gain, loss).trust for p in KEEPS]
        tolerance = [
            ERRORS * math.sqrt(variance_at_rest(p, gain, loss) / len(sample))
            for p, sample in zip(KEEPS, samples, strict=True)
        ]
        formula = partial(mean_at_rest, gain=gain, loss=loss)
        lines.append(line(f"ℓ = {loss:g}", KEEPS, formula, [sample.mean() for sample in samples], tolerance))
    return Check(
        number="V1",
        what="Where trust comes to rest, by how often promises are kept",
        formula="T* = pα / (pα + (1−p)ℓ)",
        source=DERIVED,
        x_name="chance p to keep a promise",
        y_name="mean trust at rest",
        lines=tuple(lines),
        closeness=BY_VARIANCE,
        printed=(Printed("p = .8, α = .12, ℓ = .5", "0.4898", mean_at_rest(0.8, 0.12, 0.5)),),
    )


def exact_mean_path() -> Check:
    """V2."""
    weeks = 40
    lines = []
    for p, start in ((0.72, 0.67), (0.28, 0.67)):
        crowd = Crowd(0.13, 0.13, keep=p, trust=start)
        got = [crowd.trust.mean(), *(crowd.pass_weeks(1).trust.mean() for _ in range(weeks))]
        mean, variance = mean_path(p, 0.13, 0.13, start, weeks)
        tolerance = ERRORS * np.sqrt(variance / len(crowd.trust)) + 1e-12
        lines.append(line(f"p = {p:g}", np.arange(weeks + 1), mean, got, tolerance))
    return Check(
        number="V2",
        what="Mean trust week by week, with a reliable and an unreliable partner",
        formula="m(t) = T* + (T0 − T*)·Aᵗ,  A = 1 − pα − (1−p)ℓ",
        source=DERIVED,
        x_name="weeks t, one promise each",
        y_name="mean trust",
        lines=tuple(lines),
        closeness="4 standard errors of the mean, 4·√(Var(t)/n), Var(t) by the recursion of E T², n ties",
        printed=(
            Printed("p = .72, α = ℓ = .13, T0 = .67, t = 10", "0.70758", mean_path(0.72, 0.13, 0.13, 0.67, 10)[0][10]),
        ),
    )


def spread_at_rest() -> Check:
    """V3, the variance."""
    lines = []
    for gain, loss in ((0.12, 0.5), (0.13, 0.13), (0.5, 0.5)):
        samples = [at_rest(p, gain, loss).trust for p in KEEPS]
        # the standard error of a variance: √((m4 − σ⁴)/n)
        fourth = [((sample - sample.mean()) ** 4).mean() for sample in samples]
        tolerance = [
            ERRORS * math.sqrt(max(float(m4 - sample.var() ** 2), 0.0) / len(sample))
            for m4, sample in zip(fourth, samples, strict=True)
        ]
        formula = partial(variance_at_rest, gain=gain, loss=loss)
        got = [sample.var() for sample in samples]
        lines.append(line(f"α = {gain:g}, ℓ = {loss:g}", KEEPS, formula, got, tolerance))
    return Check(
        number="V3",
        what="How far trust is spread at rest",
        formula="Var = p(2α(1−α)T* + α²) / (1 − p(1−α)² − (1−p)(1−ℓ)²) − T*²;  αp(1−p)/(2−α) where α = ℓ",
        source="second moment of the same recursion [d]",
        x_name="chance p to keep a promise",
        y_name="variance of trust",
        lines=tuple(lines),
        closeness="4 standard errors of a variance, 4·√((m₄ − s⁴)/n), m₄ and s² as measured over n ties",
        printed=(
            Printed("p = .8, α = .12, ℓ = .5", "0.0454", variance_at_rest(0.8, 0.12, 0.5)),
            Printed("p = .72, α = ℓ = .13", "0.0140", variance_at_rest(0.72, 0.13, 0.13)),
            Printed("the same by αp(1−p)/(2−α)", "0.0140", 0.13 * 0.72 * 0.28 / (2.0 - 0.13)),
            Printed("p = α = ℓ = ½ (1/12)", "0.0833", variance_at_rest(0.5, 0.5, 0.5)),
        ),
    )


def uniform_law() -> Check:
    """V3, the whole distribution at p = α = ℓ = ½."""
    trust = np.sort(at_rest(0.5, 0.5, 0.5).trust)
    shares = np.linspace(0.05, 0.95, 19)
    return Check(
        number="V3",
        what="At p = α = ℓ = ½ every trust between 0 and 1 is equally likely",
        formula="quantile(q) = q",
        source="T is then 0.b₁b₂b₃… with fair binary digits: uniform [d]",
        x_name="share q of the ties",
        y_name="trust below which they lie",
        lines=(
            line(
                "", shares, shares, np.quantile(trust, shares), ERRORS * np.sqrt(shares * (1.0 - shares) / len(trust))
            ),
        ),
        closeness="4 standard errors of a quantile of the uniform law, 4·√(q(1−q)/n), n ties",
    )


def memory() -> Check:
    """V4."""
    lags = np.arange(1, 21)
    lines = []
    for gain, loss in RATES:
        crowd = Crowd(gain, loss, keep=0.8).pass_weeks(weeks_to_rest(left_each_week(0.8, gain, loss)))
        first = crowd.trust
        found = [_correlation(first, crowd.pass_weeks(1).trust) for _ in lags]
        left = left_each_week(0.8, gain, loss)
        got, tolerance = zip(*found, strict=True)
        lines.append(line(f"ℓ = {loss:g}", lags, partial(pow, left), got, tolerance))
    return Check(
        number="V4",
        what="How long trust remembers: its correlation with itself some weeks later",
        formula="autocorrelation at lag t = Aᵗ,  A = 1 − pα − (1−p)ℓ",
        source=DERIVED,
        x_name="lag t in weeks",
        y_name="correlation",
        lines=tuple(lines),
        closeness="4 standard errors of a correlation, 4·sd(z₁z₂ − r(z₁² + z₂²)/2)/√n, z standardised, n ties",
        printed=(Printed("p = .8, α = .12, ℓ = .5, lag 1", "0.804", left_each_week(0.8, 0.12, 0.5)),),
    )


def _correlation(first: Numbers, second: Numbers) -> tuple[float, float]:
    """The correlation of two samples, and four of its standard errors by the delta method."""
    one, other = ((sample - sample.mean()) / sample.std() for sample in (first, second))
    r = float((one * other).mean())
    influence = one * other - r * (one**2 + other**2) / 2.0
    return r, ERRORS * float(influence.std()) / math.sqrt(len(one))


def five_to_one() -> Check:
    """V6, from the ratio to trust."""
    ratios = np.array([0.8, 1.5, 3.0, 5.0, 8.0, 12.0])
    lines = []
    for lam in (1.0, 2.0):
        keeps = ratios / (1.0 + ratios)
        crowds = [at_rest(float(p), 0.12, 0.12 * lam) for p in keeps]
        tolerance = [
            ERRORS * math.sqrt(variance_at_rest(float(p), 0.12, 0.12 * lam) / len(crowd.trust))
            for p, crowd in zip(keeps, crowds, strict=True)
        ]
        got = [crowd.trust.mean() for crowd in crowds]
        lines.append(line(f"λ = {lam:g}", ratios, partial(trust_at_ratio, lam=lam), got, tolerance))
    return Check(
        number="V6",
        what="Five kept promises to one broken: the trust that such a balance holds",
        formula="T* = R / (R + λ),  R = N₊/N₋,  λ = ℓ/α",
        source="p/(1−p) = λT*/(1−T*), from V1 [d]",
        x_name="kept to broken promises R",
        y_name="mean trust at rest",
        lines=tuple(lines),
        closeness=BY_VARIANCE,
        printed=(
            Printed("5 to 1, λ = 1", "0.833", trust_at_ratio(5.0, 1.0)),
            Printed("5 to 1, λ = 2", "0.714", trust_at_ratio(5.0, 2.0)),
        ),
    )


def balance() -> Check:
    """V6, from trust to the ratio that is counted."""
    keeps = np.array([0.45, 0.6, 0.7, 0.8, 0.9])
    lines = []
    for lam in (1.0, 2.0):
        rest = [mean_at_rest(float(p), 0.12, 0.12 * lam) for p in keeps]
        crowds = [at_rest(float(p), 0.12, 0.12 * lam) for p in keeps]
        acts = np.array([crowd.kept + crowd.broken for crowd in crowds])
        got = [crowd.kept / crowd.broken for crowd in crowds]
        lines.append(
            line(
                f"λ = {lam:g}",
                rest,
                partial(ratio_at, lam=lam),
                got,
                ERRORS * np.sqrt(keeps / (1.0 - keeps) ** 3 / acts),
            )
        )
    return Check(
        number="V6",
        what="Kept and broken promises as they were counted, by the trust at which they balance",
        formula="N₊/N₋ = λT* / (1−T*)",
        source="the same, read the other way [d]",
        x_name="trust at rest T*",
        y_name="kept promises to one broken",
        lines=tuple(lines),
        closeness="4 standard errors of a ratio of counts, 4·√(p/((1−p)³N)), N promises counted",
    )


def mixture() -> Check:
    """V9."""
    shares = np.linspace(0.0, 1.0, 6)
    apologises, warns = 0.5, 0.3
    p = Parameters(first_impression=0.0, warned=1.0)

    def lost(extra: float) -> float:
        """The mean share lost by breaches of this size, apologised for or not."""
        size = p.lapse_size + extra
        return apologises * logistic(size - p.apology_on_trust) + (1.0 - apologises) * logistic(size)

    honest = warns * lost(-p.warned) + (1.0 - warns) * lost(0.0)
    lines = []
    for keep in (0.9, 0.7):
        mean_loss = [(1.0 - m) * honest + m * lost(p.deliberate) for m in shares]
        samples = []
        for m, loss in zip(shares, mean_loss, strict=True):
            traits = {"communication": warns, "transparency": 1.0, "apology": apologises, "deliberate_share": float(m)}
            crowd = Crowd(p.trust_gain, logistic(p.lapse_size), keep=keep, traits=traits, parameters={"warned": 1.0})
            samples.append(crowd.pass_weeks(weeks_to_rest(left_each_week(keep, p.trust_gain, loss))).trust)
        got, tolerance = of_many(samples)
        expected = [mean_at_rest(keep, p.trust_gain, loss) for loss in mean_loss]
        lines.append(line(f"p = {keep:g}", shares, expected, got, tolerance))
    return Check(
        number="V9",
        what="Six kinds of breach at once: honest or on purpose, announced or not, with an apology or without",
        formula="T* = pα / (pα + (1−p)·Σ πₖℓₖ)",
        source="V1 with the mean loss [d]",
        x_name="share of breaches on purpose",
        y_name="mean trust at rest",
        lines=tuple(lines),
        closeness=BY_SPREAD,
    )


def reliance_sets_the_pace() -> Check:
    """V10: what one week brings on average, at any trust."""
    p, gain, loss = 0.8, 0.12, 0.24
    rest = mean_at_rest(p, gain, loss)
    levels = np.sort([0.0, 0.1, 0.25, 0.4, 0.55, rest, 0.8, 0.9, 1.0])
    lines = []
    for label, caution, forgiveness in (
        ("everybody relies", 0.0, 0.5),
        ("forgiveness ½", 1.0, 0.5),
        ("forgiveness 0", 1.0, 0.0),
    ):
        expected, got, tolerance = [], [], []
        for level in levels:
            crowd = Crowd(
                gain,
                loss,
                keep=p,
                trust=float(level),
                traits={"forgiveness": forgiveness},
                parameters={"caution": caution},
            )
            after = crowd.weeks_from(level, WEEKS)
            chance = 1.0 - caution * (1.0 - 2.0 * forgiveness / 3.0) * (1.0 - level)
            mean = chance * (p * gain * (1.0 - level) - (1.0 - p) * loss * level)
            square = chance * (p * gain**2 * (1.0 - level) ** 2 + (1.0 - p) * loss**2 * level**2)
            expected.append(mean)
            got.append(float(after.mean()) - level)
            tolerance.append(ERRORS * math.sqrt(max(square - mean**2, 0.0) / len(after)) + 1e-12)
        lines.append(line(label, levels, expected, got, tolerance))
    return Check(
        number="V10",
        what="Caution changes how fast trust moves, not where it rests; without trust and forgiveness nothing moves",
        formula="E ΔT = ρ(T)·(pα(1−T) − (1−p)ℓT),  ρ = q + (1−q)T,  q = 2φ/3",
        source="mean of one act times the chance to rely; 0 at T* of V1 whatever ρ [d]",
        x_name=f"trust T (at rest: {rest:.3f})",
        y_name="mean change in a week",
        lines=tuple(lines),
        closeness="4 standard errors of the mean change, 4·√(Var ΔT/n), Var by the same formula, n ties and weeks",
    )


def misreading() -> Check:
    """V11."""
    openness = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    keep = 0.85
    lines: list[Line] = []
    for eta in (0.1, 0.2):
        expected = keep * (1.0 - eta * (1.0 - openness))
        samples = [
            Crowd(keep=keep, trust=0.8, traits={"transparency": float(tau)}, parameters={"misreading": eta})
            .pass_weeks(weeks_to_rest(0.88))
            .trust
            for tau in openness
        ]
        tolerance = [
            ERRORS * math.sqrt(variance_at_rest(float(p), 0.12, 0.12) / len(sample))
            for p, sample in zip(expected, samples, strict=True)
        ]
        lines.append(line(f"η = {eta:g}", openness, expected, [sample.mean() for sample in samples], tolerance))
    return Check(
        number="V11",
        what="What misreading costs, and transparency gives back",
        formula="T* = p_eff = r(1 − η(1−τ)) where α = ℓ",
        source="V1 with the chance that an act is kept and read rightly [d]",
        x_name="transparency τ",
        y_name="mean trust at rest",
        lines=tuple(lines),
        closeness=BY_VARIANCE,
        printed=tuple(
            Printed(f"r = .85, η = .1, τ = {tau:g}", text, keep * (1.0 - 0.1 * (1.0 - tau)))
            for tau, text in ((0.0, "0.765"), (0.5, "0.8075"), (1.0, "0.85"))
        ),
    )
