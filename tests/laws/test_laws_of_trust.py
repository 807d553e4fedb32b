"""How trust itself moves, law by law: each against its equations, and all against what a law must be."""

import itertools
import math
import random

import pytest

from trustsim.laws import (
    beta_reputation,
    bush_mosteller,
    default,
    grim,
    guo_yang,
    jonker_treur,
    pant_yu,
    symmetric,
    tit_for_tat,
)
from trustsim.laws.catalogue import LAWS
from trustsim.parameters import Parameters, quantities

P = Parameters()
SHARES = [0.0, 0.2, 0.5, 0.85, 1.0]


def kept(law, trust, first=0.0, ceiling=1.0, hurt=0.0, intimacy=0.0, signal=1.0, hangs=0.5, own=None):
    own = law.parameters if own is None else own
    return law.kept(P, own, trust, first, 0.0, ceiling, hurt, intimacy, signal, hangs)


def broken(law, trust, first=0.0, share=0.119, signal=-1.0, hangs=0.5, own=None):
    own = law.parameters if own is None else own
    return law.broken(P, own, trust, first, 0.0, share, signal, hangs)


# ------------------------------------------------------------------ every law


def test_the_catalogue():
    assert {
        "default": default,
        "bush_mosteller": bush_mosteller,
        "jonker_treur": jonker_treur,
        "beta_reputation": beta_reputation,
        "guo_yang": guo_yang,
        "tit_for_tat": tit_for_tat,
        "grim": grim,
        "pant_yu": pant_yu,
        "symmetric": symmetric,
    }.items() <= LAWS.items()


@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
def test_a_law_says_what_it_is(law):
    assert law.summary
    assert law.source
    assert len(law.columns) <= 2
    assert isinstance(law.leaves_hurt, bool)
    assert len(law.start(law.parameters, 0.5)) == 2
    assert set(quantities(type(law.parameters))) == set(law.parameters._fields)
    for name, quantity in quantities(type(law.parameters)).items():
        low, high = quantity.limits
        assert low <= getattr(law.parameters, name) <= high


@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
@pytest.mark.parametrize("start", SHARES)
def test_trust_stays_a_share_kept_never_lowers_it_and_broken_never_raises_it(law, start):
    own = law.parameters
    acts = random.Random(5)
    trust, (first, second) = start, law.start(own, start)
    for _ in range(300):
        size, before = acts.choice((0.01, 0.5, 1.0)), trust
        if acts.random() < 0.7:
            how = (acts.choice(SHARES), acts.choice(SHARES), size, acts.random())
            trust, first, second = law.kept(P, own, trust, first, second, 1.0, *how)
            assert before <= trust <= 1.0
        else:
            trust, first, second = law.broken(P, own, trust, first, second, acts.random(), -size, acts.random())
            assert 0.0 <= trust <= before
        assert 0.0 <= law.acted_on(trust, first, second) <= 1.0


@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
def test_the_default_signals_keep_their_sign(law):
    assert law.signal(law.parameters, 1.0) > 0 > law.signal(law.parameters, -1.0)
    assert law.signal(law.parameters, 0.5) >= 0


# ------------------------------------------------------------------ ours


@pytest.mark.parametrize(
    ("how", "after"),
    [
        ({}, 0.56),
        ({"signal": 0.5}, 0.53),
        ({"hurt": 0.5}, 0.53),
        ({"intimacy": 0.5}, 0.59),
        ({"ceiling": 0.7}, 0.524),
        ({"ceiling": 0.5}, 0.5),
        ({"hurt": 1.0}, 0.5),
        ({"hangs": 1.0}, 0.56),
        ({"signal": 0.6, "intimacy": 0.25, "hurt": 0.2, "ceiling": 0.9}, 0.5 + 0.12 * 0.6 * 1.25 * 0.8 * 0.4),
    ],
)
def test_default_kept(how, after):
    assert kept(default, 0.5, **how)[0] == pytest.approx(after, abs=1e-15)


def test_default_gain_is_at_most_the_whole_gap():
    eager = P._replace(trust_gain=0.9)
    assert default.kept(eager, (), 0.5, 0.0, 0.0, 0.8, 0.0, 1.0, 1.0, 0.5)[0] == pytest.approx(0.8)


def test_default_broken_and_acted_on():
    assert broken(default, 0.8, share=0.25)[0] == pytest.approx(0.6)
    assert broken(default, 0.8, share=0.25, signal=-0.4)[0] == pytest.approx(0.72)
    assert broken(default, 0.8, share=1.0)[0] == 0.0
    assert default.acted_on(0.37, 0.9, 0.9) == 0.37
    assert default.signal((), 0.7) == 0.7
    assert default.leaves_hurt
    assert default.columns == ()


