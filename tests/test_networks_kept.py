"""A network is made once for all runs that share it, and not kept where that would fill the memory."""

from __future__ import annotations

import importlib
from collections import OrderedDict

import pytest

from trustsim.config import setting_of
from trustsim.simulation import network_of

start = importlib.import_module("trustsim.simulation.start")


def ring(people):
    return setting_of({"people": people, "network": {"kind": "ring"}})


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    monkeypatch.setattr(start, "_kept", OrderedDict())
    return lambda: [network.people for network in start._kept.values()]


def test_the_same_numbers_have_the_same_network(kept):
    network = network_of(ring(10), 1)
    assert network_of(ring(10), 1) is network
    assert network_of(ring(10), 2) is not network
    assert network_of(ring(11), 1) is not network
    assert kept() == [10, 10, 11]


def test_the_network_that_was_wanted_longest_ago_goes_first(kept, monkeypatch):
    monkeypatch.setattr(start, "MOST_KEPT", 2)
    for people in (10, 11, 10, 12):
        network_of(ring(people), 1)
    assert kept() == [10, 12]


def test_large_networks_are_not_gathered(kept, monkeypatch):
    monkeypatch.setattr(start, "MOST_TIES_KEPT", 50)
    for people in (10, 15, 11, 100):
        network_of(ring(people), 1)
        assert kept()[-1] == people
    assert kept() == [100]
    network_of(ring(10), 1)
    assert kept() == [10]
    network_of(ring(15), 1)
    assert kept() == [10, 15]
