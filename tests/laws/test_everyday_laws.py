"""The laws that hold under every choice of how trust moves: values, ranges, directions."""

import itertools
import math

import pytest

from trustsim.laws import closeness, gossip, habits, healing, keeping, openness, reliance, severity
from trustsim.verification import counting

SHARES = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]
G0 = 2 / math.log(14)


def rises(values: list[float]) -> bool:
    """Never falls, and is not the same all along."""
    return values == sorted(values) and values[0] < values[-1]


# ------------------------------------------------------------------ reliance


@pytest.mark.parametrize(("forgiveness", "chance"), [(0.0, 0.0), (0.5, 1 / 3), (0.75, 0.5), (1.0, 2 / 3)])
def test_second_chance_is_two_thirds_of_forgiveness(forgiveness, chance):
    assert reliance.second_chance(forgiveness) == pytest.approx(chance, abs=1e-15)


@pytest.mark.parametrize(
    ("forgiveness", "trust", "chance"),
    [(0.5, 0.0, 1 / 3), (0.5, 0.4, 0.6), (0.0, 0.4, 0.4), (1.0, 0.4, 0.8), (0.0, 0.0, 0.0), (0.3, 1.0, 1.0)],
)
def test_reliance_values(forgiveness, trust, chance):
    assert reliance.reliance(forgiveness, trust) == pytest.approx(chance, abs=1e-15)


def test_reliance_is_a_chance_that_rises_with_trust_and_forgiveness():
    for level in SHARES[:-1]:
        assert rises([reliance.reliance(level, trust) for trust in SHARES])
        assert rises([reliance.reliance(forgiveness, level) for forgiveness in SHARES])
    assert all(0 <= reliance.reliance(*both) <= 1 for both in itertools.product(SHARES, SHARES))


# ------------------------------------------------------------------ keeping


def test_reliability_of_a_spell():
    assert keeping.reliability_in_a_bad_spell(0.8, 0.5) == 0.4
    assert keeping.reliability_in_a_bad_spell(0.8, 1.0) == 0.8
    assert keeping.reliability_in_a_bad_spell(0.8, 0.0) == 0.0


def test_each_kind_of_act_is_kept_by_its_own_answer():
    by_answer = {
        keeping.PROMISE: (True, False, False),
        keeping.BOUNDARY: (False, True, False),
        keeping.CONVERSATION: (False, False, True),
        keeping.CONFIDENCE: (False, False, True),
    }
    for kind, answers in by_answer.items():
        assert keeping.kept(kind, *answers)
        assert not keeping.kept(kind, *(not answer for answer in answers))


@pytest.mark.parametrize(
    ("respect", "clarity", "chance"),
    [(0.85, 0.5, 0.925), (0.0, 0.0, 0.0), (0.0, 0.3, 0.3), (0.3, 0.0, 0.3), (0.2, 1.0, 1.0)],
)
def test_boundary_values(respect, clarity, chance):
    assert keeping.boundary_respected(respect, clarity) == pytest.approx(chance, abs=1e-15)


@pytest.mark.parametrize(
    ("reciprocity", "trust", "chance"),
    [(0.0, 0.5, 0.85), (1.0, 0.0, 0.3), (1.0, 1.0, 0.95), (1.0, 0.5, 0.625), (0.4, 0.5, 0.76)],
)
def test_reciprocity_values(reciprocity, trust, chance):
    assert keeping.reciprocated(0.85, reciprocity, 0.3, 0.95, trust) == pytest.approx(chance, abs=1e-15)


@pytest.mark.parametrize(
    ("misreading", "transparency", "clarity", "chance"),
    [
        (0.1, 0.0, 0.5, 0.1),
        (0.1, 0.5, 0.5, 0.05),
        (0.1, 1.0, 0.0, 0.0),
        (0.1, 0.5, 1.0, 0.025),
        (0.2, 0.25, 0.0, 0.225),
        (1.0, 0.0, 0.0, 1.0),
    ],
)
def test_misreading_values(misreading, transparency, clarity, chance):
    assert keeping.misread(misreading, transparency, clarity) == pytest.approx(chance, abs=1e-15)


def test_misreading_falls_with_transparency_and_clear_boundaries():
    assert rises([-keeping.misread(0.1, transparency, 0.5) for transparency in SHARES])
    assert rises([-keeping.misread(0.1, 0.5, clarity) for clarity in SHARES])
    assert all(0 <= keeping.misread(*three) <= 1 for three in itertools.product(SHARES, repeat=3))


