"""One row for each point: what its runs come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results


def summary(results: Results, by: Sequence[str] | None = None) -> pd.DataFrame:
    """Mean and standard deviation of each outcome.

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
        ``point``, ``sweep`` and ``label`` (as far as there are any), the keys, ``runs`` (how many), then
        ``<outcome>_mean`` and ``<outcome>_sd``. A standard deviation of one run is NaN; the mean of an outcome that is
        infinite in one run is infinite.
    """
    runs = results.runs
    keys = [*(name for name in ("sweep", "label") if name in runs.columns), *results.swept]
    heads = ["point", *keys] if by is None else list(by)
    outcomes = list(results.config.outcomes)
    import pandas as pd

    groups = runs.groupby(heads if by is not None else ["point"], sort=by is None, dropna=False, observed=True)
    group = groups.ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    columns: dict[str, Any] = {name: runs[name].to_numpy()[order[begins]] for name in heads}
    columns["runs"] = np.diff(begins, append=len(runs))
    for name in outcomes:
        of_groups = np.split(runs[name].to_numpy(dtype=float)[order], begins[1:])[: len(begins)]
        columns[f"{name}_mean"] = [float(np.mean(values)) for values in of_groups]
        with np.errstate(invalid="ignore"):  # infinity minus infinity: there is no spread to speak of
            columns[f"{name}_sd"] = [
                float(np.std(values, ddof=1)) if len(values) > 1 else np.nan for values in of_groups
            ]
    return pd.DataFrame(columns)
