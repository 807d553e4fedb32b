"""The results of a config: what the run folder holds, as pandas frames.

Faces and studies read this and nothing else; they do not know how the runs were made. ``trustsim.load`` opens one
from a folder, ``trustsim.run`` returns one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.config import Config, One


@dataclass(frozen=True)
class Results:
    """Tables of a finished study, each read when first asked for.

    Parameters
    ----------
    config
        The resolved config.
    read
        Gives a table by name: ``runs``, ``series``, ``people``, ``ties``; None where it was not recorded.
    manifest
        Versions, seeds, times, checksums.
    path
        The run folder, None for results that were never written.

    Notes
    -----
    Columns are listed in docs/decisions/0001-architecture.md (decision 8) and in the folder's DATA.md. ``runs`` has
    one row for each run: ``run``, ``point``, ``replicate``, ``seed``, ``sweep`` (where the config has several),
    ``label`` (where the points of a sweep have one), one column for each swept key under its dotted name, one for each
    outcome.
    """

    config: Config
    read: Callable[[str], pd.DataFrame | None]
    manifest: dict[str, Any] = field(default_factory=dict)
    path: Path | None = None

    def __repr__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        return f"<Results of {len(self.runs)} runs{where}: {self.config.question}>"

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each run."""
        return self._needed("runs")

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row for each run and recorded week."""
        return self._needed("series")

    @cached_property
    def people(self) -> pd.DataFrame | None:
        """One row for each run, recorded week and person, or None."""
        return self.read("people")

    @cached_property
    def ties(self) -> pd.DataFrame | None:
        """One row for each run, recorded week and directed tie, or None."""
        return self.read("ties")

    @property
    def swept(self) -> list[str]:
        """The dotted keys that differ between points, in the order of the config."""
        known = {"run", "point", "replicate", "seed", "sweep", "label", *self.config.outcomes}
        return [name for name in self.runs.columns if name not in known]

    @cached_property
    def sweeps(self) -> tuple[Results, ...]:
        """The results of each sweep by itself, its points counted from 0: these alone where there are not several.

        Runs keep their numbers.
        """
        from trustsim.config import Several

        sweep = self.config.sweep
        if not isinstance(sweep, Several):
            return (self,)
        return tuple(self._of(one, points) for one, points in zip(sweep.sweeps, sweep.spans(), strict=True))

    def _of(self, sweep: One, points: range) -> Results:
        """The results of one of several sweeps, which has these points."""
        mine = self.runs[(self.runs["point"] >= points.start) & (self.runs["point"] < points.stop)]
        others = [name for name in self.swept if name not in sweep.keys()]  # noqa: SIM118 (no mapping)
        unnamed = ["label"] if "label" in mine.columns and mine["label"].isna().all() else []
        runs = mine.drop(columns=["sweep", *others, *unnamed], errors="ignore").reset_index(drop=True)
        runs["point"] -= points.start

        def read(table: str) -> pd.DataFrame | None:
            if table == "runs":
                return runs
            frame = getattr(self, table) if table in ("series", "people", "ties") else self.read(table)
            if frame is None or "run" not in frame.columns:
                return frame
            return frame[frame["run"].isin(runs["run"])].reset_index(drop=True)

        return replace(self, config=self.config.model_copy(update={"sweep": sweep}), read=read)

    def _needed(self, table: str) -> pd.DataFrame:
        frame = self.read(table)
        if frame is None:
            raise LookupError(f"these results have no table {table!r}")
        return frame
