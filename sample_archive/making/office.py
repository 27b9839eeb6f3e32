"""Writes samples as Word 97, spreadsheets, presentations, a book, an Outlook item and an archive.

Owns: how elements become rows, slides, chapters and cells. The containers themselves are those of
the tests (``tests/support``): one maker of each format, byte for byte the same every time.
Must not: know layout rules of directives.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from support import containers, formats

from making import plain
from making.layout import Columns, Element, PageBreak, Paragraph, Printed, Table, lay_out, running_text
from making.records import FOOTER_EN, FOOTER_VI, Sample

FOOTER = (FOOTER_VI, FOOTER_EN)
Cells = list[object]

# --------------------------------------------------------------------------- Word 97


def write_doc(sample: Sample, path: Path) -> None:
    """A document of Word 97–2003; two columns are a table of one row."""
    text = ""
    cells: list[int] = []
    row_ends: list[int] = []
    for element in (*lay_out(sample), *(Paragraph(text=line, italic=True) for line in FOOTER)):
        if isinstance(element, Columns):
            for lines in (element.left, element.right):
                start = len(text)
                text += "\r".join(line.text for line in lines) + "\x07"
                cells += [place for place in range(start, len(text)) if text[place] in "\r\x07"]
            row_ends.append(len(text))
            text += "\x07"
        elif isinstance(element, Table):
            text += "".join("\t".join(row) + "\r" for row in element.rows)
        elif isinstance(element, Paragraph):
            text += element.text + "\r"
    containers.make_doc97(path, text, row_ends=tuple(row_ends), cells=tuple(cells))


# --------------------------------------------------------------------------- spreadsheets


def write_xlsx(sample: Sample, path: Path) -> None:
    """A workbook; the letterhead is typed into cells, as offices do."""
    formats.make_xlsx(path, sheets(sample), title=sample.subject or sample.title)


def write_xls(sample: Sample, path: Path) -> None:
    """A workbook of Excel 97–2003 with one sheet."""
    ((name, rows),) = sheets(sample).items()
    formats.make_xls(path, name, rows)


def write_ods(sample: Sample, path: Path) -> None:
    """An OpenDocument spreadsheet."""
    formats.make_ods(path, sheets(sample))


def sheets(sample: Sample) -> dict[str, list[Cells]]:
    """One sheet; option ``sheet`` is its name."""
    rows = [row for element in _elements(sample) for row in _cells(element)]
    return {str(sample.options.get("sheet", "Biểu")): [*rows, [], *([line] for line in FOOTER)]}


def _cells(element: Element) -> Iterator[Cells]:
    if isinstance(element, Columns):
        blank = Printed(text="")
        for left, right in zip_longest(element.left, element.right, fillvalue=blank):
            yield [left.text or None, None, None, right.text or None]
    elif isinstance(element, Table):
        for row in element.rows:
            yield [int(cell) if cell.isdigit() and not cell.startswith("0") else cell for cell in row]
    elif isinstance(element, Paragraph):
        yield [element.text]


# --------------------------------------------------------------------------- presentations


def write_pptx(sample: Sample, path: Path) -> None:
    """A presentation with a speaker's note (option ``spoken``) on the first slide."""
    formats.make_pptx(path, _slides(sample), notes=str(sample.options.get("spoken", "")), title=sample.title)


def write_ppt(sample: Sample, path: Path) -> None:
    """A presentation of PowerPoint 97–2003: heading in the outline, the rest in a text box."""
    formats.make_ppt(path, [(first, "\r".join(rest)) for first, *rest in _slides(sample)])


def write_odp(sample: Sample, path: Path) -> None:
    """An OpenDocument presentation."""
    formats.make_odp(path, _slides(sample))


def _slides(sample: Sample) -> list[list[str]]:
    """Slides are parted by ``---``; the first has the title, the last says that all is made."""
    slides = [[sample.title]]
    for element in _elements(sample, titled=False):
        if isinstance(element, PageBreak):
            slides.append([])
        else:
            slides[-1] += ["\t".join(map(str, filter(None, row))) for row in _cells(element)]
    slides[-1] += FOOTER
    return slides


# --------------------------------------------------------------------------- book, mail, archive


def write_epub(sample: Sample, path: Path) -> None:
    """A book; chapters are parted by ``---``."""
    chapters = [f"<h1>{sample.title}</h1>"]
    for element in _elements(sample, titled=False):
        if isinstance(element, PageBreak):
            chapters.append("")
        else:
            chapters[-1] += plain.html_element(element)
    chapters[-1] += "".join(f"<p>{line}</p>" for line in FOOTER)
    formats.make_epub(path, chapters, title=sample.title)


def write_msg(sample: Sample, path: Path) -> None:
    """An Outlook item with the file named by the option ``encloses`` attached."""
    enclosed = path.parent / sample.options["encloses"]
    formats.make_msg(
        path,
        subject=sample.title,
        body="\r\n".join([sample.text.replace("\n", "\r\n"), "", *FOOTER]),
        sender=str(sample.options["from"]),
        to=str(sample.options["to"]),
        attachments={sample.options["attachments"][0]: enclosed.read_bytes()},
    )


def write_zip(sample: Sample, path: Path) -> None:
    """An archive of the files named by the option ``packs``, under the names in ``attachments``."""
    names = zip(sample.options["attachments"], sample.options["packs"], strict=True)
    formats.make_zip(path, {name: (path.parent / packed).read_bytes() for name, packed in names})


def _elements(sample: Sample, *, titled: bool = True) -> list[Element]:
    """As a directive where a body issued it, else title and running text."""
    if sample.body is not None:
        return lay_out(sample)
    title = [Paragraph(text=sample.title, bold=True)] if titled and sample.title else []
    return [*title, *running_text(sample.text)]
