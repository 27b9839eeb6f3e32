"""The catalogue itself: one open connection and everything that can be asked of it.

Owns: intents, settling, the outbox of the index. What only looks things up is in `lookups`.
Must not: read documents, decide anything, or know the index.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from archivist.catalogue import arrivals as numbers_given
from archivist.catalogue import schema
from archivist.catalogue import standing as tables
from archivist.catalogue.connection import Connection, Scalar, whole
from archivist.catalogue.documents import (
    Intent,
    OutboxRow,
    citation_values,
    document_values,
    further_keys,
    receipt_values,
)
from archivist.catalogue.lookups import Lookups
from archivist.catalogue.queries import (
    FORMATS,
    STATS,
    CatalogueStats,
    format_count,
    stats_of,
)
from archivist.errors import UsageError
from archivist.model import Access, ArrivalNumber, Document, DocumentId, FormatCount, Issuer, Receipt

Op = Literal["filing", "receiving", "revising", "withdrawing"]
"""A change under way."""

IssuerOf = Callable[[Issuer | None], Issuer | None]
"""How an authority file resolves an issuer as recorded."""


def _as_recorded(issuer: Issuer | None) -> Issuer | None:
    return issuer


_ISSUERS = "issuers"
_CHANGES = "changes"
_MADE = "made"
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


class Catalogue(Lookups):
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
            with connection.writing() as db:
                set_meta(db, _MADE, os.urandom(8).hex())
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
    def arrivals(self) -> numbers_given.ArrivalTable:
        """The register of incoming documents: which numbers are given."""
        return numbers_given.ArrivalTable(self._db)

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
        # The plus: else SQLite reads all documents in the order of ids rather than sort the few that it looks for.
        rows = self._db.read(
            "SELECT id, sha256, path, status, revision FROM documents WHERE status <> 'filed' ORDER BY +id"
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
        return whole(self._db.read("SELECT count(*) FROM documents WHERE index_dirty = 1")[0][0])

    @property
    def changes(self) -> str:
        """Differs whenever what is said of any document has changed, and in every other catalogue.

        For caches of answers.
        """
        return f"{self.meta(_MADE) or ''}.{self.meta(_CHANGES) or ''}"

    @property
    def issuers_digest(self) -> str:
        """Digest of the authority file the rows are in step with; empty for the shipped one alone."""
        return self.meta(_ISSUERS) or ""

    def drop(self, id: str, struck: Iterable[ArrivalNumber] = ()) -> None:
        """Remove a document and all that follows from it; queue its removal from the index.

        Args:
            id: its id.
            struck: its numbers of arrival, when it was withdrawn: they stay given.
        """
        with self._db.writing() as db:
            db.execute("DELETE FROM documents WHERE id = ?", (id,))
            for table in _PARTS:
                db.execute(f"DELETE FROM {table} WHERE document_id = ?", (id,))
            db.execute("DELETE FROM receipts WHERE document_id = ?", (id,))
            numbers_given.strike(db, id, struck)
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
        return {DocumentId(str(id_)): whole(revision) for id_, revision in rows}

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
            "arrivals": tuple(
                self._db.read(f"SELECT {', '.join(numbers_given.COLUMNS)} FROM arrivals ORDER BY 1, 2, 3, 5")
            ),
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
    numbers_given.settle(db, receipts)
    db.execute("DELETE FROM index_removals WHERE id = ?", (document.id,))


def _outbox_row(values: tuple[Scalar, ...]) -> OutboxRow:
    id_, path, revision, access = values
    return OutboxRow(
        id=DocumentId(str(id_)), path=str(path), revision=whole(revision), access=Access(str(access))
    )
