"""How one directive mentions another: the phrase before the citation decides."""

from __future__ import annotations

import time

import pytest
from support import heads

from archivist.directive.citations import read_citations
from archivist.model import Citation, RelationKind


def cite(text: str) -> tuple[Citation, ...]:
    return read_citations(heads.extracted(text))


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020;", "based-on", "30/2020/NĐ-CP"),
        ("Quy định này có hiệu lực từ ngày ký, thay thế Quy định số 04-QĐi/TW.", "replaces", "04-QĐi/TW"),
        ("Bãi bỏ Điều 3, khoản 2 Điều 5 của Quyết định số 12/QĐ-UBND.", "repeals", "12/QĐ-UBND"),
        ("Sửa đổi, bổ sung một số điều của Nghị định số 12/2019/NĐ-CP như sau.", "amends", "12/2019/NĐ-CP"),
        ("Kế hoạch thực hiện Nghị quyết số 39-NQ/TW của Bộ Chính trị.", "implements", "39-NQ/TW"),
        ("Hướng dẫn thực hiện Quy định số 399-QĐ/TW của Ban Bí thư.", "guides", "399-QĐ/TW"),
        ("Sơ kết 5 năm thực hiện Chỉ thị số 05-CT/TU.", "reports-on", "05-CT/TU"),
        ("Ban hành kèm theo Quyết định số 77/QĐ-UBND.", "attaches", "77/QĐ-UBND"),
        ("Trả lời Công văn số 88/SXD-VP của Sở Xây dựng, Sở có ý kiến.", "answers", "88/SXD-VP"),
        ("Đính chính lỗi tại Thông tư số 12/2026/TT-BNV.", "corrects", "12/2026/TT-BNV"),
        ("Quyết định số 15/QĐ-UBND hết hiệu lực kể từ ngày 01/01/2026.", "repeals", "15/QĐ-UBND"),
        ("Theo báo cáo nêu trên và Thông báo số 41-TB/TU thì kết quả tốt.", "cites", "41-TB/TU"),
    ],
)
def test_phrases(text: str, kind: str, number: str) -> None:
    found = cite(text)
    assert [(one.kind, one.number) for one in found] == [(RelationKind(kind), number)]


@pytest.mark.parametrize(
    "rest",
    [
        "kể từ ngày 01/02/2023.", "kèm theo các phụ lục.", "vẫn còn hiệu lực.", "đang áp dụng.",
        "chấm dứt hiệu lực từ hôm nay.", "nhưng giữ nguyên phụ lục.", "",
    ],
)  # fmt: skip
def test_a_body_ends_where_the_sentence_goes_on(rest: str) -> None:
    (found,) = cite(
        f"Tạm dừng thi hành Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy {rest}"
    )
    assert found.issuer == "Ban Thường vụ Tỉnh ủy"


def test_parts_date_and_issuer() -> None:
    (found,) = cite(
        "Sửa đổi khoản 2 Điều 5 và Điều 7 của Quyết định số 12/QĐ-UBND ngày 03 tháng 02 năm 2024"
        " của Ủy ban nhân dân tỉnh Hà Sơn về quản lý kho."
    )
    assert found.scope == "khoản 2 Điều 5 và Điều 7"
    assert found.issued == "2024-02-03"
    assert found.issuer == "Ủy ban nhân dân tỉnh Hà Sơn"
    assert found.target_kind == "quyet-dinh"
    assert found.evidence.page == 1
    assert "khoản 2 Điều 5" in found.evidence.quote


def test_enumeration_carries_the_kind_forward() -> None:
    found = cite("Thay thế Quyết định số 12-QĐ/TU, ngày 02/3/2021 và số 15-QĐ/TU, ngày 05/4/2021.")
    assert [(one.number, one.target_kind, one.issued) for one in found] == [
        ("12-QĐ/TU", "quyet-dinh", "2021-03-02"),
        ("15-QĐ/TU", "quyet-dinh", "2021-04-05"),
    ]


