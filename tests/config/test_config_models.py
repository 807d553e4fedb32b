"""What a good config becomes: defaults, distributions, events, laws, and the way back to the named tuples."""

from __future__ import annotations

import math
import pickle
from typing import get_args

import pytest
from pydantic import ValidationError

from trustsim.config import (
    Config,
    Setting,
    at_point,
    confidence_of,
    fewest,
    law_parameters_of,
    most,
    network_in,
    parameters_of,
    relationships_of,
    setting_of,
    until_of,
)
from trustsim.config.events import EVENTS, Span
from trustsim.config.networks import MADE, NAMES, NamedNetwork, NetworkFile, SmallWorld
from trustsim.config.schema import ParameterSettings
from trustsim.config.traits import TraitSettings
from trustsim.laws.catalogue import LAWS
from trustsim.network import KINDS, REAL_NETWORKS, make_network
from trustsim.parameters import RELATIONSHIPS, Parameters, Relationship, Traits, quantities

Q = "question: Why?\n"


def test_a_question_is_enough(load):
    config = load(Q).config
    assert config.people == 200
    assert config.network == SmallWorld(neighbours=8, rewiring=0.1)
    assert config.relationships == {"friend": 1.0}
    assert config.traits.model_dump() == Traits()._asdict()
    assert (config.ticks_per_week, config.weeks, config.replicates, config.seed) == (1, 260, 1, 1)
    assert (config.law.name, config.law.parameters, config.events, config.engine) == ("default", {}, (), "auto")
    assert config.sweep is None
    assert config.record.model_dump() == {"every": 4, "people": "last", "ties": "last", "events": "none"}
    assert config.outcomes == ("final_trust", "survival", "intimacy", "pain")


@pytest.mark.parametrize(("named", "model"), [(Traits, TraitSettings), (Parameters, ParameterSettings)])
def test_nothing_about_a_number_is_said_twice(named, model):
    described = quantities(named)
    assert list(model.model_fields) == list(named._fields)
    for name, field in model.model_fields.items():
        assert field.default == named._field_defaults[name]
        assert field.description == described[name].about
        assert field.json_schema_extra["mark"] == described[name].mark
        assert field.json_schema_extra["symbol"] == described[name].symbol


def test_what_can_be_named_is_what_the_network_room_knows():
    assert list(MADE) == list(KINDS)
    assert list(NAMES) == list(REAL_NETWORKS)
    assert get_args(NamedNetwork.model_fields["name"].annotation) == NAMES


@pytest.mark.parametrize(
    "written",
    [
        {}, {"kind": "small_world", "neighbours": 4}, {"kind": "scale_free"}, {"kind": "random", "degree": 3.5},
        {"kind": "communities", "groups": 3, "degree": 4, "mixing": 0.2}, {"kind": "complete"}, {"kind": "ring"},
        {"kind": "star"}, {"name": "florentine_families"},
    ],
)  # fmt: skip
def test_a_network_that_passes_can_be_made(written):
    setting = setting_of({"people": 24, **({"network": written} if written else {})})
    assert make_network(setting.network, setting.people, seed=1).people in (24, 15)


def test_a_network_file_is_kept_as_written_and_found_from_its_folder(load, tmp_path):
    (tmp_path / "friends.csv").write_text("from,to\n0,1\n")
    loaded = load(Q + "network: {file: friends.csv}\n")
    assert loaded.config.network == NetworkFile(file="friends.csv")
    assert network_in(loaded.config.network, loaded.path.parent).file == str(tmp_path / "friends.csv")
    assert network_in(SmallWorld(), tmp_path) == SmallWorld()


