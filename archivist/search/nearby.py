"""Documents that hold one of many terms, with numpy: prefixes, patterns, words with letters exchanged.

Owns: finding such terms among those of a segment, and putting their postings together. Must not: differ from
`vocabulary`, which says what fits (tests/property/test_tiers.py compares them), or score.
"""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archivist.search import plan as w
from archivist.search.arrays import DTYPES, Commit, Mask, SegmentArrays, Words
from archivist.search.vocabulary import beginning_of, pattern_of

_SMALL: Final = 512
"""Documents of a term up to which many terms are read at one go."""
_END: Final = "\n"
"""Between the terms of a dictionary that is looked through as one text; no word holds it."""

Rows = NDArray[np.int64]


def holders(commit: Commit, query: w.MultiTerm) -> Mask:
    """Documents that hold a term that the node stands for."""
    found = np.zeros(commit.documents, np.bool_)
    for base, segment in zip(commit.bases, commit.segments, strict=False):
        words = segment.words(query.fieldname)
        if words is not None:
            _mark(found[base:], segment, words.records()[_rows(segment, words, query)])
    return found


def _rows(segment: SegmentArrays, words: Words, query: w.MultiTerm) -> Rows:
    match query:
        case w.Prefix():
            return np.arange(*words.beginning(query.text.encode()))
        case w.Wildcard():
            return _spelling(segment, query.fieldname, words).fitting(query.text)
        case w.FuzzyTerm():
            return _spelling(segment, query.fieldname, words).near(query.text, query.maxdist)


def _mark(found: Mask, segment: SegmentArrays, records: NDArray[Any]) -> None:
    """Mark the documents of terms."""
    found[records["first"]] = True
    many = records["gap_width"] == 0
    for one in records[many]:
        counts = segment.stretch(
            int(one["offset"]), int(one["last"]) - int(one["first"]) + 1, int(one["count_width"])
        )
        found[int(one["first"]) : int(one["last"]) + 1] |= counts != 0
    more = records[(records["documents"] > 1) & ~many]
    small = more["documents"] <= _SMALL
    for width in DTYPES:
        some = more[small & (more["gap_width"] == width)]
        if len(some):
            found[_read_together(segment, some, width)] = True
    for one in more[~small]:
        gaps = segment.stretch(int(one["offset"]), int(one["documents"]) - 1, int(one["gap_width"]))
        found[np.cumsum(gaps, dtype=np.int64) + int(one["first"])] = True


def _read_together(segment: SegmentArrays, records: NDArray[Any], width: int) -> Rows:
    """Documents of terms but the first of each; all gaps have one width."""
    sizes = records["documents"].astype(np.int64) - 1
    ends = np.cumsum(sizes)
    begins = ends - sizes
    at = np.repeat(records["offset"].astype(np.int64) - begins * width, sizes)
    at += np.arange(ends[-1]) * width
    raw = np.frombuffer(segment.file.buffer, np.uint8)
    gaps = raw[at].astype(np.int64)
    if width > 1:  # the bytes of a number in the order of the machine
        gaps = raw[at[:, None] + np.arange(width)].reshape(-1).view(DTYPES[width]).astype(np.int64)
    steps = np.cumsum(gaps)
    before = (steps - gaps)[begins]
    steps += np.repeat(records["first"].astype(np.int64) - before, sizes)
    return steps


def _spelling(segment: SegmentArrays, field: str, words: Words) -> Spelling:
    found: Spelling = segment.made(f"spelling of {field}", lambda: Spelling(words))
    return found


class Spelling:
    """The letters of all terms of a field."""

    def __init__(self, words: Words) -> None:
        blob, ends = words.blob, words.ends
        self._text = _END.join(
            [bytes(blob[ends[at] : ends[at + 1]]).decode() for at in range(len(words))] + [""]
        )
        self._words = words
        self._codes = np.frombuffer(self._text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
        stops = np.flatnonzero(self._codes == ord(_END))
        self._starts = np.concatenate(([0], stops[:-1] + 1)) if len(stops) else np.zeros(0, np.int64)
        self._sizes = stops - self._starts
        bits = np.uint64(1) << (self._codes % 64).astype(np.uint64)
        self._letters = np.bitwise_or.reduceat(bits, self._starts) if len(stops) else np.zeros(0, np.uint64)

    def fitting(self, pattern: str) -> Rows:
        """Terms that fit a pattern of letters, ``*`` and ``?``, in their order."""
        first, last = self._words.beginning(beginning_of(pattern).encode())
        if first == last:
            return np.zeros(0, np.int64)
        fits = re.compile(f"^(?:{pattern_of(pattern, any_letter=f'[^{_END}]')})$", re.MULTILINE)
        begin = int(self._starts[first])
        end = int(self._starts[last - 1] + self._sizes[last - 1])
        at = [match.start() for match in fits.finditer(self._text, begin, end)]
        return np.searchsorted(self._starts, at)

    def near(self, word: str, distance: int) -> Rows:
        """Terms at most `distance` single letters away, in their order."""
        own = np.bitwise_or.reduce(
            np.array([np.uint64(1) << np.uint64(ord(letter) % 64) for letter in word + _END], np.uint64)
        )
        # One letter added or left out changes one bit of the letters, one exchanged two.
        like = (np.abs(self._sizes - len(word)) <= distance) & (
            np.bitwise_count(self._letters ^ own) <= 2 * distance
        )
        rows = np.flatnonzero(like)
        if not len(rows):
            return rows
        width = len(word) + distance
        at = np.minimum(self._starts[rows][:, None] + np.arange(width), len(self._codes) - 1)
        edits = _edits(word, self._codes[at])
        near: Rows = rows[edits[np.arange(len(rows)), self._sizes[rows]] <= distance]
        return near


def _edits(word: str, letters: NDArray[Any]) -> NDArray[np.int64]:
    """Levenshtein distance of `word` to every beginning of every row: rows by lengths."""
    steps = np.arange(letters.shape[1] + 1)
    row = np.broadcast_to(steps, (len(letters), len(steps)))
    for at, letter in enumerate(word, start=1):
        following = np.empty(row.shape, np.int64)
        following[:, 0] = at
        following[:, 1:] = np.minimum(row[:, 1:] + 1, row[:, :-1] + (letters != ord(letter)))
        # A letter left out costs one more than the place before: the least of all before, in one go.
        row = np.minimum.accumulate(following - steps, axis=1) + steps
    found: NDArray[np.int64] = row
    return found
