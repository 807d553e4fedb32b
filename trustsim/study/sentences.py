"""Sentences about contrasts, breaches and losses. Every word of direction comes from a number."""

from __future__ import annotations

import math

from trustsim.study.breaches import BreachCost
from trustsim.study.contrasts import POINT, Contrast
from trustsim.study.losses import BETRAYED, HEARD, Losses
from trustsim.study.one_breach import Cost, kept_worth
from trustsim.study.pairing import Saved
from trustsim.study.words import (
    IN_PERCENT,
    amount,
    capitalised,
    certainty,
    counted,
    difference,
    level,
    listed,
    number,
    outcome_name,
    percent,
)

NEAR = "to within 0.05 of what it was"
FEWEST_TOLD = 8
"""With fewer replicates the interval of what pairing saved spans orders of magnitude."""

SO_FAR = "so far: where it has not been found it costs nothing yet"


def interval(contrast: Contrast) -> str:
    """``difference +0.23, 95 % interval +0.21 to +0.25``; why not, where there is none."""
    effect = contrast.effect
    if not effect.has_interval:
        return "one replicate, so no interval"
    how_sure = certainty(effect.confidence)
    if contrast.by_order:
        if abs(effect.mean) == 1.0:
            return "in every pair of runs with the same random numbers"
        return f"larger minus smaller in {percent(effect.mean)} of pairs of runs, {how_sure} {bounds(contrast)}"
    mean = difference(contrast.outcome, effect.mean)
    if effect.half_width == 0.0:
        return f"difference {mean} in every replicate"
    return f"difference {mean}, {how_sure} {bounds(contrast)}"


def bounds(contrast: Contrast) -> str:
    """``+0.21 to +0.25``; ``± 0.003`` where both ends would read the same."""
    effect = contrast.effect
    if contrast.by_order:
        low, high = percent(effect.low), percent(effect.high)
    else:
        low, high = (difference(contrast.outcome, bound) for bound in (effect.low, effect.high))
    if low != high:
        return f"{low} to {high}"
    if contrast.by_order or contrast.outcome in IN_PERCENT:
        return f"± {percent(effect.half_width)}"
    return f"± {number(effect.half_width)}"


def subject(contrast: Contrast, names: dict[str, str]) -> str:
    """What was changed: ``forgiveness from 0 to 1``, ``law symmetric instead of default``, or a point's label."""
    if contrast.key == POINT:
        return f"“{level(contrast.changed)}”"
    name = names[contrast.key]
    if isinstance(contrast.changed, int | float) and not isinstance(contrast.changed, bool):
        return f"{name} from {level(contrast.reference)} to {level(contrast.changed)}"
    return f"{name} {level(contrast.changed)} instead of {level(contrast.reference)}"


def clause(contrast: Contrast, names: dict[str, str]) -> str:
    """``forgiveness from 0 to 1 raised survival from 20 % to 73 %``, without a full stop."""
    who, outcome = subject(contrast, names), outcome_name(contrast.outcome)
    against = f", compared with “{level(contrast.reference)}”" if contrast.key == POINT else ""
    before, after = sides(contrast)
    if contrast.direction == 0:
        if contrast.effect.mean == 0.0 and not contrast.effect.half_width > 0.0:
            return f"{who} made no difference to {outcome}: {before} both times{against}"
        return f"there is no clear effect of {who} on {outcome}{against}: {before} and {after}"
    verb = "raised" if contrast.direction > 0 else "lowered"
    return f"{who} {verb} {outcome} {_course(contrast)}{against}"


def course(contrast: Contrast) -> str:
    """``raising it from 20 % to 73 %``."""
    return f"{'raising' if contrast.direction > 0 else 'lowering'} it {_course(contrast)}"


def _course(contrast: Contrast) -> str:
    before, after = sides(contrast)
    if before == after:
        return f"by a hair, {difference(contrast.outcome, contrast.effect.mean)} from {before}"
    return f"from {before} to {after}"


