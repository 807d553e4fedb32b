"""Who these people are: distributions of traits, what the network says of them, types of relationship."""

import itertools

import networkx as nx
import numpy as np
import pytest
from scipy import stats

from trustsim.config import setting_of
from trustsim.model import TrustModel
from trustsim.network import NetworkError, from_networkx
from trustsim.parameters import Traits
from trustsim.world.population import relationship_rows, trait_values, trust_at_start

MANY_PEOPLE = 20_000


def crowd(count=MANY_PEOPLE):
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    return from_networkx(graph)


CROWD = crowd()


def drawn(seed=1, network=CROWD, **traits):
    setting = setting_of({"people": 2, "network": {"name": "karate_club"}, "traits": traits})
    spreads = {name: getattr(setting.traits, name) for name in Traits._fields}
    return trait_values(spreads, frozenset(traits), network, seed)


@pytest.mark.parametrize(
    ("spread", "law"),
    [
        ({"uniform": [0.2, 0.7]}, stats.uniform(0.2, 0.5)),
        ({"beta": [2, 5]}, stats.beta(2, 5)),
        ({"beta": [0.5, 0.5]}, stats.beta(0.5, 0.5)),
        ({"normal": [0.5, 0.1]}, stats.truncnorm(-5, 5, 0.5, 0.1)),
        ({"normal": [0.9, 0.4]}, stats.truncnorm(-2.25, 0.25, 0.9, 0.4)),
    ],
)
def test_distributions(spread, law):
    values = drawn(reliability=spread)["reliability"]
    assert stats.kstest(values, law.cdf).pvalue > 0.001
    assert values.min() >= 0.0
    assert values.max() <= 1.0


def test_constants_and_defaults():
    values = drawn(forgiveness=0.25)
    assert set(values) == set(Traits._fields)
    assert set(values["forgiveness"]) == {0.25}
    assert set(values["reliability"]) == {0.85}
    assert np.isnan(values["communication"]).all()


def test_groups_have_their_shares_and_their_own_distributions():
    groups = {
        "open": {"share": 0.3, "value": 0.9},
        "none": {"share": 0.0, "value": 0.1},
        "spread": {"share": 0.7, "value": {"uniform": [0.2, 0.4]}},
    }
    values = drawn(transparency={"groups": groups})["transparency"]
    assert (values == 0.9).mean() == pytest.approx(0.3, abs=4.5 * np.sqrt(0.21 / MANY_PEOPLE))
    others = values[values != 0.9]
    assert stats.kstest(others, stats.uniform(0.2, 0.2).cdf).pvalue > 0.001


def test_traits_and_seeds_are_independent():
    spread = {"uniform": [0, 1]}
    names = list(Traits._fields)
    first, second = drawn(1, **dict.fromkeys(names, spread)), drawn(2, **dict.fromkeys(names, spread))
    for one, other in itertools.combinations(names, 2):
        assert abs(np.corrcoef(first[one], first[other])[0, 1]) < 4.5 / np.sqrt(MANY_PEOPLE)
    for name in names:
        assert abs(np.corrcoef(first[name], second[name])[0, 1]) < 4.5 / np.sqrt(MANY_PEOPLE)


def test_who_else_is_there_makes_no_difference():
    small, large = crowd(50), crowd(500)
    spread = {"normal": [0.5, 0.3]}
    few, many = (drawn(3, network, respect=spread)["respect"] for network in (small, large))
    place = {name: index for index, name in enumerate(large.names)}
    assert few.tolist() == [many[place[name]] for name in small.names]


def test_the_same_seed_gives_the_same_people_whatever_the_order_they_come_in():
    graph = nx.gnp_random_graph(30, 0.2, seed=1)
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    models = [
        TrustModel(each, rng=4, reliability={"beta": [5, 2]}, relationships={"friend": 0.5, "family": 0.5})
        for each in (graph, turned)
    ]
    for table in ("people", "ties", "pairs"):
        first, second = (getattr(model.world, table) for model in models)
        for name in first._fields:
            assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


