"""Commits: what Whoosh's writers are asked to do, and what they raise.

Owns: one commit of an index of segment files, and the translation of what only Whoosh raises.
Must not: read for a search, or choose fields.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise, repeat
from pathlib import Path
from typing import Final

from whoosh.fields import Schema
from whoosh.filedb.filestore import Storage
from whoosh.index import EmptyIndexError, IndexVersionError, LockError
from whoosh.writing import SegmentWriter

from archivist.errors import ArchiveLocked, IndexDamaged, UsageError
from archivist.search.building import SegmentBuilder
from archivist.search.bulk import BulkPool
from archivist.search.codec import BlockSegment
from archivist.search.contents import INDEX_NAME, SEGMENT_SUFFIX
from archivist.search.engine import Row
from archivist.search.internals import BlockIndex, BlockSegmentWriter
from archivist.search.joining import join
from archivist.search.making import SegmentMaker
from archivist.search.pool import SinglePool, TermPool
from archivist.search.records import IndexDocument
from archivist.search.schema import make_schema, to_fields
from archivist.search.segment import SegmentFile
from archivist.search.snapshot import Files
from archivist.search.storage import DurableStorage

BULK: Final = 50
"""Documents from which on importing numpy is worth it: it takes as long as writing some forty without."""

Make = Callable[[Schema], Sequence[BlockSegment]]
"""What writes new segments; called while the index is locked."""
Choice = Callable[[Sequence[BlockSegment]], Sequence[int]]
"""Which segments to join into one, by position."""


def commit(
    storage: Storage,
    files: Files,
    make: Make,
    delete: Iterable[str],
    *,
    known: dict[str, SegmentFile],
    choose: Choice,
) -> None:
    """One commit, or none at all.

    Args:
        storage: where to write; its `rename_file` makes the commit durable.
        files: the same, for reading.
        make: writes the segments that are added; called while the index is locked.
        delete: ids to remove first.
        known: segments that are open already, by name; those this commit opens are added, and those that
            the index does not hold any more are let go.
        choose: which segments are joined.

    Raises:
        ArchiveLocked: another process is writing.
    """
    writer: BlockSegmentWriter | None = None
    try:
        with whoosh_errors(None):
            writer = BlockSegmentWriter(BlockIndex(storage, make_schema(), files))
        for gone in known.keys() - {segment.segment_id() for segment in writer.segments}:
            del known[gone]
        opened = _Opened(files, known)
        _delete(writer, opened, delete)
        segments = [*writer.segments, *make(writer.schema)]
        writer.finish(_joined(storage, opened, segments, choose))
    except BaseException:
        if writer is not None:
            abandon(writer)
        raise


def made_here(storage: Storage, rows: Iterable[Row], *, memory: int, count: int | None = None) -> Make:
    """What makes segments of rows in this process.

    Args:
        storage: where the files go.
        rows: documents as fields.
        memory: postings to gather before a segment is written, bytes.
        count: how many they are; None for many.
    """
    pool = BulkPool if count is None or count >= BULK else SinglePool if count == 1 else TermPool

    def make(schema: Schema) -> Sequence[BlockSegment]:
        maker = SegmentMaker(storage, schema, memory=memory, pool=pool)
        for row in rows:
            maker.add(row)
        return maker.finish()

    return make


def made_elsewhere(
    storage: DurableStorage,
    folder: Path,
    documents: Iterable[IndexDocument],
    *,
    processes: int,
    memory: int,
) -> Make:
    """What makes segments of documents in several processes (see `filling.make_segments`)."""

    def make(schema: Schema) -> Sequence[BlockSegment]:
        from archivist.search.filling import make_segments

        share = memory // processes
        here = _Here(SegmentMaker(storage, schema, memory=share))
        found = make_segments(folder, documents, helpers=processes - 1, memory=share, here=here)
        for name, _ in found:
            storage.include(name + SEGMENT_SUFFIX)
        theirs = [BlockSegment(INDEX_NAME, name=name, documents=number) for name, number in found]
        return [*here.made, *theirs]

    return make


def each_once(make: Make, files: Files) -> Make:
    """The same segments of documents that no id has twice; found out by their terms, so that no id is remembered.

    Raises:
        UsageError: one comes twice; by the function that is returned.
    """

    def checked(schema: Schema) -> Sequence[BlockSegment]:
        segments = make(schema)
        names = [segment.segment_id() for segment in segments]
        opened = [SegmentFile(name, files.read(name + SEGMENT_SUFFIX)) for name in names]
        ids = heapq.merge(*(_ids(file) for file in opened))
        for before, after in pairwise(ids):
            if before == after:
                raise UsageError(f"{after.decode()} comes twice")
        return segments

    return checked


def _ids(file: SegmentFile) -> Iterator[bytes]:
    """Id of every document, ascending."""
    for term, entry in file.entries("id"):
        yield from repeat(term, entry.documents)


class _Here:
    """See `filling.Here`."""

    def __init__(self, maker: SegmentMaker) -> None:
        self._maker = maker
        self.made: Sequence[BlockSegment] = ()

    def add(self, document: IndexDocument) -> None:
        self._maker.add(to_fields(document))

    def finish(self) -> None:
        self.made = self._maker.finish()


class _Opened:
    """Segments of a commit, opened when they are needed."""

    def __init__(self, files: Files, known: dict[str, SegmentFile]) -> None:
        self._files = files
        self._known = known

    def file(self, segment: BlockSegment) -> SegmentFile:
        name = segment.segment_id()
        if name not in self._known:
            self._known[name] = SegmentFile(name, self._files.read(name + SEGMENT_SUFFIX))
        return self._known[name]


def _delete(writer: BlockSegmentWriter, opened: _Opened, ids: Iterable[str]) -> None:
    terms = [identifier.encode() for identifier in ids]
    for segment in writer.segments if terms else ():
        file = opened.file(segment)
        for term in terms:
            entry = file.find("id", term)
            for doc in file.documents_of(entry) if entry is not None else ():
                segment.delete_document(doc)


def _joined(
    storage: Storage, opened: _Opened, segments: Sequence[BlockSegment], choose: Choice
) -> list[BlockSegment]:
    """Segments after joining those that were chosen; one in which nothing is alive is dropped."""
    chosen = [segments[position] for position in choose(segments)]
    staying = [segment for segment in segments if segment not in chosen and segment.doc_count() > 0]
    alive = [segment for segment in chosen if segment.doc_count() > 0]
    if not alive:
        return staying
    new = BlockSegment(INDEX_NAME)
    with new.create_file(storage, SEGMENT_SUFFIX) as file:
        sources = [(opened.file(segment), frozenset(segment.deleted)) for segment in alive]
        new.set_doc_count(join(sources, SegmentBuilder(file)))
    return [*staying, new]


def abandon(writer: SegmentWriter) -> None:
    """Give the lock back after a failed write; the files it left are removed by the next commit."""
    try:
        if not writer.is_closed:
            writer.cancel()
    except Exception:  # noqa: BLE001 - the first error is the one to report; this is only tidying up
        if writer.writelock is not None:
            writer.writelock.release()


@contextmanager
def whoosh_errors(path: Path | None) -> Iterator[None]:
    """Translate what only Whoosh raises."""
    try:
        yield
    except LockError as error:
        raise ArchiveLocked("another process is writing to the index", path=path) from error
    except (EmptyIndexError, IndexVersionError) as error:
        raise IndexDamaged(f"the index is not there or incomplete: {error}", path=path) from error
