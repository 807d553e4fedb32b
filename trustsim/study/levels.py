"""An outcome at each level of a setting, with intervals: what lines and heatmaps are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trustsim.clusters import complete
from trustsim.outcomes import within_limits
from trustsim.study.cases import comparable_runs, levels_of
from trustsim.study.estimates import Estimate, confidence_in, estimate_of_runs

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results


def by_level(results: Results, key: str, outcome: str, within: dict[str, Any] | None = None) -> pd.DataFrame:
    """The outcome at each level of a key, averaged over the other settings.

    Parameters
    ----------
    within
        Only runs with these values of other keys.

    Returns
    -------
    pandas.DataFrame
        ``level``, ``mean``, ``low``, ``high`` (of the mean; of the median where some run never got there), ``n``
        (replicates), ``median``, ``never``.
    """
    import pandas as pd

    runs = comparable_runs(results)
    for other, value in (within or {}).items():
        runs = runs[runs[other] == value]
    rows = []
    for level in levels_of(runs, key):
        at = _over_replicates(runs[runs[key] == level], outcome, confidence_in(results))
        low, high = within_limits(outcome, *at.of_middle)
        rows.append(
            {
                "level": level,
                "mean": at.mean,
                "low": low,
                "high": high,
                "n": at.n,
                "median": at.median,
                "never": at.never,
            }
        )
    return pd.DataFrame(rows)


def _over_replicates(runs: pd.DataFrame, outcome: str, confidence: float) -> Estimate:
    """The replicate is the unit: its runs share their random numbers, so that they are not independent."""
    runs = runs[complete(runs["replicate"])]
    return estimate_of_runs(
        runs[outcome].to_numpy(), runs["replicate"].to_numpy(), confidence, shares=runs["point"].nunique() == 1
    )


@dataclass(frozen=True)
class TwoWay:
    """An outcome for every pair of levels of two keys; rows are levels of the first.

    Attributes
    ----------
    mean
        The mean, or the median where some run never got there.
    half_width
        Half of the interval, NaN where there is none.
    never
        The share of runs that never got there.
    """

    row_key: str
    column_key: str
    outcome: str
    mean: pd.DataFrame
    half_width: pd.DataFrame
    never: pd.DataFrame


def two_way(results: Results, row_key: str, column_key: str, outcome: str) -> TwoWay:
    """The table of an outcome over two swept keys, averaged over the others."""
    import pandas as pd

    runs = comparable_runs(results)
    rows, columns = levels_of(runs, row_key), levels_of(runs, column_key)
    confidence = confidence_in(results)
    cells = {
        (row, column): _over_replicates(
            runs[(runs[row_key] == row) & (runs[column_key] == column)], outcome, confidence
        )
        for row in rows
        for column in columns
    }

    def table(name: str) -> pd.DataFrame:
        data = [[float(getattr(cells[row, column], name)) for column in columns] for row in rows]
        return pd.DataFrame(data, index=pd.Index(rows, name=row_key), columns=pd.Index(columns, name=column_key))

    return TwoWay(row_key, column_key, outcome, table("middle"), table("half_width"), table("never"))


def over_time(results: Results, measure: str, points: list[int]) -> pd.DataFrame:
    """A measure of the series at each recorded week, averaged over points, with intervals over replicates.

    Returns
    -------
    pandas.DataFrame
        ``week``, ``mean``, ``low``, ``high``, ``n``.
    """
    import pandas as pd

    runs = results.runs.loc[results.runs["point"].isin(points), ["run", "replicate"]]
    series = results.rows("series", {"run": runs["run"]}, ["run", "week", measure]).merge(runs, on="run")
    rows = []
    for week, now in series.groupby("week"):
        now = now[complete(now["replicate"])]
        at = estimate_of_runs(now[measure].to_numpy(), now["replicate"].to_numpy(), confidence_in(results))
        rows.append({"week": float(str(week)), "mean": at.mean, "low": at.low, "high": at.high, "n": at.n})
    return pd.DataFrame(rows)
