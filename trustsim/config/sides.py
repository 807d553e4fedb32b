"""What is compared, in words: ``"open"``, ``traits.forgiveness=1``, ``point=3``.

A side is written in claims of a config and behind ``trustsim compare``. ``side_of`` reads the words; ``Compared`` knows
what a study compares, and holds the words against it.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Final

from trustsim.config.base import is_number
from trustsim.config.faults import mend_for, shown
from trustsim.config.yaml_text import UnreadableError, read_yaml

MOST_NAMED: Final = 12  # levels or labels in a mend
POINT: Final = "point"
_QUOTED: Final = re.compile(r"""^(?:"([^"]*)"|'([^']*)'|“([^”]*)”)$""")
_SETTING: Final = re.compile(r"""\s*([^\s=,]+)\s*=\s*("[^"]*"|'[^']*'|“[^”]*”|[^\s,]+)\s*""")


class WordingError(ValueError):
    """Words that cannot be meant.

    Attributes
    ----------
    message
        What is wrong.
    mend
        What to write instead.
    """

    def __init__(self, message: str, mend: str) -> None:
        self.message, self.mend = message, mend
        super().__init__(f"{message}\n    {mend}")


@dataclass(frozen=True)
class Side:
    """Some of the points of a study.

    Attributes
    ----------
    label
        One point by its label; None where it is not named so.
    point
        One point by its number, counted from 0 as in the table of runs; None where it is not named so.
    settings
        All points where these keys have these values, each a pair of key and value.
    """

    label: str | None = None
    point: int | None = None
    settings: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        if self.label is not None:
            return f"“{self.label}”"
        if self.point is not None:
            return f"{POINT} {self.point}"
        return ", ".join(f"{key}={value if isinstance(value, str) else shown(value)}" for key, value in self.settings)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that it gives a value."""
        return tuple(key for key, _ in self.settings)


def side_of(text: str, bare: bool = False) -> Side:
    """Read the words for a side, without asking whether there is one.

    Parameters
    ----------
    text
        ``"a label"`` in quotes, ``KEY=VALUE`` (several with commas or ``and``), or ``point=NUMBER``.
    bare
        Labels may come without quotes, as on a command line.

    Raises
    ------
    WordingError
        If it is none of these.

    Examples
    --------
    >>> side_of('"open"').label, side_of("forgiveness=1, law=grim").settings
    ('open', (('forgiveness', 1), ('law', 'grim')))
    """
    text = text.strip()
    if quoted := _QUOTED.match(text):
        return Side(label=_inside(quoted))
    settings: dict[str, Any] = {}
    rest = text
    while rest and (found := _SETTING.match(rest)):
        key, value = found[1], found[2]
        if key in settings:
            raise WordingError(f"{key} is said twice", "leave one of them out")
        settings[key] = _inside(quoted) if (quoted := _QUOTED.match(value)) else _scalar(value)
        rest = re.sub(r"^(?:,\s*(?:and\s+)?|and\s+)", "", rest[found.end() :])
    if rest or not settings:
        if bare and "=" not in text and text:
            return Side(label=text)
        raise WordingError(
            f"{shown(text)} names nothing to compare" if text else "there is nothing to compare",
            'write a label in quotes ("open"), KEY=VALUE (several with commas), or point=NUMBER',
        )
    if POINT in settings:
        if len(settings) > 1 or not isinstance(settings[POINT], int) or isinstance(settings[POINT], bool):
            raise WordingError(
                f"{shown(text)} is not one point", f"write {POINT}=3: its number in the table, and nothing else"
            )
        return Side(point=settings[POINT])
    return Side(settings=tuple(settings.items()))


def _inside(quoted: re.Match[str]) -> str:
    return next(part for part in quoted.groups() if part is not None)


def _scalar(text: str) -> Any:
    """A value as YAML reads it."""
    try:
        document = read_yaml(text)
    except UnreadableError:
        return text
    return text if document.faults else document.data


@dataclass(frozen=True)
class Compared:
    """What the points of a study differ in.

    Attributes
    ----------
    points
        Every swept key with its value, for each point.
    labels
        What each point is called; None where it is not.
    numbers
        The number of each point; counted from 0, unless said.
    """

    points: Sequence[Mapping[str, Any]]
    labels: Sequence[str | None]
    numbers: Sequence[int] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The swept keys."""
        return tuple(self.points[0]) if self.points else ()

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """For each key its values as texts that can be compared, point by point."""
        return {key: [same(point[key]) for point in self.points] for key in self.keys}

    def levels(self, key: str) -> list[Any]:
        """The values of a key, each once: numbers from low to high, others as they first appear."""
        first = dict(zip(reversed(self._codes[key]), reversed(self.points), strict=True))
        values = [first[code][key] for code in dict.fromkeys(self._codes[key])]
        return sorted(values) if all(map(is_number, values)) else values

    def key(self, word: str) -> str:
        """The swept key that is meant by its dotted name or by its last part, with ``_`` or spaces.

        Raises
        ------
        WordingError
            If there is none, or several.
        """
        wanted = "_".join(word.split())
        if wanted in self.keys:
            return wanted
        ending = [key for key in self.keys if key.endswith(f".{wanted}")]
        if len(ending) == 1:
            return ending[0]
        if ending:
            raise WordingError(f"{shown(word)} may be {' or '.join(ending)}", "write the whole key")
        if not self.keys:
            raise WordingError(f"{word} is not swept: nothing is", "sweep it, or leave this out")
        by_ending = {key.rpartition(".")[2]: key for key in self.keys}
        close = get_close_matches(wanted, [*self.keys, *by_ending], n=1, cutoff=0.6)
        mend = f"did you mean {by_ending.get(close[0], close[0])}?" if close else f"swept are {', '.join(self.keys)}"
        raise WordingError(f"{word} is not swept", mend)

    def side(self, words: Side) -> Side:
        """The side with whole keys and with values as they were swept.

        Raises
        ------
        WordingError
            If no point is there.
        """
        if words.label is not None:
            labels = [label for label in self.labels if label is not None]
            if words.label not in labels:
                by_case = {label.lower(): label for label in labels}
                close = get_close_matches(words.label.lower(), list(by_case), n=1, cutoff=0.6)
                mend = f'did you mean "{by_case[close[0]]}"?' if close else _choices(labels, "labels are")
                if not labels:
                    mend = "no point has a label: write KEY=VALUE or point=NUMBER"
                raise WordingError(f"no point is called {shown(words.label)}", mend)
            return words
        if words.point is not None:
            if not any(self.at(words)):
                last = max(self.numbers or range(len(self.points)), default=0)
                raise WordingError(f"there is no point {words.point}", f"they are numbered from 0 to {last}")
            return words
        settings = tuple((key := self.key(word), self._level(key, value)) for word, value in words.settings)
        side = Side(settings=settings)
        if not any(self.at(side)):
            raise WordingError(f"no point has {side}", "name settings that stand together in one point")
        return side

    def at(self, side: Side) -> list[bool]:
        """For each point, whether it belongs to the side."""
        if side.label is not None:
            return [label == side.label for label in self.labels]
        if side.point is not None:
            return [number == side.point for number in self.numbers or range(len(self.points))]
        wanted = tuple(same(value) for _, value in side.settings)
        return [codes == wanted for codes in self._coded(side.keys)]

    def steps(self, key: str, low: Any, high: Any, at: Side | None = None) -> list[tuple[int, int]]:
        """The places of points at one level of a key and of those at another that are alike in all else."""
        sides = [Side(settings=((key, level), *(at.settings if at else ()))) for level in (low, high)]
        if at and not at.settings:
            one = self.at(at)
            return [pair for pair in self._pairs((key,), *map(self.at, sides)) if one[pair[0]] and one[pair[1]]]
        return self._pairs((key,), *map(self.at, sides))

    def between(self, side: Side, than: Side) -> list[tuple[int, int]]:
        """The places of points of the second side and of the first that are alike in all that neither side names.

        A side that is one point, by label or number, is compared with every point of the other.
        """
        named = (*side.keys, *than.keys) if side.settings and than.settings else self.keys
        return self._pairs(named, self.at(than), self.at(side))

    def _pairs(self, named: Collection[str], first: Sequence[bool], second: Sequence[bool]) -> list[tuple[int, int]]:
        others = self._coded([key for key in self.keys if key not in named])
        partners: dict[tuple[str, ...], list[int]] = {}
        for place in itertools.compress(range(len(others)), second):
            partners.setdefault(others[place], []).append(place)
        return [
            (place, partner)
            for place in itertools.compress(range(len(others)), first)
            for partner in partners.get(others[place], ())
            if partner != place
        ]

    def _coded(self, keys: Sequence[str]) -> list[tuple[str, ...]]:
        """Point by point the values of some keys, as texts that can be compared."""
        return list(zip(*(self._codes[key] for key in keys), strict=True)) if keys else [()] * len(self.points)

    def _level(self, key: str, value: Any) -> Any:
        levels = self.levels(key)
        for level in levels:
            if same(level) == same(value):
                return level
        names = [shown(level) if not isinstance(level, str) else level for level in levels]
        close = "" if is_number(value) else mend_for(value, names)
        mend = close if close.startswith("did") else _choices(names, f"{key} is swept over")
        raise WordingError(f"{key} is never {value if isinstance(value, str) else shown(value)}", mend)


def same(value: Any) -> str:
    """One text for equal values: 1, 1.0 and a table's "1" are the same, 1 and true are not."""
    if isinstance(value, str):
        try:
            return same(json.loads(value))
        except (ValueError, RecursionError):
            return value
    if is_number(value):
        return f"{float(value):.15g}"
    # numpy's numbers and truths come out of tables
    return same(value.item()) if hasattr(value, "item") else json.dumps(value, sort_keys=True, default=str)


def _choices(names: Iterable[str], before: str) -> str:
    listed = list(names)
    more = ", …" if len(listed) > MOST_NAMED else ""
    return f"{before} {', '.join(listed[:MOST_NAMED])}{more}"
