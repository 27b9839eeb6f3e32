"""Lists of files as they are printed and handed over.

Owns: their columns and title blocks. Must not: decide what stands in a file, or know the forms a list is
written in (`tabling`).

Both forms are those of Decree 30/2020/NĐ-CP, appendix V: part IV, the list of the documents in a file (mục lục văn
bản, tài liệu trong hồ sơ), and part III, the list of files that are handed over (mục lục hồ sơ, tài liệu nộp lưu).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archivist import tabling
from archivist.dossiers.records import ContentsLine, DossierEntry
from archivist.errors import UsageError
from archivist.periods import LEAST_EVER, parse_period, period_words

CONTENTS: Final = (
    # English, Vietnamese, width in XLSX (characters) and print (per cent); part IV
    ("No.", "STT", 5, 6),
    ("Number and symbol", "Số, ký hiệu văn bản", 16, 15),
    ("Date of document", "Ngày tháng năm văn bản", 12, 13),
    ("Kind and subject", "Tên loại và trích yếu nội dung văn bản", 48, 30),
    ("Author", "Tác giả văn bản", 24, 16),
    ("Sheet or page", "Tờ số/ Trang số", 9, 9),
    ("Remarks", "Ghi chú", 18, 11),
)
INVENTORY: Final = (
    # part III
    ("No.", "Số TT", 5, 5),
    ("Reference", "Số, ký hiệu hồ sơ", 16, 13),
    ("Title of the file", "Tiêu đề hồ sơ", 48, 35),
    ("Dates", "Thời gian tài liệu", 18, 12),
    ("Retention", "Thời hạn bảo quản", 14, 11),
    ("Sheets or pages", "Số tờ/ Số trang", 9, 8),
    ("Remarks", "Ghi chú", 20, 16),
)


def contents(entry: DossierEntry, office: str, *, language: str) -> tabling.Sheet:
    """The list of the documents in a file.

    Args:
        entry: the file.
        office: name of its fonds.
        language: ``"vi"`` or ``"en"``.
    """
    one, vi = entry.dossier, language == "vi"
    years = _years(entry)
    documents = len(entry.contents)
    if entry.pages:
        total = (
            f"{documents} văn bản, {entry.pages} tờ (trang)"
            if vi
            else f"{documents}, {entry.pages} sheets (pages)"
        )
    else:
        total = f"{documents} văn bản" if vi else str(documents)
    lines = (
        (("Số, ký hiệu hồ sơ" if vi else "Reference of the file"), one.reference or one.key),
        (("Năm" if vi else "Year"), years),
        (("Tiêu đề hồ sơ" if vi else "Title of the file"), one.title),
        (("Thời gian tài liệu" if vi else "Dates"), dates(entry)),
        (("Thời hạn bảo quản" if vi else "Retention"), _retention(entry, language)),
        (("Gồm" if vi else "Documents"), total),
        (("Ghi chú" if vi else "Note"), one.note),
    )
    return _sheet(
        CONTENTS,
        [_cells(line, vi=vi) for line in entry.contents],
        office=office,
        title="MỤC LỤC VĂN BẢN, TÀI LIỆU" if vi else "LIST OF CONTENTS",
        lines=tuple(f"{name}: {value}" for name, value in lines if value),
        language=language,
    )


def inventory(entries: Sequence[DossierEntry], office: str, *, language: str) -> tabling.Sheet:
    """The list of files, as they are handed over to the archives.

    Args:
        entries: the files.
        office: name of the fonds, or of the archive where they are of several.
        language: ``"vi"`` or ``"en"``.
    """
    vi = language == "vi"
    rows = []
    for number, entry in enumerate(entries, start=1):
        one = entry.dossier
        pages = str(entry.pages) if entry.pages else ""
        row = (one.reference or one.key, one.title, dates(entry), _retention(entry, language), pages)
        rows.append((str(number), *row, remark(entry, language)))
    count = len(entries)
    said = f"Mục lục này gồm: {count} hồ sơ (đơn vị bảo quản)" if vi else f"This list has {count} files"
    return _sheet(
        INVENTORY,
        rows,
        office=office,
        title="MỤC LỤC HỒ SƠ, TÀI LIỆU NỘP LƯU" if vi else "LIST OF FILES",
        lines=(said,),
        language=language,
        across=True,
    )


def dates(entry: DossierEntry) -> str:
    """First and last day of a file; one when they are the same."""
    return " – ".join(dict.fromkeys(date_text(day) for day in (entry.begins, entry.ends) if day))


def date_text(iso: str) -> str:
    """``22/11/2026``; a partial date no further than it is known: ``11/2026``."""
    return "/".join(reversed(iso.split("-")))


def remark(entry: DossierEntry, language: str) -> str:
    """What a list says of a file besides: that it is open, or was disposed of, and its note."""
    vi, one = language == "vi", entry.dossier
    state = ""
    if one.disposed_on:
        day = date_text(one.disposed_on.isoformat())
        state = (
            f"đã hủy ngày {day}, danh mục {one.disposal_list}"
            if vi
            else f"disposed of on {day}, list {one.disposal_list}"
        )
    elif one.closed_on is None:
        state = "chưa kết thúc" if vi else "still open"
    return "; ".join(part for part in (state, one.note) if part)


def _sheet(
    columns: Sequence[tuple[str, str, int, int]],
    rows: Sequence[tuple[str, ...]],
    *,
    office: str,
    title: str,
    lines: tuple[str, ...],
    language: str,
    across: bool = False,
) -> tabling.Sheet:
    vi = language == "vi"
    return tabling.Sheet(
        office=office,
        title=title,
        lines=lines,
        headings=tuple(vietnamese if vi else english for english, vietnamese, _, _ in columns),
        widths=tuple(width for _, _, width, _ in columns),
        shares=tuple(share for _, _, _, share in columns),
        rows=tuple(rows),
        places=True,
        language="vi" if vi else "en",
        across=across,
    )


def _cells(line: ContentsLine, *, vi: bool) -> tuple[str, ...]:
    gone = ("đã rút khỏi kho" if vi else "withdrawn") if line.gone else ""
    if line.disposed:
        gone = "đã tiêu hủy" if vi else "disposed of"
    return (
        str(line.place),
        line.number,
        date_text(line.issued),
        line.subject,
        line.author,
        "–".join(map(str, dict.fromkeys(line.pages))) if line.pages else "",
        "; ".join(part for part in (gone, line.remark) if part),
    )


def _years(entry: DossierEntry) -> str:
    return "–".join(dict.fromkeys(day[:4] for day in (entry.begins, entry.ends) if day))


def _retention(entry: DossierEntry, language: str) -> str:
    text = entry.dossier.retention
    try:
        return period_words(parse_period(text, least=LEAST_EVER), language) if text else ""
    except UsageError:
        return text  # as it was written before it was checked
