from itertools import pairwise
from pathlib import Path

import pytest

from trustsim.config import Config, ConfigError, at_point, load_config
from trustsim.plan import Plan, plan_of, plan_of_config, resolved, seeds_of
from trustsim.store.yaml import as_yaml

CONFIG = """
question: Does it?
people: 12
weeks: 8
network: {kind: ring}
sweep: {design: grid, over: {traits.forgiveness: [0, 1], parameters.gossip_reach: [0, 0.2, 0.5]}}
replicates: 4
"""


def planned(folder: Path, text: str = CONFIG, *overrides: str) -> Plan:
    path = folder / "tiny.yaml"
    path.write_text(text)
    return plan_of(load_config(path, overrides), overrides)


def test_points_come_in_the_order_of_the_sweep_and_runs_point_by_point(tmp_path):
    plan = planned(tmp_path)
    assert [tuple(point.settings.values()) for point in plan.points] == [
        (0, 0),
        (0, 0.2),
        (0, 0.5),
        (1, 0),
        (1, 0.2),
        (1, 0.5),
    ]
    assert [point.index for point in plan.points] == list(range(6))
    assert [run.index for run in plan.runs] == list(range(24))
    assert [(run.point.index, run.replicate) for run in plan.runs] == [(p, r) for p in range(6) for r in range(4)]


def test_a_point_has_its_own_config_without_a_sweep(tmp_path):
    plan = planned(tmp_path)
    assert plan.points[4].config.traits.forgiveness == 1
    assert plan.points[4].config.parameters.gossip_reach == 0.2
    assert all(point.config.sweep is None for point in plan.points)


def test_a_replicate_has_one_seed_at_every_point(tmp_path):
    plan = planned(tmp_path)
    for replicate in range(4):
        assert {run.seed for run in plan.runs if run.replicate == replicate} == {plan.seeds[replicate]}


def test_seeds_are_scattered_and_fit_into_63_bits():
    seeds = [seed for start in range(50) for seed in seeds_of(Config(question="?", seed=start, replicates=20))]
    assert len(set(seeds)) == 1000
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert max(seeds) > 2**62
    steps = {second - first for first, second in pairwise(seeds)}
    assert len(steps) == 999  # not seed + i


def test_more_replicates_keep_the_seeds_of_the_first(tmp_path):
    assert planned(tmp_path, CONFIG, "replicates=9").seeds[:4] == planned(tmp_path).seeds


def test_a_config_without_a_sweep_is_one_point(tmp_path):
    plan = planned(tmp_path, "question: Does it?\nreplicates: 3\n")
    assert len(plan.points) == 1
    assert plan.points[0].settings == {}
    assert len(plan.runs) == 3


def test_what_a_point_leaves_open_has_the_value_of_the_config(tmp_path):
    points = """
question: Does it?
traits: {forgiveness: 0.3}
sweep:
  design: list
  points:
    - {label: plain, set: {}}
    - {label: other law, set: {law: symmetric, parameters.gossip_reach: 0}}
    - {set: {traits.forgiveness: 0.9, network: {kind: ring}}}
"""
    plan = planned(tmp_path, points)
    assert [point.label for point in plan.points] == ["plain", "other law", None]
    assert [point.settings["law"] for point in plan.points] == ["default", "symmetric", "default"]
    assert [point.settings["traits.forgiveness"] for point in plan.points] == [0.3, 0.3, 0.9]
    assert [point.settings["parameters.gossip_reach"] for point in plan.points] == [0.2, 0, 0.2]
    assert plan.points[2].settings["network"] == {"kind": "ring"}
    assert plan.points[0].settings["network"] == {"kind": "small_world", "neighbours": 8, "rewiring": 0.1}


def test_what_a_point_leaves_open_of_an_event_is_what_the_event_has(tmp_path):
    points = """
question: Does it?
events: [{week: 1, what: lapse, who: 0, to: 1}]
sweep:
  design: list
  points:
    - {set: {}}
    - {set: {events.0.hidden: true, events.0.severity: 2, events.0.kind: boundary, events.0.to: all}}
"""
    first, second = planned(tmp_path, points).points
    assert list(first.settings.values()) == [False, None, "promise", [1]]
    assert list(second.settings.values()) == [True, 2, "boundary", "all"]


EVENTS = """
events:
  - {week: 1, what: betrayal, who: 0, to: 1, severity: 1.0, hidden: true}
  - {week: 2, what: counselling, pair: [0, 1], weeks: 2}
  - {week: 3, what: change, who: all, trait: forgiveness, value: 0.9}
"""


