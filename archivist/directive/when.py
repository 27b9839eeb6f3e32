"""Date and place of issue: from the head, never from a citation.

Owns: choosing the date of issue and weighing it.
Must not: parse dates (`dates`), or accept one from the body but the day minutes open with.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from archivist.directive.date_witnesses import weigh_witnesses
from archivist.directive.dates import (
    AFTER_RECEIPT,
    NO_SUCH_DAY,
    PlaceAndDate,
    find_dates,
    place_and_date,
)
from archivist.directive.head import Zones
from archivist.directive.kind import BY_TWO_SIDES, SLIPS
from archivist.directive.pieces import Piece, evidence
from archivist.extracted import Extracted
from archivist.lazypattern import late_pattern
from archivist.model import Candidate, Evidence, Reading

_DATED_INSIDE = BY_TWO_SIDES | {"bien-ban"}
"""Kinds that are of the day they open with: minutes, and what two sides sign."""


def read_issued(
    zones: Zones, extracted: Extracted, received_on: dt.date | None, *, file_name: str = "", number: str = ""
) -> Reading | None:
    """The date of issue, possibly partial, as its witnesses leave it; None when the head has none.

    Laws carry no date in the head: the date they were passed stands in their last article and
    is not the date of the letterhead, so nothing is stated for them.

    Args:
        zones: the head.
        extracted: the whole file, for its signatures.
        received_on: local date of arrival.
        file_name: name as received.
        number: the document's own number, empty when none was read.
    """
    found = _in_head(zones)
    if found is None:
        return None
    return _plausible(weigh_witnesses(found, extracted, file_name, number), received_on)


def _in_head(zones: Zones) -> Reading | None:
    """The date as printed."""
    dated = [(piece, found) for piece, found in zones.dates if found.date.value]
    if not dated:
        at_foot = _at_foot(zones)
        if at_foot is not None:
            where = evidence(at_foot[0], "issued:above-signature")
            return Reading(value=at_foot[1].date.value, confidence=0.82, evidence=(where,))
        return _of_minutes(zones) or _no_such_day(zones)
    # The place belongs to the date of issue; a date without place may be a stamp.
    dated.sort(key=lambda item: (not item[1].place, item[0].order))
    piece, found = dated[0]
    confidence = 0.95 if found.place else 0.8
    if found.date.smudged:
        confidence -= 0.2  # a day is written there that could not be read
    if not zones.has_letterhead:
        confidence -= 0.2
    if any(other.date.value != found.date.value for _, other in dated[1:] if other.place):
        confidence -= 0.2
    return Reading(
        value=found.date.value,
        confidence=round(confidence, 3),
        evidence=(evidence(piece, "issued:head-line"),),
        runners_up=tuple(
            Candidate(value=other.date.value, confidence=0.4, evidence=evidence(where, "issued:head-line"))
            for where, other in dated[1:]
            if other.date.value != found.date.value
        ),
    )


def _no_such_day(zones: Zones) -> Reading | None:
    """What can be true of a printed date no calendar has ("ngày 31 tháng 02 năm 2024"), for a person to complete."""
    for piece, found in zones.dates:
        if found.date.remains:
            where = evidence(piece, NO_SUCH_DAY)
            return Reading(value=found.date.remains, confidence=0.4, evidence=(where,))
    return None


def _at_foot(zones: Zones) -> tuple[Piece, PlaceAndDate] | None:
    """Place and date above the signature, where printed forms leave room for them, when there is one only.

    Slips to be carried along (Decree 30/2020/NĐ-CP App. III) are filled in from top to bottom.
    """
    if zones.title is None or zones.title.kind.code not in SLIPS:
        return None
    below = ((piece, place_and_date(piece.text)) for piece in zones.pieces[zones.head_end :])
    dated = [
        (piece, found) for piece, found in below if found is not None and found.place and found.date.complete
    ]
    return dated[0] if len(dated) == 1 else None


_OPENS = late_pattern(r"^(?:hom nay\b|vao hoi\b|hoi \d|thoi gian(?: bat dau)?\s*:)")


def _of_minutes(zones: Zones) -> Reading | None:
    """The day minutes open with: "Hôm nay, hồi 8 giờ ngày 12 tháng 3 năm 2023, tại …".

    Minutes are often kept on a form without place and date beside the letterhead; they are of the
    day they record (Decree 30/2020/NĐ-CP App. III, form 1.10).
    """
    if zones.title is None or zones.title.kind.code not in _DATED_INSIDE:
        return None
    for piece in zones.pieces[zones.head_end : zones.head_end + 10]:
        days = find_dates(piece.text) if _OPENS.match(piece.folded.strip()) else []
        if days and days[0].complete and days[0].value:
            where = evidence(piece, "issued:minutes-open")
            return Reading(value=days[0].value, confidence=0.82, evidence=(where,))
    return None


def _plausible(reading: Reading, received_on: dt.date | None) -> Reading:
    """A directive cannot have arrived before it was issued."""
    if received_on is None or reading.value[:10] <= received_on.isoformat()[: len(reading.value)]:
        return reading
    note = Evidence(source="rule", quote=f"received {received_on.isoformat()}", rule=AFTER_RECEIPT)
    return replace(reading, confidence=min(reading.confidence, 0.5), evidence=(*reading.evidence, note))


def read_place(zones: Zones) -> Reading | None:
    """The place of issue, as printed."""
    for piece, found in zones.dates:
        if found.place:
            return Reading(
                value=found.place,
                confidence=0.94 if zones.has_letterhead else 0.75,
                evidence=(evidence(piece, "place:head-line"),),
            )
    at_foot = None if zones.dates else _at_foot(zones)
    if at_foot is None:
        return None
    return Reading(
        value=at_foot[1].place, confidence=0.82, evidence=(evidence(at_foot[0], "place:above-signature"),)
    )
