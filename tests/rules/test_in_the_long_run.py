"""V11, V15, V16 and what many ties come to: statistically, through the compiled engine, with fixed seeds."""

import math

import numpy as np
import pytest

from tests.rules.stage import only, within
from trustsim.laws import bush_mosteller, keeping
from trustsim.model import TrustModel
from trustsim.parameters import Parameters


def crowd(trust=0.5, people=1000, degree=10, **settings):
    """Many ties, one promise a week; every breach is announced, which makes it no smaller; nothing else happens."""
    kind = {"trust": trust, "encounters": 1.0, "ending": 0.0, "pain": 0.0}
    plain = {
        "law": "bush_mosteller", "communication": 1.0, "warned": 0.0, "deliberate_share": 0.0, "apology": 0.0,
        "caution": 0.0, "misreading": 0.0, "first_impression": 0.0, "gossip_reach": 0.0, "learning": 0.0,
    }  # fmt: skip
    return TrustModel(
        people=people,
        network={"kind": "random", "degree": degree},
        rng=7,
        engine="compiled",
        relationships={"crowd": 1.0},
        relationship_types={"crowd": kind},
        **{**plain, **only("promise"), **settings},
    )


def size(share):
    """Log-odds of a share."""
    return math.log(share / (1 - share))


def mean_error(model):
    """Standard error of the mean trust, pair by pair: the two ties of a pair may depend on each other."""
    both = np.array(
        [
            (model.world.ties.trust[low] + model.world.ties.trust[model.world.ties.reverse[low]]) / 2
            for low in model.world.pairs.lower
        ]
    )
    return both.std() / math.sqrt(len(both))


@pytest.mark.parametrize(("transparency", "trust"), [(0.0, 0.765), (0.5, 0.8075), (1.0, 0.85)])
def test_misreading_takes_a_share_of_trust_that_transparency_gives_back(transparency, trust):
    """V11: with equal rates trust comes to rest at r(1 − η(1 − τ))."""
    model = crowd(transparency=transparency, misreading=0.1, reliability=0.85, lapse_size=size(0.12), trust=0.8)
    model.run(weeks=60)
    assert model.trust == pytest.approx(trust, abs=4.5 * mean_error(model))
    assert mean_error(model) < 0.002


@pytest.mark.parametrize(
    ("q", "noise", "cooperation"), [(1 / 3, 0.05, 0.875), (2 / 3, 0.125, 0.83333), (0.0, 0.05, 0.5), (0.0, 0.01, 0.5)]
)
def test_generous_tit_for_tat_under_noise(q, noise, cooperation):
    """V15: trust is the other's last act; one keeps after a kept one, by chance q after a broken one, fails by ε."""
    expected = (noise + (1 - 2 * noise) * q) / (1 - (1 - 2 * noise) * (1 - q))
    assert expected == pytest.approx(cooperation, abs=5e-5)
    model = crowd(
        trust=0.6,
        trust_gain=1.0,
        lapse_size=20.0,
        reciprocity=1.0,
        reciprocity_floor=q * (1 - noise) + (1 - q) * noise,
        reciprocity_top=1 - noise,
    )
    model.run(weeks=300)
    trust = np.array(model.world.ties.trust)
    assert set(np.round(trust, 8)) == {0.0, 1.0}
    assert model.trust == pytest.approx(expected, abs=4.5 * mean_error(model))
    assert mean_error(model) < 0.01


def root(gain, loss, floor, top):
    """The one root in (0, 1) of the mean equation of linear reciprocity."""
    rise = top - floor
    a, b, c = rise * (loss - gain), gain * rise - gain * floor - loss * (1 - floor), gain * floor
    if a == 0:
        return -c / b
    return (-b - math.sqrt(b * b - 4 * a * c)) / (2 * a)


@pytest.mark.parametrize(("gain", "loss", "trust"), [(0.12, 0.12, 0.857), (0.12, 0.5, 0.1306)])
def test_where_the_mean_equation_of_reciprocity_rests(gain, loss, trust):
    """V16, with the laws themselves: T ← p·kept(T) + (1 − p)·broken(T), p = p0 + (p1 − p0)·T."""
    assert root(gain, loss, 0.3, 0.95) == pytest.approx(trust, abs=5e-4)
    parameters, own = Parameters(trust_gain=gain), bush_mosteller.parameters
    for level in (0.02, 0.5, 0.98):
        for _ in range(3000):
            chance = keeping.reciprocated(0.85, 1.0, 0.3, 0.95, level)
            up = bush_mosteller.kept(parameters, own, level, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.5)[0]
            down = bush_mosteller.broken(parameters, own, level, 0.0, 0.0, loss, -1.0, 0.5)[0]
            level = chance * up + (1 - chance) * down
        assert level == pytest.approx(root(gain, loss, 0.3, 0.95), abs=1e-9)


