"""One row for each point: what its runs come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.config import confidence_of, until_of
from trustsim.intervals import NO_INTERVAL, Numbers, interval, known, of_replicates, wilson
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
        - ``_low`` and ``_high``, the interval of the mean, and ``_interval``, how it was made: ``Student’s t``;
          ``Wilson`` where the runs come to but two values; ``all equal``. Where a run is infinite, that of the median:
          ``order statistics``. NaN and empty where there are too few runs;
        - of an outcome that is infinite in any run of the study: ``_median``, and ``_never``, the share of infinite
          runs, with ``_never_low`` and ``_never_high`` (Wilson);
        - ``_until`` of those that replicates were added for, at each point: ``narrow enough``; ``too wide`` or ``too
          few`` where ``max`` was reached before; ``all equal``; ``no value`` (see ``trustsim.stopping.judged``).

        The confidence is that of the config's ``until``, or 95 %. Rows over several points have intervals over
        replicates, of those that each point has: runs of one replicate share their random numbers.
    """
    import pandas as pd

    runs = results.runs
    keys = [*(name for name in ("sweep", "label") if name in runs.columns), *results.swept]
    heads = ["point", *keys] if by is None else list(by)
    groups = runs.groupby(heads if by is not None else ["point"], sort=by is None, dropna=False, observed=True)
    group = groups.ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    replicates = np.split(runs["replicate"].to_numpy()[order], begins[1:])[: len(begins)]
    asked = {until.outcome: until for until in until_of(results.config.replicates)} if by is None else {}
    columns: dict[str, Any] = {name: runs[name].to_numpy()[order[begins]] for name in heads}
    columns["runs"] = np.diff(begins, append=len(runs))
    for name in results.config.outcomes:
        of_groups = np.split(runs[name].to_numpy(dtype=float)[order], begins[1:])[: len(begins)]
        samples = of_groups if by is None else [of_replicates(*one) for one in zip(of_groups, replicates, strict=True)]
        columns |= _outcome(name, of_groups, samples, confidence_of(results.config.replicates), one_point=by is None)
        if name in asked:
            columns[f"{name}_until"] = _stops(of_groups, asked[name])
    return pd.DataFrame(columns)


def _outcome(
    name: str, of_groups: list[Numbers], samples: list[Numbers], confidence: float, *, one_point: bool
) -> dict[str, list[Any]]:
    """The columns of one outcome, from the runs of each row and from what stands for its replicates."""
    there = [known(sample) for sample in samples]
    found = [interval(sample, confidence, shares=one_point) if len(sample) > 1 else NO_INTERVAL for sample in there]
    columns: dict[str, list[Any]] = {f"{name}_mean": [float(np.mean(sample)) for sample in samples]}
    with np.errstate(invalid="ignore"):  # infinity minus infinity: there is no spread to speak of
        columns[f"{name}_sd"] = [float(np.std(one, ddof=1)) if len(one) > 1 else np.nan for one in of_groups]
    columns[f"{name}_low"] = [one.low for one in found]
    columns[f"{name}_high"] = [one.high for one in found]
    columns[f"{name}_interval"] = [one.method for one in found]
    if any(np.isinf(sample).any() for sample in there):
        endless = [int(np.isinf(sample).sum()) for sample in there]
        shares = [
            (count / len(sample), *wilson(count, len(sample), confidence)) if len(sample) else (np.nan,) * 3
            for count, sample in zip(endless, there, strict=True)
        ]
        columns[f"{name}_median"] = [float(np.median(sample)) if len(sample) else np.nan for sample in there]
        for place, end in enumerate(("never", "never_low", "never_high")):
            columns[f"{name}_{end}"] = [share[place] for share in shares]
    return columns


def _stops(of_groups: list[Numbers], until: Until) -> list[str]:
    return [judged(values, until) for values in of_groups]
