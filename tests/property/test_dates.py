"""Every date that exists is read back from every way heads and citations print it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from archivist.directive.dates import find_dates, iso_date, place_and_date

DATES = st.dates(min_value=dt.date(1945, 9, 2), max_value=dt.date(2099, 12, 31))


@given(DATES, st.booleans(), st.sampled_from(["Hà Sơn", "TP. Sông Lam", "Thành phố Sông Lam"]))
def test_head_line_round_trip(date: dt.date, padded: bool, place: str) -> None:
    day = f"{date.day:02d}" if padded else str(date.day)
    found = place_and_date(f"{place}, ngày {day} tháng {date.month} năm {date.year}")
    assert found is not None
    assert (found.place, found.date.value) == (place, date.isoformat())


ONES = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def _in_words(number: int) -> str:
    """1 to 31 as people say it."""
    tens, ones = divmod(number, 10)
    if not tens:
        return ONES[ones]
    last = (
        "lăm"
        if ones == 5
        else "mốt"
        if ones == 1 and tens > 1
        else "tư"
        if ones == 4 and tens > 1
        else ONES[ones]
    )
    return f"{'mười' if tens == 1 else ONES[tens] + ' mươi'} {last}".strip()


@given(DATES, st.booleans(), st.booleans())
def test_words_round_trip(date: dt.date, shouted: bool, april: bool) -> None:
    month = "tư" if april and date.month == 4 else _in_words(date.month)
    text = f"Hà Sơn, ngày {_in_words(date.day)} tháng {month} năm {date.year}"
    found = place_and_date(text if not shouted else text.replace("ngày", "NGÀY").upper())
    assert found is not None
    assert found.date.value == date.isoformat()
    assert [one.value for one in find_dates(text)] == [date.isoformat()]


@given(DATES, st.sampled_from("/.-"))
def test_figures_round_trip(date: dt.date, separator: str) -> None:
    text = f"ngày {date.day:02d}{separator}{date.month:02d}{separator}{date.year} của"
    assert [found.value for found in find_dates(text)] == [date.isoformat()]


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1900, 2199))
def test_only_calendar_dates_have_a_value(day: int, month: int, year: int) -> None:
    value, impossible = iso_date(str(year), str(month), str(day))
    assert bool(value) is not impossible
    if value:
        assert dt.date.fromisoformat(value) == dt.date(year, month, day)


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
    place_and_date(text)
