"""Our segment files as a codec of Whoosh: its writer fills them, and its own search can read them.

Owns: the classes Whoosh asks a codec for, on its public base classes. Searching does not go through
here; that Whoosh's exhaustive search finds the same in these files is what the tests compare with.
Must not: know queries, or touch what is private to Whoosh (`internals` does).
"""

from __future__ import annotations

import json
import secrets
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any, Final

from whoosh import columns
from whoosh.codec import base
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import Storage
from whoosh.formats import Format
from whoosh.matching import ListMatcher, Matcher, NullMatcher
from whoosh.reading import TermInfo
from whoosh.util.numeric import byte_to_length, length_to_byte

from archivist.search.building import SegmentBuilder
from archivist.search.contents import SEGMENT_SUFFIX
from archivist.search.pool import TermPool
from archivist.search.segment import Entry, SegmentFile

_STORED: Final = "_stored"
_NAME_BYTES: Final = 10
Item = tuple[str, bytes, int, float, bytes | None]
"""Field, term, document, weight, encoded positions."""


class BlockSegment(base.Segment):
    """A segment as Whoosh's writer knows it; `contents` keeps it between commits."""

    def __init__(self, indexname: str, *, name: str | None = None, documents: int = 0) -> None:
        # Not Whoosh's own: it draws a name letter by letter for every segment that is read from a table.
        self.indexname = indexname
        self.compound = False
        self._name = name or f"{indexname}_{secrets.token_hex(_NAME_BYTES)}"
        self._documents = documents
        self.deleted: set[int] = set()
        self.columns = Columns()

    def segment_id(self) -> str:
        """Name of the segment."""
        return self._name

    def codec(self) -> BlockCodec:
        """How to read it."""
        return BlockCodec()

    def doc_count_all(self) -> int:
        """Documents, deleted ones included."""
        return self._documents

    def set_doc_count(self, doccount: int) -> None:
        """Say how many documents it has become."""
        self._documents = doccount

    def deleted_count(self) -> int:
        """Number of deleted documents."""
        return len(self.deleted)

    def deleted_docs(self) -> Iterable[int]:
        """Deleted documents."""
        return self.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a document as deleted, or not."""
        if delete:
            self.deleted.add(docnum)
        else:
            self.deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return docnum in self.deleted

    def should_assemble(self) -> bool:
        """Never: it is one file already."""
        return False


class BlockCodec(base.Codec):
    """One file a segment; see `segment` for its format."""

    length_stats = False

    def new_segment(self, storage: Storage, indexname: str) -> BlockSegment:
        """An empty segment under a new name."""
        del storage
        return BlockSegment(indexname)

    def per_document_writer(self, storage: Storage, segment: BlockSegment) -> Columns:
        """What takes lengths, columns and stored values."""
        del storage
        return segment.columns

    def field_writer(self, storage: Storage, segment: BlockSegment) -> BlockWriter:
        """What takes the terms and writes the file."""
        return BlockWriter(storage, segment)

    def terms_reader(self, storage: Storage, segment: BlockSegment) -> BlockTerms:
        """Terms of a segment."""
        return BlockTerms(_opened(storage, segment))

    def per_document_reader(self, storage: Storage, segment: BlockSegment) -> BlockDocuments:
        """Columns of a segment."""
        return BlockDocuments(_opened(storage, segment), segment)


def _opened(storage: Storage, segment: BlockSegment) -> SegmentFile:
    with segment.open_file(storage, SEGMENT_SUFFIX) as file:
        return SegmentFile(segment.segment_id(), file.read())


# ---------------------------------------------------------------------------- writing


class Columns(base.PerDocumentWriter):
    """Everything that is kept by document, in memory until the segment is written."""

    def __init__(self) -> None:
        self.documents = 0
        self.is_closed = False
        self.lengths: dict[str, array[int]] = {}
        self.totals: dict[str, int] = {}
        self._values: dict[str, list[Any]] = {}
        self._kinds: dict[str, columns.Column] = {}
        self._stored: list[bytes] = []
        self._open: dict[str, object] = {}

    def start_doc(self, docnum: int) -> None:
        """Begin a document."""
        if docnum != self.documents:
            raise ValueError(f"document {docnum} after {self.documents - 1}")
        self._open = {}

    def add_field(self, fieldname: str, fieldobj: FieldType, value: object, length: int | None) -> None:
        """Take the stored value and the length of a field."""
        if value is not None:
            self._open[fieldname] = value
        if length:
            self.add_length(fieldname, self.documents, length)

    def add_length(self, fieldname: str, document: int, length: int) -> None:
        """Take the length of a field of a document; they come in order."""
        found = self.lengths.setdefault(fieldname, array("I"))
        found.extend([0] * (document - len(found)))
        # As Whoosh's own codec keeps it, so that scores are the same.
        found.append(byte_to_length(length_to_byte(length)))
        self.totals[fieldname] = self.totals.get(fieldname, 0) + length

    def add_column_value(self, fieldname: str, columnobj: columns.Column, value: object) -> None:
        """Take the value of a column."""
        found = self._values.setdefault(fieldname, [])
        self._kinds[fieldname] = columnobj
        found.extend([columnobj.default_value()] * (self.documents - len(found)))
        found.append(value)

    def add_vector_items(self, fieldname: str, fieldobj: FieldType, items: object) -> None:
        """Not kept: no field of ours has vectors."""
        raise NotImplementedError("term vectors")

    def finish_doc(self) -> None:
        """End a document."""
        self._stored.append(json.dumps(self._open, separators=(",", ":")).encode())
        self.documents += 1

    def cancel_doc(self) -> None:
        """Forget the document that was begun; its commit is given up."""
        self._open = {}

    def close(self) -> None:
        """Nothing more comes."""
        self.is_closed = True

    def write(self, builder: SegmentBuilder) -> None:
        """Write all columns."""
        for name, lengths in sorted(self.lengths.items()):
            builder.add_lengths(name, [*lengths, *([0] * (self.documents - len(lengths)))])
        for name, values in sorted(self._values.items()):
            kind = self._kinds[name]
            full = [*values, *([kind.default_value()] * (self.documents - len(values)))]
            if isinstance(kind, columns.NumericColumn):
                builder.add_numbers(name, full)
            elif isinstance(kind, columns.RefBytesColumn):
                texts = sorted(set(full))
                numbers = {text: number for number, text in enumerate(texts)}
                builder.add_codes(name, [text.decode() for text in texts], [numbers[t] for t in full])
            elif isinstance(kind, columns.VarBytesColumn):
                builder.add_texts(name, full)
            else:
                raise TypeError(f"no way to keep the column {name!r}")
        builder.add_texts(_STORED, self._stored)


class BlockWriter(base.FieldWriter):
    """Writes the file of a segment once all postings are there."""

    def __init__(self, storage: Storage, segment: BlockSegment) -> None:
        self._storage = storage
        self._segment = segment
        self._columns = segment.columns
        self.is_closed = False

    def add_postings(self, schema: Schema, lengths: object, items: TermPool | Iterable[Item]) -> None:
        """Write everything: the terms handed over, and the columns."""
        del lengths
        pool = items if isinstance(items, TermPool) else _pooled(schema, items)
        for name, rows in pool.lengths().items():
            for document, length in rows if schema[name].scorable else ():
                if length:
                    self._columns.add_length(name, document, length)
        with self._segment.create_file(self._storage, SEGMENT_SUFFIX) as file:
            builder = SegmentBuilder(file)
            for name in pool.fields:
                builder.add_field(name, pool.blocks(name), length=self._columns.totals.get(name, 0))
            self._columns.write(builder)
            builder.finish(self._columns.documents)

    def close(self) -> None:
        """Nothing more comes."""
        self.is_closed = True


def _pooled(schema: Schema, items: Iterable[Item]) -> TermPool:
    """Postings one by one, as Whoosh's own pool hands them out."""
    pool = TermPool()
    for field, term, doc, weight, value in items:
        places = schema[field].format.decode_positions(value) if value else None
        pool.add_posting(field, term, doc, whole(weight), places)
    return pool


