"""How compiled code is given the columns: a world is one pointer, to a block that says where each column is.

numba passes a named tuple by its parts, and an array by seven of them: a world would be some five hundred arguments to
every rule that is called, which takes minutes to compile. Here it is one. ``lowering`` tells numba what an attribute
and an item of it are.
"""

from __future__ import annotations

import ctypes
import hashlib
import operator
from typing import Any, Final

import numba
import numpy as np
from numba.core import types

WHOLE: Final = {int: types.int64, bool: types.boolean, np.int64: types.int64, np.uint64: types.uint64}


class Column(types.Type):
    """One column of a block: the so-manieth of so many, what it holds, and how many places each row has."""

    def __init__(self, block: str, number: int, count: int, dtype: types.Type, slots: int) -> None:
        self.block = block
        self.number = number
        self.count = count
        self.dtype = dtype
        self.slots = slots
        super().__init__(name=f"Column({block}, {number} of {count}, {dtype}, {slots})")

    @property
    def item(self) -> types.Type:
        """What is read from it: whole numbers are all 64 bits wide, as in Python they have no width."""
        small = isinstance(self.dtype, types.Integer) and self.dtype.bitwidth < 64  # type: ignore[attr-defined]
        return types.int64 if small else self.dtype


class Block(types.Type):
    """A named tuple of columns, numbers and other such tuples: for each name a type, and its place in the block."""

    def __init__(self, fields: tuple[tuple[str, types.Type, int], ...], words: int) -> None:
        self.words = words  # of the whole block, also if this is a part of it
        self.fields = {name: (kind, place) for name, kind, place in fields}
        described = ", ".join(f"{name}: {kind} at {place}" for name, kind, place in fields)
        # the whole of it would be written into the name of every compiled function
        super().__init__(name=f"Block({hashlib.blake2b(described.encode(), digest_size=8).hexdigest()})")


class View:
    """A named tuple as compiled code is given it.

    Parameters
    ----------
    table
        Its fields are arrays in Fortran's order (slot by slot), numbers, None, and such tuples.
    name
        Columns under one name share no memory.
    """

    __slots__ = ("_numba_type_", "_parts", "address", "kept", "words")

    def __init__(self, table: Any, name: str) -> None:
        parts = _Parts(table)
        if not all(column.flags.f_contiguous for column in parts.columns):
            raise ValueError("a column of a world must be an array in Fortran's order")
        known = (name, *parts.kinds, *((column.dtype.char, column.shape[1:]) for column in parts.columns))
        numbers = 2 * len(parts.columns)
        size = numbers + len(parts.fractions) + len(parts.wholes)
        if known not in _types:
            places = iter(range(numbers, size - len(parts.wholes)))
            after = iter(range(size - len(parts.wholes), size))
            count = len(parts.columns)
            _types[known] = _described(table, name, iter(range(count)), count, places, after, size)
        words = np.empty(size, dtype=np.uint64)
        words[:numbers] = [word for column in parts.columns for word in (_address_of(column), len(column))]
        self._fill(table, parts, words, _types[known])

    def again(self, table: Any) -> View | None:
        """A view of a table that has the columns of this view's and differs in numbers alone; None of any other."""
        parts = _Parts(table)
        if parts.kinds != self._parts.kinds or not all(map(operator.is_, parts.columns, self._parts.columns)):
            return None
        view: View = object.__new__(View)
        view._fill(table, parts, self.words.copy(), self._numba_type_)
        return view

    def _fill(self, table: Any, parts: _Parts, words: np.ndarray, described: Block) -> None:
        first, whole = 2 * len(parts.columns), len(words) - len(parts.wholes)
        words[first:whole].view(np.float64)[:] = parts.fractions
        words[whole:].view(np.int64)[:] = parts.wholes
        self._numba_type_ = described
        self._parts = parts
        self.words = words
        self.address = _address_of(words)
        self.kept = table


_types: dict[tuple[Any, ...], Block] = {}


def _address_of(column: np.ndarray) -> int:
    if not len(column):
        return 0  # nobody reads there
    if column.flags.writeable:
        # several times quicker than column.ctypes.data; a buffer has the order of C
        return ctypes.addressof(ctypes.c_char.from_buffer(column.T))
    return int(column.ctypes.data)


class _Parts:
    """Columns and numbers of a table, each sort one after the other; ``kinds`` says what its fields are, in order."""

    __slots__ = ("columns", "fractions", "kinds", "wholes")

    def __init__(self, table: Any) -> None:
        self.columns: list[np.ndarray] = []
        self.fractions: list[float] = []
        self.wholes: list[int] = []
        self.kinds: list[type] = []
        self._add(table)

    def _add(self, table: Any) -> None:
        self.kinds.append(type(table))
        for value in table:
            kind = type(value)
            self.kinds.append(kind)
            if kind is np.ndarray:
                self.columns.append(value)
            elif kind is float or kind is np.float64:
                self.fractions.append(value)
            elif kind in WHOLE:
                self.wholes.append(int(value.view(np.int64)) if kind is np.uint64 else int(value))
            elif value is not None:
                self._add(value)


def _described(table: Any, name: str, numbers: Any, count: int, fractions: Any, wholes: Any, words: int) -> Block:
    """The type of a table, whose values ``_Parts`` meets in the same order."""
    fields: list[tuple[str, types.Type, int]] = []
    for field, value in zip(table._fields, table, strict=True):
        kind: types.Type
        if isinstance(value, np.ndarray):
            number = next(numbers)
            slots = value.shape[1] if value.ndim == 2 else 1
            kind, place = Column(name, number, count, numba.from_dtype(value.dtype), slots), 2 * number
        elif isinstance(value, float):
            kind, place = types.float64, next(fractions)
        elif type(value) in WHOLE:
            kind, place = WHOLE[type(value)], next(wholes)
        elif value is None:
            kind, place = types.none, -1
        else:
            kind, place = _described(value, name, numbers, count, fractions, wholes, words), -1
        fields.append((field, kind, place))
    return Block(tuple(fields), words)
