"""The index on disk: create, open, update, search, verify.

Owns: Whoosh's index and its one writer; everything Whoosh raises becomes one of our errors here.
Must not: understand queries (`parser`), choose fields (`schema`, `compile`) or score (`evaluate`).

The index is a cache: whatever is wrong with it is mended by building it again from the records.
See docs/adr/0003-whoosh-as-a-cache.md.
"""

from __future__ import annotations

import datetime as dt
import errno
import heapq
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self, TypeVar

from whoosh import query as w
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage
from whoosh.index import EmptyIndexError, FileIndex, IndexVersionError, LockError
from whoosh.reading import IndexReader, SegmentReader
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from archivist.errors import ArchiveLocked, ArchivistError, IndexDamaged, ReadOnlyArchive, StorageError
from archivist.search import schema as fields
from archivist.search.compile import Plan, compile_filters, compile_query
from archivist.search.evaluate import Segment
from archivist.search.needles import needles_of
from archivist.search.query import Everything, Query
from archivist.search.records import (
    FACETS,
    IndexDocument,
    IndexHit,
    SearchRequest,
    SearchResponse,
    Sort,
)
from archivist.search.storage import DurableStorage, check_ownership, make_folder

__all__ = ["IndexDocument", "IndexHit", "SearchIndex", "SearchRequest", "SearchResponse"]

_NAME: Final = "archivist"
_VERSION_FILE: Final = "archivist-index.json"
_MEMORY_MB: Final = 256
"""Postings a writer holds in memory before it sorts them on disk."""
_BLOCK: Final = 2048
"""Postings of a block. Whoosh's 128 suit a search that skips; ours reads all, so fewer are faster."""
_TIER: Final = 16
"""Segments of one size that are merged into one."""
_LARGEST_MERGE: Final = 5_000
"""Documents that one commit may merge: about a minute of writing at worst."""
_NEAR_WINDOW: Final = 100
"""Best matches whose words are checked for standing next to each other."""
_NEAR_BOOST: Final = 4.0
"""What standing next to each other adds, for each run of words: about what one more rare word does."""
_RETRIES: Final = 8
_RETRY_SECONDS: Final = 0.03

_DISK_ERRORS: Final = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
    }
)
"""What the disk says of itself. Any other (a seek before the beginning) comes of damaged files."""

_T = TypeVar("_T")
_MergePolicy = Callable[[SegmentWriter, list[Any]], list[Any]]
"""Whoosh's protocol: merges some segments into the one being written, returns the others."""
_Match = tuple[float, int, int, int]
"""Score, issue day, segment number, document number."""


