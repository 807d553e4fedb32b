"""V15–V17 and memory one: people who keep a promise because of their own trust in the other."""

from __future__ import annotations

import math
from functools import partial
from typing import Final

import numpy as np
from scipy.optimize import brentq

from trustsim.laws import keeping
from trustsim.verification.check import ERRORS, Check, Numbers, Printed, line, of_many, of_mean
from trustsim.verification.crowd import Crowd, weeks_to_rest
from trustsim.verification.pair import after_one
from trustsim.verification.stationary import WEEKS

BY_PAIRS: Final = "4 standard errors of the mean, 4·s/√n, s as measured over n pairs"
FLOOR: Final = 0.3
TOP: Final = 0.95


def reciprocal(floor: float, top: float) -> dict[str, float]:
    """The parameters of people who reciprocate and do nothing else."""
    return {"reciprocity": 1.0, "reciprocity_floor": floor, "reciprocity_top": top}


# ------------------------------------------------------------------ generous tit-for-tat


def cooperation(q: float, noise: float) -> float:
    """c = (ε + (1−2ε)q) / (1 − (1−2ε)(1−q))."""
    return (noise + (1.0 - 2.0 * noise) * q) / (1.0 - (1.0 - 2.0 * noise) * (1.0 - q))


def after_a_breach(q: float, noise: float) -> float:
    """The chance to keep after the other has broken: forgiven and done rightly, or not forgiven and done wrongly."""
    return q * (1.0 - noise) + (1.0 - q) * noise


def generous(q: float, noise: float) -> Crowd:
    """Pairs in which both play generous tit-for-tat: trust is what the other did last."""
    return Crowd(1.0, 1.0, trust=0.6, parameters=reciprocal(after_a_breach(q, noise), 1.0 - noise))


def generous_tit_for_tat() -> Check:
    """V15."""
    chances = np.array([0.0, 0.1, 1.0 / 3.0, 0.5, 2.0 / 3.0, 0.9])
    lines = []
    for noise in (0.02, 0.05, 0.125):
        left = [(1.0 - 2.0 * noise) * (1.0 - q) for q in chances]
        samples = [
            generous(float(q), noise).pass_weeks(weeks_to_rest(each)).of_pairs()
            for q, each in zip(chances, left, strict=True)
        ]
        got, tolerance = of_many(samples)
        lines.append(line(f"ε = {noise:g}", chances, partial(cooperation, noise=noise), got, tolerance))
    return Check(
        number="V15",
        what="Two who repay in kind: any noise takes half of cooperation; a little generosity gives it back",
        formula="c = (ε + (1−2ε)q) / (1 − (1−2ε)(1−q))",
        source="generous tit-for-tat: Nowak & Sigmund 1992; rest of its Markov chain [d]",
        x_name="chance q to keep after a breach",
        y_name="promises kept at rest",
        lines=tuple(lines),
        closeness=BY_PAIRS,
        printed=(
            Printed("q = ⅓, ε = .05", "0.875", cooperation(1.0 / 3.0, 0.05)),
            Printed("q = ⅔, ε = ⅛", "0.8333", cooperation(2.0 / 3.0, 0.125)),
            Printed("q = 0, any ε", "0.5", cooperation(0.0, 0.01)),
        ),
    )


SITUATIONS: Final = ("both\nkept", "I kept,\nother broke", "I broke,\nother kept", "both\nbroke")


def _counts(crowd: Crowd, weeks: int) -> tuple[Numbers, Numbers]:
    """How often each of ``SITUATIONS`` was, and how often a promise was kept in the week after it.

    Trust is what the other did last, so it shows every act: that of a tie's target stands on the tie itself, what the
    target had met with stands on the tie the other way.
    """
    reverse = crowd.reverse
    seen, kept = np.zeros(4), np.zeros(4)
    before = crowd.trust > 0.5
    for _ in range(weeks):
        now = crowd.pass_weeks(1).trust > 0.5
        situation = 2 * ~before + ~before[reverse]
        seen += np.bincount(situation, minlength=4)
        kept += np.bincount(situation, weights=now, minlength=4)
        before = now
    return seen, kept


