"""Pages of a PDF through pdfium.

Owns: a page's text, its words in rows (`pdf_words` has their places), image share.
Must not: run in a thread beside another pdfium call (pdfium is not thread-safe: one worker
process reads one file at a time).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from itertools import islice, repeat
from typing import cast

import pypdfium2
from pypdfium2 import raw as pdfium

from archivist.extract.geometry import RowOfWords
from archivist.extract.pdf_view import View
from archivist.extract.pdf_words import page_text, words_of
from archivist.lazyclass import dataclass


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as pdfium has it."""

    text: str
    view: View
    image_share: float
    objects: int
    rows: list[RowOfWords] | None = None
    stamp_picture: bool = False
    """A picture of the size of a rubber stamp lies in the head zone (looked for on the first page)."""
    over_image: bool = False
    """An image fills the page, and text lies over it or behind it."""
    text_unseen: bool = False
    """That text is not what one sees: it is without ink or lies behind the image, as recognition writes it."""


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
        share, objects, stamp = _images(page, view)
        over = share > _WHOLE_PAGE and bool(text) and not text.isspace()
        unseen = over and _is_unseen(page)
        return RawPage(text, view, share, objects, rows, stamp and index == 0, over, unseen)
    finally:
        page.close()


FEW_CHARACTERS = 100
"""A page with fewer characters of its own may be an image (scans of the Government portal
hold none or a signature banner; the emptiest born-digital pages seen hold 198)."""


_START = 4 * FEW_CHARACTERS


def has_few_characters(text: str) -> bool:
    """True for fewer than `FEW_CHARACTERS` that are no blanks; mostly the start of the text tells."""
    return all(len("".join(part.split())) < FEW_CHARACTERS for part in (text[:_START], text))


_WHOLE_PAGE = 0.8
"""Share of the page from which an image with text over it is a scan or a background, not a picture beside text."""
_NO_INK = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
"""How recognition writes what it read "over" an image (ISO 32000-1, 9.3.6: modes 3 and 7)."""


def _is_unseen(page: pypdfium2.PdfPage) -> bool:
    """Whether most texts of a page that an image fills have no ink, or were drawn before the image and lie behind it.

    What was typed upon a picture (a designed letterhead, a slide) is drawn after it, with ink.
    """
    seen = texts = 0
    behind = True
    for item in islice(page.get_objects(max_depth=_DEEPEST), _MOST_OBJECTS):
        if item.type == _IMAGE:
            behind = False
        elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            texts += 1
            seen += not behind and pdfium.FPDFTextObj_GetTextRenderMode(item) not in _NO_INK
    return 2 * seen <= texts


def _images(page: pypdfium2.PdfPage, view: View) -> tuple[float, int, bool]:
    """Share of the page covered by images (strips are added up), the number of objects, and `stamp_picture`."""
    tally = _Tally(view)
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value
    tally.take(handle, _count_of_page(handle), _object_of_page)
    return min(tally.covered / (view.width * view.height), 1.0), tally.objects, tally.stamp


def _number(function: object, *arguments: type) -> Callable[..., int]:
    """A function of pdfium that takes addresses as they are: half the cost of a checked call."""
    kind = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, *arguments)
    return cast("Callable[..., int]", ctypes.cast(function, kind))  # type: ignore[arg-type]  # a foreign function


def _address(function: object, *arguments: type) -> Callable[..., int | None]:
    """The same for one that gives an address."""
    kind = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, *arguments)
    return cast("Callable[..., int | None]", ctypes.cast(function, kind))  # type: ignore[arg-type]  # a foreign function


_count_of_page = _number(pdfium.FPDFPage_CountObjects)
_object_of_page = _address(pdfium.FPDFPage_GetObject, ctypes.c_int)
_count_of_form = _number(pdfium.FPDFFormObj_CountObjects)
_object_of_form = _address(pdfium.FPDFFormObj_GetObject, ctypes.c_ulong)
_kind_of = _number(pdfium.FPDFPageObj_GetType)
_bounds_of = _number(pdfium.FPDFPageObj_GetBounds, *[ctypes.c_void_p] * 4)
_IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM

_HEAD = 0.45
"""Share of the page, from its top, where marks are stamped (Decree 30/2020/NĐ-CP App. I, boxes 10a and 10b)."""
_STAMP_WIDTH, _STAMP_HEIGHT, _STAMP_SHAPE = (40.0, 250.0), (12.0, 90.0), 1.4
"""Points, and least width to height: the stamps are 20 to 40 mm wide and 8 mm high (Circular 24/2020/TT-BCA);
a picture has a margin around them. Seals, emblems, signs of arrival and square codes are no wider than high."""

_MOST_OBJECTS = 5000
_DEEPEST = 15


class _Tally:
    """Counts the objects of a page by pdfium's own handles: an object of Python for each costs more."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._sides = (ctypes.c_float * 4)()
        start = ctypes.addressof(self._sides)
        self._places = (start, start + 4, start + 8, start + 12)
        self.covered = 0.0
        self.objects = 0
        self.stamp = False

    def take(
        self,
        holder: int | None,
        count: int,
        item_of: Callable[..., int | None],
        *,
        outer: float | None = None,
        stamp: bool = False,
        depth: int = 0,
    ) -> None:
        """Count the objects of a page or of a form; `outer` is the area of the form on the page, `stamp` its shape.

        The bounds of what stands inside a form are in the form's own space: the form's place counts.
        """
        count = max(0, min(count, _MOST_OBJECTS - self.objects))  # -1: pdfium cannot tell
        self.objects += count
        items = list(map(item_of, repeat(holder, count), range(count)))
        for item, kind in zip(items, map(_kind_of, items), strict=True):
            if kind == _IMAGE:
                self.covered += self._area(item) if outer is None else outer
                self.stamp = self.stamp or (self._is_stamp() if outer is None else stamp)
            elif kind == _FORM and depth < _DEEPEST:
                area = self._area(item) if outer is None else outer
                shaped = self._is_stamp() if outer is None else stamp
                count_in = _count_of_form(item)
                self.take(item, count_in, _object_of_form, outer=area, stamp=shaped, depth=depth + 1)

    def _area(self, item: int | None) -> float:
        if not _bounds_of(item, *self._places):
            return 0.0
        left, bottom, right, top = self._sides
        across = min(right, self._view.right) - max(left, self._view.left)
        up = min(top, self._view.top) - max(bottom, self._view.bottom)
        return max(across, 0.0) * max(up, 0.0)

    def _is_stamp(self) -> bool:
        """Whether what `_area` measured last has the size and place of a stamp in the head."""
        box = self._view.box(*self._sides)
        wide, high = box.x1 - box.x0, box.bottom - box.top
        return (
            _STAMP_WIDTH[0] <= wide <= _STAMP_WIDTH[1]
            and _STAMP_HEIGHT[0] <= high <= _STAMP_HEIGHT[1]
            and wide >= _STAMP_SHAPE * high
            and box.top < _HEAD * self._view.height
        )
