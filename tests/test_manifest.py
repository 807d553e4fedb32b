"""The manifest is as its schema says, is held against it when it is read, and tells a reviewer the truth."""

from __future__ import annotations

import hashlib
import importlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from trustsim.config import load_config
from trustsim.plan import plan_of
from trustsim.running import study
from trustsim.store import StoreError, load
from trustsim.store.contents import INPUTS, wrong_files
from trustsim.store.manifest import (
    ALL_FAILED,
    DONE,
    SOME_FAILED,
    UNFINISHED,
    Manifest,
    manifest_in,
    manifest_of,
    manifest_schema,
)

CONFIG = """\
question: Does it?
weeks: 4
network: {file: data/friends.csv}
sweep: {design: grid, over: {traits.forgiveness: [0, 1]}}
replicates: 2
"""
BEGUN = datetime(2026, 1, 31, 12, tzinfo=UTC)


def show(results, folder):
    """Figures and report that take no time."""
    (folder / "figures").mkdir()
    (folder / "figures" / "one.svg").write_text("<svg/>")
    (folder / "report.html").write_text("report")


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    (folder / "data").mkdir()
    (folder / "data" / "friends.csv").write_text("source,target\nann,bob\nbob,cat\ncat,ann\n")
    (folder / "tiny.yaml").write_text(CONFIG)
    return folder


@pytest.fixture(scope="module")
def plan(files):
    return plan_of(load_config(files / "tiny.yaml"), (), "tiny.yaml")


@pytest.fixture(scope="module")
def kept(plan, tmp_path_factory) -> Path:
    """A run folder; nobody writes to it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.import_module("trustsim.running.whole"), "show", show)
        return study(plan, out=tmp_path_factory.mktemp("runs")).results.path


@pytest.fixture
def folder(kept, tmp_path) -> Path:
    """The same, to be spoilt."""
    return Path(shutil.copytree(kept, tmp_path / kept.name))


def of(plan, **given):
    return manifest_of(plan, **{"state": DONE, "done": 4, "failed": 0, "started": BEGUN, "tables": {}} | given)


def test_what_is_written_is_as_the_schema_says(kept):
    jsonschema.Draft202012Validator.check_schema(manifest_schema())
    manifest = json.loads((kept / "manifest.json").read_text())
    jsonschema.validate(manifest, manifest_schema())
    assert (manifest["state"], manifest["done"], manifest["failed"]) == ("done", 4, 0)


@pytest.mark.parametrize(
    "given",
    [
        {"state": UNFINISHED, "done": 0},
        {"state": SOME_FAILED, "done": 3, "failed": 1, "workers": 2, "where": ["threads", "processes"]},
        {"state": ALL_FAILED, "done": 0, "failed": 4, "replicates": (0, 0)},
        {"where": ["dask"], "finished": datetime(2026, 2, 1, tzinfo=UTC)},
    ],
)
def test_so_is_every_state(plan, given):
    manifest = of(plan, **given)
    jsonschema.validate(json.loads(json.dumps(manifest)), manifest_schema())
    assert (manifest["finished"] is None) == (manifest["state"] == "unfinished")
    assert manifest["runs"] == 4


def test_a_finished_study_says_how_long_it_took(plan):
    assert of(plan, finished=datetime(2026, 1, 31, 13, tzinfo=UTC))["seconds"] == 3600


def test_it_says_who_did_the_runs(kept, files, tmp_path):
    assert manifest_in(kept)["execution"]["where"] == ["threads"]
    for replicates, where in ((2, "processes"), (1, "threads")):  # one run alone needs no process of its own
        overrides = ("engine=agents", "sweep=null", "network={kind: ring}", "people=5", f"replicates={replicates}")
        by_agents = plan_of(load_config(files / "tiny.yaml", overrides), overrides)
        execution = study(by_agents, out=None, workers=2).results.manifest["execution"]
        assert execution == {"workers": 2, "where": [where]}


def test_every_field_is_described_and_closed():
    schema = manifest_schema()
    for part in (schema, *schema["$defs"].values()):
        assert part["additionalProperties"] is False
        assert part["description"]
        assert all(field["description"] for field in part["properties"].values())


def test_it_names_every_file_with_its_checksum(kept):
    manifest = manifest_in(kept)
    named = {**manifest["tables"], **manifest["files"]}
    there = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}
    assert set(named) == there - {"manifest.json"}
    for name, told in named.items():
        assert hashlib.sha256((kept / name).read_bytes()).hexdigest() == told["sha256"]


def test_what_the_config_names_lies_in_the_folder(kept, files, plan):
    manifest = manifest_in(kept)
    original = (files / "data" / "friends.csv").read_bytes()
    assert set(manifest["inputs"]) == {"data/friends.csv"}
    assert manifest["inputs"]["data/friends.csv"]["sha256"] == hashlib.sha256(original).hexdigest()
    assert (kept / INPUTS / "data" / "friends.csv").read_bytes() == original


def test_it_says_where_and_with_what(kept):
    manifest = manifest_in(kept)
    assert manifest["command"] == "trustsim run tiny.yaml"
    assert manifest["replicates"] == {"fewest": 2, "most": 2}
    assert manifest["environment"]["processors"] >= 1
    assert manifest["environment"]["memory"] > 2**20
    assert manifest["environment"]["python"].split()[1] == manifest["versions"]["python"]
    assert all(manifest["versions"].values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 1}, r"another version of trustsim \(format 1, not 2\)"),
        ({"state": "nearly done"}, r"manifest\.json: state: input should be 'unfinished'"),
        ({"config_hash": "abc"}, r"manifest\.json: config_hash: string should match"),
        ({"started": "2026-01-31T12:00:00"}, r"manifest\.json: started: .*offset from UTC"),
        ({"runs": -1}, r"manifest\.json: runs: .*greater than or equal to 0"),
        ({"runs": "4"}, r"manifest\.json: runs: .*valid integer"),
        ({"mood": "good"}, r"manifest\.json: mood: extra inputs are not permitted"),
        ({"seed": None, "done": None}, r"manifest\.json: seed: .*, and 1 more"),
        ({"tables": {"runs.parquet": {"rows": 4}}}, r"manifest\.json: tables\.runs\.parquet\.sha256: field required"),
    ],
)
def test_a_manifest_that_is_not_as_described_is_refused_with_the_place(folder, change, said):
    path = folder / "manifest.json"
    wrong = json.loads(path.read_text()) | change
    path.write_text(json.dumps(wrong))
    with pytest.raises(ValueError, match=said):
        manifest_in(folder)
    with pytest.raises(StoreError, match=f"{folder.name}.*{said}"):
        load(folder)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, manifest_schema(), format_checker=jsonschema.FormatChecker())


def test_files_that_are_gone_or_changed_are_found(folder):
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_text())
    assert wrong_files(folder, manifest) == {}
    (folder / "summary.csv").unlink()
    with (folder / "series.parquet").open("r+b") as file:
        file.seek(100)
        byte = file.read(1)
        file.seek(100)
        file.write(bytes([byte[0] ^ 1]))
    assert wrong_files(folder, manifest) == {"series.parquet": "was changed", "summary.csv": "is gone"}


def test_a_report_made_again_is_in_the_manifest_too(folder, monkeypatch):
    whole = importlib.import_module("trustsim.running.whole")

    def show(results, folder):
        (folder / "report.html").write_text("another")

    monkeypatch.setattr(whole, "show", show)
    whole.show_again(load(folder), folder)
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_text())
    assert wrong_files(folder, manifest) == {}
    assert manifest.files["report.html"].bytes == len("another")
