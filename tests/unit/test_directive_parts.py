"""The single rules of the head: letterhead lines, title lines, names, profiles, numbers."""

from __future__ import annotations

import pytest

from archivist.directive.foot import read_name
from archivist.directive.head import is_number_line
from archivist.directive.issuer import join_lines
from archivist.directive.kind import read_title
from archivist.directive.number import number_text
from archivist.directive.pieces import Piece, fold_aligned, head_pieces
from archivist.directive.profiles import PROFILES, authority_agrees, profile_for
from archivist.extracted import Column, Line
from archivist.model import System


def piece(text: str, column: Column = Column.FULL) -> Piece:
    line = Line(text=text, page=1, number=1, column=column)
    return Piece(text=text, folded=fold_aligned(text), line=line, column=column, order=0)


@pytest.mark.parametrize(
    ("lines", "bodies"),
    [
        (["ỦY BAN NHÂN DÂN", "TỈNH HÀ SƠN"], ["ỦY BAN NHÂN DÂN TỈNH HÀ SƠN"]),
        (["BỘ NỘI VỤ", "CỤC LƯU TRỮ"], ["BỘ NỘI VỤ", "CỤC LƯU TRỮ"]),
        (["TỈNH ỦY HÀ SƠN", "VĂN PHÒNG"], ["TỈNH ỦY HÀ SƠN", "VĂN PHÒNG"]),
        (["ĐẢNG BỘ TỈNH HÀ SƠN", "HUYỆN ỦY SÔNG LAM"], ["ĐẢNG BỘ TỈNH HÀ SƠN", "HUYỆN ỦY SÔNG LAM"]),
        # A comma or "và" at the end: the name goes on.
        (["BỘ NỘI VỤ", "CỤC CHUYỂN ĐỔI SỐ,", "HỘI NHẬP VÀ", "KHUYẾN CÔNG"],
         ["BỘ NỘI VỤ", "CỤC CHUYỂN ĐỔI SỐ, HỘI NHẬP VÀ KHUYẾN CÔNG"]),
        (["BỘ NỘI VỤ - BỘ TÀI CHÍNH"], ["BỘ NỘI VỤ", "BỘ TÀI CHÍNH"]),
        # One ministry with a dash in its name.
        (["BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"], ["BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"]),
    ],
)  # fmt: skip
def test_letterhead_lines(lines: list[str], bodies: list[str]) -> None:
    assert join_lines(lines) == bodies


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("NGHỊ QUYẾT", "nghi-quyet", ""),
        ("QUYẾT ĐỊNH:", "quyet-dinh", ""),
        ("QUYÉT ĐỊNH", "quyet-dinh", ""),
        ("Q U Y Ế T Đ Ị N H", "quyet-dinh", ""),
        ("QUYẾT ĐỊNH CỦA BỘ TRƯỞNG BỘ NỘI VỤ", "quyet-dinh", "CỦA BỘ TRƯỞNG BỘ NỘI VỤ"),
        ("KẾ HOẠCH Triển khai công tác lưu trữ", "ke-hoach", "Triển khai công tác lưu trữ"),
        ("BẢN QUY ĐỊNH", "quy-dinh", ""),
        ("thông tư", "thong-tu", ""),
    ],
)
def test_title_lines(text: str, kind: str, rest: str) -> None:
    title = read_title(piece(text))
    assert title is not None
    assert (title.kind.code, title.rest) == (kind, rest)


