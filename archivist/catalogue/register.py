"""The catalogue itself: one open connection and everything that can be asked of it.

Owns: intents, settling, look-ups, listings, counts, the outbox of the index.
Must not: read documents, decide anything, or know the index.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from archivist.catalogue import schema
from archivist.catalogue import standing as tables
from archivist.catalogue.connection import Connection, Scalar
from archivist.catalogue.documents import (
    ROW_COLUMNS,
    CitationRow,
    DocumentRow,
    Intent,
    OutboxRow,
    citation_of,
    citation_values,
    document_values,
    further_keys,
    receipt_of,
    receipt_values,
    row_of,
    stamp,
)
from archivist.catalogue.queries import (
    COUNTED,
    FORMATS,
    ORDER,
    STATS,
    VISIBLE,
    CatalogueStats,
    ListFilters,
    Sort,
    format_count,
    stats_of,
    where,
)
from archivist.errors import UsageError
from archivist.model import Access, Document, DocumentId, FormatCount, Issuer, Reason, Receipt

Op = Literal["filing", "receiving", "revising", "withdrawing"]
"""A change under way."""

IssuerOf = Callable[[Issuer | None], Issuer | None]
"""How an authority file resolves an issuer as recorded."""


def _as_recorded(issuer: Issuer | None) -> Issuer | None:
    return issuer


_SELECT = f"SELECT {', '.join(ROW_COLUMNS)} FROM documents"
_ISSUERS = "issuers"
_CHANGES = "changes"
_CITED = f"SELECT {', '.join(schema.CITATION_COLUMNS)} FROM citations"
_PARTS = ("citations", "decisions", "clauses", "further_numbers")
_RECEIVED = ", ".join(f'"{column}"' for column in schema.RECEIPT_COLUMNS)


def _insert(table: str, columns: Sequence[str], extra: Mapping[str, str], conflict: str, update: str) -> str:
    names = ", ".join(f'"{column}"' for column in (*columns, *extra))
    values = ", ".join((*("?" * len(columns)), *extra.values()))
    return f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT ({conflict}) DO UPDATE SET {update}"


def _set_all(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}" = excluded."{column}"' for column in columns)


# The index is told again only when what it holds may have changed: a second receipt of the same
# revision changes nothing in it.
_UPSERT_DOCUMENT = _insert(
    "documents",
    schema.DERIVED_COLUMNS,
    {"status": "'filed'", "index_dirty": "1"},
    "id",
    _set_all(schema.DERIVED_COLUMNS)
    + ", status = 'filed', index_dirty = CASE WHEN documents.revision = excluded.revision"
    " AND documents.access = excluded.access THEN documents.index_dirty ELSE 1 END",
)
_UPSERT_RECEIPT = _insert("receipts", schema.RECEIPT_COLUMNS, {}, "id", _set_all(schema.RECEIPT_COLUMNS))
_INSERT_CITATION = (
    f"INSERT INTO citations ({', '.join(schema.CITATION_COLUMNS)})"
    f" VALUES ({', '.join('?' * len(schema.CITATION_COLUMNS))})"
)


class Catalogue:
    """An open catalogue. One per thread; writers hold the archive's writer lock."""

    def __init__(self, connection: Connection, issuer_of: IssuerOf = _as_recorded) -> None:
        self._db = connection
        self._issuer_of = issuer_of

    @classmethod
    def create(cls, path: Path, *, issuer_of: IssuerOf = _as_recorded) -> Self:
        """Make a new, empty catalogue.

        Args:
            path: its file.
            issuer_of: how the archive's authority file resolves an issuer as recorded.

        Raises:
            UsageError: the file exists.
            StorageError: it cannot be written.
        """
        if path.exists():
            raise UsageError(f"{path}: exists already", path=path)
        connection = Connection(path, version=schema.CATALOGUE_VERSION, readonly=False, create=True)
        try:
            create_tables(connection, schema.CATALOGUE, schema.CATALOGUE_VERSION)
        except BaseException:
            connection.close()
            raise
        return cls(connection, issuer_of)

    @classmethod
    def open(cls, path: Path, readonly: bool = False, *, issuer_of: IssuerOf = _as_recorded) -> Self:
        """Open a catalogue; `readonly` works without any write permission.

        Raises:
            CatalogueStale: it was written by another version: make it again.
            CatalogueDamaged: it is missing or damaged: make it again.
            StorageError: it cannot be read or written.
        """
        return cls(Connection(path, version=schema.CATALOGUE_VERSION, readonly=readonly), issuer_of)

    def close(self) -> None:
        """Close; may be called twice."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    @property
    def standing(self) -> tables.StandingTables:
        """Clauses, decisions and citations by kind: what decides on validity."""
        return tables.StandingTables(self._db)

    @property
    def readonly(self) -> bool:
        """True when it was opened for reading."""
        return self._db.readonly

    # -- changes

    def begin_intent(self, id: str, sha256: str, path: str, op: Op) -> None:
        """Note durably that a change begins. What is known of the document stays visible."""
        with self._db.writing() as db:
            db.execute(
                "INSERT INTO documents (id, sha256, path, status) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET status = excluded.status",
                (id, sha256, path, op),
            )

    def intents(self) -> tuple[Intent, ...]:
        """Changes that were begun and not settled."""
        rows = self._db.read(
            "SELECT id, sha256, path, status, revision FROM documents WHERE status <> 'filed' ORDER BY id"
        )
        return tuple(
            Intent(
                id=DocumentId(str(id_)),
                sha256=str(sha256),
                path=str(path),
                op=str(op),
                revision=int(rev or 0),
            )
            for id_, sha256, path, op, rev in rows
        )

    def settle(self, document: Document, receipts: Sequence[Receipt] = ()) -> None:
        """Note durably that a document is filed as its record says, and put it in the outbox."""
        self.settle_many([(document, receipts)])

    def settle_many(self, batch: Iterable[tuple[Document, Sequence[Receipt]]]) -> None:
        """`settle` many in one transaction: all or none."""
        with self._db.writing() as db:
            for document, receipts in batch:
                _settle(db, document, receipts, self._issuer_of(document.issuer))
            _count_change(db)

    def resolve_issuers(self, digest: str, changed: Iterable[str]) -> int:
        """Bring every row's issuer in step with the authority file, in one transaction.

        Args:
            digest: of that authority file; `issuers_digest` returns it from now on.
            changed: ids whose names may have changed: their documents are indexed anew.

        Returns:
            How many documents the index has to be told of.
        """
        groups = self._db.read(
            "SELECT DISTINCT issuer_printed, issuer_recorded_id, issuer_recorded_name FROM documents"
            " WHERE issuer_printed IS NOT NULL"
        )
        before = self._dirty()
        with self._db.writing() as db:
            for printed, id_, name in groups:
                recorded = Issuer(
                    as_printed=str(printed),
                    authority_id=str(id_) if id_ is not None else None,
                    name=str(name or ""),
                )
                found = self._issuer_of(recorded) or recorded
                held = (found.authority_id, found.name or found.as_printed)
                db.execute(
                    "UPDATE documents SET issuer_id = ?, issuer_name = ?, index_dirty = 1"
                    " WHERE issuer_printed = ? AND issuer_recorded_id IS ? AND issuer_recorded_name IS ?"
                    " AND (issuer_id IS NOT ? OR issuer_name IS NOT ?)",
                    (*held, printed, id_, name, *held),
                )
            db.executemany(
                "UPDATE documents SET index_dirty = 1 WHERE issuer_id = ?", [(id_,) for id_ in changed]
            )
            set_meta(db, _ISSUERS, digest)
            _count_change(db)
        return self._dirty() - before

    def _dirty(self) -> int:
        return _whole(self._db.read("SELECT count(*) FROM documents WHERE index_dirty = 1")[0][0])

    @property
    def changes(self) -> str:
        """Differs whenever what is said of any document has changed in this file; for caches of answers."""
        return self.meta(_CHANGES) or ""

    @property
    def issuers_digest(self) -> str:
        """Digest of the authority file the rows are in step with; empty for the shipped one alone."""
        return self.meta(_ISSUERS) or ""

    def drop(self, id: str) -> None:
        """Remove a document and all that follows from it; queue its removal from the index."""
        with self._db.writing() as db:
            db.execute("DELETE FROM documents WHERE id = ?", (id,))
            for table in _PARTS:
                db.execute(f"DELETE FROM {table} WHERE document_id = ?", (id,))
            db.execute("DELETE FROM receipts WHERE document_id = ?", (id,))
            db.execute("INSERT INTO index_removals (id) VALUES (?) ON CONFLICT DO NOTHING", (id,))
            _count_change(db)

    def checkpoint(self) -> None:
        """Bring everything into the one file, so that it can be renamed; durable when it returns.

        Raises:
            ArchiveLocked: somebody else has it open.
        """
        self._db.checkpoint()

    def expunge(self) -> None:
        """Leave no trace of dropped rows in the catalogue's files, as far as readers allow.

        Deleted cells are overwritten when they are deleted; this empties the log of older pages.
        """
        self._db.forget_deleted()

    def forget_intent(self, id: str) -> None:
        """Undo `begin_intent`: the change did not happen."""
        with self._db.writing() as db:
            db.execute("DELETE FROM documents WHERE id = ? AND revision = 0", (id,))
            db.execute("UPDATE documents SET status = 'filed' WHERE id = ?", (id,))

    # -- look-ups

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
        return _whole(self._db.read(f"SELECT count(*) FROM documents WHERE {condition}", parameters)[0][0])

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
        return {str(name): _whole(number) for name, number in rows}

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
        rows = self._db.read(f"{_CITED} WHERE number_key = ? ORDER BY document_id, ordinal", (number_key,))
        return tuple(citation_of(values) for values in rows)

    def receipts(self, document_id: str) -> tuple[Receipt, ...]:
        """Arrivals of a document, first one first."""
        rows = self._db.read(
            f"SELECT {_RECEIVED} FROM receipts WHERE document_id = ? ORDER BY received_at, id", (document_id,)
        )
        return tuple(receipt_of(values) for values in rows)

    def receipts_since(self, moment: dt.datetime) -> tuple[Receipt, ...]:
        """Arrivals at or after an aware moment, in order of time."""
        rows = self._db.read(
            f"SELECT {_RECEIVED} FROM receipts WHERE received_at >= ? ORDER BY received_at, id",
            (stamp(moment),),
        )
        return tuple(receipt_of(values) for values in rows)

    # -- the outbox of the index

    def outbox(self, limit: int) -> tuple[OutboxRow, ...]:
        """Settled documents the index has to be told of, at most `limit`."""
        rows = self._db.read(
            "SELECT id, path, revision, access FROM documents"
            " WHERE index_dirty = 1 AND status = 'filed' ORDER BY id LIMIT ?",
            (limit,),
        )
        return tuple(_outbox_row(values) for values in rows)

    def rows_to_index(self) -> Iterator[OutboxRow]:
        """Every document an index holds when it is complete: settled and open, in order of id."""
        last = ""
        while page := self._db.read(
            "SELECT id, path, revision, access FROM documents"
            " WHERE id > ? AND status = 'filed' AND access = 'open' ORDER BY id LIMIT 1000",
            (last,),
        ):
            yield from (_outbox_row(values) for values in page)
            last = str(page[-1][0])

    def index_removals(self) -> tuple[DocumentId, ...]:
        """Ids the index has to forget."""
        return tuple(
            DocumentId(str(i)) for (i,) in self._db.read("SELECT id FROM index_removals ORDER BY id")
        )

    def mark_indexed(self, pairs: Iterable[tuple[str, int]], removed: Iterable[str] = ()) -> None:
        """The index now durably holds these (id, revision), and no longer holds `removed`.

        A document whose revision has moved on meanwhile stays in the outbox.
        """
        with self._db.writing() as db:
            db.executemany(
                "UPDATE documents SET indexed_revision = ?,"
                " index_dirty = CASE WHEN revision <= ? THEN 0 ELSE 1 END WHERE id = ?",
                [(revision, revision, id_) for id_, revision in pairs],
            )
            db.executemany("DELETE FROM index_removals WHERE id = ?", [(id_,) for id_ in removed])

    def reset_outbox(self) -> None:
        """Everything has to be indexed again: the index is new and empty."""
        with self._db.writing() as db:
            db.execute("UPDATE documents SET indexed_revision = 0, index_dirty = 1")
            db.execute("DELETE FROM index_removals")

    def indexed_revisions(self) -> dict[DocumentId, int]:
        """Id → revision the index is said to hold, of every document it is said to hold."""
        rows = self._db.read("SELECT id, indexed_revision FROM documents WHERE indexed_revision > 0")
        return {DocumentId(str(id_)): _whole(revision) for id_, revision in rows}

    # -- the rest

    def meta(self, key: str) -> str | None:
        """A remembered value, such as the generation of the index."""
        rows = self._db.read("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Remember a value."""
        with self._db.writing() as db:
            set_meta(db, key, value)

    def stats(self) -> CatalogueStats:
        """Totals, in one reading."""
        return stats_of(self._db.read(STATS)[0])

    def formats(self) -> tuple[FormatCount, ...]:
        """Counts by type of file, the most frequent first."""
        return tuple(map(format_count, self._db.read(FORMATS)))

    def dump(self) -> dict[str, tuple[tuple[Scalar, ...], ...]]:
        """Everything that follows from the truth, in a canonical order, for comparing two catalogues.

        State of the outbox and `meta` are left out; bare intents too, unsettled rows are not.
        """
        columns = ", ".join((*schema.DERIVED_COLUMNS, "status"))
        return {
            "documents": tuple(
                self._db.read(f"SELECT {columns} FROM documents WHERE revision > 0 ORDER BY id")
            ),
            "citations": tuple(self._db.read(f"{_CITED} ORDER BY document_id, ordinal")),
            "decisions": tuple(self._db.read(f"{tables.DECIDED} ORDER BY document_id, ordinal")),
            "clauses": tuple(self._db.read(f"{tables.SAID} ORDER BY document_id, ordinal")),
            "further_numbers": tuple(
                self._db.read("SELECT number_key, document_id FROM further_numbers ORDER BY 1, 2")
            ),
            "receipts": tuple(self._db.read(f"SELECT {_RECEIVED} FROM receipts ORDER BY id")),
        }

    def problems(self) -> tuple[str, ...]:
        """What a full look at the file finds wrong; empty when it is whole."""
        return self._db.problems()


