"""Periods: permanent, a number of years, until repealed, the life of a work or device.

Owns: what a person or schedule may write, which period is longer, and the day on which one ends.
Must not: know documents.

Archives Law 33/2024/QH15: permanent, or a term of 2 to 70 years; older schedules, still met in files of their
time, also know one year (160-CV/TW of 1988) and ends that are no number of years (Circular 09/2011/TT-BNV: "đến
khi văn bản hết hiệu lực thi hành", "theo tuổi thọ công trình, thiết bị"). A term runs from the year in which the
matter ended, so that review begins on 1 January after its last year.
"""

from __future__ import annotations

import datetime as dt
import re

from archivist.errors import UsageError
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.text import fold

LEAST, MOST = 2, 70
LEAST_EVER = 1
"""Of schedules made before the law of 2024."""
_UNTIL, _LIFETIME = "until-repealed", "lifetime"
_REPEAL = late_pattern(
    r"(?:den khi )?(?:van ban )?(?:(?:het|mat) hieu luc(?: thi hanh)?|(?:duoc|bi) (?:thay the|bai bo))"
    r"|until (?:it is )?(?:repealed|superseded|replaced)"
)
_LIFE = late_pattern(
    r"(?:theo )?tuoi tho(?: cua)?(?: (?:cong trinh|thiet bi|tai san)(?:(?:,| va| hoac) (?:cong trinh|thiet bi|tai san))*)?"
    r"|life(?:time)?(?: of the (?:work|device))?"
)
_TERM = late_pattern(r"(\d{1,2})(?: (?:nam|years?))?")
_AFTER = late_pattern(r"(\d{1,2}) (?:nam|years?) (?:sau khi|ke tu khi|after) (?:it is |the end of )?(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long something is kept.

    Attributes:
        years: of a term; after the event of the two others; None for none.
        until_repealed: as long as the directive is in force.
        lifetime: as long as the work or device exists that it is about; a person says when that ended.
    """

    years: int | None = None
    until_repealed: bool = False
    lifetime: bool = False

    @property
    def permanent(self) -> bool:
        """Kept for ever."""
        return self.years is None and not self.until_repealed and not self.lifetime

    @property
    def rank(self) -> int:
        """For comparing: a file takes the longest period of its papers; an unknown end is longer than a term."""
        if self.permanent:
            return 4 * MOST
        return (self.years or 0) + (2 * MOST if self.lifetime else MOST + 1 if self.until_repealed else 0)

    def __str__(self) -> str:
        event = _LIFETIME if self.lifetime else _UNTIL if self.until_repealed else ""
        if not event:
            return "permanent" if self.years is None else str(self.years)
        return f"{event}+{self.years}" if self.years else event

    def due(self, ended: int) -> dt.date | None:
        """First day on which what ended in a year may be reviewed; None when it never comes.

        Args:
            ended: year in which the matter ended; for *until repealed* the year it lost force, for *lifetime*
                the year in which the work or device came to its end.
        """
        if self.permanent:
            return None
        year = ended + (self.years or 0) + 1
        return dt.date(year, 1, 1) if year <= dt.MAXYEAR else None


PERMANENT = Period()


def period_words(period: Period, language: str) -> str:
    """A period as it stands in a list.

    Args:
        period: the period.
        language: ``"vi"`` or ``"en"``.
    """
    vi = language == "vi"
    if period.permanent:
        return "Vĩnh viễn" if vi else "permanent"
    years = ""
    if period.years:
        years = f"{period.years} năm" if vi else f"{period.years} {'year' if period.years == 1 else 'years'}"
    if period.until_repealed:
        event = ("Đến khi hết hiệu lực", "until repealed", "sau khi hết hiệu lực", "after it lost force")
    elif period.lifetime:
        event = ("Theo tuổi thọ", "lifetime", "sau khi hết sử dụng", "after the end of use")
    else:
        return years
    return f"{years} {event[2 if vi else 3]}" if years else event[0 if vi else 1]


def parse_period(text: str, *, least: int = LEAST) -> Period:
    """The period meant: ``permanent``, ``20``, ``20 năm``, ``until-repealed``, ``lifetime``, ``until-repealed+5``, ``vĩnh viễn``.

    Args:
        text: what was written, in English or Vietnamese.
        least: least years of a term; `LEAST_EVER` for what was written before the law of 2024.

    Raises:
        UsageError: it is none.
    """
    said = re.sub(r"[\s_-]+", " ", fold(text)).strip()
    if said in ("permanent", "vinh vien"):
        return PERMANENT
    event, plus, more = (part.strip() for part in said.partition("+"))
    if after := _AFTER.fullmatch(said):
        more, event = after[1], after[2]
    term = _TERM.fullmatch(more or event)
    years = int(term[1]) if term else 0
    rest = (years or None) if more else None
    found = None
    if _REPEAL.fullmatch(event):
        found = Period(years=rest, until_repealed=True)
    elif _LIFE.fullmatch(event):
        found = Period(years=rest, lifetime=True)
    elif not more and least <= years <= MOST:
        found = Period(years=years)
    if found is None or (more and not 0 < years <= MOST) or (plus and not more):
        raise UsageError(
            f"{text!r} is no period; write permanent, {least} to {MOST} years, until-repealed or lifetime"
        )
    return found
