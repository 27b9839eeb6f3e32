"""Documents become segments.

Owns: how a row of fields gets into terms and columns, and when a segment ends. Used by a commit and by
the processes that make segments for one (`filling`). Must not: lock, list segments, or read any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from whoosh.fields import NUMERIC, FieldType, Schema
from whoosh.filedb.filestore import Storage

from archivist.search.bulk import BulkPool
from archivist.search.codec import BlockSegment, BlockWriter, Columns, whole
from archivist.search.contents import INDEX_NAME
from archivist.search.engine import Row
from archivist.search.pool import Form, TermPool
from archivist.search.schema import Code, CountedText, Keys, PlacedText, placed


class SegmentMaker:
    """Makes segments of the documents it is given; a segment ends when its postings fill the memory.

    Args:
        storage: where the files go.
        schema: the fields.
        memory: postings to gather before a segment is written, bytes.
        pool: what gathers the postings of one segment; the files are the same by all.
    """

    def __init__(
        self, storage: Storage, schema: Schema, *, memory: int, pool: Callable[[], TermPool] = BulkPool
    ) -> None:
        self._storage = storage
        self._schema = schema
        self._memory = memory
        self._make_pool = pool
        self._made: list[BlockSegment] = []
        self._begin()

    def _begin(self) -> None:
        self._segment = BlockSegment(INDEX_NAME)
        self._columns: Columns = self._segment.columns
        self._pool = self._make_pool()
        self._placed: tuple[object, dict[str, list[int]]] = (None, {})

    def add(self, row: Row) -> None:
        """Index one document."""
        columns, number = self._columns, self._columns.documents
        columns.start_doc(number)
        for name, value in row.items():
            field = self._schema[name]
            length = self._add_terms(number, name, field, value) if field.indexed else 0
            stored = value if field.stored else None
            columns.add_field(name, field, stored, length if field.scorable else 0)
            if field.column_type:
                columns.add_column_value(name, field.column_type, field.to_column_value(value))
        columns.finish_doc()
        self._pool.settle()
        if self._pool.size >= self._memory:
            self._end()
            self._begin()

    def finish(self) -> list[BlockSegment]:
        """Write what is left; returns all segments that were made."""
        self._end()
        return self._made

    def _end(self) -> None:
        documents = self._columns.documents
        if not documents:
            return
        BlockWriter(self._storage, self._segment).add_postings(self._schema, None, self._pool)
        self._segment.set_doc_count(documents)
        self._segment.columns = Columns()  # what was written need not stay in memory
        self._made.append(self._segment)

    # The types of values are what the schema says (`schema.to_fields`).
    def _add_terms(self, number: int, name: str, field: FieldType, value: Any) -> int:
        """Put the terms of one field into the pool; returns how many words they are, if that is known yet."""
        if isinstance(field, Code | Keys):
            keys: Iterable[str] = (value,) if isinstance(field, Code) else dict.fromkeys(value)
            self._pool.add_keys(name, number, keys)
            return 0
        if isinstance(field, NUMERIC):
            return 0  # its column answers; terms would serve only Whoosh's own ranges
        if isinstance(field, PlacedText | CountedText):
            return self._add_text(number, name, field, value)
        length = 0
        for term, frequency, weight, encoded in field.index(value):
            places = field.format.decode_positions(encoded) if encoded else None
            self._pool.add_posting(name, term, number, whole(weight), places)
            length += frequency
        return length

    def _add_text(self, number: int, name: str, field: PlacedText | CountedText, value: Any) -> int:
        if isinstance(self._pool, BulkPool):
            self._pool.add_text(name, number, value, _form(field), source=field.source or name)
            return 0
        if isinstance(field, PlacedText):
            places = self._places(value)
            self._pool.add_places(name, number, places)
            return sum(map(len, places.values()))
        counts: Mapping[str, int]
        if field.exact:
            counts = field.counts(value)
        else:
            counts = {token: len(at) for token, at in self._places(value).items()}
        self._pool.add_counts(name, number, counts)
        return sum(counts.values())

    def _places(self, value: Any) -> dict[str, list[int]]:
        """Words with their positions; two fields in turn ask for the same text."""
        if value is not self._placed[0]:
            self._placed = (value, placed(value))
        return self._placed[1]


def _form(field: PlacedText | CountedText) -> Form:
    if isinstance(field, PlacedText):
        return Form.PLACED
    return Form.EXACT if field.exact else Form.COUNTED
