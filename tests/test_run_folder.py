"""A run folder takes the place of its config: it goes on by itself, wherever it is."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import trustsim
from trustsim import Config
from trustsim.cli import app
from trustsim.report.page import render_report
from trustsim.running import execution
from trustsim.store import StoreError, plan_in
from trustsim.store.manifest import manifest_in, write_manifest
from trustsim.upkeep.status import status_of

MADE = {
    "question": "Does it?",
    "people": 4,
    "weeks": 6,
    "engine": "agents",
    "network": {"file": "friends.csv"},
    "replicates": 5,
}
FRIENDS = "source,target\nann,bob\nbob,cem\ncem,dan\n"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch) -> Path:
    """Where the study's data are, parts are written after each run, and there is no report."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "friends.csv").write_text(FRIENDS)
    monkeypatch.setattr(execution, "LONGEST", -1.0)
    monkeypatch.setattr("trustsim.running.whole.show_again", lambda results, folder: None)
    return tmp_path


@pytest.fixture
def breaks(monkeypatch):
    """Let one run of a study end with an error, until it is called again with None."""
    real = execution.do

    def at(number: int | None, error: type[BaseException] = RuntimeError) -> None:
        def do(run, beginning=None, threads=1):
            if run.index == number:
                raise error("on purpose")
            return real(run, beginning)

        monkeypatch.setattr(execution, "do", do)

    return at


def call(*words):
    here = ["-j", "1"] if words[0] == "run" else []  # no processes, which take long to begin
    return CliRunner().invoke(app, [*map(str, words), *here])


def made(**more) -> Config:
    return Config.model_validate(MADE | more)


