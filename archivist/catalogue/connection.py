"""One SQLite connection: opening, transactions, and turning SQLite's errors into ours.

Owns: every call into ``sqlite3``; WAL, durability, and reading without write permission.
Must not: know a table.

**Reading makes no file and needs no write permission.** A WAL database is shared through its
``-wal`` and ``-shm`` files. While a writer has the database open (or died with it open) they are
there, and ``mode=ro`` works for everybody who may read them. When the last writer closed cleanly
they are gone; SQLite would make them anew, which a reader without write permission cannot, and
which would leave files of the wrong owner where it can. Then the file is opened with
``immutable=1``, which takes no locks and looks for no WAL. That is sound only while nobody writes,
so every reading checks before and after that the files are the same; otherwise its answer is
thrown away and it is made again through the right door. A WAL without ``-shm`` (a restored backup)
is read from a private copy.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from archivist.errors import (
    ArchiveLocked,
    CatalogueDamaged,
    CatalogueStale,
    ReadOnlyArchive,
    StorageError,
    UsageError,
)

if TYPE_CHECKING:
    import tempfile

Scalar = str | int | float | None
"""What a column holds."""


def whole(value: Scalar) -> int:
    """A count as a whole number; NULL is none."""
    return int(value or 0)


BUSY_SECONDS = 30.0
"""How long a writer waits for another one; the archive's own writer lock comes first."""

_ATTEMPTS = 20

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into our errors.

    Raises:
        CatalogueDamaged: the file is no database, or contradicts itself.
        ArchiveLocked: another process held it for longer than `BUSY_SECONDS`.
        ReadOnlyArchive: it was opened for reading, or may not be written.
        StorageError: the disk is full or failed.
        UsageError: the connection is closed.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(error, path) from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}", path=path) from error


def _ours(error: sqlite3.Error, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    if code in _DAMAGE or isinstance(error, sqlite3.IntegrityError):
        return CatalogueDamaged(f"{path}: {error}", path=path)
    if code in _BUSY:
        return ArchiveLocked(f"{path}: another process is using it", path=path)
    if code == sqlite3.SQLITE_READONLY:
        return ReadOnlyArchive(f"{path}: {error}", path=path)
    if isinstance(error, sqlite3.ProgrammingError):
        return UsageError(f"{path}: {error}", path=path)
    if code == sqlite3.SQLITE_ERROR:  # a table or column is not there: not our schema
        return CatalogueDamaged(f"{path}: {error}", path=path)
    return StorageError(f"{path}: {error}", path=path)


class _Stamp(NamedTuple):
    """What changes when a file is written or replaced."""

    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: str) -> _Stamp | None:
        try:
            found = os.stat(path)  # noqa: PTH116 - a search asks some hundred times; a Path takes as long again
        except FileNotFoundError:
            return None
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)


class _Files(NamedTuple):
    """The database and the files beside it, as they are at one moment."""

    main: _Stamp | None
    wal: _Stamp | None
    shared: bool
    """The -shm file is there: somebody has the database open, or died with it open."""

    @classmethod
    def of(cls, path: Path) -> _Files:
        name = str(path)
        return cls(_Stamp.of(name), _Stamp.of(name + "-wal"), _Stamp.of(name + "-shm") is not None)


