"""The network itself: people, directed ties, and what was said about both."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from trustsim import draws
from trustsim.network.attributes import stable_text
from trustsim.network.faults import NetworkError
from trustsim.network.names import SIMPLE, in_order, plain_names
from trustsim.network.ties import Places, are_sorted, check_room, other_ways

Keys = npt.NDArray[np.uint64]

FEW = 10_000
"""People who are kept for the next network."""

AT_ONCE = 1 << 16
"""Ties that are hashed at a time, so that what is needed on the way stays in the processor's cache."""


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """People in order, and the directed ties between them in order. Made by ``from_networkx``.

    Networks are equal when their digests are; they can be keys of dictionaries. All arrays are read-only: copy what is
    to be changed.

    Parameters
    ----------
    names
        One for each person, sorted by type name, then by the order that the type has.
    source, target
        For each directed tie the place of the one who relies and of the one relied on, sorted by (source, target).
        Every tie is there both ways. They are kept as ``int32``; arrays of this type that nobody can write to are kept
        as they are, others are copied.
    node_attributes, tie_attributes
        By attribute's name: a value or ``None`` for each person, for each directed tie.

    Attributes
    ----------
    keys
        ``draws.key_of`` of each name.

    Raises
    ------
    NetworkError
        When there is nobody, there are 2**31 people or ties or more, two people share a key, or the parts contradict
        what is said above.
    """

    names: tuple[Hashable, ...]
    keys: Keys = field(init=False)
    source: Places
    target: Places
    node_attributes: dict[str, list[Any]] = field(default_factory=dict)
    tie_attributes: dict[str, list[Any]] = field(default_factory=dict)
    _people: _People = field(init=False)

    def __post_init__(self) -> None:
        people = _people_of(tuple(self.names))
        # A frozen dataclass is filled this way only.
        object.__setattr__(self, "names", people.names)
        object.__setattr__(self, "keys", people.keys)
        object.__setattr__(self, "_people", people)
        self._check_ends()
        object.__setattr__(self, "source", _own(self.source))
        object.__setattr__(self, "target", _own(self.target))
        self._check_ties()
        self._check_columns(self.node_attributes, self.people, "people")
        self._check_columns(self.tie_attributes, self.ties, "directed ties")

    @property
    def people(self) -> int:
        """How many people there are: N."""
        return len(self.names)

    @property
    def ties(self) -> int:
        """How many directed ties there are: M, twice the number of relationships."""
        return len(self.source)

    @property
    def texts(self) -> tuple[str, ...]:
        """The names as tables have them."""
        return self._people.texts

    @cached_property
    def first_tie(self) -> Places:
        """N + 1 offsets: the ties of person p are ``first_tie[p]:first_tie[p + 1]``."""
        first = np.zeros(self.people + 1, dtype=np.int32)
        np.cumsum(np.bincount(self.source, minlength=self.people), out=first[1:])
        return sealed(first)

    @cached_property
    def reverse(self) -> Places:
        """For each tie the tie the other way."""
        reverse = other_ways(self.people, self.source, self.target)
        if reverse is None:
            raise NetworkError("A tie has no tie the other way. Add it: a relationship is always there both ways.")
        return sealed(reverse)

    @cached_property
    def pair(self) -> Places:
        """For each tie its undirected pair; pairs are numbered in the order of their lower ties."""
        lower = self.source < self.target
        pair = np.cumsum(lower, dtype=np.int32)
        pair -= 1
        upper = np.flatnonzero(~lower)
        pair[upper] = pair[self.reverse[upper]]
        return sealed(pair)

    @cached_property
    def tie_keys(self) -> Keys:
        """For each tie a key of the ordered two: ``draws.fold(keys[source], keys[target])``."""
        keys = np.empty(self.ties, dtype=np.uint64)
        for first in range(0, self.ties, AT_ONCE):
            part = slice(first, first + AT_ONCE)
            keys[part] = draws.fold(self.keys[self.source[part]], self.keys[self.target[part]])
        return sealed(keys)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over names, ties and attributes: the same in every process, whatever order things were written in."""
        content = hashlib.sha256()
        content.update(repr([stable_text(name) for name in self.names]).encode())
        content.update(self.source.astype("<i8").tobytes())
        content.update(self.target.astype("<i8").tobytes())
        for columns in (self.node_attributes, self.tie_attributes):
            texts = [(name, [stable_text(value) for value in columns[name]]) for name in sorted(columns)]
            content.update(repr(texts).encode())
        return content.hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Network of {self.people} people and {self.ties // 2} relationships, {self.digest[:8]}>"

    def _check_ends(self) -> None:
        """Before anything is cut to 32 bits."""
        people, source, target = self.people, np.asarray(self.source), np.asarray(self.target)
        if source.shape != target.shape or source.ndim != 1:
            raise NetworkError(f"Ties need as many sources as targets, not {source.shape} and {target.shape}.")
        check_room(len(source), "directed ties")
        if len(source) and (min(source.min(), target.min()) < 0 or max(source.max(), target.max()) >= people):
            raise NetworkError(f"A tie leads to somebody who is not there. Count people from 0 to {people - 1}.")

    def _check_ties(self) -> None:
        if np.any(self.source == self.target):
            raise NetworkError("A tie leads from somebody to the same person. Leave such ties out.")
        if not are_sorted(self.source, self.target):
            raise NetworkError("Ties are not sorted by (source, target), or one is there twice. Use from_networkx.")
        _ = self.reverse  # which finds a tie that has none

    @staticmethod
    def _check_columns(columns: dict[str, list[Any]], length: int, what: str) -> None:
        for name, values in columns.items():
            if len(values) != length:
                raise NetworkError(
                    f"The attribute {name!r} has {len(values)} values for {length} {what}. Give one each."
                )


@dataclass(frozen=True)
class _People:
    names: tuple[Hashable, ...]
    keys: Keys

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(map(str, self.names))


def _people_of(names: tuple[Hashable, ...]) -> _People:
    """People of these names; the same object again and again, as the networks of a study have the same people."""
    # Only of these types are names that are equal one name: True and 1 are not.
    again = len(names) <= FEW and set(map(type, names)) in SIMPLE
    return _same_people(names) if again else _people(names)


def _people(names: tuple[Hashable, ...]) -> _People:
    names = tuple(plain_names(names))
    if not names:
        raise NetworkError("The network has no people. Add at least one, with or without relationships.")
    check_room(len(names), "people")
    keys = np.frombuffer(b"".join(map(draws.bytes_of, names)), dtype="<u8").astype(np.uint64)
    _check_keys(names, keys)
    if in_order(list(names)) != list(range(len(names))):
        raise NetworkError("The names are not in order. Make the network with from_networkx, which sorts them.")
    return _People(names, sealed(keys))


_same_people = lru_cache(maxsize=16)(_people)


def _check_keys(names: tuple[Hashable, ...], keys: Keys) -> None:
    ordered = np.sort(keys)
    if not np.any(ordered[1:] == ordered[:-1]):
        return
    seen: dict[int, Hashable] = {}
    for name, key in zip(names, keys.tolist(), strict=True):
        if key in seen:
            raise NetworkError(
                f"Two people have the same key: {seen[key]!r} and {name!r}. "
                "Rename one of them so that the two names read differently."
            )
        seen[key] = name


def _own(places: Any) -> Places:
    """The places as an array that nobody can change."""
    as_kept = isinstance(places, np.ndarray) and places.dtype == np.int32 and places.base is None
    if as_kept and not places.flags.writeable:
        return places
    return sealed(np.array(places, dtype=np.int32))


def sealed[Array: npt.NDArray[Any]](array: Array) -> Array:
    """The array itself, which cannot be written to from now on."""
    array.flags.writeable = False
    return array
