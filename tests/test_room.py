"""How much room a relationship takes: what docs/decisions/0009-one-sweep.md says is held here."""

from __future__ import annotations

from trustsim.world.columns import empty_pairs, empty_ties

MANY = 1000


def test_a_directed_tie_takes_350_bytes_and_a_pair_21():
    assert sum(column.nbytes for column in empty_ties(MANY)) == 350 * MANY
    assert sum(column.nbytes for column in empty_pairs(MANY)) == 21 * MANY
