"""What trust is, how long it takes, and how fast it goes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trustsim.results import Results
from trustsim.validation import Claim, Course, Measure, about, above, below, exactly
from trustsim.validation.measuring import (
    course,
    course_on_ties,
    effect,
    in_week,
    on_ties,
    outcome,
    runs_of,
    shown,
    slope,
    value,
)

STARTING_TRUST = "relationship_types.friend.trust"
BY_DEFAULT = "default law"
ONE_WAY = {"source": "1", "target": "0"}
SLIP, MEANT, FOUND = "an honest slip", "on purpose", "on purpose, hidden and found"


def leaning(results: Results) -> Sequence[Measure]:
    """Acts that somebody relied on: all open people's acts are seen as kept or as broken."""
    acts = in_week(results, "kept") + in_week(results, "breaches")
    ties = on_ties(results, "trust", how="count")
    a_week = acts / ties / results.config.weeks
    levels = [{STARTING_TRUST: trust} for trust in sorted(results.runs[STARTING_TRUST].unique())]
    rise = slope(results, a_week, STARTING_TRUST)
    what = "acts relied on, a week and relationship"
    return [
        Measure(
            f"{what}: rise over the whole range of starting trust",
            rise,
            above(0),
            sides=shown(results, a_week, levels),
            of_sides=what,
        )
    ]


def character(results: Results) -> Sequence[Measure]:
    """What trust settles at, by what people are like."""
    trust = outcome(results, "final_trust")
    return [
        effect(f"trust after three years: {said}", results, trust, {key: low}, {key: high}, band)
        for said, key, low, high, band in (
            ("95 % minus 60 % reliable", "traits.reliability", 0.6, 0.95, above(0)),
            ("open minus closed", "traits.transparency", 0.1, 0.9, above(0)),
            ("30 % of breaches on purpose minus none", "traits.deliberate_share", 0.0, 0.3, below(0)),
        )
    ]


def slowly(results: Results) -> Sequence[Measure]:
    """Kept promises from a trust of .50 to .85; between two whole ones, by the logarithm of the gap."""
    weeks = results.series[results.series["run"] == runs_of(results, BY_DEFAULT)["run"].iloc[0]].sort_values("week")
    trust, acts = weeks["trust"].to_numpy(), weeks["kept"].to_numpy() / 2  # both ways at once
    after = int(np.flatnonzero(trust >= 0.85)[0])
    gap = np.log(1.0 - trust)
    passed = (gap[after - 1] - np.log(0.15)) / (gap[after - 1] - gap[after])
    needed = acts[after - 1] + passed * (acts[after] - acts[after - 1])
    most = float(np.diff(trust[: after + 1]).max())
    return [
        Measure("kept promises from a trust of 0.50 to 0.85", exactly(float(needed)), about(9.4, 0.05)),
        Measure("the most that a single one of them added", exactly(most), about(0.06, 5e-4)),
    ]


def rising(results: Results) -> Course:
    """Trust until the week of the betrayal."""
    whole = course("trust (0 to 1)", results, "trust", [BY_DEFAULT])
    return Course(whole.what, tuple((name, weeks[weeks["week"] <= 52]) for name, weeks in whole.lines))


def instant(results: Results) -> Sequence[Measure]:
    """Trust right after one act; it stood at .85."""
    before, after = (on_ties(results, "trust", week, **ONE_WAY) for week in (4, 5))
    return [
        value("trust after one act on purpose", results, after, MEANT, about(0.425, 5e-4), certain=True),
        value("trust after one hidden too, and found", results, after, FOUND, about(0.229, 5e-4), certain=True),
        value("trust before", results, before, MEANT, about(0.85, 1e-9), certain=True),
    ]


def falling(results: Results) -> Course:
    """Trust before and after one act, for a year."""
    whole = course_on_ties("trust of the one betrayed (0 to 1)", results, "trust", [SLIP, MEANT, FOUND], **ONE_WAY)
    return Course(whole.what, tuple((name, weeks[weeks["week"] <= 56]) for name, weeks in whole.lines))


CLAIMS = (
    Claim(
        number="C1",
        title="To trust somebody is to be able to lean on them.",
        section="What trust is",
        mechanism="In each encounter one relies on the other with the chance q + (1 − q)·T, q by forgiveness.",
        prediction="More acts are relied on where there is more trust.",
        config="reliance.yaml",
        measure=leaning,
    ),
    Claim(
        number="C2",
        title="We trust people for keeping their word, for being open, and for meaning well.",
        section="What trust is",
        mechanism="Reliability, transparency and the share of breaches on purpose are traits of a person.",
        prediction="Trust settles higher with reliability and transparency, lower with breaches on purpose.",
        config="character.yaml",
        measure=character,
    ),
    Claim(
        number="C3",
        title="Trust is built act by act, over a long time.",
        section="What trust is",
        mechanism="A kept promise closes 12 % of the gap between trust and its ceiling.",
        prediction="9.4 kept promises from 0.50 to 0.85; the first, which adds most, adds 0.06.",
        config="asymmetry",
        measure=slowly,
        course=rising,
    ),
    Claim(
        number="C4",
        title="A single betrayal or deceit can undo it at once.",
        section="What trust is",
        mechanism="A breach takes a share of trust; on purpose adds 2 log-odds to it, hidden and found 1 more.",
        prediction="One act on purpose takes trust from 0.85 to 0.425, one that was hidden too to 0.229.",
        config="severity",
        measure=instant,
        course=falling,
    ),
)
