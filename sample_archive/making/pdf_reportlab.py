"""Writes a laid-out document as PDF with ReportLab: another producer, another order of content.

Owns: the typesetting for ReportLab.
Must not: know layout rules of directives.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from making.layout import Columns, Element, PageBreak, Paragraph, Printed, Table, lay_out
from making.pdf_fpdf import FONTS
from making.records import FOOTER_EN, FOOTER_VI, Sample

WIDTH = A4[0] - 45 * mm


def write(sample: Sample, path: Path) -> None:
    """Write `sample` to `path`; ``invariant`` keeps dates and identifiers out of the bytes."""
    for style, face in (("", "regular"), ("-Bold", "bold"), ("-Italic", "italic"), ("-BI", "bold-italic")):
        pdfmetrics.registerFont(TTFont(f"Sample{style}", FONTS / f"sample-serif-{face}.ttf"))
    pdfmetrics.registerFontFamily(
        "Sample", normal="Sample", bold="Sample-Bold", italic="Sample-Italic", boldItalic="Sample-BI"
    )
    frame = Frame(30 * mm, 20 * mm, WIDTH, A4[1] - 40 * mm, 0, 0, 0, 0)
    book = BaseDocTemplate(
        str(path), pagesize=A4, invariant=1, title=sample.subject or "Văn bản mẫu", author="archivist samples"
    )
    book.addPageTemplates(PageTemplate(frames=[frame], onPage=_decorate))
    book.build([part for element in lay_out(sample) for part in _flow(element)])


class Rule(Flowable):  # type: ignore[misc]  # ReportLab ships no types
    """A short line, centred in whatever width there is."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self.length, self.room = length, 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Takes the full width and 3 mm."""
        self.room = width
        return width, 3 * mm

    def draw(self) -> None:
        """Draw the line a millimetre above the foot, clear of descenders."""
        middle = self.room / 2
        self.canv.setLineWidth(0.6)
        self.canv.line(middle - self.length / 2, mm, middle + self.length / 2, mm)


def _decorate(canvas: Canvas, book: BaseDocTemplate) -> None:
    canvas.setFont("Sample-Italic", 7.5)
    for row, line in enumerate((FOOTER_VI, FOOTER_EN)):
        canvas.drawCentredString(30 * mm + WIDTH / 2, (14 - 3.4 * row) * mm, line)
    if book.page > 1:
        canvas.setFont("Sample", 13)
        canvas.drawCentredString(30 * mm + WIDTH / 2, A4[1] - 14 * mm, str(book.page))


def _style(
    size: float, align: int, *, indent: float = 0, before: float = 0, face: str = "Sample"
) -> ParagraphStyle:
    return ParagraphStyle(
        "made",
        fontName=face,
        fontSize=size,
        leading=size * 1.28,
        alignment=align,
        firstLineIndent=indent,
        spaceBefore=before,
        allowWidows=0,
        allowOrphans=0,
    )


def _mark_up(text: str, bold: bool, italic: bool, underline: bool = False) -> str:
    out = escape(text) or "&nbsp;"
    for wanted, tag in ((bold, "b"), (italic, "i"), (underline, "u")):
        if wanted:
            out = f"<{tag}>{out}</{tag}>"
    return out


def _flow(element: Element) -> list[Flowable]:
    if isinstance(element, PageBreak):
        return [NewPage()]
    if isinstance(element, Columns):
        return [Spacer(1, 3 * mm), _columns(element), Spacer(1, 1 * mm)]
    if isinstance(element, Table):
        cells = [[Text(escape(cell), _style(11, TA_LEFT)) for cell in row] for row in element.rows]
        return [Spacer(1, 2 * mm), Grid(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])]
    return _paragraph(element)


def _paragraph(paragraph: Paragraph) -> list[Flowable]:
    align = TA_CENTER if paragraph.centred else TA_JUSTIFY
    indent = 10 * mm if paragraph.indent and not paragraph.centred else 0
    text = _mark_up(paragraph.text[len(paragraph.lead) :], paragraph.bold, paragraph.italic)
    if paragraph.lead:
        text = f"<b>{escape(paragraph.lead)}</b>{text}"
    style = _style(paragraph.size, align, indent=indent, before=paragraph.before * mm)
    parts: list[Flowable] = [Text(text, style)]
    if paragraph.rule:
        parts.append(Rule(paragraph.rule * mm))
    return parts


def _columns(columns: Columns) -> Flowable:
    left = WIDTH * columns.split
    grid = Grid(
        [[_cell(columns.left), _cell(columns.right)]],
        colWidths=[left, WIDTH - left],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
        ],
    )
    return KeepTogether([grid])


def _cell(lines: tuple[Printed, ...]) -> list[Flowable]:
    parts: list[Flowable] = []
    for line in lines:
        style = _style(line.size, TA_CENTER if line.centred else TA_LEFT)
        text = _mark_up(line.text, line.bold, line.italic, line.underline)
        parts.append(Text(f'<font color="#c80000">{text}</font>' if line.box else text, style))
        if line.rule:
            parts.append(Rule(line.rule * mm))
    return parts
