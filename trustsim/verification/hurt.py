"""V12, V13, V22: what a breach destroys, how the hurt heals, how trust comes back meanwhile."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Final, NamedTuple

import numpy as np

from trustsim.laws.arithmetic import log_odds, logistic
from trustsim.parameters import Parameters
from trustsim.simulation.laboratory import OLD
from trustsim.verification.check import EXACT, ROUNDING, Check, Line, Printed, line
from trustsim.verification.pair import pair

P: Final = Parameters()
MCCULLOUGH: Final = "form: McCullough et al. 2010 [a]"


def rate(forgiveness: float) -> float:
    """g = 2φ·g0: log-odds of healing per logarithm of weeks."""
    return 2.0 * forgiveness * P.healing_exponent


def hurt_after(size: float, weeks: float, forgiveness: float) -> float:
    """H = o/(1+o), o = exp(x)·(1+t)^(−g)."""
    odds = math.exp(size) * (1.0 + weeks) ** -rate(forgiveness)
    return odds / (1.0 + odds)


def healing_clock() -> Check:
    """V12, week by week."""
    size, weeks = 2.0, 52
    lines = []
    for forgiveness in (0.0, 0.25, 0.5, 1.0):
        between = pair(0.8, law="default", traits={"forgiveness": forgiveness})
        between.breach(size)
        got = []
        for _ in range(weeks + 1):
            got.append(between.hurt)
            between.week()
        formula = partial(hurt_after, size, forgiveness=forgiveness)
        lines.append(line(f"φ = {forgiveness:g}", np.arange(weeks + 1), formula, got, EXACT))
    return Check(
        number="V12",
        what="A hurt heals fast at first, then slowly; without forgiveness not at all",
        formula="H(t) = o/(1+o),  o = e²·(1+t)^(−g),  g = 2φ·g0",
        source=MCCULLOUGH,
        x_name="weeks t since the breach",
        y_name="hurt",
        lines=tuple(lines),
        closeness=ROUNDING,
    )


def healed_in_thirteen_weeks() -> Check:
    """V12, by forgiveness."""
    levels = np.linspace(0.0, 1.0, 6)
    levels = np.sort(np.append(levels, 0.5))
    got = []
    for forgiveness in levels:
        between = pair(0.8, law="default", traits={"forgiveness": float(forgiveness)})
        between.breach(1.0)
        first = between.hurt
        for _ in range(13):
            between.week()
        got.append(log_odds(first) - log_odds(between.hurt))
    return Check(
        number="V12",
        what="Three months of healing, by forgiveness",
        formula="fall of logit H in 13 weeks = g·ln 14 = 4φ",
        source="2 log-odds in 3 months at φ = ½: McCullough et al. 2010 [a]",
        x_name="forgiveness φ",
        y_name="log-odds healed",
        lines=(line("", levels, 4.0 * levels, got, EXACT),),
        closeness=ROUNDING,
        printed=(Printed("φ = ½", "2.0000", rate(0.5) * math.log(14.0)),),
    )


KINDS: Final[dict[str, Mapping[str, bool]]] = {
    "lapse": {},
    "on purpose": {"deliberate": True},
    "hidden, found": {"deliberate": True, "concealed": True},
}


def coming_back() -> Check:
    """V13."""
    weeks, forgiveness = 26, 0.5
    lines = []
    for name, how in KINDS.items():
        size = P.lapse_size + (P.deliberate if "deliberate" in how else 0.0)
        size += P.concealed if "concealed" in how else 0.0
        share = logistic(size)
        ceiling = 1.0 - share * P.ceiling_damage if how else 1.0
        gap = ceiling - min(0.85 * (1.0 - share), ceiling)
        between = pair(0.85, law="default", traits={"forgiveness": forgiveness}, ceiling_repair=0.0)
        between.breach(**how)
        expected, got = [ceiling - gap], [between.trust]
        for week in range(weeks):
            gap *= 1.0 - P.trust_gain * (1.0 - hurt_after(size, week, forgiveness))
            expected.append(ceiling - gap)
            between.keep()
            got.append(between.trust)
            between.week()
        lines.append(line(name, np.arange(weeks + 1), expected, got, EXACT))
    return Check(
        number="V13",
        what="After one breach: trust with one kept promise a week, slowed by hurt, up to a lowered ceiling",
        formula="T_n = C − (C − T₀′)·∏ [1 − α(1 − H(s))], s = 0 … n−1;  ω = 0",
        source="the law, week after week [d]",
        x_name="weeks n since the breach",
        y_name="trust",
        lines=tuple(lines),
        closeness=ROUNDING,
    )


class Weight(NamedTuple):
    """What makes a breach worse or better: by how much for trust, and for hurt."""

    name: str
    trust: float
    hurt: float
    how: Mapping[str, bool]
    history: int = OLD


WEIGHTS: Final = (
    Weight("on purpose", P.deliberate, P.deliberate, {"deliberate": True}),
    Weight("hidden,\nfound", P.concealed, P.concealed, {"concealed": True}),
    Weight("warned\nof", -P.warned, -P.warned, {"warned": True}),
    Weight("with an\napology", -P.apology_on_trust, -P.apology_on_hurt, {"apology": True}),
    Weight("very first\nact", P.first_impression, P.first_impression, {}, 0),
    Weight("after five\nacts", P.first_impression * math.exp(-1.0), P.first_impression * math.exp(-1.0), {}, 5),
    Weight(
        "on purpose,\nwarned of,\napology",
        P.deliberate - P.warned - P.apology_on_trust,
        P.deliberate - P.warned - P.apology_on_hurt,
        {"deliberate": True, "warned": True, "apology": True},
    ),
)


def severity() -> Check:
    """V22."""
    found = [_log_odds_of(weight.how, weight.history) for weight in WEIGHTS]
    plain = _log_odds_of({}, OLD)
    again = _log_odds_of_a_second()
    repeated = P.repeat * logistic(P.lapse_size)
    places = np.arange(len(WEIGHTS) + 1)
    sides = (
        ("of the trust lost", [weight.trust for weight in WEIGHTS], 0),
        ("of the hurt", [weight.hurt for weight in WEIGHTS], 1),
    )
    lines: list[Line] = []
    for label, weights, side in sides:
        got = [each[side] - plain[side] for each in (*found, again)]
        lines.append(line(label, places, [*weights, repeated], got, EXACT))
    return Check(
        number="V22",
        what="What makes a breach worse or better adds up in log-odds",
        formula="logit ℓ = x0 + β_D·deliberate + β_L·hidden + β_R·H + β_E·e^(−n/n_E) − β_N·warned − β_A·apology",
        source="each term and its mark stand in trustsim/parameters.py; that they add up is the law",
        x_name="",
        y_name="difference in log-odds",
        lines=tuple(lines),
        closeness=ROUNDING,
        printed=(
            Printed("on purpose", "2.0", WEIGHTS[0].trust),
            Printed("with an apology, of the trust lost", "-0.80", WEIGHTS[3].trust),
        ),
        names=(*(weight.name for weight in WEIGHTS), "while the\nlast hurts"),
    )


def _log_odds_of(how: Mapping[str, bool], history: int) -> tuple[float, float]:
    """Of the share of trust that one breach destroys, and of the hurt that it leaves."""
    between = pair(0.5, law="default", history=history)
    between.breach(**how)
    return log_odds(1.0 - between.trust / 0.5), log_odds(between.hurt)


def _log_odds_of_a_second() -> tuple[float, float]:
    """The same of a second breach, while the first still hurts in full."""
    between = pair(0.5, law="default")
    between.breach()
    trust, hurt = between.trust, between.hurt
    between.breach()
    return log_odds(1.0 - between.trust / trust), log_odds(1.0 - (1.0 - between.hurt) / (1.0 - hurt))
