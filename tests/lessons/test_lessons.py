"""Lessons are whole: their configs run, their bets are measured, and every text is there and used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import trustsim
from trustsim.app.asked import asked
from trustsim.lessons.lesson import LessonError, Scene, changed, lesson_names, lessons, read_lesson
from trustsim.lessons.measuring import Runs, answer_of, measured
from trustsim.lessons.recording import configs_of
from trustsim.parameters import Parameters, Traits
from trustsim.texts import texts

ROOM = Path(trustsim.__file__).parent
NAMES = lesson_names()


@pytest.fixture(scope="module", params=NAMES)
def lesson(request):
    return read_lesson(request.param)


@pytest.fixture(scope="module")
def runs(lesson):
    return Runs(lesson.watch)


def test_there_are_lessons_in_the_order_in_which_they_are_told():
    assert NAMES == ["one_lie_many_promises", "forgive_or_forget", "who_hears_of_it"]
    assert [lesson["name"] for lesson in lessons()] == NAMES


def test_every_config_is_one_that_the_page_may_ask_for(lesson):
    for config in configs_of(lesson):
        asked(config)


def test_scenes_play_inside_their_runs(lesson):
    for scene in lesson.scenes:
        assert 0 <= scene.first < scene.last <= scene.config["weeks"]


def test_a_lesson_takes_fifty_minutes(lesson):
    assert lesson.minutes == 50


def test_every_bet_can_be_lost_and_won(lesson, runs):
    for scene in lesson.scenes:
        answer = answer_of(runs, scene)
        if scene.bet["kind"] == "number":
            assert scene.bet["low"] <= answer.right <= scene.bet["high"], scene.name
            assert scene.bet["near"] < (scene.bet["high"] - scene.bet["low"]) / 4
        else:
            values = sorted(answer.measured.values())
            assert values[-1] > values[-2], f"{scene.name}: no option is the largest"


def test_no_answer_is_written_down(lesson):
    """Bets have measures; a number in their place would be one that somebody typed."""
    for scene in lesson.scenes:
        for spec in scene.measures():
            assert spec["what"]
            assert spec["config"]


def test_evidence_names_numbers_of_the_model(lesson):
    assert lesson.evidence
    assert set(lesson.evidence) <= {*Parameters._fields, *Traits._fields}


def test_one_lie_costs_what_the_closed_form_of_the_law_says():
    """V7 by the law alone, V13 with hurt: T(n) = C − (C − T′) ∏ [1 − g(1 − H)], with H and C as recorded."""
    lesson = read_lesson("one_lie_many_promises")
    runs = Runs(lesson.watch)
    scene = next(scene for scene in lesson.scenes if scene.name == "way_back")
    tie = runs.of(scene.config).watched
    week = scene.bet["answer"]["of"]
    before, after = tie["trust"][week - 1], tie["trust"][week]
    gain = Parameters._field_defaults["trust_gain"]

    alone = 0
    trust = after
    while trust < before:
        trust += gain * (1.0 - trust)
        alone += 1
    assert measured(runs, scene.numbers["alone"]) == alone

    trust, kept = after, 0
    while trust < before - 1e-12:
        hurt, ceiling = tie["hurt"][week + kept], tie["ceiling"][week + kept]
        step = trust + gain * (1.0 - hurt) * (ceiling - trust)
        kept += 1
        # Hurt is as of the end of a week, the promise of the next falls on it a moment later: the same to a hundredth.
        assert step == pytest.approx(tie["trust"][week + kept], abs=0.01)
        trust = tie["trust"][week + kept]
    assert measured(runs, scene.bet["answer"]) == kept


def test_a_lesson_that_is_none_is_named():
    with pytest.raises(LessonError, match="did you mean one_lie_many_promises"):
        read_lesson("one_lie_many_promise")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("answer: {trust: 11}", "answer: {trusst: 11}", "this is no measure"),
        ("answer: {trust: 11}", "answer: {trust: 11, week: 3}", "trust takes no week"),
        ("kind: number, low: 50", "kind: guess, low: 50", "no kind of bet"),
        ("chosen: sorry", "chosen: sory", "none of its options"),
        ("plan:", "plans:", "something is missing"),
        ("watch: [1, 0]", "watch: [1, 0", "not closed"),
    ],
)
def test_a_wrong_file_says_where(tmp_path, old, new, told):
    text = (ROOM / "lessons" / "one_lie_many_promises.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mine.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LessonError, match=told):
        read_lesson("mine", tmp_path)


def test_changes_leave_the_config_as_it_was():
    config = {"events": [{"week": 1}], "traits": {}}
    assert changed(config, {"events.0": {"week": 2}, "parameters.gossip_reach": 1}) == {
        "events": [{"week": 2}],
        "traits": {},
        "parameters": {"gossip_reach": 1},
    }
    assert config == {"events": [{"week": 1}], "traits": {}}


# ---------------------------------------------------------------- texts


def leaves(tree, above=""):
    for key, value in tree.items():
        if isinstance(value, dict) and not {"one", "other"} <= set(value):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def keys_of_scene(lesson, scene: Scene):
    of = f"{lesson.name}.scenes.{scene.name}"
    yield from (f"{of}.{key}" for key in ("title", "tell", "ask", "right", "explain"))
    if scene.bet["kind"] == "number":
        yield from (f"{of}.low", f"{of}.high")
    else:
        yield f"{of}.wrong"
        yield from (f"{of}.options.{name}" for name in scene.bet["options"])
    if scene.choice:
        yield f"{lesson.name}.choices.{scene.choice}.title"
        yield from (f"{lesson.name}.choices.{scene.choice}.{name}" for name in scene.options)


def keys_of(lesson):
    yield from (f"{lesson.name}.{key}" for key in ("title", "question", "about", "goals", "wrap"))
    yield from (f"{lesson.name}.people.{name}" for name in lesson.people.values())
    for scene in lesson.scenes:
        yield from keys_of_scene(lesson, scene)
    for dial in lesson.dials:
        if dial.names:
            yield f"{lesson.name}.choices.{dial.name}.title"
            yield from (f"{lesson.name}.choices.{dial.name}.{name}" for name in dial.names)
        else:
            yield f"{lesson.name}.dials.{dial.name}"
    for exercise in lesson.exercises:
        yield from (f"{lesson.name}.exercises.{exercise}.{key}" for key in ("question", "answer"))


def test_every_text_of_a_lesson_is_there_and_used(lesson):
    there = {f"{lesson.name}.{key}" for key in leaves(texts()["lessons"][lesson.name])}
    assert there == set(keys_of(lesson))


def test_every_text_names_numbers_that_its_scene_has_and_all_of_them(lesson):
    for scene in lesson.scenes:
        words = texts()["lessons"][lesson.name]["scenes"][scene.name]
        told = " ".join(value for value in words.values() if isinstance(value, str))
        named = set(re.findall(r"\{(\w+)\}", told))
        assert named - {"answer", "bet"} == set(scene.numbers), scene.name
        # Before the bet nothing may be said that gives it away.
        before = set(re.findall(r"\{(\w+)\}", words["tell"] + words["ask"]))
        assert "answer" not in before
    wrap = set(re.findall(r"\{(\w+)\}", " ".join(texts()["lessons"][lesson.name]["wrap"])))
    assert wrap == set(lesson.wrap)
    for name, specs in lesson.exercises.items():
        words = texts()["lessons"][lesson.name]["exercises"][name]
        assert set(re.findall(r"\{(\w+)\}", words["question"] + words["answer"])) == set(specs), name


def test_texts_for_all_lessons_are_there_and_used():
    """A text is used if a script, a template or a module names it by its path or by its last word."""
    words = texts()["lessons"]
    scripts = "\n".join(
        (ROOM / "app" / "page" / f"{name}.js").read_text(encoding="utf-8") for name in ("story", "explore", "measuring")
    )
    sheets = "\n".join(
        path.read_text(encoding="utf-8") for kind in ("*.jinja", "*.py") for path in (ROOM / "lessons").glob(kind)
    )
    for key in leaves(words["story"]):
        assert re.search(rf'[".]{key}\b"', scripts), f"lessons.story.{key} is not used"
    for key in leaves(words["explore"]):
        assert re.search(rf'"{key}"', scripts), f"lessons.explore.{key} is not used"
    for key in leaves(words["pack"]):
        used = re.search(rf'pack\.{key}\b|\["{key}"\]|"{key}"', sheets)
        assert used or key in MADE_OF_PARTS, f"lessons.pack.{key} is not used"
    asked_for = {
        "story": set(re.findall(r'this\.(?:story\.)?say\("(\w+)"', (ROOM / "app/page/story.js").read_text())),
        "explore": set(re.findall(r'this\.say\("(\w+)"', (ROOM / "app/page/explore.js").read_text())),
        "pack": set(re.findall(r"pack\.(\w+)", sheets)) - {"pack_of", "student_sheet"},
    }
    for part, keys in asked_for.items():
        missing = keys - set(leaves(words[part])) - NOT_TEXTS
        assert not missing, f"lessons.{part} lacks {missing}"
    units = set(re.findall(r': "(\w+)",?$', scripts.split("const UNITS")[1].split("};")[0], flags=re.MULTILINE))
    bets = {scene.bet["unit"] for name in NAMES for scene in read_lesson(name).scenes if "unit" in scene.bet}
    assert units | bets | {"points", "never"} == set(words["units"])


MADE_OF_PARTS = {
    *(f"if_{verdict}" for verdict in ("low", "right", "high", "chosen", "wrong")),
    *(f"{one}{part}" for one in ("stock", "seed") for part in ("", "_idea")),
}
NOT_TEXTS = {"if_"}  # where a path is made of parts
