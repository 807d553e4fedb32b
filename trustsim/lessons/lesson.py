"""A lesson read from its file: scenes with complete configs, bets, and what numbers their comments are made of."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from trustsim.config.yaml_text import UnreadableError, read_yaml
from trustsim.parameters import Parameters

FOLDER: Final = Path(__file__).parent

USUAL: Final[Mapping[str, Any]] = {"traits": {}, "parameters": {}, "law": "default", "events": []}
"""What a config of the page always says."""

PANELS: Final = ["network", "controls", "monitors", "lines", "tables"]

MEASURES: Final[Mapping[str, frozenset[str]]] = {
    "trust": frozenset(),
    "lost": frozenset(),
    "straight": frozenset(),
    "kept": frozenset(),
    "undoing": frozenset(),
    "alone": frozenset(),
    "mean": frozenset({"week", "less"}),
    "wins": frozenset({"week", "against", "seeds"}),
    "lowest": frozenset({"week", "seeds"}),
    "highest": frozenset({"week", "seeds"}),
    "alive": frozenset(),
    "pairs": frozenset(),
    "friends": frozenset(),
    "strangers": frozenset(),
    "fallen": frozenset({"week"}),
    "touched": frozenset({"week"}),
    "received": frozenset({"week"}),
    "setting": frozenset(),
    "reached": frozenset(),
    "formula": frozenset(),
    "reachable": frozenset(),
}
"""What may be measured, with the further keys that each takes; ``measuring`` says what they mean."""

OF_A_TIE: Final = frozenset({"trust", "lost", "straight", "undoing", "alone", "kept", "reached", "formula"})


class LessonError(ValueError):
    """A lesson's file says something that is no lesson; the message says where and what."""


@dataclass(frozen=True)
class Scene:
    """One scene: what runs, what is bet on, what may be chosen afterwards.

    Attributes
    ----------
    name
        By which its text is found.
    config
        That of the chosen option, complete.
    options
        The config of each option, by name; empty where there is nothing to choose.
    choice, chosen
        What is chosen between, by name, and the option that the bet is about; "" where there is nothing to choose.
    first, last
        The weeks from which and to which it plays.
    watch, person
        A tie whose numbers are shown, [who trusts, whom]; somebody who is marked in the network.
    bet
        ``kind: number`` with ``low``, ``high``, ``unit``, ``near`` and the measure ``answer``; or ``kind: choice`` with
        a measure for each of its ``options``, of which the largest is right.
    numbers
        Measures that the comments name.
    """

    name: str
    config: Mapping[str, Any]
    options: Mapping[str, Mapping[str, Any]]
    choice: str
    chosen: str
    first: int
    last: int
    watch: list[int] | None
    person: int | None
    show: list[str]
    bet: Mapping[str, Any]
    numbers: Mapping[str, Mapping[str, Any]]

    def as_data(self) -> dict[str, Any]:
        """As the page reads it."""
        return {
            "name": self.name,
            "config": self.config,
            "from": self.first,
            "until": self.last,
            "watch": self.watch,
            "person": self.person,
            "show": self.show,
            "bet": self.bet,
            "numbers": self.numbers,
            "choice": {"name": self.choice, "chosen": self.chosen, "options": self.options} if self.choice else None,
        }

    def measures(self) -> Iterator[Mapping[str, Any]]:
        """All that is measured: what the bet is held against, and what comments name."""
        yield from self.bet["options"].values() if self.bet["kind"] == "choice" else [self.bet["answer"]]
        yield from self.numbers.values()


