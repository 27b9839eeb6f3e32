"""Dates as Vietnamese directives print them: in the head, in citations, partly blank.

Owns: finding dates in a line and turning them into ISO text, possibly partial.
Must not: decide which of several dates is the date of issue (`head`, `reader`), or look at a
clock.

Decree 30/2020/NĐ-CP (App. I, box 4) and Guidance 36-HD/VPTW print ``Hà Nội, ngày 05 tháng 01
năm 2020``. A clerk writes or stamps the day last, so a blank day or month is usual.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.text import fold

# Accents are given as classes because recognised and retyped text loses or changes them.
_DAY_WORD = r"n[gq][àaáâầăạả]y"
_MONTH_WORD = r"th[áaàâấăạả]ng"
_YEAR_WORD = r"n[ăaâãäằắ]m"
# What stands where a figure will be written: blanks, dots, ellipses, underscores.
_GAP = r"[\s._…]*"

# Figures in words, as minutes, certificates and older resolutions have them: "ngày mười bốn tháng ba năm 1991".
_ONES = r"(?:m[ộốọo]t|hai|ba|b[ốo]n|t[ưu]|n[ăa]m|l[ăa]m|s[áa]u|b[ảẩaâ]y|t[áa]m|ch[íi]n)"
# Months with names of their own ("tháng giêng", "tháng chạp") are the moon's, and no month of this calendar.
_TEN = r"m[ườơuo]{2}i"
_DAY_IN_WORDS = rf"(?:(?:hai|ba)\s+{_TEN}(?:\s+{_ONES})?|{_TEN}(?:\s+{_ONES})?|{_ONES})"
_MONTH_IN_WORDS = rf"(?:{_TEN}(?:\s+(?:m[ộo]t|hai))?|{_ONES})"
# "ngày mồng 3 tháng 2": the first ten days are called so.
_SPELLED = late_pattern(
    rf"{_DAY_WORD}{_GAP}(?:m[ồùôu]ng{_GAP})?(?P<day>\d(?:\s?\d)?|{_DAY_IN_WORDS}(?=\s))?{_GAP}"
    rf"{_MONTH_WORD}{_GAP}(?P<month>\d(?:\s?\d)?|{_MONTH_IN_WORDS}(?=\s))?{_GAP}"
    rf"{_YEAR_WORD}{_GAP}(?P<year>(?:19|20)\d\s?\d(?!\d))?",
    re.IGNORECASE,
)
# A day written by hand, of which recognition leaves scraps ("ngày<2Ôtháng đỆ năm 2021", "ngày #0 tháng
# 8 năm 2019") or nothing at all ("Hà Nội, tháng 7 năm 2025"): the day is not known, the month only where it is a figure.
_SMUDGED = late_pattern(
    rf"(?:{_DAY_WORD}\S{{0,5}}?(?P<day>(?!))?(?:\s\S{{1,5}}){{0,2}}\s?|(?<=,)\s*){_MONTH_WORD}"
    rf"(?:\s?(?P<month>\d{{1,2}})(?!\w)|\s?\S{{0,4}})\s?{_YEAR_WORD}\s?(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_NUMERIC = late_pattern(
    r"(?<![\d/.\-])(?P<day>\d{1,2})([/.\-])(?P<month>\d{1,2})\2(?P<year>(?:19|20)\d\d)(?![\d/])"
)

# Words of a place that are printed without a capital: "Thành phố Hồ Chí Minh".
_LOWER_IN_PLACE = frozenset({"phố", "xã", "trấn", "phó", "phô"})  # the last two: as recognition reads "phố"
_LONGEST_PLACE = 6
"""Words; "Thành phố Hồ Chí Minh" has five."""

NO_SUCH_DAY, AFTER_RECEIPT = "issued:no-such-day", "issued:after-receipt"
"""Rules named in the evidence of a date that cannot be."""

EARLIEST_YEAR = 1945
"""No directive of today's State or Party is older than the declaration of independence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date in a text.

    Attributes:
        value: ``"2026-05-23"``, ``"2026-05"``, ``"2026"``; empty when no year is printed or
            the date is impossible.
        start: offset of its first character.
        end: offset after its last character.
        impossible: figures are printed but no calendar has them (31/02).
        remains: what of an impossible date can be: its month when the day is beyond any month's, else its
            year; empty otherwise.
        spelled: written out with ngày/tháng/năm, as heads do.
        smudged: what stands for the day is neither a figure nor room for one.
    """

    value: str
    start: int
    end: int
    impossible: bool = False
    spelled: bool = True
    smudged: bool = False
    remains: str = ""

    @property
    def complete(self) -> bool:
        """True when day, month and year are known."""
        return len(self.value) == 10


def iso_date(year: str | None, month: str | None, day: str | None) -> tuple[str, bool]:
    """ISO text of printed figures and whether they are impossible.

    A day without a month says nothing an archive could sort by: only the year is kept.
    """
    if year is None:
        return "", False
    number = _number(year)
    if not EARLIEST_YEAR <= number <= 2100:
        return "", True
    if month is None:
        return f"{number:04d}", False
    month_number = _number(month)
    if not 1 <= month_number <= 12:
        return "", True
    if day is None:
        return f"{number:04d}-{month_number:02d}", False
    try:
        return dt.date(number, month_number, _number(day)).isoformat(), False
    except ValueError:
        return "", True


_WORDS = dict(
    zip(["mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"], range(1, 11), strict=True)
)
_WORDS |= {"tu": 4, "lam": 5}


def _number(written: str) -> int:
    """Figures, with blanks between them, or words: "hai mươi mốt" is 21."""
    words = [_WORDS[word] for word in fold(written).split() if word in _WORDS]
    if not words:
        return int(re.sub(r"\s", "", written))
    if len(words) > 1 and words[1] == _WORDS["muoi"]:
        return words[0] * words[1] + sum(words[2:])
    return sum(words)


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates in `text`, in order; blank and impossible ones included."""
    found = [_found(match, spelled=True) for match in _SPELLED.finditer(text)]
    found += [_found(match, spelled=False) for match in _NUMERIC.finditer(text)]
    return tuple(sorted(found, key=lambda date: date.start))


