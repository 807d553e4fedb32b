"""The experiment over the assumptions varies every one of them, and its committed table is what it measures."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

import trustsim
from trustsim.config import Sobol, load_config
from trustsim.parameters import RELATIONSHIPS, Parameters, Relationship, Traits, quantities
from trustsim.study import sensitivity

FOLDER = Path(__file__).parent.parent / "experiments" / "sensitivity_of_assumptions"
SHARES = ("promise_share", "conversation_share", "boundary_share", "confidence_share")


@pytest.fixture(scope="module")
def experiment():
    spec = importlib.util.spec_from_file_location("sensitivity_of_assumptions_measure", FOLDER / "measure.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_config_is_made_from_the_marks_and_ranges(experiment):
    assert experiment.WORLD.read_text() == experiment.world(), "run: measure.py --config"


def test_every_assumption_is_sampled_from_its_range_but_those_that_are_named(experiment):
    sweep = load_config(experiment.WORLD).config.sweep
    assert isinstance(sweep, Sobol)
    assumed = {
        f"{table}.{name}": quantity.range
        for table, described in (("traits", Traits), ("parameters", Parameters))
        for name, quantity in quantities(described).items()
        if quantity.mark == "x"
    }
    assumed |= {
        f"relationship_types.{kind}.{name}": quantity.range
        for kind in RELATIONSHIPS
        for name, quantity in quantities(Relationship).items()
        if quantity.mark == "x"
    }
    left_out = {f"parameters.{name}" for name in SHARES} | set(experiment.LEFT_OUT)
    assert set(sweep.over) == set(assumed) - left_out
    for key, one in sweep.over.items():
        low, high = assumed[key]
        # A week is one tick, so that nobody meets more often than once.
        assert (one.low, one.high) == (low, 1.0 if key.endswith(".encounters") else high)


def test_each_key_belongs_to_one_group_and_each_group_has_some(experiment):
    keys = load_config(experiment.WORLD).config.sweep.keys()
    assert {experiment.group_of(key) for key in keys} == set(experiment.GROUPS)


def test_a_smaller_world_makes_a_page_of_the_same_kind(experiment):
    few = ("people=8", "network.neighbours=4", "weeks=13", "record.every=13", "sweep.samples=8", "replicates=1")
    results = trustsim.run(experiment.WORLD, overrides=few)
    found = sensitivity(results)
    page = experiment.page(results, found)
    for outcome in found.outcomes:
        assert len(found.ranked(outcome)) == 51
    assert len(found.outcomes) + len(found.left_out) == 3
    assert page.count("`traits.forgiveness`") == len(found.outcomes)


@pytest.mark.long
def test_the_whole_measured_again_gives_the_committed_table(experiment):
    results = trustsim.run(experiment.WORLD)
    assert experiment.page(results, sensitivity(results)) == (FOLDER / "table.md").read_text(encoding="utf-8")
