"""The peers of the simple kernel: the same bits where random numbers are shared, the same means where they are not."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import compiler
from benchmarks.simple import by_hand, in_mesa, in_numba, in_numpy
from benchmarks.simple.world import (
    BLOCK,
    BLOW,
    ENCOUNTER,
    GAIN,
    HEAL,
    KEEPING,
    LOSS,
    MEETING,
    SEED,
    Columns,
    columns,
)
from trustsim import draws

PEOPLE = 130  # 1300 ties: blocks and a rest


def as_the_docstring_says(start: Columns, ticks: int) -> Columns:
    for tick in range(ticks):
        for tie, target in enumerate(start.target.tolist()):
            if draws.draw(SEED, MEETING, tie, tick) < ENCOUNTER:
                trust, hurt = float(start.trust[tie]), float(start.hurt[tie])
                if draws.draw(SEED, KEEPING, tie, tick) < start.reliability[target]:
                    start.trust[tie] = trust + GAIN * (1.0 - hurt) * (1.0 - trust)
                    start.hurt[tie] = hurt * (1.0 - HEAL)
                else:
                    start.trust[tie] = trust * (1.0 - LOSS)
                    start.hurt[tie] = hurt + BLOW * (1.0 - hurt)
    return start


def test_peers_with_the_same_random_numbers_end_in_the_same_bits():
    assert PEOPLE * 10 % BLOCK
    peers = [in_numba.branching(columns(PEOPLE)), in_numba.blocked(columns(PEOPLE))]
    # C takes part where it can be built: no compiler is needed to test
    peers += [by_hand.ByHand(columns(PEOPLE), name) for name in compiler.available()]
    for peer in peers:
        peer.run(5)
        peer.run(15)
    expected = as_the_docstring_says(columns(PEOPLE), 20).digest()
    assert expected != columns(PEOPLE).digest()
    assert [peer.columns.digest() for peer in peers] == [expected] * len(peers)


def test_peers_with_random_numbers_of_their_own_agree_in_the_mean():
    reference = in_numba.blocked(columns(2000))
    numpy, mesa = in_numpy.InNumpy(columns(2000)), in_mesa.Model(columns(2000))
    for peer in (reference, numpy, mesa):
        peer.run(40)
    trust = reference.columns.trust
    error = np.sqrt(2.0) * trust.std() / np.sqrt(len(trust))
    assert abs(numpy.columns.trust.mean() - trust.mean()) < 4 * error
    assert abs(mesa.mean_trust - trust.mean()) < 4 * error
    assert error < 0.002


def test_without_a_compiler_it_is_said_in_words(monkeypatch):
    monkeypatch.setattr(compiler, "available", lambda: ())
    compiler.built.cache_clear()
    with pytest.raises(compiler.NoCompilerError, match="no C compiler"):
        by_hand.ByHand(columns(2))
    compiler.built.cache_clear()
