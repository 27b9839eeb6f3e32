"""A register as a page for printing: HTML without anything from elsewhere, A4 across.

Owns: title block and form. Must not: know what stands in a column.

Printed by a browser (or saved as PDF there) the heading is repeated on every page, a line is never
broken over two, and pages are numbered where the browser knows page margins (CSS Paged Media 3, 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from archivist.registers.records import Register

_STYLE = """
@page { size: A4 landscape; margin: 15mm 10mm 15mm 15mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 10pt "Times New Roman", serif; } }
body { font: 10.5pt "Times New Roman", "Liberation Serif", serif; margin: 0 auto; max-width: 280mm; }
header { margin-bottom: 6mm; text-align: center; }
header .body { font-weight: bold; text-align: left; text-transform: uppercase; }
h1 { font-size: 16pt; margin: 4mm 0 1mm; }
header p { margin: 0.5mm 0; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.3mm solid #000; padding: 1mm; vertical-align: top; overflow-wrap: anywhere; }
th { text-align: center; }
tr.places th { font-weight: normal; font-style: italic; font-size: 9pt; padding: 0; }
tr.struck td:not(:last-child) { text-decoration: line-through; }
.empty { text-align: center; font-style: italic; }
@media screen { body { padding: 8mm; } }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the page: its cells, and whether it is struck."""

    cells: tuple[str, ...]
    struck: bool


def title_block(register: Register, language: str) -> list[str]:
    """What stands above the table: whose register, which, of when, from which number to which."""
    vi = language == "vi"
    if register.is_incoming:
        title = "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" if vi else "REGISTER OF INCOMING DOCUMENTS"
    else:
        title = "SỔ ĐĂNG KÝ VĂN BẢN ĐI" if vi else "REGISTER OF OUTGOING DOCUMENTS"
    first, last = f"{register.since:%d/%m/%Y}", f"{register.until:%d/%m/%Y}"
    lines = [register.archive, title]
    if register.since.year == register.until.year:
        lines.append(f"Năm: {register.since.year}" if vi else f"Year: {register.since.year}")
    lines.append(f"Từ ngày {first} đến ngày {last}" if vi else f"From {first} to {last}")
    if register.incoming:
        numbers = [line.arrival.number for line in register.incoming]
        low, high = min(numbers), max(numbers)
        lines.append(f"Từ số {low} đến số {high}" if vi else f"From number {low} to number {high}")
    if register.book and register.book != "main":
        lines.append(f"Sổ: {register.book}" if vi else f"Book: {register.book}")
    return lines


def make(
    register: Register, headings: Sequence[str], shares: Sequence[int], rows: Sequence[Row], language: str
) -> bytes:
    """The page.

    Args:
        register: the register.
        headings: of its columns.
        shares: width of each column in per cent.
        rows: its lines.
        language: ``"vi"`` or ``"en"``.
    """
    body, title, *more = (_text(line) for line in title_block(register, language))
    parts = [
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f'<header>\n<p class="body">{body}</p>\n<h1>{title}</h1>',
        *(f"<p>{line}</p>" for line in more),
        "</header>\n<table>\n<colgroup>" + "".join(f'<col style="width:{one}%">' for one in shares),
        "</colgroup>\n<thead>\n<tr>" + "".join(f'<th scope="col">{_text(one)}</th>' for one in headings),
        '</tr>\n<tr class="places">' + "".join(f"<th>({n})</th>" for n in range(1, len(headings) + 1)),
        "</tr>\n</thead>\n<tbody>",
        *(_row(row) for row in rows),
    ]
    if not rows:
        nothing = "Không có văn bản nào." if language == "vi" else "There is no document."
        parts.append(f'<tr><td class="empty" colspan="{len(headings)}">{nothing}</td></tr>')
    parts.append("</tbody>\n</table>\n</body>\n</html>\n")
    return "\n".join(parts).encode("utf-8", "replace")


def _row(row: Row) -> str:
    opening = '<tr class="struck">' if row.struck else "<tr>"
    return opening + "".join(f"<td>{_text(cell)}</td>" for cell in row.cells) + "</tr>"


def _text(text: str) -> str:
    """Text without control characters and with nothing a browser would take for its own."""
    return escape("".join(c for c in text if c >= " "))
