"""F13: how many couples part within five years of an affair that was owned up to, of a secret one, and of none?

python experiments/findings/f13_affairs.py
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trustsim.results import Results
from trustsim.study.estimates import estimate
from trustsim.validation import Finding, Measure, above, between
from trustsim.validation.reading import parted
from trustsim.validation.showing import show

AFFAIR: Final = 52
LATER: Final = AFFAIR + 260
ACCEPTED: Final = {
    "no affair": between(0.16, 0.31),
    "revealed affair": between(0.21, 0.67),
    "secret affair": between(0.38, 0.96),
}


def measure(results: Results) -> Sequence[Measure]:
    """The share that parts in each group, and the order of the groups."""
    of_group = {label: parted(results, label, AFFAIR, LATER) for label in ACCEPTED}
    found = [
        Measure(f"share of couples parted after five years, {label}", estimate(of_group[label]), band)
        for label, band in ACCEPTED.items()
    ]
    for more, less in (("revealed affair", "no affair"), ("secret affair", "revealed affair")):
        # the same couples under the same random numbers
        apart = estimate(of_group[more] - of_group[less])
        found.append(Measure(f"share parted, {more} minus {less}", apart, above(0)))
    return found


FINDING = Finding(
    number="F13",
    title="A secret affair ends most marriages within five years, one that was revealed fewer, none fewest",
    config="f13_affairs.yaml",
    measure=measure,
    source="Marín, Christensen & Atkins 2014, Couple Fam. Psychol. 3:1",
    mark="a",
    in_people=(
        "Divorced five years after couple therapy: 80 % where an affair was secret (4 of 5), 43 % where one was "
        "revealed (6 of 14), 23 % without an affair (26 of about 115) [a]; the bands are their 95 % Wilson intervals "
        "[d]."
    ),
    here=(
        "1500 couples who keep and break promises and know nobody else. In week 52 nothing happens, or one of them "
        "has an affair (severity 1 [x], on purpose), with an apology at once or hidden until it is found. The five "
        "years begin in that week, with the couples still together, as they began in the study with couples still "
        "married. The weekly chance of leaving and the size of the affair were set near the first two groups; only "
        "the secret group and the order are foreseen, and the bands are wide: strong as an illustration, weak as "
        "evidence."
    ),
    kind="prediction",
    in_sample=True,
)

if __name__ == "__main__":
    show(FINDING)
