import json

import pytest

from tests.app.visiting import SMALL, Visitor
from trustsim.app.asked import KEYS, RefusalError, asked, must_be_plain

REFUSED = {
    "no mapping": ([], "config", "mapping"),
    "nothing": (None, "config", "mapping"),
    "a key that a page cannot set": ({"sweep": {}}, "sweep", "cannot set"),
    "an engine": ({"engine": "agents"}, "engine", "cannot set"),
    "outcomes of a module": ({"outcomes": ["mine.py:total"]}, "outcomes", "cannot set"),
    "a key that is misspelt": ({"traits": {"forgivness": 0.5}}, "traits.forgivness", "there is no key"),
    "a file": ({"network": {"file": "friends.csv"}}, "network.file", "file"),
    "a file elsewhere": ({"network": {"file": "/etc/passwd"}}, "network.file", "file"),
    "nobody": ({"people": 1}, "people", "outside 2 to 200"),
    "very many people": ({"people": 10**9}, "people", "outside 2 to 200"),
    "people in words": ({"people": "ten"}, "people", ""),
    "half a person": ({"people": 2.5}, "people", ""),
    "very many weeks": ({"weeks": 10**12}, "weeks", "outside 1 to 1040"),
    "no weeks": ({"weeks": 0}, "weeks", "outside"),
    "very many ticks": ({"ticks_per_week": 9}, "ticks_per_week", "outside 1 to 8"),
    "very many relationships": ({"people": 200, "network": {"kind": "complete"}}, "network", "19,900 relationships"),
    "new ties": ({"parameters": {"new_ties": 0.1}}, "parameters.new_ties", "new ties"),
    "a seed below zero": ({"seed": -1}, "seed", ""),
    "a seed of any size": ({"seed": 2**63}, "seed", ""),
    "a law that is none": ({"law": "none"}, "law.name", "there is no law"),
    "a trait beyond its limits": ({"traits": {"forgiveness": 1.5}}, "traits.forgiveness", "outside 0 to 1"),
    "very many events": ({"events": [{"week": 1, "what": "lapse"}] * 2001}, "events", "more than 2,000 events"),
    "events very often": (
        {"events": [{"week": {"from": 0, "to": 259, "every": 1e-300}, "what": "lapse"}]}, "events", "more than 2,000"),
    "an event that is none": ({"events": [3]}, "events.0", ""),
    "an event at no time": ({"events": [{"what": "lapse", "week": {"from": "a", "to": []}}]}, "events.0.week.from", ""),
    "an event after the end": ({"weeks": 5, "events": [{"week": 9, "what": "lapse"}]}, "events.0.week", "over by then"),
    "an event of nobody": (
        {"people": 5, "network": {"kind": "ring"}, "events": [{"week": 1, "what": "lapse", "who": 9}]},
        "events.0.who.0", "there is nobody called 9"),
    "an event of everybody by name": (
        {"events": [{"week": list(range(200)), "what": "lapse", "who": list(range(200)), "to": list(range(200))}]},
        "events", "too many people"),
    "an event of many towards everybody": (
        {"people": 63, "network": {"kind": "complete"},
         "events": [{"week": {"from": 0, "to": 259, "every": 0.2}, "what": "lapse", "who": list(range(62))}]},
        "events", "too many people"),
    "an event of everybody towards many": (
        {"people": 63, "network": {"kind": "complete"},
         "events": [{"week": {"from": 0, "to": 259, "every": 0.2}, "what": "kept", "to": list(range(62))}]},
        "events", "too many people"),
    "strangers": (
        {"people": 10, "network": {"kind": "ring"}, "events": [{"week": 1, "what": "betrayal", "who": 0, "to": 5}]},
        "events.0", "there is no relationship"),
    "more encounters than ticks": (
        {"relationship_types": {"friend": {"encounters": 5}}}, "relationship_types.friend.encounters", "more than one"),
}  # fmt: skip


@pytest.fixture(scope="module")
def visitor():
    return Visitor()


