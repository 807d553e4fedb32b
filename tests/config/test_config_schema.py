"""The JSON Schema says what the loader accepts."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from trustsim.config import config_schema, load_config, shipped_configs, write_schema
from trustsim.config.yaml_text import read_yaml
from trustsim.laws.catalogue import LAWS
from trustsim.outcomes import OUTCOMES
from trustsim.parameters import Parameters, Traits

Q = "question: Why?\n"

ACCEPTED = [
    Q,
    Q + "network: {kind: small_world, neighbours: 4, rewiring: 0.2}\npeople: 20\n",
    Q + "network: {name: karate_club}\n",
    Q + "law: pant_yu\n",
    Q + "law: {name: pant_yu, trust_erosion: 0.2}\n",
    Q + "traits: {respect: 0.5, apology: {beta: [1, 2]}, communication: null, boundaries: {uniform: [0, 1]}}\n",
    Q + "traits: {respect: {groups: {a: {share: 0.5, value: 1}, b: {share: 0.5, value: {normal: [0.5, 0.1]}}}}}\n",
    Q + "relationship_types: {friend: {ending: 0.1}, coach: {trust: 0, encounters: 1, ending: 0, pain: 1}}\n",
    Q + "events: [{week: 3, what: lapse}, {week: [3, 4], what: betrayal, who: 0, to: [1, 2], hidden: true}]\n",
    Q + "events: [{week: {from: 3, to: 9}, what: act, signal: -1}, {week: 3, what: promise}, {week: 3, what: kept}]\n",
    Q + "events: [{week: 3, what: counselling, pair: all, weeks: 3}, {week: 3, what: apology, who: 3}]\n",
    Q + "events: [{week: 3, what: change, trait: respect, value: 1, who: all}]\n",
    Q + "sweep: {design: grid, over: {traits.respect: [0, 1], people: {from: 20, to: 40, steps: 3}}}\n",
    Q + "sweep: {design: list, points: [{label: a, set: {law.name: pant_yu, relationships: {family: 1}}}]}\n",
    Q + "sweep: {design: zip, over: {traits.respect: [0, 1], people: {from: 20, to: 40, steps: 2}}}\n",
    Q + "sweep: {design: latin_hypercube, points: 5, over: {people: {from: 20, to: 40, whole: true}}}\n",
    Q + "sweep: {design: sobol, samples: 8, second_order: true, over: {people: {from: 20, to: 90, whole: true}}}\n",
    Q + "sweep: {design: sobol, samples: 8, over: {traits.respect: {from: 0.1, to: 1, scale: log}}}\n",
    Q + "sweep: {design: morris, trajectories: 3, levels: 6, seed: 2, over: {law.trust_erosion: {from: 0, to: 1}}}\n"
    "law: pant_yu\n",
    Q + "sweep: [{design: grid, label: a, over: {people: [20, 30]}}, {design: list, points: [{set: {weeks: 3}}]}]\n",
    Q + "sweep: null\nrecord: {every: 2, people: all, ties: none}\noutcomes: [pain]\nreplicates: 3\nseed: 7\n",
    Q + "replicates: {until: {outcome: pain, half_width: 0.1}}\n",
    Q + "replicates: {min: 10, max: 99, until: [{outcome: pain, half_width: 0.1, confidence: 0.9}]}\n",
]
REFUSED = [
    "people: 5\n",
    Q + "weks: 3\n",
    Q + "people: many\n",
    Q + "replicates: {min: 3, until: {outcome: pain, half_width: 0.1}}\n",
    Q + "replicates: {until: {outcome: pain, half_width: 0.1, confidence: 95}}\n",
    Q + "replicates: {until: 0.1}\n",
    Q + "traits: {forgivness: 1}\n",
    Q + "traits: {respect: {beta: [1, 2], uniform: [0, 1]}}\n",
    Q + "traits: {respect: 'high'}\n",
    Q + "traits: {respect: 1.5}\n",
    Q + "parameters: {trust_gain: 2}\n",
    Q + "law: pant_yuu\n",
    Q + "law: {name: pant_yu, nothing: 1}\n",
    Q + "network: {kind: circle}\n",
    Q + "network: {neighbours: 4}\n",
    Q + "events: [{week: 3}]\n",
    Q + "events: [{week: 3, what: laps}]\n",
    Q + "events: [{week: 3, what: kept, severity: 1}]\n",
    Q + "outcomes: [surival]\n",
    Q + "relationship_types: {coach: {trust: 0}}\n",
    Q + "sweep: {design: sobol, over: {people: [1]}}\n",
    Q + "sweep: {design: grid, over: {traits.forgivness: [1]}}\n",
    Q + "sweep: {design: zip, over: {traits.forgivness: [1]}}\n",
    Q + "sweep: {design: latin_hypercube, over: {people: {from: 20, to: 40, whole: true}}}\n",
    Q + "sweep: {design: latin_hypercube, points: 5, over: {traits.forgivness: {from: 0, to: 1}}}\n",
    Q + "sweep: {design: morris, trajectories: 5, over: {traits.respect: {from: 0, to: 1, steps: 4}}}\n",
    Q + "sweep: []\n",
    Q + "sweep: [grid]\n",
    Q + "sweep: [{over: {people: [20, 30]}}]\n",
]


@pytest.fixture(scope="module")
def schema():
    return config_schema()


def test_it_is_a_schema(schema):
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("text", ACCEPTED)
def test_schema_and_loader_accept(schema, load, text):
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(read_yaml(text).data)]
    assert errors == []
    assert load(text).config.question == "Why?"


@pytest.mark.parametrize("text", REFUSED)
def test_schema_and_loader_refuse(schema, faults_of, text):
    assert not Draft202012Validator(schema).is_valid(read_yaml(text).data)
    assert faults_of(text)


def test_every_shipped_config_fits_the_schema_and_loads(schema):
    for path in shipped_configs().values():
        loaded = load_config(path)
        errors = [error.message for error in Draft202012Validator(schema).iter_errors(read_yaml(loaded.text).data)]
        assert errors == [], path.name


def test_an_editor_is_told_what_a_number_is(schema):
    said = schema["$defs"]["ParameterSettings"]["properties"]["trust_gain"]
    assert "(α in share of gap per encounter; default 0.12; usual 0.02 to 0.3; [r] re-computed" in said["description"]
    assert (said["minimum"], said["maximum"], said["default"]) == (0, 1, 0.12)
    assert said["x-trustsim"]["source"].startswith("Mikus")


def test_it_lists_what_there_is(schema):
    parts = schema["$defs"]
    assert list(parts["TraitSettings"]["properties"]) == list(Traits._fields)
    assert list(parts["ParameterSettings"]["properties"]) == list(Parameters._fields)
    assert schema["properties"]["law"]["anyOf"][0]["enum"] == list(LAWS)
    assert schema["properties"]["outcomes"]["items"]["anyOf"][0]["enum"] == list(OUTCOMES)
    assert "traits.forgiveness" in parts["Grid"]["properties"]["over"]["properties"]
    assert schema["required"] == ["question"]


def test_everything_is_described(schema):
    for name, part in {"Config": schema, **schema["$defs"]}.items():
        for key, said in part.get("properties", {}).items():
            assert said.get("description"), f"{name}.{key}"


def test_every_reference_leads_somewhere(schema):
    text = json.dumps(schema)
    for name in schema["$defs"]:
        assert f'"#/$defs/{name}"' in text, f"{name} is never used"


def test_it_is_written_the_same_each_time(tmp_path):
    write_schema(tmp_path / "one.json")
    write_schema(str(tmp_path / "two.json"))
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert json.loads((tmp_path / "one.json").read_text(encoding="utf-8")) == config_schema()
