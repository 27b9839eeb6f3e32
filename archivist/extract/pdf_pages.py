"""Pages of a PDF through pdfium.

Owns: a page's text, its words in rows (`pdf_words` has their places), image share.
Must not: run in a thread beside another pdfium call (pdfium is not thread-safe: one worker
process reads one file at a time).
"""

from __future__ import annotations

from dataclasses import dataclass

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
