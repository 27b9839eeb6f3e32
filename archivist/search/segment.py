"""One segment of the index as a file: its format, and reading it in plain Python.

Owns: the format, described in docs/search-index.md. `building` writes it, `vector` reads its arrays with
numpy. Must not: know queries, or import an engine or numpy: a search from the command line reads so.

A segment is written once and never changed; which of its documents are deleted stands in the table of
contents (`contents`). All numbers are arrays of one width, so that nothing has to be parsed to be
searched.
"""

from __future__ import annotations

import json
import mmap
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cached_property
from itertools import accumulate, compress, repeat
from struct import Struct
from typing import Any, Final, Literal, NamedTuple

from archivist.search.view import Placed, Postings

MAGIC: Final = b"ARXSEG1\n"
TRAILER: Final = Struct("<II8s")
"""Length of the footer, its CRC-32, `MAGIC` again."""
TERM: Final = Struct("<QIIIIBBBx")
"""Offset, documents, occurrences, first and last document, widths of gaps, counts and places."""
CODES: Final[dict[int, Literal["B", "H", "I"]]] = {1: "B", 2: "H", 4: "I"}
"""Width in bytes → type code of `array`."""
_TERM_MEMO: Final = 4_096

Buffer = mmap.mmap | bytes
_NOT_NEEDED: Final = getattr(mmap, "MADV_DONTNEED", None)
"""Not on Windows, where pages that are mapped count less."""


class Entry(NamedTuple):
    """Where the postings of a term are, and how wide their numbers.

    A term of few documents: the first is here; then come, in the file, the gaps to the others, and the counts (width 0:
    all are 1). One of many (width of the gaps 0): a count for every document from the first to the last, 0 where it
    does not stand. Then the places (width 0: none are kept), and a byte for each place (`beside`).
    """

    offset: int
    documents: int
    occurrences: int
    first: int
    last: int
    gap_width: int
    count_width: int
    place_width: int

    @property
    def is_table(self) -> bool:
        """Whether every document from the first to the last has a count."""
        return not self.gap_width

    @property
    def counted(self) -> int:
        """How many counts there are."""
        return self.last - self.first + 1 if self.is_table else self.documents

    @property
    def counts_at(self) -> int:
        """Offset of the counts."""
        return self.offset + (self.documents - 1) * self.gap_width

    @property
    def places_at(self) -> int:
        """Offset of the places."""
        return self.counts_at + self.counted * self.count_width

    @property
    def beside_at(self) -> int:
        """Offset of the bytes that say what stands beside each place."""
        return self.places_at + self.occurrences * self.place_width

    @property
    def end(self) -> int:
        """Offset behind the postings."""
        return self.beside_at + (self.occurrences if self.place_width else 0)


class Section(NamedTuple):
    """A stretch of the file with its CRC-32; `width` is that of its numbers, 1 for bytes."""

    offset: int
    size: int
    crc: int
    width: int


class Texts(Sequence[str]):
    """A column of texts, decoded one by one."""

    def __init__(self, ends: Sequence[int], blob: memoryview) -> None:
        self._ends = ends
        self._blob = blob

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: Any) -> Any:  # an index only; slices are not needed
        return str(self._blob[self._ends[at] : self._ends[at + 1]], "utf-8")


class Damaged(Exception):
    """A file is not what `building` wrote."""


