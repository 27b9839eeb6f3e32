"""Answers with numpy: which matches are shown, in which order, and the counts beside them.

Owns: choosing the hits and counting, by arrays. `answer` does the same in plain Python and shares the last
steps. Must not: differ from it in any answer: tests/property/test_tiers.py compares ids, scores and counts,
bit by bit. It is imported only by processes that search more than once (`adaptive`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archivist.search import answer as answers
from archivist.search import plan as w
from archivist.search.answer import Answer, Counts
from archivist.search.arrays import Commit, Docs, Mask, SegmentArrays, Values
from archivist.search.holding import Match, Rows
from archivist.search.matching import Reading
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


class _Found:
    """Documents that match; a mask becomes a list only when that is asked for."""

    def __init__(self, found: NDArray[Any]) -> None:
        """Matches, ascending, or a mask of all documents."""
        is_mask = found.dtype == np.bool_
        self._mask: Mask | None = found if is_mask else None
        self.total = int(np.count_nonzero(found)) if is_mask else len(found)
        self._found = found

    @cached_property
    def docs(self) -> Docs:
        """As a list."""
        return self._found if self._mask is None else np.flatnonzero(self._mask)

    @property
    def mask_of_most(self) -> Mask | None:
        """As a mask, if at least half of all documents match: to score only some of them saves less than it costs."""
        if self._mask is None or self.total * 2 < len(self._mask):
            return None
        return self._mask


class VectorAnswering:
    """Answers about one commit; see `Answering`."""

    def __init__(self, snapshot: Snapshot, segments: Sequence[SegmentArrays]) -> None:
        self._commit = Commit(snapshot, segments)

    def answer(self, plan: w.Plan, condition: w.Query | None, request: SearchRequest) -> Answer:
        """See `Answering`."""
        reading = Reading(self._commit)
        match = reading.match(plan.query)
        narrowed = None if condition is None else reading.match(condition)
        found = self._found(reading, match, narrowed)
        return Answer(
            total=found.total,
            hits=self._hits(reading, match, found, plan, request),
            facets=self._facets(found.docs) if request.facets else MappingProxyType({}),
        )

    def _found(self, reading: Reading, match: Match, narrowed: Match | None) -> _Found:
        """Live documents that match."""
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
            return _Found(mask)
        else:
            docs = match.docs()
            if narrowed is not None:
                docs = docs[narrowed.holds(docs)]
        return _Found(docs if live is None else docs[live[docs]])

    # ------------------------------------------------------------------ hits

    def _hits(
        self,
        reading: Reading,
        match: Match,
        found: _Found,
        plan: w.Plan,
        request: SearchRequest,
    ) -> tuple[IndexHit, ...]:
        upto = request.offset + request.limit
        if request.limit <= 0 or not found.total:
            return ()
        if request.sort is not Sort.RELEVANCE:
            best = self._in_order(found.docs, request.sort, upto)
            gained = match.gains(Rows(self._commit, best_sorted := np.sort(best)), sure=True)
            scores = np.zeros(len(best)) if gained is None else gained[np.searchsorted(best_sorted, best)]
        else:
            count = max(upto, answers.NEAR_WINDOW) if plan.nearness else upto
            best, scores = self._best(match, found, count)
            if plan.nearness:
                best, scores = self._nearer_first(reading, plan.nearness, best, scores)
        shown = slice(request.offset, upto)
        ids = self._commit.ids_of(best[shown].tolist())
        rows = zip(ids, scores[shown].tolist(), strict=True)
        return tuple([IndexHit(id=identifier, score=score) for identifier, score in rows])

    def _best(self, match: Match, found: _Found, count: int) -> tuple[Docs, Values]:
        """The first `count` by score, then date, then id."""
        docs = self._likely(match, found, count) if _has_many(found.total, count) else found.docs
        gained = match.gains(Rows(self._commit, docs), sure=True)
        scores = np.zeros(len(docs)) if gained is None else gained
        return self._ordered(docs, scores, count)

    def _likely(self, match: Match, found: _Found, count: int) -> Docs:
        """Matches of which the first `count` are part, by a rough score."""
        mask = found.mask_of_most
        if mask is None:
            rough = match.gains(Rows(self._commit, found.docs, roughly=True), sure=True)
            return found.docs if rough is None else found.docs[_well_scored(rough, count, _ROUGHLY)]
        rough = match.gains(Rows(self._commit, None, roughly=True), sure=True)
        if rough is None:
            return found.docs
        rough *= mask
        docs = _well_scored(rough, count, _ROUGHLY)
        return docs[mask[docs]]

    def _ordered(self, docs: Docs, scores: Values, count: int) -> tuple[Docs, Values]:
        best = _well_scored(scores, count, 1.0)
        docs, scores = docs[best], scores[best]
        days = self._commit.numbers("issued")[docs]
        if _has_many(len(docs), count) and scores.min() == scores.max():
            # All alike, as of a prefix: the newest are looked for as the best are among others.
            newest = _well_scored(days, count, 1.0)
            docs, scores, days = docs[newest], scores[newest], days[newest]
        rows = self._first_by(docs, (-scores, -days.astype(np.int64)), count)
        return docs[rows], scores[rows]

    def _in_order(self, docs: Docs, sort: Sort, count: int) -> Docs:
        """The first `count` in an order that is not that of their scores."""
        days = self._commit.numbers("issued")[docs].astype(np.int64)
        if sort in (Sort.DATE, Sort.NEWEST):
            # Unknown days come last either way.
            keys = np.where(days == 0, -_LAST_KEY, -days) if sort is Sort.DATE else days
            rows = _well_scored(keys, count, 1.0)
            docs, keys = docs[rows], -keys[rows]
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
            near = reading.in_order(phrase).within(window)
            lifts[order[np.searchsorted(window, near)]] += answers.NEAR_BOOST * phrase.boost
        if not lifts.any():
            return docs, scores
        better = scores + lifts
        ascending = np.argsort(docs)
        return self._ordered(docs[ascending], better[ascending], len(docs))

    # ------------------------------------------------------------------ counts

    def _facets(self, docs: Docs) -> Counts:
        """Documents are counted once, by what they are altogether; these counts are shared out to the fields."""
        counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        kinds = self._commit.made("kinds of documents", lambda: _Kinds(self._commit))
        together = np.bincount(kinds.of[docs], minlength=kinds.size)
        for name, field in answers.FACET_FIELDS.items():
            texts, _ = self._commit.codes(field)
            for code, count in _counts(kinds.values[name], together):
                counted[name][texts[code]] = count
        for year, count in _counts(kinds.values["year"], together):
            if year:
                counted["year"][str(year)] = count
        return answers.sorted_counts(counted)


class _Kinds:
    """Which documents have the same values in every field that is counted.

    Attributes:
        of: number of the combination of values, by document.
        size: how many combinations there are.
        values: field → the number of its value, by combination.
    """

    def __init__(self, commit: Commit) -> None:
        columns = {name: commit.codes(field)[1] for name, field in answers.FACET_FIELDS.items()}
        columns["year"] = commit.years()
        together, combinations = np.zeros(commit.documents, np.int64), 1
        for column in columns.values():
            different = int(column.max(initial=0)) + 1
            if combinations * different > _LAST_KEY:
                there, together = np.unique(together, return_inverse=True)
                combinations = len(there)
            together = together * different + column
            combinations *= different
        _, first, self.of = np.unique(together, return_index=True, return_inverse=True)
        self.size = len(first)
        self.values = {name: column[first] for name, column in columns.items()}


def _counts(values: NDArray[np.int64], together: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Every value with how often it is there."""
    counts = np.bincount(values, together).astype(np.int64)
    there = np.flatnonzero(counts)
    return list(zip(there.tolist(), counts[there].tolist(), strict=True))


def _has_many(size: int, count: int) -> bool:
    """Whether there are so many that a bound for the first `count` of them is worth its while."""
    return size >= _BLOCKS * _BLOCK * count


def _well_scored(scores: NDArray[Any], count: int, share: float) -> NDArray[np.int64]:
    """Rows of which the `count` best are part, with all that reach this share of the bound.

    The best of each of many blocks are at least `count` scores, so the `count`-th of these is a bound that the
    `count`-th of all cannot lie below: found in one pass, exact, and few pass it. Of fewer the bound is that score itself.
    """
    if len(scores) <= count:
        return np.arange(len(scores))
    blocks = len(scores) // _BLOCK
    if blocks >= _BLOCKS * count:
        bests = scores[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0)
    else:
        bests = scores
    bound = np.partition(bests, len(bests) - count)[len(bests) - count]
    return np.flatnonzero(scores >= (bound * share if share < 1 else bound))


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
