"""Tables held against each other, value by value and bit by bit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray
    from pyarrow.dataset import Dataset

MOST_SHOWN: Final = 20
"""Differences that are kept to be shown; all are counted."""

WHERE: Final = ("week", "person", "source", "target")
"""Columns that say which row of a run it is."""


@dataclass(frozen=True)
class Difference:
    """A value that is another than the stored one.

    Attributes
    ----------
    run, table
        Where; no run where all are concerned.
    column
        Which; "" where it is not one value but the rows of a run, or a whole table.
    row
        The row in words: week, person, source and target as far as the table has them.
    stored, again
        The two values. Numbers that look alike here differ in their last bits.
    """

    run: int | None
    table: str
    column: str
    row: Mapping[str, Any]
    stored: Any
    again: Any

    def __str__(self) -> str:
        row = "".join(f", {name} {value}" for name, value in self.row.items())
        column = f" {self.column}:" if self.column else ""
        run = "" if self.run is None else f"run {self.run}, "
        return f"{run}{self.table}{row}:{column} stored {self.stored}, now {self.again}"


class Comparison:
    """What has been compared so far.

    Attributes
    ----------
    rows
        Of each table how many rows.
    values
        How many values.
    shown, different
        The first differences, and how many there are.
    """

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.values = 0
        self.shown: list[Difference] = []
        self.different = 0

    def add_failure(self, run: int, stored: str, again: str) -> None:
        """What went wrong in a run, both times; it must be the same."""
        if stored != again:
            self._add(Difference(run, "failures", "", {}, stored, again))

    def add_tables(self, stored: Mapping[str, Dataset], again: Mapping[str, pa.Table], runs: Sequence[int]) -> None:
        """All rows of some runs in every table."""
        from pyarrow import dataset as ds

        wanted = ds.field("run").isin(list(runs))
        for name in dict.fromkeys([*stored, *again]):
            if name not in stored or name not in again:
                told = ("there", "not there") if name in stored else ("not there", "there")
                self._add(Difference(None, name, "", {}, *told))
                continue
            self._add_table(name, stored[name].to_table(filter=wanted), again[name].filter(wanted))

    def _add_table(self, name: str, stored: pa.Table, again: pa.Table) -> None:
        counts = [Counter(np.asarray(table.column("run")).tolist()) for table in (stored, again)]
        uneven = [run for run in sorted({*counts[0], *counts[1]}) if counts[0][run] != counts[1][run]]
        for run in uneven:
            self._add(Difference(run, name, "", {}, *(f"{of_runs[run]} rows" for of_runs in counts)))
        if uneven:
            stored, again = (
                table.filter(~np.isin(np.asarray(table.column("run")), uneven)) for table in (stored, again)
            )
        self.rows[name] = self.rows.get(name, 0) + stored.num_rows
        columns = dict.fromkeys([*stored.column_names, *again.column_names])
        for column in columns:
            if column not in stored.column_names or column not in again.column_names:
                told = ("there", "not there") if column in stored.column_names else ("not there", "there")
                self._add(Difference(None, name, column, {}, *told))
                continue
            self._add_column(name, column, stored, again)

    def _add_column(self, name: str, column: str, stored: pa.Table, again: pa.Table) -> None:
        then, now = stored.column(column), again.column(column)
        self.values += len(then)
        if _plain_type(then) != _plain_type(now):
            self._add(Difference(None, name, column, {}, str(then.type), str(now.type)))
            return
        wrong = np.flatnonzero(~_same_bits(then, now))
        self.different += len(wrong)
        for place in wrong[: MOST_SHOWN - len(self.shown)].tolist():
            row = {key: stored.column(key)[place].as_py() for key in WHERE if key in stored.column_names}
            run = stored.column("run")[place].as_py()
            self.shown.append(Difference(run, name, column, row, then[place].as_py(), now[place].as_py()))

    def _add(self, difference: Difference) -> None:
        self.different += 1
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(difference)


def _plain_type(column: pa.ChunkedArray) -> pa.DataType:
    return getattr(column.type, "value_type", column.type)


def _same_bits(then: pa.ChunkedArray, now: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Where two columns hold the same: numbers bit by bit, but any NaN is like any other."""
    import pyarrow as pa
    from pyarrow import compute

    none, none_now = np.asarray(then.is_null()), np.asarray(now.is_null())
    if pa.types.is_floating(_plain_type(then)):
        left, right = then.to_numpy(), now.to_numpy()
        equal = (left.view(np.uint64) == right.view(np.uint64)) | (np.isnan(left) & np.isnan(right))
    else:
        plain = _plain_type(then)
        equal = np.asarray(compute.fill_null(compute.equal(then.cast(plain), now.cast(plain)), True))
    same: NDArray[np.bool_] = equal & (none == none_now)
    return same
