"""Laws by name: directives cite them without a number.

Owns: `data/laws.csv`, names of laws → number, date of issue, date of effect; every row says its
source and whether it was verified.
Must not: know documents. A law that is not on the list stays a name.

Source: Decree 30/2020/NĐ-CP, Appendix I, II.6a: laws and ordinances are cited by name, without
number and body. A name recurs (the Law on Archives of 2011 and that of 2024), so it takes the year
or date the citation gives, or else the day of the citing document, to tell which is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from archivist.authorities._tables import read_table, split_list
from archivist.authorities.provinces import squash
from archivist.lazyclass import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRecord:
    """One law: name without year, number, and ISO dates of issue and of effect.

    Attributes:
        checked: day until which the list is known to hold every later law of this name.
    """

    name: str
    number: str
    issued: str
    effective: str
    checked: str
    source: str
    verified: str


@cache
def _by_name() -> Mapping[str, tuple[LawRecord, ...]]:
    table: dict[str, list[LawRecord]] = {}
    for row in read_table("laws.csv"):
        record = LawRecord(
            name=row["name"],
            number=row["number"],
            issued=row["issued"],
            effective=row["effective"],
            checked=row["checked"],
            source=row["source"],
            verified=row["verified"],
        )
        for name in {squash(name) for name in (row["name"], *split_list(row["aliases"]))}:
            table.setdefault(name, []).append(record)
    return {name: tuple(sorted(found, key=lambda one: one.issued)) for name, found in table.items()}


def laws_named(name: str, *, issued: str = "", cited_on: str = "") -> tuple[LawRecord, ...]:
    """Laws a citation by name can mean; one when it is certain which.

    Args:
        name: as cited, without year: ``"Luật Lưu trữ"``.
        issued: year or date the citation gives, ISO, may be empty.
        cited_on: ISO date of the citing document, may be partial or empty. Without a year in the
            citation it means the law that was in force on that day.
    """
    found = _by_name().get(squash(name), ())
    if issued:
        return tuple(law for law in found if law.issued.startswith(issued) or issued.startswith(law.issued))
    if len(cited_on) != 10:
        return found
    # One that was not yet issued is never meant; one that waits for its day may be cited ahead of it.
    possible = [law for law in found if law.issued <= cited_on]
    current = [law for law in possible if law.effective <= cited_on]
    if possible and possible[-1].checked < cited_on:
        return ()  # a later law of this name may have been made since
    return (*current[-1:], *(law for law in possible if law.effective > cited_on))
