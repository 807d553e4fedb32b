"""The published findings: each is whole, runs, and is judged as the page beside it says."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import trustsim
from tests.study import made
from trustsim.config import load_config
from trustsim.config.shipped import shipped_folder
from trustsim.parameters import MARKS
from trustsim.results import Results
from trustsim.validation import Judged, config_of, findings, judge
from trustsim.validation.showing import lines_of
from trustsim.validation.tables import overview, section, tally

FOLDER = shipped_folder("experiments") / "findings"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
FINDINGS = findings()
QUICK = {"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F14", "F18", "F19", "F20"}
"""Those that take no more than a few seconds; all others are run with the long tests."""
TIMED = [pytest.param(number, marks=[] if number in QUICK else pytest.mark.long) for number in FINDINGS]


@cache
def run(config: Path, *overrides: str) -> Results:
    return trustsim.run(config, overrides=overrides)


def judged(number: str, *overrides: str) -> Judged:
    return judge(FINDINGS[number], run(config_of(FINDINGS[number]), *overrides))


def test_every_script_is_a_finding_and_every_config_runs_one():
    scripts = {path.stem for path in FOLDER.glob("[!_]*.py")}
    assert len(scripts) == len(FINDINGS)
    assert {path.name for path in FOLDER.glob("*.yaml")} <= {finding.config for finding in FINDINGS.values()}
    assert set(FINDINGS) >= QUICK


@pytest.mark.parametrize("number", FINDINGS)
def test_it_says_where_it_is_from_and_how_it_is_run(number):
    finding = FINDINGS[number]
    assert finding.mark in MARKS
    for told in (finding.title, finding.source, finding.in_people, finding.here):
        assert told.strip()
    config = load_config(config_of(finding)).config
    assert config.question.endswith("?")


@pytest.mark.parametrize("number", FINDINGS)
def test_its_config_opens_with_its_schema(number):
    path = config_of(FINDINGS[number])
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.split("=")[1]).is_file()


@pytest.mark.parametrize("number", TIMED)
def test_it_is_judged_as_the_page_says(number):
    found = judged(number)
    again = "run: python experiments/findings/_table.py"
    assert section(found) in PAGE, again
    assert overview([found]).splitlines()[-1] in PAGE, again
    assert found.place == "inside" or found.statement.if_missed, "what does it mean that it is missed?"


# ---------------------------------------------------------------- the ratio of means of F19


@pytest.fixture
def ratio_of_means():
    return sys.modules[FINDINGS["F19"].measure.__module__].ratio_of_means


def test_a_ratio_of_means_is_that_of_the_means_and_not_the_mean_of_ratios(ratio_of_means):
    found = ratio_of_means(pd.Series([1.0, 8.0, 3.0]), pd.Series([1.0, 2.0, 1.0]))
    assert found.mean == pytest.approx(12 / 4)
    assert found.n == 3


def test_a_ratio_that_is_the_same_everywhere_has_no_width(ratio_of_means):
    below = pd.Series([1.0, 2.0, 5.0])
    found = ratio_of_means(3 * below, below)
    assert (found.mean, found.low, found.high) == pytest.approx((3.0, 3.0, 3.0))


def test_the_interval_of_a_ratio_covers_as_often_as_it_says(ratio_of_means):
    generator = np.random.default_rng(20261123)
    covered = 0
    for _ in range(1000):
        below = generator.normal(2.0, 0.3, 40)
        above = 1.5 * below + generator.normal(1.0, 0.5, 40)
        found = ratio_of_means(pd.Series(above), pd.Series(below))
        covered += found.low <= 2.0 <= found.high
    assert 0.93 <= covered / 1000 <= 0.97


# ---------------------------------------------------------------- all of them


def test_the_page_has_all_findings_and_counts_them():
    rows = [line for line in PAGE.splitlines() if line.startswith(("| F", "| S"))]
    assert [row.split("|")[1].strip() for row in rows] == list(FINDINGS)
    met, missed, undecided = (sum(f"| **{said}** |" in row for row in rows) for said in ("met", "missed", "undecided"))
    assert f"{len(FINDINGS)} findings: {met} met, {missed} missed, {undecided} undecided." in PAGE


@pytest.mark.parametrize(
    ("number", "change", "what"),
    [
        # the loss that people do not show: twice the gain
        ("F1", "parameters.lapse_size=-1.152680", "RMSE, λ = 1, without first impressions"),
        ("F2", "parameters.lapse_size=-1.152680", "last ten rounds, good partner"),
        ("F3", "parameters.lapse_size=-1.152680", "share lost after four honoured rounds or more"),
        ("F4", "parameters.trust_gain=0.3", "loss over gain at trust .740"),
        ("F5", "parameters.ceiling_damage=0", "share of the control's trust, deceptive"),
        ("F6", "parameters.apology_on_hurt=0", "gain by the promise after round 7, honest"),
        (
            "F7",
            "parameters.first_impression=-1",
            "trust after 32 rounds, breach after five rounds minus at the start",
        ),
        ("F8", "parameters.apology_on_trust=0.5", "taken off the loss by an apology, in log-odds, lapse"),
        ("F9", "parameters.deliberate=1", "added by intent to hurt, in log-odds"),
        ("F10", "traits.forgiveness=0.25", "fall of hurt in 13 weeks, in log-odds, betrayal"),
    ],
)
def test_it_would_be_missed_by_another_model(number, change, what):
    as_it_is, changed = (
        {measure.what: measure for measure in each.measures} for each in (judged(number), judged(number, change))
    )
    assert as_it_is[what].place == "inside"
    assert changed[what].place == "outside"


def test_each_breach_is_counted_with_the_honoured_rounds_since_the_one_before():
    lost = {0: 0.1, 1: 0.2, 2: 0.3, 3: 0.4, 4: 0.5}
    course = "bkbbkkbkkkbkkkkbkkkkkkbbkbb"
    rows = [{"trust": 0.8, "kept": 0, "breaches": 0}]
    streak = 0
    for act in course:
        last = dict(rows[-1])
        if act == "k":
            streak, last["kept"], last["trust"] = streak + 1, last["kept"] + 1, last["trust"] + 0.01
        else:
            last["trust"] *= 1 - lost[min(streak, 4)]
            last["breaches"], streak = last["breaches"] + 1, 0
        rows.append(last)
    study = made.config(
        sweep=made.points(("good partner", {"weeks": 8}), ("good partner, no first impressions", {"weeks": 9})),
        outcomes=["final_trust"],
    )
    results = made.results(
        study,
        lambda at, replicate: {"final_trust": 0.5},
        replicates=2,
        weeks=range(len(rows)),
        # the second tie is one act late, so that a streak that ran on from tie to tie would show
        ties=lambda at, replicate, week: [
            {"source": "1", "target": "0", **rows[week]},
            {"source": "0", "target": "1", **rows[max(0, week - 1)]},
        ],
    )
    *shares, trend, _ = FINDINGS["F3"].measure(results)
    assert [measure.found.mean for measure in shares] == pytest.approx(list(lost.values()))
    assert trend.found.mean == pytest.approx(0.1)
    assert trend.place == "outside"


def test_twice_the_loss_misses_the_learning_curves_whatever_first_impressions_do():
    found = judged("F1", "parameters.lapse_size=-1.152680")
    assert found.place == "outside"
    curves = {measure.what: measure.found for measure in found.measures if "λ = 1" in measure.what}
    assert len(curves) == 2
    assert all(found.low > 0.10 for found in curves.values())


def test_the_tally_is_of_what_was_judged():
    assert tally([judged("F5"), judged("F7")]) == "2 findings: 1 met, 1 missed, 0 undecided."


def test_a_script_run_alone_prints_its_measures():
    done = subprocess.run(
        [sys.executable, str(FOLDER / "f05_honest_and_deceptive.py")], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == lines_of(judged("F5"))
