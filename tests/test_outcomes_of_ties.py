"""What a run has made of the network, against small cases worked out by hand, and against networkx."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest

from trustsim.model import TrustModel
from trustsim.outcomes import OUTCOMES, RunView
from trustsim.outcomes.of_ties import gini
from trustsim.rules import phases
from trustsim.world.columns import readable


def of(name: str, model: TrustModel) -> float:
    return OUTCOMES[name].of(RunView({}, end=model.start))


def model_of(*edges: tuple[str, str], alone: tuple[str, ...] = (), **trust: float) -> TrustModel:
    """People who know each other; ``AB=0.8`` is the trust of A in B."""
    graph = nx.Graph(edges)
    graph.add_nodes_from(alone)
    model = TrustModel(graph, rng=1)
    for names, value in trust.items():
        model.person(names[0]).tie(names[1]).trust = value
    return model


def end(model: TrustModel, *names: str) -> None:
    """These relationships are over."""
    for first, second in names:
        tie = model.person(first).tie(second).index
        model.world.pairs.active[model.world.ties.pair[tie]] = False


@pytest.fixture
def three_and_one() -> TrustModel:
    """A and B, B and C; D has nobody."""
    return model_of(("A", "B"), ("B", "C"), alone=("D",), AB=0.8, BA=0.4, BC=0.6, CB=0.2)


def test_by_hand(three_and_one):
    # received: A .4, B (.8 + .2)/2 = .5, C .6; D has no tie. Differences .1, .1, .2, each twice, over 2·3²·.5.
    assert of("trust_inequality", three_and_one) == pytest.approx(0.8 / 9)
    # about the mean .5: .3 and −.1, .1 and −.3. Products −.03 four times, squares .2.
    assert of("reciprocity", three_and_one) == pytest.approx(-0.6)
    assert of("trust_spread", three_and_one) == pytest.approx(math.sqrt(0.05))
    assert of("isolated", three_and_one) == 1 / 4
    assert of("largest_group", three_and_one) == 3 / 4
    assert of("relationships_lost", three_and_one) == 0
    assert of("irreparable", three_and_one) == of("irreparable_living", three_and_one) == 0
    assert of("distrust_clustering", three_and_one) == pytest.approx(0)  # both share B: there is no other way


def test_by_hand_after_an_ending(three_and_one):
    end(three_and_one, "BC")
    # received: A .4, B (.8 + 0)/2 = .4, C 0: differences 0, .4, .4, each twice, over 2·3²·(.8/3).
    assert of("trust_inequality", three_and_one) == pytest.approx(1.6 / 4.8)
    assert of("trust_spread", three_and_one) == pytest.approx(0.2)
    assert of("isolated", three_and_one) == 2 / 4
    assert of("largest_group", three_and_one) == 2 / 4
    assert of("relationships_lost", three_and_one) == 2 / 4
    assert math.isnan(of("reciprocity", three_and_one))  # of one pair it would be −1 whatever the two are like


def test_what_cannot_come_back_has_ended_or_has_too_low_a_ceiling(three_and_one):
    ceiling = three_and_one.world.ties.ceiling
    ceiling[three_and_one.person("A").tie("B").index] = 0.49  # friends begin at .5
    ceiling[three_and_one.person("B").tie("A").index] = 0.5
    assert of("irreparable", three_and_one) == of("irreparable_living", three_and_one) == 1 / 4
    end(three_and_one, "BC")
    assert of("irreparable", three_and_one) == 3 / 4
    assert of("irreparable_living", three_and_one) == 1 / 2


def test_a_tie_is_measured_by_the_trust_that_it_began_with():
    graph = nx.Graph()
    graph.add_edge("A", "B", trust=0.9)
    graph.add_edge("B", "C", relationship="family")  # begins at .7
    model = TrustModel(graph, rng=1)
    model.world.ties.ceiling[:] = 0.8
    ties = RunView({}, end=model.start).ties
    np.testing.assert_array_equal(ties.trust_at_start, [0.9, 0.9, 0.7, 0.7])
    assert of("irreparable", model) == 2 / 4


CHAIN = [("A", "B"), ("B", "C"), ("C", "D"), ("D", "E")]


@pytest.mark.parametrize(
    ("trust", "clustering"),
    [
        # about the mean .5: (.3, .3, −.3, −.3); neighbours .09 − .09 + .09, so I = (4/6)(2·.09)/.36 = 1/3; chance −1/3
        ((0.2, 0.2, 0.8, 0.8), 2 / 3),
        # neighbours −.09 three times: I = (4/6)(−.54)/.36 = −1
        ((0.2, 0.8, 0.2, 0.8), -2 / 3),
    ],
)
def test_distrust_gathers_where_neighbours_are_alike(trust, clustering):
    model = model_of(*CHAIN, **{a + b: value for (a, b), value in zip(CHAIN, trust, strict=True)},
                     **{b + a: value for (a, b), value in zip(CHAIN, trust, strict=True)})  # fmt: skip
    assert of("distrust_clustering", model) == pytest.approx(clustering)


def test_an_ended_relationship_is_distrusted_most():
    trust = {a + b: 0.6 for a, b in CHAIN} | {b + a: 0.6 for a, b in CHAIN}
    model = model_of(*CHAIN, **trust)
    assert math.isnan(of("distrust_clustering", model))  # all are equal
    end(model, "AB", "BC")
    assert of("distrust_clustering", model) == pytest.approx(2 / 3)


@pytest.fixture
def crowd() -> TrustModel:
    """Sixty people after a year and a half of bad faith, some of their relationships over."""
    model = TrustModel(
        people=60,
        rng=3,
        reliability={"uniform": [0.3, 1.0]},
        deliberate_share=0.4,
        network={"kind": "random", "degree": 5},
    )
    model.run(weeks=78)
    assert 0.3 < model.survival < 0.9
    return model


def graph_of(model: TrustModel, *, living: bool) -> nx.Graph:
    """The people, and the relationships with the mean trust of the two."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(model.persons)))
    ties = model.world.ties
    active = model.world.pairs.active[ties.pair]
    for tie in np.flatnonzero(ties.source < ties.target):
        if active[tie] or not living:
            mean = (ties.trust[tie] + ties.trust[ties.reverse[tie]]) / 2 if active[tie] else 0.0
            graph.add_edge(int(ties.source[tie]), int(ties.target[tie]), trust=mean)
    return graph


