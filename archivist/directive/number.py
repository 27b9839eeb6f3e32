"""The document's own number: which of the numbers in it is the one it bears.

Owns: choosing and weighing; the blank number of a draft; the file name as a cross-check.
Must not: know the grammar of numbers (`archivist.numbers`), or take a citation.

The own number stands in the left head block, before the title (Decree 30/2020/NĐ-CP App. I
box 3; Guidance 36-HD/VPTW). Numbers after "Căn cứ", "Thực hiện" or "Kính gửi" are references.
"""

from __future__ import annotations

import re
from dataclasses import replace

from archivist import numbers
from archivist.authorities import kinds
from archivist.directive.head import BASIS, NUMBER_LINE, Zones, is_number_line
from archivist.directive.kind import BY_TWO_SIDES
from archivist.directive.pieces import Piece, evidence, fold_aligned
from archivist.directive.places import PlacedNumber
from archivist.extracted import Column
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Candidate, Evidence, Kind, Reading, System
from archivist.numbers import DocumentNumber

_AFTER_PREFIX = late_pattern(r"^[^\d/\-]{0,40}?")
# "Số:      /UBND-KT", "Số ..../QĐ-UBND", "Số     -NQ/TU", "Số: /2023/TT-BGTVT": the ordinal
# will be written by hand or stamped by the clerk.
BLANK_NUMBER = late_pattern(
    r"^(?:\w+\s+)?s[o06][^\w/\-]*[\s._…]*(?P<tail>[/\-]\s*(?:(?:19|20)\d\d\s*[/\-]+\s*)?[a-z][a-z0-9&/\-.\s]*)$"
)
_DIGITS = late_pattern(r"^\d{1,5}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReading:
    """What was found out about the number.

    Attributes:
        reading: the number in normal form, None when there is none.
        number: its parts.
        blank: a number line is printed without a number (a draft, or filled in by hand).
        symbol: what is printed on that line behind the room left for the figures.
    """

    reading: Reading | None = None
    number: DocumentNumber | None = None
    blank: bool = False
    symbol: Reading | None = None


@dataclass(frozen=True, slots=True)
class _Weighed:
    number: DocumentNumber
    confidence: float
    evidence: Evidence


def read_number(zones: Zones, file_name: str) -> NumberReading:
    """The own number with its evidence and runners-up."""
    candidates: list[_Weighed] = []
    blank = False
    for piece in zones.number:
        found = _from_line(piece, zones)
        if found is not None:
            candidates.append(found)
        elif BLANK_NUMBER.match(fold_aligned(piece.text).strip()) or _only_prefix(piece):
            blank = True
            stamped = _stamped(piece, zones)
            if stamped is not None:
                candidates.append(stamped)
    if not candidates:
        candidates.extend(_without_prefix(zones) or _of_contract(zones))
    if not candidates:
        return NumberReading(blank=blank, symbol=_printed_symbol(zones) if blank else None)
    named = _number_in_name(file_name)
    ranked = sorted(
        (_weigh(candidate, zones, named) for candidate in candidates), key=lambda item: -item.confidence
    )
    best = ranked[0]
    others = tuple(
        Candidate(value=item.number.normal, confidence=item.confidence, evidence=item.evidence)
        for item in ranked[1:]
        if item.number.normal != best.number.normal
    )
    return NumberReading(
        reading=Reading(
            value=best.number.normal,
            confidence=best.confidence,
            evidence=(best.evidence, *_agreeing(named, best.number, file_name)),
            runners_up=others,
        ),
        number=best.number,
    )


_IN_PLACE = 0.85
_IN_DISPUTE = 0.7
"""Head and the body's own place say different numbers: a person looks, whatever else agrees."""


def with_place(
    read: NumberReading, held: Reading | None, placed: PlacedNumber, zones: Zones
) -> NumberReading:
    """The number, weighed against the one that stands where a person said this body prints its numbers.

    Args:
        read: what the head says.
        held: the reading there is, which may come from a running title.
        placed: what stands in the place.
        zones: the head, for the kind the number has to agree with.
    """
    where = evidence(placed.piece, "number:place-of-body")
    if held is not None and numbers.key(held.value) == numbers.key(placed.number.normal):
        agreed = replace(
            held, confidence=round(min(0.99, held.confidence + 0.04), 3), evidence=(*held.evidence, where)
        )
        return replace(read, reading=agreed, number=read.number or placed.number)
    weighed = _weigh(_Weighed(placed.number, _IN_PLACE, where), zones, None)
    confidence = weighed.confidence
    others: tuple[Candidate, ...] = ()
    if held is not None:
        confidence = min(confidence, _IN_DISPUTE)
        was = Candidate(value=held.value, confidence=held.confidence, evidence=held.evidence[0])
        others = (was, *held.runners_up)
    reading = Reading(value=placed.number.normal, confidence=confidence, evidence=(where,), runners_up=others)
    return replace(read, reading=reading, number=placed.number)


def number_text(text: str) -> str:
    """The number part of a number line: without "Số:", "Luật số:" and what follows the number."""
    match = NUMBER_LINE.match(fold_aligned(text))
    rest = text[match.end() :] if match else text
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], rest).strip(" .;,:*_")


