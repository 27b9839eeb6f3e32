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
from dataclasses import field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import olefile

from archivist.extract.cleaning import clean_line, is_unicode_vietnamese
from archivist.extract.doc97_fonts import Fonts, font_names, read_fonts
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import finish
from archivist.extract.rows import Row, side_by_side, split_columns
from archivist.extracted import Extracted
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.legacy import Conversion, Run, convert, legacy_fonts
from archivist.model import Reason

_BROKEN = (OSError, ValueError, IndexError, TypeError, KeyError, struct.error, OverflowError)
# Pairs (fc, lcb) in FibRgFcLcb97, by index ([MS-DOC] 2.5.6); it begins at 0x9A.
_STYLES, _CHPX_TABLE, _PAPX_TABLE, _FONT_TABLE, _CLX = 1, 12, 13, 15, 33
_COUNTS = 0x4C  # ccpText, ccpFtn, ccpHdd, reserved, ccpAtn, ccpEdn, ccpTxbx, ccpHdrTxbx
_TABLE_END, _IN_TABLE, _JUSTIFY80, _JUSTIFY = 0x2417, 0x2416, 0x2403, 0x2461
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_CELL, _PARAGRAPH = "\x07", "\r"
_PARTS = late_pattern(f"[^{_PARAGRAPH}{_CELL}]*[{_PARAGRAPH}{_CELL}]|[^{_PARAGRAPH}{_CELL}]+")
_BREAKS = late_pattern("[\x0b\x0c\x0e\n]")


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
    style: int = 0


@dataclass(slots=True)
class _Paragraphs:
    """Properties of paragraphs by place in the stream."""

    starts: list[int] = field(default_factory=list)
    facts: list[_Facts] = field(default_factory=list)

    def at(self, offset: int) -> _Facts:
        index = bisect_right(self.starts, offset) - 1
        return self.facts[index] if index >= 0 else _Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """The characters of a document and where they lie."""

    text: str
    pieces: list[_Piece]
    facts: _Paragraphs
    counts: tuple[int, ...]


def extract(request: Request) -> Extracted:
    """Read a Word 97–2003 document.

    Raises:
        ExtractionError: ``unreadable``, or ``needs-libreoffice`` for Word 6 and 95 where it is not installed.
    """
    if _is_older(request.path):
        from archivist.extract import word95

        return word95.extract(request)
    try:
        with olefile.OleFileIO(request.path) as ole:
            stream = ole.openstream("WordDocument").read()
            flags = struct.unpack_from("<H", stream, 10)[0]
            table = ole.openstream("1Table" if flags & 0x0200 else "0Table").read()
            metadata = metadata_of(ole)
        content = _content(stream, table)
        names = font_names(_part(stream, table, _FONT_TABLE))
        paragraphs = _paragraphs(content, _fonts(stream, table, names))
        conversion = convert(paragraphs, padded=True)
        before = list(_rows(content, content.text))
        after = list(_rows(content, _joined(conversion))) if conversion else before
    except _BROKEN as error:
        refuse(Reason.UNREADABLE, f"the document is damaged: {error}")
    text = "".join(row.text for row in before[:500])
    fonts = () if is_unicode_vietnamese(text) else legacy_fonts(names)
    built = finish(
        before,
        after,
        conversion,
        text_chars=request.limits.text_chars,
        keep_soft_hyphens=bool(fonts),
        arrange=split_columns,
    )
    pages = metadata.pop("pages", "")
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor="doc97 1",
        metadata={**metadata, **built.facts},
        truncated=built.truncated,
        warnings=built.warnings,
        font_encodings=fonts,
        original_text=built.original,
        page_count=int(pages) if pages else None,
    )


def metadata_of(ole: olefile.OleFileIO) -> dict[str, str]:
    """Title, author and dates from the summary of an OLE file."""
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


def _is_older(path: Path) -> bool:
    """True for Word 6 and 95: another magic number, or a version below Word 97's ([MS-DOC] 2.5.2)."""
    try:
        with olefile.OleFileIO(path) as ole:
            magic, version = struct.unpack("<HH", ole.openstream("WordDocument").read(4))
    except _BROKEN as error:
        refuse(Reason.UNREADABLE, f"the document is damaged: {error}")
    return bool(magic != 0xA5EC or version < 0xC1)


def _content(stream: bytes, table: bytes) -> _Content:
    pieces = list(_pieces(stream, _part(stream, table, _CLX)))
    return _Content(
        text="".join(piece.text for piece in pieces),
        pieces=pieces,
        facts=_paragraph_facts(stream, _part(stream, table, _PAPX_TABLE)),
        counts=struct.unpack_from("<8i", stream, _COUNTS),
    )


def _fonts(stream: bytes, table: bytes, names: list[str]) -> Fonts | None:
    """Fonts by place, where a legacy font is among them and the tables are sound."""
    if not legacy_fonts(names):
        return None
    try:
        return read_fonts(stream, _part(stream, table, _CHPX_TABLE), _part(stream, table, _STYLES), names)
    except _BROKEN:
        return None  # the text can be read all the same; syllables decide


def _paragraphs(content: _Content, fonts: Fonts | None) -> list[list[Run]]:
    """The runs of every paragraph; together they are the text, mark by mark."""
    if fonts is None:
        return [[Run(part)] for part in _PARTS.findall(content.text)]
    found: list[list[Run]] = [[]]
    for piece in content.pieces:
        size = len(piece.text) * piece.width
        bounds = [piece.offset, *fonts.changes(piece.offset, piece.offset + size), piece.offset + size]
        for start, end in pairwise(bounds):
            text = piece.text[(start - piece.offset) // piece.width : (end - piece.offset) // piece.width]
            for part in _PARTS.finditer(text):
                # A run of characters may stretch over paragraphs of several styles.
                place = start + part.start() * piece.width
                if found[-1] and found[-1][-1].text.endswith((_PARAGRAPH, _CELL)):
                    found.append([])
                found[-1].append(Run(part[0], fonts.at(place, content.facts.at(place).style)))
    return found


def _joined(conversion: Conversion) -> str:
    return "".join(text for texts in conversion.runs for text in texts)


def _rows(content: _Content, text: str) -> Iterator[Row]:
    """Rows of the main text, notes, headers and text boxes; comments are left out.

    `text` has the length of the content's own.
    """
    pieces, facts = content.pieces, content.facts
    main, notes, headers, _, comments, ends, boxes, _ = content.counts
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
    style = int.from_bytes(fkp[begin : begin + 2], "little")
    properties = fkp[begin + 2 : begin + length]
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
    return _Facts(in_table, ends_row, centred, style)
