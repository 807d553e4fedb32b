"""``-s KEY=VALUE`` and ``-s KEY=FROM:TO:STEP``."""

from __future__ import annotations

import pytest

Q = "question: Why?\n"
GRID = Q + "sweep: {design: grid, over: {people: [20, 30]}}\n"
LIST = Q + "sweep: {design: list, points: [{set: {people: 20}}]}\n"
SEVERAL = Q + "sweep: [{design: grid, over: {people: [20, 30]}}]\n"


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("0:1:0.25", [0, 0.25, 0.5, 0.75, 1]),
        ("0:1:0.1", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        ("0:1:0.3", [0, 0.3, 0.6, 0.9]),  # the last step before the end
        ("1:0:-0.5", [1, 0.5, 0]),
        (" .5:+1:5e-1 ", [0.5, 1]),
    ],
)
def test_a_range_sweeps_a_key(load, written, values):
    sweep = load(Q, [f"traits.respect={written}"]).config.sweep
    assert sweep.axes() == {"traits.respect": values}


def test_whole_numbers_stay_whole(load):
    values = load(Q, ["people=20:40:10"]).config.sweep.axes()["people"]
    assert values == [20, 30, 40]
    assert {type(value) for value in values} == {int}


def test_it_replaces_or_adds_an_axis_of_a_grid(load):
    assert load(GRID, ["people=40:60:10"]).config.sweep.axes() == {"people": [40, 50, 60]}
    both = load(GRID, ["weeks=9:10:1", "traits.respect=0:1:1"]).config.sweep.axes()
    assert both == {"people": [20, 30], "weeks": [9, 10], "traits.respect": [0, 1]}


def test_the_last_word_on_a_key_counts(load):
    assert load(Q, ["people=20:40:10", "people=50"]).raw == {"question": "Why?", "people": 50}
    assert load(Q, ["people=50", "people=20:40:10"]).config.sweep.axes() == {"people": [20, 30, 40]}
    assert load(LIST, ["sweep=null", "people=20:40:10"]).config.sweep.axes() == {"people": [20, 30, 40]}
    assert load(Q, ["weeks=9:10:1", "sweep=null"]).config.sweep is None


def test_a_text_may_look_like_a_range(load):
    assert load(Q, ["question=1:2:3", "expect=12:30"]).raw == {"question": "1:2:3", "expect": "12:30"}


# the config, the override, words of the message, words of the mend
WRONG = {
    "no step": (Q, "people=20:40", "'20:40' is not a range", "FROM:TO:STEP"),
    "four numbers": (Q, "people=1:2:3:4", "is not a range", "FROM:TO:STEP"),
    "a gap": (Q, "people=1::2", "is not a range", "FROM:TO:STEP"),
    "no numbers": (Q, "people=1:e:2", "is not a range", "FROM:TO:STEP"),
    "a step of nothing": (Q, "people=20:40:0", "a step of 0 leads nowhere", "write 20:40:5"),
    "the wrong way": (Q, "people=20:40:-5", "a step of -5 does not lead from 20 to 40", "write 20:40:5"),
    "the wrong way down": (Q, "people=40:20:5", "a step of 5 does not lead from 40 to 20", "write 40:20:-5"),
    "a step too far": (Q, "people=20:40:50", "beyond 40 already", "set the key to 20"),
    "too many": (Q, "traits.respect=0:1:0.000001", "1,000,001 values are too many", "100,000 runs is the most"),
    "far too many": (Q, "traits.respect=0:1e400:1e-400", "too many", "larger step"),
    "no such key": (Q, "forgiveness=0:1:0.5", "no such setting", "did you mean traits.forgiveness?"),
    "a key that cannot be swept": (Q, "seed=1:9:1", "seed cannot be swept", "replicates"),
    "a wrong value": (Q, "traits.respect=0:2:2", "2 is outside 0 to 1", "from 0 to 1"),
    "a fraction of a person": (Q, "people=20:25:2.5", "22.5 is not a whole number", "whole number"),
    "a list": (LIST, "people=20:40:10", "the config's sweep is 'list'", "-s sweep=null"),
    "several": (SEVERAL, "people=20:40:10", "the config's sweep is several", "-s sweep=null"),
}


@pytest.mark.parametrize(("text", "override", "message", "mend"), WRONG.values(), ids=WRONG)
def test_a_wrong_range_is_said(faults_of, text, override, message, mend):
    (fault,) = faults_of(text, [override])
    assert fault.place == f"-s {override.partition('=')[0]}"
    assert message in fault.message
    assert mend in fault.mend


def test_too_many_runs_are_the_sweep_s_fault(faults_of):
    (fault,) = faults_of(GRID, ["weeks=1:100000:1"])
    assert fault.place.endswith("study.yaml:2:1")
    assert fault.message.startswith("200,000 runs are too many: 2 × 100000 points × 1 replicate")


PANT_YU = {"name": "pant_yu", "trust_erosion": 0.2}


@pytest.mark.parametrize(
    ("text", "overrides", "law"),
    [
        ("", ("law.name=pant_yu", "law.trust_erosion=0.2"), PANT_YU),
        ("", ("law.trust_erosion=0.2", "law.name=pant_yu"), PANT_YU),
        ("law: grim\n", ("law.trust_erosion=0.2", "weeks=9", "law.name=pant_yu"), PANT_YU),
        ("", ("law.trust_erosion=0.2", "law=grim", "law.name=pant_yu"), {"name": "pant_yu"}),
        ("", ("law.name=pant_yu", "law.trust_erosion=0.2", "law=grim"), "grim"),
        ("", ("law.name=grim", "law.trust_erosion=0.2", "law.name=pant_yu"), PANT_YU),
        # another law takes the numbers of the file's law with it
        ("law: {name: pant_yu, trust_erosion: 0.2}\n", ("law.name=grim",), {"name": "grim"}),
    ],
)
def test_a_number_of_a_law_stays_whether_the_law_is_named_before_or_after_it(load, text, overrides, law):
    assert load(Q + text, overrides).raw["law"] == law


def test_a_number_of_a_network_stays_too(load):
    overrides = ("network.degree=4", "network.kind=random")
    assert load(Q, overrides).raw["network"] == load(Q, overrides[::-1]).raw["network"]


def test_a_number_that_the_law_has_not_is_still_said(faults_of):
    (fault,) = faults_of(Q, ["law.trust_erosion=0.2", "law.name=grim"])
    assert fault.place == "-s law.trust_erosion"


def test_a_sweep_over_a_number_of_a_law_that_is_named_after_it(load):
    loaded = load(Q, ["law.trust_erosion=0.1:0.3:0.1", "law.name=pant_yu"])
    assert loaded.config.sweep.axes() == {"law.trust_erosion": [0.1, 0.2, 0.3]}
    assert loaded.config.law.name == "pant_yu"


def test_keys_inside_one_of_several_sweeps(load):
    loaded = load(SEVERAL, ["sweep.0.over.people=[50, 60]", "sweep.0.over.traits.respect=[0, 1]"])
    assert loaded.config.sweep.sweeps[0].axes() == {"people": [50, 60], "traits.respect": [0, 1]}
