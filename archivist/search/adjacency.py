"""Words that stand side by side, with numpy.

Owns: which documents hold words one behind the other. Must not: know the query language, or score.

A byte for every place of a word says what may stand beside it (`beside`). It is compared for one word of the phrase,
the one that leaves the fewest candidates; whether the others stand where they belong is looked up among their places in
the candidates' documents. Some thousand documents are looked at together: what is made for them takes little memory,
which is had again for the next. Where few documents are asked for, all places of the words in these are compared instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archivist.search.arrays import Commit, Docs, Mask, Placed, SegmentArrays
from archivist.search.beside import BEFORE, BEHIND
from archivist.search.postings import Posting, among, is_new, positions

_AT_ONCE: Final = 1 << 15
"""Documents whose places are compared together."""
_SIGNS: Final = 16
"""Of so many places one has the right sign by chance."""
_FEW: Final = 128
"""All places of a word in some documents are read when these are so many times fewer than its places."""

Spots = NDArray[np.int64]
"""document · 2³² + position, ascending."""


def standing(commit: Commit, words: Sequence[Posting], signs: Sequence[int], docs: Docs | None) -> Docs:
    """Documents in which words stand one behind the other.

    Args:
        commit: the documents.
        words: in their order; one may come twice.
        signs: of the words (`beside.sign_of`).
        docs: among these only, ascending; None: among all.
    """
    if docs is not None and _are_few(len(docs), words):
        return _by_places(commit, words, docs)
    found = _by_signs(commit, words, signs)
    return found if docs is None else found[among(found, docs, commit.documents)]


def _are_few(documents: int, words: Sequence[Posting]) -> bool:
    return documents * len(words) * _FEW < sum(word.occurrences for word in words)


def _by_places(commit: Commit, words: Sequence[Posting], docs: Docs) -> Docs:
    """By all places of the words in the documents."""
    docs = holding_all(words, docs)
    if not len(docs):
        return docs
    spots = {word: positions(commit, word, docs) for word in dict.fromkeys(words)}
    reach, *others = sorted((spots[word] - step for step, word in enumerate(words)), key=len)
    for other in others:
        reach = np.intersect1d(reach, other, assume_unique=True)
    found = reach >> 32
    return found[is_new(found)]


def holding_all(words: Sequence[Posting], docs: Docs) -> Docs:
    """Those of some documents that hold all words; the rarest is asked first."""
    for word in sorted(dict.fromkeys(words), key=lambda word: word.size):
        docs = docs[word.counts_at(docs) != 0]
    return docs


def _by_signs(commit: Commit, words: Sequence[Posting], signs: Sequence[int]) -> Docs:
    """By what stands beside one of the words, some thousand documents of a segment at a time."""
    key = min(range(len(words)), key=lambda step: _expected(words[step], step, len(words)))
    before, behind = signs[key - 1] if key else None, signs[key + 1] if key + 1 < len(words) else None
    found = [np.zeros(0, np.int64)]
    for number, base in enumerate(commit.bases[:-1]):
        held = {word: _Held.of(commit, number, word) for word in words}
        here = [part for word in words if (part := held[word]) is not None]
        if len(here) < len(words):
            continue
        others = [(step - key, part) for step, part in enumerate(here) if step != key]
        others.sort(key=lambda other: other[1].size)
        for low in range(0, commit.bases[number + 1] - base, _AT_ONCE):
            found.append(_meeting(here[key].candidates(low, before, behind), others) + base)
    return np.concatenate(found)


def _expected(word: Posting, step: int, size: int) -> int:
    """So many candidates, relatively, are left of a word by chance."""
    return word.occurrences * (_SIGNS if step in (0, size - 1) else 1)


def _meeting(found: _Candidates, others: Sequence[tuple[int, _Held]]) -> Docs:
    """Documents in which the other words stand so many steps behind (or before) a candidate.

    Where a phrase stands often in a document one place is enough: the first candidate of each is looked at, and the
    others of those documents only in which that is not the phrase.
    """
    if not len(found.docs):
        return found.docs
    sure = _standing(found.docs, found.places(found.begins), others)
    left = np.flatnonzero(found.ends - found.begins > 1)
    left = left[~among(found.docs[left], sure, int(found.docs[-1]) + 1)]
    if not len(left):
        return sure
    begins, sizes = found.begins[left] + 1, found.ends[left] - found.begins[left] - 1
    behind = np.cumsum(sizes)
    rows = np.arange(behind[-1]) + np.repeat(begins + sizes - behind, sizes)
    more = _standing(np.repeat(found.docs[left], sizes), found.places(rows), others)
    return np.sort(np.concatenate((sure, more[is_new(more)])))


def _standing(docs: Docs, places: NDArray[Any], others: Sequence[tuple[int, _Held]]) -> Docs:
    """Documents of the candidates with which the other words stand."""
    for step, part in others:
        if len(docs):
            there = part.stands(docs, places + step)
            docs, places = docs[there], places[there]
    return docs


class _Candidates(NamedTuple):
    """Places of a word that may belong to a phrase: documents, and where those of each begin and end among `rows`."""

    docs: Docs
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    rows: NDArray[np.int64]
    every: NDArray[Any]

    def places(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Some of them."""
        return self.every[self.rows[at]].astype(np.int64)


class _Held:
    """A word in one segment, whose documents count from its first."""

    def __init__(self, segment: SegmentArrays, place: Placed, ends: NDArray[np.int64]) -> None:
        """`ends` tells how often the word stands before each document, and altogether."""
        self.size = place.occurrences
        self._ends = ends
        self._beside = segment.stretch(place.beside_at, place.occurrences, 1)
        within = segment.stretch(place.places_at, place.occurrences, place.place_width)
        self._places = np.require(within, requirements="A")

    @classmethod
    def of(cls, commit: Commit, number: int, word: Posting) -> _Held | None:
        """None where the segment does not hold the word."""
        for at, place in enumerate(word.places):
            if place.number == number:
                return cls(commit.segments[number], place, word.before_within(at))
        return None

    def candidates(self, low: int, before: int | None, behind: int | None) -> _Candidates:
        """Its places, from a document on, beside which words of these signs stand; None: any."""
        bits = (BEFORE if before is not None else 0) | (BEHIND if behind is not None else 0)
        wanted = (before or 0) << 4 | (behind or 0)
        ends = self._ends[low : low + _AT_ONCE + 1]
        beside = self._beside[ends[0] : ends[-1]]
        rows = np.flatnonzero((beside if bits == BEFORE | BEHIND else beside & np.uint8(bits)) == wanted)
        rows += ends[0]
        if len(rows) < len(ends):
            own = np.searchsorted(ends, rows, "right") - 1
            begins = np.flatnonzero(is_new(own))
            docs, until = own[begins], np.append(begins[1:], len(rows))
        else:
            cuts = np.searchsorted(rows, ends)
            docs = np.flatnonzero(cuts[1:] != cuts[:-1])
            begins, until = cuts[docs], cuts[docs + 1]
        return _Candidates(docs + low, begins, until, rows, self._places)

    def stands(self, docs: Docs, places: NDArray[np.int64]) -> Mask:
        """Whether it stands in each of some documents at each of some places: halving between its places there."""
        at, end = self._ends[docs], self._ends[docs + 1]
        for bit in reversed(range(int((end - at).max()).bit_length())):
            further = at + (1 << bit)
            goes = further <= end
            goes &= self._places.take(further - 1, mode="clip") < places
            np.copyto(at, further, where=goes)
        found: Mask = self._places.take(at, mode="clip") == places
        found &= at < end
        return found
