"""A teaching pack is complete, prints without a script, and never takes the place of somebody else's files."""

from __future__ import annotations

import html
import itertools
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trustsim.cli.app import app
from trustsim.config import load_config
from trustsim.lessons.lesson import LessonError, lesson_names, read_lesson
from trustsim.lessons.measuring import Runs, answer_of
from trustsim.lessons.pack import SHEETS, pack_of
from trustsim.lessons.words import Words, filled_in
from trustsim.lessons.writing import write_pack
from trustsim.parameters import Parameters, quantities

DOCS = Path(__file__).parent.parent.parent / "docs" / "lessons"
SMALLEST = "forgive_or_forget"  # no tie is watched in it, so it is recorded soonest


@pytest.mark.parametrize("name", lesson_names())
def test_the_pack_of_a_lesson_is_complete(name):
    files = {path.name for path in (DOCS / name).iterdir()}
    assert files == {*(f"{sheet}.html" for sheet in SHEETS), f"{name}.yaml", f"{name}.html"}
    for sheet in SHEETS:
        text = (DOCS / name / f"{sheet}.html").read_text(encoding="utf-8")
        assert "<script" not in text
        assert not re.search(r'(?:src|href)="(?!data:|#)', text)
        assert "@page" in text
        assert not re.search(
            r"\{\w+\}|\bNone\b(?! of them)|\bnan\b",
            re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", text, flags=re.DOTALL),
        )


@pytest.mark.parametrize("name", lesson_names())
def test_the_key_has_every_answer_and_the_student_sheet_gives_none_away(name):
    lesson, words = read_lesson(name), Words()
    runs = Runs(lesson.watch)
    key, sheet = ((DOCS / name / f"{file}.html").read_text("utf-8") for file in ("answer_key", "student_sheet"))
    for scene in lesson.scenes:
        if scene.bet["kind"] == "number":
            right = words.told(scene.bet["answer"], answer_of(runs, scene).right, scene.bet["unit"])
            assert f"Answer: {right}" in key, scene.name
            assert right not in sheet.split("<main>")[1], f"{scene.name}: {right} stands on the student sheet"


@pytest.mark.parametrize("name", lesson_names())
def test_the_plan_has_minutes_numbers_with_marks_and_a_word_on_help(name):
    plan = (DOCS / name / "plan.html").read_text("utf-8")
    spans = [(int(a), int(b)) for a, b in re.findall(r'<td class="minute">(\d+)–(\d+)</td>', plan)]
    assert spans[0][0] == 0
    assert spans[-1][1] == 50
    assert all(one[1] == other[0] for one, other in itertools.pairwise(spans))
    for number in read_lesson(name).evidence:
        mark = quantities(Parameters)[number].mark if number in Parameters._fields else None
        row = re.search(rf'<th scope="row">{number.replace("_", " ")}<.*?</tr>', plan, flags=re.DOTALL)
        assert row, number
        assert mark is None or f"[{mark}]" in row[0]
    for part in (
        "Predict",
        "stock that one adds to",
        "One seed is the result",
        "crisis line",
        "[b-M]",
        "symmetric law",
    ):
        assert part in plan


@pytest.mark.parametrize("name", lesson_names())
def test_the_study_is_a_config_that_runs(name):
    loaded = load_config(DOCS / name / f"{name}.yaml")
    assert loaded.config.sweep is not None
    assert loaded.config.outcomes


def test_the_first_run_of_the_study_says_what_the_lesson_says(tmp_path):
    """The first point and replicate of the study is the run that the lesson shows."""
    from trustsim.plan import plan_of
    from trustsim.simulation import simulate

    name = "one_lie_many_promises"
    lesson = read_lesson(name)
    runs = plan_of(load_config(DOCS / name / f"{name}.yaml")).runs
    run = next(run for run in runs if run.point.config.traits.forgiveness == 0.5)  # the first: a lie, our law
    record = simulate(run.point.config, run.seed)
    shown = Runs(lesson.watch).of(lesson.scenes[2].config)
    assert record.series["trust_betrayed"].tolist() == shown.watched["trust"]


def headings(key: str) -> list[list[str]]:
    return [re.findall(r"<li><em>(.*?):</em>", part) for part in key.split("<section>")[1:]]


def test_the_key_has_the_comments_that_the_page_can_come_to():
    every = ["bet too low", "bet close", "bet too high"]
    key = {name: headings((DOCS / name / "answer_key.html").read_text("utf-8")) for name in lesson_names()}
    assert key["forgive_or_forget"] == [every, ["right bet", "another bet"], ["right bet", "another bet"], every[:2]]
    assert key["who_hears_of_it"] == [every, every[1:], ["right bet", "another bet"], every]
    assert key["one_lie_many_promises"] == [every, every, every, every, every[1:]]


@pytest.mark.parametrize("name", lesson_names())
def test_a_law_of_ones_own_reaches_the_study_by_the_command_of_the_sheet(name):
    sheet = html.unescape((DOCS / name / "student_sheet.html").read_text("utf-8"))
    command = shlex.split(
        re.findall(rf"Run: (trustsim run {name}\.yaml .*?), with", sheet.replace("Then run", "Run"))[0]
    )
    config = load_config(DOCS / name / command[2], [command[4].replace("mine", "grim")]).config
    sweep = config.sweep
    laws = sweep.over.get("law", [config.law.name])
    assert "grim" in laws


def test_files_of_others_are_left_alone(tmp_path, monkeypatch):
    pack = pack_of(read_lesson(SMALLEST))  # recorded once: here it matters where it goes
    monkeypatch.setattr("trustsim.lessons.writing.pack_of", lambda lesson: pack)
    (tmp_path / "plan.html").write_text("mine")
    with pytest.raises(LessonError, match=r"would be lost: plan\.html"):
        write_pack(SMALLEST, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.html"]
    write_pack(SMALLEST, tmp_path, force=True)
    assert "mine" not in (tmp_path / "plan.html").read_text("utf-8")
    write_pack(SMALLEST, tmp_path)  # its own
    assert not list(tmp_path.glob(".*"))


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    there = tmp_path / "there"
    there.write_text("mine")
    with pytest.raises(LessonError, match="a file, not a folder"):
        write_pack(SMALLEST, there)
    assert there.read_text("utf-8") == "mine"


def test_lesson_lists_and_names_a_mend():
    runner = CliRunner()
    listed = runner.invoke(app, ["lesson"])
    assert listed.exit_code == 0
    assert all(name in listed.stdout for name in lesson_names())
    assert all(name in runner.invoke(app, ["list"]).stdout for name in lesson_names())
    for wrong, told in ((["one_li"], "there is no such lesson"), (["who_hears_of_it"], "--to")):
        done = runner.invoke(app, ["lesson", *wrong])
        assert done.exit_code == 2
        assert told in done.stderr


def test_a_text_that_lacks_a_number_is_an_error():
    assert filled_in("{a} and {b}", {"a": 1, "b": 2}) == "1 and 2"
    with pytest.raises(KeyError):
        filled_in("{a} and {b}", {"a": 1})


def test_words_take_the_form_of_their_count():
    words = Words()
    assert words.say("lessons.units.promises", count=1) == "1 promise"
    assert words.say("lessons.units.promises", count=2) == "2 promises"
    assert words.told({"what": "undoing"}, None) == "never"
    assert words.told({"what": "mean"}, 12) == "12 %"
    assert words.told({"what": "fallen"}, 3) == "3"
