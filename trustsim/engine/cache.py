"""Where the kernel of a law is kept: in a folder of its own, which an edit of anything that it is made of changes."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType, ModuleType

from trustsim.compiled import folder as folders

PACKAGE = Path(__file__).resolve().parent.parent
SOURCES = ("draws.py", "world/columns.py", "world/scratch.py", "parameters.py", "compiled", "laws", "rules", "engine")


def _files_of(law: ModuleType) -> list[Path]:
    """The law's own file, and those that its functions and helpers come from."""
    named = {str(getattr(law, "__file__", None))}
    for value in vars(law).values():
        if isinstance(value, FunctionType):
            named.add(value.__code__.co_filename)
        elif isinstance(value, ModuleType):
            named.add(str(getattr(value, "__file__", None)))
    return [path for path in map(Path, sorted(named)) if path.suffix == ".py" and path.is_file()]


def _python_files(path: Path) -> list[Path]:
    return sorted(path.glob("*.py")) if path.is_dir() else [path]


def folder(law: ModuleType, kind: str = "") -> Path | None:
    """The folder for this law's kernel, made if need be; None where nothing can be written, or the law has no file.

    Each kind of kernel has a folder of its own.

    It lies where ``compiled.folder`` says.
    """
    if not Path(str(getattr(law, "__file__", None))).is_file():
        return None
    name = f"{law.__name__.rpartition('.')[2]}{f'-{kind}' if kind else ''}"
    files = [path for source in SOURCES for path in _python_files(PACKAGE / source)]
    return folders.folder(name, [*files, *_files_of(law)])