def memory_one() -> Check:
    """The strategy that was played, from its acts alone."""
    weeks = 20
    lines = []
    for q, noise in ((1.0 / 3.0, 0.05), (2.0 / 3.0, 0.125)):
        seen, kept = _counts(generous(q, noise).pass_weeks(10), weeks)
        low, high = after_a_breach(q, noise), 1.0 - noise
        expected = np.array([high, low, high, low])
        tolerance = ERRORS * np.sqrt(expected * (1.0 - expected) / seen)
        lines.append(line(f"q = {q:.2f}, ε = {noise:g}", np.arange(4), expected, kept / seen, tolerance))
    return Check(
        number="M1",
        what="What they play, from their acts alone: only what the other did last matters",
        formula="P(keep | other kept) = 1−ε,  P(keep | other broke) = q(1−ε) + (1−q)ε",
        source="memory-one strategy by maximum likelihood: shares of kept acts by situation [d]",
        x_name="last week",
        y_name="chance to keep",
        lines=tuple(lines),
        closeness="4 standard errors of a share, 4·√(p(1−p)/n), n acts in that situation",
        names=SITUATIONS,
    )


def generosity_recovered() -> Check:
    """Generosity by maximum likelihood, from acts alone."""
    chances = np.array([0.05, 0.2, 1.0 / 3.0, 0.5, 2.0 / 3.0, 0.9])
    lines = []
    for noise in (0.02, 0.125):
        found = [_likeliest(*_counts(generous(float(q), noise).pass_weeks(10), 10)) for q in chances]
        got, tolerance = zip(*found, strict=True)
        lines.append(line(f"ε = {noise:g}", chances, chances, got, tolerance))
    return Check(
        number="M1",
        what="Generosity that was put in is found again from the acts, by maximum likelihood",
        formula="q̂ = (k₀ − ε̂) / (1 − 2ε̂),  ε̂ = 1 − k₁;  k₁, k₀: shares kept after a kept and a broken act",
        source="the likelihood is a product of two binomials, greatest at their shares [d]",
        x_name="q as simulated",
        y_name="q as recovered",
        lines=tuple(lines),
        closeness="4 standard errors of q̂ by the delta method, from the two binomial variances",
    )


def _likeliest(seen: Numbers, kept: Numbers) -> tuple[float, float]:
    """q̂ and four of its standard errors."""
    n1, n0 = seen[0] + seen[2], seen[1] + seen[3]
    k1, k0 = (kept[0] + kept[2]) / n1, (kept[1] + kept[3]) / n0
    noise = 1.0 - k1
    q = (k0 - noise) / (1.0 - 2.0 * noise)
    by_k0 = 1.0 / (1.0 - 2.0 * noise)
    by_noise = (2.0 * q - 1.0) / (1.0 - 2.0 * noise)
    variance = by_k0**2 * k0 * (1.0 - k0) / n0 + by_noise**2 * k1 * (1.0 - k1) / n1
    return float(q), ERRORS * math.sqrt(variance)


# ------------------------------------------------------------------ linear reciprocity


def root(gain: float, loss: float, floor: float, top: float) -> float:
    """The root in (0, 1) of Δ(ℓ−α)T² + [αΔ − αp₀ − ℓ(1−p₀)]T + αp₀ = 0; p₀/(1−Δ) where ℓ = α."""
    rise = top - floor
    a, b, c = rise * (loss - gain), gain * rise - gain * floor - loss * (1.0 - floor), gain * floor
    if a == 0.0:
        return -c / b
    return (-b - math.sqrt(b * b - 4.0 * a * c)) / (2.0 * a)


def drift(trust: float, gain: float, loss: float, floor: float, top: float) -> float:
    """p(T)·α(1−T) − (1−p(T))·ℓT, p(T) = p₀ + ΔT."""
    p = floor + (top - floor) * trust
    return p * gain * (1.0 - trust) - (1.0 - p) * loss * trust


def next_mean(mine: float, other: float, gain: float, loss: float, floor: float, top: float) -> float:
    """My trust after a week, on average, when the other keeps by their trust in me: by the model's rules and laws."""
    kept, broken = after_one(mine, gain, loss)
    chance = keeping.reciprocated(0.0, 1.0, floor, top, other)
    return chance * kept + (1.0 - chance) * broken


