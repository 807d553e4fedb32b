"""V5, V7, V8, V12, V13, V21, V22, and what the defaults give."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import counting
from tests.lab import breach, keep, quiet_pair, tie, weeks_back_to
from trustsim.laws import healing
from trustsim.rules import happenings


def log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def test_one_lapse_costs_three_promises_at_three_quarters():
    model = quiet_pair(trust=0.75, lapse_size=log_odds(0.12), law="bush_mosteller")
    lost = 0.75 * breach(model, size=log_odds(0.12))
    gaining = quiet_pair(trust=0.75)
    keep(gaining)
    assert lost / (tie(gaining).trust - 0.75) == pytest.approx(3.0)
    assert counting.loss_over_gain(0.75, 0.12, 0.12) == pytest.approx(3.0)


@pytest.mark.parametrize(("trust", "share", "promises"), [(0.8, 0.5, 8.59), (0.9, 0.73, 15.8)])
def test_promises_to_undo_one_breach(trust, share, promises):
    assert counting.kept_to_undo(trust, share, 0.12) == pytest.approx(promises, abs=0.05)
    model = quiet_pair(trust=trust, law="bush_mosteller")
    breach(model, size=log_odds(share))
    count = 0
    while tie(model).trust < trust:
        keep(model)
        count += 1
    assert count == math.ceil(counting.kept_to_undo(trust, share, 0.12))


def test_promises_from_half_to_eighty_five():
    assert counting.kept_between(0.50, 0.85, 0.12) == pytest.approx(9.42, abs=0.005)
    model = quiet_pair(trust=0.5)
    for _ in range(9):
        keep(model)
    assert tie(model).trust < 0.85
    keep(model)
    assert tie(model).trust > 0.85


@pytest.mark.parametrize(
    ("how", "left", "weeks"),
    [
        ({}, 0.749, (3, 3, 2, 2, 2)),
        ({"warned": True}, 0.810, (1, 1, 1, 1, 1)),
        ({"deliberate": True}, 0.425, (35, 24, 20, 18, 17)),
        ({"deliberate": True, "apology": True}, 0.586, (11, 10, 10, 9, 9)),
        ({"deliberate": True, "concealed": True}, 0.229, (None, 65, 42, 33, 29)),
    ],
    ids=["lapse", "warned", "deliberate", "apology", "hidden"],
)
def test_what_the_defaults_give(how, left, weeks):
    """The numbers that the model's description promises for one breach from .85, and the weeks back to .80."""
    model = quiet_pair(trust=0.85)
    breach(model, **how)
    assert tie(model).trust == pytest.approx(left, abs=5e-4)
    for forgiveness, expected in zip((0.0, 0.25, 0.5, 0.75, 1.0), weeks, strict=True):
        model = quiet_pair(trust=0.85, forgiveness=forgiveness)
        breach(model, **how)
        assert weeks_back_to(0.80, model) == expected


def test_hurt_falls_by_two_log_odds_in_thirteen_weeks():
    model = quiet_pair(forgiveness=0.5)
    breach(model, deliberate=True)
    index = tie(model).index
    at_first = happenings.hurt_now(model.view, index, 0)
    later = happenings.hurt_now(model.view, index, 13)
    assert log_odds(at_first) - log_odds(later) == pytest.approx(2.0, abs=1e-12)
    rate = healing.healing_rate(0.5, model.parameters.healing_exponent)
    assert healing.odds_of_hurt(0.0, 13.0, rate) == pytest.approx(14.0**-rate, rel=1e-14)


def test_weekly_kept_acts_after_one_breach_follow_the_product():
    """V13: T_n = C − (C − T0)·∏(1 − α(1 − H(s)))."""
    model = quiet_pair(trust=0.85, ceiling_repair=0.0)
    breach(model, deliberate=True, concealed=True)
    ceiling, gap = tie(model).ceiling, tie(model).ceiling - tie(model).trust
    rate = healing.healing_rate(0.5, model.parameters.healing_exponent)
    size = model.view.ties.hurt_size[tie(model).index, 0]
    for week in range(60):
        odds = math.exp(size) * (1 + week) ** -rate
        # an open hurt is closed, and so no longer felt, once its odds are below 0.01
        gap *= 1 - 0.12 * (1 - odds / (1 + odds))
        keep(model)
        assert tie(model).trust == pytest.approx(ceiling - gap, abs=1e-12)
        model.step()
    assert tie(model).ceiling == ceiling


