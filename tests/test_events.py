"""From a script to rows: whom each event is about, when, and under which key."""

import networkx as nx
import numpy as np
import pytest

from tests.rules.stage import stage, tie
from trustsim.config import ConfigError, setting_of
from trustsim.laws import keeping
from trustsim.model import TrustModel
from trustsim.network import from_networkx
from trustsim.rules import scripts
from trustsim.world.script import EventError, script


def rows(*events, people=4, network="complete", ticks=1, graph=None):
    """The rows of a script and its network."""
    graph = graph or {"complete": nx.complete_graph, "path": nx.path_graph}[network](people)
    known = from_networkx(graph)
    setting = setting_of({"people": 30, "network": {"kind": "complete"}, "events": list(events)})
    return script(setting.events, known, ticks), known


def about(events, network):
    """(source, target) of each row about a tie."""
    return [(int(network.source[where]), int(network.target[where])) for where in events.where]


def test_no_events():
    events, _ = rows()
    assert {len(column) for column in events} == {0}
    assert events.key.dtype == np.uint64
    assert events.deliberate.dtype == np.bool_


def test_who_acts_is_the_target_and_to_whom_is_the_source():
    events, network = rows({"what": "lapse", "week": 0, "who": 0, "to": 2})
    assert about(events, network) == [(2, 0)]


@pytest.mark.parametrize(
    ("who", "to", "expected"),
    [
        ([0, 1], 3, {(3, 0), (3, 1)}),
        (0, [1, 2], {(1, 0), (2, 0)}),
        (0, "all", {(1, 0), (2, 0), (3, 0)}),
        ("all", 0, {(0, 1), (0, 2), (0, 3)}),
        ([0, 1], [0, 1], {(0, 1), (1, 0)}),
    ],
)
def test_lists_and_all(who, to, expected):
    events, network = rows({"what": "kept", "week": 0, "who": who, "to": to})
    assert set(about(events, network)) == expected
    assert len(events.where) == len(expected)
    assert np.all(np.diff(events.where) > 0)


def test_everybody_towards_everybody_is_one_row():
    events, _ = rows({"what": "lapse", "week": 0}, {"what": "counselling", "week": 0, "pair": "all", "weeks": 1})
    assert events.where.tolist() == [-1, -1]


def test_only_those_who_know_each_other():
    events, network = rows({"what": "lapse", "week": 0, "who": 1, "to": "all"}, network="path")
    assert set(about(events, network)) == {(0, 1), (2, 1)}
    with pytest.raises(EventError, match=r"events\.0 \(lapse\): there is no relationship between"):
        rows({"what": "lapse", "week": 0, "who": 0, "to": 3}, network="path")


def test_counselling_finds_the_pair_from_either_side():
    found = set()
    for pair in ([1, 2], [2, 1]):
        events, network = rows({"what": "counselling", "week": 0, "pair": pair, "weeks": 2.5}, ticks=4)
        found.add(int(events.where[0]))
        assert events.value[0] == 10
        assert {int(network.source[t]) for t in np.flatnonzero(network.pair == events.where[0])} == {1, 2}
    assert len(found) == 1
    with pytest.raises(EventError, match="have no relationship"):
        rows({"what": "counselling", "week": 0, "pair": [0, 2], "weeks": 1}, network="path")


def test_people_are_named_as_in_the_network():
    graph = nx.Graph([("Ann", "Ben"), ("Ben", "Cyd")])
    model = TrustModel(
        graph, rng=1, engine="agents", events=[{"what": "betrayal", "who": "Ann", "to": "Ben", "week": 0}]
    )
    model.step()
    assert model.person("Ben").tie("Ann").trust < 0.3
    with pytest.raises((EventError, ConfigError), match=r"Anne.*did you mean 'Ann'"):
        TrustModel(graph, rng=1, events=[{"what": "lapse", "who": "Anne", "to": "Ben", "week": 0}])


@pytest.mark.parametrize(
    ("week", "ticks", "expected"),
    [
        (3, 1, [3]),
        (3, 4, [12]),
        (2.5, 2, [5]),
        (2.5, 1, [2]),
        ([5, 1, 3], 2, [2, 6, 10]),
        ({"from": 1, "to": 7, "every": 3}, 1, [1, 4, 7]),
        ({"from": 0, "to": 1, "every": 0.1}, 10, list(range(11))),
    ],
)
def test_weeks_become_ticks(week, ticks, expected):
    events, _ = rows({"what": "kept", "week": week}, ticks=ticks)
    assert events.tick.tolist() == expected


