"""The tables of a report, as texts: a caption, heads, rows. The first cell of a row is its head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trustsim.stopping import EQUAL_ENOUGH
from trustsim.study import (
    BREACHES,
    BreachCost,
    Contrast,
    Cost,
    Estimate,
    Fall,
    JudgedClaim,
    Losses,
    Replication,
    half_width_in_words,
)
from trustsim.study.claim_sentences import more_told, numbers_told
from trustsim.study.contrasts import POINT
from trustsim.study.sentences import bounds, saved_cell
from trustsim.study.words import (
    amount,
    capitalised,
    certainty,
    difference,
    level,
    number,
    outcome_name,
    percent,
)

MOST_LOSSES = 15
MOST_POINTS = 30
DASH = "–"


@dataclass(frozen=True)
class Table:
    """A table: what it shows, and its texts."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def contrast_table(found: Sequence[Contrast], names: dict[str, str]) -> Table:
    """What each setting did to each outcome."""
    rows = []
    for one in found:
        what = level(one.changed) if one.key == POINT else names[one.key]
        levels = f"{level(one.reference)} → {level(one.changed)}"
        sides = (_side(one.outcome, one.at_reference), _side(one.outcome, one.at_changed))
        effect = percent(one.effect.mean) if one.by_order else difference(one.outcome, one.effect.mean)
        rows.append(
            (
                capitalised(what),
                outcome_name(one.outcome),
                levels,
                *sides,
                f"{effect} of pairs larger" if one.by_order else effect,
                _interval(one),
                str(one.effect.n),
                {1: "raised", -1: "lowered", 0: "no clear effect"}[one.direction],
                saved_cell(one.saved),
            )
        )
    how_sure = certainty(found[0].effect.confidence)
    heads = (
        "Setting",
        "Outcome",
        "From → to",
        "Before",
        "After",
        "Difference",
        how_sure,
        "Replicates",
        "In a word",
        "Pairing saved",
    )
    return Table(
        "Each difference is paired: the same random numbers under both settings. Pairing saved: how many times as many "
        f"replicates unpaired runs would need for as narrow an interval, with its {how_sure}; below 1 it cost some.",
        heads,
        tuple(rows),
    )


def claims_table(judged: Sequence[JudgedClaim]) -> Table:
    """The claims of the config with their verdicts."""
    rows = tuple(
        (capitalised(one.verdict), one.text, " ".join(filter(None, (numbers_told(one), more_told(one)))))
        for one in judged
    )
    return Table(
        f"Supported, contradicted or undecided by the whole {certainty(judged[0].confidence)}; differences are paired "
        "by random numbers.",
        ("Verdict", "Claim", "By these numbers"),
        rows,
    )


def _side(outcome: str, at: Estimate) -> str:
    if at.never:
        return f"{amount(outcome, at.median)} (median), never in {percent(at.never)}"
    return amount(outcome, at.mean)


def _interval(one: Contrast) -> str:
    if not one.effect.has_interval:
        return "none: one replicate"
    return bounds(one)


def replication_table(found: Sequence[Replication], limit: int) -> Table:
    """How many replicates each point took; those for which the most that were allowed were too few come first."""
    outcomes = list(found[0].judgements)
    ordered = sorted(found, key=lambda one: not one.short)
    rows = tuple(
        (
            one.label or "as it stands",
            str(one.runs),
            *(half_width_in_words(one, outcome) for outcome in outcomes),
            _enough(one, limit),
        )
        for one in ordered[:MOST_POINTS]
    )
    heads = ("Setting", "Replicates", *(capitalised(outcome_name(outcome)) for outcome in outcomes), "Enough")
    rest = f" {len(found) - MOST_POINTS} more are in summary.csv." if len(found) > MOST_POINTS else ""
    skewed = any("too few" in one.judgements.values() for one in found)
    why = " Skewed: so lopsided that the interval is not believed from so few." if skewed else ""
    return Table(f"Replicates of each point, and half of the interval that they gave.{why}{rest}", heads, rows)


def _enough(one: Replication, limit: int) -> str:
    if one.short:
        return f"no: {limit} are the most"
    unsure = "all equal" in one.judgements.values() and one.runs < EQUAL_ENOUGH
    return "as far as can be seen" if unsure else "yes"


