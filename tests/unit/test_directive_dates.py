"""Dates as heads print them: place and date lines, partial and impossible dates."""

from __future__ import annotations

import pytest

from archivist.directive.dates import date_in_figures, find_dates, place_and_date


@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("Hà Sơn, ngày 05 tháng 01 năm 2020", "Hà Sơn", "2020-01-05"),
        ("Hà sơn, ngày 14 tháng 7 năm 1998", "Hà sơn", "1998-07-14"),
        ("Thành phố Hồ Chí Minh, ngày 9 tháng 2 năm 2021", "Thành phố Hồ Chí Minh", "2021-02-09"),
        ("TP.Sông Lam, ngày 01 tháng 7 năm 2004", "TP.Sông Lam", "2004-07-01"),
        # Figures stamped as widgets leave no blanks.
        ("Hà Sơn, ngày 23tháng 7năm 2026", "Hà Sơn", "2026-07-23"),
        # Day or day and month still to be written: partial, never guessed.
        ("Hà Sơn, ngày      tháng 5 năm 2026", "Hà Sơn", "2026-05"),
        ("Hà Sơn, ngày ... tháng ... năm 2026", "Hà Sơn", "2026"),
        # Words: "năm" is five and year; what a month of the moon's calendar is called is none of this one.
        ("Hà Sơn, ngày mười bốn tháng ba năm 1991", "Hà Sơn", "1991-03-14"),
        ("Hà Sơn, ngày mồng năm tháng năm năm 1990", "Hà Sơn", "1990-05-05"),
        ("Hà Sơn, ngày tháng năm 1990", "Hà Sơn", "1990"),
        # Recognition loses accents and the comma.
        ("Ha Son, ngay 05 thang 01 nam 2020", "Ha Son", "2020-01-05"),
    ],
)
def test_place_and_date_line(text: str, place: str, value: str) -> None:
    found = place_and_date(text)
    assert found is not None
    assert (found.place, found.date.value) == (place, value)


def test_left_column_before_the_date_is_cut_off() -> None:
    # Both columns of a letterhead on one line, as plain text gives them.
    found = place_and_date("TỈNH HÀ SƠN Hà Sơn, ngày 25 tháng 02 năm 2026")
    assert found is not None
    assert (found.before, found.place) == ("TỈNH HÀ SƠN", "Hà Sơn")
    blank = place_and_date("Số: /2023/TT-BXYZ Hà Sơn, ngày tháng năm 2023")
    assert blank is not None
    assert (blank.before, blank.place, blank.date.value) == ("Số: /2023/TT-BXYZ", "Hà Sơn", "2023")


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Nghị quyết số 39-NQ/TW ngày 18 tháng 7 năm 2023 của Bộ Chính trị",
        "Số 120/2000/TTLT-ABC-DEF ngày 25 tháng 12 năm 2000",
        "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;",
        "Hà Sơn, 05/01/2020",
    ],
)
def test_a_citation_is_no_date_line(text: str) -> None:
    assert place_and_date(text) is None


def test_impossible_dates_have_no_value() -> None:
    found = place_and_date("Hà Sơn, ngày 31 tháng 02 năm 2020")
    assert found is not None
    assert found.date.impossible
    assert found.date.value == ""


def test_figures_in_running_text() -> None:
    dates = find_dates("Nghị quyết số 39-NQ/TW, ngày 18/7/2023 và Kết luận ngày 06-02-2017")
    assert [date.value for date in dates] == ["2023-07-18", "2017-02-06"]


def test_periods_and_numbers_are_no_dates() -> None:
    assert find_dates("giai đoạn 2021-2025, số 15/2020/QĐ-UBND, điện thoại 024.3822.1234, tỷ lệ 3/4") == ()


@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("Hà Sơn, ngày 05/8/2025", "Hà Sơn", "2025-08-05"),
        ("Đông Phú, ngày 14-11-2003", "Đông Phú", "2003-11-14"),
        ("Số: 77/TTr-SKHCN Ứng Hà, ngày 5.8.2025", "Ứng Hà", "2025-08-05"),
    ],
)
def test_a_line_of_place_and_figures_is_a_date_line(text: str, place: str, value: str) -> None:
    found = date_in_figures(text)
    assert found is not None
    assert (found.place, found.date.value) == (place, value)


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết số 39-NQ/TW, ngày 18/7/2023",
        "Kết luận của Ban Bí thư, ngày 18/7/2023",
        "Hà Sơn, ngày 05/8/2025 của Tỉnh ủy",
        "TỈNH ỦY HÀ SƠN, ngày 05/8/2025",
        "ngày 05/8/2025",
    ],
)
def test_a_citation_with_figures_is_no_date_line(text: str) -> None:
    assert date_in_figures(text) is None
