"""The engine in use: our own segment files, written through Whoosh, read without it.

Owns: opening, commits and merges of an index of segment files. Whoosh is imported only to write.
Must not: understand queries or choose fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from archivist.search.adaptive import Adaptive
from archivist.search.answer import Answering
from archivist.search.contents import INDEX_NAME, Contents, encode_contents, newest_generation, table_name
from archivist.search.engine import Row
from archivist.search.merging import merge_at_once, merge_in_idle_moment
from archivist.search.records import IndexDocument
from archivist.search.segment import SegmentFile
from archivist.search.snapshot import Files, FileView, Folder, Snapshot, open_snapshot, read_contents

if TYPE_CHECKING:
    from whoosh.fields import Schema
    from whoosh.filedb.filestore import Storage

    from archivist.search.codec import BlockSegment
    from archivist.search.storage import MemoryStorage
    from archivist.search.writing import Choice, Make

_MEMORY: Final = 160 * 1024 * 1024
"""Postings that one segment gathers in memory before it is written, bytes."""
_LARGEST_MERGE: Final = 200_000
"""Documents that are merged in one idle moment."""


class BlockEngine:
    """See `Engine`."""

    def __init__(self, files: Files, storage: Callable[[], Storage], *, memory: int = _MEMORY) -> None:
        self._files = files
        self._storage = storage
        self._memory = memory
        self._snapshot: Snapshot | None = None
        self._answering = Adaptive()
        self._open: dict[str, SegmentFile] = {}

    @classmethod
    def create(cls, path: Path) -> BlockEngine:
        """Make an empty index in a folder."""
        from archivist.search.storage import DurableStorage

        engine = cls(Folder(path), lambda: DurableStorage(path, spills=False))
        storage = DurableStorage(path)
        for name in engine._files.names():
            if name.startswith((f"_{INDEX_NAME}_", f"{INDEX_NAME}_")) and not name.endswith("LOCK"):
                storage.delete_file(name)
        engine._write_empty(storage)
        return engine

    @classmethod
    def open(cls, path: Path, *, readonly: bool) -> BlockEngine:
        """Open the index in a folder.

        Raises:
            FileNotFoundError: there is none.
        """
        del readonly  # `SearchIndex` refuses to write
        from_folder = Folder(path)
        if newest_generation(from_folder.names()) < 0:
            raise FileNotFoundError(f"no table of contents in {path}")

        def storage() -> Storage:
            from archivist.search.storage import DurableStorage

            return DurableStorage(path, spills=False)

        return cls(from_folder, storage)

    @classmethod
    def in_memory(cls, *, storage: MemoryStorage | None = None, memory: int = _MEMORY) -> BlockEngine:
        """An index that is never on disk."""
        if storage is None:
            from archivist.search.storage import MemoryStorage

            storage = MemoryStorage()
        kept = storage
        engine = cls(kept, lambda: kept, memory=memory)
        engine._write_empty(kept)
        return engine

    def _write_empty(self, storage: Storage) -> None:
        with storage.create_file(f"{table_name(0)}.new") as file:
            file.write(encode_contents(Contents(generation=0, segments=())))
        storage.rename_file(f"{table_name(0)}.new", table_name(0), safe=False)

    # ------------------------------------------------------------------ writing

    def commit(self, rows: Sequence[Row], delete: Iterable[str]) -> None:
        """See `Engine`."""
        from archivist.search.writing import made_here

        storage = self._storage()
        make = made_here(storage, rows, memory=self._memory, count=len(rows))
        self._commit(storage, make, delete, _when_too_many)

    def fill(self, documents: Iterable[IndexDocument], *, processes: int) -> None:
        """See `Engine`. An index in memory is filled by one process."""
        from archivist.search.schema import to_fields
        from archivist.search.storage import DurableStorage
        from archivist.search.writing import each_once, made_elsewhere, made_here

        storage, files, memory = self._storage(), self._files, self._memory
        if processes > 1 and isinstance(files, Folder) and isinstance(storage, DurableStorage):
            make = made_elsewhere(storage, files.path, documents, processes=processes, memory=memory)
        else:
            make = made_here(storage, map(to_fields, documents), memory=memory)
        self._commit(storage, each_once(make, files), (), _when_too_many)

    def merge(self) -> bool:
        """See `Engine`."""
        sizes = [row.documents for row in read_contents(self._files).segments]
        if not merge_in_idle_moment(sizes, largest=_LARGEST_MERGE):
            return False
        self._commit(self._storage(), _nothing, (), _by_tiers)
        return True

    def expunge(self) -> None:
        """See `Engine`."""
        self._commit(self._storage(), _nothing, (), _with_deleted)

    def _commit(self, storage: Storage, make: Make, delete: Iterable[str], choose: Choice) -> None:
        from archivist.search.writing import commit

        if self._snapshot is not None:
            self._open.update({view.name: view.file for view in self._snapshot.views})
        commit(storage, self._files, make, delete, known=self._open, choose=choose)

    # ------------------------------------------------------------------ reading

    def refresh(self) -> None:
        """See `Engine`."""
        snapshot = open_snapshot(self._files, self._snapshot)
        if snapshot is not self._snapshot:
            self._snapshot = snapshot
            self._answering.use(snapshot)

    def answering(self) -> Answering:
        """See `Engine`."""
        return self._answering

    def views(self) -> Sequence[FileView]:
        """See `Engine`."""
        return () if self._snapshot is None else self._snapshot.views

    @property
    def snapshot(self) -> Snapshot | None:
        """The commit that is read."""
        return self._snapshot

    def stored(self) -> Iterator[Mapping[str, Any]]:
        """See `Engine`."""
        return iter(()) if self._snapshot is None else self._snapshot.stored()

    def verify(self) -> None:
        """See `Engine`."""
        for view in self._snapshot.views if self._snapshot is not None else ():
            view.file.verify()

    def forget(self) -> None:
        """See `Engine`. Mappings go with the last reference to them."""
        self._snapshot = None
        self._answering.use(None)
        self._open.clear()


def _nothing(_: Schema) -> Sequence[BlockSegment]:
    return ()


def _when_too_many(segments: Sequence[BlockSegment]) -> Sequence[int]:
    """A commit joins nothing: that is left to `merge`, unless nobody ever calls it."""
    return merge_at_once([segment.doc_count_all() for segment in segments])


def _by_tiers(segments: Sequence[BlockSegment]) -> Sequence[int]:
    sizes = [segment.doc_count_all() for segment in segments]
    return merge_in_idle_moment(sizes, largest=_LARGEST_MERGE)


def _with_deleted(segments: Sequence[BlockSegment]) -> Sequence[int]:
    return [position for position, segment in enumerate(segments) if segment.has_deletions()]
