"""Reading numbers: the strict grammar, blank numbers, and the way to the repair of misread ones.

Owns: where a number begins and ends, its parts, and how sure that is.
Must not: correct what was read (see `repair`), or choose between several numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from archivist.authorities.codes import code_from_folded, systems_of_code
from archivist.authorities.kinds import kind_symbols, kinds_for_symbol
from archivist.lazypattern import late_pattern
from archivist.model import System
from archivist.numbers.records import BlankNumber, DocumentNumber, NumberMatch
from archivist.text import nfc, places, utf8

__all__ = [
    "BlankNumber",
    "DocumentNumber",
    "NumberMatch",
    "fill_blank",
    "find_blank_number",
    "find_numbers",
    "parse_number",
    "plain",
    "read_parts",
]

# Cyrillic letters that look like Latin ones (06/2026/TT-BTС), dashes, fraction slashes, đ look-alikes.
# Every replacement has the length of what it replaces, so that offsets stay true.
_LIKE = str.maketrans(
    "АВСЕНІКМОРТХУЅЈасеорхуіЁёӨ" + "‐‑‒–—―−﹣－" + "⁄∕／" + "Ðð" + "\u00a0\u2007\u202f\u2009\u2002\u2003\t",
    "ABCEHIKMOPTXYSJaceopxyiEeO" + "---------" + "///" + "Đđ" + "       ",
)
_UNPLAIN = tuple((chr(code), chr(like)) for code, like in _LIKE.items())
_LONG = 400
"""Characters from which on it pays to ask first whether any of a group of characters is there."""


def _by_first_byte() -> tuple[tuple[bytes, tuple[tuple[str, str], ...]], ...]:
    groups: dict[bytes, list[tuple[str, str]]] = {}
    for strange, like in _UNPLAIN:
        groups.setdefault(strange.encode()[:1], []).append((strange, like))
    return tuple((first, tuple(group)) for first, group in groups.items())


_GROUPS = _by_first_byte()
"""The same by the first byte in UTF-8: Cyrillic letters have two, dashes and blanks one."""

# Figures: terms ("QH15"), and steering committees called by the number of what set them up ("BCĐ389").
_TOKEN = r"[A-ZĐƯ][A-ZĐƯa-zđốơ]{0,14}\d{0,3}"
_CODE = rf"{_TOKEN}(?:[ ]?&[ ]?{_TOKEN}){{0,3}}"
# Blanks on both sides only before the second code: " - " later on is punctuation of the sentence.
_TAIL = rf"{_CODE}(?:[ ]{{0,2}}[-/][ ]{{0,2}}{_CODE}(?:(?:[ ][-/]|[-/][ ]?){_CODE}){{0,8}})?"
_YEAR = r"(?:19|20)\d\d"
_SO = r"[Ss][ốôóòổồộoỐÔÓÒỔỒỘO06][ ]{0,2}[:.;]?[ ]{0,3}"
# No I, l, O as suffix: those are misread digits (3O/2020), left to the repair.
_ORDINAL = r"(?P<ordinal>\d{1,6}(?:\.\d{1,2})?)(?P<suffix>[a-km-zđA-HJ-NP-ZĐ]?)"
_NUMBER = late_pattern(
    rf"(?:(?<![^\W_])(?P<so>{_SO})|(?<![\w/.]))(?<![\w/.]-){_ORDINAL}"
    rf"(?:(?P<sep1>[ ]{{0,3}}/{{1,2}}[ ]{{0,3}})(?P<year>{_YEAR}))?"
    rf"(?P<sep2>[ ]{{0,3}}(?:-|/{{1,2}})[ ]{{0,3}})(?P<tail>{_TAIL})(?![^\W_])"
)
_BLANK = late_pattern(
    rf"(?<![^\W_])(?P<so>{_SO})(?P<gap>[ .…_]{{0,120}})"
    rf"(?:(?P<sep1>[ ]{{0,3}}/{{1,2}}[ ]{{0,3}})(?P<year>{_YEAR}|[ .…_]{{1,60}}))?"
    rf"(?P<sep2>[ ]{{0,3}}(?:-|/{{1,2}})[ ]{{0,3}})(?P<tail>{_TAIL})(?![^\W_])"
)
_FOREIGN = late_pattern(
    r"(?<![\w-])(?P<kind>FOR|LOV)-(?P<date>\d{4}-\d\d-\d\d)-(?P<ordinal>\d{1,5})(?![\w-])"
)
# Where the codes of a number may begin: every number has a separator and a capital behind its digits.
_CODES_AT = late_pattern(r"[-/](?<=[\d a-zđA-ZĐ/].)[ ]{0,3}[A-ZĐƯ]")
_BEFORE_CODES = 40
"""Characters that label, ordinal, year and their blanks take up at most, and one separator more."""
_PARTS = late_pattern(rf"([-/]{{1,2}})({_CODE})")
_FIRST_YEAR, _LAST_YEAR = 1945, 2099


def plain(text: str) -> str:
    """NFC `text` with plain dashes, slashes, blanks and Latin letters, each of its old length."""
    return _plain(nfc(text))


def _plain(text: str) -> str:
    """The same for what is NFC already."""
    if text.isascii():
        return text
    # A text has few of them or none: looking for each costs a third of one search for all, a tenth of `translate`.
    if len(text) < _LONG:
        return _replaced(text, _UNPLAIN)
    raw = utf8(text)
    for first, group in _GROUPS:
        if first in raw:
            text = _replaced(text, group)
    return text


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for strange, like in pairs:
        if strange in text:
            text = text.replace(strange, like)
    return text


def _squeeze(s: str) -> str:
    return s.replace(" ", "")


# ------------------------------------------------------------------------------------- parts


@lru_cache(maxsize=4096)
def _kind_known(symbol: str, system: System | None) -> bool:
    return bool(kinds_for_symbol(symbol, system))


@lru_cache(maxsize=4096)
def _systems(code: str) -> tuple[System, ...]:
    systems = systems_of_code(code)
    if systems:
        return systems
    listed = code_from_folded(code.lower()) if code.isascii() else None
    return systems_of_code(listed) if listed else ()


@lru_cache(maxsize=4096)
def read_parts(opening: str, tail: str) -> tuple[str | None, str, str, System | None, int]:
    """Kind, body, unit and system of the codes after the ordinal, and how many of both are known.

    Args:
        opening: the separator after ordinal and year, ``"-"`` or ``"/"``.
        tail: codes with their separators, no blanks: ``"QĐ/TWĐTN-VP"``.
    """
    parts = [(m[1], m[2]) for m in _PARTS.finditer("-" + tail)]
    tokens = [token for _, token in parts]
    separators = [separator for separator, _ in parts[1:]]
    party_shape = opening == "-" and "/" in separators
    at = _body_position(tokens)
    kind = tokens[at - 1] if at else None
    body = tokens[at] if at < len(tokens) else ""
    if kind is not None and at == 2:  # "1141-TC/QĐ/CĐKT": body, kind, unit
        body, unit = tokens[0], tail[len(tokens[0] + tokens[1]) + 2 :]
    else:
        unit = _rest_after(tail, tokens, separators, at)
    systems = _systems(body) if body else ()
    system = _system(systems, kind, party_shape=party_shape, old_shape=at == 2)
    known = int(kind is not None and _kind_known(kind, None)) + int(bool(systems))
    return kind, body, unit, system, known


def _as_it_should_be(kind: str | None, body: str) -> bool:
    """False when a code is known only without its accents ("QD-TTg")."""
    return (kind is None or kind in kind_symbols()) and (not body or bool(systems_of_code(body)))


def _body_position(tokens: list[str]) -> int:
    """Index of the body's code: 0 in letters, 1 after a kind, 2 in the old form body/kind/unit."""
    first = tokens[0]
    second = tokens[1] if len(tokens) > 1 else ""
    if not second:
        # "33/2024/QH15", "81/CP" name a body; "12/KH" names a kind alone.
        return 1 if _kind_known(first, None) and not _systems(first) else 0
    if len(tokens) > 2 and _systems(first) and _kind_known(second, None) and not _systems(second):
        return 2
    if _kind_known(first, None):
        # "TC" is a kind and was a ministry: without a body after it, it is the body.
        return 0 if not _systems(second) and _systems(first) else 1
    # "24/HDLN-BCA-BQP": an unlisted kind before a known body; "05/BNV-VP": body and unit.
    return 1 if _systems(second) and not _systems(first) else 0


