"""The teaching pack: plan, student sheet, slides and answer key, filled from a lesson's runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import trustsim
from trustsim.lessons.drawing import picture
from trustsim.lessons.lesson import Lesson, Scene
from trustsim.lessons.measuring import Answer, Number, Runs, answer_of, measured
from trustsim.lessons.recording import recorded_page
from trustsim.lessons.words import Words, filled_in
from trustsim.parameters import MARKS, Parameters, Traits, quantities
from trustsim.report.filling import filled
from trustsim.store.yaml import as_yaml

SHEETS: Final = ("plan", "student_sheet", "slides", "answer_key")
"""What is printed, by the name of its file."""

BLANK: Final = "______"

SIGN: Final = "trustsim lesson"
"""Stands in every file of a pack, so that it is known again."""


def pack_of(lesson: Lesson, language: str = "en") -> dict[str, str]:
    """Every file of a lesson's pack: its content by its name."""
    runs = Runs(lesson.watch)
    content = content_of(lesson, runs, Words(language))
    sheets = {
        f"{name}.html": filled(f"{name}.html.jinja", {**content, "sheet": name}, "trustsim.lessons") for name in SHEETS
    }
    page = recorded_page(lesson, runs, language).replace(
        "<title>", f'<meta name="generator" content="{SIGN} {lesson.name}" />\n    <title>', 1
    )
    return {**sheets, f"{lesson.name}.yaml": study_of(lesson, Words(language)), f"{lesson.name}.html": page}


def study_of(lesson: Lesson, words: Words) -> str:
    """The config that ``trustsim run`` takes: what the lesson can explore, as a sweep with replicates."""
    config = {key: value for key, value in lesson.explored.items() if value not in ({}, [])}
    over = {dial.path: dial.values for dial in lesson.dials if dial.path != "seed"}
    for path in over:
        first, _, rest = path.partition(".")
        if rest and isinstance(config.get(first), dict):
            config[first] = {key: value for key, value in config[first].items() if key != rest}
        elif not rest:
            config.pop(first, None)
    study = dict(lesson.study)
    data = {
        "question": words.say(f"lessons.{lesson.name}.question"),
        **{key: value for key, value in config.items() if value not in ({}, [])},
        "sweep": {"design": "grid", "over": over},
        "replicates": study.get("replicates", 1),
        "record": {"every": study.get("every", 1)},
        "outcomes": study["outcomes"],
    }
    about = words.say("lessons.pack.config_about", file=f"{lesson.name}.yaml")
    return f"# {SIGN} {lesson.name}\n# {about}\n{as_yaml(data)}"


def content_of(lesson: Lesson, runs: Runs, words: Words) -> dict[str, Any]:
    """All that the sheets say."""
    of = f"lessons.{lesson.name}"
    pack = words.find("lessons.pack")
    numbers = {name: words.told(spec, measured(runs, spec)) for name, spec in lesson.wrap.items()}
    gain = words.say("lessons.units.percent", count=round(100 * Parameters._field_defaults["trust_gain"]))
    return {
        "language": words.language,
        "name": lesson.name,
        "sign": f"{SIGN} {lesson.name}",
        "pack": pack,
        "title": words.say(f"{of}.title"),
        "question": words.say(f"{of}.question"),
        "about": words.say(f"{of}.about"),
        "goals": [*words.find(f"{of}.goals"), pack["goal_common"]],
        "needed": [filled_in(one, {"file": f"{lesson.name}.html"}) for one in pack["needed_list"]],
        "course": words.say("lessons.pack.course", minutes=lesson.minutes),
        "parts": list(_parts(lesson, words)),
        "scenes": [_scene(lesson, scene, number, runs, words) for number, scene in enumerate(lesson.scenes, 1)],
        "exercises": _exercises(lesson, runs, words),
        "misconceptions": [
            (
                words.say("lessons.pack.misconception_says", idea=pack[f"{one}_idea"]),
                filled_in(pack[one], {"gain": gain}),
            )
            for one in ("stock", "seed")
        ],
        "evidence": [_standing(name) for name in lesson.evidence],
        "wrap": [filled_in(one, numbers) for one in words.find(f"{of}.wrap")],
        "made_by": words.say("lessons.pack.made_by", version=trustsim.__version__, name=lesson.name),
    }


def _parts(lesson: Lesson, words: Words) -> list[dict[str, Any]]:
    """The parts of the lesson, each with the minute in which it begins."""
    pack = words.find("lessons.pack")
    scenes = [words.say(f"lessons.{lesson.name}.scenes.{scene.name}.title") for scene in lesson.scenes]
    plan = lesson.plan
    parts = [
        (pack["opening"], plan["opening"], pack["opening_does"]),
        *((title, plan["scene"], pack["scene_does"] if number == 0 else "") for number, title in enumerate(scenes)),
        (pack["explore_part"], plan["explore"], pack["explore_does"]),
        (pack["exercise_part"], plan["exercises"], pack["exercise_does"]),
        (pack["closing"], plan["closing"], pack["closing_does"]),
    ]
    found, minute = [], 0
    for title, minutes, does in parts:
        found.append({"from": minute, "to": minute + minutes, "minutes": minutes, "title": title, "does": does})
        minute += minutes
    return found


