"""Words that stand side by side, with numpy.

Owns: which documents hold words one behind the other. Must not: know the query language, or score.

A byte for every place of a word says what may stand beside it (`beside`). It is compared for one word of the phrase,
the one that leaves the fewest candidates; whether the others stand where they belong is looked up among their places in
the candidates' documents. Some thousand documents are looked at together: what is made for them takes little memory,
which is had again for the next. Where few documents are asked for, all places of the words in these are compared instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archivist.search.arrays import Commit, Docs, Mask, Placed, SegmentArrays
from archivist.search.beside import BEFORE, BEHIND
from archivist.search.postings import Posting, among, is_new, positions, spread

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
    for number in range(len(commit.segments)):
        base, end = commit.bases[number], commit.bases[number + 1]
        edges = np.arange(base, end + _AT_ONCE, _AT_ONCE).clip(max=end)
        held = [_Held(commit, number, word, edges) for word in words]
        for at, low in enumerate(edges[:-1].tolist()):
            if all(word.is_in(at) for word in held):
                parts = [_Part(word, at) for word in held]
                others = [(step - key, part) for step, part in enumerate(parts) if step != key]
                found.append(_meeting(parts[key].candidates(before, behind), others) + low)
    return np.concatenate(found)


def _expected(word: Posting, step: int, size: int) -> int:
    """So many candidates, relatively, are left of a word by chance."""
    return word.occurrences * (_SIGNS if step in (0, size - 1) else 1)


def _meeting(found: _Candidates, others: Sequence[tuple[int, _Part]]) -> Docs:
    """Documents in which the other words stand so many steps behind (or before) a candidate.

    Where a phrase stands often in a document one place is enough: the first candidate of each is looked at, and the
    others of those documents only in which that is not the phrase.
    """
    sure = _standing(found.docs, found.places(found.begins), others)
    left = np.flatnonzero(found.ends - found.begins > 1)
    left = left[~spread(sure, _AT_ONCE)[found.docs[left]]]
    if not len(left):
        return sure
    begins, sizes = found.begins[left] + 1, found.ends[left] - found.begins[left] - 1
    behind = np.cumsum(sizes)
    rows = np.arange(behind[-1]) + np.repeat(begins + sizes - behind, sizes)
    more = _standing(np.repeat(found.docs[left], sizes), found.places(rows), others)
    return np.sort(np.concatenate((sure, more[is_new(more)])))


def _standing(docs: Docs, places: NDArray[Any], others: Sequence[tuple[int, _Part]]) -> Docs:
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
    """A word in one segment, cut at some documents."""

    def __init__(self, commit: Commit, number: int, word: Posting, edges: Docs) -> None:
        self.word = word
        self.segment: SegmentArrays = commit.segments[number]
        self.place: Placed | None = None
        for at, place in enumerate(word.places):
            if place.number == number:
                self.place = place
                self.first = int(word.before[word.ends[at]])
        self.edges = edges
        self.rows: list[int] = np.searchsorted(word.docs, edges).tolist()

    def is_in(self, at: int) -> bool:
        """Whether it stands in the documents behind an edge."""
        return self.place is not None and self.rows[at] < self.rows[at + 1]


class _Part:
    """Places of a word in the documents between two edges, which count from the first of them."""

    def __init__(self, held: _Held, at: int) -> None:
        place = held.place
        if place is None:
            raise ValueError("the segment does not hold the word")
        low, high = held.rows[at], held.rows[at + 1]
        before = held.word.before[low : high + 1]
        begin, size = int(before[0]) - held.first, int(before[-1] - before[0])
        self._beside = held.segment.stretch(place.beside_at + begin, size, 1)
        within = held.segment.stretch(place.places_at + begin * place.place_width, size, place.place_width)
        self._places = np.require(within, requirements="A")
        self._docs = held.word.docs[low:high] - held.edges[at]
        self._before = np.append(before, before[-1]) - before[0]  # the last one is of documents without it

    def candidates(self, before: int | None, behind: int | None) -> _Candidates:
        """Its places beside which words of these signs stand; None: any."""
        bits = (BEFORE if before is not None else 0) | (BEHIND if behind is not None else 0)
        wanted = (before or 0) << 4 | (behind or 0)
        beside = self._beside if bits == BEFORE | BEHIND else self._beside & np.uint8(bits)
        rows = np.flatnonzero(beside == wanted)
        if len(rows) < len(self._docs):
            own = np.searchsorted(self._before[:-1], rows, "right") - 1
            begins = np.flatnonzero(is_new(own))
            held, ends = self._docs[own[begins]], np.append(begins[1:], len(rows))
        else:
            cuts = np.searchsorted(rows, self._before[:-1])
            there = np.flatnonzero(cuts[1:] != cuts[:-1])
            held, begins, ends = self._docs[there], cuts[there], cuts[there + 1]
        return _Candidates(held, begins, ends, rows, self._places)

    def stands(self, docs: Docs, places: NDArray[np.int64]) -> Mask:
        """Whether it stands in each of some documents at each of some places: halving between its places there."""
        row = self._row[docs]
        at, end = self._before[row], self._before[row + 1]
        for bit in reversed(range(int((end - at).max()).bit_length())):
            further = at + (1 << bit)
            goes = further <= end
            goes &= self._places.take(further - 1, mode="clip") < places
            np.copyto(at, further, where=goes)
        found: Mask = self._places.take(at, mode="clip") == places
        found &= at < end
        return found

    @cached_property
    def _row(self) -> NDArray[np.int64]:
        """Where each document stands among those of the word; behind them for those without it."""
        found = np.full(_AT_ONCE, len(self._docs), np.int64)
        found[self._docs] = np.arange(len(self._docs))
        return found
