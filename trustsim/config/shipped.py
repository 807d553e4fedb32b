"""Where the shipped configs and experiments are."""

from __future__ import annotations

from pathlib import Path

import trustsim


def shipped_folder(name: str = "configs") -> Path:
    """``configs/`` (or ``experiments/``) beside the package in a checkout, inside it in an installed package."""
    package = Path(trustsim.__file__).resolve().parent
    checkout = package.parent
    # A folder of this name may stand beside an installed package by chance; a checkout has its pyproject.toml too.
    if (checkout / name).is_dir() and (checkout / "pyproject.toml").is_file():
        return checkout / name
    return package / name


def shipped_configs() -> dict[str, Path]:
    """The shipped configs by name, in the order of the alphabet, those in subfolders (``published/…``) last."""
    folder = shipped_folder()
    found = [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("*/*.yaml"))]
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in found}


def find_config(name_or_path: str | Path) -> Path | None:
    """The file that is meant: an existing path, else a shipped config by its name, with or without ``.yaml``."""
    path = Path(name_or_path)
    if path.exists():
        return path
    return shipped_configs().get(str(name_or_path).removesuffix(".yaml"))
