"""A list as a Word document, for an office that goes on writing in it before it is signed.

Owns: its look as DOCX: A4, the office above, title, table with headings on every page, who drew it up.
Must not: know what stands in a column.

Letterhead and signature as the forms of Decree 30/2020/NĐ-CP, appendix V, part III, have them; place, day and
name are left to be filled in.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Final

from archivist.errors import UsageError
from archivist.exporting import cell_text
from archivist.sheets import Sheet

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

_FACE: Final = "Times New Roman"
_ACROSS, _UPRIGHT = 267, 180
"""Millimetres between the margins of an A4 page."""


def draw(sheet: Sheet) -> bytes:
    """The list as DOCX.

    Args:
        sheet: the list.

    Raises:
        UsageError: python-docx is not installed.
    """
    book = _new(across=sheet.across)
    vi = sheet.language == "vi"
    _line(book.add_paragraph(), sheet.office.upper(), size=13, bold=True)
    _line(book.add_paragraph(), sheet.title, size=14, bold=True, centred=True)
    for text in sheet.lines:
        _line(book.add_paragraph(), text, size=12, centred=True)
    _table(book, sheet)
    if not sheet.rows and sheet.empty:
        _line(book.add_paragraph(), sheet.empty, size=11, centred=True)
    day = "……………, ngày …… tháng …… năm ………" if vi else "……………, on ……………"
    drawn = (
        ("Người lập", "(Ký và ghi rõ họ và tên, chức vụ)")
        if vi
        else ("Drawn up by", "(signature, name, office)")
    )
    book.add_paragraph()
    for text, bold in ((day, False), (drawn[0], True), (drawn[1], False)):
        _line(book.add_paragraph(), text, size=12, bold=bold, right=True)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _library() -> ModuleType:
    try:
        import docx
    except ImportError:
        raise UsageError(
            "lists cannot be written as DOCX: python-docx is not installed",
            hint="install it with: pip install 'archivist[office]'; .xlsx and .csv need nothing",
        ) from None
    return docx


def _new(*, across: bool) -> Document:
    book: Document = _library().Document()
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = book.sections[0]
    sides = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = sides
    section.left_margin, section.right_margin = Mm(20), Mm(10)
    section.top_margin = section.bottom_margin = Mm(15)
    normal = book.styles["Normal"]
    normal.font.name = _FACE
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FACE)
    normal.paragraph_format.space_after = Pt(2)
    book.core_properties.author = "archivist"
    book.core_properties.created = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zones
    return book


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    struck: bool = False,
    centred: bool = False,
    right: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    run = paragraph.add_run(cell_text(text))
    run.font.size = Pt(size)
    run.font.strike = struck or None
    run.bold = bold or None
    if centred or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT


def _table(book: Document, sheet: Sheet) -> None:
    from docx.shared import Mm

    table: Table = book.add_table(rows=1, cols=len(sheet.headings))
    table.style = "Table Grid"
    table.autofit = False
    parts: Sequence[int] = sheet.shares or sheet.widths
    room = _ACROSS if sheet.across else _UPRIGHT
    widths = [Mm(room * part / sum(parts)) for part in parts]
    _heading(table.rows[0], sheet.headings, bold=True)
    if sheet.places:
        _heading(table.add_row(), [f"({at})" for at in range(1, len(parts) + 1)], bold=False)  # type: ignore[no-untyped-call]
    last = len(parts) - 1
    for at, row in enumerate(sheet.rows):
        added: _Row = table.add_row()  # type: ignore[no-untyped-call]
        for column, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            _line(cell.paragraphs[0], text, size=11, struck=at in sheet.struck and column < last)
    for row_of_cells in table.rows:
        for cell, width in zip(row_of_cells.cells, widths, strict=True):
            cell.width = width


def _heading(row: _Row, texts: Sequence[str], *, bold: bool) -> None:
    """A row that stands on every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(row.cells, texts, strict=True):
        _line(cell.paragraphs[0], text, size=11, bold=bold, centred=True)
