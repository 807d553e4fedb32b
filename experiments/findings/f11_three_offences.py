"""F11: does trust come back to where it began when each of three offences is apologised for?

python experiments/findings/f11_three_offences.py
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trustsim.results import Results
from trustsim.validation import Finding, Measure, above, below, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show

AFTER: Final = {"first": 4, "second": 8, "third": 12}
"""The record in which each offence shows first."""


def measure(results: Results) -> Sequence[Measure]:
    """Trust after the third offence against its start, and what the apology kept after each."""
    plain, eased = (course(results, label, "trust_betrayed") for label in ("no apology", "apology"))
    start = exactly(eased[0])
    last = exactly(eased[AFTER["third"]])
    found = [
        Measure(
            "trust after the third offence minus trust at the start, with apologies",
            exactly(last.mean - start.mean),
            below(0),
            sides=(("start", start), ("after the third", last)),
        )
    ]
    for name, week in AFTER.items():
        sides = (("apology", exactly(eased[week])), ("none", exactly(plain[week])))
        what = f"trust after the {name} offence, apology minus none"
        found.append(Measure(what, exactly(eased[week] - plain[week]), above(0), sides=sides))
    return found


FINDING = Finding(
    number="F11",
    title="After three offences, each repaired, trust is not fully back",
    config="f11_three_offences.yaml",
    measure=measure,
    source="Esterwood & Robert 2023, Comput. Hum. Behav. 142",
    mark="a",
    in_people=(
        "240 people worked with a robot that failed them three times, and tried four repairs: by the third time none "
        "repaired trust fully [a]."
    ),
    here=(
        "three times over, three kept promises and an honest offence of −0.5 log-odds [x], trust .6 [x] at the start, "
        "one act a week, with and without an apology each time. Of the four repairs the model has this one in full; "
        "it has no denial."
    ),
    kind="order",
)

if __name__ == "__main__":
    show(FINDING)
