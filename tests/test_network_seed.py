"""A network with a seed of its own is the same in all replicates, and only the network is."""

from __future__ import annotations

import json

import numpy as np
import pytest

import trustsim
from trustsim import TrustModel, draws
from trustsim.config import Config, ConfigError, load_config, setting_of
from trustsim.network import make_network
from trustsim.plan import plan_of, plan_of_config, resolved
from trustsim.running.execution import execute
from trustsim.simulation import network_of, simulate

DRAWN = {
    "small_world": {"neighbours": 4, "rewiring": 0.3},
    "scale_free": {"links": 2},
    "random": {"degree": 4.0},
    "communities": {"groups": 3, "degree": 4.0, "mixing": 0.2},
}
NETWORK = {"kind": "random", "degree": 4.0, "seed": 7}
STUDY = {
    "question": "Is it the same network?",
    "people": 24,
    "weeks": 6,
    "network": NETWORK,
    "relationships": {"romantic": 0.5, "friend": 0.5},
    "traits": {"forgiveness": {"uniform": [0, 1]}},
    "replicates": 3,
    "record": {"people": "last", "ties": "last"},
}
FIRST = draws.seed_of_replicate(7, 0)


def planned(**more):
    return plan_of_config(Config.model_validate(STUDY | more))


def who_knows_whom(record):
    return list(zip(record.ties["source"].tolist(), record.ties["target"].tolist(), strict=True))


@pytest.mark.parametrize("kind", DRAWN)
def test_it_is_the_network_of_the_first_replicate_of_a_study_with_this_seed(kind):
    plain = {"kind": kind, **DRAWN[kind]}
    kept = {make_network({**plain, "seed": 7}, 40, seed).digest for seed in (1, 2, FIRST)}
    assert kept == {make_network(plain, 40, FIRST).digest}
    assert make_network(plain, 40, 1).digest not in kept
    assert make_network({**plain, "seed": 8}, 40, 1).digest not in kept


def test_a_large_network_is_kept_as_well():
    plain = {"kind": "random", "degree": 8.0}
    kept = [make_network({**plain, "seed": 7}, 15_000, seed).digest for seed in (1, 2)]
    assert kept == [make_network(plain, 15_000, FIRST).digest] * 2


def test_it_is_made_once_for_all_replicates():
    setting = setting_of({"people": 24, "network": NETWORK})
    assert network_of(setting, 1) is network_of(setting, 2)
    other = setting_of({"people": 24, "network": {"kind": "random", "degree": 4.0}})
    assert network_of(other, 1) is not network_of(other, 2)


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_replicates_share_the_network_and_nothing_else(engine):
    first, second, third = (simulate(run.point.config, run.seed) for run in planned(engine=engine).runs)
    assert who_knows_whom(first) == who_knows_whom(second) == who_knows_whom(third)
    assert first.people["forgiveness"].tolist() != second.people["forgiveness"].tolist()
    assert first.ties["relationship"].tolist() != second.ties["relationship"].tolist()
    assert first.series["trust"].tolist() != second.series["trust"].tolist()


def test_the_first_replicate_is_as_without_where_the_seeds_are_equal():
    kept, drawn = (planned(seed=7, network=network).runs for network in (NETWORK, {"kind": "random", "degree": 4.0}))
    first, other = (simulate(runs[0].point.config, runs[0].seed) for runs in (kept, drawn))
    assert who_knows_whom(first) == who_knows_whom(other)
    np.testing.assert_array_equal(first.ties["trust"], other.ties["trust"])
    second, another = (simulate(runs[1].point.config, runs[1].seed) for runs in (kept, drawn))
    assert who_knows_whom(second) != who_knows_whom(another)


def test_models_of_several_seeds_have_it():
    first, second = (TrustModel(people=24, network=NETWORK, rng=seed) for seed in (1, 2))
    assert first.network.digest == second.network.digest == make_network(NETWORK, 24, 3).digest
    first.run(weeks=4)
    second.run(weeks=4)
    assert first.trust != second.trust


def test_points_that_differ_in_the_network_have_one_each():
    sweep = {"design": "grid", "over": {"network.degree": [2.0, 6.0], "network.seed": [7, 8]}}
    plan = planned(sweep=sweep)
    networks = {}
    for run in plan.runs:
        networks.setdefault(run.point.index, set()).add(network_of(run.point.config, run.seed).digest)
    assert [len(digests) for digests in networks.values()] == [1, 1, 1, 1]
    assert len(set.union(*networks.values())) == 4
    assert execute(plan, workers=1).done == 12


def test_a_sweep_over_kinds_keeps_the_seed_where_something_is_drawn():
    points = [{"set": {"network.kind": kind}} for kind in ("ring", *DRAWN)]
    plan = planned(people=60, sweep={"design": "list", "points": points})
    assert [getattr(point.config.network, "seed", None) for point in plan.points] == [None, 7, 7, 7, 7]


@pytest.mark.parametrize(
    "network", [{"kind": "ring"}, {"kind": "complete"}, {"kind": "star"}, {"name": "karate_club"}, {"file": "a.csv"}]
)
def test_where_nothing_is_drawn_a_seed_is_a_fault(network):
    with pytest.raises(ConfigError, match=r"network\.seed: nothing in this network is drawn.*\n *leave seed out"):
        setting_of({"people": 5, "network": network | {"seed": 1}})


@pytest.mark.parametrize("seed", [-1, 1.5, True, "one", 2**63])
def test_a_seed_is_a_whole_number_as_that_of_the_study(seed):
    with pytest.raises(ConfigError, match=r"network\.seed"):
        setting_of({"network": {"kind": "random", "seed": seed}})


def test_a_study_without_it_is_written_down_as_ever():
    assert resolved(planned(network={"kind": "random", "seed": None}).config)["network"] == {
        "kind": "random",
        "degree": 8.0,
    }
    assert planned(network={"kind": "random", "seed": None}).digest == planned(network={"kind": "random"}).digest
    assert list(resolved(planned().config)["network"].items())[-1] == ("seed", 7)


def test_a_run_folder_knows_it(tmp_path):
    (tmp_path / "kept.yaml").write_text(json.dumps(STUDY), encoding="utf-8")
    results = trustsim.run(tmp_path / "kept.yaml", out=tmp_path / "runs", workers=1)
    folder = results.path
    expected = make_network(NETWORK, 24, 0)
    assert results.manifest["network_digests"] == [expected.digest] * 3
    assert trustsim.reproduce(folder, all_runs=True).equal
    a, b = (str(expected.names[place]) for place in (expected.source[0], expected.target[0]))
    for run in range(3):
        assert trustsim.explain(results, a, b, run=run).replayed
    again = plan_of(load_config(folder / "resolved.yaml"))
    assert again.digest == plan_of(load_config(tmp_path / "kept.yaml")).digest
