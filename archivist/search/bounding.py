"""Which documents match, and how good each can be at most, without scoring any.

Owns: these bounds, and choosing by them what has to be scored. Must not: score (`evaluate` does), or know how an
index lies on disk.

A common word stands in half of all documents, and twenty are shown. So a segment is looked at as a whole: one byte
for each document, all of them one long whole number, which Python adds and masks as fast as memory is read. A byte
holds an upper bound of the score, rounded up. What may be among the best by its bound is scored in full; all else
surely is not, so the answer is that of scoring everything (docs/adr/0037, tests/property/test_bounding.py). Nothing
is skipped in counting: the total is exact.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, compress, repeat
from math import ceil, inf
from typing import Final, NamedTuple

from archivist.search import plan as w
from archivist.search.evaluate import Evaluator, Scores, estimate, positive

PAYS: Final = 2_000
"""Matches from which on bounds cost less than scores."""
_FEW: Final = 2_000
"""Documents with a term up to which scoring them costs less than bounds of all."""
_RARE: Final = 32
"""Looking for the next of rare marks costs less than looking at each byte, if so many are none for one that is."""
_LEVELS: Final = 255
_MOST_LEAVES: Final = 64
"""Each bound is rounded up, so of many summands little would be left."""
_PRESENT: Final = bytes([0] + [1] * 255)
_NORMS: Final = (0.0, 0.5, 0.8, 1.0, 1.2, 1.5, 2.2)
"""Classes of documents by length: the least that BM25F adds below the line. A number below 8 tells a class."""
_TOPS: Final = (*range(1, 17), 18, 21, 24, 28, 32, 40, 50, 64, 80, 100, 128, 160, 200, 254)
"""Steps of counts: the greatest of each; beyond the last is one step more. Of high counts one more adds little."""
_STEPS: Final = bytes([0, *((bisect_left(_TOPS, count) + 1) << 3 for count in range(1, 256))])
"""Step by count, shifted so that the number of a class has room below it."""
_SLACK: Final = 1e-6
"""Of a level: far more than adding floats in another order changes."""


class Rough(NamedTuple):
    """Documents of one segment, a byte for each, the first document lowest.

    Attributes:
        there: 1 for each document that matches.
        bound: the most it can score, in levels; 0 for what does not match.
    """

    there: int
    bound: int


NOTHING: Final = Rough(0, 0)


class Found(NamedTuple):
    """What matches a query.

    Attributes:
        total: number of matches.
        scores: scores of those that may be shown, by segment.
        matching: every match, by segment: 1 for each document that matches, in a byte each, or their numbers.
    """

    total: int
    scores: list[Scores]
    matching: Sequence[bytes | Set[int]]


def best_of(
    evaluators: Sequence[Evaluator], query: w.Query, among: Sequence[Set[int] | None], count: int
) -> Found:
    """Total, and scores of all documents that score as well as the `count`-th best, by segment.

    Args:
        evaluators: one for each segment.
        query: the plan's.
        among: documents that count, by segment; None for all.
        count: how many are wanted, at least one.
    """
    most, leaves = ceiling(query, evaluators)
    unit = (_LEVELS - leaves) / most if most > 0 else 0.0
    memo = _Memo()
    rough = [
        _Bounder(one, unit, memo).within(query, docs) for one, docs in zip(evaluators, among, strict=True)
    ]
    total = sum(one.there.bit_count() for one in rough)
    chosen = _Chosen(evaluators, query, rough)
    level = chosen.level_of(count)
    scores = chosen.scores(level, _LEVELS)
    known = sorted(chain.from_iterable(part.values() for part in scores))
    if len(known) < total:
        needed = max(0, ceil(unit * known[-count] - _SLACK)) if len(known) >= count else 0
        if needed < level:
            for part, more in zip(scores, chosen.scores(needed, level - 1), strict=True):
                part.update(more)
    return Found(total, scores, chosen.there)


def pays(evaluators: Sequence[Evaluator], query: w.Query) -> bool:
    """Whether bounds are worth their while: many may match, and their scores differ."""
    if not evaluators or ceiling(query, evaluators)[1] > _MOST_LEAVES:
        return False
    return sum(estimate(query, one.view) for one in evaluators) > PAYS


def ceiling(node: w.Node, evaluators: Sequence[Evaluator]) -> tuple[float, int]:
    """What no score exceeds, and of how many summands it consists."""
    match node:
        case w.Term():
            if not any(estimate(node, one.view) for one in evaluators):
                return 0.0, 0
            # A segment that has nothing of a field does not know whether its words are counted.
            scorable = any(one.view.scorable(node.fieldname) for one in evaluators)
            return evaluators[0].factor(node) if scorable else node.boost, 1
        case w.And() | w.Or():
            parts = [ceiling(part, evaluators) for part in node.subqueries]
            return sum(most for most, _ in parts), sum(leaves for _, leaves in parts)
        case w.AndMaybe():
            (most, leaves), (more, further) = ceiling(node.a, evaluators), ceiling(node.b, evaluators)
            return most + more, leaves + further
        case w.ConstantScoreQuery():
            return node.score, 1
        case w.Phrase():
            return node.boost, 1
        case w.Not() | w.Null():
            return 0.0, 0
        case _:
            return 1.0, 1


class _Chosen:
    """Documents by the levels of their bounds.

    Attributes:
        there: 1 for each document that matches, by segment.
    """

    def __init__(self, evaluators: Sequence[Evaluator], query: w.Query, rough: Sequence[Rough]) -> None:
        self._evaluators = evaluators
        self._query = query
        sizes = [one.view.documents for one in evaluators]
        self.there = [one.there.to_bytes(size, "little") for one, size in zip(rough, sizes, strict=True)]
        self._bounds = [one.bound.to_bytes(size, "little") for one, size in zip(rough, sizes, strict=True)]

    def level_of(self, count: int) -> int:
        """The highest level that so many documents reach; 0 when no more match."""
        every = b"".join(self._bounds)
        return bisect_right(
            range(1, _LEVELS + 1), -count, key=lambda level: -every.translate(_from(level)).count(1)
        )

    def scores(self, lowest: int, highest: int) -> list[Scores]:
        """Scores of the documents from one level to another."""
        wanted = _from(lowest, highest)
        found = []
        for evaluator, there, bounds in zip(self._evaluators, self.there, self._bounds, strict=True):
            reach = bounds.translate(wanted)
            docs = set(members(reach))
            if not lowest:
                docs.intersection_update(members(there))
            found.append(evaluator.scores(self._query, docs) if docs else {})
        return found


class _Memo:
    """What is the same in all segments."""

    def __init__(self) -> None:
        self.maps: dict[w.Term, bytes] = {}
        """Bounds of a term, by step of the count and class of the length."""
        self.numbers: dict[tuple[str, int], bytes] = {}
        """Class by length, for a field."""


class _Bounder:
    """Bounds over one segment."""

    def __init__(self, evaluator: Evaluator, unit: float, memo: _Memo) -> None:
        self._evaluator = evaluator
        self._view = evaluator.view
        self._unit = unit
        self._memo = memo
        self._classes: dict[str, int] = {}

    def within(self, query: w.Query, among: Set[int] | None) -> Rough:
        """Bounds of what matches a query among some documents; deleted ones are left out."""
        there, bound = self._matching(query)
        if among is not None:
            there &= self._marks(among)
        if self._view.deleted:
            there &= ~self._marks(self._view.deleted)
        return Rough(there, bound & there * 255)

    # ------------------------------------------------------------------ nodes

    def _matching(self, query: w.Node) -> Rough:
        """Exactly what matches, with bounds."""
        match query:
            case w.Term():
                return self._term(query)
            case w.And():
                return self._and(query.subqueries)
            case w.Or():
                found = NOTHING
                for part in query.subqueries:
                    more = self._matching(part)
                    found = Rough(found.there | more.there, found.bound + more.bound)
                return found
            case w.AndMaybe():
                there, bound = self._matching(query.a)
                return Rough(there, bound + self._upto(query.b) & there * 255)
            case w.ConstantScoreQuery():
                return self._constant(self._matching(query.child).there, query.score)
            case w.NumericRange():
                return self._range(query)
            case _:
                return self._scored(self._evaluator.scores(positive(query)))

    def _and(self, parts: Sequence[w.Node]) -> Rough:
        """Parts that need positions or a look at each document come last, of what the others left."""
        there: int | None = None
        bound = 0
        for part in sorted(parts, key=_is_dear):
            if _is_dear(part) and there is not None:
                more = self._left(part, there)
            elif isinstance(part, w.Not):
                more = Rough(self._every() & ~self._matching(part.query).there, 0)
            else:
                more = self._matching(part)
            there = more.there if there is None else there & more.there
            if not there:
                return NOTHING
            bound += more.bound
        return Rough(there or 0, bound & (there or 0) * 255)

    def _left(self, part: w.Node, there: int) -> Rough:
        """What matches a dear part, of some documents."""
        marks = there.to_bytes(self._view.documents, "little")
        docs = set(members(marks))
        if isinstance(part, w.Not):
            return Rough(there & ~self._marks(self._evaluator.scores(positive(part.query), docs)), 0)
        return self._scored(self._evaluator.scores(part, docs))

    def _upto(self, query: w.Node) -> int:
        """Bounds of what may add to the score, whatever really matches."""
        match query:
            case w.Or():
                return sum(map(self._upto, query.subqueries))
            case w.Phrase():
                there = self._every()
                for word in query.words:
                    there &= self._term(w.Term(query.fieldname, word)).there if there else 0
                return self._constant(there, query.boost).bound
            case _:
                return self._matching(query).bound

    # ------------------------------------------------------------------ leaves

    def _term(self, query: w.Term) -> Rough:
        field, term = query.fieldname, query.text.encode()
        table = self._view.table(field, term)
        if table is None and self._view.frequency(field, term) <= _FEW:
            return self._scored(self._evaluator.scores(query))
        first, counts = (table[0], _in_bytes(table[1])) if table else (0, self._counts(field, term))
        shift = 8 * first
        there = int.from_bytes(counts.translate(_PRESENT), "little") << shift
        if not self._view.scorable(query.fieldname):
            return self._constant(there, query.boost)
        steps = int.from_bytes(counts.translate(_STEPS), "little") << shift
        both = (steps | self._lengths(field)).to_bytes(self._view.documents, "little")
        return Rough(there, int.from_bytes(both.translate(self._map(query)), "little"))

    def _counts(self, field: str, term: bytes) -> bytes:
        """What a table of the term would hold."""
        docs, counted = self._view.postings(field, term)
        counts = bytearray(self._view.documents)
        for doc, count in zip(docs, _in_bytes(counted), strict=True):
            counts[doc] = count
        return bytes(counts)

    def _range(self, query: w.NumericRange) -> Rough:
        there = between(self._view.numbers(query.fieldname), query.start, query.end)
        return self._scored(self._evaluator.scores(query)) if there is None else self._constant(there, 1.0)

    def _map(self, query: w.Term) -> bytes:
        """Bound by step of the count and class of the length."""
        found = self._memo.maps.get(query)
        if found is None:
            most = self._unit * self._evaluator.factor(query)
            table = bytearray(256)
            for step, top in enumerate((*_TOPS, inf), start=1):
                for number, least in enumerate(_NORMS):
                    table[step << 3 | number] = ceil(most * top / (top + least) if top < inf else most)
            found = self._memo.maps[query] = bytes(table)
        return found

    def _lengths(self, field: str) -> int:
        """Class of each document by its norm: its number in `_NORMS`."""
        if field not in self._classes:
            shift, codes = _codes(self._view.lengths(field))
            numbers = codes.translate(self._numbers(field, shift))
            self._classes[field] = int.from_bytes(numbers, "little")
        return self._classes[field]

    def _numbers(self, field: str, shift: int) -> bytes:
        """Number in `_NORMS` by length, without its lowest bits."""
        found = self._memo.numbers.get((field, shift))
        if found is None:
            norms = self._evaluator.norms(field)
            found = bytes(bisect_right(_NORMS, norms[code << shift]) - 1 for code in range(256))
            self._memo.numbers[field, shift] = found
        return found

    def _constant(self, there: int, score: float) -> Rough:
        return Rough(there, there * ceil(self._unit * score))

    def _scored(self, scores: Scores) -> Rough:
        """Bounds of what was scored."""
        there, bound = bytearray(self._view.documents), bytearray(self._view.documents)
        unit = self._unit
        for doc, score in scores.items():
            there[doc] = 1
            bound[doc] = ceil(unit * score)
        return Rough(int.from_bytes(there, "little"), int.from_bytes(bound, "little"))

    def _marks(self, docs: Iterable[int]) -> int:
        marks = bytearray(self._view.documents)
        for doc in docs:
            marks[doc] = 1
        return int.from_bytes(marks, "little")

    def _every(self) -> int:
        return int.from_bytes(b"\1" * self._view.documents, "little")


def _from(lowest: int, highest: int = _LEVELS) -> bytes:
    """Table that makes 1 of these levels, 0 of others."""
    return bytes(lowest) + b"\1" * (highest + 1 - lowest) + bytes(_LEVELS - highest)


def _in_bytes(counts: Sequence[float]) -> bytes:
    """Counts rounded up, 255 for whatever is more."""
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


def _codes(lengths: Sequence[int]) -> tuple[int, bytes]:
    """Lengths in a byte each, so many of their lowest bits left out as must be."""
    if not isinstance(lengths, array) or sys.byteorder == "big":
        shift = max(0, max(lengths, default=0).bit_length() - 8)
        return shift, bytes(length >> shift for length in lengths)
    raw, width = lengths.tobytes(), lengths.itemsize
    shift = max(0, _bits(raw, width) - 8)
    # All are shifted at once; what falls into the number below lies above its lowest byte, which alone is kept.
    return shift, (int.from_bytes(raw, "little") >> shift).to_bytes(len(raw), "little")[::width]


def _bits(raw: bytes, width: int) -> int:
    """Bits of the largest of many numbers, found without looking at each."""
    for place in range(width - 1, -1, -1):
        column = raw[place::width]
        for bits in range(8, 0, -1):
            if column.translate(None, bytes(range(1 << (bits - 1)))):
                return 8 * place + bits
    return 0


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