@pytest.mark.parametrize(
    "more",
    [
        "",
        EVENTS,
        "law: {name: pant_yu, trust_erosion: 0.2}\n",
        "traits: {reliability: {beta: [17, 3]}, forgiveness: {groups: {a: {share: 1, value: 0.3}}}}\n",
        'relationship_types: {"no": {trust: 0.5, encounters: 1, ending: 0, pain: 1}}\n',
        'expect: "1e-3: a \\"text\\" – näïve 😀 # no comment"\n',
    ],
)
def test_the_resolved_config_is_read_back_as_the_same_config(tmp_path, more):
    plan = planned(tmp_path, CONFIG + more)
    path = tmp_path / "resolved.yaml"
    path.write_text(as_yaml(resolved(plan.config)))
    again = plan_of(load_config(path))
    assert again.config == plan.config
    assert again.digest == plan.digest
    assert [run.seed for run in again.runs] == [run.seed for run in plan.runs]


def test_the_digest_follows_meaning_not_text(tmp_path):
    plan = planned(tmp_path)
    assert planned(tmp_path, "# a remark\n" + CONFIG + "seed: 1\n").digest == plan.digest
    assert planned(tmp_path, CONFIG, "seed=2").digest != plan.digest


def test_the_digest_follows_the_data_files(tmp_path):
    text = "question: Does it?\nnetwork: {file: friends.csv}\n"
    (tmp_path / "friends.csv").write_text("source,target\nAnn,Bob\n")
    first = planned(tmp_path, text).digest
    (tmp_path / "friends.csv").write_text("source,target\nAnn,Cid\n")
    assert planned(tmp_path, text).digest != first


def test_files_are_found_from_anywhere(tmp_path, monkeypatch):
    (tmp_path / "friends.csv").write_text("source,target\nAnn,Bob\n")
    plan = planned(tmp_path, "question: Does it?\nnetwork: {file: friends.csv}\n")
    monkeypatch.chdir("/")
    assert Path(plan.points[0].config.network.file) == tmp_path / "friends.csv"
    assert plan.config.network.file == "friends.csv"


def test_traits_that_a_network_file_may_bring_stay_open(tmp_path):
    (tmp_path / "friends.csv").write_text("source,target\nAnn,Bob\n")
    plan = planned(tmp_path, "question: Does it?\nnetwork: {file: friends.csv}\ntraits: {forgiveness: 0.9}\n")
    assert resolved(plan.config)["traits"] == {"forgiveness": 0.9}


def test_a_config_made_in_python_has_a_plan_too(tmp_path):
    plan = planned(tmp_path)
    from_python = plan_of_config(plan.config, "mine")
    assert from_python.name == "mine"
    assert from_python.digest == plan.digest
    assert [point.config for point in from_python.points] == [point.config for point in plan.points]


MIXED = """
question: Does it?
people: 12
network: {kind: ring}
law: {name: pant_yu, sensitivity: 2}
parameters: {caution: 0.5}
sweep:
  design: grid
  over:
    parameters.gossip_reach: [0, 1]
    traits.forgiveness: [0, 0.5]
    law.trust_erosion: [0.2, 0.3]
    weeks: [8, 12]
    parameters.reciprocity_floor: [0.1, null]
"""


def test_a_config_made_of_base_and_numbers_is_the_one_that_is_checked_whole(tmp_path):
    plan = planned(tmp_path, MIXED)
    loaded = load_config(tmp_path / "tiny.yaml")
    assert len(plan.points) == 32
    for point, assigned in zip(plan.points, loaded.config.sweep.points(), strict=True):
        whole = at_point(loaded.raw, assigned, tmp_path)
        assert point.settings == assigned
        assert point.config == whole
        assert repr(point.config) == repr(whole)  # 0 has become 0.0
        assert point.config.parameters.model_fields_set == whole.parameters.model_fields_set
        assert resolved(point.config) == resolved(whole)


def test_points_that_differ_in_numbers_alone_share_one_config(tmp_path):
    plan = planned(tmp_path, MIXED)
    shared = {}
    for point in plan.points:
        shared.setdefault(point.settings["weeks"], set()).add(id(point.base))
    assert [len(bases) for bases in shared.values()] == [1, 1]
    assert len({id(point.base) for point in plan.points}) == 2


@pytest.mark.parametrize(
    "axes",
    [
        # shares that sum to one, whether types of new relationships fit, another law: more depends on these
        "parameters.promise_share: [0.55, 0.550000001], parameters.new_ties: [0, 0.5]",
        "law.name: [pant_yu], law.trust_erosion: [0.2, 0.3]",
        # what spreads a trait over the people may need a column of the network
        "network.kind: [ring, complete], traits.respect: [{uniform: [0, 1]}, {beta: [2, 2]}]",
    ],
)
def test_what_more_depends_on_is_checked_with_every_other_value(tmp_path, axes):
    plan = planned(tmp_path, f"question: Does it?\npeople: 12\nsweep: {{design: grid, over: {{{axes}}}}}\n")
    assert len({id(point.base) for point in plan.points}) == len(plan.points)
    assert all(not point.numbers for point in plan.points)


