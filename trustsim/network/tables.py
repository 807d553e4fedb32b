"""A csv table, read so that every fault can be found: file, line, mend."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import Any

from trustsim.network.faults import NetworkError

# Not simply what int() and float() take: "1_000", "nan" and "infinity" are texts.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WHOLE_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)
_PLAIN_WHOLE_NUMBER = re.compile(r"0|-?[1-9]\d*", re.ASCII)


def name_in(text: str) -> int | str:
    """The name that a file means: ``12`` is the whole number, as in a config; ``012`` and all else are texts."""
    return int(text) if _PLAIN_WHOLE_NUMBER.fullmatch(text) else text


def value_in(text: str) -> int | float | str | None:
    """The value that a cell means: a number where it reads as one, ``None`` where it is blank."""
    if _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text or None


def read_rows(path: Path, name_columns: tuple[str, ...]) -> list[tuple[int, dict[str, Any]]]:
    """Read a csv file whose first line names the columns.

    Parameters
    ----------
    path
        The file, in UTF-8.
    name_columns
        The columns that hold names of people; each must be there and filled.

    Returns
    -------
    list of (int, dict)
        For each row that is not blank the line where it ends, counted from 1, and its content by column: a name in the
        name columns, a value or ``None`` in the others.

    Raises
    ------
    NetworkError
        With file, line and mend.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [cell.strip() for cell in next(reader, [])]
            _check_header(path, header, name_columns)
            lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except OSError as fault:
        raise NetworkError(f"{path} cannot be read: {fault.strerror}. Check the path.") from fault
    except UnicodeDecodeError as fault:
        raise NetworkError(f"{path} is not in UTF-8. Save it as 'CSV UTF-8'.") from fault
    except csv.Error as fault:
        raise NetworkError(
            f"{path}, line {reader.line_num}: {fault}. Close every quotation mark, and double those inside a cell."
        ) from fault
    return [(line, _row(f"{path}, line {line}", header, cells, name_columns)) for line, cells in lines if any(cells)]


def _check_header(path: Path, header: list[str], name_columns: tuple[str, ...]) -> None:
    for column in name_columns:
        if column not in header:
            found = ", ".join(header) or "nothing"
            raise NetworkError(
                f"{path}, line 1: the header has no column '{column}' (it reads: {found}). "
                f"Let the file begin with the line {','.join(name_columns)}, then any further columns."
            )
    for place, column in enumerate(header, start=1):
        if not column:
            raise NetworkError(f"{path}, line 1: column {place} has no name. Name it, or take it out.")
        if header.index(column) != place - 1:
            raise NetworkError(f"{path}, line 1: two columns are named '{column}'. Rename one, or take it out.")


def _row(where: str, header: list[str], cells: list[str], name_columns: tuple[str, ...]) -> dict[str, Any]:
    if len(cells) > len(header):
        raise NetworkError(
            f"{where}: {len(cells)} cells under {len(header)} columns. "
            "Name the further columns in line 1, or put a cell that contains a comma in quotation marks."
        )
    cells = cells + [""] * (len(header) - len(cells))
    row: dict[str, Any] = {}
    for column, cell in zip(header, cells, strict=True):
        if column not in name_columns:
            row[column] = value_in(cell)
        elif cell:
            row[column] = name_in(cell)
        else:
            raise NetworkError(f"{where}: the cell under '{column}' is blank. Write who it is, or take the line out.")
    return row
