"""Date expressions of the query language: a day, month, quarter, year or a range of them.

Owns: what "2023-07..2024" means. Must not: know fields or documents.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

from archivist.text import fold

Interval = tuple[dt.date, dt.date]
"""First and last day, both inclusive."""

EXPECTED: Final = "a date such as 2023, 2023-07, 2023-07-18, 18/7/2023, 2023-Q1 or 2023-07..2024"

_DAY_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_VI: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTH_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_VI: Final = re.compile(r"(\d{1,2})[/.-](\d{4})")
_YEAR: Final = re.compile(r"\d{4}")
_QUARTER: Final = re.compile(r"(?:(\d{4})[-/]?q([1-4])|(?:q|quy[- ]?)([1-4]|i{1,3}|iv)[-/ ](\d{4}))")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _months(year: int, first: int, last: int) -> Interval | None:
    if not (1 <= year <= 9999 and 1 <= first <= last <= 12):
        return None
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _day(year: int, month: int, day: int) -> Interval | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    return date, date


def _quarter(match: re.Match[str]) -> Interval | None:
    year = int(match[1] or match[4])
    written = match[2] or match[3]
    quarter = _ROMAN.get(written) or int(written)
    return _months(year, quarter * 3 - 2, quarter * 3)


def _relative(word: str, today: dt.date) -> Interval | None:
    """Spoken intervals; "last month" counts from `today`."""
    last_month = today.replace(day=1) - dt.timedelta(days=1)
    yesterday = today - dt.timedelta(days=1)
    spoken: dict[str, Interval | None] = {
        "today": (today, today),
        "homnay": (today, today),
        "yesterday": (yesterday, yesterday),
        "homqua": (yesterday, yesterday),
        "thismonth": _months(today.year, today.month, today.month),
        "thangnay": _months(today.year, today.month, today.month),
        "lastmonth": _months(last_month.year, last_month.month, last_month.month),
        "thangtruoc": _months(last_month.year, last_month.month, last_month.month),
        "thisyear": _months(today.year, 1, 12),
        "namnay": _months(today.year, 1, 12),
        "lastyear": _months(today.year - 1, 1, 12),
        "namtruoc": _months(today.year - 1, 1, 12),
        "namngoai": _months(today.year - 1, 1, 12),
    }
    return spoken.get(re.sub(r"[\s_-]", "", word))


def _single(text: str, today: dt.date) -> Interval | None:
    if match := _DAY_ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_VI.fullmatch(text):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _MONTH_ISO.fullmatch(text):
        return _months(int(match[1]), int(match[2]), int(match[2]))
    if match := _MONTH_VI.fullmatch(text):
        return _months(int(match[2]), int(match[1]), int(match[1]))
    if _YEAR.fullmatch(text):
        return _months(int(text), 1, 12)
    folded = fold(text)
    if match := _QUARTER.fullmatch(folded):
        return _quarter(match)
    return _relative(folded, today)


def parse_interval(text: str, today: dt.date) -> Interval | None:
    """Interval that a date expression names, or None when it is not one.

    Open ranges ("2023..", "..2024") reach to the first or last day Python knows. A range whose end
    lies before its beginning is turned round: people write both.
    """
    text = text.strip()
    # Digits of other scripts would pass \d and mislead the calendar.
    if not text or any(c.isdigit() and not c.isascii() for c in text):
        return None
    if ".." not in text:
        return _single(text, today)
    left, _, right = text.partition("..")
    right = right.lstrip(".")
    if not left and not right:
        return None
    first = _single(left, today) if left else (dt.date.min, dt.date.min)
    last = _single(right, today) if right else (dt.date.max, dt.date.max)
    if first is None or last is None:
        return None
    return min(first[0], last[0]), max(first[1], last[1])
