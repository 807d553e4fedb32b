"""What the measures of a statement read from the tables of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    runs = results.runs
    here = runs.loc[runs["label"] == label, ["run", "replicate"]]
    if here.empty:
        raise LookupError(f"there is no point {label!r} in these results")
    return results.series.merge(here, on="run").pivot(index="replicate", columns="week", values=column)


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