def test_against_networkx(crowd):
    living = graph_of(crowd, living=True)
    assert of("isolated", crowd) == nx.number_of_isolates(living) / 60
    assert of("largest_group", crowd) == max(map(len, nx.connected_components(living))) / 60
    every = graph_of(crowd, living=False)
    lost = every.number_of_edges() - living.number_of_edges()
    assert of("relationships_lost", crowd) == pytest.approx(2 * lost / 60)


def test_clustering_against_the_line_graph_of_networkx(crowd):
    """Moran's I in its textbook form, neighbours being the links of the line graph."""
    every = graph_of(crowd, living=False)
    neighbours = nx.line_graph(every)
    links = list(neighbours)
    off = np.array([1.0 - every.edges[link]["trust"] for link in links])
    off -= off.mean()
    weights = nx.to_numpy_array(neighbours, nodelist=links)
    moran = len(links) / weights.sum() * (off @ weights @ off) / (off @ off)
    assert of("distrust_clustering", crowd) == pytest.approx(moran + 1 / (len(links) - 1))


def test_clustering_is_0_by_chance(crowd):
    """Trust dealt out anew at random, pair by pair, gives 0 on average."""
    ties, random, found = crowd.world.ties, np.random.default_rng(5), []
    crowd.world.pairs.active[:] = True
    for _ in range(2000):
        ties.trust[:] = random.permutation(ties.trust.max() * np.linspace(0, 1, len(ties.trust) // 2) ** 3)[ties.pair]
        found.append(of("distrust_clustering", crowd))
    error = np.std(found) / math.sqrt(len(found))
    assert abs(np.mean(found)) < 4 * error
    assert error < 0.005


def test_reciprocity_is_a_correlation_over_both_orders(crowd):
    ties = crowd.world.ties
    active = crowd.world.pairs.active[ties.pair]
    there, back = ties.trust[active], ties.trust[ties.reverse][active]
    assert of("reciprocity", crowd) == pytest.approx(np.corrcoef(there, back)[0, 1])
    ties.trust[:] = ties.trust[np.minimum(ties.reverse, np.arange(len(ties.trust)))]
    assert of("reciprocity", crowd) == pytest.approx(1)


def test_gini_against_its_definition():
    values = np.array([0.9, 0.1, math.nan, 0.4, 0.4])
    known = values[~np.isnan(values)]
    apart = sum(abs(a - b) for a, b in itertools.product(known, known))
    assert gini(values) == pytest.approx(apart / (2 * 16 * known.mean()))
    assert gini(np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(3 / 4)
    assert gini(np.full(7, 0.3)) == 0
    assert math.isnan(gini(np.zeros(3)))
    assert math.isnan(gini(np.array([])))


OF_TIES = [
    "irreparable",
    "irreparable_living",
    "trust_inequality",
    "trust_spread",
    "reciprocity",
    "distrust_clustering",
]


@pytest.mark.parametrize("name", OF_TIES)
def test_of_nobody_there_is_nothing_to_say(name):
    assert math.isnan(of(name, model_of(alone=("A", "B"))))


def test_of_people_without_ties_there_is_still_something_to_say():
    model = model_of(alone=("A", "B"))
    assert (of("isolated", model), of("largest_group", model), of("relationships_lost", model)) == (1, 1 / 2, 0)


@pytest.mark.parametrize("name", ["irreparable_living", "trust_spread", "reciprocity", "trust_inequality"])
def test_of_the_living_alone_where_none_is_left(three_and_one, name):
    end(three_and_one, "AB", "BC")
    assert math.isnan(of(name, three_and_one))


def test_where_all_trust_alike_there_is_no_correlation():
    trust = {a + b: 0.6 for a, b in CHAIN} | {b + a: 0.6 for a, b in CHAIN}
    assert math.isnan(of("reciprocity", model_of(*CHAIN, **trust)))


# ------------------------------------------------------------------ the view


def test_the_view_says_what_the_tables_say(crowd):
    from trustsim.simulation.tables import people_table, ties_table

    run = RunView({}, end=crowd.start)
    assert len(run.ties) == crowd.network.ties
    assert len(run.people) == 60
    ties, people = ties_table(crowd.start), people_table(crowd.start)
    for name in ("active", "trust", "ceiling", "hurt", "intimacy", "history", "kept", "breaches", "hidden"):
        np.testing.assert_array_equal(getattr(run.ties, name), ties[name])
    np.testing.assert_array_equal(run.ties.standing, ties["acted_on"])
    np.testing.assert_array_equal(run.ties.source, ties["source"].places)
    for name in ("pain", "distress", "trust_given", "trust_received"):
        np.testing.assert_array_equal(getattr(run.people, name), people[name])
    assert run.people.names == people["person"].tolist()
    assert run.people.pain.tolist() == [phases.pain_of(readable(crowd.world), person) for person in range(60)]
    assert run.people.pain.max() > 0.0
    assert run.people.pain.mean() == pytest.approx(crowd.measures()["pain"])
    assert run.people.distress.mean() == pytest.approx(crowd.measures()["distress"])
    assert run.people.living.sum() == run.ties.active.sum()
    np.testing.assert_array_equal(run.people.trait("reliability"), crowd.world.people.reliability)
    with pytest.raises(KeyError, match="there is no trait 'kindness'"):
        run.people.trait("kindness")


def test_nobody_writes_to_a_run(crowd):
    run = RunView({"trust": np.ones(2)}, end=crowd.start).for_strangers()
    for column in (run.ties.trust, run.ties.active, run.people.pain, run.series["trust"]):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 0
    assert crowd.world.ties.trust.flags.writeable


def test_columns_that_nobody_asks_for_are_not_made(crowd):
    run = RunView({"trust": np.ones(2)}, end=crowd.start)
    OUTCOMES["final_trust"].of(run)
    assert "ties" not in vars(run)
    OUTCOMES["trust_spread"].of(run)
    assert set(vars(run.ties)) == {"_end", "_ties", "_pairs", "trust", "active"}
    assert "people" not in vars(run)


def test_a_series_alone_has_no_ties():
    with pytest.raises(LookupError, match="only the series"):
        OUTCOMES["isolated"].of(RunView({"week": np.arange(3.0)}))
