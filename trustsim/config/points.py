"""From raw data to a ``Config``, and each point of a sweep held to the same rules."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from trustsim.config.faults import ConfigError, Fault, Path, Problem, dotted, shown
from trustsim.config.keys import split_key, with_keys
from trustsim.config.schema import SHARES_OF_ENCOUNTERS, Config, Setting
from trustsim.config.sweep import Assignments, Grid, Points, Steps, Sweep
from trustsim.config.translation import problems_in

MOST_CHECKED: Final = 1_000  # points checked one by one; of larger grids each value, and some points
SAMPLED: Final = 32
MOST_REPORTED: Final = 20

_SWEEP: Final[TypeAdapter[Grid | Points]] = TypeAdapter(Sweep)


def validated[Kind: Setting](
    raw: Any, folder: FilePath | None, kind: type[Kind], given_network: bool = False
) -> tuple[Kind | None, list[Problem]]:
    """The config, or the problems that it has; points of its sweep are not looked at.

    Parameters
    ----------
    raw
        Plain data, as YAML gives them.
    folder
        Where paths in the config start from; without it they are not looked up.
    kind
        ``Config``, or ``Setting`` for a model without a study.
    given_network
        The network is at hand already, so that what is said of people and columns is not held against ``network``.
    """
    try:
        return kind.model_validate(raw, context={"folder": folder, "given": given_network}), []
    except ValidationError as error:
        return None, problems_in(error, kind)


def setting_of(raw: Mapping[str, Any], folder: FilePath | None = None, *, given_network: bool = False) -> Setting:
    """What a model is made of, from plain data: for whoever builds a model without a config file.

    With ``given_network``, the network is at hand already and ``network`` is not looked at.

    Raises
    ------
    ConfigError
        With everything that is wrong; faults have keys and no lines.

    Examples
    --------
    >>> setting_of({"people": 50, "traits": {"forgivness": 0.9}})
    Traceback (most recent call last):
    ...
    trustsim.config.faults.ConfigError: traits.forgivness: there is no key 'forgivness'
        did you mean forgiveness?
    """
    setting, problems = validated(raw, folder, Setting, given_network)
    if setting is None:
        raise ConfigError(Fault("", dotted(problem.path), problem.message, problem.mend) for problem in problems)
    return setting


def at_point(config_raw: Mapping[str, Any], assignments: Mapping[str, Any], folder: FilePath | None = None) -> Config:
    """The config of one point of a sweep, itself without a sweep.

    Parameters
    ----------
    config_raw
        The whole config as plain data (``LoadedConfig.raw``).
    assignments
        Dotted keys with their values, as ``Grid.points`` and ``Points.points`` give them.
    folder
        As for ``validated``.

    Raises
    ------
    ConfigError
        If there is no such config.
    """
    config, problems = _point(config_raw, assignments, folder)
    if config is None:
        place = ", ".join(f"{key} = {shown(value)}" for key, value in assignments.items())
        raise ConfigError(Fault(place, dotted(problem.path), problem.message, problem.mend) for problem in problems)
    return config


@dataclass(frozen=True)
class Numbered:
    """A config in which some numbers are others.

    Attributes
    ----------
    base
        The config; points of a sweep that differ in such numbers alone have the very same one.
    numbers
        By dotted key. Nothing else in a config depends on them, so each was checked by itself.
    """

    base: Config
    numbers: Mapping[str, Any]


def stands_alone(key: str, swept: Iterable[str]) -> bool:
    """Whether a swept key is a number that nothing else in a config depends on, nor the start of a run.

    Then a value that is good at one point of a grid is good at all of them. It is so for the numbers of ``parameters``
    and of a law that is not swept itself, but for shares that must sum to 1 and for ``new_ties``, with which types of
    relationship can come up that have to fit the ticks.
    """
    match split_key(key):
        case ("parameters", name):
            return name not in (*SHARES_OF_ENCOUNTERS, "new_ties")
        case ("law", name):
            return name != "name" and not {"law", "law.name"} & set(swept)
    return False


def with_numbers(config: Config, numbers: Mapping[str, Any]) -> Config:
    """The config with other numbers, which were checked before: ``parameters.…`` and ``law.…``."""
    of_everybody, of_law = parts_of(numbers)
    law = config.law.model_copy(update={"parameters": {**config.law.parameters, **of_law}})
    parameters = config.parameters.model_copy(update=of_everybody)
    return config.model_copy(update={"parameters": parameters, "law": law})


def parts_of(numbers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Numbers by dotted key as those of ``parameters`` and those of the law, each by its own name."""
    parts: dict[str, dict[str, Any]] = {"parameters": {}, "law": {}}
    for key, value in numbers.items():
        part, name = split_key(key)
        parts[part][name] = value
    return parts["parameters"], parts["law"]


