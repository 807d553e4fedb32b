"""What builds trust: communication, consistency, vulnerability, reliability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from trustsim.results import Results
from trustsim.validation import Claim, Course, Measure, about, above, below
from trustsim.validation.measuring import (
    course,
    course_on_ties,
    effect,
    in_week,
    of_replicates,
    on_ties,
    outcome,
    over_replicates,
    per_run,
    share_lost,
    shown,
    value,
)

ONE_WAY = {"source": "1", "target": "0"}
STEADY, SPELLS, AS_MANY = "keeps 95 % every week", "keeps 95 % or 25 %, in spells", "keeps 60 % every week"
SAID_NOTHING, SAID_IN_TIME = "a slip, nothing said", "a slip, said in time"
EXPLAINED = "a slip, explained"
NOT_CLOSE, CLOSE = "kept promises, not close", "talked, close"
VULNERABILITY, RESPECT, PACE = "traits.vulnerability", "traits.respect", "parameters.pace"
AT_EASE = {VULNERABILITY: 0.9, RESPECT: 0.95, PACE: 0.1}
CLARITY = "traits.boundaries"


def consistency(results: Results) -> Sequence[Measure]:
    """Mean and spread of trust over the relationships, in the last week."""
    trust = outcome(results, "final_trust")
    spread = on_ties(results, "trust", how="std")
    return [
        effect("trust: bad spells minus steady", results, trust, STEADY, SPELLS, below(0)),
        effect("spread of trust: more reliable minus less", results, spread, AS_MANY, STEADY, below(0)),
        effect("spread of trust: in spells minus as many kept, steadily", results, spread, AS_MANY, SPELLS, above(0)),
    ]


def in_time(results: Results) -> Sequence[Measure]:
    """The share of trust that a slip takes."""
    share = share_lost(results, 4, **ONE_WAY)
    return [
        value(
            "share of trust lost, said in time",
            results,
            share,
            SAID_IN_TIME,
            about(0.047, 5e-4),
            beside=[SAID_NOTHING],
            certain=True,
            of_sides="share of trust lost",
        ),
        value("share of trust lost, nothing said", results, share, SAID_NOTHING, about(0.119, 5e-4), certain=True),
    ]


def explained(results: Results) -> Sequence[Measure]:
    """Trust right after the breach, and after six kept promises."""
    after, later = (on_ties(results, "trust", week, **ONE_WAY) for week in (5, 11))
    return [
        effect(
            "trust six kept promises later: explained minus not",
            results,
            later,
            SAID_NOTHING,
            EXPLAINED,
            above(0),
            certain=True,
        ),
        effect(
            "trust at once: explained minus not", results, after, SAID_NOTHING, EXPLAINED, about(0, 1e-9), certain=True
        ),
    ]


def both_ways_back(results: Results) -> Course:
    """Trust with and without an explanation."""
    return course_on_ties("trust of the one betrayed (0 to 1)", results, "trust", [EXPLAINED, SAID_NOTHING], **ONE_WAY)


def half_way(measure: str) -> Any:
    """The week in which a measure has come half of the way to its highest."""

    def of(weeks: pd.DataFrame) -> float:
        course = weeks[measure].to_numpy()
        top = int(course.argmax())
        return float(np.interp((course[0] + course[top]) / 2, course[: top + 1], weeks["week"].to_numpy()[: top + 1]))

    return of


def opening_up(results: Results) -> Sequence[Measure]:
    """Closeness by readiness to share and by pace, and when it comes."""
    closeness, trust = outcome(results, "intimacy"), outcome(results, "final_trust")
    of_trust, of_closeness = (per_run(results, half_way(measure)) for measure in ("trust", "intimacy"))
    later = of_replicates(results, of_closeness, AT_EASE) - of_replicates(results, of_trust, AT_EASE)
    at_once, small = {PACE: 1.0}, {PACE: 0.1}
    return [
        effect(
            "closeness: ready to share minus not",
            results,
            closeness,
            {VULNERABILITY: 0.1},
            {VULNERABILITY: 0.9},
            above(0),
        ),
        Measure("weeks by which closeness comes later than trust", over_replicates(later), above(0)),
        effect("closeness: small steps minus all at once", results, closeness, at_once, small, above(0)),
        effect("trust: small steps minus all at once", results, trust, at_once, small, above(0)),
    ]


def closeness_lags(results: Results) -> Course:
    """Trust and closeness of people who are ready to share, with people who respect it."""
    lines = [
        (name, course("trust and closeness (0 to 1)", results, measure, [AT_EASE]).lines[0][1])
        for name, measure in (("trust", "trust"), ("closeness", "intimacy"))
    ]
    return Course("trust and closeness (0 to 1)", tuple(lines))


def judged(results: Results) -> Sequence[Measure]:
    """Closeness by respect; reliability is the same."""
    low, high = {RESPECT: 0.5}, {RESPECT: 0.95}
    return [
        effect("closeness: respected minus judged", results, outcome(results, "intimacy"), low, high, above(0)),
        effect(
            "reliability: the same on both sides",
            results,
            in_week(results, "reliability"),
            low,
            high,
            about(0, 1e-9),
            certain=True,
        ),
    ]


def told_on(results: Results) -> Sequence[Measure]:
    """The share of trust that a told secret takes."""
    share = share_lost(results, 104, **ONE_WAY)
    closeness = on_ties(results, "intimacy", 104, **ONE_WAY)
    return [
        effect("share of trust lost: close minus not close", results, share, NOT_CLOSE, CLOSE, above(0), certain=True),
        effect("closeness before", results, closeness, NOT_CLOSE, CLOSE, above(0), certain=True, required=False),
    ]


def crossings(results: Results) -> Sequence[Measure]:
    """Crossings among all acts that touched a boundary."""
    kept, crossed = in_week(results, "kept"), in_week(results, "breaches")
    share = crossed / (kept + crossed)
    vague, half, clear = ({CLARITY: clarity} for clarity in (0.0, 0.5, 1.0))
    ratio = of_replicates(results, share, half) / of_replicates(results, share, vague)
    return [
        Measure(
            "crossings where boundaries are half clear, as a part of those where they are not",
            over_replicates(ratio),
            about(0.5, 0.05),
            sides=shown(results, share, [vague, half, clear]),
            of_sides="share of acts that crossed a boundary",
        ),
        value("crossings where they are wholly clear", results, share, clear, about(0, 1e-9), certain=True),
        effect("trust: clear boundaries minus none", results, outcome(results, "final_trust"), vague, clear, above(0)),
    ]


CLAIMS = (
    Claim(
        number="C5",
        title="Steadily following through is what builds trust.",
        section="Building trust: consistency",
        mechanism="Less consistent people have bad spells of eight weeks or so, in which they keep less.",
        prediction=(
            "Bad spells lower trust; trust varies less the more is kept, and more where the same number of promises is"
            " kept in spells."
        ),
        config="consistency",
        measure=consistency,
    ),
    Claim(
        number="C6",
        title="If a promise cannot be kept, say so early.",
        section="Building trust: consistency and reliability",
        mechanism="A warning in time takes 1 log-odds off the size of a slip; how likely one is to give it is a trait.",
        prediction="A slip takes 0.047 of the trust there is instead of 0.119.",
        config="apology_and_warning",
        measure=in_time,
    ),
    Claim(
        number="C7",
        title="Saying honestly why a promise fell through helps the two to get over it.",
        section="Building trust: consistency",
        mechanism=(
            "Owning up opens the way to an apology or an explanation, which takes 1.5 log-odds off the hurt; an"
            " explanation leaves the loss of trust as it is. (Finding a way out together is not in the model.)"
        ),
        prediction="With an explanation the fall is the same and trust is higher six kept promises later.",
        config="apology_and_warning",
        measure=explained,
        course=both_ways_back,
    ),
    Claim(
        number="C8",
        title="Opening up brings people closer; begin with small things.",
        section="Building trust: vulnerability",
        mechanism=(
            "Closeness grows with each talk that goes well, by readiness to share, up to the lower of the two trusts;"
            " one confides only a step more than one is close."
        ),
        prediction="Closeness rises with readiness to share and comes later than trust; small steps are worth more.",
        config="vulnerability_pacing",
        measure=opening_up,
        course=closeness_lags,
    ),
    Claim(
        number="C9",
        title="People open up only where they are not judged.",
        section="Building trust: vulnerability",
        mechanism="A talk goes well with the chance that the other's respect gives it, whatever their reliability.",
        prediction="Less respect, less closeness, at the same reliability.",
        config="vulnerability_pacing",
        measure=judged,
    ),
    Claim(
        number="C10",
        title="Keep what you were told in confidence to yourself.",
        section="Building trust: reliability",
        mechanism="A told secret has the size −2 + d in log-odds; one confides deeper (d) the closer one is.",
        prediction="A told secret takes a larger share of trust among people who are close.",
        config="told_secret.yaml",
        measure=told_on,
    ),
    Claim(
        number="C11",
        title="Stay inside the other's boundaries; it helps to say them clearly.",
        section="Building trust: reliability; maintaining trust: boundaries",
        mechanism="A boundary is crossed by accident with the chance (1 − respect)·(1 − clarity).",
        prediction="Half as many crossings where boundaries are half clear, none where they are wholly clear.",
        config="crossings.yaml",
        measure=crossings,
    ),
)