def _rest_after(tail: str, tokens: list[str], separators: list[str], at: int) -> str:
    used = sum(map(len, tokens[: at + 1])) + sum(map(len, separators[:at]))
    return tail[used:].lstrip("-/")


def _system(
    systems: tuple[System, ...], kind: str | None, *, party_shape: bool, old_shape: bool
) -> System | None:
    """System by the body's code first ("12/BC-VPTU" is the Party's), by the shape otherwise."""
    shape = System.PARTY if party_shape and not old_shape else System.STATE
    if not systems or shape in systems:
        return shape
    if kind is not None and shape is System.PARTY and not _kind_known(kind, System.PARTY):
        return System.STATE
    return systems[0]


# ------------------------------------------------------------------------------------- finding


def _make(match: re.Match[str], text: str) -> tuple[DocumentNumber, float] | None:
    ordinal, suffix = match["ordinal"], match["suffix"]
    year = int(match["year"]) if match["year"] else None
    opening, tail = _squeeze(match["sep2"]), _squeeze(match["tail"])
    kind, body, unit, system, known = read_parts(opening[0], tail)
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if opening == "-" and (year is None) and "/" not in tail:
        # "39-NQ-TW" is not written in any system; only a repair may take it.
        return None
    if not known and not _looks_like_codes(tail):
        return None
    middle = _squeeze(match["sep1"]) + str(year) if year is not None else ""
    number = DocumentNumber(
        ordinal=ordinal,
        suffix=suffix,
        year=year,
        kind_code=kind,
        issuer_code=body,
        unit=unit,
        system=system,
        normal=ordinal + suffix + middle + opening + tail,
        as_printed=text[match.start("ordinal") : match.start("tail") + len(match["tail"])],
    )
    confidence = _confidence(known + (kind is None and known == 1), labelled=match["so"] is not None)
    if confidence > 0.9 and not _as_it_should_be(kind, body):
        confidence -= 0.1
    return number, round(confidence, 2)