def test_every_distribution(load, tmp_path):
    (tmp_path / "friends.csv").write_text("from,to\n0,1\n")
    traits = load(
        Q + "network: {file: friends.csv}\n"
        "traits:\n"
        "  reliability: {beta: [17, 3]}\n"
        "  consistency: {uniform: [0.5, 1]}\n"
        "  communication: null\n"
        "  transparency: {normal: [0.5, 0.2]}\n"
        "  forgiveness: 0.25\n"
        "  respect: 1\n"
        "  vulnerability: {column: openness}\n"
        "  apology: {groups: {a: {share: 0.25, value: 1}, b: {share: 0.75, value: {beta: [2, 2]}}}}\n"
    ).config.traits
    assert traits.reliability.beta == (17.0, 3.0)
    assert traits.consistency.uniform == (0.5, 1.0)
    assert traits.communication is None
    assert traits.transparency.normal == (0.5, 0.2)
    assert (traits.forgiveness, traits.respect) == (0.25, 1.0)
    assert traits.vulnerability.column == "openness"
    assert traits.apology.groups["a"].value == 1.0
    assert traits.apology.groups["b"].value.beta == (2.0, 2.0)
    assert traits.model_fields_set == set(Traits._fields) - {"boundaries", "deliberate_share"}


def test_thirds_count_as_a_whole(load):
    assert load(Q + "relationships: {friend: 0.333333, family: 0.333333, romantic: 0.333334}\n").config


EVENTS_WRITTEN = """
events:
  - {week: 1, what: lapse}
  - {week: [2, 4], what: lapse, who: 0, to: [1, 2], kind: confidence, severity: -1, warned: true, apology: true}
  - {week: {from: 3, to: 12, every: 4}, what: lapse, hidden: true}
  - {week: 52, what: betrayal, who: 0, to: 1, severity: 1.0, hidden: true}
  - {week: 52.5, what: kept, kind: boundary}
  - {week: 53, what: act, signal: -0.995, interdependence: 0.5, deliberate: true}
  - {week: 53, what: act, signal: 1}
  - {week: 54, what: promise, who: 0, to: 1}
  - {week: 55, what: apology, who: all}
  - {week: 60, what: counselling, pair: [0, 1], weeks: 26}
  - {week: 60, what: counselling, pair: all, weeks: 4}
  - {week: 70, what: change, who: [0, 1], trait: forgiveness, value: 1}
  - {week: 70, what: change, trait: communication, value: null}
"""


def test_every_event(load):
    events = load(Q + EVENTS_WRITTEN).config.events
    assert {event.what for event in events} == set(EVENTS)
    assert [event.weeks_listed() for event in events[:4]] == [(1.0,), (2.0, 4.0), (3.0, 7.0, 11.0), (52.0,)]
    assert (events[1].who, events[1].to, events[1].kind) == ((0,), (1, 2), "confidence")
    assert (events[0].who, events[0].to, events[0].kind, events[0].severity) == ("all", "all", "promise", None)
    assert events[3].hidden
    assert events[5].signal == -0.995
    assert (events[9].pair, events[10].pair) == ((0, 1), "all")
    assert events[12].value is None


@pytest.mark.parametrize(
    ("first", "last", "every", "weeks"),
    [
        (0, 3, 1, (0, 1, 2, 3)),
        (0, 0.3, 0.1, (0, 0.1, 0.2, 0.3)),
        (5, 5, 1, (5,)),
        (1, 4, 2, (1, 3)),
    ],
)
def test_a_span_includes_its_end(first, last, every, weeks):
    listed = Span.model_validate({"from": first, "to": last, "every": every}).weeks()
    assert len(listed) == len(weeks)
    assert all(math.isclose(one, other) for one, other in zip(listed, weeks, strict=True))


def test_an_event_in_the_last_week_is_in_time(load):
    assert load(Q + "weeks: 52\nevents: [{week: 51.9, what: lapse}]\n").config.events[0].weeks_listed() == (51.9,)


def test_parameters_come_back_as_the_named_tuple(load):
    assert parameters_of(load(Q).config) == Parameters()
    changed = load(Q + "parameters: {trust_gain: 1e-1, reciprocity_floor: 0.2}\n").config
    assert parameters_of(changed) == Parameters(trust_gain=0.1, reciprocity_floor=0.2)


