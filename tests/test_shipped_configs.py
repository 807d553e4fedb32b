"""The shipped configs, whole: each runs, and says what its numbers say."""

from __future__ import annotations

import math
import random
import re
import runpy
from pathlib import Path

import pytest
from typer.testing import CliRunner

import trustsim
from tests.config.test_config_faults import BAD
from trustsim.cli.app import app
from trustsim.config import shipped_configs
from trustsim.laws.catalogue import LAWS
from trustsim.report import render_report
from trustsim.study import finding, losses

SMALL = {
    "quickstart": ("people=30", "weeks=40", "replicates=3"),
    "forgiveness_by_transparency": ("people=30", "weeks=40", "replicates=2"),
    "asymmetry": (),
    "laws_side_by_side": (),
    "karate_club": ("replicates=4",),
    "published/pant_yu_2025": (
        "sweep.over={law.trust_building: [0.05, 0.1, 0.15], law.trust_erosion: [0.15, 0.3, 0.45]}",
    ),
    "severity": (),
    "apology_and_warning": (),
    "consistency": ("people=30", "weeks=40", "replicates=2"),
    "vulnerability_pacing": ("people=30", "weeks=40", "replicates=2"),
    "boundaries": ("people=30", "weeks=40", "replicates=2"),
    "counselling": ("replicates=20",),
    "relationship_types": ("people=30", "weeks=40", "replicates=3"),
    "what_matters": ("people=20", "weeks=26", "replicates=3", "sweep.trajectories=4"),
}


def test_every_shipped_config_is_tried_here():
    assert set(SMALL) == set(shipped_configs())


@pytest.mark.parametrize("name", sorted(SMALL))
def test_it_runs_and_reports(name):
    results = trustsim.run(name, overrides=SMALL[name])
    page = render_report(results)
    assert results.config.question in re.sub(r"\s+", " ", page)
    assert finding(results).headline


def test_a_betrayal_and_its_symmetric_control_get_different_sentences():
    results = trustsim.run("asymmetry")
    betrayal, control = finding(results).sentences[:2]
    assert "“default law”" in betrayal
    assert "14 kept promises" in betrayal
    assert "“symmetric control”" in control
    assert "one kept promise" in control
    of_law = results.runs.set_index("label")
    assert of_law.loc["default law", "kept_to_undo"] == 23
    assert of_law.loc["symmetric control", "kept_to_undo"] <= 1


def test_the_club_names_who_lost_trust_in_whom():
    results = trustsim.run("karate_club", overrides=SMALL["karate_club"])
    table = next(found for found in losses(results) if len(found.table)).table
    betrayed = {(row.source, row.target) for row in table.itertuples() if row.part == "was betrayed"}
    assert betrayed == {("1", "0"), ("2", "0"), ("3", "0")}
    hearsay = table[table["part"] == "heard of it"]
    assert len(hearsay) > 0
    page = render_report(results)
    assert "Who lost trust in whom" in page
    assert "heard of it" in page


LAWS_SIDE_BY_SIDE = Path(__file__).parent.parent / "experiments" / "laws_side_by_side"


def in_the_readme(printed: str) -> list[str]:
    """The rows that a table of laws_side_by_side printed; each must stand in its README."""
    readme = (LAWS_SIDE_BY_SIDE / "README.md").read_text(encoding="utf-8")
    rows = [line for line in printed.splitlines() if line.startswith("|")]
    assert [row for row in rows if row not in readme] == []
    return rows


def test_the_same_promises_under_every_law(capsys):
    """Two laws tell a betrayal from a lapse, one alone never recovers; the experiment says so with these numbers."""
    measure = runpy.run_path(str(LAWS_SIDE_BY_SIDE / "measure.py"))
    results = trustsim.run("laws_side_by_side")
    assert set(results.runs["law"]) == set(LAWS)
    measure["on_one_script"](measure["acted_on"](results))
    assert len(in_the_readme(capsys.readouterr().out)) == 2 + len(LAWS)
    of_laws = results.runs.groupby("law")
    lost = of_laws["trust_lost"].nunique()
    assert set(lost.index[lost == 3]) == {"default", "bush_mosteller"}
    assert set(lost.index[lost == 1]) == set(LAWS) - {"default", "bush_mosteller"}
    assert list(of_laws["kept_to_undo"].max().loc[lambda kept: kept == math.inf].index) == ["grim"]


def test_the_same_breaches_in_everyday_life(capsys):
    measure = runpy.run_path(str(LAWS_SIDE_BY_SIDE / "measure.py"))
    measure["in_everyday_life"](measure["acted_on"](trustsim.run("laws_side_by_side", overrides=measure["EVERYDAY"])))
    assert len(in_the_readme(capsys.readouterr().out)) == 2 + 3 * len(LAWS)


def test_people_and_relationships_in_another_order_make_the_same_tables(tmp_path):
    rows = [f"p{a},p{(a + step) % 20},{'family' if a % 3 else 'friend'}" for a in range(20) for step in (1, 2, 5)]
    shuffled = random.Random(7).sample(rows, len(rows))
    assert shuffled != rows
    tables = []
    for folder, order in (("first", rows), ("second", shuffled)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "friends.csv").write_text("\n".join(["source,target,relationship", *order]) + "\n")
        config = tmp_path / folder / "file.yaml"
        config.write_text("question: Does order matter?\nnetwork: {file: friends.csv}\nweeks: 30\nreplicates: 2\n")
        results = trustsim.run(config, workers=1 if folder == "first" else 2, out=tmp_path / folder)
        tables.append({path.name: path.read_bytes() for path in results.path.glob("*.parquet")})
    assert tables[0] == tables[1]
    assert set(tables[0]) == {"runs.parquet", "series.parquet", "people.parquet", "ties.parquet"}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_config_ends_with_2_names_line_and_mend_and_writes_nothing(name, tmp_path, monkeypatch):
    text, line, _, _, message, mend = BAD[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text(text)
    told = CliRunner().invoke(app, ["run", "bad.yaml"])
    assert told.exit_code == 2
    assert f"bad.yaml:{line}:" in told.stderr
    assert message in told.stderr
    assert mend in told.stderr
    assert told.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_there_are_enough_bad_configs():
    assert len(BAD) >= 20
