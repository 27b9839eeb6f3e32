"""Periods: permanent, a number of years, until repealed.

Owns: what a person or schedule may write, which period is longer, and the day on which one ends.
Must not: know documents.

Archives Law 33/2024/QH15: permanent, or a term of 2 to 70 years. A term runs from the year in which the
matter ended, so that review begins on 1 January after its last year.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from archivist.errors import UsageError
from archivist.text import fold

LEAST, MOST = 2, 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long something is kept.

    Attributes:
        years: of a term; None for the others.
        until_repealed: as long as the directive is in force.
    """

    years: int | None = None
    until_repealed: bool = False

    @property
    def permanent(self) -> bool:
        """Kept for ever."""
        return self.years is None and not self.until_repealed

    @property
    def rank(self) -> int:
        """For comparing: a file takes the longest period of its papers; an unknown end is longer than a term."""
        return MOST + 2 if self.permanent else MOST + 1 if self.until_repealed else self.years or 0

    def __str__(self) -> str:
        return "permanent" if self.permanent else "until-repealed" if self.until_repealed else str(self.years)

    def due(self, ended: int) -> dt.date | None:
        """First day on which what ended in a year may be reviewed; None when it never comes.

        Args:
            ended: year in which the matter ended; for *until repealed* the year it lost force.
        """
        if self.permanent:
            return None
        year = ended + (self.years or 0) + 1
        return dt.date(year, 1, 1) if year <= dt.MAXYEAR else None


PERMANENT = Period()


def parse_period(text: str) -> Period:
    """The period meant: ``permanent``, ``20``, ``20 năm``, ``until-repealed`` or ``vĩnh viễn``.

    Raises:
        UsageError: it is none.
    """
    said = re.sub(r"[\s_-]+", " ", fold(text)).strip()
    if said in ("permanent", "vinh vien"):
        return PERMANENT
    if said in ("until repealed", "den khi het hieu luc", "den khi van ban het hieu luc thi hanh"):
        return Period(until_repealed=True)
    match = re.fullmatch(r"(\d{1,2})(?: (?:nam|years?))?", said)
    if match is None or not LEAST <= int(match[1]) <= MOST:
        raise UsageError(f"{text!r} is no period; write permanent, until-repealed or {LEAST} to {MOST} years")
    return Period(years=int(match[1]))
