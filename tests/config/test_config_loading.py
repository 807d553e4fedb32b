"""Overrides, dotted keys, and where the shipped configs are."""

from __future__ import annotations

import subprocess
import sys

import pytest

import trustsim.config.shipped as shipped
from trustsim.config import ConfigError, find_config, load_config, shipped_configs
from trustsim.config.keys import listed_keys, split_key, sweep_problem, with_key, with_keys

Q = "question: Why?\n"


def test_an_override_wins_over_the_file(load):
    loaded = load(Q + "weeks: 52\ntraits: {forgiveness: 0.1}\n", ["weeks=26", "traits.forgiveness=0.9"])
    assert (loaded.config.weeks, loaded.config.traits.forgiveness) == (26, 0.9)
    assert loaded.raw == {"question": "Why?", "weeks": 26, "traits": {"forgiveness": 0.9}}
    assert "weeks: 52" in loaded.text
    assert (loaded.name, loaded.path.name) == ("study", "study.yaml")


def test_the_last_override_wins(load):
    assert load(Q, ["weeks=26", "weeks=13"]).config.weeks == 13


def test_an_override_is_yaml(load):
    config = load(
        Q, ["traits.forgiveness={beta: [2, 3]}", "outcomes=[pain]", "parameters.trust_gain=1e-1", "expect=a=b"]
    ).config
    assert config.traits.forgiveness.beta == (2.0, 3.0)
    assert config.outcomes == ("pain",)
    assert config.parameters.trust_gain == 0.1
    assert config.expect == "a=b"


def test_an_override_reaches_into_what_the_config_leaves_out(load):
    config = load(Q, ["network.rewiring=0.5", "law.name=pant_yu", "law.trust_erosion=0.2", "record.every=1"]).config
    assert (config.network.kind, config.network.rewiring) == ("small_world", 0.5)
    assert (config.law.name, config.law.parameters["trust_erosion"]) == ("pant_yu", 0.2)
    assert config.record.every == 1


def test_an_override_of_the_sweep(load):
    text = Q + "sweep: {design: grid, over: {traits.forgiveness: [0, 1]}}\n"
    assert load(text, ["sweep=null"]).config.sweep is None
    assert load(text, ["sweep.over.traits.forgiveness=[0, 0.5, 1]"]).config.sweep.size() == 3


@pytest.mark.parametrize(
    ("override", "place", "key", "message", "mend"),
    [
        ("traits.forgivness=1", "-s traits.forgivness", "traits.forgivness", "no key", "did you mean forgiveness?"),
        ("people=0", "-s people", "people", "0 is too small", "1 or more"),
        ("people=5", "-s people", "people", "network.neighbours: 8 neighbours among 5", "raise people"),
        ("network.rewiring=2", "-s network.rewiring", "network.rewiring", "2 is too large", "1 or less"),
        ("weeks", "-s weeks", "", "not KEY=VALUE", "traits.forgiveness=0.9"),
        ("=3", "-s =3", "", "not KEY=VALUE", "traits.forgiveness=0.9"),
        ("weeks=[1", "-s weeks", "weeks", "bracket is not closed", "close it"),
        ("weeks=.inf", "-s weeks", "weeks", "not a finite number", "write a number"),
        ("events.0.week=3", "-s events.0.week", "events", "a mapping is not a list", "[ … ]"),
        ("outcomes.7=pain", "-s outcomes.7", "outcomes.7", "no entry 7: it counts from 0 to 0", "count the entries"),
        ("law.trust_erosion=0.2", "-s law.trust_erosion", "law.trust_erosion", "the law default", "leave it out"),
        ("sweep.over.people=[0, 300]", "-s sweep.over.people", "sweep.over.people.0", "0 is too small", "1 or more"),
    ],
)  # fmt: skip
def test_the_faults_of_an_override_are_placed_at_it(faults_of, override, place, key, message, mend):
    text = Q + "outcomes: [pain]\nsweep: {design: grid, over: {people: [200, 300]}}\n"
    (fault,) = faults_of(text, [override])
    assert (fault.place, fault.key) == (place, key)
    assert message in fault.message
    assert mend in fault.mend


def test_faults_of_the_file_come_before_those_of_overrides(faults_of):
    faults = faults_of(Q + "weks: 3\n", ["seed=-1", "traits.x=1", "nothing"])
    assert [fault.place.split("study.yaml")[-1] for fault in faults] == [":2:1", "-s seed", "-s traits.x", "-s nothing"]


