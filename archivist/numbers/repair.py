"""Repair of numbers that text recognition has misread.

Owns: which characters recognition confuses in numbers and how a damaged number is put right.
Must not: touch a number that reads well; say that a repaired number is certain.

What happens in real scans: Đ read as D or B, digits as letters (l2, 3O), separators as I, l, 1, | or
lost altogether (39 NQ TW, NQITW). A repair is only made when both the kind and the body come out as
known codes, so that it cannot invent a number from running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archivist.authorities.codes import code_from_folded, systems_of_code
from archivist.authorities.kinds import kind_symbols
from archivist.lazypattern import late_pattern
from archivist.model import System
from archivist.numbers.grammar import plain
from archivist.numbers.records import DocumentNumber, NumberMatch
from archivist.text import fold

_AS_DIGITS = str.maketrans("OoIl|SBZ", "00111582")
_SO = r"(?:[Ss5][ốôóòổồộơoỐÔÓÒỔỒỘƠO06][ ]{0,2}[:.;]?[ ]{0,3})"
_DIGITS = r"(?:[0-9OoIl|SBZ]{1,5}(?=[ ]{0,2}[-/])|\d{1,5})"
_CANDIDATE = late_pattern(
    rf"(?:(?<![^\W_])(?P<so>{_SO})|(?<![\w/.,-]))(?P<ordinal>{_DIGITS})"
    r"(?:[ ]{0,2}[/|\\]{1,2}[ ]{0,2}(?P<year>[12lI|][09Oo][0-9OoIlSBZ]{2})(?=[ ]{0,2}[-/|\\]))?"
    r"(?P<sep>[ ]{0,3}[-/|\\~_]{0,2}[ ]{0,3})"
    r"(?P<tail>[A-ZĐ][A-Za-zĐđ0-9|\\/~_&-]{0,24}(?:[ ]{1,2}[-/|~_]?[ ]?[A-ZĐ][A-Za-zĐđ0-9&-]{0,14})?)"
    r"(?![^\W_])"
)
_RUNS = late_pattern(r"[A-Za-zĐđ0-9&]+")
_TERM = late_pattern(r"(qh|ubtvqh)([0-9loisbz]{1,2})")


@cache
def _kinds() -> dict[str, str]:
    """Folded symbol, also with Đ read as B or Q as O, → symbol as it should be."""
    table: dict[str, str] = {}
    for symbol in sorted(kind_symbols(), key=lambda s: (len(s), s)):
        table.setdefault(fold(symbol), symbol)
    for symbol in sorted(kind_symbols()):
        for damaged in (symbol.replace("Đ", "B"), symbol.replace("Q", "O")):
            table.setdefault(fold(damaged), symbol)
    return table


def _body(run: str) -> str | None:
    """The body's code that a run of letters is, repaired; None when it is none."""
    if systems_of_code(run, patterns=False):
        return run
    folded = fold(run)
    term = _TERM.fullmatch(folded)
    if term:
        return term[1].upper() + term[2].upper().replace("L", "1").translate(_AS_DIGITS)
    return code_from_folded(folded) or code_from_folded(folded.replace("0", "o"))


def _kind(run: str) -> str | None:
    if run in kind_symbols():
        return run
    return _kinds().get(fold(run))


def _glued(run: str) -> tuple[str, str] | None:
    """Kind and body written as one run, with a misread slash between or none: NQITW, QĐ1TU."""
    for size in range(1, min(6, len(run))):
        kind = _kind(run[:size])
        if kind is None:
            continue
        rest = run[size:]
        body = _body(rest) or (_body(rest[1:]) if rest[0] in "Il1" else None)
        if body is not None:
            return kind, body
    return None


def _split(tail: str) -> tuple[str | None, str, str, int] | None:
    """Kind, body and unit of a damaged tail, and how much of it they take."""
    runs = [(m[0], m.end()) for m in _RUNS.finditer(tail)]
    first, end = runs[0]
    if len(runs) > 1:
        kind, body = _kind(first), _body(runs[1][0])
        if kind is not None and body is not None:
            return kind, body, *_unit(tail, runs[1][1])
    glued = _glued(first)
    if glued is not None:
        return *glued, *_unit(tail, end)
    term = _body(first) if _TERM.fullmatch(fold(first)) else None
    return (None, term, "", end) if term else None


def _unit(tail: str, end: int) -> tuple[str, int]:
    """Drafting unit that follows the body after a hyphen, and where it ends."""
    match = re.match(r"-([A-ZĐ][A-ZĐa-z&]{0,14}(?:-[A-ZĐ][A-ZĐ&]{0,14})*)", tail[end:])
    return (match[1], end + match.end()) if match else ("", end)


def repaired_numbers(text: str) -> Iterator[NumberMatch]:
    """Numbers of `text` (NFC) that can be read after repair, each with the confidence of a guess."""
    for match in _CANDIDATE.finditer(plain(text)):
        number = _repaired(match, text)
        if number is not None:
            start = match.start("ordinal")
            yield NumberMatch(
                number=number,
                start=start,
                end=start + len(number.as_printed),
                confidence=_confidence(match, number),
            )


def _repaired(match: re.Match[str], text: str) -> DocumentNumber | None:
    split = _split(match["tail"])
    ordinal = match["ordinal"].translate(_AS_DIGITS)
    if split is None:
        return None
    separated = bool(match["sep"].strip()) or match["year"] is not None
    line_start = match.start() == 0 or text[match.start() - 1] == "\n"
    if not match["ordinal"][:1].isdigit() and not (match["so"] or match["year"] or line_start):
        return None
    if not separated and not match["so"] and len(ordinal) == 4 and ordinal[:2] in {"19", "20"}:
        return None  # "năm 2026 NQ TW"
    kind, body, unit, used = split
    year = int(match["year"].translate(_AS_DIGITS)) if match["year"] else None
    system = (systems_of_code(body) or (System.STATE,))[0]
    return DocumentNumber(
        ordinal=ordinal,
        year=year,
        kind_code=kind,
        issuer_code=body,
        unit=unit,
        system=system,
        normal=_written(ordinal, year, kind, body, unit, system),
        as_printed=text[match.start("ordinal") : match.start("tail") + used],
    )


def _written(ordinal: str, year: int | None, kind: str | None, body: str, unit: str, system: System) -> str:
    """The number as its system writes it."""
    end = f"-{unit}" if unit else ""
    years = f"/{year}" if year is not None else ""
    if kind is None:
        return f"{ordinal}{years}/{body}{end}"
    if system is System.STATE or year is not None:
        return f"{ordinal}{years}/{kind}-{body}{end}"
    return f"{ordinal}-{kind}/{body}{end}"


def _confidence(match: re.Match[str], number: DocumentNumber) -> float:
    """0.75 when only accents were lost, 0.6 for other repairs, less without "Số" before it."""
    blankless = number.as_printed.replace(" ", "")
    only_accents = fold(plain(blankless)) == fold(number.normal)
    return (0.75 if only_accents else 0.6) - (0.0 if match["so"] else 0.1)