@pytest.mark.parametrize(
    ("how", "by"),
    [({"deliberate": True}, 2.0), ({"concealed": True}, 1.0), ({"warned": True}, -1.0), ({"apology": True}, -0.8)],
)
def test_severity_adds_up_in_log_odds(how, by):
    plain, changed = quiet_pair(), quiet_pair()
    difference = log_odds(breach(changed, **how)) - log_odds(breach(plain))
    # a hidden breach also lowers the ceiling, but trust is below it here
    assert difference == pytest.approx(by, abs=1e-12)


def test_first_impressions_add_one_log_odds_that_fades_with_encounters():
    late = log_odds(breach(quiet_pair()))
    for history in (0, 1, 5, 20):
        early = log_odds(breach(quiet_pair(history=history)))
        assert early - late == pytest.approx(math.exp(-history / 5), abs=1e-12)


def test_a_repeat_adds_as_much_as_it_hurts():
    model = quiet_pair()
    breach(model, deliberate=True)
    hurt = happenings.hurt_now(model.view, tie(model).index, 0)
    assert log_odds(breach(model)) - log_odds(breach(quiet_pair())) == pytest.approx(hurt, abs=1e-12)


acts = st.lists(
    st.one_of(
        st.just("keep"),
        st.just("week"),
        st.tuples(st.floats(-4, 3), st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(acts=acts, trust=st.floats(0, 1), forgiveness=st.floats(0, 1), history=st.integers(0, 30))
def test_invariants(acts, trust, forgiveness, history):
    """V21: 0 ≤ T ≤ C ≤ 1 and 0 ≤ H ≤ 1; a breach raises neither T nor C, a kept act never lowers T."""
    model = quiet_pair(trust=trust, forgiveness=forgiveness, history=history)
    mine = tie(model)
    for act in acts:
        before, ceiling = mine.trust, mine.ceiling
        if act == "keep":
            keep(model)
            assert mine.trust >= before
        elif act == "week":
            model.step()
        else:
            size, deliberate, concealed, warned, apology = act
            index, how = mine.index, (deliberate, concealed, warned, apology)
            happenings.suffer_breach(
                model.view, model.law, index, size, *how, -1.0, 0.5,
                happenings.hurt_now(model.view, index, model.tick), mine.history, model.tick,
            )  # fmt: skip
            assert mine.trust <= before
            assert mine.ceiling <= ceiling
        assert 0.0 <= mine.trust <= mine.ceiling <= 1.0
        assert 0.0 <= happenings.hurt_now(model.view, mine.index, model.tick) <= 1.0


@settings(max_examples=60, deadline=None)
@given(
    big=st.floats(-1, 3),
    small=st.floats(-4, -1),
    when=st.integers(0, 30),
    forgiveness=st.floats(0, 1),
    others=st.integers(0, 12),
)
def test_adding_a_small_lapse_never_lowers_hurt_later(big, small, when, forgiveness, others):
    """The trap of a single clock, also when the slots are full and two hurts become one."""
    plain = quiet_pair(forgiveness=forgiveness)
    more = quiet_pair(forgiveness=forgiveness)
    index = tie(plain).index
    for model in (plain, more):
        happenings.remember_hurt(model.view, index, big, 0)
    for count in range(others):
        for model in (plain, more):
            happenings.remember_hurt(model.view, index, small, count)
    happenings.remember_hurt(more.view, index, small, max(when, others))
    for tick in range(max(when, others), 200):
        assert happenings.hurt_now(more.view, index, tick) >= happenings.hurt_now(plain.view, index, tick) - 1e-12


def test_merging_the_two_oldest_does_not_change_hurt_at_that_moment():
    model = quiet_pair(forgiveness=0.3)
    index = tie(model).index
    sizes = [-1.0, 0.5, 1.0, -2.0, 0.0, 0.3, -0.5, 2.0, -1.5]
    for tick, size in enumerate(sizes):
        happenings.remember_hurt(model.view, index, size, tick)
    rate = healing.healing_rate(0.3, model.parameters.healing_exponent)
    now = len(sizes) - 1
    ages = np.arange(now, -1, -1)
    expected = 1 - np.prod(1 / (1 + np.exp(sizes) * (1.0 + ages) ** -rate))
    assert model.view.ties.hurt_count[index] == 8
    assert happenings.hurt_now(model.view, index, now) == pytest.approx(expected, abs=1e-12)
