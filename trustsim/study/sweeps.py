"""The sweeps of a study: where a config has several, each is a study of its own and told by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustsim.config import Several
from trustsim.study.words import listed, readable_names

if TYPE_CHECKING:
    from trustsim.config import One
    from trustsim.results import Results

MOST_NAMED = 3  # keys in a heading


@dataclass(frozen=True)
class Part:
    """One sweep of a study.

    Attributes
    ----------
    number
        Counted from 1; 0 where the config has not several.
    title
        What headings call it; "" where the config has not several.
    results
        Its results by themselves.
    """

    number: int
    title: str
    results: Results


def parts_of_study(results: Results) -> list[Part]:
    """Each sweep that has runs; the study itself where its config has not several sweeps."""
    if not isinstance(results.config.sweep, Several):
        return [Part(0, "", results)]
    return [
        Part(number, title_of(one, number), part)
        for number, (one, part) in enumerate(zip(results.config.sweep.sweeps, results.sweeps, strict=True), 1)
        if len(part.runs)
    ]


def title_of(sweep: One, number: int) -> str:
    """What headings call one of several sweeps, counted from 1: its label, or what it sweeps."""
    if sweep.label is not None:
        return sweep.label
    names = list(readable_names(sweep.keys()).values())
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    return f"Sweep {number} ({listed(names)})" if names else f"Sweep {number}"
