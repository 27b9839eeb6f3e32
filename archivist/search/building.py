"""Writing one segment, term by term.

Owns: the order of a segment file and its checksums (format: `segment`). Memory: the terms of one field and
the columns, never the postings.
Must not: know queries, or decide what becomes a segment.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from operator import sub
from typing import Any, Final, NamedTuple, Protocol

from archivist.search.segment import CODES, MAGIC, TERM, TRAILER

_BUFFER: Final = 1 << 20
_TABLE_SHARE: Final = 4
_FEWEST_OF_TABLE: Final = 8


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> object:
        """Append bytes."""


class Block(NamedTuple):
    """Postings of one term as the file has them (see `segment.Entry`)."""

    documents: int
    occurrences: int
    first: int
    last: int
    gap_width: int
    count_width: int
    place_width: int
    data: bytes


def width_of(largest: int) -> int:
    """Bytes that a number needs: 1, 2 or 4."""
    if largest < 0x100:
        return 1
    return 2 if largest < 0x10000 else 4


def packed(numbers: Sequence[int]) -> tuple[int, bytes]:
    """Numbers as an array of the least width, and that width."""
    width = width_of(max(numbers, default=0))
    return width, array(CODES[width], numbers).tobytes()


def is_many(documents: int, first: int, last: int) -> bool:
    """Whether a term of so many documents is kept as a table of counts.

    Such a list takes a byte or two for each of its documents, the table one for each of all from the first to
    the last: from half of them on it is smaller, and read without adding up gaps or looking anything up.
    """
    return documents >= _FEWEST_OF_TABLE and documents * _TABLE_SHARE > last - first


def encode(
    docs: Sequence[int],
    counts: Sequence[int] | None,
    places: Sequence[int] | None,
    beside: bytes = b"",
) -> Block:
    """Postings as a block.

    Args:
        docs: ascending document numbers, at least one.
        counts: occurrences in each; None when each has one.
        places: positions, document after document; None when they are not kept.
        beside: what stands beside each of them (`beside`).

    Raises:
        ValueError: there are not as many of these as places.
    """
    if len(beside) != (0 if places is None else len(places)):
        raise ValueError(f"{len(beside)} bytes beside {places and len(places)} places")
    occurrences = len(docs) if counts is None else sum(counts)
    place_width, placed = (0, b"") if places is None else packed(places)
    if is_many(len(docs), docs[0], docs[-1]):
        gap_width, gaps = 0, b""
        count_width, counted = packed(_table(docs, counts))
    else:
        gap_width, gaps = packed(list(map(sub, docs[1:], docs))) if len(docs) > 1 else (1, b"")
        once = counts is None or occurrences == len(docs)
        count_width, counted = (0, b"") if counts is None or once else packed(counts)
    return Block(
        documents=len(docs),
        occurrences=occurrences,
        first=docs[0],
        last=docs[-1],
        gap_width=gap_width,
        count_width=count_width,
        place_width=place_width,
        data=gaps + counted + placed + beside,
    )


def encode_single(count: int, places: Sequence[int] | None, beside: bytes = b"") -> Block:
    """What `encode` makes of the posting of document 0 alone.

    Args:
        count: occurrences in it.
        places: positions, ascending; None when they are not kept.
        beside: what stands beside each of them.
    """
    if places is None:
        return _counted(count)
    width = width_of(places[-1])
    placed = bytes(places) if width == 1 else array(CODES[width], places).tobytes()
    if count == 1:
        return Block(1, 1, 0, 0, 1, 0, width, placed + beside)
    alone = _counted(count)
    return Block(1, count, 0, 0, 1, alone.count_width, width, alone.data + placed + beside)


@lru_cache(maxsize=1024)
def _counted(count: int) -> Block:
    return encode((0,), (count,), None)


def _table(docs: Sequence[int], counts: Sequence[int] | None) -> list[int]:
    """A count for every document from the first to the last."""
    found = [0] * (docs[-1] - docs[0] + 1)
    for doc, count in zip(docs, counts or repeat(1), strict=False):
        found[doc - docs[0]] = count
    return found


class SegmentBuilder:
    """Writes one segment file from its beginning to its end."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._buffer: list[bytes] = []
        self._buffered = 0
        self._at = 0
        self._sections: list[tuple[int, int, int, int]] = []
        self._footer: dict[str, Any] = {  # JSON
            "order": sys.byteorder,
            "fields": {},
            "lengths": {},
            "numbers": {},
            "codes": {},
            "texts": {},
        }
        self._write(MAGIC)

    def add_field(self, name: str, terms: Iterable[tuple[bytes, Block]], *, length: int) -> None:
        """Write the terms of a field, ascending.

        Args:
            name: the field.
            terms: each term once, with its postings.
            length: words of the field over all documents, 0 when they are not counted.
        """
        began, at, crc = self._at, self._at, 0
        records, ends, texts = bytearray(), array("I", [0]), bytearray()
        data: list[bytes] = []
        for term, block in terms:
            documents, occurrences, first, last, gaps, counts, places, piece = block
            records += TERM.pack(at, documents, occurrences, first, last, gaps, counts, places)
            texts += term
            ends.append(len(texts))
            if piece:
                data.append(piece)
                at += len(piece)
                if at - self._at >= _BUFFER:
                    crc = self._put(data, crc)
        crc = self._put(data, crc)
        self._sections.append((began, self._at - began, crc, 1))
        self._footer["fields"][name] = {
            "terms": len(ends) - 1,
            "length": length,
            "records": self._section(bytes(records)),
            "ends": self._section(ends.tobytes(), width=4),
            "texts": self._section(bytes(texts)),
        }

    def add_lengths(self, name: str, lengths: Sequence[int]) -> None:
        """Words in a field by document number."""
        width, data = packed(lengths)
        self._footer["lengths"][name] = self._section(data, width=width)

    def add_numbers(self, name: str, numbers: Sequence[int]) -> None:
        """A column of numbers from 0 to 2³² - 1."""
        width, data = packed(numbers)
        self._footer["numbers"][name] = self._section(data, width=width)

    def add_codes(self, name: str, texts: Sequence[str], codes: Sequence[int]) -> None:
        """A column of few different texts."""
        width, data = packed(codes)
        self._footer["codes"][name] = {"texts": list(texts), "codes": self._section(data, width=width)}

    def add_texts(self, name: str, texts: Sequence[bytes]) -> None:
        """A column of texts, UTF-8."""
        ends = array("I", accumulate(map(len, texts), initial=0))
        self._footer["texts"][name] = {
            "ends": self._section(ends.tobytes(), width=4),
            "blob": self._section(b"".join(texts)),
        }

    def finish(self, documents: int) -> None:
        """Write the footer; the file is complete then."""
        self._footer["documents"] = documents
        self._footer["sections"] = self._sections
        raw = json.dumps(self._footer, ensure_ascii=False, separators=(",", ":")).encode()
        self._write(raw)
        self._write(TRAILER.pack(len(raw), zlib.crc32(raw), MAGIC))
        self._flush()

    def _section(self, data: bytes, *, width: int = 1) -> tuple[int, int, int, int]:
        section = (self._at, len(data), zlib.crc32(data), width)
        self._sections.append(section)
        self._write(data)
        return section

    def _put(self, data: list[bytes], crc: int) -> int:
        """Write pieces, and forget them; returns the checksum with them."""
        joined = b"".join(data)
        data.clear()
        self._write(joined)
        return zlib.crc32(joined, crc)

    def _write(self, data: bytes) -> None:
        self._buffer.append(data)
        self._buffered += len(data)
        self._at += len(data)
        if self._buffered >= _BUFFER:
            self._flush()

    def _flush(self) -> None:
        self._sink.write(b"".join(self._buffer))
        self._buffer.clear()
        self._buffered = 0
