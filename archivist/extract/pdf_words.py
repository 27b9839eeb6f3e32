"""Text of one PDF page and the places of its words, with few calls of pdfium.

Owns: the characters of a text page as one string, pieces of words with their place, looks of words.
Must not: open documents or pages, or group words into rows.

A call of pdfium from Python costs more than what it does. So the text is fetched at once and parted
at its blanks, and of each piece only the first and the last character are asked for their place. Where
these two do not tell the place of what stands between them (set in several parts, on several lines,
from right to left, upright), every character is asked.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import cast

import pypdfium2
from pypdfium2 import raw as pdfium

from archivist.extract.geometry import Piece, RowOfWords, Style, rows_of
from archivist.extract.pdf_view import View
from archivist.lazypattern import late_pattern

_LOOSE_HEIGHT = 1.12  # loose boxes of the usual serif fonts are 1.07 to 1.17 em high
_WIDEST = 1.4  # em: no letter is wider, so a wider piece has a gap in it
_BOLD_WEIGHT = 600
_ITALIC_FLAG, _FORCE_BOLD_FLAG = 0x40, 0x40000  # font descriptor flags (ISO 32000-1 table 123)
_NAME_BYTES = 256
# Blanks part words; their own place is unreliable (generated, or overlapping in justified lines),
# so the place of the letters around them decides. U+FFFE is pdfium's mark of a hyphen at a line's end.
_LETTERS = late_pattern("[^\\s\x00-\x1f\ufffe\uffff]+")
_BLANK = late_pattern(r"\s")


def page_text(textpage: pypdfium2.PdfTextPage) -> str:
    """Text in content order; the character at an index is pdfium's character of that index."""
    handle = textpage.raw
    count = pdfium.FPDFText_CountChars(handle)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(handle, 0, count, buffer) - 1
    if written == count:
        with suppress(UnicodeDecodeError):  # half a pair
            text = ctypes.string_at(buffer, 2 * count).decode("utf-16-le")
            if len(text) == count:
                return text
    # Characters without a code are left out of the bulk text, those beyond U+FFFF count twice.
    codes = (pdfium.FPDFText_GetUnicode(handle, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else "\x00" for code in codes)


def words_of(textpage: pypdfium2.PdfTextPage, text: str, view: View) -> list[RowOfWords]:
    """The words of a page's text in rows, with their places and looks."""
    places = _Places(textpage, view)
    rows = rows_of(_pieces(places, text))
    for row in rows:
        for word in row.words:
            word.style, size = places.looks(word.first)
            word.size = size or word.size
    return rows


def _pieces(places: _Places, text: str) -> Iterator[Piece]:
    """Words, or parts of them, with their places, in content order."""
    end, parted = 0, False
    for match in _LETTERS.finditer(text):
        first, stop = match.span()
        parted = parted or (first > end and (text[end].isspace() or bool(_BLANK.search(text, end, first))))
        end = stop
        piece = places.whole(match.group(), first, parted) if stop - first > 1 else None
        if piece is not None:
            yield piece
            parted = False
            continue
        for index in range(first, stop):
            single = places.single(text[index], index, parted)
            if single is not None:
                yield single
                parted = False


def _prototype(function: object, *arguments: type) -> Callable[..., int]:
    """A function of pdfium that takes addresses as they are: half the cost of a checked call."""
    kind = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, *arguments)
    return cast("Callable[..., int]", ctypes.cast(function, kind))  # type: ignore[arg-type]  # a foreign function


_loose_box = _prototype(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p)
_origin = _prototype(pdfium.FPDFText_GetCharOrigin, ctypes.c_void_p, ctypes.c_void_p)
_text_object = _prototype(pdfium.FPDFText_GetTextObject)


