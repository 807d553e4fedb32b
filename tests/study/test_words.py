"""Names and numbers in words."""

from __future__ import annotations

import json
import math

import pytest

from trustsim.study import words


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("traits.forgiveness", "forgiveness"),
        ("parameters.trust_gain", "trust gain"),
        ("relationships.romantic", "share of romantic ties"),
        ("relationship_types.friend.ending", "ending (friend)"),
        ("events.0.severity", "severity of event 1"),
        ("events.1", "event 2"),
        ("law.name", "law"),
        ("law.trust_erosion", "trust erosion"),
        ("traits.reliability.beta", "reliability (beta)"),
        ("people", "people"),
    ],
)
def test_a_key_has_a_short_name(key: str, name: str):
    assert words.readable(key) == name


def test_two_keys_that_would_read_the_same_are_told_apart():
    names = words.readable_names(["traits.apology", "events.0.apology", "law.reputation_damage", "people"])
    assert len(set(names.values())) == 4
    names = words.readable_names(["traits.transparency", "parameters.transparency"])
    assert names == {
        "traits.transparency": "transparency (traits)",
        "parameters.transparency": "transparency (parameters)",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.874, "0.87"),
        (1.0, "1.00"),
        (9.421, "9.4"),
        (2.0, "2"),
        (42.03, "42"),
        (0.0012, "0.0012"),
        (-0.25, "−0.25"),
        (-0.00001, "0"),
        (0.0, "0"),
        (math.inf, "never"),
        (math.nan, "not known"),
    ],
)
def test_a_number_has_two_decimals_that_say_something(value: float, text: str):
    assert words.number(value) == text


def test_what_can_be_counted_is_said_in_percent_and_what_has_a_unit_with_it():
    assert words.amount("survival", 0.734) == "73\N{NO-BREAK SPACE}%"
    assert words.amount("final_trust", 0.734) == "0.73"
    assert words.amount("weeks_to_recover", 12.0) == "12\N{NO-BREAK SPACE}weeks"
    assert words.amount("weeks_to_recover", 1.0) == "1\N{NO-BREAK SPACE}week"
    assert words.amount("weeks_to_recover", math.inf) == "never"


def test_a_difference_has_its_sign_and_percentages_differ_by_points():
    assert words.difference("survival", 0.5) == "+50\N{NO-BREAK SPACE}points"
    assert words.difference("survival", -0.5) == "−50\N{NO-BREAK SPACE}points"
    assert words.difference("final_trust", -0.5) == "−0.50"


def test_counts_in_words():
    assert [words.counted(count, "kept promise") for count in (0.2, 0.9, 10.4)] == [
        "less than one kept promise",
        "one kept promise",
        "10 kept promises",
    ]
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a", "b"], "or") == "a or b"
    assert words.listed([]) == ""


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"week": 52, "what": "lapse"}, "lapse, week 52"),
        ({"week": 52, "what": "betrayal", "hidden": True}, "hidden betrayal, week 52"),
        (
            {"what": "lapse", "warned": True, "hidden": False, "week": 3, "to": [1, 2]},
            "lapse, to [1, 2], warned, week 3",
        ),
        ({"week": 4, "what": "act", "signal": -0.5}, "broken act, signal −0.5, week 4"),
    ],
)
def test_a_swept_event_reads_as_what_happens_also_from_a_table(event, said):
    assert words.level(event) == said
    assert words.level(json.dumps(event)) == said


@pytest.mark.parametrize("text", ['{"no event": 1}', '{"what', "{a}"])
def test_a_text_that_is_no_event_stays_as_it_is(text):
    assert words.level(text) == text


def test_levels_read_as_they_were_written():
    assert [words.level(value) for value in (0.25, 1.0, -2, True, "grim", [1, 2])] == [
        "0.25",
        "1",
        "−2",
        "yes",
        "grim",
        "[1, 2]",
    ]


def test_an_axis_says_its_unit_once():
    assert words.axis_label("final_trust") == "final trust (0 to 1)"
    assert words.axis_label("survival") == "survival (%)"
    assert words.axis_label("weeks_to_recover").count("weeks") == 1