def sides(contrast: Contrast) -> tuple[str, str]:
    """The outcome at both levels, in words."""
    before, after = contrast.at_reference, contrast.at_changed
    if contrast.by_order:
        return (
            median_and_never(contrast.outcome, before.median, before.never),
            median_and_never(contrast.outcome, after.median, after.never),
        )
    return amount(contrast.outcome, before.mean), amount(contrast.outcome, after.mean)


def effect_sentence(contrast: Contrast, names: dict[str, str]) -> str:
    """What one setting did to one outcome, and how sure that is."""
    return f"{capitalised(clause(contrast, names))} ({interval(contrast)})."


def _count(ratio: float) -> str:
    """``1.8``; ``∞`` where there is no end."""
    if math.isinf(ratio) or ratio >= 1e6:
        return "∞"
    return f"{ratio:.0f}" if ratio >= 9.95 else f"{ratio:.1f}" if ratio >= 0.95 else f"{ratio:.2g}"


def _range(saved: Saved) -> str:
    return f"{_count(saved.low)} to {_count(saved.high)}"


def saved_cell(saved: Saved | None) -> str:
    """What pairing saved, in a cell: ``1.8 × (0.69 to 4.9)``."""
    if saved is None:
        return "–"
    return "all chance" if math.isinf(saved.ratio) else f"{_count(saved.ratio)} × ({_range(saved)})"


def pairing_sentence(contrast: Contrast, names: dict[str, str]) -> str:
    """What it was worth that both sides of a contrast had the same random numbers; "" where that is not known."""
    saved, alone = contrast.saved, contrast.saved_alone
    if saved is None or len(contrast.of_replicate) < FEWEST_TOLD:
        return ""
    whose = f"this difference in {outcome_name(contrast.outcome)} ({subject(contrast, names)})"
    if math.isinf(saved.ratio):
        return f"The same random numbers on both sides took all chance out of {whose}."
    unclear = "" if saved.sign else ": no clear saving"
    told = (
        f"The same random numbers on both sides made {whose} as sure as {_count(saved.ratio)} times as many unpaired "
        f"replicates would ({certainty(contrast.effect.confidence)} {_range(saved)}{unclear})."
    )
    if alone is None or contrast.pairs == 1:
        return told
    return (
        f"{told} Had no two runs shared theirs, {_count(alone.ratio)} times as many would have done ({_range(alone)}): "
        f"the {contrast.pairs} pairs of settings that it averages share theirs too."
    )


def median_and_never(outcome: str, median: float, never: float) -> str:
    """``a median of 12 weeks (never in 4 % of runs)``."""
    if median == math.inf:
        return "never" if never == 1.0 else f"never in {percent(never)} of runs"
    middle = f"a median of {amount(outcome, median)}"
    return f"{middle} (never in {percent(never)} of runs)" if never else middle


def breach_sentences(cost: BreachCost, named: bool) -> list[str]:
    """What the first scripted breach cost at one point; ``named`` says which point."""
    told = _breach_told(cost, named)
    if cost.ended and cost.lost.n:
        others = f"in {counted(cost.ended, 'other')} the relationship had ended before"
        told.append(f"This is of {counted(cost.lost.n, 'run')}; {others}.")
    return told


def _breach_told(cost: BreachCost, named: bool) -> list[str]:
    scripted = cost.scripted
    whose = "the trust it broke"
    kind = f"hidden {scripted.breach.name}" if scripted.breach.concealed else scripted.breach.name
    first = f"one {kind}" if not scripted.more else f"the first of several breaches, a {kind}"
    place = f"with “{cost.case.label}” " if named else ""
    opening = capitalised(f"{place}{first} in week {level(scripted.week)}")
    before, after = number(cost.before.mean), number(cost.after.mean)
    if cost.lost.sign <= 0:
        if scripted.breach.concealed:
            return [f"{opening} cost nothing at once ({whose} {before} before, {after} after): it waits to be found."]
        return [f"{opening} had no clear effect on {whose}: {before} before, {after} after."]
    worth = worth_of(cost)
    built = "" if math.isnan(worth) else f", about as much as {counted(worth, 'kept promise')} would build"
    if waits_to_be_found(cost):
        return [f"{opening} took {whose} from {before} to {after} {SO_FAR}.", _recovery(cost)]
    return [f"{opening} took {whose} from {before} to {after}{built}.", _recovery(cost)]


