"""Do the headline results survive when an assumption is changed?

    python experiments/robustness/measure.py            everything, about ten minutes; writes table.md and effects.svg
    python experiments/robustness/measure.py --only discovery ticks

Every number that is marked as an assumption is put at both ends of its range, one at a time, while all else stays at
its default; then tick, size, network, mixture and seed are changed; then all assumptions are drawn at random at once.
Each setting is one run of ``world.yaml`` with an override, which the table names, so any line can be run alone.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import qmc

import trustsim
from trustsim.parameters import RELATIONSHIPS, Parameters, Quantity, Relationship, Traits, quantities
from trustsim.study import Estimate, estimate
from trustsim.study.judging import Band, above, below, between, exactly, place

if TYPE_CHECKING:
    import pandas as pd

HERE: Final = Path(__file__).parent
WORLD: Final = HERE / "world.yaml"
SWEPT: Final = ("forgiveness", "transparency")
SHARES: Final = ("promise_share", "conversation_share", "boundary_share", "confidence_share")
DRAWN: Final = 100  # settings in which all assumptions are drawn at once


# ------------------------------------------------------------------ what is concluded


class Corners:
    """An outcome at the four corners of forgiveness and transparency, one value for each replicate."""

    def __init__(self, runs: pd.DataFrame, outcome: str) -> None:
        keys = ["traits.forgiveness", "traits.transparency"]
        self._values = runs.pivot_table(index="replicate", columns=keys, values=outcome)

    def at(self, forgiveness: float, transparency: float) -> np.ndarray:
        """The values at one corner, by replicate."""
        return self._values[(forgiveness, transparency)].to_numpy()

    def forgiving(self) -> np.ndarray:
        """Full minus no forgiveness, averaged over transparency."""
        return (self.at(1, 0) - self.at(0, 0) + self.at(1, 1) - self.at(0, 1)) / 2

    def opening(self) -> np.ndarray:
        """Full minus no transparency, averaged over forgiveness."""
        return (self.at(0, 1) - self.at(0, 0) + self.at(1, 1) - self.at(1, 0)) / 2

    def together(self) -> np.ndarray:
        """How much more transparency does where people forgive."""
        return self.at(1, 1) - self.at(1, 0) - self.at(0, 1) + self.at(0, 0)


@dataclass(frozen=True)
class Conclusion:
    """One sentence of the headline experiment, as a number and the band in which it holds."""

    letter: str
    says: str
    of: Callable[[Corners, Corners], np.ndarray]
    band: Band


CONCLUSIONS: Final = (
    Conclusion("A", "forgiveness keeps relationships alive", lambda alive, trust: alive.forgiving(), above(0)),
    Conclusion(
        "B",
        "transparency makes those who forgive trusting",
        lambda alive, trust: trust.at(1, 1) - trust.at(1, 0),
        above(0),
    ),
    Conclusion(
        "C",
        "for survival, forgiveness does more than transparency",
        lambda alive, trust: alive.forgiving() - alive.opening(),
        above(0),
    ),
    Conclusion(
        "D",
        "neither alone brings as much trust as both",
        lambda alive, trust: trust.at(1, 1) - np.maximum(trust.at(1, 0), trust.at(0, 1)),
        above(0),
    ),
    Conclusion("E", "for survival, the two stand in for each other", lambda alive, trust: alive.together(), below(0)),
    Conclusion(
        "F",
        "for trust, the two very nearly add up (within 0.1)",
        lambda alive, trust: trust.together(),
        between(-0.1, 0.1),
    ),
)
BETRAYAL: Final = Conclusion(
    "G", "one betrayal takes more than one kept promise to undo", lambda alive, trust: np.array([]), above(1)
)


# ------------------------------------------------------------------ what is changed


@dataclass(frozen=True)
class Change:
    """One assumption changed: what it is called, and the overrides that do it."""

    group: str
    name: str
    level: str
    overrides: tuple[str, ...]


def assumed(described: type) -> dict[str, Quantity]:
    """The numbers of a table that are assumptions and not swept by the headline itself."""
    return {
        name: quantity for name, quantity in quantities(described).items() if quantity.mark == "x" and name not in SWEPT
    }


def one_at_a_time() -> Iterator[Change]:
    """Every assumed number at both ends of its range; shares of encounters push the others aside."""
    for table, described in (("traits", Traits), ("parameters", Parameters)):
        for name, quantity in assumed(described).items():
            for end in quantity.range:
                if name in SHARES:
                    yield Change(table, name, f"{end:g}", tuple(shares_with(name, end)))
                else:
                    yield Change(table, name, f"{end:.3g}", (f"{table}.{name}={end!r}",))
    for kind in RELATIONSHIPS:
        for name, quantity in assumed(Relationship).items():
            for end in quantity.range:
                key = f"relationship_types.{kind}.{name}"
                ticks = [f"ticks_per_week={math.ceil(end)}"] if name == "encounters" and end > 1 else []
                yield Change("relationships", f"{kind} {name}", f"{end:g}", (f"{key}={end!r}", *ticks))


def shares_with(name: str, share: float) -> Iterator[str]:
    """The shares of the four kinds of encounter when one of them is this and the others keep their proportions."""
    defaults = Parameters()
    rest = sum(getattr(defaults, other) for other in SHARES if other != name)
    for other in SHARES:
        value = share if other == name else (1.0 - share) * getattr(defaults, other) / rest
        yield f"parameters.{other}={value!r}"


ROBUSTNESS: Final = (
    Change("world", "tick", "half a week", ("ticks_per_week=2",)),
    Change("world", "people", "400", ("people=400",)),
    Change("world", "people", "50", ("people=50",)),
    Change("world", "weeks", "520", ("weeks=520", "record.every=520")),
    Change("world", "network", "random", ("network={kind: random, degree: 8}",)),
    Change("world", "network", "scale free", ("network={kind: scale_free, links: 4}",)),
    Change("world", "network", "communities", ("network={kind: communities, groups: 8, degree: 8, mixing: 0.1}",)),
    Change("world", "network", "ring", ("network={kind: ring}",)),
    Change("world", "neighbours", "4", ("network.neighbours=4",)),
    Change("world", "neighbours", "16", ("network.neighbours=16",)),
    Change("world", "relationships", "all romantic", ("relationships={romantic: 1}",)),
    Change("world", "relationships", "all family", ("relationships={family: 1}",)),
    Change("world", "relationships", "all friends", ("relationships={friend: 1}",)),
    Change("world", "people differ", "reliability", ("traits.reliability={beta: [17, 3]}",)),
    *(Change("world", "seed", str(seed), (f"seed={seed}",)) for seed in (1, 2, 3)),
)


@dataclass(frozen=True)
class Range:
    """From where to where a number is drawn; ``log``: equal ratios are equally likely."""

    low: float
    high: float
    log: bool = False

    def at(self, place: float) -> float:
        """The value at a place from 0 to 1."""
        return (
            float(self.low * (self.high / self.low) ** place) if self.log else self.low + (self.high - self.low) * place
        )


def ranges() -> dict[str, Range]:
    """By dotted key every assumed number that can be drawn by itself, so without the shares of encounters.

    Encounters are drawn between the lower end of their range and one a week, on a logarithmic scale, so that a week
    stays one tick.
    """
    found: dict[str, Range] = {}
    for table, described in (("traits", Traits), ("parameters", Parameters)):
        for name, quantity in assumed(described).items():
            if name not in SHARES:
                found[f"{table}.{name}"] = Range(*quantity.range)
    for kind in RELATIONSHIPS:
        for name, quantity in assumed(Relationship).items():
            low, high = quantity.range
            found[f"relationship_types.{kind}.{name}"] = (
                Range(low, 1.0, log=True) if name == "encounters" else Range(low, high)
            )
    return found


def all_at_once(count: int = DRAWN) -> list[Change]:
    """Settings in which every assumed number is drawn from its range, by Latin hypercube.

    The shares of encounters are drawn together, so that they sum to one.
    """
    keys = ranges()
    points = qmc.LatinHypercube(d=len(keys) + len(SHARES), rng=np.random.default_rng(20261124)).random(count)
    changes = []
    for number, point in enumerate(points):
        overrides = [
            f"{key}={drawn_from.at(float(u))!r}" for (key, drawn_from), u in zip(keys.items(), point, strict=False)
        ]
        weights = -np.log(point[len(keys) :])  # exponential numbers over their sum: every mixture equally likely
        mixture = weights / weights.sum()
        mixture[-1] = 1.0 - mixture[:-1].sum()
        overrides += [f"parameters.{name}={float(share)!r}" for name, share in zip(SHARES, mixture, strict=True)]
        changes.append(Change("drawn", f"draw {number + 1}", "all assumptions", (*overrides, "replicates=1")))
    return changes


# ------------------------------------------------------------------ measuring


@dataclass(frozen=True)
class Line:
    """What came out of one change: one estimate for each conclusion."""

    change: Change
    found: tuple[Estimate, ...]


def measured(change: Change, workers: int | None = None) -> Line:
    """Run the world with one change."""
    runs = trustsim.run(WORLD, overrides=change.overrides, workers=workers).runs
    alive, trust = Corners(runs, "survival"), Corners(runs, "final_trust")
    return Line(change, tuple(estimate(conclusion.of(alive, trust)) for conclusion in CONCLUSIONS))


def betrayal(change: Change) -> Estimate | None:
    """Kept promises that undo one betrayal, with this change; None where it does not touch a pair under a script."""
    if change.group not in ("traits", "parameters"):
        return None
    runs = trustsim.run("asymmetry", overrides=change.overrides).runs.set_index("label")
    return exactly(float(runs.loc["default law", "kept_to_undo"]))


def verdict(found: Estimate, band: Band) -> str:
    """``holds``, ``fails`` or ``unclear``."""
    return {"inside": "holds", "outside": "fails", "undecided": "unclear"}[place(found, band)]


# ------------------------------------------------------------------ telling


def table(lines: Sequence[Line], undone: dict[Change, Estimate | None]) -> Iterator[str]:
    """The lines as a Markdown table."""
    letters = [*(conclusion.letter for conclusion in CONCLUSIONS), BETRAYAL.letter]
    yield f"| changed | to | {' | '.join(letters)} |"
    yield f"|---|---|{'---|' * len(letters)}"
    for line in lines:
        cells = [_cell(found, conclusion.band) for found, conclusion in zip(line.found, CONCLUSIONS, strict=True)]
        betrayed = undone.get(line.change)
        cells.append("" if betrayed is None else _kept(betrayed))
        yield f"| {line.change.name.replace('_', ' ')} | {line.change.level} | {' | '.join(cells)} |"


def _cell(found: Estimate, band: Band) -> str:
    said = f"{found.mean:+.2f}"
    said += f" ± {found.half_width:.2f}" if found.has_interval else ""
    told = verdict(found, band)
    return said if told == "holds" else f"**{said} {told}**"


def _kept(found: Estimate) -> str:
    said = "never" if math.isinf(found.mean) else f"{found.mean:g}"
    told = verdict(found, BETRAYAL.band)
    return said if told == "holds" else f"**{said} {told}**"


def summary(lines: Sequence[Line], undone: dict[Change, Estimate | None], drawn: Sequence[Line]) -> Iterator[str]:
    """How often each conclusion holds."""
    yield "| | conclusion | holds | unclear | fails | holds when all assumptions are drawn |"
    yield "|---|---|---|---|---|---|"
    for index, conclusion in enumerate(CONCLUSIONS):
        told = [verdict(line.found[index], conclusion.band) for line in lines]
        held = np.mean([conclusion.band.holds(line.found[index].mean) for line in drawn]) if drawn else math.nan
        counts = " | ".join(str(told.count(word)) for word in ("holds", "unclear", "fails"))
        share = f"{held:.0%} of {len(drawn)} draws" if drawn else ""
        yield f"| {conclusion.letter} | {conclusion.says} | {counts} | {share} |"
    told = [verdict(found, BETRAYAL.band) for found in undone.values() if found is not None]
    counts = " | ".join(str(told.count(word)) for word in ("holds", "unclear", "fails"))
    yield f"| {BETRAYAL.letter} | {BETRAYAL.says} | {counts} | |"


def main(arguments: Iterable[str] | None = None) -> None:
    """Measure, print, and write the table and the figure."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these changes, print, write nothing")
    options.add_argument("--workers", type=int, default=None)
    chosen = options.parse_args(None if arguments is None else list(arguments))
    changes = [Change("world", "nothing", "the default", ()), *ROBUSTNESS, *one_at_a_time()]
    if chosen.only:
        changes = [change for change in changes if change.name in chosen.only]
    lines, undone = [], {}
    for number, change in enumerate(changes):
        lines.append(measured(change, chosen.workers))
        undone[change] = betrayal(change) if change.overrides else None
        print(f"{number + 1}/{len(changes)} {change.name} {change.level}", flush=True)
    if chosen.only:
        print("\n".join(table(lines, undone)))
        return
    drawn = [measured(change, chosen.workers) for change in all_at_once()]
    write(lines, undone, drawn)


