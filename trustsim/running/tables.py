"""From the records of runs to the tables of a study.

What a worker hands over is compact (names as numbers); the tables are put together in the order of the plan, so their
bytes do not depend on who was done first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from trustsim.outcomes import outcomes_of
from trustsim.plan import Plan, Run
from trustsim.running.columns import Column, columns_of

if TYPE_CHECKING:
    from trustsim.simulation import Record

Array = NDArray[Any]
Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Coded:
    """A column of names: the names, each once, and for each row its place among them."""

    names: list[str]
    places: NDArray[np.int32]


@dataclass(frozen=True)
class Finished:
    """What is kept of a run that was done: its outcomes, and its rows of each table."""

    run: Run
    outcomes: Mapping[str, float]
    rows: Mapping[str, Mapping[str, Array | Coded]] = field(repr=False)


def finished(run: Run, record: Record) -> Finished:
    """Make a record compact."""
    tables = {"series": record.series, "people": record.people, "ties": record.ties}
    rows = {
        table: {name: _compact(values) for name, values in columns.items()}
        for table, columns in tables.items()
        if columns is not None
    }
    return Finished(run, outcomes_of(run.point.config.outcomes, record.series, record.breach), rows)


def _compact(values: Array) -> Array | Coded:
    if values.dtype != object:
        return values
    coded = pa.array(values, pa.string()).dictionary_encode()
    return Coded(coded.dictionary.to_pylist(), coded.indices.to_numpy())


class _Names:
    """Names in the order in which they were first met; columns that share one can be compared."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def translated(self, column: Coded) -> NDArray[np.int32]:
        """The column's places among all names."""
        places = [self.places.setdefault(name, len(self.places)) for name in column.names]
        return np.array(places, dtype=np.int32)[column.places]

    def column(self, places: NDArray[np.int32]) -> pa.DictionaryArray:
        """The names at these places."""
        return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(list(self.places), pa.string()))


def gathered(plan: Plan, runs: Sequence[Finished]) -> Tables:
    """The tables of a study.

    Parameters
    ----------
    plan
        Says which tables and columns there are.
    runs
        Those that were done, in the order of the plan.

    Returns
    -------
    dict
        ``runs``, ``series`` and, as far as recorded, ``people`` and ``ties``. Names of people have one list of names in
        all columns, in the order in which they first appear.
    """
    columns = columns_of(plan)
    types, people = _Names(), _Names()
    tables = {"runs": _table(columns["runs"], {column.name: _of_runs(column, runs) for column in columns["runs"]})}
    joined = {
        name: {
            column.name: _joined(column, name, runs, types if column.name == "relationship" else people)
            for column in columns[name]
        }
        for name in columns
        if name != "runs"
    }
    # Only now are all names known.
    for name, arrays in joined.items():
        finished = {
            column.name: (types if column.name == "relationship" else people).column(arrays.pop(column.name))
            if column.kind == "name"
            else pa.array(arrays.pop(column.name), _type(column))
            for column in columns[name]
        }
        tables[name] = _table(columns[name], finished)
    return tables


def _of_runs(column: Column, runs: Sequence[Finished]) -> pa.Array:
    values: Iterable[Any]
    match column.name:
        case "run":
            values = (run.run.index for run in runs)
        case "point":
            values = (run.run.point.index for run in runs)
        case "replicate" | "seed":
            values = (getattr(run.run, column.name) for run in runs)
        case "label":
            values = (run.run.point.label for run in runs)
        case key if "." not in key and runs and key in runs[0].outcomes:
            values = (run.outcomes[key] for run in runs)
        case key:
            values = (_cell(column, run.run.point.settings.get(key)) for run in runs)
    return pa.array(values, _type(column))


def _cell(column: Column, value: Any) -> Any:
    """A swept value as its column holds it: what is no text is written as JSON among texts."""
    if value is None or column.kind != "text" or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _joined(column: Column, table: str, runs: Sequence[Finished], names: _Names) -> Array:
    """One column of all runs, one below the other."""
    parts: list[Array] = []
    for run in runs:
        rows = run.rows[table]
        length = len(rows["week"])  # type: ignore[arg-type]  # weeks are numbers
        values = rows.get(column.name)
        if column.name == "run":
            parts.append(np.full(length, run.run.index, dtype=np.int32))
        elif values is None:  # a column of a law that this run did not have
            parts.append(np.full(length, np.nan))
        else:
            parts.append(names.translated(values) if isinstance(values, Coded) else values)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32 if column.kind == "name" else np.float64)


def _type(column: Column) -> pa.DataType:
    if column.kind == "name":
        return pa.dictionary(pa.int32(), pa.string())
    return pa.string() if column.kind == "text" else pa.bool_() if column.kind == "bool" else getattr(pa, column.kind)()


def _table(columns: Sequence[Column], arrays: Mapping[str, pa.Array]) -> pa.Table:
    schema = pa.schema([pa.field(column.name, _type(column)) for column in columns])
    return pa.Table.from_arrays([arrays[column.name] for column in columns], schema=schema)
