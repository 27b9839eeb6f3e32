"""How good each match can be at most, without scoring any.

Owns: these bounds, and choosing by them what has to be scored. Must not: say what matches (`marking` does), score
(`evaluate` does), or know how an index lies on disk.

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
from collections.abc import Sequence, Set
from itertools import chain
from math import ceil, inf
from typing import Final, NamedTuple

from archivist.search import plan as w
from archivist.search.evaluate import Evaluator, Scores, estimate
from archivist.search.marking import Marker, in_bytes, members

PAYS: Final = 2_000
"""Matches from which on bounds cost less than scores."""
_FEW: Final = 2_000
"""Documents with a term up to which scoring them costs less than bounds of all."""
_WHOLE: Final = 32
"""Bounds of all documents cost as much as scoring one match for so many of them."""
_LEVELS: Final = 255
_MOST_LEAVES: Final = 64
"""Each bound is rounded up, so of many summands little would be left."""
_NORMS: Final = (0.0, 0.5, 0.8, 1.0, 1.2, 1.5, 2.2)
"""Classes of documents by length: the least that BM25F adds below the line. A number below 8 tells a class."""
_TOPS: Final = (*range(1, 17), 18, 21, 24, 28, 32, 40, 50, 64, 80, 100, 128, 160, 200, 254)
"""Steps of counts: the greatest of each; beyond the last is one step more. Of high counts one more adds little."""
_STEPS: Final = bytes([0, *((bisect_left(_TOPS, count) + 1) << 3 for count in range(1, 256))])
"""Step by count, shifted so that the number of a class has room below it."""
_SLACK: Final = 1e-6
"""Of a level: far more than adding floats in another order changes."""


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
    markers = [Marker(one) for one in evaluators]
    there = [marker.within(query, docs) for marker, docs in zip(markers, among, strict=True)]
    marks = [marker.as_bytes(marked) for marker, marked in zip(markers, there, strict=True)]
    total = sum(one.count(1) for one in marks)
    if total * _WHOLE <= sum(map(len, marks)):
        few = [_scores_of(one, query, set(members(m))) for one, m in zip(evaluators, marks, strict=True)]
        return Found(total, few, marks)
    most, leaves = ceiling(query, evaluators)
    unit = (_LEVELS - leaves) / most if most > 0 else 0.0
    memo = _Memo()
    bounds = [
        marker.as_bytes(_Bounder(one, marker, unit, memo).bound(query, sure=True) & marked * 255)
        for one, marker, marked in zip(evaluators, markers, there, strict=True)
    ]
    return _best_by_bounds(_Chosen(evaluators, query, marks, bounds), total, unit, count)


def _best_by_bounds(chosen: _Chosen, total: int, unit: float, count: int) -> Found:
    """The best by their bounds first, then whatever has a bound as high as the score of the last of them."""
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


def _scores_of(evaluator: Evaluator, query: w.Query, docs: Set[int]) -> Scores:
    return evaluator.scores(query, docs) if docs else {}


class _Chosen:
    """Documents by the levels of their bounds.

    Attributes:
        there: 1 for each document that matches, by segment.
    """

    def __init__(
        self,
        evaluators: Sequence[Evaluator],
        query: w.Query,
        there: Sequence[bytes],
        bounds: Sequence[bytes],
    ) -> None:
        self._evaluators = evaluators
        self._query = query
        self.there = there
        self._bounds = bounds

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
            found.append(_scores_of(evaluator, self._query, docs))
        return found


class _Memo:
    """What is the same in all segments."""

    def __init__(self) -> None:
        self.maps: dict[w.Term, bytes] = {}
        """Bounds of a term, by step of the count and class of the length."""
        self.numbers: dict[tuple[str, int], bytes] = {}
        """Class by length, for a field."""


class _Bounder:
    """Bounds over one segment: a byte for each document, in levels, the first document lowest.

    What does not match has some bound, too: whoever asks leaves it out.
    """

    def __init__(self, evaluator: Evaluator, marker: Marker, unit: float, memo: _Memo) -> None:
        self._evaluator = evaluator
        self._marker = marker
        self._view = evaluator.view
        self._unit = unit
        self._memo = memo
        self._classes: dict[str, int] = {}

    def bound(self, query: w.Node, *, sure: bool) -> int:
        """The most that each document can score.

        Args:
            query: a node.
            sure: every document that counts matches it.
        """
        match query:
            case w.Term():
                return self._term(query, sure=sure)
            case w.And():
                return sum(self.bound(part, sure=sure) for part in query.subqueries)
            case w.Or():
                return sum(self.bound(part, sure=False) for part in query.subqueries)
            case w.AndMaybe():
                return self.bound(query.a, sure=sure) + self.bound(query.b, sure=False)
            case w.ConstantScoreQuery():
                return self._constant(query.child, query.score, sure=sure)
            case w.Phrase():
                level = self._level(query.boost)
                return level * (self._marker.every if sure else self._marker.all_words(query))
            case w.Not() | w.Null():
                return 0
            case _:
                return self._constant(query, 1.0, sure=sure)

    def _constant(self, query: w.Node, score: float, *, sure: bool) -> int:
        level = self._level(score)
        return level and level * (self._marker.every if sure else self._marker.there(query))

    def _level(self, score: float) -> int:
        return ceil(self._unit * score)

    def _term(self, query: w.Term, *, sure: bool) -> int:
        field, term = query.fieldname, query.text.encode()
        if not self._view.scorable(field):
            return self._constant(query, query.boost, sure=sure)
        table = self._view.table(field, term)
        if table is None and self._view.frequency(field, term) <= _FEW:
            return self._scored(self._evaluator.scores(query))
        first, counts = (table[0], in_bytes(table[1])) if table else (0, self._counts(field, term))
        steps = int.from_bytes(counts.translate(_STEPS), "little") << 8 * first
        both = (steps | self._lengths(field)).to_bytes(self._view.documents, "little")
        return int.from_bytes(both.translate(self._map(query)), "little")

    def _counts(self, field: str, term: bytes) -> bytes:
        """What a table of the term would hold."""
        docs, counted = self._view.postings(field, term)
        counts = bytearray(self._view.documents)
        for doc, count in zip(docs, in_bytes(counted), strict=True):
            counts[doc] = count
        return bytes(counts)

    def _scored(self, scores: Scores) -> int:
        """Bounds of what was scored."""
        bound = bytearray(self._view.documents)
        unit = self._unit
        for doc, score in scores.items():
            bound[doc] = ceil(unit * score)
        return int.from_bytes(bound, "little")

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


def _from(lowest: int, highest: int = _LEVELS) -> bytes:
    """Table that makes 1 of these levels, 0 of others."""
    return bytes(lowest) + b"\1" * (highest + 1 - lowest) + bytes(_LEVELS - highest)


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
