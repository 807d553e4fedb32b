"""From a run folder back to the plan that it was made by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from trustsim.config import Config, ConfigError
from trustsim.config.yaml_text import UnreadableError, read_yaml
from trustsim.plan import Plan, plan_of_config
from trustsim.store.contents import INPUTS, wrong_files
from trustsim.store.errors import StoreError
from trustsim.store.manifest import Manifest


def plan_in(folder: Path, manifest: Manifest) -> Plan:
    """The plan that a run folder was made by: its files are the copies in the folder.

    Raises
    ------
    StoreError
        If what it was made from is gone or changed.
    """
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
    try:
        document = read_yaml((folder / "resolved.yaml").read_text("utf-8"))
        config = Config.model_validate(document.data)
        plan = plan_of_config(config, manifest.name, folder / INPUTS if manifest.inputs else folder)
    except (OSError, ValueError, UnreadableError, ConfigError) as error:
        raise StoreError(f"{folder / 'resolved.yaml'}: no study can be made from it: {error}") from error
    return replace(plan, overrides=manifest.overrides, asked=manifest.name)
