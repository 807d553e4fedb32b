"""What lies in a run folder beside its tables: copies of what the study was made from, and what was made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from trustsim.plan import Plan
from trustsim.store.folder import put
from trustsim.store.manifest import FILE, Manifest, checksum, file_at, inputs_of, write_manifest
from trustsim.store.parts import PARTS

INPUTS: Final = "inputs"
"""The folder of copies: with them a run folder can be run again on another machine."""

MADE: Final = "new"
"""The folder inside a run folder in which tables, or figures and report, are made before they take their place."""

PASSING: Final = (PARTS, MADE)
"""Folders inside a run folder that are there only while something is being made."""


def keep_inputs(plan: Plan, folder: Path) -> None:
    """Copy the files that a config names into its run folder."""
    for name, path in inputs_of(plan).items():
        copy = folder / INPUTS / name
        if not Path(name).is_absolute():
            copy.parent.mkdir(parents=True, exist_ok=True)
            put(copy, lambda file, path=path: file.write(path.read_bytes()))  # type: ignore[misc]


def seal(folder: Path, manifest: dict[str, Any]) -> None:
    """Let the manifest name all files that are in the folder now, with their checksums."""
    manifest["files"] = files_in(folder)
    write_manifest(folder, manifest)


def files_in(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and checksum of every file of a run folder but the manifest and the tables, by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder): path for path in paths}
    return {
        inside.as_posix(): file_at(path)
        for inside, path in named.items()
        if inside.suffix != ".parquet"
        and inside.as_posix() != FILE
        and inside.parts[0] not in PASSING
        and not any(part.startswith(".") for part in inside.parts)
    }


def wrong_files(folder: Path, manifest: Manifest) -> dict[str, str]:
    """What no longer is as the manifest says: path, and what is wrong with it."""
    expected = {name: file.sha256 for name, file in (manifest.tables | manifest.files).items()}
    wrong = {}
    for name, digest in expected.items():
        path = folder / name
        if not path.is_file():
            wrong[name] = "is gone"
        elif checksum(path) != digest:
            wrong[name] = "was changed"
    return wrong
