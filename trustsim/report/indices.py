"""The tables of a sampled design: how much each setting matters, as texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from trustsim.report.tables import Table
from trustsim.study.dependence import bounds, value
from trustsim.study.sensitivity import CORRELATION, FIRST, MU, MU_STAR, SECOND, SIGMA, TOTAL, Index, Sensitivity
from trustsim.study.words import capitalised, outcome_name, readable_names

MOST_PAIRS: Final = 15  # of an outcome

SHOWN: Final = {"sobol": (TOTAL, FIRST), "morris": (MU_STAR, MU, SIGMA), "latin_hypercube": (CORRELATION,)}
HEADS: Final = {
    TOTAL: "Total",
    FIRST: "By itself",
    MU_STAR: "Effect (μ*)",
    MU: "Which way (μ)",
    SIGMA: "Differs by (σ)",
    CORRELATION: "Rank correlation",
}
CAPTIONS: Final = {
    "sobol": (
        "Sobol indices: the share of the variance of an outcome over all sampled settings that a setting has a part in "
        "(total), and that it has by itself (first order)."
    ),
    "morris": (
        "What it does to an outcome to move a setting through its whole range, on average: its size whichever way "
        "(μ*), with its sign (μ), and how much it differs from place to place (σ)."
    ),
    "latin_hypercube": (
        "Partial rank correlations: how steadily an outcome rises (up to 1) or falls (down to −1) with a setting while "
        "the others are held."
    ),
}


def index_tables(found: Sensitivity) -> list[Table]:
    """One table of all settings, those that matter most first, and one of pairs where these were sampled."""
    names = readable_names(found.sweep.keys())
    measures = SHOWN[found.design]
    heads = ["Outcome", "Setting"]
    for measure in measures:
        heads += [HEADS[measure], "95 % interval"]
    rows = [
        (outcome_name(outcome), capitalised(names[index.key]), *_cells(found, index, measures), _word(found, index))
        for outcome in found.outcomes
        for index in found.ranked(outcome)
    ]
    tables = [Table(CAPTIONS[found.design], (*heads, "In a word"), tuple(rows))] if rows else []
    pairs = [pair for outcome in found.outcomes for pair in _pairs(found, outcome, names)]
    if pairs:
        caption = (
            "Second-order indices: the share of the variance that two settings have together beyond what each has by "
            f"itself; the {MOST_PAIRS} largest of each outcome."
        )
        tables.append(Table(caption, ("Outcome", "Settings", "Together", "95 % interval", "In a word"), tuple(pairs)))
    return tables


def _cells(found: Sensitivity, ranked: Index, measures: tuple[str, ...]) -> list[str]:
    cells = []
    for measure in measures:
        index = next(one for one in found.of(ranked.outcome, measure) if one.key == ranked.key)
        cells += [value(index), bounds(index)]
    return cells


def _word(found: Sensitivity, index: Index) -> str:
    if index.low == index.high == 0.0:
        return "changed nothing"
    if not index.direction:
        return "not to be told from nothing"
    words: dict[str, Callable[[], str]] = {
        "sobol": lambda: _word_of_share(index),
        "morris": lambda: {1: "raises", -1: "lowers", 0: "either way"}[_mean_effect(found, index).direction],
        "latin_hypercube": lambda: "rises with it" if index.direction > 0 else "falls with it",
    }
    return words[found.design]()


def _word_of_share(index: Index) -> str:
    return "matters" if index.matters else "hardly matters"


def _mean_effect(found: Sensitivity, index: Index) -> Index:
    return next(one for one in found.of(index.outcome, MU) if one.key == index.key)


def _pairs(found: Sensitivity, outcome: str, names: dict[str, str]) -> list[tuple[str, ...]]:
    ordered = sorted(found.of(outcome, SECOND), key=lambda index: -abs(index.value))
    return [
        (
            outcome_name(outcome),
            f"{names[index.key]} with {names[index.other]}",
            value(index),
            bounds(index),
            _word_of_share(index) if index.direction else "not to be told from nothing",
        )
        for index in ordered[:MOST_PAIRS]
    ]
