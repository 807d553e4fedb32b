"""What a network's file or graph says about people and ties, in plain values and stable text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from trustsim.network.faults import NetworkError
from trustsim.network.names import ADDRESS

RELATIONSHIP = "relationship"


def plain_value(value: Any) -> Any:
    """The value as Python has it, ``None`` for what is missing (``NaN`` is how tables write that)."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and value != value else value


def stable_text(value: Any) -> str:
    """A text that is the same in every process, for values that are equal and of one type.

    Parameters
    ----------
    value
        Anything that a graph can carry.

    Returns
    -------
    str
        Type and content. Mappings and sets are put in order; a place in memory is left out.
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Mapping):
        content = repr(sorted((stable_text(key), stable_text(item)) for key, item in value.items()))
    elif isinstance(value, set | frozenset):
        content = repr(sorted(stable_text(item) for item in value))
    elif isinstance(value, list | tuple):
        content = repr([stable_text(item) for item in value])
    elif isinstance(value, str | bytes):
        content = repr(value)
    else:
        content = ADDRESS.sub("", repr(value))
    return f"{type(value).__name__}:{content}"


def named(attribute: Any) -> str:
    """The name of an attribute, which must be a text.

    Raises
    ------
    NetworkError
        When it is not.
    """
    if not isinstance(attribute, str):
        raise NetworkError(
            f"The attribute {attribute!r} is not named by a text. Name it by one, such as '{attribute}'."
        )
    return str.__str__(attribute)
