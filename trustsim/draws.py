"""Random numbers that belong to decisions, not to a stream.

``draw(seed, decision, who, tick)`` is a pure function: the same four numbers always give the same answer, whoever
asks, in whatever order, in however many threads. Two runs that differ in one setting therefore differ only where that
setting made a difference to somebody.

The functions here are plain Python on integers below 2**64. They run as they are, on Python integers and on numpy
arrays of ``uint64``, and the engine compiles the same source; only ``unsigned`` has a compiled twin (a cast), because
Python's integers do not wrap by themselves, and ``moment`` is compiled without the memory that it has in Python.

See docs/decisions/0001-architecture.md, decision 4.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Final

WORD: Final = 0xFFFF_FFFF_FFFF_FFFF
GOLDEN: Final = 0x9E37_79B9_7F4A_7C15  # 2**64 over the golden ratio: the step of splitmix64
UNIT: Final = 1.0 / 9007199254740992.0  # 2**-53


def unsigned(number: Any) -> Any:
    """The number modulo 2**64 (compiled: a cast to ``uint64``)."""
    return number & WORD


def mix(word: Any) -> Any:
    """Scramble a 64-bit word so that every output bit depends on every input bit.

    The finaliser of splitmix64 (Steele, Lea & Flood 2014; constants by Stafford, variant 13). A bijection.
    """
    word = ((word ^ (word >> 30)) * 0xBF58_476D_1CE4_E5B9) & WORD
    word = ((word ^ (word >> 27)) * 0x94D0_49BB_1331_11EB) & WORD
    return word ^ (word >> 31)


def fold(first: Any, second: Any) -> Any:
    """One key made of two, in this order: ``fold(a, b) != fold(b, a)``."""
    return mix(unsigned(mix(first) + second))


def draw(seed: Any, decision: Any, who: Any, tick: Any) -> Any:
    """The random number of one decision.

    Parameters
    ----------
    seed, who
        64-bit words: the run's seed; the key of a person, a tie, or two things folded into one.
    decision
        One of the codes below.
    tick
        The step in which the decision is taken, 0 or more.

    Returns
    -------
    float
        Uniform in [0, 1), a multiple of 2**-53.
    """
    return (mix(who ^ moment(seed, decision, tick)) >> 11) * UNIT


@lru_cache(maxsize=128)
def moment(seed: Any, decision: Any, tick: Any) -> Any:
    """The word of one decision in one tick, the same for all: uncompiled, it is worked out once.

    Parameters as for ``draw``, plain numbers all of them. A 64-bit word.
    """
    return mix(unsigned(mix(unsigned(seed ^ decision)) + unsigned(tick) * GOLDEN))


def key_of(name: Hashable) -> int:
    """A stable 64-bit key for a name: equal in every process, on every platform, unlike ``hash``.

    Whole numbers and texts of the same look (``1`` and ``"1"``) are different people.
    """
    return int.from_bytes(bytes_of(name), "little")


def bytes_of(name: Hashable) -> bytes:
    """The eight bytes of ``key_of``, the lowest first: many of them are read as keys at one go."""
    return hashlib.blake2b(f"{type(name).__name__}:{name!r}".encode(), digest_size=8).digest()


def seed_of(seed: int, *path: Hashable) -> int:
    """The seed of something that belongs to a run: a replicate, a network.

    Hashed, never ``seed + i``: neighbouring seeds share nothing.
    """
    word = mix(unsigned(seed))
    for step in path:
        word = fold(word, key_of(step))
    return int(word)


def seed_of_replicate(seed: int, replicate: int) -> int:
    """The seed of a replicate, counted from 0, of a study: below 2**63 so that every table can hold it."""
    return seed_of(seed, "replicate", replicate) >> 1


def decision(name: str) -> int:
    """The code of a decision, made of its name: a new decision moves no other."""
    # The highest bit is set so that the compiler reads every code as an unsigned word.
    return key_of(name) | 1 << 63


SPELL_AT_START: Final = decision("spell at start")
SPELL_SWITCH: Final = decision("spell switch")
ENCOUNTER: Final = decision("encounter")
KIND_OF_ACT: Final = decision("kind of act")
RELIANCE: Final = decision("reliance")
KEEPING: Final = decision("keeping")
PURPOSE: Final = decision("purpose")
MISREADING: Final = decision("misreading")
WARNING: Final = decision("warning")
OWNING_UP: Final = decision("owning up")
APOLOGY: Final = decision("apology")
DISCOVERY: Final = decision("discovery")
FORGETTING: Final = decision("forgetting")
MESSAGE: Final = decision("message")
GOSSIP: Final = decision("gossip")
PRAISE: Final = decision("praise")
LEAVING: Final = decision("leaving")
RELATIONSHIP: Final = decision("relationship")
NEW_TIE: Final = decision("new tie")
NEW_TIE_WAY: Final = decision("new tie way")
NEW_TIE_WHO: Final = decision("new tie who")