def waits_to_be_found(cost: BreachCost) -> bool:
    """Whether a hidden breach may not have been found yet where ``after`` was recorded."""
    return cost.scripted.breach.concealed and cost.case.config.parameters.discovery != 1


def worth_of(cost: BreachCost) -> float:
    """Kept promises that build, under the law of that point, what the breach took; NaN under one that remembers."""
    return kept_worth(cost.case.config, cost.after.mean, cost.before.mean)


def _recovery(cost: BreachCost) -> str:
    weeks, left = (
        cost.weeks,
        f"{level(cost.weeks_left)} {'week that was' if cost.weeks_left == 1 else 'weeks that were'}",
    )
    if weeks.never == 1.0:
        return f"It did not come back {NEAR} in the {left} left."
    acts = ""
    if cost.kept.median < math.inf:
        acts = f" and {counted(cost.kept.median, 'kept act')} on each tie" if cost.kept.median > 0 else ""
    if weeks.never >= 0.5:
        return f"In {percent(weeks.never)} of runs it did not come back {NEAR} in the {left} left."
    took = f"It was back {NEAR} after {amount('weeks_to_recover', weeks.median)}{acts}"
    took += " (median)" if weeks.n > 1 else ""
    return f"{took}; in {percent(weeks.never)} of runs it never was." if weeks.never else f"{took}."


def law_sentence(cost: Cost) -> str:
    """What such a breach costs by the law alone."""
    before, after = number(cost.before), number(cost.after)
    taken = f"trust from {before} to {after}" if before != after else f"less than 0.01 from a trust of {before}"
    if math.isnan(cost.worth):
        said = f"For comparison, the law alone: between people of whom it remembers nothing yet it takes {taken}"
    else:
        said = (
            f"For comparison, the law alone: in an old relationship without an open hurt it takes {taken}, as much as "
            f"{counted(cost.worth, 'kept promise')} would build"
        )
    if cost.nearly == math.inf:
        return f"{said}, and no number of kept promises, one a week, brings it back {NEAR}."
    if cost.nearly == 0:
        return f"{said}; that is within 0.05 of what it was."
    verb = "brings" if cost.nearly == 1 else "bring"
    return f"{said}, and {counted(cost.nearly, 'kept promise')}, one a week, {verb} it back {NEAR}."


def losses_sentence(found: Losses, named: bool) -> str:
    """Who lost most, and whether those who only heard of it lost anything; ``named`` says at which point."""
    table = found.table
    opening = f"with “{found.label}” " if named else ""
    direct = table[table["part"] == BETRAYED]
    heard = table[table["part"] == HEARD]
    most = [
        f"{row.source} in {row.target} ({number(float(str(row.before)))} → {number(float(str(row.after)))})"
        for row in (direct if len(direct) else table).head(3).itertuples()
    ]
    said = f"{opening}most trust was lost by {listed(most)} up to week {level(found.weeks[1])}"
    if len(heard):
        worst = heard.iloc[0]
        said += (
            f"; {counted(len(heard), 'relationship')} lost some by hearsay, most of all that of {worst['source']} "
            f"with {worst['target']} ({number(worst['before'])} → {number(worst['after'])})"
        )
    elif found.could_hear:
        said += "; nobody lost any by hearsay"
    basis = f", compared with “{found.against}” under the same random numbers" if found.exact else ""
    return capitalised(f"{said}{basis}.")
