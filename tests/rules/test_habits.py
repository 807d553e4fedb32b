"""Learning from consequences, drifting back, and pain."""

import math

import numpy as np
import pytest

from tests.lab import breach
from tests.rules.stage import G0, deciding, sigma, stage, tie
from trustsim.rules import happenings


def hurt_by(model, sizes):
    """Hurt of so many log-odds, by 0, for each of the others; no forgiveness, so it stays."""
    for source, size in sizes.items():
        happenings.remember_hurt(model.view, tie(model, source, 0).index, size, 0)


def test_reliability_is_learnt_from_the_mean_hurt_of_partners():
    model = stage(people=4, forgiveness=0.0, reliability=0.6)
    hurt_by(model, {1: 1.0, 3: -1.0})
    mean = (sigma(1.0) + 0 + sigma(-1.0)) / 3
    expected = 0.6
    for _ in range(30):
        model.step()
        expected += 0.02 * mean * (1 - expected) - 0.02 * (expected - 0.6)
        assert model.person(0).reliability == pytest.approx(expected, abs=1e-13)
    assert model.person(1).reliability == 0.6
    assert expected > 0.65


def test_what_was_learnt_is_lost_again():
    model = stage(reliability=0.6)
    model.view.people.reliability[0] = 0.9
    model.run(weeks=10)
    assert model.person(0).reliability == pytest.approx(0.6 + 0.3 * 0.98**10, abs=1e-13)
    assert model.person(1).reliability == 0.6
    model.run(weeks=600)
    assert model.person(0).reliability == pytest.approx(0.6, abs=1e-5)


def test_where_learning_and_drift_come_to_rest():
    model = stage(people=3, forgiveness=0.0, reliability=0.5, learning=0.05, drift=0.1)
    hurt_by(model, {1: 0.0, 2: 0.0})
    model.run(weeks=400)
    assert model.person(0).reliability == pytest.approx((0.05 * 0.5 + 0.1 * 0.5) / (0.05 * 0.5 + 0.1), abs=1e-9)


def test_only_living_relationships_teach():
    model = stage(people=4, forgiveness=0.0, reliability=0.6)
    hurt_by(model, {1: 3.0, 2: 0.0})
    model.view.pairs.active[model.view.ties.pair[tie(model, 0, 1).index]] = False
    model.step()
    assert model.person(0).reliability == pytest.approx(0.6 + 0.02 * (0.5 / 2) * 0.4, abs=1e-14)


def test_who_has_nobody_only_drifts():
    model = stage(people=3, forgiveness=0.0, reliability=0.6)
    hurt_by(model, {1: 3.0, 2: 3.0})
    model.world.pairs.active[:] = False
    model.step()
    assert model.person(0).reliability == 0.6
    model.view.people.reliability[0] = 0.8
    model.step()
    assert model.person(0).reliability == pytest.approx(0.796, abs=1e-14)


def test_learning_reads_hurt_after_it_has_healed_in_the_same_phase():
    model = stage(forgiveness=0.0, reliability=0.6, message_rate=1.0)
    hurt_by(model, {1: 1.0})
    model.step()
    assert model.person(0).reliability == pytest.approx(0.6 + 0.02 * sigma(-0.5) * 0.4, abs=1e-14)


def test_a_change_of_reliability_is_a_new_habit():
    model = stage(events=[{"what": "change", "who": 0, "trait": "reliability", "value": 0.3, "week": 1}])
    model.run(weeks=20)
    assert model.person(0).reliability == 0.3
    assert model.person(1).reliability == 0.85


# ------------------------------------------------------------------ pain


def pain_world(guilt):
    kinds = {
        "a": {"trust": 0.5, "encounters": 0.0, "ending": 0.0, "pain": 1.0},
        "b": {"trust": 0.5, "encounters": 0.0, "ending": 0.0, "pain": 0.4},
    }
    import networkx as nx

    from trustsim.model import TrustModel

    graph = nx.Graph()
    graph.add_edge(0, 1, relationship="a")
    graph.add_edge(0, 2, relationship="b")
    return TrustModel(
        graph, rng=1, engine="agents", relationships={"a": 1.0}, relationship_types=kinds, guilt=guilt, forgiveness=0.0
    )


@pytest.mark.parametrize("guilt", [0.0, 0.25, 1.0])
def test_pain_is_of_hurts_suffered_and_less_of_hurts_caused_weighted_by_the_relationship(guilt):
    model = pain_world(guilt)
    for (source, target), size in {(0, 1): 1.0, (1, 0): 0.0, (0, 2): -1.0, (2, 0): 2.0}.items():
        happenings.remember_hurt(model.view, tie(model, source, target).index, size, 0)
    model.step()
    own = (1 - sigma(1.0)) * (1 - 0.4 * sigma(-1.0))
    caused = (1 - guilt * 0.5) * (1 - guilt * 0.4 * sigma(2.0))
    assert model.person(0).pain == pytest.approx(1 - own * caused, abs=1e-14)
    assert model.person(1).pain == pytest.approx(1 - 0.5 * (1 - guilt * sigma(1.0)), abs=1e-14)
    assert model.person(2).pain == pytest.approx(
        1 - (1 - 0.4 * sigma(2.0)) * (1 - guilt * 0.4 * sigma(-1.0)), abs=1e-14
    )
    pains = [person.pain for person in model.persons]
    assert model.measures()["pain"] == pytest.approx(np.mean(pains), abs=1e-15)
    assert model.person(0).distress == pytest.approx(sigma(-2.82 + 2.45 * pains[0]), abs=1e-14)
    assert model.measures()["distress"] == pytest.approx(
        np.mean([sigma(-2.82 + 2.45 * pain) for pain in pains]), abs=1e-14
    )


def test_hurts_of_ended_relationships_go_on_paining():
    model = pain_world(0.25)
    happenings.remember_hurt(model.view, tie(model, 0, 1).index, 1.0, 0)
    model.world.pairs.active[:] = False
    model.step()
    assert model.person(0).pain == pytest.approx(sigma(1.0), abs=1e-14)
    assert model.person(1).pain == pytest.approx(0.25 * sigma(1.0), abs=1e-14)


def test_distress_after_an_affair():
    """F19: x0 = 1, on purpose, no apology, without guilt: .38 at its peak, .26 after 13 weeks, .17 after a year."""
    affair = {"what": "betrayal", "who": 0, "to": 1, "severity": 1.0, "week": 0}
    model = stage(events=[affair], guilt=0.0, person=deciding(leaves=False))
    harmed = model.person(1)
    assert harmed.distress == pytest.approx(0.056, abs=5e-4)
    risk = []
    for _ in range(53):
        model.step()
        risk.append(harmed.distress)
    assert [risk[0], risk[13], risk[52]] == pytest.approx([0.38, 0.26, 0.17], abs=0.005)
    for week in (0, 13, 52):
        odds = math.exp(3.0) * (1 + week) ** -G0
        assert risk[week] == pytest.approx(sigma(-2.82 + 2.45 * odds / (1 + odds)), abs=1e-13)
    assert risk == sorted(risk, reverse=True)
    assert 0.056 <= model.person(0).distress <= 0.063
    assert 3 <= risk[0] / harmed.model.person(0).distress <= 12


def test_guilt_pains_the_one_who_did_it():
    model = stage(guilt=0.25, forgiveness=0.0)
    breach(model, size=1.0, deliberate=True)
    model.step()
    assert model.person(0).pain == pytest.approx(0.25 * sigma(3.0), abs=1e-14)
    assert model.person(1).pain == pytest.approx(sigma(3.0), abs=1e-14)
