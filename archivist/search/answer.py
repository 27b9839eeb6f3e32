"""From scores to an answer, in plain Python: order, pages, counts.

Owns: which matches are shown and in which order, and the counts beside them. `vector` does the same with
numpy over many matches and shares the last steps.
Must not: evaluate nodes, or know how an index lies on disk.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import chain, compress
from types import MappingProxyType
from typing import Any, Final, Protocol

from archivist.lazyclass import dataclass
from archivist.search.bounding import Found, best_of, pays
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

_FEW_CODES: Final = 64
"""Counting a byte in a long text of bytes this often costs as much as counting all that are in it one by one."""

Match = tuple[float, int, int]
"""Score, segment number, document number."""
Counts = Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, kw_only=True)
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
        found = self._found(plan, among, request)
        matches = self._ordered(found.scores, plan, request)
        return Answer(
            total=found.total,
            hits=hits_of(self._views, matches),
            facets=_facets(self._views, found.matching) if request.facets else MappingProxyType({}),
        )

    def _found(self, plan: Plan, among: Sequence[Set[int] | None], request: SearchRequest) -> Found:
        """All matches, and the scores of those that may be shown."""
        best_are_asked = request.sort is Sort.RELEVANCE and request.limit > 0
        if best_are_asked and pays(self._evaluators, plan.query):
            return best_of(self._evaluators, plan.query, among, _window(plan, request))
        found = [one.scores(plan.query, docs) for one, docs in zip(self._evaluators, among, strict=True)]
        return Found(sum(map(len, found)), found, [part.keys() for part in found])

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
        limit = sorted(values)[wanted - 1]
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


def _facets(views: Sequence[SegmentView], matching: Sequence[bytes | Set[int]]) -> Counts:
    """Matches counted by the numbers of their values: a text or a day is looked at once, not for each match."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    years: Counter[int] = Counter()
    for view, docs in zip(views, matching, strict=True):
        for name, field in FACET_FIELDS.items():
            texts, codes = view.codes(field)
            for code, count in _counts(codes, docs, len(texts)).items():
                counted[name][texts[code]] += count
        for day, count in Counter(_chosen(view.numbers("issued"), docs)).items():
            if day:
                years[dt.date.fromordinal(day).year] += count
    counted["year"].update({str(year): count for year, count in years.items()})
    return sorted_counts(counted)


def _counts(codes: Sequence[int], docs: bytes | Set[int], different: int) -> Mapping[int, int]:
    """How many matches have each of the codes from 0 on."""
    if different > _FEW_CODES or not (
        isinstance(docs, bytes) and isinstance(codes, array) and codes.itemsize == 1
    ):
        return Counter(_chosen(codes, docs))
    # What does not match is made 0 in all bytes at once; of what is left each code is counted as fast as memory is read.
    kept = int.from_bytes(codes.tobytes(), "little") & int.from_bytes(docs, "little") * 255
    left = kept.to_bytes(len(docs), "little")
    counts = {code: left.count(code) for code in range(1, different)}
    counts[0] = docs.count(1) - sum(counts.values())
    return counts


def _chosen(column: Sequence[int], docs: bytes | Set[int]) -> Iterable[int]:
    """Values of matches in a column (see `Found`)."""
    return compress(column, docs) if isinstance(docs, bytes) else map(column.__getitem__, docs)


def sorted_counts(counted: Mapping[str, Mapping[str, int]]) -> Counts:
    """Counts, most frequent first; documents without the value are not counted."""
    return MappingProxyType(
        {
            name: tuple(sorted(((v, n) for v, n in counts.items() if v and n), key=lambda r: (-r[1], r[0])))
            for name, counts in counted.items()
        }
    )
