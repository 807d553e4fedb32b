"""How long one waits before anything happens."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.section import Section, Verdict
from benchmarks.timing import Contender, interleaved, shown

SCRIPT: Final = Path(sys.executable).with_name("trustsim")
GOALS: Final = {"trustsim --help": 0.3, "import trustsim": 0.5}


def measure(quick: bool) -> Section:
    """Start processes, in turns, beside one that does nothing."""
    section = Section(
        "Start",
        "Whole processes, files in the system's cache. The goals are for a quiet machine.",
        ("command", "seconds"),
    )
    commands = {
        "python that does nothing": [sys.executable, "-c", ""],
        "import trustsim": [sys.executable, "-c", "import trustsim"],
    }
    if SCRIPT.exists():
        commands["trustsim --help"] = [str(SCRIPT), "--help"]
    else:
        section.notes.append("The script trustsim is not installed beside this Python.")
    contenders = [Contender(name, partial(_run, command)) for name, command in commands.items()]
    times = interleaved(contenders, rounds=3 if quick else 7)
    section.rows = [(name, shown(times.seconds(name))) for name in commands]
    for name, most in GOALS.items():
        if name in times:
            seconds = times.seconds(name)
            said = f"it takes {shown(seconds)} s"
            section.verdicts.append(Verdict(f"`{name}` in {most} s", said, seconds <= most))
    return section


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
