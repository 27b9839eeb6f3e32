"""One open archive: its folders, settings, and handles on locks, catalogue, index and workers.

Owns: the state of an open archive (everything else is functions over frozen data), the writer
lock, the generation pointer of the index (``state/index/CURRENT``), and the rule that a
catalogue or index that another process replaced is reopened.
Must not: decide anything about documents.

Locks (kernel ``flock``, freed by the death of their owner): `writer` is held for the
milliseconds of one commit; `indexer` while the outbox is drained; `watcher` for the life of a
watcher. Order writer → indexer, never nested the other way. Readers take none.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archivist import fsio
from archivist.catalogue import Catalogue
from archivist.errors import (
    ArchiveNotFound,
    CatalogueDamaged,
    CatalogueStale,
    FormatTooNew,
    IndexDamaged,
    ReadOnlyArchive,
    UnsupportedPlatform,
)
from archivist.lazylog import late_logger
from archivist.locks import FileLock
from archivist.model import Document, Issuer
from archivist.settings import ArchiveSettings, load_archive_settings
from archivist.store import Layout, read_document, read_issuers

if TYPE_CHECKING:
    from archivist.authorities.register import IssuerRegister
    from archivist.extract.pool import WorkerPool
    from archivist.search.index import SearchIndex

FORMAT = 1
WRITER_TIMEOUT_SECONDS = 30.0

log = late_logger(__name__)
Mode = Literal["r", "rw"]


def require_platform() -> None:
    """Refuse to keep an archive on a system whose renames and locks we have not proven.

    Raises:
        UnsupportedPlatform: not Linux.
    """
    if not sys.platform.startswith("linux"):
        raise UnsupportedPlatform(
            f"archivist keeps archives on Linux only; this machine runs {sys.platform}",
            hint="use a Linux server and drop documents into its shared inbox folder",
        )


def user_name() -> str:
    """Name of the user this process runs as, for receipts and the audit log."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


