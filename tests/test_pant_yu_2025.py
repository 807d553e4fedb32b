"""The published sweep of Pant & Yu 2025: its digits, through config, plan, engine and records."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

import trustsim
from trustsim.config import load_config, remarks
from trustsim.plan import plan_of

NAME = "published/pant_yu_2025"
FOLDER = Path(__file__).parent.parent / "experiments" / "pant_yu_2025"


@pytest.fixture(scope="module")
def experiment():
    spec = importlib.util.spec_from_file_location("pant_yu_2025_measure", FOLDER / "measure.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def axes():
    return load_config(NAME).config.sweep.axes()


def few(axes, drop=("law.sensitivity", "law.baseline")):
    """Overrides for three levels of each key; of those that change nothing, one."""
    chosen = {key: values[:1] if key in drop else [values[0], values[2], values[4]] for key, values in axes.items()}
    return [f"sweep.over.{key}={values}" for key, values in chosen.items()]


@pytest.fixture(scope="module")
def three(axes):
    """The 2,187 settings of the paper's table: six keys at three levels, and the one that it does not have at three."""
    return trustsim.run(NAME, overrides=few(axes, drop=()))


def test_every_printed_digit_comes_out(three, experiment):
    table = experiment.measured(three)
    assert len(table) == 3**7
    for one in experiment.PUBLISHED:
        found = experiment.STATISTICS[one.what](table[one.measure])
        assert experiment.as_printed(found, one.printed) == one.printed, one


def test_the_same_equations_in_numpy_give_the_same_numbers(three, experiment):
    vectorised = experiment.in_numpy(three.config.sweep.axes())
    assert experiment.largest_difference(experiment.measured(three), vectorised) < 1e-12


def test_three_levels_are_found_in_five(three, experiment, axes):
    settings = trustsim.run(NAME, overrides=[f"sweep.over.{key}={list(axes[key])[:1]}" for key in list(axes)[2:]])
    table = experiment.measured(settings)
    chosen = experiment.three_levels(table, settings.swept)
    assert len(table) == 25
    assert sorted(set(chosen["law.trust_building"])) == [0.05, 0.10, 0.15]
    assert len(chosen) == 9


def test_trust_rises_with_every_cooperation_so_that_the_last_is_the_highest(axes):
    results = trustsim.run(NAME, overrides=[*few(axes), "record.every=1"])
    trust = results.series.pivot(index="run", columns="week", values="trust_betrayed")
    assert trust.shape == (3**5, 37)
    courses = trust.to_numpy()
    assert (np.diff(courses[:, 1:], axis=1) > 0).all()
    assert (courses[:, 0] == 0.85).all()
    assert np.array_equal(results.runs["trust_regained"], courses[:, -1] / 0.85)


def test_what_shapes_everyday_acts_does_not_enter(three, experiment):
    table = experiment.measured(three)
    others = [key for key in three.swept if key not in ("law.sensitivity", "law.baseline")]
    assert (table.groupby(others)[list(experiment.MEASURES)].nunique() == 1).all(axis=None)


def test_only_those_who_are_trusted_act(three):
    ties = three.ties
    other_way = ties[ties["source"].astype(str).str.endswith("trustee")]
    assert set(other_way["trust"]) == {0.8, 0.85}
    assert (other_way["kept"] + other_way["breaches"] == 0).all()
    acts = ties.groupby("relationship", observed=True)[["kept", "breaches"]].max()
    assert acts.loc["recovery"].tolist() == [35, 1]
    assert acts.loc["many"].tolist() == [0, 4]
    assert {tuple(acts.loc[name]) for name in ("one", "high", "low")} == {(0, 1)}


def test_the_plan_has_as_many_settings_as_the_paper():
    loaded = load_config(NAME)
    plan = plan_of(loaded)
    assert len(plan.runs) == 5**7 == 78_125
    assert len({id(point.base) for point in plan.points}) == 1
    assert not [remark for remark in remarks(loaded) if "law." in remark]


@pytest.mark.long
def test_the_whole_sweep(tmp_path, experiment):
    results = trustsim.run(NAME, out=tmp_path)
    table = experiment.measured(results)
    assert len(table) == 78_125
    assert experiment.largest_difference(table, experiment.in_numpy(results.config.sweep.axes())) < 1e-12
    three = experiment.three_levels(table, results.swept)
    assert len(three) == 3**7
    for one in experiment.PUBLISHED:
        assert experiment.as_printed(experiment.STATISTICS[one.what](three[one.measure]), one.printed) == one.printed
    assert (results.path / "report.html").is_file()
