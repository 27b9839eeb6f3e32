"""Tables that people filled in, as rows of texts: CSV and spreadsheets.

Owns: reading them. Must not: know what stands in a column.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from archivist import fsio
from archivist.errors import UsageError

_ABOVE = 20
"""Lines that show which sign separates the cells."""

Rows = list[list[str]]


def read(path: Path) -> dict[str, Rows]:
    """The sheets of a table, by name; a CSV is one sheet without a name.

    Args:
        path: ``.csv`` (UTF-8; comma, semicolon or tab) or a spreadsheet (``.xlsx``, ``.xls``, ``.ods``).

    Raises:
        UsageError: it is not there, or is no table.
        StorageError: it cannot be read.
    """
    return {"": _csv(path)} if path.suffix.lower() == ".csv" else _sheets(path)


def first(path: Path) -> Rows:
    """The first sheet of a table; see `read`."""
    return next(iter(read(path).values()), [])


def _csv(path: Path) -> Rows:
    try:
        with fsio.storage_errors(path):
            text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise UsageError(f"{path} is not there") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path.name} is not UTF-8", hint="save it as “CSV UTF-8”, or as XLSX") from None
    beginning = "\n".join(text.splitlines()[:_ABOVE])
    delimiter = max(",;\t", key=beginning.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError(f"{path.name} cannot be read as a spreadsheet: {error}") from None


def _sheets(path: Path) -> dict[str, Rows]:
    import python_calamine

    if not path.is_file():
        raise UsageError(f"{path} is not there")
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        found = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except (python_calamine.CalamineError, OSError) as error:
        raise UsageError(f"{path.name} cannot be read as a spreadsheet: {error}") from None
    return {name: [[_shown(cell) for cell in row] for row in rows] for name, rows in found.items()}


def _shown(cell: object) -> str:
    """A cell as text; a whole number without its decimal point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
