"""One row for each point: what its runs come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.clusters import Labels, complete, interval_over, never_over, replicate_means
from trustsim.config import confidence_of, until_of
from trustsim.intervals import Numbers, known
from trustsim.outcomes import within_limits
from trustsim.stopping import judged

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.config import Until
    from trustsim.results import Results


def summary(results: Results, by: Sequence[str] | None = None) -> pd.DataFrame:
    """Each outcome at each point, with its interval.

    Parameters
    ----------
    results
        From ``trustsim.run`` or ``trustsim.load``.
    by
        Swept keys: one row for each of their combinations, over all that differs otherwise. Unless said, one row for
        each point.

    Returns
    -------
    pandas.DataFrame
        ``point``, ``sweep`` and ``label`` (as far as there are any), the keys, ``runs`` (how many), then of each
        outcome

        - ``_mean`` (infinite where one run is) and ``_sd``, the standard deviation of the runs (NaN for one);
          runs without a value are left out of both;
        - ``_low`` and ``_high``, the interval of the mean, and ``_interval``, how it was made: ``Student’s t``;
          ``Wilson`` where the runs come to but two values; ``all equal``. Where a run is infinite, that of the median:
          ``order statistics``, or of rows over several points ``score over replicates``. NaN and empty where there are
          too few runs. Neither end lies beyond the limits of the outcome;
        - of an outcome that is infinite in any run of the study: ``_median`` of all runs, and ``_never``, the share of
          infinite runs, with ``_never_low`` and ``_never_high`` (Wilson);
        - ``_until`` of those that replicates were added for, at each point: ``narrow enough``; ``too wide`` or ``too
          few`` where ``max`` was reached before; ``all equal``; ``no value`` (see ``trustsim.stopping.judged``).

        The confidence is that of the config's ``until``, or 95 %. Runs of one replicate share their random numbers, so
        rows over several points rest on the replicates that each point has, and their intervals on how these differ
        (``trustsim.clusters``), those of medians and of ``_never`` too.
    """
    import pandas as pd

    runs = results.runs
    keys = [*(name for name in ("sweep", "label") if name in runs.columns), *results.swept]
    heads = ["point", *keys] if by is None else list(by)
    groups = runs.groupby(heads if by is not None else ["point"], sort=by is None, dropna=False, observed=True)
    group = groups.ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    of_rows = np.split(runs["replicate"].to_numpy()[order], begins[1:])[: len(begins)]
    asked = {until.outcome: until for until in until_of(results.config.replicates)} if by is None else {}
    columns: dict[str, Any] = {name: runs[name].to_numpy()[order[begins]] for name in heads}
    columns["runs"] = np.diff(begins, append=len(runs))
    confidence = confidence_of(results.config.replicates)
    for name in results.config.outcomes:
        of_groups = np.split(runs[name].to_numpy(dtype=float)[order], begins[1:])[: len(begins)]
        columns |= _outcome(name, of_groups, None if by is None else of_rows, confidence)
        if name in asked:
            columns[f"{name}_until"] = _stops(of_groups, asked[name])
    return pd.DataFrame(columns)


def _outcome(
    name: str, of_groups: list[Numbers], replicates: list[Labels] | None, confidence: float
) -> dict[str, list[Any]]:
    """The columns of one outcome, from the runs of each row; without replicates each row is one point."""
    labels = [None] * len(of_groups) if replicates is None else replicates
    rows = [_complete(*row) for row in zip(of_groups, labels, strict=True)]
    found = [interval_over(*row, confidence, shares=replicates is None) for row in rows]
    means, whole = ([known(one) for one in several] for several in ((replicate_means(*row) for row in rows), of_groups))
    columns: dict[str, list[Any]] = {f"{name}_mean": [float(one.mean()) if len(one) else np.nan for one in means]}
    with np.errstate(invalid="ignore"):  # infinity minus infinity: there is no spread to speak of
        columns[f"{name}_sd"] = [float(np.std(one, ddof=1)) if len(one) > 1 else np.nan for one in whole]
    ends = [within_limits(name, one.low, one.high) for one in found]
    columns[f"{name}_low"] = [low for low, _ in ends]
    columns[f"{name}_high"] = [high for _, high in ends]
    columns[f"{name}_interval"] = [one.method for one in found]
    there = [known(runs) for runs, _ in rows]
    endless = [np.isinf(runs) for runs in there]
    if any(one.any() for one in endless):
        never = [never_over(*row, confidence) for row in rows]
        columns[f"{name}_median"] = [float(np.median(runs)) if len(runs) else np.nan for runs in there]
        columns[f"{name}_never"] = [float(one.mean()) if len(one) else np.nan for one in endless]
        columns[f"{name}_never_low"] = [one.low for one in never]
        columns[f"{name}_never_high"] = [one.high for one in never]
    return columns


def _complete(runs: Numbers, replicates: Labels | None) -> tuple[Numbers, Labels | None]:
    """The runs of a row that its averages rest on."""
    if replicates is None:
        return runs, None
    kept = complete(replicates)
    return runs[kept], replicates[kept]


def _stops(of_groups: list[Numbers], until: Until) -> list[str]:
    return [judged(values, until) for values in of_groups]