class SegmentFile:
    """A segment that was opened."""

    def __init__(self, name: str, buffer: Buffer) -> None:
        self.name = name
        self.buffer = buffer
        self._view = memoryview(buffer)
        self._footer: dict[str, Any] = _footer(name, buffer)  # JSON
        self.documents: int = self._footer["documents"]
        self._memo: dict[tuple[str, bytes], Entry | None] = {}
        self._columns: dict[str, Sequence[Any]] = {}

    def let_go(self) -> None:
        """Give back the memory of what was read: it stays in the system's cache and is mapped again when asked for."""
        if _NOT_NEEDED is not None and isinstance(self.buffer, mmap.mmap):
            self.buffer.madvise(_NOT_NEEDED)

    # ------------------------------------------------------------------ terms

    def column_names(self, group: str) -> tuple[str, ...]:
        """Columns of a group: ``lengths``, ``numbers``, ``codes`` or ``texts``."""
        return tuple(self._footer[group])

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that have terms."""
        return tuple(self._footer["fields"])

    def find(self, field: str, term: bytes) -> Entry | None:
        """Entry of a term; None when it is not there."""
        key = (field, term)
        if key not in self._memo:
            if len(self._memo) >= _TERM_MEMO:
                self._memo.clear()
            at = self._place(field, term)
            there = at < self._count(field) and self.term_at(field, at) == term
            self._memo[key] = self.entry_at(field, at) if there else None
        return self._memo[key]

    def term_at(self, field: str, at: int) -> bytes:
        """The `at`-th term of a field."""
        ends, blob = self.dictionary(field)
        return bytes(blob[ends[at] : ends[at + 1]])

    def entry_at(self, field: str, at: int) -> Entry:
        """Entry of the `at`-th term of a field."""
        return Entry(*TERM.unpack_from(self._view, self.records_at(field) + at * TERM.size))

    def records_at(self, field: str) -> int:
        """Offset of the entries of a field."""
        return int(self._footer["fields"][field]["records"][0])

    def terms(self, field: str, prefix: bytes = b"") -> Iterator[bytes]:
        """Terms of a field that begin so, ascending."""
        for at in range(self._place(field, prefix), self._count(field)):
            term = self.term_at(field, at)
            if not term.startswith(prefix):
                return
            yield term

    def entries(self, field: str) -> Iterator[tuple[bytes, Entry]]:
        """All terms of a field with their entries, ascending."""
        for at in range(self._count(field)):
            yield self.term_at(field, at), self.entry_at(field, at)

    def _count(self, field: str) -> int:
        found = self._footer["fields"].get(field)
        return 0 if found is None else int(found["terms"])

    def _place(self, field: str, term: bytes) -> int:
        """Number of terms of a field before this one."""
        if not self._count(field):
            return 0
        ends, blob = self.dictionary(field)
        return bisect_left(range(len(ends) - 1), term, key=lambda at: bytes(blob[ends[at] : ends[at + 1]]))

    def dictionary(self, field: str) -> tuple[Sequence[int], memoryview]:
        """Ends of the terms of a field, and their bytes."""
        key = f"terms of {field}"
        if key not in self._columns:
            section = self._section("fields", field, "texts")
            blob = self._view[section.offset : section.offset + section.size]
            self._columns[key] = (self._seen(self._section("fields", field, "ends")), blob)
        return self._columns[key]  # type: ignore[return-value]  # the pair made above

    # ------------------------------------------------------------------ postings

    def documents_of(self, entry: Entry) -> list[int]:
        """Documents of a posting list, ascending."""
        if entry.is_table:
            every = range(entry.first, entry.last + 1)
            return list(every if len(every) == entry.documents else compress(every, self.table_of(entry)))
        gaps = self.numbers_at(entry.offset, entry.documents - 1, entry.gap_width)
        return list(accumulate(gaps, initial=entry.first))

    def counts_of(self, entry: Entry) -> Sequence[int]:
        """How often the term stands in each document that holds it."""
        if entry.is_table:
            table = self.table_of(entry)
            if entry.count_width > 1:
                return list(filter(None, table))
            return array(table.typecode, table.tobytes().replace(b"\0", b""))
        if not entry.count_width:
            return (1,) * entry.documents
        return self.numbers_at(entry.counts_at, entry.documents, entry.count_width)

    def table_of(self, entry: Entry) -> array[int]:
        """How often a term of many documents stands in each from its first to its last."""
        return self.numbers_at(entry.counts_at, entry.counted, entry.count_width)

    def places_of(self, entry: Entry) -> Sequence[int]:
        """Positions, document after document; `counts_of` says how many each has."""
        return self.numbers_at(
            entry.places_at, entry.occurrences if entry.place_width else 0, entry.place_width
        )

    def _places_seen(self, entry: Entry) -> memoryview:
        """Positions as they lie in the file."""
        seen = self._view[entry.places_at : entry.places_at + entry.occurrences * entry.place_width]
        return seen.cast(CODES[entry.place_width or 1])

    def beside_of(self, entry: Entry) -> bytes:
        """What stands beside each place (`beside`)."""
        return bytes(self._view[entry.beside_at : entry.end])

    def postings(self, field: str, term: bytes) -> Postings:
        """See `SegmentView`."""
        entry = self.find(field, term)
        return ((), ()) if entry is None else (self.documents_of(entry), self.counts_of(entry))

    def placed(self, field: str, term: bytes) -> Placed | None:
        """See `SegmentView`."""
        entry = self.find(field, term)
        if entry is None or not entry.place_width:
            return None
        counts: Sequence[int]
        if entry.is_table:
            table = self.table_of(entry)
            counts = array(table.typecode, bytes(entry.first * table.itemsize)) + table
        else:
            counts = [0] * (entry.last + 1)
            for doc, count in zip(self.documents_of(entry), self.counts_of(entry), strict=True):
                counts[doc] = count
        ends = list(accumulate(counts, initial=0))
        ends += repeat(ends[-1], self.documents - len(ends) + 1)
        return Placed(ends, self.places_of(entry), self._view[entry.beside_at : entry.end])

    def positions(self, field: str, term: bytes, among: Set[int]) -> dict[int, list[int]]:
        """See `SegmentView`."""
        entry = self.find(field, term)
        if entry is None:
            return {}
        if entry.is_table and len(among) * 8 <= entry.documents:
            return self._positions_of_few(entry, among)
        docs, counts, places = self.documents_of(entry), self.counts_of(entry), self._places_seen(entry)
        ends = list(accumulate(counts))
        if len(among) * 8 > len(docs):
            rows = [row for row, doc in enumerate(docs) if doc in among]
        else:
            spots = ((bisect_left(docs, doc), doc) for doc in among)
            rows = [row for row, doc in spots if row < len(docs) and docs[row] == doc]
        return {docs[row]: places[ends[row] - counts[row] : ends[row]].tolist() for row in rows}

    def _positions_of_few(self, entry: Entry, among: Set[int]) -> dict[int, list[int]]:
        """Positions of a term of many documents in a few of them: only theirs are read."""
        table, places = self.table_of(entry), self._places_seen(entry)
        found: dict[int, list[int]] = {}
        at = before = 0
        for row in sorted(doc - entry.first for doc in among):
            if 0 <= row < len(table) and table[row]:
                before += sum(table[at:row])
                at = row
                found[row + entry.first] = places[before : before + table[row]].tolist()
        return found

    # ------------------------------------------------------------------ columns

    def total_length(self, field: str) -> int:
        """Words of a field over all documents."""
        found = self._footer["fields"].get(field)
        return 0 if found is None else int(found["length"])

    def scorable(self, field: str) -> bool:
        """See `SegmentView`."""
        return field in self._footer["lengths"]

    def lengths(self, field: str) -> Sequence[int]:
        """See `SegmentView`."""
        return self._cached(f"lengths of {field}", lambda: self._numbers(self.section("lengths", field)))

    def numbers(self, name: str) -> Sequence[int]:
        """See `SegmentView`; zeros where the segment has no such column."""
        if name not in self._footer["numbers"]:
            return self._cached(name, self._zeros)
        return self._cached(name, lambda: self._numbers(self.section("numbers", name)))

    def codes(self, name: str) -> tuple[Sequence[str], Sequence[int]]:
        """A column of few different texts: these, and the number of the text of each document."""
        if name not in self._footer["codes"]:
            return ("",), self._zeros()
        texts = self._footer["codes"][name]["texts"]
        return texts, self._cached(
            f"{name} codes", lambda: self._numbers(self._section("codes", name, "codes"))
        )

    def values(self, name: str) -> Sequence[str]:
        """See `SegmentView`."""
        if name in self._footer["texts"]:
            return self._cached(name, lambda: self._texts(name))
        if name not in self._footer["codes"]:
            return self._cached(name, lambda: ("",) * self.documents)
        texts, codes = self.codes(name)
        return self._cached(name, lambda: [texts[code] for code in codes])

    def stored(self, doc: int) -> dict[str, Any]:
        """Stored values of a document, as JSON keeps them."""
        found: dict[str, Any] = json.loads(self.values("_stored")[doc])
        return found

    def _zeros(self) -> array[int]:
        return array("B", bytes(self.documents))

    def _texts(self, name: str) -> Texts:
        ends = self._seen(self._section("texts", name, "ends"))
        section = self._section("texts", name, "blob")
        return Texts(ends, self._view[section.offset : section.offset + section.size])

    def _cached(self, key: str, make: Callable[[], Sequence[Any]]) -> Sequence[Any]:
        if key not in self._columns:
            self._columns[key] = make()
        return self._columns[key]

    # ------------------------------------------------------------------ the file

    def section(self, group: str, name: str) -> Section:
        """A section that stands alone."""
        return Section(*self._footer[group][name])

    def _section(self, group: str, name: str, part: str) -> Section:
        return Section(*self._footer[group][name][part])

    def _numbers(self, section: Section) -> array[int]:
        return self.numbers_at(section.offset, section.size // section.width, section.width)

    def _seen(self, section: Section) -> memoryview:
        """Numbers as they lie in the file, for sections of which a search looks at a few: nothing is copied."""
        return self._view[section.offset : section.offset + section.size].cast(CODES[section.width])

    def numbers_at(self, offset: int, count: int, width: int) -> array[int]:
        """Numbers of one width somewhere in the file."""
        found = array(CODES[width or 1])
        found.frombytes(self._view[offset : offset + count * width])
        return found

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every section of the file."""
        found = [Section(*row) for row in self._footer["sections"]]
        return tuple(found)

    def verify(self) -> None:
        """Compare every section with its checksum, and the ids of the documents with their terms.

        Raises:
            Damaged: a checksum differs, sections are missing, or a document could not be replaced.
        """
        at = len(MAGIC)
        for section in self.sections:
            if section.offset != at:
                raise Damaged(f"{self.name}: a section begins at {section.offset}, not at {at}")
            if zlib.crc32(self._view[at : at + section.size]) != section.crc:
                raise Damaged(f"{self.name}: the checksum of the section at {at} differs")
            at += section.size
        for doc, identifier in enumerate(self.values("id")):
            entry = self.find("id", identifier.encode())
            if entry is None or doc not in self.documents_of(entry):
                raise Damaged(f"{self.name}: document {doc} is not found by its id")


def _footer(name: str, buffer: Buffer) -> dict[str, Any]:
    size = len(buffer)
    if size < len(MAGIC) + TRAILER.size or buffer[: len(MAGIC)] != MAGIC:
        raise Damaged(f"{name} is not a segment")
    length, crc, magic = TRAILER.unpack_from(buffer, size - TRAILER.size)
    end = size - TRAILER.size
    if magic != MAGIC or length > end - len(MAGIC):
        raise Damaged(f"{name} is cut off")
    raw = bytes(buffer[end - length : end])
    if zlib.crc32(raw) != crc:
        raise Damaged(f"{name}: the checksum of its metadata differs")
    footer: dict[str, Any] = json.loads(raw)
    if footer["order"] != sys.byteorder:
        raise Damaged(f"{name} was written on a machine of the other byte order")
    return footer
