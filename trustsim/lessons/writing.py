"""A pack into a folder: whole files or none, and nobody else's are replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from trustsim.lessons.lesson import LessonError, lesson_names, read_lesson
from trustsim.lessons.pack import SIGN, pack_of
from trustsim.store.folder import put_text

BEGINNING: Final = 2000
"""So many signs of a file are looked at to see whose it is."""


def write_pack(name: str, folder: Path, *, force: bool = False) -> list[Path]:
    """Write a lesson's pack; the folder is made if it is not there.

    Parameters
    ----------
    force
        Whether files that are not of a lesson of this name may be replaced.

    Raises
    ------
    LessonError
        If there is no such lesson, or files are in the way.
    OSError
        If the folder cannot be written.
    """
    lesson = read_lesson(name)
    if folder.exists() and not folder.is_dir():
        raise LessonError(f"{folder}: this is a file, not a folder\n    choose a folder: --to {name}")
    files = {folder / file: text for file, text in pack_of(lesson).items()}
    others = [path for path in files if path.exists() and not _is_ours(path, name)]
    if others and not force:
        named = ", ".join(path.name for path in others)
        raise LessonError(
            f"{folder}: these are not of this lesson and would be lost: {named}\n"
            "    choose another folder, or replace them with --force"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        put_text(path, text)
    return list(files)


def write_all(folder: Path) -> list[Path]:
    """Write the packs of all lessons, each into a folder of its name."""
    return [path for name in lesson_names() for path in write_pack(name, folder / name)]


def _is_ours(path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        return f"{SIGN} {name}" in file.read(BEGINNING)