def test_laws_are_cited_by_name() -> None:
    (found,) = cite("Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;")
    assert (found.cited_as, found.number, found.target_kind, found.issued) == (
        "Luật Lưu trữ", "", "luat", "2024-06-21",
    )  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "Luật Đầu tư theo phương thức đối tác công tư",
        "Luật Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng",
        "Luật Nhập cảnh, xuất cảnh, quá cảnh, cư trú của người nước ngoài tại Việt Nam",
        "Luật Quản lý, sử dụng vốn nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp",
        "Luật Quản lý và đầu tư vốn nhà nước tại doanh nghiệp",
        "Luật Hoạt động giám sát của Quốc hội và Hội đồng nhân dân",
        "Luật Công nghiệp công nghệ số",
        "Luật Chuyển đổi số",
        "Pháp lệnh Dân số",
        "Pháp lệnh Ưu đãi người có công với cách mạng",
    ],
)
def test_words_that_end_a_name_may_belong_to_it(name: str) -> None:
    for rest in (";", " ngày 18 tháng 6 năm 2020;", " và các văn bản sửa đổi;"):
        assert [one.cited_as for one in cite(f"Căn cứ {name}{rest}")] == [name]


def test_a_law_that_amends_many_is_one_law() -> None:
    names = (
        "Luật Đầu tư công, Luật Đầu tư theo phương thức đối tác công tư, Luật Đầu tư, Luật Nhà ở, Luật Đấu thầu,"
        " Luật Điện lực, Luật Doanh nghiệp, Luật Thuế tiêu thụ đặc biệt và Luật Thi hành án dân sự"
    )
    (found,) = cite(f"Căn cứ Luật sửa đổi, bổ sung một số điều của {names} ngày 11 tháng 01 năm 2022;")
    assert (found.kind, found.issued) == (RelationKind.BASED_ON, "2022-01-11")
    assert found.cited_as.endswith("Luật Thi hành án dân sự")


def test_parts_may_have_numbers_of_several_figures() -> None:
    (found,) = cite("Căn cứ điểm a mục 2.2 Nghị quyết số 173/2024/QH15 ngày 30/11/2024 của Quốc hội;")
    assert found.scope == "điểm a mục 2.2"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tạm đình chỉ thi hành Quyết định số 12-QĐ/TU.", "suspends"),
        ("Tạm ngưng thực hiện Quyết định số 12-QĐ/TU.", "suspends"),
        ("Ban Thường vụ Tỉnh ủy thông báo tạm dừng thực hiện Quyết định số 12-QĐ/TU.", "suspends"),
        ("Ban Thường vụ Tỉnh ủy quyết định đình chỉ việc thi hành Quyết định số 12-QĐ/TU.", "suspends"),
        ("Quyết định số 12-QĐ/TU tạm ngưng hiệu lực kể từ ngày 01/02/2024.", "suspends"),
        ("Đề nghị tạm dừng thực hiện Quyết định số 12-QĐ/TU.", "cites"),
        ("Ban Thường vụ Tỉnh ủy đã quyết định đình chỉ thi hành Quyết định số 12-QĐ/TU.", "cites"),
        ("Nếu Quyết định số 12-QĐ/TU chưa ngưng hiệu lực thì thực hiện tiếp.", "cites"),
    ],
)
def test_suspensions_are_believed_of_who_makes_them(text: str, kind: str) -> None:
    assert [(one.kind, one.number) for one in cite(text)] == [(RelationKind(kind), "12-QĐ/TU")]


def test_the_general_clause_names_no_target() -> None:
    assert cite("Những quy định trước đây trái với Quy định này đều bãi bỏ.") == ()


def test_own_number_is_no_citation() -> None:
    made = heads.extracted("Kèm theo Quyết định số 77/QĐ-UBND ngày 03/3/2026")
    assert read_citations(made)
    assert read_citations(made, read_key("77/QĐ-UBND")) == ()


def read_key(number: str) -> str:
    from archivist import numbers

    return numbers.key(number)


@pytest.mark.parametrize(
    "text",
    [
        "điểm a khoản 1 Điều 2, " * 200 + "Quyết định số 12/QĐ-UBND",
        "số " * 5000,
        "Luật " + "A" * 5000,
        "khoản 1 " * 3000 + "số 1/QĐ-X",
        "." * 20000 + "số 1",
    ],
)
def test_odd_text_takes_no_long_time(text: str) -> None:
    started = time.process_time()
    cite(text)
    assert time.process_time() - started < 1.0
