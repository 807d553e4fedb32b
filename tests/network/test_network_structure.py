"""The network itself: order, keys, derived arrays, digest, equality."""

import enum
import os
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustsim import draws
from trustsim.network import Network, NetworkError, from_networkx

NAMES = st.one_of(
    st.integers(-5, 30),
    st.text("abÄ '\"", max_size=3),
    st.tuples(st.integers(0, 3), st.sampled_from(["x", "y", 7])),
)


@st.composite
def graphs(draw):
    names = draw(st.lists(NAMES, min_size=1, max_size=12, unique=True))
    ends = st.sampled_from(names)
    edges = draw(st.lists(st.tuples(ends, ends).filter(lambda two: two[0] != two[1]), max_size=30))
    graph = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))()
    graph.add_nodes_from(names)
    graph.add_edges_from(edges)
    return graph


@settings(deadline=None)
@given(graphs())
def test_ties_are_sorted_mutual_and_numbered_alike(graph):
    network = from_networkx(graph)
    source, target, reverse, pair = network.source, network.target, network.reverse, network.pair
    ties = list(zip(source.tolist(), target.tolist(), strict=True))
    assert ties == sorted(set(ties))
    assert {(network.names[s], network.names[t]) for s, t in ties} == {
        two for one, other in graph.edges() for two in ((one, other), (other, one))
    }
    assert np.array_equal(reverse[reverse], np.arange(network.ties))
    assert np.array_equal(source[reverse], target)
    assert np.array_equal(target[reverse], source)
    assert np.array_equal(pair[reverse], pair)
    lower = np.flatnonzero(np.arange(network.ties) < reverse)
    assert np.array_equal(pair[lower], np.arange(network.ties // 2))
    assert np.array_equal(source[lower] < target[lower], np.ones(len(lower), dtype=bool))
    assert network.first_tie.shape == (network.people + 1,)
    for person in range(network.people):
        own = slice(network.first_tie[person], network.first_tie[person + 1])
        assert np.array_equal(np.flatnonzero(source == person), np.arange(network.ties)[own])


@settings(deadline=None)
@given(graphs())
def test_keys_are_those_of_draws(graph):
    network = from_networkx(graph)
    assert network.keys.dtype == np.uint64
    assert network.keys.tolist() == [draws.key_of(name) for name in network.names]
    assert network.tie_keys.dtype == np.uint64
    assert network.tie_keys.tolist() == [
        draws.fold(draws.key_of(network.names[s]), draws.key_of(network.names[t]))
        for s, t in zip(network.source.tolist(), network.target.tolist(), strict=True)
    ]


def test_a_small_network_in_full():
    network = from_networkx(nx.Graph([("Cleo", "Ann"), ("Ann", "Bob"), ("Dan", "Bob")]))
    assert network.names == ("Ann", "Bob", "Cleo", "Dan")
    assert network.source.tolist() == [0, 0, 1, 1, 2, 3]
    assert network.target.tolist() == [1, 2, 0, 3, 0, 1]
    assert network.reverse.tolist() == [2, 4, 0, 5, 1, 3]
    assert network.pair.tolist() == [0, 1, 0, 2, 1, 2]
    assert network.first_tie.tolist() == [0, 2, 4, 5, 6]
    assert (network.people, network.ties) == (4, 6)
    assert repr(network).startswith("<Network of 4 people and 3 relationships")


def people(*names):
    graph = nx.Graph()
    graph.add_nodes_from(names)
    return graph


def test_names_are_sorted_by_type_then_by_the_order_of_the_type():
    names = ["b", 10, (2, "a"), 9, "B", 2.5, (1, "z"), ("a", 1), (1, 3), -1]
    expected = (2.5, -1, 9, 10, "B", "b", (1, 3), (1, "z"), (2, "a"), ("a", 1))
    assert from_networkx(people(*names)).names == expected
    assert from_networkx(people(*reversed(names))).names == expected


def test_types_without_an_order_are_sorted_by_their_text():
    assert from_networkx(people(3j, 1 + 2j, 2j)).names == (1 + 2j, 2j, 3j)


def test_types_with_an_order_of_their_own_keep_it():
    days = [date(2024, 10, 2), date(2024, 9, 30), date(2024, 10, 1)]
    assert from_networkx(people(*days)).names == tuple(sorted(days))


def test_an_order_that_breaks_off_gives_way_to_the_text():
    moments = [datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 1, 1), "z"]
    forward, backward = from_networkx(people(*moments)), from_networkx(people(*reversed(moments)))
    assert forward.names == backward.names == (moments[1], moments[0], "z")


class Colour(enum.IntEnum):
    RED = 3


class Mood(enum.StrEnum):
    GLAD = "glad"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        (np.int64(3), 3),
        (np.uint8(3), 3),
        (3.0, 3),
        (np.float64(2.5), 2.5),
        (True, 1),
        (np.bool_(True), 1),
        (Colour.RED, 3),
        (np.str_("Ann"), "Ann"),
        (Mood.GLAD, "glad"),
        ((np.int64(3), (True, "x")), (3, (1, "x"))),
    ],
)
def test_equal_names_are_one_person(name, plain):
    graph = people(name)
    assert plain in graph
    network = from_networkx(graph)
    assert repr(network.names) == repr((plain,))
    assert network.keys.tolist() == [draws.key_of(plain)]
    assert network == from_networkx(people(plain))


