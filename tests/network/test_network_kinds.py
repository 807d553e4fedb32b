"""The seeded kinds and the real networks."""

from types import SimpleNamespace

import networkx as nx
import numpy as np
import pytest

from trustsim import draws
from trustsim.network import KINDS, REAL_NETWORKS, NetworkError, from_networkx, make_network, to_networkx

SMALL_WORLD = {"kind": "small_world", "neighbours": 8, "rewiring": 0.1}
SCALE_FREE = {"kind": "scale_free", "links": 3}
RANDOM = {"kind": "random", "degree": 6.0}
COMMUNITIES = {"kind": "communities", "groups": 4, "degree": 10.0, "mixing": 0.1}
SEEDED = [SMALL_WORLD, SCALE_FREE, RANDOM, COMMUNITIES]
FIXED = [{"kind": kind} for kind in ("complete", "ring", "star", "pair")]


@pytest.fixture(params=["networkx", "arrays"], autouse=True)
def way(request, monkeypatch):
    """Each test runs twice: networks that are made by networkx, and all of them made as large ones are."""
    if request.param == "arrays":
        monkeypatch.setattr("trustsim.network.making.LARGE", 0)
    return request.param


def degrees(network):
    return np.diff(network.first_tie)


def is_connected(network):
    return nx.is_connected(to_networkx(network).to_undirected())


def test_every_kind_is_tested_here():
    assert {spec["kind"] for spec in SEEDED + FIXED} == set(KINDS)


@pytest.mark.parametrize("spec", SEEDED, ids=lambda spec: spec["kind"])
def test_a_seed_makes_one_network_and_another_seed_another(spec):
    network = make_network(spec, 60, seed=7)
    assert network == make_network(spec, 60, seed=7)
    assert network != make_network(spec, 60, seed=8)
    assert network.names == tuple(range(60))


@pytest.mark.parametrize("spec", FIXED, ids=lambda spec: spec["kind"])
def test_kinds_without_chance_do_not_depend_on_the_seed(spec):
    people = 2 if spec["kind"] == "pair" else 9
    assert make_network(spec, people, seed=1) == make_network(spec, people, seed=2)
    by_networkx = {"ring": nx.cycle_graph(9), "star": nx.star_graph(8)}.get(spec["kind"], nx.complete_graph(people))
    assert make_network(spec, people, seed=1) == from_networkx(by_networkx)


@pytest.mark.parametrize("people", [3, 4, 7, 30])
@pytest.mark.parametrize("rewiring", [0.0, 0.1, 0.7, 1.0])
def test_small_worlds_are_the_very_ones_of_networkx(people, rewiring):
    for neighbours in range(2, people, 2):
        for seed in range(5):
            one, other, _ = KINDS["small_world"].by_networkx(people, seed, neighbours, rewiring)
            theirs = nx.watts_strogatz_graph(people, neighbours, rewiring, seed=seed)
            assert from_networkx(nx.Graph(zip(one.tolist(), other.tolist(), strict=True))) == from_networkx(theirs)


def test_generators_get_a_hashed_seed(way):
    seed = draws.seed_of(41, "network")
    network = make_network(SCALE_FREE, 50, 41)
    by_networkx = from_networkx(nx.barabasi_albert_graph(50, 3, seed=seed % 2**32))
    assert (network == by_networkx) == (way == "networkx")
    if way == "arrays":
        one, other, _ = KINDS["scale_free"].by_arrays(50, seed, 3)
        assert network == from_networkx(nx.Graph(zip(one.tolist(), other.tolist(), strict=True)))


def test_small_world():
    ring = make_network({**SMALL_WORLD, "rewiring": 0.0}, 30, 1)
    assert set(degrees(ring).tolist()) == {8}
    steps = np.abs(ring.source - ring.target)
    assert set(np.minimum(steps, 30 - steps).tolist()) == {1, 2, 3, 4}
    rewired = make_network(SMALL_WORLD, 200, 1)
    assert rewired.ties == 200 * 8
    steps = np.abs(rewired.source - rewired.target)
    far = np.minimum(steps, 200 - steps) > 4
    assert 0.05 < far.mean() < 0.15
    assert is_connected(rewired)