def write(lines: Sequence[Line], undone: dict[Change, Estimate | None], drawn: Sequence[Line]) -> None:
    """``table.md`` and ``effects.svg`` beside this file."""
    from _figure import effects

    world = [line for line in lines if line.change.group == "world"]
    assumptions = [line for line in lines if line.change.group != "world"]
    parts = [
        "<!-- made by measure.py; do not edit -->\n# Which conclusions survive",
        "Each cell: the number that decides the conclusion, mean ± half of its 95 % interval over five replicates; in "
        "bold where the conclusion does not hold with its whole interval. Column G: kept promises, one every four "
        "weeks, that undo one betrayal (`configs/asymmetry.yaml`). Every line is "
        "`trustsim run experiments/robustness/world.yaml` with an override; measure.py has them.",
        "\n".join(summary(lines, undone, drawn)),
        "## Another world",
        "\n".join(table(world, undone)),
        "## One assumption at each end of its range",
        "\n".join(table(assumptions, undone)),
        "## All assumptions at once",
        f"{len(drawn)} settings in which every assumed number was drawn from its range (Latin hypercube), one "
        "replicate each, so without intervals. For each conclusion the number that decides it:",
        "\n".join(_spread(drawn)),
    ]
    (HERE / "table.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    (HERE / "effects.svg").write_bytes(effects(lines, drawn, CONCLUSIONS))


def _spread(drawn: Sequence[Line]) -> Iterator[str]:
    yield "| | lowest | 10 % | median | 90 % | highest |"
    yield "|---|---|---|---|---|---|"
    for index, conclusion in enumerate(CONCLUSIONS):
        values = np.quantile([line.found[index].mean for line in drawn], [0, 0.1, 0.5, 0.9, 1])
        yield f"| {conclusion.letter} | {' | '.join(f'{value:+.2f}' for value in values)} |"


if __name__ == "__main__":
    main()
