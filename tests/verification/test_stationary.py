"""V1–V4 of the verification list: many ties that are kept with chance p and broken otherwise, two rates and nothing
else.
"""

import math

import numpy as np
import pytest

from trustsim.model import TrustModel


def plain(p: float, gain: float, loss: float, start: float, caution: float = 0.0, **settings: float) -> TrustModel:
    """20,000 directed ties, one promise each a week, kept with chance p; breaches are owned up to without an
    apology.
    """
    return TrustModel(
        people=2000,
        network={"kind": "random", "degree": 10},
        rng=3,
        law="bush_mosteller",
        relationships={"laboratory": 1.0},
        relationship_types={"laboratory": {"trust": start, "encounters": 1.0, "ending": 0.0, "pain": 0.0}},
        reliability=p,
        transparency=1.0,
        communication=0.0,
        deliberate_share=0.0,
        apology=0.0,
        caution=caution,
        misreading=0.0,
        first_impression=0.0,
        gossip_reach=0.0,
        learning=0.0,
        trust_gain=gain,
        lapse_size=math.log(loss / (1 - loss)) if loss < 1 else 20.0,
        promise_share=1.0,
        conversation_share=0.0,
        boundary_share=0.0,
        confidence_share=0.0,
        **settings,
    )


@pytest.mark.parametrize(
    ("p", "gain", "loss", "mean", "variance"),
    [(0.8, 0.12, 0.5, 0.4898, 0.0454), (0.72, 0.13, 0.13, 0.72, 0.0140), (0.5, 0.5, 0.5, 0.5, 1 / 12)],
)
def test_fixed_point_second_moment_and_memory(p, gain, loss, mean, variance):
    model = plain(p, gain, loss, start=0.5)
    model.run(weeks=60)
    earlier = np.array(model.world.ties.trust)
    model.step()
    later = np.array(model.world.ties.trust)
    fixed = p * gain / (p * gain + (1 - p) * loss)
    keep_all = 1 - p * gain - (1 - p) * loss
    second = p * (2 * gain * (1 - gain) * fixed + gain**2) / (1 - p * (1 - gain) ** 2 - (1 - p) * (1 - loss) ** 2)
    assert fixed == pytest.approx(mean, abs=5e-5)
    assert second - fixed**2 == pytest.approx(variance, abs=5e-5)
    # four standard errors of 20,000 ties
    assert later.mean() == pytest.approx(fixed, abs=4 * math.sqrt(variance / later.size))
    assert later.var() == pytest.approx(variance, rel=0.05)
    assert np.corrcoef(earlier, later)[0, 1] == pytest.approx(keep_all, abs=0.02)


def test_exact_mean_path():
    p, rate, start = 0.72, 0.13, 0.67
    model = plain(p, rate, rate, start)
    model.run(weeks=10)
    expected = p + (start - p) * (1 - rate) ** 10
    assert expected == pytest.approx(0.70758, abs=5e-6)
    assert model.trust == pytest.approx(expected, abs=4 * math.sqrt(0.014 / 20_000))


def test_balance_of_kept_and_broken_acts():
    """V6: at the fixed point kept to broken acts stand as λT*/(1−T*) to 1."""
    model = plain(0.8, 0.12, 0.24, start=0.66)
    model.run(weeks=60)
    kept, broken = model.measures()["kept"], model.measures()["breaches"]
    fixed = 0.8 * 0.12 / (0.8 * 0.12 + 0.2 * 0.24)
    assert kept / broken == pytest.approx(4.0, rel=0.02)
    assert 0.24 / 0.12 * model.trust / (1 - model.trust) == pytest.approx(kept / broken, rel=0.05)
    assert fixed == pytest.approx(2 / 3)


@pytest.mark.parametrize(("loss_over_gain", "trust"), [(1.0, 0.833), (2.0, 0.714)])
def test_five_kept_to_one_broken(loss_over_gain, trust):
    p = 5 / 6
    model = plain(p, 0.12, 0.12 * loss_over_gain, start=trust)
    model.run(weeks=80)
    assert 5 / (5 + loss_over_gain) == pytest.approx(trust, abs=5e-4)
    assert model.trust == pytest.approx(trust, abs=0.006)


def test_reliance_changes_speed_but_not_where_the_mean_equation_rests():
    """V10: with ρ(T) = q + (1−q)T the slow run ends nearer its start; with ρ(0) = 0 no trust is no way out."""
    fast = plain(0.8, 0.12, 0.12, start=0.3)
    slow = plain(0.8, 0.12, 0.12, start=0.3, caution=1.0)
    fast.run(weeks=5)
    slow.run(weeks=5)
    assert 0.3 < slow.trust < fast.trust < 0.8
    stuck = plain(0.8, 0.12, 0.12, start=0.0, caution=1.0, forgiveness=0.0)
    stuck.run(weeks=5)
    assert stuck.trust == 0.0