def test_whole_numbers_and_texts_of_the_same_look_are_two_people():
    network = from_networkx(people("1", 1))
    assert network.names == (1, "1")
    assert len(set(network.keys.tolist())) == 2


class Nameless:
    pass


class Twin:
    def __repr__(self):
        return "Twin()"


@pytest.mark.parametrize("name", [Nameless(), frozenset({"a"}), ("team", Nameless()), lambda: 0])
def test_names_that_read_differently_in_every_process_are_refused(name):
    with pytest.raises(NetworkError, match="reads differently in every process"):
        from_networkx(people("Ann", name))


def test_not_a_number_is_not_a_name():
    with pytest.raises(NetworkError, match="not equal to itself"):
        from_networkx(people(float("nan")))


def test_people_with_the_same_key_are_named():
    with pytest.raises(NetworkError, match=r"same key: Twin\(\) and Twin\(\). Rename one"):
        from_networkx(people(Twin(), Twin()))


def test_an_empty_graph_is_refused():
    with pytest.raises(NetworkError, match=r"no nodes\. Add at least one"):
        from_networkx(nx.Graph())


def test_arrays_cannot_be_changed():
    network = from_networkx(nx.path_graph(3))
    for name in ("keys", "source", "target", "first_tie", "reverse", "pair", "tie_keys"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(network, name)[0] = 1


def test_making_a_network_leaves_the_callers_arrays_alone():
    source, target = np.array([0, 1]), np.array([1, 0])
    network = Network(("a", "b"), source, target)
    source[0] = 1
    assert network.source.tolist() == [0, 1]


def test_a_network_made_by_hand_has_plain_names():
    assert repr(Network((np.int64(1), np.int64(2)), [0, 1], [1, 0]).names) == "(1, 2)"


@pytest.mark.parametrize(
    ("names", "source", "target", "columns", "message"),
    [
        ((), [], [], {}, "no people"),
        (("b", "a"), [], [], {}, "not in order"),
        (("a", "b"), [0], [1, 0], {}, "as many sources as targets"),
        (("a", "b"), [0, 2], [2, 0], {}, "not there"),
        (("a", "b"), [-1, 0], [0, -1], {}, "not there"),
        (("a", "b"), [0], [0], {}, "to the same person"),
        (("a", "b"), [1, 0], [0, 1], {}, "not sorted"),
        (("a", "b"), [0, 0, 1, 1], [1, 1, 0, 0], {}, "there twice"),
        (("a", "b"), [0], [1], {}, "no tie the other way"),
        (("a", "b", "c"), [0, 1], [1, 2], {}, "no tie the other way"),
        (("a", "b"), [0, 1], [1, 0], {"tie_attributes": {"weight": [1]}}, "1 values for 2 directed ties"),
        (("a", "b"), [0, 1], [1, 0], {"node_attributes": {"mood": [1, 2, 3]}}, "3 values for 2 people"),
    ],
)
def test_a_network_made_by_hand_must_be_sound(names, source, target, columns, message):
    with pytest.raises(NetworkError, match=message):
        Network(names, np.array(source, dtype=int), np.array(target, dtype=int), **columns)


def changed(what):
    graph = nx.DiGraph()
    graph.add_node("Ann", mood="glad")
    graph.add_node("Cleo")
    graph.add_edge("Ann", "Bob", weight=1)
    if what == "name":
        nx.relabel_nodes(graph, {"Cleo": "Cleopatra"}, copy=False)
    elif what == "tie":
        graph.add_edge("Ann", "Cleo")
    elif what == "who":
        graph.nodes["Bob"]["mood"] = graph.nodes["Ann"].pop("mood")
    elif what == "value":
        graph.nodes["Ann"]["mood"] = "sad"
    elif what == "type":
        graph.edges["Ann", "Bob"]["weight"] = "1"
    elif what == "direction":
        graph.add_edge("Bob", "Ann", weight=graph.edges["Ann", "Bob"].pop("weight"))
    elif what == "attribute":
        graph.edges["Ann", "Bob"]["width"] = graph.edges["Ann", "Bob"].pop("weight")
    return from_networkx(graph)


def saying(value):
    return from_networkx(nx.Graph([("Ann", "Bob", {"note": value})]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        ([1, 2], (1, 2)),
        ([1, 2], {1, 2}),
        ("seen at 0x1f", "seen at 0x2f"),
        ({"a": 1}, {"a": 2}),
        (["ab", "c"], ["a", "bc"]),
    ],
)
def test_the_digest_tells_values_apart(one, other):
    assert saying(one).digest != saying(other).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (np.float64(0.5), 0.5),
        (np.array([1, 2]), [1, 2]),
        (Nameless(), Nameless()),
    ],
)
def test_the_digest_takes_the_same_for_the_same(one, other):
    assert saying(one).digest == saying(other).digest


