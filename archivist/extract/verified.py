"""What a worker answers when it checked signatures, and how PDF writes a time.

Owns: the record of a check (plain data; it crosses the pipe) and the reading of PDF dates.
Must not: import a format library: the parent imports this module.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import Signature

# ISO 32000-1, 7.9.4: everything after the year may be missing; so may the apostrophes.
_PDF_DATE: Final = late_pattern(
    r"(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([+\-Z])(?:(\d{2})'?(?:(\d{2})'?)?)?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Answer to a check of the signatures of one file.

    Attributes:
        available: False when pyHanko is not installed; then nothing else is said.
        library: name and version of what checked.
        signatures: all signatures of persons and offices, in the order they were made.
        roots: certificates found in the trust folder.
        problems: things worth knowing of the trust folder, one sentence each.
    """

    available: bool = True
    library: str = ""
    signatures: tuple[Signature, ...] = ()
    roots: int = 0
    problems: tuple[str, ...] = ()


def pdf_moment(text: str) -> str:
    """A date as PDF writes it (``D:20240913164911+07'00'``) as ISO 8601; empty when it is none.

    The offset is kept as written; without one the time is local and stays without.
    """
    match = _PDF_DATE.fullmatch(text.strip())
    if match is None:
        return ""
    year, month, day, hour, minute, second, sign, hours, minutes = match.groups()
    zone = None
    if sign is not None:
        offset = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        if offset >= dt.timedelta(hours=24):
            return ""
        zone = dt.timezone(-offset if sign == "-" else offset)
    try:
        moment = dt.datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=zone,
        )
    except ValueError:
        return ""
    return moment.isoformat()
