"""Run what every claim names and write docs/claims.md with its pictures.

python experiments/claims/_page.py
"""

from __future__ import annotations

from pathlib import Path

from trustsim.running import Lines
from trustsim.validation.claims_page import PICTURES, measure_all, page_of

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def main() -> None:
    """Write the page; pictures of claims that are gone go too."""
    page = page_of(measure_all(progress=Lines()))
    folder = DOCS / PICTURES
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for name, picture in page.pictures.items():
        (folder / name).write_bytes(picture)
    (DOCS / "claims.md").write_text(page.text, encoding="utf-8")


if __name__ == "__main__":
    main()
