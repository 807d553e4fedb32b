"""F8: what does an apology save, and after which breaches most?

python experiments/findings/f08_apology.py
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from scipy.special import logit

from trustsim.results import Results
from trustsim.validation import Finding, Measure, about, above, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show

KINDS: Final = ("lapse", "deliberate", "hidden")


def share_lost(results: Results, point: str) -> float:
    """The share of trust that the script's last act took."""
    trust = course(results, point)
    return float(1.0 - trust.iloc[-1] / trust.iloc[-2])


def measure(results: Results) -> Sequence[Measure]:
    """What the apology takes off the loss, in log-odds and as a share of it."""
    plain = {kind: share_lost(results, kind) for kind in KINDS}
    eased = {kind: share_lost(results, f"{kind}, apology") for kind in KINDS}
    found = [
        Measure(
            f"taken off the loss by an apology, in log-odds, {kind}",
            exactly(float(logit(plain[kind]) - logit(eased[kind]))),
            about(0.80, 0.05),
            sides=(("lost", exactly(plain[kind])), ("lost with an apology", exactly(eased[kind]))),
        )
        for kind in KINDS
    ]
    saved = {kind: 1.0 - eased[kind] / plain[kind] for kind in KINDS}
    for more, less in pairwise(KINDS):
        sides = ((more, exactly(saved[more])), (less, exactly(saved[less])))
        what = f"share of the loss that an apology saves, {more} minus {less}"
        found.append(Measure(what, exactly(saved[more] - saved[less]), above(0), sides=sides))
    stand_in = exactly(plain["hidden"] - share_lost(results, "hidden and found"))
    return [
        *found,
        Measure("loss by the breach that stands for a hidden one minus a real one's", stand_in, about(0, 1e-9)),
    ]


FINDING = Finding(
    number="F8",
    title="An apology repairs trust, and relatively more after a breach of competence than of integrity",
    config="f08_apology.yaml",
    measure=measure,
    source="Yuan, Dong & Li 2017, Adv. Psychol. Sci. 25:1103",
    mark="a",
    in_people=(
        "Meta-analysis of 18 papers, 36 effects, N = 4,731: an apology repairs trust with d = 0.44, better for "
        "breaches of competence than of integrity [a, abstract]; as log-odds 0.80 [d]."
    ),
    here=(
        "a lapse, a betrayal and one as bad as a hidden one, each with and without an apology, between people who know "
        "each other; the 0.80 is a parameter, so that the sizes show only that it is used, while the order of savings "
        "follows"
    ),
    kind="calibration and prediction",
    in_sample=True,
)

if __name__ == "__main__":
    show(FINDING)
