"""Which documents of a segment match, exactly, and all of them at once.

Owns: marks: one byte for each document, 1 for those that match, all of them one long whole number, the first document
lowest, which Python masks as fast as memory is read. Must not: score, or know how an index lies on disk.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import compress, repeat
from math import ceil
from typing import Final

from archivist.search import plan as w
from archivist.search.evaluate import Evaluator, positive

_PRESENT: Final = bytes([0] + [1] * 255)
_RARE: Final = 32
"""Looking for the next of rare marks costs less than looking at each byte, if so many are none for one that is."""


class Marker:
    """Marks over one segment; those of terms and of what is dear are kept until the query is answered."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._view = evaluator.view
        self._terms: dict[tuple[str, str], int] = {}
        self._dear: dict[int, int] = {}
        self.every = int.from_bytes(b"\1" * self._view.documents, "little")

    def within(self, query: w.Query, among: Set[int] | None) -> int:
        """What matches a query among some documents (None: all); deleted ones are left out."""
        there = self.there(query)
        if among is not None:
            there &= self.marks(among)
        if self._view.deleted:
            there &= ~self.marks(self._view.deleted)
        return there

    def there(self, query: w.Node) -> int:
        """What matches a node."""
        match query:
            case w.Term():
                return self._term(query.fieldname, query.text)
            case w.And():
                return self._all(query.subqueries)
            case w.Or():
                there = 0
                for part in query.subqueries:
                    there |= self.there(part)
                return there
            case w.AndMaybe():
                return self.there(query.a)
            case w.ConstantScoreQuery():
                return self.there(query.child)
            case w.NumericRange():
                there_or_none = between(self._view.numbers(query.fieldname), query.start, query.end)
                if there_or_none is not None:
                    return there_or_none
        if id(query) not in self._dear:  # the plan holds its nodes as long as it is answered
            self._dear[id(query)] = self.marks(self._evaluator.matching(positive(query)))
        return self._dear[id(query)]

    def all_words(self, phrase: w.Phrase) -> int:
        """What holds all words of a phrase, wherever they stand."""
        there = self.every
        for word in phrase.words:
            there = there and there & self._term(phrase.fieldname, word)
        return there

    def marks(self, docs: Iterable[int]) -> int:
        """Documents as marks."""
        marked = bytearray(self._view.documents)
        for doc in docs:
            marked[doc] = 1
        return int.from_bytes(marked, "little")

    def listed(self, there: int) -> Iterable[int]:
        """Marks as documents, ascending."""
        return members(self.as_bytes(there))

    def as_bytes(self, there: int) -> bytes:
        """Marks, or bounds, a byte for each document."""
        return there.to_bytes(self._view.documents, "little")

    def _all(self, parts: Sequence[w.Node]) -> int:
        """Parts that need positions or a look at each document come last, of what the others left."""
        there: int | None = None
        for part in sorted(parts, key=_is_dear):
            wanted = part.query if isinstance(part, w.Not) else part
            if there is not None and _is_dear(part):
                more = self.marks(self._evaluator.matching(positive(wanted), set(self.listed(there))))
            else:
                more = self.there(wanted)
            there = self.every if there is None else there
            there &= ~more if isinstance(part, w.Not) else more
            if not there:
                return 0
        return there or 0

    def _term(self, field: str, text: str) -> int:
        found = self._terms.get((field, text))
        if found is None:
            found = self._terms[field, text] = self._holders(field, text.encode())
        return found

    def _holders(self, field: str, term: bytes) -> int:
        table = self._view.table(field, term)
        if table is None:
            return self.marks(self._view.postings(field, term)[0])
        first, counts = table
        return int.from_bytes(in_bytes(counts).translate(_PRESENT), "little") << 8 * first


def in_bytes(counts: Sequence[float]) -> bytes:
    """Counts rounded up, a byte each; 255 for whatever is more."""
    if isinstance(counts, array) and counts.itemsize == 1:
        return counts.tobytes()
    return bytes(map(ceil, map(min, counts, repeat(255))))


def between(column: Sequence[int], start: int, end: int) -> int | None:
    """Which numbers of a column lie between two: 1 in a byte for each that does, the first lowest.

    All are compared at once. In one long whole number, in which the highest bit of each place is free, a bit set there
    survives taking a number away from the place unless that number is greater. None where that bit is not free.
    """
    if not isinstance(column, array) or sys.byteorder == "big":
        return None
    raw, width = column.tobytes(), column.itemsize
    if raw[width - 1 :: width].translate(None, bytes(range(128))):
        return None
    most = (1 << (8 * width - 1)) - 1
    if start > most or end < 0 or start > end:
        return 0
    ones = int.from_bytes((b"\1" + bytes(width - 1)) * len(column), "little")
    guards = ones << (8 * width - 1)
    numbers = int.from_bytes(raw, "little")
    inside = (numbers | guards) - ones * max(start, 0) & (ones * min(end, most) | guards) - numbers & guards
    marks = (inside >> (8 * width - 1)).to_bytes(len(raw), "little")[::width]
    return int.from_bytes(marks, "little")


def members(marks: bytes) -> Iterable[int]:
    """Numbers of the bytes that are 1, ascending."""
    if marks.count(1) * _RARE > len(marks):
        return compress(range(len(marks)), marks)
    return _one_by_one(marks)


def _one_by_one(marks: bytes) -> Iterator[int]:
    at = marks.find(1)
    while at >= 0:
        yield at
        at = marks.find(1, at + 1)


def _is_dear(node: w.Node) -> bool:
    """Whether a node is evaluated document by document."""
    match node:
        case w.Term() | w.NumericRange():
            return False
        case w.And() | w.Or():
            return any(map(_is_dear, node.subqueries))
        case w.AndMaybe():
            return _is_dear(node.a)
        case w.ConstantScoreQuery():
            return _is_dear(node.child)
        case w.Not():
            return _is_dear(node.query)
        case _:
            return True
