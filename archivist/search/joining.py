"""Several segments become one, term by term.

Owns: renumbering documents and leaving out the deleted ones. Memory: one term at a time, the columns, and of what is read
some megabytes of each segment.
Must not: decide which segments (`merging` does), or import an engine or numpy.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, compress, groupby, pairwise, repeat, zip_longest
from operator import itemgetter
from typing import Final

from archivist.lazyclass import dataclass
from archivist.search.building import Block, SegmentBuilder, encode, is_many
from archivist.search.segment import CODES, Entry, SegmentFile

_READ_AT_ONCE: Final = 1 << 24
"""Bytes of postings of a segment that are read before their memory is given back."""


class Source:
    """A segment that is joined, with the new numbers of its documents."""

    def __init__(self, file: SegmentFile, deleted: frozenset[int], base: int) -> None:
        self.file = file
        self.base = base
        self.deleted = deleted
        self.documents = file.documents - len(deleted)
        kept = (doc not in deleted for doc in range(file.documents))
        self.keep = list(kept) if deleted else None
        self._numbers = list(accumulate(self.keep, initial=base)) if self.keep else []

    def renumbered(self, entry: Entry) -> tuple[list[int], Sequence[int], Sequence[int], bytes]:
        """Postings of a term without the deleted documents."""
        docs, counts = self.file.documents_of(entry), self.file.counts_of(entry)
        places, beside = self.file.places_of(entry), self.file.beside_of(entry)
        keep = self.keep
        if keep is None:
            return [doc + self.base for doc in docs], counts, places, beside
        stays = [keep[doc] for doc in docs]
        if places:
            of_kept = list(chain.from_iterable(map(repeat, stays, counts)))
            places = list(compress(places, of_kept))
            beside = bytes(compress(beside, of_kept))
        numbers = self._numbers
        kept_docs = [numbers[doc] for doc in compress(docs, stays)]
        return kept_docs, list(compress(counts, stays)), places, beside

    def column(self, values: Sequence[int]) -> Sequence[int]:
        """A column without the deleted documents."""
        return values if self.keep is None else list(compress(values, self.keep))


@dataclass(frozen=True, slots=True)
class Part:
    """Postings of one term in one source."""

    source: Source
    entry: Entry


def join(files: Sequence[tuple[SegmentFile, frozenset[int]]], builder: SegmentBuilder) -> int:
    """Write the live documents of several segments as one, in their order.

    Returns:
        How many documents that are.
    """
    sources: list[Source] = []
    documents = 0
    for file, deleted in files:
        sources.append(Source(file, deleted, documents))
        documents += sources[-1].documents
    for field in sorted({field for source in sources for field in source.file.fields}):
        builder.add_field(field, _terms(sources, field), length=_total_length(sources, field))
    _join_columns(sources, builder)
    builder.finish(documents)
    return documents


def _total_length(sources: Sequence[Source], field: str) -> int:
    """Words of a field, by the rounded lengths that are kept, as Whoosh counts them after a merge."""
    counted = (source for source in sources if source.file.scorable(field))
    return sum(sum(source.column(source.file.lengths(field))) for source in counted)


def _terms(sources: Sequence[Source], field: str) -> Iterator[tuple[bytes, Block]]:
    streams = [_numbered(number, source, field) for number, source in enumerate(sources)]
    for term, rows in groupby(heapq.merge(*streams), key=itemgetter(0)):
        block = _joined([Part(sources[number], entry) for _, number, entry in rows])
        if block is not None:
            yield term, block


def _numbered(number: int, source: Source, field: str) -> Iterator[tuple[bytes, int, Entry]]:
    upto = 0
    for term, entry in source.file.entries(field):
        yield term, number, entry
        if entry.end > upto:  # behind us; what is not yet copied is mapped again
            source.file.let_go()
            upto = entry.end + _READ_AT_ONCE


def _joined(parts: Sequence[Part]) -> Block | None:
    """Postings of one term from all sources; None when every document is gone."""
    if len(parts) == 1 and parts[0].source.keep is None:
        return _moved(parts[0])
    if all(part.source.keep is None for part in parts):
        first, last = _bounds(parts)
        many = is_many(sum(part.entry.documents for part in parts), first, last)
        if many and all(part.entry.is_table for part in parts):
            return _appended(parts, 0, _tables(parts))
        if not many and not any(part.entry.is_table for part in parts):
            return _appended(parts, *_lists(parts))
    docs: list[int] = []
    counts: list[int] = []
    places = array("I")
    beside: list[bytes] = []
    for part in parts:
        more_docs, more_counts, more_places, more_beside = part.source.renumbered(part.entry)
        beside.append(more_beside)
        docs += more_docs
        counts += more_counts
        places.extend(_widened(more_places, places.typecode))
    if not docs:
        return None
    return encode(docs, counts, places if parts[0].entry.place_width else None, b"".join(beside))


def _moved(part: Part) -> Block:
    """Postings as they are: only the first document has a number of its own."""
    entry = part.entry
    data = bytes(memoryview(part.source.file.buffer)[entry.offset : entry.end])
    base = part.source.base
    return Block(*entry._replace(first=entry.first + base, last=entry.last + base)[1:], data)


def _bounds(parts: Sequence[Part]) -> tuple[int, int]:
    """First and last document."""
    first, last = parts[0], parts[-1]
    return first.entry.first + first.source.base, last.entry.last + last.source.base


def _appended(parts: Sequence[Part], gap_width: int, counted: tuple[int, bytes]) -> Block:
    """Postings of several sources one after the other; `counted` is what comes before the places."""
    place_width = max(part.entry.place_width for part in parts)
    placed = b""
    if place_width:
        places = array(CODES[place_width])
        for part in parts:
            places.extend(_widened(part.source.file.places_of(part.entry), places.typecode))
        placed = places.tobytes() + b"".join(part.source.file.beside_of(part.entry) for part in parts)
    first, last = _bounds(parts)
    return Block(
        documents=sum(part.entry.documents for part in parts),
        occurrences=sum(part.entry.occurrences for part in parts),
        first=first,
        last=last,
        gap_width=gap_width,
        count_width=counted[0],
        place_width=place_width,
        data=counted[1] + placed,
    )


def _tables(parts: Sequence[Part]) -> tuple[int, bytes]:
    """Tables of several sources as one: its width and its bytes."""
    width = max(part.entry.count_width for part in parts)
    found = array(CODES[width])
    first, _ = _bounds(parts)
    for part in parts:
        between = part.entry.first + part.source.base - first - len(found)
        found.frombytes(bytes(between * width))
        found.extend(_widened(part.source.file.table_of(part.entry), found.typecode))
    return width, found.tobytes()


def _lists(parts: Sequence[Part]) -> tuple[int, tuple[int, bytes]]:
    """Gaps and counts of several sources put together as they are: their widths, and the bytes of both.

    Wide enough for the gap from the last document of one source to the first of the next.
    """
    bridges = [
        after.entry.first + after.source.base - before.entry.last - before.source.base
        for before, after in pairwise(parts)
    ]
    gap_width = max(max(part.entry.gap_width for part in parts), _width(max(bridges)))
    gaps = array(CODES[gap_width])
    for part, bridge in zip_longest(parts, bridges):
        gaps.extend(_widened(_gaps(part), gaps.typecode))
        if bridge is not None:
            gaps.append(bridge)
    counted = b""
    count_width = max(part.entry.count_width for part in parts)
    if count_width:
        counts = array(CODES[count_width])
        for part in parts:
            counts.extend(_widened(part.source.file.counts_of(part.entry), counts.typecode))
        counted = counts.tobytes()
    return gap_width, (count_width, gaps.tobytes() + counted)


def _gaps(part: Part) -> array[int]:
    entry = part.entry
    return part.source.file.numbers_at(entry.offset, entry.documents - 1, entry.gap_width)


def _width(number: int) -> int:
    return 1 if number < 0x100 else 2 if number < 0x10000 else 4


def _widened(numbers: Sequence[int], code: str) -> array[int]:
    if isinstance(numbers, array) and numbers.typecode == code:
        return numbers
    return array(code, numbers)


# ---------------------------------------------------------------------------- columns


def _join_columns(sources: Sequence[Source], builder: SegmentBuilder) -> None:
    for name in _names(sources, "lengths"):
        lengths: list[int] = []
        for source in sources:
            found = source.file.lengths(name) if source.file.scorable(name) else [0] * source.file.documents
            lengths += source.column(found)
        builder.add_lengths(name, lengths)
    for name in _names(sources, "numbers"):
        builder.add_numbers(name, [n for source in sources for n in source.column(source.file.numbers(name))])
    for name in _names(sources, "codes"):
        _join_codes(sources, name, builder)
    for name in _names(sources, "texts"):
        texts: list[bytes] = []
        for source in sources:
            values = source.file.values(name)
            docs = range(source.file.documents)
            texts += [
                values[doc].encode() for doc in (docs if source.keep is None else compress(docs, source.keep))
            ]
        builder.add_texts(name, texts)


def _names(sources: Sequence[Source], group: str) -> list[str]:
    return sorted({name for source in sources for name in source.file.column_names(group)})


def _join_codes(sources: Sequence[Source], name: str, builder: SegmentBuilder) -> None:
    texts = sorted({text for source in sources for text in source.file.codes(name)[0]})
    number = {text: position for position, text in enumerate(texts)}
    joined: list[int] = []
    for source in sources:
        own, codes = source.file.codes(name)
        translated = [number[text] for text in own]
        joined += [translated[code] for code in source.column(codes)]
    builder.add_codes(name, texts, joined)
