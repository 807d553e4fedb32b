"""Large networks are made over arrays: by the rules of networkx, with draws of their own."""

import os
import subprocess
import sys
from collections import Counter
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from scipy import stats

from trustsim.network import KINDS, from_networkx, growing, make_network, to_networkx
from trustsim.network.by_arrays import GROWN_BY
from trustsim.network.grown import SIGNATURES, grown
from trustsim.network.making import LARGE, is_large

SMALL_WORLD = {"kind": "small_world", "neighbours": 10, "rewiring": 0.1}
SCALE_FREE = {"kind": "scale_free", "links": 5}
RANDOM = {"kind": "random", "degree": 10.0}
COMMUNITIES = {"kind": "communities", "groups": 30, "degree": 10.0, "mixing": 0.1}
AT_THE_LIMIT = LARGE // 10

LIKELY = 1e-3
"""How likely the difference between two samples must be at least, if one rule made both. Seeds are fixed, so it is the
same in every run of the tests."""


def by_arrays(kind, people, seed, *numbers):
    return graph_of(people, *KINDS[kind].by_arrays(people, seed, *numbers))


def by_networkx(kind, people, seed, *numbers):
    return graph_of(people, *KINDS[kind].by_networkx(people, seed, *numbers))


def graph_of(people, one, other, attributes):
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from(zip(one.tolist(), other.tolist(), strict=True))
    assert graph.number_of_edges() == len(one), "a relationship is there twice"
    assert nx.number_of_selfloops(graph) == 0
    for name, values in attributes.items():
        nx.set_node_attributes(graph, dict(enumerate(values)), name)
    return graph


def both(kind, people, count, *numbers):
    """As many networks of our own as of networkx."""
    ours = [by_arrays(kind, people, 1_000_003 * seed, *numbers) for seed in range(count)]
    return ours, [by_networkx(kind, people, seed, *numbers) for seed in range(count)]


def alike(ours, theirs, fewest=10):
    """How likely two samples of labels are, if they are of one distribution; rare labels are taken together."""
    counts = [Counter(ours), Counter(theirs)]
    labels = {label for count in counts for label in count}
    rare = {label for label in labels if sum(count[label] for count in counts) < fewest}
    rows = [
        [count[label] for label in sorted(labels - rare)] + [sum(count[label] for label in rare)] for count in counts
    ]
    table = np.array(rows)
    return stats.chi2_contingency(table[:, table.sum(axis=0) > 0]).pvalue


def degrees(graphs):
    return [degree for graph in graphs for _, degree in graph.degree()]


def sequences(graphs):
    return [tuple(sorted(degree for _, degree in graph.degree())) for graph in graphs]


def means_alike(ours, theirs):
    return stats.ttest_ind(ours, theirs, equal_var=False).pvalue


