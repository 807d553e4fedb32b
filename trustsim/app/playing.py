"""A course as frames: it goes on where it is if the config is the same up to there, or is run again."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from trustsim.app.asked import MOST_WEEKS, Asked, RefusalError
from trustsim.app.framing import Frames, both_ways
from trustsim.app.places import places_of
from trustsim.rules.measures import MEASURES
from trustsim.simulation import Course, Start, begin, with_events
from trustsim.world.script import EventError

MOST_AT_ONCE: Final = 104
"""Weeks of one request."""


def started(asked: Asked) -> Start:
    """The run of a config before its first tick.

    Raises
    ------
    RefusalError
        If its parts do not fit together.
    """
    try:
        return begin(asked.config, asked.seed, network=asked.network)
    except EventError as error:
        place, _, message = str(error).partition(": ")
        raise RefusalError(message, place.split(" ")[0]) from None
    except ValueError as error:
        raise RefusalError(str(error)) from None


class Playing:
    """A run that can be gone on with, week by week.

    Parameters
    ----------
    asked
        The config, at its week 0.

    Attributes
    ----------
    week
        How many weeks have passed.
    """

    def __init__(self, asked: Asked) -> None:
        self.week = 0
        self._world = asked.world
        self._ticks = asked.config.ticks_per_week
        self._series = np.full((MOST_WEEKS + 1, len(MEASURES)), np.nan)
        moments = np.arange(MOST_WEEKS + 1, dtype=np.int64) * self._ticks
        start = started(asked)
        self._script = asked.config.events
        self._ways = both_ways(start.world)
        self._course = Course(start, moments, self._series)
        self._course.advance(0)

    @property
    def start(self) -> Start:
        """Where the run is now."""
        return self._course.start

    def goes_on(self, asked: Asked, week: int) -> bool:
        """Whether this is the run of the config up to where it is now, and that is no later than this week.

        If it is, what the config says of later weeks is what it will do.
        """
        if self._world != asked.world or self.week > week:
            return False
        if self._script == asked.config.events:
            return True
        try:
            start = with_events(self.start, asked.config.events, self.week * self._ticks)
        except EventError:
            return False  # the run from its beginning will say what is wrong
        if start is None:
            return False
        self._course.follow(start)
        self._script = asked.config.events
        return True

    def to(self, week: int) -> None:
        """Let weeks pass until as many have."""
        self._course.advance(week * self._ticks)
        self.week = week

    def frames(self, first: int, last: int, watched: int | None = None) -> dict[str, Any]:
        """The frames of some weeks, none of them earlier than where the run is."""
        frames = Frames(first, self._ways, watched)
        for week in range(first, last + 1):
            self.to(week)
            frames.add(self.start.world, self._series[week])
        return frames.as_data()

    def scene(self) -> dict[str, Any]:
        """All that does not change while the weeks pass, with the frame of week 0."""
        start = self.start
        ties, lower = start.world.ties, self._ways[:, 0]
        return {
            "people": list(start.network.names),
            "places": places_of(start.network),
            "pairs": np.stack([ties.source[lower], ties.target[lower]], axis=1).tolist(),
            "kinds": [start.types[row] for row in ties.relationship[lower].tolist()],
            "measures": list(MEASURES),
            "frames": self.frames(0, 0),
        }