# ------------------------------------------------------------------ what the network says


def friends():
    graph = nx.Graph()
    graph.add_node("Ann", respect=0.1, trusting=0.25)
    graph.add_node("Ben", trusting=0.5)
    graph.add_node("Cyd", respect=1, trusting=0.75)
    graph.add_edge("Ann", "Ben", relationship="family", trust=0.9)
    graph.add_edge("Ben", "Cyd")
    return graph


def test_an_attribute_named_like_a_trait_sets_it_where_it_is_given():
    model = TrustModel(friends(), rng=1)
    assert [person.respect for person in model.persons] == [0.1, 0.85, 1.0]


def test_what_the_user_sets_goes_before_the_network():
    model = TrustModel(friends(), rng=1, respect=0.6)
    assert [person.respect for person in model.persons] == [0.6] * 3


def test_a_trait_may_come_from_any_column():
    network = from_networkx(friends())
    values = drawn(network=network, forgiveness={"column": "trusting"})
    assert values["forgiveness"].tolist() == [0.25, 0.5, 0.75]
    with pytest.raises(NetworkError, match="'Ben' has no 'respect'"):
        drawn(network=network, forgiveness={"column": "respect"})
    with pytest.raises(NetworkError, match=r"no 'age' to take forgiveness from.*respect, trusting"):
        drawn(network=network, forgiveness={"column": "age"})


@pytest.mark.parametrize("value", [1.5, -0.1, "high", True])
def test_a_column_holds_shares(value):
    graph = friends()
    graph.nodes["Ben"]["respect"] = value
    with pytest.raises(NetworkError, match=r"'Ben' has respect = .*from 0 to 1"):
        TrustModel(graph, rng=1)


def test_trust_at_the_start_comes_from_the_type_or_the_tie():
    model = TrustModel(friends(), rng=1, relationships={"friend": 1.0})
    trust = {(each.source.name, each.target.name): each.trust for each in model.ties}
    assert trust == {("Ann", "Ben"): 0.9, ("Ben", "Ann"): 0.9, ("Ben", "Cyd"): 0.5, ("Cyd", "Ben"): 0.5}
    assert {each.ceiling for each in model.ties} == {1.0}
    assert {each.history for each in model.ties} == {0}
    assert trust_at_start(from_networkx(nx.path_graph(3))) is None
    graph = friends()
    graph.edges["Ann", "Ben"]["trust"] = 1.2
    with pytest.raises(NetworkError, match=r"has trust = 1\.2"):
        TrustModel(graph, rng=1)


# ------------------------------------------------------------------ types of relationship


def test_types_come_in_their_shares_the_same_both_ways():
    network = from_networkx(nx.gnp_random_graph(400, 0.1, seed=2))
    types = ("romantic", "family", "friend")
    rows = relationship_rows({"friend": 0.6, "family": 0.3, "romantic": 0.1}, types, network, 5)
    assert np.array_equal(rows, rows[network.reverse])
    pairs = network.ties // 2
    for row, share in enumerate((0.1, 0.3, 0.6)):
        assert (rows == row).mean() == pytest.approx(share, abs=4.5 * np.sqrt(share * (1 - share) / pairs))
    other = relationship_rows({"friend": 0.6, "family": 0.3, "romantic": 0.1}, types, network, 6)
    assert 0.3 < (rows == other).mean() < 0.6


def test_the_network_says_the_type_and_it_must_be_known():
    model = TrustModel(friends(), rng=1)
    assert model.person("Ann").tie("Ben").relationship == model.person("Ben").tie("Ann").relationship == "family"
    assert model.person("Cyd").tie("Ben").relationship == "friend"
    graph = friends()
    graph.edges["Ann", "Ben"]["relationship"] = "rival"
    with pytest.raises(
        NetworkError, match="relationship of 'Ann' and 'Ben' is 'rival'; the types are romantic, family, friend"
    ):
        TrustModel(graph, rng=1)