def test_scale_free():
    network = make_network(SCALE_FREE, 400, 1)
    assert network.ties == 2 * 3 * (400 - 3)
    assert degrees(network).min() == 3
    assert degrees(network).max() > 30
    assert is_connected(network)


def test_random():
    network = make_network(RANDOM, 1000, 1)
    assert degrees(network).mean() == pytest.approx(6.0, abs=0.4)
    assert degrees(network).var() == pytest.approx(6.0, abs=1.0)
    assert make_network({"kind": "random", "degree": 0.0}, 5, 1).ties == 0
    assert make_network({"kind": "random", "degree": 4.0}, 5, 1).ties == 20
    assert make_network({"kind": "random", "degree": 0.0}, 1, 1).people == 1


@pytest.mark.parametrize("mixing", [0.0, 0.1, 0.75])
def test_communities(mixing):
    network = make_network({**COMMUNITIES, "mixing": mixing}, 1002, 1)
    groups = np.array(network.node_attributes["community"])
    assert sorted(np.bincount(groups).tolist()) == [250, 250, 251, 251]
    assert degrees(network).mean() == pytest.approx(10.0, abs=0.5)
    crossing = groups[network.source] != groups[network.target]
    assert crossing.mean() == pytest.approx(mixing, abs=0.02)
    assert list(network.node_attributes) == ["community"]


def test_communities_at_their_limits():
    full = make_network({"kind": "communities", "groups": 5, "degree": 3.0, "mixing": 0.0}, 20, 1)
    assert set(degrees(full).tolist()) == {3}
    assert not is_connected(full)
    one = make_network({"kind": "communities", "groups": 1, "degree": 4.0, "mixing": 0.0}, 50, 1)
    assert set(one.node_attributes["community"]) == {0}
    alone = make_network({"kind": "communities", "groups": 10, "degree": 9.0, "mixing": 1.0}, 10, 1)
    assert alone.ties == 90


def test_rounding_is_no_contradiction():
    # Inside the groups 30.000000000000007 ties are asked for, and there is room for 30.
    spec = {"kind": "communities", "groups": 2, "degree": 11.0, "mixing": 0.5454545454545454}
    assert make_network(spec, 12, 1).ties == 12 * 11


def test_complete():
    assert set(degrees(make_network({"kind": "complete"}, 7, 1)).tolist()) == {6}


def test_ring():
    network = make_network({"kind": "ring"}, 7, 1)
    assert set(degrees(network).tolist()) == {2}
    assert is_connected(network)


def test_star():
    assert degrees(make_network({"kind": "star"}, 7, 1)).tolist() == [6, 1, 1, 1, 1, 1, 1]


def test_pair():
    network = make_network({"kind": "pair"}, 2, 1)
    assert (network.source.tolist(), network.target.tolist()) == ([0, 1], [1, 0])


