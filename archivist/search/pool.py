"""Postings of documents that are being indexed, grouped by term as they arrive.

Owns: that memory, and turning it into blocks in the order of a segment file. Documents arrive in order,
so terms have to be sorted, never postings.
Must not: know fields' meanings or write files.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from operator import itemgetter
from typing import Final

from archivist.search.beside import beside_many, beside_one
from archivist.search.building import Block, encode, encode_single

_TERM_BYTES: Final = 300
"""Memory of a term with its arrays, about."""
_POSTING_BYTES: Final = 9


class Form(Enum):
    """What of a text a field keeps."""

    COUNTED = auto()
    """Folded words and how often each stands in it."""
    PLACED = auto()
    """These, with their positions."""
    EXACT = auto()
    """Words that bear diacritics as they are written, and how often."""


class Gathered:
    """Postings of one term."""

    __slots__ = ("counts", "docs", "places")

    def __init__(self) -> None:
        self.docs = array("I")
        self.counts = array("I")
        self.places: array[int] | None = None


class TermPool:
    """Field → term → postings."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes | str, Gathered]] = {}
        self._terms = 0
        self._postings = 0
        self._places = 0

    @property
    def size(self) -> int:
        """Memory in use, bytes, about."""
        return self._terms * _TERM_BYTES + self._postings * _POSTING_BYTES + self._places * 4

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields that have terms, in order."""
        return tuple(sorted(self._fields))

    def add_counts(self, field: str, doc: int, counts: Mapping[str, int]) -> None:
        """Add the words of one document with how often each stands in it."""
        terms = self._fields.setdefault(field, {})
        for term, count in counts.items():
            found = terms.get(term)
            if found is None:
                found = terms[term] = Gathered()
                self._terms += 1
            found.docs.append(doc)
            found.counts.append(count)
        self._postings += len(counts)

    def add_places(self, field: str, doc: int, places: Mapping[str, list[int]]) -> None:
        """Add the words of one document with their positions."""
        terms = self._fields.setdefault(field, {})
        for term, at in places.items():
            found = terms.get(term)
            if found is None:
                found = terms[term] = Gathered()
                found.places = array("I")
                self._terms += 1
            found.docs.append(doc)
            found.counts.append(len(at))
            found.places.extend(at)  # type: ignore[union-attr]  # a field keeps places or does not
            self._places += len(at)
        self._postings += len(places)

    def add_keys(self, field: str, doc: int, keys: Iterable[str]) -> None:
        """Add keys of one document, each once."""
        terms = self._fields.setdefault(field, {})
        for term in keys:
            found = terms.get(term)
            if found is None:
                found = terms[term] = Gathered()
                self._terms += 1
            found.docs.append(doc)
            found.counts.append(1)
            self._postings += 1

    def add_posting(self, field: str, term: bytes, doc: int, count: int, places: list[int] | None) -> None:
        """Add one posting; documents of a term come in order."""
        terms = self._fields.setdefault(field, {})
        found = terms.get(term)
        if found is None:
            found = terms[term] = Gathered()
            self._terms += 1
        found.docs.append(doc)
        found.counts.append(count)
        if places is not None:
            if found.places is None:
                found.places = array("I")
            found.places.extend(places)
            self._places += len(places)
        self._postings += 1

    def blocks(self, field: str) -> Iterator[tuple[bytes, Block]]:
        """Terms of a field, ascending, with their postings."""
        terms = self._fields.get(field, {})
        ordered = sorted(
            ((term.encode() if isinstance(term, str) else term, found) for term, found in terms.items()),
            key=lambda row: row[0],
        )
        kept = [
            (term, found.docs, found.counts, found.places)
            for term, found in ordered
            if found.places is not None
        ]
        beside = iter(beside_many(kept))
        for term, found in ordered:
            if found.places is None:
                yield term, encode(found.docs, found.counts, None)
            else:
                yield term, encode(found.docs, found.counts, found.places, next(beside))

    def settle(self) -> None:
        """A document is complete."""

    def lengths(self) -> Mapping[str, Iterable[tuple[int, int]]]:
        """Field → (document, words) where only the pool knows how many words a document has: nowhere."""
        return {}

    def iter_postings(self) -> TermPool:
        """What Whoosh's writer hands to the codec: the pool itself, for `codec.BlockWriter` knows it."""
        return self

    def cleanup(self) -> None:
        """Forget everything; Whoosh's writer is done with it."""
        self._fields.clear()


class SinglePool(TermPool):
    """A `TermPool` for one document: what it holds need not be gathered by term, for every term comes once."""

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[str, list[tuple[bytes, int, list[int] | None]]] = {}

    @property
    def fields(self) -> tuple[str, ...]:
        """See `TermPool`."""
        return tuple(sorted(self._held))

    def add_counts(self, field: str, doc: int, counts: Mapping[str, int]) -> None:
        """See `TermPool`."""
        del doc
        self._held[field] = [(term.encode(), count, None) for term, count in counts.items()]

    def add_places(self, field: str, doc: int, places: Mapping[str, list[int]]) -> None:
        """See `TermPool`."""
        del doc
        self._held[field] = [(term.encode(), len(at), at) for term, at in places.items()]

    def add_keys(self, field: str, doc: int, keys: Iterable[str]) -> None:
        """See `TermPool`."""
        del doc
        self._held[field] = [(term.encode(), 1, None) for term in keys]

    def add_posting(self, field: str, term: bytes, doc: int, count: int, places: list[int] | None) -> None:
        """See `TermPool`."""
        del doc
        self._held.setdefault(field, []).append((term, count, places))

    def blocks(self, field: str) -> Iterator[tuple[bytes, Block]]:
        """See `TermPool`."""
        held = sorted(self._held.get(field, ()), key=itemgetter(0))
        beside = iter(beside_one((term, places) for term, _, places in held if places is not None))
        for term, count, places in held:
            yield term, encode_single(count, places, b"" if places is None else next(beside))

    def cleanup(self) -> None:
        """See `TermPool`."""
        self._held.clear()
