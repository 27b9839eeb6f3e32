"""Spreadsheets saved as one XML file: flat OpenDocument (FODS) and Excel 2003 XML.

Owns: their cells, a page a sheet and a line a row, shown as `sheets` shows those of other spreadsheets.
Must not: evaluate formulas (their stored results are shown) or show comments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from archivist.detect import FODS
from archivist.extract import flat, ods_fonts
from archivist.extract.cleaning import clean_line
from archivist.extract.ods_fonts import CELLS, MOST_REPEATS, ROWS, inside, repeats_of
from archivist.extract.ooxml import NAMES, attribute, child_of
from archivist.extract.request import Request
from archivist.extract.restoring import build_pages
from archivist.extract.rows import Row
from archivist.extract.sheet_asides import Asides, of_open_document, of_worksheet, rows_of
from archivist.extract.sheet_fonts import Fonts
from archivist.extract.sheets import arranged, runs_of_cells, shown
from archivist.extracted import Extracted
from archivist.lazyclass import dataclass
from archivist.legacy import font_encoding, legacy_fonts

_Cell = tuple[str, int, str]
"""Text, column, and the legacy font it is in or nothing."""
_NUMBERS = frozenset({"float", "percentage", "currency", "Number"})
_PARENTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A sheet: its name, its rows of cells that hold something, and whether programs show it."""

    name: str
    rows: Iterator[list[_Cell]]
    asides: Asides
    hidden: bool


def extract(request: Request) -> Extracted:
    """Read a spreadsheet.

    Raises:
        ExtractionError: ``unreadable`` or ``too-large``.
    """
    root = flat.root_of(request)
    found = list(_open_document(root) if request.detected.media_type == FODS else _excel(root))
    fonts: dict[str, None] = {}
    pages: list[list[Row]] = []
    left = request.limits.text_chars
    for sheet in found[: request.limits.max_pages] if left > 0 else ():
        rows = [
            Row(text=sheet.name),
            *_rows(sheet, left, fonts),
            *rows_of(sheet.asides, sheet.name, first=not pages),
        ]
        pages.append(rows if len(rows) > 1 else [])
        left -= sum(len(row.text) + 1 for row in pages[-1])
    named = legacy_fonts(fonts)
    built = build_pages(
        pages, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(named), arrange=arranged
    )
    hidden = [clean_line(sheet.name)[:100] for sheet in found if sheet.hidden]
    notes = (f"hidden sheets were read too: {', '.join(hidden)}",) if hidden else ()
    return Extracted(
        detected=request.detected,
        pages=built.pages,
        extractor="sheets_xml 1",
        metadata={**flat.facts_of(root)[0], **built.facts},
        truncated=len(found) > len(pages) or built.truncated,
        warnings=(*notes, *built.warnings),
        font_encodings=named,
        original_text=built.original,
        page_count=len(found),
    )


def _rows(sheet: _Sheet, limit: int, fonts: dict[str, None]) -> Iterator[Row]:
    used = 0
    for number, cells in enumerate(sheet.rows):
        named: Fonts = {(number, column): font for _, column, font in cells if font}
        fonts.update(dict.fromkeys(named.values()))
        places = [(text, column) for text, column, _ in cells]
        text = "\t".join(text for text, _ in places)
        yield Row(text=text, runs=runs_of_cells(places, number, named) if named else ())
        used += len(text) + 1
        if used > limit:
            return


def _open_document(root: Element) -> Iterator[_Sheet]:
    fonts, asides = ods_fonts.cells_in(root, [root]), of_open_document(root, None)
    body = child_of(child_of(root, "body"), "spreadsheet")
    hidden = {
        attribute(item, "name") for item in root.iter() if NAMES[item.tag] == "style" and _is_hidden(item)
    }
    for sheet in body if body is not None else ():
        if NAMES[sheet.tag] == "table":
            name = attribute(sheet, "name")
            rows = _flat_rows(sheet, fonts.get(name, {}))
            yield _Sheet(name=name, rows=rows, asides=asides, hidden=attribute(sheet, "style-name") in hidden)


