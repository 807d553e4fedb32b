"""What a hostile or a careless text can do to the reader: nothing but be refused, quickly, in its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustsim.config import Config, ConfigError
from trustsim.config.points import at_point
from trustsim.config.yaml_text import UnreadableError, read_yaml

Q = "question: Why?\n"
BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{after}: &{after} [{','.join([f'*{before}'] * 10)}]\n" for before, after in zip("abcdefg", "bcdefgh", strict=True)
)

# text, end of the place, words of the message, words of the mend
HOSTILE = {
    "empty": ("", ":1:1", "empty", "start with question"),
    "only a comment": ("# nothing\n", ":1:1", "empty", "start with question"),
    "null": ("null\n", ":1:1", "empty", "start with question"),
    "a list": ("- question\n", ":1:1", "a config is a mapping", "question"),
    "a text": ("question\n", ":1:1", "a config is a mapping", "question"),
    "too large": (Q + "# " + "x" * 256 * 1024, "study.yaml", "larger than 256 kB", "data file"),
    "not UTF-8": (b"question: Why?\nexpect: caf\xe9\n", ":2:12", "0xe9 is not UTF-8", "save the file as UTF-8"),
    "UTF-16": ("question: Why?\n".encode("utf-16"), ":1:1", "not UTF-8", "save the file as UTF-8"),
    "a control character": (Q + "expect: a\x07b\n", ":2:10", "control character", "delete it"),
    "a tab": (Q + "traits:\n\trespect: 1\n", ":3:1", "a tab", "spaces"),
    "a duplicate key": (Q + "weeks: 3\nweeks: 4\n", ":3:1", "'weeks' is there twice, first in line 2", "leave one"),
    "a duplicate key within": (Q + "traits: {respect: 1, respect: 0}\n", ":2:22", "'respect' is there twice", "leave"),
    "a second document": (Q + "---\nquestion: How?\n", ":2:1", "a second document", "one file, one config"),
    "a tag": (Q + "expect: !important Yes\n", ":2:9", "'!important'", "leave it out"),
    "a python tag": (Q + "expect: !!python/object/apply:os.system [ls]\n", ":2:9", "python/object", "leave it out"),
    "NaN": (Q + "weeks: .nan\n", ":2:8", ".nan is not a finite number", "write a number"),
    "infinity": (Q + "weeks: -.Inf\n", ":2:8", "-.Inf is not a finite number", "write a number"),
    "beyond a float": (Q + "weeks: 1e999\n", ":2:8", "'1e999' is too large a number", ""),
    "a very long number": (Q + "weeks: " + "9" * 5000 + "\n", ":2:8", "too large a number", ""),
    "an alias without anchor": (Q + "expect: *hope\n", ":2:9", "no anchor &hope", "write the value out"),
    "an alias to itself": (Q + "events: &all [*all]\n", ":2:15", "*all refers to itself", "write the value out"),
    "an alias to what is around it": (Q + "traits: &t {respect: {groups: *t}}\n", ":2:31", "refers to itself", "write"),
    "a billion laughs": (BOMB, ":4:35", "expand to more than 10,000 values", "data file"),
    "a merge key": (Q + "traits:\n  <<: {respect: 1}\n", ":3:3", "no merge key", "write the keys out"),
    "too deep": (Q + "events: " + "[" * 60 + "]" * 60 + "\n", ":2:58", "more than 50 levels", "flatter"),
    "too deep, never closed": ("[" * 100_000, ":1:51", "more than 50 levels", "flatter"),
    "too deep by aliases": (
        "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 30 + "*a" + "]" * 30 + "\n", ":2:34", "more than 50 levels",
        "flatter",
    ),
    "a key of keys": (Q + "? [1, 2]\n: 3\n", ":2:3", "a key is a list or a mapping", "texts"),
    "an open bracket": (Q + "outcomes: [pain\n", ":3:1", "bracket is not closed", "close it"),
    "an open quote": (Q + "expect: 'hope\n", ":3:1", "a quote is opened", "close it"),
    "two colons": ("question: Trust: why?\n", ":1:16", "a second colon", "in quotes"),
    "out of line": (Q + "traits:\n  respect: 1\n apology: 1\n", ":4:2", "indented differently", "align"),
    "a strange beginning": (Q + "expect: @home\n", ":2:9", "cannot begin with this", "in quotes"),
    "YAML 1.1": ("%YAML 1.1\n---\n" + Q, ":1:1", "YAML 1.1", "leave the line out"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message", "mend"), HOSTILE.values(), ids=HOSTILE)
def test_the_reader_refuses(faults_of, text, place, message, mend):
    begin = time.perf_counter()
    fault = faults_of(text)[0]
    assert time.perf_counter() - begin < 5.0
    assert fault.place.endswith(place)
    assert message in fault.message
    assert mend in fault.mend


def test_what_the_text_gets_wrong_is_said_once_and_the_rest_as_well(faults_of):
    faults = faults_of(Q + "weeks: .nan\nweeks: 52\npeople: !many 4000\nreplicates: 0\n")
    assert [fault.place.split("study.yaml")[1] for fault in faults] == [":2:8", ":3:1", ":4:9", ":5:13"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001), ("1E3", 1000.0), (".5", 0.5), ("+5", 5), ("-2.", -2.0), ("0x1F", 31), ("0o17", 15),
        ("017", 17),
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("1_000", "1_000"), ("1:30", "1:30"), ("2001-01-01", "2001-01-01"),
        ("~", None), ("null", None), ("", None), ("true", True), ("False", False), ("'1'", "1"), ('"no"', "no"),
        ("[a, 1]", ["a", 1]), ("{no: 1}", {"no": 1}), ("|\n  a\n  b\n", "a\nb\n"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(text, value):
    read = read_yaml(f"key: {text}\n").data["key"]
    assert read == value
    assert type(read) is type(value)


def test_keys_are_texts():
    assert read_yaml("1: a\nno: b\n'2': c\n").data == {"1": "a", "no": "b", "2": "c"}


def test_an_honest_alias_is_a_copy_with_its_own_place():
    document = read_yaml("a: &x [1, {b: 2}]\nc: *x\n")
    assert document.data == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}
    assert document.data["a"] is not document.data["c"]
    assert (document.spot(("c",)).line, document.spot(("c",)).column) == (2, 4)


def test_windows_line_ends_and_a_byte_order_mark(load):
    assert load(b"\xef\xbb\xbfquestion: Why?\r\nweeks: 52\r\n").config.weeks == 52


@given(st.text(alphabet=" \n\t:-[]{}&*!|>'\"%@#,.?ab1~<", max_size=60))
def test_the_reader_reads_or_refuses_and_nothing_else(text):
    try:
        spots = list(read_yaml(text).values.values())
    except UnreadableError as error:
        spots = [error.fault.spot]
    assert all(1 <= spot.line <= text.count("\n") + 1 for spot in spots)


NAMES = [
    "kind", "name", "file", "what", "week", "who", "to", "pair", "weeks", "trait", "value", "uniform", "beta", "normal",
    "groups", "column", "share", "from", "every", "design", "over", "points", "set", "label", "steps", "friend",
    "trust", "neighbours", "respect", "forgiveness", "x", "/",
]  # fmt: skip
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 300)
    | st.floats(-2, 2)
    | st.sampled_from(["all", "ring", "lapse", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*Config.model_fields, "nonsense"]), PLAIN, max_size=4))
def test_any_data_make_a_config_or_a_config_error(raw):
    try:
        said = [at_point({"question": "Why?", **raw}, {}).question]
    except ConfigError as error:
        said = [fault.message for fault in error.faults]
    assert said
    assert all(said)
    assert not any("does not fit here" in message for message in said)
