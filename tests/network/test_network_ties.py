"""Ties as arrays: in order, there both ways, in 32 bits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustsim.network import Network, NetworkError, make_network, ties
from trustsim.network.ties import both_ways, other_ways

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda two: two[0] != two[1]), max_size=40)


def ends(pairs):
    return [np.array([pair[side] for pair in pairs], dtype=np.int32) for side in (0, 1)]


@settings(deadline=None)
@given(PAIRS)
def test_ties_stand_in_order_each_once(pairs):
    source, target = both_ways(10, *ends(pairs))
    wanted = sorted({two for one, other in pairs for two in ((one, other), (other, one))})
    assert list(zip(source.tolist(), target.tolist(), strict=True)) == wanted
    assert source.dtype == target.dtype == np.int32


@pytest.mark.parametrize("few", [0, ties.FEW], ids=["counting", "comparing"])
@settings(deadline=None)
@given(pairs=PAIRS)
def test_the_way_back(few, pairs):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ties, "FEW", few or 1)
        source, target = both_ways(10, *ends(pairs))
        patch.setattr(ties, "FEW", few)
        reverse = other_ways(10, source, target)
        missing = other_ways(10, source[1:], target[1:]) if pairs else None
    assert reverse is not None
    assert reverse.dtype == np.int32
    assert np.array_equal(source[reverse], target)
    assert np.array_equal(target[reverse], source)
    assert missing is None


def test_another_tie_in_the_place_of_the_way_back_is_none():
    assert other_ways(4, *(np.array(side, dtype=np.int32) for side in ([0, 1, 3], [1, 3, 0]))) is None
    assert other_ways(4, *(np.array(side, dtype=np.int32) for side in ([0, 2], [1, 0]))) is None


def test_more_people_than_the_root_of_32_bits():
    people = 70_000  # whose square does not fit into 32 bits
    source, target = both_ways(people, *ends([(69_999, 69_998), (0, 69_999)]))
    assert source.tolist() == [0, 69_998, 69_999, 69_999]
    assert target.tolist() == [69_999, 69_999, 0, 69_998]
    network = Network(tuple(range(people)), source, target)
    assert network.reverse.tolist() == [2, 3, 0, 1]
    assert network.pair.tolist() == [0, 1, 0, 1]


def test_all_places_have_32_bits():
    network = make_network({"kind": "ring"}, 5, 1)
    for name in ("source", "target", "first_tie", "reverse", "pair"):
        assert getattr(network, name).dtype == np.int32


@pytest.mark.parametrize("kind", ["complete", "ring"])
def test_more_than_32_bits_can_number_is_refused_before_it_is_made(kind):
    people = 100_000 if kind == "complete" else 2**31
    what = "directed ties, not for 9,999,900,000" if kind == "complete" else "people, not for 2,147,483,648"
    with pytest.raises(NetworkError, match=f"room for 2,147,483,647 {what}. Make it smaller"):
        make_network({"kind": kind}, people, 1)


def test_places_beyond_32_bits_are_nobody():
    with pytest.raises(NetworkError, match="not there"):
        Network(("a", "b"), np.array([0, 1]), np.array([1 + 2**32, 0]))


def test_an_array_that_nobody_can_write_to_is_kept():
    source, target = np.array([0, 1], dtype=np.int32), np.array([1, 0], dtype=np.int32)
    source.flags.writeable = False
    network = Network(("a", "b"), source, target)
    assert network.source is source
    assert network.target is not target
    seen = target[:]
    seen.flags.writeable = False  # but its owner can
    kept = Network(("a", "b"), source, seen)
    target[0] = 0
    assert kept.target.tolist() == [1, 0]
