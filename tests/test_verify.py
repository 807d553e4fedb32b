"""``trustsim verify``: tables, pages, JSON and exit codes."""

from __future__ import annotations

import json
import re
from types import ModuleType

import pytest
from typer.testing import CliRunner

from tests.study.test_report import Page
from trustsim.cli import app
from trustsim.laws import bush_mosteller
from trustsim.laws.catalogue import LAWS
from trustsim.study import estimate
from trustsim.validation import Finding, Measure, above, at_least, at_most, exactly

CONFIG = """\
question: What becomes of two?
people: 2
weeks: 8
network: {kind: pair}
replicates: 3
outcomes: [final_trust]
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def wrong_law(monkeypatch):
    """A law whose gains are a hundredth too large, for what runs without the engine."""

    def kept(p, own, trust, *more):
        after, first, second = bush_mosteller.kept(p, own, trust, *more)
        return trust + 1.01 * (after - trust), first, second

    law = ModuleType(bush_mosteller.__name__)
    vars(law).update(vars(bush_mosteller), kept=kept)
    monkeypatch.setitem(LAWS, "bush_mosteller", law)
    monkeypatch.setattr("trustsim.verification.COMPILED", ())


@pytest.fixture
def findings(tmp_path, monkeypatch):
    """Four findings: met, missed, undecided, and one that is met in what decides."""
    (tmp_path / "pair.yaml").write_text(CONFIG)

    def finding(number, *measures, **more):
        return Finding(
            number=number,
            title=f"Something is so <{number}>",
            config=str(tmp_path / "pair.yaml"),
            measure=lambda results: [
                Measure("final trust", estimate(results.runs["final_trust"]), at_least(0.0)),
                *measures,
            ],
            source="Nobody 1999",
            mark="b",
            in_people="It was so.",
            here="a pair, eight weeks",
            if_missed=f"What it means that {number} is missed.",
            **more,
        )

    known = {
        "F1": finding("F1", kind="prediction", in_sample=True),
        "F2": finding("F2", Measure("too low", exactly(0.1), at_least(0.5)), kind="order"),
        "F3": finding("F3", Measure("wide", estimate([0.0, 1.0]), above(0.4)), kind="order"),
        "F4": finding("F4", Measure("beside", exactly(0.9), at_most(0.5), required=False), kind="calibration"),
    }
    monkeypatch.setattr("trustsim.validation.findings", lambda: known)
    return known


def call(*words):
    return CliRunner().invoke(app, ["verify", *[str(word) for word in words]])


# Algebra


def test_the_table_has_a_row_for_each_check_and_says_right():
    told = call("--only", "V5", "--only", "v12", "-j", 1)
    assert told.exit_code == 0, told.stderr
    head, *rows, last = told.stdout.splitlines()
    assert head.split() == ["verdict", "expected", "got", "tolerance", "what"]
    assert [row.split()[:2] for row in rows] == [["V5", "right"], ["V12", "right"], ["V12", "right"]]
    assert re.fullmatch(r"All 3 checks right, \d+ numbers compared\.", last)
    assert "3 of 3" in told.stderr


def test_wrong_algebra_is_an_error_and_said_loudly(wrong_law):
    told = call("--only", "V5", "--only", "V8", "--only", "V12")
    assert told.exit_code == 1
    assert [row.split()[:2] for row in told.stdout.splitlines()[1:3]] == [["V5", "wrong"], ["V8", "wrong"]]
    assert told.stdout.splitlines()[-1].startswith("WRONG: V5, V8. 2 of 4 checks wrong")


def test_json_has_every_number():
    told = call("--only", "V8", "--json")
    assert told.exit_code == 0
    data = json.loads(told.stdout)
    assert data["right"] is True
    (check,) = data["checks"]
    assert (check["number"], check["verdict"]) == ("V8", "right")
    assert check["printed"] == [
        {"what": "from .50 to .85", "printed": "9.42", "value": pytest.approx(9.418, abs=1e-3), "agrees": True}
    ]
    (one,) = [line for line in check["lines"] if line["label"] == "from 0.5"]
    assert one["expected"] == pytest.approx(one["got"])
    assert len(one["x"]) == len(one["tolerance"])


def test_json_of_wrong_algebra(wrong_law):
    told = call("--only", "V8", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["right"] is False


@pytest.mark.parametrize("fault", [False, True])
def test_the_page_needs_nothing_else_and_reads_right_or_wrong(place, request, fault):
    if fault:
        request.getfixturevalue("wrong_law")
    told = call("--only", "V5", "--only", "V22", "--page", "verification.html")
    assert told.exit_code == int(fault)
    html = (place / "verification.html").read_text("utf-8")
    page = Page(html)
    assert len(page.all("svg")) == 2
    assert all("V5" in str(svg["aria-label"]) or "V22" in str(svg["aria-label"]) for svg in page.all("svg"))
    assert not page.all("script")
    assert not page.all("link")
    assert "http" not in html
    assert ("✗ wrong" in page.text) == fault
    assert "✓ right" in page.text
    assert ("1 row of the list is wrong: V5" in page.text) == fault
    assert ("All 2 checks are right" in page.text) != fault


def test_the_page_is_the_same_each_time(place):
    pages = []
    for name in ("one.html", "other.html"):
        call("--only", "V7", "--page", name)
        pages.append((place / name).read_bytes())
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "V18"], "did you mean V"),
        (["--only", "F5"], "verify --findings"),
        (["--findings", "--only", "F99"], "there is no such row"),
        (["--findings", "--only", "V7"], "verify without --findings"),
        (["--page", "nowhere/page.html"], "there is no folder nowhere"),
        (["--page", "."], "this is a folder"),
    ],
)
def test_wrong_use_is_2_with_a_mend_before_anything_is_done(words, said, monkeypatch):
    monkeypatch.setattr("trustsim.cli.verifying._done", None)
    monkeypatch.setattr("trustsim.validation.together.judge_all", None)
    told = call(*words)
    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stdout == ""


# Findings


def test_findings_are_told_with_numbers_bands_and_verdicts(findings):
    told = call("--findings")
    assert told.exit_code == 0, told.stderr
    rows = told.stdout.splitlines()
    verdicts = {row.split()[0]: row.split()[1] for row in rows if re.match(r"F\d  ", row) and "What" not in row}
    assert verdicts == {"F1": "met", "F2": "missed", "F3": "undecided", "F4": "met"}
    assert any("(prediction, in-sample)" in row for row in rows)
    assert any(re.search(r"missed +0\.100 +≥ 0\.5 +too low", row) for row in rows)
    assert any(re.search(r"\(missed\) +0\.900 +≤ 0\.5 +beside", row) for row in rows)
    assert "F2 missed: What it means that F2 is missed." in rows
    assert "What it means that F1" not in told.stdout
    assert rows[-1] == "4 findings: 2 met, 1 MISSED (F2), 1 undecided (F3)."
    # one config, run once
    assert told.stderr.count("3 of 3 runs") == 1


def test_only_some_findings_and_none_missed(findings):
    told = call("--findings", "--only", "F4", "--only", "F1")
    assert told.stdout.splitlines()[-1] == "2 findings: 2 met."
    assert "F2" not in told.stdout


def test_findings_as_json(findings):
    told = call("--findings", "--json")
    assert told.exit_code == 0
    first, second, *_ = json.loads(told.stdout)["findings"]
    assert (first["number"], first["verdict"], first["in_sample"]) == ("F1", "met", True)
    assert second["measures"][1] == {
        "what": "too low",
        "verdict": "missed",
        "required": True,
        "mean": 0.1,
        "low": 0.1,
        "high": 0.1,
        "n": 1,
        "band": {"low": 0.5, "high": "infinity", "strict": False},
        "sides": {},
    }


def test_the_page_of_findings(findings, place):
    assert call("--findings", "--page", "findings.html").exit_code == 0
    html = (place / "findings.html").read_text("utf-8")
    page = Page(html)
    assert "Of 4 findings 2 are met, 1 is missed (F2), 1 is undecided (F3)." in page.text
    assert "Something is so <F1>" in page.text
    assert "What it means that F2 is missed." in page.text
    assert "What it means that F3 is missed." not in page.text
    assert not page.all("script")
    assert "http" not in html


def test_runs_that_fail_are_1(findings, place):
    ring = CONFIG.replace("people: 2", "people: 5").replace("kind: pair", "kind: ring")
    (place / "pair.yaml").write_text(ring + "events: [{week: 2, what: betrayal, who: 0, to: 2}]\n")
    told = call("--findings", "--only", "F1")
    assert told.exit_code == 1
    assert "3 of 3 runs" in told.stderr
    assert told.stdout == ""
