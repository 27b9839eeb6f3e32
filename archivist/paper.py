"""A list drawn as PDF, as it leaves the printer: title block, ruled table, numbered A4 pages.

Owns: the look of that page (`ruled` draws its table). Must not: know what stands in a column, or load anything from elsewhere.

The typeface is shipped, cut out of Liberation Serif (OFL-1.1; `printing_data`): it has the widths of Times New
Roman, which the office's forms are set in, and every Vietnamese letter. So a list looks the same on a machine
without fonts. A character that no cut has is shown as a square, never left out.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Container
from importlib import resources
from typing import TYPE_CHECKING, Final

from archivist.errors import UsageError
from archivist.ruled import Cells, RuledTable, Style
from archivist.sheets import Sheet

if TYPE_CHECKING:
    from fpdf import FPDF

_FACE: Final = "Serif"
_STYLES: Final = {"": "regular", "B": "bold", "I": "italic"}
_UNKNOWN: Final = "□"
_TOP, _RIGHT, _BOTTOM, _LEFT = 15.0, 10.0, 15.0, 20.0
"""Margins in millimetres; the left one leaves room for the thread, as on the office's forms."""
_HEADING: Final = Style(emphasis="B", centred=True)
_PLACE: Final = Style(emphasis="I", size=9, centred=True)
_PLAIN: Final = Style()
_STRUCK: Final = Style(emphasis="S")


def draw(sheet: Sheet) -> bytes:
    """The list as a PDF, the same bytes for the same list.

    Args:
        sheet: the list.

    Raises:
        UsageError: fpdf2 is not installed.
    """
    page = _page(sheet)
    known = _characters(page)
    page.set_title(_shown(sheet.title, known))
    _write_head(page, sheet, known)
    _write_table(page, sheet, known)
    return bytes(page.output())


def _page(sheet: Sheet) -> FPDF:
    try:
        import fpdf
    except ImportError as error:
        raise UsageError(
            "lists cannot be written as PDF: fpdf2 is not installed",
            hint="install it with: pip install 'archivist[office]'; a .html page printed from a browser "
            "gives the same",
        ) from error

    class Numbered(fpdf.FPDF):
        """Numbers its pages at the foot."""

        def footer(self) -> None:
            self.set_y(-10)
            self.set_font(_FACE, "", 10)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="C")

    # The cutter reports every table of a font it leaves out.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    page = Numbered(orientation="landscape" if sheet.across else "portrait", unit="mm", format="A4")
    page.set_creation_date(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    page.set_lang(sheet.language)
    page.set_margins(_LEFT, _TOP, _RIGHT)
    page.set_auto_page_break(auto=True, margin=_BOTTOM)
    fonts = resources.files("archivist") / "printing_data"
    for style, name in _STYLES.items():
        with resources.as_file(fonts / f"serif-{name}.ttf") as path:
            page.add_font(_FACE, style, path)
    page.add_page()
    return page


def _characters(page: FPDF) -> Container[int]:
    """Characters that the typeface has, by code."""
    from fpdf.fonts import TTFFont

    font = page.fonts[_FACE.lower()]
    return font.cmap if isinstance(font, TTFFont) else ()


def _write_head(page: FPDF, sheet: Sheet, known: Container[int]) -> None:
    page.set_font(_FACE, "B", 11)
    page.multi_cell(0, 6, _shown(sheet.office.upper(), known), new_x="LMARGIN", new_y="NEXT")
    page.ln(3)
    page.set_font(_FACE, "B", 15)
    page.multi_cell(0, 8, _shown(sheet.title, known), align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_font(_FACE, "", 10.5)
    for line in sheet.lines:
        page.multi_cell(0, 5.5, _shown(line, known), align="C", new_x="LMARGIN", new_y="NEXT")
    page.ln(4)


def _write_table(page: FPDF, sheet: Sheet, known: Container[int]) -> None:
    heads = [Cells(texts=[_shown(one, known) for one in sheet.headings], style=_HEADING)]
    if sheet.places:
        numbers = [f"({number})" for number in range(1, len(sheet.headings) + 1)]
        heads.append(Cells(texts=numbers, style=_PLACE))
    table = RuledTable(page=page, face=_FACE, shares=sheet.shares or sheet.widths, headings=heads)
    table.draw(
        Cells(
            texts=[_shown(cell, known) for cell in row],
            # Why a line is struck stands in its last cell, which is not.
            style=_STRUCK if at in sheet.struck else _PLAIN,
            last=_PLAIN,
        )
        for at, row in enumerate(sheet.rows)
    )
    if sheet.empty and not sheet.rows:
        table.span(_shown(sheet.empty, known), Style(emphasis="I"))


def _shown(text: str, known: Container[int]) -> str:
    """The text with a square for what the typeface has not; line breaks stay."""
    return "".join(c if c == "\n" or ord(c) in known else _UNKNOWN for c in text if c >= " " or c == "\n")