def begun(breaks, place) -> Path:
    """A study from Python that was left after three of its runs."""
    breaks(3, KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        trustsim.run(made(), out="out", workers=1)
    breaks(None)
    (folder,) = (one for one in (place / "out").iterdir() if one.is_dir())
    return folder.relative_to(place)


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def test_a_study_made_in_python_goes_on_by_the_command_that_it_names(breaks, place):
    folder = begun(breaks, place)
    assert folder.parent == Path("out")
    manifest = manifest_in(folder)
    assert manifest["command"] == status_of(folder).command == f"trustsim run {folder}"
    (place / "friends.csv").unlink()  # the copy is enough
    told = call(*shlex.split(manifest["command"])[1:])
    assert told.exit_code == 0, told.stderr
    assert "Going on: 3 of 5 runs were finished before." in told.stderr
    assert [one for one in (place / "out").iterdir() if one.is_dir()] == [place / folder]
    assert not (place / "runs").exists()
    assert manifest_in(folder)["config_hash"] == manifest["config_hash"]
    assert (manifest_in(folder)["state"], manifest_in(folder)["command"]) == ("done", manifest["command"])
    again = call("run", folder)
    assert again.exit_code == 0
    assert f"{folder} was there already" in again.stderr
    (place / "friends.csv").write_text(FRIENDS)
    whole = trustsim.run(made(), out="whole", workers=1)
    assert tables(whole.path) == tables(folder)


def test_it_goes_on_wherever_it_is_and_whatever_it_is_called(breaks, place, monkeypatch):
    moved = (place / begun(breaks, place)).rename(place / "mine")
    monkeypatch.chdir(moved)
    assert status_of(moved).command == f"trustsim run {moved}"
    told = call("run", ".")
    assert told.exit_code == 0, told.stderr
    assert "Going on: 3 of 5" in told.stderr
    assert manifest_in(moved)["state"] == "done"
    assert manifest_in(moved)["command"] == f"trustsim run {moved}"
    assert sorted(one.name for one in place.iterdir() if one.is_dir()) == ["mine", "out"]


def test_python_goes_on_with_a_run_folder_too(breaks, place):
    folder = begun(breaks, place)
    results = trustsim.run(folder, out=folder.parent, workers=1)
    assert results.path == folder
    assert len(results.runs) == 5
    in_memory = trustsim.run(folder, workers=1)
    assert in_memory.path is None
    assert in_memory.runs.equals(results.runs)


def test_a_failed_run_is_repeated_by_its_command_and_tried_again(breaks, place):
    breaks(4)
    with pytest.warns(RuntimeWarning, match="1 of 5 runs failed"):
        folder = trustsim.run(made(), out="out", workers=1).path
    (failure,) = map(json.loads, (folder / "failures.jsonl").read_text().splitlines())
    assert failure["command"] == f"trustsim run {folder} --only 4"
    told = call(*shlex.split(failure["command"])[1:])
    assert told.exit_code == 1
    assert "run 4 failed: RuntimeError: on purpose" in told.stderr
    breaks(None)
    assert json.loads(call(*shlex.split(failure["command"])[1:]).stdout)["final_trust"] > 0
    again = call("run", folder)
    assert "Going on: 4 of 5" in again.stderr
    assert manifest_in(folder)["state"] == "done"
    assert not (folder / "failures.jsonl").exists()


def test_a_study_with_a_config_keeps_the_command_that_names_it(place):
    (place / "mine.yaml").write_text(json.dumps(MADE))
    folder = trustsim.run("mine.yaml", out="runs", overrides=["replicates=2"], workers=1).path
    before = (folder / "config.yaml").read_bytes(), manifest_in(folder)["overrides"]
    manifest = manifest_in(folder)
    write_manifest(folder, manifest | {"code": "0" * 64})  # of another version: all is made anew
    (place / "mine.yaml").unlink()
    told = call("run", folder)
    assert "made by another version" in told.stderr
    assert manifest_in(folder)["code"] == manifest["code"]
    assert manifest_in(folder)["command"] == "trustsim run mine.yaml -s replicates=2"
    assert ((folder / "config.yaml").read_bytes(), manifest_in(folder)["overrides"]) == before


@pytest.mark.parametrize("option", [[], ["--fresh"]])
def test_what_it_is_made_from_survives_beginning_again(breaks, place, option):
    """The only copy of its data lies in the folder that is to be made anew."""
    folder = begun(breaks, place)
    (place / "friends.csv").unlink()
    if not option:
        write_manifest(folder, manifest_in(folder) | {"code": "0" * 64})
    told = call("run", folder, *option)
    assert told.exit_code == 0, told.stderr
    assert "Going on" not in told.stderr
    assert (manifest_in(folder)["state"], manifest_in(folder)["done"]) == ("done", 5)
    assert (folder / "inputs" / "friends.csv").read_text() == FRIENDS
    assert not [one for one in folder.parent.iterdir() if one.name.endswith((".new", ".old"))]


def test_a_folder_without_finished_runs_stays_when_it_is_interrupted_again(breaks, place):
    folder = begun(breaks, place)
    for part in (folder / "parts").iterdir():
        part.unlink()
    breaks(0, KeyboardInterrupt)
    assert call("run", folder).exit_code == 130
    assert manifest_in(folder)["state"] == "unfinished"


def test_settings_may_be_changed_and_make_another_study_beside_it(breaks, place):
    folder = begun(breaks, place)
    other = call("run", folder, "-s", "weeks=4", "--json")
    assert other.exit_code == 0, other.stderr
    there = Path(json.loads(other.stdout)["folder"])
    assert there.parent == folder.parent
    assert there != folder
    assert manifest_in(there)["command"] == f"trustsim run {folder} -s weeks=4"
    assert trustsim.load(there).config.weeks == 4
    assert manifest_in(folder)["state"] == "unfinished"
    assert call("run", folder, "-s", "weeks=0").exit_code == 2
    elsewhere = call("run", folder, "--out", "elsewhere", "--json")
    assert json.loads(elsewhere.stdout)["folder"] == str(Path("elsewhere") / folder.name)


def test_a_rehearsal_says_what_is_missing(breaks, place):
    folder = begun(breaks, place)
    assert f"into  {folder}, which was begun: 3 runs are finished" in call("run", folder, "--dry-run").stdout


def test_what_cannot_be_read_is_said(breaks, place):
    folder = begun(breaks, place)
    (folder / "inputs" / "friends.csv").write_text("source,target\n")
    told = call("run", folder)
    assert told.exit_code == 3
    assert "friends.csv: it was changed, and the study was made from it" in told.stderr
    (folder / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match="cannot be read"):
        plan_in(folder)
    assert call("run", place / "out").exit_code == 2  # a folder of run folders


def test_where_nothing_is_written_no_command_is_named(breaks, place):
    breaks(1)
    with pytest.warns(RuntimeWarning, match="1 of 5 runs failed"):
        results = trustsim.run(made(), workers=1)
    assert results.manifest["command"] == ""


def test_its_report_names_the_folder_too():
    results = trustsim.run(made(), out="out", workers=1)
    assert f"trustsim run {results.path}" in render_report(results, figures={})