def _looks_like_codes(tail: str) -> bool:
    """Unknown codes must at least be capitals: "3/Tháng", "1/Nam" are words."""
    first = re.split(r"[-/&]", tail)[0]
    return len(first) >= 2 and first.rstrip("0123456789").isupper()


def _confidence(known: int, *, labelled: bool) -> float:
    return ((0.3, 0.6), (0.8, 0.9), (0.95, 0.99))[known][labelled]


def _matches(text: str) -> Iterator[re.Match[str]]:
    """What ``_NUMBER.finditer`` finds, looked for only before what may be codes: many times as fast."""
    end = 0
    for at in places(text, "-", "/"):
        if at < end or not _CODES_AT.match(text, at):
            continue
        for start in range(max(end, at - _BEFORE_CODES), at):
            if (text[start].isdigit() or text[start] in "Ss") and (match := _NUMBER.match(text, start)):
                yield match
                end = match.end()
                break


def _strict(text: str) -> Iterator[NumberMatch]:
    for match in _matches(_plain(text)):
        made = _make(match, text)
        if made is not None:
            number, confidence = made
            start = match.start("ordinal")
            yield NumberMatch(
                number=number, start=start, end=start + len(number.as_printed), confidence=confidence
            )
    for match in _FOREIGN.finditer(text) if "FOR-" in text or "LOV-" in text else ():
        number = DocumentNumber(
            ordinal=match["ordinal"],
            year=int(match["date"][:4]),
            kind_code=match["kind"],
            unit=match["date"][5:],
            system=System.FOREIGN,
            normal=match[0],
            as_printed=match[0],
        )
        yield NumberMatch(number=number, start=match.start(), end=match.end(), confidence=0.95)


def find_numbers(text: str, *, loose: bool = False) -> tuple[NumberMatch, ...]:
    """All numbers in `text`, in order of appearance.

    Numbers whose kind and body are both unknown are returned with a low confidence; dates, ratios,
    spans of years and telephone numbers are none.

    Args:
        text: NFC text; offsets count its characters.
        loose: also repair misread numbers (text recognition); they get a lower confidence.
    """
    text = nfc(text)
    found = list(_strict(text))
    if loose:
        from archivist.numbers.repair import repaired_numbers

        kept = [
            m for m in repaired_numbers(text) if not any(_overlap(m, f) for f in found if f.confidence > 0.9)
        ]
        found = [f for f in found if not any(_overlap(f, m) for m in kept)] + kept
    return tuple(sorted(found, key=lambda m: m.start))


def _overlap(a: NumberMatch, b: NumberMatch) -> bool:
    return a.start < b.end and b.start < a.end


_LABEL = late_pattern(rf"\s*(?:{_SO})?\s*")


def parse_number(text: str, *, loose: bool = False) -> DocumentNumber | None:
    """The number that `text` as a whole is ("Số: 15/QĐ-UBND"), or None.

    Args:
        text: a number, with or without "Số".
        loose: also accept a misread number, repaired.
    """
    text = nfc(text)
    length = len(text.rstrip(" .;,"))
    label = _LABEL.match(plain(text))
    starts = {0, len(text) - len(text.lstrip()), label.end() if label else 0}
    for match in find_numbers(text, loose=loose):
        if match.end == length and match.start in starts:
            return match.number
    return None


# ------------------------------------------------------------------------------------- blanks


def find_blank_number(line: str) -> BlankNumber | None:
    """The number without an ordinal in `line` ("Số:      /QĐ-UBND"), or None.

    It means a draft, or a number written by hand or shown only in a form field. Its codes must be
    known: a dash after "Số" alone proves nothing.
    """
    line = nfc(line)
    match = _BLANK.search(plain(line))
    if match is None:
        return None
    year_text = (match["year"] or "").strip(" .…_")
    opening, tail = _squeeze(match["sep2"]), _squeeze(match["tail"])
    kind, body, unit, system, known = read_parts(opening[0], tail)
    if not known:
        return None
    after = (f"{_squeeze(match['sep1'])}{year_text}" if year_text else "") + opening + tail
    number = DocumentNumber(
        ordinal="",
        year=int(year_text) if year_text else None,
        kind_code=kind,
        issuer_code=body,
        unit=unit,
        system=system,
        normal=after,
        as_printed=line[match.start() : match.end()],
    )
    return BlankNumber(after=after, start=match.end("so"), end=match.end(), number=number)


def fill_blank(blank: BlankNumber, ordinal: str) -> DocumentNumber:
    """The number a blank becomes with an ordinal found elsewhere (a form field, a stamp)."""
    return replace(
        blank.number, ordinal=ordinal, normal=ordinal + blank.after, as_printed=ordinal + blank.after
    )
