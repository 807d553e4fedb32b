"""What one breach costs by the law alone: no network, no chance, one kept promise a week afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from trustsim.config import law_parameters_of, parameters_of
from trustsim.config.traits import Beta, Groups, Normal, Uniform
from trustsim.laws import healing, severity
from trustsim.laws.arithmetic import logistic
from trustsim.laws.catalogue import LAWS
from trustsim.outcomes import NEARLY
from trustsim.parameters import Parameters, Traits

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
        Kept promises that build up as much as was lost, where nothing hurts.
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
    p, law, own = parameters_of(config), LAWS[config.law.name], law_parameters_of(config.law)
    tie = _Tie(p, law, own, config, trust)
    before = tie.acted_on()
    tie.break_it(breach)
    after = tie.acted_on()
    # The tie lives on between the two questions, so the second starts where the first ended.
    nearly = tie.promises_until(before - NEARLY)
    return Cost(breach, before, after, kept_worth(config, after, before), nearly, nearly + tie.promises_until(before))


def costs(config: Config, trust: float = USUAL_TRUST) -> list[Cost]:
    """The cost of each of ``BREACHES``."""
    return [cost_of(config, breach, trust) for breach in BREACHES]


def kept_worth(config: Config, low: float, high: float) -> float:
    """Kept promises from one trust to a higher one, without hurt; a last one that overshoots counts in part."""
    p, law, own = parameters_of(config), LAWS[config.law.name], law_parameters_of(config.law)
    signal = law.signal(own, 1.0)
    trust = low
    first, second = law.start(own, low)
    for count in range(MOST_WEEKS):
        if trust >= high - _ROUNDING:
            return float(count)
        step, first, second = law.kept(p, own, trust, first, second, 1.0, 0.0, 0.0, signal, p.interdependence)
        if step >= high - _ROUNDING:
            return count + float((high - trust) / (step - trust))
        trust = step
    return math.inf


class _Tie:
    """One directed tie, with the few columns that a breach touches."""

    def __init__(self, p: Parameters, law: ModuleType, own: Any, config: Config, trust: float) -> None:
        self.p, self.law, self.own = p, law, own
        self.trust: float = trust
        self.ceiling: float = 1.0
        self.size_of_hurt: float = -math.inf
        self.first: float
        self.second: float
        self.first, self.second = law.start(own, trust)
        self.week = 0
        self.rate = healing.healing_rate(mean_trait(config, "forgiveness"), p.healing_exponent)
        self.willingness = mean_trait(config, "forgiveness") * mean_trait(config, "transparency")

    def acted_on(self) -> float:
        return float(self.law.acted_on(self.trust, self.first, self.second))

    def break_it(self, breach: Breach) -> None:
        p = self.p
        x = severity.size_of_breach(
            p.lapse_size if breach.size is None else breach.size,
            p.deliberate if breach.deliberate else 0.0,
            p.concealed if breach.concealed else 0.0,
            0.0,
            0.0,
            p.warned if breach.warned else 0.0,
        )
        share = logistic(x - p.apology_on_trust) if breach.apology else logistic(x)
        if self.law.leaves_hurt:
            damage = p.ceiling_damage if breach.deliberate or breach.concealed else 0.0
            self.ceiling = severity.ceiling_left(self.ceiling, share, damage)
            self.size_of_hurt = x - p.apology_on_hurt if breach.apology else x
        trust, self.first, self.second = self.law.broken(
            p, self.own, self.trust, self.first, self.second, share, self.law.signal(self.own, -1.0), p.interdependence
        )
        self.trust = min(max(trust, 0.0), self.ceiling)

    def promises_until(self, wanted: float) -> float:
        for kept in range(MOST_WEEKS - self.week):
            if self.acted_on() >= wanted - _ROUNDING:
                return float(kept)
            self._keep_one()
        return math.inf

    def _keep_one(self) -> None:
        p = self.p
        odds = healing.odds_of_hurt(self.size_of_hurt, float(self.week), self.rate) if self.law.leaves_hurt else 0.0
        hurt = 1.0 - healing.untouched(odds) if odds >= healing.CLOSED else 0.0
        signal = self.law.signal(self.own, 1.0)
        trust, self.first, self.second = self.law.kept(
            p, self.own, self.trust, self.first, self.second, self.ceiling, hurt, 0.0, signal, p.interdependence
        )
        self.trust = min(max(trust, 0.0), self.ceiling)
        self.ceiling = severity.ceiling_repaired(self.ceiling, p.ceiling_repair, self.willingness)
        self.week += 1


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
