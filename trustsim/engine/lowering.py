"""What attributes and items of a view are, in the words of numba and LLVM.

A rule is the same source for both engines: ``world.ties.trust[tie]`` is an attribute, an attribute and an item. What a
block says does not change while compiled code runs, and no column shares memory with another. Both are told to the
compiler, which can then keep addresses in registers and work on several ties at a time.
"""

from __future__ import annotations

import operator
from typing import Any, Final

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global, signature
from numba.extending import (
    NativeValue,
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)

from trustsim.engine.views import Block, Column, View

__all__ = ["View", "fetch"]

WORD: Final = ir.IntType(64)


@register_model(Block)
class _BlockModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, WORD.as_pointer())


@register_model(Column)
class _ColumnModel(models.StructModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, [("data", types.CPointer(_stored(fe_type.dtype))), ("rows", types.int64)])


def _stored(dtype: types.Type) -> types.Type:
    return types.uint8 if dtype == types.boolean else dtype


@unbox(Block)
def _unbox(typ: Any, obj: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(obj, "address")
    number = c.pyapi.number_as_ssize_t(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.inttoptr(number, WORD.as_pointer()))


# ------------------------------------------------------------------ attributes


@infer_getattr
class _Attributes(AttributeTemplate):
    key = Block

    def generic_resolve(self, block: Block, name: str) -> types.Type | None:  # type: ignore[override]
        found = block.fields.get(name)
        return None if found is None else found[0]


def _word(builder: Any, block: Any, place: int) -> Any:
    word = builder.load(builder.gep(block, [ir.Constant(WORD, place)]))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


@lower_getattr_generic(Block)
def _attribute(context: Any, builder: Any, typ: Block, value: Any, name: str) -> Any:
    if isinstance(value, ir.Argument):
        # What lies there may be read before it is known to be needed: so, once, before a loop.
        value.attributes.dereferenceable = 8 * typ.words
        value.attributes.align = 8
    kind, place = typ.fields[name]
    if isinstance(kind, Block):
        return value
    if isinstance(kind, types.NoneType):
        return context.get_dummy_value()
    if isinstance(kind, Column):
        column = cgutils.create_struct_proxy(kind)(context, builder)
        pointer = context.get_value_type(types.CPointer(_stored(kind.dtype)))
        column.data = builder.inttoptr(_word(builder, value, place), pointer)
        column.rows = _word(builder, value, place + 1)
        return column._getvalue()
    word = _word(builder, value, place)
    if kind == types.float64:
        return builder.bitcast(word, ir.DoubleType())
    if kind == types.boolean:
        return builder.trunc(word, ir.IntType(1))
    return word


# ------------------------------------------------------------------ items


def _indices(column: Column, index: types.Type) -> bool:
    if column.slots == 1:
        return isinstance(index, types.Integer)
    return isinstance(index, types.BaseTuple) and len(index) == 2


@infer_global(operator.getitem)
class _Get(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        column, index = args
        if isinstance(column, Column) and _indices(column, index):
            return signature(column.item, column, index)
        return None


@infer_global(operator.setitem)
class _Set(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        column, index, _ = args
        if isinstance(column, Column) and _indices(column, index):
            return signature(types.none, column, index, column.item)
        return None


@infer_global(len)
class _Len(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        (column,) = args
        return signature(types.int64, column) if isinstance(column, Column) else None


def _address(context: Any, builder: Any, column: Column, value: Any, index_type: Any, index: Any) -> Any:
    words = types.int64
    if column.slots == 1:
        place = context.cast(builder, index, index_type, words)
    else:
        row, slot = cgutils.unpack_tuple(builder, index, 2)
        row = context.cast(builder, row, index_type[0], words)
        slot = context.cast(builder, slot, index_type[1], words)
        rows = cgutils.create_struct_proxy(column)(context, builder, value=value).rows
        place = builder.add(builder.mul(slot, rows), row)
    data = cgutils.create_struct_proxy(column)(context, builder, value=value).data
    return builder.gep(data, [place], inbounds=True)


def _apart(builder: Any, column: Column, access: Any) -> None:
    """Tell the compiler that this column overlaps with no other of its block."""
    module = builder.module
    domain = module.add_metadata([ir.MetaDataString(module, f"trustsim {column.block}")])
    scopes = [
        module.add_metadata([ir.MetaDataString(module, f"{column.block} {number}"), domain])
        for number in range(column.count)
    ]
    access.set_metadata("alias.scope", module.add_metadata([scopes[column.number]]))
    others = [scope for number, scope in enumerate(scopes) if number != column.number]
    access.set_metadata("noalias", module.add_metadata(others))


@lower_builtin(operator.getitem, Column, types.Any)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    column, index = sig.args
    stored = builder.load(_address(context, builder, column, args[0], index, args[1]))
    _apart(builder, column, stored)
    if column.dtype == types.boolean:
        return builder.icmp_unsigned("!=", stored, ir.Constant(stored.type, 0))
    return context.cast(builder, stored, column.dtype, column.item)


@lower_builtin(operator.setitem, Column, types.Any, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    column, index, kind = sig.args
    value = args[2]
    if column.dtype == types.boolean:
        value = builder.zext(value, ir.IntType(8))
    else:
        value = context.cast(builder, value, kind, column.dtype)
    stored = builder.store(value, _address(context, builder, column, args[0], index, args[1]))
    _apart(builder, column, stored)
    return context.get_dummy_value()


@lower_builtin(len, Column)
def _len(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).rows


@intrinsic
def fetch(typing: Any, column: Any, row: Any) -> Any:
    """Ask for the line of memory that a row of a column stands in, without waiting for it."""
    if not isinstance(column, Column) or not isinstance(row, types.Integer):
        return None

    def lowered(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        word = context.cast(builder, args[1], row, types.int64)
        data = cgutils.create_struct_proxy(column)(context, builder, value=args[0]).data
        place = builder.bitcast(builder.gep(data, [word]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        # to read; into the second cache; data
        builder.call(prefetch, [place, number(0), number(2), number(1)])
        return context.get_dummy_value()

    return types.none(column, row), lowered
