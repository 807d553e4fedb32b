"""On what, with what and when: a figure without it says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmarks import compiler

PACKAGES: Final = ("trustsim", "mesa", "numpy", "numba", "agentpy", "mesa-frames")
WIDE: Final = ("avx512f", "avx2", "avx")


def lines() -> list[str]:
    """The machine in a few lines of Markdown."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    memory = memory_in_gib()
    return [
        f"- {processor()}, {cores()} cores to use, widest vectors {vectors() or 'unknown'}"
        + (f", {memory:.0f} GiB" if memory else ""),
        f"- {platform.system()} {platform.release()}, Python {platform.python_version()}",
        "- " + ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
        "- C: " + (", ".join(map(_compiler, compiler.available())) or "no compiler"),
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load at the start {load}",
    ]


def processor() -> str:
    """The processor's model."""
    for line in _of_proc("cpuinfo"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def vectors() -> str:
    """The widest vector instructions that the processor has, of those that matter here; "" if it does not say."""
    for line in _of_proc("cpuinfo"):
        if line.startswith("flags"):
            there = line.split()
            return next((name for name in WIDE if name in there), "")
    return ""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_in_gib(what: str = "MemTotal") -> float | None:
    """How much memory there is (or ``MemAvailable``: is left); None if the system does not say."""
    for line in _of_proc("meminfo"):
        if line.startswith(what + ":"):
            return float(line.split()[1]) / 2**20
    return None


def _of_proc(name: str) -> list[str]:
    path = Path("/proc") / name
    return path.read_text().splitlines() if path.exists() else []


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _compiler(name: str) -> str:
    done = subprocess.run([name, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()[0] if done.stdout else name
