"""What the measures of a statement read from the tables of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results


def courses(results: Results, label: str, column: str = "trust") -> pd.DataFrame:
    """A column of the series at the point of this label: one row for each replicate, one column for each week.

    Raises
    ------
    LookupError
        If there is no such point.
    """
    return results.series.merge(_replicates(results, label), on="run").pivot(
        index="replicate", columns="week", values=column
    )


def course(results: Results, label: str, column: str = "trust") -> pd.Series[float]:
    """The same, by week, where chance has no part in it.

    Raises
    ------
    ValueError
        If replicates differ: then one of them stands for nothing.
    """
    found = courses(results, label, column)
    if not found.eq(found.iloc[0]).all(axis=None):
        raise ValueError(f"{label!r}: {column} is not the same in all replicates")
    return found.iloc[0]


def rows(results: Results, label: str, table: Literal["people", "ties"]) -> pd.DataFrame:
    """The rows of a table that belong to the point of this label, with the replicate of each.

    Raises
    ------
    LookupError
        If there is no such point, or the table was not recorded.
    """
    frame: pd.DataFrame | None = getattr(results, table)
    if frame is None:
        raise LookupError(f"{table} were not recorded")
    return frame.merge(_replicates(results, label), on="run")


def parted(results: Results, label: str, since: float, until: float) -> pd.Series[float]:
    """Of runs of a single pair at the point of this label: 1 for each that parted from one week to another, 0 for each
    still together; those that had parted before are left out.
    """
    together = courses(results, label, "survival")
    return 1.0 - together.loc[together[since] == 1.0, until]


def _replicates(results: Results, label: str) -> pd.DataFrame:
    runs = results.runs
    here = runs.loc[runs["label"] == label, ["run", "replicate"]]
    if here.empty:
        raise LookupError(f"there is no point {label!r} in these results")
    return here
