"""Text and characters of PDF pages through pdfium.

Owns: everything that calls pdfium: opening, page text, characters with their place, fonts,
image share.
Must not: run in a thread beside another pdfium call (pdfium is not thread-safe: one worker
process reads one file at a time).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw as pdfium

from archivist.extract.geometry import Char, RowOfWords, Style, rows_of
from archivist.model import Box

_LOOSE_HEIGHT = 1.12  # loose boxes of the usual serif fonts are 1.07 to 1.17 em high
_BOLD_WEIGHT = 600
_ITALIC_FLAG, _FORCE_BOLD_FLAG = 0x40, 0x40000  # font descriptor flags (ISO 32000-1 table 123)
_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class View:
    """From PDF user space to points from the top left corner of the page as it is seen."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        """Width of the page as it is seen."""
        across, up = self.right - self.left, self.top - self.bottom
        return max(across if self.rotation % 180 == 0 else up, 1.0)

    @property
    def height(self) -> float:
        """Height of the page as it is seen."""
        across, up = self.right - self.left, self.top - self.bottom
        return max(up if self.rotation % 180 == 0 else across, 1.0)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point as seen."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle as seen."""
        (ax, ay), (bx, by) = self.point(left, bottom), self.point(right, top)
        return Box(x0=min(ax, bx), top=min(ay, by), x1=max(ax, bx), bottom=max(ay, by))


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as pdfium has it."""

    text: str
    view: View
    image_share: float
    objects: int
    rows: list[RowOfWords] | None = None


def read_page(document: pypdfium2.PdfDocument, index: int, *, with_rows: bool) -> RawPage:
    """Read one page (0-based).

    Raises:
        pypdfium2.PdfiumError: pdfium cannot load the page.
    """
    page = document.get_page(index)
    try:
        view = View(*page.get_bbox(), page.get_rotation())
        textpage = page.get_textpage()
        try:
            if with_rows:
                text, chars = _characters(textpage, view)
                rows = rows_of(chars)
                _set_styles(textpage, rows)
            else:
                text, rows = textpage.get_text_range(), None
        finally:
            textpage.close()
        share, objects = 0.0, -1
        if visible_characters(text) < FEW_CHARACTERS or index == 0:
            share, objects = _images(page, view)
        return RawPage(text, view, share, objects, rows)
    finally:
        page.close()


FEW_CHARACTERS = 100
"""A page with fewer characters of its own may be an image (scans of the Government portal
hold none or a signature banner; the emptiest born-digital pages seen hold 198)."""


def visible_characters(text: str) -> int:
    """Characters that are no blanks."""
    return len("".join(text.split()))


def _images(page: pypdfium2.PdfPage, view: View) -> tuple[float, int]:
    """Share of the page covered by images (strips are added up), and the number of objects."""
    area = view.width * view.height
    covered, objects, outer = 0.0, 0, 0.0
    for item in page.get_objects():
        objects += 1
        is_image = item.type == pdfium.FPDF_PAGEOBJ_IMAGE
        if item.level == 0 and (is_image or item.type == pdfium.FPDF_PAGEOBJ_FORM):
            left, bottom, right, top = item.get_bounds()
            across = min(right, view.right) - max(left, view.left)
            up = min(top, view.top) - max(bottom, view.bottom)
            outer = max(across, 0.0) * max(up, 0.0)
            covered += outer if is_image else 0.0
        elif is_image:  # bounds inside a form are the form's own: take the form's place
            covered += outer
        if objects >= 5000:
            break
    return min(covered / area, 1.0), objects


def _characters(textpage: pypdfium2.PdfTextPage, view: View) -> tuple[str, list[Char]]:
    """Text in content order, one character per index of pdfium, and characters with a place."""
    handle = textpage.raw
    x, y, rect = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    x_ref, y_ref, rect_ref = ctypes.byref(x), ctypes.byref(y), ctypes.byref(rect)  # type: ignore[arg-type]  # ctypes structure
    letter = pdfium.FPDFText_GetUnicode
    origin, loose_box = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetLooseCharBox
    upright = view.rotation == 0
    left, top = view.left, view.top
    text: list[str] = []
    chars: list[Char] = []
    parted = False
    for index in range(pdfium.FPDFText_CountChars(handle)):
        code = letter(handle, index)
        char = chr(code) if 0 < code < 0x110000 else "\x00"
        text.append(char)
        # Blanks part words; their own place is unreliable (generated, or overlapping in
        # justified lines), so the place of the letters around them decides.
        if code < 32 or code in (0xFFFE, 0xFFFF) or char.isspace():
            parted = parted or char.isspace()
            continue
        if not (origin(handle, index, x_ref, y_ref) and loose_box(handle, index, rect_ref)):
            continue
        if upright:
            height = rect.top - rect.bottom
            place = (rect.left - left, rect.right - left, top - y.value)
        else:
            box = view.box(rect.left, rect.bottom, rect.right, rect.top)
            height = box.bottom - box.top
            place = (box.x0, box.x1, view.point(x.value, y.value)[1])
        chars.append(Char(char, *place, max(height / _LOOSE_HEIGHT, 1.0), index, parted))
        parted = False
    return "".join(text), chars


def _set_styles(textpage: pypdfium2.PdfTextPage, rows: list[RowOfWords]) -> None:
    style_of = _style_reader(textpage)
    for row in rows:
        for word in row.words:
            word.style, size = style_of(word.first)
            word.size = size or word.size


def _style_reader(textpage: pypdfium2.PdfTextPage) -> Callable[[int], tuple[Style, float]]:
    handle = textpage.raw
    buffer = ctypes.create_string_buffer(_NAME_BYTES)
    flags, matrix = ctypes.c_int(), pdfium.FS_MATRIX()
    flags_ref, matrix_ref = ctypes.byref(flags), ctypes.byref(matrix)  # type: ignore[arg-type]  # ctypes structure
    made: dict[tuple[bytes, int, int], Style] = {}

    def style_of(index: int) -> tuple[Style, float]:
        pdfium.FPDFText_GetFontInfo(handle, index, buffer, _NAME_BYTES, flags_ref)
        key = (buffer.value, flags.value, pdfium.FPDFText_GetFontWeight(handle, index))
        if key not in made:
            made[key] = _style(*key)
        size = pdfium.FPDFText_GetFontSize(handle, index)
        if pdfium.FPDFText_GetMatrix(handle, index, matrix_ref):
            size *= (matrix.c**2 + matrix.d**2) ** 0.5
        return made[key], size if 1.0 <= size <= 500.0 else 0.0

    return style_of


def _style(name: bytes, flags: int, weight: int) -> Style:
    font = name.decode("utf-8", "replace")
    if len(font) > 7 and font[6] == "+":  # subset tag
        font = font[7:]
    lower = font.lower()
    bold = "bold" in lower or weight >= _BOLD_WEIGHT or bool(flags & _FORCE_BOLD_FLAG)
    italic = "italic" in lower or "oblique" in lower or bool(flags & _ITALIC_FLAG)
    return Style(font, bold, italic)
