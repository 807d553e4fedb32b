"""The results of a config: what the run folder holds, as pandas frames.

Faces and studies read this and nothing else; they do not know how the runs were made. ``trustsim.load`` opens one
from a folder, ``trustsim.run`` returns one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.config import Config


@dataclass(frozen=True)
class Results:
    """Tables of a finished study, each read when first asked for.

    Parameters
    ----------
    config
        The resolved config.
    read
        Gives a table by name: ``runs``, ``series``, ``people``, ``ties``, ``events``; None where it was not recorded.
    manifest
        Versions, seeds, times, checksums.
    path
        The run folder, None for results that were never written.

    Notes
    -----
    Columns are listed in docs/decisions/0001-architecture.md (decision 8) and in the folder's DATA.md. ``runs`` has
    one row for each run: ``run``, ``point``, ``replicate``, ``seed``, ``label`` (where the points of a sweep have
    one), one column for each swept key under its dotted name, one for each outcome.
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

    @cached_property
    def events(self) -> pd.DataFrame | None:
        """One row for each thing that happened, in order, or None (``record: {events: all}``)."""
        return self.read("events")

    @property
    def swept(self) -> list[str]:
        """The dotted keys that differ between points, in the order of the config."""
        known = {"run", "point", "replicate", "seed", "label", *self.config.outcomes}
        return [name for name in self.runs.columns if name not in known]

    def _needed(self, table: str) -> pd.DataFrame:
        frame = self.read(table)
        if frame is None:
            raise LookupError(f"these results have no table {table!r}")
        return frame
