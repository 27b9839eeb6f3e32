"""What forbids a disposal, and periods, in words.

Owns: those texts. Must not: decide anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archivist_cli.i18n import mark, translate, translate_count

if TYPE_CHECKING:
    from archivist.retention import Period

BLOCKS = {
    "held": mark("held by a person"),
    "review": mark("not looked at yet"),
    "permanent": mark("kept permanently"),
    "file-open": mark("its file is still open"),
    "in-force": mark("in force"),
    "needed": mark("a directive in force rests on it"),
    "no-period": mark("no line of a schedule fits"),
    "no-date": mark("year unknown"),
    "not-due": mark("not due yet"),
}


def written_period(text: str) -> str:
    """A period as it stands in a record, in words; as it is where it cannot be understood."""
    from archivist.errors import UsageError
    from archivist.retention import parse_period

    try:
        return period_text(parse_period(text, least=1)) if text else ""
    except UsageError:
        return text


def period_text(period: Period | None) -> str:
    """A period in words; empty when there is none."""
    if period is None:
        return ""
    if period.permanent:
        return translate(mark("permanent"))
    years = translate_count("{count} year", "{count} years", period.years) if period.years else ""
    if period.until_repealed:
        return (
            translate(mark("{years} after it lost force")).format(years=years)
            if years
            else translate(mark("until repealed"))
        )
    if period.lifetime:
        return (
            translate(mark("{years} after the end of the work or device")).format(years=years)
            if years
            else translate(mark("lifetime of the work or device"))
        )
    return years
