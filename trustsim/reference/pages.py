"""Pages in Markdown with tables that are made from the code, between marks that stand on lines of their own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from trustsim.reference.tables import TABLES

OPENING: Final = "<!-- generated: "
CLOSING: Final = "<!-- end -->"
OPENED: Final = re.compile(f"^{OPENING}", re.MULTILINE)
BLOCK: Final = re.compile(rf"^{OPENING}(.+?) -->\n(?:(?!<!--).*\n)*?{CLOSING}$", re.MULTILINE)


def refreshed(text: str) -> str:
    """The page with every table made anew.

    Raises
    ------
    ValueError
        If a mark is not closed.
    KeyError
        If there is no table of that name.
    """
    if len(BLOCK.findall(text)) != len(OPENED.findall(text)):
        raise ValueError(f"a table is not closed: write {CLOSING} on a line of its own after it")
    return BLOCK.sub(lambda found: f"{OPENING}{found[1]} -->\n\n{TABLES[found[1]]()}\n\n{CLOSING}", text)


def refresh(folder: str | Path) -> list[Path]:
    """Make the tables of all pages in a folder anew; returns the pages that were not fresh."""
    changed = []
    for path in sorted(Path(folder).rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        fresh = refreshed(text)
        if fresh != text:
            path.write_text(fresh, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed
