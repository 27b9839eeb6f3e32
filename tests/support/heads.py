"""Makers of extracted documents from a plain layout, so that reading needs no PDF.

A layout is text. ``left || right`` is a row of a two-column block; any other line goes across
the page; a form feed begins a new page. Rows of a block come as geometry gives them (left
column first) or, with ``interleaved=True``, as plain text gives them (one line a row).
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import Column, Detected, Extracted, Line, Page, PageText
from archivist.model import Box, FieldName, Fields

_ROW_HEIGHT = 18.0


def extracted(
    layout: str,
    *,
    interleaved: bool = False,
    kind: PageText = PageText.BORN_DIGITAL,
    widgets: Sequence[Line] = (),
    metadata: dict[str, str] | None = None,
) -> Extracted:
    """A document made of `layout`."""
    pages = []
    for number, part in enumerate(textwrap.dedent(layout).strip("\n").split("\f"), start=1):
        lines = tuple(_lines(part, number, interleaved=interleaved))
        if number == 1 and widgets:
            lines = (*lines, *widgets)
        text = "\n".join(line.text for line in lines)
        pages.append(Page(number=number, text=text, lines=lines, kind=kind))
    return Extracted(
        detected=Detected(media_type="application/pdf", suffix=".pdf", source="magic"),
        pages=tuple(pages),
        extractor="made",
        metadata=metadata or {},
        page_count=len(pages),
    )


def _lines(text: str, page: int, *, interleaved: bool) -> list[Line]:
    rows = [" ".join(row.replace("||", " || ").split()) for row in text.split("\n")]
    lines: list[Line] = []
    left: list[tuple[str, float]] = []
    right: list[tuple[str, float]] = []

    def put(words: str, column: Column, top: float) -> None:
        if not words:
            return
        x0 = 320.0 if column is Column.RIGHT else 80.0
        x1 = 280.0 if column is Column.LEFT else 540.0
        lines.append(
            Line(
                text=words,
                page=page,
                number=len(lines) + 1,
                column=column,
                box=None if interleaved else Box(x0=x0, top=top, x1=x1, bottom=top + 12),
            )
        )

    def flush() -> None:
        for words, top in left:
            put(words, Column.LEFT, top)
        for words, top in right:
            put(words, Column.RIGHT, top)
        left.clear()
        right.clear()

    for index, row in enumerate(rows):
        top = 60 + index * _ROW_HEIGHT
        if "||" not in row:
            flush()
            put(row, Column.FULL, top)
            continue
        one, other = (side.strip() for side in row.split("||", 1))
        if interleaved:
            put(f"{one} {other}".strip(), Column.FULL, top)
        else:
            left.append((one, top))
            right.append((other, top))
    flush()
    return lines


PARTY_RESOLUTION = """
    TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
    * || ------------------------
    Số 15-NQ/TU || Hà Sơn, ngày 15 tháng 03 năm 2024

    NGHỊ QUYẾT
    về công tác quản lý tài liệu lưu trữ
    của các cơ quan trong tỉnh giai đoạn 2024-2030
    -----
    - Căn cứ Điều lệ Đảng Cộng sản Việt Nam;
    - Căn cứ Nghị quyết số 39-NQ/TW, ngày 18/7/2023 của Bộ Chính trị về phát triển tỉnh Hà Sơn,
    Ban Thường vụ Tỉnh ủy quyết nghị những nội dung sau:
    I- QUAN ĐIỂM
    1- Tài liệu lưu trữ là tài sản của tỉnh.
    Nghị quyết này thay thế Nghị quyết số 07-NQ/TU, ngày 02/5/2019 của Ban Thường vụ Tỉnh ủy.
    Nơi nhận: || T/M BAN THƯỜNG VỤ
    - Các huyện ủy, thành ủy, || BÍ THƯ
    - Lưu Văn phòng Tỉnh ủy. ||
     || Trần Văn Minh
"""

STATE_DECISION = """
    ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    TỈNH HÀ SƠN || Độc lập - Tự do - Hạnh phúc
    ------- || ---------------
    Số: 215/QĐ-UBND || Hà Sơn, ngày 05 tháng 01 năm 2026

    QUYẾT ĐỊNH
    Về việc ban hành Danh mục hồ sơ
    của cơ quan nhà nước tỉnh Hà Sơn
    ỦY BAN NHÂN DÂN TỈNH HÀ SƠN
    Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
    Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;
    Theo đề nghị của Giám đốc Sở Nội vụ.
    QUYẾT ĐỊNH:
    Điều 1. Ban hành kèm theo Quyết định này Danh mục hồ sơ.
    Điều 2. Bãi bỏ Quyết định số 118/QĐ-UBND ngày 12 tháng 3 năm 2021 của Ủy ban nhân dân tỉnh.
    Nơi nhận: || TM. ỦY BAN NHÂN DÂN
    - Như Điều 3; || KT. CHỦ TỊCH
    - Lưu: VT, NC. || PHÓ CHỦ TỊCH
     ||
     || Lê Thị Thu Hương
"""

STATE_LETTER = """
    ỦY BAN NHÂN DÂN TỈNH HÀ SƠN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    SỞ NỘI VỤ || Độc lập - Tự do - Hạnh phúc
    Số: 412/SNV-VTLT || Hà Sơn, ngày 9 tháng 4 năm 2026
    V/v hướng dẫn nộp lưu hồ sơ ||
    vào lưu trữ lịch sử ||

    Kính gửi: Các sở, ban, ngành của tỉnh
    Trả lời Công văn số 88/SXD-VP ngày 01/4/2026 của Sở Xây dựng, Sở Nội vụ có ý kiến như sau:
    1. Thực hiện đúng Nghị định số 30/2020/NĐ-CP.
    Nơi nhận: || KT. GIÁM ĐỐC
    - Như trên; || PHÓ GIÁM ĐỐC
    - Lưu: VT. ||
     || Hoàng Minh Tuấn
"""


def read(layout: str, *, interleaved: bool = False) -> Fields:
    """The fields of a text as it is laid out, its indentation left out."""
    return read_fields(extracted(layout, interleaved=interleaved), ReadContext())


def confidence(fields: Fields, name: FieldName) -> float:
    """How sure a field is; 0 of one that was not read."""
    reading = fields.readings.get(name)
    return reading.confidence if reading is not None else 0.0