@pytest.mark.parametrize("what", ["name", "tie", "who", "value", "type", "direction", "attribute"])
def test_the_digest_sees_every_difference(what):
    same, other = changed("nothing"), changed(what)
    assert same.digest == changed("nothing").digest
    assert same == changed("nothing")
    assert other.digest != same.digest
    assert other != same
    assert len({same, changed("nothing"), other}) == 2


def test_a_network_is_no_other_thing():
    assert from_networkx(nx.path_graph(2)) != "a network"


def test_a_network_survives_pickling():
    network = from_networkx(nx.karate_club_graph())
    again = pickle.loads(pickle.dumps(network))
    assert again == network
    assert np.array_equal(again.tie_keys, network.tie_keys)


DIGEST = """
import networkx as nx
from trustsim.network import from_networkx
class Thing: pass
graph = nx.Graph()
graph.add_node("Ann", likes={"tea", "rain", "jazz"}, thing=Thing(), more={"b": [1, (2.5, None)], "a": b"x"})
graph.add_edge("Ann", ("Bob", 1), relationship="friend")
print(from_networkx(graph).digest)
"""


def run(program, hash_seed="0"):
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    ).stdout.strip()


def test_the_digest_is_the_same_in_every_process():
    digests = {run(DIGEST, hash_seed) for hash_seed in ("1", "2", "3")}
    assert len(digests) == 1
    assert len(digests.pop()) == 64


def test_importing_the_room_does_not_import_networkx():
    assert run("import sys, trustsim.network; print('networkx' in sys.modules)") == "False"
