"""The ledger: what was seen in an inbox and what became of it.

Owns: ``state/ledger.db``. Every file that ever lay in an inbox has a line here, from the first
reading to its end, so that nothing waits unseen and completeness can be proved.
Must not: look at the inbox itself.

A refused file (State-secret mark) keeps no name: its line is reduced to a short hash, and the
name is overwritten in the database file. The ledger does not follow from the documents; when it is
lost, completeness can be proved only from the day it was begun anew (`Ledger.begun_at`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from archivist.catalogue import schema
from archivist.catalogue.connection import Connection, Scalar
from archivist.catalogue.documents import stamp, storable
from archivist.catalogue.register import create_tables, set_meta
from archivist.errors import CatalogueDamaged
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.quickenum import StrEnum


class SeenState(StrEnum):
    """What is known of a file in an inbox."""

    SEEN = "seen"
    """Seen for the first time."""
    SETTLING = "settling"
    """Still changing, or not yet looked at twice."""
    WAITING = "waiting"
    """Waits, with a reason: incomplete, no permission, changed while reading."""
    IGNORED = "ignored"
    """Not a document by its name or nature; the reason says why."""
    FILED = "filed"
    DUPLICATE = "duplicate"
    REVIEW = "review"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    FAILED = "failed"
    GONE = "gone"
    """Somebody took it away, or renamed it, before it was filed."""


_HASHED = late_pattern("#[0-9a-f]{12}")

_ENDED = frozenset(
    {
        SeenState.FILED,
        SeenState.DUPLICATE,
        SeenState.REVIEW,
        SeenState.QUARANTINED,
        SeenState.REFUSED,
        SeenState.FAILED,
        SeenState.GONE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRow:
    """One file, from the first sight to its end.

    Attributes:
        inbox: path of the inbox.
        path: path below the inbox; ``#`` and a short hash for a refused file.
        size: bytes at the last reading.
        mtime_ns: time of change at the last reading.
        inode: inode at the last reading, 0 where it means nothing.
        state: what is known.
        reason: why it waits, is ignored or was not filed.
        document_id: the document it became.
        moved_to: path below the inbox where the source was moved to.
        attempts: how often filing it was tried.
        first_seen: first sight, UTC.
        changed_at: last change of this row, UTC.
        ended: nothing more will happen to it.
    """

    inbox: str
    path: str
    size: int
    mtime_ns: int
    inode: int
    state: SeenState
    reason: str = ""
    document_id: str = ""
    moved_to: str = ""
    attempts: int = 0
    first_seen: dt.datetime
    changed_at: dt.datetime

    @property
    def nameless(self) -> bool:
        """True when the name was removed: the file was refused, or its document withdrawn."""
        return _HASHED.fullmatch(self.path) is not None

    @property
    def ended(self) -> bool:
        """True when nothing more will happen to it."""
        return self.state in _ENDED


_COLUMNS = (
    "inbox",
    "path",
    "size",
    "mtime_ns",
    "inode",
    "state",
    "reason",
    "document_id",
    "moved_to",
    "attempts",
    "first_seen",
    "changed_at",
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is to be noted of one file; None leaves what was known.

    Attributes:
        path: path below the inbox.
        state: what is known now.
        size: bytes.
        mtime_ns: time of change.
        inode: inode, 0 where it means nothing.
        reason: why; empty for none.
        document_id: the document it became.
        moved_to: path below the inbox where the source went.
        attempt: True when filing it was tried.
    """

    path: str
    state: SeenState
    size: int | None = None
    mtime_ns: int | None = None
    inode: int | None = None
    reason: str = ""
    document_id: str = ""
    moved_to: str = ""
    attempt: bool = False


