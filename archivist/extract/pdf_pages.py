"""Pages of a PDF through pdfium.

Owns: a page's text, its words in rows (`pdf_words` has their places), image share.
Must not: run in a thread beside another pdfium call (pdfium is not thread-safe: one worker
process reads one file at a time).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any  # pdfium's handles have no type

import pypdfium2
from pypdfium2 import raw as pdfium

from archivist.extract.geometry import RowOfWords
from archivist.extract.pdf_view import View
from archivist.extract.pdf_words import page_text, words_of


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
            text = page_text(textpage)
            rows = words_of(textpage, text, view) if with_rows else None
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
    tally = _Tally(view)
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        tally.take(pdfium.FPDFPage_GetObject(page.raw, index), outer=None)
        if tally.objects >= _MOST_OBJECTS:
            break
    return min(tally.covered / (view.width * view.height), 1.0), tally.objects


_MOST_OBJECTS = 5000
_DEEPEST = 15


class _Tally:
    """Counts the objects of a page by pdfium's own handles: an object of Python for each costs more."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._sides = [ctypes.c_float() for _ in range(4)]
        self._references = [ctypes.byref(side) for side in self._sides]
        self.covered = 0.0
        self.objects = 0

    def take(self, item: Any, *, outer: float | None, depth: int = 0) -> None:  # a handle of pdfium
        """Count one object; `outer` is the area of the form on the page that it stands in.

        The bounds of what stands inside a form are in the form's own space: the form's place counts.
        """
        self.objects += 1
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self.covered += self._area(item) if outer is None else outer
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            area = self._area(item) if outer is None else outer
            for index in range(pdfium.FPDFFormObj_CountObjects(item)):
                if self.objects >= _MOST_OBJECTS:
                    return
                self.take(pdfium.FPDFFormObj_GetObject(item, index), outer=area, depth=depth + 1)

    def _area(self, item: Any) -> float:
        if not pdfium.FPDFPageObj_GetBounds(item, *self._references):
            return 0.0
        left, bottom, right, top = (side.value for side in self._sides)
        across = min(right, self._view.right) - max(left, self._view.left)
        up = min(top, self._view.top) - max(bottom, self._view.bottom)
        return max(across, 0.0) * max(up, 0.0)