def create_tables(connection: Connection, tables: str, version: int) -> None:
    """Make the tables and set the version in one transaction: a dead creator leaves version 0."""
    with connection.writing() as db:
        for statement in tables.split(";"):
            if statement.strip():
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {version:d}")


def set_meta(db: sqlite3.Connection, key: str, value: str) -> None:
    """Remember a value in a ``meta`` table."""
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def _count_change(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, '1') ON CONFLICT (key)"
        " DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)",
        (_CHANGES,),
    )


def _settle(
    db: sqlite3.Connection, document: Document, receipts: Sequence[Receipt], issuer: Issuer | None
) -> None:
    values = document_values(document, issuer)
    db.execute(_UPSERT_DOCUMENT, [values[column] for column in schema.DERIVED_COLUMNS])
    for table in _PARTS:
        db.execute(f"DELETE FROM {table} WHERE document_id = ?", (document.id,))
    db.executemany(_INSERT_CITATION, citation_values(document))
    db.executemany(tables.INSERT_DECISION, tables.decision_values(document))
    db.executemany(tables.INSERT_CLAUSE, tables.clause_values(document))
    db.executemany(
        "INSERT INTO further_numbers (number_key, document_id) VALUES (?, ?)",
        [(key, document.id) for key in further_keys(document)],
    )
    db.executemany(_UPSERT_RECEIPT, [receipt_values(receipt) for receipt in receipts])
    db.execute("DELETE FROM index_removals WHERE id = ?", (document.id,))


def _outbox_row(values: tuple[Scalar, ...]) -> OutboxRow:
    id_, path, revision, access = values
    return OutboxRow(
        id=DocumentId(str(id_)), path=str(path), revision=_whole(revision), access=Access(str(access))
    )


def _whole(value: Scalar) -> int:
    return int(value or 0)
