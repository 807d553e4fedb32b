"""A run folder is held against itself: what is the same is said to be, and any bit that is not."""

from __future__ import annotations

import itertools
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import trustsim
from tests.upkeep.made import FAILING, files_in, folder_of
from trustsim.cli import app
from trustsim.store import UnknownRunError
from trustsim.store.manifest import checksum
from trustsim.upkeep import CannotReproduceError, reproduce
from trustsim.upkeep.reproducing import spread


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """A run folder whose config, and the data beside it, are gone."""
    place = tmp_path_factory.mktemp("study")
    folder = folder_of(files_in(place), place / "runs")
    (place / "tiny.yaml").unlink()
    for name in ("measures.py", "helpers.py"):
        (place / name).unlink()
    shutil.rmtree(place / "data")
    return folder


@pytest.fixture
def folder(kept, tmp_path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / kept.name))


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def changed(folder: Path, table: str, change, *, honest: bool = True) -> None:
    """Change a table; if ``honest``, the manifest too, so that no checksum tells."""
    path = folder / f"{table}.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    if honest:
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["tables"][path.name]["sha256"] = checksum(path)
        (folder / "manifest.json").write_text(json.dumps(manifest))


def with_value(table: pa.Table, column: str, row: int, value) -> pa.Table:
    values = table.column(column).to_pylist()
    values[row] = value(values[row]) if callable(value) else value
    place = table.column_names.index(column)
    field = table.schema.field(column)
    plain = pa.array(values, getattr(field.type, "value_type", field.type))
    return table.set_column(place, field, plain.cast(field.type))


def one_bit(number: float) -> float:
    return float((np.float64(number).view(np.uint64) ^ np.uint64(1)).view(np.float64))


def test_what_comes_out_again_is_equal(kept):
    found = reproduce(kept, all_runs=True)
    assert found.equal
    assert found.runs == tuple(range(9))
    assert found.of == 9
    rows = {name: pq.read_metadata(kept / f"{name}.parquet").num_rows for name in found.rows}
    assert found.rows == rows
    assert set(rows) == {"runs", "series", "people", "ties"}
    columns = {name: len(pq.read_schema(kept / f"{name}.parquet").names) for name in rows}
    assert found.values == sum(rows[name] * columns[name] for name in rows)
    assert found.others == ()
    assert trustsim.reproduce(kept, 2).equal


def test_what_was_equal_holds_numbers_that_are_none(kept):
    values = pq.read_table(kept / "runs.parquet")["weeks_to_recover"].to_pylist()
    assert not all(math.isfinite(value) for value in values)


def test_a_sample_is_spread_and_the_default_has_all_of_few(kept):
    assert reproduce(kept).runs == tuple(range(9))
    assert reproduce(kept, 2).runs == (0, 8)
    assert reproduce(kept, 3).runs == (0, 4, 8)
    assert reproduce(kept, 100).of == 9


@pytest.mark.parametrize("count", [1, 2, 3, 9, 40, 1000])
def test_every_beginning_of_the_order_is_spread(count):
    order = spread(range(count))
    assert sorted(order) == list(range(count))
    for many in (3, 9, 33):
        if many < count:
            some = sorted(order[:many])
            assert max(later - earlier for earlier, later in itertools.pairwise(some)) <= 4 * count / many


@pytest.mark.parametrize(
    ("table", "column", "row", "value"),
    [
        ("series", "trust", 7, one_bit),
        ("ties", "hurt", -1, one_bit),
        ("ties", "target", 3, "dan"),
        ("ties", "active", 0, lambda active: not active),
        ("people", "pain", 2, float("nan")),
        ("runs", "final_trust", 4, one_bit),
        ("runs", "label", 0, None),
        ("runs", "seed", 2, 7),
        ("ties", "kept", 5, lambda kept: kept + 1),
    ],
)
def test_one_value_that_is_another_is_found(folder, table, column, row, value):
    stored = pq.read_table(folder / f"{table}.parquet")
    changed(folder, table, lambda stored: with_value(stored, column, row, value))
    found = reproduce(folder, all_runs=True)
    assert not found.equal
    assert found.different == 1
    (difference,) = found.differences
    place = row % stored.num_rows
    assert (difference.table, difference.column) == (table, column)
    assert difference.run == stored["run"][place].as_py()
    assert difference.again == stored[column][place].as_py()
    assert difference.stored != difference.again
    if table in ("series", "ties", "people"):
        assert difference.row["week"] == stored["week"][place].as_py()
    assert not found.wrong_tables


def test_a_value_outside_the_sample_is_not_looked_at_but_its_checksum_is(folder):
    changed(folder, "runs", lambda stored: with_value(stored, "final_trust", 1, one_bit), honest=False)
    found = reproduce(folder, 1)
    assert found.different == 0
    assert found.wrong_tables == {"runs.parquet": "was changed"}
    assert not found.equal


