"""Acts of other states and of the European Union, as their gazettes print them.

Owns: the heads that tell an act by themselves: the labelled list of Norsk Lovtidend, executive
orders, the title with "Vom …" of the Bundesgesetzblatt, acts of the Union, titles of Israeli statutes.
Must not: read a report about an act: every layout asks for a line of its own and a second sign.

Sources: Lovdata's description of its documents (Datokode, Departement, Tittel); 1 CFR 19.1
(executive orders: title, authority, number and date); Handbuch der Rechtsförmlichkeit (BMJ), part C
(title, "Vom" and date); Interinstitutional style guide of the EU, 2.1 (title of acts).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from archivist.authorities import kinds
from archivist.directive.dates import iso_date
from archivist.directive.mentions_foreign import date_in
from archivist.directive.pieces import Piece, evidence, fold_aligned
from archivist.extracted import Column, Line
from archivist.lazypattern import late_pattern
from archivist.model import FieldName, Reading

Found = dict[str, Reading]
_SURE = 0.85
_UNSURE = 0.75
_TOP = 30
"""Lines in which a gazette prints title, number and date; a labelled list may be longer."""


def published_act(lines: Sequence[Line]) -> Found:
    """What a gazette's head says; empty when the text opens like none of them."""
    for layout in _LAYOUTS:
        found = layout(lines)
        if found:
            return found
    return {}


def _stated(value: str, line: Line, rule: str, confidence: float = _SURE) -> Reading:
    piece = Piece(text=line.text, folded=fold_aligned(line.text), line=line, column=Column.FULL, order=0)
    return Reading(value=value, confidence=confidence, evidence=(evidence(piece, rule),))


def _kind(word: str, line: Line, rule: str) -> Found:
    """The kind a word in any language names, when the first meaning is the usual one."""
    named = kinds.resolve_kind(word)
    return {FieldName.KIND: _stated(named[0].code, line, rule)} if named else {}


# ------------------------------------------------------------------------------- Norway

# "FOR-2025-02-28-320": kind, date of the act, number within the day's year.
_DATE_CODE = late_pattern(r"^(?P<kind>LOV|FOR)-(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})-\d{1,5}$")
_LABELS: Mapping[str, FieldName] = MappingProxyType(
    {"departement": FieldName.ISSUER, "tittel": FieldName.SUBJECT}
)
_OF_CODE = {"LOV": "lov", "FOR": "forskrift"}


def _norwegian(lines: Sequence[Line]) -> Found:
    """The labelled list: each label on a line, its value on the next."""
    rule = "foreign:lovtidend"
    at = next(
        (i for i, line in enumerate(lines[:_TOP]) if line.text.strip() in ("Datokode", "Dato")), len(lines)
    )
    code = _DATE_CODE.match(lines[at + 1].text.strip()) if at + 1 < len(lines) else None
    if code is None:
        return {}
    issued, _ = iso_date(code["year"], code["month"], code["day"])
    coded = lines[at + 1]
    found: Found = {
        FieldName.NUMBER: _stated(code[0], coded, rule),
        **_kind(_OF_CODE[code["kind"]], coded, rule),
    }
    if issued:
        found[FieldName.ISSUED] = _stated(issued, coded, rule)
    for label, value in zip(lines[at:], lines[at + 1 :], strict=False):
        field = _LABELS.get(label.text.strip().casefold())
        if field is not None and field not in found:
            found[field] = _stated(value.text.strip(), value, rule)
    return found


# ------------------------------------------------------------------------------- executive orders

_ORDER = late_pattern(
    r"^(?P<title>Title \d+\W+)?(?:Emergency )?Executive Order (?:No\.?\s*|Number\s+)?(?P<num>\d{1,5})"
    r"(?:\s+of\s+(?P<date>[A-Z][a-z]+ \d{1,2}, \d{4}))?\W*$",
    re.IGNORECASE,
)
# What an order is made by: no report opens so.
_ORDERED = late_pattern(
    r"^(?:By (?:the )?(?:power|authority)\b.*\bvested in me|WHEREAS\b|NOW, THEREFORE|Pursuant to the (?:powers?|authority))",
    re.IGNORECASE,
)
_DATE_LINE = late_pattern(r"^[A-Z][a-z]+ \d{1,2}, \d{4}$")
_OFFICE = late_pattern(
    r"^(?:THE )?(?:CITY|STATE|COUNTY|OFFICE|EXECUTIVE (?:CHAMBER|DEPARTMENT)) OF\b|^(?:THE )?STATE OF\b"
)
_SEAT = late_pattern(r"^THE WHITE HOUSE\b\W*$")


