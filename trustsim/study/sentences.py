"""Sentences about contrasts, breaches and losses. Every word of direction comes from a number."""

from __future__ import annotations

from trustsim.study.breaches import ALL, BreachCost
from trustsim.study.contrasts import POINT, Contrast
from trustsim.study.losses import BETRAYED, HEARD, Losses
from trustsim.study.one_breach import Cost
from trustsim.study.words import (
    amount,
    capitalised,
    counted,
    difference,
    level,
    listed,
    number,
    outcome_name,
    percent,
)

NEAR = "within 0.05 of what it was"


def interval(contrast: Contrast) -> str:
    """``95 % interval of the difference +0.21 to +0.25``; why not, where there is none."""
    effect = contrast.effect
    if not effect.has_interval:
        return "one replicate, so no interval"
    low, high = (difference(contrast.outcome, bound) for bound in (effect.low, effect.high))
    return f"95\N{NO-BREAK SPACE}% interval of the difference {low} to {high}"


def subject(contrast: Contrast, names: dict[str, str]) -> str:
    """What was changed: ``forgiveness from 0 to 1``, ``law symmetric instead of default``, or a point's label."""
    if contrast.key == POINT:
        return f"“{level(contrast.changed)}”"
    name = names[contrast.key]
    if isinstance(contrast.changed, int | float) and not isinstance(contrast.changed, bool):
        return f"{name} from {level(contrast.reference)} to {level(contrast.changed)}"
    return f"{name} {level(contrast.changed)} instead of {level(contrast.reference)}"


def effect_sentence(contrast: Contrast, names: dict[str, str]) -> str:
    """What one setting did to one outcome."""
    if contrast.by_order:
        return _order_sentence(contrast, names)
    who, outcome = subject(contrast, names), outcome_name(contrast.outcome)
    before, after = (amount(contrast.outcome, side.mean) for side in (contrast.at_reference, contrast.at_changed))
    against = f", compared with “{level(contrast.reference)}”" if contrast.key == POINT else ""
    if contrast.direction == 0:
        if contrast.effect.low == contrast.effect.high == 0.0 or contrast.effect.mean == 0.0:
            return f"{capitalised(who)} made no difference to {outcome} ({before} both times{against})."
        return f"There is no clear effect of {who} on {outcome}{against}: {before} and {after} ({interval(contrast)})."
    verb = "raised" if contrast.direction > 0 else "lowered"
    if before == after:
        hardly = difference(contrast.outcome, contrast.effect.mean)
        return f"{capitalised(who)} {verb} {outcome} by a hair ({hardly}{against}; {interval(contrast)})."
    return f"{capitalised(who)} {verb} {outcome} from {before} to {after}{against} ({interval(contrast)})."


def _order_sentence(contrast: Contrast, names: dict[str, str]) -> str:
    """For outcomes that some runs never reach: medians, and how many never."""
    who, outcome = subject(contrast, names), outcome_name(contrast.outcome)
    against = f", compared with “{level(contrast.reference)}”" if contrast.key == POINT else ""
    sides = [
        f"{median_and_never(contrast.outcome, side.median, side.never)}"
        for side in (contrast.at_reference, contrast.at_changed)
    ]
    certain = "" if contrast.effect.has_interval else ", one replicate, so no interval"
    if contrast.direction == 0:
        return f"There is no clear effect of {who} on {outcome}{against}: {sides[0]}; then {sides[1]}{certain}."
    verb = "raised" if contrast.direction > 0 else "lowered"
    return f"{capitalised(who)} {verb} {outcome}{against}: {sides[0]}; then {sides[1]}{certain}."


def median_and_never(outcome: str, median: float, never: float) -> str:
    """``median 12 weeks, never in 4 % of runs``."""
    middle = "median never" if median == float("inf") else f"median {amount(outcome, median)}"
    return f"{middle} (never in {percent(never)} of runs)" if never else middle


