"""The manifest: with what, when and on what a run folder was made, and how far it has got.

``Manifest`` describes it once: what is written follows it, what is read is held against it, the JSON Schema and the
table in docs/runs.md are made from it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

import trustsim
from trustsim.markdown import table
from trustsim.plan import Plan, files_of
from trustsim.running.execution import command_of
from trustsim.running.workers import available
from trustsim.sources import code_digest
from trustsim.store.folder import put_text
from trustsim.store.machine import memory, processor

FORMAT: Final = 2
FILE: Final = "manifest.json"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

PACKAGES: Final = (
    "trustsim",
    "numpy",
    "numba",
    "llvmlite",
    "mesa",
    "networkx",
    "pandas",
    "pyarrow",
    "scipy",
    "pydantic",
    "matplotlib",
    "ruamel.yaml",
)
"""What a result or a figure may depend on."""

MOST_NETWORKS: Final = 64
MOST_PEOPLE: Final = 5_000

State = Literal["unfinished", "done", "some runs failed", "all runs failed"]
UNFINISHED: Final = "unfinished"
DONE: Final = "done"
SOME_FAILED: Final = "some runs failed"
ALL_FAILED: Final = "all runs failed"
ENDED: Final = (DONE, SOME_FAILED, ALL_FAILED)
"""States in which every run was tried, and the tables are whole."""

Place = Literal["threads", "processes", "dask"]


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time needs its offset from UTC, as 2026-01-31T12:00:00+00:00")
    return text


Moment = Annotated[str, AfterValidator(_moment), Field(json_schema_extra={"format": "date-time"})]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Table(_Part):
    """A table of the run folder."""

    rows: Count = Field(description="how many rows it has")
    sha256: Digest = Field(description="checksum of the file")


class File(_Part):
    """A file that a run was made from, or that was made of it."""

    bytes: Count = Field(description="its size")
    sha256: Digest = Field(description="checksum of the file")


class Platform(_Part):
    """The system."""

    system: str = Field(description="operating system with its release")
    machine: str = Field(description="kind of processor, as x86_64")


class Environment(_Part):
    """The machine on which the study was last begun."""

    python: str = Field(description="implementation and version of Python")
    processor: str | None = Field(description="model of the processor; null where the system does not tell")
    processors: int = Field(ge=1, description="how many the process might use")
    memory: int | None = Field(description="bytes of main memory; null where the system does not tell")


class Git(_Part):
    """The checkout that the package ran from."""

    commit: str = Field(description="its commit")
    changed: bool = Field(description="whether anything in the package was changed since")


class Execution(_Part):
    """Who did the runs. Makes no difference to the tables."""

    workers: int | None = Field(default=None, ge=1, description="runs at a time; null where it was not said")
    where: tuple[Place, ...] = Field(default=(), strict=False, description="what the workers were")


class Replicates(_Part):
    """How often points were run."""

    fewest: Count = Field(description="replicates of the point that has fewest")
    most: Count = Field(description="replicates of the point that has most")


class Manifest(_Part):
    """With what, when and on what a run folder was made, and how far it has got."""

    format: Literal[2] = Field(description="version of this description")
    name: str = Field(min_length=1, description="what the study is called")
    state: State = Field(description="how far it has got; the tables are there in the last three")
    command: str = Field(
        description="what to type to have the same, or to go on where it was left; names the run folder itself where "
        "the config was made in Python"
    )
    config_hash: Digest = Field(description="SHA-256 of the resolved config and of the files that it names")
    overrides: tuple[str, ...] = Field(strict=False, description="KEY=VALUE each: what was changed on the command line")
    inputs: dict[str, File] = Field(
        description="the files that the config names, and modules of its own outcomes; copies of them are in inputs/"
    )
    seed: Count = Field(description="the seed of the study")
    replicate_seeds: tuple[Count, ...] = Field(strict=False, description="the seed of each replicate")
    network_digests: tuple[str, ...] | None = Field(
        strict=False,
        description="a hash of each replicate's network; null where points differ in theirs, or there are very many",
    )
    points: Count = Field(description="how many settings are compared")
    replicates: Replicates = Field(description="how often points were run")
    runs: Count = Field(description="runs that were tried; while unfinished, all that there may be")
    done: Count = Field(description="runs that came to something; while unfinished 0: those are in parts/")
    failed: Count = Field(description="runs that came to nothing; failures.jsonl says why")
    started: Moment = Field(description="when the first run was begun")
    finished: Moment | None = Field(description="when the tables were whole; null until then")
    seconds: float | None = Field(ge=0, description="from started to finished; null until then")
    execution: Execution = Field(description="who did the runs; makes no difference to the tables")
    code: Digest = Field(description="SHA-256 of the sources of trustsim that decide what a run comes to")
    versions: dict[str, str | None] = Field(description="of Python and of packages; null for what is not installed")
    git: Git | None = Field(description="the checkout that trustsim ran from; null where it was installed")
    platform: Platform = Field(description="the system")
    environment: Environment = Field(description="the machine on which the study was last begun")
    tables: dict[str, Table] = Field(description="the tables, by file")
    files: dict[str, File] = Field(description="all other files of the folder, by path: config, summary, figures …")


def manifest_of(
    plan: Plan,
    *,
    state: State,
    done: int,
    failed: int,
    started: datetime,
    tables: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, Mapping[str, Any]] | None = None,
    finished: datetime | None = None,
    workers: int | None = None,
    where: Sequence[Place] = (),
    replicates: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """All of the manifest; times stand here and in no table.

    Parameters
    ----------
    plan
        What is run.
    state
        How far it has got.
    done, failed
        How many runs came to something, and how many to nothing.
    started
        When the first run began.
    tables, files
        File name: rows and checksum, or size and checksum (``files_in``).
    finished
        When the last run ended: now, unless said. Not looked at while the state is an unfinished one.
    workers, where
        Runs at a time, and what did them.
    replicates
        Fewest and most of a point; as many as the plan has, unless said.

    Returns
    -------
    dict
        Plain data that ``Manifest`` describes.
    """
    ended = (finished or datetime.now(UTC)) if state in ENDED else None
    told = {
        "format": FORMAT,
        "name": plan.name,
        "state": state,
        "command": command_of(plan),
        "config_hash": plan.digest,
        "overrides": list(plan.overrides),
        "inputs": {name: file_at(path) for name, path in inputs_of(plan).items()},
        "seed": plan.config.seed,
        "replicate_seeds": list(plan.seeds),
        "network_digests": network_digests(plan),
        "points": len(plan.points),
        "replicates": dict(zip(("fewest", "most"), replicates or _replicates(plan), strict=True)),
        "runs": done + failed if state in ENDED else len(plan.runs),
        "done": done,
        "failed": failed,
        "started": started.isoformat(timespec="seconds"),
        "finished": ended and ended.isoformat(timespec="seconds"),
        "seconds": ended and round((ended - started).total_seconds(), 3),
        "execution": {"workers": workers, "where": list(where)},
        "code": code_digest(),
        "versions": versions(),
        "git": git(),
        "platform": {"system": platform.platform(), "machine": platform.machine()},
        "environment": {
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "processor": processor(),
            "processors": available(),
            "memory": memory(),
        },
        "tables": {name: dict(table) for name, table in tables.items()},
        "files": {name: dict(file) for name, file in (files or {}).items()},
    }
    Manifest.model_validate_json(json.dumps(told))  # what is written can be read
    return told


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Put a manifest into a run folder."""
    put_text(folder / FILE, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def manifest_in(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder, as it is written.

    Raises
    ------
    OSError
        If there is none.
    ValueError
        If it is not as ``Manifest`` describes it, with the place.
    """
    return _read(folder)[0]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run folder, typed; raises as ``manifest_in``."""
    return _read(folder)[1]


def manifest_of_same(folder: Path, plan: Plan, states: Collection[str]) -> dict[str, Any] | None:
    """The manifest of a folder that holds a study of this plan, by these sources, in one of these states; else None."""
    try:
        manifest = manifest_in(folder)
    except (OSError, ValueError):
        return None
    same = manifest["config_hash"] == plan.digest and manifest["code"] == code_digest()
    return manifest if same and manifest["state"] in states else None


def _read(folder: Path) -> tuple[dict[str, Any], Manifest]:
    text = (folder / FILE).read_text("utf-8")
    manifest: dict[str, Any] = json.loads(text)
    written_as = manifest.get("format") if isinstance(manifest, dict) else None
    if written_as != FORMAT:
        raise ValueError(f"it was written by another version of trustsim (format {written_as}, not {FORMAT})")
    try:
        return manifest, Manifest.model_validate_json(text)
    except ValidationError as error:
        first, *others = error.errors(include_url=False, include_context=False)
        place = ".".join(str(step) for step in first["loc"])
        more = f", and {len(others)} more" if others else ""
        raise ValueError(f"{FILE}: {place}: {first['msg'][:1].lower()}{first['msg'][1:]}{more}") from None


def manifest_schema() -> dict[str, Any]:
    """The JSON Schema of a manifest, JSON Schema 2020-12."""
    described = Manifest.model_json_schema()
    for part in (described, *described["$defs"].values()):
        for field in part["properties"].values():
            field.pop("title", None)
    ordered = {"$schema": DIALECT, "title": "The manifest of a run folder of trustsim"}
    return {**ordered, **{key: value for key, value in described.items() if key not in ordered}}


def manifest_table() -> str:
    """The fields of a manifest, in Markdown."""
    rows = []
    for name, field in Manifest.model_fields.items():
        part = next((one for one in _parts_in(field.annotation) if issubclass(one, _Part)), None)
        inside = "" if part is None else f" ({', '.join(f'`{inner}`' for inner in part.model_fields)})"
        rows.append((f"`{name}`", f"{field.description}{inside}"))
    return table(("field", "what it says"), rows)


def _parts_in(kind: Any) -> Iterator[type]:
    """The classes that a type is made of."""
    if isinstance(kind, type) and not get_args(kind):
        yield kind
    for inner in get_args(kind):
        yield from _parts_in(inner)


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_at(path: Path) -> dict[str, Any]:
    """Size and checksum of a file."""
    return {"bytes": path.stat().st_size, "sha256": checksum(path)}


def inputs_of(plan: Plan) -> dict[str, Path]:
    """The files that a plan's config names (networks, and modules of outcomes that stand beside it), by their names
    there.
    """
    folder = plan.folder or Path()
    modules = [path for path in _modules_of(plan) if path.is_relative_to(folder)]
    return {
        (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix(): path
        for path in dict.fromkeys([*files_of(plan), *modules])
    }


def _modules_of(plan: Plan) -> Iterator[Path]:
    """The sources of outcomes that are functions of a user."""
    from trustsim.outcomes import OwnOutcome
    from trustsim.outcomes.modules import version

    for outcome in plan.config.outcomes:
        if isinstance(outcome, OwnOutcome) and outcome.found:
            function = outcome.function
            yield from version(function.module, function.folder, function.sha256).sources


def _replicates(plan: Plan) -> tuple[int, int]:
    counted = Counter(run.point.index for run in plan.runs).values()
    return (min(counted), max(counted)) if counted else (0, 0)


def network_digests(plan: Plan) -> list[str] | None:
    """The digest of each replicate's network; None where points differ in theirs, or there is much to make again."""
    from trustsim.simulation import network_of

    by_point = any(key.split(".")[0] in ("network", "people") for key in plan.swept)
    if by_point or len(plan.seeds) > MOST_NETWORKS or plan.config.people > MOST_PEOPLE:
        return None
    try:
        return [network_of(plan.points[0].config, seed).digest for seed in plan.seeds]
    except (ValueError, OSError):
        return None  # the runs' failures say it


def versions() -> dict[str, str | None]:
    """The versions of Python and of what a result or a figure may depend on."""
    return {"python": platform.python_version(), **{name: version_of(name) for name in PACKAGES}}


@cache
def version_of(package: str) -> str | None:
    """The installed version of a package; None where it is not installed. Read once in a process, as the package is."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def git() -> dict[str, Any] | None:
    """The commit of the checkout that the package runs from, if it does; whether something in it was changed since."""
    checkout = Path(trustsim.__file__).resolve().parent.parent
    if not (checkout / ".git").exists():
        return None
    try:
        commit, changes = (
            subprocess.run(
                ["git", "-C", str(checkout), *words], capture_output=True, text=True, timeout=5, check=True
            ).stdout.strip()
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "--", "trustsim"))
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit, "changed": bool(changes)}
