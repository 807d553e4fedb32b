"""F2: where does trust in a reliable and in an unreliable partner settle?

    python experiments/findings/f02_last_rounds.py

Runs the config of F1: the same rounds, looked at near their end.
"""

from __future__ import annotations

from collections.abc import Sequence

from trustsim.results import Results
from trustsim.study.estimates import Estimate, estimate
from trustsim.validation import Finding, Measure, about
from trustsim.validation.reading import courses
from trustsim.validation.showing import show

ROUNDS = 25


def last_ten(results: Results, point: str) -> Estimate:
    """Mean trust at the beginning of rounds 16 to 25."""
    return estimate(courses(results, point).loc[:, ROUNDS - 10 : ROUNDS - 1].mean(axis=1))


def measure(results: Results) -> Sequence[Measure]:
    """Trust in the last ten rounds, with each partner."""
    found = []
    for name, required in (("", True), (", no first impressions", False)):
        for partner, people in (("good partner", 0.73), ("bad partner", 0.29)):
            point = partner + name
            found.append(Measure(f"last ten rounds, {point}", last_ten(results, point), about(people, 0.06), required))
    return found


FINDING = Finding(
    number="F2",
    title="After many rounds trust settles near how reliable the partner is",
    config="f01_learning_curves.yaml",
    measure=measure,
    source="Mikus et al. 2023, Nature Communications, s41467-023-39823-5; re-computed from the raw data",
    mark="r",
    in_people=(
        "Mean share invested in the last ten of 25 rounds: .730 (standard error .031 over people) with the partner who "
        "honoured 72 %, .290 (.036) with the one who honoured 28 % [r]."
    ),
    here="the rounds of F1; mean trust at the beginning of rounds 16 to 25",
    kind="prediction",
    in_sample=True,
)

if __name__ == "__main__":
    show(FINDING)
