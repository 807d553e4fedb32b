"""The live page under a class: how long until it is ready, a diagram, and thirty visitors at once."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx

from benchmarks.section import Section, Verdict
from benchmarks.timing import shown
from trustsim.app.asked import asked
from trustsim.app.playing import Playing

SERVE: Final = [sys.executable, "-c", "from trustsim.cli import main; main()", "app", "--no-browser"]
CLASS: Final = 30
WEEKS: Final = 260
BLOCK: Final = 52
"""Weeks that the page asks for at once."""

PEOPLE: Final = {
    "people": 60,
    "network": {"kind": "small_world", "neighbours": 6, "rewiring": 0.1},
    "relationships": {"romantic": 0.1, "family": 0.3, "friend": 0.6},
    "weeks": WEEKS,
}
DIAGRAM_GOAL: Final = 0.3
READY_GOAL: Final = 1.0


def measure(quick: bool) -> Section:
    """Start the server as a process and visit it over loopback."""
    section = Section(
        "The live page",
        "`trustsim app` as a process of its own, visited over loopback. A visitor plays 260 weeks of 60 people in "
        "blocks of 52, makes a betrayal, asks after each block how many promises it takes, reads a life and takes the "
        "config along, without a pause for thought; all visitors at once, each with another seed.",
        ("request", "how many", "median, s", "95 % within, s", "longest, s"),
    )
    with TemporaryDirectory(prefix="trustsim-benchmark-") as kept:
        # As from the second start on: what is imported was compiled, and the files are in the system's cache.
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": kept}
        with _served(environment) as address, httpx.Client(base_url=address, timeout=60) as client:
            _asked(client, _session(client), "begin", {"config": PEOPLE})
        return _measured(section, environment, quick)


def _measured(section: Section, environment: dict[str, str], quick: bool) -> Section:
    begun = time.perf_counter()
    with _served(environment) as address:
        answers = time.perf_counter() - begun
        with httpx.Client(base_url=address, timeout=60) as client:
            begun = time.perf_counter()
            session = _session(client)
            _asked(client, session, "begin", {"config": PEOPLE})
            first = time.perf_counter() - begun
            client.get("/settings.json")
            diagrams = [_diagram(client, session, gain) for gain in range(5 if quick else 15)]
        visitors = 6 if quick else CLASS
        times, failed, alike = asyncio.run(_class(address, visitors))
    for name, seconds in times.items():
        section.rows.append(
            (name, str(len(seconds)), shown(median(seconds)), shown(_most(seconds)), shown(max(seconds)))
        )
    every = [one for seconds in times.values() for one in seconds]
    section.rows.append(("all", str(len(every)), shown(median(every)), shown(_most(every)), shown(max(every))))
    section.notes.append(
        f"From its second start on the process answers after {shown(answers)} s; the first run is there "
        f"{shown(first)} s later."
    )
    section.verdicts += [
        Verdict("ready 1 s after the server answers", f"the first run takes {shown(first)} s", first <= READY_GOAL),
        Verdict(
            "5 × 5 points × 4 replicates of 60 people over 260 weeks, drawn again while another number moves, in 0.3 s",
            f"the median of {len(diagrams)} is {shown(median(diagrams))} s",
            median(diagrams) <= DIAGRAM_GOAL,
        ),
        Verdict(
            f"{visitors} visitors at once, each with a model of their own, and no request fails",
            f"{failed} of {len(every)} failed, {alike} of {visitors} runs are those of their seeds; 95 % of the "
            f"answers are there within {shown(_most(every))} s",
            failed == 0 and alike == visitors,
        ),
    ]
    return section


def _most(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        SERVE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1, env=environment
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r":(\d+)/", line)
        if found is None:
            raise RuntimeError("the server did not start")
        yield f"http://127.0.0.1:{found[1]}"
    finally:
        process.terminate()
        process.wait()


def _session(client: httpx.Client) -> str:
    return str(client.post("/sessions", json={}).raise_for_status().json()["session"])


def _asked(client: httpx.Client, session: str, what: str, body: dict[str, Any]) -> Any:
    return client.post(f"/sessions/{session}/{what}", json=body).raise_for_status().json()


def _diagram(client: httpx.Client, session: str, place: int) -> float:
    body = {"config": {**PEOPLE, "parameters": {"gossip_reach": place / 20}}}
    begun = time.perf_counter()
    _asked(client, session, "diagram", body)
    return time.perf_counter() - begun


async def _class(address: str, visitors: int) -> tuple[dict[str, list[float]], int, int]:
    """The seconds of each kind of request, how many failed, and how many visitors had the run of their own seed."""
    times: dict[str, list[float]] = {}
    faults: list[str] = []

    async def visitor(client: httpx.AsyncClient, seed: int) -> tuple[dict[str, Any], str]:
        """What is asked for in the end, and its last frames."""
        config: dict[str, Any] = {**PEOPLE, "seed": seed}

        async def ask(what: str, path: str, body: dict[str, Any]) -> Any:
            begun = time.perf_counter()
            answer = await client.post(path, json=body)
            times.setdefault(what, []).append(time.perf_counter() - begun)
            if answer.status_code != 200:
                faults.append(answer.text)
                return None
            return answer.json()

        session = (await ask("sessions", "/sessions", {}))["session"]

        async def asking(what: str, **more: Any) -> Any:
            return await ask(what, f"/sessions/{session}/{what}", {"config": config, **more})

        scene = await asking("begin")
        pair = scene["pairs"][seed % len(scene["pairs"])]
        last = ""
        for week in range(0, WEEKS, BLOCK):
            if week == 2 * BLOCK:
                config["events"] = [{"week": week, "what": "betrayal", "who": pair[1], "to": pair[0]}]
            answer = await asking("frames", **{"from": week}, weeks=BLOCK, watch=pair)
            last = answer["frames"]["trust"] if answer else ""
            await asking("undoing", week=week + BLOCK, watch=pair)
        await asking("explain", week=WEEKS, pair=pair)
        await asking("yaml")
        return config, last

    # One client for all, each visitor with a connection: thirty clients would be busy with themselves.
    limits = httpx.Limits(max_connections=visitors)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        got = await asyncio.gather(*(visitor(client, seed) for seed in range(1, visitors + 1)))
    first = WEEKS - BLOCK + 1
    own = [last == Playing(asked(config)).frames(first, WEEKS)["trust"] for config, last in got]
    return times, len(faults), sum(own)