def breach_sentences(cost: BreachCost) -> list[str]:
    """What the first scripted breach cost at one point."""
    scripted, label = cost.scripted, cost.case.label
    whose = "the trust it broke" if cost.of_the_betrayed else "mean trust"
    opening = f"{label}: " if label else ""
    kind = f"hidden {scripted.breach.name}" if scripted.breach.concealed else scripted.breach.name
    first = "one" if not scripted.more else "the first of several breaches, a"
    when = f"{first} {kind} in week {level(scripted.week)}"
    opening = f"{opening}{when}" if label else capitalised(when)
    before, after = number(cost.before.mean), number(cost.after.mean)
    if cost.lost.sign <= 0:
        if scripted.breach.concealed:
            return [f"{opening} cost nothing at once: {whose} was {before} before and {after} after, until it is found."]
        return [f"{opening} had no clear effect on {whose}: {before} before, {after} after."]
    said = f"{opening} took {whose} from {before} to {after}"
    if cost.of_the_betrayed:
        worth = cost.by_law.worth * _share(cost)
        said += f", about as much as {counted(worth, 'kept promise')} had built"
    return [f"{said}.", f"{_recovery(cost)}"]


def _share(cost: BreachCost) -> float:
    """The measured loss as a part of what the law alone takes; 1 where the law takes nothing."""
    by_law = cost.by_law.before - cost.by_law.after
    return cost.lost.mean / by_law if by_law > 0 else 1.0


def _recovery(cost: BreachCost) -> str:
    weeks, left = cost.weeks, level(cost.weeks_left)
    if weeks.never == 1.0:
        return f"It never came back {NEAR} within the {left} weeks that were left."
    acts = ""
    if cost.kept is not None and cost.kept.median < float("inf"):
        acts = f" and {counted(cost.kept.median, 'kept act')} on each tie" if cost.kept.median > 0 else ""
    if weeks.never >= 0.5:
        return (
            f"In {percent(weeks.never)} of runs it never came back {NEAR} within the {left} weeks that were left; "
            f"the others were faster."
        )
    took = f"It was back {NEAR} after {amount('weeks_to_recover', weeks.median)}{acts}"
    took += " (median)" if weeks.n > 1 else ""
    return f"{took}; in {percent(weeks.never)} of runs it never was." if weeks.never else f"{took}."


def law_sentence(cost: Cost) -> str:
    """What such a breach costs by the law alone."""
    said = (
        f"By the law alone such a breach, in an old relationship, takes trust from {number(cost.before)} to "
        f"{number(cost.after)}: what {counted(cost.worth, 'kept promise')} had built"
    )
    if cost.undo == float("inf"):
        return f"{said}, and no number of kept promises brings all of it back."
    return f"{said}, and {counted(cost.undo, 'kept promise')} {'is' if round(cost.undo) == 1 else 'are'} needed to undo it."


def losses_sentence(found: Losses) -> str:
    """Who lost most, and whether those who only heard of it lost anything."""
    table = found.table
    opening = f"{found.label}: " if found.label else ""
    direct = table[table["part"] == BETRAYED]
    heard = table[table["part"] == HEARD]
    most = [
        f"{row.source} in {row.target} ({number(float(str(row.before)))} → {number(float(str(row.after)))})"
        for row in (direct if len(direct) else table).head(3).itertuples()
    ]
    said = f"{opening}most trust was lost by {listed(most)}"
    if len(heard):
        worst = heard.iloc[0]
        said += (
            f"; {counted(len(heard), 'relationship')} lost some by hearsay, most of all that of {worst['source']} "
            f"with {worst['target']} ({number(worst['before'])} → {number(worst['after'])})"
        )
    elif found.betrayers != ALL:
        said += "; nobody lost any by hearsay"
    basis = f", compared with “{found.against}” under the same random numbers" if found.exact else ""
    return capitalised(f"{said}{basis}.")
