"""Several segments become one, term by term.

Owns: renumbering documents and leaving out the deleted ones. Memory: one term at a time, and the columns.
Must not: decide which segments (`merging` does), or import an engine or numpy.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, groupby
from operator import itemgetter
from typing import Final

from archivist.search.building import Block, SegmentBuilder, encode
from archivist.search.segment import CODES, Entry, SegmentFile

_GONE: Final = -1


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

    def renumbered(self, entry: Entry) -> tuple[list[int], Sequence[int], Sequence[int]]:
        """Postings of a term without the deleted documents."""
        docs, counts = self.file.documents_of(entry), self.file.counts_of(entry)
        places = self.file.places_of(entry)
        keep = self.keep
        if keep is None:
            return [doc + self.base for doc in docs], counts, places
        stays = [keep[doc] for doc in docs]
        if places:
            kept_places = array(places.typecode) if isinstance(places, array) else array("I")
            for end, count, stay in zip(accumulate(counts), counts, stays, strict=True):
                if stay:
                    kept_places.extend(places[end - count : end])
            places = kept_places
        numbers = self._numbers
        return [numbers[doc] for doc in compress(docs, stays)], list(compress(counts, stays)), places

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
    for term, entry in source.file.entries(field):
        yield term, number, entry


def _joined(parts: Sequence[Part]) -> Block | None:
    """Postings of one term from all sources; None when every document is gone."""
    if len(parts) == 1 and parts[0].source.keep is None:
        return _moved(parts[0])
    if all(part.source.keep is None for part in parts):
        return _appended(parts)
    docs: list[int] = []
    counts: list[int] = []
    places = array("I")
    for part in parts:
        more_docs, more_counts, more_places = part.source.renumbered(part.entry)
        docs += more_docs
        counts += more_counts
        places.extend(_widened(more_places, places.typecode))
    if not docs:
        return None
    return encode(docs, counts, places if parts[0].entry.place_width else None)


def _moved(part: Part) -> Block:
    """Postings as they are: only the first document has a number of its own."""
    entry = part.entry
    data = bytes(memoryview(part.source.file.buffer)[entry.offset : entry.end])
    return Block(
        entry.documents,
        entry.occurrences,
        entry.first + part.source.base,
        entry.gap_width,
        entry.count_width,
        entry.place_width,
        data,
    )


def _appended(parts: Sequence[Part]) -> Block:
    """Postings of several sources one after the other, arrays put together as they are.

    Wide enough for the gap from the last document of one source to the first of the next.
    """
    bridges: list[int] = []
    last = -1
    for part in parts:
        first = part.entry.first + part.source.base
        if last >= 0:
            bridges.append(first - last)
        last = first + sum(_gaps(part))
    gap_width = max(max(part.entry.gap_width for part in parts), _width(max(bridges)))
    gaps = array(CODES[gap_width])
    for number, part in enumerate(parts):
        if number:
            gaps.append(bridges[number - 1])
        gaps.extend(_widened(_gaps(part), gaps.typecode))
    counted = b""
    count_width = max(part.entry.count_width for part in parts)
    if count_width:
        counts = array(CODES[count_width])
        for part in parts:
            counts.extend(_widened(part.source.file.counts_of(part.entry), counts.typecode))
        counted = counts.tobytes()
    place_width = max(part.entry.place_width for part in parts)
    placed = b""
    if place_width:
        places = array(CODES[place_width])
        for part in parts:
            places.extend(_widened(part.source.file.places_of(part.entry), places.typecode))
        placed = places.tobytes()
    return Block(
        sum(part.entry.documents for part in parts),
        sum(part.entry.occurrences for part in parts),
        parts[0].entry.first + parts[0].source.base,
        gap_width,
        count_width,
        place_width,
        gaps.tobytes() + counted + placed,
    )


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