@dataclass(frozen=True)
class Dial:
    """Something to turn in the view of what was recorded: a slider over ``values`` of a ``path``, or named options.

    Attributes
    ----------
    settings
        What each of its places sets, by dotted path.
    names
        Of its options; empty for a slider.
    start
        The place at which it stands first.
    """

    name: str
    settings: Sequence[Mapping[str, Any]]
    names: list[str]
    start: int

    @property
    def path(self) -> str:
        """The one path that it sets."""
        return next(iter(self.settings[0]))

    @property
    def values(self) -> list[Any]:
        """What each place sets it to."""
        return [setting[self.path] for setting in self.settings]

    def as_data(self) -> dict[str, Any]:
        """As the page reads it."""
        return {"name": self.name, "settings": self.settings, "names": self.names, "start": self.start}


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes
    ----------
    name
        That of its file.
    plan
        Minutes in class: ``opening``, ``scene`` (each), ``explore``, ``exercises``, ``closing``.
    people
        Places of people who have a name in it, with the key of the name's text.
    scenes, dials
        What is told; what can be explored afterwards.
    explored
        The config that the dials change.
    wrap, exercises
        Measures that the summary and the exercises name; those of an exercise by its name.
    evidence
        Numbers of the model on which it hangs.
    study
        What the config for ``trustsim run`` records: ``outcomes``, ``replicates``, ``every``.
    """

    name: str
    plan: Mapping[str, int]
    people: Mapping[str, str]
    scenes: list[Scene]
    dials: list[Dial]
    explored: Mapping[str, Any]
    watch: list[int] | None
    person: int | None
    show: list[str]
    wrap: Mapping[str, Mapping[str, Any]]
    exercises: Mapping[str, Mapping[str, Mapping[str, Any]]]
    evidence: list[str]
    study: Mapping[str, Any]

    @property
    def minutes(self) -> int:
        """How long it takes in class."""
        return sum(self.plan.values()) + self.plan["scene"] * (len(self.scenes) - 1)

    def as_data(self) -> dict[str, Any]:
        """As the page reads it, without text."""
        return {
            "name": self.name,
            "minutes": self.minutes,
            "people": self.people,
            "scenes": [scene.as_data() for scene in self.scenes],
            "explore": {
                "config": self.explored,
                "dials": [dial.as_data() for dial in self.dials],
                "watch": self.watch,
                "person": self.person,
                "show": self.show,
            },
        }


def lesson_names(folder: Path = FOLDER) -> list[str]:
    """The lessons that there are, in the order in which they are told."""
    return sorted((path.stem for path in folder.glob("*.yaml")), key=lambda name: (ORDER.get(name, len(ORDER)), name))


ORDER: Final = {
    name: place for place, name in enumerate(("one_lie_many_promises", "forgive_or_forget", "who_hears_of_it"))
}


@cache
def read_lesson(name: str, folder: Path = FOLDER) -> Lesson:
    """A lesson by its name.

    Raises
    ------
    LessonError
        If there is none, or its file is wrong.
    """
    path = folder / f"{name}.yaml"
    if name not in lesson_names(folder):
        from trustsim.config.faults import mend_for

        raise LessonError(f"{name}: there is no such lesson\n    {mend_for(name, lesson_names(folder))}")
    try:
        document = read_yaml(path.read_text(encoding="utf-8"))
        faults = document.faults
    except UnreadableError as error:
        faults = [error.fault]
    if faults:
        raise LessonError(f"{path.name}:{faults[0].spot.line}: {faults[0].message}")
    try:
        return _lesson(name, document.data)
    except (KeyError, TypeError, StopIteration) as error:
        raise LessonError(f"{path.name}: something is missing or of the wrong kind: {error!r}") from error


def lessons(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """All lessons as the page reads them, without text."""
    return [read_lesson(name, folder).as_data() for name in lesson_names(folder)]


def changed(config: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """A config with other values at dotted paths; a number in a path is a place in a list.

    Examples
    --------
    >>> changed({"events": [1, 2], "traits": {}}, {"events.1": 3, "traits.forgiveness": 1})
    {'events': [1, 3], 'traits': {'forgiveness': 1}}
    """
    new = copy.deepcopy(dict(config))
    for path, value in settings.items():
        *way, last = path.split(".")
        place: Any = new
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        if isinstance(place, list):
            place[int(last)] = copy.deepcopy(value)
        else:
            place[last] = copy.deepcopy(value)
    return new


def _lesson(name: str, said: Mapping[str, Any]) -> Lesson:
    config = {**USUAL, **said.get("config", {})}
    watch, person, show = said.get("watch"), said.get("person"), said.get("show", PANELS)
    explore = said["explore"]
    scenes = [_scene(one, config, watch, person, show) for one in said["scenes"]]
    by_name = {scene.name: scene for scene in scenes}

    def further(specs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Measures outside scenes: of the scene that the lesson names, or that they name."""
        found = {}
        for key, spec in specs.items():
            scene = by_name[spec.get("in", said["measured_in"])]
            bare = {part: value for part, value in spec.items() if part != "in"}
            found[key] = _measure(bare, scene.config, scene.options, scene.watch)
        return found

    return Lesson(
        name=name,
        plan=said["plan"],
        people={str(place): key for place, key in said.get("people", {}).items()},
        scenes=scenes,
        dials=[_dial(one) for one in explore["dials"]],
        explored={**config, **explore.get("config", {})},
        watch=watch,
        person=person,
        show=show,
        wrap=further(said["wrap"]),
        exercises={key: further(specs) for key, specs in said["exercises"].items()},
        evidence=said["evidence"],
        study=said["study"],
    )


