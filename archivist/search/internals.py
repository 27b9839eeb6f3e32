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

from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.fields import NUMERIC, FieldType, Schema
from whoosh.filedb.filestore import Storage
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.matching import FilterMatcher, Matcher
from whoosh.reading import IndexReader
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from archivist.search.codec import BlockCodec, BlockSegment, whole
from archivist.search.contents import INDEX_NAME, Contents, SegmentRow, encode_contents, table_name
from archivist.search.bulk import BulkPool
from archivist.search.pool import Form, TermPool
from archivist.search.schema import Code, CountedText, Keys, PlacedText, placed
from archivist.search.snapshot import Files, read_contents
from archivist.search.view import Postings

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
    """Whoosh's writer over our codec: terms are grouped as they come, segments end when they are large.

    Args:
        memory: postings to gather before a segment is written, bytes.
        bulk: many documents will come; they are sorted together with numpy. The files are the same.
    """

    def __init__(self, index: BlockIndex, *, memory: int, bulk: bool = False) -> None:
        super().__init__(index, compound=False, codec=BlockCodec())
        self._memory = memory
        self._make_pool = BulkPool if bulk else TermPool
        self._finished: list[BlockSegment] = []
        self.pool: TermPool = self._make_pool()
        self._placed: tuple[object, dict[str, list[int]]] = (None, {})

    def add_document(self, **values: object) -> None:
        """Index one document; `values` are fields of the schema."""
        self.perdocwriter.start_doc(self.docnum)
        for name, value in sorted(values.items()):
            field = self.schema[name]
            length = self._add_terms(name, field, value) if field.indexed else 0
            stored = value if field.stored else None
            self.perdocwriter.add_field(name, field, stored, length if field.scorable else 0)
            if field.column_type:
                self.perdocwriter.add_column_value(name, field.column_type, field.to_column_value(value))
        self.perdocwriter.finish_doc()
        self.pool.settle()
        self._added = True
        self.docnum += 1
        if self.pool.size >= self._memory:
            self.flush()

    def _add_terms(self, name: str, field: FieldType, value: object) -> int:
        """Put the terms of one field into the pool; returns how many words they are, if that is known yet."""
        if isinstance(field, Code):
            self.pool.add_keys(name, self.docnum, (value,))  # type: ignore[arg-type]  # what the schema says
            return 1
        if isinstance(field, Keys):
            keys = dict.fromkeys(value)  # type: ignore[call-overload]  # what the schema says
            self.pool.add_keys(name, self.docnum, keys)
            return len(keys)
        if isinstance(field, NUMERIC):
            return 0  # its column answers; terms would serve only Whoosh's own ranges
        if isinstance(self.pool, BulkPool) and isinstance(field, PlacedText | CountedText):
            source = field.source or name
            self.pool.add_text(name, self.docnum, value, _form(field), source=source)  # type: ignore[arg-type]
            return 0
        if isinstance(field, PlacedText):
            places = self._places(value)
            self.pool.add_places(name, self.docnum, places)
            return sum(map(len, places.values()))
        if isinstance(field, CountedText):
            if field.exact:
                counts: Mapping[str, int] = field.counts(value)  # type: ignore[arg-type]  # what the schema says
            else:
                counts = {token: len(at) for token, at in self._places(value).items()}
            self.pool.add_counts(name, self.docnum, counts)
            return sum(counts.values())
        length = 0
        for term, frequency, weight, encoded in field.index(value):
            places_of = field.format.decode_positions(encoded) if encoded else None
            self.pool.add_posting(name, term, self.docnum, whole(weight), places_of)
            length += frequency
        return length

    def _places(self, value: object) -> dict[str, list[int]]:
        """Words with their positions; two fields in turn ask for the same text."""
        if value is not self._placed[0]:
            self._placed = (value, placed(value))  # type: ignore[arg-type]  # what the schema says
        return self._placed[1]

    def flush(self) -> None:
        """Write what was added so far as a segment of its own and go on with another."""
        if not self._added:
            return
        self._finished.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.pool = self._make_pool()
        self.docnum = self.docbase
        self._added = False

    def finish(self, policy: Callable[[list[BlockSegment]], list[BlockSegment]]) -> None:
        """Commit; `policy` turns all segments into those that stay."""
        self.flush()
        self.commit(mergetype=lambda _, segments: policy([*segments, *self._finished]))

    def _commit_toc(self, segments: list[BlockSegment]) -> None:
        rows = tuple(
            SegmentRow(name=s.segment_id(), documents=s.doc_count_all(), deleted=frozenset(s.deleted))
            for s in segments
        )
        name = table_name(self.generation)
        with self.storage.create_file(f"{name}.new") as file:
            file.write(encode_contents(Contents(generation=self.generation, segments=rows)))
        self.storage.rename_file(f"{name}.new", name, safe=True)
        clean_files(self.storage, INDEX_NAME, self.generation, segments)


def _form(field: PlacedText | CountedText) -> Form:
    if isinstance(field, PlacedText):
        return Form.PLACED
    return Form.EXACT if field.exact else Form.COUNTED
