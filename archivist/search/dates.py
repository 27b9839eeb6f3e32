"""Date expressions of the query language: a day, month, quarter, half-year, year or a range of them.

Owns: what "2023-07..2024", "quý I năm 2024" and "last month" mean. Must not: know fields or documents.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from archivist.lazypattern import late_pattern
from archivist.text import fold, nfc, places

Interval = tuple[dt.date, dt.date]
"""First and last day, both inclusive."""

EXPECTED: Final = "a date such as 2023, 2023-07, 2023-07-18, 18/7/2023, 2023-Q1, 2023-07..2024"

_MONTHS_EN: Final = "january february march april may june july august september october november december"
_MONTH_NAMES: Final = {
    name: number for number, full in enumerate(_MONTHS_EN.split(), start=1) for name in (full, full[:3])
}
_NAME: Final = "|".join(sorted(_MONTH_NAMES, key=len, reverse=True))
_OF: Final = r"(?: nam |[/. -])"
"""Between month or quarter and year: "tháng 7 năm 2023", "7/2023", "quý I 2024"."""
_Q: Final = r"(?:quy|quarter|q)[ -]?([1-4]|i{1,3}|iv)"

_DAY_FORMS: Final = tuple(
    (late_pattern(pattern), order)
    for pattern, order in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", "ymd"),
        (r"(?:ngay |mung )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", "dmy"),
        (rf"(?:ngay |mung )?(\d{{1,2}}) thang (\d{{1,2}}){_OF}(\d{{4}})", "dmy"),
        (rf"(\d{{1,2}}) ({_NAME}) (\d{{4}})", "dmy"),
        (rf"({_NAME}) (\d{{1,2}}) (\d{{4}})", "mdy"),
    )
)
_MONTH_FORMS: Final = tuple(
    (late_pattern(pattern), order)
    for pattern, order in (
        (r"(\d{4})[-/](\d{1,2})", "ym"),
        (r"(\d{1,2})[/.-](\d{4})", "my"),
        (rf"(?:thang|month) (\d{{1,2}}){_OF}(\d{{4}})", "my"),
        (rf"({_NAME}) (\d{{4}})", "my"),
    )
)
_YEAR: Final = late_pattern(r"(?:nam |year )?(\d{4})")
_YEARS: Final = late_pattern(r"(\d{4}) ?- ?(\d{4})")
_QUARTER: Final = late_pattern(rf"(?:(\d{{4}})[-/ ]?q([1-4])|{_Q}{_OF}(\d{{4}}))")
_HALF: Final = late_pattern(r"(?:(?:6|sau) thang|nua) (dau|cuoi) nam (\d{4})")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_BACK: Final = late_pattern(
    r"(?:(\d{1,3}) (ngay|tuan|thang|nam) (?:qua|gan day|truoc day)|(?:last|past) (\d{1,3}) (day|week|month|year)s?)"
)
_FROM_TO: Final = late_pattern(r"(?:tu|from) (?:ngay )?(.+?) (?:den|to|until) (?:het )?(.+)")
_COMPARED: Final = late_pattern(r"(<=|>=|<|>)\s*(.+)")


def _months(year: int, first: int, last: int) -> Interval | None:
    if not (1 <= year <= 9999 and 1 <= first <= last <= 12):
        return None
    return dt.date(year, first, 1), dt.date(year, last, _days_of(year, last))


def _days_of(year: int, month: int) -> int:
    """How many days a month has."""
    import calendar

    return calendar.monthrange(year, month)[1]


def _day(year: int, month: int, day: int) -> Interval | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    return date, date


def _numbers(match: re.Match[str], order: str) -> tuple[int, ...]:
    """Year, month and day (where there is one) of a match whose groups stand in `order`."""
    groups = dict(zip(order, match.groups(), strict=True))
    month = _MONTH_NAMES.get(groups["m"]) or int(groups["m"])
    return (int(groups["y"]), month, *((int(groups["d"]),) if "d" in groups else ()))


def _quarter(match: re.Match[str]) -> Interval | None:
    year = int(match[1] or match[4])
    written = match[2] or match[3]
    quarter = _ROMAN.get(written) or int(written)
    return _months(year, quarter * 3 - 2, quarter * 3)


# ---------------------------------------------------------------------------- counted from today


def _month_before(today: dt.date, count: int) -> tuple[int, int]:
    """Year and month `count` months before today."""
    serial = today.year * 12 + today.month - 1 - count
    return serial // 12, serial % 12 + 1


def _quarter_of(today: dt.date, back: int) -> Interval | None:
    year, month = _month_before(today, 3 * back)
    first = (month - 1) // 3 * 3 + 1
    return _months(year, first, first + 2)


def _week_of(today: dt.date, back: int) -> Interval:
    monday = today - dt.timedelta(days=today.weekday() + 7 * back)
    return monday, monday + dt.timedelta(days=6)


def _relative(words: str, today: dt.date) -> Interval | None:
    """Spoken intervals; "last month" counts from `today`."""
    if match := _BACK.fullmatch(words):
        return _since_back(int(match[1] or match[3]), match[2] or match[4], today)
    meant = _SPOKEN.get(_glued("".join(words.split())))
    return None if meant is None else meant(today)


def _month_of(today: dt.date, back: int) -> Interval | None:
    year, month = _month_before(today, back)
    return _months(year, month, month)


def _yesterday(today: dt.date) -> Interval:
    day = today - dt.timedelta(days=1)
    return day, day


_SPOKEN: Final[dict[str, Callable[[dt.date], Interval | None]]] = {
    name: meant
    for names, meant in (
        ("today homnay", lambda today: (today, today)),
        ("yesterday homqua", _yesterday),
        ("thisweek tuannay", lambda today: _week_of(today, 0)),
        ("lastweek tuantruoc tuanqua", lambda today: _week_of(today, 1)),
        ("thismonth thangnay", lambda today: _month_of(today, 0)),
        ("lastmonth thangtruoc thangqua", lambda today: _month_of(today, 1)),
        ("thisquarter quynay", lambda today: _quarter_of(today, 0)),
        ("lastquarter quytruoc", lambda today: _quarter_of(today, 1)),
        ("thisyear namnay", lambda today: _months(today.year, 1, 12)),
        ("lastyear namtruoc namngoai namqua", lambda today: _months(today.year - 1, 1, 12)),
    )
    for name in names.split()
}
"""Names of times without the blanks in them."""


def _since_back(count: int, unit: str, today: dt.date) -> Interval | None:
    """The last `count` days, weeks, months or years up to today."""
    days = {"ngay": 1, "day": 1, "tuan": 7, "week": 7}.get(unit)
    if days:
        return today - dt.timedelta(days=days * count), today
    year, month = _month_before(today, count * (12 if unit in ("nam", "year") else 1))
    if year < 1:
        return None
    day = min(today.day, _days_of(year, month))
    return dt.date(year, month, day), today


# ---------------------------------------------------------------------------- all forms


def _single(text: str, today: dt.date) -> Interval | None:
    """One expression without a range sign or "from … to …"; folded, single blanks."""
    for pattern, order in _DAY_FORMS:
        if match := pattern.fullmatch(text):
            return _day(*_numbers(match, order))
    for pattern, order in _MONTH_FORMS:
        if match := pattern.fullmatch(text):
            year, month = _numbers(match, order)
            return _months(year, month, month)
    if match := _YEAR.fullmatch(text):
        return _months(int(match[1]), 1, 12)
    if match := _YEARS.fullmatch(text):
        return _range(match[1], match[2], today)
    if match := _HALF.fullmatch(text):
        return _months(int(match[2]), *((1, 6) if match[1] == "dau" else (7, 12)))
    if match := _QUARTER.fullmatch(text):
        return _quarter(match)
    return _relative(text, today)


def _range(left: str, right: str, today: dt.date) -> Interval | None:
    """From the first day of one to the last day of the other; turned round: people write both."""
    first = _single(left, today) if left else (dt.date.min, dt.date.min)
    last = _single(right, today) if right else (dt.date.max, dt.date.max)
    if first is None or last is None:
        return None
    return min(first[0], last[0]), max(first[1], last[1])


def _compared(sign: str, text: str, today: dt.date) -> Interval | None:
    """Everything after the time in "> 2023"; with "=" the time itself too."""
    found = _single(text, today)
    if found is None:
        return None
    first, last = found
    if sign == ">=":
        return first, dt.date.max
    if sign == "<=":
        return dt.date.min, last
    day = dt.timedelta(days=1)
    if sign == ">":
        return (last + day, dt.date.max) if last < dt.date.max else None
    return (dt.date.min, first - day) if first > dt.date.min else None


def parse_interval(text: str, today: dt.date) -> Interval | None:
    """Interval that a date expression names, or None when it is not one.

    Open ranges ("2023..", "..2024") reach to the first or last day Python knows. A range whose end
    lies before its beginning is turned round: people write both.
    """
    # Digits of other scripts would pass \d and mislead the calendar.
    if not text.isascii() and any(c.isdigit() and not c.isascii() for c in text):
        return None
    line = " ".join(fold(nfc(text)).replace(",", " ").split())
    if match := _COMPARED.fullmatch(line):
        return _compared(match[1], match[2], today)
    if ".." not in line:
        # Only here: neither end of a range is a range in words, or a long one would be read without end.
        match = _FROM_TO.fullmatch(line)
        return _range(match[1], match[2], today) if match else _single(line, today)
    left, _, right = line.partition("..")
    left, right = left.strip(), right.lstrip(".").strip()
    return _range(left, right, today) if left or right else None


# ---------------------------------------------------------------------------- times among words

_OPENINGS: Final = frozenset(
    (
        "ngay",
        "mung",
        "thang",
        "month",
        "nam",
        "year",
        "sau",
        "nua",
        "tu",
        "from",
        "last",
        "past",
        *_MONTH_NAMES,
    )
)
_OPENING_QUARTER: Final = late_pattern(r"q(?:uy|uarter)?(?:-?(?:[1-4]|i{1,3}|iv)(?:[/.-]\d{4})?)?")
_UNITS: Final = frozenset({"qua", "day", "days", "week", "weeks", "month", "months", "year", "years"})
_BEGINNINGS: Final = frozenset(name[:size] for name in _SPOKEN for size in range(len(name) + 1))
_ENDINGS: Final = frozenset(name[at:] for name in _SPOKEN for at in range(len(name) + 1))


@lru_cache(maxsize=4096)
def bounds_time(word: str) -> tuple[bool, bool]:
    """Whether a date expression can begin with a word, and whether one can end with it.

    Words of a query are looked at one by one before any run of them is read as a date: of all runs hardly
    one is, and reading costs much more.
    """
    pieces = fold(nfc(word)).replace(",", " ").split()
    if not pieces:
        return True, True
    first, last = pieces[0], pieces[-1]
    begins = _glued(first) in _BEGINNINGS or _opens(first)
    ends = last[-1].isdigit() or last[-1] == "." or last in _UNITS or _glued(last) in _ENDINGS
    return begins, ends


def _opens(word: str) -> bool:
    """Whether a word is the first of a date expression, unless it is the beginning of a spoken one."""
    if word[0] in "<>" or word[0].isdecimal() or ".." in word or word in _OPENINGS:
        return True
    return word[0] == "q" and _OPENING_QUARTER.fullmatch(word) is not None


def _glued(word: str) -> str:
    """A word without the signs that may stand in it for a blank."""
    return word.replace("_", "").replace("-", "")


# ---------------------------------------------------------------------------- days in running text

_DAY: Final = late_pattern(
    r"(?<![\d/.-])(?:(\d{1,2})(?:[/.-]| tháng )(\d{1,2})(?:[/.-]| năm )(\d{4})"
    r"|(\d{4})-(\d{2})-(\d{2}))(?![\d/-])"
)
_SIGNS: Final = ("/", "-", ".", " tháng ")
"""What stands behind the first number of a day. Looking for these takes a third of looking for the pattern."""


def days_in(text: str) -> frozenset[str]:
    """ISO dates of the days that a text names in any of the forms documents use.

    ``18/7/2023``, ``18-7-2023``, ``18.7.2023``, ``18 tháng 7 năm 2023`` (Decree 30/2020/NĐ-CP, App. I)
    and ``2023-07-18``. What is no day of the calendar is left out.
    """
    found = set()
    for match in _day_matches(nfc(text)):
        day, month, year, other_year, other_month, other_day = match.groups()
        named = (year, month, day) if year else (other_year, other_month, other_day)
        if interval := _day(*map(int, named)):
            found.add(interval[0].isoformat())
    return frozenset(found)


def _day_matches(text: str) -> Iterator[re.Match[str]]:
    """What ``_DAY.finditer`` finds, looked for only where its first sign stands."""
    end = 0
    for at in places(text, *_SIGNS):
        if (
            at <= end
            or not text[at - 1].isdecimal()
            or (text[at] == "." and not text[at + 1 : at + 2].isdecimal())
        ):
            continue
        for start in (at - 4, at - 2, at - 1):
            if start >= end and (match := _DAY.match(text, start)):
                yield match
                end = match.end()
                break
