"""What follows when trust is broken: what is lost, how hard it comes back, who suffers, what helps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from trustsim.outcomes import NEARLY
from trustsim.results import Results
from trustsim.study import estimate
from trustsim.study.judging import about, above, at_least, at_most, below, between, exactly
from trustsim.validation.measuring import (
    course,
    course_of_person,
    course_on_ties,
    difference,
    effect,
    first_week,
    in_week,
    of_replicates,
    on_person,
    on_ties,
    outcome,
    shown,
    value,
)
from trustsim.validation.statements import Claim, Course, Measure

BROKEN = "Broken trust"
INTIMACY = "Broken trust: closeness"
REBUILDING = "Broken trust: rebuilding"
PAIN = "Broken trust: pain"
HOPE = "Conclusion"

BETRAYER, BETRAYED = "0", "1"  # in all configs of this module, 0 breaks what it promised to 1
BACK = 0.80  # of a trust that was .85

FORGIVENESS, TRANSPARENCY = "traits.forgiveness", "traits.transparency"


def of_betrayed(results: Results, column: str, week: float | None = None) -> pd.Series[Any]:
    """How the one betrayed stands to the betrayer, by run."""
    return on_ties(results, column, week, source=BETRAYED, target=BETRAYER)


def of_betrayer(results: Results, column: str, week: float | None = None) -> pd.Series[Any]:
    """How the betrayer stands to the one betrayed, by run."""
    return on_ties(results, column, week, source=BETRAYER, target=BETRAYED)


# ------------------------------------------------------------------ beyond repair

NO_BREACH, OPEN = "no breach", "open, half forgiving"
HIDDEN, UNFORGIVING = "hidden, half forgiving", "hidden, unforgiving"


def beyond_repair(results: Results) -> Sequence[Measure]:
    """Who gets back to where they were, and who stays together."""
    alive = of_betrayed(results, "active")
    trust = of_betrayed(results, "trust")
    back = (alive * (trust >= BACK)).astype(float)
    survival = outcome(results, "survival")
    return (
        value("share back to .80 within ten years: hidden, unforgiving", results, back, UNFORGIVING, at_most(0)),
        value(
            "trust after ten years where they stayed together: hidden, unforgiving",
            results,
            trust.where(alive > 0),
            UNFORGIVING,
            below(BACK),
            beside=(OPEN, HIDDEN),
            of_sides="trust after ten years where they stayed together",
        ),
        value("share back to .80 within ten years: hidden, half forgiving", results, back, HIDDEN, above(0)),
        effect(
            "relationships alive after ten years: hidden and unforgiving minus no breach",
            results,
            survival,
            NO_BREACH,
            UNFORGIVING,
            below(0),
        ),
    )


# ------------------------------------------------------------------ holding back

STEADY, STEADY_BETRAYED = "openness as ever, no betrayal", "openness as ever, a betrayal"
WAITING, WAITING_BETRAYED = "openness waits for trust, no betrayal", "openness waits for trust, a betrayal"


def more_than_where_openness_is_steady(results: Results, numbers: pd.Series[Any]) -> pd.Series[Any]:
    """What the betrayal does where openness waits for trust, beyond what it does where openness does not."""
    waiting = of_replicates(results, numbers, WAITING_BETRAYED) - of_replicates(results, numbers, WAITING)
    steady = of_replicates(results, numbers, STEADY_BETRAYED) - of_replicates(results, numbers, STEADY)
    return waiting - steady


def holding_back(results: Results) -> Sequence[Measure]:
    """The cycle: less trust, more hidden by the one betrayed, less trust of the betrayer in turn."""
    assert results.ties is not None
    after = results.ties[(results.ties["week"] > 52) & (results.ties["source"] == BETRAYER)]
    hidden = after.groupby("run")["hidden"].mean()
    trust = of_betrayer(results, "trust")
    closeness = of_betrayer(results, "intimacy")
    sides = (STEADY, STEADY_BETRAYED, WAITING, WAITING_BETRAYED)
    return (
        effect(
            "what the one betrayed keeps hidden (breaches at a time): betrayal minus none",
            results,
            hidden,
            WAITING,
            WAITING_BETRAYED,
            above(0),
        ),
        Measure(
            "… beyond what it is where openness does not wait for trust",
            estimate(more_than_where_openness_is_steady(results, hidden)),
            above(0),
            sides=shown(results, hidden, sides),
            of_sides="breaches kept hidden by the one betrayed",
        ),
        Measure(
            "trust of the betrayer two years later: betrayal minus none, beyond the same",
            estimate(more_than_where_openness_is_steady(results, trust)),
            below(0),
            sides=shown(results, trust, sides),
            of_sides="trust of the betrayer",
        ),
        effect(
            "closeness two years later: betrayal minus none",
            results,
            closeness,
            WAITING,
            WAITING_BETRAYED,
            below(0),
        ),
    )


def hidden_over_time(results: Results) -> Course:
    """What the one betrayed hides."""
    sides = (WAITING, WAITING_BETRAYED, STEADY_BETRAYED)
    return course_on_ties("breaches kept hidden", results, "hidden", sides, source=BETRAYER)


# ------------------------------------------------------------------ closeness

BETRAYAL_WEEK = 104
ALL_BUT_GONE = 0.1  # hurt


def closeness_after_forgiving(results: Results) -> Sequence[Measure]:
    """Weeks from the hurt's being all but gone to nearly the closeness that there was, at each level of forgiveness."""
    assert results.ties is not None
    measures = []
    for forgiveness in (0.5, 0.75, 1):
        run = results.runs.loc[results.runs[FORGIVENESS] == forgiveness, "run"].item()
        ties = results.ties[(results.ties["run"] == run) & (results.ties["source"] == BETRAYED)].set_index("week")
        after = ties[ties.index > BETRAYAL_WEEK]
        old = ties.loc[BETRAYAL_WEEK, "intimacy"] - NEARLY
        lower = after.index[after["intimacy"] < old]
        apart = lower.max() + 1.0 - BETRAYAL_WEEK if len(lower) else 0.0
        hurt = first_week(after.index.to_list(), (after["hurt"] < ALL_BUT_GONE).to_list()) - BETRAYAL_WEEK
        measures.append(
            Measure(
                f"weeks by which lost closeness outlasts the hurt, forgiveness {forgiveness:g}",
                exactly(apart - hurt),
                at_least(2),
                sides=(
                    (f"weeks until hurt is below {ALL_BUT_GONE:g}", exactly(hurt)),
                    (f"weeks until closeness is back within {NEARLY:g}", exactly(apart)),
                ),
            )
        )
    return measures


def closeness_over_time(results: Results) -> Course:
    """Closeness, and the hurt that is over long before."""
    side = {FORGIVENESS: 0.5}
    ((_, closeness),) = course("", results, "intimacy", [side]).lines
    ((_, hurt),) = course_on_ties("", results, "hurt", [side], source=BETRAYED).lines
    return Course("closeness and hurt", (("closeness", closeness), ("hurt", hurt)))


# ------------------------------------------------------------------ both together

WITHOUT = ((0, 0), (0, 0.5), (0, 1), (0.5, 0), (1, 0))
WITH = ((0.5, 0.5), (0.5, 1), (1, 0.5), (1, 1))


def side_of(forgiveness: float, transparency: float) -> dict[str, float]:
    """The point where everybody is so forgiving and so open."""
    return {FORGIVENESS: forgiveness, TRANSPARENCY: transparency}


def it_takes_both(results: Results) -> Sequence[Measure]:
    """What becomes of the ceiling in the year after the breach, with and without each of the two."""
    mended = of_betrayed(results, "ceiling", 60) - of_betrayed(results, "ceiling", 8)
    weeks = outcome(results, "weeks_to_recover")
    never = np.isinf(weeks).astype(float)
    return (
        value(
            "rise of the ceiling in a year, forgiving but not open",
            results,
            mended,
            side_of(1, 0),
            between(0, 0),
            certain=True,
        ),
        value(
            "rise of the ceiling in a year, open but not forgiving",
            results,
            mended,
            side_of(0, 1),
            between(0, 0),
            certain=True,
        ),
        value(
            "rise of the ceiling in a year, half of both",
            results,
            mended,
            side_of(0.5, 0.5),
            above(0),
            beside=(side_of(1, 1),),
            certain=True,
        ),
        Measure(
            "share of the settings without one of the two in which trust is never back (twenty years)",
            exactly(np.mean([of_replicates(results, never, side_of(*point)).item() for point in WITHOUT])),
            at_least(1),
        ),
        Measure(
            "the same share with something of both",
            exactly(np.mean([of_replicates(results, never, side_of(*point)).item() for point in WITH])),
            at_most(0),
        ),
    )


def always_hope(results: Results) -> Sequence[Measure]:
    """The ceiling wherever there is something of both: always rising, and whole in the end."""
    assert results.ties is not None
    ties = results.ties[(results.ties["source"] == BETRAYED) & (results.ties["week"] > 4)]
    steps = ties.sort_values("week").groupby("run")["ceiling"].agg(lambda ceiling: (ceiling.diff()[1:] > 0).mean())
    last = of_betrayed(results, "ceiling")
    trust = of_betrayed(results, "trust")

    def least(numbers: pd.Series[Any]) -> float:
        return float(min(of_replicates(results, numbers, side_of(*point)).item() for point in WITH))

    return (
        Measure(
            "share of months in which the ceiling rises, with something of both", exactly(least(steps)), at_least(1)
        ),
        Measure("lowest ceiling after twenty years, with something of both", exactly(least(last)), at_least(0.99)),
        Measure("lowest trust after twenty years, with something of both", exactly(least(trust)), at_least(0.85)),
    )


def ceiling_with_and_without(results: Results) -> Course:
    """The ceiling of the one betrayed, with one of the two and with both."""
    return ceiling_over_time(results, ((1, 0), (0, 1), (0.5, 0.5), (1, 1)))


def ceiling_with_both(results: Results) -> Course:
    """The ceiling of the one betrayed, with some of both and with more."""
    return ceiling_over_time(results, WITH)


def ceiling_over_time(results: Results, points: Sequence[tuple[float, float]]) -> Course:
    """The ceiling of the one betrayed, at some levels of forgiveness and openness."""
    sides = [side_of(*point) for point in points]
    return course_on_ties("ceiling of the one betrayed", results, "ceiling", sides, source=BETRAYED)


# ------------------------------------------------------------------ slow, and on purpose or not

LAPSE, BETRAYAL = "honest lapse", "betrayal"
NO_HURT, NO_DAMAGE = "betrayal, hurt over at once", "betrayal, ceiling untouched"


def slow_way_back(results: Results) -> Sequence[Measure]:
    """Weeks back to .80, and how many of them are the hurt's."""
    weeks = outcome(results, "weeks_to_recover")
    return (
        value("weeks to be back, after a betrayal", results, weeks, BETRAYAL, between(20, 20), certain=True),
        value("weeks to be back, after an honest lapse", results, weeks, LAPSE, between(2, 2), certain=True),
        effect("weeks that the hurt adds", results, weeks, NO_HURT, BETRAYAL, above(0), certain=True),
        effect(
            "weeks that the lowered ceiling adds",
            results,
            weeks,
            NO_DAMAGE,
            BETRAYAL,
            above(0),
            certain=True,
            required=False,
        ),
    )


def trust_over_time(results: Results) -> Course:
    """Trust of the one betrayed."""
    return course("trust of the one betrayed", results, "trust_betrayed", (LAPSE, BETRAYAL, NO_HURT))


NOT_MEANT, ON_PURPOSE = "not meant", "on purpose"


def on_purpose(results: Results) -> Sequence[Measure]:
    """What intent adds to the loss, and that neither is beyond repair."""
    lost = outcome(results, "trust_lost")
    share = lost / of_betrayed(results, "trust", 4)
    log_odds = np.log(share / (1.0 - share))
    weeks = outcome(results, "weeks_to_recover")
    return (
        effect(
            "log-odds of the share lost: on purpose minus not meant",
            results,
            log_odds,
            NOT_MEANT,
            ON_PURPOSE,
            about(2.0, 0.1),
            certain=True,
        ),
        effect("trust lost: on purpose minus not meant", results, lost, NOT_MEANT, ON_PURPOSE, above(0), certain=True),
        effect(
            "weeks to be back: on purpose minus not meant",
            results,
            weeks,
            NOT_MEANT,
            ON_PURPOSE,
            above(0),
            certain=True,
        ),
        value("weeks to be back, on purpose", results, weeks, ON_PURPOSE, below(100), certain=True),
    )


def trust_by_intent(results: Results) -> Course:
    """Trust of the one betrayed, by whether it was meant."""
    return course("trust of the one betrayed", results, "trust_betrayed", (NOT_MEANT, ON_PURPOSE))


# ------------------------------------------------------------------ suspicion

QUIET, BETRAYED_LIFE = "no betrayal", "a betrayal"
KEPT, KEPT_BETRAYED, CLOSED = "all kept, no betrayal", "all kept but one betrayal", "all kept, a closed partner"
AFTER = "in the year after week 52"


def strayed(results: Results, label: str) -> pd.Series[Any]:
    """How far each couple's trust is from that of the average couple, over the year after, by replicate.

    The absolute deviations of Levene's test of equal spread, so that spread can be compared within each replicate.
    """
    assert results.ties is not None
    ties = results.ties[(results.ties["week"] > 52) & (results.ties["source"] == BETRAYED)]
    mine = ties.merge(results.runs.loc[results.runs["label"] == label, ["run", "replicate"]], on="run")
    apart = (mine["trust"] - mine.groupby("week")["trust"].transform("mean")).abs()
    return apart.groupby(mine["replicate"]).mean()


def suspicion(results: Results) -> Sequence[Measure]:
    """Misreading, relying and certainty in the year after a betrayal."""
    taken = of_betrayed(results, "breaches") - of_betrayed(results, "breaches", 52)
    planted = results.runs.set_index("run")["label"].isin([BETRAYED_LIFE, KEPT_BETRAYED]).astype(float)
    misread = taken - planted  # in the world in which all else is kept
    relied = of_betrayed(results, "history") - of_betrayed(results, "history", 52) - planted
    quiet, betrayed, closed = (strayed(results, label) for label in (QUIET, BETRAYED_LIFE, CLOSED))
    spread = f"distance of trust from that of the average couple {AFTER}"
    return (
        effect(f"acts misread {AFTER}: betrayal minus none", results, misread, KEPT, KEPT_BETRAYED, above(0)),
        effect(
            f"encounters relied on {AFTER}: betrayal minus none",
            results,
            relied,
            QUIET,
            BETRAYED_LIFE,
            below(0),
        ),
        Measure(
            f"{spread}: betrayal minus none",
            estimate(betrayed - quiet),
            above(0),
            sides=((QUIET, estimate(quiet)), (BETRAYED_LIFE, estimate(betrayed))),
            of_sides=spread,
        ),
        effect(
            "risk of distress a year after: betrayal minus none",
            results,
            outcome(results, "distress"),
            QUIET,
            BETRAYED_LIFE,
            above(0),
            required=False,
        ),
        effect(
            f"acts misread {AFTER}: a closed partner minus a half open one",
            results,
            misread,
            KEPT,
            CLOSED,
            above(0),
            required=False,
        ),
        Measure(
            f"{spread}: a closed partner minus a half open one",
            estimate(closed - strayed(results, KEPT)),
            above(0),
            required=False,
            sides=((KEPT, estimate(strayed(results, KEPT))), (CLOSED, estimate(closed))),
            of_sides=spread,
        ),
    )


# ------------------------------------------------------------------ pain

NO_AFFAIR, AFFAIR = "no affair", "an affair"
AT_ONCE, A_YEAR_LATER = 5, 56


def pain_of_both(results: Results) -> Sequence[Measure]:
    """Pain of each when it has just happened."""
    of_one = on_person(results, BETRAYED, "pain", AT_ONCE)
    of_other = on_person(results, BETRAYER, "pain", AT_ONCE)
    return (
        effect(
            "pain of the one betrayed: affair minus none", results, of_one, NO_AFFAIR, AFFAIR, above(0), certain=True
        ),
        effect("pain of the betrayer: affair minus none", results, of_other, NO_AFFAIR, AFFAIR, above(0), certain=True),
        value(
            "pain of the betrayer as a share of that of the one betrayed",
            results,
            of_other / of_one,
            AFFAIR,
            below(1),
            certain=True,
        ),
    )


def long_lasting(results: Results) -> Sequence[Measure]:
    """Risk of distress of the one betrayed, at once and a year later."""
    at_once = on_person(results, BETRAYED, "distress", AT_ONCE)
    later = on_person(results, BETRAYED, "distress", A_YEAR_LATER)
    return (
        value(
            "risk of distress at once", results, at_once, AFFAIR, about(0.38, 0.005), beside=(NO_AFFAIR,), certain=True
        ),
        value(
            "risk of distress a year later",
            results,
            later,
            AFFAIR,
            about(0.17, 0.005),
            beside=(NO_AFFAIR,),
            certain=True,
        ),
        effect(
            "risk of distress a year later: affair minus none",
            results,
            later,
            NO_AFFAIR,
            AFFAIR,
            above(0),
            certain=True,
        ),
    )


def distress_over_time(results: Results) -> Course:
    """Risk of distress of the one betrayed."""
    return course_of_person("risk of distress", results, BETRAYED, "distress", (NO_AFFAIR, AFFAIR))


# ------------------------------------------------------------------ a counsellor

ALONE, COUNSELLED = "on their own", "with a counsellor"


def counsellor(results: Results) -> Sequence[Measure]:
    """What half a year with a counsellor does to hurt, pain and the end of relationships."""
    hurt = of_betrayed(results, "hurt", 60)
    hurt = hurt.where(hurt > 0.0)  # some couples had parted before
    log_odds = np.log(hurt / (1.0 - hurt))
    return (
        Measure(
            "log-odds of hurt after twelve weeks: on their own minus with a counsellor",
            difference(results, log_odds, COUNSELLED, ALONE),
            about(1.0, 0.1),
            sides=shown(results, hurt, (ALONE, COUNSELLED)),
            of_sides="hurt after twelve weeks",
        ),
        effect(
            "pain after a year: with a counsellor minus without",
            results,
            in_week(results, "pain", 96),
            ALONE,
            COUNSELLED,
            below(0),
        ),
        effect(
            "risk of distress after a year: with a counsellor minus without",
            results,
            in_week(results, "distress", 96),
            ALONE,
            COUNSELLED,
            below(0),
        ),
        effect(
            "relationships alive after five years: with a counsellor minus without",
            results,
            outcome(results, "survival"),
            ALONE,
            COUNSELLED,
            above(0),
        ),
    )


def pain_with_and_without(results: Results) -> Course:
    """Pain of both."""
    return course("pain of both", results, "pain", (NO_AFFAIR, ALONE, COUNSELLED))


CLAIMS = (
    Claim(
        number="C18",
        section=BROKEN,
        title="Broken trust reaches far, and sometimes cannot be repaired.",
        mechanism="A breach in bad faith lowers the ceiling of trust; hurt and distrust end relationships.",
        prediction=(
            "Those who do not forgive never get back to 0.80 from 0.85 after a hidden betrayal, and most part; those"
            " who do forgive get back."
        ),
        config="beyond_repair.yaml",
        measure=beyond_repair,
    ),
    Claim(
        number="C19",
        section=INTIMACY,
        title="After a breach people are less open with one another.",
        mechanism="Openness towards somebody waits for trust in them (holding back); closeness falls when trust does.",
        prediction=(
            "The one betrayed hides more and is trusted less in turn; much less of that where openness does not wait"
            " for trust."
        ),
        config="holding_back.yaml",
        measure=holding_back,
        course=hidden_over_time,
    ),
    Claim(
        number="C20",
        section=INTIMACY,
        title="Closeness takes time to come back even after forgiving.",
        mechanism="Closeness heads for the lower of the two trusts, less what hurts; it falls fast and grows slowly.",
        prediction="For weeks after hurt has fallen below 0.1, closeness is still below what it was.",
        config="closeness_after_forgiving.yaml",
        measure=closeness_after_forgiving,
        course=closeness_over_time,
    ),
    Claim(
        number="C21",
        section=REBUILDING,
        title="Rebuilding is very hard, and takes both.",
        mechanism="The ceiling is repaired by the forgiveness of the one times the openness of the other.",
        prediction="No repair at all where either is missing.",
        config="it_takes_both.yaml",
        measure=it_takes_both,
        course=ceiling_with_and_without,
    ),
    Claim(
        number="C22",
        section=REBUILDING,
        title="The way back is slow.",
        mechanism="A betrayal takes more and lowers the ceiling, and while it hurts kept promises count for less.",
        prediction="Twenty weeks of kept promises after a betrayal, two after an honest lapse; hurt adds some of them.",
        config="slow_way_back.yaml",
        measure=slow_way_back,
        course=trust_over_time,
    ),
    Claim(
        number="C23",
        section="Why trust matters",
        title="Where trust was betrayed, uncertainty and suspicion come in.",
        mechanism="After a betrayal trust is low and hurt open; kept acts are misread now and then.",
        prediction="After a betrayal more is misread, one relies less, and trust varies more.",
        if_missed=(
            "In the model a kept act is misread by how closed the other is and how unclear one's own boundaries are,"
            " not by how hurt or distrustful one is; and who relies less has less to misread. A breach takes a share of"
            " trust, which narrows its spread. Both do grow where a partner is closed, betrayal or not."
        ),
        config="suspicion.yaml",
        measure=suspicion,
    ),
    Claim(
        number="C24",
        section=PAIN,
        title="A breach is painful to both.",
        mechanism="Pain comes from one's own hurts and, a quarter as much (guilt), from the hurts one has caused.",
        prediction="Both are in pain, the betrayer less.",
        config="after_an_affair.yaml",
        measure=pain_of_both,
    ),
    Claim(
        number="C25",
        section=PAIN,
        title="It can weigh on mental health for a long time.",
        mechanism="The risk of distress rises with pain, and pain falls only as slowly as hurt heals.",
        prediction="After an affair a risk of 0.38 at once and 0.17 a year later, against 0.06 without.",
        config="after_an_affair.yaml",
        measure=long_lasting,
        course=distress_over_time,
    ),
    Claim(
        number="C26",
        section=PAIN,
        title="A therapist or counsellor helps.",
        mechanism=(
            "A counsellor adds to the healing of every open hurt, and stands in for forgiveness and openness in"
            " repairing the ceiling."
        ),
        prediction="One log-odds less hurt after twelve weeks; less pain and distress; more relationships last.",
        config="counselling",
        measure=counsellor,
        course=pain_with_and_without,
    ),
    Claim(
        number="C27",
        section=HOPE,
        title="Nothing is past hope while the two keep at it.",
        mechanism="The ceiling rises every week as long as one forgives and the other is open, however little.",
        prediction="With something of both the ceiling rises all the time, to full trust.",
        config="it_takes_both.yaml",
        measure=always_hope,
        course=ceiling_with_both,
    ),
    Claim(
        number="C28",
        section=HOPE,
        title="Meant or not meant, a breach takes time to make up for, and can be made up for.",
        mechanism="Intent adds 2 log-odds to the share of trust that is lost, and lowers the ceiling.",
        prediction="2 log-odds more lost on purpose, and a longer way back; but there is one.",
        config="on_purpose.yaml",
        measure=on_purpose,
        course=trust_by_intent,
    ),
)
