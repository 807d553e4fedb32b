"""What a run folder says of itself, finished or not."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from tests.upkeep.made import files_in, folder_of, plan_in
from trustsim.cli import app
from trustsim.plan import resolved
from trustsim.running.execution import execute
from trustsim.store import StoreError
from trustsim.store.manifest import manifest_in, write_manifest
from trustsim.store.parts import PartsOnDisk
from trustsim.store.workplace import workplace
from trustsim.store.yaml import as_yaml
from trustsim.upkeep import every_status, status_of
from trustsim.upkeep.status import advice, pace_of


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> Path:
    return files_in(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def kept(config, tmp_path_factory) -> Path:
    return folder_of(config, tmp_path_factory.mktemp("kept") / "runs")


@pytest.fixture
def folder(kept, tmp_path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "runs" / kept.name))


@pytest.fixture
def begun(config, tmp_path) -> Path:
    """A study that was left when every run was tried and no table was written."""
    plan = plan_in(config)
    target = tmp_path / "runs" / "begun-000000"

    def interrupted():
        with workplace(plan, target, fresh=False, say=print) as place:
            execute(plan, 1, parts=place.parts)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert manifest_in(target)["state"] == "unfinished"
    return target


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_finished_study(kept):
    status = status_of(kept)
    assert (status.state, status.done, status.failed, status.of) == ("some runs failed", 6, 3, 9)
    assert status.finished
    assert not status.running
    assert status.seconds_left is None
    assert not status.out_of_date
    assert status.wrong == {}
    assert status.size == sum(path.stat().st_size for path in kept.rglob("*") if path.is_file())
    assert advice(status) == (
        "try the runs again that failed",
        f"trustsim run {kept}",
    )


def test_an_unfinished_study_is_told_by_its_parts(begun):
    status = status_of(begun)
    assert (status.state, status.done, status.failed, status.of) == ("unfinished", 6, 3, 9)
    assert not status.running
    assert status.torn == ()
    assert advice(status)[0] == "go on where it was left"
    assert status.command == f"trustsim run {begun}"


def test_a_torn_part_counts_for_nothing(begun):
    parts = sorted((begun / "parts").iterdir())
    runs = sum(len(view.runs) for view in PartsOnDisk(begun, print).views()[:1])
    content = parts[0].read_bytes()
    parts[0].write_bytes(content[: len(content) // 2])
    status = status_of(begun)
    assert status.torn == (parts[0].name,)
    assert status.done + status.failed == 9 - runs
    assert "torn" in call("status", begun).stdout


def test_a_study_that_is_being_made_at_this_moment(begun):
    lock = begun.with_name(f".{begun.name}.lock")
    with FileLock(lock):
        script = f"from trustsim.upkeep import status_of; print(status_of({str(begun)!r}).running)"
        told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
        assert told.stdout == "True\n"
    assert not status_of(begun).running  # the lock of a process that is gone is void
    lock.unlink(missing_ok=True)
    assert not status_of(begun).running


def test_who_only_asks_keeps_no_run_from_beginning(config, begun):
    """The question takes the lock for a moment; a run that begins in it waits."""
    asked = FileLock(begun.with_name(f".{begun.name}.lock"), thread_local=False)
    asked.acquire()
    asking = threading.Timer(0.2, asked.release)
    asking.start()
    try:
        with workplace(plan_in(config), begun, fresh=False, say=print) as place:
            assert place.target == begun
    finally:
        asking.join()


def test_the_pace_is_that_since_the_last_pause():
    assert pace_of(0.0, []) is None
    assert pace_of(0.0, [(10.0, 5), (20.0, 5)]) == pytest.approx(0.5)
    assert pace_of(0.0, [(10.0, 100), (20.0, 100), (5000.0, 3), (5010.0, 5), (5020.0, 5)]) == pytest.approx(0.5)
    assert pace_of(0.0, [(10.0, 100), (5000.0, 3)]) is None
    assert pace_of(0.0, [(600.0, 6), (1200.0, 6), (1800.0, 6)]) == pytest.approx(0.01)  # slow, but no pause


def test_time_left_follows_from_pace_and_what_is_missing(begun):
    parts = sorted((begun / "parts").iterdir())
    for path in parts[1:]:
        path.unlink()
    started = datetime(2026, 1, 1, tzinfo=UTC)
    write_manifest(begun, manifest_in(begun) | {"started": started.isoformat()})
    os.utime(parts[0], (started.timestamp() + 10, started.timestamp() + 10))
    status = status_of(begun)
    here = status.done + status.failed
    assert 0 < here < 9
    assert status.pace == pytest.approx(here / 10)
    assert status.seconds_left == pytest.approx((9 - here) / (here / 10))


def test_replicates_that_are_added_make_the_number_the_most_there_may_be(config, begun):
    assert not status_of(begun).at_most
    data = resolved(plan_in(config).config)
    (begun / "resolved.yaml").write_text(
        as_yaml(data | {"replicates": {"min": 3, "max": 9, "until": {"outcome": "final_trust", "half_width": 0.1}}})
    )
    assert status_of(begun).at_most
    assert "of at most 9" in call("status", begun).stdout


def test_damage_is_found_and_exits_with_1(folder):
    with (folder / "ties.parquet").open("ab") as file:
        file.write(b"!")
    (folder / "summary.csv").unlink()
    status = status_of(folder)
    assert status.wrong == {"ties.parquet": "was changed", "summary.csv": "is gone"}
    assert status.damaged == ["ties.parquet"]
    told = call("status", folder)
    assert told.exit_code == 1
    assert "WRONG: ties.parquet was changed; summary.csv is gone" in told.stdout
    assert f"trustsim run {folder} --fresh" in told.stdout
    assert json.loads(call("status", folder, "--json").stdout)["wrong_files"] == dict(status.wrong)


@pytest.fixture
def unshown(folder) -> Path:
    """A study that was killed when its tables were there and its report was not."""
    (folder / "report.html").unlink()
    manifest = manifest_in(folder)
    del manifest["files"]["report.html"]
    write_manifest(folder, manifest | {"state": "done", "done": 9, "failed": 0})
    return folder


def test_figures_that_are_being_made_are_not_called_another_run(unshown, monkeypatch):
    monkeypatch.setattr("trustsim.upkeep.status.is_being_made", lambda folder: True)
    told = call("status", unshown).stdout
    assert f"{unshown}: done, figures and report are being made" in told
    assert "next   wait: a process is working on it" in told
    (unshown / "report.html").write_text("report")
    assert f"{unshown}: done, being run again" in call("status", unshown).stdout


def test_a_report_that_is_missing_is_told_and_who_makes_it(unshown):
    told = call("status", unshown)
    assert told.exit_code == 0
    assert f"{unshown}: done, no report" in told.stdout
    assert f"which are missing; no run is done again: trustsim run {unshown}" in told.stdout.replace("\n", "")
    assert json.loads(call("status", unshown, "--json").stdout)["report"] is False


def test_other_sources_make_it_out_of_date(folder, begun):
    for one in (folder, begun):
        write_manifest(one, manifest_in(one) | {"code": "0" * 64})
        assert status_of(one).out_of_date
        assert "made by other sources of trustsim" in call("status", one).stdout
    assert "begin again" in call("status", begun).stdout
    assert "reproduce it" in call("status", folder).stdout


def test_all_of_them_in_a_table(folder, begun, monkeypatch):
    monkeypatch.chdir(folder.parent.parent)
    broken = folder.parent / "broken-000000"
    broken.mkdir()
    (broken / "manifest.json").write_text("{}")
    found = every_status()
    assert [isinstance(one, StoreError) for one in found] == [False, True, False]
    told = call("status")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[1].startswith("begun-000000")
    assert "unfinished" in lines[1]
    assert lines[2].startswith(folder.name)
    assert "9 of 9" in lines[2]
    assert len(lines) == 3
    assert "broken-000000: this run folder cannot be read" in told.stderr
    data = json.loads(call("status", "--json").stdout)["runs"]
    assert [one.get("state") for one in data] == ["unfinished", None, "some runs failed"]
    assert data[0]["command"] == "trustsim run runs/begun-000000"


def test_without_any_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "trustsim run CONFIG makes one" in call("status").stderr
    told = call("status", "nothing")
    assert told.exit_code == 2
    assert call("status", tmp_path).exit_code == 2


def test_a_folder_that_cannot_be_read_is_3(folder):
    (folder / "manifest.json").write_text("{")
    told = call("status", folder)
    assert told.exit_code == 3
    assert "cannot be read" in told.stderr


def test_a_real_process_that_was_killed_is_told_and_goes_on(tmp_path):
    """The command that status names does what is missing."""
    (tmp_path / "slow.yaml").write_text(
        "question: Does it last?\npeople: 30\nweeks: 3000\nreplicates: 60\nrecord: {people: none, ties: none}\n"
    )
    words = [sys.executable, "-m", "trustsim", "run", "slow.yaml", "-j", "1"]
    running = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while time.monotonic() < until and not list(tmp_path.glob("runs/slow-*/parts/*.arrow")):
        time.sleep(0.02)
    (folder,) = tmp_path.glob("runs/slow-*")
    assert status_of(folder).running
    running.send_signal(signal.SIGKILL)
    running.wait()
    status = status_of(folder)
    assert (status.state, status.running) == ("unfinished", False)
    assert 0 < status.done < 60
    told = json.loads(
        subprocess.run(
            [*words[:3], "status", "slow", "--json"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
    )
    assert told["done"] == status.done
    again = subprocess.run(
        [sys.executable, "-m", *told["command"].split()], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert f"{status.done} of 60 runs were finished before" in again.stderr
    assert status_of(folder).state == "done"
