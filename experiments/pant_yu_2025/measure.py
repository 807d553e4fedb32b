"""Measure what Pant & Yu 2025 report of their sweep, as configs/published/pant_yu_2025.yaml runs it.

    python experiments/pant_yu_2025/measure.py            the sweep (or its folder, where it was run before)
    python experiments/pant_yu_2025/measure.py --time     how long it takes, several times

Both print the tables of README.md, the second with times.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

import trustsim
from trustsim.results import Results

NAME = "published/pant_yu_2025"
REPEATS = 5


class Published(NamedTuple):
    """A number of the paper: of which measure, what about it, and the digits that are printed."""

    measure: str
    what: str
    printed: str


PUBLISHED = (
    Published("negativity", "median", "3.0"),
    Published("negativity", "least", "1"),
    Published("negativity", "largest", "9"),
    Published("recovery", "median", "1.1107"),
    Published("recovery", "least", "0.7881"),
    Published("recovery", "largest", "1.1707"),
    Published("accumulation", "median", "1.9734"),
    Published("accumulation", "least", "1.5099"),
    Published("accumulation", "largest", "2.4986"),
    Published("interdependence", "mean", "1.2703"),
)
MEASURES: Mapping[str, str] = {
    "negativity": "loss per unit of signal over gain per unit, λ⁻/λ⁺",
    "recovery": "highest trust after a violation and 35 cooperations, over trust before",
    "accumulation": "trust lost by four small violations, over that by one large one",
    "interdependence": "trust lost by a violation at interdependence 0.8, over that at 0.2",
}
STATISTICS: Mapping[str, Callable[[pd.Series], float]] = {
    "median": lambda values: float(values.median()),
    "mean": lambda values: float(values.mean()),
    "least": lambda values: float(values.min()),
    "largest": lambda values: float(values.max()),
}


def measured(results: Results) -> pd.DataFrame:
    """The four measures at each setting, beside what was swept."""
    runs = results.runs.set_index("run")
    ties = results.ties
    assert ties is not None  # the config records them
    # The truster's trust alone: nothing happens to the trust the other way.
    trusting = ties[ties["source"].astype(str).str.endswith("truster")]
    trust = trusting.astype({"relationship": str}).pivot(index="run", columns="relationship", values="trust")
    lost = {name: results.config.relationship_types[name].trust - trust[name] for name in trust}
    table = runs[results.swept].copy()
    table["negativity"] = runs["law.trust_erosion"] / runs["law.trust_building"]
    table["recovery"] = runs["trust_regained"]
    table["accumulation"] = lost["many"] / lost["one"]
    table["interdependence"] = lost["high"] / lost["low"]
    return table


def three_levels(table: pd.DataFrame, swept: Sequence[str]) -> pd.DataFrame:
    """The settings with the first, the middle or the last level of every key: those that the paper prints."""
    chosen = np.ones(len(table), dtype=bool)
    for key in swept:
        levels = sorted(table[key].unique())
        chosen &= table[key].isin([levels[0], levels[len(levels) // 2], levels[-1]]).to_numpy()
    return table[chosen]


def as_printed(value: float, printed: str) -> str:
    """A number with as many decimals as the paper prints."""
    return f"{value:.{len(printed.partition('.')[2])}f}"


# ------------------------------------------------------------------ the same equations in NumPy, all settings at once


def in_numpy(levels: Mapping[str, Sequence[float]]) -> dict[str, np.ndarray]:
    """The four measures at each setting, in the order of the sweep, without people, ties, weeks or records."""
    settings = np.array(list(itertools.product(*levels.values())))
    building, erosion, damage, decay, amplification = (
        settings[:, list(levels).index(f"law.{name}")]
        for name in (
            "trust_building",
            "trust_erosion",
            "reputation_damage",
            "reputation_decay",
            "interdependence_amplification",
        )
    )

    def violated(trust: Any, reputation: Any, signal: float, interdependence: float) -> tuple[Any, Any]:
        lost = erosion * signal * trust * (1.0 + amplification * interdependence)
        return np.maximum(0.0, trust + lost), reputation - damage * signal * (1.0 - reputation)

    def lost_by(violations: int, signal: float, interdependence: float) -> Any:
        trust, reputation = np.full(len(settings), 0.8), np.zeros(len(settings))
        for _ in range(violations):
            trust, reputation = violated(trust, reputation, signal, interdependence)
        return 0.8 - trust

    trust, reputation = violated(np.full(len(settings), 0.85), np.zeros(len(settings)), np.tanh(-3.0), 0.5)
    highest = trust
    for _ in range(35):
        trust = trust + building * np.tanh(2.0) * (1.0 - trust) * (1.0 - reputation)
        reputation = reputation - decay * reputation
        highest = np.maximum(highest, trust)
    return {
        "negativity": erosion / building,
        "recovery": highest / 0.85,
        "accumulation": lost_by(4, np.tanh(-1.0), 0.5) / lost_by(1, np.tanh(-4.0), 0.5),
        "interdependence": lost_by(1, np.tanh(-2.0), 0.8) / lost_by(1, np.tanh(-2.0), 0.2),
    }


def largest_difference(table: pd.DataFrame, vectorised: Mapping[str, np.ndarray]) -> float:
    """Between the two ways to compute the measures, over all settings."""
    return max(float(np.abs(table[name].to_numpy() - values).max()) for name, values in vectorised.items())


# ------------------------------------------------------------------ how long it takes


def once() -> dict[str, float]:
    """Seconds that each step of the sweep takes: as ``trustsim run`` goes, but for the report."""
    from trustsim import store
    from trustsim.config import load_config
    from trustsim.plan import plan_of
    from trustsim.running import execute

    steps: dict[str, float] = {}

    def step[Made](name: str, make: Callable[[], Made]) -> Made:
        began = time.perf_counter()
        made = make()
        steps[name] = time.perf_counter() - began
        return made

    with tempfile.TemporaryDirectory() as folder:
        loaded = step("config read and checked", lambda: load_config(NAME))
        plan = step("plan", lambda: plan_of(loaded))
        with store.workplace(plan, Path(folder) / plan.name, fresh=True, say=lambda text: None) as place:
            execution = step("engine, and parts on disk", lambda: execute(plan, parts=place.parts))
            results = step("tables", lambda: store.write(plan, execution, place))
            results.runs  # noqa: B018  (read while the folder is there)
        began = time.perf_counter()
        vectorised = in_numpy(results.config.sweep.axes())  # type: ignore[union-attr]
        steps["NumPy alone"] = time.perf_counter() - began
        assert largest_difference(measured(results), vectorised) < 1e-12
    return steps


def print_times() -> None:
    """Medians over several times, after one that nobody counts (it may compile)."""
    once()
    times = [once() for _ in range(REPEATS)]
    alone = statistics.median(one.pop("NumPy alone") for one in times)
    whole = [sum(one.values()) for one in times]
    median = statistics.median(whole)
    print(f"\n| step | seconds, median of {REPEATS} | share |\n|---|---|---|")
    for name in times[0]:
        seconds = statistics.median(one[name] for one in times)
        print(f"| {name} | {seconds:.2f} | {seconds / median:.0%} |")
    print(f"| all | {median:.1f} ({min(whole):.1f} to {max(whole):.1f}) | |")
    print(f"| the equations alone, vectorised over settings in NumPy | {alone:.3f} | |")


def main() -> None:
    """Print what was measured."""
    results = trustsim.run(NAME, out="runs")
    table = measured(results)
    three = three_levels(table, results.swept)
    print(f"{len(table):,} settings, {len(three):,} of them at three levels each\n")
    print("| measure | | published | at three levels | at all five |\n|---|---|---|---|---|")
    for one in PUBLISHED:
        here, everywhere = (STATISTICS[one.what](of[one.measure]) for of in (three, table))
        ours = as_printed(here, one.printed)
        same = "" if ours == one.printed else ", **not as published**"
        print(f"| {MEASURES[one.measure]} | {one.what} | {one.printed} | {ours}{same} | {everywhere:.4f} |")
    difference = largest_difference(table, in_numpy(results.config.sweep.axes()))  # type: ignore[union-attr]
    print(f"\nLargest difference from the same equations in NumPy, over all settings and measures: {difference:.1e}")
    if "--time" in sys.argv[1:]:
        print_times()


if __name__ == "__main__":
    main()
