"""Every exception archivist raises, and the exit codes of the program.

Owns: the tree below, the stable ``code`` of each error, its exit code and its hint.
Must not: import anything of archivist, format for a terminal, or log.

An exception says that *the archive* or *the call* is wrong. A file that cannot be filed is
not an exception: it is a `FilingResult` with a `Reason`.

::

    ArchivistError
    ├── UsageError                 the call itself is wrong
    ├── ArchiveError               this archive cannot be used as asked
    │   ├── ArchiveNotFound
    │   ├── ArchiveExists
    │   ├── FormatTooNew
    │   ├── ArchiveLocked
    │   ├── ReadOnlyArchive
    │   └── StorageError           full, read-only, no permission, I/O error
    ├── IntegrityError             what is stored is not what was filed
    │   ├── HashMismatch
    │   ├── MissingFile
    │   ├── RecordDamaged
    │   ├── AuditChainBroken
    │   ├── CatalogueDamaged       rebuildable
    │   │   └── CatalogueStale     whole, but of another version of the program
    │   └── IndexDamaged           rebuildable
    │       └── IndexStale         whole, but of another version of the program
    ├── QueryError                 the query cannot be understood
    ├── SettingsError              a setting is wrong
    ├── DocumentNotFound
    ├── AmbiguousDocument          an id prefix or number fits several documents
    ├── RevisionConflict           somebody else revised the document meanwhile
    ├── InboxOffline               the inbox folder or its sentinel is gone
    ├── UnsupportedPlatform
    └── ExtractionError            internal: the pipeline turns it into a Reason
"""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import ClassVar


class ExitCode(IntEnum):
    """Exit codes of the ``archivist`` program; an unknown code must be treated as failure."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    PARTIAL = 3
    NOTHING_FOUND = 4
    QUERY = 5
    NO_ARCHIVE = 10
    LOCKED = 11
    FORMAT = 12
    INTEGRITY = 13
    STORAGE = 14
    SETTINGS = 15
    NO_DOCUMENT = 16
    CONFLICT = 17
    OFFLINE = 18
    STDOUT_CLOSED = 120
    INTERRUPTED = 130
    TERMINATED = 143


class ArchivistError(Exception):
    """Base of every error archivist raises.

    Attributes:
        code: stable kebab-case reference, the same in log, JSON and documentation.
        exit_code: what the program exits with.
        hint: what the user can do about it (may be empty).
    """

    code: ClassVar[str] = "internal"
    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL
    hint: str = ""

    def __init__(self, message: str, *, hint: str | None = None, path: Path | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        if hint is not None:
            self.hint = hint


class UsageError(ArchivistError):
    """The call is wrong: a missing, unknown or contradictory argument."""

    code = "usage"
    exit_code = ExitCode.USAGE


class ArchiveError(ArchivistError):
    """The archive cannot be used as asked."""

    code = "archive"
    exit_code = ExitCode.NO_ARCHIVE


class ArchiveNotFound(ArchiveError):
    """The folder is not an archive (it holds no ``archive.toml``)."""

    code = "archive-not-found"
    hint = "create one with: archivist init FOLDER"


class ArchiveExists(ArchiveError):
    """`Archive.create` was asked to create an archive where one, or another file, already is."""

    code = "archive-exists"
    exit_code = ExitCode.USAGE


class FormatTooNew(ArchiveError):
    """The archive was written by a newer program (or by one too old to be read)."""

    code = "format-unknown"
    exit_code = ExitCode.FORMAT
    hint = "install the version of archivist that wrote this archive"


class ArchiveLocked(ArchiveError):
    """Another process holds the lock."""

    code = "archive-locked"
    exit_code = ExitCode.LOCKED
    hint = "wait for the other process, or stop it"

    def __init__(self, message: str, *, holder: str = "", path: Path | None = None) -> None:
        super().__init__(message, path=path)
        self.holder = holder


class ReadOnlyArchive(ArchiveError):
    """The archive was opened for reading, or this user may not write in it."""

    code = "archive-read-only"
    exit_code = ExitCode.STORAGE
    hint = "ask for write permission in the archive's folder"


class StorageError(ArchiveError):
    """The disk is full or read-only, permission is missing, or an input/output error occurred."""

    code = "storage"
    exit_code = ExitCode.STORAGE
    hint = "free space or restore access, then run the same command again; nothing was lost"


class IntegrityError(ArchivistError):
    """What is stored is not what was filed."""

    code = "integrity"
    exit_code = ExitCode.INTEGRITY
    hint = "run: archivist check --fixity"


class HashMismatch(IntegrityError):
    """A stored file's SHA-256 differs from the one recorded when it was filed."""

    code = "hash-mismatch"

    def __init__(self, message: str, *, path: Path | None, expected: str, found: str) -> None:
        super().__init__(message, path=path)
        self.expected = expected
        self.found = found


