"""The words come from the numbers: the effect there, reversed, absent."""

from __future__ import annotations

import re

import pytest

from tests.study import made
from tests.study.made import NEVER
from trustsim.study import breach_costs, finding, losses, scripted_breach

SPACE = "\N{NO-BREAK SPACE}"


def said(results: made.Results) -> str:
    """All of a finding, with plain spaces."""
    return str(finding(results)).replace(SPACE, " ")


# ---------------------------------------------------------------- settings


def test_an_effect_is_said_with_its_direction_and_both_ends():
    headline = finding(made.swept(0.4)).headline.replace(SPACE, " ")
    assert headline.startswith("Forgiveness from 0 to 1 raised survival from 30 % to 70 %")
    assert "no clear effect of forgiveness from 0 to 1 on final trust" in headline


def test_the_reversed_effect_is_the_opposite_sentence():
    headline = finding(made.swept(-0.4)).headline.replace(SPACE, " ")
    assert headline.startswith("Forgiveness from 0 to 1 lowered survival from 70 % to 30 %")
    assert "raised" not in headline


def test_without_an_effect_it_says_so():
    told = said(made.swept(0.0))
    assert told.startswith("There is no clear effect of forgiveness from 0 to 1 on survival")
    assert "raised" not in told
    assert "lowered" not in told


def test_intervals_stand_in_the_sentences():
    assert re.search(r"difference \+40 points, 95 % interval \+3\d points to \+4\d points", said(made.swept(0.4)))


def test_one_replicate_has_no_interval_and_says_so():
    told = said(made.swept(0.4, replicates=1))
    assert "raised survival" in told
    assert "one replicate, so no interval" in told
    assert "One replicate: there is no interval" in told
    assert "95 %" not in told


def test_exactly_no_difference_is_said_as_such():
    assert "made no difference to survival: 50 % both times" in said(made.swept(0.0, noise=0.0))


def test_of_several_keys_the_strongest_is_named():
    assert (
        "ransparency moved final trust most, raising it from 0.20 to 0.80" in finding(made.two_keys(0.2, 0.6)).headline
    )
    assert "orgiveness moved final trust most, lowering it" in finding(made.two_keys(-0.6, 0.2)).headline
    assert "only forgiveness clearly moved survival" in finding(made.two_keys()).headline


def test_two_keys_that_do_as_much_share_the_first_place():
    headline = finding(made.two_keys(0.3, 0.3)).headline
    assert "moved final trust most, and about equally" in headline


def test_where_both_extremes_lie_is_said():
    assert (
        "Over all settings final trust runs from 0.10 (forgiveness 0, transparency 0) to 0.90 "
        "(forgiveness 1, transparency 1)." in said(made.two_keys())
    )


def test_extremes_that_read_the_same_are_not_told():
    assert "Over all settings" not in said(made.two_keys(0.0, 0.001))


def test_never_is_said_as_a_share_and_a_median():
    told = said(made.recoveries([NEVER, NEVER, 50, NEVER], [10, 12, 30, 20]))
    assert "lowered weeks until trust recovered from never in 75 % of runs to a median of 16 weeks" in told
    assert "nan" not in told
    assert "inf" not in told
    opposite = said(made.recoveries([10, 12, 30, 20], [NEVER, NEVER, 50, NEVER]))
    assert "raised weeks until trust recovered from a median of 16 weeks to never in 75 % of runs" in opposite


def test_a_study_of_one_point_says_what_came_out():
    alone = made.results(
        made.config(outcomes=["survival"]), lambda at, replicate: {"survival": 0.5 + made.NOISE[replicate]}
    )
    assert said(alone).startswith("Survival was 50 % (95 % interval 48 % to 52 %).")


# ---------------------------------------------------------------- a breach


def test_a_breach_is_told_by_what_it_took_and_the_way_back():
    headline = finding(made.betrayal(0.43)).headline.replace(SPACE, " ")
    assert headline == (
        "One betrayal in week 52 took the trust it broke from 0.85 to 0.42, about as much as 11 kept promises "
        "would build. It was back to within 0.05 of what it was after 4 weeks and 24 kept acts on each tie (median)."
    )


def test_a_breach_that_is_not_made_good_says_never():
    assert "did not come back to within 0.05 of what it was in the 8 weeks" in said(made.betrayal(0.43, back=False))


def test_a_study_of_one_breach_says_its_outcomes_too():
    assert "final trust was 0.8" in said(made.betrayal(0.4))


