"""Spreadsheets (XLSX, XLS, XLSB, ODS) through calamine: a page a sheet, a line a row.

Owns: showing values as an office reads them (dates day first, whole numbers without a point),
letterheads typed into cells, headers and text boxes behind them, the look into the container before calamine opens it.
Must not: evaluate formulas (their stored results are shown), run macros or follow links.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from importlib.metadata import version

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from archivist.detect import ODS, XLS, XLSX
from archivist.extract import ods_fonts, sheet_asides, sheet_fonts, xls_asides, xls_fonts
from archivist.extract.cleaning import clean_line
from archivist.extract.container import Container
from archivist.extract.ooxml import properties
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build_pages
from archivist.extract.rows import Row, split_columns
from archivist.extract.sheet_asides import rows_of
from archivist.extract.sheet_fonts import Fonts
from archivist.extracted import Extracted
from archivist.lazyclass import dataclass
from archivist.legacy import legacy_fonts
from archivist.model import Reason

VERSION = f"sheets 1 (calamine {version('python-calamine')})"
_MIDNIGHT = dt.time()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What is known of a spreadsheet beside its values."""

    metadata: dict[str, str]
    fonts: dict[str, Fonts]
    asides: sheet_asides.Asides


def extract(request: Request) -> Extracted:
    """Read a spreadsheet.

    Raises:
        ExtractionError: ``unreadable``, ``encrypted`` or ``decompression-limit``.
    """
    beside = _gate(request)
    try:
        with _opened(request) as book:
            sheets, truncated, hidden = _sheets(book, request, beside)
    except (CalamineError, OSError, ValueError, TypeError) as error:
        if "password" in str(error).lower():
            refuse(Reason.ENCRYPTED, "the spreadsheet is protected by a password")
        refuse(Reason.UNREADABLE, f"the spreadsheet is damaged: {error}")
    except BaseException as error:  # a Rust panic is no Exception
        if type(error).__name__ != "PanicException":
            raise
        refuse(Reason.UNREADABLE, f"the spreadsheet is damaged: {error}")
    notes = (f"hidden sheets were read too: {', '.join(hidden)}",) if hidden else ()
    named = legacy_fonts(name for cells in beside.fonts.values() for name in cells.values())
    built = build_pages(
        sheets, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(named), arrange=arranged
    )
    return Extracted(
        detected=request.detected,
        pages=built.pages,
        extractor=VERSION,
        metadata={**beside.metadata, **built.facts},
        truncated=truncated or built.truncated,
        warnings=(*notes, *built.warnings),
        font_encodings=named,
        original_text=built.original,
        page_count=len(sheets),
    )


def _opened(request: Request) -> CalamineWorkbook:
    """The workbook; calamine believes a suffix that it knows, and those of files from elsewhere may be wrong."""
    if request.path.suffix.lower() == request.detected.suffix:
        return CalamineWorkbook.from_path(str(request.path))
    with request.path.open("rb") as file:
        return CalamineWorkbook.from_filelike(file)


def _gate(request: Request) -> _Beside:
    """What stands beside the values; XML is unpacked under our limits before calamine trusts it.

    Raises:
        ExtractionError: ``decompression-limit`` or ``unreadable`` (document types are refused).
    """
    kind, most = request.detected.media_type, request.limits.part_bytes
    if kind == XLS:
        fonts = xls_fonts.legacy_cells(request.path, most)
        return _Beside(metadata={}, fonts=fonts, asides=xls_asides.of_book(request.path, most))
    parts: dict[str, list[sheet_asides.Aside]] = {}
    with Container(request.path, request.limits) as container:
        if kind == ODS:
            container.check_xml()
            content, styles = container.xml("content.xml"), container.xml("styles.xml")
            fonts = ods_fonts.cells_in(content, [tree for tree in (styles, content) if tree is not None])
            asides = sheet_asides.of_open_document(content, styles) if content is not None else {}
            return _Beside(metadata={}, fonts=fonts, asides=asides)
        container.check_xml(lambda name, data: parts.update({name: sheet_asides.of_part(name, data)}))
        # Parts of XLSB are no XML: which font a cell is in is not looked for there.
        return _Beside(
            metadata=properties(container)[0],
            fonts=sheet_fonts.legacy_cells(container) if kind == XLSX else {},
            asides=sheet_asides.of_package(container, parts, binary=kind != XLSX),
        )


def _sheets(
    book: CalamineWorkbook, request: Request, beside: _Beside
) -> tuple[list[list[Row]], bool, list[str]]:
    """Rows of each sheet, its name first."""
    pages: list[list[Row]] = []
    hidden: list[str] = []
    left = request.limits.text_chars
    truncated = False
    for sheet in book.sheets_metadata:
        if len(pages) >= request.limits.max_pages or left <= 0:
            truncated = True
            break
        if sheet.visible != SheetVisibleEnum.Visible:
            hidden.append(clean_line(sheet.name)[:100])
        cells = _rows(book, sheet.name, left, beside.fonts.get(sheet.name, {}))
        rows = [Row(text=sheet.name), *cells, *rows_of(beside.asides, sheet.name, first=not pages)]
        # The name of a sheet is text, but "Sheet1" and no more is a blank page.
        pages.append(rows if len(rows) > 1 else [])
        left -= sum(len(row.text) + 1 for row in pages[-1])
    return pages, truncated, hidden


def arranged(rows: Sequence[Row]) -> list[Row]:
    """The sheet's letterhead in columns, its name last."""
    return [*split_columns(rows[1:]), *rows[:1]]


def _rows(book: CalamineWorkbook, name: str, limit: int, fonts: Fonts) -> Iterator[Row]:
    """Rows that hold something, cells parted by tabs; a gap of cells is a gap of columns."""
    used = 0
    sheet = book.get_sheet_by_name(name)
    _, left = sheet.start or (0, 0)  # leading rows are given, leading columns are not
    for row, values in enumerate(sheet.iter_rows()):
        cells = [(text, left + place) for place, value in enumerate(values) if (text := shown(value))]
        if cells:
            text = "\t".join([text for text, _ in cells])
            used += len(text)
            yield Row(text=text, runs=runs_of_cells(cells, row, fonts) if fonts else ())
        if used > limit:
            return


def runs_of_cells(cells: Sequence[tuple[str, int]], row: int, fonts: Fonts) -> tuple[tuple[str, str], ...]:
    """Cells with their fonts; a tab belongs to the cell before it."""
    last = len(cells) - 1
    return tuple(
        (text if place == last else f"{text}\t", fonts.get((row, column), ""))
        for place, (text, column) in enumerate(cells)
    )


def shown(value: object) -> str:
    """A value as an office reads it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}" if value.time() == _MIDNIGHT else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return " ".join(str(value).split())
