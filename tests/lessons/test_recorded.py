"""A recorded lesson holds the runs that it says, is small, and is the one that was committed."""

from __future__ import annotations

import base64
import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from trustsim.app.asked import tie_of
from trustsim.app.undoing import undoing
from trustsim.lessons.lesson import lesson_names, read_lesson
from trustsim.lessons.measuring import Runs, passed
from trustsim.lessons.recording import MEANS, PARTS, block_in, configs_of, modules, packed, undoings, unpacked
from trustsim.rules.measures import MEASURES

DOCS = Path(__file__).parent.parent.parent / "docs" / "lessons"
LARGEST = 3_000_000


def page_of(name: str) -> str:
    return (DOCS / name / f"{name}.html").read_text(encoding="utf-8")


def runs_in(block: bytes):
    """Head and runs of a block, read by its description and by nothing that wrote it."""
    (length,) = struct.unpack("<I", block[:4])
    head = json.loads(block[4 : 4 + length])
    rest = np.frombuffer(block[4 + length :], dtype=np.uint8)
    runs = []
    for run in head["runs"]:
        pairs, weeks = len(head["scenes"][run["scene"]]["pairs"]), run["weeks"] + 1
        rows = 4 * pairs + 2 * len(head["measures"])
        differences, rest = rest[: rows * weeks].reshape(rows, weeks), rest[rows * weeks :]
        shares = np.cumsum(differences[: 4 * pairs], axis=1, dtype=np.uint8)
        low, high = np.split(differences[4 * pairs :].astype(np.uint16), 2)
        means = np.cumsum(low + 256 * high, axis=1, dtype=np.uint16)
        runs.append((run, shares, means))
    assert len(rest) == 0
    return head, runs


@pytest.mark.parametrize("name", lesson_names())
def test_recorded_numbers_are_those_of_fresh_runs(name):
    lesson = read_lesson(name)
    head, runs = runs_in(block_in(page_of(name)))
    assert [run["config"] for run, _, _ in runs] == json.loads(json.dumps(configs_of(lesson)))
    for place in {0, len(runs) // 3, len(runs) - 1}:
        run, shares, means = runs[place]
        fresh = passed(run["config"], lesson.watch)
        pairs = len(fresh.scene["pairs"])
        scene = head["scenes"][run["scene"]]
        assert scene["pairs"] == fresh.scene["pairs"]
        np.testing.assert_array_equal(shares[: 2 * pairs].T, fresh.trust)
        np.testing.assert_array_equal(shares[2 * pairs : 3 * pairs].T, fresh.intimacy)
        np.testing.assert_array_equal(shares[3 * pairs :].T, fresh.alive)
        for name_of, column in zip(MEANS, means, strict=True):
            np.testing.assert_allclose(
                column / PARTS, fresh.means[:, MEASURES.index(name_of)], atol=0.5 / PARTS + 1e-12
            )
        if lesson.watch:
            assert run["watched"] == fresh.watched
            for since, answers in run["undoing"].items():
                first = 0 if since == "last" else int(since)
                assert first + len(answers) == fresh.weeks + 1
                for week in (first + 1, fresh.weeks // 2):
                    tie = tie_of(lesson.watch, "watch", fresh.asked.network)
                    told = undoing(fresh.asked, week, tie, None if since == "last" else first)
                    assert answers[week - first] == [told["kept"], told["alone"], told["before"]]


@pytest.mark.parametrize(
    ("events", "weeks"),
    [
        ([], []),
        ([{"week": 3, "what": "lapse", "who": 0, "to": 1}, {"week": 4, "what": "betrayal", "who": 1, "to": 0}], []),
        ([{"week": [8, 2], "what": "betrayal", "who": 0, "to": 1}, {"week": 5, "what": "betrayal"}], [2, 5, 8]),
        ([{"week": {"from": 1, "to": 19, "every": 10}, "what": "betrayal", "who": [0], "to": "all"}], [1, 11]),
    ],
)
def test_from_every_betrayal_of_the_watched_tie_it_is_recorded(events, weeks):
    run = passed({"people": 2, "network": {"kind": "pair"}, "weeks": 20, "events": events}, [1, 0])
    tie = tie_of([1, 0], "watch", run.asked.network)
    found = undoings(run, tie)
    assert list(found) == ["last", *map(str, weeks)]
    for week in weeks:
        told = undoing(run.asked, 19, tie, week)
        assert found[str(week)][19 - week] == [told["kept"], told["alone"], told["before"]]


@pytest.mark.parametrize("name", lesson_names())
def test_a_recorded_lesson_is_small_and_asks_nothing_of_anybody(name):
    page = page_of(name)
    assert len(page.encode()) < LARGEST
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    imports = json.loads(re.search(r'<script type="importmap">(.*?)</script>', page)[1])["imports"]
    for source in imports.values():
        assert source.startswith("data:")
    assert set(imports) == set(modules())


def test_modules_are_those_that_are_needed():
    names = set(modules())
    assert {"main", "story", "explore", "source", "stage", "course", "texts"} <= names
    assert not names & {"lab", "compare", "diagram", "takeaway"}


def test_a_lesson_recorded_again_is_the_one_that_was_committed():
    """Also fails when the page has changed: make the packs anew with python -m trustsim.lessons docs/lessons."""
    from trustsim.lessons.pack import pack_of

    name = "who_hears_of_it"
    committed = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / name).iterdir()}
    fresh = pack_of(read_lesson(name))
    assert set(committed) == set(fresh)
    for file, text in fresh.items():
        # What is packed and drawn depends on the versions of zlib and matplotlib: what it says does not.
        assert said(committed[file]) == said(text), f"{file} is stale: python -m trustsim.lessons docs/lessons"
    page = f"{name}.html"
    (old, old_runs), (new, new_runs) = (runs_in(block_in(text)) for text in (committed[page], fresh[page]))
    for (one, shares, means), (other, other_shares, other_means) in zip(old_runs, new_runs, strict=True):
        assert one == other
        np.testing.assert_array_equal(shares, other_shares)
        np.testing.assert_array_equal(means, other_means)
    for scene, other in zip(old["scenes"], new["scenes"], strict=True):
        # Places are an eigenvector's: the last digit may differ between processors.
        np.testing.assert_allclose(scene["places"], other["places"], atol=0.002)


def said(text: str) -> str:
    text = re.sub(r"<svg.*?</svg>", "<svg>", text, flags=re.DOTALL)
    return re.sub(r'id="recorded">[^<]*<', 'id="recorded"><', text)


def test_the_same_lesson_gives_the_same_bytes():
    from trustsim.lessons.recording import recorded_runs

    lesson = read_lesson("who_hears_of_it")
    first, second = (packed(recorded_runs(lesson, Runs(lesson.watch))) for _ in range(2))
    assert first == second
    assert base64.b64decode(first)[:2] == b"\x1f\x8b"
    assert unpacked(first) == unpacked(second)
