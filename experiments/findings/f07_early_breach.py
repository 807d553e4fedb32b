"""F7: is a breach at the very start worse in the end than the same breach later?

python experiments/findings/f07_early_breach.py
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trustsim.results import Results
from trustsim.study.judging import Band
from trustsim.validation import Finding, Measure, above, at_least, exactly
from trustsim.validation.reading import course
from trustsim.validation.showing import show

STARTS: Final = {"at the start": 0, "after five rounds": 5, "after ten rounds": 10}  # the round before the two breaches
BREACHES: Final = 2


def measure(results: Results) -> Sequence[Measure]:
    """Trust at the end, each of two neighbours in time against the other; then as long after the breach."""
    end = results.config.weeks
    trust = {point: course(results, point) for point in ("never", *STARTS)}

    def compared(better: str, worse: str, band: Band) -> Measure:
        sides = ((better, exactly(trust[better][end])), (worse, exactly(trust[worse][end])))
        difference = exactly(trust[better][end] - trust[worse][end])
        return Measure(f"trust after {end} rounds, breach {better} minus {worse}", difference, band, sides=sides)

    # as many rounds after the breach as the latest one leaves
    rounds = end - max(STARTS.values()) - BREACHES
    since = {point: exactly(trust[point][start + BREACHES + rounds]) for point, start in STARTS.items()}
    late, middle = since["after ten rounds"], since["after five rounds"]
    return [
        compared("never", "after ten rounds", above(0)),
        compared("after ten rounds", "after five rounds", at_least(0)),
        compared("after five rounds", "at the start", above(0)),
        Measure(
            f"trust {rounds} rounds after the breach, after ten rounds minus after five",
            exactly(late.mean - middle.mean),
            at_least(0),
            required=False,
            sides=tuple(since.items()),
        ),
    ]


FINDING = Finding(
    number="F7",
    title="A breach at the very start is the worst, the latest the least",
    config="f07_early_breach.yaml",
    measure=measure,
    source="Lount, Zhong, Sivanathan & Murnighan 2008, PSPB 34:1601",
    mark="a",
    in_people=(
        "More than thirty rounds of a prisoner's dilemma with two defections at the start, after five rounds, "
        "after ten, or never (138 students): at the end the breach at the start was worst and the latest least "
        "bad; late ones limited cooperation only briefly [a, abstract and press summary]. The order is used, no "
        "number."
    ),
    here=(
        "strangers at .5 [b], 32 rounds, a round a week; two breaches of size −1 [x] in a row, all other promises kept"
    ),
    kind="order",
    if_missed=(
        "No breach is best and the start by far the worst, as in people; but after 32 rounds the two later "
        "breaches stand the wrong way round, by half a hundredth. Here the breach after ten rounds has had five "
        "rounds less to recover, which outweighs that first impressions are further past; as long after the "
        "breach, the later one is the less bad (last row)."
    ),
)

if __name__ == "__main__":
    show(FINDING)
