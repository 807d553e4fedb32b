"""Defaults, ranges and marks of the model's table, and the rates made of them."""

import math

import pytest

from trustsim.parameters import RELATIONSHIPS, Parameters, Relationship, Traits, per_tick, quantities

DEFAULTS = {
    "trust_gain": 0.12,
    "lapse_size": -2.0,
    "conversation_lapse": -2.0,
    "boundary_crossing": -1.5,
    "confidence_breach": -2.0,
    "deliberate": 2.0,
    "apology_on_trust": 0.8,
    "apology_on_hurt": 1.5,
    "concealed": 1.0,
    "repeat": 1.0,
    "first_impression": 1.0,
    "first_impression_encounters": 5.0,
    "warned": 1.0,
    "ceiling_damage": 0.3,
    "early_ceiling_damage": 0.1,
    "ceiling_repair": 0.02,
    "misreading": 0.10,
    "discovery": 0.02,
    "forgetting": 0.05,
    "spell_switch": 1 / 8,
    "pace": 0.1,
    "learning": 0.02,
    "drift": 0.02,
    "intimacy_gain": 0.05,
    "intimacy_loss": 0.30,
    "gossip_reach": 0.2,
    "gossip_weight": 0.5,
    "praise_reach": 0.0,
    "credulous": 0.0,
    "holding_back": 0.0,
    "guilt": 0.25,
    "message_rate": 0.0,
    "reciprocity": 0.0,
    "reciprocity_floor": None,
    "reciprocity_top": 1.0,
    "promise_share": 0.55,
    "conversation_share": 0.25,
    "boundary_share": 0.10,
    "confidence_share": 0.10,
    "new_ties": 0.0,
    "distress_at_rest": -2.82,
    "distress_of_pain": 2.45,
}
TRAITS = {
    "reliability": 0.85,
    "consistency": 1.0,
    "communication": None,
    "transparency": 0.5,
    "forgiveness": 0.5,
    "respect": 0.85,
    "vulnerability": 0.5,
    "boundaries": 0.5,
    "deliberate_share": 0.05,
    "apology": 0.7,
}
TYPES = {"romantic": (0.6, 1.0, 0.015, 1.0), "family": (0.7, 0.5, 0.0015, 0.8), "friend": (0.5, 0.25, 0.08, 0.5)}
SHARES_A_WEEK = {
    "ceiling_repair",
    "discovery",
    "forgetting",
    "spell_switch",
    "learning",
    "drift",
    "intimacy_loss",
    "message_rate",
    "new_ties",
}


def test_defaults_are_those_of_the_model():
    parameters = Parameters()
    assert {name: getattr(parameters, name) for name in DEFAULTS} == DEFAULTS
    assert parameters.healing_exponent == pytest.approx(2 / math.log(14), rel=1e-15)
    assert parameters.counselling * 12 == pytest.approx(1.016, rel=1e-15)
    # the two that belong to laboratories and to other laws leave the model as it is
    assert parameters.caution == 1.0
    assert set(parameters._fields) - set(DEFAULTS) == {
        "healing_exponent", "counselling", "caution", "interdependence", "new_tie_through_friends",
    }  # fmt: skip


def test_traits_and_relationship_types_are_those_of_the_model():
    assert Traits()._asdict() == TRAITS
    assert {name: tuple(kind) for name, kind in RELATIONSHIPS.items()} == TYPES
    assert Relationship._fields == ("trust", "encounters", "ending", "pain")


@pytest.mark.parametrize("described", [Parameters, Traits, Relationship])
def test_every_number_is_described_and_its_default_lies_in_its_range(described):
    numbers = quantities(described)
    assert list(numbers) == list(described._fields)
    for name, quantity in numbers.items():
        assert quantity.about
        assert quantity.mark in "arbdx"
        assert quantity.source or name == "reliability"
        (least, most), (low, high) = quantity.limits, quantity.range
        assert least <= low <= high <= most or name == "healing_exponent"
        default = described._field_defaults.get(name)
        assert default is None or least <= default <= most


def test_the_four_that_carry_most_are_shown_first():
    first = {
        name for kind in (Parameters, Traits) for name, quantity in quantities(kind).items() if not quantity.advanced
    }
    assert first == {"trust_gain", "lapse_size", "forgiveness", "transparency"}


@pytest.mark.parametrize("ticks", [1, 4, 7])
def test_weekly_rates_become_rates_of_a_tick_and_nothing_else_changes(ticks):
    parameters = Parameters(message_rate=0.3, new_ties=0.2)
    rates = per_tick(parameters, ticks)
    for name, number in parameters._asdict().items():
        found = getattr(rates, name)
        assert isinstance(found, float)
        if name in SHARES_A_WEEK:
            assert 1 - (1 - found) ** ticks == pytest.approx(number, abs=1e-14)
        elif name == "counselling":
            assert found * ticks == pytest.approx(number, rel=1e-15)
        elif number is None:
            assert math.isnan(found)
        else:
            assert found == number
    kind = per_tick(RELATIONSHIPS["romantic"], ticks)
    assert kind.encounters == 1.0 / ticks
    assert 1 - (1 - kind.ending) ** ticks == pytest.approx(0.015, abs=1e-14)
    assert (kind.trust, kind.pain) == (0.6, 1.0)
