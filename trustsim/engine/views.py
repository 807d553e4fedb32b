"""How compiled code is given the columns: a world is one pointer, to a block that says where each column is.

numba passes a named tuple by its parts, and an array by seven of them: a world would be some five hundred arguments to
every rule that is called, which takes minutes to compile. Here it is one. ``lowering`` tells numba what an attribute
and an item of it are.
"""

from __future__ import annotations

import ctypes
import hashlib
from typing import Any, Final

import numba
import numpy as np
from numba.core import types

WHOLE: Final = {int: types.int64, bool: types.boolean, np.int64: types.int64, np.uint64: types.uint64}

STORED: Final[dict[types.Type, Any]] = {
    types.float64: np.float64,
    types.int64: np.int64,
    types.boolean: np.int64,
    types.uint64: np.uint64,
}


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

    __slots__ = ("_numba_type_", "address", "kept", "words")

    def __init__(self, table: Any, name: str) -> None:
        columns: list[np.ndarray] = []
        fractions: list[float] = []
        wholes: list[int] = []
        shape: list[Any] = [name]
        _flatten(table, columns, fractions, wholes, shape)
        known = tuple(shape)
        if known not in _types:
            places = iter(range(2 * len(columns), 2 * len(columns) + len(fractions)))
            size = 2 * len(columns) + len(fractions) + len(wholes)
            after = iter(range(2 * len(columns) + len(fractions), size))
            _types[known] = _described(table, name, iter(range(len(columns))), len(columns), places, after, size)
        self._numba_type_ = _types[known]
        words = [word for column in columns for word in (_address_of(column), len(column))]
        self.words = np.empty(len(words) + len(fractions) + len(wholes), dtype=np.uint64)
        self.words[: len(words)] = words
        self.words[len(words) : len(words) + len(fractions)].view(np.float64)[:] = fractions
        self.words[len(words) + len(fractions) :].view(np.int64)[:] = wholes
        self.address = _address_of(self.words)
        self.kept = table

    def again(self, table: Any) -> View | None:
        """A view of a table that has the very columns of this view's, and perhaps other numbers; None of any other."""
        view: View = object.__new__(View)
        view._numba_type_ = self._numba_type_
        view.words = self.words.copy()
        view.address = _address_of(view.words)
        view.kept = table
        return view if _differ_in_numbers(self.kept, table, self._numba_type_, view.words) else None


_types: dict[tuple[Any, ...], Block] = {}


def _address_of(column: np.ndarray) -> int:
    if not len(column):
        return 0  # nobody reads there
    if column.flags.writeable:
        # several times quicker than column.ctypes.data; a buffer has the order of C
        return ctypes.addressof(ctypes.c_char.from_buffer(column.T))
    return int(column.ctypes.data)


def _flatten(
    table: Any, columns: list[np.ndarray], fractions: list[float], wholes: list[int], shape: list[Any]
) -> None:
    """Columns and numbers one after the other; ``shape`` is what decides their types."""
    shape.append(type(table))
    for value in table:
        kind = type(value)
        if kind is np.ndarray:
            if not value.flags.f_contiguous:
                raise ValueError("a column of a world must be an array in Fortran's order")
            columns.append(value)
            shape.append(value.dtype.char)
            shape.append(value.shape[1:] if value.ndim > 1 else ())
        elif kind is float or kind is np.float64:
            fractions.append(value)
            shape.append(float)
        elif kind in WHOLE:
            wholes.append(int(value.view(np.int64)) if kind is np.uint64 else int(value))
            shape.append(kind)
        elif value is None:
            shape.append(None)
        else:
            _flatten(value, columns, fractions, wholes, shape)


def _differ_in_numbers(before: Any, table: Any, block: Block, words: np.ndarray) -> bool:
    """Whether two tables of this type differ in nothing but numbers, of which those of the second are written down."""
    if type(before) is not type(table):
        return False
    for old, new, (kind, place) in zip(before, table, block.fields.values(), strict=True):
        if old is new:
            continue
        if isinstance(kind, Block):
            if not _differ_in_numbers(old, new, kind, words):
                return False
        elif type(new) is not type(old) or isinstance(kind, Column):
            return False
        else:
            words.view(STORED[kind])[place] = new
    return True


def _described(table: Any, name: str, numbers: Any, count: int, fractions: Any, wholes: Any, words: int) -> Block:
    """The type of a table, whose values ``_flatten`` meets in the same order."""
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
