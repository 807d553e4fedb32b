"""The peers of the full model simulate what we simulate."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from benchmarks.full import agreement, in_mesa
from benchmarks.full.in_mesa import MEASURES, Model
from benchmarks.full.in_numpy import InNumpy
from trustsim.model import TrustModel
from trustsim.parameters import Parameters, Traits

REPLICATES = 12


def worst(peer: dict[str, agreement.Compared]) -> float:
    return max(abs(measure.in_errors) for measure in peer.values())


def test_peers_agree_with_ours_within_monte_carlo_error():
    found = agreement.compared(REPLICATES, people=60, weeks=52)
    for peer, measures in found.items():
        assert set(measures) == set(MEASURES)
        assert worst(measures) <= agreement.most_errors(REPLICATES), (peer, measures)
        # means this close would not show a difference of a tenth of trust or survival: the errors are small enough to
        assert measures["trust"].error < 0.02
        assert measures["survival"].error < 0.02


def test_a_peer_with_another_number_is_found_out(monkeypatch):
    monkeypatch.setattr(in_mesa, "Parameters", lambda: Parameters(trust_gain=0.2))
    found = agreement.compared(REPLICATES, people=60, weeks=52)
    assert worst(found["Mesa"]) > agreement.most_errors(REPLICATES)
    assert worst(found["NumPy"]) <= agreement.most_errors(REPLICATES)


@pytest.fixture
def lived() -> TrustModel:
    """A compiled run in which there are ended ties, several hurts on a tie, and hidden breaches."""
    model = TrustModel(people=300, network={"kind": "small_world", "neighbours": 6, "rewiring": 0.1}, rng=3)
    model.run(weeks=80)
    ties = model.world.ties
    assert not model.world.pairs.active.all()
    assert ties.hurt_count.max() > 1
    assert ties.hidden_count.max() > 0
    return model


def test_peers_take_over_a_state_whole(lived):
    peer = Model(lived.network, every=1000, rng=1)
    peer.take_over(lived.world, lived.tick)
    columns = InNumpy(lived.world, lived.tick, rng=1)
    ours = lived.measures()
    for name in MEASURES:
        assert peer.measured()[name] == pytest.approx(ours[name], rel=1e-12), name
        assert columns.measured()[name] == pytest.approx(ours[name], rel=1e-12), name
    assert [len(tie.hurts) for tie in peer.ties] == lived.world.ties.hurt_count.tolist()
    assert [len(tie.hidden) for tie in peer.ties] == lived.world.ties.hidden_count.tolist()
    assert len(columns.hurt_tie) == lived.world.ties.hurt_count.sum()
    assert len(columns.hidden_tie) == lived.world.ties.hidden_count.sum()


def test_hurts_of_peers_fade_as_ours_do(lived):
    """One further tick of hurts that nothing is added to, on ties that have ended: no chance is in it."""
    world = lived.world
    ended = np.flatnonzero(~world.pairs.active[world.ties.pair] & (world.ties.hurt_count > 0))
    assert len(ended)
    peer = Model(lived.network, every=1000, rng=1)
    peer.take_over(world, lived.tick)
    columns = InNumpy(world, lived.tick, rng=1)
    peer.step()
    columns.step()
    lived.step()
    ours = lived.world.ties.hurt[ended]
    np.testing.assert_allclose([peer.ties[tie].hurt for tie in ended], ours, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(columns.hurt[ended], ours, rtol=1e-9, atol=1e-12)


def test_full_lists_of_hurts_are_merged_alike():
    """Where nothing heals and much is broken, ninth hurts come; the merged ones keep hurt as it was."""
    traits = {"forgiveness": 0.0, "reliability": 0.3, "respect": 0.3}
    model = TrustModel(people=40, network={"kind": "complete"}, relationships={"family": 1.0}, rng=1, **traits)
    peer = Model(model.network, Traits(**traits), every=1000, rng=2)
    peer.take_over(model.world, 0)
    columns = InNumpy(model.world, 0, rng=2)
    for run in (peer.run, columns.run, lambda ticks: model.run(weeks=ticks)):
        run(150)
    assert max(len(tie.hurts) for tie in peer.ties) == 8
    assert columns.hurt_count.max() == model.world.ties.hurt_count.max() == 8
    np.testing.assert_array_equal(np.bincount(columns.hurt_tie, minlength=len(peer.ties)), columns.hurt_count)
    for one in (peer.measured(), columns.measured()):
        for name in ("trust", "survival", "hurt"):
            assert one[name] == pytest.approx(model.measures()[name], abs=0.03), name


def test_the_model_of_the_sweep_runs_under_mesas_own_runner():
    rows = mesa.batch_run(
        in_mesa.Sweep,
        {
            "people": 20,
            "network": [{"kind": "small_world", "neighbours": 4, "rewiring": 0.1}],
            "relationships": [{"romantic": 0.5, "friend": 0.5}],
            "forgiveness": [0.0, 1.0],
            "transparency": 0.5,
            "every": 13,
        },
        max_steps=26,
        data_collection_period=1,
        display_progress=False,
        rng=[1],
    )
    assert [(row["forgiveness"], row["Step"]) for row in rows] == [
        (f, step) for f in (0.0, 1.0) for step in (0, 13, 26)
    ]
    assert all(0.0 < row["trust"] <= 1.0 for row in rows)
