"""Provinces and centrally run cities, before and after the mergers.

Owns: `data/provinces.csv`: names, kinds of unit, periods, which unit went into which.
Must not: know districts or communes.

Sources: Resolution 202/2025/QH15 (63 → 34 units from 1 July 2025); older mergers unverified.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from archivist.authorities._tables import read_table, split_list
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.text import clean_line, fold, slug, within_one_edit

PROVINCE, CITY = "tỉnh", "thành phố"


@dataclass(frozen=True, kw_only=True)
class Province:
    """A province or centrally run city in one period.

    Attributes:
        name: without the kind of unit: ``"Tuyên Quang"``.
        slug: ASCII form used in ids: ``"tuyen-quang"``.
        unit_type: ``"tỉnh"`` or ``"thành phố"``.
        aliases: other spellings.
        predecessors: names of units that went into it, without its own.
        successor: names of the units it went into; several after a division.
        valid_from: ISO date, possibly partial; empty when before our records.
        valid_to: last day, likewise; empty when it exists.
        source: act or other source. verified: ``"yes"``, ``"partly"`` or ``"no"``.
    """

    name: str
    slug: str
    unit_type: str
    aliases: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    successor: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""
    verified: str = ""


def valid_on(valid_from: str, valid_to: str, on: dt.date | None) -> bool:
    """True when `on` lies in a period given by possibly partial ISO dates; always for None."""
    if on is None:
        return True
    day = on.isoformat()
    return (not valid_from or day[: len(valid_from)] >= valid_from) and (
        not valid_to or day[: len(valid_to)] <= valid_to
    )


@cache
def _provinces() -> tuple[Province, ...]:
    return tuple(
        Province(
            name=row["name"],
            slug=slug(row["name"]),
            unit_type=row["unit_type"],
            aliases=split_list(row["aliases"]),
            predecessors=split_list(row["predecessors"]),
            successor=split_list(row["successor"]),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            source=row["source"],
            verified=row["verified"],
        )
        for row in read_table("provinces.csv")
    )


def all_provinces(on: dt.date | None = None) -> tuple[Province, ...]:
    """All units that existed on a day; every unit of every period for None.

    A unit that became a centrally run city is listed once for each kind of unit; on a day for
    which both are listed, the later one is given.
    """
    if on is None:
        return _provinces()
    held = [p for p in _provinces() if valid_on(p.valid_from, p.valid_to, on)]
    latest = {p.name: p for p in sorted(held, key=lambda p: p.valid_from)}
    return tuple(p for p in held if latest[p.name] is p)


@cache
def _by_folded() -> dict[str, tuple[Province, ...]]:
    table: dict[str, tuple[Province, ...]] = {}
    for province in _provinces():
        for name in (province.name, *province.aliases):
            squashed = squash(name)
            table[squashed] = (*table.get(squashed, ()), province)
    return table


def squash(name: str) -> str:
    """Folded letters of a name without blanks and signs: how names are compared."""
    return re.sub(r"[\W_]+", "", fold(name))


_UNIT_WORD = late_pattern(r"^(?:tinh|thanh pho|tp\.?|t\.)\s+")
_SHORTEST_REPAIRED = 7


def provinces_named(name: str, on: dt.date | None = None) -> tuple[Province, ...]:
    """Units of exactly this name (any accents, case, alias), with or without "tỉnh" before it."""
    folded = fold(clean_line(name))
    found = _by_folded().get(squash(_UNIT_WORD.sub("", folded))) or _by_folded().get(squash(folded)) or ()
    return tuple(p for p in found if valid_on(p.valid_from, p.valid_to, on)) or found


def find_province(text: str, on: dt.date | None = None) -> Province | None:
    """The province `text` is or names, the longest name first; None when it names none.

    The whole text may be one recognition error away from a name; a name inside a longer text must
    stand there unharmed.
    """
    exact = provinces_named(text, on)
    if exact:
        return exact[0]
    folded = _UNIT_WORD.sub("", fold(clean_line(text)))
    squashed = squash(folded)
    if len(squashed) >= _SHORTEST_REPAIRED:
        near = {p[0].name: p[0] for name, p in _by_folded().items() if within_one_edit(squashed, name)}
        if len(near) == 1:
            return next(iter(near.values()))
    for province in sorted(all_provinces(on), key=lambda p: -len(p.name)):
        if re.search(rf"\b{re.escape(fold(province.name))}\b", folded):
            return province
    return None
