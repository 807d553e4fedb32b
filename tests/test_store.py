import errno
import hashlib
import importlib
import json
import math
import os
import shutil
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

import trustsim
from trustsim.config import load_config
from trustsim.plan import plan_of
from trustsim.results import Results
from trustsim.running import columns_of, study
from trustsim.store import StoreError, UnknownRunError, find, folder_of, load, summary, whole, workplace
from trustsim.store.folder import replace
from trustsim.store.parts import finished_runs

CONFIG = """\
# as its author wrote it
question: Does it?
people: 12
weeks: 8
network: {kind: ring}
events: [{week: 2, what: betrayal, who: 0, to: 1}]
sweep: {design: grid, over: {traits.forgiveness: [0, 1]}}
replicates: 2
outcomes: [final_trust, weeks_to_recover]
"""
FAILING = """
question: Does it?
people: 10
weeks: 4
events: [{week: 2, what: betrayal, who: 0, to: 5}]
sweep: {design: grid, over: {network: [{kind: ring}, {kind: complete}]}}
"""
FILES = {
    "config.yaml",
    "resolved.yaml",
    "manifest.json",
    "runs.parquet",
    "series.parquet",
    "people.parquet",
    "ties.parquet",
    "summary.csv",
    "DATA.md",
    "figures",
    "report.html",
}


@pytest.fixture(autouse=True)
def faces(monkeypatch):
    """Figures and report that take no time; returns how often they were made."""
    made = []

    def show(results, folder):
        made.append(results)
        (folder / "figures").mkdir()
        (folder / "figures" / "one.svg").write_text("<svg/>")
        (folder / "report.html").write_text(f"report {len(made)}")

    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "show", show)
    return made


@pytest.fixture
def planned(tmp_path):
    def plan(text=CONFIG, *overrides, name="tiny"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text)
        return plan_of(load_config(path, overrides), overrides)

    return plan


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_is_complete(planned, runs):
    plan = planned()
    done = study(plan, out=runs)
    assert done.results.path == folder_of(plan, runs)
    assert done.results.path.name == f"tiny-{plan.digest[:6]}"
    assert {path.name for path in done.results.path.iterdir()} == FILES
    assert [path.name for path in runs.iterdir()] == [done.results.path.name]
    assert (done.results.path / "config.yaml").read_text() == CONFIG


def test_the_manifest_says_with_what_and_when(planned, runs):
    plan = planned(CONFIG, "seed=5")
    folder = study(plan, out=runs).results.path
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["config_hash"] == plan.digest
    assert manifest["overrides"] == ["seed=5"]
    assert manifest["seed"] == 5
    assert manifest["replicate_seeds"] == list(plan.seeds)
    assert len(manifest["network_digests"]) == 2
    assert (manifest["points"], manifest["runs"], manifest["failed"], manifest["state"]) == (2, 4, 0, "done")
    assert datetime.fromisoformat(manifest["started"]) <= datetime.fromisoformat(manifest["finished"])
    assert manifest["versions"].keys() >= {
        "python",
        "trustsim",
        "numpy",
        "numba",
        "mesa",
        "networkx",
        "pandas",
        "pyarrow",
    }
    for name, table in manifest["tables"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == table["sha256"]
        assert len(pd.read_parquet(folder / name)) == table["rows"]


def test_two_executions_differ_in_when_and_who_alone(planned, tmp_path):
    first = contents(study(planned(), out=tmp_path / "a", workers=1).results.path)
    second = contents(study(planned(), out=tmp_path / "b", workers=3).results.path)
    assert first.keys() == second.keys()
    for content in (first, second):
        content.pop("report.html")  # the stand-in counts
        manifest = json.loads(content.pop("manifest.json"))
        manifest["files"].pop("report.html")
        for name in ("started", "finished", "seconds", "execution"):
            manifest.pop(name)
        content["manifest"] = json.dumps(manifest).encode()
    assert first == second


def test_data_md_names_every_column(planned, runs):
    plan = planned()
    text = (study(plan, out=runs).results.path / "DATA.md").read_text()
    for name, columns in columns_of(plan).items():
        section = text.split(f"## {name}.parquet")[1].split("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == [
            column.name for column in columns
        ]
    assert all(column.about for columns in columns_of(plan).values() for column in columns)


def test_the_summary_has_one_row_for_each_point(planned, runs):
    results = study(planned(), out=runs).results
    table = pd.read_csv(results.path / "summary.csv")
    assert table["traits.forgiveness"].tolist() == [0, 1]
    assert table["runs"].tolist() == [2, 2]
    of_first = results.runs.loc[results.runs["point"] == 0, "final_trust"]
    assert table["final_trust_mean"][0] == pytest.approx(of_first.mean())
    assert table["final_trust_sd"][0] == pytest.approx(of_first.std())
    assert {"weeks_to_recover_mean", "weeks_to_recover_sd"} <= set(table.columns)
    half = stats.t.ppf(0.975, 1) * stats.sem(of_first)
    assert table["final_trust_low"][0] == pytest.approx(of_first.mean() - half)
    assert table["final_trust_high"][0] == pytest.approx(of_first.mean() + half)
    assert set(table["final_trust_interval"]) == {"Student’s t"}
    assert all(f"`{name}`" in (results.path / "DATA.md").read_text("utf-8") for name in ("_low", "_high", "_interval"))


def test_a_summary_has_medians_where_runs_never_got_there(planned):
    runs = pd.DataFrame(
        {
            "run": range(14),
            "point": [0] * 7 + [1] * 7,
            "replicate": [*range(7)] * 2,
            "traits.forgiveness": [0] * 7 + [1] * 7,
            "final_trust": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0],
            "weeks_to_recover": [1, 2, 3, 4, 5, math.inf, math.inf, *[4] * 7],
        }
    )
    table = summary(Results(planned().config, {"runs": runs}.get))
    assert table["weeks_to_recover_mean"].tolist() == [math.inf, 4]
    assert table["weeks_to_recover_median"].tolist() == [4, 4]
    assert table["weeks_to_recover_low"].tolist() == [1, 4]
    assert table["weeks_to_recover_high"].tolist() == [math.inf, 4]
    assert table["weeks_to_recover_interval"].tolist() == ["order statistics", "all equal"]
    assert table["weeks_to_recover_never"].tolist() == [2 / 7, 0]
    assert table["weeks_to_recover_never_low"][1] == 0 < table["weeks_to_recover_never_low"][0]
    assert table["final_trust_interval"].tolist() == ["Student’s t", "Wilson"]
    assert "final_trust_median" not in table.columns


