"""Texts in other languages than Vietnamese: translations of acts, foreign acts, press, letters.

Owns: reading the little that stands clearly in their heads.
Must not: take a number, date or issuer out of running text: a report about a resolution is no
resolution.
"""

from __future__ import annotations

import re
from itertools import pairwise
from types import MappingProxyType

from archivist import numbers
from archivist.authorities import kinds
from archivist.authorities.bodies import resolve_issuer
from archivist.directive.citations import read_citations
from archivist.directive.dates import iso_date
from archivist.directive.foreign_acts import published_act
from archivist.directive.head import first_lines
from archivist.directive.pieces import Piece, evidence, fold_aligned
from archivist.directive.press import report_reading
from archivist.extracted import Column, Extracted, Line
from archivist.lazypattern import late_pattern
from archivist.model import FieldName, Fields, Reading, System

_HEAD = 25
_LISTED = 1500
"""Lines looked at in a gazette: a labelled head lists every section the act rests on; a seat stands at the end."""
_NO = late_pattern(r"^(?:no|nr|number|số|so)\s*[.:]+\s*(?P<num>\S+)\s*$", re.IGNORECASE)
_MOTTO = late_pattern(r"\s*independence\s*-\s*freedom\s*-\s*happiness\s*$", re.IGNORECASE)
_VIETNAM = late_pattern(r"socialist republic of viet\s?nam", re.IGNORECASE)


def read_foreign(extracted: Extracted, readings: dict[str, Reading], reader: str) -> Fields:
    """Language, title and, in an official translation with its own head, the number."""
    lines = [line for line in first_lines(extracted, 60) if line.text.strip()][:_HEAD]
    readings[FieldName.SYSTEM] = Reading(
        value=System.FOREIGN.value,
        confidence=0.8,
        evidence=readings[FieldName.LANGUAGE].evidence,
    )
    number = _own_number(lines)
    if number is not None:
        readings[FieldName.NUMBER] = number
    title = _title(extracted, lines)
    if title is not None:
        readings[FieldName.SUBJECT] = title
    readings.update(_running_title(lines))
    readings.update(_head(lines, readings))
    if not any(name in readings for name in (FieldName.NUMBER, FieldName.KIND)):
        published = published_act(first_lines(extracted, _LISTED))
        if published:
            readings.pop(FieldName.SUBJECT, None)  # a guess, made before the layout was known
        readings.update(published)
    number = readings.get(FieldName.NUMBER)
    own = numbers.key(number.value) if number else ""
    citations = read_citations(extracted, own)
    if number is None and FieldName.KIND not in readings:
        report = report_reading(extracted, citations, vietnamese=False)
        if report is not None:
            readings[FieldName.KIND] = report
    return Fields(readings=MappingProxyType(readings), citations=citations, reader=reader)


def _own_number(lines: list[Line]) -> Reading | None:
    """A number line of its own ("No. 2281/QD-TTg") under the name of the republic."""
    if not any(_VIETNAM.search(line.text) for line in lines):
        return None
    for line in lines:
        # Plain text runs both columns together: the number stands before the motto.
        match = _NO.match(_MOTTO.sub("", line.text).strip())
        parsed = numbers.parse_number(match["num"]) if match else None
        if parsed is not None:
            return Reading(
                value=parsed.normal,
                confidence=0.82,
                evidence=(evidence(_piece(line), "number:translated-head"),),
            )
    return None


_MONTHS = {
    month: position
    for position, month in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
}
# "Decision No. 12/QD-TTg of May 3, 2010, approving …": how official translations are headed.
_RUNNING = late_pattern(
    r"^(?P<kind>[A-Z][A-Za-z ]{2,30}?)\s+No\.?\s*(?P<num>\d{1,5}/\S+?)\s+(?:of|dated)\s+"
    r"(?P<month>[A-Z][a-z]+)\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4}),?\s*(?P<subject>.*)$"
)


def _running_title(lines: list[Line]) -> dict[str, Reading]:
    """Kind, number, date and subject of a translated act's running title.

    Only a line of its own under a line that repeats the kind in capitals counts: the same
    words in a report are a mention.
    """
    for above, line in pairwise(lines):
        match = _RUNNING.match(line.text.strip())
        if match is None or above.text.strip().casefold() != match["kind"].casefold():
            continue
        parsed = numbers.parse_number(match["num"], loose=True)
        named = kinds.resolve_kind(match["kind"])
        month = _MONTHS.get(match["month"].lower())
        issued, _ = iso_date(match["year"], str(month), match["day"]) if month else ("", True)
        values = {
            FieldName.NUMBER: match["num"] if parsed else "",
            FieldName.KIND: named[0].code if named else "",
            FieldName.ISSUED: issued,
            FieldName.SUBJECT: match["subject"].strip(" ,"),
        }
        where = evidence(_piece(line), "translated-running-title")
        return {
            name: Reading(value=value, confidence=0.82, evidence=(where,))
            for name, value in values.items()
            if value
        } | _body_below(lines, line)
    return {}