def now() -> dt.datetime:
    """Current time, aware, UTC, in whole milliseconds (what records keep)."""
    moment = dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class Workspace:
    """Handles of one open archive. Not shared between threads, except the worker pool."""

    def __init__(self, root: Path, mode: Mode, *, jobs: int | None = None) -> None:
        require_platform()
        self.layout = Layout(root.resolve())
        if not self.layout.settings_file.is_file():
            raise ArchiveNotFound(f"{root} is not an archive: it holds no archive.toml", path=root)
        self.settings: ArchiveSettings = load_archive_settings(self.layout.root)
        if self.settings.format != FORMAT:
            raise FormatTooNew(
                f"{root} has format {self.settings.format}; this program knows format {FORMAT}", path=root
            )
        self.mode: Mode = mode
        self.jobs = jobs or self.settings.extract.workers
        self._catalogue_path = str(self.layout.catalogue_file)
        self._catalogue: Catalogue | None = None
        self._catalogue_inode: tuple[int, int] | None = None
        self._issuers: IssuerRegister | None = None
        self._issuers_seen = 0
        self._index: SearchIndex | None = None
        self._index_generation = ""
        self._pool: WorkerPool | None = None
        self._pool_lock = threading.Lock()
        self._writing = 0
        self._writer_lock = FileLock(self.layout.lock("writer"))

    # ----------------------------------------------------------------- permission and locks

    @property
    def writable(self) -> bool:
        """True when this user may write in the archive's folders."""
        folders = (self.layout.documents, self.layout.state)
        # A restored archive has no caches yet: then the archive's own folder decides.
        return all(os.access(path if path.exists() else self.layout.root, os.W_OK) for path in folders)

    def require_write(self) -> None:
        """Raise `ReadOnlyArchive` unless the archive is open for writing and we may write."""
        if self.mode != "rw":
            raise ReadOnlyArchive("the archive was opened for reading", path=self.layout.root)
        if not self.writable:
            raise ReadOnlyArchive(f"you may not write in {self.layout.root}", path=self.layout.root)

    @contextlib.contextmanager
    def writer(self) -> Iterator[None]:
        """Hold the writer lock; may be entered again by its holder.

        Raises:
            ArchiveLocked: another process held it for 30 seconds.
            ReadOnlyArchive: the archive is open for reading only.
        """
        self.require_write()
        if self._writing:
            self._writing += 1
        else:
            self._writer_lock.acquire(timeout=WRITER_TIMEOUT_SECONDS)
            self._writing = 1
        try:
            yield
        finally:
            self._writing -= 1
            if not self._writing:
                self._writer_lock.release()

    def indexer_lock(self) -> FileLock:
        """The lock of whoever drains the outbox into the index."""
        return FileLock(self.layout.lock("indexer"))

    def watcher_lock(self) -> FileLock:
        """The lock a watcher holds for life."""
        return FileLock(self.layout.lock("watcher"))

    # ----------------------------------------------------------------- catalogue

    @property
    def catalogue(self) -> Catalogue:
        """The open catalogue; reopened when a rebuild by another process replaced it.

        Raises:
            CatalogueDamaged: it is missing, damaged or of another version (rebuild it).
        """
        inode = self._inode_of(self._catalogue_path)
        if self._catalogue is not None and inode != self._catalogue_inode:
            self.close_catalogue()
        if self._catalogue is None:
            if inode is None:
                raise CatalogueDamaged(
                    f"{self.layout.catalogue_file} is missing", path=self.layout.catalogue_file
                )
            readonly = self.mode == "r" or not self.writable
            self._catalogue = Catalogue.open(
                self.layout.catalogue_file, readonly=readonly, issuer_of=self.issuer_of
            )
            self._catalogue_inode = inode
        return self._catalogue

    @property
    def outdated(self) -> bool:
        """Whether catalogue or index are whole, but of another version of the program: made anew by who may write."""
        from archivist.search.version import of_another_version

        try:
            _ = self.catalogue
        except CatalogueStale:
            return True
        except CatalogueDamaged:
            return False
        generation = self.index_generation()
        return bool(generation) and of_another_version(self.layout.index / generation)

    @property
    def catalogue_identity(self) -> tuple[int, int] | None:
        """Device and inode of the open catalogue; another one after a rebuild."""
        return self._catalogue_inode

    def close_catalogue(self) -> None:
        """Close the catalogue, so that it can be replaced or reopened."""
        if self._catalogue is not None:
            self._catalogue.close()
        self._catalogue = None
        self._catalogue_inode = None

    @staticmethod
    def _inode_of(path: str) -> tuple[int, int] | None:
        try:
            stat = os.stat(path)  # noqa: PTH116 - a search asks some hundred times; a Path takes as long again
        except FileNotFoundError:
            return None
        return stat.st_dev, stat.st_ino

    # ----------------------------------------------------------------- authority file

    @property
    def issuers(self) -> IssuerRegister:
        """Issuing bodies as this archive knows them; read again when a statement was added."""
        try:
            seen = self.layout.issuers.stat().st_mtime_ns
        except FileNotFoundError:  # an archive of an older program, open for reading
            seen = -1
        if self._issuers is None or seen != self._issuers_seen:
            self._issuers, self._issuers_seen = read_issuers(self.layout), seen
        return self._issuers

    def forget_issuers(self) -> None:
        """Read the authority file again at its next use: clocks are too coarse to notice our own change."""
        self._issuers = None

    def issuer_of(self, issuer: Issuer | None) -> Issuer | None:
        """A document's issuer as the authority file resolves it today."""
        return self.issuers.issuer_of(issuer)

    def document(self, folder: Path) -> Document:
        """The document in a folder, its issuer as the authority file resolves it today.

        For showing and searching. What is written back comes from `store.read_document`: a record
        keeps what was read (docs/adr/0016).

        Raises:
            RecordDamaged, FileNotFoundError: as `store.read_document`.
        """
        document = read_document(self.layout, folder)
        issuer = self.issuer_of(document.issuer)
        return document if issuer == document.issuer else dataclasses.replace(document, issuer=issuer)

    # ----------------------------------------------------------------- index

    @property
    def _current_file(self) -> Path:
        return self.layout.index / "CURRENT"

    def index_generation(self) -> str:
        """Name of the generation in use, empty when there is none yet."""
        try:
            return self._current_file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    def index(self) -> SearchIndex:
        """The open index of the current generation.

        Raises:
            IndexDamaged: there is none, or it cannot be read (rebuild it).
        """
        from archivist.search.index import SearchIndex

        generation = self.index_generation()
        if not generation:
            raise IndexDamaged("the archive has no index", path=self.layout.index)
        if self._index is None or generation != self._index_generation:
            self.close_index()
            readonly = self.mode == "r" or not self.writable
            # Who may only search trusts whoever owns the archive; everybody else is refused.
            owner = self.layout.settings_file.stat().st_uid
            self._index = SearchIndex.open(
                self.layout.index / generation, readonly=readonly, trusted_owner=owner
            )
            self._index_generation = generation
        return self._index

    def new_generation(self) -> tuple[str, Path]:
        """Name and (not yet existing) folder of the next generation."""
        numbers = [
            int(path.name[1:]) for path in self.layout.index.glob("g[0-9]*") if path.name[1:].isdigit()
        ]
        name = f"g{max(numbers, default=0) + 1:04d}"
        return name, self.layout.index / name

    def use_generation(self, name: str) -> None:
        """Make a built generation the current one, durably, and remove the others."""
        self.close_index()
        fsio.sync_tree(self.layout.index / name)
        fsio.replace_file(self._current_file, (name + "\n").encode("ascii"))
        for path in self.layout.index.glob("g[0-9]*"):
            if path.name != name:
                fsio.safe_remove_tree(path)

    def close_index(self) -> None:
        """Close the index, so that it can be replaced or reopened."""
        if self._index is not None:
            self._index.close()
        self._index = None
        self._index_generation = ""

    # ----------------------------------------------------------------- workers

    @property
    def pool(self) -> WorkerPool:
        """The pool of extraction workers, started at first use."""
        with self._pool_lock:
            if self._pool is None:
                from archivist import passwords
                from archivist.extract.limits import Limits
                from archivist.extract.pool import WorkerPool

                limits = self.settings.extract
                self._pool = WorkerPool(
                    Limits(
                        wall_seconds=limits.wall_seconds,
                        cpu_seconds=limits.cpu_seconds,
                        memory_bytes=limits.memory_mb * 1024 * 1024,
                        text_chars=limits.text_chars,
                        file_bytes=limits.file_mb * 1024 * 1024,
                        max_pages=limits.max_pages,
                    ),
                    workers=self.jobs,
                    passwords=partial(passwords.to_try, self.layout),
                )
            return self._pool

    def close(self) -> None:
        """Close everything; safe to call twice."""
        self.close_index()
        self.close_catalogue()
        with self._pool_lock:
            if self._pool is not None:
                self._pool.close()
            self._pool = None