def _found(match: re.Match[str], *, spelled: bool) -> FoundDate:
    value, impossible = iso_date(match["year"], match["month"], match["day"])
    return FoundDate(
        value=value,
        start=match.start(),
        end=match.end(),
        impossible=impossible,
        spelled=spelled,
        remains=_remains(match) if impossible else "",
    )


def _remains(match: re.Match[str]) -> str:
    day = re.sub(r"\s", "", match["day"] or "")
    value, impossible = iso_date(match["year"], match["month"], None)
    if impossible or not day.isdigit() or len(day) < 2 or int(day) <= 31:
        value, _ = iso_date(match["year"], None, None)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAndDate:
    """The place-and-date line of a head.

    Attributes:
        place: place as printed, empty when none is printed.
        date: the date.
        before: what stands before the place (the left column, when lines interleave).
        start: offset where the place begins.
    """

    place: str
    date: FoundDate
    before: str
    start: int


_DAY_OF_WEEK = late_pattern(r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)", re.IGNORECASE)
# Punctuation, or a year still to be filled in: "năm 20…".
_NOTHING_AFTER = late_pattern(r"[\s.,;)*\-_…]*(?:20\d?[\s._…]*)?$")
# Left-column text that can stand right before the place: a number line ends with its symbol,
# "Số: /2023/TT-BGTVT Hà Nội, ngày …".
_NUMBER_TAIL = late_pattern(r"^.*[/\-&][^\W\d_]*[A-ZĐ][^\s,]*\s+(?=\S)")