class SearchIndex:
    """One generation of the index. Safe to use from several threads; one writer at a time.

    Readers take no lock: a search sees the last complete commit and never half of one.
    """

    def __init__(
        self, index: FileIndex, *, path: Path | None, readonly: bool, storage: DurableStorage | None = None
    ) -> None:
        self._index = index
        self._storage = storage
        self._path = path
        self._readonly = readonly
        self._searcher: Searcher | None = None
        self._segments: list[Segment] = []
        self._guard = threading.RLock()

    # ------------------------------------------------------------------ opening

    @classmethod
    def create(cls, path: Path) -> SearchIndex:
        """Make an empty index in a folder; the folder is created, an index in it is replaced.

        Raises:
            StorageError: the disk is full, read-only or not ours to write.
        """
        with _engine_errors(path):
            make_folder(path)
            storage = DurableStorage(path)
            version = json.dumps({"schema": fields.VERSION}) + "\n"
            temporary = f"{_VERSION_FILE}.new"
            with storage.create_file(temporary) as file:
                file.write(version.encode())
            storage.rename_file(temporary, _VERSION_FILE)
            index = FileIndex.create(storage, fields.make_schema(), _NAME)
            return cls(index, path=path, readonly=False, storage=storage)

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, trusted_owner: int | None = None) -> SearchIndex:
        """Open an index.

        Args:
            path: its folder.
            readonly: never write; needs no write permission.
            trusted_owner: user id whose files are read too (see `check_ownership`).

        Raises:
            IndexDamaged: not there, of another version, unreadable, or writable by others.
        """
        with _engine_errors(path):
            if not path.is_dir():
                raise IndexDamaged(f"there is no index in {path}", path=path)
            check_ownership(path, trusted_owner=trusted_owner)
            _check_version(path)
            storage = DurableStorage(path, readonly=readonly)
            try:
                index = FileIndex(storage, fields.make_schema(), _NAME)
            except BaseException:
                storage.close_strays()
                raise
            return cls(index, path=path, readonly=readonly, storage=storage)

    @classmethod
    def in_memory(cls) -> SearchIndex:
        """An index that is never on disk: a real one, for tests and previews."""
        index = FileIndex.create(RamStorage(), fields.make_schema(), _NAME)
        return cls(index, path=None, readonly=False)

    def close(self) -> None:
        """Release files. The index may not be used any more."""
        with self._guard:
            self._forget()
            self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------ writing

    def update(self, documents: Sequence[IndexDocument], delete: Sequence[str] = ()) -> None:
        """Put documents in place of what was indexed under their ids, and remove others: one commit.

        Durable when it returns. Repeating it changes nothing. A document that is in `documents`
        twice is indexed as it stands last; one that is in both lists is indexed.

        Raises:
            ArchiveLocked: another process is writing.
            ReadOnlyArchive: opened for reading.
            StorageError: the disk is full or read-only; nothing was changed.
            IndexDamaged: the index cannot be read.
        """
        latest = {document.id: document for document in documents}
        if not latest and not delete and not self._readonly:
            return
        rows = [fields.to_fields(document) for document in latest.values()]

        def write(writer: SegmentWriter) -> None:
            for identifier in {*latest, *delete}:
                writer.delete_by_term("id", identifier)
            for row in rows:
                writer.add_document(**row)

        self._write(write, _merge_tiers)

    def expunge(self) -> None:
        """Rewrite every segment that still holds terms of removed documents.

        Removing a document only marks it; its terms stay in the files until then. For documents
        that must leave no trace. Costs as much as indexing the segments concerned.

        Raises:
            ArchiveLocked, ReadOnlyArchive, StorageError, IndexDamaged: as `update`.
        """
        self._write(lambda _: None, _rewrite_deleted)

    def _write(self, work: Callable[[SegmentWriter], None], merge: _MergePolicy) -> None:
        """One commit, or none at all."""
        with self._guard, _engine_errors(self._path):
            if self._readonly:
                raise ReadOnlyArchive("the index was opened for reading", path=self._path)
            writer: SegmentWriter | None = None
            try:
                codec = W3Codec(blocklimit=_BLOCK)
                writer = SegmentWriter(self._index, compound=False, limitmb=_MEMORY_MB, codec=codec)
                work(writer)
                writer.commit(mergetype=merge)
            except BaseException:
                if writer is not None:
                    _abandon(writer)
                self._forget()
                raise

    # ------------------------------------------------------------------ reading

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer one question: exact total, deterministic order.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        began = time.perf_counter()
        query = request.query or Query(text="", root=Everything())
        plan = compile_query(query)
        condition = compile_filters(request.filters)
        total, hits, facets = self._read(lambda: self._answer(plan, condition, request))
        return SearchResponse(
            total=total,
            hits=hits,
            needles=needles_of(query),
            facets=facets,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def revisions(self) -> Mapping[str, int]:
        """Id → revision of every indexed document."""
        return self._read(lambda: {row["id"]: row["revision"] for row in self._stored()})

    def verify(self) -> None:
        """Read everything once, from the disk.

        Raises:
            IndexDamaged: something cannot be read, or an id is there twice.
        """
        with self._guard, _engine_errors(self._path):
            self._forget()
            if self._path is not None:
                check_ownership(self._path, trusted_owner=self._path.stat().st_uid)
                _check_version(self._path)
        self._read(self._verify)

    # ------------------------------------------------------------------ inside

    def _read(self, work: Callable[[], _T]) -> _T:
        """Do `work` on the newest commit; again, when a commit elsewhere removed files under it."""
        with self._guard, _engine_errors(self._path):
            for _ in range(_RETRIES):
                try:
                    if self._searcher is None or not self._searcher.up_to_date():
                        self._reopen()
                    return work()
                except FileNotFoundError:
                    self._forget()
                    time.sleep(_RETRY_SECONDS)
                except BaseException:
                    self._forget()
                    raise
            raise IndexDamaged("files of the index are missing", path=self._path)

    def _stored(self) -> Iterator[dict[str, Any]]:
        for segment in self._segments:
            for _, stored in segment.reader.iter_docs():
                yield stored

    def _verify(self) -> None:
        ids = Counter(row["id"] for row in self._stored())
        twice = [identifier for identifier, count in ids.items() if count > 1]
        if twice:
            raise IndexDamaged(f"{twice[0]} is in the index {ids[twice[0]]} times", path=self._path)
        for segment in self._segments:
            _read_postings(segment.reader)
            for name in ("issued", "filed", "by_number", "by_issuer", *fields.FACET_FIELDS):
                segment.column(name)

    def _answer(
        self, plan: Plan, condition: w.Query | None, request: SearchRequest
    ) -> tuple[int, tuple[IndexHit, ...], Mapping[str, tuple[tuple[str, int], ...]]]:
        matches = self._matches(plan, condition)
        wanted = self._ordered(matches, plan, request)
        hits = tuple(IndexHit(id=self._id(match), score=match[0]) for match in wanted)
        return len(matches), hits, self._facets(matches) if request.facets else MappingProxyType({})

    def _reopen(self) -> None:
        """Open the newest commit; columns of unchanged segments are kept.

        Not by `Searcher.refresh`: it hands unchanged readers on with the deletions they were opened
        with, so that a replaced document would be found twice.
        """
        known = {segment.name: segment for segment in self._segments}
        self._forget()
        searcher = self._index.searcher()
        self._searcher = searcher
        for leaf, _ in searcher.leaf_searchers():
            if leaf.reader().doc_count_all():
                segment = Segment(leaf.reader(), searcher)
                segment.take_columns(known.get(segment.name))
                self._segments.append(segment)

    def _forget(self) -> None:
        """Close everything; the next search opens it anew."""
        if self._searcher is not None:
            self._searcher = None
            self._segments = []
        if self._storage is not None:
            self._storage.close_strays()

    def _matches(self, plan: Plan, condition: w.Query | None) -> list[_Match]:
        matches: list[_Match] = []
        for number, segment in enumerate(self._segments):
            among = None if condition is None else segment.scores(condition).keys()
            days = segment.column("issued")
            for doc, score in segment.scores(plan.query, among).items():
                matches.append((score, days[doc], number, doc))  # type: ignore[arg-type]  # a number column
        return matches

    def _id(self, match: _Match) -> str:
        return str(self._segments[match[2]].column("id")[match[3]])

    def _ordered(self, matches: list[_Match], plan: Plan, request: SearchRequest) -> list[_Match]:
        """The asked part of the matches in the asked order, ids breaking every tie."""
        upto = request.offset + request.limit
        if request.limit <= 0:
            return []
        if request.sort is Sort.RELEVANCE:
            if plan.nearness:
                matches = self._nearer_first(matches, plan)
            found = self._smallest(matches, upto, lambda m: (-m[0], -m[1]))
        elif request.sort in (Sort.DATE, Sort.NEWEST):
            sign = 1 if request.sort is Sort.DATE else -1
            found = self._smallest(matches, upto, lambda m: (m[1] == 0, sign * m[1]))
        else:
            name = "by_number" if request.sort is Sort.NUMBER else "by_issuer"
            columns = [segment.column(name) for segment in self._segments]
            found = self._smallest(
                matches, upto, lambda m: (not columns[m[2]][m[3]], columns[m[2]][m[3]], -m[1])
            )
        return found[request.offset :]

    def _smallest(
        self, matches: list[_Match], count: int, key: Callable[[_Match], tuple[Any, ...]]
    ) -> list[_Match]:
        """The first `count` matches by `key`, then by id; ids are looked up for ties only."""
        if count < len(matches):
            limit = key(heapq.nsmallest(count, matches, key=key)[-1])
            matches = [match for match in matches if key(match) <= limit]
        return sorted(matches, key=lambda match: (key(match), self._id(match)))[:count]

    def _nearer_first(self, matches: list[_Match], plan: Plan) -> list[_Match]:
        """Lift those of the best matches whose words stand next to each other.

        Only a fixed number of the best is looked at: positions are dear to read. Lifting adds to a
        score, so the order below is untouched and paging stays stable.
        """
        best = self._smallest(matches, _NEAR_WINDOW, lambda m: (-m[0], -m[1]))
        lifted: dict[tuple[int, int], float] = {}
        for number, segment in enumerate(self._segments):
            docs = {match[3] for match in best if match[2] == number}
            for phrase in plan.nearness if docs else ():
                for doc, score in segment.scores(phrase, docs).items():
                    lifted[number, doc] = lifted.get((number, doc), 0.0) + _NEAR_BOOST * score
        if not lifted:
            return matches
        return [(s + lifted.get((n, doc), 0.0), day, n, doc) for s, day, n, doc in matches]

    def _facets(self, matches: list[_Match]) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Counts over all matches; documents without the value are not counted."""
        docs: dict[int, list[int]] = {}
        for _, _, number, doc in matches:
            docs.setdefault(number, []).append(doc)
        counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for name, field in fields.FACET_FIELDS.items():
            for number, inside in docs.items():
                column = self._segments[number].column(field)
                counted[name].update(str(column[doc]) for doc in inside)
        counted["year"].update(str(dt.date.fromordinal(m[1]).year) for m in matches if m[1])
        return MappingProxyType(
            {
                name: tuple(
                    sorted(((v, n) for v, n in counts.items() if v), key=lambda row: (-row[1], row[0]))
                )
                for name, counts in counted.items()
            }
        )


# ---------------------------------------------------------------------------- helpers


def _check_version(path: Path) -> None:
    try:
        found = json.loads((path / _VERSION_FILE).read_text("utf-8"))
    except FileNotFoundError:
        raise IndexDamaged(f"there is no index in {path}", path=path) from None
    if not isinstance(found, dict) or found.get("schema") != fields.VERSION:
        raise IndexDamaged(f"the index in {path} was built by another version of archivist", path=path)


def _merge_tiers(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Merge policy: segments of one size wait until there are `_TIER` of them, then become one.

    Small commits stay small (no merge), and the number of segments grows with the logarithm of the
    documents, up to `_LARGEST_MERGE`.
    """
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        count = max(1, segment.doc_count_all())
        tier = 0
        while count >= _TIER:
            count //= _TIER
            tier += 1
        tiers.setdefault(tier, []).append(segment)
    merging: list[Any] = []
    documents = 0
    for _, members in sorted(tiers.items()):
        size = sum(segment.doc_count_all() for segment in members)
        if len(members) >= _TIER and documents + size <= _LARGEST_MERGE:
            merging += members
            documents += size
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


def _abandon(writer: SegmentWriter) -> None:
    """Give the lock back after a failed write; the files it left are removed by the next commit."""
    try:
        if not writer.is_closed:
            writer.cancel()
    except Exception:  # noqa: BLE001 - the first error is the one to report; this is only tidying up
        if writer.writelock is not None:
            writer.writelock.release()


def _read_postings(reader: IndexReader) -> None:
    """Touch every posting list once: its first and its last block."""
    for (name, term), _ in reader:
        matcher = reader.postings(name, term)
        while matcher.is_active():
            matcher.next()


@contextmanager
def _engine_errors(path: Path | None) -> Iterator[None]:
    """Turn whatever the engine raises into one of our errors."""
    try:
        yield
    except ArchivistError:
        raise
    except LockError as error:
        raise ArchiveLocked("another process is writing to the index", path=path) from error
    except (EmptyIndexError, IndexVersionError, FileNotFoundError, NotADirectoryError) as error:
        raise IndexDamaged(f"the index is not there or incomplete: {error}", path=path) from error
    except MemoryError:
        raise
    except Exception as error:  # a damaged pickle or file may raise anything at all
        if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
            raise StorageError(f"the index cannot be read or written: {error}", path=path) from error
        raise IndexDamaged(f"the index is damaged: {type(error).__name__}: {error}", path=path) from error
