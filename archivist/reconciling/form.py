"""A worksheet as a document in the office's form (bảng rà soát văn bản), and its tables read back.

Owns: its layout as DOCX. Must not: know what a decision means; `sheet` reads the cells.

A4 across, margins, letterhead and signatures as Guidance 36-HD/VPTW sets them for Party offices; the place,
the date and the signatures are left to be filled in. A table a section, since a person prints and divides
the work: pairs, then what only one body has.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from archivist import fsio
from archivist.errors import UsageError
from archivist.exporting import cell_text
from archivist.reconciling.records import Row, Side, Worksheet

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

_FACE: Final = "Times New Roman"
_WIDTHS: Final = (12, 52, 52, 37, 24, 28, 23, 24, 8, 8)
"""Millimetres of the columns; together what A4 across leaves."""
_COLUMNS: Final = (
    "line", "side_a", "side_b", "proposal", "decision", "why", "result", "by", "id_a", "id_b",
)  # fmt: skip
SIDES: Final = ("Văn bản của", "Of")
"""How the headings of the two columns begin that show a directive of one body."""
_SMALL: Final = frozenset({"id_a", "id_b"})
_MOST: Final = 50_000_000
"""Bytes of a document that is read back."""


def make(
    sheet: Worksheet,
    rows: Sequence[Row],
    cells: Callable[[Row, int], dict[str, str]],
    headings: dict[str, str],
    *,
    vietnamese: bool,
) -> bytes:
    """A worksheet as DOCX.

    Args:
        sheet: the worksheet.
        rows: the rows to write.
        cells: cells of a row by name, as the other exports have them.
        headings: heading of each column by name.
        vietnamese: the language of the form.

    Raises:
        UsageError: python-docx is not installed.
    """
    book = _new()
    _letterhead(book, sheet, vietnamese)
    of = _said(*SIDES, vietnamese)
    names = headings | {"side_a": f"{of} {sheet.a_name}", "side_b": f"{of} {sheet.b_name}"}
    number = 0
    for title, some in _sections(sheet, rows, vietnamese):
        if not some:
            continue
        _line(book.add_paragraph(), f"{title} ({len(some)})", size=13, bold=True)
        table = _table(book, [names[name] for name in _COLUMNS])
        for row in some:
            number += 1
            made = cells(row, number)
            made |= {"side_a": _side(row.a), "side_b": _side(row.b)}
            made["proposal"] = f"{made['proposal']}\n({made['ground']})"
            added: _Row = table.add_row()  # type: ignore[no-untyped-call]
            for cell, name in zip(added.cells, _COLUMNS, strict=True):
                _line(cell.paragraphs[0], made[name], size=5 if name in _SMALL else 10)
    _signatures(book, vietnamese)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def tables(path: Path) -> list[list[list[str]]]:
    """Every table of a document as rows of cells.

    Raises:
        UsageError: it is no such document, or python-docx is not installed.
    """
    if not path.is_file():
        raise UsageError(f"{path} is not there")
    module = _library()
    with fsio.storage_errors(path):
        if path.stat().st_size > _MOST:
            raise UsageError(f"{path.name} is too large for a worksheet")
        data = path.read_bytes()
    try:
        book: Document = module.Document(io.BytesIO(data))
        return [[[cell.text for cell in row.cells] for row in table.rows] for table in book.tables]
    except Exception as error:  # noqa: BLE001 - the library answers damaged packages with many kinds
        raise UsageError(f"{path.name} cannot be read as a DOCX document: {error}") from None


def _library() -> ModuleType:
    try:
        import docx
    except ImportError:
        raise UsageError(
            "worksheets cannot be written to or read from DOCX: python-docx is not installed",
            hint="install it with: pip install 'archivist[office]'; .xlsx and .csv need nothing",
        ) from None
    return docx


def _said(vietnamese: str, english: str, in_vietnamese: bool) -> str:
    return vietnamese if in_vietnamese else english


def _sections(sheet: Worksheet, rows: Sequence[Row], vietnamese: bool) -> tuple[tuple[str, list[Row]], ...]:
    only = _said("Chỉ có ở", "Only of", vietnamese)
    both = _said("Văn bản của hai bên về cùng một việc", "Directives of both on one matter", vietnamese)
    return (
        (f"I- {both}", [row for row in rows if row.a is not None and row.b is not None]),
        (f"II- {only} {sheet.a_name}", [row for row in rows if row.b is None]),
        (f"III- {only} {sheet.b_name}", [row for row in rows if row.a is None]),
    )


# ---------------------------------------------------------------------- layout


def _new() -> Document:
    book: Document = _library().Document()
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = book.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin = section.bottom_margin = Mm(15)
    normal = book.styles["Normal"]
    normal.font.name = _FACE
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FACE)
    normal.paragraph_format.space_after = Pt(2)
    book.core_properties.author = "archivist"
    return book


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    centred: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    run = paragraph.add_run(cell_text(text))
    run.font.size = Pt(size)
    run.bold, run.italic = bold or None, italic or None
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _letterhead(book: Document, sheet: Worksheet, vietnamese: bool) -> None:
    body = sheet.successor_name or "TỈNH ỦY …………………"
    left, right = book.add_table(rows=1, cols=2).rows[0].cells
    _stack(left, ((body.upper(), False), (_said("VĂN PHÒNG", "OFFICE", vietnamese), True), ("*", False)))
    motto = _said("ĐẢNG CỘNG SẢN VIỆT NAM", "COMMUNIST PARTY OF VIETNAM", vietnamese)
    day = _said("…………, ngày … tháng … năm ……", "…………, on …………", vietnamese)
    _stack(right, ((motto, True), (day, False)))
    title = _said("BẢNG RÀ SOÁT VĂN BẢN CHỈ ĐẠO", "WORKSHEET OF DIRECTIVES TO BE RECONCILED", vietnamese)
    _line(book.add_paragraph(), title, size=15, bold=True, centred=True)
    shown = sheet.as_of.strftime("%d/%m/%Y") if vietnamese else sheet.as_of.isoformat()
    of_both = _said(
        f"của {sheet.a_name} và {sheet.b_name}, còn hiệu lực đến ngày {shown}",
        f"of {sheet.a_name} and {sheet.b_name}, in force on {shown}",
        vietnamese,
    )
    _line(book.add_paragraph(), of_both, size=13, bold=True, centred=True)
    words = _said(
        "Cột “Quyết định xử lý” ghi: giữ nguyên; sửa đổi, bổ sung; thay thế; bãi bỏ; hết hiệu lực; không phải"
        " cặp. Giữ nguyên hai cột mã.",
        "Under “Decision” write: keep; amend; replace; repeal; has expired; no pair. Leave the ids as they are.",
        vietnamese,
    )
    _line(book.add_paragraph(), words, size=11, italic=True)


def _stack(cell: _Cell, lines: Sequence[tuple[str, bool]]) -> None:
    for place, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _line(paragraph, text, size=13, bold=bold, centred=True)


def _table(book: Document, headings: Sequence[str]) -> Table:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table: Table = book.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    for cell, heading, name, width in zip(table.rows[0].cells, headings, _COLUMNS, _WIDTHS, strict=True):
        cell.width = Mm(width)
        _line(cell.paragraphs[0], heading, size=5 if name in _SMALL else 10, bold=True, centred=True)
    repeated = OxmlElement("w:tblHeader")  # the headings stand on every page
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    return table


def _side(side: Side | None) -> str:
    if side is None:
        return ""
    head = ", ".join(part for part in (side.number, _day(side.issued)) if part)
    return f"{head}\n{side.subject}" if side.subject else head


def _day(issued: str) -> str:
    """``2022-04-09`` as ``09/04/2022``, as everywhere else; a partial date likewise."""
    return "/".join(reversed(issued.split("-")))


def _signatures(book: Document, vietnamese: bool) -> None:
    book.add_paragraph()
    left, right = book.add_table(rows=1, cols=2).rows[0].cells
    _stack(left, ((_said("NGƯỜI LẬP BẢNG", "PREPARED BY", vietnamese), True),))
    _stack(right, ((_said("CHÁNH VĂN PHÒNG", "CHIEF OF OFFICE", vietnamese), True),))