def losses_table(found: Losses) -> Table:
    """Who lost trust in whom."""
    heads = (
        "Who",
        "in whom",
        f"without it ({found.against})" if found.exact else "before",
        "with it" if found.exact else "after",
        "lost",
        "How",
        "in how many runs",
    )
    shown = found.table.head(MOST_LOSSES)
    rows = tuple(
        (str(who), str(whom), number(float(before)), number(float(after)), number(float(lost)), str(part), times)
        for who, whom, before, after, lost, part, times in zip(
            shown["source"],
            shown["target"],
            shown["before"],
            shown["after"],
            shown["loss"],
            shown["part"],
            [f"{count} of {found.replicates}" for count in shown["replicates"]],
            strict=True,
        )
    )
    first, second = found.weeks
    if found.exact:
        basis = f"in week {level(first)}, with and without the breach under the same random numbers"
    else:
        basis = (
            f"from week {level(first)} to week {level(second)} of the same run; everyday acts of those weeks count too"
        )
    where = f"“{found.label}”: " if found.label else ""
    rest = len(found.table) - len(shown)
    more = f" The {rest} smaller losses are in the table of ties." if rest else ""
    over = "one replicate" if found.replicates == 1 else f"means over {found.replicates} replicates"
    return Table(f"{where}trust lost {basis}; {over}.{more}", heads, rows)


def reputation_table(found: Sequence[Fall]) -> Table:
    """What a breach did to the reputation of those who broke it."""
    told = [one.told for one in found]
    exact = all(one.exact for one in told)
    heads = ("Who", "Setting", "without it" if exact else "before", "with it" if exact else "after")
    rows = tuple(
        (one.person, one.told.label or "as it stands", _with_interval(one.before), _with_interval(one.after))
        for one in found
    )
    return Table(
        "Reputation of those who broke a promise: trust in them, weighed by the reputation of those who trust them "
        "(EigenTrust; 1 is the mean over all people).",
        heads,
        rows,
    )


def measured_table(costs: Sequence[BreachCost]) -> Table:
    """What the first scripted breach cost in the runs."""
    heads = ("Setting", "Trust before", "after", "at the end", "lost", "Weeks until back", "Kept acts until back")
    rows = tuple(
        (
            cost.case.label or "as it stands",
            number(cost.before.mean),
            number(cost.after.mean),
            number(cost.end.mean),
            _with_interval(cost.lost),
            _until(cost.weeks),
            _until(cost.kept),
        )
        for cost in costs
    )
    return Table(
        "Trust on the ties that the first scripted breach hits, before and after it. Back: within 0.05 of what it was "
        "(median over replicates; kept acts on one directed tie).",
        heads,
        rows,
    )


def _with_interval(at: Estimate) -> str:
    return f"{number(at.mean)} ({number(at.low)} to {number(at.high)})" if at.has_interval else number(at.mean)


def _until(at: Estimate) -> str:
    middle = "not in the run" if math.isinf(at.median) else f"{at.median:.0f}"
    return f"{middle} (never in {percent(at.never)})" if 0 < at.never < 1 else middle


def law_table(settings: Sequence[tuple[str, list[Cost]]]) -> Table:
    """What one breach costs by the law alone, under each setting."""
    heads = (
        "Breach",
        "Setting",
        "Trust left",
        "Worth in kept promises",
        "Promises until nearly back",
        "until all is back",
    )
    rows = tuple(
        (
            capitalised(breach.name),
            label or "as it stands",
            number(costs[place].after),
            DASH if math.isnan(costs[place].worth) else f"{costs[place].worth:.1f}",
            _promises(costs[place].nearly),
            _promises(costs[place].undo),
        )
        for place, breach in enumerate(BREACHES)
        for label, costs in settings
    )
    before = number(settings[0][1][0].before)
    remembering = " Under a law that remembers more than trust nothing is remembered yet, and a loss has no such worth."
    return Table(
        f"One breach from a trust of {before} in an old relationship, then one kept promise a week and nothing else. "
        "Worth: promises that build as much where nothing hurts. Nearly: within 0.05."
        + (remembering if any(math.isnan(one[0].worth) for _, one in settings) else ""),
        heads,
        rows,
    )


def _promises(count: float) -> str:
    return "never" if math.isinf(count) else f"{count:.0f}"
