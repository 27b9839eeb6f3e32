"""Fonts of the cells of an Excel 97–2003 workbook, where legacy encodings may hide in them.

Owns: fonts, cell formats and the places of cells in the workbook stream ([MS-XLS] 2.4.122 Font, 2.4.353 XF,
2.4.28 BoundSheet8), as far as fonts go.
Must not: read values (calamine does), or look at cells when no legacy font is in the formats.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import olefile

from archivist.extract.cleaning import clean_line
from archivist.extract.sheet_fonts import Fonts
from archivist.legacy import font_encoding

_FONT, _FORMAT, _SHEET, _BEGIN, _END = 0x0031, 0x00E0, 0x0085, 0x0809, 0x000A
# Every record of a cell that may hold text begins with row, column and format:
# LabelSst, Label, RString, Formula.
_CELLS = frozenset({0x00FD, 0x0204, 0x00D6, 0x0006})
_BIFF8 = 0x0600
_MISSING_FONT = 4  # there is no font of this number ([MS-XLS] 2.5.129 FontIndex)
BROKEN = (OSError, ValueError, struct.error, IndexError, TypeError, KeyError, AttributeError)


class Book(NamedTuple):
    """What the beginning of a workbook tells.

    `formats`: number of a cell format → its font, of those in a legacy font. `sheets`: name of a sheet → its place.
    `wide`: it is of Excel 97 or later.
    """

    formats: dict[int, str]
    sheets: dict[str, int]
    wide: bool


def legacy_cells(path: Path, most_bytes: int) -> dict[str, Fonts]:
    """Cells in legacy fonts, by the name of their sheet; none where the file cannot be understood.

    Args:
        path: the workbook; it is only read.
        most_bytes: a larger workbook is left alone.
    """
    try:
        stream = stream_of(path, most_bytes)
        formats, sheets, _ = book_of(stream)
        if not formats:
            return {}
        return {name: cells for name, start in sheets.items() if (cells := _cells(stream, start, formats))}
    except BROKEN:
        return {}  # values are calamine's to read or to refuse; without fonts, syllables decide


def stream_of(path: Path, most_bytes: int) -> bytes:
    """The stream of the workbook, nothing when it is larger."""
    with olefile.OleFileIO(path) as ole:
        name = "Workbook" if ole.exists("Workbook") else "Book"
        if ole.get_size(name) > most_bytes:
            return b""
        return bytes(ole.openstream(name).read())


def records_of(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records of one substream, from its beginning to its end; charts inside it are passed over."""
    place, depth = start, 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        data = stream[place + 4 : place + 4 + size]
        place += 4 + size
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, data


def book_of(stream: bytes) -> Book:
    """Formats and sheets of a workbook."""
    fonts: list[str] = []
    formats: list[int] = []
    sheets: dict[str, int] = {}
    wide = True
    for kind, data in records_of(stream, 0):
        if kind == _BEGIN:
            wide = struct.unpack_from("<H", data)[0] == _BIFF8
        elif kind == _FONT:
            fonts.append(_name(data, 14, wide=wide))
        elif kind == _FORMAT:
            formats.append(struct.unpack_from("<H", data)[0])
        elif kind == _SHEET:
            sheets[_name(data, 6, wide=wide)] = struct.unpack_from("<I", data)[0]
    named = ((number, _font(fonts, index)) for number, index in enumerate(formats))
    return Book({number: name for number, name in named if font_encoding(name)}, sheets, wide)


def _font(fonts: list[str], index: int) -> str:
    place = index - 1 if index > _MISSING_FONT else index
    return fonts[place] if index != _MISSING_FONT and place < len(fonts) else ""


def _name(data: bytes, start: int, *, wide: bool) -> str:
    """A name with its length before it; in BIFF8 a flag says how wide its characters are."""
    length = data[start]
    if not wide:
        return clean_line(data[start + 1 : start + 1 + length].decode("cp1252", "replace"))
    if data[start + 1] & 1:
        return clean_line(data[start + 2 : start + 2 + 2 * length].decode("utf-16-le", "replace"))
    return clean_line(data[start + 2 : start + 2 + length].decode("latin-1"))


def _cells(stream: bytes, start: int, formats: Mapping[int, str]) -> Fonts:
    found: dict[tuple[int, int], str] = {}
    for kind, data in records_of(stream, start):
        if kind in _CELLS:
            row, column, number = struct.unpack_from("<HHH", data)
            if font := formats.get(number):
                found[row, column] = font
    return found