def test_a_summary_may_be_by_some_keys(planned, runs):
    text = CONFIG.replace("[0, 1]}", "[0, 1], parameters.gossip_reach: [0, 0.5]}")
    results = study(planned(text), out=runs).results
    table = summary(results, ["parameters.gossip_reach"])
    assert table["runs"].tolist() == [4, 4]
    assert table.columns[0] == "parameters.gossip_reach"


def test_what_is_loaded_is_what_was_run(planned, runs):
    plan = planned()
    done = study(plan, out=runs).results
    again = load(done.path)
    assert again.config == plan.config
    assert again.path == done.path
    assert again.manifest == done.manifest
    assert again.swept == ["traits.forgiveness"]
    for name in ("runs", "series", "people", "ties"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(done, name))


def test_what_was_not_recorded_is_none(planned, runs):
    results = study(planned(CONFIG + "record: {people: none, ties: none}\n"), out=runs).results
    assert load(results.path).ties is None
    assert load(results.path).people is None
    assert not (results.path / "ties.parquet").exists()


def test_the_same_config_is_not_run_twice(planned, runs, monkeypatch):
    first = study(planned(), out=runs)
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "execute", None)
    second = study(planned(), out=runs)
    assert (first.reused, second.reused) == (False, True)
    pd.testing.assert_frame_equal(second.results.runs, first.results.runs)


def test_fresh_runs_it_again(planned, runs, faces):
    study(planned(), out=runs)
    assert not study(planned(), out=runs, fresh=True).reused
    assert len(faces) == 2
    assert len(list(runs.iterdir())) == 1


def test_results_can_be_had_while_another_process_makes_them_again(planned, runs):
    plan = planned()
    study(plan, out=runs)
    with workplace(plan, folder_of(plan, runs), fresh=True, say=print):
        assert study(plan, out=runs).reused


def test_a_folder_of_other_sources_is_made_anew(planned, runs):
    folder = study(planned(), out=runs).results.path
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"code": "other"}))
    assert not study(planned(), out=runs).reused
    assert study(planned(), out=runs).reused


class Killed(BaseException):
    """What a test raises where a process would be gone: nothing after it may be relied on."""


@contextmanager
def killed_at(moment):
    """Let a process end before its so-manieth file is written, renamed or deleted; yields how often it came to that."""
    met = []

    def counting(function):
        def counted(*given, **named):
            met.append(function)
            if len(met) >= moment:  # a process that is gone tidies nothing up either
                raise Killed
            return function(*given, **named)

        return counted

    with pytest.MonkeyPatch.context() as patch:
        for module in ("folder", "parts", "writing", "contents", "workplace"):
            one = importlib.import_module(f"trustsim.store.{module}")
            for name in ("put", "put_text"):
                if hasattr(one, name):
                    patch.setattr(one, name, counting(getattr(one, name)))
        for name in ("rename", "replace", "rmdir"):
            patch.setattr(Path, name, counting(getattr(Path, name)))
        patch.setattr(shutil, "rmtree", counting(shutil.rmtree))
        with suppress(Killed):
            yield met


