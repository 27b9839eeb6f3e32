"""Joint issuers below one superior: "TỈNH ỦY … / BAN TỔ CHỨC - BAN TUYÊN GIÁO".

Owns: telling them from one body whose name holds a dash.
Must not: read a single name (`letterhead`).

Guidance 36-HD/VPTW: joint documents name every issuer in letterhead and symbol (05-QC/BTCTU-BDVTU).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from archivist.authorities.bodies import body_types
from archivist.authorities.letterhead import IssuerMatch, resolve_letterhead
from archivist.lazypattern import late_pattern

_DASH = late_pattern(r"\s+[-–]\s+")


def resolve_issuers(
    lines: Sequence[str], place: str | None, authority_line: str | None, on: dt.date | None
) -> IssuerMatch | None:
    """As `resolve_letterhead`; of joint issuers the first, under the names of all.

    Every part must be a body on record of the same superior; else the line is one name, and the
    dash is part of it ("PHÒNG TÀI CHÍNH - KẾ HOẠCH").
    """
    match = resolve_letterhead(lines, place, authority_line, on)
    parts = _DASH.split(lines[-1]) if len(lines) > 1 else []
    if len(parts) < 2 or _of_a_type(match):
        return match
    found = [resolve_letterhead((*lines[:-1], part), place, authority_line, on) for part in parts]
    bodies = [one for one in found if one is not None and _of_a_type(one)]
    alike = {one.parent_id for one in bodies}
    if len(bodies) < len(parts) or len(alike) > 1 or len({one.record_id for one in bodies}) < len(parts):
        return match
    names = " - ".join(one.name for one in bodies)
    return replace(bodies[0], name=names, confidence=min(0.8, *(one.confidence for one in bodies)))


def _of_a_type(match: IssuerMatch | None) -> bool:
    """Whether it is a body on record or of a type on record, also in a place on no list."""
    return match is not None and (match.known or match.record_id.partition(":")[0] in body_types())
