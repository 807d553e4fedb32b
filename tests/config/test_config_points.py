"""Every point of a sweep is a config; what is wrong with one is said at the value that brings it."""

from __future__ import annotations

import time

import pytest

from trustsim.config import Config, ConfigError, Grid, Points, at_point

Q = "question: Why?\n"


def test_a_grid_is_every_combination(load):
    sweep = load(
        Q + "sweep:\n  design: grid\n  over:\n    traits.forgiveness: [0, 1]\n"
        "    people: {from: 50, to: 150, steps: 3}\n    law: [default, pant_yu]\n"
    ).config.sweep
    assert isinstance(sweep, Grid)
    points = list(sweep.points())
    assert sweep.size() == len(points) == len(sweep.labels()) == 12
    assert sweep.keys() == ("traits.forgiveness", "people", "law")
    assert points[0] == {"traits.forgiveness": 0, "people": 50, "law": "default"}
    assert points[1] == {"traits.forgiveness": 0, "people": 50, "law": "pant_yu"}
    assert points[-1] == {"traits.forgiveness": 1, "people": 150, "law": "pant_yu"}
    assert {type(point["people"]) for point in points} == {int}


def test_steps_are_round_numbers(load):
    sweep = load(Q + "sweep: {design: grid, over: {traits.respect: {from: 0, to: 1, steps: 11}}}\n").config.sweep
    assert sweep.axes()["traits.respect"] == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


def test_a_list_is_its_points(load):
    sweep = load(
        Q + "sweep:\n  design: list\n  points:\n    - {label: as it is, set: {}}\n"
        "    - {set: {relationships: {family: 1}, law.name: symmetric}}\n"
        "    - {label: betrayed, set: {events: [{week: 3, what: betrayal}]}}\n"
    ).config.sweep
    assert isinstance(sweep, Points)
    assert sweep.size() == 3
    assert sweep.labels() == ("as it is", None, "betrayed")
    assert sweep.keys() == ("relationships", "law.name", "events")
    assert list(sweep.points())[1] == {"relationships": {"family": 1}, "law.name": "symmetric"}


def test_the_config_of_a_point(load):
    loaded = load(Q + "sweep: {design: grid, over: {traits.forgiveness: [0, 1], network.rewiring: [0, 0.5]}}\n")
    config = at_point(loaded.raw, {"traits.forgiveness": 1, "network.rewiring": 0.5})
    assert isinstance(config, Config)
    assert (config.traits.forgiveness, config.network.rewiring, config.sweep) == (1.0, 0.5, None)
    assert loaded.raw["sweep"]["design"] == "grid"


def test_an_impossible_point_is_said():
    with pytest.raises(ConfigError, match=r"people = 0: people: 0 is too small"):
        at_point({"question": "Why?"}, {"people": 0})


def test_a_point_may_reach_into_events(load):
    loaded = load(
        Q + "events: [{week: 3, what: betrayal, severity: 0}]\n"
        "sweep: {design: grid, over: {events.0.severity: [-1, 1], events.0.hidden: [true, false]}}\n"
    )
    points = [at_point(loaded.raw, point).events[0] for point in loaded.config.sweep.points()]
    assert [(event.severity, event.hidden) for event in points] == [(-1, True), (-1, False), (1, True), (1, False)]


# the lines below "over", the place, the key, words of the message
WRONG = {
    "one value": (["traits.respect: [0, 2]"], ":6:25", "sweep.over.traits.respect.1", "2 is outside"),
    "the first value": (["traits.respect: [2, 0]"], ":6:22", "sweep.over.traits.respect.0", "2 is outside"),
    "a step": (
        ["traits.respect: {from: 0, to: 2, steps: 3}"], ":6:21", "sweep.over.traits.respect", "2 is outside",
    ),
    "what it brings elsewhere": (
        ["people: [200, 7]"], ":6:19", "sweep.over.people.1",
        "with people = 7: network.neighbours: 8 neighbours among 7",
    ),
    "a week too late": (
        ["weeks: [100, 10]"], ":6:18", "sweep.over.weeks.1", "with weeks = 10: events.0.week: the run is over",
    ),
    "a law without the number": (
        ["law: [pant_yu, default]", "law.trust_erosion: [0.1, 0.2]"], ":6:20", "sweep.over.law.1",
        "with law = 'default': law.trust_erosion: the law default has no number",
    ),
    "shares that do not sum": (
        ["relationships.family: [0.5]"], ":6:28", "sweep.over.relationships.family.0", "sum to 1.5",
    ),
    "a list that is too short": (
        ["events.1.week: [3, 4]"], ":6:21", "sweep.over.events.1.week.0", "the list has no entry 1",
    ),
    "two values together": (
        ["people: [200, 20]", "network.neighbours: [8, 20]"], ":5:3", "sweep.over",
        "with people = 20, network.neighbours = 20: network.neighbours: 20 neighbours among 20",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("over", "place", "key", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_placed_where_it_stands(faults_of, over, place, key, message):
    text = Q + "events: [{week: 30, what: lapse}]\nsweep:\n  design: grid\n  over:\n"
    (fault,) = faults_of(text + "".join(f"    {line}\n" for line in over))
    assert (fault.place.split("study.yaml")[1], fault.key) == (place, key)
    assert message in fault.message


def test_a_wrong_point_of_a_list(faults_of):
    faults = faults_of(
        Q
        + "sweep:\n  design: list\n  points:\n    - {set: {people: 300}}\n    - {set: {people: 0, traits.respect: 3}}\n"
        "    - {set: {promise: 1}}\n"
    )
    assert [(fault.place.split("study.yaml")[1], fault.key) for fault in faults] == [
        (":7:14", "sweep.points.2.set.promise")
    ]
    faults = faults_of(
        Q
        + "sweep:\n  design: list\n  points:\n    - {set: {people: 300}}\n    - {set: {people: 0, traits.respect: 3}}\n"
    )
    assert [(fault.place.split("study.yaml")[1], fault.key) for fault in faults] == [
        (":6:22", "sweep.points.1.set.people"),
        (":6:41", "sweep.points.1.set.traits.respect"),
    ]


def test_a_fault_of_the_config_is_not_said_again_for_each_point(faults_of):
    text = Q + "weks: 3\nsweep: {design: grid, over: {traits.respect: [0, 0.5, 1]}}\n"
    assert [fault.key for fault in faults_of(text)] == ["weks"]


def test_a_thousand_wrong_values_do_not_fill_the_screen(faults_of):
    values = ", ".join(str(2 + number) for number in range(1000))
    assert len(faults_of(Q + f"sweep: {{design: grid, over: {{traits.respect: [{values}]}}}}\n")) == 20


def test_a_large_grid_is_checked_in_a_moment(load):
    axes = ", ".join(f"traits.{name}: {{from: 0, to: 1, steps: 10}}" for name in ("respect", "apology", "forgiveness"))
    begin = time.perf_counter()
    loaded = load(
        Q + f"sweep: {{design: grid, over: {{{axes}, parameters.trust_gain: {{from: 0, to: 1, steps: 100}}}}}}\n"
    )
    assert loaded.config.sweep.size() == 100_000
    assert time.perf_counter() - begin < 10.0


def test_one_run_too_many(load, faults_of):
    text = Q + "sweep: {design: grid, over: {traits.respect: {from: 0, to: 1, steps: 1000}}}\n"
    assert load(text + "replicates: 100\n").config.replicates == 100
    (fault,) = faults_of(text + "replicates: 101\n")
    assert fault.message == "101,000 runs are too many: 1000 points × 101 replicates"