@pytest.mark.parametrize("fresh", [False, True])
def test_whatever_the_moment_of_death_results_are_not_lost(planned, runs, tmp_path, fresh):
    """Killed before each of its writes, one after the other: the same command ends with the same tables, and results
    that were there before can be read until the new ones stand in their place.
    """
    plan = planned()
    expected = contents(study(plan, out=tmp_path / "elsewhere").results.path)
    moment = 0
    while True:
        moment += 1
        out = runs / str(moment)
        if fresh:
            study(plan, out=out)
        with killed_at(moment) as met:
            study(plan, out=out, workers=1, fresh=fresh)
        if len(met) < moment:
            break
        folder = folder_of(plan, out)
        if fresh and folder.exists():
            assert len(load(folder).runs) == 4
        study(plan, out=out, fresh=fresh)
        assert len(load(folder).runs) == 4
        found = contents(folder)
        for name in ("runs", "series", "people", "ties"):
            assert found[f"{name}.parquet"] == expected[f"{name}.parquet"]
        assert [path.name for path in out.iterdir()] == [folder.name]
    assert moment > 20


def test_a_folder_that_lost_a_table_is_made_anew(planned, runs):
    folder = study(planned(), out=runs).results.path
    (folder / "ties.parquet").unlink()
    assert not study(planned(), out=runs).reused
    assert (folder / "ties.parquet").exists()


def test_failures_are_written_down(planned, runs):
    done = study(planned(FAILING), out=runs)
    folder = done.results.path
    (line,) = (folder / "failures.jsonl").read_text().splitlines()
    failure = json.loads(line)
    assert failure["run"] == 0
    assert failure["settings"] == {"network": {"kind": "ring"}}
    assert failure["kind"] == "EventError"
    assert "--only 0" in failure["command"]
    assert done.results.manifest["state"] == "some runs failed"
    assert load(folder).runs["run"].tolist() == [1]
    assert not study(planned(FAILING), out=runs).reused


def test_nothing_but_failures_is_written_down_too(planned, runs, faces):
    done = study(planned(FAILING, "sweep=null", "network={kind: ring}"), out=runs)
    assert load(done.results.path).manifest["state"] == "all runs failed"
    assert not (done.results.path / "report.html").exists()
    assert faces == []


def test_without_failures_there_is_no_file_of_failures(planned, runs):
    assert not (study(planned(), out=runs).results.path / "failures.jsonl").exists()


@pytest.fixture
def full_disk(monkeypatch):
    """So many files fit; the next does not. Returns what was tried."""
    folder = importlib.import_module("trustsim.store.folder")
    put = folder.put
    tried = []

    def fits(files):
        def put_some(path, write):
            tried.append(path.name)
            if len(tried) > files:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return put(path, write)

        for module in ("folder", "parts", "writing"):
            monkeypatch.setattr(importlib.import_module(f"trustsim.store.{module}"), "put", put_some)
        return tried

    return fits


def test_a_disk_that_is_full_at_once_leaves_nothing_behind(planned, runs, full_disk):
    tried = full_disk(files=2)
    with pytest.raises(StoreError, match=r"the disk is full\n.*make room"):
        study(planned(), out=runs)
    assert tried == ["config.yaml", "resolved.yaml", "manifest.json"]
    assert list(runs.iterdir()) == []


@pytest.mark.parametrize("files", [4, 6, 7, 10])
def test_a_disk_that_becomes_full_keeps_what_is_finished(planned, runs, tmp_path, full_disk, monkeypatch, files):
    expected = contents(study(planned(), out=tmp_path / "elsewhere").results.path)
    tried = full_disk(files)
    with pytest.raises(StoreError, match=r"the disk is full\n.*make room"):
        study(planned(), out=runs, workers=1)
    assert len(tried) == files + 1
    folder = folder_of(planned(), runs)
    kept = finished_runs(folder)
    assert kept == min(files - 3, 4)
    assert not [path for path in runs.rglob("*") if path.name.endswith(".new")]
    with pytest.raises(StoreError, match="not finished yet"):
        load(folder)
    monkeypatch.undo()
    done = []
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "show_again", lambda results, folder: None)
    execution = importlib.import_module("trustsim.running.execution")
    do = execution.do
    monkeypatch.setattr(execution, "do", lambda run, *shared: done.append(run.index) or do(run, *shared))
    study(planned(), out=runs)
    assert len(done) == 4 - kept
    found = contents(folder)
    for name in ("runs", "series", "people", "ties"):
        assert found[f"{name}.parquet"] == expected[f"{name}.parquet"]


