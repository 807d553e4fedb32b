"""Designs of a sweep beside grid and list: values that go together, samples of ranges, several sweeps."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustsim.config import (
    Config,
    Grid,
    LatinHypercube,
    Morris,
    Points,
    Range,
    Sampled,
    Several,
    Sobol,
    Zip,
    located,
    remarks,
)
from trustsim.config.sampling import latin_hypercube, morris, sobol

Q = "question: Why?\n"
FORGIVENESS = {"traits.forgiveness": {"from": 0, "to": 1}}
GAIN = {"parameters.trust_gain": {"from": 0.02, "to": 0.32, "scale": "log"}}
PEOPLE = {"people": {"from": 20, "to": 23, "whole": True}}


def sweep_of(written):
    return Config.model_validate({"question": "Why?", "sweep": written}).sweep


ALL = {
    "grid": {"design": "grid", "over": {"people": [20, 30, 40], "traits.forgiveness": [0, 1]}},
    "zip": {"design": "zip", "over": {"people": [20, 30, 40], "traits.forgiveness": {"from": 0, "to": 1, "steps": 3}}},
    "list": {"design": "list", "points": [{"set": {}}, {"label": "more", "set": {"people": 300}}]},
    "latin hypercube": {"design": "latin_hypercube", "points": 7, "over": FORGIVENESS | GAIN | PEOPLE},
    "sobol": {"design": "sobol", "samples": 8, "over": FORGIVENESS | GAIN | PEOPLE},
    "sobol of pairs": {"design": "sobol", "samples": 8, "second_order": True, "over": FORGIVENESS | GAIN | PEOPLE},
    "morris": {"design": "morris", "trajectories": 5, "over": FORGIVENESS | GAIN | PEOPLE},
}
ALL["several"] = list(ALL.values())


@pytest.mark.parametrize("written", ALL.values(), ids=ALL)
def test_every_design_says_how_many_points_it_has_before_it_makes_them(written):
    sweep = sweep_of(written)
    points = list(sweep.points())
    assert sweep.size() == len(points) == len(sweep.labels())
    assert eval(sweep.how().replace("×", "*")) == len(points)
    assert {key for point in points for key in point} <= set(sweep.keys())


@pytest.mark.parametrize("written", ALL.values(), ids=ALL)
def test_every_design_is_read_back_from_what_it_writes(written):
    sweep = sweep_of(written)
    again = sweep_of(sweep.model_dump(mode="json"))
    assert again == sweep
    assert list(again.points()) == list(sweep.points())


@pytest.mark.parametrize("written", ALL.values(), ids=ALL)
def test_what_is_written_is_placed_where_it_stands(written):
    config = Config.model_validate({"question": "Why?", "sweep": written})
    raw = config.model_dump(mode="json")
    for start, sweep in located(config.sweep):
        for key, path, value in sweep.written():
            here = raw
            for step in (*start, *path):
                here = here[step]
            assert key in path
            assert here == value or set(here) == {"from", "to", "steps"}


def test_zipped_values_go_together():
    sweep = sweep_of(ALL["zip"])
    assert isinstance(sweep, Zip)
    assert list(sweep.points()) == [
        {"people": 20, "traits.forgiveness": 0},
        {"people": 30, "traits.forgiveness": 0.5},
        {"people": 40, "traits.forgiveness": 1},
    ]


@pytest.mark.parametrize(
    ("name", "kind", "size"),
    [
        ("latin hypercube", LatinHypercube, 7),
        ("sobol", Sobol, 8 * (3 + 2)),
        ("sobol of pairs", Sobol, 8 * (2 * 3 + 2)),
        ("morris", Morris, 5 * (3 + 1)),
    ],
)
def test_samples_are_told_from_what_is_written_out(name, kind, size):
    sweep = sweep_of(ALL[name])
    assert isinstance(sweep, Sampled)
    assert type(sweep) is kind
    assert sweep.size() == size
    assert not isinstance(sweep_of(ALL["grid"]), Sampled)


def test_the_cube_is_the_one_that_is_drawn():
    over = FORGIVENESS | GAIN
    assert np.array_equal(
        sweep_of({"design": "latin_hypercube", "points": 9, "seed": 4, "over": over}).cube(), latin_hypercube(2, 9, 4)
    )
    assert np.array_equal(
        sweep_of({"design": "sobol", "samples": 4, "second_order": True, "over": over}).cube(), sobol(2, 4, True, 1)
    )
    assert np.array_equal(
        sweep_of({"design": "morris", "trajectories": 3, "levels": 6, "over": over}).cube(), morris(2, 3, 6, 1)
    )


@pytest.mark.parametrize("name", ["latin hypercube", "sobol", "morris"])
def test_another_seed_takes_another_sample_and_the_same_seed_the_same(name):
    first, again, other = (list(sweep_of({**ALL[name], **more}).points()) for more in ({}, {"seed": 1}, {"seed": 2}))
    assert first == again
    assert first != other


def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_range():
    sweep = sweep_of({"design": "latin_hypercube", "points": 20, "over": FORGIVENESS | GAIN | PEOPLE})
    points = list(sweep.points())
    assert sorted(math.floor(20 * point["traits.forgiveness"]) for point in points) == list(range(20))
    # On a log scale equal ratios are equally likely: 0.02 to 0.32 is four doublings.
    doublings = [math.log2(point["parameters.trust_gain"] / 0.02) for point in points]
    assert sorted(math.floor(20 * doubling / 4) for doubling in doublings) == list(range(20))
    assert Counter(point["people"] for point in points) == {20: 5, 21: 5, 22: 5, 23: 5}
    assert {type(point["people"]) for point in points} == {int}


def test_only_one_key_moves_from_step_to_step_of_morris():
    points = list(sweep_of(ALL["morris"]).points())
    for path in range(5):
        steps = points[4 * path : 4 * path + 4]
        moved = [[key for key in one if one[key] != other[key]] for one, other in pairwise(steps)]
        assert sorted(moved) == sorted([key] for key in steps[0])


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.floats(0, 1), st.floats(0, 1), st.sampled_from(["linear", "log"]))
def test_a_range_keeps_its_ends_and_its_order(low, width, one, other, scale):
    low = abs(low) + 1e-9 if scale == "log" else low
    if low + width == low:
        return
    values = Range.model_validate({"from": low, "to": low + width, "scale": scale})
    assert (values.value(0.0), values.value(1.0)) == (
        pytest.approx(low, rel=1e-11, abs=1e-300),
        pytest.approx(low + width, rel=1e-11),
    )
    first, second = sorted((one, other))
    assert low <= values.value(first) <= values.value(second) <= low + width


@given(st.integers(-50, 50), st.integers(1, 30), st.sampled_from(["linear", "log"]))
def test_whole_numbers_share_a_range(low, more, scale):
    low = abs(low) + 1 if scale == "log" else low
    values = Range.model_validate({"from": low, "to": low + more, "scale": scale, "whole": True})
    found = Counter(values.value(place / 5000) for place in range(5001))
    assert set(found) <= set(range(low, low + more + 1))
    assert {type(value) for value in found} == {int}
    assert (values.value(0.0), values.value(1.0)) == (low, low + more)
    if scale == "linear":
        assert max(found.values()) - min(found.values()) <= 2


def test_several_sweeps_come_one_after_the_other():
    sweep = sweep_of(
        [
            {"design": "grid", "over": {"people": [20, 30], "weeks": [5, 6]}},
            {"design": "list", "points": [{"label": "long", "set": {"weeks": 99}}]},
        ]
    )
    assert isinstance(sweep, Several)
    assert [type(one) for one in sweep.sweeps] == [Grid, Points]
    assert sweep.spans() == (range(4), range(4, 5))
    assert sweep.keys() == ("people", "weeks")
    assert sweep.how() == "2 × 2 + 1"
    assert sweep.labels() == (None, None, None, None, "long")
    assert list(sweep.points())[3:] == [{"people": 30, "weeks": 6}, {"weeks": 99}]
    assert located(sweep) == [(("sweep", 0), sweep.sweeps[0]), (("sweep", 1), sweep.sweeps[1])]


def test_a_point_that_two_sweeps_share_is_in_both():
    sweep = sweep_of(
        [
            {"design": "grid", "over": {"people": [20, 30]}},
            {"design": "grid", "over": {"people": [30, 40]}},
        ]
    )
    assert [point["people"] for point in sweep.points()] == [20, 30, 30, 40]


def test_both_ends_of_a_range_are_worth_a_look(load):
    loaded = load(Q + "sweep: {design: sobol, samples: 4, over: {parameters.trust_gain: {from: 0.001, to: 0.9}}}\n")
    below, above = remarks(loaded)
    assert ":2:73: " in below
    assert "parameters.trust_gain = 0.001 is outside the usual" in below
    assert "parameters.trust_gain = 0.9 is outside the usual" in above


def test_what_some_sweep_leaves_alone_is_not_set_for_nothing(load):
    sweeps = "sweep:\n  - {design: grid, over: {people: [20, 30]}}\n"
    assert any("replaces 50" in remark for remark in remarks(load(Q + "people: 50\n" + sweeps)))
    more = sweeps + "  - {design: grid, over: {weeks: [20, 30]}}\n"
    assert not any("replaces 50" in remark for remark in remarks(load(Q + "people: 50\n" + more)))
    points = "sweep: {design: list, points: [{set: {people: 20}}, {set: {people: 30, weeks: 9}}]}\n"
    (remark,) = remarks(load(Q + "people: 50\nweeks: 60\n" + points))
    assert "replaces 50" in remark


def test_a_large_sample_of_numbers_needs_few_checks(load, monkeypatch):
    from trustsim.config import points as module

    counted = []
    real = module.validated
    monkeypatch.setattr(module, "validated", lambda *args, **more: (counted.append(1), real(*args, **more))[1])
    over = "{parameters.trust_gain: {from: 0.02, to: 0.3}, parameters.gossip_reach: {from: 0, to: 1}}"
    loaded = load(Q + f"sweep: {{design: latin_hypercube, points: 10000, over: {over}}}\n")
    every = list(module.points_of(loaded.raw, loaded.config.sweep))
    assert len(every) == 10_000
    assert len({id(one.base) for one in every}) == 1
    # Each end of each range when the config is read and when it is planned, and the one base.
    assert len(counted) == 2 * 4 + 1
