"""What is to be run: the points of a sweep, each as often as there are replicates.

A plan is made before anything runs. Whoever runs it needs nothing but its runs: each carries its point, and a point
its config.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trustsim import draws
from trustsim.config import Config, Several, located, network_in, points_of, with_numbers
from trustsim.config.keys import value_at
from trustsim.config.networks import NamedNetwork, NetworkFile
from trustsim.config.outcomes import in_folder as outcomes_in
from trustsim.config.replicates import most

if TYPE_CHECKING:
    from trustsim.config import LoadedConfig

NAMELESS: Final = "study"
"""What a config is called that came without a file."""


@dataclass(frozen=True, slots=True)
class Point:
    """One of the settings that a study compares.

    Attributes
    ----------
    index
        Counted from 0, in the order of the sweep.
    label
        What the config calls it, if it does.
    settings
        Every swept key with its value here, whether this point sets it or leaves it as the config has it.
    base, numbers
        A config without a sweep, its files as full paths, and numbers that are others at this point: what can be shared
        between points that differ in these alone is one object in all of them. A large plan holds few configs.
    sweep
        Which of several sweeps it belongs to, counted from 1, as headings do; 0 where the config has not several.
    """

    index: int
    label: str | None
    settings: Mapping[str, Any]
    base: Config = field(repr=False)
    numbers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    sweep: int = 0

    @property
    def config(self) -> Config:
        """All of this point: made of base and numbers each time, where there are any."""
        return with_numbers(self.base, self.numbers) if self.numbers else self.base


@dataclass(frozen=True, slots=True)
class Run:
    """One run: all that is needed to do it.

    Attributes
    ----------
    index
        Counted from 0, over the whole plan.
    point
        What is run.
    replicate
        Counted from 0, at each point.
    seed
        The same for a replicate at every point, so that points differ by their settings alone.
    """

    index: int
    point: Point
    replicate: int
    seed: int


@dataclass(frozen=True)
class Plan:
    """All runs of a study, point by point.

    Attributes
    ----------
    config
        The study, with its sweep.
    points, runs
        In order; a run's index is its place in ``runs``.
    name
        What the study is called.
    text
        The config as its author wrote it; "" where there is no file.
    overrides
        ``KEY=VALUE`` each: what was changed on the command line.
    folder
        Where the files of the config are; None if it came without a place.
    asked
        The file, the name or the run folder by which the config was found; "" if it came without one.
    home
        The run folder that it was read from, or what belongs beside that; None if it came from no run folder.
    """

    config: Config = field(repr=False)
    points: tuple[Point, ...] = field(repr=False)
    runs: tuple[Run, ...] = field(repr=False)
    name: str = NAMELESS
    text: str = field(default="", repr=False)
    overrides: tuple[str, ...] = ()
    folder: Path | None = None
    asked: str = ""
    home: Path | None = None

    @property
    def swept(self) -> tuple[str, ...]:
        """The dotted keys that differ between points, in the order of the config."""
        return self.config.sweep.keys() if self.config.sweep else ()

    @cached_property
    def laws(self) -> tuple[str, ...]:
        """The names of the laws of all points, each once."""
        return tuple(dict.fromkeys(point.base.law.name for point in self.points))

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each replicate."""
        return seeds_of(self.config)

    @property
    def digest(self) -> str:
        """SHA-256 of the resolved config, in which outcomes of its own stand with the hash of their module, and of the
        files that it names: equal plans run to equal tables.
        """
        content = hashlib.sha256(json.dumps(resolved(self.config), sort_keys=True).encode())
        for path in files_of(self):
            content.update(path.read_bytes())
        return content.hexdigest()


def seeds_of(config: Config) -> tuple[int, ...]:
    """The seed of each replicate."""
    return tuple(draws.seed_of_replicate(config.seed, replicate) for replicate in range(most(config.replicates)))


def plan_of(loaded: LoadedConfig, overrides: Sequence[str] = (), asked: str = "") -> Plan:
    """The plan of a config that was read.

    Parameters
    ----------
    loaded
        From ``trustsim.config.load_config``.
    overrides
        The overrides that it was read with, for the record.
    asked
        The words by which the config was found; its path, unless said.

    Raises
    ------
    ConfigError
        If a point of a large sweep, where not each was checked before, is none.
    """
    plan = _made(loaded.config, loaded.raw, loaded.folder)
    return replace(
        plan, name=loaded.name, text=loaded.text, overrides=tuple(overrides), asked=asked or str(loaded.path)
    )


