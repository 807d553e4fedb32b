"""A laboratory for tests: one relationship in which nothing happens but what the test does."""

from __future__ import annotations

from typing import Any

from trustsim.model import Tie, TrustModel
from trustsim.rules import happenings

MANY = 1_000_000
"""Encounters after which first impressions are over: exp(−MANY/5) is 0."""


def quiet_pair(trust: float = 0.85, history: int = MANY, **settings: Any) -> TrustModel:
    """Two people, no encounters of their own; they start from this trust and history.

    The trusting one is 1, the acting one is 0: ``tie(model)`` is 1's trust in 0.
    """
    settings.setdefault("traits_of_all", {})
    traits = settings.pop("traits_of_all")
    model = TrustModel(
        people=2,
        network={"kind": "pair"},
        rng=settings.pop("rng", 1),
        engine=settings.pop("engine", "agents"),
        relationships={"quiet": 1.0},
        relationship_types={
            "quiet": {"trust": trust, "encounters": 0.0, "ending": settings.pop("ending", 0.0), "pain": 1.0}
        },
        **traits,
        **settings,
    )
    for each in model.ties:
        model.world.ties.history[each.index] = history
    return model


def tie(model: TrustModel) -> Tie:
    """1's trust in 0."""
    return model.person(1).tie(0)


def keep(model: TrustModel) -> None:
    """0 keeps a promise to 1, now."""
    index = tie(model).index
    hurt = happenings.hurt_now(model.view, index, model.tick)
    happenings.keep_act(model.view, model.law, index, 1.0, 0.5, hurt)


def breach(model: TrustModel, size: float = -2.0, signal: float = -1.0, **how: bool) -> float:
    """0 breaks a promise to 1, now; returns the share of trust lost."""
    index = tie(model).index
    before = tie(model).trust
    happenings.suffer_breach(
        model.view,
        model.law,
        index,
        size,
        how.get("deliberate", False),
        how.get("concealed", False),
        how.get("warned", False),
        how.get("apology", False),
        signal,
        0.5,
        happenings.hurt_now(model.view, index, model.tick),
        model.view.ties.history[index],
        model.tick,
    )
    return 1.0 - tie(model).trust / before


def weeks_back_to(level: float, model: TrustModel, most: int = 2000) -> int | None:
    """Weeks of one kept act each, the first in this week, until trust is back; None if not within ``most``."""
    for week in range(1, most + 1):
        keep(model)
        if tie(model).trust >= level:
            return week
        model.step()
    return None
