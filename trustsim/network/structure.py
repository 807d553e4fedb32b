"""The network itself: people, directed ties, and what was said about both."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from trustsim import draws
from trustsim.network.attributes import stable_text
from trustsim.network.faults import NetworkError
from trustsim.network.names import in_order, plain_name

Indices = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


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
        Every tie is there both ways.
    node_attributes, tie_attributes
        By attribute's name: a value or ``None`` for each person, for each directed tie.

    Attributes
    ----------
    keys
        ``draws.key_of`` of each name.

    Raises
    ------
    NetworkError
        When there is nobody, two people share a key, or the parts contradict what is said above.
    """

    names: tuple[Hashable, ...]
    keys: Keys = field(init=False)
    source: Indices
    target: Indices
    node_attributes: dict[str, list[Any]] = field(default_factory=dict)
    tie_attributes: dict[str, list[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = tuple(plain_name(name) for name in self.names)
        if not names:
            raise NetworkError("The network has no people. Add at least one, with or without relationships.")
        keys = np.array([draws.key_of(name) for name in names], dtype=np.uint64)
        _check_keys(names, keys)
        if in_order(list(names)) != list(range(len(names))):
            raise NetworkError("The names are not in order. Make the network with from_networkx, which sorts them.")
        # A frozen dataclass is filled this way only.
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "keys", _sealed(keys))
        object.__setattr__(self, "source", _sealed(np.array(self.source, dtype=np.int64)))
        object.__setattr__(self, "target", _sealed(np.array(self.target, dtype=np.int64)))
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

    @cached_property
    def first_tie(self) -> Indices:
        """N + 1 offsets: the ties of person p are ``first_tie[p]:first_tie[p + 1]``."""
        return _sealed(np.searchsorted(self.source, np.arange(self.people + 1)).astype(np.int64))

    @cached_property
    def reverse(self) -> Indices:
        """For each tie the tie the other way."""
        # Sorted by (target, source), the ties stand in the order in which their reverses stand by (source, target).
        return _sealed(np.lexsort((self.source, self.target)).astype(np.int64))

    @cached_property
    def pair(self) -> Indices:
        """For each tie its undirected pair; pairs are numbered in the order of their lower ties."""
        lower = np.minimum(np.arange(self.ties), self.reverse)
        return _sealed(np.unique(lower, return_inverse=True)[1].astype(np.int64))

    @cached_property
    def tie_keys(self) -> Keys:
        """For each tie a key of the ordered two: ``draws.fold(keys[source], keys[target])``."""
        keys: Keys = draws.fold(self.keys[self.source], self.keys[self.target])
        return _sealed(keys)

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

    def _check_ties(self) -> None:
        people, source, target = self.people, self.source, self.target
        if source.shape != target.shape or source.ndim != 1:
            raise NetworkError(f"Ties need as many sources as targets, not {source.shape} and {target.shape}.")
        if np.any(np.minimum(source, target) < 0) or np.any(np.maximum(source, target) >= people):
            raise NetworkError(f"A tie leads to somebody who is not there. Count people from 0 to {people - 1}.")
        if np.any(source == target):
            raise NetworkError("A tie leads from somebody to the same person. Leave such ties out.")
        if np.any(np.diff(source * people + target) <= 0):
            raise NetworkError("Ties are not sorted by (source, target), or one is there twice. Use from_networkx.")
        reverse = self.reverse
        if not (np.array_equal(source[reverse], target) and np.array_equal(target[reverse], source)):
            raise NetworkError("A tie has no tie the other way. Add it: a relationship is always there both ways.")

    @staticmethod
    def _check_columns(columns: dict[str, list[Any]], length: int, what: str) -> None:
        for name, values in columns.items():
            if len(values) != length:
                raise NetworkError(
                    f"The attribute {name!r} has {len(values)} values for {length} {what}. Give one each."
                )


def _check_keys(names: tuple[Hashable, ...], keys: Keys) -> None:
    seen: dict[int, Hashable] = {}
    for name, key in zip(names, keys.tolist(), strict=True):
        if key in seen:
            raise NetworkError(
                f"Two people have the same key: {seen[key]!r} and {name!r}. "
                "Rename one of them so that the two names read differently."
            )
        seen[key] = name


def _sealed[Array: npt.NDArray[Any]](array: Array) -> Array:
    array.flags.writeable = False
    return array
