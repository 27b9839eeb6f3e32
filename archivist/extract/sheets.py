"""Spreadsheets (XLSX, XLS, ODS) through calamine: a page a sheet, a line a row.

Owns: showing values as an office reads them (dates day first, whole numbers without a point),
letterheads typed into cells, the look into the container before calamine opens it.
Must not: evaluate formulas (their stored results are shown), run macros or follow links.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.metadata import version

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from archivist.detect import XLS, XLSX
from archivist.extract.cleaning import clean_line
from archivist.extract.container import Container
from archivist.extract.ooxml import properties
from archivist.extract.request import Request, refuse
from archivist.extract.rows import Row, page_of, split_columns
from archivist.extracted import Extracted, Page
from archivist.model import Reason

VERSION = f"sheets 1 (calamine {version('python-calamine')})"
_MIDNIGHT = dt.time()


def extract(request: Request) -> Extracted:
    """Read a spreadsheet.

    Raises:
        ExtractionError: ``unreadable``, ``encrypted`` or ``decompression-limit``.
    """
    metadata = {} if request.detected.media_type == XLS else _gate(request)
    try:
        with CalamineWorkbook.from_path(str(request.path)) as book:
            pages, truncated, hidden = _pages(book, request)
    except (CalamineError, OSError, ValueError, TypeError) as error:
        if "password" in str(error).lower():
            refuse(Reason.ENCRYPTED, "the spreadsheet is protected by a password")
        refuse(Reason.UNREADABLE, f"the spreadsheet is damaged: {error}")
    except BaseException as error:  # a Rust panic is no Exception
        if type(error).__name__ != "PanicException":
            raise
        refuse(Reason.UNREADABLE, f"the spreadsheet is damaged: {error}")
    notes = (f"hidden sheets were read too: {', '.join(hidden)}",) if hidden else ()
    return Extracted(
        detected=request.detected,
        pages=tuple(pages),
        extractor=VERSION,
        metadata=metadata,
        truncated=truncated,
        warnings=notes,
        page_count=len(pages),
    )


def _gate(request: Request) -> dict[str, str]:
    """Unpack all XML under our limits and refuse document types, before calamine trusts it."""
    with Container(request.path, request.limits) as container:
        container.check_xml()
        return properties(container)[0] if request.detected.media_type == XLSX else {}


def _pages(book: CalamineWorkbook, request: Request) -> tuple[list[Page], bool, list[str]]:
    pages: list[Page] = []
    hidden: list[str] = []
    left = request.limits.text_chars
    truncated = False
    for sheet in book.sheets_metadata:
        if len(pages) >= request.limits.max_pages or left <= 0:
            truncated = True
            break
        if sheet.visible != SheetVisibleEnum.Visible:
            hidden.append(clean_line(sheet.name)[:100])
        rows = [Row(text=sheet.name), *_rows(book, sheet.name, left)]
        # The name of a sheet is text, but "Sheet1" and no more is a blank page.
        rows = rows if len(rows) > 1 else []
        page, cut = page_of(split_columns(rows[1:]) + rows[:1], number=len(pages) + 1, text_chars=left)
        pages.append(page)
        left -= len(page.text)
        truncated = truncated or cut
    return pages, truncated, hidden


def _rows(book: CalamineWorkbook, name: str, limit: int) -> Iterator[Row]:
    """Rows that hold something, cells parted by tabs; a gap of cells is a gap of columns."""
    used = 0
    for values in book.get_sheet_by_name(name).iter_rows():
        cells = [text for value in values if (text := _shown(value))]
        if cells:
            text = "\t".join(cells)
            used += len(text)
            yield Row(text=text)
        if used > limit:
            return


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}" if value.time() == _MIDNIGHT else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return " ".join(str(value).split())
