"""Each finding hangs on what it is said to hang on: take that away and it is missed."""

from __future__ import annotations

import pytest

import trustsim
from tests.study import made
from trustsim.validation import Judged, Measure, config_of, findings, judge

FINDINGS = findings()


def judged(number: str, *overrides: str) -> Judged:
    finding = FINDINGS[number]
    return judge(finding, trustsim.run(config_of(finding), overrides=overrides))


def of(found: Judged, what: str) -> Measure:
    """The one measure with these words in it."""
    (measure,) = [measure for measure in found.measures if what in measure.what]
    return measure


@pytest.mark.parametrize("number", ["F11", "F12", "F20"])
def test_findings_without_chance_are_met(number):
    assert judged(number).place == "inside"


def test_f11_needs_apologies_that_do_something():
    empty = judged("F11", "parameters.apology_on_trust=0", "parameters.apology_on_hurt=0")
    assert of(empty, "after the second").place == "outside"
    # the loss alone brings trust below its start: that does not hang on the apology
    assert of(empty, "minus trust at the start").place == "inside"


def test_f12_tells_an_explanation_from_an_apology():
    assert of(judged("F12", "parameters.apology_on_trust=0.8"), "fall of trust").place == "outside"


def test_f12_needs_hurt_to_heal_less_where_nothing_is_said():
    assert of(judged("F12", "parameters.apology_on_hurt=0"), "six kept promises").place == "outside"


def test_f20_needs_the_counsellor():
    assert judged("F20", "parameters.counselling=0").place == "outside"


@pytest.mark.parametrize("counselling", [0.07, 0.1])
def test_f20_is_narrow(counselling):
    assert judged("F20", f"parameters.counselling={counselling}").place == "outside"


def test_f13_needs_secrets_to_be_found():
    found = judged("F13", "parameters.discovery=0", "replicates=300")
    assert of(found, "secret affair minus revealed affair").place == "outside"
    assert of(found, "revealed affair minus no affair").place == "inside"


def test_f14_needs_what_a_counsellor_does():
    # without healing and without repair of the ceiling a counsellor only sits there
    idle = judged("F14", "parameters.counselling=0", "parameters.ceiling_repair=0", "replicates=60")
    assert idle.place == "outside"
    assert idle.measures[0].found.mean == 0.0


def test_f18_needs_people_who_rely_whatever_happened():
    # where low trust keeps people from relying, acts are counted at other times than trust is averaged
    found = judged("F18", "parameters.caution=1", "replicates=3")
    assert of(found, "λT/(1 − T), four to five").place == "outside"


def test_f19_needs_pain_to_bring_distress():
    calm = judged("F19", "parameters.distress_of_pain=0", "replicates=5")
    assert of(calm, "over the risk").found.mean == 1.0
    assert calm.place == "outside"


def test_f22_needs_gossip_that_is_believed_and_kin_who_stay():
    changed = ("parameters.gossip_weight=0", "relationship_types.family.ending=0.08")
    found = judged("F22", *changed, "replicates=4")
    assert of(found, "trust of third parties").found.mean == 0.0
    assert of(found, "trust of third parties").place == "outside"
    assert of(found, "romantic minus family").place == "outside"


@pytest.mark.long
def test_f22_misses_partner_choice_because_new_ties_begin_with_little_trust():
    choosing = "gained by choosing partners"
    assert of(judged("F22"), choosing).place == "outside"
    assert of(judged("F22", "relationship_types.friend.trust=0.85"), choosing).place == "inside"


def two_way(trust, survival) -> Judged:
    """S1 of made results: trust and survival as functions of forgiveness and transparency."""
    levels = [0, 0.25, 0.5, 0.75, 1]
    study = made.config(
        sweep=made.grid({made.FORGIVENESS: levels, made.TRANSPARENCY: levels}), outcomes=["final_trust", "survival"]
    )

    def outcome(at, replicate):
        pair = at[made.FORGIVENESS], at[made.TRANSPARENCY]
        noise = made.NOISE[replicate] / 100
        return {"final_trust": trust(*pair) + noise * pair[1], "survival": survival(*pair) + noise * pair[0]}

    return judge(FINDINGS["S1"], made.results(study, outcome))


def test_s1_knows_forgiveness_from_transparency():
    right = two_way(lambda forgiveness, transparency: transparency, lambda forgiveness, transparency: forgiveness)
    wrong = two_way(lambda forgiveness, transparency: forgiveness, lambda forgiveness, transparency: transparency)
    for what in ("adds to survival, minus", "where everybody forgives"):
        assert of(right, what).place == "inside"
        assert of(wrong, what).place == "outside"


def test_s1_knows_what_adds_up():
    added = two_way(lambda forgiveness, transparency: (forgiveness + transparency) / 2, lambda *_: 0.5)
    assert of(added, "a sum of the two explains").found.mean == pytest.approx(1.0, abs=1e-3)
    # each undoes the other: nothing is a sum
    crossed = two_way(lambda forgiveness, transparency: (forgiveness - 0.5) * (transparency - 0.5), lambda *_: 0.5)
    assert of(crossed, "a sum of the two explains").place == "outside"


def test_s1_knows_where_it_is_steep():
    steep = two_way(lambda forgiveness, transparency: float(forgiveness + transparency > 0.75), lambda *_: 0.5)
    flat = two_way(lambda forgiveness, transparency: (forgiveness + transparency) / 2, lambda *_: 0.5)
    assert of(steep, "steps along the diagonal").place == "inside"
    assert of(flat, "steps along the diagonal").place != "inside"
