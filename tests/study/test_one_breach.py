"""What one breach costs by the law alone: model.md's table, V5, V7 and V13."""

from __future__ import annotations

import math

import pytest

from tests.study import made
from trustsim.report.tables import DASH, law_table
from trustsim.study import BREACHES, Breach, cost_of, costs, finding, kept_worth
from trustsim.study.sentences import law_sentence

LAPSE = Breach("lapse")
DELIBERATE = Breach("betrayal", deliberate=True)
HIDDEN = Breach("hidden", deliberate=True, concealed=True)
WARNED = Breach("warned", warned=True)
SORRY = Breach("sorry", deliberate=True, apology=True)


@pytest.mark.parametrize(
    ("breach", "left"), [(LAPSE, 0.749), (WARNED, 0.810), (DELIBERATE, 0.425), (SORRY, 0.586), (HIDDEN, 0.229)]
)
def test_what_one_breach_leaves_of_a_trust_of_85(breach: Breach, left: float):
    assert cost_of(made.config(), breach).after == pytest.approx(left, abs=0.0006)


@pytest.mark.parametrize(
    ("breach", "weeks"),
    [(LAPSE, [3, 3, 2, 2, 2]), (DELIBERATE, [35, 24, 20, 18, 17]), (HIDDEN, [math.inf, 65, 42, 33, 29])],
)
def test_weeks_until_nearly_back_by_forgiveness(breach: Breach, weeks: list[float]):
    settings = [made.config(traits={"forgiveness": level}) for level in (0, 0.25, 0.5, 0.75, 1)]
    assert [cost_of(one, breach).nearly for one in settings] == weeks


def test_the_worth_of_a_loss_is_the_closed_form():
    cost = cost_of(made.config(), DELIBERATE)
    whole = math.log((1 - cost.before) / (1 - cost.after)) / math.log(1 - 0.12)
    assert cost.worth == pytest.approx(whole, abs=0.05)  # the last promise overshoots; it counts in part
    assert math.floor(cost.worth) == math.floor(whole)


@pytest.mark.parametrize("trust", [0.3, 0.6, 0.85, 0.99])
def test_under_the_symmetric_law_every_breach_costs_one_kept_promise(trust: float):
    for cost in costs(made.config(law="symmetric"), trust):
        assert cost.worth == pytest.approx(1.0)
        assert cost.undo == 1.0


def test_undoing_takes_as_long_as_nearly_and_more():
    for cost in costs(made.config()):
        assert cost.nearly <= cost.undo
        assert cost.worth <= cost.undo


def test_without_hurt_only_the_arithmetic_of_trust_is_left():
    for breach in BREACHES:
        cost = cost_of(made.config(law="bush_mosteller"), breach)
        assert cost.undo == math.ceil(cost.worth)


def test_a_breach_of_its_own_size_counts_with_that_size():
    small, large = (cost_of(made.config(), Breach("lapse", size=size)) for size in (-3.0, 1.0))
    assert small.after > cost_of(made.config(), LAPSE).after > large.after


def test_a_law_that_acts_on_something_else_is_asked_for_that():
    cost = cost_of(made.config(law="pant_yu"), LAPSE)
    assert cost.before == 0.85
    assert cost.after < 0.85


@pytest.mark.parametrize("law", ["beta_reputation", "guo_yang", "pant_yu", "grim"])
def test_under_a_law_that_remembers_a_loss_is_not_said_in_promises(law: str):
    """What a promise builds there depends on all that went before, which a trust alone does not tell."""
    cost = cost_of(made.config(law=law), LAPSE)
    assert math.isnan(cost.worth)
    said = law_sentence(cost)
    assert "remembers nothing yet" in said
    assert "would build" not in said
    alone = str(finding(made.betrayal(0.4, law=law)))
    assert "would build" not in alone
    assert "took the trust it broke from 0.85 to 0.45." in alone
    beside = finding(made.betrayal(0.4, label_points=True, law=law)).headline
    assert f"from 0.85 to 0.45 with “{law} law” (back after" in beside
    assert "with “symmetric control” (as much as" in beside
    table = law_table([(law, costs(made.config(law=law)))])
    assert {row[3] for row in table.rows} == {DASH}
    assert "nothing is remembered yet" in table.caption


def test_where_promises_build_nothing_no_number_of_them_is_enough():
    nothing = made.config(parameters={"trust_gain": 0})
    assert kept_worth(nothing, 0.5, 0.5) == 0.0
    assert kept_worth(nothing, 0.5, 0.6) == math.inf
    assert cost_of(nothing, LAPSE).undo == math.inf


@pytest.mark.parametrize(
    ("spread", "mean"),
    [
        ({"uniform": [0, 0.5]}, 0.25),
        ({"beta": [3, 1]}, 0.75),
        ({"normal": [0.75, 0.1]}, 0.75),
        ({"groups": {"a": {"share": 0.5, "value": 0}, "b": {"share": 0.5, "value": {"uniform": [0, 1]}}}}, 0.25),
    ],
)
def test_spread_traits_count_with_their_mean(spread: object, mean: float):
    of_spread = cost_of(made.config(traits={"forgiveness": spread}), HIDDEN)
    assert of_spread.nearly == cost_of(made.config(traits={"forgiveness": mean}), HIDDEN).nearly