def test_setting_a_key_leaves_the_original_alone():
    raw = {"traits": {"respect": 1}, "events": [{"week": 1}, {"week": 2}]}
    changed = with_keys(raw, {"traits.apology": 0.5, "events.1.week": 9})
    assert changed == {"traits": {"respect": 1, "apology": 0.5}, "events": [{"week": 1}, {"week": 9}]}
    assert raw == {"traits": {"respect": 1}, "events": [{"week": 1}, {"week": 2}]}


def test_a_law_comes_before_its_numbers():
    assert with_keys({}, {"law.trust_erosion": 0.2, "law": "pant_yu"}) == {
        "law": {"name": "pant_yu", "trust_erosion": 0.2}
    }


@pytest.mark.parametrize(
    ("first", "then", "section"),
    [
        ({"law.trust_erosion": 0.2}, {"law.name": "pant_yu"}, {"law": {"name": "pant_yu", "trust_erosion": 0.2}}),
        ({"network.degree": 4}, {"network.kind": "random"}, {"network": {"kind": "random", "degree": 4}}),
    ],
)
def test_numbers_of_another_law_or_network_stay_whether_it_is_named_before_or_after_them(first, then, section):
    assert with_keys({}, {**first, **then}) == with_keys({}, {**then, **first}) == section


def test_a_key_beyond_a_list_is_said():
    with pytest.raises(LookupError, match="no entry 2"):
        with_key({"events": [1, 2]}, "events.2", 3)


def test_keys_of_a_sweep_are_dotted_themselves():
    assert split_key("sweep.over.traits.respect") == ("sweep", "over", "traits.respect")
    assert split_key("sweep.points.0.set.law.name") == ("sweep", "points", "0", "set", "law.name")
    assert split_key("traits.respect") == ("traits", "respect")


@pytest.mark.parametrize("key", listed_keys())
def test_every_listed_key_may_be_swept(key):
    assert sweep_problem(key) is None


@pytest.mark.parametrize(
    "key",
    [
        "relationships.coach", "relationship_types.coach.trust", "relationship_types.coach", "events.0.severity",
        "events.3", "traits.respect.groups.a.share", "traits.respect.uniform.1",
    ],
)  # fmt: skip
def test_keys_that_cannot_be_listed_may_be_swept_too(key):
    assert sweep_problem(key) is None


@pytest.mark.parametrize("key", ["relationship_types.coach.trsut", "record.every", "events.first", "", ".", "traits."])
def test_other_keys_may_not(key):
    assert sweep_problem(key).message


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A package in a checkout with one config."""
    (tmp_path / "trustsim").mkdir()
    (tmp_path / "configs").mkdir()
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "configs" / "first_steps.yaml").write_text(Q)
    monkeypatch.setattr(shipped.trustsim, "__file__", str(tmp_path / "trustsim" / "__init__.py"))
    return tmp_path


def test_shipped_configs_are_found_by_name(checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    path = checkout / "configs" / "first_steps.yaml"
    assert shipped_configs() == {"first_steps": path}
    assert find_config("first_steps") == find_config("first_steps.yaml") == path
    assert find_config("nothing") is None
    assert load_config("first_steps").name == "first_steps"


def test_an_existing_path_wins_over_a_shipped_name(checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    (checkout / "first_steps.yaml").write_text("question: Mine?\n")
    assert load_config("first_steps.yaml").config.question == "Mine?"
    assert load_config("first_steps").config.question == "Why?"


def test_a_name_nearly_right_is_suggested(checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    with pytest.raises(ConfigError) as caught:
        load_config("frist_steps.yaml")
    assert caught.value.faults[0].mend == "did you mean first_steps?"


def test_a_file_named_without_its_ending_is_suggested(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grid.yaml").write_text("question: Why?\n")
    with pytest.raises(ConfigError, match=r"grid: there is no such config\n    did you mean grid\.yaml\?"):
        load_config("grid")
    (tmp_path / "grid.yaml").rename(tmp_path / "quickstar.yml")  # nearer than a shipped one
    with pytest.raises(ConfigError, match=r"did you mean quickstar\.yml\?"):
        load_config("quickstar")


def test_an_installed_package_has_its_configs_inside(checkout):
    (checkout / "pyproject.toml").unlink()
    inside = checkout / "trustsim" / "configs"
    inside.mkdir()
    (inside / "installed.yaml").write_text(Q)
    assert shipped_configs() == {"installed": inside / "installed.yaml"}


def test_a_file_below_is_named_briefly(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.yaml").write_text("qestion: Why?\n")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "study.yaml")
    assert caught.value.faults[0].place == "study.yaml:1:1"


def test_reading_a_config_needs_no_heavy_import():
    code = (
        "import sys, trustsim.config; print([m for m in ('networkx', 'numba', 'pandas', 'mesa') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