# An ampersand that a web page left bare: "CVT&LTNN" is shown as "CVT<NN".
_ENTITY = late_pattern(r"(?<=[A-ZĐ])[<>](?=[A-ZĐ])")
_ENTITIES = {"<": "&LT", ">": "&GT"}


def _from_line(piece: Piece, zones: Zones) -> _Weighed | None:
    text = number_text(piece.text)
    goes_on = _next_line(piece, zones)
    if goes_on:
        whole = numbers.parse_number(text + goes_on)
        if whole is not None:
            return _Weighed(whole, 0.82, evidence(piece, "number:head-line-wrapped", text + goes_on))
    parsed = numbers.parse_number(text)
    if parsed is not None:
        return _Weighed(parsed, 0.93, evidence(piece, "number:head-line"))
    for found in numbers.find_numbers(text):
        if found.start <= 3:
            # Something follows it: "Số: 12/UBND-VX (bản 2)". What follows without a blank is more of its symbol.
            # So is what a full stop joins to it without one: "18/QĐ-CT.UBND".
            cut = _CUT.match(text[found.end :]) is not None
            return _Weighed(found.number, 0.5 if cut else 0.85, evidence(piece, "number:head-line-begin"))
    loose = numbers.parse_number(text, loose=True)
    if loose is not None and loose.ordinal:
        return _Weighed(loose, 0.62, evidence(piece, "number:head-line-repaired"))
    return None


_CUT = late_pattern(r"[^ (\[,;.]|\.\w")
# A line of nothing but codes: "BCT-BTC-VKSNDTC" (recognition mixes Cyrillic capitals in).
_GOES_ON = late_pattern(r"^-?\s?[^\W\d_]{2,}(?:-[^\W\d_]{2,})+$")


def _next_line(piece: Piece, zones: Zones) -> str:
    """The rest of a symbol that wraps at a dash: joint acts name every issuer in it."""
    for other in zones.under_number:
        if other.line.page == piece.line.page and other.order > piece.order:
            text = other.text.strip()
            if piece.text.rstrip().endswith("-") and text.isupper() and " " not in text:
                return text
            return f"-{text.lstrip('- ')}" if text.isupper() and _GOES_ON.match(text) else ""
    return ""


def _printed_symbol(zones: Zones) -> Reading | None:
    """The codes of a number left blank: they say the kind and who issued it, whoever fills it in."""
    for piece in zones.number:
        text = piece.text.strip()
        if _only_prefix(piece) and piece.order + 1 < len(zones.pieces):
            # Plain text parts columns at wide room: "Số", and "-NQ/TU" on the other side.
            text += zones.pieces[piece.order + 1].text.strip()
        match = BLANK_NUMBER.match(fold_aligned(text))
        if match is not None:
            symbol = re.sub(r"\s+", "", text[match.start("tail") :])
            return Reading(
                value=symbol, confidence=0.9, evidence=(evidence(piece, "number:symbol-of-blank"),)
            )
    return None


def _only_prefix(piece: Piece) -> bool:
    return not re.search(r"[\w]", number_text(piece.text))


