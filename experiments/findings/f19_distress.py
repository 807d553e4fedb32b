"""F19: how much does an affair raise the risk of distress of the one betrayed, and for how long?

python experiments/findings/f19_distress.py
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from trustsim.results import Results
from trustsim.study.estimates import Estimate, estimate
from trustsim.validation import Finding, Measure, above, between
from trustsim.validation.reading import rows
from trustsim.validation.showing import show

if TYPE_CHECKING:
    import pandas as pd

AFFAIR: Final = 52
PEAK, THREE_MONTHS, A_YEAR = AFFAIR + 1, AFFAIR + 1 + 13, AFFAIR + 1 + 52
"""When the affair shows first, and how long after."""
BETRAYED: Final = "1"


def risks(results: Results, label: str) -> pd.DataFrame:
    """The risk of distress of the one betrayed: a row for each replicate, a column for each week."""
    people = rows(results, label, "people")
    return people[people["person"] == BETRAYED].pivot(index="replicate", columns="week", values="distress")


def ratio_of_means(above: pd.Series[float], below: pd.Series[float]) -> Estimate:
    """The mean of some numbers over the mean of others, replicate by replicate from the same runs, with its interval.

    To first order (delta method) the ratio R of the means a and b errs as the mean of (aᵢ − R·bᵢ)/b.
    """
    ratio = above.mean() / below.mean()
    return estimate(ratio + (above - ratio * below) / below.mean())


def measure(results: Results) -> Sequence[Measure]:
    """The risk at its peak, how many times that of the same people without the affair, and how it falls."""
    betrayed, spared = risks(results, "affair"), risks(results, "no affair")
    with_affair = {week: estimate(betrayed[week]) for week in (PEAK, THREE_MONTHS, A_YEAR)}
    return [
        Measure(
            "risk at the peak, over the risk without an affair",
            ratio_of_means(betrayed[PEAK], spared[PEAK]),
            between(3, 12),
            sides=(("affair", with_affair[PEAK]), ("none", estimate(spared[PEAK]))),
        ),
        Measure("risk of distress at the peak", with_affair[PEAK], between(0.25, 0.50)),
        Measure(
            "risk at the peak minus risk 13 weeks later",
            estimate(betrayed[PEAK] - betrayed[THREE_MONTHS]),
            above(0),
            sides=(("13 weeks later", with_affair[THREE_MONTHS]),),
        ),
        Measure(
            "risk 13 weeks after the peak minus risk 52 weeks after it",
            estimate(betrayed[THREE_MONTHS] - betrayed[A_YEAR]),
            above(0),
            sides=(("52 weeks later", with_affair[A_YEAR]), ("then, without an affair", estimate(spared[A_YEAR]))),
        ),
    ]


FINDING = Finding(
    number="F19",
    title="A humiliating event in a marriage raises the risk of depression about sixfold",
    config="f19_distress.yaml",
    measure=measure,
    source="Cano & O'Leary 2000, JCCP 68:774; a second study of 2001",
    mark="a",
    in_people=(
        "Of 25 wives who had met with a humiliating marital event six times as many had a major depression as of 25 "
        "in equal discord without one [a]; of 50 wives without depression before, 38 % had an episode after a severe "
        "marital event [a]."
    ),
    here=(
        "150 couples who live through a year of kept and broken promises, then one has an affair (severity 1 [x]) and "
        "does not apologise; the same couples without it. Nobody leaves, and guilt is 0. The two numbers that link "
        "pain to distress were derived from these studies [d], so that size is put in; that the risk falls over "
        "months follows. Not clinical advice."
    ),
    kind="calibration and prediction",
    in_sample=True,
)

if __name__ == "__main__":
    show(FINDING)
