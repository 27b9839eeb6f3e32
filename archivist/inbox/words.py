"""Words for people: why a file waits, and the note beside a file that was not filed.

Owns: these texts, in English and Vietnamese.
Must not: decide or move anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from archivist.model import FilingResult, Reason
from archivist.reasons import REASON_TEXTS

CANNOT_MOVE = "cannot-move"
"""Filed, but its source could not be moved away."""
INTERNAL = "internal"
"""The program failed on this file."""

WAITS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "": ("it was seen and is looked at again in a moment", "đã thấy tệp, sẽ xem lại ngay"),
        "settling": ("it is still being copied", "tệp còn đang được chép vào"),
        "not-seen": ("no watcher has looked at it yet", "chưa có tiến trình theo dõi nào xem tệp này"),
        "pdf-end": (
            "the PDF has no end yet; it is still being copied",
            "tệp PDF chưa có phần cuối, còn đang chép",
        ),
        "zip-directory": (
            "the file has no end yet; it is still being copied",
            "tệp chưa có phần cuối, còn đang chép",
        ),
        "hidden": ("its name begins with a dot", "tên bắt đầu bằng dấu chấm"),
        "temporary": (
            "it is a temporary file of another program",
            "tệp tạm của chương trình khác",
        ),
        "system-file": (
            "it belongs to the operating system or the NAS",
            "tệp của hệ điều hành hoặc thiết bị lưu trữ",
        ),
        "link": ("it is a link; links are not followed", "là liên kết; không đi theo liên kết"),
        "not-a-file": ("it is no regular file", "không phải tệp thông thường"),
        "own-note": (
            "it is a note of this program about another file",
            "ghi chú của chương trình về tệp khác",
        ),
        "empty-and-new": (
            "it is empty; it is taken up after an hour",
            "tệp rỗng; sau một giờ sẽ được xử lý",
        ),
        CANNOT_MOVE: (
            "it is filed, but the source could not be moved away; give write permission in the inbox",
            "đã lưu vào kho nhưng không chuyển được tệp nguồn đi; cần cấp quyền ghi trong thư mục đến",
        ),
        INTERNAL: (
            "the program failed on it and tries again later; the log says why",
            "chương trình gặp lỗi với tệp này và sẽ thử lại; xem nhật ký",
        ),
        "storage": (
            "the archive's disk is full, read-only or failing; nothing was lost, it is tried again",
            "đĩa của kho bị đầy, chỉ đọc hoặc lỗi; không mất gì, sẽ thử lại",
        ),
        "archive-locked": (
            "another process is writing in the archive; it is tried again",
            "tiến trình khác đang ghi vào kho; sẽ thử lại",
        ),
        "settings": (
            "a settings file of the archive is damaged; run: archivist doctor",
            "tệp cấu hình của kho bị hỏng; chạy: archivist doctor",
        ),
        "catalogue-damaged": (
            "the archive's catalogue is damaged; run: archivist rebuild",
            "danh mục của kho bị hỏng; chạy: archivist rebuild",
        ),
        "blocked": ("the folder may not be read", "không có quyền đọc thư mục"),
    }
)
"""Code of the ledger → why a file waits or is ignored, in English and Vietnamese."""


def explain_wait(code: str, *, language: str = "en") -> str:
    """Why a file waits or is ignored, in words.

    Args:
        code: the reason noted in the ledger.
        language: ``"en"`` or ``"vi"``.
    """
    known = WAITS.get(code)
    if known is not None:
        return known[1] if language == "vi" else known[0]
    if code in set(Reason):
        text = REASON_TEXTS[Reason(code)]
        return f"{text.what_vi}; {text.do_vi}" if language == "vi" else f"{text.what_en}; {text.do_en}"
    return code


def reason_note(name: str, result: FilingResult, at: dt.datetime) -> str:
    """Text of the note beside a file that was not filed.

    Args:
        name: name of the file.
        result: what became of it.
        at: when, aware.
    """
    texts = [REASON_TEXTS[reason] for reason in result.reasons]
    code = ", ".join(result.reasons) or "-"
    local = at.astimezone()
    kept = result.quarantine_id or "-"
    return "\n".join(
        [
            "TỆP CHƯA ĐƯỢC LƯU VÀO KHO",
            f"Tệp:       {name}",
            f"Lý do:     {'; '.join(text.what_vi for text in texts) or result.message}",
            f"Cần làm:   {'; '.join(text.do_vi for text in texts) or '-'}",
            f"Thời điểm: {local:%d/%m/%Y %H:%M}",
            f"Mã:        {code} (cách ly: {kept})",
            "",
            "THIS FILE WAS NOT FILED",
            f"File:       {name}",
            f"Why:        {'; '.join(text.what_en for text in texts) or result.message}",
            f"What to do: {'; '.join(text.do_en for text in texts) or '-'}",
            f"When:       {local:%Y-%m-%d %H:%M %z}",
            f"Code:       {code} (quarantine: {kept})",
            "",
        ]
    )
