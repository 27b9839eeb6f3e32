"""Small made-up documents for the tests of search. All bodies and places are fictional."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from archivist.search.query import parse_query
from archivist.search.records import Filters, IndexDocument, SearchRequest, SearchResponse, Sort

TODAY = dt.date(2026, 5, 20)

_BASE = IndexDocument(id="", revision=1, filed_on=dt.date(2026, 1, 5), language="vi", system="party")

RESOLUTION = replace(
    _BASE,
    id="a-resolution",
    number="39-NQ/TW",
    kind="nghi-quyet",
    issuer_id="bo-chinh-tri",
    issuer_names=("Bộ Chính trị",),
    level="central",
    issued=dt.date(2023, 7, 18),
    place="Hà Nội",
    subject="Về xây dựng và phát triển tỉnh Hòa Sơn đến năm 2030",
    signatory="Nguyễn Văn Mẫu",
    text="BỘ CHÍNH TRỊ\nSố 39-NQ/TW\nNGHỊ QUYẾT\nvề xây dựng và phát triển tỉnh Hoà Sơn đến năm 2030\n"
    "Đường lối chung là đẩy mạnh công nghiệp.\fTrang hai nói về chuyển đổi số và cải cách hành chính.",
)
DECISION = replace(
    _BASE,
    id="b-decision",
    revision=3,
    number="12/2022/QĐ-UBND",
    kind="quyet-dinh",
    issuer_id="ubnd-tinh:hoa-son",
    issuer_names=("Ủy ban nhân dân tỉnh Hoa Sơn",),
    level="provincial",
    issued=dt.date(2022, 3, 1),
    place="Hoa Sơn",
    subject="Ban hành quy chế quản lý họa phẩm",
    signatory="Trần Thị Thử",
    system="state",
    signed="valid",
    text="ỦY BAN NHÂN DÂN\nSố: 12/2022/QĐ-UBND\nCăn cứ Nghị quyết số 39-NQ/TW ngày 18/7/2023; Điều 5 quy định "
    "dương lịch. Không dùng tiền mặt.",
)
LETTER = replace(
    _BASE,
    id="c-letter",
    number="9-CV/VPTW",
    kind="cong-van",
    issuer_id="van-phong-tw",
    issuer_names=("Văn phòng Trung ương Đảng",),
    level="central",
    issued=dt.date(2024, 12, 31),
    place="Hà Nội",
    subject="V/v chuyển đổi số trong cơ quan đảng",
    signatory="Lê Mẫu",
    signed="not-checked",
    text="VĂN PHÒNG\nSố 9-CV/VPTW\nKính gửi: các tỉnh ủy. Về chuyển đổi số, kinh tế - xã hội và công tác cán bộ.",
)
UNDATED = replace(_BASE, id="d-undated", language="en", system="", text="A plain note about archives.")

DOCUMENTS = (RESOLUTION, DECISION, LETTER, UNDATED)


def ask(text: str = "", /, **options: object) -> SearchRequest:
    """A request for a query text; options are fields of `Filters` or of `SearchRequest`."""
    names = Filters.__dataclass_fields__
    filters = Filters(**{k: v for k, v in options.items() if k in names})  # type: ignore[arg-type]  # by name
    rest = {k: v for k, v in options.items() if k not in names}
    query = parse_query(text, today=TODAY)
    return SearchRequest(query=query, filters=filters, **rest)  # type: ignore[arg-type]  # by name


def ids(response: SearchResponse) -> list[str]:
    """First letters of the ids found, in order."""
    return [hit.id[0] for hit in response.hits]


__all__ = ["DECISION", "DOCUMENTS", "LETTER", "RESOLUTION", "TODAY", "UNDATED", "Sort", "ask", "ids"]
