"""Writes a laid-out document as DOCX with python-docx; the letterhead is a table without borders.

Owns: the DOCX of the samples, right-to-left paragraphs included.
Must not: know layout rules of directives.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from making.layout import Columns, Element, PageBreak, Paragraph, Printed, Table, lay_out
from making.records import FOOTER_EN, FOOTER_VI, Sample

FACE = "Times New Roman"
SUBTYPE = "vnd.openxmlformats-officedocument.wordprocessingml.document"
"""Media type of DOCX, without ``application/``."""
RTL = ("he",)


def write(sample: Sample, path: Path) -> None:
    """Write `sample` to `path` with fixed times."""
    book = docx.Document()
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    book.styles["Normal"].font.name = FACE
    book.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    book.styles["Normal"].paragraph_format.space_after = Pt(0)
    for element in lay_out(sample):
        _put(book, element, right_to_left=sample.language in RTL)
    _footer(section)
    _properties(book, sample)
    raw = io.BytesIO()
    book.save(raw)
    path.write_bytes(freeze(raw.getvalue()))


def freeze(data: bytes) -> bytes:
    """The same zip with members in name order after the content types, and the earliest time on each."""
    source = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            if name == "docProps/thumbnail.jpeg":
                continue
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            body = source.read(name)
            if name == "_rels/.rels":
                body = b"".join(part for part in _relations(body))
            target.writestr(member, body)
    return out.getvalue()


def _relations(body: bytes) -> list[bytes]:
    """The package relations without the template's thumbnail."""
    start = body.find(b"thumbnail")
    if start < 0:
        return [body]
    begin, end = body.rfind(b"<Relationship ", 0, start), body.find(b"/>", start) + 2
    return [body[:begin], body[end:]]


def _properties(book: Any, sample: Sample) -> None:  # python-docx ships no types for its document
    moment = dt.datetime(2026, 1, 1)  # noqa: DTZ001  # python-docx writes naive UTC
    properties = book.core_properties
    properties.title, properties.author = sample.subject or sample.title or "Văn bản mẫu", "archivist samples"
    properties.comments, properties.last_modified_by = "", "archivist samples"
    properties.created = properties.modified = moment
    properties.language = sample.language


def _footer(section: Any) -> None:  # python-docx ships no types for its sections
    first = section.footer.paragraphs[0]
    for row, line in enumerate((FOOTER_VI, FOOTER_EN)):
        paragraph = first if row == 0 else section.footer.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, line, 7.5, italic=True)


def _run(
    paragraph: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
) -> Any:  # python-docx ships no types for runs
    run = paragraph.add_run(text)
    run.font.name, run.font.size = FACE, Pt(size)
    run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
    return run


def _put(book: Any, element: Element, *, right_to_left: bool) -> None:  # see _properties
    if isinstance(element, PageBreak):
        book.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif isinstance(element, Columns):
        _columns(book, element)
    elif isinstance(element, Table):
        grid = book.add_table(rows=0, cols=len(element.rows[0]))
        grid.style = "Table Grid"
        for row in element.rows:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                _run(cell.paragraphs[0], text, 12)
    else:
        _paragraph(book, element, right_to_left=right_to_left)


def _paragraph(book: Any, element: Paragraph, *, right_to_left: bool) -> None:  # see _properties
    paragraph = book.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = Mm(element.before)
    if element.centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif element.indent:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        form.first_line_indent = Mm(10)
    if element.lead:
        _run(paragraph, element.lead, element.size, bold=True)
    rest = element.text[len(element.lead) :]
    run = _run(paragraph, rest, element.size, bold=element.bold, italic=element.italic)
    if right_to_left:
        form.first_line_indent = None
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if element.centred else None
        _right_to_left(paragraph, run)


def _right_to_left(paragraph: Any, run: Any) -> None:  # see _run
    """Mark paragraph and run as right-to-left, in the order the schema wants."""
    properties = paragraph._p.get_or_add_pPr()
    mark = OxmlElement("w:bidi")
    following = [child for child in properties if child.tag in {qn("w:spacing"), qn("w:ind"), qn("w:jc")}]
    if following:
        following[0].addprevious(mark)
    else:
        properties.append(mark)
    run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def _columns(book: Any, element: Columns) -> None:  # see _properties
    grid = book.add_table(rows=1, cols=2)
    grid.autofit = False
    widths = (Mm(165 * element.split), Mm(165 * (1 - element.split)))
    for cell, lines, width in zip(grid.rows[0].cells, (element.left, element.right), widths, strict=True):
        cell.width = width
        first = True
        for line in lines:
            paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
            first = False
            _line(paragraph, line)
    book.add_paragraph()


def _line(paragraph: Any, line: Printed) -> None:  # see _run
    if line.centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = _run(paragraph, line.text, line.size, bold=line.bold, italic=line.italic, underline=line.underline)
    if line.box:
        run.font.color.rgb = RGBColor(200, 0, 0)
    if line.rule:
        _bottom_border(paragraph, line.rule)


def _bottom_border(paragraph: Any, _length: float) -> None:  # see _run
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    properties = paragraph._p.get_or_add_pPr()
    following = [child for child in properties if child.tag in {qn("w:spacing"), qn("w:ind"), qn("w:jc")}]
    if following:
        following[0].addprevious(border)
    else:
        properties.append(border)
