"""A recorded lesson: the page, its words and the runs that a lesson needs, in one file that asks nothing of anybody.

The runs are in one block: four bytes that say how long the head is (little-endian), the head as JSON, then for each run
trust, closeness, who is together (a byte a value), and four means in parts of 65,535 (low bytes, then high bytes). Each
value's weeks stand together, as differences from week to week. The block is gzipped and written in base64; recorded.js
reads it.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import re
import struct
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.app import pages
from trustsim.app.asked import MOST_WEEKS, Asked, tie_of
from trustsim.app.undoing import before_fall, undoing
from trustsim.lessons.lesson import Lesson, changed
from trustsim.lessons.measuring import Run, Runs
from trustsim.rules.measures import MEASURES
from trustsim.texts import texts
from trustsim.world.script import script

MEANS: Final = ("trust", "survival", "intimacy", "pain")
"""The means that the page shows: all shares of 1."""

PARTS: Final = 65_535
"""A mean is rounded to so many parts of 1."""

SOON: Final = 60
"""Promises looked ahead where it is known that trust never comes back: enough for what the law alone takes."""

EVERYWHERE: Final = -1
"""Where a row of a script happens that is about all."""

ROOTS: Final = ("main", "story", "explore", "source")
"""The modules that a recorded lesson needs, with all that they import."""

LEFT_OUT: Final = ("lab", "compare")
"""Modes that run any config: they need a server."""

POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


_STYLES: Final = re.compile(r'<link rel="stylesheet" href="page/([\w.-]+)" />')
_IMPORTS: Final = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)


def configs_of(lesson: Lesson) -> list[Mapping[str, Any]]:
    """Every config whose run the lesson may show or measure, each once."""
    found: dict[str, Mapping[str, Any]] = {}
    for config in _configs(lesson):
        found.setdefault(json.dumps(config, sort_keys=True), config)
    return list(found.values())


def _configs(lesson: Lesson) -> Iterator[Mapping[str, Any]]:
    for scene in lesson.scenes:
        yield scene.config
        yield from scene.options.values()
        for spec in scene.measures():
            yield spec["config"]
            yield from (spec[key] for key in ("less", "without") if key in spec)
            for key in ("configs", "against"):
                yield from spec.get(key, ())
            if "without" in spec:
                yield from ({**config, "events": []} for config in scene.options.values())
    for settings in itertools.product(*(dial.settings for dial in lesson.dials)):
        config: Mapping[str, Any] = lesson.explored
        for setting in settings:
            config = changed(config, setting)
        yield config
        if lesson.person is not None:  # Explore says who trusts that person less than if nothing had happened
            yield {**config, "events": []}


def recorded_runs(lesson: Lesson, runs: Runs) -> bytes:
    """The block of a lesson's runs, before it is packed."""
    scenes: list[str] = []
    heads, blocks = [], []
    for config in configs_of(lesson):
        run = runs.of(config)
        scene = json.dumps(run.scene)
        if scene not in scenes:
            scenes.append(scene)
        head: dict[str, Any] = {"config": config, "scene": scenes.index(scene), "weeks": run.weeks}
        if run.watched is not None:
            head["watched"] = run.watched
            head["undoing"] = undoings(run, tie_of(lesson.watch, "watch", run.asked.network))
        heads.append(head)
        blocks.append(block_of(run))
    head_of_all = {
        "measures": MEANS,
        "watch": lesson.watch,
        "scenes": [json.loads(one) for one in scenes],
        "runs": heads,
    }
    text = json.dumps(head_of_all, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + b"".join(blocks)


def block_of(run: Run) -> bytes:
    """The bytes of one run."""
    means = np.rint(run.means[:, [MEASURES.index(name) for name in MEANS]] * PARTS).astype(np.uint16)
    differences = _differences(means)
    low, high = (differences & 255).astype(np.uint8), (differences >> 8).astype(np.uint8)
    bytes_of_week = (_differences(values) for values in (run.trust, run.intimacy, run.alive))
    return b"".join(part.T.tobytes() for part in (*bytes_of_week, low, high))


def _differences(weeks: NDArray[Any]) -> NDArray[Any]:
    """Each week less the one before, wrapping around; the first as it is."""
    found = weeks.copy()
    found[1:] = weeks[1:] - weeks[:-1]
    return found


Undoing = list[float | int | None]
"""``[kept, alone, before]``, as ``app.undoing`` has them."""


def undoings(run: Run, tie: int) -> dict[str, list[Undoing]]:
    """What the server answers to ``undoing``, ``[kept, alone, before]`` a week.

    ``last`` has it from week 0 on, counted from the last fall; the week of each betrayal in the script, as text, has it
    from that week on, counted from there.
    """
    known: dict[tuple[int, float], Undoing] = {}
    return {
        "last" if since is None else str(since): _undoing_by_week(run, tie, since, known)
        for since in (None, *betrayals(run.asked, tie))
    }


def betrayals(asked: Asked, tie: int) -> list[int]:
    """The weeks in which the script of a run has this tie betrayed, each once."""
    rows = script(asked.config.events, asked.network, asked.config.ticks_per_week)
    weeks = {
        tick // asked.config.ticks_per_week
        for tick, where, number in zip(rows.tick.tolist(), rows.where.tolist(), rows.number.tolist(), strict=True)
        if where in (tie, EVERYWHERE) and asked.config.events[number].what == "betrayal"
    }
    return sorted(weeks)


def _undoing_by_week(run: Run, tie: int, since: int | None, known: dict[tuple[int, float], Undoing]) -> list[Undoing]:
    """The answers from one week on; ``known`` are those to how long it takes in a week until trust is at a level."""
    trust = (run.watched or {})["trust"]
    answers: list[Undoing] = []
    never = False
    for week in range(since or 0, run.weeks + 1):
        never = never and trust[week] >= trust[week - 1]
        same = (week, before_fall(trust[: week + 1], since))
        if same not in known:
            # What is never undone is not undone later either, while nothing breaks it anew.
            answer = undoing(run.asked, week, tie, since, most=SOON if never else MOST_WEEKS)
            known[same] = [None if never else answer["kept"], answer["alone"], answer["before"]]
        answers.append(known[same])
        never = known[same][0] is None
    return answers


def packed(block: bytes) -> str:
    """A block as text: the same for the same block."""
    return base64.b64encode(gzip.compress(block, 9, mtime=0)).decode("ascii")


def unpacked(text: str) -> bytes:
    """The block in a text of ``packed``."""
    return gzip.decompress(base64.b64decode(text))


def block_in(page: str) -> bytes:
    """The block in a recorded lesson.

    Raises
    ------
    ValueError
        If this is none.
    """
    found = re.search(r'<script type="text/plain" id="recorded">([^<]*)</script>', page)
    if found is None:
        raise ValueError("this is no recorded lesson")
    return unpacked(found.group(1))


def recorded_page(lesson: Lesson, runs: Runs, language: str = "en") -> str:
    """The recorded lesson: one page that works from a memory stick, with the network off."""
    words = texts(language)
    told = {
        "texts": {"language": language, "page": words["page"], "lessons": _words_of(words["lessons"], lesson.name)},
        "lesson": lesson.as_data(),
    }
    imports = {name: f"data:text/javascript;base64,{_base64(source)}" for name, source in modules().items()}
    index = _file("index.html")
    title = escape(words["lessons"][lesson.name]["title"])
    head = "\n".join(
        (
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />',
            *(f"<style>\n{_file(name)}</style>" for name in _STYLES.findall(index)),
            f'<script type="importmap">{json.dumps({"imports": imports})}</script>',
        )
    )
    body = "\n".join(
        (
            f'<script type="application/json" id="told">{_inside(json.dumps(told, ensure_ascii=False))}</script>',
            f'<script type="text/plain" id="recorded">{packed(recorded_runs(lesson, runs))}</script>',
            '<script type="module">import "main";</script>',
        )
    )
    index = re.sub(rf"\s*{_STYLES.pattern}", "", index)
    index = re.sub(r"\s*<script.*?</script>", "", index, flags=re.DOTALL)
    index = re.sub(r"<title>.*?</title>", lambda _: f"<title>{title}</title>", index)
    index = index.replace('lang="en"', f'lang="{language}"').replace("</head>", f"{head}\n</head>", 1)
    return index.replace("</body>", f"{body}\n</body>", 1)


def modules() -> dict[str, str]:
    """The modules of a recorded lesson by their bare names, with all that they import."""
    listed = json.loads(_IMPORTS.findall(_file("index.html"))[0])["imports"]
    files = {name: path.rpartition("/")[2] for name, path in listed.items()} | {"source": "recorded.js"}
    found: dict[str, str] = {}
    wanted = list(ROOTS)
    while wanted:
        name = wanted.pop()
        if name in found or name in LEFT_OUT:
            continue
        found[name] = _file(files.get(name, f"{name}.js"))
        wanted += re.findall(r'^(?:import|export)\b[^;]*?\bfrom "([\w-]+)";', found[name], re.MULTILINE)
    return dict(sorted(found.items()))


def _words_of(lessons: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: lessons[key] for key in ("story", "explore", "units", name)}


def _file(name: str) -> str:
    found = pages.file_of(name)
    if found is None:
        raise FileNotFoundError(f"the page has no file {name}")
    return found[0].decode()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _inside(text: str) -> str:
    """JSON that no parser of pages takes for the end of a script."""
    return text.replace("<", "\\u003c")
