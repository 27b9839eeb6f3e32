"""The index on disk: create, open, update, search, verify.

Owns: one index as the rest of archivist sees it, whatever engine keeps it; its version file.
Must not: understand queries (`parser`), choose fields (`schema`, `compile`) or score (`evaluate`).

The index is a cache: whatever is wrong with it is mended by building it again from the records.
See docs/adr/0003-whoosh-as-a-cache.md.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, Self, TypeVar, get_args

from archivist.errors import ArchivistError, IndexDamaged, IndexStale, ReadOnlyArchive, UsageError
from archivist.search.compile import compile_filters, compile_query
from archivist.search.faults import index_errors
from archivist.search.lexicon import Lexicon
from archivist.search.ownership import check_ownership, make_folder
from archivist.search.query import Everything, Like, Query
from archivist.search.records import IndexDocument, IndexHit, SearchRequest, SearchResponse
from archivist.search.version import VERSION, VERSION_FILE
from archivist.search.widening import widened

if TYPE_CHECKING:
    from archivist.model import Matched
    from archivist.search.answer import Answer
    from archivist.search.block_engine import BlockEngine
    from archivist.search.compatible import CompatibleEngine
    from archivist.search.engine import Engine
    from archivist.search.plan import Query as PlanQuery

__all__ = ["IndexDocument", "IndexHit", "SearchIndex", "SearchRequest", "SearchResponse", "Tier"]

_RETRIES: Final = 8
_RETRY_SECONDS: Final = 0.03

_T = TypeVar("_T")
Tier = Literal["fast", "compatible"]
"""How an index is kept: in our own segment files, or in Whoosh's own format (the oracle of the tests)."""