def _is_hidden(style: Element) -> bool:
    properties = child_of(style, "table-properties")
    return properties is not None and attribute(properties, "display") == "false"


def _flat_rows(sheet: Element, fonts: Fonts) -> Iterator[list[_Cell]]:
    number = 0
    for row in inside(sheet, "table-row", ROWS):
        cells: list[_Cell] = []
        column = 0
        for cell in row:
            if NAMES[cell.tag] not in CELLS:
                continue
            repeats = repeats_of(cell, "number-columns-repeated")
            if text := _flat_text(cell):
                several = range(column, column + min(repeats, MOST_REPEATS))
                cells += [(text, one, fonts.get((number, one), "")) for one in several]
            column += repeats
        repeats = repeats_of(row, "number-rows-repeated")
        yield from [cells] * (min(repeats, MOST_REPEATS) if cells else 0)
        number += repeats


def _flat_text(cell: Element) -> str:
    kind = attribute(cell, "value-type")
    if kind in _NUMBERS or kind == "date":
        value = _value(kind, attribute(cell, "date-value" if kind == "date" else "value"))
        if value:
            return value
    texts = (
        _paragraph(item) for item in cell if NAMES[item.tag] == "p"
    )  # a comment holds paragraphs of its own
    return shown(" ".join(texts))


def _paragraph(item: Element) -> str:
    text = item.text or ""
    for child in item:
        text += " " if NAMES[child.tag] in ("s", "tab", "line-break") else _paragraph(child)
        text += child.tail or ""
    return text


def _value(kind: str, stored: str) -> str:
    """A number or a day as it is shown in other spreadsheets; empty when it is none."""
    try:
        return shown(
            float(stored) if kind in _NUMBERS else dt.datetime.fromisoformat(stored).replace(tzinfo=None)
        )
    except (ValueError, OverflowError):
        return ""


def _excel(root: Element) -> Iterator[_Sheet]:
    fonts = _excel_fonts(child_of(root, "Styles"))
    for sheet in root:
        if NAMES[sheet.tag] == "Worksheet":
            visible = child_of(child_of(sheet, "WorksheetOptions"), "Visible")
            yield _Sheet(
                name=attribute(sheet, "Name"),
                rows=_excel_rows(child_of(sheet, "Table"), fonts),
                asides={attribute(sheet, "Name"): of_worksheet(sheet)},
                hidden=visible is not None and "Hidden" in (visible.text or ""),
            )


def _excel_rows(table: Element | None, fonts: Mapping[str, str]) -> Iterator[list[_Cell]]:
    for row in table if table is not None else ():
        cells: list[_Cell] = []
        column = 0
        for cell in row if NAMES[row.tag] == "Row" else ():
            told = attribute(cell, "Index")
            column = int(told) if told.isdecimal() and len(told) < 9 else column + 1
            if text := _excel_text(child_of(cell, "Data")):
                style = attribute(cell, "StyleID") or attribute(row, "StyleID") or "Default"
                cells.append((text, column, fonts.get(style, "")))
        if cells:
            yield cells


def _excel_text(data: Element | None) -> str:
    if data is None:
        return ""
    kind, text = attribute(data, "Type"), "".join(data.itertext())
    if kind == "Boolean":
        return shown(text.strip() == "1")
    value = _value(kind, text.strip()) if kind in ("Number", "DateTime") else ""
    return value or shown(text)


def _excel_fonts(styles: Element | None) -> dict[str, str]:
    """Name of a style → its font, of those in a legacy font."""
    own: dict[str, tuple[str, str]] = {}
    for style in styles if styles is not None else ():
        font = child_of(style, "Font")
        named = attribute(font, "FontName") if font is not None else ""
        own[attribute(style, "ID")] = (named, attribute(style, "Parent") or "Default")
    found: dict[str, str] = {}
    for name, (named, parent) in own.items():
        for _ in range(_PARENTS):
            if named or parent not in own:
                break
            named, parent = own[parent]
        if font_encoding(named):
            found[name] = named
    return found
