"""The list of what has lost its value (danh mục tài liệu hết giá trị), for the council that decides.

Owns: its columns. Must not: decide or remove anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from archivist import tabling
from archivist.periods import period_words

if TYPE_CHECKING:
    from archivist.retention.facade import Proposal

_HEADINGS: Final = (
    ("No.", "STT", 5),
    ("Number or title", "Số, ký hiệu hoặc tiêu đề", 40),
    ("Matter ended", "Năm kết thúc", 10),
    ("Period", "Thời hạn bảo quản", 14),
    ("Due on", "Đến hạn", 12),
    ("Reason", "Lý do hết giá trị", 40),
    ("Id", "Mã", 30),
    ("Decision", "Ý kiến của hội đồng", 20),
)


def sheet(found: Sequence[Proposal], office: str, *, language: str) -> tabling.Sheet:
    """The list as a table; the last column is left for the council.

    Args:
        found: what is on it.
        office: name of the archive.
        language: ``"vi"`` or ``"en"``.
    """
    vi = language == "vi"
    example = any(one.example for one in found)
    warning = (
        "Bảng thời hạn chỉ là ví dụ, không dùng để tiêu hủy" if vi else "The schedule is an example only"
    )
    return tabling.Sheet(
        office=office,
        title="DANH MỤC TÀI LIỆU HẾT GIÁ TRỊ" if vi else "LIST OF RECORDS THAT HAVE LOST THEIR VALUE",
        lines=(warning,) if example else (),
        headings=tuple(vietnamese if vi else english for english, vietnamese, _ in _HEADINGS),
        widths=tuple(width for _, _, width in _HEADINGS),
        rows=tuple(_row(number, one, vi=vi) for number, one in enumerate(found, start=1)),
        language="vi" if vi else "en",
        across=True,
    )


def _row(number: int, one: Proposal, *, vi: bool) -> tuple[str, ...]:
    period = period_words(one.period, "vi" if vi else "en") if one.period else ""
    ground = f"{one.schedule}, {one.line}: {one.line_title}" if one.line else ""
    return (
        str(number),
        one.label,
        str(one.runs_from or ""),
        period,
        f"{one.due:%d/%m/%Y}" if one.due else "",
        ground or ("do người lưu trữ định" if vi else "set by a person"),
        one.target,
        "",
    )