@pytest.mark.parametrize(("config", "place", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_run_is_refused_with_its_place(visitor, config, place, message):
    answer = visitor.asked("begin", config)
    told = answer.json()
    assert answer.status_code == 400, told
    assert told["place"] == place
    assert message in told["error"]
    assert set(told) <= {"error", "place", "mend"}


def test_a_refusal_says_how_to_mend_it(visitor):
    told = visitor.asked("begin", {"traits": {"forgivness": 0.5}}).json()
    assert told["mend"] == "did you mean forgiveness?"
    assert visitor.asked("begin", {"peeple": 4}).json()["mend"] == "did you mean people?"


def test_everything_that_a_page_may_set_is_taken():
    whole = SMALL | {
        "relationship_types": {"friend": {"trust": 0.4}},
        "ticks_per_week": 2,
        "traits": {"forgiveness": 0.3},
        "parameters": {"trust_gain": 0.2},
        "law": {"name": "pant_yu"},
        "events": [{"week": 1, "what": "lapse"}],
    }
    assert set(whole) == set(KEYS)
    config = asked(whole).config
    assert (config.people, config.weeks, config.seed, config.law.name) == (12, 60, 7, "pant_yu")


@pytest.mark.parametrize("people", [2, 200])
def test_the_limits_themselves_are_taken(visitor, people):
    network = {"kind": "pair"} if people == 2 else {"kind": "small_world", "neighbours": 20}
    scene = visitor.told("begin", {"people": people, "weeks": 1040, "ticks_per_week": 8, "network": network})
    assert len(scene["pairs"]) == (1 if people == 2 else 2000)


@pytest.mark.parametrize(
    ("field", "value"),
    [("from", -1), ("from", 1.5), ("from", True), ("from", None), ("from", 1041),
     ("weeks", 0), ("weeks", 105), ("weeks", 10**9), ("weeks", "1")],
)  # fmt: skip
def test_absurd_numbers_of_weeks_are_refused(visitor, field, value):
    answer = visitor.asked("frames", SMALL, **({"from": 0, "weeks": 4} | {field: value}))
    assert answer.status_code == 400
    assert answer.json()["place"] == field


@pytest.mark.parametrize("since", [-1, 1.5, True, "3", [3], 31])
def test_a_betrayal_in_no_week_up_to_now_is_refused(visitor, since):
    network = visitor.told("begin", SMALL)["pairs"]
    answer = visitor.asked("undoing", SMALL, week=30, watch=network[0], since=since)
    assert (answer.status_code, answer.json()["place"]) == (400, "since")
    assert "no whole number from 0 to 30" in answer.json()["error"]


@pytest.mark.parametrize("watch", [[0], [0, 0], [0, 12], [-1, 0], ["0", "1"], "01", [0, 5], {"a": 1}, [[0], [1]]])
def test_a_tie_that_is_none_is_refused(visitor, watch):
    for what, more in (("frames", {"from": 0, "weeks": 4}), ("undoing", {"week": 3})):
        answer = visitor.asked(what, SMALL, watch=watch, **more)
        assert (answer.status_code, answer.json()["place"]) == (400, "watch")


@pytest.mark.parametrize("what", [{}, {"person": 12}, {"person": "Ann"}, {"person": None}, {"pair": [0, 5]}])
def test_whoever_is_not_there_has_no_life(visitor, what):
    assert visitor.asked("explain", SMALL, week=5, **what).status_code == 400
    assert visitor.asked("explain", SMALL, week=61, person=0).json()["place"] == "week"


BODIES = {
    "no JSON": b"{",
    "a list": b"[1]",
    "a number": b"7",
    "no text at all": b"\xff\xfe",
    "deep": b'{"config": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "deep mappings": b'{"config": ' + b'{"a":' * 200 + b"1" + b"}" * 200 + b"}",
    "not a number": b'{"config": {"traits": {"forgiveness": NaN}}}',
    "infinite": b'{"config": {"weeks": Infinity}}',
    "infinite in a way": b'{"config": {"events": [{"week": 1e999, "what": "lapse"}]}}',
    "a number of many digits": b'{"config": {"seed": ' + b"9" * 5000 + b"}}",
    "a large number": b'{"config": {"seed": ' + b"9" * 400 + b"}}",
    "half a character": b'{"config": {"law": "\\ud800"}}',
    "half a character as a key": b'{"config": {"\\ud800": 1}}',
    "half a character as somebody": b'{"config": {"events": [{"week": 1, "what": "lapse", "who": "\\ud800"}]}}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_bodies_that_are_no_question_are_refused(visitor, body):
    headers = {"content-type": "application/json"}
    answer = visitor.send("POST", f"/sessions/{visitor.session}/begin", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("said", [{}, {"who": "all", "to": "all"}])
def test_what_is_about_all_at_once_may_happen_as_often_as_anything(visitor, said):
    weekly = {"week": {"from": 0, "to": 259}, "what": "kept", **said}
    assert visitor.asked("begin", {"people": 60, "weeks": 260, "events": [weekly]}).status_code == 200


def test_what_is_plain_passes():
    must_be_plain(
        json.loads('{"config": {"traits": {"forgiveness": {"groups": {"ä 😀": {"value": {"beta": [1, 2]}}}}}}}')
    )
    with pytest.raises(RefusalError):
        must_be_plain({"seed": 2**64})
