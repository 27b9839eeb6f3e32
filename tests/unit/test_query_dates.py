"""Which words of a query are read as the beginning or the end of a time."""

from __future__ import annotations

import datetime as dt

import pytest

from archivist.search.dates import bounds_time, parse_interval
from archivist.search.query import parse_query


@pytest.mark.parametrize(
    "word",
    ["2023", "18/7/2023", "<2023", "..2024", "x..", "ngày", "Tháng", "năm", "July", "jul", "from", "từ", "q1",
     "quý", "quarter", "q-iv", "quy1/2024", "q", "6", "nửa", "hôm", "homnay", "last", "last-month", "this_week"],
)  # fmt: skip
def test_a_time_begins_so(word: str) -> None:
    assert bounds_time(word)[0]


@pytest.mark.parametrize("word", ["chuyển", "đổi", "quyết", "q5", "quarters", "julys", "x.", "nghị", "quyx"])
def test_a_time_does_not_begin_so(word: str) -> None:
    assert not bounds_time(word)[0]


@pytest.mark.parametrize("word", ["hı", "kİ", "mĩ", "\ud800x", "q" * 50])
def test_strange_letters_are_read(word: str) -> None:
    assert parse_query(word).root is not None


def test_an_end_of_a_range_is_no_range_itself() -> None:
    day = dt.date(2026, 5, 20)
    assert parse_interval("từ 2020 đến 2022", day) == (dt.date(2020, 1, 1), dt.date(2022, 12, 31))
    assert parse_interval("từ 2019-2020 đến 2022", day) == (dt.date(2019, 1, 1), dt.date(2022, 12, 31))
    assert parse_interval("từ 2020 đến từ 2021 đến 2022", day) is None
    assert parse_interval("từ 2020 đến " * 5000 + "2022", day) is None
