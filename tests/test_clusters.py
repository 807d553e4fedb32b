"""Runs of several points that share their random numbers: how often intervals hold the truth, and what they are."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tests.study import made
from tests.study.made import FORGIVENESS, TRANSPARENCY
from trustsim.clusters import (
    complete,
    interval_over,
    median_interval,
    never_over,
    replicate_means,
    share_interval,
)
from trustsim.intervals import EQUAL, ORDER, SCORE, STUDENT, WILSON, interval, of_median, wilson
from trustsim.results import Results
from trustsim.store import summary
from trustsim.study import by_level, contrasts

# ---------------------------------------------------------------- one number for each replicate


def test_only_replicates_that_every_point_has_are_averaged():
    replicates = np.array([0, 1, 2, 0, 1])  # the second point stopped earlier
    values = np.array([1.0, 2.0, 100.0, 3.0, 6.0])
    kept = complete(replicates)
    assert kept.tolist() == [True, True, False, True, True]
    assert replicate_means(values[kept], replicates[kept]).tolist() == [2.0, 4.0]
    assert complete([]).tolist() == []
    assert replicate_means([], []).tolist() == []


def test_a_replicate_is_averaged_over_the_values_it_has():
    found = replicate_means([1.0, math.nan, math.nan, math.nan], [0, 1, 0, 1])
    assert found[0] == 1.0
    assert math.isnan(found[1])


# ---------------------------------------------------------------- one run each: as of independent values


@pytest.mark.parametrize("values", [[1.0, 3.0, 2.0, 5.0], [1, 2, 3, 4, 5, 6, 7, math.inf], [math.inf] * 4])
def test_where_each_replicate_has_one_run_they_are_the_plain_intervals(values):
    runs = np.array(values)
    for replicates in (None, np.arange(len(runs))):
        assert interval_over(runs, replicates) == interval(runs)
        never = int(np.isinf(runs).sum())
        assert never_over(runs, replicates) == (*wilson(never, len(runs)), WILSON)


def test_runs_without_a_value_do_not_count():
    replicates = np.tile(np.arange(8), 2)
    values = np.array([1, 2, 3, 4, 5, 6, 7, math.inf] + [math.nan] * 8)
    assert interval_over(values, replicates) == interval(values[:8])
    assert interval_over(values, replicates).method == ORDER
    assert never_over(values, replicates) == (*wilson(1, 8), WILSON)


def test_fewer_than_two_replicates_have_none():
    assert math.isnan(never_over([1.0, math.inf], [0, 0]).low)
    assert math.isnan(interval_over([1.0, math.inf, 2.0], [0, 0, 0]).low)
    assert math.isnan(interval_over([], []).low)


# ---------------------------------------------------------------- several runs each


def test_the_interval_of_a_mean_is_over_the_means_of_replicates():
    runs = np.random.default_rng(1).normal(size=(3, 9))
    found = interval_over(runs.ravel(), np.tile(np.arange(9), 3))
    assert found.method == STUDENT
    assert found == interval(runs.mean(axis=0))


def test_points_that_are_copies_of_each_other_say_no_more_than_one():
    """Five points alike in every replicate are as one point."""
    weeks = np.where(np.arange(20) % 3 == 0, math.inf, np.arange(20.0))
    for points in (2, 5, 50):
        runs, replicates = np.tile(weeks, points), np.tile(np.arange(20), points)
        assert interval_over(runs, replicates) == (*of_median(weeks)[:2], SCORE)
        low, high, _ = never_over(runs, replicates)
        alone = wilson(7, 20)
        assert low < alone[0] < 7 / 20 < alone[1] < high  # Student's t for the normal
        assert high - low < 1.15 * (alone[1] - alone[0])


def test_replicates_that_agree_about_the_share_count_as_one_run_each():
    """Two points of five never get there, in whatever replicate."""
    runs = np.repeat([1.0, 2.0, 3.0, math.inf, math.inf], 10)
    replicates = np.tile(np.arange(10), 5)
    assert never_over(runs, replicates) == pytest.approx((*wilson(4, 10), WILSON))
    assert share_interval(np.zeros(50, dtype=bool), replicates)[:2] == wilson(0, 10)
    assert share_interval(np.ones(50, dtype=bool), replicates)[:2] == wilson(10, 10)


def test_where_no_run_gets_there_nothing_differs():
    assert interval_over([math.inf] * 16, np.tile(np.arange(8), 2)) == (math.inf, math.inf, EQUAL)


def test_seven_replicates_are_needed_for_a_median():
    for count, there in ((6, False), (7, True)):
        weeks = np.where(np.arange(count) == 0, math.inf, np.arange(count))
        found = interval_over(np.tile(weeks, 3), np.tile(np.arange(count), 3))
        assert math.isnan(found.low) is not there


def test_the_interval_of_a_median_is_what_trying_every_number_gives():
    """Against the test written out for each number that was met, with ties and replicates of unequal size."""
    from scipy import stats

    generator = np.random.default_rng(3)
    for _ in range(50):
        values = generator.integers(0, 12, 60).astype(float)
        values[generator.random(60) < 0.3] = math.inf
        replicates = generator.integers(0, 15, 60)
        numbers, labels = np.unique(values), np.unique(replicates)
        bound = stats.t.ppf(0.975, len(labels) - 1)

        def pulled(below, replicates=replicates, labels=labels):
            apart = np.array([(below[replicates == one] - 0.5).sum() for one in labels])
            error = math.sqrt((apart**2).sum() * len(labels) / (len(labels) - 1))
            return apart.sum() / error if error else 0.0

        low = next(one for one in numbers if pulled(values <= one) >= -bound)
        high = next(one for one in numbers[::-1] if pulled(values < one) <= bound)
        assert median_interval(values, replicates)[:2] == (low, high)


def test_a_run_without_a_value_is_left_out_of_the_means_of_a_summary():
    config = made.config(sweep=made.grid({FORGIVENESS: [0, 1]}), outcomes=["final_trust"])
    results = made.results(
        config, lambda at, replicate: {"final_trust": math.nan if at[FORGIVENESS] and replicate == 0 else replicate}
    )
    alone, over = summary(results), summary(results, [FORGIVENESS])
    assert alone["final_trust_mean"].tolist() == [2.0, 2.5]
    assert alone["final_trust_sd"].tolist() == pytest.approx([np.std(range(5), ddof=1), np.std(range(1, 5), ddof=1)])
    assert (alone["final_trust_low"] < alone["final_trust_mean"]).all()
    assert over["final_trust_mean"].tolist() == [2.0, 2.5]


# ---------------------------------------------------------------- coverage

REPLICATES = 20
BREACH = [{"week": 4, "what": "betrayal", "who": 0, "to": 1}]


def shared(generator, points):
    """The same luck everywhere: never in three of ten replicates."""
    luck = generator.exponential(size=REPLICATES)
    luck[generator.random(REPLICATES) < 0.3] = math.inf
    return luck * (1.0 + 0.001 * np.arange(points))[:, np.newaxis]


def apart(generator, points):
    """No luck in common."""
    weeks = generator.exponential(size=(points, REPLICATES))
    weeks[generator.random((points, REPLICATES)) < 0.3] = math.inf
    return weeks


def different(generator, points):
    """Points that differ in how long it takes and in how often it never comes, and share their luck."""
    weeks = generator.exponential(size=REPLICATES) * np.geomspace(0.3, 5.0, points)[:, np.newaxis]
    weeks[generator.random(REPLICATES) < np.linspace(0.0, 0.6, points)[:, np.newaxis]] = math.inf
    return weeks


@pytest.mark.parametrize("points", [2, 5])
@pytest.mark.parametrize("draw", [shared, apart, different])
def test_intervals_cover_however_much_luck_is_shared(draw, points):
    generator = np.random.default_rng(20261125)
    replicates = np.tile(np.arange(REPLICATES), points)
    median = np.median(np.concatenate([draw(generator, points) for _ in range(4000)], axis=1))
    covered = np.zeros(2)
    for _ in range(500):
        runs = draw(generator, points).ravel()
        held = interval_over(runs, replicates), never_over(runs, replicates)
        covered += [one.low <= truth <= one.high for one, truth in zip(held, (median, 0.3), strict=True)]
    assert (covered >= 0.93 * 500).all()


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_the_interval_of_a_share_covers_where_it_is_small(share):
    """Luck that is shared by half, five points, ten replicates."""
    from scipy.special import ndtri

    generator = np.random.default_rng(7)
    covered = 0
    for _ in range(1000):
        luck = 0.7 * generator.normal(size=10) + math.sqrt(0.51) * generator.normal(size=(5, 10))
        low, high, _ = share_interval((luck < ndtri(share)).ravel(), np.tile(np.arange(10), 5))
        covered += low <= share <= high
    assert covered >= 930


def test_every_table_over_several_points_covers_with_shared_luck():
    """300 studies of 2 × 5 points whose luck is the replicate’s: summaries, levels, both sides of contrasts."""
    studies, levels = 300, [0.1, 0.3, 0.5, 0.7, 0.9]
    config = made.config(
        sweep=made.grid({FORGIVENESS: [0, 1], TRANSPARENCY: levels}), outcomes=["weeks_to_recover"], events=BREACH
    )
    points = [(one, other) for one in (0, 1) for other in levels]
    frame = pd.DataFrame(
        [
            {"point": point, "replicate": replicate, "seed": replicate, FORGIVENESS: one, TRANSPARENCY: other}
            for point, (one, other) in enumerate(points)
            for replicate in range(REPLICATES)
        ]
    )
    frame.insert(0, "run", range(len(frame)))
    generator = np.random.default_rng(11)
    median = math.log(0.7 / 0.2)  # 0.7 · (1 − e^−x) = 1/2
    held = dict.fromkeys(("summary", "never", "level", "before"), 0)
    for _ in range(studies):
        runs = frame.assign(weeks_to_recover=shared(generator, len(points)).ravel())
        results = Results(config, {"runs": runs}.get)
        row = summary(results, [FORGIVENESS]).iloc[0]
        held["summary"] += row["weeks_to_recover_low"] <= median <= row["weeks_to_recover_high"]
        held["never"] += row["weeks_to_recover_never_low"] <= 0.3 <= row["weeks_to_recover_never_high"]
        level = by_level(results, FORGIVENESS, "weeks_to_recover").iloc[0]
        held["level"] += level["low"] <= median <= level["high"]
        assert level["n"] == REPLICATES
        before = contrasts(results)[0].at_reference
        held["before"] += before.median_low <= median <= before.median_high
        assert before.n == REPLICATES
        assert (before.median, before.never) == (row["weeks_to_recover_median"], row["weeks_to_recover_never"])
    assert {name: count for name, count in held.items() if count < 0.9 * studies} == {}
