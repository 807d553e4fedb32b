"""From the records of runs to the tables of a study.

What a worker hands over is compact (many runs in one piece, names as numbers); the tables are put together in the order
of the plan, so their bytes do not depend on who did what, or was done first.
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
    from trustsim import simulation

Array = NDArray[Any]
Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Finished:
    """What is kept of a run that was done: its outcomes, and its rows of each table."""

    run: Run
    outcomes: Mapping[str, float]
    rows: Mapping[str, Mapping[str, simulation.Column]] = field(repr=False)


@dataclass(frozen=True)
class Batch:
    """What is kept of runs that were done one after the other and are of one kind: one piece of each column.

    Attributes
    ----------
    runs, outcomes
        One for each run.
    lengths
        Of each table the number of rows that each run has.
    rows
        Of each table the columns, run below run; ``gathered`` takes them out.
    """

    runs: list[Run]
    outcomes: list[Mapping[str, float]] = field(repr=False)
    lengths: Mapping[str, NDArray[np.int64]] = field(repr=False)
    rows: Mapping[str, dict[str, simulation.Column]] = field(repr=False)


def finished(run: Run, record: simulation.Record) -> Finished:
    """What is kept of a record."""
    tables = {"series": record.series, "people": record.people, "ties": record.ties, "events": record.events}
    rows = {table: columns for table, columns in tables.items() if columns is not None}
    return Finished(run, outcomes_of(run.point.base.outcomes, record.series, record.breach), rows)


def packed(done: Sequence[Finished]) -> Batch:
    """Several runs with the same tables and columns in one piece: thousands of small arrays would cost more than they
    hold.
    """
    from trustsim.simulation import below_each_other

    tables = done[0].rows
    return Batch(
        [one.run for one in done],
        [one.outcomes for one in done],
        {table: np.array([len(one.rows[table]["week"]) for one in done], dtype=np.int64) for table in tables},
        {
            table: {name: below_each_other([one.rows[table][name] for one in done]) for name in columns}
            for table, columns in tables.items()
        },
    )


def gathered(plan: Plan, batches: Sequence[Batch]) -> Tables:
    """The tables of a study.

    Parameters
    ----------
    plan
        Says which tables and columns there are.
    batches
        The runs that were done, in any order. Columns are taken out of them one by one, so that a large table is not
        held twice.

    Returns
    -------
    dict
        ``runs``, ``series`` and, as far as recorded, ``people``, ``ties`` and ``events``; rows in the order of the
        plan. Names of people have one list of names in all columns, in the order in which they first appear.
    """
    columns = columns_of(plan)
    runs = sorted(
        ((run, outcomes) for batch in batches for run, outcomes in zip(batch.runs, batch.outcomes, strict=True)),
        key=lambda one: one[0].index,
    )
    tables = {"runs": _table(columns["runs"], {column.name: _of_runs(column, runs) for column in columns["runs"]})}
    people = _Names()
    others = {"relationship": _Names(), "what": _Names(), "act": _Names()}
    joined: dict[str, dict[str, Array]] = {}
    for table in columns:
        if table == "runs":
            continue
        order = _order(table, batches)
        joined[table] = {}
        for column in columns[table]:
            names = others.get(column.name, people)
            values = _joined(column, table, batches, names)
            values = values if order is None else values[order]
            joined[table][column.name] = names.by_appearance(values) if column.kind == "name" else values
    # Only now are all names known.
    for table, arrays in joined.items():
        finished = {
            column.name: others.get(column.name, people).column(arrays.pop(column.name))
            if column.kind == "name"
            else pa.array(arrays.pop(column.name), _type(column))
            for column in columns[table]
        }
        tables[table] = _table(columns[table], finished)
    return tables


class _Names:
    """Names as they are met in batches, and again in the order in which they first appear in a table."""

    def __init__(self) -> None:
        self._met: dict[str, int] = {}
        self._shown: dict[int, int] = {}

    def met(self, column: simulation.Names) -> NDArray[np.int32]:
        """The column's places among all names that were met."""
        places = [self._met.setdefault(name, len(self._met)) for name in column.names]
        return np.array(places, dtype=np.int32)[column.places]

    def by_appearance(self, places: NDArray[np.int32]) -> NDArray[np.int32]:
        """From places among those met to places among those that have appeared in tables."""
        known, first = np.unique(places, return_index=True)
        for place in known[np.argsort(first)].tolist():
            self._shown.setdefault(place, len(self._shown))
        shown = np.array([self._shown.get(place, -1) for place in range(len(self._met))], dtype=np.int32)
        return shown[places]

    def column(self, places: NDArray[np.int32]) -> pa.DictionaryArray:
        """The names at these places among those that have appeared."""
        met = list(self._met)
        names = [met[place] for place in self._shown]
        return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(names, pa.string()))


def _of_runs(column: Column, runs: Sequence[tuple[Run, Mapping[str, float]]]) -> pa.Array:
    values: Iterable[Any]
    match column.name:
        case "run":
            values = (run.index for run, _ in runs)
        case "point":
            values = (run.point.index for run, _ in runs)
        case "replicate" | "seed":
            values = (getattr(run, column.name) for run, _ in runs)
        case "label":
            values = (run.point.label for run, _ in runs)
        case key if "." not in key and runs and key in runs[0][1]:
            values = (outcomes[key] for _, outcomes in runs)
        case key:
            values = (_cell(column, run.point.settings.get(key)) for run, _ in runs)
    return pa.array(values, _type(column))


def _cell(column: Column, value: Any) -> Any:
    """A swept value as its column holds it: what is no text is written as JSON among texts."""
    if value is None or column.kind != "text" or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _order(table: str, batches: Sequence[Batch]) -> NDArray[np.int64] | None:
    """Where the rows of a table are in the batches, in the order of the plan; None where they are in it already."""
    run = _run_numbers(table, batches)
    return None if np.all(run[1:] >= run[:-1]) else np.argsort(run, kind="stable")


def _run_numbers(table: str, batches: Sequence[Batch]) -> NDArray[np.int32]:
    """The run of each row."""
    parts = [np.repeat(np.array([run.index for run in one.runs], np.int32), one.lengths[table]) for one in batches]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)


def _joined(column: Column, table: str, batches: Sequence[Batch], names: _Names) -> Array:
    """One column of all runs, batch below batch; of names their places among those met."""
    if column.name == "run":
        return _run_numbers(table, batches)
    parts: list[Array] = []
    for batch in batches:
        values = batch.rows[table].pop(column.name, None)
        if values is None:  # a column of a law that these runs did not have
            parts.append(np.full(int(batch.lengths[table].sum()), np.nan))
        else:
            parts.append(values if isinstance(values, np.ndarray) else names.met(values))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32 if column.kind == "name" else np.float64)


def _type(column: Column) -> pa.DataType:
    if column.kind == "name":
        return pa.dictionary(pa.int32(), pa.string())
    return pa.string() if column.kind == "text" else pa.bool_() if column.kind == "bool" else getattr(pa, column.kind)()


def _table(columns: Sequence[Column], arrays: Mapping[str, pa.Array]) -> pa.Table:
    schema = pa.schema([pa.field(column.name, _type(column)) for column in columns])
    return pa.Table.from_arrays([arrays[column.name] for column in columns], schema=schema)