@pytest.mark.parametrize(("people", "neighbours", "rewiring"), [(300, 6, 0.3), (300, 4, 1.0), (300, 8, 0.05)])
def test_small_worlds_are_those_of_networkx(people, neighbours, rewiring):
    ours, theirs = both("small_world", people, 60, neighbours, rewiring)
    assert {graph.number_of_edges() for graph in ours} == {people * neighbours // 2}
    assert alike(degrees(ours), degrees(theirs)) > LIKELY

    def far(graph):
        steps = [abs(one - other) for one, other in graph.edges]
        return np.mean([min(step, people - step) > neighbours // 2 for step in steps])

    assert means_alike([far(graph) for graph in ours], [far(graph) for graph in theirs]) > LIKELY
    clustering = [[nx.average_clustering(graph) for graph in graphs] for graphs in (ours, theirs)]
    assert means_alike(*clustering) > LIKELY


@pytest.mark.parametrize(("people", "neighbours", "rewiring"), [(6, 4, 1.0), (7, 4, 0.7), (8, 6, 1.0), (6, 2, 0.5)])
def test_small_worlds_where_almost_everybody_is_known(people, neighbours, rewiring):
    ours, theirs = both("small_world", people, 4000, neighbours, rewiring)
    # by person, for the order in which ties are rewired shows in how many ties the last ones have
    labels = [[(node, degree) for graph in graphs for node, degree in graph.degree()] for graphs in (ours, theirs)]
    assert alike(*labels) > LIKELY
    assert alike(sequences(ours), sequences(theirs)) > LIKELY
    pairs = [[tuple(sorted(edge)) for graph in graphs for edge in graph.edges] for graphs in (ours, theirs)]
    assert alike(*pairs) > LIKELY


def test_who_knows_everybody_does_not_rewire():
    assert by_arrays("small_world", 7, 1, 6, 1.0).number_of_edges() == 21


@pytest.mark.parametrize(("people", "links"), [(6, 1), (6, 2), (6, 3)])
def test_tiny_scale_free_networks_are_those_of_networkx(people, links):
    ours, theirs = both("scale_free", people, 4000, links)
    whole = [[str(sorted(map(sorted, graph.edges))) for graph in graphs] for graphs in (ours, theirs)]
    assert alike(*whole) > LIKELY
    assert set(whole[0]) == set(whole[1])


def test_a_scale_free_network_begins_as_a_star():
    assert nx.utils.graphs_equal(by_arrays("scale_free", 5, 1, 4), nx.star_graph(4))


@pytest.mark.parametrize("links", [1, 4])
def test_scale_free_networks_have_the_tail_of_those_of_networkx(links):
    ours, theirs = both("scale_free", 1500, 30, links)
    assert {graph.number_of_edges() for graph in ours} == {(1500 - links) * links}
    assert (
        alike([min(degree, 12 * links) for degree in degrees(ours)], [min(d, 12 * links) for d in degrees(theirs)])
        > LIKELY
    )
    highest = [[max(degree for _, degree in graph.degree()) for graph in graphs] for graphs in (ours, theirs)]
    assert means_alike(*highest) > LIKELY
    early = [[sum(graph.degree(node) for node in range(20)) for graph in graphs] for graphs in (ours, theirs)]
    assert means_alike(*early) > LIKELY


@pytest.mark.parametrize("chance", [0.02, 0.3, 0.9, 1e-4])
def test_random_networks_are_those_of_networkx(chance):
    ours, theirs = both("random", 150, 80, chance)
    assert alike(degrees(ours), degrees(theirs)) > LIKELY
    ties = [[graph.number_of_edges() for graph in graphs] for graphs in (ours, theirs)]
    assert means_alike(*ties) > LIKELY
    pairs = 150 * 149 / 2
    assert stats.binomtest(sum(ties[0]), round(80 * pairs), chance).pvalue > LIKELY


def test_every_pair_has_the_same_chance():
    graphs = [by_arrays("random", 7, seed, 0.3) for seed in range(4000)]
    counts = Counter(tuple(sorted(edge)) for graph in graphs for edge in graph.edges)
    assert len(counts) == 21
    square = sum((count - 1200.0) ** 2 / (4000 * 0.3 * 0.7) for count in counts.values())
    assert 1e-3 < stats.chi2.cdf(square, 21) < 1 - 1e-3
    # and they are independent: neighbouring pairs come together as often as chance has it
    together = sum(graph.has_edge(0, 1) and graph.has_edge(0, 2) for graph in graphs)
    assert stats.binomtest(together, 4000, 0.09).pvalue > LIKELY


@pytest.mark.parametrize(("groups", "inside", "across"), [(3, 0.6, 0.1), (3, 0.1, 0.6), (1, 0.3, 0.0), (8, 0.0, 0.5)])
def test_communities_have_one_chance_in_groups_and_one_across(groups, inside, across):
    people, count = 8, 4000
    graphs = [by_arrays("communities", people, seed, groups, inside, across) for seed in range(count)]
    community = nx.get_node_attributes(graphs[0], "community")
    theirs = by_networkx("communities", people, 1, groups, inside, across)
    assert community == nx.get_node_attributes(theirs, "community")
    counts = Counter(tuple(sorted(edge)) for graph in graphs for edge in graph.edges)
    square, degrees_of_freedom = 0.0, 0
    for pair in combinations(range(people), 2):
        chance = inside if community[pair[0]] == community[pair[1]] else across
        if chance == 0.0:
            assert counts[pair] == 0
        else:
            square += (counts[pair] - count * chance) ** 2 / (count * chance * (1.0 - chance))
            degrees_of_freedom += 1
    assert 1e-3 < stats.chi2.cdf(square, degrees_of_freedom) < 1 - 1e-3


def test_groups_do_not_share_their_luck():
    graphs = [by_arrays("communities", 8, seed, 2, 0.5, 0.5) for seed in range(2000)]
    for pair in [(0, 1), (1, 3), (4, 5), (0, 4)]:
        for other in [(4, 5), (5, 7), (0, 7), (2, 3)]:
            if pair != other:
                same = sum(graph.has_edge(*pair) == graph.has_edge(*other) for graph in graphs)
                assert stats.binomtest(same, 2000, 0.5).pvalue > LIKELY


def test_communities_are_those_of_networkx():
    ours, theirs = both("communities", 200, 60, 7, 0.2, 0.01)
    assert alike(degrees(ours), degrees(theirs)) > LIKELY
    clustering = [[nx.average_clustering(graph) for graph in graphs] for graphs in (ours, theirs)]
    assert means_alike(*clustering) > LIKELY


@pytest.mark.parametrize("chance", [1e-12, 1e-6, 9.9e-4, 1.1e-3, 0.5, 1 - 1e-9])
def test_the_logarithm_of_the_rest(chance):
    assert growing.log_of_rest(chance) == pytest.approx(np.log1p(-chance), rel=1e-14)


def test_chances_at_either_end():
    assert growing.log_of_rest(0.0) == 0.0
    assert by_arrays("random", 9, 1, 1.0).number_of_edges() == 36
    assert by_arrays("random", 9, 1, 0.0).number_of_edges() == 0


# What each function is given, and which of it it writes to.
CASES = [
    (growing.rewire, (2**63 + 5, 40, 3, 0.4), {"partner": None, "chosen": None}),
    (growing.rewire, (7, 7, 3, 1.0), {"partner": None, "chosen": None}),
    (growing.rewire, (2**64 - 1, 9, 3, 1.0), {"partner": None, "chosen": None}),
    (growing.attach, (2**63 + 5, 60, 4), {"partner": 56 * 4, "latest": 60}),
    (growing.attach, (1, 5, 4), {"partner": 4, "latest": 5}),
    (growing.attach, (3, 50, 1), {"partner": 49, "latest": 50}),
]


@pytest.mark.parametrize(("function", "numbers", "arrays"), CASES)
def test_compiled_and_plain_make_the_same_ties(function, numbers, arrays):
    _, people, size, *_ = numbers
    if function is growing.rewire:
        ring = (np.arange(people, dtype=np.int32)[:, None] + np.arange(1, size + 1, dtype=np.int32)) % people
        made = [ring.astype(np.int32).ravel(), np.full(people, size, dtype=np.int32)]
    else:
        made = [np.zeros(length, dtype=np.int32) for length in arrays.values()]
    before = [array.copy() for array in made]
    plain = [array.copy() for array in made]
    grown(function)(*numbers, *made)
    function(*numbers, *map(memoryview, plain))
    assert all(np.array_equal(one, other) for one, other in zip(made, plain, strict=True))
    assert not np.array_equal(made[0], before[0]) or function is growing.attach or people == 2 * size + 1


@pytest.mark.parametrize(
    ("people", "groups", "inside", "across"),
    [(60, 1, 0.1, 0.0), (61, 4, 0.3, 0.02), (30, 7, 1.0, 0.0), (30, 30, 0, 0.2)],
)
def test_compiled_and_plain_mingle_alike(people, groups, inside, across):
    sizes = [people // groups + (group < people % groups) for group in range(groups)]
    group = np.arange(groups, dtype=np.int32).repeat(sizes)
    chances = growing.log_of_rest(inside), growing.log_of_rest(across)
    room = np.zeros((4, people * people), dtype=np.int32)
    counts = [
        grown(growing.mingle)(2**63 + 9, people, groups, *chances, group, room[0], room[1], True),
        growing.mingle(2**63 + 9, people, groups, *chances, *map(memoryview, (group, room[2], room[3])), True),
        grown(growing.mingle)(2**63 + 9, people, groups, *chances, group, room[0], room[1], False),
    ]
    assert counts[0] == counts[1] == counts[2] > 0
    assert np.array_equal(room[:2], room[2:])


def test_every_kind_of_chance_is_compiled():
    assert set(GROWN_BY.values()) == set(SIGNATURES)
    assert set(GROWN_BY) <= set(KINDS)


@pytest.mark.parametrize("spec", [SMALL_WORLD, SCALE_FREE, RANDOM, COMMUNITIES], ids=lambda spec: spec["kind"])
def test_both_sides_of_the_limit_are_alike(spec):
    below, above = make_network(spec, AT_THE_LIMIT - 1, 3), make_network(spec, AT_THE_LIMIT, 3)
    assert (is_large(spec, AT_THE_LIMIT - 1), is_large(spec, AT_THE_LIMIT)) == (False, True)
    for network, people in ((below, AT_THE_LIMIT - 1), (above, AT_THE_LIMIT)):
        assert network.names == tuple(range(people))
        assert all(type(name) is int for name in network.names)
        codes = network.source.astype(np.int64) * people + network.target
        assert np.all(np.diff(codes) > 0)
        assert np.array_equal(network.source[network.reverse], network.target)
        assert np.array_equal(network.pair[network.reverse], network.pair)
        assert network.ties == pytest.approx(10 * people, rel=0.02)
        assert not network.source.flags.writeable
        assert not network.target.flags.writeable
    assert list(below.node_attributes) == list(above.node_attributes)
    assert below.tie_attributes == above.tie_attributes == {}
    assert below.keys.tolist() == above.keys[:-1].tolist()
    assert alike(np.diff(below.first_tie).tolist(), np.diff(above.first_tie).tolist()) > LIKELY
    again = make_network(spec, AT_THE_LIMIT, 3)
    assert above == again
    assert above != make_network(spec, AT_THE_LIMIT, 4)


def test_real_networks_and_files_are_never_large():
    assert not is_large({"name": "karate_club"}, 10**7)
    assert not is_large({"file": "ties.csv"}, 10**7)


def test_a_large_network_goes_out_and_comes_back():
    network = make_network(COMMUNITIES, AT_THE_LIMIT, 1)
    assert from_networkx(to_networkx(network)) == network


PROGRAM = f"""
import sys
from trustsim.network import growing, make_network
from trustsim.network.grown import are_cached, grown
functions = [growing.rewire, growing.attach, growing.mingle]
print(are_cached(functions))
for spec in {[SMALL_WORLD, SCALE_FREE, RANDOM, COMMUNITIES]}:
    print(make_network(spec, {AT_THE_LIMIT}, 5).digest)
print(sum(sum(grown(function).stats.cache_hits.values()) for function in functions))
"""

DIGESTS = [
    "1aeab7d02cd5d303cd1723ebad4c8b85c0418e160db381f1b2b6b4dda45ddd5c",
    "e70b019df37a53915b54c87d64ae7247f46a5b67540b8ad17a1d62d485e238d2",
    "f474f3b3050a550b3f07ef23fcb798269271e1e1b05f27f90805dd90b768ebb5",
    "81d2ce98ba2a2dfc65c796c532a74658887c902f36e727519a8dc067ea4e45cf",
]
"""Of the networks in the program. They are the same on every machine; others mean other results."""


def test_the_same_bytes_in_every_process_and_nothing_is_compiled_twice(tmp_path):
    environment = {**os.environ, "TRUSTSIM_CACHE_DIR": str(tmp_path)}
    answers = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**environment, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed in (1, 2)
    ]
    assert answers[0][1:-1] == answers[1][1:-1] == DIGESTS
    assert [(answer[0], answer[-1]) for answer in answers] == [("False", "0"), ("True", "3")]
