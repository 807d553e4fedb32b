"""What a bet is held against, worked out from runs: the page does the same from the same frames.

====================  ==================================================================================================
``trust``             the watched tie's trust in a week, in percent
``lost``              the share of it that went from one week to another, in percent
``straight``          where it would be in the second of two weeks if every week brought what the first did, in percent
``kept``              promises kept on it by a week
``undoing``           promises it takes from a week on until trust is where it was before it last fell; None: never
``alone``             the same by the law alone, hurt left aside
``mean``              a mean over everybody in a week, in percent; with ``less``: by how much it is above another run's
``wins``              in how many of some seeds one config has a higher mean than another
``lowest, highest``   a mean in a week over some seeds, in percent
``alive, pairs``      relationships alive in a week, and all
``friends``           how many know a person; ``strangers``: how many do not
``fallen``            how many trust a person less in a week than they would if nothing had happened
``touched``           how many who do not know a person trust anybody less than they would
``received``          the mean trust that a person's living relationships have in him or her, in percent
``setting``           a parameter of the model, in percent
====================  ==================================================================================================

Of exercises alone, which the page does not have:

====================  ==================================================================================================
``reached``           promises kept when the watched tie's trust is first above so many percent
``formula``           promises that undo a fall by n = ln[(1 − T) ÷ (1 − T′)] ÷ ln(1 − g), to a tenth
``reachable``         who can hear of a person's breach at once: those it hit, and friends in common with one of them
====================  ==================================================================================================
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trustsim.app.asked import Asked, asked, tie_of
from trustsim.app.framing import STEPS
from trustsim.app.playing import Playing
from trustsim.app.undoing import undoing
from trustsim.lessons.lesson import Scene
from trustsim.rules.measures import MEASURES as MEANS


@dataclass(frozen=True)
class Run:
    """A run, week by week, as the page has it.

    Attributes
    ----------
    asked
        Its config.
    scene
        What does not change: ``people``, ``places``, ``pairs``, ``kinds``.
    trust
        (weeks + 1, 2 × pairs), bytes: of each pair what the first has in the second, then the other way.
    intimacy, alive
        (weeks + 1, pairs), bytes.
    means
        (weeks + 1, measures), in the order of ``rules.measures.MEASURES``.
    watched
        Full numbers of one tie, a list each: ``trust``, ``ceiling``, ``hurt``, ``kept``, ``breaches``; None: of none.
    """

    asked: Asked
    scene: Mapping[str, Any]
    trust: NDArray[np.uint8]
    intimacy: NDArray[np.uint8]
    alive: NDArray[np.uint8]
    means: NDArray[np.float64]
    watched: Mapping[str, list[Any]] | None

    @property
    def weeks(self) -> int:
        """How many weeks it lasts."""
        return self.asked.config.weeks

    @cached_property
    def sides(self) -> dict[tuple[int, int], int]:
        """Where in ``trust`` the tie from one person to another stands."""
        found = {}
        for pair, (a, b) in enumerate(self.scene["pairs"]):
            found[a, b], found[b, a] = 2 * pair, 2 * pair + 1
        return found

    def towards(self, person: int) -> list[int]:
        """The ties of those who know a person, to that person."""
        return [side for (_, target), side in self.sides.items() if target == person]


class Runs:
    """Runs by their configs, each done once.

    Parameters
    ----------
    watch
        A tie whose full numbers are kept, [who trusts, whom].
    """

    def __init__(self, watch: list[int] | None = None) -> None:
        self.watch = watch
        self._runs: dict[str, Run] = {}

    def of(self, config: Mapping[str, Any]) -> Run:
        """The run of a config."""
        key = json.dumps(config, sort_keys=True)
        if key not in self._runs:
            self._runs[key] = passed(config, self.watch)
        return self._runs[key]


def passed(config: Mapping[str, Any], watch: list[int] | None = None) -> Run:
    """Let the weeks of a config pass, as the server of the page does.

    Raises
    ------
    RefusalError, ConfigError
        If the server would refuse it.
    """
    wanted = asked(dict(config))
    playing = Playing(wanted)
    scene = playing.scene()
    tie = None if watch is None else tie_of(watch, "watch", wanted.network)
    frames = playing.frames(0, wanted.config.weeks, tie)

    def unpacked(name: str) -> NDArray[np.uint8]:
        return np.frombuffer(base64.b64decode(frames[name]), dtype=np.uint8).reshape(frames["count"], -1)

    return Run(
        wanted,
        {name: scene[name] for name in ("people", "places", "pairs", "kinds")},
        unpacked("trust"),
        unpacked("intimacy"),
        unpacked("alive"),
        np.array(frames["measures"], dtype=np.float64),
        frames.get("watched"),
    )


Number = int | float | None
"""A measure: a whole number, or a tenth where it says so; None is never."""


def measured(runs: Runs, spec: Mapping[str, Any]) -> Number:
    """One measure of a scene."""
    what, of = spec["what"], spec["of"]
    run = runs.of(spec["config"])
    match what:
        case "undoing" | "alone":
            answer = undoing(run.asked, of, tie_of(spec["watch"], "watch", run.asked.network))
            count: int | None = answer["kept" if what == "undoing" else "alone"]
            return count
        case "trust" | "lost" | "straight" | "kept" | "reached" | "formula":
            tie = run.watched or {}
            trust = tie["trust"]
            if what == "kept":
                return int(tie["kept"][of])
            if what == "reached":
                return int(next(kept for kept, now in zip(tie["kept"], trust, strict=True) if now > of / 100.0))
            if what == "formula":
                gain: Any = run.asked.config.parameters.trust_gain
                return round(math.log((1.0 - trust[of - 1]) / (1.0 - trust[of])) / math.log(1.0 - gain), 1)
            if what == "lost":
                return rounded(100.0 * (1.0 - trust[of[1]] / trust[of[0]]))
            if what == "straight":
                first, last = of
                return rounded(100.0 * (trust[first] + (last - first) * (trust[first + 1] - trust[first])))
            return rounded(100.0 * trust[of])
        case "mean":
            less = _mean(runs.of(spec["less"]), of, spec["week"]) if "less" in spec else 0.0
            return rounded(100.0 * (_mean(run, of, spec["week"]) - less))
        case "wins":
            pairs = zip(spec["configs"], spec["against"], strict=True)
            week = spec["week"]
            return sum(_mean(runs.of(one), of, week) > _mean(runs.of(other), of, week) for one, other in pairs)
        case "lowest" | "highest":
            all_means = [_mean(runs.of(one), of, spec["week"]) for one in spec["configs"]]
            return rounded(100.0 * (min(all_means) if what == "lowest" else max(all_means)))
        case "alive":
            return int(run.alive[of].sum())
        case "pairs":
            return len(run.scene["pairs"])
        case "setting":
            return int(spec["value"])
    return _of_person(runs, spec, run)


def _of_person(runs: Runs, spec: Mapping[str, Any], run: Run) -> int:
    what, person = spec["what"], spec["of"]
    friends = {source for source, target in run.sides if target == person}
    match what:
        case "friends":
            return len(friends)
        case "strangers":
            return len(run.scene["people"]) - 1 - len(friends)
        case "reachable":
            hit = {
                to for event in run.asked.config.events for to in getattr(event, "to", ()) if event.what == "betrayal"
            }
            return len({one for one in friends if one in hit or any((one, other) in run.sides for other in hit)})
        case "received":
            sides = [side for side in run.towards(person) if run.alive[spec["week"], side // 2]]
            values = run.trust[spec["week"], sides].astype(int)
            return rounded(100.0 * int(values.sum()) / (STEPS * len(sides)))
    lower = run.trust[spec["week"]] < runs.of(spec["without"]).trust[spec["week"]]
    if what == "fallen":
        return int(sum(lower[side] for side in run.towards(person)))
    touched = {source for (source, _), side in run.sides.items() if lower[side]}
    return len(touched - friends - {person})


def _mean(run: Run, measure: str, week: int) -> float:
    return float(run.means[week, MEANS.index(measure)])


def rounded(value: float) -> int:
    """To the nearest whole number, halves upwards: as the page rounds."""
    return math.floor(value + 0.5)


@dataclass(frozen=True)
class Answer:
    """What came out of a scene.

    Attributes
    ----------
    right
        The number of a number bet (None: never), or the name of the right option.
    measured
        The measure of each option of a choice bet.
    of_options
        What the number bet's measure is under each option of the scene.
    numbers
        The numbers that comments name.
    """

    right: Number | str
    measured: Mapping[str, Number]
    of_options: Mapping[str, Number]
    numbers: Mapping[str, Number]


def answer_of(runs: Runs, scene: Scene) -> Answer:
    """What a scene's bet is held against, and all numbers of its comments."""
    numbers = {name: measured(runs, spec) for name, spec in scene.numbers.items()}
    if scene.bet["kind"] == "choice":
        values = {name: measured(runs, spec) for name, spec in scene.bet["options"].items()}
        best = max(values, key=lambda name: values[name] or 0)
        return Answer(best, values, {}, numbers)
    spec = scene.bet["answer"]
    of_options = {}
    if spec["config"] == scene.config and "configs" not in spec:
        of_options = {name: measured(runs, at_option(spec, config)) for name, config in scene.options.items()}
    return Answer(measured(runs, spec), {}, of_options, numbers)


def at_option(spec: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """The same measure of another option's run."""
    new = {**spec, "config": config}
    return {**new, "without": {**config, "events": []}} if "without" in spec else new
