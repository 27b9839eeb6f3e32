"""Terms of Party committees ("nhiệm kỳ"): in which of them a day lies.

Owns: the years of congresses and the part of the year in which each level holds them.
Must not: know documents, or say one term where a congress may have been before or after the day.

Party numbers begin again with each term of the committee (Guidance 05-HD/VPTW of 2026 and its
predecessor 36-HD/VPTW of 2018), so a term is part of what identifies a Party document.

Sources: days of the national congresses X to XIV as published; congresses below the centre are held
every five years, before the national one (Directives 36-CT/TW of 2014,
35-CT/TW of 2019 and 45-CT/TW of 2025 on the congresses of each round). Their exact days differ
from body to body, so only the months are given here.
"""

from __future__ import annotations

import datetime as dt

from archivist.lazyclass import dataclass
from archivist.model import Level

NATIONAL = (
    dt.date(2001, 4, 22),
    dt.date(2006, 4, 25),
    dt.date(2011, 1, 19),
    dt.date(2016, 1, 28),
    dt.date(2021, 2, 1),
    dt.date(2026, 1, 23),
)
"""Closing days of the national congresses IX to XIV: the new committee works from then on."""

_DAYS_NATIONAL = 12
"""Longest of those congresses, in days: while it sits, both terms are possible."""

_FIRST_LOCAL, _EVERY = 2000, 5
"""Congresses below the centre: 2000, 2005, … 2025."""

_LOCAL_MONTHS = {Level.PROVINCIAL: (7, 12), Level.DISTRICT: (4, 10), Level.COMMUNE: (2, 10)}
"""First and last month in which bodies of a level hold them. The provincial span begins in July
because merged provinces began anew on 1 July 2025, before their first congress."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Term:
    """One term of a committee.

    Attributes:
        first: year of the congress that opens it.
        last: year of the congress that ends it.
    """

    first: int
    last: int

    @property
    def name(self) -> str:
        """As offices write it: ``"2020–2025"``."""
        return f"{self.first}–{self.last}"


def terms_on(day: dt.date, level: Level | None) -> tuple[Term, ...]:
    """Terms in which a Party document of this day can lie.

    Args:
        day: date of issue.
        level: level of the issuing body; None is treated as provincial, the widest span.

    Returns:
        One term, or two in the months in which the congress between them may have been held;
        none before the first congress on record, or when the next national one is not on record yet.
    """
    if level is Level.CENTRAL:
        return _national(day)
    opens, ends = _LOCAL_MONTHS.get(level or Level.PROVINCIAL, _LOCAL_MONTHS[Level.PROVINCIAL])
    if day.year < _FIRST_LOCAL:
        return ()
    congress = day.year - (day.year - _FIRST_LOCAL) % _EVERY
    before, after = Term(first=congress - _EVERY, last=congress), Term(first=congress, last=congress + _EVERY)
    if day.year > congress or day.month > ends:
        return (after,)
    if day.month < opens:
        return (before,)
    return (before, after)


def _national(day: dt.date) -> tuple[Term, ...]:
    found = []
    for opening, closing in zip(NATIONAL, (*NATIONAL[1:], None), strict=True):
        first_day = opening - dt.timedelta(days=_DAYS_NATIONAL)
        term = Term(first=opening.year, last=closing.year if closing else opening.year + _EVERY)
        if first_day <= day and (day <= closing if closing else day.year <= term.last):
            found.append(term)
    return tuple(found)
