"""What a breach that is known does: trust, ceiling, hurt, and the repair of ceilings."""

import math
from types import ModuleType

import pytest

from tests.lab import breach, keep
from tests.rules.stage import KEEPER, MANY, OPEN_BREAKER, acting, sigma, stage, tie
from trustsim.laws import default
from trustsim.rules import happenings


@pytest.mark.parametrize("law", ["bush_mosteller", "symmetric", "pant_yu"])
def test_laws_without_hurt_leave_no_hurt_and_no_lower_ceiling(law):
    model = stage(law=law, history=0)
    breach(model, deliberate=True, concealed=True)
    mine = tie(model, 1, 0)
    assert mine.ceiling == 1.0
    assert mine.open_hurts == []
    assert mine.trust < 0.5
    assert mine.history == 1


@pytest.mark.parametrize(
    ("how", "share", "damage"),
    [
        ({}, sigma(-2), 0.0),
        ({"deliberate": True}, sigma(0), 0.3),
        ({"concealed": True}, sigma(-1), 0.3),
        ({"deliberate": True, "concealed": True}, sigma(1), 0.3),
        ({"deliberate": True, "apology": True}, sigma(-0.8), 0.3),
        ({"warned": True, "apology": True}, sigma(-3.8), 0.0),
    ],
)
def test_the_ceiling_falls_by_bad_faith(how, share, damage):
    model = stage(trust=0.8, ceiling_repair=0.0)
    breach(model, **how)
    mine = tie(model, 1, 0)
    assert mine.ceiling == pytest.approx(1 - share * damage, abs=1e-15)
    assert mine.trust == pytest.approx(0.8 * (1 - share), abs=1e-15)
    hurt = math.log(share / (1 - share)) + 0.8 * how.get("apology", False) - 1.5 * how.get("apology", False)
    assert mine.open_hurts == [(pytest.approx(hurt), 0.0)]
    other = tie(model, 0, 1)
    assert (other.trust, other.ceiling, other.open_hurts) == (0.8, 1.0, [])


@pytest.mark.parametrize("history", [0, 1, 5, 30])
@pytest.mark.parametrize("deliberate", [False, True])
def test_early_breaches_weigh_more_and_damage_the_ceiling_even_in_good_faith(history, deliberate):
    model = stage(history=history)
    breach(model, deliberate=deliberate)
    fresh = math.exp(-history / 5)
    share = sigma(-2 + 2 * deliberate + fresh)
    damage = 0.3 if deliberate else 0.1 * fresh
    assert tie(model, 1, 0).ceiling == pytest.approx(1 - share * damage, abs=1e-15)
    assert tie(model, 1, 0).trust == pytest.approx(0.5 * (1 - share), abs=1e-15)


@pytest.mark.parametrize(("answer", "trust"), [(7.0, 0.9), (-7.0, 0.0), (0.95, 0.9), (0.4, 0.4)])
def test_trust_stays_between_nothing_and_the_ceiling_whatever_the_law_returns(answer, trust):
    rogue = ModuleType("rogue")
    vars(rogue).update({name: value for name, value in vars(default).items() if not name.startswith("__")})
    rogue.columns = ("first", "second")
    rogue.kept = rogue.broken = lambda *arguments: (answer, 0.25, 0.75)
    model = stage(law=rogue)
    mine = tie(model, 1, 0)
    model.view.ties.ceiling[mine.index] = 0.9
    keep(model)
    assert mine.trust == trust
    assert model.world.ties.own[mine.index].tolist() == [0.25, 0.75]
    mine.trust = 0.5
    model.view.ties.own[mine.index, 0] = 0.0
    breach(model)
    assert mine.trust == trust
    assert model.world.ties.own[mine.index].tolist() == [0.25, 0.75]


def test_grim_trust_does_not_come_back():
    model = stage(ceiling_damage=1.0, ceiling_repair=0.0, lapse_size=20.0)
    breach(model, size=20.0, deliberate=True)
    for _ in range(50):
        keep(model)
    assert tie(model, 1, 0).trust < 1e-8


def test_a_kept_act_closes_a_share_of_the_gap_to_the_ceiling_less_hurt():
    model = stage(trust=0.4)
    mine = tie(model, 1, 0)
    model.view.ties.ceiling[mine.index] = 0.8
    happenings.remember_hurt(model.view, mine.index, 0.0, 0)
    keep(model)
    assert mine.trust == pytest.approx(0.4 + 0.12 * 0.5 * 0.4)


def test_a_breach_in_a_tick_does_not_yet_hurt_in_that_tick_and_hurts_in_the_next():
    """H is as of the start of the phase; in the next week the hurt is one week old."""
    model = acting(person=OPEN_BREAKER, learning=0.0)
    model.step()
    mine = tie(model, 1, 0)
    first = 0.5 * (1 - sigma(-2))
    assert mine.trust == pytest.approx(first, abs=1e-15)
    model.step()
    odds = math.exp(-2) * 2.0 ** -(2 / math.log(14))
    hurt = odds / (1 + odds)
    assert mine.trust == pytest.approx(first * (1 - sigma(-2 + hurt)), abs=1e-14)


def test_a_kept_act_of_the_same_week_meets_a_scripted_breach_at_its_worst():
    events = [{"what": "lapse", "who": 0, "to": 1, "week": 0, "severity": 1.0}]
    model = acting(person=KEEPER, events=events)
    model.step()
    after = 0.5 * (1 - sigma(1))
    assert tie(model, 1, 0).trust == pytest.approx(after + 0.12 * (1 - sigma(1)) * (1 - after), abs=1e-15)


def test_history_counts_kept_and_broken_acts():
    model = stage(history=0)
    keep(model)
    breach(model)
    breach(model, concealed=True)
    mine = tie(model, 1, 0)
    assert mine.history == 3
    assert model.view.ties.kept[mine.index] == 1
    assert model.view.ties.breaches[mine.index] == 2


# ------------------------------------------------------------------ repair of the ceiling


@pytest.mark.parametrize(
    ("forgiveness", "transparency", "willing"),
    [(0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.5, 0.5, 0.25), (1.0, 1.0, 1.0), (0.8, 0.3, 0.24)],
)
def test_a_ceiling_is_repaired_where_one_forgives_and_the_other_is_open(forgiveness, transparency, willing):
    model = stage(holding_back=1.0, trust=0.0)
    model.person(1).forgiveness, model.person(0).forgiveness = forgiveness, 0.9
    model.person(0).transparency, model.person(1).transparency = transparency, 0.9
    mine = tie(model, 1, 0)
    model.view.ties.ceiling[mine.index] = 0.6
    expected = 0.6
    for _ in range(20):
        model.step()
        expected += 0.02 * willing * (1 - expected)
        assert mine.ceiling == pytest.approx(expected, abs=1e-14)
    assert (mine.ceiling == 0.6) == (willing == 0.0)


def test_bad_faith_leaves_an_unforgiving_person_below_for_ever():
    model = stage(trust=0.85, forgiveness=0.0)
    breach(model, deliberate=True, concealed=True)
    ceiling = tie(model, 1, 0).ceiling
    model.run(weeks=100)
    assert tie(model, 1, 0).ceiling == ceiling == pytest.approx(1 - 0.3 * sigma(1))


def test_trust_may_be_set_by_hand_up_to_the_ceiling():
    model = stage()
    mine = tie(model, 1, 0)
    model.view.ties.ceiling[mine.index] = 0.6
    mine.trust = 0.9
    assert mine.trust == 0.6
    with pytest.raises(ValueError, match="from 0 to 1"):
        mine.trust = 1.1
    assert mine.history == MANY
