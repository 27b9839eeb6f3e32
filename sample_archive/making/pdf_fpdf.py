"""Writes a laid-out document as PDF with fpdf2.

Owns: the typesetting for fpdf2; where blanks for signature widgets stand on the page.
Must not: know layout rules of directives.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from fpdf import FPDF

from making.layout import DAY, MONTH, NUMBER, Columns, Element, PageBreak, Paragraph, Printed, Table, lay_out
from making.records import FOOTER_EN, FOOTER_VI, Sample

FONTS = Path(__file__).resolve().parent.parent / "fonts"
POINT = 25.4 / 72
GAPS = {NUMBER: "          ", DAY: "       ", MONTH: "       "}
LEFT, RIGHT, TOP, BOTTOM = 30.0, 15.0, 20.0, 22.0


@dataclass(slots=True)
class Spots:
    """Where blanks were left on page 1: mark → (x0, top, x1, bottom) in mm from the top left corner."""

    boxes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)


class Sheet(FPDF):
    """A4 pages with the sample fonts, page numbers from page 2 on and the footer of made samples."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        for style, face in (("", "regular"), ("B", "bold"), ("I", "italic"), ("BI", "bold-italic")):
            self.add_font("Sample", style, FONTS / f"sample-serif-{face}.ttf")
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_auto_page_break(True, BOTTOM)
        self.set_creation_date(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    def header(self) -> None:
        """Page number, top centre, not on page 1 (both systems)."""
        if self.page_no() > 1:
            self.set_font("Sample", "", 13)
            self.set_xy(LEFT, 10)
            self.cell(self.epw, 6, str(self.page_no()), align="C")
            self.set_y(TOP)

    def footer(self) -> None:
        """Two small lines that say the page is made."""
        self.set_y(-16)
        self.set_font("Sample", "I", 7.5)
        for line in (FOOTER_VI, FOOTER_EN):
            self.set_x(LEFT)
            self.cell(self.epw, 3.4, line, align="C", new_x="LMARGIN", new_y="NEXT")


def write(sample: Sample, path: Path) -> Spots:
    """Write `sample` to `path`; returns the blanks left for widgets."""
    sheet, spots = Sheet(), Spots()
    sheet.set_title(sample.options.get("pdf_title", sample.subject or sample.title or "Văn bản mẫu"))
    sheet.add_page()
    for element in lay_out(sample):
        _put(sheet, element, spots)
    sheet.output(str(path))
    return spots


def _put(sheet: FPDF, element: Element, spots: Spots) -> None:
    if isinstance(element, PageBreak):
        sheet.add_page()
    elif isinstance(element, Columns):
        _put_columns(sheet, element, spots)
    elif isinstance(element, Table):
        _put_table(sheet, element)
    else:
        _put_paragraph(sheet, element)


def _style(bold: bool, italic: bool, underline: bool = False) -> str:
    return "B" * bold + "I" * italic + "U" * underline


def _put_columns(sheet: FPDF, columns: Columns, spots: Spots) -> None:
    height = max(_column_height(sheet, part, share) for part, share in _shares(sheet, columns))
    if sheet.get_y() + height + 4 > sheet.h - BOTTOM:
        sheet.add_page()
    top, ends = sheet.get_y() + (4 if sheet.get_y() > TOP + 1 else 0), []
    x = LEFT
    for part, share in _shares(sheet, columns):
        sheet.set_y(top)
        for line in part:
            _put_line(sheet, line, x, share, spots)
        ends.append(sheet.get_y())
        x += share
    sheet.set_y(max(ends) + 2)


def _shares(sheet: FPDF, columns: Columns) -> tuple[tuple[tuple[Printed, ...], float], ...]:
    width = sheet.epw
    return (columns.left, width * columns.split), (columns.right, width * (1 - columns.split))


def _column_height(sheet: FPDF, lines: tuple[Printed, ...], width: float) -> float:
    total = 0.0
    for line in lines:
        sheet.set_font("Sample", _style(line.bold, line.italic), line.size)
        rows = max(1, -(-sheet.get_string_width(line.text) // (width - 4)))
        total += rows * line.size * POINT * 1.2 + (1.5 if line.rule else 0)
    return total


def _put_line(sheet: FPDF, line: Printed, x: float, width: float, spots: Spots) -> None:
    sheet.set_font("Sample", _style(line.bold, line.italic, line.underline), line.size)
    height = line.size * POINT * 1.2
    text = _leave_gaps(sheet, line.text, x, width, height, spots)
    y = sheet.get_y()
    sheet.set_x(x)
    if line.box:
        inner = sheet.get_string_width(text) + 6
        sheet.set_xy(x + (width - inner) / 2, y + 1.5)
        sheet.set_text_color(200, 0, 0)
        sheet.set_draw_color(200, 0, 0)
        sheet.cell(inner, height + 1, text, align="C", border=1)
        sheet.set_text_color(0)
        sheet.set_draw_color(0)
        sheet.set_y(y + height + 3)
        return
    sheet.multi_cell(
        width, height, text or " ", align="C" if line.centred else "L", new_x="LEFT", new_y="NEXT"
    )
    if line.rule:
        middle = x + width / 2
        sheet.line(middle - line.rule / 2, sheet.get_y() + 0.5, middle + line.rule / 2, sheet.get_y() + 0.5)
        sheet.set_y(sheet.get_y() + 1.5)


def _leave_gaps(sheet: FPDF, text: str, x: float, width: float, height: float, spots: Spots) -> str:
    """Replace the marks by blanks and note where the blanks stand (the line is centred)."""
    plain = text
    for mark, blank in GAPS.items():
        plain = plain.replace(mark, blank)
    if plain == text:
        return text
    start = x + (width - sheet.get_string_width(plain)) / 2
    y = sheet.get_y()
    for mark in GAPS:
        if mark in text:
            before = text[: text.index(mark)]
            for other, blank in GAPS.items():
                before = before.replace(other, blank)
            x0 = start + sheet.get_string_width(before)
            spots.boxes[mark] = (x0, y, x0 + sheet.get_string_width(GAPS[mark]), y + height)
    return plain


def _put_paragraph(sheet: FPDF, paragraph: Paragraph) -> None:
    height = paragraph.size * POINT * 1.32
    sheet.set_y(sheet.get_y() + paragraph.before)
    style = _style(paragraph.bold, paragraph.italic)
    sheet.set_font("Sample", style, paragraph.size)
    if paragraph.centred:
        sheet.multi_cell(0, height, paragraph.text, align="C", new_x="LMARGIN", new_y="NEXT")
    else:
        _put_justified(sheet, paragraph, height, style)
    if paragraph.rule:
        middle = LEFT + sheet.epw / 2
        sheet.line(
            middle - paragraph.rule / 2, sheet.get_y() + 1, middle + paragraph.rule / 2, sheet.get_y() + 1
        )
        sheet.set_y(sheet.get_y() + 2)


def _put_justified(sheet: FPDF, paragraph: Paragraph, height: float, style: str) -> None:
    """Justified text with an indented first line and a bold lead, set by fpdf2's own text columns."""
    indent = 10 if paragraph.indent else 0
    columns = sheet.text_columns(text_align="JUSTIFY", line_height=1.32)
    with columns, columns.paragraph(first_line_indent=indent) as block:
        if paragraph.lead:
            sheet.set_font("Sample", "B" + style, paragraph.size)
            block.write(paragraph.lead)
            sheet.set_font("Sample", style, paragraph.size)
        block.write(paragraph.text[len(paragraph.lead) :])


def _put_table(sheet: FPDF, table: Table) -> None:
    sheet.set_font("Sample", "", 12)
    sheet.set_y(sheet.get_y() + 3)
    with sheet.table(line_height=6, width=int(sheet.epw), text_align="LEFT") as grid:
        for row in table.rows:
            printed = grid.row()
            for cell in row:
                printed.cell(cell)
    sheet.set_y(sheet.get_y() + 2)
