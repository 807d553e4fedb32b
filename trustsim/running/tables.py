"""From parts to the tables of a study, in pieces, so that a table never has to fit in memory.

Rows come in the order of the plan, and every piece but the last has as many as any other, wherever a run ends. So the
bytes of a table depend neither on who did which run nor on which was done first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from trustsim.plan import Plan
from trustsim.running.columns import Column, columns_of
from trustsim.running.parts import Array, PartView

Tables = dict[str, pa.Table]

OTHER_NAMES: Final = ("relationship", "what", "act")
"""Columns of names that are not people's."""

ROWS_OF_A_PIECE: Final = 1 << 18
"""Of every piece but the last. Changing it changes the bytes of large tables."""


def pieces_of(plan: Plan, parts: Sequence[PartView], table: str) -> Iterator[pa.Table]:
    """One table of a study, in pieces, in the order of the plan; at least one, if only an empty one.

    Parameters
    ----------
    plan
        Says which columns there are.
    parts
        All runs that were done, in any order.
    table
        ``runs``, ``series`` …
    """
    columns = columns_of(plan)[table]
    where = _Whereabouts.of(parts)
    if table == "runs":
        yield _table(columns, {column.name: _of_runs(column, plan, parts, where) for column in columns})
        return
    kinds = _kinds_of_names(columns)
    names = _Names.of(parts if kinds else ())
    for rows in _windows(parts, table, where):
        arrays = {column.name: _values(column, table, rows) for column in columns if column.kind != "name"}
        for of_one_kind in kinds:
            arrays |= _named(of_one_kind, table, rows, names)
        yield _table(columns, arrays)


def gathered(plan: Plan, parts: Sequence[PartView]) -> Tables:
    """All tables of a study, in memory."""
    return {
        table: pa.concat_tables(pieces_of(plan, parts, table)).unify_dictionaries().combine_chunks()
        for table in columns_of(plan)
    }


@dataclass(frozen=True)
class _Whereabouts:
    """For each run that was done, in the order of the plan, its part and its row there."""

    runs: NDArray[np.int32]
    part: NDArray[np.int32]
    row: NDArray[np.int64]

    @classmethod
    def of(cls, parts: Sequence[PartView]) -> _Whereabouts:
        empty = np.zeros(0, dtype=np.int32)
        runs = np.concatenate([empty, *(view.runs for view in parts)])
        part = np.concatenate([empty, *(np.full(len(view.runs), place, np.int32) for place, view in enumerate(parts))])
        row = np.concatenate([empty, *(np.arange(len(view.runs)) for view in parts)])
        # A run that was done twice, as can be after a crash, is there once; failed ones have no number.
        numbers, first = np.unique(runs, return_index=True)
        first = first[numbers >= 0]
        return cls(runs[first], part[first], row[first])

    def below(self, lengths: Iterable[int]) -> NDArray[np.int64]:
        """For each run its row once the parts, which have so many rows each, stand below each other."""
        begins = np.concatenate([[0], np.cumsum(list(lengths), dtype=np.int64)])
        places: NDArray[np.int64] = begins[self.part] + self.row
        return places


@dataclass(frozen=True)
class _Rows:
    """Some rows of a table: from each part, with its place among the parts, those of some of its runs, and the order in
    which the plan has them.
    """

    run: NDArray[np.int32]
    taken: Sequence[tuple[int, PartView, slice | NDArray[np.int64]]]
    order: NDArray[np.int64] | None


@dataclass(frozen=True)
class _Names:
    """All names of the parts, each once, and for each part where its own stand among them."""

    places: Sequence[NDArray[np.int32]]
    texts: pa.StringArray

    @classmethod
    def of(cls, parts: Sequence[PartView]) -> _Names:
        return cls(*_each_once([view.names for view in parts], pa.string()))


def _windows(parts: Sequence[PartView], table: str, where: _Whereabouts) -> Iterator[_Rows]:
    """The rows of a table, piece by piece."""
    offsets = [view.offsets(table) for view in parts]
    below = where.below(len(one) - 1 for one in offsets)
    none = np.zeros(0, dtype=np.int64)
    begins = np.concatenate([none, *(one[:-1] for one in offsets)])[below]
    lengths = np.concatenate([none, *(np.diff(one) for one in offsets)])[below]
    ends = np.cumsum(lengths)
    rows = int(ends[-1]) if len(ends) else 0
    for first in range(0, max(rows, 1), ROWS_OF_A_PIECE):
        last = min(first + ROWS_OF_A_PIECE, rows)
        runs = slice(int(np.searchsorted(ends, first, "right")), int(np.searchsorted(ends, last)) + 1)
        before = np.maximum(first - (ends - lengths)[runs], 0)  # of the first run, what stands in the piece before
        after = np.maximum(ends[runs] - last, 0)
        yield _rows(parts, where, runs, begins[runs] + before, lengths[runs] - before - after)