def test_a_breach_without_an_effect_is_no_loss():
    told = said(made.betrayal(0.0))
    assert "had no clear effect on the trust it broke" in told
    assert "took" not in finding(made.betrayal(0.0)).headline


def test_the_default_law_and_the_symmetric_control_get_different_sentences():
    told = said(made.betrayal(0.43, label_points=True))
    assert "from 0.85 to 0.42 with “default law” (as much as 11 kept promises would build" in told
    assert "from 0.85 to 0.83 with “symmetric control” (as much as one kept promise would build" in told
    assert "With “symmetric control”, for comparison, the law alone" in told
    swapped = said(made.betrayal(0.02, label_points=True))
    assert "from 0.85 to 0.83 with “default law” (as much as one kept promise would build" in swapped


def test_a_list_is_told_by_the_outcome_that_its_config_puts_first():
    told = finding(made.betrayal(0.43, label_points=True, outcomes=("final_trust", "trust_lost")))
    assert told.headline == (
        "Final trust was 0.85 with “default law” and 0.85 with “symmetric control”; nothing differs clearly from "
        "“default law”."
    )
    assert any("with “default law” one betrayal in week 52 took" in sentence.lower() for sentence in told.sentences)


def test_the_first_breach_of_a_script_counts():
    events = [
        {"week": 9, "what": "lapse", "hidden": True},
        {"week": 1, "what": "kept"},
        {"week": {"from": 3, "to": 8, "every": 2.5}, "what": "act", "signal": -0.5, "who": 1, "deliberate": True},
    ]
    first = scripted_breach(made.config(events=events))
    assert first is not None
    assert (first.week, first.what, first.who, first.to, first.more) == (3.0, "act", ("1",), "all", 3)
    assert first.breach.deliberate
    assert not first.breach.concealed
    assert first.hits("0", "1")
    assert not first.hits("1", "0")
    assert scripted_breach(made.config(events=[{"week": 1, "what": "kept"}])) is None


def test_the_trust_that_a_breach_hit_is_told_where_ties_were_recorded():
    (cost,) = breach_costs(made.club(control=False))
    assert (cost.before.mean, cost.after.mean) == pytest.approx((0.8, 0.2))
    assert cost.kept is not None


def test_what_a_hidden_breach_took_is_not_all_that_it_will_take():
    told = said(made.club(control=True, hidden=True))
    assert "took the trust it broke from 0.80 to 0.20 so far: where it has not been found it costs nothing yet." in told


def test_a_hidden_breach_waits():
    assert "hidden betrayal in week 52 cost nothing at once" in said(
        made.results(
            made.config(weeks=60, events=[{"week": 52, "what": "betrayal", "hidden": True}], outcomes=["final_trust"]),
            lambda at, replicate: {"final_trust": 0.5},
            weeks=(52, 53, 60),
        )
    )


# ---------------------------------------------------------------- who lost trust in whom


def test_with_a_control_only_what_the_breach_did_is_told():
    (found,) = losses(made.club(control=True))
    assert found.exact
    assert found.against == "nothing"
    rows = list(found.table[["source", "target", "part", "replicates"]].itertuples(index=False, name=None))
    assert rows == [("1", "0", "was betrayed", 3), ("2", "0", "heard of it", 3)]
    assert found.table["loss"].tolist() == pytest.approx([0.6, 0.2])
    assert found.table["before"].tolist() == pytest.approx([0.8, 0.7])


def test_without_a_control_only_trust_in_the_betrayer_is_told():
    (found,) = losses(made.club(control=False))
    assert not found.exact
    assert found.weeks == (4, 8)
    rows = list(found.table[["source", "part"]].itertuples(index=False, name=None))
    assert rows == [("1", "was betrayed"), ("2", "heard of it"), ("3", "had a breach of their own")]


def test_who_lost_most_is_named():
    told = said(made.club(control=True))
    assert "Most trust was lost by 1 in 0 (0.80 → 0.20) up to week 8; one relationship lost some by hearsay" in told
    assert "that of 2 with 0 (0.70 → 0.50)" in told


def test_where_nobody_heard_of_it_that_is_said():
    told = said(made.club(control=True, hearsay=0.0))
    assert "nobody lost any by hearsay" in told


def test_no_table_where_nothing_can_be_told():
    assert losses(made.swept(0.4)) == []
    assert losses(made.betrayal(0.4)) == []
