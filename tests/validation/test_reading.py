"""What measures read from the tables of a study."""

from __future__ import annotations

import pandas as pd
import pytest

import trustsim
from tests.study import made
from trustsim.study import estimate
from trustsim.validation.reading import course, courses, parted, rows


def study(noise: float):
    sweep = made.points(("none", {"weeks": 8}), ("some", {"weeks": 9}))
    return made.results(
        made.config(sweep=sweep, outcomes=["final_trust"]),
        lambda at, replicate: {"final_trust": 0.5},
        trust=lambda at, replicate, week: at["weeks"] / 10 + week / 100 + noise * replicate,
        replicates=3,
    )


def test_one_row_for_each_replicate_and_one_column_for_each_week():
    found = courses(study(0.1), "some")
    assert list(found.columns) == [0.0, 4.0, 8.0]
    assert found.loc[2, 4.0] == pytest.approx(0.9 + 0.04 + 0.2)
    assert courses(study(0.1), "none", "kept").loc[1, 8.0] == 96.0


def test_a_course_without_chance_stands_for_all_replicates():
    assert course(study(0.0), "none")[8.0] == pytest.approx(0.88)
    with pytest.raises(ValueError, match="not the same in all replicates"):
        course(study(0.1), "none")


def test_a_point_that_is_not_there():
    with pytest.raises(LookupError, match="no point 'much'"):
        courses(study(0.0), "much")


def small(*survival: dict[float, float]) -> trustsim.Results:
    """One pair in each replicate, alive or not by week; two labelled points, the second a copy of the first."""
    study = made.config(sweep=made.points(("one", {}), ("other", {"people": 5})))
    results = made.results(study, lambda at, replicate: {}, replicates=len(survival), weeks=(0, 4, 8))
    series = results.series.merge(results.runs[["run", "replicate"]], on="run")
    series["survival"] = [survival[row.replicate][row.week] for row in series.itertuples()]
    tables = {"runs": results.runs, "series": series.drop(columns="replicate"), "ties": None}
    return trustsim.Results(config=study, read=tables.get)


def test_parted_leaves_out_who_had_parted_before():
    results = small({0: 1, 4: 0, 8: 0}, {0: 1, 4: 1, 8: 0}, {0: 1, 4: 1, 8: 1})
    assert parted(results, "one", 4, 8).to_dict() == {1: 1.0, 2: 0.0}
    assert estimate(parted(results, "one", 0, 8)).mean == pytest.approx(2 / 3)
    with pytest.raises(LookupError, match="no point 'third'"):
        parted(results, "third", 4, 8)


def test_rows_are_those_of_the_point():
    results = small({0: 1, 4: 1, 8: 1}, {0: 1, 4: 1, 8: 1})
    with pytest.raises(LookupError, match="ties were not recorded"):
        rows(results, "one", "ties")
    ties = pd.DataFrame({"run": [0, 1, 2, 3], "trust": [0.1, 0.2, 0.3, 0.4]})
    tables = {"runs": results.runs, "ties": ties}
    found = rows(trustsim.Results(config=results.config, read=tables.get), "other", "ties")
    assert found["trust"].tolist() == [0.3, 0.4]
    assert found["replicate"].tolist() == [0, 1]