def test_a_known_type_may_be_changed_and_a_new_one_added(load):
    config = load(
        Q + "relationships: {friend: 0.5, coach: 0.5}\n"
        "relationship_types:\n"
        "  friend: {ending: 0.02}\n"
        "  coach: {trust: 0.4, encounters: 2, ending: 0.1, pain: 0.2}\n"
        "ticks_per_week: 2\n"
    ).config
    assert relationships_of(config) == {
        **RELATIONSHIPS,
        "friend": RELATIONSHIPS["friend"]._replace(ending=0.02),
        "coach": Relationship(0.4, 2.0, 0.1, 0.2),
    }


def test_encounters_of_a_type_that_nobody_has_do_not_matter(load):
    assert load(Q + "relationship_types: {romantic: {encounters: 7}}\n").config.ticks_per_week == 1


@pytest.mark.parametrize("name", LAWS)
def test_every_law_by_name(name):
    law = setting_of({"law": name}).law
    assert law.name == name
    assert law_parameters_of(law) == LAWS[name].parameters
    assert setting_of({"law": {"name": name}}).law == law


def test_a_law_with_a_number_of_its_own(load):
    law = load(Q + "law: {name: pant_yu, trust_erosion: 0.2}\n").config.law
    assert law_parameters_of(law) == LAWS["pant_yu"].parameters._replace(trust_erosion=0.2)


def test_a_config_written_out_reads_as_itself(load):
    text = (
        Q + "law: {name: pant_yu, trust_erosion: 0.2}\n"
        "traits: {respect: {groups: {a: {share: 1, value: {beta: [1, 2]}}}}}\n"
        "sweep: {design: grid, over: {traits.forgiveness: [0, 1], people: {from: 20, to: 40, steps: 3}}}\n"
        + EVENTS_WRITTEN
    )
    config = load(text).config
    again = Config.model_validate(config.model_dump(mode="json"))
    assert again == config
    assert at_point(config.model_dump(mode="json"), {}).events == config.events


def test_a_config_reaches_a_worker(load):
    loaded = load(Q + EVENTS_WRITTEN + "sweep: {design: grid, over: {people: [30, 40]}}\n")
    again = pickle.loads(pickle.dumps(loaded))
    assert again.config == loaded.config
    assert again.raw == loaded.raw


def test_a_setting_cannot_be_changed():
    setting = Setting(people=50)
    with pytest.raises(ValidationError, match="frozen"):
        setting.people = 60


def test_parts_may_be_given_as_models():
    setting = Setting(network=SmallWorld(neighbours=4), traits={"respect": setting_of({}).traits.respect})
    assert setting.network.neighbours == 4


def test_replicates_are_a_number_or_as_many_as_it_takes(load):
    fixed = load("question: Why?\nreplicates: 7\n").config.replicates
    assert (fewest(fixed), most(fixed), until_of(fixed), confidence_of(fixed)) == (7, 7, (), 0.95)
    text = "question: Why?\nreplicates: {min: 10, max: 50, until: {outcome: pain, half_width: 0.1, confidence: 0.9}}\n"
    asked = load(text).config.replicates
    assert (fewest(asked), most(asked), confidence_of(asked)) == (10, 50, 0.9)
    assert [until.outcome for until in until_of(asked)] == ["pain"]
    several = load(text.replace("{outcome", "[{outcome").replace("0.9}", "0.9}]")).config.replicates
    assert until_of(several) == until_of(asked)


def test_a_part_of_until_can_be_changed_from_outside(load):
    text = "question: Why?\nreplicates: {until: {outcome: pain, half_width: 0.1}}\n"
    changed = load(text, ["replicates.until.half_width=0.2", "replicates.max=90"]).config.replicates
    assert (changed.until.half_width, changed.max) == (0.2, 90)
    assert load(text, ["replicates=5"]).config.replicates == 5