class _Places:
    """Asks pdfium for places and looks; its records for answers are made once."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, view: View) -> None:
        self._handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        self._view = view
        self._upright = view.rotation == 0
        # Two boxes of left, top, right, bottom (FS_RECTF); the origin of one character.
        self._boxes, self._point = (ctypes.c_float * 8)(), (ctypes.c_double * 2)()
        self._start = ctypes.addressof(self._boxes)
        self._end = self._start + 16
        self._x = ctypes.addressof(self._point)
        self._y = self._x + 8
        self._reach, self._baseline = (0.0, 0.0), 0.0
        self._looks = _Looks(textpage)
        self._objects: dict[int, tuple[Style, float]] = {}

    def whole(self, letters: str, first: int, parted: bool) -> Piece | None:
        """A piece told by its ends, None when they do not tell it."""
        handle, last = self._handle, first + len(letters) - 1
        if not (
            self._upright and _loose_box(handle, first, self._start) and _loose_box(handle, last, self._end)
        ):
            return None
        left, top, inner, bottom, outer, end_top, right, end_bottom = self._boxes[:]
        height, across = top - bottom, right - left
        # One font at one size on one line has boxes of one height.
        if end_top != top or end_bottom != bottom or not 0 < across <= _WIDEST * height * len(letters):
            return None
        if outer < inner - 0.5 * height:
            return None
        view = self._view
        if (top, bottom) != self._reach:  # words of one reach stand on one baseline
            if not _origin(handle, first, self._x, self._y):
                return None
            self._reach, self._baseline = (top, bottom), view.top - self._point[1]
        size = height / _LOOSE_HEIGHT
        return Piece(
            letters, left - view.left, right - view.left, self._baseline,
            size if size > 1.0 else 1.0, first, last, parted,
        )  # fmt: skip

    def single(self, letter: str, index: int, parted: bool) -> Piece | None:
        """One character, None when it has no place."""
        if not (
            _origin(self._handle, index, self._x, self._y) and _loose_box(self._handle, index, self._start)
        ):
            return None
        left, top, right, bottom = self._boxes[:4]
        box = self._view.box(left, bottom, right, top)
        baseline = self._view.point(*self._point)[1]
        size = max((box.bottom - box.top) / _LOOSE_HEIGHT, 1.0)
        return Piece(letter, box.x0, box.x1, baseline, size, index, index, parted)

    def looks(self, index: int) -> tuple[Style, float]:
        """Style and size of a character; size 0 when pdfium's is none. One text object has one look."""
        place = _text_object(self._handle, index)
        if not place:
            return self._looks.of(index)
        known = self._objects.get(place)
        if known is None:
            known = self._objects[place] = self._looks.of(index)
        return known


class _Looks:
    """Asks pdfium for fonts."""

    def __init__(self, textpage: pypdfium2.PdfTextPage) -> None:
        self._handle = textpage.raw
        self._buffer = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags, self._matrix = ctypes.c_int(), pdfium.FS_MATRIX()
        self._flags_ref = ctypes.byref(self._flags)
        self._matrix_ref = ctypes.byref(self._matrix)  # type: ignore[arg-type]  # ctypes structure
        self._styles: dict[tuple[bytes, int, int], Style] = {}

    def of(self, index: int) -> tuple[Style, float]:
        """Style and size of a character."""
        handle = self._handle
        pdfium.FPDFText_GetFontInfo(handle, index, self._buffer, _NAME_BYTES, self._flags_ref)
        key = (self._buffer.value, self._flags.value, pdfium.FPDFText_GetFontWeight(handle, index))
        if key not in self._styles:
            self._styles[key] = _style(*key)
        size = pdfium.FPDFText_GetFontSize(handle, index)
        if pdfium.FPDFText_GetMatrix(handle, index, self._matrix_ref):
            size *= (self._matrix.c**2 + self._matrix.d**2) ** 0.5
        return self._styles[key], size if 1.0 <= size <= 500.0 else 0.0


def _style(name: bytes, flags: int, weight: int) -> Style:
    font = name.decode("utf-8", "replace")
    if len(font) > 7 and font[6] == "+":  # subset tag
        font = font[7:]
    lower = font.lower()
    bold = "bold" in lower or weight >= _BOLD_WEIGHT or bool(flags & _FORCE_BOLD_FLAG)
    italic = "italic" in lower or "oblique" in lower or bool(flags & _ITALIC_FLAG)
    return Style(font, bold, italic)
