"""Small worlds for tests of rules: nothing happens in them but what a test asks for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.lab import MANY
from trustsim.model import Person, Tie, TrustModel
from trustsim.world.columns import World

KINDS = ("promise", "conversation", "boundary", "confidence")
G0 = 2 / math.log(14)


def sigma(x: float) -> float:
    """Log-odds to a share."""
    return 1 / (1 + math.exp(-x))


def only(kind: str) -> dict[str, float]:
    """Shares of encounters of which all are of this kind."""
    return {f"{each}_share": float(each == kind) for each in KINDS}


def stage(
    people: int = 2, encounters: float = 0.0, trust: float = 0.5, history: int = MANY, **settings: Any
) -> TrustModel:
    """Everybody knows everybody (unless ``network`` says otherwise) by one type of relationship, ``stage``.

    Without other settings there are no encounters, no endings and no first impressions left.
    """
    kind = {
        "trust": trust,
        "encounters": encounters,
        "ending": settings.pop("ending", 0.0),
        "pain": settings.pop("pain", 1.0),
    }
    settings = {"network": {"kind": "complete"}, "engine": "agents", "rng": 1, **settings}
    model = TrustModel(people=people, relationships={"stage": 1.0}, relationship_types={"stage": kind}, **settings)
    model.world.ties.history[:] = history
    return model


def acting(kind: str = "promise", **settings: Any) -> TrustModel:
    """Two people who rely on each other in every tick, in acts of one kind."""
    return stage(encounters=1.0, caution=0.0, **only(kind), **{"misreading": 0.0, **settings})


def tie(model: TrustModel, source: Any, target: Any) -> Tie:
    """The source's side: how far it trusts the target."""
    return model.person(source).tie(target)


def copied(world: World) -> dict[str, np.ndarray]:
    """Every column as it is now, by its dotted name."""
    return {
        f"{table}.{name}": np.array(column)
        for table in ("people", "ties", "pairs")
        for name, column in getattr(world, table)._asdict().items()
    }


def changed(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> set[str]:
    """Names of the columns that differ."""
    return {name for name in before if before[name].tobytes() != after[name].tobytes()}


def frequency(happens: Callable[..., Any], *arguments: Any, ticks: int = 20_000) -> float:
    """Share of ticks in which it happens; the tick is the last argument."""
    return sum(bool(happens(*arguments, tick)) for tick in range(ticks)) / ticks


def within(chance: float, ticks: int = 20_000, errors: float = 4.5) -> float:
    """So many standard errors of a frequency."""
    return errors * math.sqrt(max(chance * (1 - chance), 1e-12) / ticks)


def deciding(**answers: bool) -> type[Person]:
    """A person who decides always the same: ``deciding(keeps=False, owns_up=True)``."""

    def always(answer: bool) -> Callable[..., bool]:
        return lambda person, tie, act=None: answer

    return type("Decided", (Person,), {name: always(answer) for name, answer in answers.items()})


def never_asked(*decisions: str) -> type[Person]:
    """A person for whom it is a fault to be asked for these decisions."""

    def fail(person: Person, tie: Tie, act: str | None = None) -> bool:
        raise AssertionError("this decision must not come up")

    return type("Unasked", (Person,), dict.fromkeys(decisions, fail))


KEEPER = deciding(keeps=True)
OPEN_BREAKER = deciding(keeps=False, breaks_on_purpose=False, warns=False, owns_up=True, apologises=False)
HIDER = deciding(keeps=False, breaks_on_purpose=False, warns=False, owns_up=False)
