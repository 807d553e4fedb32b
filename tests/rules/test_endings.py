"""Phase 5: leaving, and what is left of a relationship that has ended; what a type of relationship decides."""

import math

import networkx as nx
import numpy as np
import pytest

from tests.lab import breach
from tests.rules.stage import G0, HIDER, acting, deciding, frequency, sigma, stage, tie, within
from trustsim.model import Person, TrustModel
from trustsim.rules import chances, happenings, phases


@pytest.mark.parametrize(
    ("ending", "size", "trust", "intimacy"),
    [(0.3, 1.0, 0.2, 0.1), (1.0, 3.0, 0.0, 0.0), (1.0, 0.0, 0.9, 0.5), (0.08, -1.0, 0.5, 0.0)],
)
def test_the_chance_to_leave(ending, size, trust, intimacy):
    model = stage(ending=ending, trust=trust)
    mine, other = tie(model, 1, 0), tie(model, 0, 1)
    model.view.pairs.intimacy[0] = intimacy
    happenings.remember_hurt(model.view, mine.index, size, 0)
    for person in (0, 1):
        phases.observe(model.view, model.law, person, 0)
    chance = ending * sigma(size) * (1 - trust) * (1 - intimacy)
    assert frequency(chances.leaves, model.view, model.law, mine.index) == pytest.approx(chance, abs=within(chance))
    assert frequency(chances.leaves, model.view, model.law, other.index) == 0.0


def test_leaving_is_by_the_trust_that_people_act_on():
    model = stage(ending=1.0, trust=0.9, law="pant_yu")
    model.view.ties.hurt[0] = 1.0
    model.view.ties.own[0, 0] = 0.6
    found = frequency(chances.leaves, model.view, model.law, 0)
    assert found == pytest.approx(0.6, abs=within(0.6))


def test_leaving_reads_hurt_after_healing_and_trust_after_gossip():
    seen = []

    class Watching(Person):
        def leaves(self, tie):
            if (self.name, tie.target.name) == (2, 0):
                seen.append((tie.trust, tie.hurt, tie.intimacy))
            return False

    events = [{"what": "lapse", "who": 0, "to": 1, "week": 0}]
    model = stage(people=3, person=Watching, gossip_reach=1.0, message_rate=1.0, forgiveness=0.0, events=events)
    happenings.remember_hurt(model.view, tie(model, 2, 0).index, 2.0, 0)
    model.view.pairs.intimacy[1] = 0.9
    model.step()
    trust = 0.5 * (1 - 0.25 * sigma(-2))
    hurt = sigma(2.0 - 1.5)
    assert seen == [pytest.approx((trust, hurt, 0.9 + 0.3 * (0.5 * (1 - hurt) - 0.9)), abs=1e-14)]


@pytest.mark.parametrize("leaver", [0, 1])
def test_either_side_can_end_it(leaver):
    model = stage(people=3, person={leaver: deciding(leaves=True)})
    model.step()
    active = {(each.source.name, each.target.name): each.active for each in model.ties}
    assert active == {pair: leaver not in pair for pair in active}
    assert model.survival == pytest.approx(1 / 3)
    ended = model.world.pairs.ended
    assert sorted(ended.tolist()) == [-1, 0, 0]
    assert model.world.people.losses.tolist() == [2 if place == leaver else 1 for place in range(3)]


def test_two_who_leave_at_once_lose_one_relationship():
    model = stage(person=deciding(leaves=True))
    model.run(weeks=3)
    assert model.world.people.losses.tolist() == [1, 1]
    assert model.world.pairs.ended.tolist() == [0]


def test_each_side_leaves_independently():
    model = stage(ending=0.5)
    model.world.ties.hurt[:] = 1.0
    model.world.ties.trust[:] = 0.0
    left = np.array([[chances.leaves(model.view, model.law, each, tick) for each in (0, 1)] for tick in range(20_000)])
    assert left.mean() == pytest.approx(0.5, abs=within(0.5, 40_000))
    assert left.all(axis=1).mean() == pytest.approx(0.25, abs=within(0.25))


def test_nobody_leaves_unhurt():
    model = stage(people=6, trust=0.0, ending=1.0)
    model.run(weeks=20)
    assert model.survival == 1.0


