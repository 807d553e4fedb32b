"""F9: how much worse is the same breach when it was on purpose?

python experiments/findings/f09_intent.py
"""

from __future__ import annotations

from collections.abc import Sequence

from scipy.special import logit

from trustsim.results import Results
from trustsim.validation import Finding, Measure, about, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show


def measure(results: Results) -> Sequence[Measure]:
    """Log-odds that intent adds to the share of trust lost, and to hurt."""
    lost, hurt = [], []
    for point in ("on purpose", "not on purpose"):
        trust = course(results, point)
        lost.append(float(1.0 - trust.iloc[-1] / trust.iloc[-2]))
        hurt.append(float(course(results, point, "hurt").iloc[-1]))
    return [
        Measure(
            f"added by intent to {what}, in log-odds",
            exactly(float(logit(meant) - logit(not_meant))),
            about(2.0, 0.1),
            sides=(("on purpose", exactly(meant)), ("not on purpose", exactly(not_meant))),
        )
        for what, (meant, not_meant) in (("the share of trust lost", lost), ("hurt", hurt))
    ]


FINDING = Finding(
    number="F9",
    title="What was meant is forgiven far less",
    config="f09_intent.yaml",
    measure=measure,
    source="Fehr, Gelfand & Nag 2010, Psychol. Bull. 136:894",
    mark="a",
    in_people=("Meta-analysis of 175 studies, N = 26,006: intent and forgiveness r = −.49 [a]; as log-odds 2.04 [d]."),
    here=(
        "a lapse and a betrayal between people who know each other; the 2.0 is a parameter, so that this shows "
        "only that it is used, in trust and in hurt"
    ),
    kind="calibration",
    in_sample=True,
)

if __name__ == "__main__":
    show(FINDING)
