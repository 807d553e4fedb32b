"""Relationships of all kinds: respect, an early start, risks taken together, and the work that never ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from trustsim.results import Results
from trustsim.study.judging import about, above, at_least, below
from trustsim.validation.measuring import (
    course,
    course_of_person,
    difference,
    effect,
    on_person,
    outcome,
    shown,
    value,
)
from trustsim.validation.statements import Claim, Course, Measure

# ------------------------------------------------------------------ respect

RESPECT = "traits.respect"


def respect(results: Results) -> Sequence[Measure]:
    """Trust and closeness from each level of respect to the next, over all levels of boundaries."""
    levels = [{RESPECT: level} for level in sorted(results.runs[RESPECT].unique())]
    measures = []
    for name, what in (("final_trust", "trust"), ("intimacy", "closeness")):
        numbers = outcome(results, name)
        measures += [
            Measure(
                f"{what} at the end: respect {high[RESPECT]:g} minus {low[RESPECT]:g}",
                difference(results, numbers, low, high),
                above(0),
                sides=shown(results, numbers, levels),
                of_sides=f"{what} at the end",
            )
            for low, high in pairwise(levels)
        ]
    return measures


# ------------------------------------------------------------------ an early start

NONE, LATER, LATE, EARLY = "none", "after ten", "after five", "at the start"


def early(results: Results) -> Sequence[Measure]:
    """Trust after thirty-two promises, by when two of them were broken."""
    trust = outcome(results, "final_trust")
    return [
        effect(f"trust at the end: broken {EARLY} minus {other}", results, trust, other, EARLY, below(0), certain=True)
        for other in (NONE, LATER, LATE)
    ] + [
        effect(
            f"trust at the end: broken {LATER} minus {LATE}",
            results,
            trust,
            LATE,
            LATER,
            at_least(0),
            certain=True,
        )
    ]


def trust_by_start(results: Results) -> Course:
    """Trust, by when the breaches came."""
    return course("trust", results, "trust", (NONE, LATER, LATE, EARLY))


# ------------------------------------------------------------------ types

FAMILY, ROMANTIC, FRIEND = "family", "romantic", "friend"


def trusted_more(ties: pd.DataFrame) -> float:
    """Mean trust in the relationships that lasted minus what it was, in those that did not, when they ended."""
    return float(ties.loc[ties["active"], "trust"].mean() - ties.loc[~ties["active"], "trust"].mean())


def types(results: Results) -> Sequence[Measure]:
    """Which last, and that in all of them those last in which there is trust."""
    assert results.ties is not None
    survival = outcome(results, "survival")
    lasting = results.ties.groupby("run")[["active", "trust"]].apply(trusted_more)
    return (
        effect("alive after five years: family minus romantic", results, survival, ROMANTIC, FAMILY, above(0)),
        effect("alive after five years: romantic minus friend", results, survival, FRIEND, ROMANTIC, above(0)),
        *(
            value(f"trust where it lasted minus where it ended: {label}", results, lasting, label, above(0))
            for label in (FAMILY, ROMANTIC, FRIEND)
        ),
    )


def survival_by_type(results: Results) -> Course:
    """Relationships alive, by type."""
    return course("share of relationships alive", results, "survival", (FAMILY, ROMANTIC, FRIEND))


# ------------------------------------------------------------------ risks together

WAITS, AT_ONCE = "relying waits for trust", "relying at once"


def kept_by_trust(ties: pd.DataFrame) -> float:
    """By how much the acts kept between two people in a week rise with the product of their trusts.

    Each pair and each quarter of a year is a point: the two trusts at its start, what was kept until its end.
    """
    ends = np.sort(ties[["source", "target"]].to_numpy(dtype=str), axis=1)
    both = (
        ties.assign(one=ends[:, 0], other=ends[:, 1])
        .groupby(["one", "other", "week"])
        .agg(product=("trust", "prod"), kept=("kept", "sum"), active=("active", "all"))
        .reset_index()
        .sort_values(["one", "other", "week"])
    )
    following = both.groupby(["one", "other"]).shift(-1)
    together = following["active"].eq(True)
    weeks = (following["week"] - both["week"])[together]
    kept = (following["kept"] - both["kept"])[together] / weeks
    return float(np.polyfit(both.loc[together, "product"], kept, 1)[0])


def risks_together(results: Results) -> Sequence[Measure]:
    """What two keep in a week, by how far both trust; and the same where nobody waits for trust."""
    assert results.ties is not None
    slopes = pd.Series({run: kept_by_trust(ties) for run, ties in results.ties.groupby("run")})
    what = "acts kept in a week, full mutual trust minus none"
    return (
        value(what, results, slopes, WAITS, above(0), beside=(AT_ONCE,)),
        Measure(f"{what}: {WAITS} minus {AT_ONCE}", difference(results, slopes, AT_ONCE, WAITS), above(0)),
    )


# ------------------------------------------------------------------ dedication

DRIFTING, STAYING = "habits drift back", "habits stay"
LEARNER = "0"
HABIT = 0.6


def dedication(results: Results) -> Sequence[Measure]:
    """What was learnt under pressure, and what is left of it years later."""
    learnt = on_person(results, LEARNER, "reliability", 20) - HABIT
    left = on_person(results, LEARNER, "reliability") - HABIT
    return (
        value("reliability above habit while the other is hurt", results, learnt, DRIFTING, above(0), certain=True),
        value(
            "reliability above habit eight years later",
            results,
            left,
            DRIFTING,
            about(0, 0.01),
            beside=(STAYING,),
            certain=True,
        ),
        effect(
            "reliability eight years later: habits that drift minus habits that stay",
            results,
            left,
            STAYING,
            DRIFTING,
            below(0),
            certain=True,
        ),
    )


def reliability_over_time(results: Results) -> Course:
    """Reliability of the one who learnt."""
    return course_of_person("reliability", results, LEARNER, "reliability", (DRIFTING, STAYING))


CLAIMS = (
    Claim(
        number="C17",
        section="Maintaining trust: respect",
        title="Listening and consideration let trust grow.",
        mechanism="Respect is the chance to listen well, to keep a confidence, to stay inside a boundary.",
        prediction="Trust and closeness rise with respect.",
        config="boundaries",
        measure=respect,
    ),
    Claim(
        number="C29",
        section="Conclusion",
        title="Trust should be built early on; neglect at the start costs later.",
        mechanism="While two hardly know each other a breach weighs more, and even an honest one lowers the ceiling.",
        prediction="The same two breaches leave less trust the earlier they come, least when they come first.",
        if_missed=(
            "First is worst by far, which is what the text says. But breaches after ten encounters end a hair below"
            " those after five: they have had less time to mend, which outweighs that first impressions are further"
            " past. Finding F7 is missed for the same reason."
        ),
        config="early_breaches.yaml",
        measure=early,
        course=trust_by_start,
    ),
    Claim(
        number="C30",
        section="What trust is",
        title="Trust matters in romance, friendship and family alike.",
        mechanism="One set of laws; types differ in trust at first, encounters, readiness to leave and weight in pain.",
        prediction="Family outlasts romance, romance outlasts friendship; in each, what lasts is what is trusted.",
        config="relationship_types",
        measure=types,
        course=survival_by_type,
    ),
    Claim(
        number="C31",
        section="Why trust matters",
        title="Those who trust each other dare more together.",
        mechanism="One relies on the other by trust, and only what is relied on can be kept.",
        prediction="What two keep in a week rises with the product of their trusts.",
        config="risks_together.yaml",
        measure=risks_together,
    ),
    Claim(
        number="C32",
        section="Conclusion",
        title="Trust is never finished: it asks for lasting effort of both.",
        mechanism="Consequences teach reliability, and habits drift back.",
        prediction="Reliability rises while the other is hurt, and is back at its old level when that is long over.",
        config="dedication.yaml",
        measure=dedication,
        course=reliability_over_time,
    ),
)
