"""Listings and counts: filters turned into SQL.

Owns: what a filter of the catalogue means.
Must not: run SQL, or rank by text (that is the index).
"""

from __future__ import annotations

import datetime as dt

from archivist.catalogue.connection import Scalar
from archivist.lazyclass import dataclass
from archivist.model import Access, FormatCount, Level, System, TextState
from archivist.quickenum import StrEnum

VISIBLE = "revision > 0 AND status <> 'withdrawing'"
"""A document that exists: its intent alone is none, and one being withdrawn is shown no more."""


class Sort(StrEnum):
    """Order of a listing; the id breaks ties, so that pages never overlap."""

    NEWEST = "newest"
    OLDEST = "oldest"
    FILED = "filed"
    NUMBER = "number"
    ISSUER = "issuer"
    ID = "id"


ORDER = {
    Sort.NEWEST: "issued DESC, id",  # NULL is less than any date: unknown dates come last
    Sort.OLDEST: "issued IS NULL, issued, id",
    Sort.FILED: "filed_at DESC, id",
    Sort.NUMBER: "number_ordinal IS NULL, number_ordinal, number_key, id",
    Sort.ISSUER: "issuer_name IS NULL, issuer_name, issued DESC, id",
    Sort.ID: "id",
}


@dataclass(frozen=True, kw_only=True)
class ListFilters:
    """What a listing is narrowed to; an empty filter narrows nothing.

    Attributes:
        issuer_ids: any of these bodies.
        kinds: any of these kind codes.
        since: issued on or after; a document of which only month or year is known counts when it
            may have been.
        until: issued on or before; likewise.
        number_keys: any of these numbers (`archivist.numbers.key`).
        level: level of the issuer.
        system: Party, State …
        language: ISO 639-1 code.
        filed_since: filed at or after this aware time.
        access: OPEN unless asked otherwise: held documents are in no listing. None for all.
    """

    issuer_ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    number_keys: tuple[str, ...] = ()
    level: Level | None = None
    system: System | None = None
    language: str | None = None
    filed_since: dt.datetime | None = None
    access: Access | None = Access.OPEN


def where(filters: ListFilters) -> tuple[str, list[Scalar]]:
    """Condition and parameters of a listing."""
    parts = [VISIBLE]
    parameters: list[Scalar] = []

    def add(condition: str, *values: Scalar) -> None:
        parts.append(condition)
        parameters.extend(values)

    for column, allowed in (
        ("issuer_id", filters.issuer_ids),
        ("kind", filters.kinds),
        ("number_key", filters.number_keys),
    ):
        if allowed:
            add(f"{column} IN ({', '.join('?' * len(allowed))})", *allowed)
    for column, value in (
        ("level", filters.level),
        ("system", filters.system),
        ("language", filters.language),
        ("access", filters.access),
    ):
        if value is not None:
            add(f"{column} = ?", value)
    if filters.since is not None:
        # "2026-05" may have been on 2026-05-10: compare no further than the date is known. The
        # first condition says nothing new; it lets the index on `issued` cut off earlier years.
        add("issued >= ?", f"{filters.since.year:04d}")
        add("issued >= substr(?, 1, length(issued))", filters.since.isoformat())
    if filters.until is not None:
        add("issued <= ?", filters.until.isoformat())
    if filters.filed_since is not None:
        add("filed_at >= ?", filters.filed_since.astimezone(dt.UTC).isoformat(timespec="microseconds"))
    return " AND ".join(parts), parameters


COUNTED = {
    "issuer": "issuer_id",
    "issuer_name": "issuer_name",
    "kind": "kind",
    "number": "number",
    "year": "substr(issued, 1, 4)",
    "level": "level",
    "system": "system",
    "language": "language",
    "access": "access",
    "text_state": "text_state",
    "media_type": "media_type",
}
"""What `Catalogue.counts` can count by → the expression it counts."""


STATS = f"""SELECT count(*) FILTER (WHERE {VISIBLE}),
  count(*) FILTER (WHERE access <> 'open' AND {VISIBLE}),
  count(*) FILTER (WHERE reasons <> '' AND {VISIBLE}),
  (SELECT count(*) FROM citations), (SELECT count(*) FROM receipts),
  coalesce(sum(size) FILTER (WHERE {VISIBLE}), 0),
  count(*) FILTER (WHERE status <> 'filed'),
  count(*) FILTER (WHERE index_dirty = 1) + (SELECT count(*) FROM index_removals),
  min(issued), max(issued), max(filed_at) FROM documents"""
"""One row: the numbers of `CatalogueStats`, in order."""


FORMATS = f"""SELECT coalesce(media_type, ''), count(*),
  count(*) FILTER (WHERE text_state IN ('{TextState.COMPLETE}', '{TextState.TRUNCATED}')),
  count(*) FILTER (WHERE text_state = '{TextState.PENDING}'),
  count(*) FILTER (WHERE access <> 'open'), count(*) FILTER (WHERE reasons <> ''), coalesce(sum(size), 0)
  FROM documents WHERE {VISIBLE} GROUP BY media_type ORDER BY count(*) DESC, media_type"""
"""One row a type of file: what `format_count` makes a `FormatCount` of."""


def format_count(row: tuple[Scalar, ...]) -> FormatCount:
    """What the archive holds of one type of file, made of a row of `FORMATS`."""
    documents, text, pending, held, review, size = (int(n or 0) for n in row[1:])
    return FormatCount(
        media_type=str(row[0]),
        documents=documents,
        text=text,
        pending=pending,
        without=documents - text - pending,
        held=held,
        review=review,
        bytes=size,
    )


@dataclass(frozen=True, kw_only=True)
class CatalogueStats:
    """Totals.

    Attributes:
        documents: documents in the archive, held ones included.
        held: of these, held back (see `archivist.model.Access`).
        review: of these, listed for a person.
        citations: citations found in them.
        receipts: arrivals of bytes.
        bytes: sum of the sizes of the originals.
        unsettled: changes begun and not settled.
        index_pending: documents and removals the index has not been told of.
        first_issued: earliest issue date (ISO), None when there is none.
        last_issued: latest issue date (ISO).
        last_filed: when the last document was filed.
    """

    documents: int
    held: int
    review: int
    citations: int
    receipts: int
    bytes: int
    unsettled: int
    index_pending: int
    first_issued: str | None
    last_issued: str | None
    last_filed: dt.datetime | None


def stats_of(row: tuple[Scalar, ...]) -> CatalogueStats:
    """The totals made of the row of `STATS`."""
    documents, held, review, citations, receipts, size, unsettled, pending = (int(n or 0) for n in row[:8])
    return CatalogueStats(
        documents=documents,
        held=held,
        review=review,
        citations=citations,
        receipts=receipts,
        bytes=size,
        unsettled=unsettled,
        index_pending=pending,
        first_issued=str(row[8]) if row[8] else None,
        last_issued=str(row[9]) if row[9] else None,
        last_filed=dt.datetime.fromisoformat(str(row[10])) if row[10] else None,
    )
