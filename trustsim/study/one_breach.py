"""What one breach costs by the law alone: no network, no chance, one kept promise a week afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trustsim.config.traits import Beta, Groups, Normal, Uniform
from trustsim.outcomes import NEARLY
from trustsim.parameters import Traits
from trustsim.simulation.laboratory import Laboratory

if TYPE_CHECKING:
    from trustsim.config import Config

USUAL_TRUST: Final = 0.85
MOST_WEEKS: Final = 1040  # twenty years; what has not come back by then is called never
_ROUNDING: Final = 1e-12


@dataclass(frozen=True)
class Breach:
    """A breach in an old relationship: no first impressions, no open hurt.

    Attributes
    ----------
    name
        What it is called.
    size
        Its log-odds x0; None for an everyday lapse.
    """

    name: str
    size: float | None = None
    deliberate: bool = False
    concealed: bool = False
    warned: bool = False
    apology: bool = False


BREACHES: Final = (
    Breach("slip, announced in time", warned=True),
    Breach("honest slip"),
    Breach("on purpose, with apology", deliberate=True, apology=True),
    Breach("on purpose", deliberate=True),
    Breach("on purpose and hidden, then found", deliberate=True, concealed=True),
)


@dataclass(frozen=True)
class Cost:
    """What one breach costs.

    Attributes
    ----------
    breach
        Which.
    before, after
        Trust that the person acts on.
    worth
        Kept promises that build up as much as was lost, where nothing hurts; NaN under a law that remembers.
    nearly
        Kept promises, one a week, until trust is back within 0.05 of what it was, with hurt and ceiling; infinite if
        never.
    undo
        The same until trust is back where it was.
    """

    breach: Breach
    before: float
    after: float
    worth: float
    nearly: float
    undo: float


def cost_of(config: Config, breach: Breach, trust: float = USUAL_TRUST) -> Cost:
    """What a breach costs under the law and numbers of a config; spread traits count with their mean."""
    pair = laboratory(config, trust)
    before = pair.trust
    pair.breach(
        breach.size,
        deliberate=breach.deliberate,
        concealed=breach.concealed,
        warned=breach.warned,
        apology=breach.apology,
    )
    after = pair.trust
    # The two live on between the two questions, so the second starts where the first ended.
    nearly = _promises_until(before - NEARLY, pair, MOST_WEEKS)
    rest = _promises_until(before, pair, MOST_WEEKS - nearly) if nearly < math.inf else math.inf
    return Cost(breach, before, after, kept_worth(config, after, before), nearly, nearly + rest)


def costs(config: Config, trust: float = USUAL_TRUST) -> list[Cost]:
    """The cost of each of ``BREACHES``."""
    return [cost_of(config, breach, trust) for breach in BREACHES]


def kept_worth(config: Config, low: float, high: float) -> float:
    """Kept promises from one trust to a higher one, without hurt; a last one that overshoots counts in part.

    NaN under a law with numbers of its own on a tie: what a promise builds depends there on what went before, not on
    trust alone.
    """
    if remembers(config):
        return math.nan
    pair = laboratory(config, low)
    for count in range(MOST_WEEKS):
        before = pair.trust
        if before >= high - _ROUNDING:
            return float(count)
        pair.keep()
        if pair.trust >= high - _ROUNDING:
            return count + (high - before) / (pair.trust - before)
    return math.inf


def remembers(config: Config) -> bool:
    """Whether the law keeps something on a tie besides trust, as a count of experiences."""
    from trustsim.laws.catalogue import LAWS

    return bool(LAWS[config.law.name].columns)


def laboratory(config: Config, trust: float) -> Laboratory:
    """Two people with the mean traits of a config, and nothing between them but this trust."""
    return Laboratory(config, {name: mean_trait(config, name) for name in ("forgiveness", "transparency")}, trust)


def _promises_until(wanted: float, pair: Laboratory, most: float) -> float:
    kept = 0
    while pair.trust < wanted - _ROUNDING:
        if kept >= most:
            return math.inf
        pair.keep()
        pair.week()
        kept += 1
    return float(kept)


def mean_trait(config: Config, trait: str) -> float:
    """The mean of a trait over the people, as far as the config says it."""
    value = _mean(getattr(config.traits, trait))
    return float(Traits._field_defaults[trait]) if value is None else value


def _mean(spread: Any) -> float | None:
    match spread:
        case int() | float():
            return float(spread)
        case Uniform():
            return sum(spread.uniform) / 2.0
        case Beta():
            return spread.beta[0] / sum(spread.beta)
        case Normal():
            return spread.normal[0]
        case Groups():
            parts = [(group.share, _mean(group.value)) for group in spread.groups.values()]
            return sum(share * (mean or 0.0) for share, mean in parts)
    return None
