"""F18: where does trust settle when five promises are kept for each broken one, and when four are for five?

python experiments/findings/f18_ratio_of_acts.py
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trustsim.config import parameters_of
from trustsim.laws.arithmetic import logistic
from trustsim.results import Results
from trustsim.study.estimates import estimate
from trustsim.validation import Finding, Measure, above, between
from trustsim.validation.reading import courses
from trustsim.validation.showing import show

SETTLED: Final = 104
"""The week from which nothing is left of how trust began."""
FIVE_YEARS: Final = 260


def measure(results: Results) -> Sequence[Measure]:
    """Counted acts against λT/(1 − T), and how many couples are left at each ratio."""
    parameters = parameters_of(results.config)
    loss_over_gain = logistic(parameters.lapse_size) / parameters.trust_gain
    found = []
    for label in ("five to one", "four to five"):
        kept, broken = (courses(results, label, acts).loc[:, SETTLED:] for acts in ("kept", "breaches"))
        counted = (kept.iloc[:, -1] - kept.iloc[:, 0]) / (broken.iloc[:, -1] - broken.iloc[:, 0])
        trust = courses(results, label, "trust").loc[:, SETTLED:].mean(axis=1)
        balance = loss_over_gain * trust / (1.0 - trust)
        found.append(
            Measure(
                f"kept acts for each broken one, counted, over λT/(1 − T), {label}",
                estimate(counted / balance),
                between(0.95, 1.05),
                sides=(("counted", estimate(counted)), ("λT/(1 − T)", estimate(balance)), ("T", estimate(trust))),
            )
        )
    stay, go = (
        courses(results, f"{label}, whole law", "survival")[FIVE_YEARS] for label in ("five to one", "four to five")
    )
    return [
        *found,
        Measure(
            "share of couples left after five years under the whole law, five to one minus four to five",
            estimate(stay - go),
            above(0),
            required=False,
            sides=(("five to one", estimate(stay)), ("four to five", estimate(go))),
        ),
    ]


FINDING = Finding(
    number="F18",
    title="Five good acts for each bad one go with stable couples, four for five with unstable ones",
    config="f18_ratio_of_acts.yaml",
    measure=measure,
    source="Gottman 1994",
    mark="b",
    in_people="Stable couples show about 5 positive acts for each negative one, unstable ones about 0.8 [b].",
    here=(
        "200 couples at each ratio, 10 times, two learning rates and no hurt; acts are counted and trust is averaged "
        "from week 104 on. In balance the ratio of acts is λT/(1 − T), λ being the share lost over the share gained "
        "(.99 at the defaults [d]): 5 to 1 is trust .83, 4 to 5 is .45 [d]. That balance is "
        "algebra and holds at any two rates, so that it shows nothing of couples. Whether couples stay is asked of the "
        "whole law beside it, where everybody relies always and everything is said openly."
    ),
    kind="prediction",
)

if __name__ == "__main__":
    show(FINDING)
