"""Number series: which numbers of a body, kind and period are held, which are not, which twice.

Owns: to which series a number belongs, and what is said of a series.
Must not: say that something is lost. A number that is not held may be a document that bears a
State-secret mark (secret and open documents share their series: Guidance 36-HD/VPTW, II.1.3), one
that was never issued, or one that was never handed over.

Party numbers begin again with each term of the committee, per kind (Guidances 36-HD/VPTW and
05-HD/VPTW), State numbers with each calendar year (Decree 30/2020/NĐ-CP, art. 15). Numbers with
their year inside (``15/2026/QĐ-UBND``) are a series of their own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from archivist import store
from archivist.authorities.issuers import resolve_issuer
from archivist.authorities.kinds import resolve_kind
from archivist.authorities.terms import Term, terms_on
from archivist.catalogue.documents import DocumentRow
from archivist.catalogue.queries import ListFilters, Sort
from archivist.errors import UsageError
from archivist.lazyclass import dataclass
from archivist.model import DocumentId, Level, System
from archivist.numbers import DocumentNumber, parse_number
from archivist.text import fold
from archivist.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One number of a series.

    Attributes:
        ordinal: the number's place in the series, from 1.
        number: the number as recorded.
        issued: ISO date, possibly partial; None when unknown.
        document: id of the document.
    """

    ordinal: int
    number: str
    issued: str | None
    document: DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The numbers one body gave to one kind of document in one period.

    Attributes:
        issuer: name of the body; as printed when no authority record is known.
        issuer_id: its authority id, None when unknown.
        kind: code of the kind, empty for letters without a kind in their number and for numbers that could not
            be taken apart.
        period: ``"2026"`` (calendar year), ``"2020–2025"`` (term), both terms with ``" / "`` between
            when a congress lies between them and the numbers do not tell, or empty when no date is
            known.
        entries: what is held, by ordinal, then date.
        missing: first and last ordinal of each run not held here, between 1 and the highest held.
        doubles: ordinals that more than one directive bears (another kind of copy of the same
            directive is no double).
        withheld: of the ordinals not held here, those a document may bear that has a State-secret mark and
            was noted when it came; its number does not name the body, so it may be another's.
        out_of_order: ids of the fewest documents whose date does not fit the order of the numbers.
    """

    issuer: str
    issuer_id: str | None
    kind: str
    period: str
    entries: tuple[Entry, ...]
    missing: tuple[tuple[int, int], ...]
    doubles: tuple[int, ...]
    out_of_order: tuple[DocumentId, ...]
    withheld: tuple[int, ...] = ()

    @property
    def highest(self) -> int:
        """Highest ordinal held."""
        return self.entries[-1].ordinal

    @property
    def missing_count(self) -> int:
        """How many ordinals are not held here."""
        return sum(last - first + 1 for first, last in self.missing)


@dataclass(frozen=True, slots=True)
class _Key:
    """What numbers of one series have in common; the period comes later."""

    issuer: str
    issuer_id: str | None
    level: Level | None
    system: System | None
    kind: str
    issuer_code: str
    year_inside: bool


def number_series(ws: Workspace, *, issuer: str = "", kind: str = "", period: str = "") -> tuple[Series, ...]:
    """All number series of the documents held and open; drafts have no number yet.

    Args:
        ws: the open archive.
        issuer: only bodies of this name, code or id.
        kind: only this kind: title, symbol or code.
        period: only series in whose period this year (``"2026"``) or term lies.

    Returns:
        Series by body, kind and period.

    Raises:
        UsageError: an unknown kind.
    """
    kinds = tuple(found.code for found in resolve_kind(kind)) if kind else ()
    if kind and not kinds:
        raise UsageError(f"no kind of document is called {kind!r}")
    is_meant = _bodies(issuer)
    groups: dict[_Key, list[Entry]] = defaultdict(list)
    for row in ws.catalogue.listing(ListFilters(kinds=kinds), sort=Sort.ID):
        if row.number and row.number_ordinal and not row.draft and is_meant(row):
            entry = Entry(ordinal=row.number_ordinal, number=row.number, issued=row.issued, document=row.id)
            groups[_key(row)].append(entry)
    noted = _noted(ws)
    found = [
        _with_withheld(key, one, noted) for key, entries in groups.items() for one in _divide(key, entries)
    ]
    wanted = [one for one in found if _in_period(one.period, period)]
    return tuple(sorted(wanted, key=lambda one: (one.issuer, one.kind, one.period)))


def _noted(ws: Workspace) -> tuple[tuple[DocumentNumber, int], ...]:
    """Numbers of marked documents that came and were not kept, and the year in which they came."""
    entries = (
        (parse_number(entry.number), entry.at.astimezone().year) for entry in store.withheld(ws.layout)
    )
    return tuple((number, year) for number, year in entries if number is not None)


def _with_withheld(key: _Key, series: Series, noted: Iterable[tuple[DocumentNumber, int]]) -> Series:
    found = {
        int(number.ordinal)
        for number, year in noted
        if number.ordinal.isdecimal() and _fits(key, series.period, number, year)
    }
    held = sorted(one for one in found if any(first <= one <= last for first, last in series.missing))
    return dataclasses.replace(series, withheld=tuple(held)) if held else series


def _fits(key: _Key, period: str, number: DocumentNumber, came: int) -> bool:
    """Whether a number may be of a series: same signs, and it did not come before the series began."""
    kinds = {kind.code for kind in resolve_kind(number.kind_code)} if number.kind_code else {""}
    if number.issuer_code != key.issuer_code or key.kind not in kinds or number.system != key.system:
        return False
    if key.year_inside or number.year:
        return str(number.year) == period
    begins = period[:4]
    return not begins.isdecimal() or came >= int(begins)


def _bodies(issuer: str) -> Callable[[DocumentRow], bool]:
    """Whether a document is of the body meant: by authority id, or by words of its name."""
    ids = {record.id for record in resolve_issuer(issuer)} if issuer else set()
    words = fold(issuer)
    return lambda row: (
        not words or row.issuer_id in ids or words in fold(row.issuer_name or row.issuer_printed or "")
    )


def _key(row: DocumentRow) -> _Key:
    number = parse_number(row.number or "")
    return _Key(
        issuer=row.issuer_name or row.issuer_printed or "",
        issuer_id=row.issuer_id,
        level=Level(row.level) if row.level else None,
        system=number.system if number else None,
        kind=row.kind or "",
        # Two bodies under one letterhead ("TU" and "VPTU") number apart; drafting units do not.
        issuer_code=number.issuer_code if number else "",
        year_inside=bool(number and number.year),
    )


def _in_period(period: str, wanted: str) -> bool:
    if not wanted or wanted == period:
        return True
    for part in period.split(" / "):
        first, _, last = part.partition("–")
        if wanted.isdecimal() and first.isdecimal() and int(first) <= int(wanted) <= int(last or first):
            return True
    return False


# --------------------------------------------------------------------------------- periods


def _divide(key: _Key, entries: Sequence[Entry]) -> Iterator[Series]:
    """Put the numbers of one body and kind into their periods."""
    periods: dict[str, list[Entry]] = defaultdict(list)
    if key.system is System.PARTY:
        for entry, period in _by_term(entries, key.level):
            periods[period].append(entry)
    else:
        for entry in entries:
            periods[_year(entry)].append(entry)
    for period, members in periods.items():
        yield _describe(key, period, members)


def _year(entry: Entry) -> str:
    number = parse_number(entry.number)
    if number is not None and number.year:
        return str(number.year)
    return (entry.issued or "")[:4]


def _by_term(entries: Sequence[Entry], level: Level | None) -> Iterator[tuple[Entry, str]]:
    """Each number with the term it belongs to.

    In the months of the congresses the numbers tell: where they begin again, a term begins. Where
    they do not tell, both terms are named.
    """
    doubtful: dict[tuple[Term, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        day = _day(entry.issued)
        terms = terms_on(day, level) if day is not None else ()
        if len(terms) == 2:
            doubtful[terms].append(entry)
        else:
            yield entry, terms[0].name if terms else ""
    for (before, after), members in doubtful.items():
        yield from _around_congress(members, before, after)


def _day(issued: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(issued or "")
    except ValueError:  # partial: the day is not known, nor is the side of a congress
        return None


def _around_congress(members: list[Entry], before: Term, after: Term) -> Iterator[tuple[Entry, str]]:
    members.sort(key=lambda entry: (entry.issued or "", entry.ordinal))
    falls = [
        place
        for place in range(1, len(members))
        if members[place].ordinal < members[place - 1].ordinal
        and members[place].issued != members[place - 1].issued
    ]
    if len(falls) == 1:  # more than one: dates or numbers are wrong, so nothing is certain
        for place, entry in enumerate(members):
            yield entry, (before if place < falls[0] else after).name
        return
    for entry in members:
        yield entry, f"{before.name} / {after.name}"


# ------------------------------------------------------------------------------ one series


def _describe(key: _Key, period: str, members: list[Entry]) -> Series:
    members.sort(key=lambda entry: (entry.ordinal, entry.issued or "", entry.document))
    return Series(
        issuer=key.issuer,
        issuer_id=key.issuer_id,
        kind=key.kind,
        period=period,
        entries=tuple(members),
        missing=tuple(_gaps(sorted({entry.ordinal for entry in members}))),
        doubles=tuple(_doubles(members)),
        out_of_order=tuple(_out_of_order(members)),
    )


def _gaps(ordinals: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of ordinals that are not there, from 1."""
    expected = 1
    for ordinal in ordinals:
        if ordinal > expected:
            yield expected, ordinal - 1
        expected = ordinal + 1


