"""A million people, five million relationships, a year of weeks, from nothing to tables on disk, in one process."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from benchmarks.machine import cores, memory_in_gib
from benchmarks.section import Section, Verdict
from benchmarks.timing import shown

PATIENCE: Final = 240.0
"""Seconds after which it is given up: the goal is missed by far then."""

LEAST_MEMORY: Final = 8.0

SCRIPT: Final = """
import json, resource, sys, tempfile, time
from contextlib import suppress
from pathlib import Path

from trustsim import store
from trustsim.config import Config
from trustsim.plan import plan_of_config
from trustsim.running import execute


def failures(people, weeks, folder):
    config = Config(
        question="How long does it take?",
        people=people,
        network={"kind": "small_world", "neighbours": 10, "rewiring": 0.1},
        weeks=weeks,
        replicates=1,
        record={"every": 4, "people": "none", "ties": "last"},
    )
    plan = plan_of_config(config)
    with store.workplace(plan, folder, fresh=True, say=lambda text: None) as work:
        execution = execute(plan, parts=work.parts)
        store.write(plan, execution, work)
    return [failure.message for failure in execution.failures]


people, weeks = map(int, sys.argv[1:])
with tempfile.TemporaryDirectory(prefix="trustsim-benchmark-") as place:
    failures(50, 4, Path(place) / "warm")  # what is imported on the way is imported now
    begun = time.perf_counter()
    failed = failures(people, weeks, Path(place) / "whole")
    seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
with suppress(OSError):  # Linux counts there what the process had that started this one
    peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 2**20
print(json.dumps({"seconds": seconds, "peak": peak, "failed": failed}))
"""


def measure(quick: bool) -> Section:
    """Run it in a process of its own, whose memory is then its own too."""
    people, weeks = (20_000, 12) if quick else (1_000_000, 52)
    section = Section(
        f"{people:,} people, {5 * people:,} relationships, {weeks} weeks",
        f"Network, people and ties made, run, a row of series each four weeks and all ties at the end written to disk; "
        f"{cores()} cores, imports apart.",
        ("what", "measured"),
    )
    goal = "it takes at most a minute, in at most 4 GiB"
    left = memory_in_gib("MemAvailable")
    if not quick and left is not None and left < LEAST_MEMORY:
        section.verdicts = [Verdict(goal, f"{left:.1f} GiB are free here, too few to try", None)]
        return section
    try:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(people), str(weeks)],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        section.verdicts = [Verdict(goal, f"given up after {PATIENCE:.0f} s", False)]
        return section
    if done.returncode:
        section.verdicts = [Verdict(goal, f"it failed: {(done.stderr.strip() or 'killed').splitlines()[-1]}", False)]
        return section
    found = json.loads(done.stdout.splitlines()[-1])
    if found["failed"]:
        section.verdicts = [Verdict(goal, f"it failed: {found['failed'][0]}", False)]
        return section
    section.rows = [("seconds", shown(found["seconds"])), ("most memory, GiB", shown(found["peak"]))]
    said = f"{shown(found['seconds'])} s, {shown(found['peak'])} GiB"
    met = found["seconds"] <= 60 and found["peak"] <= 4
    section.verdicts = [Verdict(goal, said, None if quick else met)]
    return section