def test_rows_that_are_gone_are_found(folder):
    changed(folder, "ties", lambda stored: stored.slice(0, stored.num_rows - 1))
    found = reproduce(folder, all_runs=True)
    assert found.different == 1
    assert found.differences[0].run == 8
    assert "rows" in found.differences[0].stored


def test_a_column_that_is_gone_or_of_another_kind_is_found(folder):
    changed(folder, "series", lambda stored: stored.drop_columns(["pain"]))
    changed(folder, "people", lambda stored: stored.set_column(0, "run", stored["run"].cast(pa.int64())))
    told = [str(difference) for difference in reproduce(folder, all_runs=True).differences]
    assert told == ["series: pain: stored not there, now there", "people: run: stored int64, now int32"]


def test_a_failure_must_come_again_for_the_same_reason(folder):
    path = folder / "failures.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert tuple(line["run"] for line in lines) == FAILING
    path.write_text("\n".join(json.dumps(line | {"message": "the dog ate it"}) for line in lines[:2]))
    found = reproduce(folder, all_runs=True)
    assert found.of == 8  # nobody says of run 5 that it was there
    assert [difference.run for difference in found.differences] == [3, 4]
    assert "the dog ate it" in found.differences[0].stored
    assert "eve" in found.differences[0].again
    assert found.wrong_files == {"failures.jsonl": "was changed"}


def test_other_versions_and_sources_are_told_and_no_hindrance(folder):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["versions"] |= {"numpy": "1.0", "python": "3.11.0"}
    path.write_text(json.dumps(manifest | {"code": "0" * 64}))
    found = reproduce(folder, 1)
    assert found.equal
    assert {name: then for name, then, _ in found.others} == {
        "sources of trustsim": "0" * 12,
        "numpy": "1.0",
        "python": "3.11.0",
    }
    told = call("reproduce", folder, "--runs", 1)
    assert told.exit_code == 0
    assert "look: numpy: there 1.0, here " in told.stderr


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda folder: (folder / "inputs/data/friends.csv").unlink(),
            r"inputs/data/friends\.csv: it is gone.*SHA-256",
        ),
        (
            lambda folder: (folder / "inputs/data/friends.csv").write_text("source,target\n"),
            r"friends\.csv: it was chan",
        ),
        (lambda folder: (folder / "inputs/helpers.py").write_text("most = max\n"), r"helpers\.py: it was changed"),
        (lambda folder: (folder / "resolved.yaml").write_text("question: Else?\n"), r"resolved\.yaml: it was changed"),
        (lambda folder: (folder / "ties.parquet").unlink(), r"ties\.parquet: it is gone.*--fresh"),
        (
            lambda folder: (folder / "ties.parquet").write_bytes(b"PAR1"),
            r"ties\.parquet was changed, and cannot be read",
        ),
        (lambda folder: (folder / "manifest.json").write_text("{}"), r"cannot be read: .*another version"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_mend(folder, spoil, said):
    spoil(folder)
    with pytest.raises(CannotReproduceError, match=f"(?s){said}"):
        reproduce(folder, 1)
    told = call("reproduce", folder)
    assert told.exit_code == 3
    assert told.stdout == ""
    assert "Traceback" not in told.stderr


def test_an_unfinished_study_is_to_be_finished_first(folder):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"state": "unfinished", "finished": None, "seconds": None}))
    with pytest.raises(CannotReproduceError, match=r"unfinished.*\n.*finish it first: trustsim run .*tiny-"):
        reproduce(folder)


def test_an_unknown_run_is_misuse(tmp_path):
    with pytest.raises(UnknownRunError):
        reproduce("nothing", folders=tmp_path)


def test_the_verb_says_what_was_compared_and_a_verdict(kept):
    told = call("reproduce", kept, "--all")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0] == f"{kept}: all 9 runs done again"
    assert lines[-1].startswith("Equal to the bit: ")
    assert [line.split()[0] for line in lines[2:-1]] == ["runs", "series", "people", "ties"]


def test_the_verb_says_which_value_is_another(folder):
    changed(folder, "series", lambda stored: with_value(stored, "trust", 1, 0.25))
    told = call("reproduce", folder, "--runs", 3)
    assert told.exit_code == 1
    assert "run 0, series, week 2.0: trust: stored 0.25, now 0." in told.stdout
    assert "DIFFERENT: 1 of " in told.stdout
    data = json.loads(call("reproduce", folder, "--runs", 3, "--json").stdout)
    assert data["equal"] is False
    assert data["runs"] == [0, 4, 8]
    assert data["differences"][0]["stored"] == 0.25


def test_a_number_and_all_are_not_said_together(kept):
    told = call("reproduce", kept, "--runs", 3, "--all")
    assert told.exit_code == 2
    assert "leave one of them out" in told.stderr