def _scene(
    said: Mapping[str, Any],
    common: Mapping[str, Any],
    watch: list[int] | None,
    person: int | None,
    show: list[str],
) -> Scene:
    config = {**common, **said.get("config", {})}
    choice = said.get("choice", {})
    options = {name: changed(config, settings) for name, settings in choice.get("options", {}).items()}
    chosen = choice.get("chosen", next(iter(options), ""))
    if chosen and chosen not in options:
        raise LessonError(f"{said['name']}: {chosen!r} is none of its options")
    config = options.get(chosen, config)
    watch = said.get("watch", watch)

    def measured(spec: Mapping[str, Any]) -> dict[str, Any]:
        return _measure(spec, config, options, watch)

    bet = dict(said["bet"])
    if bet["kind"] == "choice":
        bet["options"] = {name: measured(spec) for name, spec in bet["options"].items()}
    elif bet["kind"] == "number":
        bet["answer"] = measured(bet["answer"])
    else:
        raise LessonError(f"{said['name']}: {bet['kind']!r} is no kind of bet; there are number and choice")
    return Scene(
        name=said["name"],
        config=config,
        options=options,
        choice=choice.get("name", ""),
        chosen=chosen,
        first=said.get("from", 0),
        last=said.get("until", config["weeks"]),
        watch=watch,
        person=said.get("person", person),
        show=said.get("show", show),
        bet=bet,
        numbers={name: measured(spec) for name, spec in said.get("numbers", {}).items()},
    )


def _measure(
    spec: Mapping[str, Any],
    config: Mapping[str, Any],
    options: Mapping[str, Mapping[str, Any]],
    watch: list[int] | None,
) -> dict[str, Any]:
    """A measure with whole configs in it: ``what``, ``of``, ``config`` and whatever else it takes."""

    def at(named: Any) -> Mapping[str, Any]:
        return changed(config, named) if isinstance(named, Mapping) else options[named]

    whats = [key for key in spec if key in MEASURES]
    if len(whats) != 1:
        raise LessonError(f"{dict(spec)}: this is no measure; there are {', '.join(MEASURES)}")
    what = whats[0]
    further = set(spec) - {what, "at"}
    if not further <= MEASURES[what]:
        raise LessonError(f"{what} takes no {', '.join(sorted(further - MEASURES[what]))}")
    here = at(spec["at"]) if "at" in spec else config
    found: dict[str, Any] = {"what": what, "of": spec[what], "config": here}
    if what in OF_A_TIE:
        found["watch"] = watch
    if what == "setting":
        share = here["parameters"].get(spec[what], Parameters._field_defaults[spec[what]])
        found["value"] = math.floor(100.0 * share + 0.5)
    if "week" in spec:
        found["week"] = spec["week"]
    if "less" in spec:
        found["less"] = at(spec["less"])
    if what in ("fallen", "touched"):
        found["without"] = {**here, "events": []}
    if "seeds" in spec:
        found["configs"] = [{**here, "seed": seed} for seed in spec["seeds"]]
    if "against" in spec:
        found["against"] = [{**at(spec["against"]), "seed": seed} for seed in spec["seeds"]]
    return found


def _dial(said: Mapping[str, Any]) -> Dial:
    if "options" in said:
        names = list(said["options"])
        return Dial(said["name"], list(said["options"].values()), names, names.index(said.get("start", names[0])))
    settings = [{said["path"]: value} for value in said["values"]]
    return Dial(said["name"], settings, [], said["values"].index(said["start"]))
