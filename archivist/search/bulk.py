"""Postings of many documents, gathered as numbers and sorted together.

Owns: that memory. It takes the place of `TermPool` where many documents are written at once, and
hands out the same blocks. Must not: know what fields mean or write files; numpy is imported when the
first documents are looked up (`chunking`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from archivist.search.building import Block
from archivist.search.pool import Form, TermPool
from archivist.search.schema import GAP
from archivist.search.words import Words
from archivist.text import utf8

if TYPE_CHECKING:
    from archivist.search.chunking import Chunker, Chunks
    from archivist.search.inverting import Inverted

_GATHERED: Final = 1 << 20
"""Bytes of text that are gathered before their chunks are looked up together: as much as a processor keeps at hand."""
_PENDING: Final = 1_000_000
"""Chunks that are gathered before they are sorted; sorting takes about 60 bytes for each."""


class _Stream:
    """One value of all documents, which one or more fields index."""

    def __init__(self) -> None:
        self.uses: dict[str, Form] = {}
        self.last: tuple[int, object] = (-1, None)
        self.parts: list[bytes] = []
        self.part_docs = array("I")
        self.chunks: list[Chunks] = []
        self.inverted: list[Inverted] = []


class BulkPool(TermPool):
    """A `TermPool` that takes texts whole; lengths of fields are known when all is sorted."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Words()
        self._streams: dict[str, _Stream] = {}
        self._stream_of: dict[str, str] = {}
        self._chunker: Chunker | None = None
        self._gathered = 0
        self._pending = 0
        self._sorted = 0

    @property
    def size(self) -> int:
        """See `TermPool`."""
        return super().size + self._words.size + self._sorted + self._pending * 4 + self._gathered

    @property
    def fields(self) -> tuple[str, ...]:
        """See `TermPool`."""
        return tuple(sorted({*super().fields, *self._stream_of}))

    def add_text(self, field: str, doc: int, value: str | Sequence[str], form: Form, *, source: str) -> None:
        """Index a text of a document.

        Args:
            field: the field.
            doc: the document; they come in order.
            value: the text or its parts; every field of one source is given the same.
            form: what of it is indexed.
            source: name of what the field shares with others.
        """
        stream = self._streams.setdefault(source, _Stream())
        stream.uses[field] = form
        self._stream_of[field] = source
        if stream.last[0] != doc:
            stream.last = (doc, value)
            for part in (value,) if isinstance(value, str) else value:
                encoded = utf8(part)
                stream.parts.append(encoded)
                stream.part_docs.append(doc)
                self._gathered += len(encoded)
        elif stream.last[1] is not value:
            raise ValueError(f"{field} of document {doc} is not what {source} was given")

    def settle(self) -> None:
        """Look up and sort what was gathered if that is much; between documents only."""
        if self._gathered >= _GATHERED:
            self._look_up()
        if self._pending >= _PENDING:
            self._invert()

    def _look_up(self) -> None:
        from archivist.search.chunking import Chunker

        if self._chunker is None:
            self._chunker = Chunker(self._words)
        for stream in self._streams.values():
            if stream.parts:
                chunks = self._chunker.chunks(stream.part_docs, stream.parts)
                stream.chunks.append(chunks)
                self._pending += len(chunks.codes)
                stream.parts, stream.part_docs = [], array("I")
        self._gathered = 0

    def lengths(self) -> Mapping[str, Iterator[tuple[int, int]]]:
        """Field → (document, words) of the fields whose words are counted."""
        self._invert()
        found: dict[str, Iterator[tuple[int, int]]] = {}
        for stream in self._streams.values():
            for field, form in stream.uses.items():
                found[field] = self._lengths(stream, exact=form is Form.EXACT)
        return found

    def _lengths(self, stream: _Stream, *, exact: bool) -> Iterator[tuple[int, int]]:
        for part in stream.inverted:
            lengths = part.exact_lengths if exact else part.folded_lengths
            yield from zip(part.docs.tolist(), lengths.tolist(), strict=True)

    def blocks(self, field: str) -> Iterator[tuple[bytes, Block]]:
        """See `TermPool`."""
        if field not in self._stream_of:
            return super().blocks(field)
        from archivist.search.inverting import blocks

        self._invert()
        stream = self._streams[self._stream_of[field]]
        form = stream.uses[field]
        if form is Form.EXACT:
            return blocks([part.exact for part in stream.inverted], self._words.exact, placed=False)
        runs = [part.folded for part in stream.inverted]
        return blocks(runs, self._words.folded, placed=form is Form.PLACED)

    def _invert(self) -> None:
        from archivist.search.inverting import invert

        self._look_up()
        for stream in self._streams.values():
            if stream.chunks:
                part = invert(stream.chunks, self._words, gap=GAP)
                stream.inverted.append(part)
                self._sorted += part.folded.size + part.exact.size
                stream.chunks = []
        self._pending = 0

    def cleanup(self) -> None:
        """See `TermPool`."""
        super().cleanup()
        self._streams.clear()
        self._stream_of.clear()
        self._words.clear()
        self._chunker = None
