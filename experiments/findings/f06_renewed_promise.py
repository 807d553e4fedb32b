"""F6: does a promise to do better speed recovery, and less so after deception?

python experiments/findings/f06_renewed_promise.py
"""

from __future__ import annotations

from collections.abc import Sequence

from trustsim.results import Results
from trustsim.validation import Finding, Measure, about, above, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show

ROUNDS = (7, 12)


def gain(results: Results, kind: str, promise: str, after: int) -> float:
    """Trust after so many rounds with the promise, minus without."""
    return float(course(results, f"{kind}, {promise}")[after] - course(results, kind)[after])


def measure(results: Results) -> Sequence[Measure]:
    """What the promise brings after some rounds and in the end, to the honest and to the deceptive."""
    end = results.config.weeks
    found = []
    for kind in ("honest", "deceptive"):
        found += [
            Measure(f"gain by the promise after round {after}, {kind}", exactly(gain(results, kind, "promise", after)),
                    above(0))
            for after in ROUNDS
        ]  # fmt: skip
        what = f"difference in the end, {kind}"
        found.append(Measure(what, exactly(gain(results, kind, "promise", end)), about(0, 0.02)))
    for promise, what, required in (
        ("promise", "gain of the honest minus gain of the deceptive", True),
        ("promise fully believed", "the same if deception did not halve belief", False),
    ):
        for after in ROUNDS:
            honest, deceptive = gain(results, "honest", "promise", after), gain(results, "deceptive", promise, after)
            sides = (("honest", exactly(honest)), ("deceptive", exactly(deceptive)))
            found.append(Measure(f"{what}, round {after}", exactly(honest - deceptive), above(0), required, sides))
    return found


FINDING = Finding(
    number="F6",
    title="A promise to change speeds recovery, and earlier deception weakens it",
    config="f06_renewed_promise.yaml",
    measure=measure,
    source="Schweitzer, Hershey & Bradlow 2006, OBHDP 101:1–19",
    mark="a",
    in_people=(
        "In a repeated money game a promise to change sped the recovery of trust; deception before it made the promise "
        "weaker [a, abstract]. The order is used, no number: those of single rounds are not at hand."
    ),
    here=(
        "the breaches of F5, and a renewed promise before the first kept one. It takes 1.5 log-odds [a] off every open "
        "hurt, half of that [x] from somebody who was caught hiding; with full belief the order would be lost, as the "
        "last two rows show: so the half is what this finding needs, not what it proves."
    ),
    kind="order",
)

if __name__ == "__main__":
    show(FINDING)