def pull_of_reciprocity() -> Check:
    """V16, what one week brings."""
    lines = []
    for gain, loss in ((0.12, 0.12), (0.12, 0.5)):
        levels = np.sort([0.0, 0.1, 0.3, 0.5, 0.7, 1.0, root(gain, loss, FLOOR, TOP)])
        formula = partial(drift, gain=gain, loss=loss, floor=FLOOR, top=TOP)
        p = FLOOR + (TOP - FLOOR) * levels
        mean = np.array([formula(float(level)) for level in levels])
        square = p * gain**2 * (1.0 - levels) ** 2 + (1.0 - p) * loss**2 * levels**2
        after = [_reciprocal_crowd(gain, loss, float(level)).weeks_from(float(level), WEEKS) for level in levels]
        got = [float(trust.mean()) - level for trust, level in zip(after, levels, strict=True)]
        count = len(after[0])
        lines.append(line(f"ℓ = {loss:g}", levels, formula, got, ERRORS * np.sqrt((square - mean**2) / count)))
    return Check(
        number="V16",
        what="What a week brings to two who trust each other equally: up below the root, down above it",
        formula="E ΔT = p(T)·α(1−T) − (1−p(T))·ℓT,  p(T) = p₀ + ΔT",
        source="mean of one act [d]",
        x_name="trust T of both",
        y_name="mean change in a week",
        lines=tuple(lines),
        closeness="4 standard errors of the mean change, 4·√(Var ΔT/n), Var by the same formula, n ties and weeks",
    )


def _reciprocal_crowd(gain: float, loss: float, trust: float, floor: float = FLOOR) -> Crowd:
    return Crowd(gain, loss, trust=trust, parameters=reciprocal(floor, TOP))


def one_root() -> Check:
    """V16, where the mean equation rests."""
    floors = np.array([0.02, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8])
    lines = []
    for gain, loss in ((0.12, 0.06), (0.12, 0.12), (0.12, 0.5)):
        got = [_only_root(gain, loss, float(floor), TOP) for floor in floors]
        lines.append(line(f"λ = {loss / gain:.3g}", floors, partial(root, gain, loss, top=TOP), got, 1e-9))
    return Check(
        number="V16",
        what="Linear reciprocity has one resting point and no tipping point",
        formula="Δ(ℓ−α)T² + [αΔ − αp₀ − ℓ(1−p₀)]T + αp₀ = 0;  p₀/(1−Δ) where ℓ = α",
        source="zero of the mean change [d]",
        x_name="p₀: chance to keep without any trust",
        y_name="trust at rest",
        lines=tuple(lines),
        closeness="1e-9: where the mean change by the rules is 0; the rules must have exactly one such place",
        printed=(
            Printed("p₀ = .3, p₁ = .95, α = ℓ", "0.857", root(0.12, 0.12, FLOOR, TOP)),
            Printed("p₀ = .3, p₁ = .95, ℓ = .5, α = .12", "0.1306", root(0.12, 0.5, FLOOR, TOP)),
        ),
    )


def _only_root(gain: float, loss: float, floor: float, top: float) -> float:
    """The trust at which a week changes nothing on average; NaN unless there is exactly one between 0 and 1."""

    def change(trust: float) -> float:
        return next_mean(trust, trust, gain, loss, floor, top) - trust

    levels = np.linspace(0.0, 1.0, 41)
    signs = np.sign([change(float(level)) for level in levels])
    levels, signs = levels[signs != 0.0], signs[signs != 0.0]
    turns = np.flatnonzero(signs[1:] != signs[:-1])
    if len(turns) != 1:
        return math.nan
    return float(brentq(change, levels[turns[0]], levels[turns[0] + 1], xtol=1e-13))


def same_rest_from_anywhere() -> Check:
    """V16, many pairs run to their rest."""
    floors = np.array([0.2, 0.3, 0.45, 0.6, 0.8])
    lines = []
    for start in (0.2, 0.9):
        weeks = [weeks_to_rest(1.0 - 0.12 * (1.0 - (TOP - floor))) for floor in floors]
        samples = [
            _reciprocal_crowd(0.12, 0.12, start, float(floor)).pass_weeks(count).of_pairs()
            for floor, count in zip(floors, weeks, strict=True)
        ]
        got, tolerance = of_many(samples)
        lines.append(line(f"from {start:g}", floors, partial(root, 0.12, 0.12, top=TOP), got, tolerance))
    return Check(
        number="V16",
        what="With equal rates pairs come to the same trust from wherever they start",
        formula="T* = p₀ / (1−Δ)",
        source="V16 for ℓ = α; the mean of two coupled ties is exact where α = ℓ [d]",
        x_name="p₀: chance to keep without any trust",
        y_name="mean trust at rest",
        lines=tuple(lines),
        closeness=BY_PAIRS,
    )


# ------------------------------------------------------------------ stability

NUDGE: Final = 1e-6


