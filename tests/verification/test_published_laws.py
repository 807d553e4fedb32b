"""V14 and the other identities of the published laws, for any sequence of acts; and that ours contains them."""

from __future__ import annotations

from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.lab import breach, keep, quiet_pair, tie
from trustsim.laws import (
    beta_reputation,
    default,
    grim,
    guo_yang,
    jonker_treur,
    reliance,
    severity,
    tit_for_tat,
)
from trustsim.laws.arithmetic import log_odds
from trustsim.model import TrustModel
from trustsim.parameters import Parameters

P = Parameters()
EXACT = 1e-12

share = st.floats(0, 1)
promises = st.lists(st.booleans(), max_size=200)
acts = st.lists(st.floats(0.01, 1.5) | st.floats(-1.0, -0.01), max_size=100)
"""Signals: the weight of a kept act, minus that of a broken one."""


class Tie:
    """Trust and the law's own numbers on one tie, for a law that knows of no hurt."""

    def __init__(self, law: ModuleType, trust: float, **numbers: float) -> None:
        self.law = law
        self.own: Any = law.parameters._replace(**numbers)
        self.trust = trust
        self.first, self.second = law.start(self.own, trust)

    def act(self, signal: float, severity: float = 0.5) -> float:
        """Trust after an act; the severity of a breach is handed over as the share that it destroys."""
        now = (P, self.own, self.trust, self.first, self.second)
        if signal > 0:
            self.trust, self.first, self.second = self.law.kept(*now, 1.0, 0.0, 0.0, signal, 0.5)
        else:
            self.trust, self.first, self.second = self.law.broken(*now, severity, signal, 0.5)
        return self.trust


def ours(trust: float, kept: bool, gain: float, loss: float, ceiling: float = 1.0) -> float:
    """The default law with hurt off, at these two rates, for one promise."""
    shared = P._replace(trust_gain=gain)
    if kept:
        return default.kept(shared, (), trust, 0.0, 0.0, ceiling, 0.0, 0.0, 1.0, 0.5)[0]
    return default.broken(shared, (), trust, 0.0, 0.0, loss, -1.0, 0.5)[0]


# ------------------------------------------------------------------ Bush & Mosteller


@given(promises=promises, trust=share, loss=st.floats(0.01, 0.99))
def test_bush_mosteller_is_ours_where_no_hurt_lasts_and_no_ceiling_falls(promises, trust, loss):
    """By the rules themselves: ours with an apology that leaves no hurt, against two rates by hand."""
    model = quiet_pair(
        trust=trust, apology_on_trust=0.0, apology_on_hurt=20.0, ceiling_damage=0.0, early_ceiling_damage=0.0
    )
    plain = quiet_pair(trust=trust, law="bush_mosteller")
    by_hand = trust
    for kept in promises[:40]:
        if kept:
            keep(model)
            keep(plain)
            by_hand = by_hand + 0.12 * (1 - by_hand)
        else:
            breach_of_share(model, loss, apology=True)
            breach_of_share(plain, loss)
            by_hand = by_hand * (1 - loss)
        model.step()
        plain.step()
        assert tie(model).trust == tie(plain).trust
        assert tie(plain).trust == pytest.approx(by_hand, abs=EXACT)
        assert tie(model).hurt == 0.0


def breach_of_share(model: TrustModel, loss: float, **how: bool) -> None:
    """A breach that destroys this share of trust; of none where there is none."""
    if tie(model).trust > 0.0:
        breach(model, size=log_odds(loss), **how)


# ------------------------------------------------------------------ Jonker & Treur


@given(acts=acts, trust=share, inertia=share)
def test_jonker_treur_smooths_exponentially(acts, trust, inertia):
    smoothed = Tie(jonker_treur, trust, inertia=inertia)
    by_hand = trust
    for signal in acts:
        weight = min(1.0, (1 - inertia) * abs(signal))
        by_hand = (1 - weight) * by_hand + weight * (signal > 0)
        assert smoothed.act(signal) == pytest.approx(by_hand, abs=EXACT)


@given(promises=promises, trust=share, inertia=share)
def test_jonker_treur_is_ours_at_equal_rates(promises, trust, inertia):
    smoothed = Tie(jonker_treur, trust, inertia=inertia)
    for kept in promises:
        expected = ours(smoothed.trust, kept, 1 - inertia, 1 - inertia)
        assert smoothed.act(1.0 if kept else -1.0) == pytest.approx(expected, abs=EXACT)


