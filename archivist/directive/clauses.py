"""What a directive says of its own time: from when it has effect, until when, when to review it.

Owns: finding the clauses on effect, end and review, and the period or term in the subject.
Must not: compute a status, or look at a clock.

Only what is said of *this* act counts ("Quy định này có hiệu lực từ ngày ký"); what it says of others
is a relation. Sources: Law 80/2015/QH13, art. 151 (a normative act states its day of effect); Party
practice states it in the last article ("có hiệu lực từ ngày ký") and asks for reviews in the part on
organisation ("định kỳ sơ kết, tổng kết").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice

from archivist.directive.dates import find_dates
from archivist.directive.pieces import QUOTE_LIMIT, fold_aligned
from archivist.extracted import Extracted
from archivist.lazypattern import late_pattern
from archivist.model import Clause, ClauseKind, Evidence
from archivist.text import nfc

MOST = 20
"""Clauses kept of one document."""
_KINDS = (
    "nghi quyet|nghi dinh|quyet dinh|quy dinh|quy che|chi thi|ket luan|thong tu(?: lien tich)?|thong tri|thong bao"
    "|huong dan|ke hoach|chuong trinh(?: hanh dong)?|de an|luat|bo luat|phap lenh|dieu le|quy trinh|noi quy"
)
_SELF = rf"\b(?:{_KINDS}) nay\b"
# "… này được phổ biến đến chi bộ và có hiệu lực từ ngày ký": verbs of this act may come between.
_EFFECT = late_pattern(
    rf"{_SELF}[^.;:]{{0,80}}?\b(?:co (?:hieu luc|gia tri)(?: thi hanh| thuc hien)?|duoc (?:thuc hien|ap dung)|thi hanh|ap dung)"
    rf"(?: tu)?,?(?: ke)? (?P<how>tu|sau)?\s*(?P<rest>[^;:]{{0,110}})"
)
_SIGNING = late_pattern(
    r"^(?:thoi diem |ngay )(?:ky|ban hanh|thong qua|duoc ky|duoc ban hanh|duoc thong qua)\b"
)
_AFTER_DAYS = late_pattern(
    r"^(?:du )?(?P<days>\d{1,3})(?: \([^)]*\))? ngay,?(?: ke)? tu ngay (?:ky|ban hanh|thong qua)"
)
# "từ 00 giờ ngày 01/7/2025", "từ tháng 7 năm 2025".
_HOUR = late_pattern(r"^\d{1,2} ?(?:gio|h)(?: ?\d{1,2}(?: phut)?)?,? ")
_MONTH = late_pattern(r"^thang (?P<month>\d{1,2})(?:/| nam )(?P<year>(?:19|20)\d\d)\b")
_FOR_YEARS = late_pattern(
    r"^trong (?:thoi han |thoi gian |vong )?(?P<count>\d{1,2}|mot|hai|ba|bon|nam|muoi)(?: \([^)]*\))? nam,?"
    r"(?: ke)? tu (?:ngay|khi) (?:ky|ban hanh|thong qua|co hieu luc)"
)
# Of this act itself, at the beginning of a sentence; "… trái với Quy định này hết hiệu lực" speaks of others.
_EXPIRES = late_pattern(
    rf"(?:^|[.;:]\s+|\d[.)-]\s+)(?:{_KINDS}) nay (?:se )?(?:het|cham dut) hieu luc(?: thi hanh)?"
    r" (?P<how>ke tu|tu|vao|sau)\s+(?P<rest>ngay .{0,40})"
)
_UNTIL = late_pattern(r"\bden (?:het )?(?P<rest>ngay .{0,40}|nam (?P<year>20\d\d)\b)")
_RANGE = late_pattern(
    r"\b(?P<word>giai doan|nhiem ky)\s+(?:tu )?(?:nam )?(?P<begin>(?:19|20)\d\d)\s*(?:[-–—−]|den(?: nam)?)\s*(?:nam )?(?P<end>20\d\d)\b"
)
_HORIZON = late_pattern(r"\bden (?:het )?nam (?P<end>20\d\d)\b")
_REVIEW = late_pattern(r"\b(?:so ket|tong ket)\b")
_GENERAL = late_pattern(
    rf"\b(?:nhung|cac) (?:quy dinh|van ban|noi dung)\b[^.;]{{0,80}}\btrai voi\b[^.;]{{0,60}}{_SELF}[^.;]{{0,40}}"
    r"\b(?:bai bo|huy bo|het hieu luc)\b"
)
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "muoi": 10}
_SPAN = late_pattern(r"^(?:,? tong ket)?(?: sau)? (?P<count>\d{1,2}|0\d|hai|ba|bon|muoi) nam\b")
_SPAN_BEFORE = late_pattern(r"\b(?P<count>\d{1,2}|hai|ba|bon|muoi) nam(?: mot lan)?,? $")
_YEARLY = late_pattern(r"\b(?:hang|hằng|moi) nam\b")
_IN_YEAR = late_pattern(
    r"\b(?:vao |trong )?(?:(?:cuoi|dau|giua) )?(?:quy (?P<quarter>i{1,3}|iv)[ /,-]*)?(?:nam )?(?P<year>20\d\d)\b"
)
_ANOTHER_ACT = late_pattern(r"\bso:? ?\d|\d-[a-z]{2,}")
# A report tells of a review that was held; a task asks for one.
_TOLD = late_pattern(r"\b(?:ket qua|bao cao|hoi nghi|da|qua|theo|tren co so)\s+(?:\w+\s+){0,2}$")
_JOINS = ("", "va", "hoac", "hay")
"""Between two reviews that share what is said of their time: "hằng năm sơ kết, tổng kết"."""
_QUARTER_END = {"i": "03", "ii": "06", "iii": "09", "iv": "12"}


_MENTIONS = 500
"""Mentions looked at on one page; only a page made to be slow has more."""


def read_clauses(extracted: Extracted, subject: str = "") -> tuple[Clause, ...]:
    """Clauses in order of appearance, each statement once.

    Args:
        extracted: the document.
        subject: its subject as read; only there a period is the document's own.
    """
    found: dict[tuple[ClauseKind, str], Clause] = {}
    for clause in (*_periods(subject), *_of_pages(extracted)):
        found.setdefault((clause.kind, clause.value), clause)
        if len(found) >= MOST:
            break
    return tuple(found.values())


def _of_pages(extracted: Extracted) -> Iterator[Clause]:
    for page in extracted.pages:
        text = " ".join(nfc(page.text).split())
        folded = fold_aligned(text)
        if not any(
            word in folded
            for word in ("hieu luc", "so ket", "tong ket", " nay thi hanh", " nay duoc", "trai voi")
        ):
            continue
        yield from _effects(text, folded, page.number)
        yield from _reviews(text, folded, page.number)
        for match in _GENERAL.finditer(folded):
            yield _clause(ClauseKind.GENERAL_REPEAL, "all", text, match.start(), page.number, 0.85)


def _clause(kind: ClauseKind, value: str, text: str, start: int, page: int, confidence: float) -> Clause:
    """A clause with the sentence it stands in."""
    begin = max(text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0, start - 120)
    stop = re.search(r"\.(?=\s|$)", text[start:])
    quote = text[begin : min(begin + QUOTE_LIMIT, start + stop.end() if stop else len(text))]
    rule = f"clause:{kind.value}"
    return Clause(
        kind=kind,
        value=value,
        confidence=confidence,
        evidence=Evidence(source="page", page=page, quote=quote, rule=rule),
    )


# ------------------------------------------------------------------------------- effect


def _effects(text: str, folded: str, page: int) -> Iterator[Clause]:
    for match in islice(_EFFECT.finditer(folded), _MENTIONS):
        rest_start = match.start("rest")
        rest = folded[rest_start : match.end("rest")]
        value = _moment(rest, text[rest_start : match.end("rest")])
        if value:
            yield _clause(ClauseKind.EFFECTIVE, value, text, match.start(), page, 0.9)
        term = _FOR_YEARS.match(rest)
        if term is not None:
            yield _clause(ClauseKind.ENDS, f"P{_count(term['count'])}Y", text, match.start(), page, 0.8)
        until = _UNTIL.search(rest)
        if until is not None:
            end = _end(until, text[rest_start + until.start("rest") : rest_start + until.end("rest")])
            if end:
                yield _clause(ClauseKind.ENDS, end, text, match.start(), page, 0.85)
    for match in islice(_EXPIRES.finditer(folded), _MENTIONS):
        dates = find_dates(text[match.start("rest") : match.end("rest")])
        if dates and dates[0].start <= len("ngày ") and dates[0].complete:
            # Out of force "from" a day: the day before is the last one.
            less = dt.timedelta(days=1 if match["how"].endswith("tu") else 0)
            last = dt.date.fromisoformat(dates[0].value) - less
            yield _clause(ClauseKind.ENDS, last.isoformat(), text, match.start("how"), page, 0.85)


def _count(words: str) -> int:
    return _NUMBERS.get(words) or int(words)


def _moment(folded: str, text: str) -> str:
    """The day a clause names: an ISO date, or days after the date of issue."""
    if _SIGNING.match(folded):
        return "P0D"
    if _FOR_YEARS.match(folded):
        return "P0D"
    hour = _HOUR.match(folded)
    if hour is not None:
        folded, text = folded[hour.end() :], text[hour.end() :]
    month = _MONTH.match(folded)
    if month is not None and 1 <= int(month["month"]) <= 12:
        return f"{month['year']}-{int(month['month']):02}-01"
    days = _AFTER_DAYS.match(folded)
    if days is not None:
        return f"P{int(days['days'])}D"
    dates = find_dates(text[:45])
    return dates[0].value if dates and dates[0].start <= 5 and dates[0].complete else ""


def _end(until: re.Match[str], text: str) -> str:
    if until["year"]:
        return f"{until['year']}-12-31"
    dates = find_dates(text)
    return dates[0].value if dates and dates[0].start <= len("ngày ") and dates[0].complete else ""


# ------------------------------------------------------------------------------- period, term


def _periods(subject: str) -> Iterator[Clause]:
    """The period or term in the subject: "… giai đoạn 2021-2025", "… nhiệm kỳ 2020-2025"."""
    text = " ".join(nfc(subject).split())
    folded = fold_aligned(re.sub(r"[–—−]", "-", text))
    ranges = list(_RANGE.finditer(folded))
    for match in ranges:
        kind = ClauseKind.TERM if match["word"] == "nhiem ky" else ClauseKind.PERIOD
        yield _of_subject(kind, match["end"], text, 0.85)
    horizon = None if ranges else _HORIZON.search(folded)
    if horizon is not None:
        yield _of_subject(ClauseKind.PERIOD, horizon["end"], text, 0.7)


def _of_subject(kind: ClauseKind, value: str, text: str, confidence: float) -> Clause:
    evidence = Evidence(source="rule", quote=text[:QUOTE_LIMIT], rule=f"clause:{kind.value}:subject")
    return Clause(kind=kind, value=value, confidence=confidence, evidence=evidence)


# ------------------------------------------------------------------------------- reviews


def _reviews(text: str, folded: str, page: int) -> Iterator[Clause]:
    for match in islice(_REVIEW.finditer(folded), _MENTIONS):
        begin = max(folded.rfind(mark, 0, match.start()) for mark in (".", ";", ":")) + 1
        end = min((at for mark in ".;" if (at := folded.find(mark, match.end())) >= 0), default=len(folded))
        before, after = (
            folded[max(begin, match.start() - 160) : match.start()],
            folded[match.end() : end][:160],
        )
        if _TOLD.search(before) or _ANOTHER_ACT.search(after) or _ANOTHER_ACT.search(before):
            continue
        value, confidence = _when(*_own_words(before, after))
        if not value:
            continue
        kind = ClauseKind.FINAL_REVIEW if match[0] == "tong ket" else ClauseKind.INTERIM_REVIEW
        yield _clause(kind, value, text, match.start(), page, confidence)


def _own_words(before: str, after: str) -> tuple[str, str]:
    """What belongs to this review: "sơ kết sau hai năm, tổng kết năm 2028" are two with a time each."""
    earlier = list(_REVIEW.finditer(before))
    if earlier and before[earlier[-1].end() :].strip(" ,") not in _JOINS:
        before = before[earlier[-1].end() :].rpartition(",")[2]
    following = _REVIEW.search(after)
    if following is not None and after[: following.start()].strip(" ,") not in _JOINS:
        after = after[: following.start()]
    return before, after


def _when(before: str, after: str) -> tuple[str, float]:
    """When a review is asked for; a review of this act without a day is due after five years.

    Five years are a term (Party Statutes 2011, art. 15 and 18: congresses meet every five years): the
    usual span after which a directive is summed up.
    """
    span = _SPAN.match(after) or _SPAN_BEFORE.search(before)
    if span is not None:
        count = span["count"]
        return f"P{_count(count)}Y", 0.8
    if _YEARLY.search(before[-60:]) or _YEARLY.search(after[:80]):
        return "R/P1Y", 0.75
    span_of = _RANGE.search(after[:90])
    if span_of is not None:
        first, last = int(span_of["begin"]), int(span_of["end"])
        middle = re.search(r"\bgiua\b", after[: span_of.start()])
        return str((first + last + 1) // 2 if middle else last), 0.75
    in_year = _IN_YEAR.search(after[:90]) or _last(_IN_YEAR, before[-60:])
    if in_year is not None:
        quarter = in_year["quarter"]
        return in_year["year"] + (f"-{_QUARTER_END[quarter]}" if quarter else ""), 0.75
    if re.search(_SELF, after[:120]):
        return "P5Y", 0.5
    return "", 0.0


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[-1] if found else None
