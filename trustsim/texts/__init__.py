"""All text of the live page and its lessons: one YAML file for each language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent


class TextsError(LookupError):
    """There are no texts in this language; the message says in which there are."""


def languages() -> list[str]:
    """The languages that there are, as ``en``."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def texts(language: str = "en") -> dict[str, Any]:
    """All text in one language, by name. Nobody may change it.

    Raises
    ------
    TextsError
        If there is none in this language.
    """
    from trustsim.config.yaml_text import read_yaml

    there = languages()
    if language not in there:
        raise TextsError(f"there are no texts in {language!r}; there are {', '.join(there) or 'none'}")
    document = read_yaml((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    if document.faults:
        fault = document.faults[0]
        raise ValueError(f"{language}.yaml:{fault.spot.line}: {fault.message}")
    data: dict[str, Any] = document.data
    return data