def test_a_full_disk_leaves_what_was_there(planned, runs, full_disk):
    before = contents(study(planned(), out=runs).results.path)
    full_disk(files=4)
    with pytest.raises(StoreError, match="the disk is full"):
        study(planned(), out=runs, fresh=True)
    assert contents(folder_of(planned(), runs)) == before


def test_a_place_that_cannot_be_written_is_known_before_anything_is_run(planned, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "execute", None)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="is a file"):
        study(planned(), out=tmp_path / "file")


def test_a_study_that_the_disk_cannot_hold_is_refused_with_both_numbers(planned, runs, monkeypatch):
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "execute", None)
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    with pytest.raises(StoreError, match=r"needs up to about .* MB while it runs; 1 kB are free"):
        study(planned(), out=runs)
    assert list(runs.iterdir()) == []


def test_an_interruption_before_anything_is_finished_leaves_nothing_behind(planned, runs, monkeypatch):
    def interrupted(*given):
        assert {path.name for path in folder_of(planned(), runs).iterdir()} == {
            "config.yaml",
            "resolved.yaml",
            "manifest.json",
        }
        raise KeyboardInterrupt

    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "execute", interrupted)
    with pytest.raises(KeyboardInterrupt):
        study(planned(), out=runs)
    assert list(runs.iterdir()) == []


def test_a_report_that_cannot_be_made_does_not_cost_the_tables(planned, runs, monkeypatch):
    run = importlib.import_module("trustsim.running.whole")
    show = run.show

    def broken(results, folder):
        raise ValueError("no figure")

    monkeypatch.setattr(run, "show", broken)
    done = study(planned(), out=runs)
    assert done.unshown == "ValueError: no figure"
    assert len(load(done.results.path).runs) == 4
    monkeypatch.setattr(run, "show", show)
    again = study(planned(), out=runs)
    assert again.reused
    assert again.unshown == ""
    assert (done.results.path / "report.html").exists()
    assert {path.name for path in done.results.path.iterdir()} == FILES


def test_a_report_made_again_replaces_the_old_one(planned, runs):
    folder = study(planned(), out=runs).results.path
    importlib.import_module("trustsim.running.whole").show_again(load(folder), folder)
    assert (folder / "report.html").read_text() == "report 2"
    assert {path.name for path in folder.iterdir()} == FILES


def test_a_folder_that_cannot_take_its_place_gives_the_old_one_back(tmp_path, monkeypatch):
    target, new = tmp_path / "target", tmp_path / "new"
    for folder in (target, new):
        folder.mkdir()
        (folder / "name").write_text(folder.name)
    rename = Path.rename

    def stubborn(self, other):
        if self == new:
            raise OSError(errno.EIO, "broken")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(OSError, match="broken"):
        replace(new, target)
    assert (target / "name").read_text() == "target"


def test_results_can_be_read_by_others(tmp_path):
    with whole(tmp_path / "open"):
        pass
    (tmp_path / "like this").mkdir()
    assert (tmp_path / "open").stat().st_mode == (tmp_path / "like this").stat().st_mode


def test_runs_are_found_by_name(planned, runs, monkeypatch):
    older = study(planned(), out=runs).results.path
    newer = study(planned(CONFIG, "seed=2"), out=runs).results.path
    os.utime(older / "manifest.json", (1, 1))
    assert find("tiny", runs) == newer
    assert find("tiny.yaml", runs) == newer
    assert find(older.name, runs) == older
    assert find(older, runs) == older
    monkeypatch.chdir(runs.parent)
    assert trustsim.store.load("tiny").config.seed == 2


def test_an_unknown_run_is_answered_with_the_nearest(planned, runs, tmp_path):
    with pytest.raises(UnknownRunError, match=r"there are no runs in .*runs yet"):
        load("tiny", runs)
    study(planned(), out=runs)
    with pytest.raises(UnknownRunError, match=r"tinny: there is no such run\n.*did you mean tiny\?"):
        load("tinny", runs)
    with pytest.raises(UnknownRunError, match="there are tiny-"):
        load("something else", runs)
    with pytest.raises(UnknownRunError, match="no manifest"):
        load(tmp_path, runs)


@pytest.mark.parametrize(("file", "text"), [("manifest.json", "{"), ("manifest.json", "{}"), ("resolved.yaml", "a: [")])
def test_a_broken_folder_is_said_to_be_broken(planned, runs, file, text):
    folder = study(planned(), out=runs).results.path
    (folder / file).write_text(text)
    with pytest.raises(StoreError, match="cannot be read"):
        load(folder)
    assert study(planned(), out=runs).reused == (file == "resolved.yaml")
