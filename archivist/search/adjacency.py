"""Words that stand side by side, with numpy: their places as numbers on one line of all words.

Owns: that line, and which places several words share. Must not: know the query language, or score.

Every document has a stretch of the line, as long as it is by its most frequent words with some places to spare. So a place
is one 32-bit number whatever document it is in, and words stand side by side where their numbers follow each other.
A document that is longer than its stretch is compared by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archivist.search.arrays import Commit, Docs, key_of
from archivist.search.postings import Posting, occurrences, positions

SPARE: Final = 192
"""Places between two documents that are never used; no phrase is longer."""
_MERGE: Final = 10
"""Two lists of places are merged unless one is so many times longer."""
_AT_ONCE: Final = 16_384
"""Documents whose places are compared together: they take little memory, which is had again for the next."""
_MARKED: Final = 200_000
"""So many places are compared by marks."""
_STRETCH: Final = 1 << 19
"""Marks at a time: what a processor keeps near."""
_FREQUENT: Final = 8
"""Words that are looked at to tell how long documents are, once for a commit."""

Places = NDArray[np.uint32]


def standing(commit: Commit, field: str, words: Sequence[Posting], docs: Docs) -> Docs:
    """Of documents that hold all words those in which they stand one behind the other.

    Args:
        commit: the documents.
        field: the words' field.
        words: in their order; one may come twice.
        docs: ascending.
    """
    starts = _starts(commit, field)
    if not len(docs) or len(words) >= SPARE or starts is None:
        return _one_by_one(commit, words, docs)
    parts = [
        _standing(commit, starts, words, docs[at : at + _AT_ONCE]) for at in range(0, len(docs), _AT_ONCE)
    ]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _standing(commit: Commit, starts: Places, words: Sequence[Posting], docs: Docs) -> Docs:
    """The same for some documents at a time."""
    steps: dict[Posting, list[int]] = {}
    for step, word in enumerate(words):
        steps.setdefault(word, []).append(step)
    # Rare words first: what they leave is what is read of the others.
    left, reach, long = docs, None, docs[:0]
    for word in sorted(steps, key=lambda word: word.occurrences):
        run, over = _places(commit, word, left, starts)
        long = np.union1d(long, over) if len(over) else long
        is_first = reach is None
        for step in steps[word]:
            own = run - np.uint32(step) if step else run
            reach = own if reach is None else _in_both(reach, own)
        if reach is not None and (not is_first or len(steps[word]) > 1 or len(over)):
            left = left[_reached(starts[left], reach)]
    return left if not len(long) else _with_long(commit, words, left, np.intersect1d(long, docs))


def _with_long(commit: Commit, words: Sequence[Posting], found: Docs, long: Docs) -> Docs:
    """What was found, and those of some long documents that were not compared yet."""
    sure = found[~np.isin(found, long, assume_unique=True)]
    return np.union1d(sure, _one_by_one(commit, words, long))


def _one_by_one(commit: Commit, words: Sequence[Posting], docs: Docs) -> Docs:
    """The same with 64 bits for a place, which are enough for any document."""
    if not len(docs):
        return docs
    places = {word: positions(commit, word, docs) for word in dict.fromkeys(words)}
    reach = places[words[0]]
    for step, word in enumerate(words[1:], 1):
        reach = np.intersect1d(reach, places[word] - step, assume_unique=True)
    found = reach >> 32
    return found[np.flatnonzero(np.diff(found, prepend=-1))]


def _starts(commit: Commit, field: str) -> Places | None:
    """Where the stretch of each document begins, and where the last ends; None when the line were too long."""

    def make() -> Places | None:
        starts = np.concatenate(([SPARE], SPARE + np.cumsum(_last_places(commit, field) + 2 * SPARE)))
        return starts.astype(np.uint32) if starts[-1] < 1 << 32 else None

    found: Places | None = commit.made(f"starts of {field}", make)
    return found


def _last_places(commit: Commit, field: str) -> NDArray[np.int64]:
    """About where each document ends: the last place of the most frequent words."""
    found = np.zeros(commit.documents, np.int64)
    for number, segment in enumerate(commit.segments):
        words = segment.words(field)
        if words is None:
            continue
        for row in np.argsort(words.records()["occurrences"])[-_FREQUENT:].tolist():
            place = words.find(term := words.term_at(row), key_of(term), number)
            if place is not None and place.place_width:
                held, counts, within = occurrences(commit, word := Posting(commit, [place]), word.docs)
                found[held] = np.maximum(found[held], within[np.cumsum(counts, dtype=np.int64) - 1])
    return found


def _places(commit: Commit, word: Posting, docs: Docs, starts: Places) -> tuple[Places, Docs]:
    """Places of a word in at least some documents; and documents that are too long and left out."""
    held, counts, within = occurrences(commit, word, docs)
    if not len(held):
        return np.zeros(0, np.uint32), held
    begins = starts[held]
    ends = np.cumsum(counts, dtype=np.int64)
    last = within[ends - 1].astype(np.int64) + begins
    fits = last + SPARE <= starts[held + 1]
    found: Places = np.repeat(begins, counts)
    np.add(found, within, out=found, casting="same_kind")
    if fits.all():
        return found, held[:0]
    return found[np.repeat(fits, counts)], held[~fits]


def _in_both(one: Places, other: Places) -> Places:
    """Numbers that are in both runs, ascending."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if not len(few):
        return few
    if len(few) * _MERGE < len(many):
        rows = np.searchsorted(many, few)
        rows[rows == len(many)] = 0
        same: Places = few[many[rows] == few]
        return same
    if len(few) + len(many) > _MARKED:
        return _marked(few, many)
    # Two runs that ascend are merged by a stable sort, in half the time of looking up each place of one.
    merged = np.concatenate((few, many))
    merged.sort(kind="stable")
    found: Places = merged[1:][merged[1:] == merged[:-1]]
    return found


def _marked(few: Places, many: Places) -> Places:
    """The same for long runs: one is marked and the other looked at, stretch by stretch so that marks stay near."""
    cuts = np.arange(few[0], int(few[-1]) + 1, _STRETCH, dtype=np.uint32)
    few_at = [*np.searchsorted(few, cuts).tolist(), len(few)]
    many_at = [*np.searchsorted(many, cuts).tolist(), int(np.searchsorted(many, few[-1], "right"))]
    marks = np.zeros(_STRETCH, np.bool_)
    found = []
    for cut, (low, high), (first, last) in zip(cuts, pairwise(few_at), pairwise(many_at), strict=True):
        own = (few[low:high] - cut).astype(np.intp)
        marks[own] = True
        part = many[first:last]
        found.append(part[marks[(part - cut).astype(np.intp)]])
        marks[own] = False
    return np.concatenate(found)


def _reached(starts: Places, reach: Places) -> NDArray[Any]:
    """Rows of the documents, by where they start, that have one of the places."""
    if len(reach) < len(starts):
        rows = np.searchsorted(starts, reach, "right") - 1
        return rows[np.flatnonzero(np.diff(rows, prepend=-1))]
    behind = np.searchsorted(reach, starts)
    return np.flatnonzero(np.diff(behind, append=len(reach)))
