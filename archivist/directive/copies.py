"""Certified copies, and further documents in the same file.

Owns: the block of a copy (its number, body and date) and the heads that follow the first one.
Must not: touch the fields of the copied document: they stay those of the original.

Decree 30/2020/NĐ-CP art. 25-27 and App. I: a copy carries, below the copied document, the name of
the body that copies, a number of its own (SY, SL, TrS; the Party writes BS), place and date. A file
may hold several documents: a letter and what it sends, a decision and the plan it approves; each
opens with a head that has a number of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from archivist import numbers
from archivist.directive.dates import place_and_date
from archivist.directive.head import NUMBER_LINE, Zones, page_lines
from archivist.directive.issuer import read_letterhead
from archivist.directive.pieces import MOTTO, PARTY_HEAD, STATE_HEAD, Piece, evidence, head_pieces
from archivist.extracted import Column, Extracted, Line
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import FieldName, Reading
from archivist.numbers import DocumentNumber
from archivist.text import fold

_ABOVE = 14
"""Lines of a head that stand before its number at most: both columns, the right one first."""
_BELOW = 14
"""Lines behind the number: recipients of the copy, then the right column, when it comes last."""
_COPY_SYMBOLS = frozenset({"BS", "SY", "SL", "TRS"})
_COPY_WORDS = late_pattern(r"\b(?:SAO Y|SAO LỤC|TRÍCH SAO|BẢN SAO)(?: BẢN (?:CHÍNH|GỐC))?\b")
# A quick look, at the plain text of a page and at a line, before anything is folded.
_HINT = late_pattern(r"(?:^|\n)[\s*_]{0,20}(?:[Ss][ốôo]|SỐ)\s{0,3}:?\s{0,3}[\dOIl]{1,5}[a-zđ]?\s{0,2}[-–/]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a further document begins.

    Attributes:
        number: its number.
        piece: the number line.
        first: index, among the lines of the page, of the first line that may belong to the head.
    """

    number: DocumentNumber
    piece: Piece
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherHeads:
    """What follows the first document in its file.

    Attributes:
        readings: ``copy_number``, ``copy_issuer``, ``copy_issued`` and ``further_numbers``.
        heads: where further documents begin, one for each number.
    """

    readings: tuple[tuple[FieldName, Reading], ...] = ()
    heads: tuple[Head, ...] = ()


def read_further(extracted: Extracted, zones: Zones, own: DocumentNumber | None) -> FurtherHeads:
    """Find the copy's block and the heads of further documents."""
    if not zones.has_letterhead or not zones.pieces:
        return FurtherHeads()
    end = zones.pieces[min(zones.head_end, len(zones.pieces) - 1)].line
    own_key = numbers.key(own.normal) if own else ""
    found: dict[FieldName, Reading] = {}
    others: dict[str, Head] = {}
    for first, lines, at in _candidates(extracted, end):
        if not any(map(_number, head_pieces([lines[at]]))):
            continue  # a quick look at the line itself: most begin a sentence about another document
        own_head = (end.page, end.number)
        pieces = [one for one in head_pieces(lines) if (one.line.page, one.line.number) > own_head]
        piece = next((one for one in pieces if one.line is lines[at] and _number(one)), None)
        number = _number(piece) if piece is not None else None
        if piece is None or number is None:
            continue
        if _is_copy(pieces, number):
            if FieldName.COPY_NUMBER not in found:
                found |= _copy(pieces, piece, number)
        elif (
            own_key
            and numbers.key(number.normal) != own_key
            and _has_head(pieces)
            and not _is_sample(extracted, end, lines, at)
        ):
            others.setdefault(number.normal, Head(number=number, piece=piece, first=first))
    if others:
        found[FieldName.FURTHER_NUMBERS] = Reading(
            value=" | ".join(others),
            confidence=0.75,
            evidence=tuple(evidence(one.piece, "further:second-head") for one in list(others.values())[:5]),
        )
    return FurtherHeads(readings=tuple(found.items()), heads=tuple(others.values()))


def _candidates(extracted: Extracted, after: Line) -> list[tuple[int, list[Line], int]]:
    """Windows of lines around each line behind the first head that may hold a number.

    Each with the index of its first line on the page, and that of the number line in the window.
    """
    windows: list[tuple[int, list[Line], int]] = []
    for page in extracted.pages:
        if page.number < after.page or not _HINT.search(page.text):
            continue
        lines = list(page_lines(page))
        for index, line in enumerate(lines):
            if line.page == after.page and line.number <= after.number:
                continue
            if len(line.text) < 110 and _HINT.match(line.text):
                begin = max(0, index - _ABOVE)
                windows.append((begin, lines[begin : index + _BELOW], index - begin))
        if len(windows) > 200:
            break
    return windows


