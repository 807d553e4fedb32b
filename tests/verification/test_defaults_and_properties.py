"""What the defaults give, and properties that no table of values holds. Closed forms: ``trustsim.verification``."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab import breach, keep, quiet_pair, tie, weeks_back_to
from trustsim.laws import healing
from trustsim.rules import happenings


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
