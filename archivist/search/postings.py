"""Posting lists as numpy arrays: the documents of a term, how often it stands in each, and where.

Owns: reading them for one query, over all segments of a commit, and comparing such lists. Must not: score,
or know the query language.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archivist.search.arrays import Commit, Docs, Mask, Placed

DENSE: Final = 16
"""A table of all documents is quicker than searching once this share (1/16) of them is looked for."""
_MOST: Final = 3
"""All places of a term are read, needed or not, when at least this share (1/3) of its documents is looked at."""
_running_sum: Final = np.add.accumulate


class Posting:
    """One term over the whole commit."""

    def __init__(self, commit: Commit, places: Sequence[Placed], twin: Posting | None = None) -> None:
        """A term that is at these places, by segment; `twin` is the same term in a field of the same words."""
        self._commit = commit
        self.places = places
        self.ends = list(accumulate([place.documents for place in places], initial=0))
        self.size = self.ends[-1]
        self.occurrences = sum(place.occurrences for place in places)
        self._twin = twin if twin is not None and twin.size == self.size else None
        self._of_many = sum(place.documents for place in places if not place.gap_width) * 2 > self.size

    @cached_property
    def docs(self) -> Docs:
        """Its documents."""
        if self._twin is not None:
            return self._twin.docs
        if self._of_many:
            return np.flatnonzero(self.table)
        bases = self._commit.bases
        found = np.empty(self.size, np.int64)
        for at, place in zip(self.ends, self.places, strict=False):
            self._list(place, found[at : at + place.documents])
            found[at : at + place.documents] += bases[place.number]
        return found

    def _list(self, place: Placed, found: NDArray[Any]) -> None:
        """Put the documents of a segment where they belong."""
        segment = self._commit.segments[place.number]
        if not place.gap_width:
            found[:] = np.flatnonzero(self._counts(place))
            found += place.first
            return
        found[0] = place.first
        if place.documents > 1:
            found[1:] = segment.stretch(place.gaps_at, place.documents - 1, place.gap_width)
            _running_sum(found, out=found)

    def _counts(self, place: Placed) -> NDArray[Any]:
        """Counts as a segment has them; of a term of many, for every document."""
        counted = place.documents if place.gap_width else place.last - place.first + 1
        return self._commit.segments[place.number].stretch(place.counts_at, counted, place.count_width)

    @cached_property
    def counts(self) -> NDArray[Any]:
        """How often it stands in each of them."""
        if self._twin is not None:
            return self._twin.counts
        if self._of_many:
            return self.table[self.docs]
        if len(self.places) == 1 and self.places[0].count_width:
            return self._counts(self.places[0])
        found: NDArray[Any] = np.ones(self.size, self._type())
        for at, place in zip(self.ends, self.places, strict=False):
            if place.documents == 1:
                found[at] = place.occurrences
            elif place.count_width:
                counts = self._counts(place)
                found[at : at + place.documents] = counts if place.gap_width else counts[counts != 0]
        return found

    def before_within(self, at: int) -> NDArray[np.int64]:
        """How often it stands before each document of one segment, and altogether; `at` counts the segments that hold it."""
        place = self.places[at]
        base = self._commit.bases[place.number]
        found = np.zeros(self._commit.bases[place.number + 1] - base + 1, np.int64)
        if place.gap_width:
            own = slice(self.ends[at], self.ends[at + 1])
            found[self.docs[own] + (1 - base)] = self.counts[own]
            return _running_sum(found, out=found)
        _running_sum(self._counts(place), out=found[place.first + 1 : place.last + 2])
        found[place.last + 2 :] = place.occurrences
        return found

    @cached_property
    def before(self) -> NDArray[np.int64]:
        """How often it stands before each of them, and altogether."""
        found = np.zeros(self.size + 1, np.int64)
        _running_sum(self.counts, out=found[1:], dtype=np.int64)
        return found

    def _type(self) -> np.dtype[Any]:
        """What holds every count."""
        largest = max(
            place.occurrences if place.documents == 1 else (1 << 8 * place.count_width) - 1
            for place in self.places
        )
        return np.min_scalar_type(max(largest, 1))

    @cached_property
    def table(self) -> NDArray[Any]:
        """How often it stands in every document, 0 included."""
        if self._twin is not None:
            return self._twin.table
        if not self._of_many:
            found = np.zeros(self._commit.documents, self.counts.dtype)
            found[self.docs] = self.counts
            return found
        place = self.places[0]
        if place.last - place.first + 1 == self._commit.documents:
            return self._counts(place)
        found = np.zeros(self._commit.documents, self._type())
        for place in self.places:
            base = self._commit.bases[place.number]
            if not place.gap_width:
                found[base + place.first : base + place.last + 1] = self._counts(place)
            elif place.documents == 1:
                found[base + place.first] = place.occurrences
            else:
                docs = np.empty(place.documents, np.int64)
                self._list(place, docs)
                found[base + docs] = self._counts(place) if place.count_width else 1
        return found

    def is_tabled(self) -> bool:
        """Whether the table was made already, or is how it is kept."""
        return (
            self._of_many or "table" in self.__dict__ or (self._twin is not None and self._twin.is_tabled())
        )

    def counts_at(self, docs: Docs) -> NDArray[Any]:
        """How often it stands in some documents, 0 included."""
        if docs is self.__dict__.get("docs"):  # they were found by this very word
            return self.counts
        if self.is_tabled() or len(docs) * DENSE > self.size:
            return self.table[docs]
        rows = np.searchsorted(self.docs, docs)
        rows[rows == self.size] = 0
        found: NDArray[Any] = self.counts[rows] * (self.docs[rows] == docs)
        return found


def spread(docs: Docs, documents: int) -> Mask:
    """A list of documents as a mask."""
    found = np.zeros(documents, np.bool_)
    found[docs] = True
    return found


def among(docs: Docs, others: Docs, documents: int) -> Mask:
    """Which of `docs` are in `others`; both ascend."""
    if len(docs) * DENSE > documents:
        return spread(others, documents)[docs]
    if not len(others):
        return np.zeros(len(docs), np.bool_)
    rows = np.searchsorted(others, docs)
    rows[rows == len(others)] = 0
    same: Mask = others[rows] == docs
    return same


def is_new(numbers: NDArray[np.int64]) -> Mask:
    """Which of ascending numbers are not the one before."""
    found = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=found[1:])
    return found


def positions(commit: Commit, posting: Posting, docs: Docs) -> NDArray[np.int64]:
    """Where a term stands in `docs`, all of which hold it: document · 2³² + position, ascending."""
    held, counts, places = occurrences(commit, posting, docs, exactly=True)
    found: NDArray[np.int64] = np.repeat(held << 32, counts)
    found += places
    return found


def occurrences(
    commit: Commit, posting: Posting, docs: Docs, *, exactly: bool = False
) -> tuple[Docs, NDArray[Any], NDArray[Any]]:
    """Documents, how often the term stands in each, and its positions in them, document after document.

    Args:
        commit: the documents.
        posting: the term.
        docs: documents that hold it.
        exactly: of these only; else of all, where these are so many that leaving others out takes longer.
    """
    low, high = np.searchsorted(posting.docs, (docs[0], docs[-1] + 1)).tolist() if len(docs) else (0, 0)
    if len(docs) == high - low or (not exactly and len(docs) * _MOST > high - low):
        places = _between(commit, posting, int(posting.before[low]), int(posting.before[high]))
        return posting.docs[low:high], posting.counts[low:high], places
    rows = rows_of(posting.docs, docs, commit.documents)
    counts = posting.counts[rows]
    stops = posting.before[rows + 1]
    last = _running_sum(counts, dtype=np.int64)
    at = np.arange(last[-1] if len(last) else 0) + np.repeat(stops - last, counts)
    found = np.empty(len(at), np.uint32)
    ends = list(accumulate(place.occurrences for place in posting.places))
    first = begin = 0
    for place, end, bound in zip(posting.places, ends, np.searchsorted(at, ends).tolist(), strict=True):
        if first < bound:
            found[first:bound] = _stretch(commit, place)[at[first:bound] - begin]
        first, begin = bound, end
    return docs, counts, found


def _between(commit: Commit, posting: Posting, first: int, last: int) -> NDArray[Any]:
    """Positions from one number to another, of all that the term has."""
    parts = []
    begin = 0
    for place in posting.places:
        low, high = max(first - begin, 0), min(last - begin, place.occurrences)
        if low < high:
            parts.append(_stretch(commit, place)[low:high])
        begin += place.occurrences
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, np.uint8)


def _stretch(commit: Commit, place: Placed) -> NDArray[Any]:
    return commit.segments[place.number].stretch(place.places_at, place.occurrences, place.place_width)


def rows_of(own: Docs, docs: Docs, documents: int) -> NDArray[np.int64]:
    """Rows of `own` at which `docs` stand, all of which are in it."""
    if len(docs) == len(own):
        return np.arange(len(own))
    if len(docs) * DENSE > len(own):
        return np.flatnonzero(spread(docs, documents)[own])
    return np.searchsorted(own, docs)


def following(before: NDArray[np.int64], after: NDArray[np.int64], slop: int) -> NDArray[np.int64]:
    """Which of `after` follow one of `before` within `slop`, in the same document."""
    if not len(before):  # the words up to here stand nowhere so: nothing can follow
        return after[:0]
    rows = np.searchsorted(before, after) - 1
    nearest = before[np.maximum(rows, 0)]
    return after[(rows >= 0) & (after - nearest <= slop)]
