"""What goes into a run folder, but for what faces make of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from trustsim.plan import Plan, resolved
from trustsim.results import Results
from trustsim.store.contents import keep_inputs, seal
from trustsim.store.description import description
from trustsim.store.folder import put, put_text
from trustsim.store.manifest import checksum, manifest_of
from trustsim.store.summary import summary
from trustsim.store.yaml import as_yaml

if TYPE_CHECKING:
    from pyarrow.dataset import Dataset

    from trustsim.running.execution import Execution


def results_of(plan: Plan, execution: Execution, manifest: dict[str, Any], path: Path | None = None) -> Results:
    """Results that are still in memory, whether or not they are in a folder too."""
    tables = execution.tables

    def lazily(name: str) -> Dataset | None:
        from pyarrow import dataset as ds

        return ds.dataset(tables[name]) if name in tables else None

    return Results(
        plan.config, lambda name: tables[name].to_pandas() if name in tables else None, manifest, path, lazily
    )


def in_memory(plan: Plan, execution: Execution, started: datetime) -> Results:
    """The results of a plan that is to be written nowhere."""
    return results_of(plan, execution, _manifest(plan, execution, started, {}))


def write(plan: Plan, execution: Execution, started: datetime, folder: Path, target: Path) -> Results:
    """Fill a folder; ``target`` is where it will be found."""
    put_text(folder / "config.yaml", plan.text or as_yaml(resolved(plan.config)))
    put_text(folder / "resolved.yaml", as_yaml(resolved(plan.config)))
    written = {}
    for name, table in execution.tables.items():
        path = folder / f"{name}.parquet"
        put(path, lambda file, table=table: pq.write_table(table, file, compression="zstd"))  # type: ignore[misc]
        written[path.name] = {"rows": table.num_rows, "sha256": checksum(path)}
    manifest = _manifest(plan, execution, started, written)
    results = results_of(plan, execution, manifest, target)
    put_text(folder / "summary.csv", summary(results).to_csv(index=False, lineterminator="\n"))
    if execution.failures:
        lines = (json.dumps(asdict(failure), ensure_ascii=False) for failure in execution.failures)
        put_text(folder / "failures.jsonl", "\n".join(lines) + "\n")
    put_text(folder / "DATA.md", description(plan))
    keep_inputs(plan, folder)
    seal(folder, manifest)
    return results


def _manifest(plan: Plan, execution: Execution, started: datetime, written: dict[str, Any]) -> dict[str, Any]:
    done = execution.tables["runs"].num_rows
    return manifest_of(plan, done=done, failed=len(execution.failures), started=started, tables=written)
