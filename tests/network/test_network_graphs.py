"""Any networkx graph in, a directed one out."""

import gc
import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustsim.network import NetworkError, from_networkx, to_networkx
from trustsim.parameters import Traits


def column(network, attribute):
    """The attribute by the names of the two."""
    ties = zip(network.source.tolist(), network.target.tolist(), strict=True)
    values = network.tie_attributes[attribute]
    return {(network.names[s], network.names[t]): value for (s, t), value in zip(ties, values, strict=True)}


ALL_CLASSES = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]


@pytest.mark.parametrize("graph_class", ALL_CLASSES)
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_writing_does_not_matter(graph_class, seed):
    nodes = [(name, {"forgiveness": index / 10}) for index, name in enumerate(["Ann", "Bob", 3, ("c", 1), "Dan", 11])]
    edges = [
        ("Ann", "Bob", {"relationship": "family", "weight": 2}),
        ("Bob", 3, {"weight": 5}),
        (("c", 1), "Ann", {}),
        (11, 3, {"note": "met at work", "weight": 1.5}),
    ]
    shuffler = random.Random(seed)
    nodes_first, edges_first = graph_class(), graph_class()
    nodes_first.add_nodes_from(nodes)
    nodes_first.add_edges_from(edges)
    edges_first.add_edges_from(shuffler.sample(edges, len(edges)))
    edges_first.add_nodes_from(shuffler.sample(nodes, len(nodes)))
    assert list(nodes_first) != list(edges_first)
    one, other = from_networkx(nodes_first), from_networkx(edges_first)
    assert one.names == other.names
    for array in ("keys", "source", "target", "reverse", "pair", "first_tie", "tie_keys"):
        assert np.array_equal(getattr(one, array), getattr(other, array))
    assert one.node_attributes == other.node_attributes
    assert one.tie_attributes == other.tie_attributes
    assert one.digest == other.digest


def test_which_end_of_an_undirected_edge_is_written_first_does_not_matter():
    assert from_networkx(nx.Graph([(2, 1), (3, 1)])) == from_networkx(nx.Graph([(1, 3), (1, 2)]))


@pytest.mark.parametrize("graph_class", ALL_CLASSES)
def test_the_ties_are_the_same_in_every_class(graph_class):
    graph = graph_class([("b", "a"), ("c", "a")])
    graph.add_node("alone")
    network = from_networkx(graph)
    assert network.names == ("a", "alone", "b", "c")
    assert network.source.tolist() == [0, 0, 2, 3]
    assert network.target.tolist() == [2, 3, 0, 0]
    assert network.first_tie.tolist() == [0, 2, 2, 3, 4]
    assert network.tie_attributes == {}


def test_people_without_any_tie():
    graph = nx.Graph()
    graph.add_nodes_from("ba")
    network = from_networkx(graph)
    assert network.first_tie.tolist() == [0, 0, 0]
    for array in (network.source, network.reverse, network.pair, network.tie_keys):
        assert array.shape == (0,)


def test_attributes_of_people_are_kept_whatever_their_names():
    graph = nx.Graph()
    graph.add_node("Bob", **dict.fromkeys(Traits._fields, 0.25))
    graph.add_node("Ann", club="chess", age=np.int64(40), forgiveness=None, mood=float("nan"))
    network = from_networkx(graph)
    assert network.node_attributes == {
        **{trait: [None, 0.25] for trait in Traits._fields},
        "club": ["chess", None],
        "age": [40, None],
    }
    assert type(network.node_attributes["age"][0]) is int
    assert list(network.node_attributes) == sorted(network.node_attributes)


def test_attributes_of_ties_are_in_order():
    graph = nx.Graph([("a", "b", {"weight": 1, "closeness": 2, "relationship": "friend"})])
    assert list(from_networkx(graph).tie_attributes) == ["closeness", "relationship", "weight"]


