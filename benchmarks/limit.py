"""The full default model in C (``full_model.c``): built, loaded, and compared with the engine to the bit.

The yardstick of the engine's speed, no part of the package. It knows the default law without script, journal, new ties,
praise and counsellors, and says so of anything else.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.compiler import NoCompilerError, built
from trustsim import draws
from trustsim.world.columns import HIDDEN_SLOTS, HURT_SLOTS, World

__all__ = ["Limit", "NoCompilerError", "UnknownToTheLimitError", "library", "run", "state_hash"]

SOURCE: Final = Path(__file__).with_name("full_model.c")
PHASES: Final = (
    "observe",
    "meets",
    "relies",
    "keeps",
    "kept",
    "broken",
    "breaches",
    "discover",
    "heal",
    "grow",
    "wants to leave",
    "begin",
    "learn",
    "listen",
    "part",
    "exponentials",
    "products",
)
PAIRS: Final = 256
TIES: Final = 2 * PAIRS
"""How many a block holds, as in C."""
MOST_TYPES: Final = 250

PARAMETERS: Final = (
    "trust_gain",
    "lapse_size",
    "conversation_lapse",
    "boundary_crossing",
    "confidence_breach",
    "deliberate",
    "apology_on_trust",
    "apology_on_hurt",
    "concealed",
    "repeat",
    "first_impression",
    "first_impression_encounters",
    "warned",
    "healing_exponent",
    "ceiling_damage",
    "early_ceiling_damage",
    "ceiling_repair",
    "misreading",
    "discovery",
    "forgetting",
    "spell_switch",
    "pace",
    "learning",
    "drift",
    "intimacy_gain",
    "intimacy_loss",
    "gossip_reach",
    "gossip_weight",
    "credulous",
    "holding_back",
    "message_rate",
    "reciprocity",
    "reciprocity_floor",
    "reciprocity_top",
    "caution",
    "promise_share",
    "conversation_share",
    "boundary_share",
)
DECISIONS: Final = (
    draws.SPELL_SWITCH,
    draws.ENCOUNTER,
    draws.KIND_OF_ACT,
    draws.RELIANCE,
    draws.KEEPING,
    draws.PURPOSE,
    draws.MISREADING,
    draws.WARNING,
    draws.OWNING_UP,
    draws.APOLOGY,
    draws.DISCOVERY,
    draws.FORGETTING,
    draws.MESSAGE,
    draws.GOSSIP,
    draws.LEAVING,
)
PEOPLE: Final = (
    "reliability",
    "habit",
    "consistency",
    "communication",
    "transparency",
    "forgiveness",
    "respect",
    "vulnerability",
    "boundaries",
    "deliberate_share",
    "apology",
)
OF_TIES: Final = (
    ("trust", np.float64),
    ("ceiling", np.float64),
    ("history", np.int64),
    ("hurt_count", np.int64),
    ("hidden_count", np.int64),
    ("breaches", np.int64),
    ("hurt_size", np.float64),
    ("hurt_born", np.int64),
    ("hidden_size", np.float64),
    ("hidden_key", np.uint64),
    ("hidden_deliberate", np.uint8),
    ("hidden_scripted", np.uint8),
    ("caught", np.uint8),
    ("hurt", np.float64),
    ("standing", np.float64),
)
"""The state of a tie that goes in and out, in the order of the struct ``Columns`` in C."""


class UnknownToTheLimitError(ValueError):
    """The world has something that the C code leaves out."""


@cache
def library(compiler: str = "", *more: str) -> ctypes.CDLL:
    """The C code, built and loaded.

    Parameters
    ----------
    compiler, more
        As for ``compiler.built``; ``-DPHASES`` counts cycles by phase.

    Raises
    ------
    NoCompilerError
        If there is no compiler.
    """
    code = built(SOURCE, compiler, *more).library
    code.model_new.restype = ctypes.c_void_p
    code.model_new.argtypes = [ctypes.c_void_p]
    code.model_run.argtypes = [ctypes.c_void_p, ctypes.c_int64]
    code.model_get.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    code.model_cycles.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    code.model_free.argtypes = [ctypes.c_void_p]
    for function in (code.model_run, code.model_get, code.model_cycles, code.model_free):
        function.restype = None
    return code


def refuse_unknown(world: World) -> None:
    """Raise an error where a world has what the C code leaves out.

    A world does not say which law it is under: under others than the default the columns end otherwise.
    """
    parameters, ties = world.parameters, world.ties
    trust = np.asarray(ties.trust)
    faults = {
        "a law with numbers of its own": len(world.own) > 0,
        "a journal": world.journal is not None,
        "new ties": parameters.new_ties > 0.0,
        "praise": parameters.praise_reach > 0.0,
        "counsellors": bool(np.any(np.asarray(world.pairs.counselled_until) > 0)),
        "first impressions that are over at once": not parameters.first_impression_encounters > 0.0,
        "trust outside 0-1": bool(np.any((trust < 0.0) | (trust > 1.0))),
        "hundreds of relationship types": len(world.types.ending) > MOST_TYPES,
    }
    unknown = [fault for fault, there in faults.items() if there]
    if unknown:
        raise UnknownToTheLimitError(f"the C code does not know: {', '.join(unknown)}")


class Limit:
    """The passing of ticks in C.

    Parameters
    ----------
    world
        Copied; ``write`` puts back what has become of it.
    tick
        How many ticks have passed.
    code
        From ``library``.

    Raises
    ------
    UnknownToTheLimitError
        If the world has something that the C code leaves out.
    """

    def __init__(self, world: World, tick: int = 0, code: ctypes.CDLL | None = None) -> None:
        refuse_unknown(world)
        self._code = code or library()
        self._world = world
        self.tick = tick
        people, ties, pairs = world.people, world.ties, world.pairs
        lower = np.asarray(pairs.lower, dtype=np.int64)
        order = np.argsort(lower)
        blocks = max(1, -(-len(lower) // PAIRS))
        nth = np.empty(len(lower), dtype=np.int64)
        nth[order] = np.arange(len(lower))
        self._pair_place = nth
        place = nth // PAIRS * TIES + nth % PAIRS
        self._tie_place = np.empty(len(ties.key), dtype=np.int64)
        self._tie_place[lower] = place
        self._tie_place[np.asarray(ties.reverse)[lower]] = place + PAIRS
        tie_rows, pair_rows = blocks * TIES, blocks * PAIRS

        def by_place(column: Any, kind: Any, rows: int, places: Any, empty: int = 0) -> Any:
            column = np.asarray(column)
            laid = np.full((rows, *column.shape[1:]), empty, dtype=kind)
            laid[places] = column
            return laid

        def plain(column: Any, kind: Any) -> Any:
            return np.array(column, dtype=kind, order="C")

        numbers = world.parameters._asdict()
        self._arrays: dict[str, Any] = {
            "parameters": plain([numbers[name] for name in PARAMETERS], np.float64),
            "decisions": np.array(DECISIONS, dtype=np.uint64),
            "encounters": plain(world.types.encounters, np.float64),
            "ending": plain(world.types.ending, np.float64),
            "person_key": plain(people.key, np.uint64),
            **{name: plain(getattr(people, name), np.float64) for name in PEOPLE},
            "bad_spell": plain(people.bad_spell, np.uint8),
            "losses": plain(people.losses, np.int64),
            "source": by_place(ties.source, np.int64, tie_rows, self._tie_place, -1),
            "key": by_place(ties.key, np.uint64, tie_rows, self._tie_place),
            "relationship": by_place(ties.relationship, np.int64, tie_rows, self._tie_place),
            **{name: by_place(getattr(ties, name), kind, tie_rows, self._tie_place) for name, kind in OF_TIES},
            "active": by_place(pairs.active, np.uint8, pair_rows, self._pair_place),
            "intimacy": by_place(pairs.intimacy, np.float64, pair_rows, self._pair_place),
            "ended": by_place(pairs.ended, np.int64, pair_rows, self._pair_place, -1),
            "first_tie": plain(people.first_tie, np.int64),
            "place": self._tie_place,
        }
        wholes = (len(people.key), blocks, len(world.types.ending), tick, int(world.ticks_per_week))
        self._columns = np.array(
            [*wholes, int(world.seed), *(column.ctypes.data for column in self._arrays.values())], dtype=np.uint64
        )
        self._model = self._code.model_new(self._columns.ctypes.data)

    def advance(self, ticks: int) -> None:
        """Let so many ticks pass."""
        self._code.model_run(self._model, ticks)
        self.tick += ticks

    def cycles(self) -> dict[str, int]:
        """Cycles of the processor's clock by phase, if it was built with ``-DPHASES``."""
        counts = np.zeros(24, dtype=np.uint64)
        self._code.model_cycles(self._model, counts.ctypes.data)
        return dict(zip(PHASES, counts.tolist(), strict=False))

    def write(self) -> World:
        """Put the state into the columns of the world that it was made from.

        ``news``, ``praise`` and ``talks`` belong to a tick and are left alone.
        """
        self._code.model_get(self._model, self._columns.ctypes.data)
        people, ties, pairs = self._world.people, self._world.ties, self._world.pairs
        new = {name: self._arrays[name][self._tie_place] for name, _ in OF_TIES}
        ties.kept[:] += (new["history"] - ties.history) - (new["breaches"] - ties.breaches)
        for name, column in new.items():
            getattr(ties, name)[:] = column
        for name in ("reliability", "bad_spell", "losses"):
            getattr(people, name)[:] = self._arrays[name]
        for name in ("active", "intimacy", "ended"):
            getattr(pairs, name)[:] = self._arrays[name][self._pair_place]
        return self._world

    def __del__(self) -> None:
        if hasattr(self, "_model"):
            self._code.model_free(self._model)


