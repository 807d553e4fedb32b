"""The full model in C ends with the engine's bits, or the builder says why it cannot be built."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks import limit
from benchmarks.compiler import available, built
from trustsim.config import Setting
from trustsim.simulation.courses import Course
from trustsim.simulation.start import Start, begin
from trustsim.world.columns import copy_of

CHARACTERS = {
    "reliability": {"beta": [6, 2]},
    "consistency": {"uniform": [0.3, 1.0]},
    "communication": {"uniform": [0.0, 1.0]},
    "transparency": {"uniform": [0.0, 1.0]},
    "forgiveness": {"uniform": [0.0, 1.0]},
    "respect": {"uniform": [0.5, 1.0]},
    "vulnerability": {"uniform": [0.0, 1.0]},
    "boundaries": {"uniform": [0.0, 1.0]},
    "deliberate_share": {"uniform": [0.0, 0.5]},
    "apology": {"uniform": [0.0, 1.0]},
}
SETTINGS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "all sorts of people": {"traits": CHARACTERS},
    "nothing misread": {"parameters": {"misreading": 0.0}},
    "everything misread: hurts beyond the slots": {"parameters": {"misreading": 1.0, "healing_exponent": 0.05}},
    "everything told": {"parameters": {"gossip_reach": 1.0, "credulous": 0.5}},
    "messages": {"parameters": {"message_rate": 0.3}},
    "everything hidden: breaches beyond the slots": {
        "traits": {"transparency": 0.0, "reliability": 0.1},
        "parameters": {"discovery": 0.01, "forgetting": 0.0, "caution": 0.0},
    },
    "soon found or forgotten": {"parameters": {"discovery": 0.5, "forgetting": 0.5}},
    "reciprocity and holding back": {"parameters": {"reciprocity": 0.5, "holding_back": 0.7}},
    "two ticks a week": {"ticks_per_week": 2, "traits": CHARACTERS},
}


def started(people: int = 120, **more: Any) -> Start:
    return begin(
        Setting.model_validate(
            {
                "people": people,
                "network": {"kind": "small_world", "neighbours": 10, "rewiring": 0.1},
                "relationships": {"romantic": 0.1, "family": 0.3, "friend": 0.6},
                **more,
            }
        ),
        seed=5,
    )


def course_of(start: Start) -> Course:
    return Course(start, np.zeros(0, dtype=np.int64), np.zeros((0, 1)))


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_c_ends_with_the_bits_of_the_engine(settings: dict[str, Any]) -> None:
    start = started(**settings)
    by_hand = copy_of(start.world)
    if not available():
        with pytest.raises(limit.NoCompilerError, match="no C compiler"):
            limit.run(by_hand, 1)
        return
    course = course_of(start)
    for ticks_before, ticks in ((0, 1), (1, 79), (80, 100)):  # in and out on the way
        course.advance(ticks_before + ticks)
        limit.run(by_hand, ticks, ticks_before)
        assert limit.state_hash(by_hand) == limit.state_hash(start.world)


def test_the_hash_sees_a_last_bit() -> None:
    world = started().world
    before = limit.state_hash(world)
    world.pairs.intimacy[7] = np.nextafter(world.pairs.intimacy[7], 1.0)
    assert limit.state_hash(world) != before


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"parameters": {"new_ties": 0.1}}, "new ties"),
        ({"parameters": {"praise_reach": 0.1}}, "praise"),
        ({"law": "pant_yu"}, "a law with numbers of its own"),
    ],
)
def test_what_c_leaves_out_is_refused(settings: dict[str, Any], fault: str) -> None:
    with pytest.raises(limit.UnknownToTheLimitError, match=fault):
        limit.Limit(started(**settings).world)


def test_without_a_compiler_the_builder_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    available.cache_clear()
    built.cache_clear()
    limit.library.cache_clear()
    try:
        with pytest.raises(limit.NoCompilerError, match="no C compiler"):
            limit.run(started().world, 1)
    finally:
        available.cache_clear()
