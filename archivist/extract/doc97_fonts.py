"""Which font each character of a Word 97–2003 document is set in.

Owns: character properties on the formatted disk pages, fonts of styles, the font table
([MS-DOC] 2.8.6 PlcBteChpx, 2.9.33 Chpx, 2.9.271 STSH, 2.9.286 SttbfFfn).
Must not: know text or paragraphs.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field

from archivist.lazyclass import dataclass

_FONT_OF_ASCII, _FONT_OF_OTHERS, _CHARACTER_STYLE = 0x4A4F, 0x4A51, 0x4A30
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_LONG_OPERANDS = frozenset({0xD608, 0xC615})  # their length stands in two bytes, or not at all
_PAGE = 512
_PARAGRAPH_STYLE = 1
_NO_STYLE = 0xFFF


@dataclass(frozen=True, slots=True)
class _Look:
    """What a run or style says of its font; None = inherited."""

    font: int | None = None
    style: int | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    base: int
    font: int | None


@dataclass(slots=True)
class Fonts:
    """Fonts by place in the stream. Made by `read_fonts`."""

    names: list[str]
    _default: int = 0
    _starts: list[int] = field(default_factory=list)
    _looks: list[_Look] = field(default_factory=list)
    _styles: list[_Style | None] = field(default_factory=list)

    def changes(self, start: int, end: int) -> Iterator[int]:
        """Places between `start` and `end` where the properties of characters change."""
        for index in range(bisect_right(self._starts, start), len(self._starts)):
            if self._starts[index] >= end:
                return
            yield self._starts[index]

    def at(self, place: int, paragraph_style: int) -> str:
        """Name of the font at a place, in a paragraph of this style; empty when not known."""
        index = bisect_right(self._starts, place) - 1
        look = self._looks[index] if index >= 0 else _Look()
        number = look.font
        if number is None and look.style is not None:
            number = self._of_style(look.style)
        if number is None:
            number = self._of_style(paragraph_style)
        if number is None:
            number = self._default
        return self.names[number] if 0 <= number < len(self.names) else ""

    def _of_style(self, number: int) -> int | None:
        for _ in range(20):  # a style rests on at most ten others; damaged files go in circles
            style = self._styles[number] if 0 <= number < len(self._styles) else None
            if style is None or style.font is not None:
                return style.font if style else None
            number = style.base
        return None


def read_fonts(stream: bytes, runs: bytes, styles: bytes, names: list[str]) -> Fonts:
    """Read the fonts of a document.

    Args:
        stream: the WordDocument stream.
        runs: the PlcBteChpx.
        styles: the style sheet.
        names: the font table.

    Raises:
        struct.error, IndexError: the tables are damaged.
    """
    fonts = Fonts(names)
    fonts._styles, fonts._default = _styles(styles)
    found = sorted(_runs(stream, runs), key=lambda item: item[0])
    fonts._starts = [start for start, _ in found]
    fonts._looks = [look for _, look in found]
    return fonts


def _runs(stream: bytes, plc: bytes) -> Iterator[tuple[int, _Look]]:
    count = (len(plc) - 4) // 8
    for number in range(count):
        (page,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)
        start = (page & 0x3FFFFF) * _PAGE
        fkp = stream[start : start + _PAGE]
        if len(fkp) < _PAGE:
            continue
        runs = fkp[_PAGE - 1]
        for run in range(runs):
            (place,) = struct.unpack_from("<I", fkp, 4 * run)
            offset = 2 * fkp[4 * (runs + 1) + run]
            yield place, _look(fkp[offset + 1 : offset + 1 + fkp[offset]]) if offset else _Look()


def _look(properties: bytes) -> _Look:
    ascii_font = other_font = style = None
    position = 0
    while position + 3 <= len(properties):
        (code,) = struct.unpack_from("<H", properties, position)
        position += 2
        kind = code >> 13
        if kind == 2 and position + 2 <= len(properties):
            (value,) = struct.unpack_from("<H", properties, position)
            if code == _FONT_OF_ASCII:
                ascii_font = value
            elif code == _FONT_OF_OTHERS:
                other_font = value
            elif code == _CHARACTER_STYLE:
                style = value
        if kind == 6:
            if code in _LONG_OPERANDS:
                break
            position += properties[position] + 1
        else:
            position += _OPERAND_SIZES[kind]
    return _Look(other_font if ascii_font is None else ascii_font, style)


def _styles(sheet: bytes) -> tuple[list[_Style | None], int]:
    """The styles by number, and the font of text that no style gives one."""
    if len(sheet) < 20:
        return [], 0
    (head,) = struct.unpack_from("<H", sheet)
    count, base_size = struct.unpack_from("<HH", sheet, 2)
    default = struct.unpack_from("<H", sheet, 14)[0] if head >= 14 else 0
    found: list[_Style | None] = []
    position = 2 + head
    for _ in range(count):
        if position + 2 > len(sheet):
            break
        (size,) = struct.unpack_from("<H", sheet, position)
        found.append(_style(sheet[position + 2 : position + 2 + size], base_size) if size else None)
        position += 2 + size + size % 2
    return found, default


def _style(style: bytes, base_size: int) -> _Style | None:
    kind_and_base, parts_and_next = struct.unpack_from("<HH", style, 2)
    kind, base, parts = kind_and_base & 0xF, kind_and_base >> 4, parts_and_next & 0xF
    (letters,) = struct.unpack_from("<H", style, base_size)
    position = base_size + 2 + 2 * letters + 2
    font = None
    for part in range(parts):
        if position + 2 > len(style):
            break
        (size,) = struct.unpack_from("<H", style, position)
        properties = style[position + 2 : position + 2 + size]
        if part == (1 if kind == _PARAGRAPH_STYLE else 0):
            font = _look(properties).font
        position += 2 + size + size % 2
    return _Style(base if base != _NO_STYLE else -1, font)


def font_names(table: bytes) -> list[str]:
    """Names in the font table."""
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
