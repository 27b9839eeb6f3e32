"""From scores to an answer, in plain Python: order, pages, counts.

Owns: which matches are shown and in which order, and the counts beside them. `vector` does the same with
numpy over many matches and shares the last steps.
Must not: evaluate nodes, or know how an index lies on disk.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, Protocol

from archivist.lazyclass import dataclass
from archivist.search.bounding import best_of, pays
from archivist.search.evaluate import Evaluator, Scores
from archivist.search.plan import Phrase, Plan, Query
from archivist.search.records import FACETS, IndexHit, SearchRequest, Sort
from archivist.search.view import SegmentView

NEAR_WINDOW: Final = 100
"""Best matches whose words are checked for standing next to each other."""
NEAR_BOOST: Final = 4.0
"""What standing next to each other adds, for each run of words: about what one more rare word does."""
FACET_FIELDS: Final = {name: name for name in FACETS if name != "year"}
ORDER_FIELDS: Final = {Sort.NUMBER: "by_number", Sort.ISSUER: "by_issuer"}
"""Columns of texts that sort; their values come from `collation`."""

Match = tuple[float, int, int]
"""Score, segment number, document number."""
Counts = Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an index finds: exact total, the asked hits, counts when they were asked for."""

    total: int
    hits: tuple[IndexHit, ...]
    facets: Counts


class Answering(Protocol):
    """A way to compute answers over one state of the index."""

    def answer(self, plan: Plan, condition: Query | None, request: SearchRequest) -> Answer:
        """Evaluate a plan, narrowed by a condition that does not score."""


class PlainAnswering:
    """Answers with `Evaluator`, one for each segment."""

    def __init__(self, evaluators: Sequence[Evaluator]) -> None:
        self._evaluators = evaluators
        self._views = [evaluator.view for evaluator in evaluators]

    def answer(self, plan: Plan, condition: Query | None, request: SearchRequest) -> Answer:
        """See `Answering`."""
        among = [None if condition is None else one.scores(condition).keys() for one in self._evaluators]
        total, found = self._scored(plan, among, request)
        matches = self._ordered(found, plan, request)
        return Answer(
            total=total,
            hits=hits_of(self._views, matches),
            facets=_facets(self._views, found) if request.facets else MappingProxyType({}),
        )

    def _scored(
        self, plan: Plan, among: Sequence[Set[int] | None], request: SearchRequest
    ) -> tuple[int, list[Scores]]:
        """Number of matches, and the scores of all that may be shown or are counted."""
        best_are_asked = request.sort is Sort.RELEVANCE and request.limit > 0 and not request.facets
        if best_are_asked and pays(self._evaluators, plan.query):
            return best_of(self._evaluators, plan.query, among, _window(plan, request))
        found = [one.scores(plan.query, docs) for one, docs in zip(self._evaluators, among, strict=True)]
        return sum(map(len, found)), found

    def _ordered(self, found: list[Scores], plan: Plan, request: SearchRequest) -> list[Match]:
        upto = request.offset + request.limit
        if request.limit <= 0:
            return []
        if request.sort is Sort.RELEVANCE:
            window = _window(plan, request)
            matches = best_first(self._views, _well_scored(found, window), window)
            matches = nearer_first(self._views, matches, plan, self._near)
        else:
            everything = [(s, number, doc) for number, part in enumerate(found) for doc, s in part.items()]
            matches = in_order_of(request.sort, self._views, everything, upto)
        return matches[request.offset : upto]

    def _near(self, number: int, phrase: Phrase, docs: set[int]) -> Scores:
        return self._evaluators[number].scores(phrase, docs)


def _window(plan: Plan, request: SearchRequest) -> int:
    """How many of the best matches have to be known."""
    upto = request.offset + request.limit
    return max(upto, NEAR_WINDOW) if plan.nearness else upto


def _well_scored(found: list[Scores], count: int) -> list[Match]:
    """Every match whose score is at least that of the `count`-th best."""
    if sum(map(len, found)) <= count:
        least = float("-inf")
    else:
        # Sorting all is quicker than keeping a heap of the best.
        least = sorted(chain.from_iterable(part.values() for part in found))[-count]
    return [(s, number, doc) for number, part in enumerate(found) for doc, s in part.items() if s >= least]


