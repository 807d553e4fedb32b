"""From raw data to a ``Config``, and each point of a sweep held to the same rules."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from re import fullmatch
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from trustsim.config.base import is_number
from trustsim.config.faults import ConfigError, Fault, Path, Problem, dotted, shown
from trustsim.config.keys import split_key, with_keys
from trustsim.config.sampled import Range, Sampled
from trustsim.config.schema import SHARES_OF_ENCOUNTERS, Config, Setting
from trustsim.config.several import One, Sweep, located
from trustsim.config.sweep import MOST_RUNS, Assignments, Grid, Points, Steps, Zip
from trustsim.config.translation import problems_in

MOST_CHECKED: Final = 1_000  # points checked one by one; of larger sweeps each value, and some points
SAMPLED: Final = 32
MOST_REPORTED: Final = 20

_SWEEP: Final[TypeAdapter[Sweep | None]] = TypeAdapter(Sweep)


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
        Dotted keys with their values, as the ``points`` of a sweep give them.
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
    """The config of a point: one in which some numbers are others.

    Attributes
    ----------
    assigned
        What the point sets, by dotted key.
    base
        The config; points of a sweep that differ in such numbers alone have the very same one.
    numbers
        By dotted key. Nothing else in a config depends on them, so each was checked by itself.
    """

    assigned: Assignments
    base: Config
    numbers: Mapping[str, Any]


def stands_alone(key: str, swept: Iterable[str], raw: Mapping[str, Any]) -> bool:
    """Whether a number for a swept key is one that nothing else in a config depends on, nor who knows whom in a run.

    Then a value that is good at one point of a sweep is good at all of them. It is so for the numbers of ``parameters``
    and of a law that is not swept itself, but for shares that must sum to 1 and for ``new_ties``, with which types of
    relationship can come up that have to fit the ticks. It is so for a trait, too, unless the config itself spreads it
    over the people: by a column, perhaps, that not every swept network has.
    """
    match split_key(key):
        case ("traits", name):
            return not isinstance((raw.get("traits") or {}).get(name), Mapping)
        case ("parameters", name):
            return name not in (*SHARES_OF_ENCOUNTERS, "new_ties")
        case ("law", name):
            return name != "name" and not {"law", "law.name"} & set(swept)
    return False


def with_numbers(config: Config, numbers: Mapping[str, Any]) -> Config:
    """The config with other numbers, which were checked before: ``traits.…``, ``parameters.…`` and ``law.…``."""
    of_people, of_everybody, of_law = parts_of(numbers)
    law = config.law.model_copy(update={"parameters": {**config.law.parameters, **of_law}})
    parameters = config.parameters.model_copy(update=of_everybody)
    traits = config.traits.model_copy(update=of_people)
    return config.model_copy(update={"traits": traits, "parameters": parameters, "law": law})


def parts_of(numbers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Numbers by dotted key as those of ``traits``, of ``parameters`` and of the law, each by its own name."""
    parts: dict[str, dict[str, Any]] = {"traits": {}, "parameters": {}, "law": {}}
    for key, value in numbers.items():
        part, name = split_key(key)
        parts[part][name] = value
    return parts["traits"], parts["parameters"], parts["law"]


def points_of(raw: Mapping[str, Any], sweep: Sweep, folder: FilePath | None = None) -> Iterator[Numbered]:
    """The config of each point of a sweep, in order, whatever its design.

    A number that stands alone is checked once for each of its values, and of a range at both ends; all else is checked
    with everything that it comes together with.

    Raises
    ------
    ConfigError
        If there is no such config.
    """
    bases: dict[str, Config] = {}
    for _, one in located(sweep):
        keys = one.keys()
        alone = {key for key in keys if stands_alone(key, keys, raw)}
        ranges = {key: one.over[key] for key in alone} if isinstance(one, Sampled) else {}
        number = _numbers_in_ranges(raw, ranges, folder) if ranges else _numbers_listed(raw, folder)
        for assigned in one.points():
            others = {key: value for key, value in assigned.items() if key not in alone or _spreads(key, value)}
            name = repr(others)
            if name not in bases:
                bases[name] = at_point(raw, others, folder)
            numbers = {key: number(key, value) for key, value in assigned.items() if key not in others}
            yield Numbered(assigned, bases[name], numbers)


def _spreads(key: str, value: Any) -> bool:
    """Whether people differ in the trait that is given this value, perhaps by a column of the network."""
    return split_key(key)[0] == "traits" and not is_number(value)


def _numbers_listed(raw: Mapping[str, Any], folder: FilePath | None) -> Callable[[str, Any], Any]:
    """What makes values that are written out into numbers of a config, each checked when it is first met."""
    known: dict[tuple[str, type, Any], Any] = {}

    def number(key: str, value: Any) -> Any:
        # 1, 1.0 and true are equal and yet not the same to a config.
        name = (key, type(value), value if is_number(value) else repr(value))
        if name not in known:
            known[name] = _number_at(raw, key, value, folder)
        return known[name]

    return number


def _numbers_in_ranges(
    raw: Mapping[str, Any], ranges: Mapping[str, Range], folder: FilePath | None
) -> Callable[[str, Any], Any]:
    """The same for values from ranges: where both ends are good, all between them is."""
    kinds = {
        key: {type(_number_at(raw, key, end, folder)) for _, end in one.ends()}.pop() for key, one in ranges.items()
    }
    return lambda key, value: kinds[key](value)