def world_of(law: Any, **settings: Any) -> TrustModel:
    """Thirty people in a small world for two years, promises only, every breach of one size and known at once."""
    model = TrustModel(
        people=30, network={"kind": "small_world", "neighbours": 6, "rewiring": 0.2}, rng=8, engine="agents", law=law,
        relationships={"friend": 1.0}, relationship_types={"friend": {"encounters": 1.0, "ending": 0.0}},
        deliberate_share=0.0, transparency=1.0, communication=0.0, apology=0.0, first_impression=0.0,
        promise_share=1.0, conversation_share=0.0, boundary_share=0.0, confidence_share=0.0, **settings,
    )  # fmt: skip
    model.run(weeks=104)
    return model


def test_jonker_treur_is_bush_mosteller_at_equal_rates_in_a_whole_world():
    """Reliance, learning and gossip included; the severity that gossip tells is the same in both."""
    equal = {"trust_gain": 0.2, "lapse_size": log_odds(0.2)}
    smoothed = world_of({"name": "jonker_treur", "inertia": 0.8}, **equal)
    two_rates = world_of("bush_mosteller", **equal)
    assert smoothed.measures() == pytest.approx(two_rates.measures(), abs=EXACT, nan_ok=True)
    assert smoothed.measures()["breaches"] > 100


# ------------------------------------------------------------------ Jøsang & Ismail


@given(promises=promises)
def test_beta_reputation_is_the_mean_of_its_counts_from_one_half(promises):
    counted = Tie(beta_reputation, 0.5)
    for so_far, kept in enumerate(promises, start=1):
        counted.act(1.0 if kept else -1.0)
        good = sum(promises[:so_far])
        assert counted.trust == pytest.approx(float(Fraction(good + 1, so_far + 2)), abs=EXACT)


@given(promises=promises)
def test_ours_at_the_rate_one_over_n_plus_three_is_beta_reputation(promises):
    """V14."""
    trust = 0.5
    for so_far, kept in enumerate(promises):
        rate = 1 / (so_far + 3)
        trust = ours(trust, kept, rate, rate)
        assert trust == pytest.approx((sum(promises[: so_far + 1]) + 1) / (so_far + 3), abs=EXACT)


@given(acts=acts, base_rate=share, forgetting=share)
@example(acts=[0.646484375, -0.10546875, -1.0], base_rate=0.0, forgetting=0.0)  # rounding led below 0
def test_beta_reputation_with_forgetting_and_base_rate_is_its_recursion(acts, base_rate, forgetting):
    """r ← λr + o, s ← λs + (1−o); an act of weight w fades the counts by w·(1−λ) and adds w, but both by no more than
    can be remembered.
    """
    counted = Tie(beta_reputation, base_rate, forgetting=forgetting)
    good = bad = 0.0
    for signal in acts:
        before, weight = counted.trust, abs(signal)
        if forgetting < 1:
            weight = min(weight, 1 / (1 - forgetting))
        left = 1 - weight * (1 - forgetting)
        good, bad = left * good, left * bad
        if signal > 0:
            good += weight
            assert counted.act(signal) >= before
        else:
            bad += weight
            assert counted.act(signal) <= before
        assert counted.trust == pytest.approx((good + 2 * base_rate) / (good + bad + 2), abs=EXACT)
        assert 0.0 <= counted.trust <= 1.0


@given(promises=promises, forgetting=share)
def test_beta_reputation_at_full_weight_forgets_by_the_published_factor(promises, forgetting):
    counted = Tie(beta_reputation, 0.5, forgetting=forgetting)
    good = bad = 0.0
    for kept in promises:
        good, bad = forgetting * good + kept, forgetting * bad + (not kept)
        assert counted.act(1.0 if kept else -1.0) == pytest.approx((good + 1) / (good + bad + 2), abs=EXACT)


@given(promises=promises, heard=share)
def test_what_gossip_did_to_trust_stays_in_the_counts(promises, heard):
    """As if the experiences had been divided otherwise: the next one moves trust by 1/(n+3) from where it is."""
    counted = Tie(beta_reputation, 0.5)
    for kept in promises:
        counted.act(1.0 if kept else -1.0)
    counted.trust *= heard
    expected = counted.trust + (1 - counted.trust) / (len(promises) + 3)
    assert counted.act(1.0) == pytest.approx(expected, abs=EXACT)


@given(promises=promises, heard=share, forgetting=share, kept=st.booleans())
def test_forgetting_gossip_never_makes_a_breach_pay_or_a_kept_promise_cost(promises, heard, forgetting, kept):
    counted = Tie(beta_reputation, 0.5, forgetting=forgetting)
    for each in promises:
        counted.act(1.0 if each else -1.0)
    counted.trust = heard
    assert counted.act(1.0) >= heard if kept else counted.act(-1.0) <= heard


# ------------------------------------------------------------------ Guo & Yang

weight = st.floats(0.01, 50)


@given(acts=acts, trust=share, success=weight, failure=weight, prior=st.floats(0.01, 100))
def test_guo_yang_is_the_ratio_of_its_evidence(acts, trust, success, failure, prior):
    weighed = Tie(guo_yang, trust, success_weight=success, failure_weight=failure, prior_evidence=prior)
    good, bad = trust * prior, (1 - trust) * prior
    for signal in acts:
        if signal > 0:
            good += success * signal
        else:
            bad -= failure * signal
        assert weighed.act(signal) == pytest.approx(good / (good + bad), abs=EXACT)


@given(promises=promises, trust=share, success=weight, failure=weight, prior=st.floats(0.01, 100))
def test_ours_at_falling_rates_is_guo_yang(promises, trust, success, failure, prior):
    """V14: gain w_s/(N+w_s), loss w_f/(N+w_f)."""
    evidence, good, level = prior, trust * prior, trust
    for kept in promises:
        level = ours(level, kept, success / (evidence + success), failure / (evidence + failure))
        good += success if kept else 0.0
        evidence += success if kept else failure
        assert level == pytest.approx(good / evidence, abs=EXACT)


def test_guo_yang_at_equal_weights_is_beta_reputation_in_a_whole_world():
    equal = {"success_weight": 1.0, "failure_weight": 1.0, "prior_evidence": 2.0}
    weighed, counted = world_of({"name": "guo_yang", **equal}), world_of("beta_reputation")
    assert weighed.measures() == pytest.approx(counted.measures(), abs=EXACT, nan_ok=True)
    assert weighed.measures()["breaches"] > 100


# ------------------------------------------------------------------ strategies of repeated games


@given(promises=promises, trust=share, loss=share)
def test_tit_for_tat_is_what_the_other_did_last_and_ours_at_rates_of_one(promises, trust, loss):
    last = Tie(tit_for_tat, trust)
    for kept in promises:
        expected = ours(last.trust, kept, 1.0, 1.0)
        assert last.act(1.0 if kept else -1.0, loss) == expected == float(kept)


@pytest.mark.parametrize(("forgiveness", "chance"), [(0.0, 0.0), (0.5, 1 / 3), (1.0, 2 / 3)])
def test_forgiveness_makes_tit_for_tat_generous(forgiveness, chance):
    model = quiet_pair(trust=0.9, law="tit_for_tat")
    breach(model)
    assert tie(model).trust == 0.0
    assert reliance.reliance(forgiveness, tie(model).trust) == pytest.approx(chance, abs=EXACT)
    keep(model)
    assert reliance.reliance(forgiveness, tie(model).trust) == 1.0


@given(promises=promises, trust=share, loss=share)
def test_grim_trusts_until_the_first_breach_and_is_ours_where_the_ceiling_falls_with_trust(promises, trust, loss):
    """ℓ = 1 and κ = 1: the whole of the loss comes off the ceiling too, and nothing mends it."""
    once = Tie(grim, trust)
    level, ceiling = trust, 1.0
    for so_far, kept in enumerate(promises, start=1):
        once.act(1.0 if kept else -1.0, loss)
        level = ours(level, kept, 1.0, 1.0, ceiling)
        if not kept:
            ceiling = severity.ceiling_left(ceiling, 1.0, 1.0)
        assert once.trust == level == float(all(promises[:so_far]))
        assert grim.acted_on(once.trust, once.first, once.second) == level


def test_grim_does_not_act_on_praise_after_a_breach():
    model = quiet_pair(trust=0.9, law="grim")
    breach(model, signal=-0.01)
    tie(model).trust = 0.8
    keep(model)
    assert tie(model).trust == 0.8
    model.step()
    assert tie(model).standing == 0.0