def _body_below(lines: list[Line], title: Line) -> dict[str, Reading]:
    """The body on the line below the running title, above the bases: "THE PRIME MINISTER"."""
    at = lines.index(title) + 1
    text = lines[at].text.strip() if at < len(lines) else ""
    if not text.isupper() or len(resolve_issuer(text.removeprefix("THE "))) != 1:
        return {}
    return {FieldName.ISSUER: _stated(text, lines[at])}


_DATED = late_pattern(
    r"^(?P<place>[A-Z][A-Za-z .]{2,30}),\s+(?:(?P<month>[A-Z][a-z]+)\s+(?P<day>\d{1,2}),?|(?P<day2>\d{1,2})\s+(?P<month2>[A-Z][a-z]+))\s+(?P<year>\d{4})$"
)


def _head(lines: list[Line], readings: dict[str, Reading]) -> dict[str, Reading]:
    """Kind, number, date and subject of a translation that keeps the head of the original.

    The name of the republic stands beside the issuer; the kind alone on a line in capitals, in any
    language kinds have names in.
    """
    at = next((i for i, line in enumerate(lines) if _VIETNAM.search(line.text)), None)
    if FieldName.KIND in readings:
        return {}
    if at is None:
        return _bare_title(lines)
    found: dict[str, Reading] = {}
    for index, line in enumerate(lines[at:], start=at):
        text = line.text.strip()
        dated = _DATED.search(text)
        if dated is not None and FieldName.ISSUED not in found:
            month = _MONTHS.get((dated["month"] or dated["month2"]).lower())
            issued, _ = (
                iso_date(dated["year"], str(month), dated["day"] or dated["day2"]) if month else ("", 0)
            )
            if issued:
                found[FieldName.ISSUED] = _stated(issued, line)
                found[FieldName.PLACE] = _stated(dated["place"], line)
        named = kinds.resolve_kind(text) if text.isupper() and len(text) < 60 else ()
        if named:
            found[FieldName.KIND] = _stated(named[0].code, line)
            below = lines[index + 1].text.strip() if index + 1 < len(lines) else ""
            if below:
                found[FieldName.SUBJECT] = _stated(below, lines[index + 1], 0.7)
            break
    return found


_PURSUANT = late_pattern(r"^pursuant to\b", re.IGNORECASE)


def _bare_title(lines: list[Line]) -> dict[str, Reading]:
    """Kind and subject in capitals above the bases: a translation whose head was left away."""
    for line, below, basis in zip(lines, lines[1:], lines[2:], strict=False):
        if not (_PURSUANT.match(basis.text.strip()) and line.text.isupper() and below.text.isupper()):
            continue
        named = kinds.resolve_kind(line.text.strip())
        if named:
            return {
                FieldName.KIND: _stated(named[0].code, line),
                FieldName.SUBJECT: _stated(below.text.strip(), below),
            }
    return {}


def _stated(value: str, line: Line, confidence: float = 0.82) -> Reading:
    return Reading(value=value, confidence=confidence, evidence=(evidence(_piece(line), "translated-head"),))


def _title(extracted: Extracted, lines: list[Line]) -> Reading | None:
    """The title: what the container calls it, else the largest of the first lines."""
    sized = [line for line in lines if line.size]
    largest = max((line.size or 0.0 for line in sized), default=0.0)
    common = sorted(line.size or 0.0 for line in sized)[len(sized) // 2] if sized else 0.0
    if largest > common * 1.15:
        taken = [line for line in sized if line.size == largest][:4]
        text = " ".join(line.text for line in taken)
        if 8 <= len(text) <= 300:
            return Reading(
                value=text,
                confidence=0.7,
                evidence=(evidence(_piece(taken[0]), "subject:largest-line", text),),
            )
    subject = extracted.metadata.get("subject") or extracted.metadata.get("title") or ""
    for line in lines:
        text = line.text.strip()
        if 12 <= len(text) <= 200 and not text.endswith((",", ";")) and (not subject or text in subject):
            return Reading(
                value=text, confidence=0.6, evidence=(evidence(_piece(line), "subject:first-line"),)
            )
    return None


def _piece(line: Line) -> Piece:
    return Piece(text=line.text, folded=fold_aligned(line.text), line=line, column=Column.FULL, order=0)