def _number(piece: Piece | None) -> DocumentNumber | None:
    """The number a number line holds; the line may go on with the date of the right column."""
    if piece is None or piece.column is Column.RIGHT:
        return None
    match = NUMBER_LINE.match(piece.folded.lstrip())
    if match is None:
        return None
    # Plain text sets the word of the right column behind it: "Số 12-BS/TU SAO LỤC".
    text = _COPY_WORDS.sub("", piece.text[match.end() :]).strip(" .;,:*_")
    return numbers.parse_number(text) if len(text) < 40 else None


def _is_copy(pieces: Sequence[Piece], number: DocumentNumber) -> bool:
    symbol = (number.kind_code or "").upper()
    return symbol in _COPY_SYMBOLS and (symbol != "SL" or any(_COPY_WORDS.search(one.text) for one in pieces))


def _has_head(pieces: Sequence[Piece]) -> bool:
    """True when the name of the Party or the republic, or a place and date, stands beside it.

    Sentences about other documents and the samples of guidances have neither together with a
    number that is filled in.
    """
    named = any(PARTY_HEAD.search(one.folded) or STATE_HEAD.search(one.folded) for one in pieces)
    return named and any(place_and_date(one.text) is not None for one in pieces)


_SAMPLE = late_pattern(r"^\W*(?:mau|vi du|bieu mau|phu luc)\b(?!.*\bso\s+\d+\s*[/\-])")
FOOT = late_pattern(r"^\W*(?:noi\s*(?:nhan|gui)\b|(?:t\s?/\s?m|k\s?/\s?t|t\s?/\s?l)\b|(?:tm|kt|tl|tuq)\.)")
"""A line that opens the foot of a document: recipients, or the authority line."""
_TOP = 22
"""A number among the first lines of a page has its head there, above it both columns and rules."""


def _is_sample(extracted: Extracted, end: Line, lines: Sequence[Line], at: int) -> bool:
    """True for the letterheads of a guidance on form: samples, not documents.

    A document begins on a new page, or below the foot of the one before it. What a line
    announces as "Mẫu", "Ví dụ" or "Phụ lục" is a sample wherever it stands.
    """
    number = lines[at]
    if any(_SAMPLE.match(fold(line.text[:60])) for line in lines[:at]):
        return True
    page = next(one for one in extracted.pages if one.number == number.page)
    above = [line for line in page_lines(page) if line.number < number.number]
    if page.number > end.page and len(above) < _TOP:
        return False
    if page.number == end.page:
        above = [line for line in above if line.number > end.number]
    return not any(FOOT.match(fold(line.text[:40])) for line in above)


def _copy(pieces: Sequence[Piece], piece: Piece, number: DocumentNumber) -> dict[FieldName, Reading]:
    """The readings of a copy's block."""
    found = {
        FieldName.COPY_NUMBER: Reading(
            value=number.normal, confidence=0.9, evidence=(evidence(piece, "copy:number"),)
        )
    }
    letterhead = read_letterhead(_above(pieces, piece), has_head=True)
    if letterhead is not None:
        found[FieldName.COPY_ISSUER] = Reading(
            value=letterhead.printed,
            confidence=min(0.85, letterhead.confidence),
            evidence=letterhead.evidence,
        )
    near = sorted(pieces, key=lambda one: abs(one.order - piece.order))
    for one in near:
        dated = place_and_date(one.text)
        if dated is not None and dated.date.value:
            found[FieldName.COPY_ISSUED] = Reading(
                value=dated.date.value, confidence=0.88, evidence=(evidence(one, "copy:date"),)
            )
            break
    return found


def _above(pieces: Sequence[Piece], number: Piece) -> list[Piece]:
    """The lines of the letterhead right above a copy's number."""
    taken: list[Piece] = []
    for piece in reversed(pieces[: pieces.index(number)]):
        words = _COPY_WORDS.sub("", piece.text).strip(" -_*")
        if piece.column is Column.RIGHT or MOTTO.search(piece.folded):
            continue
        if not any(char.isalpha() for char in words):
            if len(piece.text) > 20:
                break  # the line across the page that parts copy and copied document
            continue
        if not words.isupper() or len(taken) == 3:
            break
        taken.append(
            Piece(
                text=words,
                folded=piece.folded[: len(words)],
                line=piece.line,
                column=piece.column,
                order=piece.order,
            )
        )
    return taken[::-1]
