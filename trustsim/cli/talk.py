"""Where words go: data to standard output, talk to standard error; colours only where they are wanted."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def console(stream: IO[str]) -> Console:
    """A rich console without colours of its own choice; none at all under NO_COLOR."""
    from rich import console as rich

    class Console(rich.Console):
        def on_broken_pipe(self) -> None:
            """Let the error on its way: rich would end with 1, as if something were wrong."""
            raise

    plain = bool(os.environ.get("NO_COLOR"))
    # Text that is not read on a screen is not broken into lines.
    wraps = stream.isatty()
    return Console(
        file=stream,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not wraps,
        color_system=None if plain else "auto",
    )


def out(text: str = "", style: str = "") -> None:
    """Print data."""
    console(sys.stdout).print(text, style=style or None)


def tell(text: str, style: str = "") -> None:
    """Print talk."""
    console(sys.stderr).print(text, style=style or None)


def as_json(data: Any) -> str:
    """Strict JSON in one line; what is not a finite number becomes null (no number) or a text (infinite)."""
    return json.dumps(_strict(data), ensure_ascii=False, allow_nan=False, default=str)


def _strict(data: Any) -> Any:
    if isinstance(data, float) and not math.isfinite(data):
        return None if math.isnan(data) else "infinity" if data > 0 else "-infinity"
    if isinstance(data, Mapping):
        return {str(key): _strict(value) for key, value in data.items()}
    return [_strict(value) for value in data] if isinstance(data, list | tuple) else data


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns of text, numbers to the right, two spaces between."""
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    left = [all(not _is_number(line[place]) for line in lines[1:]) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if to_left else cell.rjust(width)
            for cell, width, to_left in zip(line, widths, left, strict=True)
        ).rstrip()
        for line in lines
    )


def _is_number(cell: str) -> bool:
    try:
        float(cell.split(" ")[0])
    except ValueError:
        return False
    return True
