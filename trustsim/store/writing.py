"""What goes into a run folder, but for what faces make of it."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from trustsim.plan import Plan
from trustsim.results import Results
from trustsim.running.workers import ahead
from trustsim.store.contents import MADE, seal
from trustsim.store.description import description
from trustsim.store.folder import Written, put, put_text, replace
from trustsim.store.manifest import (
    ALL_FAILED,
    DONE,
    SOME_FAILED,
    UNFINISHED,
    State,
    manifest_in,
    manifest_of,
    write_manifest,
)
from trustsim.store.reading import results_in
from trustsim.store.summary import summary
from trustsim.store.workplace import Workplace, clear

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow.dataset import Dataset

    from trustsim.running.execution import Execution

FAILURES: Final = "failures.jsonl"


def in_memory(plan: Plan, execution: Execution, started: datetime) -> Results:
    """The results of a plan that is to be written nowhere."""
    tables = execution.tables
    manifest = _manifest(plan, execution, started, {})

    def lazily(name: str) -> Dataset | None:
        from pyarrow import dataset as ds

        return ds.dataset(tables[name]) if name in tables else None

    return Results(
        plan.config, lambda name: tables[name].to_pandas() if name in tables else None, manifest, open_lazily=lazily
    )


def write(plan: Plan, execution: Execution, place: Workplace) -> Results:
    """Fill a run folder and put it in its place: the tables, piece by piece, and what is said of them.

    All is made aside before anything that an earlier process has written is replaced. Then the parts have served; while
    some runs failed, they stay: the same command does those alone.
    """
    from trustsim.running.columns import columns_of
    from trustsim.running.tables import pieces_of

    folder = place.folder
    made = folder / MADE
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    written = {}
    for name in columns_of(plan):
        path = made / f"{name}.parquet"
        written[path.name] = _write_table(path, pieces_of(plan, execution.parts, name))
    manifest = _manifest(plan, execution, place.started, written)
    of_points = summary(results_in(made, plan.config, manifest))
    put_text(made / "summary.csv", of_points.to_csv(index=False, lineterminator="\n"))
    if execution.failures:
        lines = (json.dumps(asdict(failure), ensure_ascii=False) for failure in execution.failures)
        put_text(made / FAILURES, "\n".join(lines) + "\n")
    put_text(made / "DATA.md", description(plan))
    write_manifest(folder, manifest_in(folder) | {"state": UNFINISHED})  # until all of it is there
    if not execution.failures:
        (folder / FAILURES).unlink(missing_ok=True)
    for path in sorted(made.iterdir()):
        replace(path, folder / path.name)
    made.rmdir()
    seal(folder, manifest)
    place.put_in_place()
    if not execution.failures:
        clear(place.target)
    return results_in(place.target, plan.config, manifest)


def _write_table(path: Path, pieces: Iterable[pa.Table]) -> dict[str, Any]:
    """Write a table, each piece a row group; returns what the manifest says of it."""
    rows = 0

    def write_pieces(file: Written) -> None:
        nonlocal rows
        rows = 0
        with ExitStack() as stack:
            writer: pq.ParquetWriter | None = None
            for piece in ahead(pieces):
                writer = writer or stack.enter_context(_writer(file, piece.schema))
                writer.write_table(piece, row_group_size=max(1, len(piece)))
                rows += len(piece)

    digest = put(path, write_pieces)
    return {"rows": rows, "sha256": digest}


def _writer(file: Written, schema: pa.Schema) -> pq.ParquetWriter:
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Measured numbers hardly ever come again: to look for those that do takes as long as all else.
    again = [field.name for field in schema if not pa.types.is_floating(field.type)]
    return pq.ParquetWriter(file, schema, compression="zstd", use_dictionary=again)


def _manifest(plan: Plan, execution: Execution, started: datetime, written: dict[str, Any]) -> dict[str, Any]:
    failed = len(execution.failures)
    state: State = DONE if not failed else SOME_FAILED if execution.done else ALL_FAILED
    return manifest_of(
        plan,
        state=state,
        done=execution.done,
        failed=failed,
        started=started,
        tables=written,
        workers=execution.workers,
        where=execution.where,
        replicates=_replicates(plan, execution),
    )


def _replicates(plan: Plan, execution: Execution) -> tuple[int, int]:
    """How many runs the points came to that have fewest and most."""
    counts = np.zeros(len(plan.points), dtype=np.int64)
    for view in execution.parts:
        for run in view.runs[view.runs >= 0].tolist():
            counts[plan.runs[run].point.index] += 1
    return int(counts.min()), int(counts.max())
