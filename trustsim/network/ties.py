"""Directed ties as two arrays of places, in order, each there both ways."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from trustsim.network.faults import NetworkError

Places = npt.NDArray[np.int32]
"""Of people or of ties. 32 bits, for a network of ten million ties is read again and again."""

MOST: Final = 2**31 - 1
"""People, and directed ties, that places of 32 bits can tell apart."""

FEW: Final = 100_000
"""Values that are sorted by comparing: counting them is quicker from here on, but takes an import of scipy.sparse."""


def check_room(count: int, what: str) -> None:
    """Refuse more people or ties than places can number.

    Raises
    ------
    NetworkError
        When there are more than ``MOST``.
    """
    if count > MOST:
        raise NetworkError(f"A network has room for {MOST:,} {what}, not for {count:,}. Make it smaller.")


def both_ways(people: int, one: npt.NDArray[np.integer], other: npt.NDArray[np.integer]) -> tuple[Places, Places]:
    """Sources and targets of the ties that relationships make, sorted by (source, target), each tie once.

    Parameters
    ----------
    people
        How many people there are: N.
    one, other
        The two of each relationship, in either order, as often as it may be: places below N, never twice the same.

    Raises
    ------
    NetworkError
        When there are more people or ties than places can number.
    """
    check_room(people, "people")
    # One number for each tie, since numbers of 64 bits are sorted faster than pairs. N² stays below 2**62.
    codes = np.empty(2 * len(one), dtype=np.int64)
    for half, first, second in ((codes[: len(one)], one, other), (codes[len(one) :], other, one)):
        np.multiply(first, people, out=half, dtype=np.int64)
        half += second
    codes.sort()
    again = codes[1:] == codes[:-1]
    if again.any():
        codes = codes[np.concatenate([[True], ~again])]
    check_room(len(codes), "directed ties")
    source, target = np.empty(len(codes), dtype=np.int32), np.empty(len(codes), dtype=np.int32)
    for start in range(0, len(codes), FEW):  # in parts, so that nothing else of this size is needed
        part = slice(start, start + FEW)
        source[part], target[part] = np.divmod(codes[part], people)
    return source, target


def are_sorted(source: Places, target: Places) -> bool:
    """Whether ties stand by (source, target), each once."""
    later = source[1:] > source[:-1]
    later |= (source[1:] == source[:-1]) & (target[1:] > target[:-1])
    return bool(later.all())


def other_ways(people: int, source: Places, target: Places) -> Places | None:
    """For each tie, sorted as above, the place of the tie the other way; None if one has none."""
    lower = np.flatnonzero(source < target).astype(np.int32)
    upper = np.flatnonzero(source > target).astype(np.int32)
    if len(lower) != len(upper):
        return None
    # Sorted by (target, source), the lower ties stand in the order in which the upper ones stand by (source, target).
    lower = lower[_stable_order(target[lower], people)]
    if not (np.array_equal(source[lower], target[upper]) and np.array_equal(target[lower], source[upper])):
        return None
    reverse = np.empty(len(source), dtype=np.int32)
    reverse[lower] = upper
    reverse[upper] = lower
    return reverse


def _stable_order(values: Places, limit: int) -> npt.NDArray[np.integer]:
    """The order that sorts values below a limit and leaves equal ones as they stand."""
    if len(values) < FEW:
        return np.argsort(values, kind="stable")
    from scipy import sparse

    # A matrix of one row is written column by column by counting what each column has.
    row = (np.arange(len(values), dtype=np.int32), values, np.array([0, len(values)], dtype=np.int32))
    order: npt.NDArray[np.integer] = sparse.csr_array(row, shape=(1, limit)).tocsc().data
    return order
