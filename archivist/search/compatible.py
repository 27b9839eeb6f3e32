"""The compatible tier: an index in Whoosh's own format, read through Whoosh's reader.

Owns: that engine. It is the oracle of the fast one (tests/property/test_index.py) and the way back
should that ever be needed: ``SearchIndex.create(path, tier="compatible")``.
Must not: understand queries or choose fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex
from whoosh.reading import IndexReader, SegmentReader
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from archivist.errors import UsageError
from archivist.search import schema as fields
from archivist.search.answer import Answering, PlainAnswering
from archivist.search.engine import Row
from archivist.search.evaluate import Evaluator
from archivist.search.internals import WhooshStatistics, WhooshView
from archivist.search.merging import MOST_SEGMENTS, tiers_to_merge
from archivist.search.records import IndexDocument
from archivist.search.storage import DurableStorage, MemoryStorage
from archivist.search.writing import abandon, whoosh_errors

_NAME: Final = "archivist"
_MEMORY_MB: Final = 256
"""Postings a writer holds in memory before it sorts them on disk."""
_BLOCK: Final = 2048
"""Postings of a block. Whoosh's 128 suit a search that skips; ours reads all, so fewer are faster."""
_LARGEST_MERGE: Final = 5_000
"""Documents that one commit may merge: about a minute of writing at worst."""

_MergePolicy = Callable[[SegmentWriter, list[Any]], list[Any]]
"""Whoosh's protocol: merges some segments into the one being written, returns the others."""


class CompatibleEngine:
    """See `Engine`."""

    def __init__(self, index: FileIndex, *, path: Path | None, storage: DurableStorage | None) -> None:
        self._index = index
        self._path = path
        self._storage = storage
        self._searcher: Searcher | None = None
        self._views: list[WhooshView] = []
        self._evaluators: list[Evaluator] = []

    @classmethod
    def create(cls, path: Path) -> CompatibleEngine:
        """Make an empty index in a folder."""
        storage = DurableStorage(path)
        return cls(FileIndex.create(storage, fields.make_schema(), _NAME), path=path, storage=storage)

    @classmethod
    def open(cls, path: Path, *, readonly: bool) -> CompatibleEngine:
        """Open the index in a folder."""
        storage = DurableStorage(path, readonly=readonly)
        try:
            with whoosh_errors(path):
                return cls(FileIndex(storage, fields.make_schema(), _NAME), path=path, storage=storage)
        except BaseException:
            storage.close_strays()
            raise

    @classmethod
    def in_memory(cls) -> CompatibleEngine:
        """An index that is never on disk."""
        index = FileIndex.create(MemoryStorage(), fields.make_schema(), _NAME)
        return cls(index, path=None, storage=None)

    # ------------------------------------------------------------------ writing

    def commit(self, rows: Iterable[Row], delete: Iterable[str]) -> None:
        """See `Engine`."""

        def work(writer: SegmentWriter) -> None:
            for identifier in delete:
                writer.delete_by_term("id", identifier)
            for row in rows:
                writer.add_document(**row)

        self._write(work, _merge_when_too_many)

    def fill(self, documents: Iterable[IndexDocument], *, processes: int) -> None:
        """See `Engine`. One process does it."""
        del processes
        self.commit(map(fields.to_fields, _each_once(documents)), ())

    def merge(self) -> bool:
        """See `Engine`."""
        self.refresh()
        if not tiers_to_merge([view.documents for view in self._views], largest=_LARGEST_MERGE):
            return False
        self._write(lambda _: None, _merge_tiers)
        return True

    def expunge(self) -> None:
        """See `Engine`."""
        self._write(lambda _: None, _rewrite_deleted)

    def _write(self, work: Callable[[SegmentWriter], None], merge: _MergePolicy) -> None:
        """One commit, or none at all."""
        writer: SegmentWriter | None = None
        try:
            with whoosh_errors(self._path):
                codec = W3Codec(blocklimit=_BLOCK)
                writer = SegmentWriter(self._index, compound=False, limitmb=_MEMORY_MB, codec=codec)
                work(writer)
                writer.commit(mergetype=merge)
        except BaseException:
            if writer is not None:
                abandon(writer)
            raise

    # ------------------------------------------------------------------ reading

    def refresh(self) -> None:
        """Open the newest commit; columns of unchanged segments are kept.

        Not by `Searcher.refresh`: it hands unchanged readers on with the deletions they were opened
        with, so that a replaced document would be found twice.
        """
        if self._searcher is not None and self._searcher.up_to_date():
            return
        known = {view.name: view for view in self._views}
        self.forget()
        with whoosh_errors(self._path):
            searcher = self._index.searcher()
        self._searcher = searcher
        for leaf, _ in searcher.leaf_searchers():
            if leaf.reader().doc_count_all():
                view = WhooshView(leaf.reader())
                view.take_columns(known.get(view.name))
                self._views.append(view)
        statistics = WhooshStatistics(searcher)
        self._evaluators = [Evaluator(view, statistics) for view in self._views]

    def answering(self) -> Answering:
        """See `Engine`."""
        return PlainAnswering(self._evaluators)

    def views(self) -> Sequence[WhooshView]:
        """See `Engine`."""
        return self._views

    def stored(self) -> Iterator[Mapping[str, Any]]:
        """See `Engine`."""
        for view in self._views:
            for _, stored in view.reader.iter_docs():
                yield stored

    def verify(self) -> None:
        """See `Engine`."""
        for view in self._views:
            _read_postings(view.reader)
            for name in ("issued", "issued_last", "filed"):
                view.numbers(name)
            for name in ("id", "by_number", "by_issuer", "issuer", "kind", "level", "language", "class"):
                view.values(name)

    def forget(self) -> None:
        """See `Engine`."""
        self._searcher = None
        self._views, self._evaluators = [], []
        if self._storage is not None:
            self._storage.close_strays()


def _each_once(documents: Iterable[IndexDocument]) -> Iterator[IndexDocument]:
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise UsageError(f"{document.id} comes twice")
        seen.add(document.id)
        yield document


def _merge_when_too_many(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Merge policy: a commit merges only where nobody calls `merge`."""
    many = len(segments) + 1 > MOST_SEGMENTS
    return _merge_tiers(writer, segments) if many else _merged(writer, segments, [])


def _merge_tiers(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Merge policy: see `tiers_to_merge`."""
    sizes = [segment.doc_count_all() for segment in segments]
    merging = [segments[n] for n in tiers_to_merge(sizes, largest=_LARGEST_MERGE)]
    return _merged(writer, segments, merging)


def _rewrite_deleted(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Merge policy: every segment that holds a deleted document is written anew without it."""
    return _merged(writer, segments, [segment for segment in segments if segment.has_deletions()])


def _merged(writer: SegmentWriter, segments: list[Any], merging: list[Any]) -> list[Any]:
    """Add the live documents of `merging` to the segment being written; return the others.

    A segment in which nothing is alive is dropped in any case.
    """
    for segment in merging:
        if segment.doc_count() > 0:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if segment not in merging and segment.doc_count() > 0]


def _read_postings(reader: IndexReader) -> None:
    """Touch every posting list once: its first and its last block."""
    for (name, term), _ in reader:
        matcher = reader.postings(name, term)
        while matcher.is_active():
            matcher.next()
