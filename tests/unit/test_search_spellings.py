"""Other spellings of a word: i and y, numerals, abbreviations; words of the index by pattern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivist.search.abbreviations import long_forms, other_form_at
from archivist.search.dates import days_in
from archivist.search.spellings import also_written, roman
from archivist.search.vocabulary import edits


@pytest.mark.parametrize(
    ("words", "also"),
    [
        ("lý", {"lí"}),
        ("qui", {"quy"}),
        ("Tỉ", {"Tỷ"}),
        ("kim", set()),
        ("ý", set()),
        ("khóa XIII", {"khóa 13"}),
        ("khoá 13", {"khoá XIII"}),
        ("thứ I", {"thứ 1", "thứ nhất"}),
        ("thứ hai", {"thứ 2", "thứ II"}),
        ("thu nhat", {"thu 1", "thu I"}),
        ("điều 5", set()),  # a lone V is the "V/v" of every letter
        ("quý IV", {"quý 4"}),
        ("khóa 99", set()),
        ("khóa IIX", set()),
        ("quý İ", set()),  # in small letters it is an i with a dot of its own
    ],
)
def test_the_last_word_is_also_written(words: str, also: set[str]) -> None:
    typed = words.split()
    found = {spelling.replace("tỷ", "Tỷ") for spelling in also_written(typed, len(typed) - 1)}
    assert found == also


@given(st.integers(1, 39))
def test_roman_numerals_lead_back(value: int) -> None:
    assert also_written(["khóa", roman(value)], 1) == (f"khóa {value}",)


def test_abbreviations_go_both_ways_where_that_is_safe() -> None:
    assert "Ủy ban nhân dân" in long_forms("UBND")
    assert long_forms("ubnd") == ()
    size, short = other_form_at(["uỷ", "ban", "nhan", "dân", "xã"])
    assert size == 4
    assert "UBND" in short
    assert other_form_at(["Tỉnh", "ủy"]) == (0, ())  # TU is tu, từ, tư … in the index


def test_bodies_are_known_by_their_names_in_other_languages() -> None:
    assert long_forms("Politbüro") == long_forms("politburo") == ("Bộ Chính trị",)
    assert other_form_at(["Party", "Central", "Committee", "says"]) == (3, ("Ban Chấp hành Trung ương Đảng",))
    assert long_forms("chính") == long_forms("") == ()
    assert other_form_at(["chính", "phủ"]) == (0, ())


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("ngày 18 tháng 7 năm 2023", {"2023-07-18"}),
        (
            "từ 1/7/2023 đến 02-08-2023, 3.9.2023; 2023-10-04",
            {"2023-07-01", "2023-08-02", "2023-09-03", "2023-10-04"},
        ),
        ("31/2/2023 và 12/2023, 1.2.3.2023", set()),
    ],
)
def test_days_are_read_in_every_form(text: str, days: set[str]) -> None:
    assert days_in(text) == days


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_edits_count_as_the_definition_does(one: str, other: str, most: int) -> None:
    def slow(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        return min(slow(a[1:], b) + 1, slow(a, b[1:]) + 1, slow(a[1:], b[1:]) + (a[0] != b[0]))

    distance = slow(one, other)
    assert edits(one, other, most) == (distance if distance <= most else None)
