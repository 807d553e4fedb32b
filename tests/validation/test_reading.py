"""What measures read from the tables of a study."""

from __future__ import annotations

import pytest

from tests.study import made
from trustsim.validation.reading import course, courses


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
