"""Pictures of a lesson for print: one line for each option of a scene, over the weeks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trustsim.app.framing import STEPS
from trustsim.lessons.lesson import OF_A_TIE, Lesson, Scene
from trustsim.lessons.measuring import Number, Run, Runs, answer_of, at_option, measured
from trustsim.lessons.words import Words
from trustsim.plots.save import compact, svg_told
from trustsim.plots.small import courses, dots
from trustsim.plots.style import description_of
from trustsim.report.svg import inline
from trustsim.rules.measures import MEASURES
from trustsim.study.estimates import Estimate


def picture(lesson: Lesson, scene: Scene, runs: Runs, words: Words) -> str:
    """What a scene's bet is about, as SVG: lines over the weeks, dots where people are counted; "" for one count."""
    spec = _spec(scene, runs)
    named = _named(lesson, scene, words)
    title = words.say(f"lessons.{lesson.name}.scenes.{scene.name}.title")
    if spec["what"] in ("fallen", "touched"):
        if len(named) == 1:
            return ""
        counts = [(name, _count(measured(runs, at_option(spec, config)))) for name, config in named]
        figure = dots([(words.say("lessons.pack.figure_fallen"), counts)], said="{:.0f}".format)
    else:
        lines = [(name, _table(_course(runs.of(config), spec), scene.last)) for name, config in named]
        figure = courses(words.say(f"lessons.pack.{_axis(spec)}"), lines)
    name = f"{lesson.name}-{scene.name}"
    svg = compact(svg_told(figure, name, title, description_of(figure)))
    return inline(svg, name, f"{title}. {description_of(figure)}")


def _spec(scene: Scene, runs: Runs) -> Mapping[str, Any]:
    """What the bet is about; of a choice bet what the right option is measured by."""
    answer = answer_of(runs, scene).right
    spec: Mapping[str, Any] = scene.bet["options"][answer] if scene.bet["kind"] == "choice" else scene.bet["answer"]
    return spec


def _count(number: Number) -> Estimate:
    value = float(number or 0)
    return Estimate(value, float("nan"), float("nan"), 1, median=value, never=0.0)


def _named(lesson: Lesson, scene: Scene, words: Words) -> list[tuple[str, Mapping[str, Any]]]:
    if not scene.options:
        return [("", scene.config)]
    of = f"lessons.{lesson.name}.choices.{scene.choice}"
    return [(words.say(f"{of}.{name}"), config) for name, config in scene.options.items()]


def _axis(spec: Mapping[str, Any]) -> str:
    if spec["what"] in OF_A_TIE:
        return "figure_trust"
    if spec["what"] in ("mean", "wins", "lowest", "highest"):
        return "figure_alive" if spec["of"] == "survival" else "figure_mean"
    return "figure_person"


def _course(run: Run, spec: Mapping[str, Any]) -> NDArray[np.float64]:
    """The number that a measure is about, in each week."""
    if spec["what"] in OF_A_TIE:
        return np.array((run.watched or {})["trust"])
    if spec["what"] in ("mean", "wins", "lowest", "highest"):
        return run.means[:, MEASURES.index(spec["of"])]
    sides = run.towards(spec["of"])
    alive = run.alive[:, [side // 2 for side in sides]]
    return np.asarray((run.trust[:, sides] * alive).sum(axis=1) / (STEPS * alive.sum(axis=1)))


def _table(course: NDArray[np.float64], last: int) -> pd.DataFrame:
    shown = course[: last + 1]
    return pd.DataFrame({"week": np.arange(len(shown)), "mean": shown, "low": np.nan, "high": np.nan})
