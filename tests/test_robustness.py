"""The robustness experiment changes every assumption there is, and its committed table is what it measures."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from trustsim.config import load_config
from trustsim.parameters import RELATIONSHIPS, Parameters, Relationship, Traits, quantities
from trustsim.study import Estimate
from trustsim.study.judging import above

FOLDER = Path(__file__).parent.parent / "experiments" / "robustness"


@pytest.fixture(scope="module")
def experiment():
    spec = importlib.util.spec_from_file_location("robustness_measure", FOLDER / "measure.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_every_assumption_is_put_at_both_ends_of_its_range(experiment):
    changed: dict[str, list[str]] = {}
    for change in experiment.one_at_a_time():
        changed.setdefault(change.name, []).append(change.level)
    expected = {
        name
        for described in (Traits, Parameters)
        for name, quantity in quantities(described).items()
        if quantity.mark == "x"
    } - {"forgiveness", "transparency"}
    expected |= {
        f"{kind} {name}"
        for kind in RELATIONSHIPS
        for name, quantity in quantities(Relationship).items()
        if quantity.mark == "x"
    }
    assert set(changed) == expected
    assert all(len(levels) == 2 for levels in changed.values())


def test_every_change_is_a_config(experiment):
    for change in (*experiment.ROBUSTNESS, *experiment.one_at_a_time(), *experiment.all_at_once(3)):
        assert load_config(experiment.WORLD, change.overrides).config.sweep.size() == 4


def test_all_at_once_draws_every_assumption_inside_its_range(experiment):
    first, *others = experiment.all_at_once(20)
    drawn = {override.split("=")[0] for override in first.overrides}
    assert {"traits.respect", "parameters.discovery", "relationship_types.friend.ending"} <= drawn
    assert len(drawn) == len(first.overrides)
    assert len({change.overrides for change in (first, *others)}) == 20
    low, high = quantities(Parameters)["discovery"].range
    for change in (first, *others):
        value = next(float(text.split("=")[1]) for text in change.overrides if "discovery" in text)
        assert low <= value <= high


def test_verdicts(experiment):
    def found(low: float, high: float) -> Estimate:
        return Estimate((low + high) / 2, low, high, 5, 0.0, 0.0)

    told = [experiment.verdict(found(*ends), above(0)) for ends in ((0.1, 0.2), (-0.1, 0.2), (-0.2, -0.1))]
    assert told == ["holds", "unclear", "fails"]


def test_a_change_measured_again_gives_the_line_in_the_table(experiment):
    changes = [change for change in experiment.one_at_a_time() if change.name == "discovery"]
    lines = [experiment.measured(change) for change in changes]
    undone = {change: experiment.betrayal(change) for change in changes}
    committed = (FOLDER / "table.md").read_text().splitlines()
    for row in list(experiment.table(lines, undone))[2:]:
        assert row in committed


def test_the_first_conclusion_can_fail(experiment):
    """Without any second chances nor hurt to heal forgiveness has nothing to do; the measure must say so."""
    quiet = ("traits.reliability=1", "traits.respect=1", "parameters.misreading=0")
    short = ("replicates=2", "weeks=52", "record.every=52", "people=40")
    change = experiment.Change("test", "nobody breaks anything", "", (*quiet, *short))
    line = experiment.measured(change)
    assert experiment.verdict(line.found[0], experiment.CONCLUSIONS[0].band) == "fails"
