"""Everything of Whoosh that is not its public interface.

Owns: the only private attributes of Whoosh 2.7.5 that archivist touches, each listed in
docs/adr/0003-whoosh-as-a-cache.md and guarded by tests/unit/test_search_internals.py; and the view of
a segment in Whoosh's own format, which the compatible tier reads.
Must not: score, or know a query.

Whoosh unpickles a block of 128 postings at once and then hands them out by three method calls each;
reading the unpickled block itself is five to ten times as fast. A matcher of any other class is read
through its public methods, with the same result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Final

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.fields import Schema
from whoosh.filedb.filestore import Storage
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.matching import FilterMatcher, Matcher
from whoosh.reading import IndexReader
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from archivist.search.codec import BlockCodec, BlockSegment
from archivist.search.contents import (
    INDEX_NAME,
    SEGMENT_SUFFIX,
    TABLE_SUFFIX,
    Contents,
    SegmentRow,
    encode_contents,
    generations,
    table_name,
)
from archivist.search.snapshot import Files, read_contents
from archivist.search.view import Postings

_LOOKED_EVERY: Final = 8
"""Commits after which one looks for files that no table of contents names."""
TABLES: Final = 64
"""Old tables of contents that may stay. Where a disk discards what is freed, removing a file takes as long as making
one durable, and a commit should take two of those; mostly a merge removes them, in an idle moment."""

Block = tuple[Sequence[int], Sequence[float]]


def blocks(reader: IndexReader, name: str, term: bytes) -> Iterator[Block]:
    """Document numbers and weights of a term's postings, ascending; deleted documents included."""
    matcher = _bare(reader.postings(name, term))
    if type(matcher) is W3LeafMatcher:
        while matcher.is_active():
            matcher.id()  # loads the block
            matcher.weight()
            yield matcher._ids, matcher._weights
            matcher._next_block()
        return
    ids, weights = [], []
    while matcher.is_active():
        ids.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    yield ids, weights


def positions(reader: IndexReader, name: str, term: bytes, among: Set[int]) -> dict[int, list[int]]:
    """Positions of a term in those documents of `among` that hold it."""
    decode = reader.schema[name].format.decode_positions
    matcher = _bare(reader.postings(name, term))
    found: dict[int, list[int]] = {}
    if type(matcher) is W3LeafMatcher:
        while matcher.is_active():
            matcher.id()  # loads the block
            if not among.isdisjoint(matcher._ids):
                matcher.value()
                pairs = zip(matcher._ids, matcher._values, strict=True)
                found.update({doc: decode(value) for doc, value in pairs if doc in among})
            matcher._next_block()
        return found
    while matcher.is_active():
        if matcher.id() in among:
            found[matcher.id()] = matcher.value_as("positions")
        matcher.next()
    return found


def _bare(matcher: Matcher) -> Matcher:
    """The postings under the wrapper that skips deleted documents; the caller skips them itself."""
    return matcher.child if type(matcher) is FilterMatcher else matcher