@pytest.mark.parametrize(
    ("spec", "people", "message"),
    [
        (SMALL_WORLD, 8, "8 neighbours among 8 people. Lower neighbours"),
        ({**SMALL_WORLD, "neighbours": 5}, 20, "neighbours is 5, .* even number, such as 4"),
        ({**SMALL_WORLD, "neighbours": 0}, 20, "neighbours is 0, which is out of range. Write a number 2 or more"),
        ({**SMALL_WORLD, "neighbours": 4.5}, 20, "neighbours is 4.5, but must be a whole number"),
        ({**SMALL_WORLD, "rewiring": 1.5}, 20, "rewiring is 1.5, .* from 0.0 to 1.0"),
        ({**SMALL_WORLD, "rewiring": float("nan")}, 20, "needs the number 'rewiring'"),
        ({**SMALL_WORLD, "rewiring": float("inf")}, 20, "rewiring is inf, which is not a number"),
        ({**SMALL_WORLD, "rewiring": "much"}, 20, "rewiring is 'much', which is not a number"),
        ({"kind": "small_world", "neighbours": 4}, 20, "small_world needs the number 'rewiring'. Add it"),
        ({**SCALE_FREE, "links": 4}, 4, "4 links among 4 people. Lower links"),
        ({**SCALE_FREE, "links": 0}, 4, "links is 0"),
        ({**SCALE_FREE, "links": True}, 4, "links is True, which is not a number"),
        ({"kind": "random", "degree": 5.0}, 5, "5 people nobody can have a degree of 5.0. Lower degree to 4"),
        ({"kind": "random", "degree": -1.0}, 5, "degree is -1.0"),
        ({**COMMUNITIES, "groups": 6}, 5, "5 people cannot make 6 groups. Lower groups to 5"),
        ({**COMMUNITIES, "groups": 5}, 20, "90 ties inside the groups are asked for, but there is room for 30"),
        ({**COMMUNITIES, "groups": 1}, 20, "10 ties across the groups are asked for, but there is room for 0"),
        ({**COMMUNITIES, "mixing": -0.1}, 20, "mixing is -0.1"),
        ({"kind": "ring"}, 2, "ring needs 3 people or more, not 2"),
        ({"kind": "star"}, 2, "star needs 3 people or more, not 2"),
        ({"kind": "pair"}, 3, "A pair is 2 people, not 3. Set the number of people to 2"),
        ({"kind": "complete"}, 0, "needs people, not 0"),
        ({"kind": "smallworld"}, 9, "No network has the kind 'smallworld'. Write one of: small_world, "),
        ({"name": "karate"}, 9, "No network has the name 'karate'. Write one of: karate_club, "),
        ({}, 9, "one of 'kind', 'name' and 'file'; here is none of them"),
        ({"kind": "ring", "name": "karate_club"}, 9, "here is 'kind' and 'name'. Write exactly one"),
    ],
)
def test_numbers_that_do_not_fit(spec, people, message):
    with pytest.raises(NetworkError, match=message):
        make_network(spec, people, 1)


def test_a_spec_may_be_an_object_and_none_is_not_there():
    spec = SimpleNamespace(kind="small_world", neighbours=8, rewiring=0.1, name=None, file=None)
    assert make_network(spec, 30, 1) == make_network(SMALL_WORLD, 30, 1)


def test_numpy_numbers_are_numbers():
    spec = {"kind": "small_world", "neighbours": np.int64(8), "rewiring": np.float64(0.1)}
    assert make_network(spec, 30, 1) == make_network(SMALL_WORLD, 30, 1)


@pytest.mark.parametrize(
    ("name", "people", "relationships", "some_names", "node_attributes", "tie_attributes"),
    [
        ("karate_club", 34, 78, (0, 33), ["club"], ["weight"]),
        ("les_miserables", 77, 254, ("Valjean", "Cosette"), [], ["weight"]),
        ("florentine_families", 15, 20, ("Medici", "Strozzi"), [], []),
        ("davis_women", 18, 139, ("Evelyn Jefferson", "Nora Fayette"), [], ["weight"]),
    ],
)
def test_real_networks(name, people, relationships, some_names, node_attributes, tie_attributes):
    network = make_network({"name": name}, people=5, seed=1)
    assert network == make_network({"name": name}, people=6, seed=2)
    assert (network.people, network.ties) == (people, 2 * relationships)
    assert set(some_names) <= set(network.names)
    assert list(network.node_attributes) == node_attributes
    assert list(network.tie_attributes) == tie_attributes


def test_every_real_network_is_tested_here():
    assert set(REAL_NETWORKS) == {"karate_club", "les_miserables", "florentine_families", "davis_women"}


def test_what_the_real_networks_say():
    karate = to_networkx(make_network({"name": "karate_club"}, 0, 1))
    assert (karate.nodes[0]["club"], karate.nodes[33]["club"]) == ("Mr. Hi", "Officer")
    assert karate.edges[1, 0]["weight"] == 4
    davis = to_networkx(make_network({"name": "davis_women"}, 0, 1))
    attendance = nx.davis_southern_women_graph()
    for one, other, shared in davis.edges(data="weight"):
        assert shared == len(set(attendance[one]) & set(attendance[other]))
