"""Intimacy of a pair: where it goes, how it grows by talk, how it falls."""

import math

import pytest

from tests.lab import breach
from tests.rules.stage import KEEPER, acting, sigma, stage, tie
from trustsim.laws import closeness
from trustsim.rules import happenings, phases


def at(intimacy, model):
    model.view.pairs.intimacy[0] = intimacy
    return model


def test_intimacy_begins_at_nothing():
    assert [each.intimacy for each in stage(people=3).ties] == [0.0] * 6


@pytest.mark.parametrize("lower", [0.2, 0.5])
def test_intimacy_falls_to_the_lower_of_the_two_trusts(lower):
    for source, target in ((0, 1), (1, 0)):
        model = at(0.8, stage(trust=0.7))
        tie(model, source, target).trust = lower
        expected = 0.8
        for _ in range(5):
            model.step()
            expected += 0.3 * (lower - expected)
            assert tie(model, 0, 1).intimacy == tie(model, 1, 0).intimacy == pytest.approx(expected, abs=1e-14)


def test_the_greater_hurt_of_the_two_lowers_the_target():
    for sizes in ((0.0, -1.0), (-1.0, 0.0)):
        model = at(0.9, stage(trust=0.8, forgiveness=0.0))
        for each, size in zip(model.ties, sizes, strict=True):
            happenings.remember_hurt(model.view, each.index, size, 0)
        model.step()
        assert tie(model, 0, 1).intimacy == pytest.approx(0.9 + 0.3 * (0.8 * 0.5 - 0.9), abs=1e-14)


def test_without_talk_intimacy_does_not_grow():
    for kind in ("promise", "boundary"):
        model = at(0.1, acting(kind, person=KEEPER, trust=0.6))
        model.run(weeks=5)
        assert tie(model, 0, 1).intimacy == 0.1


@pytest.mark.parametrize("kind", ["conversation", "confidence"])
def test_intimacy_grows_by_each_kept_talk_and_the_readiness_of_the_one_who_relied(kind):
    model = at(0.1, acting(kind, person=KEEPER, trust=0.6))
    model.person(0).vulnerability, model.person(1).vulnerability = 0.3, 0.8
    model.step()
    target = min(each.trust for each in model.ties)  # of this tick, after phases 1 and 2
    gap = (target - 0.1) * (1 - 0.05 * 0.3) * (1 - 0.05 * 0.8)
    assert tie(model, 0, 1).intimacy == pytest.approx(target - gap, abs=1e-15)


def test_of_two_talks_in_a_tick_the_lower_tie_comes_first():
    """To the last bit, in cases in which the order is seen there."""
    seen = 0
    for step in range(40):
        start, gain = 0.1 + step / 97, 0.3 + step / 101
        model = at(start, acting("conversation", person=KEEPER, trust=0.9, intimacy_gain=gain))
        model.person(0).vulnerability, model.person(1).vulnerability = 0.37, 0.83
        model.step()
        target = closeness.target(*(each.trust for each in model.ties), 0.0, 0.0)
        orders = []
        for order in ((0.37, 0.83), (0.83, 0.37)):
            intimacy = start
            for vulnerability in order:
                intimacy = closeness.grown(intimacy, target, gain, vulnerability)
            orders.append(intimacy)
        assert tie(model, 0, 1).intimacy == orders[0]
        seen += orders[0] != orders[1]
    assert seen > 0


def test_two_scripted_talks_count_twice_and_only_for_the_one_who_relied():
    talk = {"what": "kept", "kind": "conversation", "who": 0, "to": 1, "week": [0, 0]}
    model = stage(trust=0.6, events=[talk])
    model.person(1).vulnerability, model.person(0).vulnerability = 0.8, 0.0
    model.step()
    assert tie(model, 0, 1).intimacy == pytest.approx(0.6 * (1 - (1 - 0.05 * 0.8) ** 2), abs=1e-15)
    model.run(weeks=3)  # talks are of one tick
    assert tie(model, 0, 1).intimacy == pytest.approx(0.6 * (1 - (1 - 0.05 * 0.8) ** 2), abs=1e-15)


@pytest.mark.parametrize("kind", ["conversation", "confidence"])
def test_a_misread_talk_brings_nobody_closer(kind):
    model = acting(kind, person=KEEPER, misreading=1.0, transparency=0.0, boundaries=0.0)
    model.run(weeks=3)
    assert model.view.pairs.intimacy[0] == 0.0


def test_above_its_target_talk_does_not_hold_it_up():
    model = at(0.9, acting("conversation", person=KEEPER, trust=0.3))
    model.step()
    target = tie(model, 0, 1).trust
    assert tie(model, 0, 1).intimacy == pytest.approx(0.9 + 0.3 * (target - 0.9), abs=1e-15)


def test_hurt_counts_after_it_has_healed_in_the_same_phase_and_trust_after_discoveries():
    model = at(0.8, stage(trust=0.7, discovery=1.0))
    mine = tie(model, 1, 0)
    happenings.hide(model.view, mine.index, -1.0, False, True, 3)
    model.step()
    share = sigma(-1 + 1)
    assert mine.intimacy == pytest.approx(0.8 + 0.3 * (0.7 * (1 - share) * (1 - share) - 0.8), abs=1e-14)


def test_a_message_of_the_tick_eases_the_hurt_that_closeness_reads():
    model = at(0.9, stage(trust=0.8, message_rate=1.0, forgiveness=0.0))
    breach(model, size=1.0)
    tie(model, 1, 0).trust = 0.8
    model.step()
    assert tie(model, 1, 0).intimacy == pytest.approx(0.9 + 0.3 * (0.8 * (1 - sigma(1.0 - 1.5)) - 0.9), abs=1e-14)


def test_confidences_deepen_as_intimacy_grows():
    model = acting("confidence", person=KEEPER, trust=0.9, vulnerability=0.9, intimacy_gain=1.0)
    gains = []
    for _ in range(4):
        before = tie(model, 1, 0).trust
        intimacy = tie(model, 1, 0).intimacy
        model.step()
        depth = min(0.9, intimacy + 0.1)
        gains.append((tie(model, 1, 0).trust - before) / (1 - before))
        assert gains[-1] == pytest.approx(0.12 * (0.5 + depth) * (1 + intimacy), abs=1e-12)
    assert gains == sorted(gains)
    assert gains[0] < gains[-1]


def test_closeness_is_bound_by_the_trust_that_people_act_on():
    model = at(0.9, stage(trust=0.9, law="pant_yu"))
    model.view.ties.own[0, 0] = 0.7
    model.step()
    assert tie(model, 0, 1).intimacy == pytest.approx(0.9 + 0.3 * (0.3 - 0.9), abs=1e-14)


def test_intimacy_of_an_ended_relationship_stays():
    model = at(0.9, stage(trust=0.2))
    model.view.pairs.active[0] = False
    model.run(weeks=3)
    assert model.view.pairs.intimacy[0] == 0.9


def test_every_pair_has_an_intimacy_of_its_own():
    model = stage(people=4, trust=0.5)
    model.view.pairs.intimacy[2] = 0.9
    model.step()
    assert model.world.pairs.intimacy.tolist() == pytest.approx([0, 0, 0.9 - 0.3 * 0.4, 0, 0, 0])
    assert phases.tie_between(model.view, 0, 3) == model.view.pairs.lower[2]
    assert math.isclose(tie(model, 3, 0).intimacy, 0.78)