class WhooshView:
    """A segment through Whoosh's reader, in whatever format it is."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader
        self.name = reader.segment().segment_id()
        self.documents = reader.doc_count_all()
        self.deleted: frozenset[int] = frozenset()
        if reader.has_deletions():
            self.deleted = frozenset(range(self.documents)).difference(reader.all_doc_ids())
        self._columns: dict[str, list[object]] = {}
        self._lengths: dict[str, list[int]] = {}

    def take_columns(self, older: WhooshView | None) -> None:
        """Take over what was read of the same segment: all of it but the deletions is immutable."""
        if older is not None:
            self._columns, self._lengths = older._columns, older._lengths

    def frequency(self, field: str, term: bytes) -> int:
        """See `SegmentView`."""
        return self.reader.doc_frequency(field, term)

    def scorable(self, field: str) -> bool:
        """See `SegmentView`."""
        return self.reader.schema[field].scorable

    def postings(self, field: str, term: bytes) -> Postings:
        """See `SegmentView`."""
        docs: list[int] = []
        weights: list[float] = []
        if (field, term) in self.reader:
            for ids, counted in blocks(self.reader, field, term):
                docs += ids
                weights += counted
        return docs, weights

    def table(self, field: str, term: bytes) -> None:
        """See `SegmentView`: Whoosh keeps no such tables."""

    def placed(self, field: str, term: bytes) -> None:
        """See `SegmentView`: Whoosh keeps nothing beside its places."""

    def positions(self, field: str, term: bytes, among: Set[int]) -> dict[int, list[int]]:
        """See `SegmentView`."""
        return positions(self.reader, field, term, among) if (field, term) in self.reader else {}

    def terms(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """See `SegmentView`."""
        return self.reader.expand_prefix(field, prefix.decode())

    def lengths(self, field: str) -> Sequence[int]:
        """See `SegmentView`."""
        if field not in self._lengths:
            length = self.reader.doc_field_length
            # None for a document without the field: it has no postings either.
            self._lengths[field] = [length(doc, field) or 1 for doc in range(self.documents)]
        return self._lengths[field]

    def numbers(self, field: str) -> Sequence[int]:
        """See `SegmentView`."""
        return self._column(field)  # type: ignore[return-value]  # a column of numbers

    def codes(self, field: str) -> tuple[Sequence[str], Sequence[int]]:
        """See `SegmentView`."""
        values = self.values(field)
        numbers = {text: number for number, text in enumerate(dict.fromkeys(values))}
        return tuple(numbers), [numbers[text] for text in values]

    def values(self, field: str) -> Sequence[str]:
        """See `SegmentView`."""
        if (name := f"{field} as text") not in self._columns:
            self._columns[name] = [
                value.decode() if isinstance(value, bytes) else str(value) for value in self._column(field)
            ]
        return self._columns[name]  # type: ignore[return-value]  # made of texts above

    def _column(self, name: str) -> list[object]:
        if name not in self._columns:
            self._columns[name] = list(self.reader.column_reader(name))
        return self._columns[name]


class WhooshStatistics:
    """Figures over a whole index, from Whoosh's searcher."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def idf(self, field: str, term: bytes) -> float:
        """See `Statistics`."""
        return self._searcher.idf(field, term)

    def average_length(self, field: str) -> float:
        """See `Statistics`."""
        return self._searcher.avg_field_length(field) or 1


# ---------------------------------------------------------------------------- our own files


class BlockIndex(FileIndex):
    """An index whose table of contents is ours (`contents`) instead of a pickle."""

    def __init__(self, storage: Storage, schema: Schema, files: Files) -> None:
        self.storage = storage
        self.indexname = INDEX_NAME
        self._schema = schema
        self._files = files

    def _read_toc(self) -> TOC:
        contents = read_contents(self._files)
        segments = []
        for row in contents.segments:
            segment = BlockSegment(INDEX_NAME, name=row.name, documents=row.documents)
            segment.deleted.update(row.deleted)
            segments.append(segment)
        return TOC(self._schema, segments, contents.generation)


class BlockSegmentWriter(SegmentWriter):
    """Whoosh's writer where our segments are concerned: the lock, the table of contents, the commit."""

    def __init__(self, index: BlockIndex) -> None:
        super().__init__(index, compound=False, codec=BlockCodec())

    def finish(self, segments: list[BlockSegment]) -> None:
        """Commit: the index consists of these segments from now on."""
        self.commit(mergetype=lambda _, __: segments)

    def _commit_toc(self, segments: list[BlockSegment]) -> None:
        rows = tuple(
            SegmentRow(name=s.segment_id(), documents=s.doc_count_all(), deleted=frozenset(s.deleted))
            for s in segments
        )
        name = table_name(self.generation)
        with self.storage.create_file(f"{name}.new") as file:
            file.write(encode_contents(Contents(generation=self.generation, segments=rows)))
        self.storage.rename_file(f"{name}.new", name, safe=True)
        gone = {s.segment_id() for s in self.segments} - {s.segment_id() for s in segments}
        if gone or (self.generation % _LOOKED_EVERY == 0 and self._much_is_left(segments)):
            self._clean(segments)

    def _clean(self, segments: list[BlockSegment]) -> None:
        """Remove what no table names any more; old tables oldest first, for readers count on it (`open_snapshot`)."""
        try:
            for generation in sorted(generations(self.storage.list()))[:-1]:
                self.storage.delete_file(table_name(generation))
        except OSError:
            return  # in use, where the system does not let it go then: the next time
        clean_files(self.storage, INDEX_NAME, self.generation, segments)

    def _much_is_left(self, segments: list[BlockSegment]) -> bool:
        """Whether old tables have become many, or a writer that failed left segments, which may be large."""
        names = list(self.storage.list())
        named = {s.segment_id() + SEGMENT_SUFFIX for s in segments}
        lost = any(name.endswith(SEGMENT_SUFFIX) and name not in named for name in names)
        return lost or sum(name.endswith(TABLE_SUFFIX) for name in names) > TABLES