def run(world: World, ticks: int, tick: int = 0) -> World:
    """Let so many ticks pass in C; the world's own columns are changed."""
    limit = Limit(world, tick)
    limit.advance(ticks)
    return limit.write()


def state_hash(world: World) -> str:
    """SHA-256 of the state that both sides must agree on, whatever the types of the columns."""
    ties, pairs, people = world.ties, world.pairs, world.people
    hurts = np.arange(HURT_SLOTS) < np.asarray(ties.hurt_count)[:, None]
    hidden = np.arange(HIDDEN_SLOTS) < np.asarray(ties.hidden_count)[:, None]
    parts: Sequence[tuple[Any, Any]] = (
        (ties.trust, np.float64),
        (ties.ceiling, np.float64),
        (ties.history, np.int64),
        (ties.own, np.float64),
        (ties.hurt_count, np.int64),
        (np.asarray(ties.hurt_size)[hurts], np.float64),
        (np.asarray(ties.hurt_born)[hurts], np.int64),
        (ties.hidden_count, np.int64),
        (np.asarray(ties.hidden_size)[hidden], np.float64),
        (np.asarray(ties.hidden_key)[hidden], np.uint64),
        (np.asarray(ties.hidden_deliberate)[hidden], np.uint8),
        (np.asarray(ties.hidden_scripted)[hidden], np.uint8),
        (ties.caught, np.uint8),
        (ties.hurt, np.float64),
        (ties.standing, np.float64),
        (ties.kept, np.int64),
        (ties.breaches, np.int64),
        (pairs.intimacy, np.float64),
        (pairs.active, np.uint8),
        (pairs.ended, np.int64),
        (people.reliability, np.float64),
        (people.bad_spell, np.uint8),
        (people.losses, np.int64),
    )
    digest = hashlib.sha256()
    for column, kind in parts:
        digest.update(np.ascontiguousarray(column, dtype=kind).tobytes())
    return digest.hexdigest()