class MissingFile(IntegrityError):
    """A file named by a record is not there."""

    code = "missing-file"


class RecordDamaged(IntegrityError):
    """A record.json or receipt cannot be read."""

    code = "record-damaged"


class AuditChainBroken(IntegrityError):
    """A line of the audit log does not carry the hash of the line before it."""

    code = "audit-chain-broken"


class CatalogueDamaged(IntegrityError):
    """The catalogue cannot be read; it is a cache."""

    code = "catalogue-damaged"
    hint = "run: archivist rebuild"


class CatalogueStale(CatalogueDamaged):
    """The catalogue is whole, but was written by another version of the program; it is a cache."""

    code = "catalogue-stale"
    exit_code = ExitCode.FORMAT
    hint = "run any command that writes, as a user who may write there; or: archivist rebuild --catalogue"


class IndexDamaged(IntegrityError):
    """The index cannot be read; it is a cache."""

    code = "index-damaged"
    hint = "run: archivist rebuild --index"


class IndexStale(IndexDamaged):
    """The search index is whole, but was built by another version of the program; it is a cache."""

    code = "index-stale"
    exit_code = ExitCode.FORMAT
    hint = "run any command that writes, as a user who may write there; or: archivist rebuild --index"


class QueryError(ArchivistError):
    """The query cannot be understood.

    Attributes:
        position: 0-based offset in the query text, in characters.
        expected: what would have been understood there.
        query: the text as given.
    """

    code = "query"
    exit_code = ExitCode.QUERY

    def __init__(self, message: str, *, query: str, position: int, expected: str = "") -> None:
        super().__init__(message)
        self.query = query
        self.position = position
        self.expected = expected


class SettingsError(ArchivistError):
    """A setting is unknown, of the wrong type or out of range."""

    code = "settings"
    exit_code = ExitCode.SETTINGS


class DocumentNotFound(ArchivistError):
    """No document has this id, number or path."""

    code = "document-not-found"
    exit_code = ExitCode.NO_DOCUMENT


class AmbiguousDocument(ArchivistError):
    """Several documents fit; `candidates` holds their ids."""

    code = "document-ambiguous"
    exit_code = ExitCode.NO_DOCUMENT
    hint = "give more of the id"

    def __init__(self, message: str, *, candidates: tuple[str, ...], hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class RevisionConflict(ArchivistError):
    """The document was revised since it was read; read it again and repeat the correction."""

    code = "revision-conflict"
    exit_code = ExitCode.CONFLICT


class InboxOffline(ArchivistError):
    """The inbox folder or its sentinel file is not there: the share is probably not mounted."""

    code = "inbox-offline"
    exit_code = ExitCode.OFFLINE
    hint = "mount the share again; nothing was removed from the archive"


class UnsupportedPlatform(ArchivistError):
    """Archives are kept on Linux; other systems reach them through a shared inbox folder."""

    code = "unsupported-platform"
    exit_code = ExitCode.USAGE


class ExtractionError(ArchivistError):
    """Raised inside extraction; the pipeline turns it into a `Reason`.

    Attributes:
        reason: value of `archivist.model.Reason`.
    """

    code = "extraction"

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason
