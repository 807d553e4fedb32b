"""What maintains trust: forgiveness, transparency, and hiding nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trustsim.results import Results
from trustsim.validation import Claim, Course, Measure, about, above, below
from trustsim.validation.measuring import (
    course,
    course_on_ties,
    effect,
    level,
    log_odds,
    of_replicates,
    on_ties,
    outcome,
    over_replicates,
    per_run,
    share_lost,
    shown,
    slope,
    value,
)

ONE_WAY = {"source": "1", "target": "0"}
SLIP, SORRY = "a slip, nothing said", "a slip, apology"
MEANT, MEANT_AND_SORRY = "on purpose, nothing said", "on purpose, apology"
ONCE, ON_PURPOSE = "once", "once, on purpose"
THRICE, THRICE_AND_SORRY = "three times", "three times, each with an apology"
NO_AFFAIR, TOLD, HIDDEN = "no affair", "told, with an apology", "hidden until found"
TRANSPARENCY = "traits.transparency"


def sorry(results: Results) -> Sequence[Measure]:
    """What an apology takes off the loss of trust and off the hurt."""
    share, hurt = share_lost(results, 4, **ONE_WAY), on_ties(results, "hurt", 5, **ONE_WAY)
    odds = hurt / (1.0 - hurt)
    off_the_loss = of_replicates(results, log_odds(share), SLIP) - of_replicates(results, log_odds(share), SORRY)
    off_the_hurt = of_replicates(results, odds, SLIP) / of_replicates(results, odds, SORRY)
    saved_of_slip = 1.0 - of_replicates(results, share, SORRY) / of_replicates(results, share, SLIP)
    saved_of_meant = 1.0 - of_replicates(results, share, MEANT_AND_SORRY) / of_replicates(results, share, MEANT)
    return [
        Measure(
            "log-odds that an apology takes off the share of trust lost",
            over_replicates(off_the_loss, certain=True),
            about(0.80, 0.05),
            sides=shown(results, share, [SLIP, SORRY, MEANT, MEANT_AND_SORRY], certain=True),
            of_sides="share of trust lost",
        ),
        Measure(
            "times by which it divides the odds of hurt", over_replicates(off_the_hurt, certain=True), about(4.5, 0.05)
        ),
        Measure(
            "part of the loss that it saves: after a slip minus after a breach on purpose",
            over_replicates(saved_of_slip - saved_of_meant, certain=True),
            above(0),
        ),
    ]


def hard_to_forgive(results: Results) -> Sequence[Measure]:
    """What was severe, and what was done again and again."""
    first, third = share_lost(results, 3, **ONE_WAY), share_lost(results, 11, **ONE_WAY)
    intent = of_replicates(results, log_odds(first), ON_PURPOSE) - of_replicates(results, log_odds(first), ONCE)
    repeated = of_replicates(results, third, THRICE) - of_replicates(results, first, THRICE)
    half_a_year_later = on_ties(results, "hurt", 30, **ONE_WAY)
    after_each = [on_ties(results, "trust", week, **ONE_WAY) for week in (4, 8, 12)]
    apologies = pd.concat(
        [
            of_replicates(results, trust, THRICE_AND_SORRY) - of_replicates(results, trust, THRICE)
            for trust in after_each
        ],
        axis=1,
    )
    return [
        Measure(
            "log-odds that intent adds to the share of trust lost",
            over_replicates(intent, certain=True),
            about(2.0, 0.1),
        ),
        effect(
            "hurt half a year later: on purpose minus not",
            results,
            half_a_year_later,
            ONCE,
            ON_PURPOSE,
            above(0),
            certain=True,
        ),
        Measure(
            "share of trust lost: third time minus first",
            over_replicates(repeated, certain=True),
            above(0),
            sides=(
                ("the first time", level(results, first, THRICE, certain=True)),
                ("the third time", level(results, third, THRICE, certain=True)),
            ),
        ),
        value(
            "trust after the third, each with an apology; it began at 0.6",
            results,
            after_each[2],
            THRICE_AND_SORRY,
            below(0.6),
            certain=True,
        ),
        Measure(
            "the least by which apologies left more trust, after any of the three",
            over_replicates(apologies.min(axis=1), certain=True),
            above(0),
        ),
    ]


def down_and_down(results: Results) -> Course:
    """Trust over three breaches, and over one."""
    sides = [ONCE, THRICE_AND_SORRY, THRICE, ON_PURPOSE]
    return course_on_ties("trust of the one betrayed (0 to 1)", results, "trust", sides, **ONE_WAY)


def patience(results: Results) -> Sequence[Measure]:
    """The hurt of one breach, right after it, a quarter later and two."""
    side = "on purpose"
    at_once, a_quarter, two = (
        of_replicates(results, log_odds(on_ties(results, "hurt", week, **ONE_WAY)), side) for week in (5, 18, 31)
    )
    return [
        Measure(
            "log-odds by which hurt has fallen in 13 weeks",
            over_replicates(at_once - a_quarter, certain=True),
            about(2.0, 0.1),
        ),
        Measure(
            "how much more it falls in the first 13 weeks than in the next",
            over_replicates((at_once - a_quarter) - (a_quarter - two), certain=True),
            above(0),
        ),
        value(
            "hurt a year later",
            results,
            on_ties(results, "hurt", 57, **ONE_WAY),
            side,
            above(0),
            certain=True,
        ),
    ]


def healing(results: Results) -> Course:
    """Hurt over time."""
    sides = ["an honest slip", "on purpose", "on purpose, hidden and found"]
    return course_on_ties("hurt (0 to 1)", results, "hurt", sides, **ONE_WAY)


def understood(results: Results) -> Sequence[Measure]:
    """Trust once it has settled: its mean after the first year."""
    settled = per_run(results, lambda weeks: weeks.loc[weeks["week"] >= 52, "trust"].mean())
    closed, half, wide_open = ({TRANSPARENCY: transparency} for transparency in (0.0, 0.5, 1.0))
    return [
        Measure(
            "trust gained from no to full transparency",
            slope(results, settled, TRANSPARENCY),
            about(0.085, 0.005),
            sides=shown(results, settled, [closed, half, wide_open]),
            of_sides="trust after the first year",
        ),
        *(
            value(f"trust at transparency {side[TRANSPARENCY]:g}", results, settled, side, about(settles, 0.005))
            for side, settles in ((closed, 0.765), (half, 0.8075), (wide_open, 0.85))
        ),
    ]


def hiding(results: Results) -> Sequence[Measure]:
    """Couples still together, and their trust, after five years."""
    together, trust = outcome(results, "survival"), outcome(results, "final_trust")
    return [
        effect("couples still together: hidden minus told", results, together, TOLD, HIDDEN, below(0)),
        effect("couples still together: told minus no affair", results, together, NO_AFFAIR, TOLD, below(0)),
        effect("trust, 0 if apart: hidden minus told", results, trust, TOLD, HIDDEN, below(0)),
    ]


def parting(results: Results) -> Course:
    """The share still together."""
    return course("share of couples still together", results, "survival", [NO_AFFAIR, TOLD, HIDDEN])


CLAIMS = (
    Claim(
        number="C12",
        title="Owning a mistake and apologising for it sincerely keeps trust.",
        section="Maintaining trust: forgiveness",
        mechanism="An apology takes 0.8 log-odds off the share of trust lost and 1.5 off the hurt.",
        prediction=(
            "0.80 log-odds less trust lost (d = 0.44); the odds of hurt divided by 4.5; a larger part saved of an"
            " honest breach than of one on purpose."
        ),
        config="apology_and_warning",
        measure=sorry,
    ),
    Claim(
        number="C13",
        title="What was severe, or was done again and again, is hard to forgive.",
        section="Maintaining trust: forgiveness",
        mechanism=(
            "A larger breach leaves a larger hurt; a breach that falls into open hurt is larger by up to 1 log-odds."
        ),
        prediction=(
            "Intent adds 2 log-odds and hurts longer; each repeat costs more; after three, even with apologies,"
            " trust is below where it began."
        ),
        config="severe_or_repeated.yaml",
        measure=hard_to_forgive,
        course=down_and_down,
    ),
    Claim(
        number="C14",
        title="Forgiving takes time; be patient.",
        section="Maintaining trust: forgiveness",
        mechanism="The odds of a hurt fall with the logarithm of its age, by forgiveness.",
        prediction="Two log-odds in 13 weeks at forgiveness 0.5, and ever more slowly after that.",
        config="severity",
        measure=patience,
        course=healing,
    ),
    Claim(
        number="C15",
        title="Where people are open there is less to misunderstand.",
        section="Maintaining trust: transparency",
        mechanism=(
            "A kept act is taken for a lapse with the chance 0.1·(1 − transparency), where boundaries are half clear."
        ),
        prediction="Trust settles at 0.765, 0.8075 and 0.85: it rises by 0.085 from no to full transparency.",
        config="misunderstanding.yaml",
        measure=understood,
    ),
    Claim(
        number="C16",
        title="Lying and hiding put the whole relationship at stake.",
        section="Maintaining trust: respect",
        mechanism=(
            "What is found out is larger by 1 log-odds, comes without an apology, and lowers the ceiling of trust, as"
            " bad faith does."
        ),
        prediction="A hidden affair ends more relationships than one that is told, and that more than none.",
        config="hidden_affair.yaml",
        measure=hiding,
        course=parting,
    ),
)