def _executive_order(lines: Sequence[Line]) -> Found:
    """An executive order: number, perhaps the date, title, and the words by which it is made."""
    rule = "foreign:executive-order"
    at, order = next(
        ((i, m) for i, line in enumerate(lines[:_TOP]) if (m := _ORDER.match(line.text.strip()))), (0, None)
    )
    made = next(
        (i for i in range(at + 1, min(len(lines), at + 12)) if _ORDERED.match(lines[i].text.strip())), 0
    )
    if order is None or not made:
        return {}
    where = lines[at]
    found: Found = {FieldName.NUMBER: _stated(order["num"], where, rule)}
    dated = where if order["date"] else None
    title: list[Line] = []
    for line in lines[at + 1 : made]:
        if dated is None and _DATE_LINE.match(line.text.strip()):
            dated = line
        elif sum(char.isalpha() for char in line.text) > 2:
            title.append(line)
    issued = date_in(order["date"] or (dated.text if dated is not None else ""))
    if issued and dated is not None:
        # On a line of its own it may be that of another paper in the file.
        found[FieldName.ISSUED] = _stated(issued, dated, rule, _SURE if order["date"] else _UNSURE)
    if title:
        text = " ".join(line.text.strip() for line in title)
        # Set beside the title in the first issue of a number: "Title 3— / The President".
        text = text.removeprefix("The President ") if order["title"] else text
        found[FieldName.SUBJECT] = _stated(text, title[0], rule)
    offices = [line for line in lines[:at] if _OFFICE.match(line.text.strip())]
    seat = next((line for line in lines[made:] if _SEAT.match(line.text.strip())), None)
    if offices:
        found[FieldName.ISSUER] = _stated("; ".join(line.text.strip() for line in offices), offices[0], rule)
    elif seat is not None:
        found[FieldName.ISSUER] = _stated(seat.text.strip(" ,."), seat, rule)
    return found


# ------------------------------------------------------------------------------- Germany

_GERMAN_TITLE = late_pattern(
    r"^(?:(?:Erste|Zweite|Dritte|Vierte|Fünfte)[rs]?\s+)?(?P<kind>Gesetz|Verordnung|Richtlinie|Bekanntmachung|Beschluss)\b\s+\S+"
    r"|^[A-ZÄÖÜ][\w-]+(?P<tail>gesetz|verordnung|richtlinie)\b"
)
_VOM = late_pattern(r"^Vom\s+\d{1,2}\.\s+\w+\s+\d{4}$")


def _german(lines: Sequence[Line]) -> Found:
    """Title, then "Vom 12. Juli 2024" on a line of its own."""
    rule = "foreign:gesetzblatt"
    at = next((i for i, line in enumerate(lines[:_TOP]) if _VOM.match(line.text.strip())), 0)
    first = next((i for i in range(max(0, at - 5), at) if _GERMAN_TITLE.match(lines[i].text.strip())), None)
    issued = date_in(lines[at].text) if lines else ""
    if first is None or not issued:
        return {}
    match = _GERMAN_TITLE.match(lines[first].text.strip())
    word = (match["kind"] or match["tail"].capitalize()) if match else ""
    return {
        FieldName.ISSUED: _stated(issued, lines[at], rule),
        FieldName.SUBJECT: _stated(
            " ".join(line.text.strip() for line in lines[first:at]), lines[first], rule
        ),
        **_kind(word, lines[first], rule),
    }


# ------------------------------------------------------------------------------- European Union

_UNION = late_pattern(
    r"^(?:(?:COMMISSION|COUNCIL)\s+)?(?:(?:IMPLEMENTING|DELEGATED)\s+)?(?P<kind>REGULATION|DIRECTIVE|DECISION|(?:DURCHFÜHRUNGS)?VERORDNUNG|RICHTLINIE|BESCHLUSS)"
    r"\s+(?P<num>\((?:EU|EC|EEC|EG|EWG)\)\s+(?:No\.?\s+|Nr\.\s*)?\d{1,4}/\d{1,4})\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_OF_DATE = late_pattern(r"^(?:of|vom)\s+\d{1,2}\.?\s+\w+\s+\d{4}$", re.IGNORECASE)


def _union(lines: Sequence[Line]) -> Found:
    """Kind and number ("REGULATION (EU) 2016/679 OF …"), "of 27 April 2016", then what it is on."""
    rule = "foreign:official-journal"
    for index, line in enumerate(lines[:_TOP]):
        match = _UNION.match(line.text.strip())
        below = lines[index + 1 : index + 4] if match is not None else ()
        at = next((i for i, other in enumerate(below) if _OF_DATE.match(other.text.strip())), None)
        if match is None or at is None:
            continue
        found: Found = {
            FieldName.NUMBER: _stated(re.sub(r"\s+", " ", match["num"]), line, rule),
            FieldName.ISSUED: _stated(date_in(below[at].text), below[at], rule),
            **_kind(re.sub(r"^durchführungs", "", match["kind"].casefold()), line, rule),
        }
        subject = lines[index + at + 2] if index + at + 2 < len(lines) else None
        if subject is not None:
            found[FieldName.SUBJECT] = _stated(subject.text.strip(), subject, rule, _UNSURE)
        return found
    return {}


# ------------------------------------------------------------------------------- Israel

# "תקנות הארכיונים (העברת חומר), התשפ״ד–2024": kind, matter, year of both calendars.
_ISRAELI = late_pattern(r"^(?P<kind>חוק|תקנות)\s.{2,150}?,?\s+ה?תש\S{1,6}\s?[-–־]\s?(?P<year>\d{4})$")


def _israeli(lines: Sequence[Line]) -> Found:
    """The title of a statute, which ends with its year."""
    rule = "foreign:title-with-year"
    for line in lines[:10]:
        match = _ISRAELI.match(line.text.strip())
        if match is not None:
            return {
                FieldName.SUBJECT: _stated(line.text.strip(), line, rule),
                FieldName.ISSUED: _stated(match["year"], line, rule),
                **_kind(match["kind"], line, rule),
            }
    return {}


_LAYOUTS: tuple[Callable[[Sequence[Line]], Found], ...] = (
    _norwegian,
    _executive_order,
    _german,
    _union,
    _israeli,
)
