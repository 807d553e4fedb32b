"""What many ties come to beyond the closed forms: statistically, through the compiled engine, with fixed seeds."""

import math

import numpy as np
import pytest

from tests.rules.stage import only, within
from trustsim.model import TrustModel


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