def test_rows_are_sorted_by_tick_and_keep_the_order_of_the_script_within_one():
    events, _ = rows(
        {"what": "lapse", "week": [4, 1]},
        {"what": "kept", "week": [1, 4]},
        {"what": "apology", "week": 0},
        {"what": "promise", "week": 4},
    )
    codes = [scripts.MESSAGE, scripts.BREACH, scripts.KEPT, scripts.BREACH, scripts.KEPT, scripts.MESSAGE]
    assert events.tick.tolist() == [0, 1, 1, 4, 4, 4]
    assert events.what.tolist() == codes


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"what": "kept", "kind": "boundary"}, {"what": scripts.KEPT, "act": keeping.BOUNDARY}),
        ({"what": "lapse"}, {"what": scripts.BREACH, "act": keeping.PROMISE, "deliberate": False, "hidden": False}),
        ({"what": "lapse", "warned": True, "apology": True}, {"warned": True, "apology": True}),
        ({"what": "lapse", "hidden": True, "severity": -1}, {"hidden": True, "size": -1.0, "deliberate": False}),
        (
            {"what": "betrayal", "kind": "confidence"},
            {"what": scripts.BREACH, "deliberate": True, "act": keeping.CONFIDENCE},
        ),
        ({"what": "betrayal", "hidden": True}, {"deliberate": True, "hidden": True}),
        (
            {"what": "act", "signal": -0.4, "deliberate": True},
            {"what": scripts.ACT, "signal": -0.4, "deliberate": True},
        ),
        (
            {"what": "act", "signal": 0.4, "interdependence": 0.25},
            {"signal": 0.4, "interdependence": 0.25, "deliberate": False},
        ),
        ({"what": "promise"}, {"what": scripts.MESSAGE}),
        ({"what": "apology"}, {"what": scripts.MESSAGE}),
        (
            {"what": "change", "trait": "respect", "value": 0.1},
            {"what": scripts.CHANGE, "trait": scripts.RESPECT, "value": 0.1},
        ),
    ],
)
def test_what_a_row_says(event, expected):
    events, _ = rows({"week": 0, **event})
    assert {name: getattr(events, name)[0] for name in expected} == expected


def test_what_is_not_said_is_left_to_the_rules():
    events, _ = rows({"week": 0, "what": "lapse"})
    assert np.isnan(events.size[0])
    assert np.isnan(events.interdependence[0])


def test_codes_of_traits_are_their_places():
    from trustsim.parameters import Traits

    assert [getattr(scripts, name.upper()) for name in Traits._fields] == list(range(len(Traits._fields)))


# ------------------------------------------------------------------ keys


def test_every_happening_has_a_key_of_its_own():
    twice = {"what": "betrayal", "week": [0, 0, 1], "who": [0, 1], "to": [2, 3], "hidden": True}
    events, _ = rows(twice, twice, {**twice, "what": "lapse"})
    assert len(events.key) == 36
    assert len(set(events.key.tolist())) == 36


def test_keys_are_of_names_not_of_places():
    """Others in the network, and later events, make no difference to the key of an event."""
    event = {"what": "betrayal", "week": 3, "who": 0, "to": 1, "hidden": True}
    small, _ = rows(event, people=2)
    large, _ = rows(event, {**event, "week": 5}, people=9)
    assert small.key[0] == large.key[0]


def test_two_secrets_on_one_tie_are_found_one_by_one():
    fates = []
    for seed in range(40):
        betrayal = {"what": "betrayal", "week": [0, 0], "who": 0, "to": 1, "hidden": True}
        model = stage(events=[betrayal], discovery=0.5, rng=seed)
        model.step()
        fates.append(tie(model, 1, 0).hidden)
    assert set(fates) == {0, 1, 2}


# ------------------------------------------------------------------ by hand


def test_something_may_happen_now():
    model = stage(people=3, events=[{"what": "kept", "week": [0, 2], "who": 0, "to": 1}])
    model.run(weeks=2)
    model.happen("lapse", who=0, to=1, severity=0.0)
    assert model.start.events.tick.tolist() == [0, 2, 2]
    model.step()
    trust = (0.56 + 0.12 * 0.44) * 0.5
    assert tie(model, 1, 0).trust == pytest.approx(trust, abs=1e-15)
    assert tie(model, 2, 0).trust <= 0.5
    with pytest.raises((ConfigError, EventError)):
        model.happen("lapse", who=7, to=1)
    with pytest.raises(ConfigError):
        model.happen("miracle", who=0, to=1)


def test_two_secrets_by_hand_are_found_one_by_one():
    fates = []
    for seed in range(40):
        model = stage(discovery=0.5, rng=seed)
        for _ in range(2):
            model.happen("betrayal", who=0, to=1, hidden=True)
        model.step()
        fates.append(tie(model, 1, 0).hidden)
    assert set(fates) == {0, 1, 2}
