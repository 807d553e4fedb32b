"""Estimates, contrasts, tables of levels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from tests.study import made
from tests.study.made import FORGIVENESS, NEVER, TRANSPARENCY
from trustsim.study import (
    breach_costs,
    by_level,
    cases,
    contrasts,
    estimate,
    losses,
    over_time,
    stronger,
    two_way,
)
from trustsim.study.breaches import MOST_CASES, cases_with_breach

# ---------------------------------------------------------------- estimates


def test_the_interval_is_students():
    values = [0.1, 0.4, 0.3, 0.8]
    at = estimate(values)
    low, high = stats.t.interval(0.95, 3, loc=np.mean(values), scale=stats.sem(values))
    assert (at.mean, at.low, at.high) == pytest.approx((0.4, low, high))
    assert at.n == 4


def test_the_interval_covers_as_often_as_it_says():
    random = np.random.default_rng(1)
    covers = [estimate(random.normal(3.0, 2.0, 6)) for _ in range(2000)]
    share = np.mean([at.low <= 3.0 <= at.high for at in covers])
    assert 0.935 < share < 0.965


def test_one_value_has_no_interval():
    at = estimate([0.5])
    assert at.mean == 0.5
    assert not at.has_interval
    assert at.sign == 1


def test_no_value_is_no_number():
    assert math.isnan(estimate([math.nan]).mean)
    assert estimate([]).n == 0


def test_one_infinite_value_poisons_nothing():
    at = estimate([10.0, 12.0, 14.0, NEVER])
    assert math.isnan(at.mean)
    assert at.median == 13.0
    assert at.never == 0.25
    assert at.middle == 13.0


def test_half_of_them_never_makes_the_median_never():
    assert estimate([10.0, NEVER]).median == NEVER


def test_a_value_that_is_missing_is_left_out():
    assert estimate([1.0, math.nan, 3.0]).mean == 2.0


@pytest.mark.parametrize(("values", "sign"), [([1, 2, 3], 0), ([1, 1.1, 1.2], 1), ([-1, -1.1, -1.2], -1), ([0, 0], 0)])
def test_the_sign_is_that_of_the_whole_interval(values: list[float], sign: int):
    assert estimate(values).sign == sign


# ---------------------------------------------------------------- contrasts


def test_a_contrast_is_highest_minus_lowest_averaged_over_the_other_key():
    found = {(one.key, one.outcome): one for one in contrasts(made.two_keys(0.2, 0.6))}
    of_forgiveness = found[FORGIVENESS, "final_trust"]
    assert of_forgiveness.effect.mean == pytest.approx(0.2)
    assert (of_forgiveness.reference, of_forgiveness.changed) == (0, 1)
    assert of_forgiveness.at_reference.mean == pytest.approx(0.1 + 0.3)
    assert found[TRANSPARENCY, "final_trust"].effect.mean == pytest.approx(0.6)
    assert found[TRANSPARENCY, "survival"].effect.mean == pytest.approx(0.0)


def test_pairing_takes_out_what_replicates_share():
    study = made.config(sweep=made.grid({FORGIVENESS: [0, 1]}), outcomes=["survival"])
    luck = [0.1, 0.5, 0.3, 0.8, 0.2]
    paired = made.results(study, lambda at, replicate: {"survival": luck[replicate] + 0.05 * at[FORGIVENESS]})
    (one,) = contrasts(paired)
    assert one.effect.mean == pytest.approx(0.05)
    assert one.effect.half_width == pytest.approx(0.0, abs=1e-12)
    assert one.direction == 1
    assert one.at_reference.half_width > 0.2


def test_a_replicate_that_lost_a_run_does_not_make_settings_weigh_otherwise():
    whole = made.two_keys(0.2, 0.6)
    runs = whole.runs[~((whole.runs[FORGIVENESS] == 1) & (whole.runs[TRANSPARENCY] == 1) & (whole.runs.replicate == 0))]
    cut = made.Results(config=whole.config, read={"runs": runs}.get)
    (one,) = [one for one in contrasts(cut) if (one.key, one.outcome) == (FORGIVENESS, "final_trust")]
    assert one.effect.mean == pytest.approx(0.2)
    assert one.effect.n == 5


def test_infinite_outcomes_are_compared_by_their_order():
    (one,) = contrasts(made.recoveries([NEVER, NEVER, 50, 60], [10, 12, NEVER, 20]))
    assert one.by_order
    assert one.effect.mean == pytest.approx(-0.5)  # three pairs smaller, one larger
    assert (one.at_reference.never, one.at_changed.never) == (0.5, 0.25)
    (all_faster,) = contrasts(made.recoveries([NEVER, NEVER, 50, 60], [10, 12, 14, 20]))
    assert all_faster.direction == -1
    (none,) = contrasts(made.recoveries([NEVER, NEVER], [NEVER, NEVER]))
    assert none.direction == 0


def test_points_of_a_list_are_compared_with_the_first():
    study = made.config(
        sweep=made.points(("one", {}), ("two", {"traits.apology": 1}), ("three", {"traits.apology": 0})),
        outcomes=["survival"],
    )
    level = {None: 0.5, 1: 0.7, 0: 0.4}
    found = contrasts(made.results(study, lambda at, replicate: {"survival": level[at.get("traits.apology")]}))
    assert [(one.reference, one.changed) for one in found] == [("one", "two"), ("one", "three")]
    assert [one.effect.mean for one in found] == pytest.approx([0.2, -0.1])


def test_a_key_that_is_no_number_is_compared_level_by_level():
    study = made.config(sweep=made.grid({"law": ["default", "symmetric", "pant_yu"]}), outcomes=["survival"])
    level = {"default": 0.5, "symmetric": 0.9, "pant_yu": 0.2}
    found = contrasts(made.results(study, lambda at, replicate: {"survival": level[at["law"]]}))
    assert [(one.changed, round(one.effect.mean, 3)) for one in found] == [("symmetric", 0.4), ("pant_yu", -0.3)]


def test_which_key_is_stronger_is_said_only_where_it_is_clear():
    def of_final_trust(forgiveness: float, transparency: float) -> list[made.Any]:
        found = contrasts(made.two_keys(forgiveness, transparency))
        return [one for one in found if one.outcome == "final_trust"]

    first, second = of_final_trust(0.2, 0.6)
    assert stronger(second, first) is True
    assert stronger(first, second) is False
    first, second = of_final_trust(-0.6, 0.2)
    assert stronger(first, second) is True
    first, second = of_final_trust(0.3, 0.3)
    assert stronger(first, second) is None


# ---------------------------------------------------------------- levels


def test_each_level_has_its_mean_with_an_interval_over_replicates():
    table = by_level(made.two_keys(0.2, 0.6), TRANSPARENCY, "final_trust")
    assert table["level"].tolist() == [0, 0.5, 1]
    assert table["mean"].tolist() == pytest.approx([0.2, 0.5, 0.8])
    assert (table["n"] == 5).all()
    assert (table["low"] < table["mean"]).all()
    within = by_level(made.two_keys(0.2, 0.6), TRANSPARENCY, "final_trust", {FORGIVENESS: 1})
    assert within["mean"].tolist() == pytest.approx([0.3, 0.6, 0.9])


def test_levels_of_outcomes_that_may_be_infinite_have_a_median():
    table = by_level(made.recoveries([NEVER, 40, 50], [10, 20, 30]), FORGIVENESS, "weeks_to_recover")
    assert math.isnan(table["mean"][0])
    assert table["median"].tolist() == [50, 20]
    assert table["never"].tolist() == pytest.approx([1 / 3, 0])


def test_two_keys_make_a_table_of_means_and_half_widths():
    table = two_way(made.two_keys(0.2, 0.6), FORGIVENESS, TRANSPARENCY, "final_trust")
    assert table.mean.to_numpy() == pytest.approx(np.array([[0.1, 0.4, 0.7], [0.3, 0.6, 0.9]]))
    assert table.mean.index.tolist() == [0, 1]
    assert table.half_width.to_numpy() == pytest.approx(estimate(made.NOISE).half_width)


def test_time_series_are_averaged_over_points_within_replicates():
    table = over_time(made.swept(0.4), "trust", [0, 1, 2])
    assert table["week"].tolist() == [0, 4, 8]
    assert table["mean"].tolist() == pytest.approx([0.5, 0.52, 0.54])
    assert table["n"].tolist() == [5, 5, 5]


def test_points_of_a_large_grid_are_not_told_one_by_one():
    events = [{"week": 2, "what": "betrayal", "who": 0, "to": 1}]

    def study(levels):
        over = {"parameters.gossip_reach": [level / 20 for level in range(levels)], "law.trust_erosion": [0.2]}
        config = made.config(events=events, law="pant_yu", sweep=made.grid(over), outcomes=["final_trust"])
        return made.results(config, lambda settings, replicate: {"final_trust": 0.5}, ties=one_tie)

    few, many = study(3), study(MOST_CASES + 1)
    assert len(cases_with_breach(few)) == len(breach_costs(few)) == 3
    assert len(losses(few)) == 3
    assert cases_with_breach(many) == breach_costs(many) == losses(many) == []
    assert len(cases(many)) == MOST_CASES + 1


def one_tie(settings, replicate, week):
    return [{"source": "1", "target": "0", "trust": 0.8 - week / 20}]


def test_a_case_has_the_config_that_it_ran():
    over = {"parameters.gossip_reach": [0, 1], "traits.respect": [0.5, 1], "law.trust_erosion": [0.2, 0.3]}
    config = made.config(law="pant_yu", sweep=made.grid(over), outcomes=["final_trust"])
    results = made.results(config, lambda settings, replicate: {"final_trust": 0.5})
    for case in cases(results):
        assert case.config.parameters.gossip_reach == case.settings["parameters.gossip_reach"]
        assert case.config.traits.respect == case.settings["traits.respect"]
        assert case.config.law.parameters["trust_erosion"] == case.settings["law.trust_erosion"]
        assert case.config.sweep is None
