"""Witnesses for the date of issue: when the file was signed, and what its name says.

Owns: weighing the date of the head against digital signatures and the file name.
Must not: take a date from a witness: where one knows more, it is offered to a person beside what was read.

A body signs last, when number and date are on the paper (Decree 30/2020/NĐ-CP, Articles 12 and 18): a file
whose last signature is older than its date is read, or was dated, wrongly. Later signatures say nothing,
since copies and publishers sign too. File names are typed by hand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from archivist.directive.dates import iso_date
from archivist.extracted import Extracted, SignatureField
from archivist.lazypattern import late_pattern
from archivist.model import Candidate, Evidence, Reading
from archivist.text import fold

_VIETNAM = dt.timezone(dt.timedelta(hours=7))
_GRACE = dt.timedelta(days=7)
"""Signed and given its number and day within a week: the usual way of an urgent letter signed on Friday."""
_IN_DISPUTE = 0.7
"""Below the threshold of review: one of the two is wrong."""
_IN_NAME = (
    late_pattern(
        r"(?<!\d)(?P<day>\d{1,2})(?P<by>[-._/ ])(?P<month>\d{1,2})(?P=by)(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
    late_pattern(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<by>[-._]?)(?P<month>\d\d)(?P=by)(?P<day>\d\d)(?!\d)"),
)


def weigh_witnesses(reading: Reading, extracted: Extracted, file_name: str, number: str) -> Reading:
    """The date of issue with what its witnesses say.

    Args:
        reading: the date of the head, possibly partial.
        extracted: the file, for its signatures (not verified).
        file_name: name as received.
        number: the document's own number, empty when none was read.
    """
    return _by_name(_by_signatures(reading, extracted.signatures), file_name, number)


def signed_on(signature: SignatureField) -> dt.date | None:
    """The day of a signature in Vietnam; None when it does not say."""
    try:
        moment = dt.datetime.fromisoformat(signature.signed_at)
    except ValueError:
        return None
    return (moment if moment.tzinfo is None else moment.astimezone(_VIETNAM)).date()


def _by_signatures(reading: Reading, signatures: tuple[SignatureField, ...]) -> Reading:
    days = [(day, one) for one in signatures if (day := signed_on(one)) is not None]
    if not days:
        return reading
    for day, one in days:
        if day.isoformat() == reading.value:
            return _with(reading, _signature(one, "issued:signing-time-agrees"))
    last, signature = max(days, key=lambda item: item[0])
    where = _signature(signature, "issued:after-signing")
    if last + _GRACE < _earliest(reading.value):
        offered = _offering(reading, last.isoformat(), where)
        return replace(_with(offered, where), confidence=min(offered.confidence, _IN_DISPUTE))
    of_then = [day for day, _ in days if day.isoformat().startswith(reading.value)]
    if len(reading.value) < 10 and of_then:
        return _offering(reading, max(of_then).isoformat(), replace(where, rule="issued:signing-time"))
    return reading


def _earliest(value: str) -> dt.date:
    """The first day a possibly partial date can be."""
    year, month, day = (*(int(part) for part in value.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


def _by_name(reading: Reading, file_name: str, number: str) -> Reading:
    found = dict(_dates_in(file_name))
    if not found:
        return reading
    where = Evidence(source="file-name", quote=file_name[:300], rule="issued:file-name-agrees")
    if reading.value in found:
        return _with(reading, where)
    where = replace(where, rule="issued:file-name-differs")
    if len(reading.value) < 10:
        fits = [value for value in found if value.startswith(reading.value)]
        return _offering(reading, fits[0], where) if len(fits) == 1 else reading
    # Names hold the day of scanning, and of what they answer: only the day said of this very number counts.
    own = [value for value, place in found.items() if _said_of(number, file_name[:place])]
    if len(own) != 1:
        return reading
    offered = _with(_offering(reading, own[0], where), where)
    return replace(offered, confidence=min(offered.confidence, _IN_DISPUTE))


def _dates_in(name: str) -> Iterator[tuple[str, int]]:
    for pattern in _IN_NAME:
        for match in pattern.finditer(name):
            value, _ = iso_date(match["year"], match["month"], match["day"])
            if value:
                yield value, match.start()


def _said_of(number: str, before: str) -> bool:
    """Whether a name says "56 … ngày" of the document's own number right before a date."""
    ordinal = re.match(r"\d+", number)
    if ordinal is None:
        return False
    said = rf"(?<!\d)0*{int(ordinal[0])}(?!\d)\D{{0,30}}(?<![a-z])ngay[\W_]*$"
    return re.search(said, fold(before)) is not None


def _signature(one: SignatureField, rule: str) -> Evidence:
    return Evidence(source="signature", quote=one.signed_at, page=one.page, rule=rule)


def _with(reading: Reading, note: Evidence) -> Reading:
    return replace(reading, evidence=(*reading.evidence, note))


def _offering(reading: Reading, value: str, where: Evidence) -> Reading:
    """The reading with another value a person may take."""
    if value in {one.value for one in reading.runners_up}:
        return reading
    offered = Candidate(value=value, confidence=0.4, evidence=where)
    return replace(reading, runners_up=(*reading.runners_up, offered))
