"""Reports about directives: press, web pages, bulletins. A report about a resolution is no resolution.

Owns: telling such a text from a directive, in Vietnamese and other languages.
Must not: give it a number, date or issuer: those it names are citations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archivist.directive.head import first_lines
from archivist.directive.pieces import Piece, evidence, fold_aligned
from archivist.extracted import Column, Extracted, Line
from archivist.lazypattern import late_pattern
from archivist.model import Citation, Reading

REPORT_CODE = "tin-bai"
"""Kind of a text that reports on directives."""

_LOOKED_AT = 60
# What a news item carries and a directive never does: day of the week, dateline of an agency,
# who reported or took the picture, where it was taken from.
_SIGNS = (
    re.compile(
        r"^(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat)\s*,?\s*(?:ngay\s*)?\d{1,2}\s*[/.\-]\s*\d{1,2}\b"
    ),
    re.compile(
        r"^\(?(?:ttxvn|vietnam\+|vov|vtv|nhan dan|bao |dang cong san|chinhphu|cong thong tin)[^()]{0,30}\)\s*-"
    ),
    re.compile(
        r"\b(?:phong vien|tin,? anh|anh\s*:|nguon\s*:|ban in|luot xem|chia se bai viet|theo (?:ttxvn|bao [a-z]+))"
    ),
)
# An act opens with what it is based on; a report does not.
_BASIS = late_pattern(
    r"^(?:pursuant to|in (?:furtherance|pursuance) of|auf ?grund|gestützt auf|gemäß|i medhold av|בהתאם ל)",
    re.IGNORECASE,
)


# Without a Vietnamese number: what else says that the directive is of Vietnam.
_OF_VIETNAM = late_pattern(r"vi[eệ]t\s?nam|ha ?noi|politb|פוליטביורו|וייטנאם", re.IGNORECASE)


def report_reading(
    extracted: Extracted, citations: Sequence[Citation], *, vietnamese: bool
) -> Reading | None:
    """The kind of a text without head, number or title that speaks of directives; None when it is no report.

    Args:
        extracted: the text.
        citations: directives it names.
        vietnamese: it is in Vietnamese: then it must carry a sign of the press, since a directive can
            lose its head (a page torn off, an annex), too.
    """
    named = [one for one in citations if one.target_kind and (one.number or one.issued or one.issuer)]
    lines = [line for line in first_lines(extracted, _LOOKED_AT) if line.text.strip()]
    if not named or not lines or any(_BASIS.match(line.text.strip()) for line in lines):
        return None
    if not vietnamese:
        if not any(one.number or _OF_VIETNAM.search(one.cited_as) for one in named) and not any(
            _OF_VIETNAM.search(line.text) for line in lines
        ):
            return None  # acts of other states cite their own
        return Reading(value=REPORT_CODE, confidence=0.75, evidence=(named[0].evidence,))
    signs = [line for line in lines if any(sign.search(_folded(line)) for sign in _SIGNS)]
    if not signs:
        return None
    return Reading(
        value=REPORT_CODE,
        confidence=0.75 if len(signs) == 1 else 0.85,
        evidence=tuple(evidence(_piece(line), "kind:sign-of-the-press") for line in signs[:3]),
    )


def headline(extracted: Extracted) -> Reading | None:
    """The first line long enough to say what the report is about."""
    for line in first_lines(extracted, 12):
        text = line.text.strip()
        if 20 <= len(text) <= 250 and not any(sign.search(_folded(line)) for sign in _SIGNS):
            return Reading(
                value=text, confidence=0.6, evidence=(evidence(_piece(line), "subject:first-line"),)
            )
    return None


def _folded(line: Line) -> str:
    return fold_aligned(line.text[:200]).strip()


def _piece(line: Line) -> Piece:
    return Piece(text=line.text, folded=fold_aligned(line.text), line=line, column=Column.FULL, order=0)
