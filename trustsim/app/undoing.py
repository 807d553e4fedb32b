"""How many kept promises it takes until trust is where it was before a betrayal, or before it last fell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from trustsim.app.asked import MOST_WEEKS, Asked
from trustsim.app.playing import Playing
from trustsim.simulation.laboratory import Laboratory

ROUNDING: Final = 1e-12


def undoing(asked: Asked, week: int, tie: int, since: int | None = None, *, most: int = MOST_WEEKS) -> dict[str, Any]:
    """Promises kept, one a week from a week on, until trust is where it was before a fall.

    Parameters
    ----------
    asked, week
        A run, and where it is.
    tie
        Which directed tie's.
    since
        The week of a betrayal, up to ``week``: before the first fall from then on is meant, however often trust has
        fallen since. None: before the last fall.
    most
        Promises after which it is called never.

    Returns
    -------
    dict
        ``kept``, with all that the two have behind them and nothing else happening to them (None: never);
        ``alone``, by the law alone: nothing hurts, trust may rise to 1, closeness does not help; ``before``, the trust
        to come back to, 0–1: that of now, where trust has not fallen.
    """
    playing = Playing(asked)
    course = [_trust(playing, tie)]
    for passed in range(1, week + 1):
        playing.to(passed)
        course.append(_trust(playing, tie))
    before = before_fall(course, since)
    world = playing.start.world
    ticks = asked.config.ticks_per_week

    def pair() -> Laboratory:
        there = Laboratory(asked.config, {}, trust=0.5, ticks_per_week=ticks)
        there.take_over(world, tie, week * ticks)
        return there

    with_hurt, alone = pair(), pair()
    alone.forget_hurt()
    alive = bool(world.pairs.active[world.ties.pair[tie]])
    return {
        "kept": _promises(with_hurt, before, with_hurt.week, most) if alive else None,
        "alone": _promises(alone, before, lambda: None, most),
        "before": before,
    }


def before_fall(course: Sequence[float], since: int | None = None) -> float:
    """Where a line was before it fell; where it is now, if it did not.

    Parameters
    ----------
    course
        Its value in each week up to now, one at least.
    since
        The first fall from this week on is meant. None: the last one; weeks of falling that follow each other are one.

    Examples
    --------
    >>> line = [0.5, 0.6, 0.3, 0.2, 0.25, 0.24]
    >>> before_fall(line), before_fall(line, 0), before_fall(line, 2), before_fall([0.5, 0.6])
    (0.25, 0.6, 0.3, 0.6)
    """
    if since is not None:
        week = since
        while week + 1 < len(course) and course[week + 1] >= course[week]:
            week += 1
        return course[week]
    week = len(course) - 1
    while week > 0 and course[week] >= course[week - 1]:
        week -= 1
    if week == 0:
        return course[-1]
    while week > 0 and course[week] < course[week - 1]:
        week -= 1
    return course[week]


def _trust(playing: Playing, tie: int) -> float:
    return float(playing.start.world.ties.trust[tie])


def _promises(pair: Laboratory, wanted: float, pause: Callable[[], None], most: int) -> int | None:
    for kept in range(most + 1):
        if pair.level >= wanted - ROUNDING:
            return kept
        pair.keep()
        pause()
    return None
