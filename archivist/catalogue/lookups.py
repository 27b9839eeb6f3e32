"""What can be looked up in the catalogue: documents, listings, counts, citations, receipts.

Owns: the SQL of everything that only reads.
Must not: change anything.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from archivist.catalogue import schema
from archivist.catalogue.connection import Connection, Scalar, whole
from archivist.catalogue.documents import (
    ROW_COLUMNS,
    CitationRow,
    DocumentRow,
    citation_of,
    receipt_of,
    row_of,
    stamp,
)
from archivist.catalogue.queries import (
    COUNTED,
    ORDER,
    VISIBLE,
    ListFilters,
    Sort,
    where,
)
from archivist.errors import UsageError
from archivist.model import Access, DocumentId, Reason, Receipt

_SELECT = f"SELECT {', '.join(ROW_COLUMNS)} FROM documents"
_CITED = f"SELECT {', '.join(schema.CITATION_COLUMNS)} FROM citations"
_RECEIVED = ", ".join(f'"{column}"' for column in schema.RECEIPT_COLUMNS)


class Lookups:
    """Everything a catalogue can be asked without changing it."""

    _db: Connection

    def _rows(self, tail: str, *parameters: Scalar) -> tuple[DocumentRow, ...]:
        return tuple(row_of(values) for values in self._db.read(f"{_SELECT} {tail}", parameters))

    def by_sha256(self, sha256: str) -> DocumentRow | None:
        """The row of these bytes, whatever its status; None when they are not here."""
        return next(iter(self._rows("WHERE sha256 = ?", sha256)), None)

    def row(self, id: str) -> DocumentRow | None:
        """The row of an id, whatever its status."""
        return next(iter(self._rows("WHERE id = ?", id)), None)

    def rows_of(self, ids: Sequence[str]) -> dict[str, DocumentRow]:
        """The rows of many ids; ids that are not here are absent."""
        found: dict[str, DocumentRow] = {}
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            for row in self._rows(f"WHERE id IN ({', '.join('?' * len(part))})", *part):
                found[row.id] = row
        return found

    def rows(self) -> Iterator[DocumentRow]:
        """Every row in the order of filing, unsettled ones too; bare intents come last."""
        last = ("", "")
        while page := self._rows("WHERE (filed_at, id) > (?, ?) ORDER BY filed_at, id LIMIT 1000", *last):
            yield from page
            last = (stamp(page[-1].filed_at) if page[-1].filed_at else "", page[-1].id)
        yield from self._rows("WHERE filed_at IS NULL ORDER BY id")

    def hashes(self) -> Iterator[str]:
        """SHA-256 of every document."""
        for (sha256,) in self._db.read(f"SELECT sha256 FROM documents WHERE {VISIBLE}"):
            yield str(sha256)

    def ids_with_prefix(self, prefix: str, limit: int = 20) -> tuple[DocumentId, ...]:
        """Ids that begin with these characters, at most `limit`, in order."""
        rows = self._db.read(
            f"SELECT id FROM documents WHERE id >= ? AND id < ? AND {VISIBLE} ORDER BY id LIMIT ?",
            (prefix, prefix + "\x7f", limit),
        )
        return tuple(DocumentId(str(id_)) for (id_,) in rows)

    def find(
        self,
        *,
        number_key: str | None = None,
        issuer_id: str | None = None,
        kind: str | None = None,
        issued: str | dt.date | None = None,
    ) -> tuple[DocumentRow, ...]:
        """Documents that have all the given values, held ones included, newest first."""
        day = issued.isoformat() if isinstance(issued, dt.date) else issued
        given = {"number_key": number_key, "issuer_id": issuer_id, "kind": kind, "issued": day}
        wanted = {column: value for column, value in given.items() if value is not None}
        condition = " AND ".join((VISIBLE, *(f"{column} = ?" for column in wanted)))
        return self._rows(f"WHERE {condition} ORDER BY {ORDER[Sort.NEWEST]}", *wanted.values())

    def repeated_numbers(self) -> tuple[DocumentRow, ...]:
        """Open documents whose number and kind another open document has too."""
        open_ = f"number_key IS NOT NULL AND access = 'open' AND {VISIBLE}"
        return self._rows(
            f"WHERE {open_} AND (number_key, kind) IN (SELECT number_key, kind FROM documents"
            f" WHERE {open_} GROUP BY number_key, kind HAVING count(*) > 1) ORDER BY id"
        )

    def repeated_identities(self) -> tuple[DocumentRow, ...]:
        """Of `repeated_numbers`, those that have the date in common too, or a number that holds its year."""
        open_ = "number_key IS NOT NULL AND access = 'open'"
        dated = f"number_key GLOB '[0-9]*.[12][09][0-9][0-9].*' AND {open_}"
        same = "SELECT one.id FROM documents AS one JOIN (SELECT number_key, kind, {columns} FROM documents"
        more = "GROUP BY number_key, kind, {columns} HAVING count(*) > 1) AS more ON one.number_key = more.number_key"
        return self._rows(
            f"WHERE id IN ({same.format(columns='issued')} WHERE {open_} {more.format(columns='issued')}"
            " AND one.kind = more.kind AND one.issued = more.issued UNION "
            f"{same.replace(', {columns}', '')} WHERE {dated} {more.replace(', {columns}', '')} AND one.kind = more.kind)"
            f" AND {open_} AND {VISIBLE} ORDER BY id"
        )

    def unnumbered(self, *, kind: str | None = None, issuer_id: str | None = None) -> tuple[DocumentRow, ...]:
        """Open documents without a number whose kind, issuer and subject are known, of all or of one of each."""
        given = {"kind": kind, "issuer_id": issuer_id}
        wanted = {column: value for column, value in given.items() if value is not None}
        condition = "".join(f" AND {column} = ?" for column in wanted)
        return self._rows(
            f"WHERE number_key IS NULL AND kind IS NOT NULL AND issuer_id IS NOT NULL{condition}"
            f" AND subject IS NOT NULL AND access = 'open' AND {VISIBLE} ORDER BY id",
            *wanted.values(),
        )

    def find_further(self, number_key: str) -> tuple[DocumentRow, ...]:
        """Documents that hold a further document of this number, or are a copy of this number."""
        among = "id IN (SELECT document_id FROM further_numbers WHERE number_key = ?)"
        return self._rows(f"WHERE {VISIBLE} AND {among} ORDER BY {ORDER[Sort.NEWEST]}", number_key)

    def listing(
        self,
        filters: ListFilters | None = None,
        sort: Sort = Sort.NEWEST,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[DocumentRow, ...]:
        """Documents that fit the filters, a page at a time."""
        condition, parameters = where(filters or ListFilters())
        return self._rows(
            f"WHERE {condition} ORDER BY {ORDER[sort]} LIMIT ? OFFSET ?",
            *parameters,
            -1 if limit is None else limit,
            offset,
        )

    def count(self, filters: ListFilters | None = None) -> int:
        """How many documents fit the filters."""
        condition, parameters = where(filters or ListFilters())
        return whole(self._db.read(f"SELECT count(*) FROM documents WHERE {condition}", parameters)[0][0])

    def counts(self, by: str, filters: ListFilters | None = None) -> dict[str, int]:
        """Value → documents that have it, most frequent first, of all documents when not filtered.

        Args:
            by: one of `COUNTED`, or ``"reason"``.
            filters: which documents are counted.

        Raises:
            UsageError: the catalogue cannot count by this.
        """
        condition, parameters = where(filters or ListFilters(access=None))
        if by == "reason":
            rows = self._db.read(f"SELECT reasons FROM documents WHERE {condition}", parameters)
            tally = Counter(code for (codes,) in rows for code in str(codes).split())
            return dict(sorted(tally.items(), key=lambda pair: (-pair[1], pair[0])))
        if by not in COUNTED:
            raise UsageError(f"cannot count by {by!r}; possible: {', '.join((*COUNTED, 'reason'))}")
        value = COUNTED[by]
        rows = self._db.read(
            f"SELECT {value}, count(*) FROM documents WHERE {condition} AND {value} IS NOT NULL"
            f" GROUP BY 1 ORDER BY 2 DESC, 1",
            parameters,
        )
        return {str(name): whole(number) for name, number in rows}

    def review_list(self, reason: Reason | None = None) -> tuple[DocumentRow, ...]:
        """Documents a person should look at, oldest first."""
        if reason is None:
            return self._rows(f"WHERE reasons <> '' AND {VISIBLE} ORDER BY filed_at, id")
        return self._rows(
            f"WHERE reasons <> '' AND ' ' || reasons || ' ' LIKE ? AND {VISIBLE} ORDER BY filed_at, id",
            f"% {reason} %",
        )

    def held_list(self) -> tuple[DocumentRow, ...]:
        """Documents that are held back, oldest first."""
        return self._rows(f"WHERE access <> ? AND {VISIBLE} ORDER BY filed_at, id", Access.OPEN)

    def iter_ids(self) -> Iterator[tuple[DocumentId, str]]:
        """Id and folder of every document, in order of id; each at most once."""
        last = ""
        while page := self._db.read(
            f"SELECT id, path FROM documents WHERE id > ? AND {VISIBLE} ORDER BY id LIMIT 1000", (last,)
        ):
            yield from ((DocumentId(str(id_)), str(path)) for id_, path in page)
            last = str(page[-1][0])

    # -- citations and receipts

    def citations_from(self, id: str) -> tuple[CitationRow, ...]:
        """What a document cites, in order of appearance."""
        rows = self._db.read(f"{_CITED} WHERE document_id = ? ORDER BY ordinal", (id,))
        return tuple(citation_of(values) for values in rows)

    def citations_to(self, number_key: str) -> tuple[CitationRow, ...]:
        """Citations of a number (`archivist.numbers.key`); none for an empty one."""
        if not number_key:
            return ()
        # That the key is not empty must be said: else SQLite takes no index, and reads all citations.
        wanted = "WHERE number_key = ? AND number_key <> '' ORDER BY document_id, ordinal"
        rows = self._db.read(f"{_CITED} {wanted}", (number_key,))
        return tuple(citation_of(values) for values in rows)

    def receipts(self, document_id: str) -> tuple[Receipt, ...]:
        """Arrivals of a document, first one first."""
        rows = self._db.read(
            f"SELECT {_RECEIVED} FROM receipts WHERE document_id = ? ORDER BY received_at, id", (document_id,)
        )
        return tuple(receipt_of(values) for values in rows)

    def fonds_of_receipts(self) -> Iterator[tuple[str, str, str]]:
        """Document, receipt, and the fonds the receipt came into (empty for none), of every receipt."""
        for document, receipt, fonds in self._db.read("SELECT document_id, id, fonds FROM receipts"):
            yield str(document), str(receipt), str(fonds)

    def receipts_since(self, moment: dt.datetime) -> tuple[Receipt, ...]:
        """Arrivals at or after an aware moment, in order of time."""
        rows = self._db.read(
            f"SELECT {_RECEIVED} FROM receipts WHERE received_at >= ? ORDER BY received_at, id",
            (stamp(moment),),
        )
        return tuple(receipt_of(values) for values in rows)
