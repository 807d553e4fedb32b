"""What the benchmarks say: turns, ratios, verdicts."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import timing
from benchmarks.section import Section, Verdict
from benchmarks.timing import Contender, Times, interleaved, shown


def test_contenders_take_turns():
    order: list[str] = []
    contenders = [Contender(name, lambda name=name: order.append(name), work=2.0) for name in "ab"]
    times = interleaved(contenders, rounds=3, warm=1)
    assert order == ["a", "b"] * 4
    times.by_name["a"][:] = [9.0, 1.0, 2.0, 3.0]
    assert times.seconds("a") == 2.0  # the turn to warm up is not counted


def test_who_is_slow_has_one_turn(monkeypatch):
    order: list[str] = []
    monkeypatch.setattr(timing, "timed", lambda action: (action(), 5.0 if order[-1] == "slow" else 1.0)[1])
    monkeypatch.setattr(timing, "PATIENCE", 4.0)
    contenders = [Contender(name, lambda name=name: order.append(name)) for name in ("quick", "slow")]
    times = interleaved(contenders, rounds=3)
    assert order == ["quick", "slow", "quick", "quick", "quick"]
    assert times.seconds("slow") == 5.0
    assert times.ratio("slow", to="quick").median == 5.0


def test_ratios_are_taken_within_rounds():
    times = Times({"ours": np.array([1.0, 10.0, 2.0]), "theirs": np.array([3.0, 30.0, 8.0])})
    ratio = times.ratio("theirs", to="ours")
    assert (ratio.median, ratio.lowest, ratio.highest) == (3.0, 3.0, 4.0)
    assert str(ratio) == "3 (3–4)"


@pytest.mark.parametrize(("number", "text"), [(1234.5, "1,234"), (12.345, "12.3"), (0.01234, "0.0123"), (np.nan, "–")])
def test_numbers_are_short(number, text):
    assert shown(number) == text


def test_a_missed_goal_is_printed_as_missed():
    section = Section("Title", "About.", ("what", "ns"), [("a", "1"), ("long name", "1,000")])
    section.verdicts = [
        Verdict("fast", "it is slow", False),
        Verdict("kind", "it is", True),
        Verdict("C", "none", None),
    ]
    assert str(section).splitlines() == [
        "## Title",
        "",
        "About.",
        "",
        "| what      |    ns |",
        "|-----------|------:|",
        "| a         |     1 |",
        "| long name | 1,000 |",
        "",
        "- **MISSED**: fast. it is slow.",
        "- **met**: kind. it is.",
        "- **not measured**: C. none.",
    ]


def test_the_command_prints_and_saves_the_same(monkeypatch, tmp_path, capsys):
    class Measured:
        @staticmethod
        def measure(quick: bool) -> Section:
            return Section("Start", f"quick: {quick}")

    monkeypatch.setattr(command, "import_module", lambda name: Measured)
    monkeypatch.setattr(command, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--only", "start", "--quick", "--save"])
    command.main()
    saved = (tmp_path / "RESULTS.md").read_text()
    assert "## Start\n\nquick: True\n" in saved
    assert "not the speed" in saved
    assert "## Start\n\nquick: True\n" in capsys.readouterr().out


def test_every_benchmark_can_be_asked_for():
    for module in command.NAMES.values():
        assert callable(command.import_module(module).measure)