def _rows(parts: Sequence[PartView], where: _Whereabouts, runs: slice, begin: Array, length: Array) -> _Rows:
    """So many rows of each of some runs, from a place in its part on."""
    run, part = where.runs[runs], where.part[runs]
    by_part = np.argsort(part, kind="stable")
    taken = [
        (int(part[mine[0]]), parts[part[mine[0]]], _spans(begin[mine], length[mine]))
        for mine in np.split(by_part, np.flatnonzero(np.diff(part[by_part])) + 1)
        if len(mine)
    ]
    # Where each run's rows are once those of the parts stand below each other, and from there in the plan's order.
    there = np.zeros(len(run), dtype=np.int64)
    there[by_part] = np.concatenate([[0], np.cumsum(length[by_part])[:-1]]) if len(run) else there
    order = None if np.all(by_part == np.arange(len(by_part))) else _each(there, length)
    return _Rows(np.repeat(run, length), taken, order)


def _spans(begins: Array, lengths: Array) -> slice | NDArray[np.int64]:
    """Rows that stand together as a slice, others one by one."""
    if np.all(begins[1:] == begins[:-1] + lengths[:-1]):
        return slice(int(begins[0]), int(begins[-1] + lengths[-1]))
    return _each(begins, lengths)


def _each(begins: Array, lengths: Array) -> NDArray[np.int64]:
    """So many places from each beginning on, one after the other."""
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    places: NDArray[np.int64] = np.repeat(begins, lengths) + within
    return places


def _kinds_of_names(columns: Sequence[Column]) -> list[list[Column]]:
    """The columns of names, those together that hold names of one kind: all that name people, and each other alone."""
    people = [column for column in columns if column.kind == "name" and column.name not in OTHER_NAMES]
    others = [[column] for column in columns if column.kind == "name" and column.name in OTHER_NAMES]
    return [people, *others] if people else others


def _values(column: Column, table: str, rows: _Rows) -> pa.Array:
    if column.name == "run":
        return pa.array(rows.run, _type(column))
    pieces = [view.column(table, column.name, chosen) for _, view, chosen in rows.taken]
    return pa.array(_in_order(pieces, np.zeros(0), rows), _type(column))


def _named(columns: Sequence[Column], table: str, rows: _Rows, names: _Names) -> dict[str, pa.DictionaryArray]:
    """Columns with one list of names, so that they can be compared: in the order in which names first appear, column by
    column, whatever the order in which they were met.
    """
    met = [_places(column, table, rows, names) for column in columns]
    places, shown = _each_once(met, pa.int32())
    texts = names.texts.take(shown)
    return {
        column.name: pa.DictionaryArray.from_arrays(pa.array(own), texts)
        for column, own in zip(columns, places, strict=True)
    }


def _places(column: Column, table: str, rows: _Rows, names: _Names) -> NDArray[np.int32]:
    """The places of names among all names of the parts."""
    pieces = [names.places[part][view.column(table, column.name, chosen)] for part, view, chosen in rows.taken]
    return _in_order(pieces, np.zeros(0, dtype=np.int32), rows)


def _in_order(pieces: Sequence[Array], none: Array, rows: _Rows) -> Array:
    values = pieces[0] if len(pieces) == 1 else np.concatenate([none, *pieces])
    return values if rows.order is None else values[rows.order]


def _each_once(arrays: Sequence[Any], kind: pa.DataType) -> tuple[list[NDArray[np.int32]], pa.Array]:
    """For each array the places of its values among those of all, and these: each once, in the order in which they
    first appear, array by array.
    """
    chunks = pa.chunked_array(arrays, kind).dictionary_encode().chunks  # with one dictionary; none for empty arrays
    below = np.concatenate([np.zeros(0, dtype=np.int32), *(chunk.indices.to_numpy() for chunk in chunks)])
    places = np.split(below, np.cumsum([len(array) for array in arrays])[:-1])
    return places, chunks[0].dictionary if chunks else pa.array([], kind)


def _of_runs(column: Column, plan: Plan, parts: Sequence[PartView], where: _Whereabouts) -> pa.Array:
    values: Iterable[Any]
    runs = (plan.runs[number] for number in where.runs.tolist())
    match column.name:
        case "run":
            values = where.runs
        case "point":
            values = (run.point.index for run in runs)
        case "replicate" | "seed":
            values = (getattr(run, column.name) for run in runs)
        case "label" | "sweep":
            values = (getattr(run.point, column.name) for run in runs)
        case key if key in plan.swept:
            values = (_cell(column, run.point.settings.get(key)) for run in runs)
        case outcome:
            of_parts = [view.outcome(outcome) for view in parts]
            values = np.concatenate([np.zeros(0), *of_parts])[where.below(map(len, of_parts))]
    return pa.array(values, _type(column), from_pandas=False)


def _cell(column: Column, value: Any) -> Any:
    """A swept value as its column holds it: what is no text is written as JSON among texts."""
    if value is None or column.kind != "text" or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _type(column: Column) -> pa.DataType:
    if column.kind == "name":
        return pa.dictionary(pa.int32(), pa.string())
    return pa.string() if column.kind == "text" else pa.bool_() if column.kind == "bool" else getattr(pa, column.kind)()


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """The schema of a table with these columns."""
    return pa.schema([pa.field(column.name, _type(column)) for column in columns])


def _table(columns: Sequence[Column], arrays: Mapping[str, pa.Array]) -> pa.Table:
    return pa.Table.from_arrays([arrays[column.name] for column in columns], schema=schema_of(columns))
