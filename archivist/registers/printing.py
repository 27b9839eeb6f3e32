"""A register as a list for paper or a spreadsheet: title block, and the decree's ten columns.

Owns: the columns, their words, and what stands in a struck line.
Must not: decide which lines there are, or know the forms a list is written in (`tabling`).

Columns in the order of Decree 30/2020/NĐ-CP, appendix IV, parts I.2 (outgoing) and VI.2 (incoming).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from archivist import tabling
from archivist.lazyclass import dataclass
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
    LineState.DISPOSED: ("disposed of", "đã hủy"),
    LineState.WITHHELD: ("kept elsewhere", "lưu giữ nơi khác"),
}


def write(register: Register, path: Path, *, language: str = "vi") -> int:
    """Write a register to a new file.

    Args:
        register: the register.
        path: ``.pdf``, ``.html``, ``.xlsx`` or ``.csv``.
        language: of headings and words, ``"vi"`` or ``"en"``.

    Returns:
        Number of lines.

    Raises:
        UsageError: another ending, or the file is there already.
        StorageError: it cannot be written.
    """
    return tabling.write(sheet(register, "vi" if language == "vi" else "en"), path)


def sheet(register: Register, language: str) -> tabling.Sheet:
    """The register as a list."""
    office, title, *lines = title_block(register, language)
    of_columns = columns(register)
    return tabling.Sheet(
        office=office,
        title=title,
        lines=tuple(lines),
        headings=tuple(headings(register, language)),
        widths=tuple(column.width for column in of_columns),
        shares=tuple(column.share for column in of_columns),
        rows=tuple(tuple(cells(line, language)) for line in register.lines),
        struck=frozenset(at for at, line in enumerate(register.lines) if line.state is LineState.WITHDRAWN),
        places=True,
        empty="Không có văn bản nào." if language == "vi" else "There is no document.",
        language=language,
        across=True,
    )


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
