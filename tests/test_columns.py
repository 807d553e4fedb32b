"""The columns of a world are what their descriptions say."""

from __future__ import annotations

import numpy as np
import pytest

from trustsim.parameters import Traits
from trustsim.world.columns import (
    HIDDEN_SLOTS,
    HURT_SLOTS,
    Pairs,
    People,
    Ties,
    empty_pairs,
    empty_people,
    empty_ties,
    states,
)


@pytest.mark.parametrize(("table", "empty"), [(People, empty_people), (Ties, empty_ties), (Pairs, empty_pairs)])
def test_arrays_are_made_as_described(table, empty):
    arrays = empty(3)._asdict()
    assert list(arrays) == list(states(table)) == list(table._fields)
    for name, state in states(table).items():
        assert state.about, name
        assert arrays[name].dtype == state.kind, name
        assert arrays[name].shape[1:] == ((state.slots,) if state.slots > 1 else ()), name
        assert len(arrays[name]) == (4 if name == "first_tie" else 3)


def test_lists_have_the_lengths_that_belong_to_the_model():
    ties = empty_ties(2)
    assert ties.hurt_size.shape == ties.hurt_born.shape == (2, HURT_SLOTS)
    assert ties.hidden_size.shape == ties.hidden_key.shape == ties.hidden_deliberate.shape == (2, HIDDEN_SLOTS)
    assert ties.hurt_born.dtype == np.int32
    assert ties.hidden_key.dtype == np.uint64
    assert ties.trust.dtype == np.float64


def test_what_has_no_description_of_its_own_is_a_trait():
    assert set(Traits._fields) <= set(People._fields)
    assert states(People)["forgiveness"].symbol == "φ"
    assert states(People)["reliability"].about == "chance to keep a promise"
