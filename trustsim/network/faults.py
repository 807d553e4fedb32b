"""The one error of this room."""

from __future__ import annotations


class NetworkError(ValueError):
    """A network cannot be made as asked. The message says what is wrong and how to mend it."""
