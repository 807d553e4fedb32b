"""Do the peers of the full model simulate the same thing? Means over replicates, within Monte Carlo error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.full.in_mesa import MEASURES, Model
from benchmarks.full.in_numpy import InNumpy
from benchmarks.section import Section, Verdict
from benchmarks.timing import shown
from trustsim.config import setting_of
from trustsim.rules.measures import MEASURES as OURS
from trustsim.simulation import Course, begin
from trustsim.world.columns import copy_of

RELATIONSHIPS: Final = {"romantic": 0.1, "family": 0.3, "friend": 0.6}
NETWORK: Final = {"kind": "small_world", "neighbours": 8, "rewiring": 0.1}
ERROR: Final = 0.01
"""The chance that peers which do agree are said not to, over all measures and both peers together."""


@dataclass(frozen=True)
class Compared:
    """One measure under one peer.

    Attributes
    ----------
    peer, ours
        Means over the replicates.
    difference, error
        Mean of the differences on the same network, and its standard error.
    """

    peer: float
    ours: float
    difference: float
    error: float

    @property
    def in_errors(self) -> float:
        """The difference in its standard errors."""
        return self.difference / self.error if self.error > 0 else 0.0


def compared(replicates: int, people: int, weeks: int, seed: int = 0) -> dict[str, dict[str, Compared]]:
    """By peer and measure: both sides on the same networks, with the same relationships, random numbers of their own.

    Parameters
    ----------
    replicates
        How many networks.
    people, weeks
        How large, how long.
    seed
        Of the first replicate; the others follow.
    """
    setting = setting_of({"people": people, "network": NETWORK, "relationships": RELATIONSHIPS})
    rows: dict[str, list[list[float]]] = {"ours": [], "Mesa": [], "NumPy": []}
    for number in range(seed, seed + replicates):
        start = begin(setting, number)
        mesa = Model(start.network, every=weeks, rng=number)
        mesa.take_over(start.world, 0)
        numpy = InNumpy(copy_of(start.world), rng=number)
        series = np.full((1, len(OURS)), np.nan)
        Course(start, np.array([weeks]), series).advance(weeks)
        mesa.run(weeks)
        numpy.run(weeks)
        ours = dict(zip(OURS, series[0].tolist(), strict=True))
        for name, measures in (("ours", ours), ("Mesa", mesa.measured()), ("NumPy", numpy.measured())):
            rows[name].append([measures[measure] for measure in MEASURES])
    ours_rows = np.array(rows["ours"])
    return {peer: _compared(np.array(rows[peer]), ours_rows) for peer in ("Mesa", "NumPy")}


def _compared(peer: NDArray[np.float64], ours: NDArray[np.float64]) -> dict[str, Compared]:
    differences = peer - ours
    errors = differences.std(axis=0, ddof=1) / np.sqrt(len(differences))
    return {
        name: Compared(float(a), float(b), float(difference), float(error))
        for name, a, b, difference, error in zip(
            MEASURES, peer.mean(axis=0), ours.mean(axis=0), differences.mean(axis=0), errors, strict=True
        )
    }


def most_errors(replicates: int) -> float:
    """How many standard errors a difference may have, where all measures of both peers are looked at."""
    looked_at = 2 * len(MEASURES)
    return float(stats.t.isf(ERROR / looked_at / 2, replicates - 1))


def measure(quick: bool) -> Section:
    """Run the replicates and lay the means side by side."""
    replicates, people, weeks = (12, 60, 52) if quick else (40, 120, 104)
    found = compared(replicates, people, weeks)
    most = most_errors(replicates)
    section = Section(
        "Full model: do the peers agree?",
        f"Means over {replicates} replicates of {people} people × 8 friends after {weeks} weeks, on the same networks "
        "and relationships; in brackets the difference to ours in its standard errors.",
        ("measure", "ours", *found),
    )
    for name in MEASURES:
        cells = [f"{shown(peer[name].peer)} ({peer[name].in_errors:+.1f})" for peer in found.values()]
        section.rows.append((name, shown(found["Mesa"][name].ours), *cells))
    for peer, measures in found.items():
        worst = max(measures, key=lambda name: abs(measures[name].in_errors))
        section.verdicts.append(
            Verdict(
                f"{peer} agrees with ours in all {len(MEASURES)} measures within Monte Carlo error",
                f"the largest difference is {abs(measures[worst].in_errors):.1f} standard errors ({worst}), "
                f"{most:.1f} are allowed",
                abs(measures[worst].in_errors) <= most,
            )
        )
    return section
