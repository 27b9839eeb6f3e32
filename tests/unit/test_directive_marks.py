"""The mark of secrecy: found in every printed form, never in its false friends."""

from __future__ import annotations

import dataclasses

import pytest
from support import heads

from archivist.directive.marks import find_mark
from archivist.extracted import Line, PageText
from archivist.model import Secrecy, Urgency

HEAD = """
    TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM
    * ||
    Số 15-BC/TU || Hà Sơn, ngày 15 tháng 3 năm 2024
    {mark}
    BÁO CÁO
    {subject}
    Nội dung báo cáo như sau.
"""


@pytest.mark.parametrize(
    ("printed", "mark"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("M Ậ T", "MẬT"),
        ("(MẬT)", "MẬT"),
        ("[ TỐI MẬT ]", "TỐI MẬT"),
        ("TOI MAT", "TỐI MẬT"),
        ("TUYỆT  MẬT.", "TUYỆT MẬT"),
        ("T Ố I  M Ậ T", "TỐI MẬT"),
        ("Độ mật: TỐI MẬT", "TỐI MẬT"),
        ("MẬT || ", "MẬT"),
        ("HỎA TỐC - MẬT", "MẬT"),
        ("KHẨN, MẬT", "MẬT"),
        ("M.Ậ.T", "MẬT"),
        ("М\u1eac\u0422", "MẬT"),  # М and Т are Cyrillic
        ("ＴỐＩ ＭẬＴ", "TỐI MẬT"),
        ("M\u00adẬ\u200bT", "MẬT"),
        ("IMẬTI", "MẬT"),  # the border of a stamp, as it is recognised
        ("!TỐI MẬT!", "TỐI MẬT"),
        ("Subject: TỐI MẬT", "TỐI MẬT"),
    ],
)
def test_stand_alone_mark(printed: str, mark: str) -> None:
    found = find_mark(heads.extracted(HEAD.format(mark=printed, subject="về công tác quý I")))
    assert (found.secrecy, found.mark) == (Secrecy.MARKED, mark)


def test_mark_beside_other_head_lines_of_plain_text() -> None:
    # Plain text runs columns together: mark and party name, number and mark.
    for layout in ("MẬT ĐẢNG CỘNG SẢN VIỆT NAM\nBÁO CÁO", "TỈNH ỦY HÀ SƠN\nSố 15-BC/TU MẬT\nBÁO CÁO"):
        assert find_mark(heads.extracted(layout)).secrecy is Secrecy.MARKED


def test_mark_in_the_second_document_of_a_file() -> None:
    layout = (
        HEAD.format(mark="", subject="về việc gửi tài liệu") + "\f" + HEAD.format(mark="MẬT", subject="x")
    )
    assert find_mark(heads.extracted(layout)).secrecy is Secrecy.MARKED


@pytest.mark.parametrize(
    "subject",
    [
        "về công tác bảo vệ bí mật nhà nước",
        "VỀ DANH MỤC BÍ MẬT NHÀ NƯỚC",
        "VỀ CÔNG TÁC BẢO\n    MẬT",
        "Sản phẩm mật mã dân sự và bảo mật thông tin",
        "BAN CƠ YẾU VÀ MẬT MÃ",
        "Mật ong",
        "MẶT TRẬN TỔ QUỐC",
    ],
)
def test_false_friends(subject: str) -> None:
    assert find_mark(heads.extracted(HEAD.format(mark="", subject=subject))).secrecy is Secrecy.NONE


@pytest.mark.parametrize(
    ("printed", "urgency"),
    [
        ("KHẨN", Urgency.URGENT),
        ("THƯỢNG KHẨN", Urgency.VERY_URGENT),
        ("HỎA TỐC", Urgency.EXPRESS),
        ("HOẢ TỐC", Urgency.EXPRESS),
        ("HỎA TỐC HẸN GIỜ", Urgency.EXPRESS),
    ],
)
def test_urgency(printed: str, urgency: Urgency) -> None:
    found = find_mark(heads.extracted(HEAD.format(mark=printed, subject="về phòng, chống bão")))
    assert found.urgency is urgency
    assert found.secrecy is Secrecy.NONE


def test_urgency_words_in_running_text_are_no_mark() -> None:
    found = find_mark(heads.extracted(HEAD.format(mark="", subject="về việc khẩn trương thực hiện")))
    assert found.urgency is None


@pytest.mark.parametrize("kind", [PageText.IMAGE, PageText.GARBLED, PageText.BLANK])
def test_what_was_not_seen_is_not_cleared(kind: PageText) -> None:
    found = find_mark(heads.extracted("Người ký: CỔNG THÔNG TIN", kind=kind))
    assert found.secrecy is Secrecy.NOT_CHECKED
    assert found.why


def test_an_image_cannot_hide_behind_a_readable_page() -> None:
    # A mark that is readable counts even on an otherwise unreadable page.
    assert find_mark(heads.extracted("TỐI MẬT", kind=PageText.IMAGE)).secrecy is Secrecy.MARKED


@pytest.mark.parametrize("printed", ["Mật", "tối mật", "tuyệt mật", "Độ mật: Mật"])
def test_a_mark_that_is_not_in_capitals_gives_no_clearance(printed: str) -> None:
    """In files of old fonts the capitals stood in the font alone (.VnTimeH)."""
    found = find_mark(heads.extracted(HEAD.format(mark=printed, subject="về công tác quý I")))
    assert (found.secrecy, found.mark) == (Secrecy.NOT_CHECKED, "")
    assert "not in capitals" in found.why


@pytest.mark.parametrize(
    ("behind", "secrecy"),
    [("MẬT", Secrecy.MARKED), ("(TỐI MẬT)", Secrecy.MARKED), ("(Mật)", Secrecy.NOT_CHECKED)],
)
def test_a_mark_behind_the_number(behind: str, secrecy: Secrecy) -> None:
    layout = HEAD.format(mark="", subject="x").replace("15-BC/TU ||", f"15-BC/TU {behind} ||")
    assert find_mark(heads.extracted(layout)).secrecy is secrecy


def test_the_degree_a_title_wraps_before_is_no_mark_but_is_looked_at() -> None:
    found = find_mark(heads.extracted(HEAD.format(mark="", subject="BÍ MẬT NHÀ NƯỚC ĐỘ\nTỐI MẬT")))
    assert (found.secrecy, found.mark) == (Secrecy.NOT_CHECKED, "")


def test_what_is_laid_upon_a_page_is_looked_at_wherever_it_stands_in_the_file() -> None:
    made = heads.extracted(
        HEAD.format(mark="", subject="về công tác quý I") + "Kính gửi: các đơn vị\n" + "Một dòng.\n" * 40
    )
    page = made.pages[0]
    stamp = Line(text="TỐI MẬT", page=1, number=90, widget=True)
    pages = tuple(
        dataclasses.replace(page, lines=lines)
        for lines in ((*page.lines, stamp), (*page.lines, stamp, *page.lines[-9:]))
    )
    for one in pages:
        assert find_mark(dataclasses.replace(made, pages=(one,))).secrecy is Secrecy.MARKED


def test_what_lies_unread_upon_a_page_gives_no_clearance() -> None:
    made = heads.extracted(HEAD.format(mark="", subject="về công tác quý I"))
    assert find_mark(made).secrecy is Secrecy.NONE
    page = dataclasses.replace(made.pages[0], unseen="a stamp on page 1 is a picture")
    found = find_mark(dataclasses.replace(made, pages=(page,)))
    assert (found.secrecy, found.why) == (Secrecy.NOT_CHECKED, "a stamp on page 1 is a picture")
