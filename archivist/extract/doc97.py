"""Word 97–2003 documents: our own reader of the piece table ([MS-DOC] 2.8.35).

Owns: text of the document, notes, headers and text boxes; cells of tables; font names.
Must not: show field codes; it knows no revision marks (deleted text of an unaccepted change
is shown, as old readers do).
"""

from __future__ import annotations

import datetime as dt
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import olefile

from archivist.extract.cleaning import clean_line, is_unicode_vietnamese, legacy_fonts
from archivist.extract.request import Request, refuse
from archivist.extract.rows import Row, page_of, side_by_side, split_columns
from archivist.extracted import Extracted
from archivist.model import Reason

_BROKEN = (OSError, ValueError, IndexError, TypeError, KeyError, struct.error, OverflowError)
# Pairs (fc, lcb) in FibRgFcLcb97, by index ([MS-DOC] 2.5.6); it begins at 0x9A.
_PAPX_TABLE, _FONT_TABLE, _CLX = 13, 15, 33
_COUNTS = 0x4C  # ccpText, ccpFtn, ccpHdd, reserved, ccpAtn, ccpEdn, ccpTxbx, ccpHdrTxbx
_TABLE_END, _IN_TABLE, _JUSTIFY80, _JUSTIFY = 0x2417, 0x2416, 0x2403, 0x2461
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_CELL, _PARAGRAPH = "\x07", "\r"
_BREAKS = re.compile("[\x0b\x0c\x0e\n]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of one piece: its first character position and where it lies in the stream."""

    start: int
    text: str
    offset: int
    width: int


class _Facts(NamedTuple):
    """Properties of a paragraph."""

    in_table: bool = False
    ends_row: bool = False
    centred: bool = False


@dataclass(slots=True)
class _Paragraphs:
    """Properties of paragraphs by place in the stream."""

    starts: list[int] = field(default_factory=list)
    facts: list[_Facts] = field(default_factory=list)

    def at(self, offset: int) -> _Facts:
        index = bisect_right(self.starts, offset) - 1
        return self.facts[index] if index >= 0 else _Facts()


def extract(request: Request) -> Extracted:
    """Read a Word 97–2003 document.

    Raises:
        ExtractionError: ``unreadable``, or ``unsupported-type`` for Word 6 and 95.
    """
    try:
        with olefile.OleFileIO(request.path) as ole:
            stream = ole.openstream("WordDocument").read()
            header = struct.unpack_from("<HH", stream)
            if header[0] != 0xA5EC or header[1] < 0xC1:
                refuse(Reason.UNSUPPORTED_TYPE, "documents of Word 95 and older are not read")
            flags = struct.unpack_from("<H", stream, 10)[0]
            table = ole.openstream("1Table" if flags & 0x0200 else "0Table").read()
            metadata = _metadata(ole)
        rows = split_columns(list(_rows(stream, table)))
        names = _font_names(_part(stream, table, _FONT_TABLE))
    except _BROKEN as error:
        refuse(Reason.UNREADABLE, f"the document is damaged: {error}")
    text = "".join(row.text for row in rows[:500])
    fonts = () if is_unicode_vietnamese(text) else legacy_fonts(names)
    page, truncated = page_of(rows, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(fonts))
    pages = metadata.pop("pages", "")
    return Extracted(
        detected=request.detected,
        pages=(page,),
        extractor="doc97 1",
        metadata=metadata,
        truncated=truncated,
        font_encodings=fonts,
        page_count=int(pages) if pages else None,
    )


def _metadata(ole: olefile.OleFileIO) -> dict[str, str]:
    found: dict[str, str] = {}
    facts = ole.get_metadata()
    encoding = f"cp{facts.codepage}" if facts.codepage and facts.codepage > 0 else "cp1252"
    encoding = {"cp65001": "utf-8", "cp1200": "utf-16-le"}.get(encoding, encoding)
    for name in ("title", "author", "subject"):
        value = getattr(facts, name, None)
        if isinstance(value, bytes):
            value = _decoded(value, encoding)
        if isinstance(value, str) and clean_line(value):
            found[name] = clean_line(value)[:1000]
    for name, key in (("create_time", "created"), ("last_saved_time", "modified")):
        value = getattr(facts, name, None)
        if isinstance(value, dt.datetime):
            found[key] = value.isoformat()
    if isinstance(facts.num_pages, int) and 0 < facts.num_pages < 100_000:
        found["pages"] = str(facts.num_pages)
    return found


def _decoded(value: bytes, encoding: str) -> str:
    try:
        return value.decode(encoding, "replace")
    except LookupError:
        return value.decode("cp1252", "replace")


def _part(stream: bytes, table: bytes, index: int) -> bytes:
    start, length = struct.unpack_from("<II", stream, 0x9A + 8 * index)
    return table[start : start + length]


def _pieces(stream: bytes, clx: bytes) -> Iterator[_Piece]:
    position = 0
    while clx[position] == 0x01:  # Prc: properties, skipped
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    (length,) = struct.unpack_from("<I", clx, position + 1)
    plc = clx[position + 5 : position + 5 + length]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    for number in range(count):
        (fc,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
        size = bounds[number + 1] - bounds[number]
        if fc & 0x40000000:  # one byte a character, Windows-1252
            offset = (fc & 0x3FFFFFFF) // 2
            text = stream[offset : offset + size].decode("cp1252", "replace")
            yield _Piece(bounds[number], text, offset, 1)
        else:
            data = stream[fc : fc + 2 * size]
            yield _Piece(bounds[number], data.decode("utf-16-le", "surrogatepass"), fc, 2)


def _rows(stream: bytes, table: bytes) -> Iterator[Row]:
    """Rows of the main text, notes, headers and text boxes; comments are left out."""
    pieces = list(_pieces(stream, _part(stream, table, _CLX)))
    facts = _paragraph_facts(stream, _part(stream, table, _PAPX_TABLE))
    text = "".join(piece.text for piece in pieces)
    main, notes, headers, _, comments, ends, boxes, _ = struct.unpack_from("<8i", stream, _COUNTS)
    yield from _story(text, 0, main, pieces, facts)
    after = main + notes + headers + comments
    seen: set[str] = set()
    for start, end in ((main, main + notes + headers), (after, after + ends + boxes)):
        for row in _story(text, start, end, pieces, facts):
            line = clean_line(row.text)
            if line and line not in seen and not line.isdigit():
                seen.add(line)
                yield row


def _story(text: str, start: int, end: int, pieces: list[_Piece], facts: _Paragraphs) -> Iterator[Row]:
    """Rows of one stretch of text; cells gather until the mark that ends their table row."""
    starts = [piece.start for piece in pieces]
    table: list[list[list[Row]]] = []
    cells: list[list[Row]] = []
    cell: list[Row] = []
    for match in re.finditer(f"([^{_PARAGRAPH}{_CELL}]*)([{_PARAGRAPH}{_CELL}]|$)", text[start:end]):
        body, mark = match.groups()
        place = start + match.start(2)
        piece = pieces[max(bisect_right(starts, place) - 1, 0)]
        paragraph = facts.at(piece.offset + (place - piece.start) * piece.width)
        if mark == _CELL and paragraph.ends_row:
            table.append(cells)
            cells, cell = [], []
            continue
        cell += [Row(text=line, centred=paragraph.centred) for line in _BREAKS.split(_shown(body))]
        if mark == _CELL:
            cells.append(cell)
            cell = []
        elif not paragraph.in_table and not cells:
            yield from side_by_side(table)
            table = []
            yield from cell
            cell = []
    yield from side_by_side([*table, cells])
    yield from cell


def _shown(text: str) -> str:
    """Text without field codes (between marks 0x13 and 0x14) and object marks."""
    if "\x13" in text or "\x14" in text or "\x15" in text:
        shown: list[str] = []
        codes: list[bool] = []
        for char in text:
            if char == "\x13":
                codes.append(True)
            elif char == "\x14" and codes:
                codes[-1] = False
            elif char == "\x15" and codes:
                codes.pop()
            elif not any(codes):
                shown.append(char)
        text = "".join(shown)
    return text.replace("\x1e", "-").replace("\x1f", "\u00ad")


def _paragraph_facts(stream: bytes, plc: bytes) -> _Paragraphs:
    """Paragraph properties from the formatted disk pages ([MS-DOC] 2.9.175)."""
    found: list[tuple[int, _Facts]] = []
    count = (len(plc) - 4) // 8
    for number in range(count):
        (page,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)
        fkp = stream[(page & 0x3FFFFF) * 512 : (page & 0x3FFFFF) * 512 + 512]
        if len(fkp) < 512:
            continue
        runs = fkp[511]
        for run in range(runs):
            (start,) = struct.unpack_from("<I", fkp, 4 * run)
            offset = 2 * fkp[4 * (runs + 1) + 13 * run]
            found.append((start, _facts(fkp, offset) if offset else _Facts()))
    found.sort(key=lambda item: item[0])
    return _Paragraphs([start for start, _ in found], [facts for _, facts in found])


def _facts(fkp: bytes, offset: int) -> _Facts:
    size = fkp[offset]
    begin, length = (offset + 2, 2 * fkp[offset + 1]) if size == 0 else (offset + 1, 2 * size - 1)
    properties = fkp[begin + 2 : begin + length]  # after the style index
    in_table = ends_row = centred = False
    position = 0
    while position + 2 < len(properties):
        (code,) = struct.unpack_from("<H", properties, position)
        position += 2
        if code == _IN_TABLE:
            in_table = bool(properties[position])
        elif code == _TABLE_END:
            ends_row = bool(properties[position])
        elif code in (_JUSTIFY80, _JUSTIFY):
            centred = properties[position] == 1
        kind = code >> 13
        if kind == 6:  # variable: its length stands first, in two bytes for table definitions
            wide = code == 0xD608
            length = struct.unpack_from("<H", properties, position)[0] - 1 if wide else properties[position]
            position += length + (2 if wide else 1)
        else:
            position += _OPERAND_SIZES[kind]
    return _Facts(in_table, ends_row, centred)


def _font_names(table: bytes) -> list[str]:
    """Names in the font table ([MS-DOC] 2.9.286 SttbfFfn)."""
    names: list[str] = []
    if len(table) < 4:
        return names
    (count,) = struct.unpack_from("<H", table)
    position = 4
    for _ in range(min(count, 1000)):
        if position >= len(table):
            break
        size = table[position] + 1
        name = table[position + 40 : position + size].decode("utf-16-le", "replace").split("\x00")[0]
        names.append(name)
        position += size
    return names
