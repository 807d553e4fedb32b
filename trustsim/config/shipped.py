"""Where the shipped configs are."""

from __future__ import annotations

from pathlib import Path

import trustsim


def shipped_folder() -> Path:
    """``configs/`` beside the package in a checkout; ``trustsim/configs`` in an installed package."""
    package = Path(trustsim.__file__).resolve().parent
    checkout = package.parent
    # A folder named configs may stand beside an installed package by chance; a checkout has its pyproject.toml too.
    if (checkout / "configs").is_dir() and (checkout / "pyproject.toml").is_file():
        return checkout / "configs"
    return package / "configs"


def shipped_configs() -> dict[str, Path]:
    """The shipped configs by name, in the order of the alphabet."""
    return {path.stem: path for path in sorted(shipped_folder().glob("*.yaml"))}


def find_config(name_or_path: str | Path) -> Path | None:
    """The file that is meant: an existing path, else a shipped config by its name, with or without ``.yaml``."""
    path = Path(name_or_path)
    if path.exists():
        return path
    return shipped_configs().get(str(name_or_path).removesuffix(".yaml"))