def _number_at(raw: Mapping[str, Any], key: str, value: Any, folder: FilePath | None) -> Any:
    """A number as a config holds it that is checked with it."""
    config = at_point(raw, {key: value}, folder)
    part, name = split_key(key)
    return config.law.parameters[name] if part == "law" else getattr(getattr(config, part), name)


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
    if sum(one.size() for _, one in located(sweep)) > MOST_RUNS:
        return []  # so is that; to look at so many would take minutes
    seen = {(problem.path, problem.message) for problem in known}
    told: set[Path] = set()
    found: list[Problem] = []
    for start, one in located(sweep):
        for check in _checks(one, raw):
            for problem in _point(raw, check.assigned, folder)[1]:
                if (problem.path, problem.message) in seen:
                    continue
                seen.add((problem.path, problem.message))
                placed = _placed(problem, check)
                if isinstance(one, Sampled) and "whole number" in problem.message:
                    placed = replace(placed, mend="add whole: true to the range")
                placed = replace(placed, path=(*start, *placed.path))
                # Values of one range that are wrong are wrong for one reason.
                if isinstance(one, Sampled) and any(path[: len(placed.path)] == placed.path for path in told):
                    continue
                told.add(placed.path)
                found.append(placed)
                if len(found) == MOST_REPORTED:
                    return found
    return found


@dataclass(frozen=True)
class _Check:
    """Settings to hold against the schema.

    Attributes
    ----------
    assigned
        What to set.
    suspects
        For each key that the check varies, where in the sweep its value stands.
    otherwise
        Where a problem is placed that none of them brings by itself.
    """

    assigned: Assignments
    suspects: Mapping[str, Path]
    otherwise: Path = ("over",)


def _checks(sweep: One, raw: Mapping[str, Any]) -> Iterator[_Check]:
    """The points to check, those that vary one value first, with the values that may be to blame."""
    if isinstance(sweep, Points):
        for index, point in enumerate(sweep.points_listed):
            path: Path = ("points", index, "set")
            yield _Check(dict(point.set), {key: (*path, key) for key in point.set}, path[:2])
    elif isinstance(sweep, Grid):
        yield from _checks_of_grid(sweep)
    elif isinstance(sweep, Zip):
        axes = sweep.axes()
        for index in _some(sweep.size()):
            here = {key: values[index] for key, values in axes.items()}
            yield _Check(here, {key: sweep.spot(key, index) for key in axes})
    else:
        yield from _checks_of_ranges(sweep, raw)


def _checks_of_grid(sweep: Grid) -> Iterator[_Check]:
    axes = sweep.axes()
    first = {key: values[0] for key, values in axes.items()}
    yield _Check(first, {key: sweep.spot(key, 0) for key in axes})
    for key, values in axes.items():
        places = _some(len(values)) if isinstance(sweep.over[key], Steps) else range(len(values))
        for index in places:
            if index > 0:
                yield _Check({**first, key: values[index]}, {key: sweep.spot(key, index)})
    # Problems that only several values together bring are the grid's, not one value's.
    if sweep.size() <= MOST_CHECKED:
        for assigned in sweep.points():
            yield _Check(assigned, {})
        return
    choose = random.Random(0)
    yield _Check({key: values[-1] for key, values in axes.items()}, {})
    for _ in range(SAMPLED):
        yield _Check({key: choose.choice(values) for key, values in axes.items()}, {})


def _checks_of_ranges(sweep: Sampled, raw: Mapping[str, Any]) -> Iterator[_Check]:
    """Both ends of what is good or bad by itself; of all else the points that the sample has."""
    keys = sweep.keys()
    for key, one in sweep.over.items():
        if stands_alone(key, keys, raw) or _is_by_itself(key):
            for name, end in one.ends():
                yield _Check({key: end}, {key: ("over", key, name)}, ("over", key))
    rest = [key for key in keys if not stands_alone(key, keys, raw)]
    if not rest or sweep.size() > MOST_RUNS:  # so many are refused with the config itself, and would take long to draw
        return
    points = list(sweep.points())
    for index in _some(len(points)):
        yield _Check({key: points[index][key] for key in rest}, {key: ("over", key) for key in rest})


def _is_by_itself(key: str) -> bool:
    """Whether a number has limits that no other setting moves, although the start of a run depends on it."""
    return fullmatch(r"traits\.[^.]+|relationship_types\.[^.]+\.[^.]+", key) is not None


def _some(length: int) -> Iterable[int]:
    """The places of so many values; of very many some, the first and the last among them."""
    return range(length) if length <= MOST_CHECKED else [*range(0, length - 1, length // SAMPLED), length - 1]


def _placed(problem: Problem, check: _Check) -> Problem:
    """The problem of a point, at the value that brings it."""
    for key, path in check.suspects.items():
        steps = split_key(key)
        if tuple(str(step) for step in problem.path[: len(steps)]) == steps:
            return Problem(path, _at(problem, key, check.assigned), problem.mend)
    if len(check.suspects) == 1:
        key, path = next(iter(check.suspects.items()))
        return Problem(path, _at(problem, key, check.assigned), problem.mend)
    values = ", ".join(f"{key} = {shown(value)}" for key, value in check.assigned.items())
    return Problem(check.otherwise, f"with {values}: {_named(problem)}", problem.mend)


def _named(problem: Problem) -> str:
    return f"{dotted(problem.path)}: {problem.message}" if problem.path else problem.message


def _at(problem: Problem, key: str, assignments: Assignments) -> str:
    if dotted(problem.path) == key:
        return problem.message
    return f"with {key} = {shown(assignments[key])}: {_named(problem)}"
