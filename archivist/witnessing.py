"""Number and date of a scan that are written by hand: what else in the file says them.

Owns: finding witnesses of the own number and date outside the head, and proposing what the head lacks.
Must not: state a figure for certain that one place alone gives, or change what a person set.

Recognition does not read handwriting. What is printed round it (the symbol "/QĐ-UBND", month and
year) does say which number and date another place may complete: the line that leads an attached text
("(Kèm theo Quyết định số … ngày …)", Decree 30/2020/NĐ-CP App. I on annexes; Guidance 36-HD/VPTW),
and the file's name, where it names the kind with the figure. Both only propose: a person looks. Two
places on paper that give the same figures confirm each other.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator

from archivist import numbers
from archivist.authorities import kinds
from archivist.directive.dates import find_dates, iso_date
from archivist.directive.head import page_lines, read_zones
from archivist.directive.number import number_text
from archivist.directive.pieces import evidence
from archivist.extracted import Extracted
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Candidate, Evidence, FieldName, Fields, Reading
from archivist.numbers import DocumentNumber
from archivist.recognised import CONFIRMED, UNCONFIRMED
from archivist.text import fold

_BY_NAME = 0.5
"""A name is typed by whoever saved the file."""
_PAGE_TOP = 15
"""An attached text begins a page; the line that leads it stands under its title."""
_LEADS = late_pattern(
    r"^[(\[]?\s*(?:được\s+)?(?:[Bb]an hành\s+)?[Kk]èm(?: theo)?\s+(?P<kind>[^\d,;:]{4,40}?)\s+s[ốôóoồổ]\b"
)
_SYMBOL = late_pattern(r"(?P<tail>[/\-]\s*(?:(?:19|20)\d\d\s*/\s*)?[A-ZĐ]\w*(?:\s*[-/&]\s*[A-ZĐ]\w*)*)\s*$")
_KIND_IN_NAME = late_pattern(
    r"(?<![a-z0-9])(?P<kind>[a-z]{2,4})[ ._\-]*(?:so[ ._\-]*)?(?P<figure>\d{1,5})(?!\d|[.\-]\d)"
)
_DATE_IN_NAME = late_pattern(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<s>[._\-])(?P<m>\d\d)(?P=s)(?P<d>\d\d)|(?P<d2>\d\d)(?P<s2>[._\-])(?P<m2>\d\d)(?P=s2)(?P<y2>(?:19|20)\d\d))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class _Witness:
    """A value that stands outside the head."""

    value: str
    evidence: Evidence
    confirms: bool
    """It stands on paper: the same value in the head is confirmed by it."""


def with_witnesses(fields: Fields, extracted: Extracted, file_name: str, read: Collection[int]) -> Fields:
    """The fields of a scan, number and date completed by what else in the file says them.

    Args:
        fields: as far as they are trusted.
        extracted: the file, recognised pages included.
        file_name: as received.
        read: numbers of the recognised pages; without the first nothing is done.
    """
    if 1 not in read:
        return fields
    readings = dict(fields.readings)
    tail = printed_symbol(extracted)
    kind = fields.value(FieldName.KIND) or ""
    led = _led(extracted, kind, tail)
    dated = [*_unanimous([date for _, date in led if date.value]), *_date_in_name(file_name)]
    numbered = [*_unanimous([number for number, _ in led]), *_number_in_name(file_name, kind, tail)]
    for name, witnesses in ((FieldName.NUMBER, numbered), (FieldName.ISSUED, dated)):
        for witness in witnesses:
            weighed = _weighed(name, readings.get(name), witness)
            if weighed is not None:
                readings[name] = weighed
    if FieldName.ISSUED not in readings:
        _put_year(readings, extracted, tail)
    return dataclasses.replace(fields, readings=readings)


_YEAR = late_pattern(r"^/\s*((?:19|20)\d\d)\s*/")


def _put_year(readings: dict[str, Reading], extracted: Extracted, tail: str) -> None:
    """The year of issue as the symbol prints it ("/2024/TT-BNV"), when the date line cannot be read.

    Normative documents bear the year of issue in their number (Law 80/2015/QH13 art. 10).
    """
    match = _YEAR.match(tail)
    if match is None:
        return
    line = next(piece for piece in read_zones(extracted).number if _SYMBOL.search(number_text(piece.text)))
    readings[FieldName.ISSUED] = Reading(
        value=match[1], confidence=_BY_NAME, evidence=(evidence(line, "issued:year-in-symbol"),)
    )


def printed_symbol(extracted: Extracted) -> str:
    """What is printed behind the place of the figure in a number line: "/QĐ-UBND"; empty when nothing is."""
    for piece in read_zones(extracted).number:
        match = _SYMBOL.search(number_text(piece.text))
        if match is not None:
            return re.sub(r"\s+", "", match["tail"])
    return ""


# ------------------------------------------------------------------------------- weighing


def _weighed(name: str, held: Reading | None, witness: _Witness) -> Reading | None:
    """The reading with a witness; None when the witness has nothing to say of it."""
    if held is None:
        if name == FieldName.ISSUED and not witness.confirms:
            return None  # a date in a name alone may be any: of receipt, of scanning
        confidence = UNCONFIRMED if witness.confirms else _BY_NAME
        return Reading(value=witness.value, confidence=confidence, evidence=(witness.evidence,))
    if held.confidence > UNCONFIRMED:
        return None
    if _same(name, held.value, witness.value):
        confidence = CONFIRMED if witness.confirms else held.confidence
        return dataclasses.replace(held, confidence=confidence, evidence=(*held.evidence, witness.evidence))
    if name == FieldName.ISSUED and witness.value.startswith(f"{held.value}-"):
        partial = Candidate(value=held.value, confidence=held.confidence, evidence=held.evidence[0])
        return dataclasses.replace(
            held,
            value=witness.value,
            confidence=UNCONFIRMED if witness.confirms else _BY_NAME,
            evidence=(witness.evidence, *held.evidence),
            runners_up=(partial, *held.runners_up),
        )
    if not witness.confirms:
        return None  # a name says many things
    other = Candidate(value=witness.value, confidence=_BY_NAME, evidence=witness.evidence)
    return dataclasses.replace(held, runners_up=(*held.runners_up, other))


def _same(name: str, one: str, other: str) -> bool:
    return numbers.key(one) == numbers.key(other) if name == FieldName.NUMBER else one == other


def _unanimous(witnesses: list[_Witness]) -> list[_Witness]:
    """The first of them, when all say the same: different ones speak of other documents."""
    return witnesses[:1] if len({one.value for one in witnesses}) == 1 else []


# ------------------------------------------------------------------------------- attached texts


def _led(extracted: Extracted, kind: str, tail: str) -> list[tuple[_Witness, _Witness]]:
    """Number and date in the lines that lead attached texts issued with this document."""
    found = []
    for text, where in _leading_lines(extracted):
        match = _LEADS.match(text)
        named = kinds.match_title(match["kind"].upper()) if match is not None else None
        if match is None or named is None or named.rest or named.kind.code != kind:
            continue
        number = next(iter(numbers.find_numbers(text)), None)
        if number is None or (tail and not _ends_with(number.number, tail)):
            continue
        rule = dataclasses.replace(where, quote=text[:300], rule="number:attached-text-names-it")
        date = next((one.value for one in find_dates(text[number.end :]) if one.complete), "")
        dated = dataclasses.replace(rule, rule="issued:attached-text-names-it")
        found.append((_Witness(number.number.normal, rule, True), _Witness(date, dated, True)))
    return found


def _leading_lines(extracted: Extracted) -> Iterator[tuple[str, Evidence]]:
    """The lines at the top of each page but the first, each with the one below it."""
    for page in extracted.pages[1:]:
        lines = list(page_lines(page))[: _PAGE_TOP + 1]
        for at, line in enumerate(lines[:_PAGE_TOP]):
            below = lines[at + 1].text if at + 1 < len(lines) else ""
            where = Evidence(source="page", page=page.number, line=line.number, box=line.box, rule="")
            yield f"{line.text.strip()} {below.strip()}", where


def _ends_with(number: DocumentNumber, tail: str) -> bool:
    return numbers.key(number.normal).endswith(numbers.key("1" + tail).lstrip("1"))


# ------------------------------------------------------------------------------- file name


def _number_in_name(file_name: str, kind: str, tail: str) -> list[_Witness]:
    """The figure of "CV-813 tra loi.pdf" beside a printed "/HC-CNHC": where the name calls the kind."""
    if not tail:
        return []
    found = []
    for match in _KIND_IN_NAME.finditer(fold(re.sub(r"\.\w{2,5}$", "", file_name))):
        meant = {one.code for one in kinds.kinds_for_symbol(match["kind"].upper())}
        year = 1945 <= int(match["figure"]) <= 2100
        parsed = numbers.parse_number(match["figure"] + tail)
        if kind in meant and not year and parsed is not None:
            where = Evidence(source="file-name", quote=file_name[:300], rule="number:file-name-and-symbol")
            found.append(_Witness(parsed.normal, where, False))
    return _unanimous(found)


def _date_in_name(file_name: str) -> list[_Witness]:
    """A whole date in the name; it can only complete month and year that are printed."""
    found = []
    for match in _DATE_IN_NAME.finditer(file_name):
        value, _ = iso_date(match["y"] or match["y2"], match["m"] or match["m2"], match["d"] or match["d2"])
        if value:
            where = Evidence(source="file-name", quote=file_name[:300], rule="issued:file-name-completes")
            found.append(_Witness(value, where, False))
    return _unanimous(found)


__all__ = ["printed_symbol", "with_witnesses"]
