"""Reads a config: a file and some overrides to a ``LoadedConfig``, or all faults at once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from trustsim.config.faults import ConfigError, Fault, Path, Problem, Where, dotted, mend_for
from trustsim.config.overrides import overridden
from trustsim.config.points import problems_of_points, validated
from trustsim.config.schema import Config
from trustsim.config.shipped import find_config, shipped_configs
from trustsim.config.yaml_text import LARGEST, Document, Spot, TextFault, UnreadableError, read_yaml


@dataclass(frozen=True)
class Places:
    """Where each key of a config stands: in the file, or in an override."""

    name: str
    document: Document = field(repr=False)
    overrides: dict[Path, str] = field(default_factory=dict)

    def of(self, path: Path, where: Where = "value") -> str:
        """``file.yaml:12:5`` or ``-s KEY``."""
        key = self._override(path)
        return f"-s {key}" if key else _in_file(self.name, self.document.spot(_words(path, self.document), where))

    def order(self, problem: Problem) -> tuple[int, int, int]:
        """Faults of the file by line, then those of the overrides."""
        override = self._override(problem.path)
        if override:
            return (1, list(self.overrides.values()).index(override), 0)
        spot = self.document.spot(_words(problem.path, self.document), problem.where)
        return (0, spot.line, spot.column)

    def _override(self, path: Path) -> str | None:
        words = tuple(str(step) for step in path)
        for length in range(len(words), 0, -1):
            if words[:length] in self.overrides:
                return self.overrides[words[:length]]
        # What an override has brought along: network, where only network.rewiring was said.
        if words and words[:1] not in self.document.keys:
            return next((key for steps, key in self.overrides.items() if steps[0] == words[0]), None)
        return None


@dataclass(frozen=True)
class LoadedConfig:
    """A config that has been read and found good.

    Attributes
    ----------
    config : Config
        Typed, with all defaults.
    raw : dict
        What was written, as plain data, after the overrides.
    text : str
        The file as it was read, before the overrides.
    path : pathlib.Path
        The file.
    folder : pathlib.Path
        Where paths inside the config start from.
    name : str
        The file's name without its ending.
    places : Places
        Where each key stands, for remarks.
    """

    config: Config
    raw: dict[str, Any]
    text: str
    path: FilePath
    folder: FilePath
    name: str
    places: Places = field(repr=False)


def load_config(
    path_or_name: str | FilePath, overrides: Sequence[str] = (), folder: FilePath | None = None
) -> LoadedConfig:
    """Read a config.

    Parameters
    ----------
    path_or_name
        A file, or the name of a shipped config.
    overrides
        ``KEY=VALUE`` each, the value in YAML: ``traits.forgiveness=0.9``; or ``KEY=FROM:TO:STEP``, which sweeps the
        key. Later ones win.
    folder
        Where paths inside the config start from; that of the file, unless said.

    Raises
    ------
    ConfigError
        With everything that is wrong, in the order of the file.

    Examples
    --------
    >>> load_config("nowhere")
    Traceback (most recent call last):
    ...
    trustsim.config.faults.ConfigError: nowhere: there is no such config...
    """
    path = _found(path_or_name)
    name = _shown_path(path)
    text = _text_of(path, name)
    try:
        document = read_yaml(text)
    except UnreadableError as error:
        raise ConfigError([_fault_of_text(name, error.fault)]) from None
    if not isinstance(document.data, dict):
        raise ConfigError([_not_a_mapping(name, document)])
    raw, changed, faults = overridden(document.data, overrides)
    places = Places(name, document, changed)

    folder = (folder or path.parent).resolve()
    config, problems = validated(raw, folder, Config)
    if not document.faults:
        problems += problems_of_points(raw, problems, folder)
    # What the text already gets wrong is not said a second time.
    garbled = {fault.path for fault in document.faults if fault.path}
    problems = [
        _pointing(problem, raw)
        for problem in problems
        if not any(problem.path[:length] in garbled for length in range(1, len(problem.path) + 1))
    ]

    found = [((0, fault.spot.line, fault.spot.column), _fault_of_text(name, fault)) for fault in document.faults]
    found += [(places.order(problem), _fault(problem, raw, places)) for problem in problems]
    found += [((2, 0, 0), fault) for fault in faults]
    if found or config is None:
        raise ConfigError(fault for _, fault in sorted(found, key=lambda entry: entry[0]))
    return LoadedConfig(config, raw, text, path, folder, path.stem, places)


def _found(path_or_name: str | FilePath) -> FilePath:
    path = find_config(path_or_name)
    asked = str(path_or_name)
    if path is None:
        shipped = shipped_configs()
        mend = mend_for(FilePath(asked).stem, shipped) if shipped else "give the path of a YAML file"
        here = [named for ending in (".yaml", ".yml") if FilePath(named := asked + ending).is_file()]
        mend = f"did you mean {here[0]}?" if here else mend
        raise ConfigError([Fault(asked, "", "there is no such config", mend)])
    if path.is_dir():
        inside = sorted(entry.name for entry in path.glob("*.yaml"))
        mend = f"name a file in it, as {path / inside[0]}" if inside else "name a YAML file"
        raise ConfigError([Fault(asked, "", "this is a folder", mend)])
    if not path.is_file():
        raise ConfigError([Fault(asked, "", "this is not a file", "name a YAML file")])
    return path


def _text_of(path: FilePath, name: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError([Fault(name, "", f"it cannot be read: {error.strerror}", "check its permissions")]) from None
    if len(content) > LARGEST:
        message = f"it is larger than {LARGEST // 1024} kB"
        raise ConfigError([Fault(name, "", message, "put data in a data file: network: {file: …}")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        spot = Spot(before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1)
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        raise ConfigError([Fault(_in_file(name, spot), "", message, "save the file as UTF-8")]) from None


def _not_a_mapping(name: str, document: Document) -> Fault:
    if document.data is None and not document.faults:
        return Fault(_in_file(name, Spot(1, 1)), "", "the file is empty", "start with question: …")
    if document.faults:
        return _fault_of_text(name, document.faults[0])
    return Fault(
        _in_file(name, document.spot(())),
        "",
        "a config is a mapping, with lines as key: value",
        "start with question: …",
    )


def _pointing(problem: Problem, raw: Mapping[str, Any]) -> Problem:
    """The problem of a default, at the setting that it does not go with."""
    if problem.instead and problem.path[0] not in raw and problem.instead[0] in raw:
        named = f"{dotted(problem.path)}: {problem.message}"
        return replace(problem, path=problem.instead, message=named)
    return problem


def _fault(problem: Problem, raw: Any, places: Places) -> Fault:
    return Fault(places.of(problem.path, problem.where), dotted(_written(problem, raw)), problem.message, problem.mend)


def _written(problem: Problem, raw: Any) -> Path:
    """The path without what stands inside a plain value: ``law``, not ``law.name``, where it says ``law: grim``."""
    if problem.where == "key":
        return problem.path
    here, path = raw, problem.path
    for length, step in enumerate(path):
        if not isinstance(here, dict | list):
            return path[:length]
        try:
            here = here[step]  # type: ignore[index]
        except LookupError:
            return path
    return path


def _words(path: Path, document: Document) -> Path:
    """The longest beginning of the path that stands in the document."""
    while path and path not in document.keys:
        path = path[:-1]
    return path


def _fault_of_text(name: str, fault: TextFault) -> Fault:
    return Fault(_in_file(name, fault.spot), dotted(fault.path), fault.message, fault.mend)


def _in_file(name: str, spot: Spot) -> str:
    return f"{name}:{spot.line}:{spot.column}"


def _shown_path(path: FilePath) -> str:
    """As short as it can be: relative to where the user is, if the file is below."""
    if path.is_absolute() and path.is_relative_to(os.getcwd()):
        return str(path.relative_to(os.getcwd()))
    return str(path)
