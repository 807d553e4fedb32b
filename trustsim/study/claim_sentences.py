"""Judged claims in words and as data: the verdict, the numbers behind it, what would decide it."""

from __future__ import annotations

import math
from typing import Any

from trustsim.config.claims import Level
from trustsim.outcomes import within_limits
from trustsim.study.claims import JudgedClaim, Part
from trustsim.study.sentences import bounds, interval, sides
from trustsim.study.words import SPACE, amount, certainty, difference, level, percent


def numbers_told(judged: JudgedClaim) -> str:
    """What decides a claim: ``from 36 % to 93 %: difference +57 points, 95 % interval +56 points to +57 points``."""
    if not judged.parts:
        return ""
    if len(judged.parts) > 1:
        told = "; ".join(_step(part) for part in judged.parts)
        confidence = f"{100 * judged.parts[0].confidence:.4g}{SPACE}%"
        return f"{told} ({confidence} intervals, so that all hold together in {100 * judged.confidence:g}{SPACE}%)"
    (part,) = judged.parts
    if isinstance(judged.claim, Level):
        return _level(judged.claim.outcome, part)
    return _difference(part)


def more_told(judged: JudgedClaim) -> str:
    """How many more replicates would decide; "" where it is decided."""
    if judged.place != "undecided":
        return ""
    if not math.isfinite(judged.more):
        return f"{judged.why[:1].upper()}{judged.why[1:]}."
    count = int(judged.more)
    in_all = count + judged.parts[0].found.n
    many = f"{count:,} more replicate{'s' if count > 1 else ''} ({in_all:,} in all)"
    return f"About {many} would decide it, if mean and spread stay as they are."


def data_of(judged: JudgedClaim) -> dict[str, Any]:
    """The same for programs; what is not known is NaN, infinite where nothing would decide."""
    return {
        "claim": judged.text,
        "verdict": judged.verdict,
        "more_replicates": judged.more,
        "why": judged.why,
        "numbers": [
            {
                "estimate": part.found.mean,
                "low": part.found.low,
                "high": part.found.high,
                "confidence": part.confidence,
                "replicates": part.found.n,
                "by_order": part.by_order,
                "at_least": part.band.low,
                "at_most": part.band.high,
                "ends_included": not part.band.strict,
                **({"from": part.contrast.reference, "to": part.contrast.changed} if part.contrast else {}),
            }
            for part in judged.parts
        ],
    }


def _difference(part: Part) -> str:
    contrast = part.contrast
    assert contrast is not None  # only a Level has none
    before, after = sides(contrast)
    apart = f"from {before} to {after}: "
    if part.agree:
        return f"{apart}{_agreed(part, difference(contrast.outcome, part.found.mean))}"
    if not part.found.has_interval and part.found.n > 1:
        return apart.removesuffix(": ")
    return f"{apart}{interval(contrast)}"


def _step(part: Part) -> str:
    contrast = part.contrast
    assert contrast is not None
    mean = percent(part.found.mean) if part.by_order else difference(contrast.outcome, part.found.mean)
    ends = f" ({bounds(contrast)})" if part.found.has_interval else ""
    return f"{level(contrast.reference)} → {level(contrast.changed)} {mean}{ends}"


def _level(outcome: str, part: Part) -> str:
    found = part.found
    if part.by_order:
        mean, low, high = (f"{percent(share)}" for share in (found.mean, found.low, found.high))
        return (
            f"true of {mean} of runs, {certainty(part.confidence)} {low} to {high}; "
            "it must be more than half, as some never got there"
        )
    mean, low, high = (amount(outcome, end) for end in (found.mean, *within_limits(outcome, found.low, found.high)))
    if part.agree:
        return _agreed(part, mean)
    if not found.has_interval:
        return f"{mean} in one replicate"
    return (
        f"{mean} in every replicate"
        if found.half_width == 0.0
        else f"{mean}, {certainty(part.confidence)} {low} to {high}"
    )


def _agreed(part: Part, mean: str) -> str:
    told = f"{mean} in all {part.found.n} replicates"
    if not part.found.has_interval:
        return told
    return f"{told}, {certainty(part.confidence)} by the rule of three {part.found.low:.2g} to {part.found.high:.2g}"
