"""The claims about broken trust and about relationships of all kinds: each is held up by its mechanism."""

from __future__ import annotations

from functools import cache

import pytest

import trustsim
from trustsim.validation.experiments import claims, config_of, judge
from trustsim.validation.measuring import on_person
from trustsim.validation.statements import Claim, Judged

NUMBERS = [f"C{number}" for number in range(17, 33)]
# How an act is read does not depend on hurt, and a loss in proportion to trust narrows the spread of trust.
CONTRADICTED = {"C23", "C29"}

BROKEN = {
    "C17": (
        "parameters.promise_share=1",
        "parameters.conversation_share=0",
        "parameters.boundary_share=0",
        "parameters.confidence_share=0",
    ),
    "C18": ("parameters.ceiling_damage=0",),
    "C19": ("traits.transparency=0",),
    "C20": ("parameters.intimacy_loss=0",),
    "C21": ("parameters.ceiling_repair=0",),
    "C22": ("parameters.healing_exponent=10",),
    "C24": ("parameters.guilt=0",),
    "C25": ("parameters.distress_of_pain=0",),
    "C26": ("parameters.counselling=0",),
    "C27": ("parameters.ceiling_repair=0",),
    "C28": ("parameters.deliberate=0",),
    "C30": ("relationship_types.family.ending=0.08",),
    # a hair of caution, since the other side of the comparison has none
    "C31": ("sweep.points.0.set.parameters.caution=0.01",),
    "C32": ("parameters.learning=0",),
}
"""What takes away the mechanism that a claim is said to rest on."""

ENOUGH = {"C17": 3, "C18": 20, "C19": 40, "C26": 100, "C30": 5, "C31": 4}
"""Replicates with which the claims that have chance in them are supported, and that take no more than a few seconds."""


@cache
def all_claims() -> dict[str, Claim]:
    return claims()


def judged(number: str, *overrides: str) -> Judged[Claim]:
    claim = all_claims()[number]
    return judge(claim, trustsim.run(config_of(claim), overrides=overrides))


def quickly(number: str, *overrides: str) -> Judged[Claim]:
    return judged(number, *overrides, *([f"replicates={ENOUGH[number]}"] if number in ENOUGH else []))


@pytest.mark.parametrize("number", sorted(BROKEN))
def test_a_claim_is_supported_and_without_its_mechanism_is_not(number):
    assert quickly(number).place == "inside"
    assert quickly(number, *BROKEN[number]).place != "inside"


@pytest.mark.long
def test_each_claim_comes_out_as_it_is_written_down():
    places = {number: judged(number).place for number in NUMBERS}
    assert places == {number: "outside" if number in CONTRADICTED else "inside" for number in NUMBERS}


def test_suspicion_is_of_the_closed_and_not_of_the_hurt():
    misread, relied, spread, *beside = judged("C23", "replicates=60").measures
    assert relied.place == "inside"
    assert misread.place == "outside"
    closed = next(measure for measure in beside if "acts misread" in measure.what)
    assert closed.place == "inside"
    _, _, _, *beside = judged("C23", "replicates=60", "parameters.misreading=0").measures
    assert next(measure for measure in beside if "acts misread" in measure.what).place != "inside"
    assert spread.place != "inside"


def test_the_start_is_worst_by_first_impressions_and_the_later_ones_stand_the_wrong_way_round():
    *first, later = quickly("C29").measures
    assert [measure.place for measure in first] == ["inside"] * 3
    assert later.place == "outside"
    *first, _ = quickly("C29", "parameters.first_impression=0", "parameters.early_ceiling_damage=0").measures
    assert "inside" not in [measure.place for measure in first[1:]]


def test_somebody_who_is_not_there_has_no_number():
    results = trustsim.run(config_of(all_claims()["C32"]))
    with pytest.raises(LookupError, match="nobody called 2"):
        on_person(results, "2", "reliability")


@pytest.mark.parametrize("number", ["C20", "C21", "C22", "C25", "C28", "C29", "C32"])
def test_the_picture_of_a_claim_has_a_line_for_each_of_its_sides(number):
    claim = all_claims()[number]
    assert claim.course is not None
    results = trustsim.run(config_of(claim))
    picture = claim.course(results)
    assert len(picture.lines) >= 2
    for _, line in picture.lines:
        assert line["week"].max() == results.config.weeks
        assert line["mean"].notna().all()