DESIGNS = {
    "zip": """
  design: zip
  over:
    parameters.gossip_reach: [0, 1, 0.5, 0.25]
    traits.forgiveness: [0, 0, 1, 1]
    law.trust_erosion: {from: 0.2, to: 0.5, steps: 4}
""",
    "list": """
  design: list
  points:
    - {label: as it is, set: {}}
    - {set: {parameters.gossip_reach: 1}}
    - {set: {parameters.gossip_reach: 1, weeks: 9}}
    - {set: {law.trust_erosion: 0.3, weeks: 9}}
""",
    "latin_hypercube": """
  design: latin_hypercube
  points: 6
  over:
    parameters.gossip_reach: {from: 0, to: 1}
    people: {from: 10, to: 12, whole: true}
    law.trust_erosion: {from: 0.1, to: 0.4, scale: log}
""",
    "sobol": """
  design: sobol
  samples: 4
  second_order: true
  over:
    parameters.gossip_reach: {from: 0, to: 1}
    law.trust_erosion: {from: 0.1, to: 0.4}
""",
    "morris": """
  design: morris
  trajectories: 3
  over:
    traits.forgiveness: {from: 0, to: 1}
    parameters.gossip_reach: {from: 0, to: 1}
""",
    "several": """
  - {design: grid, over: {parameters.gossip_reach: [0, 1], weeks: [8, 9]}}
  - {design: list, points: [{set: {}}, {set: {law.trust_erosion: 0.3}}]}
  - {design: morris, trajectories: 2, over: {parameters.gossip_reach: {from: 0, to: 1}}}
""",
}
PLAIN = """
question: Does it?
people: 12
weeks: 8
network: {kind: ring}
law: {name: pant_yu, sensitivity: 2}
"""


@pytest.mark.parametrize("design", DESIGNS)
def test_every_design_makes_the_configs_that_are_checked_whole(tmp_path, design):
    plan = planned(tmp_path, f"{PLAIN}sweep:{DESIGNS[design]}")
    loaded = load_config(tmp_path / "tiny.yaml")
    assert len(plan.points) == loaded.config.sweep.size()
    for point, assigned in zip(plan.points, loaded.config.sweep.points(), strict=True):
        whole = at_point(loaded.raw, assigned, tmp_path)
        assert point.config == whole
        assert repr(point.config) == repr(whole)
        assert {key: point.settings[key] for key in assigned} == assigned
        assert set(point.settings) == set(loaded.config.sweep.keys())


@pytest.mark.parametrize(
    ("design", "bases"),
    [("zip", 1), ("list", 2), ("latin_hypercube", 3), ("sobol", 1), ("morris", 1), ("several", 3)],
)
def test_every_design_shares_what_its_points_share(tmp_path, design, bases):
    """All that differs else is weeks or people."""
    plan = planned(tmp_path, f"{PLAIN}sweep:{DESIGNS[design]}")
    assert len({id(point.base) for point in plan.points}) == bases


@pytest.mark.parametrize("design", DESIGNS)
def test_the_resolved_config_of_every_design_is_read_back(tmp_path, design):
    plan = planned(tmp_path, f"{PLAIN}sweep:{DESIGNS[design]}")
    path = tmp_path / "resolved.yaml"
    path.write_text(as_yaml(resolved(plan.config)))
    again = plan_of(load_config(path))
    assert again.digest == plan.digest
    assert [point.settings for point in again.points] == [point.settings for point in plan.points]


def test_what_another_sweep_sets_is_as_the_config_has_it(tmp_path):
    plan = planned(tmp_path, f"{PLAIN}sweep:{DESIGNS['several']}")
    assert [point.sweep for point in plan.points] == [1] * 4 + [2] * 2 + [3] * 4
    assert [point.settings["weeks"] for point in plan.points] == [8, 9, 8, 9] + [8] * 6
    assert {point.settings["law.trust_erosion"] for point in plan.points[:5]} == {
        plan.config.law.parameters["trust_erosion"]
    }
    assert plan.points[5].settings["law.trust_erosion"] == 0.3
    assert {point.sweep for point in planned(tmp_path).points} == {0}


def test_a_bad_point_of_a_large_sample_is_found_when_it_is_planned(tmp_path):
    config = Config.model_validate(
        {
            "question": "Does it?",
            "network": {"kind": "scale_free", "links": 10},
            "sweep": {
                "design": "latin_hypercube",
                "points": 30,
                "over": {"people": {"from": 8, "to": 40, "whole": True}},
            },
        }
    )
    with pytest.raises(ConfigError, match=r"people = \d+: network.links: 10 links among"):
        plan_of_config(config)
