"""What goes into a run folder, but for what faces make of it."""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from trustsim.plan import Plan
from trustsim.results import Results
from trustsim.store.description import description
from trustsim.store.folder import put, put_text
from trustsim.store.manifest import ALL_FAILED, DONE, SOME_FAILED, manifest_of
from trustsim.store.reading import results_in
from trustsim.store.summary import summary
from trustsim.store.workplace import Workplace, clear, write_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from trustsim.running.execution import Execution

FAILURES: Final = "failures.jsonl"


def in_memory(plan: Plan, execution: Execution, started: datetime) -> Results:
    """The results of a plan that is to be written nowhere."""
    tables = execution.tables
    manifest = _manifest(plan, execution, started, {})
    return Results(plan.config, lambda name: tables[name].to_pandas() if name in tables else None, manifest)


def write(plan: Plan, execution: Execution, place: Workplace) -> Results:
    """Fill a run folder: the tables, piece by piece, and what is said of them. Then the parts have served.

    While some runs failed, the parts stay: the same command does those alone.
    """
    from trustsim.running.columns import columns_of
    from trustsim.running.tables import pieces_of

    folder = place.folder
    written = {}
    for name in columns_of(plan):
        path = folder / f"{name}.parquet"
        rows = _write_table(path, pieces_of(plan, execution.parts, name))
        written[path.name] = {"rows": rows, "sha256": _checksum(path)}
    manifest = _manifest(plan, execution, place.started, written)
    results = results_in(folder, plan.config, manifest, place.target)
    put_text(folder / "summary.csv", summary(results).to_csv(index=False, lineterminator="\n"))
    if execution.failures:
        lines = (json.dumps(asdict(failure), ensure_ascii=False) for failure in execution.failures)
        put_text(folder / FAILURES, "\n".join(lines) + "\n")
    else:
        (folder / FAILURES).unlink(missing_ok=True)
    put_text(folder / "DATA.md", description(plan))
    write_manifest(folder, manifest)
    if not execution.failures:
        clear(folder)
    return results


def _write_table(path: Path, pieces: Iterable[pa.Table]) -> int:
    """Write a table, each piece a row group; returns the number of rows."""
    import pyarrow.parquet as pq

    rows = 0

    def write_pieces(file: BinaryIO) -> None:
        nonlocal rows
        rows = 0
        with ExitStack() as stack:
            writer: pq.ParquetWriter | None = None
            for piece in pieces:
                writer = writer or stack.enter_context(pq.ParquetWriter(file, piece.schema, compression="zstd"))
                writer.write_table(piece, row_group_size=max(1, len(piece)))
                rows += len(piece)

    put(path, write_pieces)
    return rows


def _manifest(plan: Plan, execution: Execution, started: datetime, written: dict[str, Any]) -> dict[str, Any]:
    failed = len(execution.failures)
    state = DONE if not failed else SOME_FAILED if execution.done else ALL_FAILED
    return manifest_of(plan, state=state, done=execution.done, failed=failed, started=started, tables=written)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
