"""Modules of a user, as they stand in the folder of a config or on Python's path.

A module beside a config is read from its source each time that its text, or that of a module beside it that it
imports, has changed; it is kept apart from the modules of the process. So two configs may each have a ``measures.py``,
and what ran is what the hash says.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
import threading
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from trustsim.config.faults import mend_for


class ModuleError(Exception):
    """A module that cannot be had.

    Attributes
    ----------
    message, mend
        What is wrong, and what to do about it.
    """

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message, mend)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message}; {self.mend}"


@dataclass(frozen=True)
class Loaded:
    """A module that was imported.

    Attributes
    ----------
    module
        It.
    sources
        Its files with the SHA-256 of what was read.
    sha256
        Of all of them.
    """

    module: ModuleType = field(repr=False)
    sources: dict[Path, str]
    sha256: str

    def is_current(self) -> bool:
        """Whether its files still say what was read."""
        try:
            return all(_sha256(path.read_bytes()) == known for path, known in self.sources.items())
        except OSError:
            return False


_LOCK: Final = threading.RLock()
_KNOWN: Final[dict[tuple[str, Path | None], dict[str, Loaded]]] = {}
"""Modules by name and folder, every version that was asked for by its hash: a memory that only saves time."""


def load(name: str, folder: Path | None) -> Loaded:
    """A module as its files are now.

    Parameters
    ----------
    name
        Dotted: ``measures``, ``package.measures``.
    folder
        Where to look first; None looks on Python's path alone.

    Raises
    ------
    ModuleError
        If there is none, or its import fails.
    """
    with _LOCK:
        versions = _KNOWN.setdefault((name, folder), {})
        for known in versions.values():
            if known.is_current():
                return known
        if name == "__main__":
            raise ModuleError(
                "__main__ is another module in every process", "put the function into a module of its own"
            )
        try:
            if folder is not None and _is_in(name, folder):
                found = _read(name, folder)
            else:
                found = _imported(name, again=bool(versions))
        except ModuleNotFoundError as error:
            if error.name and (name == error.name or name.startswith(f"{error.name}.")):
                raise ModuleError(f"there is no module '{name}'", _near(name, folder)) from None
            raise _failed(name, error) from error
        except (Exception, SystemExit) as error:  # whatever a user's module does
            raise _failed(name, error) from error
        return versions.setdefault(found.sha256, found)


def version(name: str, folder: Path | None, sha256: str) -> Loaded:
    """A module whose files had this hash; imported already, or now.

    Raises
    ------
    ModuleError
        As ``load``, and if the files say something else by now.
    """
    known = _KNOWN.get((name, folder), {}).get(sha256)
    if known is not None:
        return known
    found = load(name, folder)
    if found.sha256 != sha256:
        raise ModuleError(f"the module {name} has changed since the run was planned", "run the config again")
    return found


# ------------------------------------------------------------------ from Python's path


def _imported(name: str, again: bool) -> Loaded:
    """A module of the process; imported once more if it had other files before."""
    module = importlib.import_module(name)
    if again:
        module = importlib.reload(module)
    file = getattr(module, "__file__", None)
    sources = {Path(file): _sha256(Path(file).read_bytes())} if file else {}
    return Loaded(module, sources, _sha256(repr(list(sources.values())).encode()))


# ------------------------------------------------------------------ from a folder


def _is_in(name: str, folder: Path) -> bool:
    """Whether the folder has this module, or the package that it is in."""
    first = name.partition(".")[0]
    if first == __name__.partition(".")[0]:  # a checkout of this package is no folder of modules of a user
        return False
    return (folder / f"{first}.py").is_file() or (folder / first / "__init__.py").is_file()


def _read(name: str, folder: Path) -> Loaded:
    """Import from the folder what is there, and take it out of the modules of the process again."""
    reader = _Reader(folder)
    hidden = {known: module for known, module in sys.modules.items() if _stands_in(folder, known, module, name)}
    for known in hidden:
        del sys.modules[known]
    sys.meta_path.insert(0, reader)
    try:
        module = importlib.import_module(name)
    finally:
        sys.meta_path.remove(reader)
        for read in reader.modules:
            sys.modules.pop(read, None)
        sys.modules.update(hidden)
    sources = {path: _sha256(content) for path, content in sorted(reader.contents.items())}
    named = [(path.relative_to(folder).as_posix(), known) for path, known in sources.items()]
    return Loaded(module, sources, _sha256(repr(named).encode()))


def _stands_in(folder: Path, known: str, module: ModuleType | None, wanted: str) -> bool:
    """Whether a module of the process is one of the folder's, to be read anew: a file in it, or the wanted package."""
    if known == wanted or wanted.startswith(f"{known}.") or known.startswith(f"{wanted.partition('.')[0]}."):
        return True
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).parent == folder and known != "__main__" and "." not in known


class _Reader(MetaPathFinder):
    """Finds the modules of a folder, for the thread that made it, and keeps what it has read."""

    def __init__(self, folder: Path) -> None:
        self.contents: dict[Path, bytes] = {}
        self.modules: list[str] = []
        self._folder = folder
        self._thread = threading.get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module in the folder, or inside a package that was found there."""
        ours = path is None or fullname.rpartition(".")[0] in self.modules
        if threading.get_ident() != self._thread or not ours:
            return None
        for place in [str(self._folder)] if path is None else path:
            finder = FileFinder(place, (lambda name, file: _Source(name, file, self), [".py"]))  # type: ignore[arg-type]
            spec = finder.find_spec(fullname)
            if spec is not None and spec.loader is not None:
                self.modules.append(fullname)
                return spec
        return None


class _Source(SourceFileLoader):
    """Compiles the text each time: compiled files tell versions apart by the second."""

    def __init__(self, fullname: str, path: str, reader: _Reader) -> None:
        super().__init__(fullname, path)
        self._reader = reader

    def get_code(self, fullname: str) -> CodeType:
        """The module's code, from its text."""
        file = self.get_filename(fullname)
        content = self.get_data(file)
        self._reader.contents[Path(file)] = content
        code: CodeType = self.source_to_code(content, file)
        return code


# ------------------------------------------------------------------ what is wrong


def _failed(name: str, error: BaseException) -> ModuleError:
    """The fault of a module that raises while it is imported."""
    said = " ".join(str(error).split())
    if isinstance(error, SyntaxError):
        said = " ".join(str(error.msg).split())
        file, line = error.filename, error.lineno
    else:
        package = str(Path(__file__).parents[1])
        own = [one for one in traceback.extract_tb(error.__traceback__) if not one.filename.startswith(package)]
        own = [one for one in own if "importlib" not in one.filename]
        file, line = (own[-1].filename, own[-1].lineno) if own else (None, None)
    mend = _at(file, line) if file else "import it in Python to see more"
    return ModuleError(f"the module {name} cannot be imported: {type(error).__name__}: {said}", mend)


def _at(file: str, line: int | None) -> str:
    return f"mend {file}, line {line}"


def where_it_failed(error: BaseException, found: Loaded) -> str:
    """The last line of a user's module that an error passed, as what to mend; "" where it passed none."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if Path(one.filename) in found.sources]
    return _at(own[-1].filename, own[-1].lineno) if own else ""


def _near(name: str, folder: Path | None) -> str:
    """What to do where there is no such module."""
    there = sorted(path.stem for path in folder.glob("*.py")) if folder is not None and folder.is_dir() else []
    close = mend_for(name, there)
    if close.startswith("did"):
        return close
    where = f"in {folder}, beside the config" if folder is not None else "on Python's path"
    return f"put {name.replace('.', '/')}.py {where}, or install it"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