def _stamped(piece: Piece, zones: Zones) -> _Weighed | None:
    """A blank number line filled by figures a clerk stamped as a widget beside it."""
    box = piece.line.box
    tail = BLANK_NUMBER.match(fold_aligned(piece.text).strip())
    if tail is None:
        return None
    symbol = piece.text.strip()[tail.start("tail") :]
    for other in zones.pieces:
        if not (other.line.widget and _DIGITS.match(other.text.strip())) or other is piece:
            continue
        near = other.line.box
        if box is not None and near is not None:
            same_height = abs((near.top + near.bottom) - (box.top + box.bottom)) / 2 < 14
            if not same_height or near.x0 > box.x1:
                continue
        parsed = numbers.parse_number(other.text.strip() + symbol)
        if parsed is not None:
            return _Weighed(parsed, 0.85, evidence(other, "number:stamped", f"{other.text} | {piece.text}"))
    return None


def _without_prefix(zones: Zones) -> list[_Weighed]:
    """A number that stands alone on a left line of the head ("12/2001/QĐ-BTC" without "Số")."""
    found: list[_Weighed] = []
    for piece in zones.pieces[: zones.head_end]:
        if piece.column is Column.RIGHT or len(piece.text) > 40:
            continue
        parsed = numbers.parse_number(piece.text.strip())
        if parsed is not None and zones.has_letterhead:
            found.append(_Weighed(parsed, 0.78, evidence(piece, "number:head-alone")))
    return found


def _of_contract(zones: Zones) -> list[_Weighed]:
    """The number of a contract, which stands under its title and what it is about.

    Two sides sign it, so that there is no letterhead for the number to stand in.
    """
    if zones.title is None or zones.title.kind.code not in BY_TWO_SIDES:
        return []
    for piece in zones.pieces[zones.head_end + 1 : zones.head_end + 6]:
        if BASIS.match(piece.folded.strip()):
            return []
        parsed = numbers.parse_number(number_text(piece.text)) if is_number_line(piece) else None
        if parsed is not None:
            return [_Weighed(parsed, 0.85, evidence(piece, "number:under-title-of-contract"))]
    return []


def _weigh(item: _Weighed, zones: Zones, named: DocumentNumber | None) -> _Weighed:
    """Raise or lower a candidate by what else the head says."""
    confidence = item.confidence
    title = zones.title.kind if zones.title else None
    agreement = symbol_agrees(item.number, title)
    if agreement is True:
        confidence += 0.04
    elif agreement is False:
        confidence -= 0.3
    if item.number.system is not None:
        head = System.PARTY if zones.party_head else System.STATE if zones.state_head else None
        if head is not None and item.number.system is not head:
            # Front organisations and retyped heads mix the systems; rare enough to be asked.
            confidence -= 0.15
    if not zones.has_letterhead:
        confidence -= 0.2
    if named is not None:
        same = numbers.key(named.normal) == numbers.key(item.number.normal)
        confidence += 0.05 if same else 0.0
    return _Weighed(item.number, round(max(0.05, min(0.99, confidence)), 3), item.evidence)


def symbol_agrees(number: DocumentNumber, kind: Kind | None) -> bool | None:
    """Whether the symbol in the number stands for the kind of the title; None when it cannot tell."""
    if kind is None:
        return None if number.kind_code else True
    if not number.kind_code:
        # Letters and acts of the National Assembly carry no symbol.
        return None
    named = kinds.kinds_for_symbol(number.kind_code, number.system)
    if not named:
        return None
    return kind.code in {one.code for one in named}


def _number_in_name(file_name: str) -> DocumentNumber | None:
    """A number in the file name: a witness only, since names are typed by hand."""
    stem = re.sub(r"\.\w{2,5}$", "", file_name)
    stem = re.sub(r"(?i)[_.\- ]*(?:signed|daky|da ky|final|scan|copy)(?:[-_.\d]*)", "", stem)
    for spelling in (
        stem,
        stem.replace("_", "/", 1).replace("_", "-"),
        stem.replace("_", "-").replace("-", "/", 1),
    ):
        parsed = numbers.parse_number(spelling)
        if parsed is not None:
            return parsed
    return None


def _agreeing(named: DocumentNumber | None, number: DocumentNumber, file_name: str) -> tuple[Evidence, ...]:
    if named is None:
        return ()
    same = numbers.key(named.normal) == numbers.key(number.normal)
    return (
        Evidence(
            source="file-name",
            quote=file_name[:300],
            rule="number:file-name-agrees" if same else "number:file-name-differs",
        ),
    )