@pytest.mark.parametrize("graph_class", [nx.Graph, nx.MultiGraph])
def test_what_an_undirected_edge_says_holds_both_ways(graph_class):
    graph = graph_class()
    graph.add_edge("b", "a", relationship="friend", weight=3)
    network = from_networkx(graph)
    assert network.tie_attributes == {"relationship": ["friend", "friend"], "weight": [3, 3]}


@pytest.mark.parametrize("graph_class", [nx.DiGraph, nx.MultiDiGraph])
def test_what_a_directed_edge_says_holds_its_own_way_but_the_relationship_both_ways(graph_class):
    graph = graph_class()
    graph.add_edge("b", "a", relationship="friend", weight=3, trust=0.2)
    graph.add_edge("a", "b", trust=0.9)
    network = from_networkx(graph)
    assert column(network, "weight") == {("a", "b"): None, ("b", "a"): 3}
    assert column(network, "trust") == {("a", "b"): 0.9, ("b", "a"): 0.2}
    assert column(network, "relationship") == {("a", "b"): "friend", ("b", "a"): "friend"}


@pytest.mark.parametrize("graph_class", [nx.DiGraph, nx.MultiDiGraph])
@pytest.mark.parametrize("turned", [False, True])
def test_two_directions_that_disagree_on_the_relationship(graph_class, turned):
    edges = [("Bob", "Ann", {"relationship": "friend"}), ("Ann", "Bob", {"relationship": "family"})]
    with pytest.raises(NetworkError) as fault:
        from_networkx(graph_class(edges[::-1] if turned else edges))
    assert str(fault.value) == (
        "The edges between 'Ann' and 'Bob' disagree on 'relationship': 'family' and 'friend'. "
        "A relationship belongs to both: write the same for both directions, or write it once."
    )


@pytest.mark.parametrize("graph_class", [nx.MultiGraph, nx.MultiDiGraph])
def test_parallel_edges_that_agree_are_one(graph_class):
    graph = graph_class()
    graph.add_edge("a", "b", weight=3)
    graph.add_edge("a", "b", weight=3, note=["x"])
    graph.add_edge("a", "b", note=["x"])
    network = from_networkx(graph)
    assert network.ties == 2
    assert column(network, "weight")["a", "b"] == 3
    assert column(network, "note")["a", "b"] == ["x"]


@pytest.mark.parametrize("graph_class", [nx.MultiGraph, nx.MultiDiGraph])
def test_parallel_edges_that_disagree(graph_class):
    graph = graph_class([("a", "b", {"weight": 3}), ("a", "b", {"weight": 4})])
    with pytest.raises(NetworkError, match=r"'a' and 'b' disagree on 'weight': 3 and 4\. Keep one of the edges"):
        from_networkx(graph)


def test_an_undirected_parallel_edge_written_the_other_way_round_must_agree_too():
    graph = nx.MultiGraph([("a", "b", {"weight": 3}), ("b", "a", {"weight": 4})])
    with pytest.raises(NetworkError, match="disagree on 'weight'"):
        from_networkx(graph)


@pytest.mark.parametrize("graph_class", ALL_CLASSES)
def test_ties_of_a_person_to_itself_are_left_out_with_one_warning(graph_class):
    graph = graph_class([("a", "a", {"weight": 9}), ("a", "b", {"weight": 1}), ("c", "c", {})])
    with pytest.warns(UserWarning, match="2 ties of a person to itself left out") as warned:
        network = from_networkx(graph)
    assert len(warned) == 1
    assert warned[0].filename == __file__
    assert network.names == ("a", "b", "c")
    assert network.source.tolist() == [0, 1]
    assert column(network, "weight")["a", "b"] == 1


def test_a_single_tie_of_a_person_to_itself():
    with pytest.warns(UserWarning, match="^1 tie of a person to itself left out"):
        assert from_networkx(nx.Graph([("a", "a")])).ties == 0


def test_attributes_are_named_by_texts():
    with pytest.raises(NetworkError, match="attribute 7 is not named by a text"):
        from_networkx(nx.Graph([("a", "b", {7: 1})]))


