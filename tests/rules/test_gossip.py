"""Phase 4: who hears of what, and what they make of it."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest

from tests.rules.stage import (
    MANY,
    OPEN_BREAKER,
    acting,
    changed,
    copied,
    deciding,
    frequency,
    sigma,
    stage,
    tie,
    within,
)
from trustsim.rules import chances, happenings

LOSS = sigma(-2)


def lapse(source, target=0, week=0, **more):
    """``target`` breaks a promise to ``source``."""
    return {"what": "lapse", "who": target, "to": source, "week": week, **more}


def trusts(model):
    """Trust on each tie by the two names."""
    return {(each.source.name, each.target.name): each.trust for each in model.ties}


def without(model, first, second):
    """End the relationship of two."""
    model.view.pairs.active[model.view.ties.pair[tie(model, first, second).index]] = False
    return model


def test_a_common_friend_loses_a_share_by_the_trust_in_the_teller():
    model = stage(people=3, gossip_reach=1.0, events=[lapse(1)])
    tie(model, 2, 1).trust = 0.8
    tie(model, 2, 0).trust = 0.6
    model.step()
    assert trusts(model) == pytest.approx(
        {
            (0, 1): 0.5,
            (0, 2): 0.5,
            (1, 0): 0.5 * (1 - LOSS),
            (1, 2): 0.5,
            (2, 0): 0.6 * (1 - 0.5 * 0.8 * LOSS),
            (2, 1): 0.8,
        }
    )


def test_gossip_leaves_ceiling_hurt_and_history_of_the_listener():
    model = stage(people=3, gossip_reach=1.0, gossip_weight=1.0, history=3, events=[lapse(1, severity=2.0)])
    heard = tie(model, 2, 0)
    model.step()
    assert heard.trust < 0.35
    assert (heard.ceiling, heard.hurt, heard.history, heard.open_hurts, heard.hidden) == (1.0, 0.0, 3, [], 0)
    assert model.view.ties.news[heard.index] == 0.0
    assert model.view.ties.breaches[heard.index] == 0
    assert not model.view.ties.caught[heard.index]
    assert model.person(2).pain == 0.0


def test_what_was_heard_is_not_told_on():
    """In a chain of friends the news stops with those who know both."""
    model = stage(people=4, gossip_reach=1.0, events=[lapse(1)])
    without(model, 3, 1)  # 3 knows 0 and 2, but not the one who was hurt
    model.run(weeks=3)
    assert tie(model, 2, 0).trust < 0.5
    assert tie(model, 3, 0).trust == 0.5


@pytest.mark.parametrize("ended", [(2, 0), (2, 1)])
def test_only_those_with_living_ties_to_both_hear(ended):
    model = without(stage(people=3, gossip_reach=1.0, events=[lapse(1)]), *ended)
    model.step()
    assert tie(model, 2, 0).trust == 0.5
    assert tie(model, 1, 0).trust == pytest.approx(0.5 * (1 - LOSS))


def test_strangers_hear_nothing():
    model = stage(people=5, network={"kind": "star"}, gossip_reach=1.0, events=[lapse("all", target="all")])
    model.step()
    assert trusts(model) == pytest.approx(dict.fromkeys(trusts(model), 0.5 * (1 - LOSS)))


def test_several_tellers_multiply():
    model = stage(people=5, gossip_reach=1.0, events=[lapse(1), lapse(2, severity=1.0)])
    tie(model, 3, 1).trust, tie(model, 3, 2).trust = 0.9, 0.2
    model.step()
    first, second = 0.5 * LOSS, 0.5 * sigma(1.0)
    assert tie(model, 3, 0).trust == pytest.approx(0.5 * (1 - 0.9 * first) * (1 - 0.2 * second), abs=1e-15)
    assert tie(model, 4, 0).trust == pytest.approx(0.5 * (1 - 0.5 * first) * (1 - 0.5 * second), abs=1e-15)
    # those who were hurt hear of each other's
    assert tie(model, 1, 0).trust == pytest.approx(0.5 * (1 - LOSS) * (1 - 0.5 * second), abs=1e-15)
    assert tie(model, 2, 0).trust == pytest.approx(0.5 * (1 - sigma(1.0)) * (1 - 0.5 * first), abs=1e-15)


def test_belief_is_the_trust_in_the_teller_before_anything_was_told():
    """2 is talked about by 1 before 2 tells of 0: its word counts as much as at the start of the phase."""
    model = stage(people=4, gossip_reach=1.0, gossip_weight=1.0, events=[lapse(1, target=2, severity=3.0), lapse(2)])
    model.step()
    assert tie(model, 3, 2).trust == pytest.approx(0.5 * (1 - 0.5 * sigma(3.0)), abs=1e-15)
    assert tie(model, 3, 0).trust == pytest.approx(0.5 * (1 - 0.5 * LOSS), abs=1e-15)


def test_belief_counts_what_the_listener_saw_itself_in_this_tick():
    model = stage(people=3, gossip_reach=1.0, events=[lapse(1), lapse(2, target=1, severity=0.0)])
    model.step()
    assert tie(model, 2, 0).trust == pytest.approx(0.5 * (1 - 0.5 * 0.25 * LOSS), abs=1e-15)


def test_the_credulous_believe_everybody():
    for credulous, belief in ((0.0, 0.1), (1.0, 1.0)):
        model = stage(people=3, gossip_reach=1.0, credulous=credulous, events=[lapse(1)])
        tie(model, 2, 1).trust = 0.1
        model.step()
        assert tie(model, 2, 0).trust == pytest.approx(0.5 * (1 - 0.5 * belief * LOSS), abs=1e-15)


def test_what_became_known_in_one_tick_is_one_story():
    model = stage(people=3, gossip_reach=1.0, events=[lapse(1, severity=-1.0), lapse(1, severity=-3.0)])
    mine = tie(model, 1, 0)
    model.step()
    told = model.view.ties.news[mine.index]
    assert told == pytest.approx(1 - mine.trust / 0.5, abs=1e-15)
    assert tie(model, 2, 0).trust == pytest.approx(0.5 * (1 - 0.25 * told), abs=1e-15)


def test_news_is_of_one_tick():
    model = stage(people=3, gossip_reach=0.0, events=[lapse(1)])
    model.step()
    assert model.world.ties.news.max() > 0
    model.run(weeks=1)
    assert model.world.ties.news.max() == 0


@pytest.mark.parametrize("how", ["own", "misread", "found"])
def test_every_way_of_getting_known_is_told(how):
    person = {
        "own": OPEN_BREAKER,
        "misread": deciding(keeps=True),
        "found": deciding(keeps=False, warns=False, owns_up=False),
    }
    model = acting(
        people=3,
        person=person[how],
        misreading=1.0 if how == "misread" else 0.0,
        transparency=0.0,
        boundaries=0.0,
        deliberate_share=0.0,
        discovery=1.0,
        gossip_reach=1.0,
    )
    model.step()
    share = sigma(-1) if how == "found" else LOSS
    after = 0.5 * (1 - share)
    for each in model.ties:
        assert model.view.ties.news[each.index] == pytest.approx(share)
        # there is one other teller, trusted as far as this tick's own breach leaves it
        assert each.trust == pytest.approx(after * (1 - 0.5 * after * share), abs=1e-14)


@pytest.mark.parametrize("reach", [0.0, 0.2, 0.7])
def test_gossip_reaches_each_listener_by_chance_and_by_itself(reach):
    model = stage(people=4, gossip_reach=reach, praise_reach=reach)
    story = tie(model, 1, 0).index
    for decision in (chances.hears_gossip, chances.hears_praise):
        assert frequency(decision, model.view, story, 2) == pytest.approx(reach, abs=within(reach))
    if reach == 0.2:
        heard = {
            (who, decision.__name__): [decision(model.view, teller, who, tick) for tick in range(20_000)]
            for who in (2, 3)
            for decision in (chances.hears_gossip, chances.hears_praise)
            for teller in (story,)
        }
        heard["other teller"] = [
            chances.hears_gossip(model.view, tie(model, 3, 0).index, 2, tick) for tick in range(20_000)
        ]
        for first, second in itertools.combinations(heard.values(), 2):
            assert abs(np.corrcoef(first, second)[0, 1]) < 4.5 / math.sqrt(20_000)


def test_many_listeners_hear_in_the_share_of_the_reach():
    graph = nx.complete_bipartite_graph(2, 1500)
    graph.add_edge(0, 1)
    model = stage(people=1502, graph=graph, gossip_reach=0.2, events=[lapse(1)])
    model.step()
    heard = np.mean([tie(model, who, 0).trust < 0.5 for who in range(2, 1502)])
    assert heard == pytest.approx(0.2, abs=within(0.2, 1500))
    assert {tie(model, who, 1).trust for who in range(2, 1502)} == {0.5}


# ------------------------------------------------------------------ praise


def test_kept_acts_are_not_told_by_default():
    model = stage(people=3, events=[{"what": "kept", "who": 0, "to": 1, "week": 0}])
    model.step()
    assert tie(model, 1, 0).trust == pytest.approx(0.56)
    assert tie(model, 2, 0).trust == 0.5


@pytest.mark.parametrize(("kind", "weight"), [("promise", 1.0), ("conversation", 0.5)])
@pytest.mark.parametrize(("credulous", "belief"), [(0.0, 0.8), (1.0, 1.0)])
def test_praise_travels(kind, weight, credulous, belief):
    events = [{"what": "kept", "kind": kind, "who": 0, "to": 1, "week": 0}]
    model = stage(people=3, praise_reach=1.0, credulous=credulous, ceiling_repair=0.0, events=events)
    tie(model, 2, 1).trust = 0.8
    listener = tie(model, 2, 0)
    model.view.ties.ceiling[listener.index] = 0.9
    model.step()
    assert listener.trust == pytest.approx(0.5 + 0.5 * belief * 0.12 * weight * 0.4, abs=1e-15)
    assert listener.history == MANY
    assert model.view.ties.kept[listener.index] == 0


@pytest.mark.parametrize(("kind", "weight"), [("promise", 1.0), ("boundary", 0.5), ("confidence", 0.6)])
def test_praise_of_everyday_acts_travels_by_their_weight(kind, weight):
    model = acting(kind, people=3, person=deciding(keeps=True), praise_reach=1.0)
    model.step()
    gain = 0.12 * weight
    own = 0.5 + gain * 0.5
    for each in model.ties:
        assert model.view.ties.praise[each.index] == pytest.approx(weight)
        # one other teller, trusted as far as this tick's own act leaves it
        assert each.trust == pytest.approx(own + 0.5 * own * gain * (1 - own), abs=1e-15)


def test_praise_and_blame_of_one_tick_both_travel():
    events = [{"what": "kept", "who": 0, "to": 1, "week": 0}, lapse(1)]
    model = stage(people=3, praise_reach=1.0, gossip_reach=1.0, events=events)
    model.step()
    blamed = 0.5 * (1 - 0.25 * LOSS)
    assert tie(model, 2, 0).trust == pytest.approx(blamed + 0.25 * 0.12 * (1 - blamed), abs=1e-15)


# ------------------------------------------------------------------ V19


def test_without_gossip_ties_are_independent():
    """A tie among many moves as the same tie does alone."""
    settings = {
        "encounters": 0.8,
        "history": 0,
        "gossip_reach": 0.0,
        "learning": 0.0,
        "consistency": 0.5,
        "ending": 0.02,
    }
    together = stage(people=6, **settings)
    chain = stage(people=6, network={"kind": "ring"}, **settings)
    alone = stage(people=2, **settings)
    shared = [name for name in type(alone.view.ties)._fields if name not in ("source", "target", "reverse", "pair")]
    for _ in range(150):
        for model in (together, chain, alone):
            model.step()
        for other in (chain, alone):
            for each in other.ties:
                same = tie(together, each.source.name, each.target.name)
                assert (each.active, each.intimacy) == (same.active, same.intimacy)
                if each.active:
                    for name in shared:
                        found = np.array(getattr(other.world.ties, name)[each.index])
                        assert found.tobytes() == np.array(getattr(together.world.ties, name)[same.index]).tobytes()
    assert alone.world.ties.breaches.sum() > 5


def test_with_gossip_ties_are_not_independent():
    settings = {"encounters": 0.8, "history": 0, "learning": 0.0}
    without_it, with_it = (stage(people=6, gossip_reach=reach, **settings) for reach in (0.0, 1.0))
    for model in (without_it, with_it):
        model.run(weeks=20)
    assert "ties.trust" in changed(copied(without_it.world), copied(with_it.world))
    assert with_it.trust < without_it.trust


def test_full_gossip_with_full_belief_makes_one_common_reputation():
    """Everybody's trust in 0 is that of one tie which meets all the others' acts."""
    acts = [(1, True), (2, False), (3, True), (4, True), (1, False), (2, True), (3, False), (4, True)] * 4
    events = [
        {"what": "kept" if kept else "lapse", "who": 0, "to": source, "week": week}
        for week, (source, kept) in enumerate(acts)
    ]
    model = stage(
        people=5,
        law="bush_mosteller",
        events=events,
        gossip_reach=1.0,
        gossip_weight=1.0,
        praise_reach=1.0,
        credulous=1.0,
    )
    one = 0.5
    for _, kept in acts:
        model.step()
        one = one + 0.12 * (1 - one) if kept else one * (1 - LOSS)
        assert [tie(model, source, 0).trust for source in (1, 2, 3, 4)] == pytest.approx([one] * 4, abs=1e-13)


# ------------------------------------------------------------------ graded acts


def test_a_trifle_is_told_as_a_trifle():
    """Gossip passes on the share of trust that was lost: for a graded act that is |signal|·ℓ."""
    act = {"what": "act", "signal": -0.01, "who": 0, "to": 1, "week": 0}
    model = stage(people=3, gossip_reach=1.0, credulous=1.0, gossip_weight=1.0, events=[act])
    model.step()
    assert tie(model, 2, 0).trust == pytest.approx(tie(model, 1, 0).trust)


def test_gossip_under_a_law_of_its_own_moves_trust_alone():
    model = stage(people=3, law="pant_yu", gossip_reach=1.0, events=[lapse(1)])
    happenings.hide(model.view, tie(model, 2, 1).index, 0.0, False, True, 4)
    model.step()
    told = LOSS * math.tanh(0.5)  # under this law an everyday breach is a signal of tanh(−½)
    assert tie(model, 2, 0).trust == pytest.approx(0.5 * (1 - 0.25 * told), abs=1e-15)
    assert model.view.ties.own[tie(model, 2, 0).index, 0] == 0.0
