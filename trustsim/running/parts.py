"""What a worker hands over: some finished runs in one piece, a row for each.

A part is an Arrow table, so that it is the same thing in memory, in a file, and on its way from another process. A
run's rows of the other tables stand in its row as lists, under ``series/trust``; names are numbers there, and the list
of names is kept once for the part. A run that failed has a row with nothing but what went wrong.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from trustsim.outcomes import outcomes_of
from trustsim.plan import Plan, Run
from trustsim.running.columns import Column, recorded_columns

if TYPE_CHECKING:
    from trustsim import simulation

Array = NDArray[Any]

RUN: Final = "run"
FAILURE: Final = "failure"
NAMES: Final = b"names"
MARK: Final = "/"  # between a table and its column; no name has it
EMPTY: Final = {"bool": np.bool_, "name": np.int32}


@dataclass(frozen=True)
class Failure:
    """A run that came to nothing.

    Attributes
    ----------
    run, point, replicate, seed
        Which it was.
    settings
        The swept keys with their values there.
    kind, message, traceback
        The error.
    command
        What repeats it, alone; "" for a config made in Python whose results are written nowhere.
    """

    run: int
    point: int
    replicate: int
    seed: int
    settings: Mapping[str, Any]
    kind: str
    message: str
    command: str
    traceback: str = field(default="", repr=False)


@dataclass(frozen=True)
class Finished:
    """What is kept of a run that was done: its outcomes, and its rows of each table."""

    run: Run
    outcomes: Mapping[str, float]
    rows: Mapping[str, Mapping[str, simulation.Column]] = field(repr=False)


class Parts(Protocol):
    """Where parts are kept until the study is whole."""

    def add(self, part: pa.Table) -> None:
        """Keep one more: when this returns, it is safe."""

    def views(self) -> Sequence[PartView]:
        """All that are kept, in the order of their first runs."""


class PartsInMemory:
    """Parts of a study that is written nowhere."""

    def __init__(self) -> None:
        self._views: list[PartView] = []

    def add(self, part: pa.Table) -> None:
        """Keep one more."""
        self._views.append(PartView(part))

    def views(self) -> Sequence[PartView]:
        """All that are kept, in the order of their first runs."""
        return sorted(self._views, key=lambda view: view.first)


def finished(run: Run, record: simulation.Record) -> Finished:
    """What is kept of a record."""
    tables = {"series": record.series, "people": record.people, "ties": record.ties, "events": record.events}
    rows = {table: columns for table, columns in tables.items() if columns is not None}
    return Finished(run, outcomes_of(run.point.base.outcomes, record.view), rows)


def part_of(plan: Plan, done: Sequence[Finished], failures: Sequence[Failure] = ()) -> pa.Table:
    """Some runs in one piece.

    Parameters
    ----------
    plan
        Says which tables and columns there are.
    done, failures
        What became of the runs.
    """
    missing = len(failures)
    runs = [one.run.index for one in done] + [one.run for one in failures]
    arrays: dict[str, pa.Array] = {
        RUN: pa.array(runs, pa.int32()),
        FAILURE: pa.array([None] * len(done) + [json.dumps(asdict(one), ensure_ascii=False) for one in failures]),
    }
    for name in done[0].outcomes if done else ():
        values = [one.outcomes[name] for one in done] + [None] * missing
        arrays[f"runs{MARK}{name}"] = pa.array(values, pa.float64())
    names = _Names()
    for table, columns in recorded_columns(plan).items():
        lengths = np.array([len(one.rows[table]["week"]) for one in done] + [0] * missing, dtype=np.int64)
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
        for column in columns:
            if column.name != RUN:
                below = _below_each_other(column, table, done, lengths, names)
                arrays[f"{table}{MARK}{column.name}"] = pa.ListArray.from_arrays(offsets, pa.array(below))
    return pa.table(arrays).replace_schema_metadata({NAMES: json.dumps(names.met, ensure_ascii=False).encode()})


def _below_each_other(column: Column, table: str, done: Sequence[Finished], lengths: Array, names: _Names) -> Array:
    """One column of all runs, run below run; of names their places among all names of the part."""
    pieces = [one.rows[table].get(column.name) for one in done]
    if column.kind == "name":
        pieces = [names.among(piece.names)[piece.places] for piece in pieces]  # type: ignore[union-attr]  # they are
    if not pieces:
        return np.zeros(0, dtype=EMPTY.get(column.kind, np.float64))
    if any(piece is None for piece in pieces):  # a column of a law that some of these runs did not have
        pieces = [
            np.full(length, np.nan) if piece is None else piece for piece, length in zip(pieces, lengths, strict=False)
        ]
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)  # type: ignore[return-value, arg-type]  # no names


class _Names:
    """The names of a part, each once, in the order in which they were met."""

    def __init__(self) -> None:
        self._places: defaultdict[str, int] = defaultdict(count().__next__)
        self._known: dict[int, tuple[Sequence[str], NDArray[np.int32]]] = {}

    @property
    def met(self) -> list[str]:
        """The names."""
        return list(self._places)

    def among(self, names: Sequence[str]) -> NDArray[np.int32]:
        """The places of some among them. Columns, and runs that begin alike, bring the same list, which is looked
        through only once.
        """
        if id(names) not in self._known:  # it is kept, so that no other list comes to have its number
            places = np.fromiter(map(self._places.__getitem__, names), dtype=np.int32, count=len(names))
            self._known[id(names)] = (names, places)
        return self._known[id(names)][1]


class PartView:
    """A part, to be read: which runs it holds, and their rows as arrays.

    Parameters
    ----------
    part
        From ``part_of``, perhaps by way of a file.
    """

    def __init__(self, part: pa.Table) -> None:
        self._part = part

    @cached_property
    def runs(self) -> NDArray[np.int32]:
        """The number of the run of each row; −1 where the run failed."""
        numbers: NDArray[np.int32] = self._part[RUN].to_numpy()
        return np.where(self._part[FAILURE].is_null().to_numpy(), numbers, -1).astype(np.int32)

    @cached_property
    def first(self) -> int:
        """The number of the first run, whether or not it failed."""
        return int(self._part[RUN][0].as_py())

    @cached_property
    def names(self) -> pa.StringArray:
        """What the places in columns of names stand for."""
        return pa.array(json.loads(self._part.schema.metadata[NAMES]), pa.string())

    def failures(self) -> Iterator[Failure]:
        """The runs that came to nothing."""
        for text in self._part[FAILURE].drop_null().to_pylist():
            yield Failure(**json.loads(text))

    def outcome(self, name: str) -> NDArray[np.float64]:
        """One outcome of each run; NaN where it failed."""
        column = f"runs{MARK}{name}"
        if column not in self._part.column_names:
            return np.full(len(self._part), np.nan)
        values: NDArray[np.float64] = self._part[column].to_numpy()
        return values

    def offsets(self, table: str) -> NDArray[np.int32]:
        """Where in a table the rows of each run begin, and where those of the last end."""
        return np.asarray(self._lists(table, "week").offsets)

    def column(self, table: str, name: str, rows: slice | NDArray[np.int64]) -> Array:
        """Some rows of one column of a table, of all that stand run below run; of names their places among ``names``.

        Rows that stand together are not copied.
        """
        values = self._lists(table, name).values
        if isinstance(rows, slice):
            values, rows = values[rows], slice(None)
        chosen: Array = values.to_numpy(zero_copy_only=False)[rows]
        return chosen

    def _lists(self, table: str, name: str) -> pa.ListArray:
        return self._part[f"{table}{MARK}{name}"].chunk(0)  # a part is one piece
