"""What spreadsheets show beside their cells: headers and footers of the printed page, text boxes, shapes.

Owns: finding these texts in XLSX, XLSB, ODS, FODS and Excel 2003 XML, by the name of their sheet.
Must not: read cells or comments.

A mark of secrecy is set into the page header or a text box as readily as into a cell, and must be found there.
"""

from __future__ import annotations

import html
import re
import struct
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, fromstring

from archivist.extract.cleaning import clean_line
from archivist.extract.container import Container
from archivist.extract.ooxml import NAMES, attribute, child_of, main_part, related
from archivist.extract.rows import Row
from archivist.lazypattern import late_pattern
from archivist.legacy import font_encoding

Aside = tuple[str, str]
"""A line and the legacy font it is set in, or nothing."""
Asides = dict[str, list[Aside]]
"""Lines by the name of their sheet."""
ANY_SHEET = ""
"""In place of a sheet's name: the file does not tell (in reach) which sheet it is; its first stands for it."""
MOST = 400
"""Lines of a sheet; more are no headers and text boxes of an office."""

_CODES = late_pattern(
    r'&(?:"([^"]*)"|(&)|([LCR])|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3} ?|([PN])|.)', re.DOTALL
)
"""ECMA-376 part 1, 18.3.1.46; [MS-XLS] 2.4.136 the same: font, ``&`` itself, place, page number and count."""
_PAGE_NUMBER = late_pattern(r"(?:trang|page|số|of|trên|tổng số|[\W\d\0])*", re.IGNORECASE)
_HEADER_FOOTER = late_pattern(rb"<(?:\w{1,20}:)?(?:odd|even|first)(?:Header|Footer)(?:\s[^<>]*)?>([^<]+)<")
_FIELDS = frozenset({"sheet-name", "title", "date", "time", "page-number", "page-count", "file-name"})
_HEADERS = 20_000
"""Bytes of six headers and footers, 255 characters each, as XML."""
_DRAWING = late_pattern(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*)*<(?:\w{1,20}:)?(?:wsDr|userShapes)\b")
"""Roots of drawings upon sheets and upon charts."""
_BINARY_ROWS_END, _BINARY_HEADER = b"\x92\x01\x00", 0x1DF


def of_codes(code: str) -> Iterator[Aside]:
    """Lines of a page header as Excel stores it: left, middle and right part, among codes for fonts and fields."""
    lines: list[list[str]] = [[]]
    fonts = [""]
    at = 0
    for found in _CODES.finditer(code):
        lines[-1].append(code[at : found.start()])
        at = found.end()
        font, itself, place, number = found.groups()
        if place:
            lines.append([])
            fonts.append("")
        elif font:
            fonts[-1] = fonts[-1] or font.split(",")[0]
        elif itself or number:
            lines[-1].append("&" if itself else "\0")
    lines[-1].append(code[at:])
    for pieces, font in zip(lines, fonts, strict=True):
        for line in "".join(pieces).splitlines():
            if is_worth_it(line):
                yield clean_line(line.replace("\0", " ")), font if font_encoding(font) else ""


def is_worth_it(line: str) -> bool:
    """False for the number of the page and the words around it."""
    return _PAGE_NUMBER.fullmatch(line) is None


# --------------------------------------------------------------------------- packages of Excel


def of_part(name: str, data: bytes) -> list[Aside]:
    """Lines in a part of XLSX or XLSB: a sheet's headers, a drawing's text; nothing in others."""
    if name.endswith(".bin"):
        codes = list(_binary_codes(data)) if "sheets/" in name else []
    elif _DRAWING.match(data):
        return list(_drawn(data))
    else:
        place = data.rfind(b"headerFooter")  # behind all cells
        found = _HEADER_FOOTER.findall(data, max(0, place - _HEADERS)) if place > 0 else []
        codes = [html.unescape(code.decode("utf-8", "replace")) for code in found]
    return [line for code in codes for line in of_codes(code)]


def of_package(container: Container, parts: Mapping[str, list[Aside]], *, binary: bool) -> Asides:
    """Lines by the name of their sheet.

    Args:
        container: the package.
        parts: lines of every part (`of_part`).
        binary: the workbook part is no XML (XLSB), so that names of sheets are out of reach.
    """
    if not any(parts.values()):
        return {}
    found: Asides = {}
    told: set[str] = set()
    for part, name in () if binary else _sheets_of_package(container):
        names = [part, *related(container, part, "/drawing").values()]
        told.update(names)
        found[name] = [line for one in names for line in parts.get(one, ())]
    found[ANY_SHEET] = [line for part, lines in sorted(parts.items()) if part not in told for line in lines]
    return {name: list(dict.fromkeys(lines))[:MOST] for name, lines in found.items() if lines}