def plan_of_config(config: Config, name: str = NAMELESS, folder: Path | None = None) -> Plan:
    """The plan of a config that was made in Python.

    Parameters
    ----------
    config
        The study.
    name
        What to call it.
    folder
        Where the paths in it start from, and modules of its outcomes are; the current folder, unless said.

    Raises
    ------
    ConfigError
        If an outcome of its own cannot be had.
    """
    place = (folder or Path()).resolve()
    config = config.model_copy(update={"outcomes": outcomes_in(config.outcomes, place)})
    raw = {**resolved(config), "outcomes": list(config.outcomes)}  # looked up already
    return replace(_made(config, raw, place), name=name)


def _made(config: Config, raw: Mapping[str, Any], folder: Path) -> Plan:
    points = tuple(_points(config, raw, folder))
    seeds = seeds_of(config)
    runs = tuple(
        Run(point.index * len(seeds) + replicate, point, replicate, seed)
        for point in points
        for replicate, seed in enumerate(seeds)
    )
    return Plan(config, points, runs, folder=folder)


def _points(config: Config, raw: Mapping[str, Any], folder: Path) -> Iterator[Point]:
    if config.sweep is None:
        yield Point(0, None, {}, _runnable(config, folder))
        return
    keys = config.sweep.keys()
    first = 1 if isinstance(config.sweep, Several) else 0
    of_sweep = [number for number, (_, one) in enumerate(located(config.sweep), first) for _ in range(one.size())]
    # By the identity of their base, which is kept so that no other can take its place.
    runnable: dict[int, tuple[Config, Config]] = {}
    unset: dict[tuple[int, tuple[str, ...]], dict[str, Any]] = {}
    every = zip(of_sweep, config.sweep.labels(), points_of(raw, config.sweep, folder), strict=True)
    for index, (number, label, here) in enumerate(every):
        base = id(here.base)
        if base not in runnable:
            runnable[base] = (here.base, _runnable(here.base, folder))
        left = tuple(key for key in keys if key not in here.assigned)
        if left and (base, left) not in unset:
            data = _spelt_out(here.base, {key.split(".")[0] for key in left})
            unset[base, left] = {key: value_at(data, key) for key in left}
        settings = {key: here.assigned[key] if key in here.assigned else unset[base, left][key] for key in keys}
        yield Point(index, label, settings, runnable[base][1], here.numbers, number)


def _runnable(config: Config, folder: Path) -> Config:
    return config.model_copy(update={"network": network_in(config.network, folder)})


def _spelt_out(config: Config, parts: set[str]) -> dict[str, Any]:
    """These parts of a config as plain data in which events say what they need not say."""
    data = dumped(config, parts)
    for event, written in zip(config.events, data["events"], strict=True) if "events" in parts else ():
        usual = {name: field.default for name, field in type(event).model_fields.items()}
        written.update({name: value for name, value in usual.items() if name not in written})
    return data


def dumped(config: Config, parts: set[str] | None = None) -> dict[str, Any]:
    """A config, or these parts of it, as plain data, every default written out."""
    # Events keep lists where their types say tuples; pydantic would warn of each.
    data: dict[str, Any] = config.model_dump(mode="json", by_alias=True, warnings=False, include=parts)
    return data


def resolved(config: Config) -> dict[str, Any]:
    """A config as plain data from which the same study can be run: ``resolved.yaml``.

    Every default is written out, but for those of events, and for the traits that the config leaves open where the
    network may bring them: written out, they would be set, and overrule the network.
    """
    data = dumped(config)
    if isinstance(config.network, NetworkFile | NamedNetwork) or _sweeps_network(config):
        given = config.traits.model_fields_set
        data["traits"] = {name: value for name, value in data["traits"].items() if name in given}
    return data


def _sweeps_network(config: Config) -> bool:
    return config.sweep is not None and any(key.split(".")[0] == "network" for key in config.sweep.keys())  # noqa: SIM118


def files_of(plan: Plan) -> list[Path]:
    """The data files of all points, each once, in order."""
    networks = [point.base.network for point in plan.points]
    named = [
        name
        for network in networks
        if isinstance(network, NetworkFile)
        for name in (network.file, network.people_file)
        if name is not None
    ]
    return [Path(name) for name in dict.fromkeys(named)]
