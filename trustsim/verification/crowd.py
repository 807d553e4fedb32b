"""Many relationships at once that are kept apart from all that a closed form leaves out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.config import setting_of
from trustsim.laws.arithmetic import log_odds
from trustsim.simulation import Course, begin

PEOPLE: Final = 500
NETWORK: Final = {"kind": "random", "degree": 10}  # some 5,000 directed ties
SEED: Final = 7
REST: Final = 1e-4
"""What is left of the distance from rest when a crowd is called at rest: far less than chance makes of it."""

WITHOUT: Final = {
    "caution": 0.0,
    "misreading": 0.0,
    "first_impression": 0.0,
    "gossip_reach": 0.0,
    "learning": 0.0,
    "warned": 0.0,
    "promise_share": 1.0,
    "conversation_share": 0.0,
    "boundary_share": 0.0,
    "confidence_share": 0.0,
}
"""Everybody always relies, only promises are made, and nothing else happens."""

OPEN: Final = {"communication": 1.0, "deliberate_share": 0.0, "apology": 0.0}
"""Every breach is an honest one and announced, which makes it no smaller: all are known at once."""


def size_of(share: float) -> float:
    """The log-odds of a breach that loses this share of trust; of all of it but 2e-9 for 1."""
    return log_odds(share) if share < 1.0 else 20.0


class Crowd:
    """Ties on which one promise a week is made, run by the compiled engine.

    Parameters
    ----------
    gain, loss
        The two rates of the law: share of the gap that a kept promise closes, share of trust that a breach loses.
    trust
        At the start.
    keep
        Chance to keep a promise.
    traits, parameters
        What differs from ``OPEN`` and ``WITHOUT``.
    setting
        Anything else of a setting: another law, another network.
    """

    def __init__(
        self,
        gain: float = 0.12,
        loss: float = 0.12,
        *,
        trust: float = 0.5,
        keep: float = 0.85,
        traits: Mapping[str, float] | None = None,
        parameters: Mapping[str, float] | None = None,
        seed: int = SEED,
        **setting: Any,
    ) -> None:
        rates = {"trust_gain": gain, "lapse_size": size_of(loss)}
        kind = {"trust": trust, "encounters": 1.0, "ending": 0.0, "pain": 0.0}
        usual = {
            "people": PEOPLE,
            "network": NETWORK,
            "law": "bush_mosteller",
            "relationships": {"crowd": 1.0},
            "relationship_types": {"crowd": kind},
            "traits": {**OPEN, "reliability": keep, **(traits or {})},
            "parameters": {**WITHOUT, **rates, **(parameters or {})},
        }
        self._start = begin(setting_of({**usual, **setting}), seed)
        self._course = Course(self._start, np.array([], dtype=np.int64), np.empty((0, 0)))

    def pass_weeks(self, weeks: int) -> Crowd:
        """Let weeks pass."""
        self._course.advance(self._course.tick + weeks)
        return self

    def weeks_from(self, trust: float, weeks: int) -> NDArray[np.float64]:
        """Trust on each tie after each of so many weeks, every one of which begins at this trust."""
        after = []
        for _ in range(weeks):
            self.set_trust(np.full(len(self.trust), trust))
            after.append(self.pass_weeks(1).trust)
        return np.concatenate(after)

    @property
    def trust(self) -> NDArray[np.float64]:
        """Trust on each tie, in the order of source and target."""
        return np.array(self._start.world.ties.trust)

    def set_trust(self, trust: NDArray[np.float64]) -> None:
        """Change trust on each tie."""
        self._start.world.ties.trust[:] = trust

    @property
    def reverse(self) -> NDArray[np.intp]:
        """Of each tie, the tie the other way."""
        return np.array(self._start.world.ties.reverse, dtype=np.intp)

    @property
    def target(self) -> NDArray[np.intp]:
        """Of each tie, whom it relies on."""
        return np.array(self._start.world.ties.target, dtype=np.intp)

    @property
    def first_of_pair(self) -> NDArray[np.intp]:
        """One tie of each pair."""
        return np.array(self._start.world.pairs.lower, dtype=np.intp)

    @property
    def kept(self) -> int:
        """Promises kept since the start."""
        return int(np.sum(self._start.world.ties.kept))

    @property
    def broken(self) -> int:
        """Promises known to be broken since the start."""
        return int(np.sum(self._start.world.ties.breaches))

    def of_pairs(self) -> NDArray[np.float64]:
        """The mean of the two trusts of each pair: they may depend on each other, pairs do not."""
        lower = self.first_of_pair
        trust = self.trust
        both: NDArray[np.float64] = (trust[lower] + trust[self.reverse[lower]]) / 2.0
        return both


def weeks_to_rest(left_each_week: float) -> int:
    """Weeks until so much of the distance from rest as is left each week has come down to ``REST``."""
    return math.ceil(math.log(REST) / math.log(left_each_week))