def test_out_and_in_again():
    graph = nx.DiGraph()
    graph.add_node("Ann", forgiveness=0.3)
    graph.add_node(7)
    graph.add_edge("Ann", ("Bob", 1), relationship="romantic", weight=2)
    graph.add_edge(("Bob", 1), "Ann", trust=0.4)
    network = from_networkx(graph)
    back = to_networkx(network)
    assert type(back) is nx.DiGraph
    assert list(back) == [7, "Ann", ("Bob", 1)]
    assert back.nodes["Ann"] == {"forgiveness": 0.3}
    assert back.nodes[7] == {}
    assert back.edges["Ann", ("Bob", 1)] == {"relationship": "romantic", "weight": 2}
    assert back.edges[("Bob", 1), "Ann"] == {"relationship": "romantic", "trust": 0.4}
    assert from_networkx(back) == network


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([nx.Graph, nx.DiGraph]))
def test_every_network_comes_back(seed, graph_class):
    chance = random.Random(seed)
    graph = nx.gnp_random_graph(8, 0.3, seed=seed, directed=graph_class is nx.DiGraph)
    for *_, values in graph.edges(data=True):
        if chance.random() < 0.5:
            values["weight"] = chance.choice([1, 2.5, "much", None, float("nan")])
    for _, values in graph.nodes(data=True):
        values["mood"] = chance.choice([0.5, None])
    network = from_networkx(graph)
    assert from_networkx(to_networkx(network)) == network


def test_columns_go_out_as_plain_python():
    network = from_networkx(nx.Graph([("b", "a", {"weight": 1}), ("a", "c", {"weight": 2})]))
    graph = to_networkx(
        network,
        {"pain": np.array([0.1, 0.2, 0.3]), "spell": [np.bool_(True), None, np.bool_(False)]},
        {"trust": np.arange(4, dtype=np.float32), "weight": [5, 6, 7, 8]},
    )
    assert [graph.nodes[name]["pain"] for name in "abc"] == [0.1, 0.2, 0.3]
    assert graph.nodes["a"]["spell"] is True
    assert "spell" not in graph.nodes["b"]
    assert graph.edges["c", "a"] == {"trust": 3.0, "weight": 8}
    assert type(graph.edges["c", "a"]["trust"]) is float
    assert type(graph.nodes["a"]["pain"]) is float


@pytest.mark.parametrize(
    ("node_columns", "tie_columns", "message"),
    [
        ({"pain": [0.1]}, {}, "'pain' has 1 values for 2 people"),
        ({}, {"trust": [0.1, 0.2, 0.3]}, "'trust' has 3 values for 2 directed ties"),
    ],
)
def test_columns_must_have_a_value_for_each(node_columns, tie_columns, message):
    with pytest.raises(NetworkError, match=message):
        to_networkx(from_networkx(nx.path_graph(2)), node_columns, tie_columns)


@pytest.mark.parametrize("graph_class", ALL_CLASSES)
def test_views_of_graphs_are_graphs(graph_class):
    graph = graph_class([("a", "b", {"weight": 1}), ("b", "c", {}), ("c", "d", {})])
    assert from_networkx(graph.subgraph("abc")) == from_networkx(graph.subgraph("abc").copy())
    without = nx.subgraph_view(graph, filter_edge=lambda *ends: "a" not in ends)
    assert from_networkx(without) == from_networkx(nx.Graph(without))
    assert from_networkx(without).tie_attributes == {}
    if graph.is_directed():
        assert from_networkx(graph.reverse(copy=False)) == from_networkx(graph.reverse())
        assert from_networkx(graph.to_undirected(as_view=True)) == from_networkx(graph.to_undirected())


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_of_garbage_is_left_as_it_was(running):
    was = gc.isenabled()
    try:
        gc.enable() if running else gc.disable()
        to_networkx(from_networkx(nx.path_graph(3)))
        assert gc.isenabled() is running
        with pytest.raises(NetworkError):
            from_networkx(nx.Graph([("a", "b", {7: 1})]))
        assert gc.isenabled() is running
    finally:
        gc.enable() if was else gc.disable()