def points_of_grid(raw: Mapping[str, Any], grid: Grid, folder: FilePath | None = None) -> Iterator[Numbered]:
    """The config of each point of a grid, in order: every value of a number that stands alone is checked only once.

    Raises
    ------
    ConfigError
        If there is no such config.
    """
    axes = grid.axes()
    first = {key: values[0] for key, values in axes.items()}
    alone = [key for key in axes if stands_alone(key, axes)]
    checked = {
        key: [_number_at(raw, {**first, key: value}, key, folder) if key in alone else value for value in values]
        for key, values in axes.items()
    }
    bases: dict[tuple[int, ...], Config] = {}
    for places in itertools.product(*(range(len(values)) for values in axes.values())):
        of_base = tuple(0 if key in alone else place for key, place in zip(axes, places, strict=True))
        if of_base not in bases:
            there = {key: axes[key][place] for key, place in zip(axes, of_base, strict=True)}
            bases[of_base] = at_point(raw, there, folder)
        here = dict(zip(axes, places, strict=True))
        yield Numbered(bases[of_base], {key: checked[key][here[key]] for key in alone})


def _number_at(raw: Mapping[str, Any], assignments: Mapping[str, Any], key: str, folder: FilePath | None) -> Any:
    """A number as a config holds it that is checked with it."""
    config = at_point(raw, assignments, folder)
    part, name = split_key(key)
    return config.law.parameters[name] if part == "law" else getattr(config.parameters, name)


def _point(
    raw: Mapping[str, Any], assignments: Mapping[str, Any], folder: FilePath | None
) -> tuple[Config | None, list[Problem]]:
    # Claims are about points together: of one alone they say nothing.
    alone = {key: value for key, value in raw.items() if key not in ("sweep", "claims")}
    try:
        return validated(with_keys(alone, assignments), folder, Config)
    except LookupError as error:
        return None, [Problem((), str(error.args[0]), "mend the key")]


def problems_of_points(raw: Mapping[str, Any], known: list[Problem], folder: FilePath | None) -> list[Problem]:
    """What is wrong at the points of the sweep and not already with the config itself.

    Paths lead to the value of the sweep that brings the problem; the message names the key at fault where
    that is another.
    """
    try:
        sweep = _SWEEP.validate_python(raw.get("sweep"))
    except ValidationError:
        return []  # reported with the config itself
    seen = {(problem.path, problem.message) for problem in known}
    found: list[Problem] = []
    for assignments, suspects in _checks(sweep):
        for problem in _point(raw, assignments, folder)[1]:
            if (problem.path, problem.message) in seen:
                continue
            seen.add((problem.path, problem.message))
            found.append(_placed(problem, assignments, suspects))
            if len(found) == MOST_REPORTED:
                return found
    return found


Suspects = dict[str, Path]
"""For each key that a check varies, where in the config its value stands."""


def _checks(sweep: Grid | Points) -> Iterator[tuple[Assignments, Suspects]]:
    """The points to check, those that vary one value first, with the values that may be to blame."""
    if isinstance(sweep, Points):
        for index, point in enumerate(sweep.points_listed):
            yield dict(point.set), {key: ("sweep", "points", index, "set", key) for key in point.set}
        return
    axes = sweep.axes()
    spots = {key: [_value_path(sweep, key, index) for index in range(len(values))] for key, values in axes.items()}
    first = {key: values[0] for key, values in axes.items()}
    yield first, {key: spots[key][0] for key in axes}
    for key, values in axes.items():
        for index in _worth_checking(sweep.over[key], len(values)):
            yield {**first, key: values[index]}, {key: spots[key][index]}
    # Problems that only several values together bring are the grid's, not one value's.
    together: Suspects = {}
    if sweep.size() <= MOST_CHECKED:
        for assignments in sweep.points():
            yield assignments, together
        return
    choose = random.Random(0)
    yield {key: values[-1] for key, values in axes.items()}, together
    for _ in range(SAMPLED):
        yield {key: choose.choice(values) for key, values in axes.items()}, together


def _worth_checking(axis: Any, length: int) -> Iterable[int]:
    """The values of an axis after its first: all of a list, of many steps some and the last."""
    if not isinstance(axis, Steps) or length <= MOST_CHECKED:
        return range(1, length)
    return [*range(1, length - 1, length // SAMPLED), length - 1]


def _value_path(sweep: Grid, key: str, index: int) -> Path:
    return ("sweep", "over", key) if isinstance(sweep.over[key], Steps) else ("sweep", "over", key, index)


def _placed(problem: Problem, assignments: Assignments, suspects: Suspects) -> Problem:
    """The problem of a point, at the value that brings it."""
    for key, path in suspects.items():
        steps = split_key(key)
        if tuple(str(step) for step in problem.path[: len(steps)]) == steps:
            return Problem(path, _at(problem, key, assignments), problem.mend)
    if len(suspects) == 1:
        key, path = next(iter(suspects.items()))
        return Problem(path, _at(problem, key, assignments), problem.mend)
    in_a_list = [path[:3] for path in suspects.values() if path[1] == "points"]
    where: Path = in_a_list[0] if in_a_list else ("sweep", "over")
    values = ", ".join(f"{key} = {shown(value)}" for key, value in assignments.items())
    return Problem(where, f"with {values}: {_named(problem)}", problem.mend)


def _named(problem: Problem) -> str:
    return f"{dotted(problem.path)}: {problem.message}" if problem.path else problem.message


def _at(problem: Problem, key: str, assignments: Assignments) -> str:
    if dotted(problem.path) == key:
        return problem.message
    return f"with {key} = {shown(assignments[key])}: {_named(problem)}"