def _doubles(members: Sequence[Entry]) -> Iterator[int]:
    """Ordinals of more than one directive: the same number on the same day is one directive."""
    days: dict[tuple[int, str], set[str | None]] = defaultdict(set)
    for entry in members:
        days[entry.ordinal, _suffix(entry.number)].add(entry.issued)
    yield from sorted({ordinal for (ordinal, _), dates in days.items() if len(dates) > 1})


def _suffix(number: str) -> str:
    """``12a`` is no double of ``12``."""
    parsed = parse_number(number)
    return parsed.suffix if parsed is not None else ""


def _out_of_order(members: Sequence[Entry]) -> Iterator[DocumentId]:
    """The fewest documents that must be left out for the dates to rise with the numbers.

    Patience sorting for the longest run of dates that never falls (Fredman 1975); what is not in
    it is out of order. Partial dates are compared no further than they are known, so they are left out.
    """
    dated = [entry for entry in members if _day(entry.issued) is not None]
    tails: list[str] = []
    ends: list[int] = []
    came_from: list[int] = []
    for place, entry in enumerate(dated):
        issued = entry.issued or ""
        at = bisect_right(tails, issued)
        came_from.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(issued)
            ends.append(place)
        else:
            tails[at], ends[at] = issued, place
    kept = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        kept.add(place)
        place = came_from[place]
    yield from (entry.document for place, entry in enumerate(dated) if place not in kept)
