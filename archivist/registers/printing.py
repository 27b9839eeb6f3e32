"""A register as a table: the decree's ten columns, as XLSX, CSV or a page for printing.

Owns: the columns, their words, and what stands in a struck line.
Must not: decide which lines there are.

Columns in the order of Decree 30/2020/NĐ-CP, appendix IV, parts I.2 (outgoing) and VI.2 (incoming).
CSV is for Excel: with a byte order mark, and with every cell that would be taken for a formula made text.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archivist import fsio
from archivist.errors import UsageError
from archivist.exporting import cell_text, harmless
from archivist.registers import page
from archivist.registers.records import IncomingLine, LineState, OutgoingLine, Register


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading in both languages, and its width in XLSX (characters) and print (per cent)."""

    english: str
    vietnamese: str
    width: int
    share: int


INCOMING: Final = (
    Column("Date of arrival", "Ngày đến", 11, 8),
    Column("Arrival no.", "Số đến", 8, 5),
    Column("Author", "Tác giả", 24, 12),
    Column("Number and symbol", "Số, ký hiệu văn bản", 16, 10),
    Column("Date of document", "Ngày tháng văn bản", 11, 8),
    Column("Kind and subject", "Tên loại và trích yếu nội dung văn bản", 50, 24),
    Column("Unit or recipient", "Đơn vị hoặc người nhận", 20, 10),
    Column("Forwarded on", "Ngày chuyển", 11, 8),
    Column("Signed for", "Ký nhận", 14, 7),
    Column("Remarks", "Ghi chú", 20, 8),
)
OUTGOING: Final = (
    Column("Number and symbol", "Số, ký hiệu văn bản", 16, 10),
    Column("Date of document", "Ngày tháng văn bản", 11, 8),
    Column("Kind and subject", "Tên loại và trích yếu nội dung văn bản", 50, 25),
    Column("Signed by", "Người ký", 20, 9),
    Column("Recipients", "Nơi nhận văn bản", 24, 12),
    Column("Keeper of the file copy", "Đơn vị, người nhận bản lưu", 16, 9),
    Column("Copies", "Số lượng bản", 8, 5),
    Column("Forwarded on", "Ngày chuyển", 11, 8),
    Column("Signed for", "Ký nhận", 14, 7),
    Column("Remarks", "Ghi chú", 20, 7),
)
_STATES: Final[Mapping[LineState, tuple[str, str]]] = {
    LineState.ENTERED: ("", ""),
    LineState.HELD: ("not looked through for secrecy yet", "chưa kiểm tra dấu chỉ độ mật"),
    LineState.WITHDRAWN: ("withdrawn", "đã rút khỏi kho"),
    LineState.WITHHELD: ("kept elsewhere", "lưu giữ nơi khác"),
}


def write(register: Register, path: Path, *, language: str = "vi") -> int:
    """Write a register to a new file.

    Args:
        register: the register.
        path: ``.xlsx``, ``.csv`` or ``.html``.
        language: of headings and words, ``"vi"`` or ``"en"``.

    Returns:
        Number of lines.

    Raises:
        UsageError: another ending, or the file is there already.
        StorageError: it cannot be written.
    """
    make = _FORMATS.get(path.suffix.lower())
    if make is None:
        raise UsageError(f"cannot export to {path.name!r}: the name must end with {', '.join(_FORMATS)}")
    if path.exists():
        raise UsageError(f"{path} is there already", hint="give another name, or remove it first")
    data = make(register, "vi" if language == "vi" else "en")
    with fsio.storage_errors(path):
        fsio.write_new(path, data)
    return len(register.lines)


def columns(register: Register) -> tuple[Column, ...]:
    """The columns of a register."""
    return INCOMING if register.is_incoming else OUTGOING


def headings(register: Register, language: str) -> list[str]:
    """Headings of its columns."""
    return [one.vietnamese if language == "vi" else one.english for one in columns(register)]


def cells(line: IncomingLine | OutgoingLine, language: str) -> list[str]:
    """The ten cells of a line, dates as people write them."""
    remark = "; ".join(
        part for part in (_STATES[line.state][language == "vi"], line.why, line.remark) if part
    )
    if isinstance(line, IncomingLine):
        return [
            date_text(line.arrived_on.isoformat()),
            str(line.arrival.number),
            line.author,
            line.number,
            date_text(line.issued),
            line.kind_and_subject,
            line.forwarded_to,
            date_text(line.forwarded_on),
            line.signed_for,
            remark,
        ]
    return [
        line.number,
        date_text(line.issued),
        line.kind_and_subject,
        line.signatory,
        line.recipients,
        line.kept_by,
        line.copies,
        date_text(line.forwarded_on),
        line.signed_for,
        remark,
    ]


def date_text(iso: str) -> str:
    """``22/11/2026``; a partial date no further than it is known: ``11/2026``."""
    return "/".join(reversed(iso.split("-"))) if iso else ""


def _csv(register: Register, language: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings(register, language))
    writer.writerows([harmless(cell) for cell in cells(line, language)] for line in register.lines)
    return text.getvalue().encode("utf-8-sig", "replace")


def _html(register: Register, language: str) -> bytes:
    rows = [
        page.Row(cells=tuple(cells(line, language)), struck=line.state is LineState.WITHDRAWN)
        for line in register.lines
    ]
    shares = tuple(column.share for column in columns(register))
    return page.make(register, headings(register, language), shares, rows, language)


def _xlsx(register: Register, language: str) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the format has no zones
    frame = {"text_wrap": True, "valign": "top", "border": 1, "font_name": "Times New Roman"}
    title = book.add_format(
        {"bold": True, "font_size": 14, "align": "center", "font_name": "Times New Roman"}
    )
    plain = book.add_format({"align": "center", "font_name": "Times New Roman"})
    bold, wrapped = book.add_format({**frame, "bold": True, "align": "center"}), book.add_format(frame)
    struck = book.add_format({**frame, "font_strikeout": True})
    sheet = book.add_worksheet()
    heads = headings(register, language)
    for at, column in enumerate(columns(register)):
        sheet.set_column(at, at, column.width)
    for line, text in enumerate(page.title_block(register, language)):
        sheet.merge_range(line, 0, line, len(heads) - 1, cell_text(text), title if line == 1 else plain)
    top = len(page.title_block(register, language)) + 1
    for at, heading in enumerate(heads):
        sheet.write_string(top, at, heading, bold)
        sheet.write_string(top + 1, at, f"({at + 1})", bold)
    lines: tuple[IncomingLine | OutgoingLine, ...] = register.lines
    for number, one in enumerate(lines, start=top + 2):
        cell_format = struck if one.state is LineState.WITHDRAWN else wrapped
        for at, cell in enumerate(cells(one, language)):
            last = at == len(heads) - 1  # why it was struck is not struck itself
            sheet.write_string(number, at, cell_text(cell)[:32_767], wrapped if last else cell_format)
    sheet.freeze_panes(top + 2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top, top + 1)
    sheet.set_footer("&C&P/&N")
    book.close()
    return data.getvalue()


_FORMATS: Final[Mapping[str, Callable[[Register, str], bytes]]] = {
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".html": _html,
}
