"""The statements that ``experiments/`` holds the model against: found, loaded, run."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from trustsim.config.shipped import shipped_configs, shipped_folder
from trustsim.validation.statements import Claim, Finding, Judged, Statement

if TYPE_CHECKING:
    from trustsim.results import Results


def findings() -> dict[str, Finding]:
    """The published findings, by number: the ``FINDING`` of each module in ``experiments/findings``."""
    found = (module.FINDING for module in _modules("findings"))
    return _by_number(found)


def claims() -> dict[str, Claim]:
    """The claims of the text, by number: the ``CLAIMS`` of each module in ``experiments/claims``."""
    found = (claim for module in _modules("claims") for claim in module.CLAIMS)
    return _by_number(found)


def config_of(statement: Statement) -> Path:
    """The file that runs a statement.

    Raises
    ------
    LookupError
        If there is none.
    """
    kind = "findings" if isinstance(statement, Finding) else "claims"
    beside = shipped_folder("experiments") / kind / statement.config
    if beside.is_file():
        return beside
    shipped = shipped_configs()
    if statement.config not in shipped:
        raise LookupError(f"{statement.number}: there is no config {statement.config!r}")
    return shipped[statement.config]


def judge[Said: Statement](statement: Said, results: Results) -> Judged[Said]:
    """Measure and judge what came out of the statement's config."""
    return Judged(statement, tuple(statement.measure(results)))


def _modules(kind: str) -> list[ModuleType]:
    folder = shipped_folder("experiments") / kind
    return [_loaded(path) for path in sorted(folder.glob("[!_]*.py"))]


def _loaded(path: Path) -> ModuleType:
    # experiments/ is no package: its modules are scripts that may be read, run and changed alone
    spec = importlib.util.spec_from_file_location(f"trustsim_experiments_{path.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks there for the names in its annotations
    spec.loader.exec_module(module)
    return module


def _by_number[Said: Statement](statements: Iterable[Said]) -> dict[str, Said]:
    """The statements in order; two with one number would hide one of them."""
    found: dict[str, Said] = {}
    for statement in sorted(statements, key=_in_order):
        if statement.number in found:
            raise ValueError(f"two statements have the number {statement.number}")
        found[statement.number] = statement
    return found


def _in_order(statement: Statement) -> tuple[str, int]:
    letters = statement.number.rstrip("0123456789")
    return letters, int(statement.number[len(letters) :])