@pytest.mark.parametrize("start", [0.2, 0.9])
def test_reciprocity_with_equal_rates(start):
    """V16: α = ℓ: p0 / (1 − p1 + p0) = .857, from wherever trust starts."""
    model = crowd(trust=start, reciprocity=1.0, reciprocity_floor=0.3, reciprocity_top=0.95, lapse_size=size(0.12))
    model.run(weeks=250)
    assert model.trust == pytest.approx(0.857, abs=4.5 * mean_error(model))
    assert mean_error(model) < 0.003


def test_reciprocity_with_losses_four_times_the_gains():
    """V16: ℓ/α = .5/.12 → .1306. The mean equation is exact for small steps: here both rates are a twentieth."""
    model = crowd(
        trust=0.2,
        reciprocity=1.0,
        reciprocity_floor=0.3,
        reciprocity_top=0.95,
        trust_gain=0.006,
        lapse_size=size(0.025),
    )
    model.run(weeks=900)
    assert model.trust == pytest.approx(0.1306, abs=0.004)


def test_trust_is_mutual_only_under_reciprocity():
    for reciprocity, linked in ((0.0, False), (1.0, True)):
        model = crowd(reciprocity=reciprocity, reciprocity_floor=0.1, reciprocity_top=0.95, lapse_size=size(0.12))
        model.run(weeks=60)
        ties = model.world.ties
        correlation = np.corrcoef(ties.trust, ties.trust[ties.reverse])[0, 1]
        assert (correlation > 0.2) == linked
        assert linked or abs(correlation) < 4.5 / math.sqrt(len(ties.trust) / 2)


def test_shares_of_what_happens_to_promises():
    """Kept, warned of, owned up to, hidden: by their chances, in one tick of many ties."""
    model = crowd(
        law="default", reliability=0.6, communication=0.3, transparency=0.4, deliberate_share=0.25, discovery=0.0,
        forgetting=0.0, misreading=0.1, boundaries=0.5, warned=1.0, apology=0.5,
    )  # fmt: skip
    model.step()
    ties, count = model.world.ties, model.network.ties
    known, hidden = ties.breaches.sum() / count, ties.hidden_count.sum() / count
    told_unless_deliberate = 0.3 + 0.7 * 0.4
    expected_known = 0.6 * 0.06 + 0.4 * (0.75 * told_unless_deliberate + 0.25 * 0.4)
    expected_hidden = 0.4 * (0.75 * (1 - told_unless_deliberate) + 0.25 * 0.6)
    assert known == pytest.approx(expected_known, abs=within(expected_known, count))
    assert hidden == pytest.approx(expected_hidden, abs=within(expected_hidden, count))
    deliberate = ties.hidden_deliberate[:, 0].sum() / count
    assert deliberate == pytest.approx(0.4 * 0.25 * 0.6, abs=within(0.06, count))
    sizes = np.round(np.where(ties.hurt_count > 0, ties.hurt_size[:, 0], np.nan), 3)
    shares = {
        -2.0: 0.6 * 0.06 + 0.4 * 0.75 * 0.7 * 0.4 * 0.5,  # misread, or owned up to without an apology
        -3.5: 0.4 * 0.75 * 0.7 * 0.4 * 0.5,  # owned up to with an apology
        -3.0: 0.4 * 0.75 * 0.3 * 0.5,  # warned of
        -4.5: 0.4 * 0.75 * 0.3 * 0.5,  # warned of, with an apology
        0.0: 0.4 * 0.25 * 0.4 * 0.5,  # on purpose
        -1.5: 0.4 * 0.25 * 0.4 * 0.5,  # on purpose, with an apology
    }
    assert set(sizes[~np.isnan(sizes)]) == set(shares)
    for found, share in shares.items():
        assert (sizes == found).mean() == pytest.approx(share, abs=within(share, count))