def best_first(views: Sequence[SegmentView], matches: list[Match], count: int) -> list[Match]:
    """The `count` best matches: by score, the newer first among equals, then by id."""
    days = [view.numbers("issued") for view in views]
    return first_by(views, matches, count, (lambda m: -m[0], lambda m: -days[m[1]][m[2]]))


def in_order_of(sort: Sort, views: Sequence[SegmentView], matches: list[Match], count: int) -> list[Match]:
    """The first `count` matches in an order that is not that of their scores."""
    days = [view.numbers("issued") for view in views]
    if sort in (Sort.DATE, Sort.NEWEST):
        sign = 1 if sort is Sort.DATE else -1

        def by_day(match: Match) -> tuple[bool, int]:
            day = days[match[1]][match[2]]
            return (day == 0, sign * day)

        return first_by(views, matches, count, (by_day,))
    texts = [view.values(ORDER_FIELDS[sort]) for view in views]

    def by_text(match: Match) -> tuple[bool, str]:
        text = texts[match[1]][match[2]]
        return (not text, text)

    return first_by(views, matches, count, (by_text, lambda m: -days[m[1]][m[2]]))


def first_by(
    views: Sequence[SegmentView],
    matches: list[Match],
    count: int,
    keys: Sequence[Callable[[Match], Any]],  # each key is comparable with itself only
) -> list[Match]:
    """The first `count` matches by several keys, then by id; later keys are computed for ties only."""
    sure: list[Match] = []
    tied = matches
    for key in keys:
        wanted = count - len(sure)
        if len(tied) <= wanted:
            break
        values = [key(match) for match in tied]
        limit = heapq.nsmallest(wanted, values)[-1]
        sure += [match for match, value in zip(tied, values, strict=True) if value < limit]
        tied = [match for match, value in zip(tied, values, strict=True) if value == limit]
    ids = [view.values("id") for view in views]
    rows = [([key(m) for key in keys], ids[m[1]][m[2]], m) for m in (*sure, *tied)]
    return [row[2] for row in sorted(rows, key=lambda row: row[:2])[:count]]


def nearer_first(
    views: Sequence[SegmentView],
    matches: list[Match],
    plan: Plan,
    near: Callable[[int, Phrase, set[int]], Scores],
) -> list[Match]:
    """Lift those of the best matches whose words stand next to each other.

    Only a fixed number of the best is looked at: positions are dear to read. Lifting adds to a
    score, so the order below is untouched and paging stays stable.
    """
    lifted: dict[tuple[int, int], float] = {}
    for number in sorted({match[1] for match in matches[:NEAR_WINDOW]}) if plan.nearness else ():
        docs = {match[2] for match in matches[:NEAR_WINDOW] if match[1] == number}
        for phrase in plan.nearness:
            for doc, score in near(number, phrase, docs).items():
                lifted[number, doc] = lifted.get((number, doc), 0.0) + NEAR_BOOST * score
    if not lifted:
        return matches
    better = [(s + lifted.get((number, doc), 0.0), number, doc) for s, number, doc in matches]
    return best_first(views, better, len(better))


def hits_of(views: Sequence[SegmentView], matches: Iterable[Match]) -> tuple[IndexHit, ...]:
    """Matches as hits, in their order."""
    return tuple(IndexHit(id=views[n].values("id")[doc], score=score) for score, n, doc in matches)


def _facets(views: Sequence[SegmentView], found: list[Scores]) -> Counts:
    counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    days: Counter[int] = Counter()
    for view, part in zip(views, found, strict=True):
        for name, field in FACET_FIELDS.items():
            counted[name].update(map(view.values(field).__getitem__, part))
        days.update(map(view.numbers("issued").__getitem__, part))
    for day, count in days.items():
        if day:
            counted["year"][year_of(day)] += count
    return sorted_counts(counted)


def year_of(day: int) -> str:
    """Year of a day number."""
    return str(dt.date.fromordinal(day).year)


def sorted_counts(counted: Mapping[str, Mapping[str, int]]) -> Counts:
    """Counts, most frequent first; documents without the value are not counted."""
    return MappingProxyType(
        {
            name: tuple(sorted(((v, n) for v, n in counts.items() if v and n), key=lambda r: (-r[1], r[0])))
            for name, counts in counted.items()
        }
    )
