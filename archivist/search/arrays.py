"""The columns and terms of a commit as numpy arrays.

Owns: what belongs to a segment or a commit whatever is asked, kept between queries: columns, lengths, and
where the terms are. Postings are not kept. Must not: evaluate, or know the query language.

All segments of a commit lie one behind the other: document numbers here count from the first segment to
the last, so that a query is computed once and not once a segment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archivist.search.evaluate import K1, B
from archivist.search.segment import TERM, Section, SegmentFile
from archivist.search.snapshot import Snapshot

Docs = NDArray[np.int64]
"""Document numbers, ascending."""
Values = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

DTYPES: Final[dict[int, np.dtype[Any]]] = {1: np.dtype("u1"), 2: np.dtype("=u2"), 4: np.dtype("=u4")}
RECORD: Final = np.dtype(
    [
        ("offset", "<u8"),
        ("documents", "<u4"),
        ("occurrences", "<u4"),
        ("first", "<u4"),
        ("last", "<u4"),
        ("gap_width", "u1"),
        ("count_width", "u1"),
        ("place_width", "u1"),
        ("_", "u1"),
    ]
)
"""`segment.TERM` for numpy."""
_EPOCH: Final = 719_163
"""date(1970, 1, 1).toordinal()"""
_KEY: Final = 8
"""Bytes of a term that are compared as one number."""
_PLACES_KEPT: Final = 4_096


_FEW_IDS: Final = 1000
"""So many ids are looked up one by one for each question."""
_SETS_KEPT: Final = 4
"""Sets of ids (documents in force, of a fonds) whose documents a segment remembers."""


class Placed(NamedTuple):
    """Where a term is in one segment of a commit: `segment.Entry` with all offsets, and the segment's number.

    A term of many documents (width of the gaps 0) has a count for every document from its first to its last.
    """

    number: int
    documents: int
    occurrences: int
    first: int
    last: int
    gaps_at: int
    gap_width: int
    counts_at: int
    count_width: int
    places_at: int
    place_width: int

    @property
    def beside_at(self) -> int:
        """Offset of the bytes that say what stands beside each place."""
        return self.places_at + self.occurrences * self.place_width


def key_of(term: bytes) -> int:
    """The first bytes of a term as a number that sorts as they do."""
    return int.from_bytes(term[:_KEY].ljust(_KEY, b"\0"), "big")


class Words:
    """The terms of one field of one segment."""

    def __init__(self, file: SegmentFile, field: str) -> None:
        self._file = file
        self._field = field
        self.ends, self.blob = file.dictionary(field)
        starts = np.array(self.ends, np.int64)
        self.sizes: NDArray[np.int64] = np.diff(starts)
        self.starts = starts[:-1]
        self._buffer = file.buffer
        self._records_at = file.records_at(field)
        # The first bytes of every term as one number: compared in C, the rest only where they are equal.
        letters = self.letters(np.arange(len(self.starts)), _KEY)
        self._keys = np.ascontiguousarray(letters).view(">u8").astype("=u8").reshape(-1).data

    def __len__(self) -> int:
        return len(self.sizes)

    def letters(self, rows: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
        """The first `width` bytes of some terms, a row each; zeros behind their ends."""
        raw = np.frombuffer(self.blob, np.uint8) if len(self.blob) else np.zeros(1, np.uint8)
        columns = np.arange(width)
        at = self.starts[rows][:, None] + columns
        found: NDArray[np.uint8] = raw[np.minimum(at, len(raw) - 1)]
        found[columns >= self.sizes[rows][:, None]] = 0
        return found

    def find(self, term: bytes, key: int, number: int = 0) -> Placed | None:
        """Where a term is whose key (`key_of`) is given, in the segment of that number; None when it is not."""
        keys = self._keys
        at = bisect_left(keys, key)
        if at == len(keys) or keys[at] != key:
            return None
        if len(term) >= _KEY:  # shorter terms are told apart by their keys
            at = self._place(term)
            if at == len(keys) or self._file.term_at(self._field, at) != term:
                return None
        offset, documents, occurrences, first, last, gap, count, place = TERM.unpack_from(
            self._buffer, self._records_at + at * TERM.size
        )
        counts_at = offset + (documents - 1) * gap
        places_at = counts_at + (documents if gap else last - first + 1) * count
        return Placed(
            number, documents, occurrences, first, last, offset, gap, counts_at, count, places_at, place
        )

    def term_at(self, row: int) -> bytes:
        """The term of that number."""
        return self._file.term_at(self._field, row)

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """First term that begins so, and the first behind them."""
        return self._place(prefix), self._place(prefix + b"\xff")  # no term holds such a byte: UTF-8

    def records(self) -> NDArray[Any]:
        """Where the postings of every term are (see `RECORD`)."""
        return np.frombuffer(self._file.buffer, RECORD, len(self), self._file.records_at(self._field))

    def _place(self, term: bytes) -> int:
        key = key_of(term)
        at = bisect_left(self._keys, key)
        if at == len(self) or self._keys[at] != key:
            return at
        upto = bisect_right(self._keys, key, at)
        return bisect_left(range(upto), term, at, key=lambda n: self._file.term_at(self._field, n))


class SegmentArrays:
    """Arrays of one segment; it never changes."""

    def __init__(self, file: SegmentFile) -> None:
        self.file = file
        self.raw = np.frombuffer(file.buffer, np.uint8)
        self._kept: dict[str, Any] = {}
        self._members: list[tuple[frozenset[str], Docs]] = []

    def words(self, field: str) -> Words | None:
        """Terms of a field; None when the segment has none of it."""
        if field not in self.file.fields:
            return None
        found: Words = self.made(f"words of {field}", lambda: Words(self.file, field))
        return found

    def stretch(self, offset: int, count: int, width: int) -> NDArray[Any]:
        """Numbers of one width somewhere in the file."""
        found = self.raw[offset : offset + count * width]
        return found if width == 1 else found.view(DTYPES[width])

    def column(self, group: str, name: str) -> NDArray[Any] | None:
        """A column of numbers or lengths as it lies in the file; None when the segment has none."""
        if name not in self.file.column_names(group):
            return None
        section: Section = self.file.section(group, name)
        return self.stretch(section.offset, section.size // section.width, section.width)

    def ranks(self, name: str) -> NDArray[np.int64]:
        """Place of each document's text among the texts of the segment; no text comes last."""

        def make() -> NDArray[np.int64]:
            texts = list(self.file.values(name))
            place = {text: rank for rank, text in enumerate(sorted(set(texts)))}
            place[""] = len(place)
            return np.array([place[text] for text in texts], np.int64)

        found: NDArray[np.int64] = self.made(f"ranks of {name}", make)
        return found

    def members(self, ids: frozenset[str]) -> Docs:
        """Documents with these ids. Few ids are looked up; a large set is matched once and kept."""
        if len(ids) < _FEW_IDS:
            docs = {doc for one in ids for doc in self.file.postings("id", one.encode())[0]}
            return np.array(sorted(docs), np.int64)
        for known, there in self._members:
            if known is ids:
                return there
        own = self.file.values("id")
        there = np.flatnonzero(np.fromiter(map(ids.__contains__, own), np.bool_, len(own)))
        self._members = [(ids, there), *self._members[: _SETS_KEPT - 1]]
        return there

    def made(self, key: str, make: Callable[[], Any]) -> Any:
        """What `make` makes, once."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


class Commit:
    """All segments of a commit, one behind the other."""

    def __init__(self, snapshot: Snapshot, segments: Sequence[SegmentArrays]) -> None:
        self.snapshot = snapshot
        self.views = snapshot.views
        self.segments = segments
        self.documents = snapshot.documents
        self.bases: list[int] = np.cumsum([0, *(view.documents for view in self.views)]).tolist()
        self.live = self._live()
        self._ids = [view.values("id") for view in self.views]
        self._kept: dict[str, Any] = {}
        self._places: dict[tuple[str, bytes], tuple[Placed, ...]] = {}

    def _live(self) -> Mask | None:
        gone = [
            base + doc for base, view in zip(self.bases, self.views, strict=False) for doc in view.deleted
        ]
        if not gone:
            return None
        live = np.ones(self.documents, np.bool_)
        live[gone] = False
        return live

    def id_of(self, doc: int) -> str:
        """Id of a document."""
        number = bisect_right(self.bases, doc) - 1
        return self._ids[number][doc - self.bases[number]]

    def ids_of(self, docs: Sequence[int]) -> list[str]:
        """Ids of some documents."""
        if len(self._ids) == 1:
            return list(map(self._ids[0].__getitem__, docs))
        return list(map(self.id_of, docs))

    def places(self, field: str, term: bytes) -> tuple[Placed, ...]:
        """Where a term is, by segment."""
        key = (field, term)
        found = self._places.get(key)
        if found is None:
            number = key_of(term)
            places = [words.find(term, number, at) for at, words in self._words(field)]
            found = tuple(place for place in places if place is not None)
            if len(self._places) >= _PLACES_KEPT:
                self._places.clear()
            self._places[key] = found
        return found

    def _words(self, field: str) -> list[tuple[int, Words]]:
        def make() -> list[tuple[int, Words]]:
            every = [(at, segment.words(field)) for at, segment in enumerate(self.segments)]
            return [(at, words) for at, words in every if words is not None]

        found: list[tuple[int, Words]] = self.made(f"words of {field}", make)
        return found

    def members(self, ids: frozenset[str]) -> Docs:
        """Documents with these ids."""
        parts = [
            base + segment.members(ids) for base, segment in zip(self.bases, self.segments, strict=False)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def scorable(self, name: str) -> bool:
        """Whether the words of a field are counted."""
        found: bool = self.made(f"scorable {name}", lambda: any(view.scorable(name) for view in self.views))
        return found

    def numbers(self, name: str) -> NDArray[Any]:
        """A column of numbers; zeros in segments without it."""
        found: NDArray[Any] = self.made(f"numbers of {name}", lambda: self._column("numbers", name))
        return found

    def norms(self, name: str, dtype: type[np.floating[Any]]) -> Values:
        """What BM25F adds below the line for the length of a field, by document."""

        def make() -> Values:
            if dtype is not np.float64:
                return self.norms(name, np.float64).astype(dtype)
            average = self.snapshot.average_length(name)
            lengths = self._column("lengths", name).astype(np.float64)
            found: Values = K1 * ((1 - B) + B * lengths / average)
            return found

        found: Values = self.made(f"{dtype.__name__} norms of {name}", make)
        return found

    def codes(self, name: str) -> tuple[Sequence[str], NDArray[np.int64]]:
        """A column of few different texts: these, and the number of the text of each document."""
        found: tuple[Sequence[str], NDArray[np.int64]] = self.made(
            f"codes of {name}", lambda: self._codes(name)
        )
        return found

    def years(self) -> NDArray[np.int64]:
        """Year of issue, 0 where it is unknown."""

        def make() -> NDArray[np.int64]:
            days = self.numbers("issued").astype(np.int64)
            years = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
            return np.where(days > 0, years, 0)

        found: NDArray[np.int64] = self.made("years", make)
        return found

    def _column(self, group: str, name: str) -> NDArray[Any]:
        parts = []
        for segment in self.segments:
            part = segment.column(group, name)
            parts.append(np.zeros(segment.file.documents, np.uint8) if part is None else part)
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros(0, np.uint8)

    def _codes(self, name: str) -> tuple[Sequence[str], NDArray[np.int64]]:
        number: dict[str, int] = {}
        parts = [np.zeros(0, np.int64)]
        for segment in self.segments:
            texts, codes = segment.file.codes(name)
            own = np.array([number.setdefault(text, len(number)) for text in texts], np.int64)
            parts.append(own[np.asarray(codes)])
        return list(number), np.concatenate(parts)

    def made(self, key: str, make: Callable[[], Any]) -> Any:
        """What `make` makes, once for the commit."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]
