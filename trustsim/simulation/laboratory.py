"""A laboratory: one relationship in which nothing happens but what is done to it, by the same rules as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from trustsim.laws.keeping import PROMISE
from trustsim.rules import happenings, phases
from trustsim.simulation.start import begin
from trustsim.world.columns import World, lasting, readable

if TYPE_CHECKING:
    from trustsim.config import Setting

OLD: Final = 1_000_000
"""Encounters after which first impressions no longer count."""

PLACES: Final = frozenset({"key", "source", "target", "reverse", "pair", "relationship"})
"""What says of a tie which it is, rather than how it stands."""


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
    ticks_per_week
        Steps in a week.
    """

    def __init__(
        self,
        setting: Setting,
        traits: Mapping[str, float],
        trust: float,
        history: int = OLD,
        ticks_per_week: int = 1,
    ) -> None:
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
                "ticks_per_week": ticks_per_week,
            }
        )
        start = begin(quiet, seed=0)
        self._columns = start.world
        self._world = readable(start.world)
        self._law = start.law
        self._tie = phases.tie_between(self._world, 1, 0)
        self._tick = 0
        for tie in range(2):
            self._world.ties.history[tie] = history

    @property
    def trust(self) -> float:
        """The trust that is acted on, 0 to 1."""
        own = self._world.ties.own
        return float(self._law.acted_on(self._world.ties.trust[self._tie], own[self._tie, 0], own[self._tie, 1]))

    @property
    def level(self) -> float:
        """Trust itself, 0 to 1, from which the law makes what is acted on."""
        return float(self._world.ties.trust[self._tie])

    @property
    def ceiling(self) -> float:
        """The highest trust that can still be reached, 0 to 1."""
        return float(self._world.ties.ceiling[self._tie])

    @property
    def hurt(self) -> float:
        """What is felt now of all open hurts, 0 to 1."""
        return float(happenings.hurt_now(self._world, self._tie, self._tick))

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
            self._tick,
        )

    def week(self) -> None:
        """A week passes."""
        for _ in range(int(self._columns.ticks_per_week)):
            for person in range(2):
                phases.heal(self._world, self._law, person, self._tick)
            for person in range(2):
                phases.grow(self._world, self._law, person, self._tick)
            self._tick += 1
            self._make_last()

    def take_over(self, world: World, tie: int, tick: int) -> None:
        """Let the two be as the two of a tie are in another world of as many ticks a week, after so many ticks."""
        there, here = world.ties, self._columns.ties
        for mine, theirs in ((self._tie, tie), (here.reverse[self._tie], there.reverse[tie])):
            for name in set(here._fields) - PLACES:
                getattr(here, name)[mine] = getattr(there, name)[theirs]
            for name in set(self._columns.people._fields) - {"key", "first_tie"}:
                value = getattr(world.people, name)[there.source[theirs]]
                getattr(self._columns.people, name)[here.source[mine]] = value
        for name in ("intimacy", "counselled_until"):
            getattr(self._columns.pairs, name)[0] = getattr(world.pairs, name)[there.pair[tie]]
        self._tick = tick
        self._make_last()

    def forget_hurt(self) -> None:
        """As if nothing had ever hurt, and the two were not close: what is left is the law."""
        for tie in range(2):
            self._world.ties.hurt_count[tie] = 0
            self._world.ties.ceiling[tie] = 1.0
        self._world.pairs.intimacy[0] = 0.0

    def _make_last(self) -> None:
        if self._tick >= len(self._world.ages):
            self._columns = lasting(self._columns, self._tick + 1)
            self._world = readable(self._columns)
