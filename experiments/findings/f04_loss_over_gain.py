"""F4: how many times as much does one lapse take as one kept promise gives, where trust is high?

python experiments/findings/f04_loss_over_gain.py
"""

from __future__ import annotations

from collections.abc import Sequence

from trustsim.results import Results
from trustsim.validation import Finding, Measure, between, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show

FEW = " after five encounters"
NONE = " at the first encounter"


def moved(results: Results, point: str) -> float:
    """By how much the last act of the script moved trust."""
    trust = course(results, point)
    return float(trust.iloc[-1] - trust.iloc[-2])


def measure(results: Results) -> Sequence[Measure]:
    """Loss over gain at both levels of trust, against the band of both samples and against their overlap."""
    found = []
    for level in (".740", ".755"):
        gain = moved(results, f"kept at {level}")
        for known in ("", FEW, NONE):
            ratio = exactly(-moved(results, f"lapse at {level}{known}") / gain)
            what = f"loss over gain at trust {level}{known}"
            found += [
                Measure(what, ratio, between(2.3, 6.9), required=known != NONE),
                Measure(f"{what}: where both samples overlap", ratio, between(2.75, 4.1), required=False),
            ]
    return found


FINDING = Finding(
    number="F4",
    title="At a trust of three quarters a failure takes about three times what a success gives",
    config="f04_loss_over_gain.yaml",
    measure=measure,
    source="Trust ratings in a robot, 99 people in VR and 100 in reality (duboyuan/A-Hybrid-Dataset…); re-computed",
    mark="r",
    in_people=(
        "On trials in which people relied on the robot: mean loss over mean gain 2.99 [2.26, 4.13] in reality (trust "
        ".740) and 3.97 [2.75, 6.91] in VR (trust .755), ten trials each [r]."
    ),
    here=(
        "one lapse against one kept promise at each of the two levels of trust, once first impressions are over and "
        "after five encounters, the middle of ten trials. Beside it, at the very first encounter, which was one trial "
        "in ten and which first impressions make more than twice as dear."
    ),
    kind="prediction",
    in_sample=True,
)

if __name__ == "__main__":
    show(FINDING)
