"""A new config to begin with: commented from the descriptions that the schema is made of, or a copy of another."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from trustsim.config import Config, config_schema, find_config, load_config, shipped_configs, write_schema
from trustsim.config.law import law_names
from trustsim.config.networks import MADE, NAMES
from trustsim.config.relationships import SHIPPED
from trustsim.config.sweep import Grid
from trustsim.config.traits import SPREADS
from trustsim.outcomes import OUTCOMES
from trustsim.parameters import Parameters, Quantity, Traits, quantities
from trustsim.plan import plan_of
from trustsim.store.folder import put_text
from trustsim.store.manifest import inputs_of

WIDTH: Final = 96
"""Signs in a line: what a projector shows in a size that can be read from the last row."""

SCHEMA: Final = "trustsim.schema.json"
SCHEMA_LINE: Final = re.compile(r"^# yaml-language-server: \$schema=.*$", re.MULTILINE)
GOOD_NAME: Final = re.compile(r"[\w][\w.-]*")

SETTINGS: Final[Mapping[str, str]] = {
    "question": "Do forgiving people keep more of their relationships when somebody betrays everybody?",
    "expect": "The more forgiving people are, the more of their relationships are alive after a year.",
    "people": "40",
    "network": "{kind: small_world, neighbours: 6, rewiring: 0.1}",
    "relationships": "{romantic: 0.1, family: 0.3, friend: 0.6}",
    "weeks": "52",
    "traits": "",
    "parameters": "",
    "law": "default",
    "events": "\n  - {week: 13, what: betrayal, who: 0, to: all}",
    "sweep": "\n  design: grid\n  over:\n    traits.forgiveness: [0, 0.5, 1]",
    "replicates": "8",
    "record": "{every: 4, people: last, ties: last}",
    "outcomes": "[survival, final_trust, pain]",
    "seed": "1",
}
"""The study of a new config, in the order in which one reads it; what it says about itself comes from the schema."""


class DraftError(ValueError):
    """A config cannot be written; the message says why, and what to do."""


@dataclass(frozen=True)
class Draft:
    """A config that was written.

    Attributes
    ----------
    path
        The file.
    schema
        Whether the schema for editors was ``written`` beside it, was there (``fresh``), or is there of another version
        (``stale``) and was left as it is.
    copied
        Data files that the config names, copied beside it.
    """

    path: Path
    schema: Literal["written", "fresh", "stale"]
    copied: tuple[Path, ...] = ()


def draft(name: str | Path, source: str | Path | None = None, *, force: bool = False) -> Draft:
    """Write a new config, and the schema beside it by which editors know it.

    Parameters
    ----------
    name
        What to call it: a file, with or without ``.yaml``.
    source
        A config to copy, by its path or by the name of a shipped one; comments stay. A small commented study, unless
        said.
    force
        Whether a config of that name may be replaced, or have the name of a shipped one.

    Raises
    ------
    DraftError
        If there is such a file, no such folder, or the name is none or that of a shipped config.
    ConfigError
        If the config to copy is not good.
    OSError
        If the file cannot be written.
    """
    path = _path_of(name)
    if path.exists() and not force:
        raise DraftError(f"{path}: there is such a file already\n    choose another name, or replace it with --force")
    if path.stem in {known.rpartition("/")[2] for known in shipped_configs()} and not force:
        raise DraftError(
            f"{path}: a config of this name comes with trustsim; their runs would be taken for one another\n"
            f"    choose another name, as my_{path.stem}, or keep it with --force"
        )
    copied: tuple[Path, ...] = ()
    if source is None:
        text = commented(path.stem)
    else:
        text, data = _copied(source, path)
        copied = tuple(_copy_data(data, path.parent, force))
    put_text(path, text)
    return Draft(path, _with_schema(path.parent / SCHEMA), copied)


def commented(name: str) -> str:
    """The text of a new config."""
    return "\n".join(_lines(name)) + "\n"


def _path_of(name: str | Path) -> Path:
    path = Path(name)
    stem = path.stem if path.suffix in (".yaml", ".yml") else path.name
    if not GOOD_NAME.fullmatch(stem):
        raise DraftError(f"{name}: this is no name for a config\n    take letters, digits, - and _, as my_study")
    path = path.with_name(f"{stem}{path.suffix if path.suffix == '.yml' else '.yaml'}")
    if not path.absolute().parent.is_dir():
        raise DraftError(f"{path}: there is no folder {path.parent}\n    make it first, or name a file in another")
    if path.is_dir():
        raise DraftError(f"{path}: this is a folder\n    choose another name")
    return path


def _lines(name: str) -> Iterator[str]:
    described = config_schema()["properties"]
    yield f"# yaml-language-server: $schema={SCHEMA}"
    yield f"# Check it: trustsim check {name}.yaml     Run it: trustsim run {name}.yaml"
    for key, value in SETTINGS.items():
        yield ""
        yield from _comment(f"{Config.model_fields[key].description}{_range(described[key])}{HINTS.get(key, _none)()}")
        inside = NUMBERS.get(key)
        if inside is None:
            yield f"{key}: {value}" if not value.startswith("\n") else f"{key}:{value}"
            continue
        yield f"{key}:"
        for number, quantity in quantities(inside).items():
            if not quantity.advanced and f"{key}.{number}" not in SETTINGS["sweep"]:
                yield from (f"  {line}" for line in _comment(f"{quantity.about}{_span(quantity)}", WIDTH - 2))
                yield f"  {number}: {inside._field_defaults[number]:g}"  # type: ignore[attr-defined]
    yield ""
    yield from _comment("Not set here, so as by default:")
    for key, field in Config.model_fields.items():
        if key not in SETTINGS:
            yield from _comment(f"{key}: {field.description}", following="  ")


def _comment(text: str, width: int = WIDTH, following: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent="# ", subsequent_indent=f"# {following}", break_on_hyphens=False)


def _range(described: Mapping[str, Any]) -> str:
    """The limits that the schema has for a number."""
    low, high = described.get("minimum"), described.get("maximum")
    if low is None:
        return ""
    return f" ({low:,} or more)" if high is None or high > 10**9 else f" ({low:,} to {high:,})"


def _span(quantity: Quantity) -> str:
    low, high = quantity.range
    return f" ({low:g} to {high:g} is usual)"


def _none() -> str:
    return ""


def _one_of(names: Callable[[], Any]) -> Callable[[], str]:
    return lambda: f": {', '.join(names())}"


NUMBERS: Final[Mapping[str, type]] = {"traits": Traits, "parameters": Parameters}
"""Sections of described numbers: those are written out that carry most of the behaviour."""

HINTS: Final[Mapping[str, Callable[[], str]]] = {
    "network": lambda: f". kind: {', '.join(MADE)}; or name: {', '.join(NAMES)}; or file: …",
    "relationships": _one_of(lambda: [*SHIPPED, "or types of your own"]),
    "traits": lambda: (
        f": a number for everybody, or {{{': …}, {'.join(SPREADS)}: …}}, {{groups: …}}. "
        f"{len(Traits._fields)} in all: {', '.join(Traits._fields)}"
    ),
    "parameters": lambda: f": {len(Parameters._fields)} in all, which your editor lists by the schema",
    "law": _one_of(law_names),
    "sweep": lambda: (
        f": {Grid.model_fields['design'].description}; a value: any key with dots, as law.name or events.0"
    ),
    "outcomes": _one_of(lambda: OUTCOMES),
}
"""What there is to choose from."""


def _copied(source: str | Path, path: Path) -> tuple[str, Mapping[str, Path]]:
    """The text of another config under its new name, and the data files that it names."""
    loaded = load_config(source)
    data = inputs_of(plan_of(loaded))
    old = loaded.path
    shipped = find_config(str(source))
    names = {old.stem, str(source), *((shipped.stem,) if shipped else ())}
    text = loaded.text
    for name in sorted(names, key=len, reverse=True):
        # The command in a comment runs the copy, not what it was copied from.
        text = re.sub(
            rf"(?m)(^[^\n]*#[^\n]*trustsim (?:run|check) ){re.escape(name)}(?:\.yaml)?(?=\s|$)",
            rf"\g<1>{path.name}",
            text,
        )
    line = f"# yaml-language-server: $schema={SCHEMA}"
    text = SCHEMA_LINE.sub(line, text, count=1) if SCHEMA_LINE.search(text) else f"{line}\n{text}"
    return text, data


def _copy_data(data: Mapping[str, Path], folder: Path, force: bool) -> Iterator[Path]:
    for name, original in data.items():
        copy = folder / name
        if copy.exists() and (copy.samefile(original) or copy.read_bytes() == original.read_bytes()):
            continue
        if copy.exists() and not force:
            mend = "choose another folder, or replace it with --force"
            raise DraftError(f"{copy}: the config needs its own file of this name, and there is another\n    {mend}")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, copy)
        yield copy


def _with_schema(path: Path) -> Literal["written", "fresh", "stale"]:
    if not path.exists():
        write_schema(path)
        return "written"
    try:
        return "fresh" if json.loads(path.read_text("utf-8")) == config_schema() else "stale"
    except ValueError:
        return "stale"