class SearchIndex:
    """One generation of the index. Safe to use from several threads; one writer at a time.

    Readers take no lock: a search sees the last complete commit and never half of one.
    """

    def __init__(self, engine: Engine, *, path: Path | None, readonly: bool) -> None:
        self._engine = engine
        self._path = path
        self._readonly = readonly
        self._guard = threading.RLock()

    # ------------------------------------------------------------------ opening

    @classmethod
    def create(cls, path: Path, *, tier: Tier = "fast") -> SearchIndex:
        """Make an empty index in a folder; the folder is created, an index in it is replaced.

        Args:
            path: the folder.
            tier: how it is kept.

        Raises:
            StorageError: the disk is full, read-only or not ours to write.
        """
        with index_errors(path):
            make_folder(path)
            engine = _engine(tier).create(path)
            _write_version(path, tier)
            return cls(engine, path=path, readonly=False)

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
        with index_errors(path):
            if not path.is_dir():
                raise IndexDamaged(f"there is no index in {path}", path=path)
            check_ownership(path, trusted_owner=trusted_owner)
            engine = _engine(_tier_of(path)).open(path, readonly=readonly)
            return cls(engine, path=path, readonly=readonly)

    @classmethod
    def in_memory(cls, *, tier: Tier = "fast") -> SearchIndex:
        """An index that is never on disk: a real one, for tests and previews."""
        return cls(_engine(tier).in_memory(), path=None, readonly=False)

    def close(self) -> None:
        """Release files. The index may not be used any more."""
        with self._guard:
            self._engine.forget()

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

        def work() -> None:
            from archivist.search.schema import to_fields

            self._engine.commit([to_fields(document) for document in latest.values()], {*latest, *delete})

        self._write(work)

    def fill(self, documents: Iterable[IndexDocument], *, processes: int = 1) -> int:
        """Index many documents in an index that holds none: one commit, several times as fast as `update`.

        Nothing is there before it returns, and all of it is durable then.

        Args:
            documents: taken one by one; their texts are not kept.
            processes: how many work on it, this one among them.

        Returns:
            How many documents those were.

        Raises:
            UsageError: the index holds documents already, or one comes twice; nothing was changed.
            ArchiveLocked, ReadOnlyArchive, StorageError, IndexDamaged: as `update`.
            Exception: whatever `documents` raises; nothing was changed.
        """
        taken = _Taken(documents)

        def work() -> None:
            self._engine.refresh()
            if next(iter(self._engine.stored()), None) is not None:
                raise UsageError("the index holds documents already")
            self._engine.fill(iter(taken), processes=processes)

        try:
            self._write(work)
        except ArchivistError:
            if taken.failure is not None:
                raise taken.failure from None  # the documents' own, not one of the index
            raise
        return taken.count

    def merge(self) -> bool:
        """Join segments where they have become many: work for an idle moment, for commits leave it alone.

        Searching goes on meanwhile. When it is interrupted, everything is as it was before.

        Returns:
            False when there was nothing to join.

        Raises:
            ArchiveLocked, ReadOnlyArchive, StorageError, IndexDamaged: as `update`.
        """
        merged = False

        def work() -> None:
            nonlocal merged
            merged = self._engine.merge()

        self._write(work)
        return merged

    def expunge(self) -> None:
        """Rewrite every segment that still holds terms of removed documents.

        Removing a document only marks it; its terms stay in the files until then. For documents
        that must leave no trace. Costs as much as indexing the segments concerned.

        Raises:
            ArchiveLocked, ReadOnlyArchive, StorageError, IndexDamaged: as `update`.
        """
        self._write(self._engine.expunge)

    def _write(self, work: Callable[[], None]) -> None:
        """One commit, or none at all."""
        with self._guard, index_errors(self._path):
            if self._readonly:
                raise ReadOnlyArchive("the index was opened for reading", path=self._path)
            try:
                work()
            except BaseException:
                self._engine.forget()
                raise

    # ------------------------------------------------------------------ reading

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer one question: exact total, deterministic order.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        began = time.perf_counter()
        query = request.query or Query(text="", root=Everything())
        condition = compile_filters(request.filters)
        query, answer = self._read(lambda: self._widened_answer(query, condition, request))
        return SearchResponse(
            total=answer.total,
            hits=answer.hits,
            query=query,
            facets=answer.facets,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def matched(self, query: Query, ids: Sequence[str]) -> Mapping[str, tuple[Matched, ...]]:
        """Why documents that a query found match it: id → parts of the query.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        from archivist.search.explaining import matched
        from archivist.search.plan import Or, Plan, Term

        condition = Or([Term("id", identifier) for identifier in ids])
        request = SearchRequest(limit=len(ids))

        def work() -> Mapping[str, tuple[Matched, ...]]:
            answering = self._engine.answering()

            def finds(probe: PlanQuery) -> list[str]:
                return [hit.id for hit in answering.answer(Plan(query=probe), condition, request).hits]

            known = Lexicon(self._engine.views()).knows
            return matched(widened(query, known), ids, finds)

        return self._read(work) if ids else {}

    def like(self, identifier: str, subject: str, text: str) -> Like:
        """The question for documents like one: the words that are typical of it in this index.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        from archivist.search.likeness import like

        return self._read(lambda: like(identifier, subject, text, Lexicon(self._engine.views())))

    def understood(self, query: Query) -> Query:
        """The query as it is read with the words of this index at hand: keyboard leftovers too.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        return self._read(lambda: widened(query, Lexicon(self._engine.views()).knows))

    def suggestion(self, query: Query) -> str:
        """The query with words of the index in place of those it does not know; empty for none.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        from archivist.search.plan import Plan
        from archivist.search.suggesting import suggestion

        def work() -> str:
            lexicon, answering = Lexicon(self._engine.views()), self._engine.answering()

            def asked(probe: PlanQuery, limit: int) -> tuple[int, Sequence[str]]:
                answer = answering.answer(Plan(query=probe), None, SearchRequest(limit=limit))
                return answer.total, [hit.id for hit in answer.hits]

            read = widened(query, lexicon.knows)
            return suggestion(query, lexicon, asked) if read is query else ""

        return self._read(work)

    def completions(self, beginning: str, limit: int) -> tuple[str, ...]:
        """Words that begin so, the most frequent first, as most documents write them.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        return self._read(lambda: Lexicon(self._engine.views()).completions(beginning, limit))

    def revisions(self) -> Mapping[str, int]:
        """Id → revision of every indexed document."""
        return self._read(lambda: {row["id"]: row["revision"] for row in self._engine.stored()})

    def verify(self) -> None:
        """Read everything once, from the disk.

        Raises:
            IndexDamaged: something cannot be read, or an id is there twice.
        """
        with self._guard, index_errors(self._path):
            self._engine.forget()
            if self._path is not None:
                check_ownership(self._path, trusted_owner=self._path.stat().st_uid)
                _tier_of(self._path)
        self._read(self._verify)

    # ------------------------------------------------------------------ inside

    def _read(self, work: Callable[[], _T]) -> _T:
        """Do `work` on the newest commit; again, when a commit elsewhere removed files under it."""
        with self._guard, index_errors(self._path):
            for _ in range(_RETRIES):
                try:
                    self._engine.refresh()
                    return work()
                except FileNotFoundError:
                    self._engine.forget()
                    time.sleep(_RETRY_SECONDS)
                except BaseException:
                    self._engine.forget()
                    raise
            raise IndexDamaged("files of the index are missing", path=self._path)

    def _verify(self) -> None:
        ids = Counter(row["id"] for row in self._engine.stored())
        twice = [identifier for identifier, count in ids.items() if count > 1]
        if twice:
            raise IndexDamaged(f"{twice[0]} is in the index {ids[twice[0]]} times", path=self._path)
        self._engine.verify()

    def _widened_answer(
        self, query: Query, condition: PlanQuery | None, request: SearchRequest
    ) -> tuple[Query, Answer]:
        """The query as it is understood with the index at hand, and its answer."""
        query = widened(query, Lexicon(self._engine.views()).knows)
        return query, self._engine.answering().answer(compile_query(query), condition, request)


# ---------------------------------------------------------------------------- engines and version


def _engine(tier: Tier) -> type[BlockEngine] | type[CompatibleEngine]:
    if tier == "fast":
        from archivist.search.block_engine import BlockEngine

        return BlockEngine
    from archivist.search.compatible import CompatibleEngine

    return CompatibleEngine


class _Taken:
    """Documents, how many were taken, and what taking the next raised."""

    def __init__(self, documents: Iterable[IndexDocument]) -> None:
        self._documents = documents
        self.count = 0
        self.failure: Exception | None = None

    def __iter__(self) -> Iterator[IndexDocument]:
        try:
            for document in self._documents:
                self.count += 1
                yield document
        except Exception as error:
            self.failure = error
            raise


def _write_version(path: Path, tier: Tier) -> None:
    from archivist.search.storage import DurableStorage

    storage = DurableStorage(path)
    temporary = f"{VERSION_FILE}.new"
    with storage.create_file(temporary) as file:
        file.write((json.dumps({"schema": VERSION, "tier": tier}) + "\n").encode())
    storage.rename_file(temporary, VERSION_FILE)


def _tier_of(path: Path) -> Tier:
    """How the index in a folder is kept.

    Raises:
        IndexStale: it was built by another version.
        IndexDamaged: there is none, or it does not say how it was built.
    """
    try:
        found = json.loads((path / VERSION_FILE).read_text("utf-8"))
    except FileNotFoundError:
        raise IndexDamaged(f"there is no index in {path}", path=path) from None
    tier: Tier
    for tier in get_args(Tier):
        if isinstance(found, dict) and found.get("schema") == VERSION and found.get("tier") == tier:
            return tier
    if isinstance(found, dict) and found.get("schema") not in (None, VERSION):
        raise IndexStale(f"the index in {path} was built by another version of archivist", path=path)
    raise IndexDamaged(f"the index in {path} does not say how it was built", path=path)
