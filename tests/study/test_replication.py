"""How many replicates each point took, in words; and averages where points differ in them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.study import made
from tests.study.made import FORGIVENESS, TRANSPARENCY
from trustsim.report import render_report
from trustsim.results import Results
from trustsim.stopping import EQUAL_ENOUGH
from trustsim.store import summary
from trustsim.study import (
    by_level,
    contrasts,
    estimate,
    finding,
    over_time,
    replication_sentences,
    replications,
    two_way,
)
from trustsim.study.finding import intervals_told

UNTIL = {"outcome": "final_trust", "half_width": 0.05}


def study(counts, outcome, until=UNTIL, most=60, keys=FORGIVENESS, outcomes=("final_trust",)):
    """One swept key with a level for each count; so many replicates of each."""
    levels = [place / 10 for place in range(len(counts))]
    config = made.config(
        sweep=made.grid({keys: levels}),
        outcomes=list(outcomes),
        replicates={"min": 10, "max": most, "until": until},
    )
    whole = made.results(config, outcome, replicates=max(counts))
    runs = whole.runs[[row.replicate < counts[row.point] for row in whole.runs.itertuples()]]
    tables = {"runs": runs.reset_index(drop=True), "series": whole.series[whole.series["run"].isin(runs["run"])]}
    return Results(config, tables.get)


def noisy(spread):
    """Normal noise, wider at higher levels; the same in each replicate of a level."""
    noise = np.random.default_rng(8).normal(size=500)
    return lambda at, replicate: {"final_trust": 0.5 + spread[round(10 * at[FORGIVENESS])] * noise[replicate]}


def test_where_the_number_is_fixed_there_is_nothing_to_tell():
    assert replications(made.swept(0.4)) == []
    assert replication_sentences(made.swept(0.4)) == []


def test_every_point_tells_its_replicates_and_whether_they_were_enough():
    found = replications(study([50, 60, 60], noisy([0.05, 0.1, 0.5])))
    assert [one.runs for one in found] == [50, 60, 60]
    assert [one.judgements["final_trust"] for one in found] == ["narrow enough", "narrow enough", "too wide"]
    assert [one.short for one in found] == [(), (), ("final_trust",)]
    assert found[0].intervals["final_trust"].half_width < 0.05 < found[2].intervals["final_trust"].half_width


def test_the_finding_says_how_many_there_are_and_where_they_were_too_few():
    told = "\n".join(finding(study([50, 60, 60], noisy([0.05, 0.1, 0.5]))).sentences).replace("\xa0", " ")
    assert "50 to 60 replicates at each point, 170 runs in all, added until final trust was known to ± 0.05" in told
    assert "The most that were allowed, 60, were too few at 1 of 3 points: “forgiveness 0.2” (final trust ± 0." in told
    assert "(95 % interval)" in told


def test_what_has_no_chance_in_it_is_told():
    results = study([EQUAL_ENOUGH, 50], noisy([0.0, 0.05]), most=200)
    told = " ".join(replication_sentences(results)).replace("\xa0", " ")
    assert "Final trust is equal in all replicates at 1 of 2 points" in told
    assert "at most 3 % of runs" in told
    assert "too few" not in told


def test_a_study_of_one_point_is_told_without_points():
    config = made.config(outcomes=["final_trust"], replicates={"min": 10, "max": 60, "until": UNTIL})
    noise = np.random.default_rng(8).normal(size=60)
    results = made.results(config, lambda at, replicate: {"final_trust": noise[replicate]}, replicates=60)
    told = replication_sentences(results)
    assert told[0].startswith("60 replicates, added until")
    assert "were too few: final trust ±" in told[1]


def test_skewed_points_are_told_from_wide_ones():
    lopsided = [0.5] * 58 + [0.51, 0.56]
    results = study([60], lambda at, replicate: {"final_trust": lopsided[replicate]})
    (one,) = replications(results)
    assert one.judgements == {"final_trust": "too few"}
    assert "but skewed" in replication_sentences(results)[1]
    assert "so lopsided that the interval is not believed" in render_report(results)


def test_the_report_has_a_table_of_replicates_with_those_that_are_short_first():
    page = render_report(study([50, 60, 60], noisy([0.05, 0.1, 0.5])))
    table = page.split('id="replicates"')[1].split("</table>")[0]
    assert table.index("forgiveness 0.2") < table.index("forgiveness 0<")
    assert "no: 60 are the most" in table
    assert "3 settings × 50 to 60 replicates" in page
    assert "Bands, bars and the numbers after ± show the 95" in page
    assert 'id="replicates"' not in render_report(made.swept(0.4))


def test_one_confidence_holds_for_the_whole_study():
    spread = noisy([0.1, 0.1])
    sure, less = (study([50, 50], spread, {**UNTIL, "confidence": level}) for level in (0.99, 0.8))
    for of in (
        lambda results: by_level(results, FORGIVENESS, "final_trust")["high"][0],
        lambda results: contrasts(study([50, 50], noisy([0.1, 0.3]), results.config.replicates.until))[0].effect.high,
        lambda results: summary(results)["final_trust_high"][0],
    ):
        assert of(sure) > of(less)
    assert "99\xa0% interval" in str(finding(sure))
    assert "95" not in str(finding(less))


# ---------------------------------------------------------------- unequal numbers of replicates


def drift(at, replicate):
    """Later replicates are larger, and so is the second level: only equal replicates compare fairly."""
    return {"final_trust": replicate + 100 * (at[TRANSPARENCY] > 0)}


def two_keys(counts):
    config = made.config(
        sweep=made.grid({FORGIVENESS: [0, 1], TRANSPARENCY: [0, 1]}),
        outcomes=["final_trust"],
        replicates={"min": 10, "max": 60, "until": UNTIL},
    )
    whole = made.results(config, drift, lambda at, replicate, week: drift(at, replicate)["final_trust"], replicates=30)
    runs = whole.runs[[row.replicate < counts[row.point] for row in whole.runs.itertuples()]]
    tables = {"runs": runs, "series": whole.series[whole.series["run"].isin(runs["run"])]}
    return Results(config, tables.get)


def test_averages_over_points_rest_on_replicates_that_all_of_them_have():
    results = two_keys([10, 30, 20, 12])
    table = by_level(results, FORGIVENESS, "final_trust")
    assert table["mean"].tolist() == [50 + 4.5, 50 + 5.5]
    assert table["n"].tolist() == [10, 12]
    assert over_time(results, "trust", [0, 1])["mean"].tolist() == [50 + 4.5] * 3
    rows = summary(results, [FORGIVENESS])
    assert rows["final_trust_mean"].tolist() == [50 + 4.5, 50 + 5.5]
    assert rows["runs"].tolist() == [40, 32]


def test_a_point_by_itself_uses_all_its_replicates():
    results = two_keys([10, 30, 20, 12])
    assert two_way(results, FORGIVENESS, TRANSPARENCY, "final_trust").mean.to_numpy().tolist() == [
        [4.5, 114.5],
        [9.5, 105.5],
    ]
    assert summary(results)["final_trust_mean"].tolist() == [4.5, 114.5, 9.5, 105.5]


def test_contrasts_use_every_replicate_that_both_sides_of_a_pair_have():
    of_transparency = next(one for one in contrasts(two_keys([10, 30, 20, 12])) if one.key == TRANSPARENCY)
    assert of_transparency.effect.mean == 100
    assert of_transparency.effect.n == 12  # one pair has 10, the other 12


# ---------------------------------------------------------------- kinds of intervals


def test_the_middle_of_what_may_never_be_is_a_median_with_its_interval():
    at = estimate([10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0, math.inf, math.inf])
    assert at.middle == 18.0
    assert at.of_middle == (12.0, math.inf)
    assert at.never == 2 / 9
    assert not at.has_interval  # of the mean


def test_a_level_that_never_ends_in_some_runs_has_the_interval_of_its_median():
    results = made.recoveries([10, 11, 12, 13, 14, 15, 16, math.inf], [5, 5, 5, 5, 5, 5, 5, 5])
    table = by_level(results, FORGIVENESS, "weeks_to_recover")
    assert (table["low"][0], table["high"][0]) == (10, math.inf)
    assert (table["low"][1], table["high"][1]) == (5, 5)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.1, 0.4, 0.3, 0.8, 0.2, 0.6], "Intervals are Student’s t over replicates."),
        ([0, 0, 1, 0, 1, 0], "Wilson’s where the runs of a point come to but two values"),
        ([0.1, 0.4, 0.3, 0.8, math.inf, math.inf], "order statistics"),
    ],
)
def test_the_finding_says_how_its_intervals_are_made(values, said):
    config = made.config(outcomes=["final_trust"], replicates=6)
    results = made.results(config, lambda at, replicate: {"final_trust": values[replicate]}, replicates=6)
    assert said in intervals_told(results)
    assert said in str(finding(results))
    assert ("Wilson" in intervals_told(results)) == ("Wilson" in said)


def test_one_setting_has_its_median_with_an_interval():
    config = made.config(outcomes=["weeks_to_recover"], replicates=8)
    values = [10, 11, 12, 13, 14, 15, 16, math.inf]
    results = made.results(config, lambda at, replicate: {"weeks_to_recover": values[replicate]}, replicates=8)
    said = finding(results).headline.replace("\xa0", " ")
    assert "a median of 13.5 weeks (never in 12 % of runs; 95 % interval 10 weeks to never of the median)" in said
