"""Lists an office prints or hands over: XLSX, CSV, PDF or DOCX (A4), or a page for printing from a browser (HTML, A4).

Owns: the forms of a list with a title block; PDF is drawn by `paper`, DOCX by `worddoc`. Must not: know what stands in a
column.

CSV is for Excel: with a byte order mark, and with every cell that would be taken for a formula made text.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path

from archivist import fsio
from archivist.errors import UsageError
from archivist.exporting import cell_text, harmless
from archivist.sheets import Sheet as Sheet

_STYLE = """
@page { size: A4 %(side)s; margin: 15mm 10mm 15mm 20mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 10pt "Times New Roman", serif; } }
body { font: 10.5pt "Times New Roman", "Liberation Serif", serif; margin: 0 auto; max-width: 280mm; }
header { margin-bottom: 6mm; text-align: center; }
header .body { font-weight: bold; text-align: left; text-transform: uppercase; }
h1 { font-size: 15pt; margin: 4mm 0 1mm; }
header p { margin: 0.5mm 0; }
table { border-collapse: collapse; table-layout: fixed; width: 100%%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.3mm solid #000; padding: 1mm; vertical-align: top; overflow-wrap: anywhere; }
th { text-align: center; }
tr.places th { font-weight: normal; font-style: italic; font-size: 9pt; padding: 0; }
tr.struck td:not(:last-child) { text-decoration: line-through; }
.empty { text-align: center; font-style: italic; }
@media screen { body { padding: 8mm; } table { min-width: %(least)s; } }
"""


def write(sheet: Sheet, path: Path) -> int:
    """Write a list to a new file.

    Args:
        sheet: the list.
        path: ``.xlsx``, ``.csv``, ``.html``, ``.pdf`` or ``.docx``.

    Returns:
        Number of rows.

    Raises:
        UsageError: another ending, the file is there already, or the library for PDF (fpdf2) or DOCX (python-docx)
            is not installed.
        StorageError: it cannot be written.
    """
    forms = {".xlsx": _xlsx, ".csv": _csv, ".html": _html, ".pdf": _pdf, ".docx": _docx}
    make = forms.get(path.suffix.lower())
    if make is None:
        raise UsageError(f"cannot export to {path.name!r}: the name must end with {', '.join(forms)}")
    if path.exists():
        raise UsageError(f"{path} is there already", hint="give another name, or remove it first")
    data = make(sheet)
    with fsio.storage_errors(path):
        fsio.write_new(path, data)
    return len(sheet.rows)


def _pdf(sheet: Sheet) -> bytes:
    from archivist import paper

    return paper.draw(sheet)


def _docx(sheet: Sheet) -> bytes:
    from archivist import worddoc

    return worddoc.draw(sheet)


def _csv(sheet: Sheet) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.headings)
    writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _html(sheet: Sheet) -> bytes:
    total = sum(sheet.widths)
    shares = sheet.shares or [100 * width / total for width in sheet.widths]
    style = _STYLE % {
        "side": "landscape" if sheet.across else "portrait",
        "least": "250mm" if sheet.across else "150mm",
    }
    count = len(sheet.headings)
    numbers = "".join(f"<th>({number})</th>" for number in range(1, count + 1))
    empty = f'<tr><td class="empty" colspan="{count}">{_text(sheet.empty)}</td></tr>'
    parts = [
        f'<!DOCTYPE html>\n<html lang="{sheet.language}">\n<head>\n<meta charset="utf-8">',
        f"<title>{_text(sheet.title)}</title>\n<style>{style}</style>\n</head>\n<body>",
        f'<header>\n<p class="body">{_text(sheet.office)}</p>\n<h1>{_text(sheet.title)}</h1>',
        *(f"<p>{_text(line)}</p>" for line in sheet.lines),
        "</header>\n<table>\n<colgroup>",
        *(f'<col style="width:{share:.1f}%">' for share in shares),
        "</colgroup>\n<thead>\n<tr>",
        *(f'<th scope="col">{_text(one)}</th>' for one in sheet.headings),
        "</tr>",
        *([f'<tr class="places">{numbers}</tr>'] if sheet.places else []),
        "</thead>\n<tbody>",
        *(_row(row, struck=at in sheet.struck) for at, row in enumerate(sheet.rows)),
        *([empty] if sheet.empty and not sheet.rows else []),
        "</tbody>\n</table>\n</body>\n</html>\n",
    ]
    return "\n".join(parts).encode("utf-8", "replace")


def _row(row: Sequence[str], *, struck: bool) -> str:
    opening = '<tr class="struck">' if struck else "<tr>"
    return opening + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"


def _text(text: str) -> str:
    return escape("".join(c for c in text if c >= " "))


def _xlsx(sheet: Sheet) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the format has no zones
    plain = {"text_wrap": True, "valign": "top", "border": 1, "font_name": "Times New Roman"}
    heading = book.add_format({**plain, "bold": True, "align": "center"})
    title = book.add_format(
        {"bold": True, "font_size": 14, "align": "center", "font_name": "Times New Roman"}
    )
    cell, struck = book.add_format(plain), book.add_format({**plain, "font_strikeout": True})
    page = book.add_worksheet()
    last = len(sheet.headings) - 1
    above: Sequence[str] = (sheet.office, sheet.title, *sheet.lines)
    for at, text in enumerate(above):
        page.merge_range(at, 0, at, last, cell_text(text), title)
    top = len(above) + 1
    for at, (text, width) in enumerate(zip(sheet.headings, sheet.widths, strict=True)):
        page.set_column(at, at, width)
        page.write_string(top, at, text, heading)
        if sheet.places:
            page.write_string(top + 1, at, f"({at + 1})", heading)
    first = top + 1 + sheet.places
    for line, row in enumerate(sheet.rows):
        for at, text in enumerate(row):
            form = struck if line in sheet.struck and at < last else cell
            page.write_string(first + line, at, cell_text(text)[:32_767], form)
    page.freeze_panes(first, 0)
    if sheet.across:
        page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(top, first - 1)
    page.set_footer("&C&P/&N")
    book.close()
    return data.getvalue()
