"""Search results and other lists as a file for other programs: CSV, XLSX or JSON.

Owns: the columns and the three formats. Must not: search, or overwrite a file.

CSV is for Excel: with a byte order mark, or it reads Vietnamese as Windows-1252, and with every cell
that would be taken for a formula made text (OWASP: CSV injection). XLSX cells are written as text or
dates, never as formulas.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from archivist import fsio
from archivist.errors import UsageError
from archivist.model import Document, Hit
from archivist.search.describe import value_in_vietnamese
from archivist.search.fields import Field

COLUMNS: Final = (
    "number",
    "kind",
    "issuer",
    "issued",
    "place",
    "subject",
    "signatory",
    "level",
    "language",
    "id",
    "path",
)
"""Names of the columns, as JSON has them."""
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        *("Number", "Kind", "Issuer", "Issued", "Place", "Subject"),
        *("Signatory", "Level", "Language", "Id", "Path"),
    ),
    "vi": (
        *("Số, ký hiệu", "Loại", "Cơ quan ban hành", "Ngày ban hành", "Địa danh", "Trích yếu"),
        *("Người ký", "Cấp", "Ngôn ngữ", "Mã", "Đường dẫn"),
    ),
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula, full-width forms included."""
_WIDTHS: Final = (16, 16, 32, 12, 16, 60, 22, 12, 9, 28, 40)
_CODED: Final = {"level": Field.LEVEL, "language": Field.LANGUAGE}
"""Columns of codes, for which people have words."""
_LONGEST_CELL: Final = 32_767
"""Characters an XLSX cell may hold (ECMA-376)."""

Row = tuple[str, ...]


def write_hits(hits: Iterable[Hit], path: Path, *, language: str = "en") -> int:
    """Write results to a new file; the ending of its name says in which format.

    Args:
        hits: the results, in order.
        path: ``.csv``, ``.xlsx`` or ``.json``.
        language: of the headings and of values that are codes, ``"vi"`` or ``"en"``; JSON has codes in either.

    Returns:
        Number of results written.

    Raises:
        UsageError: another ending, or the file is there already.
        StorageError: it cannot be written.
    """
    make = _FORMATS.get(path.suffix.lower())
    if make is None:
        raise UsageError(f"cannot export to {path.name!r}: the name must end with {', '.join(_FORMATS)}")
    if path.exists():
        raise UsageError(f"{path} is there already", hint="give another name, or remove it first")
    rows = [_row(hit.document) for hit in hits]
    if language == "vi" and make is not _json:
        rows = [_in_vietnamese(row) for row in rows]
    data = make(rows, HEADINGS["vi" if language == "vi" else "en"])
    with fsio.storage_errors(path):
        fsio.write_new(path, data)
    return len(rows)


def write_table(
    path: Path, headings: Sequence[str], rows: Sequence[Sequence[str | dt.date]], widths: Sequence[int]
) -> None:
    """Write a list to a new file: one line of headings, then the rows.

    Args:
        path: ``.csv`` or ``.xlsx``.
        headings: one a column.
        rows: texts and days; a day is a date cell in XLSX, and ``dd/mm/yyyy`` in CSV.
        widths: of the columns, in characters.

    Raises:
        UsageError: another ending, or the file is there already.
        StorageError: it cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise UsageError(f"cannot export to {path.name!r}: the name must end with .csv or .xlsx")
    if path.exists():
        raise UsageError(f"{path} is there already", hint="give another name, or remove it first")
    if ending == ".csv":
        shown = [
            [one.strftime("%d/%m/%Y") if isinstance(one, dt.date) else one for one in row] for row in rows
        ]
        data = _csv([tuple(row) for row in shown], headings)
    else:
        data = _book(headings, rows, widths)
    with fsio.storage_errors(path):
        fsio.write_new(path, data)


def _row(document: Document) -> Row:
    return (
        document.number or "",
        str(document.kind) if document.kind else "",
        str(document.issuer) if document.issuer else "",
        document.issued_text or "",
        document.place or "",
        document.subject or "",
        document.signatory or "",
        document.level.value if document.level else "",
        document.language or "",
        document.id,
        document.path,
    )


def _in_vietnamese(row: Row) -> Row:
    """The row with words where it has codes."""
    said = (
        value_in_vietnamese(_CODED[name], cell) if name in _CODED else cell
        for name, cell in zip(COLUMNS, row, strict=True)
    )
    return tuple(said)


def _csv(rows: Sequence[Row], headings: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def harmless(cell: str) -> str:
    """The cell as text: an apostrophe keeps a spreadsheet from computing it."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def _json(rows: Sequence[Row], _: Sequence[str]) -> bytes:
    records = [dict(zip(COLUMNS, (cell or None for cell in row), strict=True)) for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _xlsx(rows: Sequence[Row], headings: Sequence[str]) -> bytes:
    at = COLUMNS.index("issued")
    dated = [(*row[:at], _date(row[at]) or row[at], *row[at + 1 :]) for row in rows]
    return _book(headings, dated, _WIDTHS)


def _book(headings: Sequence[str], rows: Sequence[Sequence[str | dt.date]], widths: Sequence[int]) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the format has no zones
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(line, column, cell, day)
            else:
                sheet.write_string(line, column, cell_text(cell)[:_LONGEST_CELL])
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    book.close()
    return data.getvalue()


def _date(text: str) -> dt.date | None:
    """A whole date from 1900 on, where the calendar of spreadsheets begins; None for others."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year >= 1900 and len(text) == 10 else None


def cell_text(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n").encode("utf-8", "replace").decode()


_FORMATS: Final[Mapping[str, Callable[[Sequence[Row], Sequence[str]], bytes]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".json": _json,
}
