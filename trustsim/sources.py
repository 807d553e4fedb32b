"""The sources that decide what a run comes to."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

FACES: Final = ("cli", "plots", "report", "store", "study")
"""Rooms that show numbers and do not make them: a change there does not make old results out of date."""


@cache
def code_digest() -> str:
    """A hash of the sources that decide what a run comes to: results of other sources are out of date."""
    package = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py"), key=lambda path: path.relative_to(package).as_posix()):
        inside = path.relative_to(package)
        if inside.parts[0].removesuffix(".py") not in FACES:
            digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