def edge_of_stability() -> Check:
    """V17, at full mutual trust, which is a resting point where p₁ = 1."""
    floor, gain = 0.2, 0.12
    ratios = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0])
    shaken = (0.1, 0.6)  # floors of two who are not alike
    together, apart, unlike = [], [], []
    for ratio in ratios:
        loss = gain * math.sqrt(float(ratio)) / (1.0 - floor)
        law = (gain, loss, floor, 1.0)
        low, full = 1.0 - NUDGE, 1.0
        together.append((1.0 - next_mean(low, low, *law)) / NUDGE)
        mine, others = next_mean(low, full, *law), next_mean(full, low, *law)
        apart.append((others - mine) / NUDGE)
        unlike.append(_doubt_left(gain, gain * math.sqrt(float(ratio)), shaken))
    return Check(
        number="V17",
        what="Two who reciprocate hold only while each steadies faster alone than the other can shake them",
        formula="a small doubt grows by 1 − a + b a week (both), 1 − a − b (one);  stable if and only if b₁b₂ < a₁a₂",
        source="Rinaldi 1998 [b], on the linearised pair; here a = α, b = (1−p₀)ℓ at full mutual trust [d]",
        x_name="b₁b₂ / a₁a₂",
        y_name="doubt left after a week",
        lines=(
            line("both doubt", ratios, lambda ratio: 1.0 - gain + gain * math.sqrt(ratio), together, 1e-5),
            line("one doubts", ratios, lambda ratio: 1.0 - gain - gain * math.sqrt(ratio), apart, 1e-5),
            line("two unlike, both doubt", ratios, lambda ratio: 1.0 - gain + gain * math.sqrt(ratio), unlike, 1e-5),
        ),
        closeness="1e-5: the second order of a doubt of 1e-6",
    )


def _doubt_left(gain: float, shake: float, floors: tuple[float, float]) -> float:
    """What a week leaves of a small doubt of two with different floors, where √(b₁b₂) is the shake.

    Each is shaken by what the other keeps: b₁ = (1−p₀ of the other)·ℓ. The doubts are in the proportion √b₁ : √b₂ that
    a week leaves as it is; NaN if it does not.
    """
    loss = shake / math.sqrt((1.0 - floors[0]) * (1.0 - floors[1]))
    doubts = [NUDGE * math.sqrt(1.0 - floor) for floor in reversed(floors)]
    left = [
        (1.0 - next_mean(1.0 - mine, 1.0 - other, gain, loss, floor, 1.0)) / mine
        for mine, other, floor in zip(doubts, reversed(doubts), reversed(floors), strict=True)
    ]
    return left[0] if math.isclose(left[0], left[1], abs_tol=1e-5) else math.nan


def doubts_fade() -> Check:
    """V17, a pair that was moved from its rest, week by week."""
    gain, weeks = 0.12, 40
    rest, rise = root(gain, gain, FLOOR, TOP), TOP - FLOOR
    crowd = _reciprocal_crowd(gain, gain, 0.5)
    one = crowd.first_of_pair
    other = crowd.reverse[one]
    trust = crowd.trust
    trust[one], trust[other] = rest - 0.25, rest - 0.65
    crowd.set_trust(trust)
    both, difference = [], []
    for week in range(weeks + 1):
        trust = crowd.trust if week == 0 else crowd.pass_weeks(1).trust
        both.append(of_mean((trust[one] + trust[other]) / 2.0 - rest))
        difference.append(of_mean((trust[one] - trust[other]) / 2.0))
    times = np.arange(weeks + 1, dtype=np.float64)
    lines = []
    for label, start, left, found in (
        ("mean of the two", -0.45, 1.0 - gain * (1.0 - rise), both),
        ("half their difference", 0.2, 1.0 - gain * (1.0 + rise), difference),
    ):
        got, tolerance = zip(*found, strict=True)
        lines.append(line(label, times, start * left**times, got, np.array(tolerance) + 1e-12))
    return Check(
        number="V17",
        what="Pairs away from rest come back: the difference of the two fades fast, their common doubt slowly",
        formula="(1 − α(1−Δ))ᵗ for the mean of the two, (1 − α(1+Δ))ᵗ for half their difference;  α = ℓ",
        source="the eigenvalues of the pair; exact where α = ℓ [d]",
        x_name="weeks t",
        y_name="distance from rest",
        lines=tuple(lines),
        closeness=BY_PAIRS,
    )
