"""V5, V7, V8: what a breach is worth in kept promises, where nothing hurts and no ceiling is lowered."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from trustsim.laws.arithmetic import logarithm
from trustsim.verification.check import EXACT, Check, Printed, line
from trustsim.verification.crowd import size_of
from trustsim.verification.pair import after_one, kept_until, pair

GAIN: Final = 0.12
COUNTED: Final = "1e-9: of the last promise as much counts as was needed, by the logarithm of the gap"


def kept_between(trust: float, level: float, gain: float) -> float:
    """ln[(1−T1)/(1−T0)] / ln(1−α): kept promises that lead from one trust to a higher one. Units: promises.

    At α = .12, from .50 to .85: 9.42.
    """
    return logarithm((1.0 - level) / (1.0 - trust)) / logarithm(1.0 - gain)


def kept_to_undo(trust: float, share: float, gain: float) -> float:
    """ln[(1−T)/(1−T(1−ℓ))] / ln(1−α): kept promises that undo one breach which cost the share ℓ of trust T.

    At α = .12: 8.59 from T = .8, ℓ = .5; 15.8 from T = .9, ℓ = .73.
    """
    return kept_between(trust * (1.0 - share), trust, gain)


def loss_over_gain(trust: float, share: float, gain: float) -> float:
    """(ℓ/α)·T/(1−T): what one lapse costs in kept promises, to first order; 3 at T = .75 and equal rates."""
    return share / gain * trust / (1.0 - trust)


def one_step() -> Check:
    """V5."""
    levels = np.array([0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9])
    lines = []
    for lam in (1.0, 2.0):
        formula = partial(loss_over_gain, share=GAIN * lam, gain=GAIN)
        steps = [after_one(float(trust), GAIN, GAIN * lam) for trust in levels]
        got = [(trust - broken) / (kept - trust) for trust, (kept, broken) in zip(levels, steps, strict=True)]
        lines.append(line(f"λ = {lam:g}", levels, formula, got, EXACT * (1.0 + np.array(got))))
    return Check(
        number="V5",
        what="One lapse costs several kept promises by geometry alone: the more, the higher trust stands",
        formula="loss / gain = λT / (1−T),  λ = ℓ/α",
        source="one step of the two rates [d]",
        x_name="trust T",
        y_name="loss over gain",
        lines=tuple(lines),
        closeness="1e-12 of the ratio: two ways of computing the same number",
        printed=(Printed("T = .75, λ = 1", "3", loss_over_gain(0.75, GAIN, GAIN)),),
    )


def undoing() -> Check:
    """V7."""
    levels = np.array([0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95])
    lines = []
    for share in (0.12, 0.5, 0.73):
        got = []
        for level in levels:
            between = pair(float(level), trust_gain=GAIN)
            between.breach(size_of(share))
            got.append(kept_until(float(level), between))
        lines.append(line(f"ℓ = {share:g}", levels, partial(kept_to_undo, share=share, gain=GAIN), got, 1e-9))
    return Check(
        number="V7",
        what="Kept promises that undo one breach",
        formula="n = ln[(1−T) / (1−T(1−ℓ))] / ln(1−α)",
        source="the gap 1−T shrinks by 1−α each time [d]",
        x_name="trust T before the breach",
        y_name="kept promises",
        lines=tuple(lines),
        closeness=COUNTED,
        printed=(
            Printed("T = .8, ℓ = .5", "8.59", kept_to_undo(0.8, 0.5, GAIN)),
            Printed("T = .9, ℓ = .73", "15.8", kept_to_undo(0.9, 0.73, GAIN)),
        ),
    )


def climbing() -> Check:
    """V8."""
    lines = []
    for start in (0.2, 0.5, 0.7):
        levels = np.array([level for level in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95) if level > start])
        got = [kept_until(float(level), pair(start, trust_gain=GAIN)) for level in levels]
        lines.append(line(f"from {start:g}", levels, partial(kept_between, start, gain=GAIN), got, 1e-9))
    return Check(
        number="V8",
        what="Kept promises that lead from one trust to a higher one",
        formula="n = ln[(1−T1) / (1−T0)] / ln(1−α)",
        source="the gap 1−T shrinks by 1−α each time [d]",
        x_name="trust T1 to be reached",
        y_name="kept promises",
        lines=tuple(lines),
        closeness=COUNTED,
        printed=(Printed("from .50 to .85", "9.42", kept_between(0.5, 0.85, GAIN)),),
    )
