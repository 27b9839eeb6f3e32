"""Answers with numpy: which matches are shown, in which order, and the counts beside them.

Owns: choosing the hits and counting, by arrays. `answer` does the same in plain Python and shares the last
steps. Must not: differ from it in any answer: tests/property/test_tiers.py compares ids, scores and counts,
bit by bit. It is imported only by processes that search more than once (`adaptive`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archivist.search import answer as answers
from archivist.search import plan as w
from archivist.search.answer import Answer, Counts
from archivist.search.arrays import Commit, Docs, Mask, SegmentArrays, Values
from archivist.search.matching import InOrder, Match, Reading, Rows
from archivist.search.records import FACETS, IndexHit, SearchRequest, Sort
from archivist.search.snapshot import Snapshot

_LAST_KEY: Final = np.iinfo(np.int64).max
_BLOCKS: Final = 4
"""Blocks a best score is looked for in, as many times as hits are wanted."""
_BLOCK: Final = 32
"""Fewest matches in a block: below, sorting them all is as quick."""
_ROUGHLY: Final = 1 - 2**-10
"""Many matches are scored roughly first, and in full only those that may be among the best. A rough score is wrong
by less than this: it has 24 binary digits and is the sum of at most some hundred numbers, none of them negative."""


class VectorAnswering:
    """Answers about one commit; see `Answering`."""

    def __init__(self, snapshot: Snapshot, segments: Sequence[SegmentArrays]) -> None:
        self._commit = Commit(snapshot, segments)

    def answer(self, plan: w.Plan, condition: w.Query | None, request: SearchRequest) -> Answer:
        """See `Answering`."""
        reading = Reading(self._commit)
        match = reading.match(plan.query)
        narrowed = None if condition is None else reading.match(condition)
        docs, mask = self._found(reading, match, narrowed)
        return Answer(
            total=len(docs),
            hits=self._hits(reading, match, docs, mask, plan, request),
            facets=self._facets(docs) if request.facets else MappingProxyType({}),
        )

    def _found(self, reading: Reading, match: Match, narrowed: Match | None) -> tuple[Docs, Mask | None]:
        """Live documents that match; also as a mask where they are most of all."""
        live = self._commit.live
        if narrowed is not None and narrowed.size < match.size:
            docs = narrowed.docs()
            docs = docs[match.holds(docs)]
        elif reading.is_dense(match.size):
            mask = match.mask()
            if narrowed is not None:
                mask &= narrowed.mask()
            if live is not None:
                mask &= live
            docs = np.flatnonzero(mask)
            return docs, mask if len(docs) * 2 > self._commit.documents else None
        else:
            docs = match.docs()
            if narrowed is not None:
                docs = docs[narrowed.holds(docs)]
        return (docs if live is None else docs[live[docs]]), None

    # ------------------------------------------------------------------ hits

    def _hits(
        self,
        reading: Reading,
        match: Match,
        docs: Docs,
        mask: Mask | None,
        plan: w.Plan,
        request: SearchRequest,
    ) -> tuple[IndexHit, ...]:
        upto = request.offset + request.limit
        if request.limit <= 0 or not len(docs):
            return ()
        if request.sort is not Sort.RELEVANCE:
            best = self._in_order(docs, request.sort, upto)
            gained = match.gains(Rows(self._commit, best_sorted := np.sort(best)), sure=True)
            scores = np.zeros(len(best)) if gained is None else gained[np.searchsorted(best_sorted, best)]
        else:
            count = max(upto, answers.NEAR_WINDOW) if plan.nearness else upto
            best, scores = self._best(match, docs, mask, count)
            if plan.nearness:
                best, scores = self._nearer_first(reading, plan.nearness, best, scores)
        shown = slice(request.offset, upto)
        rows = zip(best[shown].tolist(), scores[shown].tolist(), strict=True)
        return tuple(IndexHit(id=self._commit.id_of(doc), score=score) for doc, score in rows)

    def _best(self, match: Match, docs: Docs, mask: Mask | None, count: int) -> tuple[Docs, Values]:
        """The first `count` by score, then date, then id."""
        if len(docs) >= _BLOCKS * _BLOCK * count:
            rows = Rows(self._commit, docs if mask is None else None, roughly=True)
            rough = match.gains(rows, sure=True)
            if rough is not None:
                docs = docs[_well_scored(rough if mask is None else rough[docs], count, _ROUGHLY)]
        gained = match.gains(Rows(self._commit, docs), sure=True)
        scores = np.zeros(len(docs)) if gained is None else gained
        best = _well_scored(scores, count, 1.0)
        return self._ordered(docs[best], scores[best], count)

    def _ordered(self, docs: Docs, scores: Values, count: int) -> tuple[Docs, Values]:
        days = self._commit.numbers("issued")[docs].astype(np.int64)
        rows = self._first_by(docs, (-scores, -days), count)
        return docs[rows], scores[rows]

    def _in_order(self, docs: Docs, sort: Sort, count: int) -> Docs:
        """The first `count` in an order that is not that of their scores."""
        days = self._commit.numbers("issued")[docs].astype(np.int64)
        if sort in (Sort.DATE, Sort.NEWEST):
            keys = np.where(days == 0, _LAST_KEY, days if sort is Sort.DATE else -days)
            return docs[self._first_by(docs, (keys,), count)]
        # Texts are ranked within a segment: the first of every segment are compared by their texts.
        bounds = np.searchsorted(docs, self._commit.bases).tolist()
        matches: list[answers.Match] = []
        for number, (first, last) in enumerate(pairwise(bounds)):
            if first < last:
                base = self._commit.bases[number]
                own = docs[first:last] - base
                ranks = self._commit.segments[number].ranks(answers.ORDER_FIELDS[sort])[own]
                rows = _candidates((ranks, -days[first:last]), count)
                matches += [(0.0, number, doc) for doc in own[rows].tolist()]
        ordered = answers.in_order_of(sort, self._commit.views, matches, count)
        return np.array([self._commit.bases[number] + doc for _, number, doc in ordered], np.int64)

    def _first_by(self, docs: Docs, keys: tuple[NDArray[Any], ...], count: int) -> NDArray[np.int64]:
        """Rows of the first `count` by some keys, then by id."""
        rows = _candidates(keys, count)
        rows = rows[np.lexsort([key[rows] for key in reversed(keys)])]
        if len(rows) < 2:
            return rows
        differs = np.zeros(len(rows) - 1, np.bool_)
        for key in keys:
            ordered = key[rows]
            differs |= ordered[1:] != ordered[:-1]
        if not differs.all():
            rows = self._ties_by_id(docs, rows, differs)
        return rows[:count]

    def _ties_by_id(self, docs: Docs, rows: NDArray[np.int64], differs: Mask) -> NDArray[np.int64]:
        """The same rows; those whose keys are equal by id."""
        places = np.concatenate(([0], np.cumsum(differs))).tolist()
        tied = zip(places, map(self._commit.id_of, docs[rows].tolist()), rows.tolist(), strict=True)
        return np.array([row for _, _, row in sorted(tied)], np.int64)

    def _nearer_first(
        self, reading: Reading, phrases: Sequence[w.Phrase], docs: Docs, scores: Values
    ) -> tuple[Docs, Values]:
        """Lift those of the best matches whose words stand next to each other; see `answer`."""
        order = np.argsort(docs[: answers.NEAR_WINDOW])
        window = docs[: answers.NEAR_WINDOW][order]
        lifts = np.zeros(len(docs))
        for phrase in phrases:
            near = InOrder(reading, phrase).within(window)
            lifts[order[np.searchsorted(window, near)]] += answers.NEAR_BOOST * phrase.boost
        if not lifts.any():
            return docs, scores
        better = scores + lifts
        ascending = np.argsort(docs)
        return self._ordered(docs[ascending], better[ascending], len(docs))

    # ------------------------------------------------------------------ counts

    def _facets(self, docs: Docs) -> Counts:
        counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for name, field in answers.FACET_FIELDS.items():
            texts, codes = self._commit.codes(field)
            for code, count in _counts(codes[docs]):
                counted[name][texts[code]] = count
        for year, count in _counts(self._commit.years()[docs]):
            if year:
                counted["year"][str(year)] = count
        return answers.sorted_counts(counted)


def _counts(values: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Every value with how often it is there."""
    counts = np.bincount(values)
    there = np.flatnonzero(counts)
    return list(zip(there.tolist(), counts[there].tolist(), strict=True))


def _well_scored(scores: Values, count: int, share: float) -> NDArray[np.int64]:
    """Rows of which the `count` best are part, with all that reach this share of the bound.

    The best of each of many blocks are at least `count` scores, so the `count`-th of these is a bound that the
    `count`-th of all cannot lie below: found in one pass, exact, and few pass it.
    """
    blocks = len(scores) // _BLOCK
    if blocks < _BLOCKS * count:
        return np.arange(len(scores))
    bests = scores[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0)
    bound = np.partition(bests, blocks - count)[blocks - count]
    return np.flatnonzero(scores >= bound * share)


def _candidates(keys: tuple[NDArray[Any], ...], count: int) -> NDArray[np.int64]:
    """Rows of the `count` smallest by several keys, with all that equal the last of them."""
    sure: list[NDArray[np.int64]] = []
    tied = np.arange(len(keys[0]))
    wanted = count
    for key in keys:
        if len(tied) <= wanted:
            break
        own = key[tied]
        limit = np.partition(own, wanted - 1)[wanted - 1]
        sure.append(tied[own < limit])
        tied = tied[own == limit]
        wanted -= len(sure[-1])
    return np.concatenate((*sure, tied))
