"""One row for each point: what its runs come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
        ``point`` and ``label`` (for points), the keys, ``runs`` (how many), then ``<outcome>_mean`` and
        ``<outcome>_sd``. A standard deviation of one run is NaN; the mean of an outcome that is infinite in one run is
        infinite.
    """
    runs = results.runs
    keys = [*(["label"] if "label" in runs.columns else []), *results.swept]
    heads = ["point", *keys] if by is None else list(by)
    outcomes = list(results.config.outcomes)
    import pandas as pd

    groups = runs.groupby(heads if by is not None else ["point"], sort=by is None, dropna=False, observed=True)
    rows = []
    for _, group in groups:
        row = {name: group[name].iloc[0] for name in heads} | {"runs": len(group)}
        for name in outcomes:
            values = group[name].to_numpy(dtype=float)
            row[f"{name}_mean"] = float(np.mean(values))
            with np.errstate(invalid="ignore"):  # infinity minus infinity: there is no spread to speak of
                row[f"{name}_sd"] = float(np.std(values, ddof=1)) if len(values) > 1 else np.nan
        rows.append(row)
    numbers = [f"{name}_{what}" for name in outcomes for what in ("mean", "sd")]
    return pd.DataFrame(rows, columns=[*heads, "runs", *numbers])
