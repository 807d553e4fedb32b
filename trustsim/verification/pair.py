"""One relationship in a laboratory, for what has no chance in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from trustsim.config import setting_of
from trustsim.simulation.laboratory import OLD, Laboratory
from trustsim.verification.crowd import size_of


def pair(
    trust: float,
    *,
    law: str | Mapping[str, Any] = "bush_mosteller",
    traits: Mapping[str, float] | None = None,
    history: int = OLD,
    **parameters: float,
) -> Laboratory:
    """A pair under a law, with this trust; by default two rates and nothing else."""
    return Laboratory(setting_of({"law": law, "parameters": parameters}), traits or {}, trust, history)


def kept_until(level: float, pair: Laboratory) -> float:
    """Promises kept until trust reaches a level; of the last one only as much as was needed.

    Each promise closes a share of the gap to full trust, so a part of one is counted by the logarithm of the gap.
    """
    count = 0.0
    while pair.trust < level:
        before = pair.trust
        pair.keep()
        if pair.trust >= level:
            return count + math.log((1.0 - before) / (1.0 - level)) / math.log((1.0 - before) / (1.0 - pair.trust))
        count += 1.0
    return count


def after_one(trust: float, gain: float, loss: float) -> tuple[float, float]:
    """Trust after one kept promise, and after one that was broken, under the two rates alone."""
    kept, broken = (pair(trust, trust_gain=gain) for _ in range(2))
    kept.keep()
    broken.breach(size_of(loss))
    return kept.trust, broken.trust
