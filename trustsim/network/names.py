"""Names of people: in one form, in one order.

Names that are equal in Python (``1``, ``True``, ``1.0``, ``numpy.int64(1)``) are one person to networkx; which of them
a graph shows depends on which was written first. So a name is brought into one plain form before it gets a key or a
place.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np

from trustsim.network.faults import NetworkError

ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")

# Exactly these types, of which networks of a million people are made: such a name is plain as it is, and they have an
# order among themselves.
SIMPLE = ({int}, {str})


def plain_name(name: Hashable) -> Hashable:
    """Bring a name into its plain form, the same for all names that are equal.

    Parameters
    ----------
    name
        What a graph calls a person.

    Returns
    -------
    Hashable
        A Python ``int``, ``float``, ``str`` or ``tuple`` where the name is equal to one, otherwise the name itself.

    Raises
    ------
    NetworkError
        When the name does not read the same in every process, so that its key would not be stable.
    """
    if isinstance(name, np.generic):
        name = name.item()
    if isinstance(name, int):
        return int(name)
    if isinstance(name, str):
        return str.__str__(name)
    if isinstance(name, tuple):
        return tuple(plain_name(part) for part in name)
    if name != name:
        raise NetworkError(f"The name {name!r} is not equal to itself. Give this person a text or a number as a name.")
    if isinstance(name, float):
        return int(name) if name.is_integer() else float(name)
    if isinstance(name, frozenset) or ADDRESS.search(repr(name)):
        raise NetworkError(
            f"The name {name!r} reads differently in every process, so no result could be repeated. "
            "Use a text, a number or a tuple as a name, or give the class a __repr__ that shows its content."
        )
    return name


def plain_names(names: Iterable[Hashable]) -> list[Hashable]:
    """The names in their plain form, as ``plain_name`` gives it to each."""
    given = list(names)
    return given if set(map(type, given)) in SIMPLE else [plain_name(name) for name in given]


def place_of(name: Hashable) -> tuple[str, Any]:
    """By what a plain name is sorted: its type's name, then its own order, part by part in a tuple."""
    kind = type(name).__name__
    if isinstance(name, tuple):
        return kind, tuple(place_of(part) for part in name)
    return kind, name if _has_order(name) else repr(name)


def in_order(names: list[Hashable]) -> list[int]:
    """Say in which order plain names stand.

    Parameters
    ----------
    names
        Plain names.

    Returns
    -------
    list of int
        Positions in ``names``, those of the first person first.
    """
    if set(map(type, names)) in SIMPLE:
        simple: list[Any] = names
        return sorted(range(len(simple)), key=simple.__getitem__)
    places = [place_of(name) for name in names]
    try:
        return sorted(range(len(names)), key=places.__getitem__)
    except TypeError:
        # An order that holds only for some values (dates with and without a time zone): the text orders them all.
        texts = [(type(name).__name__, repr(name)) for name in names]
        return sorted(range(len(names)), key=texts.__getitem__)


def _has_order(name: Any) -> bool:
    try:
        name < name  # noqa: B015 - asked only whether it can be asked
    except TypeError:
        return False
    return True
