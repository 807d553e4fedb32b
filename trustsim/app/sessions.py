"""Whose courses there are: one session for each visitor, forgotten when it has been idle longest."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

import anyio

from trustsim.app.asked import Asked
from trustsim.app.playing import Playing

MOST_SESSIONS: Final = 100
COURSES_KEPT: Final = 2
"""Of each session: the page compares two."""


@dataclass
class Session:
    """What is kept of one visitor.

    Attributes
    ----------
    turn
        Held by whoever lets weeks pass: a course is one, and cannot do so twice at once.
    question
        Held by whoever asks about a run beside it, so that one visitor does not keep all others waiting.
    diagram
        Counts diagrams, so that a newer one ends an older one.
    """

    turn: anyio.Lock = field(default_factory=anyio.Lock)
    question: anyio.Lock = field(default_factory=anyio.Lock)
    diagram: int = 0
    _courses: list[Playing] = field(default_factory=list)

    def begin(self, asked: Asked) -> Playing:
        """A course from its beginning; the one not used for longest is dropped."""
        playing = Playing(asked)
        self._courses = [*self._courses, playing][-COURSES_KEPT:]
        return playing

    def course(self, asked: Asked, week: int) -> Playing:
        """A course of this config that is at this week or before: the nearest that there is, or one from the start."""
        for playing in sorted(self._courses, key=lambda one: one.week, reverse=True):
            if playing.goes_on(asked, week):
                self._courses.remove(playing)
                self._courses.append(playing)
                return playing
        return self.begin(asked)


class Sessions:
    """All visitors, by the random names of their sessions."""

    def __init__(self) -> None:
        self._all: OrderedDict[str, Session] = OrderedDict()

    def __len__(self) -> int:
        return len(self._all)

    def new(self) -> str:
        """The name of a new session; with too many, the one that was idle longest is gone."""
        name = secrets.token_urlsafe(16)
        self._all[name] = Session()
        while len(self._all) > MOST_SESSIONS:
            self._all.popitem(last=False)
        return name

    def find(self, name: str) -> Session | None:
        """A session, which from now on is the one idle shortest; None if there is none of this name."""
        session = self._all.get(name)
        if session is not None:
            self._all.move_to_end(name)
        return session
