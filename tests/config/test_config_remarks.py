"""Remarks are not faults: the config runs, and its author knows."""

from __future__ import annotations

import pytest

from trustsim.config import remarks

Q = "question: Why?\n"

REMARKABLE = {
    "parameter": (Q + "parameters: {trust_gain: 0.9}\n", ":2:26", "trust_gain = 0.9 is outside the usual 0.02 to 0.3"),
    "fixed": (Q + "parameters: {healing_exponent: 1}\n", ":2:32", "outside the usual 0.758 (healing"),
    "trait": (Q + "traits: {reliability: 0.2}\n", ":2:23", "traits.reliability = 0.2 is outside the usual 0.5 to 0.99"),
    "group": (
        Q + "traits: {reliability: {groups: {a: {share: 1, value: 0.2}}}}\n", ":2:54",
        "traits.reliability.groups.a.value = 0.2 is outside",
    ),
    "type": (
        Q + "relationship_types: {friend: {encounters: 0.01}}\n", ":2:43", "friend.encounters = 0.01",
    ),
    "law": (Q + "law: {name: pant_yu, trust_erosion: 0.9}\n", ":2:37", "law.trust_erosion = 0.9 is outside"),
    "swept value": (
        Q + "sweep: {design: grid, over: {parameters.trust_gain: [0.1, 0.9]}}\n", ":2:59",
        "parameters.trust_gain = 0.9 is outside",
    ),
    "swept step": (
        Q + "sweep: {design: grid, over: {parameters.trust_gain: {from: 0.1, to: 0.9, steps: 2}}}\n", ":2:53",
        "parameters.trust_gain = 0.9 is outside",
    ),
    "swept distribution": (
        Q + "traits: {respect: {beta: [2, 2]}}\nsweep: {design: grid, over: {traits.respect: [0, 1]}}\n", ":3:30",
        "the sweep over traits.respect replaces its distribution {beta: …}",
    ),
    "swept and set": (
        Q + "people: 100\nsweep: {design: list, points: [{set: {people: 200}}, {set: {people: 300}}]}\n", ":3:39",
        "the sweep over people replaces 100",
    ),
    "people without effect": (
        Q + "people: 100\nnetwork: {name: karate_club}\n", ":2:1", "people has no effect",
    ),
    "type without share": (Q + "relationship_types: {family: {trust: 0.6}}\n", ":2:22", "no tie is 'family'"),
    "claim above its limit": (
        Q + "outcomes: [survival]\nclaims: [survival is above 150 %]\n", ":3:10",
        "this claim can never be met: survival lies from 0 to 1",
    ),
    "claim at its limit": (Q + "outcomes: [pain]\nclaims: [pain is below 0]\n", ":3:10", "never be met: pain lies"),
    "claim that says nothing": (
        Q + "outcomes: [final_trust]\nclaims: [final trust is at most 1]\n", ":3:10",
        "this claim can only be met: final_trust lies from 0 to 1",
    ),
    "claim of a difference": (
        Q + "sweep: {design: grid, over: {traits.respect: [0, 1]}}\noutcomes: [pain]\n"
        "claims: [pain falls with respect by more than 1]\n", ":4:10", "never be met",
    ),
    "claim of no effect": (
        Q + "sweep: {design: grid, over: {traits.respect: [0, 1]}}\noutcomes: [pain]\n"
        "claims: [respect has no effect on pain within 1]\n", ":4:10", "only be met",
    ),
    "claim of a number with one limit": (
        Q + "events: [{week: 3, what: lapse}]\noutcomes: [weeks_to_recover]\n"
        "claims: [weeks to recover is below 0]\n", ":4:10", "weeks_to_recover lies at 0 or above",
    ),
    "two who may be strangers": (
        Q + "replicates: 2\nseed: 9\nevents: [{week: 3, what: betrayal, who: 0, to: 1}]\n", ":4:10",
        "network.seed: 9 keeps the network of the first replicate for all",
    ),
    "counselling of strangers": (
        Q + "replicates: 2\nevents: [{week: 3, what: counselling, pair: [0, 1], weeks: 4}]\n", ":3:10",
        "strangers in another replicate",
    ),
    "outcome without breach": (Q + "outcomes: [pain, trust_lost]\n", ":2:18", "trust_lost has no value"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "words"), REMARKABLE.values(), ids=REMARKABLE)
def test_what_is_remarkable_is_remarked_on_once(load, text, place, words):
    said = [remark for remark in remarks(load(text)) if words in remark]
    assert len(said) == 1
    assert f"study.yaml{place}: " in said[0]


@pytest.mark.parametrize(
    "text",
    [
        Q,
        Q + "parameters: {healing_exponent: 0.758, trust_gain: 0.3}\ntraits: {reliability: {beta: [1, 9]}}\n",
        Q + "sweep: {design: grid, over: {parameters.trust_gain: [0.1, 0.2], traits.respect: [0, 1]}}\n",
        Q + "events: [{week: 3, what: lapse}]\noutcomes: [trust_lost]\n",
        Q + "events: [{week: 3, what: betrayal, who: 0, to: 1}]\n",
        Q + "replicates: 2\nevents: [{week: 3, what: betrayal, who: 0}]\n",
        Q + "replicates: 2\nnetwork: {kind: complete}\nevents: [{week: 3, what: betrayal, who: 0, to: 1}]\n",
        Q + "replicates: 2\nnetwork: {kind: random, seed: 1}\nevents: [{week: 3, what: betrayal, who: 0, to: 1}]\n",
        Q + "replicates: 2\nevents: [{week: 3, what: betrayal, who: 0, to: 1}]\n"
        "sweep: {design: grid, over: {network.seed: [1, 2]}}\n",
        Q + "outcomes: [survival, pain]\nreplicates: 5\nclaims: [survival is above 99 %, pain is at most 0]\n",
        Q + "outcomes: [trust_lost]\nsweep: {design: list, points: [{set: {events: [{week: 3, what: lapse}]}}]}\n",
    ],
)
def test_there_is_nothing_to_say_about_the_usual(load, text):
    assert remarks(load(text)) == []


def test_an_override_is_remarked_on_as_such(load):
    (remark,) = remarks(load(Q, ["parameters.trust_gain=0.9"]))
    assert remark.startswith("-s parameters.trust_gain: ")