def place_and_date(text: str) -> PlaceAndDate | None:
    """The place-and-date part that ends `text`, or None.

    Only a date written out counts (both systems demand it in the head), only at the end of
    the line, and only when a place or nothing stands before it: a date inside a sentence
    ("Nghị quyết số 39-NQ/TW ngày 18 tháng 7 năm 2023") is a citation.
    """
    spelled = _SPELLED.search(text)
    match = spelled or _SMUDGED.search(text)
    if match is None or not _NOTHING_AFTER.match(text, match.end()) or len(text) > 200:
        return None
    date = _found(match, spelled=True)
    if spelled is None:
        date = replace(date, smudged=True)
    before = text[: match.start()]
    tail = _NUMBER_TAIL.match(before)
    offset = tail.end() if tail else 0
    rest = before[offset:]
    if not rest.strip(" ,."):
        return PlaceAndDate(place="", date=date, before=before[:offset].strip(), start=offset)
    start = _place_start(rest)
    if start is None:
        return None
    start = _second_half(rest, start)
    if _DAY_OF_WEEK.fullmatch(rest[start:].strip(" ,.;")):
        return None  # "Thứ Ba, ngày 25 tháng 7 năm 2023" opens a news item
    return PlaceAndDate(
        place=rest[start:].strip(" ,.;"),
        date=date,
        before=text[: offset + start].strip(),
        start=offset + start,
    )


_IN_FIGURES = late_pattern(
    r"^(?P<before>.*[/\-&][^\W\d_]*[A-ZĐ]\S*\s+)?(?P<place>[^\d,;:()\-]{2,40}),"
    r" ?ngày (?=\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d\d$)"
)


def date_in_figures(text: str) -> PlaceAndDate | None:
    """A whole line "Hà Sơn, ngày 05/8/2025": the place makes it a date line, sentences have other words before."""
    text = text.strip()
    match = _IN_FIGURES.match(text)
    numeric = _NUMERIC.match(text, match.end()) if match else None
    if match is None or numeric is None or not _is_place(match["place"]):
        return None
    date = _found(numeric, spelled=False)
    before = (match["before"] or "").strip()
    return PlaceAndDate(place=match["place"], date=date, before=before, start=match.start("place"))


def _is_place(text: str) -> bool:
    if _DAY_OF_WEEK.fullmatch(text.strip()):
        return False
    words = text.split()
    capitals = all(word[0].isupper() or word in _LOWER_IN_PLACE for word in words)
    return capitals and len(words) <= _LONGEST_PLACE and not text.isupper()


def _second_half(text: str, start: int) -> int:
    """Where the place begins when it is printed twice: "Đảng ủy xã Suối Ngàn Suối Ngàn, ngày …".

    The first belongs to the letterhead beside it, in small letters; no place doubles its name.
    """
    words = list(re.finditer(r"[^\s,.;]+", text[start:]))
    half, odd = divmod(len(words), 2)
    if odd or half == 0 or [one[0] for one in words[:half]] != [one[0] for one in words[half:]]:
        return start
    return start + words[half].start()


def _place_start(text: str) -> int | None:
    """Where the place at the end of `text` begins: the last run of capitalised words.

    The comma after the place is obligatory in both systems, but recognised text loses it; a
    missing one is accepted when nothing but the place stands there. A run in full capitals
    belongs to the letterhead ("TỈNH LÀO CAI Lào Cai, ngày"), "TP" excepted.
    """
    words = list(re.finditer(r"[^\s,;]+", text))[-_LONGEST_PLACE:]
    comma = bool(re.search(r"[,.;]\s*$", text))
    start: int | None = None
    for position in range(len(words) - 1, -1, -1):
        word = words[position][0]
        letters = re.sub(r"[^\w]", "", word)
        last = position == len(words) - 1
        if not letters or letters[0].isdigit():
            break
        if letters.isupper() and len(letters) > 1 and not letters.startswith("TP"):
            break
        if letters[0].islower() and not last and letters not in _LOWER_IN_PLACE:
            break
        if letters[0].isupper():
            start = words[position].start()
    if start is None and comma and text.isupper() and len(words) <= _LONGEST_PLACE:
        return words[0].start() if words else None
    if start is None or (not comma and text[:start].strip()):
        return None
    return start
