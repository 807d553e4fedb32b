"""Plain data as YAML that is read back the same: every text in quotes, keys plain where nothing can be mistaken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_NOT_TEXTS: Final = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def as_yaml(data: dict[str, Any]) -> str:
    """A mapping as a YAML 1.2 document."""
    return "\n".join(_lines(data, "")) + "\n"


def _lines(data: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        head = f"{indent}{_key(key)}:"
        if isinstance(value, dict) and value:
            yield head
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
            yield head
            yield from (f"{indent}  - {_flow(entry)}" for entry in value)
        else:
            yield f"{head} {_flow(value)}"


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and key.lower() not in _NOT_TEXTS else _text(key)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(entry) for entry in value) + "]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())