def test_bush_mosteller_is_the_default_law_without_hurt():
    assert not bush_mosteller.leaves_hurt
    for trust, signal in itertools.product(SHARES, (0.3, 1.0)):
        assert kept(bush_mosteller, trust, signal=signal) == kept(default, trust, signal=signal)
        assert broken(bush_mosteller, trust, signal=-signal) == broken(default, trust, signal=-signal)


# ------------------------------------------------------------------ the control


@pytest.mark.parametrize("weight", [0.1, 0.5, 1.0])
def test_symmetric_breach_undoes_exactly_one_kept_act(weight):
    assert not symmetric.leaves_hurt
    for trust in (0.0, 0.3, 0.75, 0.99):
        up = kept(symmetric, trust, signal=weight)[0]
        assert broken(symmetric, up, share=0.9, signal=-weight)[0] == pytest.approx(trust, abs=1e-15)
    for trust in (0.12, 0.5, 1.0):
        down = broken(symmetric, trust, share=0.0, signal=-weight)[0]
        assert kept(symmetric, down, signal=weight)[0] == pytest.approx(trust, abs=1e-15)


def test_symmetric_breach_stops_at_zero():
    assert broken(symmetric, 0.05)[0] == 0.0
    assert symmetric.broken(P._replace(trust_gain=1.0), (), 0.9, 0.0, 0.0, 0.5, -1.0, 0.5)[0] == 0.0


# ------------------------------------------------------------------ Pant & Yu


def test_pant_yu_defaults_of_the_paper():
    assert tuple(pant_yu.parameters) == (0.10, 0.30, 0.60, 0.03, 0.50, 1.0, 0.5)
    assert pant_yu.columns == ("reputation_damage",)


@pytest.mark.parametrize(
    ("trust", "damage", "signal"), [(0.5, 0.0, 1.0), (0.5, 0.4, 0.3), (0.9, 0.8, 0.01), (0.0, 1.0, 1.0)]
)
def test_pant_yu_cooperation_by_hand(trust, damage, signal):
    after, left, _ = kept(pant_yu, trust, damage, signal=signal)
    assert after == pytest.approx(trust + 0.10 * signal * (1 - trust) * (1 - damage), abs=1e-15)
    assert left == pytest.approx(damage - 0.03 * damage, abs=1e-15)


@pytest.mark.parametrize(
    ("trust", "damage", "signal", "hangs"), [(0.5, 0.0, -0.995, 0.5), (0.8, 0.4, -0.3, 0.0), (0.9, 0.9, -1.0, 1.0)]
)
def test_pant_yu_violation_by_hand(trust, damage, signal, hangs):
    after, left, _ = broken(pant_yu, trust, damage, signal=signal, hangs=hangs)
    assert after == pytest.approx(trust + 0.30 * signal * trust * (1 + 0.50 * hangs), abs=1e-15)
    assert left == pytest.approx(damage - 0.60 * signal * (1 - damage), abs=1e-15)


def test_pant_yu_does_not_care_about_severity_and_never_falls_below_zero():
    assert broken(pant_yu, 0.6, share=0.9) == broken(pant_yu, 0.6, share=0.0)
    harsh = pant_yu.parameters._replace(trust_erosion=1.0, interdependence_amplification=10.0)
    assert broken(pant_yu, 0.6, hangs=1.0, own=harsh)[0] == 0.0


def test_pant_yu_signal_of_everyday_acts():
    for act, cooperation in ((1.0, 1.0), (-1.0, 0.0), (0.5, 0.5), (1.4, 1.4)):
        expected = math.tanh(1.0 * (cooperation - 0.5))
        assert pant_yu.signal(pant_yu.parameters, act) == pytest.approx(expected, abs=1e-15)
    sharp = pant_yu.parameters._replace(sensitivity=3.0, baseline=0.2)
    assert pant_yu.signal(sharp, -1.0) == pytest.approx(math.tanh(-0.6), abs=1e-15)


@pytest.mark.parametrize(
    ("trust", "damage", "acted_on"), [(0.7, 0.0, 0.7), (0.7, 0.5, 0.5), (0.2, 0.5, 0.2), (0.4, 1.0, 0.0)]
)
def test_pant_yu_acts_on_the_lower_of_trust_and_reputation(trust, damage, acted_on):
    assert pant_yu.acted_on(trust, damage, 0.0) == acted_on
