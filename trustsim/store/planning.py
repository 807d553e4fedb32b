"""From a run folder back to the plan that it was made by."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from trustsim.config import Config, ConfigError, load_config
from trustsim.config.yaml_text import UnreadableError, read_yaml
from trustsim.plan import Plan, plan_of, plan_of_config
from trustsim.store.contents import INPUTS, wrong_files
from trustsim.store.errors import StoreError
from trustsim.store.folder import folder_name
from trustsim.store.manifest import FILE, Manifest, read_manifest


def is_run_folder(path: str | Path) -> bool:
    """Whether this is a run folder, finished or not."""
    return (Path(path) / FILE).is_file()


def plan_in(folder: Path, overrides: Sequence[str] = ()) -> Plan:
    """The plan that a run folder was made by: its files are the copies in the folder.

    Parameters
    ----------
    folder
        The run folder, finished or not.
    overrides
        ``KEY=VALUE`` each: the plan of another study, which begins where this one's config ends.

    Returns
    -------
    Plan
        Its ``home`` is the folder, wherever that has been moved to and whatever it is called; of another study, and of
        one whose config this version of trustsim understands otherwise, a folder beside it.

    Raises
    ------
    StoreError
        If the folder cannot be read, or what it was made from is gone or changed.
    ConfigError
        If there is something wrong with the overrides.
    """
    if folder.name in ("", ".."):  # a folder has siblings by its name
        folder = folder.resolve()
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder}: this run folder cannot be read: {error}\n    run its config again") from error
    _must_be_as_written(folder, manifest)
    files = folder / INPUTS if manifest.inputs else folder
    path = folder / "resolved.yaml"
    if overrides:
        loaded = load_config(path, overrides, files)
        plan = replace(plan_of(loaded, overrides, str(folder)), name=manifest.name)
    else:
        try:
            config = Config.model_validate(read_yaml(path.read_text("utf-8")).data)
            plan = plan_of_config(config, manifest.name, files)
        except (OSError, ValueError, UnreadableError, ConfigError) as error:
            raise StoreError(f"{path}: no study can be made from it: {error}") from error
        written = folder / "config.yaml"
        text = written.read_text("utf-8") if written.is_file() else ""
        plan = replace(plan, text=text, overrides=manifest.overrides, asked=_asked(folder, manifest))
    same = plan.digest == manifest.config_hash
    return replace(plan, home=folder if same else folder.with_name(folder_name(plan.name, plan.digest)))


def command_in(folder: Path) -> str:
    """What to type to go on with a run folder, from where its path begins."""
    return shlex.join(["trustsim", "run", str(folder)])


def names_folder(command: str, name: str, digest: str) -> bool:
    """Whether the command that repeats a study names its run folder, for its config came without a file."""
    return Path(shlex.split(command)[2]).name == folder_name(name, digest)


def _asked(folder: Path, manifest: Manifest) -> str:
    """The words by which the config was found; the folder itself where it was found nowhere."""
    if names_folder(manifest.command, manifest.name, manifest.config_hash):
        return str(folder)
    return shlex.split(manifest.command)[2]


def _must_be_as_written(folder: Path, manifest: Manifest) -> None:
    expected = {f"{INPUTS}/{name}": file for name, file in manifest.inputs.items() if not Path(name).is_absolute()}
    resolved = manifest.files.get("resolved.yaml")
    if resolved is not None:
        expected["resolved.yaml"] = resolved
    elsewhere = {name: file for name, file in manifest.inputs.items() if Path(name).is_absolute()}
    told = manifest.model_copy(update={"tables": {}, "files": expected | elsewhere})
    for name, what in wrong_files(folder, told).items():
        digest = told.files[name].sha256
        mend = f"put the one with the SHA-256 {digest} back, or run the config again"
        raise StoreError(f"{folder / name}: it {what}, and the study was made from it\n    {mend}")
