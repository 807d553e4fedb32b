"""A life in words, as far as a visitor has got: of a relationship, or of a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trustsim.app.asked import Asked
from trustsim.study.life_words import called, span_of_weeks, week_of
from trustsim.study.lives import Side, sides_of
from trustsim.study.replay import noted
from trustsim.study.standing import standing
from trustsim.study.words import capitalised


def life_of_pair(asked: Asked, week: int, pair: tuple[int, int]) -> dict[str, Any]:
    """The life of a relationship up to a week; two people who have one, as places among the people.

    Returns
    -------
    dict
        ``title`` and ``paragraphs``, a list of texts.
    """
    config = asked.config.model_copy(update={"weeks": week})
    first, second = (str(asked.network.names[place]) for place in pair)
    told, _ = noted(config, asked.seed, (first, second))
    paragraphs = [text for side in sides_of(told, (first, second), config, (0.0, week)) for text in _told(side)]
    return {"title": _title(f"{called(first)} and {called(second)}", week), "paragraphs": paragraphs}


def life_of_person(asked: Asked, week: int, person: int) -> dict[str, Any]:
    """The same of a person: how things stand in that week, and what weighed most on the way."""
    config = asked.config.model_copy(update={"weeks": week})
    name = str(asked.network.names[person])
    return {"title": _title(called(name), week), "paragraphs": standing(config, asked.seed, name)}


def _title(who: str, week: int) -> str:
    return f"{capitalised(who)}, week {week_of(week)}"


def _told(side: Side) -> Iterator[str]:
    yield f"How far {called(side.source)} trusts {called(side.target)}. {side.opening}"
    for chapter in side.chapters:
        yield f"{capitalised(span_of_weeks(chapter.first, chapter.last))}: {chapter.text}"
    if side.closing:
        yield " ".join(side.closing)
