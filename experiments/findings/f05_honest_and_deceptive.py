"""F5: does trust come back after breaches, and does it after the same breaches with deception?

python experiments/findings/f05_honest_and_deceptive.py
"""

from __future__ import annotations

from collections.abc import Sequence

from trustsim.results import Results
from trustsim.validation import Finding, Measure, at_least, at_most, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show


def measure(results: Results) -> Sequence[Measure]:
    """Trust at the end as a share of the control's."""
    control = course(results, "control").iloc[-1]
    found = []
    for name, required in (("", True), (", no repair", False)):
        for kind, band in (("honest", at_least(0.85)), ("deceptive", at_most(0.75))):
            end = course(results, kind + name).iloc[-1]
            sides = (("trust at the end", exactly(end)), ("control", exactly(control)))
            what = f"share of the control's trust, {kind}{name}"
            found.append(Measure(what, exactly(end / control), band, required, sides))
    return found


FINDING = Finding(
    number="F5",
    title="After breaches in the open trust is restored by consistent good acts; after deception it never fully is",
    config="f05_honest_and_deceptive.yaml",
    measure=measure,
    source="Schweitzer, Hershey & Bradlow 2006, OBHDP 101:1–19",
    mark="a",
    in_people=(
        "In a repeated money game untrustworthy acts alone were made good by a consistent series of trustworthy ones; "
        "the same acts with deception were not, even with a promise, an apology and good acts [a, abstract]. The order "
        "is used, no number: those of single rounds are not at hand."
    ),
    here=(
        "strangers at .5 [b], two breaches of size −1 [x] in the first two rounds, then sixty kept promises, a round a "
        "week; deceptive: the same breaches hidden and found at once. Beside it, with no repair of the ceiling."
    ),
    kind="order",
)

if __name__ == "__main__":
    show(FINDING)