def test_an_ended_relationship_only_heals():
    """No encounters, discovery, gossip, ceiling, learning, messages or closeness; hurts heal and pain goes on."""
    events = [
        {"what": what, "who": 0, "to": 1, "week": 3, **more}
        for what, more in (
            ("kept", {}),
            ("lapse", {}),
            ("betrayal", {"hidden": True}),
            ("apology", {}),
            ("act", {"signal": 0.5}),
        )
    ]
    model = acting(people=3, person=HIDER, discovery=1.0, gossip_reach=1.0, message_rate=1.0, events=events, history=3)
    for other in (0, 1):
        model.view.pairs.active[model.view.ties.pair[tie(model, 2, other).index]] = False
    mine = tie(model, 1, 0)
    model.view.pairs.active[0] = False
    model.view.ties.ceiling[mine.index] = 0.7
    model.view.pairs.intimacy[0] = 0.4
    happenings.remember_hurt(model.view, mine.index, 2.0, 0)
    happenings.hide(model.view, mine.index, 1.0, True, False, 7)
    hurts, pains = [], []
    for _ in range(10):
        model.step()
        hurts.append(mine.hurt)
        pains.append(model.person(1).pain)
    assert (mine.trust, mine.ceiling, mine.intimacy, mine.history, mine.hidden) == (0.5, 0.7, 0.4, 3, 1)
    assert hurts == pytest.approx([sigma(2.0 - G0 * math.log(1 + week)) for week in range(10)], abs=1e-13)
    assert pains == pytest.approx(hurts, abs=1e-14)
    assert model.person(0).reliability == 0.85
    assert model.measures()["survival"] == 0.0
    assert model.trust == 0.0


def test_survival_follows_the_chance_of_both_sides():
    """Certain hurt, no trust: each side leaves with chance h a week."""
    model = stage(people=60, trust=0.0, ending=0.02, forgiveness=0.0, ceiling_repair=0.0)
    for each in model.ties:
        happenings.remember_hurt(model.view, each.index, 20.0, 0)
    model.run(weeks=10)
    expected = 0.98**20
    assert model.survival == pytest.approx(expected, abs=within(expected, 60 * 59 // 2))


def test_a_forced_end_cannot_be_undone_by_events():
    model = stage(person=deciding(leaves=True), events=[{"what": "kept", "week": [1, 2, 3]}])
    model.run(weeks=5)
    assert model.world.ties.kept.tolist() == [0, 0]
    assert model.survival == 0.0


# ------------------------------------------------------------------ types of relationship


def of_types(kinds, **settings):
    """A chain in which the type changes from link to link, with equal keys wherever the types stand."""
    graph = nx.Graph()
    for place, kind in enumerate(kinds):
        graph.add_edge(place, place + 1, relationship=kind)
    return TrustModel(graph, rng=1, engine="agents", **settings)


def test_types_differ_in_trust_at_the_start_encounters_endings_and_pain():
    model = of_types(["romantic", "family", "friend"])
    first = {tie(model, place, place + 1).relationship: tie(model, place, place + 1) for place in range(3)}
    expected = {"romantic": (0.6, 1.0, 0.015, 1.0), "family": (0.7, 0.5, 0.0015, 0.8), "friend": (0.5, 0.25, 0.08, 0.5)}
    for name, (trust, encounters, ending, pain) in expected.items():
        assert first[name].trust == first[name].reverse.trust == trust
        met = frequency(chances.meets, model.view, first[name].index)
        assert met == pytest.approx(encounters, abs=within(encounters))
        row = model.view.ties.relationship[first[name].index]
        assert model.view.types.ending[row] == ending
        assert model.view.types.pain[row] == pain
    assert set(model.view.types._fields) == {"trust", "encounters", "ending", "pain"}


def test_types_with_equal_numbers_are_one_type():
    """Nothing else depends on the type: with the same four numbers a year goes by to the last bit the same."""
    numbers = {"trust": 0.6, "encounters": 1.0, "ending": 0.02, "pain": 0.7}
    types = dict.fromkeys(("romantic", "family", "friend", "colleague"), numbers)
    worlds = []
    for kinds in (["romantic"] * 4, ["family", "friend", "colleague", "romantic"]):
        model = of_types(kinds, relationship_types=types, relationships={"friend": 1.0})
        model.run(weeks=52)
        worlds.append(model)
    first, second = (model.world.ties._replace(relationship=None) for model in worlds)
    for name in first._fields:
        assert np.array(getattr(first, name)).tobytes() == np.array(getattr(second, name)).tobytes()
    assert worlds[0].measures() == worlds[1].measures()
    assert worlds[0].world.ties.breaches.sum() > 3


def test_a_breach_weighs_as_much_in_every_type():
    model = of_types(["romantic", "family", "friend"])
    lost = []
    for place in range(3):
        each = tie(model, place, place + 1)
        each.trust = 0.5
        happenings.suffer_breach(
            model.view, model.law, each.index, -2.0, False, False, False, False, -1.0, 0.5, 0.0, 0, 0
        )  # fmt: skip
        lost.append((each.trust, each.ceiling))
    assert len(set(lost)) == 1
    assert breach(stage(history=0)) == pytest.approx(1 - lost[0][0] / 0.5)
