"""New relationships after an ending: who finds whom, how they begin, and that nothing else is disturbed."""

from types import ModuleType

import networkx as nx
import numpy as np
import pytest

from tests.rules.stage import deciding, stage, tie, within
from trustsim.laws import default
from trustsim.model import TrustModel
from trustsim.rules import happenings, scripts
from trustsim.world import new_ties


def ended(model, *pairs):
    """End relationships by hand, as ``phases.part`` does."""
    for first, second in pairs:
        pair = model.view.ties.pair[tie(model, first, second).index]
        model.view.pairs.active[pair] = False
        model.view.pairs.ended[pair] = model.tick
        for name in (first, second):
            model.view.people.losses[model.person(name).place] += 1
    return model


def on(edges, **settings):
    return stage(graph=nx.Graph(edges), people=len(nx.Graph(edges)), **settings)


CHAIN = [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_off_by_default():
    model = ended(on(CHAIN), (0, 1))
    model.run(weeks=50)
    assert model.network.ties == 8
    assert model.world.people.losses.tolist() == [1, 1, 0, 0, 0]


def test_nobody_looks_without_a_loss():
    model = on(CHAIN, new_ties=1.0)
    model.run(weeks=20)
    assert model.network.ties == 8


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_who_has_lost_looks_at_the_rate(rate):
    model = ended(on(CHAIN, new_ties=rate, new_tie_through_friends=0.0), (0, 1))
    losses = np.array(model.world.people.losses)
    looked = []
    for tick in range(4000):
        found = new_ties.found(model.network, model.world, tick)
        looked.append(bool(found))
        model.world.people.losses[:] = losses
    expected = 1 - (1 - rate) ** 2  # two have lost, each looks by itself
    assert np.mean(looked) == pytest.approx(expected, abs=within(expected, 4000))


def test_through_friends_one_finds_a_friend_of_a_friend():
    model = ended(on([*CHAIN, (1, 3)], new_ties=1.0, new_tie_through_friends=1.0), (0, 1))
    losses = np.array(model.world.people.losses)
    found = set()
    for tick in range(200):
        found |= set(new_ties.found(model.network, model.world, tick))
        model.world.people.losses[:] = losses
    # 0 has nobody left to be introduced by; 1 knows 2 and 3, who know 4 and each other
    assert found == {(1, 4)}


def test_an_ended_friendship_introduces_nobody():
    model = ended(on(CHAIN, new_ties=1.0, new_tie_through_friends=1.0), (1, 2), (2, 3))
    found = set()
    losses = np.array(model.world.people.losses)
    for tick in range(200):
        found |= set(new_ties.found(model.network, model.world, tick))
        model.world.people.losses[:] = losses
    assert found == set()


def test_at_random_one_finds_anybody_whom_one_does_not_know_and_never_a_former_friend():
    model = ended(
        on([(0, 1), (0, 2), *((place, place + 1) for place in range(3, 9))], new_ties=1.0, new_tie_through_friends=0.0),
        (0, 1),
    )
    model.view.people.losses[1] = 0
    counts = {}
    for tick in range(3000):
        for pair in new_ties.found(model.network, model.world, tick):
            counts[pair] = counts.get(pair, 0) + 1
        model.view.people.losses[0] = 1
    assert set(counts) == {(0, other) for other in range(3, 10)}
    for count in counts.values():
        assert count / 3000 == pytest.approx(1 / 7, abs=within(1 / 7, 3000))


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_share_of_new_ties_through_friends(share):
    model = ended(
        on(
            [(0, 1), (1, 2), (0, 3), *((4, place) for place in range(5, 200))],
            new_ties=1.0,
            new_tie_through_friends=share,
        ),
        (0, 3),
    )
    model.view.people.losses[3] = 0
    through = []
    for tick in range(2000):
        through += [pair == (0, 2) for pair in new_ties.found(model.network, model.world, tick)]
        model.view.people.losses[0] = 1
    assert len(through) == 2000
    expected = share + (1 - share) / 197
    assert np.mean(through) == pytest.approx(expected, abs=within(expected, 2000) + 1e-9)


def test_what_was_found_makes_up_for_a_loss_on_both_sides():
    model = ended(on(CHAIN, new_ties=1.0, new_tie_through_friends=0.0), (0, 1), (1, 2))
    model.view.people.losses[0] = model.view.people.losses[2] = 0
    before = np.array(model.world.people.losses)
    assert before.tolist() == [0, 2, 0, 0, 0]
    found = new_ties.found(model.network, model.world, 0)
    assert found in ([(1, 3)], [(1, 4)])
    assert model.world.people.losses.tolist() == [0, 1, 0, 0, 0]


def test_who_knows_everybody_finds_nobody():
    model = ended(stage(people=4, new_ties=1.0), (0, 1))
    model.run(weeks=10)
    assert model.network.ties == 12


def marked(**settings):
    """A chain of five in which each tie and pair can be told from the others, with a script, before 0 finds one."""
    events = [
        {"what": "kept", "who": 2, "to": 3, "week": 1},
        {"what": "counselling", "pair": [3, 4], "week": 1, "weeks": 3},
        {"what": "change", "who": 2, "trait": "respect", "value": 0.1, "week": 1},
        {"what": "lapse", "week": 1},
    ]
    model = on(
        CHAIN,
        new_ties=1.0,
        new_tie_through_friends=0.0,
        events=events,
        history=0,
        learning=0.0,
        gossip_reach=0.0,
        **settings,
    )
    for each in model.ties:
        model.view.ties.trust[each.index] = 0.3 + each.index / 20
        model.view.ties.ceiling[each.index] = 0.8 + each.index / 50
        model.view.ties.history[each.index] = each.index
        model.view.ties.caught[each.index] = each.index % 2
        happenings.remember_hurt(model.view, each.index, each.index / 5, 0)
        happenings.hide(model.view, each.index, each.index / 9, True, True, each.index)
    model.world.pairs.intimacy[:] = [0.11, 0.22, 0.33, 0.44]
    return ended(model, (0, 1))


def state(model):
    """All of each tie and its pair, by the two names, without places in tables."""
    places = {"source", "target", "reverse", "pair"}
    found = {}
    for each in model.ties:
        columns = {
            name: np.array(column[each.index])
            for name, column in model.world.ties._asdict().items()
            if name not in places
        }
        pair = model.world.ties.pair[each.index]
        columns |= {
            f"pair {name}": np.array(column[pair])
            for name, column in model.world.pairs._asdict().items()
            if name != "lower"
        }
        found[each.source.name, each.target.name] = {name: column.tobytes() for name, column in columns.items()}
    return found


def test_a_new_tie_leaves_the_old_ones_as_they_were():
    model = marked(discovery=0.0, forgetting=0.0)
    before = state(model)
    larger, places = new_ties.extended(model.network, [(0, 3), (1, 4)])
    rows = np.zeros(larger.ties, dtype=np.int64)
    old_world, old_events = model.world, model.start.events
    world = new_ties.moved_in(model.world, larger, places, rows + model.world.ties.relationship[0], model.law)
    events = new_ties.moved(old_events, old_world, world, places)
    model._begin_with(
        model.start.__class__(**{**vars(model.start), "network": larger, "world": world, "events": events})
    )
    after = state(model)
    assert {pair: after[pair] for pair in before} == before
    assert set(after) - set(before) == {(0, 3), (3, 0), (1, 4), (4, 1)}
    for source, target in (0, 3), (3, 0), (1, 4), (4, 1):
        new = tie(model, source, target)
        assert (new.trust, new.ceiling, new.hurt, new.history, new.intimacy, new.hidden) == (0.5, 1.0, 0.0, 0, 0.0, 0)
        assert new.active
        assert not model.view.ties.caught[new.index]
        assert new.open_hurts == []
        assert new.reverse == tie(model, target, source)
    for pair, lower in enumerate(model.world.pairs.lower):
        assert model.world.ties.pair[lower] == pair
        assert model.world.ties.source[lower] < model.world.ties.target[lower]
    # the script is still about the same people
    (kept,) = np.flatnonzero(events.what == scripts.KEPT)
    assert events.where[kept] == tie(model, 3, 2).index
    (counselled,) = np.flatnonzero(events.what == scripts.COUNSELLING)
    assert events.where[counselled] == model.world.ties.pair[tie(model, 3, 4).index]
    (change,) = np.flatnonzero(events.what == scripts.CHANGE)
    assert events.where[change] == 2
    assert events.where[events.what == scripts.BREACH].tolist() == [-1]
    assert np.array_equal(world.ties.key, larger.tie_keys)


def test_the_script_goes_on_after_new_ties():
    model = marked(discovery=0.0)
    model.step()
    assert model.network.ties > 8
    new = [each for each in model.ties if {each.source.name, each.target.name} not in [set(pair) for pair in CHAIN]]
    model.run(weeks=1)
    assert model.person(2).respect == 0.1
    assert all(model.view.ties.breaches[each.index] == 1 for each in new)  # the lapse of all reaches those who are new
    assert model.view.ties.kept[tie(model, 3, 2).index] == 1
    assert model.view.pairs.counselled_until[model.view.ties.pair[tie(model, 4, 3).index]] == 4
    assert [person.place for person in model.persons] == list(range(5))


def test_a_law_of_its_own_starts_new_ties_as_it_starts_others():
    law = ModuleType("remembering")
    vars(law).update({name: value for name, value in vars(default).items() if not name.startswith("__")})
    law.columns, law.start = ("first", "second"), lambda own, trust: (trust / 2, 0.75)
    model = ended(on(CHAIN, law=law, new_ties=1.0, new_tie_through_friends=0.0), (0, 1))
    assert model.world.ties.own.tolist() == [[0.25, 0.75]] * 8
    model.world.ties.own[:] = 0.125
    model.step()
    assert model.network.ties > 8
    for each in model.ties:
        is_old = {each.source.name, each.target.name} in [set(pair) for pair in CHAIN]
        assert model.world.ties.own[each.index].tolist() == ([0.125, 0.125] if is_old else [0.25, 0.75])


@pytest.mark.parametrize("engine", ["agents", "compiled"])
def test_both_engines_find_the_same(engine):
    settings = {
        "people": 40, "network": {"kind": "ring"}, "rng": 3, "new_ties": 0.3,
        "relationship_types": {"friend": {"ending": 1.0, "encounters": 1.0}},
    }  # fmt: skip
    model = TrustModel(engine=engine, **settings)
    model.run(weeks=40)
    other = TrustModel(engine="agents", **settings)
    other.run(weeks=40)
    assert model.network == other.network
    assert model.network.ties > 80
    assert state(model) == state(other)


def test_who_leaves_all_and_finds_others():
    model = on(
        [(place, (place + 1) % 12) for place in range(12)],
        new_ties=1.0,
        new_tie_through_friends=0.0,
        person=deciding(leaves=True),
    )
    model.run(weeks=3)
    assert model.network.ties > 24
    assert model.survival < 0.5
    names = {frozenset((each.source.name, each.target.name)) for each in model.ties}
    assert len(names) == model.network.ties // 2
