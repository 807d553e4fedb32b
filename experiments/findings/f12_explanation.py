"""F12: does an explanation soften the loss of trust, or the way back?

python experiments/findings/f12_explanation.py
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trustsim.results import Results
from trustsim.validation import Finding, Measure, about, above, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show

LAPSE: Final = 1
KEPT: Final = 6


def measure(results: Results) -> Sequence[Measure]:
    """The fall of trust, and trust six kept promises later, explained against nothing said."""
    plain, explained = (course(results, label, "trust_betrayed") for label in ("nothing said", "explanation"))
    fall, end = LAPSE + 1, LAPSE + 1 + KEPT
    return [
        Measure(
            "fall of trust, explanation minus nothing said",
            exactly((explained[LAPSE] - explained[fall]) - (plain[LAPSE] - plain[fall])),
            about(0, 1e-9),
            sides=(("explanation", exactly(explained[fall])), ("nothing said", exactly(plain[fall]))),
        ),
        Measure(
            "trust after six kept promises, explanation minus nothing said",
            exactly(explained[end] - plain[end]),
            above(0),
            sides=(("explanation", exactly(explained[end])), ("nothing said", exactly(plain[end]))),
        ),
    ]


FINDING = Finding(
    number="F12",
    title="An explanation leaves the loss of trust as it is and helps the recovery",
    config="f12_explanation.yaml",
    measure=measure,
    source="Webb et al. 2025, arXiv 2510.21716",
    mark="a",
    in_people=(
        "38 people were refused help by a robot: where it explained itself, trust fell as far and recovered better [a]."
    ),
    here=(
        "one honest lapse of −0.5 log-odds [x] at trust .8 [x], no first impressions, then six kept promises, one a "
        "week. An explanation is an apology that acts on hurt alone (apology_on_trust: 0), so that the equal fall is "
        "put in; what follows is that less hurt makes kept promises count for more."
    ),
    kind="order",
)

if __name__ == "__main__":
    show(FINDING)
