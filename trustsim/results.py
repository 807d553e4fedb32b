"""The results of a config: what the run folder holds, as pandas frames, or lazily where a table is too large for that.

Faces and studies read this and nothing else; they do not know how the runs were made. ``trustsim.load`` opens one
from a folder, ``trustsim.run`` returns one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from pyarrow.dataset import Dataset

    from trustsim.config import Config, One


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
    open_lazily
        Gives a table by name as a dataset that is not read yet; made from what ``read`` gives, unless said.

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
    open_lazily: Callable[[str], Dataset | None] | None = None

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

    def table(self, name: str) -> Dataset:
        """A table that stays on the disk: for tables that are too large to be read whole.

        Parameters
        ----------
        name
            ``runs``, ``series``, ``people``, ``ties``, ``events``.

        Returns
        -------
        pyarrow.dataset.Dataset
            ``to_table(columns=…, filter=…)`` reads some columns of some rows, ``to_batches(…)`` one piece after the
            other, ``count_rows(filter=…)`` none. Filters are made of ``pyarrow.dataset.field``.

        Raises
        ------
        LookupError
            If it was not recorded.
        """
        if name not in self._opened:
            self._opened[name] = self._open(name)
        found = self._opened[name]
        if found is None:
            raise LookupError(f"these results have no table {name!r}")
        return found

    def has(self, table: str) -> bool:
        """Whether a table was recorded."""
        try:
            self.table(table)
        except LookupError:
            return False
        return True

    def column(self, table: str, name: str) -> NDArray[Any]:
        """One column of a table, and nothing else of it, as a numpy array in the order of the rows.

        Raises
        ------
        LookupError
            If there is no such table or column.
        """
        values: NDArray[Any] = self._with_columns(table, [name]).to_table(columns=[name]).column(0).to_numpy()
        return values

    def rows(
        self, table: str, where: Mapping[str, Any] | None = None, columns: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Some rows of a table as a pandas frame; the rest is not kept in memory.

        Parameters
        ----------
        table
            Which one.
        where
            Column: the value it must have, or a list of values of which it must have one. All rows, unless said.
        columns
            Those that are wanted; all, unless said.

        Raises
        ------
        LookupError
            If there is no such table or column.
        """
        from pyarrow import dataset as ds

        chosen = None if columns is None else list(columns)
        whole = self._with_columns(table, [*(where or {}), *(chosen or ())])
        wanted = None
        for name, value in (where or {}).items():
            column = ds.field(name)
            several = isinstance(value, Collection) and not isinstance(value, str)
            here = column.isin(list(value)) if several else column == value
            wanted = here if wanted is None else wanted & here
        frame: pd.DataFrame = whole.to_table(columns=chosen, filter=wanted).to_pandas()
        return frame

    def _with_columns(self, table: str, columns: Iterable[str]) -> Dataset:
        """The table, which must have these columns."""
        dataset = self.table(table)
        there: list[str] = dataset.schema.names
        for name in columns:
            if name not in there:
                close = get_close_matches(name, there, n=1)
                mend = f"did you mean {close[0]!r}? It has" if close else "it has"
                raise LookupError(f"the table {table!r} has no column {name!r}: {mend} {', '.join(there)}")
        return dataset

    @cached_property
    def _opened(self) -> dict[str, Dataset | None]:
        return {}

    def _open(self, name: str) -> Dataset | None:
        if self.open_lazily is not None:
            return self.open_lazily(name)
        import pyarrow as pa
        from pyarrow import dataset as ds  # takes a tenth of a second to import

        frame = self.read(name)
        return None if frame is None else ds.dataset(pa.Table.from_pandas(frame, preserve_index=False))

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
            frame = getattr(self, table) if table in ("series", "people", "ties", "events") else self.read(table)
            if frame is None or "run" not in frame.columns:
                return frame
            return frame[frame["run"].isin(runs["run"])].reset_index(drop=True)

        return replace(self, config=self.config.model_copy(update={"sweep": sweep}), read=read)

    def _needed(self, table: str) -> pd.DataFrame:
        frame = self.read(table)
        if frame is None:
            raise LookupError(f"these results have no table {table!r}")
        return frame