def _scene(lesson: Lesson, scene: Scene, number: int, runs: Runs, words: Words) -> dict[str, Any]:
    of = f"lessons.{lesson.name}.scenes.{scene.name}"
    answer = answer_of(runs, scene)
    bet = scene.bet
    numbers = {name: words.told(scene.numbers[name], value) for name, value in answer.numbers.items()}
    opened = {name: _open(scene.numbers[name], text) for name, text in numbers.items()}
    if bet["kind"] == "number":
        right = words.told(bet["answer"], answer.right, bet["unit"])  # type: ignore[arg-type]
        scale = [words.told(bet["answer"], bet[end], bet["unit"]) for end in ("low", "high")]
        options = []
    else:
        right = words.say(f"{of}.options.{answer.right}")
        scale = []
        options = [words.say(f"{of}.options.{name}") for name in bet["options"]]
    numbers |= {"answer": right}
    verdicts = list(_verdicts(bet, answer.right))
    return {
        "number": number,
        "title": words.say(f"{of}.title"),
        "tell": words.say(f"{of}.tell", **numbers),
        "ask": words.say(f"{of}.ask", **numbers),
        # On the student sheet what came out before is left open: it would give the bets away.
        "tell_open": words.say(f"{of}.tell", **(opened if number > 1 else numbers)),
        "ask_open": words.say(f"{of}.ask", **(opened if number > 1 else numbers)),
        "scale": scale,
        "options": options,
        "answer": right,
        "others": _others(lesson, scene, answer, words),
        "comments": [
            (words.say(f"lessons.pack.if_{named}"), words.say(f"{of}.{one}", **numbers)) for named, one in verdicts
        ],
        "explain": words.say(f"{of}.explain", **numbers),
        "figure": picture(lesson, scene, runs, words),
    }


def _verdicts(bet: Mapping[str, Any], right: Number | str) -> Iterator[tuple[str, str]]:
    """The comments that the page can come to, each after the name of its heading: no bet lies outside its scale."""
    if bet["kind"] == "choice":
        yield from (("chosen", "right"), ("wrong", "wrong"))
        return
    if not isinstance(right, (int, float)):  # never: every bet is too low
        yield "low", "low"
        return
    if bet["low"] < right - bet["near"]:
        yield "low", "low"
    yield "right", "right"
    if bet["high"] > right + bet["near"]:
        yield "high", "high"


def _others(lesson: Lesson, scene: Scene, answer: Answer, words: Words) -> list[tuple[str, str]]:
    """What is measured under each option."""
    bet = scene.bet
    if bet["kind"] == "choice":
        of = f"lessons.{lesson.name}.scenes.{scene.name}.options"
        return [
            (words.say(f"{of}.{name}"), words.told(bet["options"][name], value))
            for name, value in answer.measured.items()
        ]
    of = f"lessons.{lesson.name}.choices.{scene.choice}"
    return [
        (words.say(f"{of}.{name}"), words.told(bet["answer"], value, bet["unit"]))
        for name, value in answer.of_options.items()
    ]


def _exercises(lesson: Lesson, runs: Runs, words: Words) -> list[dict[str, str]]:
    pack = words.find("lessons.pack")
    found = []
    for name, specs in lesson.exercises.items():
        numbers = {key: words.told(spec, measured(runs, spec)) for key, spec in specs.items()}
        told = words.find(f"lessons.{lesson.name}.exercises.{name}")
        opened = {key: _open(specs[key], text) for key, text in numbers.items()}
        found.append(
            {
                "question": filled_in(told["question"], numbers),
                "open": filled_in(told["question"], opened),
                "answer": filled_in(told["answer"], numbers),
            }
        )
    swept = any(dial.path == "law" or any("law" in setting for setting in dial.settings) for dial in lesson.dials)
    run = filled_in(pack["law_swept" if swept else "law_fixed"], {"file": f"{lesson.name}.yaml"})
    law = filled_in(pack["law_question"], {"run": run})
    found.append({"question": law, "open": law, "answer": pack["law_answer"]})
    return found


def _open(spec: Mapping[str, Any], text: str) -> str:
    """A blank in the place of what a run comes to; what is known beforehand stays."""
    return text if spec["what"] in ("setting", "friends", "strangers") else BLANK


def _standing(name: str) -> dict[str, str]:
    """A number of the model with its source and mark, as docs/evidence.md has them."""
    table = Parameters if name in Parameters._fields else Traits
    quantity = quantities(table)[name]
    default: Any = table._field_defaults[name]
    return {
        "name": name.replace("_", " "),
        "about": quantity.about,
        "value": f"{default:.4g}".replace("-", "−"),
        "mark": f"[{quantity.mark}] {MARKS[quantity.mark]}",
        "source": quantity.source or "–",
    }
