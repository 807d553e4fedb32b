"""Measure what an honest and a deceptive breach do under every law, on one script and in everyday life.

    python experiments/laws_side_by_side/measure.py

Runs the config (or opens its folder, where it has been run before), runs it again among forty people who meet every
week, and prints the tables of README.md.
"""

from __future__ import annotations

import math

import pandas as pd

import trustsim
from trustsim.outcomes import NEARLY
from trustsim.results import Results
from trustsim.study import Estimate, estimate
from trustsim.study.words import MINUS, level

NAME = "laws_side_by_side"
KIND = "events.0"
BREACH = 52
NAMES = {"lapse, week 52": "lapse", "betrayal, week 52": "betrayal", "hidden betrayal, week 52": "hidden"}
EVERYDAY = (
    "people=40",
    "network={kind: small_world, neighbours: 4, rewiring: 0.1}",
    "relationship_types.friend.encounters=1",
    "events=[{week: 52, what: lapse}]",
    "parameters.gossip_reach=0",
    "weeks=212",
    "record.every=53",
    "replicates=20",
)
"""The same breach on every tie, but the promises (and all else) are left to chance and character."""


def acted_on(results: Results) -> pd.DataFrame:
    """Mean trust acted on, with its law, kind of breach, replicate and week."""
    if results.ties is None:
        raise LookupError("the ties were not recorded")
    runs = results.runs[["run", "replicate", "law", KIND]]
    of_runs = results.ties.groupby(["run", "week"])["acted_on"].mean().reset_index().merge(runs, on="run")
    of_runs["kind"] = [NAMES[level(kind)] for kind in of_runs[KIND]]
    return of_runs


def promises_back(course: pd.Series) -> float:
    """Kept promises, one a week from the week after the breach, until trust is back within 0.05."""
    after = course[course.index > BREACH]
    back = after.index[after >= course[BREACH] - NEARLY]
    return float(back[0] - BREACH - 1) if len(back) else math.inf


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def signed(number: float) -> str:
    """Three decimals and a sign; nothing is said of the sign of what rounds to 0."""
    text = f"{number:+.3f}"
    return "0.000" if float(text) == 0.0 else text.replace("-", MINUS)


def apart(found: Estimate) -> str:
    """A difference with its 95 % interval over replicates; a bare 0 where it was exactly that in each of them."""
    if found.mean == found.half_width == 0.0:
        return "0"
    return f"{signed(found.mean)} [{signed(found.low)}, {signed(found.high)}]"


def on_one_script(found: pd.DataFrame) -> None:
    """Trust before and after, and the way back, law by law."""
    kinds = list(NAMES.values())
    last = found["week"].max()
    print("\n**The script**: trust acted on, and kept promises until it was back within 0.05\n")
    print(row("law", "before", *(f"after: {kind}" for kind in kinds), *(f"back: {kind}" for kind in kinds),
              *(f"end: {kind}" for kind in kinds)))  # fmt: skip
    print("|---" * 11 + "|")
    for law, of_law in found.groupby("law", sort=False):
        courses = [of_law[of_law["kind"] == kind].set_index("week")["acted_on"] for kind in kinds]
        backs = [promises_back(course) for course in courses]
        print(row(f"`{law}`", f"{courses[0][BREACH]:.3f}", *(f"{course[BREACH + 1]:.3f}" for course in courses),
                  *("never" if math.isinf(back) else f"{back:.0f}" for back in backs),
                  *(f"{course[last]:.3f}" for course in courses)))  # fmt: skip


def in_everyday_life(found: pd.DataFrame) -> None:
    """Trust after a lapse, and how much less there is after a betrayal, in the same replicate, year by year."""
    weeks = sorted(week for week in found["week"].unique() if week > BREACH)
    when = ("just after", "a year later", "two years later", "three years later")
    print("\n**Everyday life**: trust acted on after the lapse, and the difference that bad faith made to it\n")
    print(row("law", "kind", *when))
    print("|---" * 6 + "|")
    for law, of_law in found.groupby("law", sort=False):
        at = of_law.pivot_table(index="replicate", columns=["kind", "week"], values="acted_on")
        print(row(f"`{law}`", "lapse", *(f"{at['lapse', week].mean():.3f}" for week in weeks)))
        for kind in ("betrayal", "hidden"):
            differences = [estimate(at[kind, week] - at["lapse", week]) for week in weeks]
            print(row("", f"{kind} {MINUS} lapse", *(apart(one) for one in differences)))


def main() -> None:
    """Print what was measured."""
    on_one_script(acted_on(trustsim.run(NAME, out="runs")))
    in_everyday_life(acted_on(trustsim.run(NAME, out="runs", overrides=EVERYDAY)))


if __name__ == "__main__":
    main()
