"""Reading never fails and never invents: any lines, any columns, any page kind."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from support import heads

from archivist.classify import Policy, decide
from archivist.directive.marks import find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.extracted import PageText

WORDS = st.sampled_from(
    [
        "Số:",
        "15-NQ/TU",
        "CỘNG",
        "HÒA",
        "XÃ",
        "HỘI",
        "CHỦ",
        "NGHĨA",
        "VIỆT",
        "NAM",
        "ĐẢNG",
        "SẢN",
        "NGHỊ",
        "QUYẾT",
        "QUYẾT",
        "ĐỊNH",
        "Kính",
        "gửi:",
        "Căn",
        "cứ",
        "ngày",
        "05",
        "tháng",
        "31",
        "năm",
        "2024",
        "Hà",
        "Sơn,",
        "T/M",
        "KT.",
        "CHỦ",
        "TỊCH",
        "Nơi",
        "nhận:",
        "MẬT",
        "BÍ",
        "của",
        "Luật",
        ";",
        ".",
        "-",
        "*",
        "|",
        "||",
        "/QĐ-UBND",
        "…",
        "Trần",
        "Văn",
        "Minh",
    ]
)
LAYOUTS = st.lists(st.lists(WORDS, max_size=9).map(" ".join), max_size=40).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(LAYOUTS | st.text(max_size=400), st.booleans(), st.sampled_from(PageText))
def test_any_page_is_read_without_error(layout: str, interleaved: bool, kind: PageText) -> None:
    made = heads.extracted(layout, interleaved=interleaved, kind=kind)
    fields = read_fields(made, ReadContext(file_name=layout[:40]))
    for reading in fields.readings.values():
        assert reading.value
        assert 0.0 < reading.confidence < 1.0
        assert reading.evidence
    decide(fields, made, find_mark(made), Policy())


@settings(max_examples=60, deadline=None)
@given(LAYOUTS)
def test_the_same_page_is_read_the_same(layout: str) -> None:
    made = heads.extracted(layout)
    assert read_fields(made, ReadContext()) == read_fields(made, ReadContext())
