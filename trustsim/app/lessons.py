"""The lessons as their files say them: what to run, what to bet on, what to watch. Their text is with all other."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from trustsim.config.yaml_text import read_yaml

FOLDER: Final = Path(__file__).parent.parent / "lessons"


def lessons(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Each lesson with its ``name``, that of its file, in the order of their names."""
    return [
        {"name": path.stem, **read_yaml(path.read_text(encoding="utf-8")).data}
        for path in sorted(folder.glob("*.yaml"))
    ]