@pytest.mark.parametrize(
    ("kind", "weight"), [("promise", 1.0), ("conversation", 0.5), ("boundary", 0.5), ("confidence", 0.8)]
)
def test_weights_of_the_four_kinds(kind, weight):
    assert keeping.weight_of(keeping.KINDS.index(kind), 0.3) == pytest.approx(weight)
    assert len(keeping.KINDS) == 4


# ------------------------------------------------------------------ openness


@pytest.mark.parametrize(
    ("holding_back", "trust", "open_by"),
    [(0.0, 0.0, 0.6), (0.0, 1.0, 0.6), (1.0, 0.0, 0.0), (1.0, 0.5, 0.3), (0.5, 0.5, 0.45)],
)
def test_holding_back_values(holding_back, trust, open_by):
    assert openness.open_towards(0.6, holding_back, trust) == pytest.approx(open_by, abs=1e-15)


# ------------------------------------------------------------------ severity


@pytest.mark.parametrize("history", [0, 1, 5, 20, 200])
def test_freshness(history):
    assert severity.freshness(history, 5.0) == pytest.approx(math.exp(-history / 5), rel=1e-15)
    assert severity.freshness(10**6, 5.0) == 0.0


def test_size_of_a_breach_is_the_sum_of_its_terms_less_the_warning():
    assert severity.size_of_breach(-2.0, 2.0, 1.0, 0.5, 0.25, 1.0) == pytest.approx(0.75)
    terms = [-2.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    for place, sign in enumerate((1, 1, 1, 1, 1, -1)):
        more = list(terms)
        more[place] += 0.5
        assert severity.size_of_breach(*more) == pytest.approx(-2.0 + sign * 0.5)


def test_ceiling_is_damaged_by_a_share_of_the_loss_and_repaired_by_a_share_of_the_gap():
    assert severity.ceiling_left(0.9, 0.5, 0.3) == pytest.approx(0.765)
    assert severity.ceiling_left(0.9, 0.5, 0.0) == 0.9
    assert severity.ceiling_left(1.0, 1.0, 1.0) == 0.0
    assert severity.ceiling_repaired(0.8, 0.02, 0.25) == pytest.approx(0.801)
    assert severity.ceiling_repaired(0.8, 0.02, 0.0) == 0.8
    assert severity.ceiling_repaired(1.0, 0.02, 1.0) == 1.0


# ------------------------------------------------------------------ healing


@pytest.mark.parametrize(("forgiveness", "rate"), [(0.0, 0.0), (0.25, G0 / 2), (0.5, G0), (1.0, 2 * G0)])
def test_healing_rate(forgiveness, rate):
    assert healing.healing_rate(forgiveness, G0) == pytest.approx(rate, abs=1e-15)


@pytest.mark.parametrize("size", [-2.0, 0.0, 3.0])
@pytest.mark.parametrize("rate", [0.0, G0, 2 * G0])
def test_odds_of_a_hurt_follow_a_power_of_its_age(size, rate):
    for weeks in (0.0, 0.25, 1.0, 13.0, 520.0):
        expected = math.exp(size) * (1 + weeks) ** -rate
        assert healing.odds_of_hurt(size, math.log1p(weeks), rate) == pytest.approx(expected, rel=1e-13)


def test_thirteen_weeks_at_forgiveness_one_half_take_two_log_odds():
    assert healing.odds_of_hurt(0.0, math.log(14.0), healing.healing_rate(0.5, G0)) == pytest.approx(
        math.exp(-2), rel=1e-14
    )


def test_hurts_combine():
    assert healing.untouched(0.0) == 1.0
    assert healing.untouched(1.0) == 0.5
    assert healing.untouched(3.0) == 0.25
    assert healing.odds_of_two(1.0, 3.0) == 7.0
    both = healing.untouched(0.4) * healing.untouched(2.5)
    assert healing.untouched(healing.odds_of_two(0.4, 2.5)) == pytest.approx(both, rel=1e-15)


def test_size_at_birth_undoes_healing():
    for size, age, rate in itertools.product((-3.0, 0.5, 4.0), (0.0, 1.1, 4.1), (0.0, 0.4, 1.5)):
        odds = healing.odds_of_hurt(size, age, rate)
        assert healing.size_at_birth(odds, age, rate) == pytest.approx(size, abs=1e-12)


def test_a_new_rate_leaves_the_odds_where_they_are():
    for age, before, after in itertools.product((0.0, 1.4, 4.0), (0.0, 0.7), (0.0, 1.5)):
        size = healing.size_at_new_rate(0.8, age, before, after)
        assert healing.odds_of_hurt(size, age, after) == pytest.approx(
            healing.odds_of_hurt(0.8, age, before), rel=1e-13
        )


def test_credibility_and_the_end_of_a_hurt():
    assert healing.credibility(False) == 1.0
    assert healing.credibility(True) == 0.5
    assert healing.CLOSED == 0.01


# ------------------------------------------------------------------ closeness


@pytest.mark.parametrize(
    ("trusts", "hurts", "target"),
    [((0.8, 0.6), (0.0, 0.0), 0.6), ((0.6, 0.8), (0.5, 0.1), 0.3), ((0.6, 0.8), (0.1, 0.5), 0.3), ((1, 1), (1, 0), 0)],
)
def test_target_of_intimacy(trusts, hurts, target):
    assert closeness.target(*trusts, *hurts) == pytest.approx(target)


def test_intimacy_grows_by_readiness_to_share_and_fades_whatever_it_is():
    assert closeness.grown(0.2, 0.6, 0.05, 0.5) == pytest.approx(0.21)
    assert closeness.grown(0.2, 0.6, 0.05, 0.0) == 0.2
    assert closeness.faded(0.6, 0.2, 0.3) == pytest.approx(0.48)


@pytest.mark.parametrize(
    ("vulnerability", "intimacy", "pace", "depth"),
    [(0.5, 0.0, 0.1, 0.1), (0.5, 0.3, 0.1, 0.4), (0.5, 0.45, 0.1, 0.5), (0.05, 0.9, 0.1, 0.05), (1.0, 1.0, 1.0, 1.0)],
)
def test_depth_of_what_is_shared(vulnerability, intimacy, pace, depth):
    assert closeness.depth(vulnerability, intimacy, pace) == pytest.approx(depth)


# ------------------------------------------------------------------ gossip


def test_gossip_and_praise_values():
    assert gossip.after_gossip(0.8, 0.5, 0.6, 0.4) == pytest.approx(0.704)
    assert gossip.after_gossip(0.8, 0.5, 0.0, 0.4) == 0.8
    assert gossip.after_gossip(0.8, 1.0, 1.0, 0.4) == pytest.approx(0.48)
    assert gossip.after_praise(0.5, 0.9, 0.5, 0.6, 0.12) == pytest.approx(0.5144)
    assert gossip.after_praise(0.9, 0.9, 0.5, 0.6, 0.12) == 0.9


# ------------------------------------------------------------------ habits


@pytest.mark.parametrize(
    ("reliability", "hurt", "after"),
    [(0.85, 0.0, 0.85), (0.85, 1.0, 0.853), (0.95, 0.0, 0.948), (0.95, 0.5, 0.9485), (1.0, 1.0, 0.997)],
)
def test_learning_and_drift(reliability, hurt, after):
    assert habits.reliability_learnt(reliability, 0.85, hurt, 0.02, 0.02) == pytest.approx(after, abs=1e-15)


def test_reliability_stays_between_habit_and_one():
    for habit, up, hurt, learning, drift in itertools.product(SHARES, repeat=5):
        reliability = habit + up * (1 - habit)
        after = habits.reliability_learnt(reliability, habit, hurt, learning, drift)
        assert habit - 1e-15 <= after <= 1 + 1e-15


def test_leaving():
    assert habits.leaving(0.08, 0.5, 0.25, 0.2) == pytest.approx(0.024)
    assert (
        habits.leaving(0.08, 0.0, 0.25, 0.2)
        == habits.leaving(0.08, 0.5, 1.0, 0.2)
        == habits.leaving(0.08, 0.5, 0.2, 1.0)
        == 0
    )
    assert habits.leaving(0.015, 1.0, 0.0, 0.0) == 0.015


def test_pain_and_distress():
    assert habits.free_of_pain(0.5, 0.6) == pytest.approx(0.7)
    assert habits.distress(0.0, -2.82, 2.45) == pytest.approx(0.0563, abs=5e-5)
    assert habits.distress(1.0, -2.82, 2.45) == pytest.approx(0.4085, abs=5e-5)


# ------------------------------------------------------------------ counting


def test_counting_is_what_weekly_promises_do():
    trust, count = 0.5, 0
    while trust < 0.85:
        trust, count = trust + 0.12 * (1 - trust), count + 1
    assert count == math.ceil(counting.kept_between(0.5, 0.85, 0.12)) == 10
    assert counting.kept_between(0.5, 0.56, 0.12) == pytest.approx(1.0)
    assert counting.kept_to_undo(0.56, 0.06 / 0.56, 0.12) == pytest.approx(1.0)
    assert counting.loss_over_gain(0.5, 0.12, 0.12) == pytest.approx(1.0)
