"""What doctor finds: nothing where all is well, and each fault that is made here."""

from __future__ import annotations

import errno
import importlib
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trustsim.cli import app
from trustsim.upkeep import doctor as rooms
from trustsim.upkeep import examined


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def found(name):
    """The one check of this name, with its neighbours left out: the engines take their time."""
    return next(check for check in examined() if check.name == name)


def test_here_nothing_is_wrong():
    told = call("doctor", "--json")
    assert told.exit_code == 0
    data = json.loads(told.stdout)
    assert data["sound"]
    assert {check["name"] for check in data["checks"]} >= {
        "trustsim", "python", "system", "machine", "packages", "cache", "run folders", "figures", "engines",
        "extra cluster", "extra notebooks",
    }  # fmt: skip
    assert all(check["said"] for check in data["checks"])
    assert "extra test" not in told.stdout


def test_each_line_has_a_verdict():
    told = call("doctor")
    assert told.exit_code == 0
    *lines, verdict = told.stdout.splitlines()
    assert verdict.startswith("Nothing is wrong")
    assert all(line.split()[0] in ("OK", "look") or line.startswith(" ") for line in lines)
    assert "equal to the bit" in lines[-1]


def test_engines_that_disagree_are_wrong_and_exit_with_3(monkeypatch):
    reproducing = importlib.import_module("trustsim.upkeep.reproducing")
    again = reproducing.done_again

    def tampered(plan, runs, workers=None):
        tables, failures = again(plan, runs, workers)
        if plan.config.engine == "agents":
            trust = tables["series"]["trust"].to_pylist()
            trust[3] += 1e-15
            place = tables["series"].column_names.index("trust")
            tables["series"] = tables["series"].set_column(place, "trust", [trust])
        return tables, failures

    monkeypatch.setattr(reproducing, "done_again", tampered)
    told = call("doctor")
    assert told.exit_code == 3
    (line,) = [line for line in told.stdout.splitlines() if line.startswith("wrong")]
    assert "compiled and agents differ in 1 of" in line
    assert "run 0, series, week 3.0: trust: stored" in line
    assert "1 of " in told.stdout.splitlines()[-1]


def test_an_engine_that_does_not_work_is_wrong(monkeypatch):
    def broken(plan, say):
        raise OSError("libLLVM is gone")

    monkeypatch.setattr(importlib.import_module("trustsim.running.compiling"), "make_ready", broken)
    check = found("engines")
    assert check.verdict == "wrong"
    assert "libLLVM is gone" in check.said
    assert "numba" in check.mend


@pytest.mark.parametrize(
    ("requires", "said"),
    [(["numpy>=2", "mesa>=99"], "mesa is 3"), (["nosuchpackage"], "nosuchpackage is not installed")],
)
def test_a_package_that_is_missing_or_too_old_is_wrong(monkeypatch, requires, said):
    monkeypatch.setattr(rooms.metadata, "requires", lambda name: requires)
    check = found("packages")
    assert check.verdict == "wrong"
    assert said in check.said
    assert "pip install" in check.mend


def test_an_extra_that_is_not_there_is_no_fault(monkeypatch):
    monkeypatch.setattr(rooms.metadata, "requires", lambda name: ['nosuchpackage ; extra == "cluster"'])
    check = found("extra cluster")
    assert check.verdict == "OK"
    assert "nosuchpackage is not installed" in check.said
    assert "trustsim[cluster]" in check.mend


def test_a_cache_that_cannot_be_written_is_to_be_looked_at(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TRUSTSIM_CACHE_DIR", str(tmp_path / "file"))
    check = found("cache")
    assert check.verdict == "look"
    assert "TRUSTSIM_CACHE_DIR" in check.mend


def test_an_empty_cache_says_that_nothing_is_compiled(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUSTSIM_CACHE_DIR", str(tmp_path / "cache"))
    check = found("cache")
    assert check.verdict == "OK"
    assert str(tmp_path / "cache") in check.said
    assert "compiled are 0 of" in check.said


def test_a_place_that_cannot_be_written_is_wrong(monkeypatch):
    def refused(**given):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(rooms.tempfile, "TemporaryFile", refused)
    check = rooms._folder(Path("runs"))
    assert check.verdict == "wrong"
    assert "--out" in check.mend


def test_little_room_and_little_memory_are_to_be_looked_at(monkeypatch):
    monkeypatch.setattr(rooms.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 12_000_000}))
    monkeypatch.setattr(rooms, "memory", lambda: 500_000_000)
    folder, machine = found("run folders"), found("machine")
    assert (folder.verdict, machine.verdict) == ("look", "look")
    assert "12 MB free" in folder.said
    assert "500 MB memory" in machine.said


def test_figures_that_cannot_be_drawn_are_wrong(monkeypatch):
    style = importlib.import_module("trustsim.plots.style")
    monkeypatch.setattr(style, "STYLE", {**style.STYLE, "font.family": "No Such Font"})
    check = found("figures")
    assert check.verdict == "wrong"
    assert "No Such Font" in check.said or "font" in check.said.lower()
