"""The manifest: with what, when and on what a run folder was made."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import trustsim
from trustsim.plan import Plan
from trustsim.sources import code_digest

FORMAT: Final = 1
PACKAGES: Final = ("trustsim", "numpy", "numba", "mesa", "networkx", "pandas", "pyarrow", "scipy")
UNFINISHED: Final = "unfinished"
DONE: Final = "done"
SOME_FAILED: Final = "some runs failed"
ALL_FAILED: Final = "all runs failed"

MOST_NETWORKS: Final = 64
MOST_PEOPLE: Final = 5_000


def manifest_of(
    plan: Plan, *, state: str, done: int, failed: int, started: datetime, tables: Mapping[str, Any]
) -> dict[str, Any]:
    """All of the manifest; times stand here and in no table.

    Parameters
    ----------
    plan
        What was run.
    state
        How far it has got.
    done, failed
        How many runs came to something, and how many to nothing.
    started
        When the first run began; the end is now.
    tables
        File name: rows and checksum.
    """
    finished = datetime.now(UTC)
    return {
        "format": FORMAT,
        "name": plan.name,
        "config_hash": plan.digest,
        "overrides": list(plan.overrides),
        "code": code_digest(),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        "platform": {"system": platform.platform(), "machine": platform.machine()},
        "git": _git(),
        "seed": plan.config.seed,
        "replicate_seeds": list(plan.seeds),
        "network_digests": network_digests(plan),
        "points": len(plan.points),
        "runs": done + failed if state != UNFINISHED else len(plan.runs),
        "done": done,
        "failed": failed,
        "state": state,
        "started": started.isoformat(timespec="seconds"),
        "finished": finished.isoformat(timespec="seconds"),
        "seconds": round((finished - started).total_seconds(), 3),
        "tables": dict(tables),
    }


def network_digests(plan: Plan) -> list[str] | None:
    """The digest of each replicate's network; None where points differ in theirs, or there is much to make again."""
    from trustsim.simulation import network_of

    by_point = any(key.split(".")[0] in ("network", "people") for key in plan.swept)
    if by_point or len(plan.seeds) > MOST_NETWORKS or plan.config.people > MOST_PEOPLE:
        return None
    try:
        return [network_of(plan.points[0].config, seed).digest for seed in plan.seeds]
    except (ValueError, OSError):
        return None  # the runs' failures say it


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _git() -> dict[str, Any] | None:
    """The commit of the checkout that the package runs from, if it does; whether something in it was changed since."""
    checkout = Path(trustsim.__file__).resolve().parent.parent
    if not (checkout / ".git").exists():
        return None
    try:
        commit, changes = (
            subprocess.run(
                ["git", "-C", str(checkout), *words], capture_output=True, text=True, timeout=5, check=True
            ).stdout.strip()
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "--", "trustsim"))
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit, "changed": bool(changes)}