class Ledger:
    """An open ledger. One per thread."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> Self:
        """Open the ledger; for writing, a missing one is begun and a damaged one set aside.

        Raises:
            CatalogueDamaged: it is missing or damaged and was to be read only.
            StorageError: it cannot be read or written.
        """
        if readonly:
            return cls(Connection(path, version=schema.LEDGER_VERSION, readonly=True))
        if path.is_file():
            try:
                return cls(Connection(path, version=schema.LEDGER_VERSION, readonly=False))
            except CatalogueDamaged:
                _set_aside(path)
        connection = Connection(path, version=schema.LEDGER_VERSION, readonly=False, create=True)
        try:
            create_tables(connection, schema.LEDGER, schema.LEDGER_VERSION)
            with connection.writing() as db:
                set_meta(db, "begun_at", stamp(dt.datetime.now(dt.UTC)))
        except BaseException:
            connection.close()
            raise
        return cls(connection)

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
    def begun_at(self) -> dt.datetime:
        """Since when the ledger knows everything."""
        rows = self._db.read("SELECT value FROM meta WHERE key = 'begun_at'")
        return dt.datetime.fromisoformat(str(rows[0][0])) if rows else dt.datetime.now(dt.UTC)

    def note(self, inbox: str, notes: Iterable[Note], *, at: dt.datetime | None = None) -> None:
        """Note what is known now of some files, in one transaction.

        A path whose last row has ended gets a new row: another file came under the same name.
        """
        moment = stamp(at or dt.datetime.now(dt.UTC))
        purge = False
        with self._db.writing() as db:
            for note in notes:
                _note(db, storable(inbox), note, moment)
                purge = purge or note.state is SeenState.REFUSED
        if purge:
            self._db.forget_deleted()

    def expunge(self, document_id: str) -> None:
        """Reduce all rows of a withdrawn document to hashes; its names are in no file any more."""
        with self._db.writing() as db:
            found = db.execute("SELECT id, path FROM seen WHERE document_id = ?", (document_id,)).fetchall()
            for key, path in found:
                db.execute(
                    "UPDATE seen SET path = ?, moved_to = '', size = 0, mtime_ns = 0, inode = 0 WHERE id = ?",
                    (_hashed(str(path), key), key),
                )
        self._db.forget_deleted()

    def current(self, inbox: str | None = None) -> tuple[SeenRow, ...]:
        """Files that have not ended, by path."""
        condition, values = _only(inbox)
        return self._rows(f"WHERE open = 1 AND {condition} ORDER BY inbox, path", *values)

    def row(self, inbox: str, path: str) -> SeenRow | None:
        """The last row of a path."""
        rows = self._rows(
            "WHERE inbox = ? AND path = ? ORDER BY id DESC LIMIT 1", storable(inbox), storable(path)
        )
        return rows[0] if rows else None

    def since(self, moment: dt.datetime, inbox: str | None = None) -> tuple[SeenRow, ...]:
        """Everything seen at or after a moment (aware), in order of first sight."""
        condition, values = _only(inbox)
        return self._rows(
            f"WHERE first_seen >= ? AND {condition} ORDER BY first_seen, id", stamp(moment), *values
        )

    def counts(self, moment: dt.datetime | None = None, inbox: str | None = None) -> dict[SeenState, int]:
        """How many files are in each state, of those first seen at or after a moment."""
        condition, values = _only(inbox)
        rows = self._db.read(
            f"SELECT state, count(*) FROM seen WHERE first_seen >= ? AND {condition} GROUP BY state",
            (stamp(moment) if moment else "", *values),
        )
        return {SeenState(str(state)): int(number or 0) for state, number in rows}

    def _rows(self, tail: str, *parameters: Scalar) -> tuple[SeenRow, ...]:
        return tuple(_row_of(values) for values in self._db.read(f"{_SELECT} {tail}", parameters))


def _set_aside(path: Path) -> None:
    """Keep a ledger that cannot be read, out of the way: a person may want to look at it."""
    mark = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    for suffix in ("-shm", "-wal", ""):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(path.with_name(f"{path.name}.damaged-{mark}{suffix}"))


def _only(inbox: str | None) -> tuple[str, tuple[str, ...]]:
    """Condition and values for one inbox, or for all."""
    return ("1", ()) if inbox is None else ("inbox = ?", (storable(inbox),))


def _row_of(values: tuple[Scalar, ...]) -> SeenRow:
    raw: dict[str, object] = dict(zip(_COLUMNS, values, strict=True))
    raw["state"] = SeenState(str(raw["state"]))
    for column in ("first_seen", "changed_at"):
        raw[column] = dt.datetime.fromisoformat(str(raw[column]))
    return SeenRow(**raw)  # type: ignore[arg-type]  # STRICT tables keep the types of the columns


def _hashed(path: str, *more: int) -> str:
    return "#" + hashlib.sha256("\0".join([path, *map(str, more)]).encode()).hexdigest()[:12]


def _note(db: sqlite3.Connection, inbox: str, note: Note, moment: str) -> None:
    path = storable(note.path)
    found = db.execute(
        "SELECT id, size, mtime_ns, inode, attempts FROM seen WHERE inbox = ? AND path = ? AND open = 1",
        (inbox, path),
    ).fetchone()
    if found is None and note.state is SeenState.GONE:
        return  # its row has ended already: what is gone was put away
    key, size, mtime_ns, inode, attempts = found or (None, 0, 0, 0, 0)
    size = size if note.size is None else note.size
    mtime_ns = mtime_ns if note.mtime_ns is None else note.mtime_ns
    inode = inode if note.inode is None else note.inode
    kept = path
    if note.state is SeenState.REFUSED:
        kept = _hashed(path, size, mtime_ns, inode)
        size = mtime_ns = inode = 0
        db.execute("DELETE FROM seen WHERE inbox = ? AND path = ? AND state = 'gone'", (inbox, path))
    moved_to = "" if note.state is SeenState.REFUSED else storable(note.moved_to)
    values = (kept, size, mtime_ns, inode, note.state, note.reason, note.document_id, moved_to)
    if key is None:
        db.execute(
            "INSERT INTO seen (path, size, mtime_ns, inode, state, reason, document_id, moved_to, attempts,"
            " inbox, first_seen, changed_at, open) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, int(note.attempt), inbox, moment, moment, int(note.state not in _ENDED)),
        )
    else:
        db.execute(
            "UPDATE seen SET path = ?, size = ?, mtime_ns = ?, inode = ?, state = ?, reason = ?,"
            " document_id = ?, moved_to = ?, attempts = ?, changed_at = ?, open = ? WHERE id = ?",
            (*values, attempts + int(note.attempt), moment, int(note.state not in _ENDED), key),
        )
