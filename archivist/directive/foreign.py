"""Texts in other languages than Vietnamese: translations of acts, foreign acts, press, letters.

Owns: reading the little that stands clearly in their heads.
Must not: take a number, date or issuer out of running text: a report about a resolution is no
resolution.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from archivist import numbers
from archivist.directive.citations import read_citations
from archivist.directive.head import first_lines
from archivist.directive.pieces import Piece, evidence, fold_aligned
from archivist.extract.records import Column, Extracted, Line
from archivist.model import FieldName, Fields, Reading, System

_HEAD = 25
_NO = re.compile(r"^(?:no|nr|number|số|so)\s*[.:]+\s*(?P<num>\S+)\s*$", re.IGNORECASE)
_VIETNAM = re.compile(r"socialist republic of viet\s?nam", re.IGNORECASE)


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
    own = numbers.key(number.value) if number else ""
    return Fields(
        readings=MappingProxyType(readings), citations=read_citations(extracted, own), reader=reader
    )


def _own_number(lines: list[Line]) -> Reading | None:
    """A number line of its own ("No. 2281/QD-TTg") under the name of the republic."""
    if not any(_VIETNAM.search(line.text) for line in lines):
        return None
    for line in lines:
        match = _NO.match(line.text.strip())
        parsed = numbers.parse_number(match["num"]) if match else None
        if parsed is not None:
            return Reading(
                value=parsed.normal,
                confidence=0.82,
                evidence=(evidence(_piece(line), "number:translated-head"),),
            )
    return None


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