def whole(weight: float) -> int:
    """A weight that counts occurrences."""
    if weight != int(weight):
        raise ValueError(f"{weight} occurrences")
    return int(weight)


# ---------------------------------------------------------------------------- reading, for Whoosh


class BlockTerms(base.TermsReader):
    """Terms of a segment, for Whoosh's own search."""

    def __init__(self, file: SegmentFile) -> None:
        self._file = file

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._file.find(*term) is not None

    def indexed_field_names(self) -> Iterable[str]:
        """Fields that have terms."""
        return self._file.fields

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, by field."""
        for field in self._file.fields:
            yield from ((field, term) for term in self._file.terms(field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Terms of a field from one on."""
        return ((fieldname, term) for term in self._file.terms(fieldname) if term >= prefix)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with their figures."""
        for field in self._file.fields:
            for term, entry in self._file.entries(field):
                yield (field, term), _term_info(entry)

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Terms of a field from one on, with their figures."""
        for term, entry in self._file.entries(fieldname):
            if term >= prefix:
                yield (fieldname, term), _term_info(entry)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Figures of a term."""
        entry = self._file.find(fieldname, text)
        if entry is None:
            raise KeyError((fieldname, text))
        return _term_info(entry)

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: object = None) -> Matcher:
        """Postings of a term."""
        entry = self._file.find(fieldname, text)
        if entry is None:
            return NullMatcher()
        docs, counts = self._file.documents_of(entry), self._file.counts_of(entry)
        places, ends = self._file.places_of(entry), list(accumulate(counts))
        values = [b""] * len(docs)
        if places:
            values = [
                format_.encode(list(places[end - n : end])) for end, n in zip(ends, counts, strict=True)
            ]
        weights = [float(n) for n in counts]
        return ListMatcher(
            docs, weights, values, format_, scorer=scorer, term=(fieldname, text), terminfo=_term_info(entry)
        )


def _term_info(entry: Entry) -> TermInfo:
    # Bounds of lengths and weights serve only Whoosh's skipping, which must never be used.
    return TermInfo(
        weight=entry.occurrences,
        df=entry.documents,
        minlength=1,
        maxweight=entry.occurrences,
        minid=entry.first,
    )


class BlockDocuments(base.PerDocumentReader):
    """Columns of a segment, for Whoosh's own search."""

    def __init__(self, file: SegmentFile, segment: BlockSegment) -> None:
        self._file = file
        self._segment = segment

    def doc_count(self) -> int:
        """Live documents."""
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        """All documents."""
        return self._file.documents

    def has_deletions(self) -> bool:
        """Whether some are deleted."""
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        """Whether one is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        """Deleted documents."""
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Words in a field of a document."""
        return self._file.lengths(fieldname)[docnum] if self._file.scorable(fieldname) else default

    def field_length(self, fieldname: str) -> int:
        """Words of a field over all documents."""
        return self._file.total_length(fieldname)

    def min_field_length(self, fieldname: str) -> int:
        """Least number of words in a field."""
        return min(self._file.lengths(fieldname), default=0)

    def max_field_length(self, fieldname: str) -> int:
        """Greatest number of words in a field."""
        return max(self._file.lengths(fieldname), default=0)

    def stored_fields(self, docnum: int) -> Mapping[str, Any]:
        """Stored values of a document."""
        return self._file.stored(docnum)
