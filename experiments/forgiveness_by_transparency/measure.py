"""Measure what forgiveness and transparency do, each where the other is absent and where it is full.

    python experiments/forgiveness_by_transparency/measure.py

Runs the config (or opens its folder, where it has been run before) and prints the tables of README.md.
"""

from __future__ import annotations

import pandas as pd

import trustsim
from trustsim.study import estimate

NAME = "forgiveness_by_transparency"
FORGIVENESS, TRANSPARENCY = "traits.forgiveness", "traits.transparency"


def effect(runs: pd.DataFrame, outcome: str, moved: str, held: str, level: float) -> pd.Series:
    """In each replicate: the outcome at full minus at no ``moved``, while ``held`` stays at this level."""
    at = runs[runs[held] == level].pivot(index="replicate", columns=moved, values=outcome)
    return at[1.0] - at[0.0]


def row(name: str, differences: pd.Series) -> str:
    """One line of a Markdown table: mean and 95 % interval over replicates."""
    found = estimate(differences)
    return f"| {name} | {found.mean:+.3f} | {found.low:+.3f} to {found.high:+.3f} |"


def main() -> None:
    """Print what was measured."""
    runs = trustsim.run(NAME, out="runs").runs
    for outcome in ("survival", "final_trust"):
        print(f"\n**{outcome}**, difference of full and none\n\n| | mean | 95 % interval |\n|---|---|---|")
        for moved, held, name, other in (
            (FORGIVENESS, TRANSPARENCY, "forgiveness", "transparency"),
            (TRANSPARENCY, FORGIVENESS, "transparency", "forgiveness"),
        ):
            at_none = effect(runs, outcome, moved, held, 0.0)
            at_full = effect(runs, outcome, moved, held, 1.0)
            print(row(f"{name}, at no {other}", at_none))
            print(row(f"{name}, at full {other}", at_full))
            print(row("… difference of the two", at_full - at_none))
    for outcome in ("survival", "final_trust"):
        table = runs.pivot_table(index=FORGIVENESS, columns=TRANSPARENCY, values=outcome)
        head = " | ".join(f"{level:g}" for level in table.columns)
        print(f"\n**{outcome}**, mean\n\n| forgiveness \\ transparency | {head} |\n|---|{'---|' * len(table.columns)}")
        for level, cells in table.iterrows():
            print(f"| {level:g} | {' | '.join(f'{value:.2f}' for value in cells)} |")


if __name__ == "__main__":
    main()