def _sheets_of_package(container: Container) -> Iterator[tuple[str, str]]:
    main = main_part(container, "xl/workbook.xml")
    workbook, parts = container.xml(main), related(container, main, "sheet")
    for item in workbook.iter() if workbook is not None else ():
        if NAMES[item.tag] == "sheet":
            part = next((parts[value] for value in item.attrib.values() if value in parts), "")
            if part:
                yield part, attribute(item, "name")


def _drawn(data: bytes) -> Iterator[Aside]:
    try:
        root = fromstring(data)
    except (ParseError, ValueError, LookupError):
        return  # values can be read all the same
    yield from _paragraphs(root)


def _paragraphs(parent: Element) -> Iterator[Aside]:
    for child in parent:
        name = NAMES[child.tag]
        if name == "p":
            text = "".join(item.text or "" for item in child.iter() if NAMES[item.tag] == "t")
            faces = [attribute(item, "typeface") for item in child.iter() if NAMES[item.tag] == "latin"]
            if clean_line(text):
                yield clean_line(text), next((face for face in faces if font_encoding(face)), "")
        elif name != "Fallback":  # the same once more for older programs
            yield from _paragraphs(child)


def _binary_codes(data: bytes) -> Iterator[str]:
    """Headers and footers of a sheet of XLSB ([MS-XLSB] 2.4.39 BrtBeginHeaderFooter): behind all rows."""
    at = data.rfind(_BINARY_ROWS_END)
    while 0 <= at < len(data):
        kind, at = _seven_bits(data, at, 2)
        size, at = _seven_bits(data, at, 4)
        if kind == _BINARY_HEADER:
            yield from _wide_strings(data[at + 2 : at + size])
        at += size


def _seven_bits(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for place in range(most):
        byte = data[at] if at < len(data) else 0
        at += 1
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return value, at


def _wide_strings(data: bytes) -> Iterator[str]:
    at = 0
    while at + 4 <= len(data):
        (length,) = struct.unpack_from("<I", data, at)
        at += 4
        if length != 0xFFFFFFFF:  # none
            yield data[at : at + 2 * length].decode("utf-16-le", "replace")
            at += 2 * length


# --------------------------------------------------------------------------- OpenDocument, Excel 2003 XML


def of_open_document(content: Element, styles: Element | None) -> Asides:
    """Lines of ODS or FODS: shapes and text boxes, headers and footers of the page a sheet is printed on."""
    masters = {
        attribute(item, "name"): list(_marginal(item))
        for tree in (styles, content)
        for item in (tree.iter() if tree is not None else ())
        if NAMES[item.tag] == "master-page"
    }
    pages = {
        attribute(item, "name"): attribute(item, "master-page-name")
        for item in content.iter()
        if NAMES[item.tag] == "style" and attribute(item, "family") == "table"
    }
    found: Asides = {}
    for sheet in _sheets(content):
        lines = [*masters.get(pages.get(attribute(sheet, "style-name"), ""), ()), *_shapes(sheet)]
        if lines:
            found[attribute(sheet, "name")] = list(dict.fromkeys(lines))[:MOST]
    return found


def _sheets(content: Element) -> Iterator[Element]:
    body = child_of(child_of(content, "body"), "spreadsheet")
    return (item for item in (body if body is not None else ()) if NAMES[item.tag] == "table")


def _marginal(master: Element) -> Iterator[Aside]:
    for part in master:
        if NAMES[part.tag].startswith(("header", "footer")) and attribute(part, "display") != "false":
            for item in part.iter():
                line = _text(item) if NAMES[item.tag] == "p" else ""
                if is_worth_it(line):
                    yield clean_line(line), ""


def _shapes(sheet: Element, *, inside: bool = False) -> Iterator[Aside]:
    for child in sheet:
        name = NAMES[child.tag]
        if name == "annotation":
            continue
        if name == "p" and inside:
            line = clean_line(_text(child))
            if line:
                yield line, ""
        yield from _shapes(child, inside=inside or ":drawing:" in child.tag)


def _text(item: Element) -> str:
    text = item.text or ""
    for child in item:
        name = NAMES[child.tag]
        text += " " if name in ("s", "tab") else "" if name in _FIELDS else _text(child)
        text += child.tail or ""
    return text


def rows_of(asides: Asides, sheet: str, *, first: bool) -> list[Row]:
    """Rows behind the cells of a sheet; those of no sheet in particular stand on the first."""
    lines = [*asides.get(sheet, ()), *(asides.get(ANY_SHEET, ()) if first else ())]
    return [Row(text=line, widget=True, runs=((line, font),) if font else ()) for line, font in lines]


def of_worksheet(sheet: Element) -> list[Aside]:
    """Lines of a sheet of Excel 2003 XML, which knows no shapes."""
    setup = child_of(child_of(sheet, "WorksheetOptions"), "PageSetup")
    codes = [attribute(item, "Data") for item in (setup if setup is not None else ())]
    return list(dict.fromkeys(line for code in codes for line in of_codes(code)))[:MOST]