def _side(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _uri(path: Path, *options: str) -> str:
    return f"file:{quote(str(path.absolute()))}?{'&'.join(options)}"


class Connection:
    """One connection to one database file. Not for two threads at the same time."""

    def __init__(self, path: Path, *, version: int, readonly: bool, create: bool = False) -> None:
        self.path = path
        self.readonly = readonly
        self._version = version
        self._private: tempfile.TemporaryDirectory[str] | None = None
        self._unlocked: _Files | None = None
        """Set while the file (or a copy) is read without locks: the files as they were before that."""
        self._raw: sqlite3.Connection | None = None
        with translated(path):
            if readonly:
                self._open_for_reading()
            else:
                self._open_for_writing(create)

    # -- opening

    def _open_for_writing(self, create: bool) -> None:
        if not create and not self.path.is_file():
            raise CatalogueDamaged(f"{self.path}: is not there", path=self.path)
        raw = self._raw = self._connect(_uri(self.path, "mode=rwc" if create else "mode=rw"))
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("PRAGMA synchronous=FULL")  # a committed intent survives a power cut
            raw.execute("PRAGMA secure_delete=ON")  # a withdrawn subject leaves no trace in free pages
            if not create:
                self._check_version(raw)
        except (sqlite3.Error, CatalogueDamaged):
            self.close()
            raise

    def _open_for_reading(self) -> None:
        for attempt in range(_ATTEMPTS):
            self.close()
            files = _Files.of(self.path)
            try:
                raw = self._raw = self._reader(files)
                self._check_version(raw)
            except (sqlite3.Error, OSError, CatalogueDamaged):
                self.close()
                if attempt == _ATTEMPTS - 1 or files == _Files.of(self.path):
                    raise
                time.sleep(0.01)  # a writer opened or closed it under our hands
            else:
                return

    def _reader(self, files: _Files) -> sqlite3.Connection:
        if files.main is None:
            raise CatalogueDamaged(f"{self.path}: is not there", path=self.path)
        if files.shared:
            try:
                return self._tried(self._connect(_uri(self.path, "mode=ro")))
            except sqlite3.OperationalError as error:
                if "disk I/O" not in str(error):
                    raise
                # The disk is full: SQLite cannot grow its shared memory. Searching must go on.
                self._unlocked = files
                return self._open_copy()
        self._unlocked = files
        if files.wal is None or files.wal.size == 0:
            return self._tried(self._connect(_uri(self.path, "mode=ro", "immutable=1")))
        return self._open_copy()

    def _open_copy(self) -> sqlite3.Connection:
        import shutil
        import tempfile

        self._private = tempfile.TemporaryDirectory(prefix="archivist-")
        copy = Path(self._private.name) / self.path.name
        for suffix in ("", "-wal"):
            shutil.copyfile(_side(self.path, suffix), _side(copy, suffix))
        return self._tried(self._connect(_uri(copy, "mode=rw")))

    @staticmethod
    def _connect(uri: str) -> sqlite3.Connection:
        # check_same_thread is off because an archive may be opened in one thread and used in
        # another; two at once is against the rule of one archive per thread.
        return sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )

    @staticmethod
    def _tried(raw: sqlite3.Connection) -> sqlite3.Connection:
        """The connection, after a first reading: SQLite opens the file only then."""
        try:
            raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.Error:
            raw.close()
            raise
        return raw

    def _check_version(self, raw: sqlite3.Connection) -> None:
        found = raw.execute("PRAGMA user_version").fetchone()[0]
        if found != self._version:
            raise CatalogueStale(
                f"{self.path}: has version {found}, this program uses {self._version}", path=self.path
            )

    # -- use

    @property
    def _open(self) -> sqlite3.Connection:
        if self._raw is None:
            raise UsageError(f"{self.path}: is closed", path=self.path)
        return self._raw

    def read(self, sql: str, parameters: Sequence[Scalar] = ()) -> list[tuple[Scalar, ...]]:
        """All rows of a query, as of one moment.

        Raises:
            CatalogueDamaged, ArchiveLocked, StorageError: see `translated`.
        """
        with translated(self.path):
            for _ in range(_ATTEMPTS):
                raw = self._open
                before = self._unlocked
                try:
                    rows = raw.execute(sql, tuple(parameters)).fetchall()
                except sqlite3.Error:
                    if before is None or before == _Files.of(self.path):
                        raise
                else:
                    if before is None or before == _Files.of(self.path):
                        return rows
                time.sleep(0.01)
                self._open_for_reading()  # somebody wrote: what was read without locks is worthless
        raise ArchiveLocked(f"{self.path}: is being written all the time", path=self.path)

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed durably at the end, undone when anything is raised.

        Raises:
            ReadOnlyArchive: the connection is for reading.
            CatalogueDamaged, ArchiveLocked, StorageError: see `translated`.
        """
        if self.readonly:
            raise ReadOnlyArchive(f"{self.path}: is open for reading", path=self.path)
        raw = self._open
        with translated(self.path):
            raw.execute("BEGIN IMMEDIATE")
            try:
                yield raw
                raw.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # SQLite may have undone it already
                    raw.execute("ROLLBACK")
                raise

    def forget_deleted(self) -> None:
        """Empty the WAL, so that deleted rows are in no file any more. Best effort: readers may hold it."""
        with contextlib.suppress(sqlite3.Error):
            self._open.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def checkpoint(self) -> None:
        """Bring everything from the WAL into the one file.

        Raises:
            ArchiveLocked: another connection holds the WAL.
        """
        with translated(self.path):
            busy = self._open.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise ArchiveLocked(f"{self.path}: another process is using it", path=self.path)

    def problems(self) -> tuple[str, ...]:
        """What SQLite's own check of the file finds; empty when it is whole."""
        found = [str(row[0]) for row in self.read("PRAGMA integrity_check")]
        return () if found == ["ok"] else tuple(found)

    def close(self) -> None:
        """Close; may be called twice."""
        raw, self._raw = self._raw, None
        private, self._private = self._private, None
        self._unlocked = None
        if raw is not None:
            raw.close()
        if private is not None:
            private.cleanup()
