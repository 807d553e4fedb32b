"""V14: two published laws, written as rates, are what their authors wrote as counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np

from trustsim.verification.chance import outcomes
from trustsim.verification.check import EXACT, ROUNDING, Check, Line, line
from trustsim.verification.pair import pair

ACTS: Final = 60


def _trust_after_each(law: Mapping[str, Any], start: float, acts: Sequence[bool]) -> list[float]:
    """Trust at the start and after each act, under a law."""
    between = pair(start, law=law)
    trust = [between.trust]
    for kept in acts:
        if kept:
            between.keep()
        else:
            between.breach()
        trust.append(between.trust)
    return trust


def _line(
    label: str, law: Mapping[str, Any], start: float, share: float, counted: Callable[[Sequence[bool]], float]
) -> Line:
    acts = outcomes(label, share, ACTS)
    expected = [counted(acts[:count]) for count in range(ACTS + 1)]
    return line(label, np.arange(ACTS + 1), expected, _trust_after_each(law, start, acts), EXACT)


def beta_mean(acts: Sequence[bool], remembered: float = 1.0) -> float:
    """(r+1)/(r+s+2); r ← λr + o, s ← λs + (1−o)."""
    good = bad = 0.0
    for kept in acts:
        good, bad = remembered * good + kept, remembered * bad + (not kept)
    return (good + 1.0) / (good + bad + 2.0)


def beta_reputation() -> Check:
    """V14, Jøsang & Ismail."""
    law = "beta_reputation"
    return Check(
        number="V14",
        what="Rates of 1/(n+3) are the mean of a Beta distribution, for any sequence of acts; with forgetting too",
        formula="T = (r+1) / (r+s+2);  forgetting: r ← λr + o, s ← λs + (1−o)",
        source="Jøsang & Ismail 2002 [a], forgetting [b]",
        x_name="acts n",
        y_name="trust",
        lines=(
            _line("85 % kept", {"name": law}, 0.5, 0.85, beta_mean),
            _line("40 % kept", {"name": law}, 0.5, 0.4, beta_mean),
            _line("85 % kept, λ = .9", {"name": law, "forgetting": 0.9}, 0.5, 0.85, partial(beta_mean, remembered=0.9)),
        ),
        closeness=ROUNDING,
    )


def evidence_mean(acts: Sequence[bool], success: float, failure: float, prior: float, start: float) -> float:
    """A/(A+B) with A = N0·T0 + w_s·kept, B = N0·(1−T0) + w_f·broken."""
    good = prior * start + success * sum(acts)
    bad = prior * (1.0 - start) + failure * (len(acts) - sum(acts))
    return good / (good + bad)


def guo_yang() -> Check:
    """V14, Guo & Yang."""
    lines = []
    for success, failure, prior, start, share in (
        (1.0, 1.0, 2.0, 0.5, 0.7),
        (1.0, 2.0, 2.0, 0.5, 0.7),
        (2.0, 5.0, 20.0, 0.7, 0.7),
    ):
        law = {
            "name": "guo_yang",
            "success_weight": success,
            "failure_weight": failure,
            "prior_evidence": prior,
        }
        counted = partial(evidence_mean, success=success, failure=failure, prior=prior, start=start)
        lines.append(_line(f"w = {success:g}, {failure:g}; N₀ = {prior:g}", law, start, share, counted))
    return Check(
        number="V14",
        what="Gains of w_s/(N+w_s) and losses of w_f/(N+w_f) are a Beta distribution with weighted evidence",
        formula="T = A / (A+B),  A ← A + w_s,  B ← B + w_f",
        source="Guo & Yang 2021 [a], equation [b]",
        x_name="acts",
        y_name="trust",
        lines=tuple(lines),
        closeness=ROUNDING,
    )