@pytest.mark.parametrize(
    "text",
    [
        "SỞ KẾ HOẠCH VÀ ĐẦU TƯ",
        "KẾ HOẠCH VÀ ĐẦU TƯ",
        "Quyết định này có hiệu lực từ ngày ký.",
        "Nghị quyết số 39-NQ/TW ngày 18/7/2023 của Bộ Chính trị",
        "ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH SỐ 15",
    ],
)
def test_lines_that_only_contain_a_kind(text: str) -> None:
    assert read_title(piece(text)) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nguyễn Văn Anh", "Nguyễn Văn Anh"),
        # Folded, these hold "tháng" and "trưởng".
        ("Phan Thị Thắng", "Phan Thị Thắng"),
        ("Trương Thanh Hoài", "Trương Thanh Hoài"),
        ("Thượng tướng Lê Văn Bình", "Lê Văn Bình"),
        ("TS. Trần Minh", "Trần Minh"),
        ("LÊ VĂN BÌNH", "LÊ VĂN BÌNH"),
        ("Y Thanh Hà Niê Kđăm", "Y Thanh Hà Niê Kđăm"),
        ("CẤP PHÉP", ""),
        ("TỔ CHỨC CHỦ TRÌ NHIỆM VỤ", ""),
        ("QUYẾT ĐỊNH", ""),
        ("Nơi nhận:", ""),
        ("Họ và tên", ""),
        ("Hà Sơn, ngày 5 tháng 3", ""),
    ],
)
def test_names(text: str, name: str) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Số: 15/QĐ-BNV", "15/QĐ-BNV"),
        ("Số 39-NQ/TW", "39-NQ/TW"),
        ("So 12/BC-VPTU", "12/BC-VPTU"),
        ("Luật số: 33/2024/QH15", "33/2024/QH15"),
        ("Nghị quyết số: 87/2025/UBTVQH15", "87/2025/UBTVQH15"),
    ],
)
def test_number_lines(text: str, number: str) -> None:
    assert is_number_line(piece(text))
    assert number_text(text) == number


@pytest.mark.parametrize(
    "text", ["SỞ NỘI VỤ", "Thông tư số 12/2026/TT-BNV Quy định về kho lưu trữ", "Số hóa tài liệu"]
)
def test_lines_that_are_no_number_line(text: str) -> None:
    assert not is_number_line(piece(text))


def test_columns_that_run_together_are_split() -> None:
    row = Line(text="TỈNH ỦY HÀ SƠN ĐẢNG CỘNG SẢN VIỆT NAM", page=1, number=1)
    assert [(one.text, one.column) for one in head_pieces([row])] == [
        ("TỈNH ỦY HÀ SƠN", Column.LEFT),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", Column.RIGHT),
    ]


def test_the_name_of_the_state_inside_a_sentence_is_no_head() -> None:
    row = Line(text="Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;", page=1, number=1)
    assert [one.column for one in head_pieces([row])] == [Column.FULL]


@pytest.mark.parametrize(
    "text",
    [
        "CÔNG BÁO/Số 975 + 976/Ngày 23-8-2024",
        "Người ký: CỔNG THÔNG TIN",
        "Thời gian ký: 13.09.2024",
        "- 2 -",
        "3",
    ],
)
def test_lines_that_are_not_of_the_document(text: str) -> None:
    assert head_pieces([Line(text=text, page=1, number=1)]) == ()


def test_letters_of_old_fonts_are_put_right() -> None:
    (one,) = head_pieces([Line(text="BỘ CÔNG THƢƠNG", page=1, number=1)])
    assert one.text == "BỘ CÔNG THƯƠNG"


@pytest.mark.parametrize(
    ("system", "issued", "name"),
    [
        (System.PARTY, "2003-01-01", "party-1998"),
        (System.PARTY, "2018-04-02", "party-2004"),
        (System.PARTY, "2018-04-03", "party-2018"),
        (System.PARTY, "2026-05-27", "party-2026"),
        (System.PARTY, "", "party-2026"),
        (System.STATE, "2004-12-31", "state-before-2005"),
        (System.STATE, "2019-08", "state-2011"),
        (System.STATE, "2026-01-01", "state-2020"),
    ],
)
def test_profile_of_a_date(system: System, issued: str, name: str) -> None:
    profile = profile_for(system, issued)
    assert profile is not None
    assert profile.name == name


def test_profiles_follow_one_another_without_gap() -> None:
    for system in (System.PARTY, System.STATE):
        own = [profile for profile in PROFILES if profile.system is system]
        assert [one.until for one in own[:-1]] == [one.since for one in own[1:]]
        assert own[-1].until == ""
    assert profile_for(System.FOREIGN, "2024-01-01") is None


def test_authority_separator_of_a_profile() -> None:
    party, state = profile_for(System.PARTY, "2024-01-01"), profile_for(System.STATE, "2024-01-01")
    old = profile_for(System.STATE, "1999-01-01")
    assert party is not None
    assert state is not None
    assert old is not None
    assert authority_agrees(party, "/") is True
    assert authority_agrees(state, "/") is False
    assert authority_agrees(old, "/") is None
