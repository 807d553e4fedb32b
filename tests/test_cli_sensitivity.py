"""``trustsim sensitivity``: tables and words of a sampled run, and what to write where there is no sample."""

from __future__ import annotations

import csv
import importlib
import io
import json

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from trustsim.cli import app

CONFIG = """\
question: What does it depend on?
people: 12
weeks: 26
network: {kind: ring}
sweep:
  design: morris
  trajectories: 6
  over:
    traits.forgiveness: {from: 0, to: 1}
    traits.reliability: {from: 0.5, to: 0.99}
    parameters.interdependence: {from: 0, to: 1}
replicates: 3
outcomes: [final_trust, pain]
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty folder to be in, and a report that takes no time."""

    def show(results, folder):
        (folder / "figures").mkdir()
        (folder / "report.html").write_text("report")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "show", show)
    (tmp_path / "tiny.yaml").write_text(CONFIG)
    return tmp_path


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_it_says_what_matters_in_a_table_and_in_words(place):
    ran = call("run", "tiny.yaml")
    assert ran.exit_code == 0
    assert "trustsim sensitivity runs/tiny" in ran.stdout
    assert "-s sweep.trajectories=24  (half as wide intervals)" in ran.stdout
    told = call("sensitivity", "tiny")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0].split()[:2] == ["Outcome", "Setting"]
    # The law that is run does not ask how much hangs on an act.
    assert any("Interdependence" in line and "changed nothing" in line for line in lines)
    assert lines[-1].startswith("Final trust depends most on")
    assert "6 trajectories of 3 settings, 3 replicates" in told.stderr


def test_programs_get_all_indices(place):
    call("run", "tiny.yaml")
    rows = list(csv.DictReader(io.StringIO(call("sensitivity", "tiny", "--csv").stdout)))
    data = json.loads(call("sensitivity", "tiny", "--json").stdout)
    assert (data["design"], data["points"], data["replicates"], data["left_out"]) == ("morris", 24, 3, {})
    assert len(rows) == len(data["indices"]) == 2 * 3 * 3
    assert list(rows[0]) == ["outcome", "measure", "key", "other", "value", "low", "high"]
    for row, index in zip(rows, data["indices"], strict=True):
        assert float(row["value"]) == index["value"]
        assert index["low"] <= index["value"] <= index["high"]


def test_of_several_sweeps_those_that_are_samples_are_told(place):
    config = YAML(typ="safe", pure=True).load(CONFIG)
    config["sweep"] = [{"design": "grid", "over": {"weeks": [4, 8]}}, {**config["sweep"], "label": "a sample"}]
    (place / "two.yaml").write_text(json.dumps(config))
    assert call("run", "two.yaml").exit_code == 0
    told = call("sensitivity", "two")
    assert told.exit_code == 0
    assert "a sample" in told.stdout
    (only,) = json.loads(call("sensitivity", "two", "--json").stdout)
    assert (only["title"], only["points"]) == ("a sample", 24)
    assert call("sensitivity", "two", "--csv").stdout.startswith("sweep,outcome,measure")


@pytest.mark.parametrize(
    ("sweep", "says", "mend"),
    [
        (
            "{design: grid, over: {traits.respect: [0.2, 0.9]}}",
            "its design is grid",
            "traits.respect: {from: 0.2, to: 0.9}",
        ),
        ("{design: grid, over: {law: [default, grim]}}", "its design is grid", "traits.forgiveness: {from: 0, to: 1}"),
        ("", "it has no sweep", "traits.forgiveness: {from: 0, to: 1}"),
    ],
)
def test_another_design_is_told_what_to_write(place, sweep, says, mend):
    head = CONFIG.split("sweep:")[0]
    text = f"{head}replicates: 2\noutcomes: [final_trust]\n" + (f"sweep: {sweep}\n" if sweep else "")
    (place / "other.yaml").write_text(text)
    assert call("run", "other.yaml").exit_code == 0
    told = call("sensitivity", "other")
    assert told.exit_code == 2
    assert says in told.stderr
    assert "design: sobol" in told.stderr
    assert mend in told.stderr
    # What it says to write is a sweep that can be run.
    lines = told.stderr.splitlines()
    first = next(place for place, line in enumerate(lines) if line.strip() == "sweep:")
    wanted = YAML(typ="safe", pure=True).load("\n".join(lines[first : first + 5]))
    config = YAML(typ="safe", pure=True).load(text) | wanted
    (place / "mended.yaml").write_text(json.dumps(config))
    assert call("check", "mended.yaml").exit_code == 0


def test_an_unknown_run_is_told_as_ever(place):
    told = call("sensitivity", "nothing")
    assert told.exit_code == 2
    assert "Traceback" not in told.stderr
