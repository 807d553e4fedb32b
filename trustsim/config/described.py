"""Config models made from the named tuples of ``trustsim.parameters``, so that nothing about a number is said twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_type_hints

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from trustsim.config.base import Model, Number
from trustsim.parameters import Quantity, quantities


def extra_of(quantity: Quantity) -> dict[str, Any]:
    """What the JSON Schema keeps about a number beside its bounds."""
    return {
        "symbol": quantity.symbol,
        "unit": quantity.unit,
        "range": list(quantity.range),
        "mark": quantity.mark,
        "source": quantity.source,
        "advanced": quantity.advanced,
    }


def field_of(quantity: Quantity, default: Any = ...) -> FieldInfo:
    """The description of a number as a pydantic field."""
    described: FieldInfo = Field(default=default, description=quantity.about, json_schema_extra=extra_of(quantity))
    return described


def bounded(quantity: Quantity, optional: bool = False) -> Any:
    """The type of a number inside the quantity's limits (or null)."""
    low, high = quantity.limits
    number = Annotated[Number, Field(ge=low, le=high)]
    return number | None if optional else number


def may_be_null(described: type) -> Mapping[str, bool]:
    """Which numbers of a named tuple may be null, by name."""
    return {name: hint is not float for name, hint in get_type_hints(described).items()}


def model_of(described: type, name: str, module: str, *, defaults: bool = True) -> type[Model]:
    """The config model of a named tuple.

    Parameters
    ----------
    described
        A named tuple whose fields are annotated with ``Quantity``.
    name, module
        The name of the model and the module in which it stands under that name, so that configs can be pickled.
    defaults
        False: every number must be given.
    """
    optional = may_be_null(described)
    values: Mapping[str, Any] = getattr(described, "_field_defaults", {}) if defaults else {}
    fields: dict[str, Any] = {
        number: (bounded(quantity, optional[number]), field_of(quantity, values.get(number, ...)))
        for number, quantity in quantities(described).items()
    }
    return create_model(name, __base__=Model, __module__=module, __doc__=described.__doc__, **fields)
