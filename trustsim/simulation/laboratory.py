"""A laboratory: one relationship in which nothing happens but what is done to it, by the same rules as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from trustsim.laws.keeping import PROMISE
from trustsim.rules import happenings, phases
from trustsim.simulation.start import begin
from trustsim.world.columns import lasting, readable

if TYPE_CHECKING:
    from trustsim.config import Setting

OLD: Final = 1_000_000
"""Encounters after which first impressions no longer count."""


class Laboratory:
    """One person's trust in another, apart from everything else.

    Parameters
    ----------
    setting
        Law and parameters are taken from it.
    traits
        The traits of both people; those left out are at their defaults.
    trust
        Where the trust starts, 0 to 1.
    history
        Encounters that lie behind the two.
    """

    def __init__(self, setting: Setting, traits: Mapping[str, float], trust: float, history: int = OLD) -> None:
        from trustsim.config import setting_of

        quiet = setting_of(
            {
                "people": 2,
                "network": {"kind": "pair"},
                "relationships": {"quiet": 1.0},
                "relationship_types": {"quiet": {"trust": trust, "encounters": 0.0, "ending": 0.0, "pain": 1.0}},
                "traits": dict(traits),
                "parameters": {**setting.parameters.model_dump(), "message_rate": 0.0},
                "law": {"name": setting.law.name, **setting.law.parameters},
                "ticks_per_week": 1,
            }
        )
        start = begin(quiet, seed=0)
        self._columns = start.world
        self._world = readable(start.world)
        self._law = start.law
        self._tie = phases.tie_between(self._world, 1, 0)
        self._week = 0
        for tie in range(2):
            self._world.ties.history[tie] = history

    @property
    def trust(self) -> float:
        """The trust that is acted on, 0 to 1."""
        own = self._world.ties.own
        return float(self._law.acted_on(self._world.ties.trust[self._tie], own[self._tie, 0], own[self._tie, 1]))

    @property
    def ceiling(self) -> float:
        """The highest trust that can still be reached, 0 to 1."""
        return float(self._world.ties.ceiling[self._tie])

    @property
    def hurt(self) -> float:
        """What is felt now of all open hurts, 0 to 1."""
        return float(happenings.hurt_now(self._world, self._tie, self._week))

    def keep(self) -> None:
        """A promise is kept, now."""
        happenings.keep_everyday(self._world, self._law, self._tie, PROMISE, 0.0, self.hurt)

    def breach(self, size: float | None = None, **how: Any) -> None:
        """A promise is broken, now; ``how``: deliberate, concealed, warned, apology. No size: an everyday lapse."""
        world, tie = self._world, self._tie
        happenings.suffer_breach(
            world,
            self._law,
            tie,
            world.parameters.lapse_size if size is None else size,
            how.get("deliberate", False),
            how.get("concealed", False),
            how.get("warned", False),
            how.get("apology", False),
            self._law.signal(world.own, -1.0),
            world.parameters.interdependence,
            self.hurt,
            world.ties.history[tie],
            self._week,
        )

    def week(self) -> None:
        """A week passes."""
        for person in range(2):
            phases.heal(self._world, self._law, person, self._week)
        for person in range(2):
            phases.grow(self._world, self._law, person, self._week)
        self._week += 1
        if self._week >= len(self._world.ages):
            self._columns = lasting(self._columns, self._week + 1)
            self._world = readable(self._columns)
