"""What Excel 97–2003 shows beside the cells of a sheet: headers and footers of the printed page, text boxes, shapes.

Owns: their records in the workbook stream ([MS-XLS] 2.4.136 Header, 2.4.124 Footer, 2.4.137 HeaderFooter, 2.4.329 TxO).
Must not: read cells or comments.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from archivist.extract.cleaning import clean_line
from archivist.extract.sheet_asides import MOST, Aside, Asides, of_codes
from archivist.extract.xls_fonts import BROKEN, book_of, records_of, stream_of

_HEADER, _FOOTER, _FURTHER, _OBJECT, _TEXT, _CONTINUE = 0x14, 0x15, 0x089C, 0x5D, 0x01B6, 0x3C
_NOTE = 0x19
"""Kind of the object that a comment is ([MS-XLS] 2.5.143 FtCmo)."""
_FURTHER_HEAD = 30
"""Bytes of HeaderFooter before its lengths: of the record, of the view it belongs to, flags."""


def of_book(path: Path, most_bytes: int) -> Asides:
    """Lines by the name of their sheet; none where the file cannot be understood.

    Args:
        path: the workbook; it is only read.
        most_bytes: a larger workbook is left alone.
    """
    found: Asides = {}
    try:
        stream = stream_of(path, most_bytes)
        book = book_of(stream)
        for name, start in book.sheets.items() if book.wide else ():
            lines = list(dict.fromkeys(_lines(stream, start)))[:MOST]
            if lines:
                found[name] = lines
    except BROKEN:
        pass  # values are calamine's to read or to refuse
    return found


def _lines(stream: bytes, start: int) -> Iterator[Aside]:
    noted, wanted, text = False, 0, ""
    for kind, data in records_of(stream, start):
        if kind in (_HEADER, _FOOTER):
            if data:
                yield from of_codes(_string(data))
        elif kind == _FURTHER:
            for code in _further(data):
                yield from of_codes(code)
        elif kind == _OBJECT:
            noted = len(data) >= 6 and struct.unpack_from("<H", data, 4)[0] == _NOTE
        elif kind == _TEXT:
            wanted = struct.unpack_from("<H", data, 10)[0] if len(data) >= 12 and not noted else 0
            text = ""
        elif kind == _CONTINUE and wanted > len(text) and data:
            # Each record that goes on says anew how wide its characters are.
            text += _characters(data[1:], wanted - len(text), wide=bool(data[0] & 1))
            if wanted <= len(text):
                yield from ((clean_line(line), "") for line in text.splitlines() if clean_line(line))


def _string(data: bytes) -> str:
    """A text with its length before it and a flag for wide characters ([MS-XLS] 2.5.294 XLUnicodeString)."""
    length, flags = struct.unpack_from("<HB", data)
    return _characters(data[3:], length, wide=bool(flags & 1))


def _characters(data: bytes, length: int, *, wide: bool) -> str:
    if wide:
        return data[: 2 * length].decode("utf-16-le", "replace")
    return data[:length].decode("latin-1")


def _further(data: bytes) -> Iterator[str]:
    """Headers and footers of even pages and of the first one."""
    lengths = struct.unpack_from("<4H", data, _FURTHER_HEAD)
    at = _FURTHER_HEAD + 8
    for length in lengths:
        if length:
            flags = data[at + 2]
            size = length * (2 if flags & 1 else 1)
            yield _string(data[at : at + 3 + size])
            at += 3 + size
