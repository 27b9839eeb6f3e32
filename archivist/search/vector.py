"""The same evaluation as `evaluate`, with numpy: whole posting lists at a time.

Owns: evaluating a plan over segment files, and choosing the hits and the counts, by arrays.
Must not: differ from `evaluate` and `answer` in any answer: tests/property/test_tiers.py compares ids, scores
and counts, bit by bit. It is imported only by processes that search more than once (`adaptive`).

Documents are found first and scored afterwards, only those that are left; numbers are added up in the
order of the query, as `evaluate` does it. Posting lists are decoded for each query anew; kept are only
lengths and columns, which belong to the segment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from archivist.search import answer as answers
from archivist.search import plan as w
from archivist.search.answer import Answer, Counts, Match
from archivist.search.evaluate import K1, B, Evaluator, cheapest_first, positive, terms_of
from archivist.search.records import FACETS, IndexHit, SearchRequest, Sort
from archivist.search.segment import Entry
from archivist.search.snapshot import FileView, Snapshot

Docs = NDArray[np.int64]
"""Document numbers, ascending."""
Values = NDArray[np.float64]
Mask = NDArray[np.bool_]

_DENSE: Final = 16
"""A table of all documents is quicker than searching once this share (1/16) of them is looked for."""
_DTYPES: Final[dict[int, np.dtype[Any]]] = {1: np.dtype("u1"), 2: np.dtype("=u2"), 4: np.dtype("=u4")}
_FEW_IDS: Final = 1000
"""So many ids are looked up one by one for each question."""
_SETS_KEPT: Final = 4
"""Sets of ids (documents in force, of a fonds) whose documents a segment remembers."""
_EPOCH: Final = 719_163
"""date(1970, 1, 1).toordinal()"""
_LAST_KEY: Final = np.iinfo(np.int64).max


class Found(Protocol):
    """What matches a node in one segment, and what each match scores."""

    docs: Docs

    def scores(self, docs: Docs) -> Values:
        """Scores of some of `docs`."""


class Columns:
    """Arrays of one segment that belong to it, whatever is asked."""

    def __init__(self, view: FileView) -> None:
        self._file = view.file
        self._kept: dict[str, Any] = {}
        self._members: list[tuple[frozenset[str], Docs]] = []

    def numbers(self, name: str) -> NDArray[np.int64]:
        """A column of numbers."""
        return self._made(name, lambda: np.array(self._file.numbers(name), np.int64))  # type: ignore[no-any-return]

    def lengths(self, name: str) -> Values:
        """Words of a field by document."""
        return self._made(f"lengths of {name}", lambda: np.array(self._file.lengths(name), np.float64))  # type: ignore[no-any-return]

    def codes(self, name: str) -> tuple[Sequence[str], NDArray[np.int64]]:
        """A column of few different texts."""
        texts, codes = self._file.codes(name)
        made = self._made(f"codes of {name}", lambda: np.array(codes, np.int64))
        return texts, made

    def members(self, ids: frozenset[str]) -> Docs:
        """Documents with these ids. Few ids are looked up; a large set is matched once and kept."""
        if len(ids) < _FEW_IDS:
            found = {doc for one in ids for doc in self._file.postings("id", one.encode())[0]}
            return np.array(sorted(found), np.int64)
        for known, docs in self._members:
            if known is ids:
                return docs
        own = self._file.values("id")
        docs = np.flatnonzero(np.fromiter(map(ids.__contains__, own), np.bool_, len(own)))
        self._members = [(ids, docs), *self._members[: _SETS_KEPT - 1]]
        return docs

    def years(self) -> NDArray[np.int64]:
        """Year of issue, 0 where it is unknown."""
        return self._made("years", self._years)  # type: ignore[no-any-return]

    def ranks(self, name: str) -> NDArray[np.int64]:
        """Place of each document's text among the texts of the segment; no text comes last."""
        return self._made(f"ranks of {name}", lambda: self._ranks(name))  # type: ignore[no-any-return]

    def _years(self) -> NDArray[np.int64]:
        days = self.numbers("issued")
        years = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return np.where(days > 0, years, 0)

    def _ranks(self, name: str) -> NDArray[np.int64]:
        texts = list(self._file.values(name))
        place = {text: rank for rank, text in enumerate(sorted(set(texts)))}
        place[""] = len(place)
        return np.array([place[text] for text in texts], np.int64)

    def _made(self, key: str, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


class VectorSegment:
    """Evaluates plans over one segment of a commit."""

    def __init__(self, view: FileView, snapshot: Snapshot, columns: Columns) -> None:
        self.view = view
        self.columns = columns
        self.plain = Evaluator(view, snapshot)
        self._snapshot = snapshot
        self._norms: dict[str, Values] = {}
        self.live: Mask | None = None
        if view.deleted:
            self.live = np.ones(view.documents, np.bool_)
            self.live[list(view.deleted)] = False

    # ------------------------------------------------------------------ nodes

    def match(self, query: w.Query) -> Found:
        """What matches a node; deleted documents may be among it."""
        match query:
            case w.Term():
                return self._term(query)
            case w.And():
                return self._and(query.subqueries)
            case w.Or():
                return _Either([self.match(positive(part)) for part in query.subqueries], self.view.documents)
            case w.AndMaybe():
                return _Lifted(self.match(positive(query.a)), self.match(positive(query.b)), self)
            case w.ConstantScoreQuery():
                return _Constant(self.match(positive(query.child)).docs, query.score)
            case w.Phrase():
                return _Constant(self.phrase(query), query.boost)
            case w.Prefix() | w.Wildcard() | w.FuzzyTerm():
                return _Constant(self._any_of(query), 1.0)
            case w.NumericRange():
                column = self.columns.numbers(query.fieldname)
                return _Constant(np.flatnonzero((column >= query.start) & (column <= query.end)), 1.0)
            case w.Members():
                return _Constant(self.columns.members(query.ids), 1.0)
            case w.Every():
                return _Constant(np.arange(self.view.documents), 1.0)
            case w.Null():
                return _Constant(np.zeros(0, np.int64), 0.0)
            case _:
                # A node that only the plain evaluator knows yet.
                return _Listed(self.plain.scores(query))

    def _term(self, query: w.Term) -> Found:
        name, term = query.fieldname, query.text.encode()
        entry = self.view.file.find(name, term)
        if entry is None:
            return _Constant(np.zeros(0, np.int64), 0.0)
        docs = self.docs_of(entry)
        if not self.view.scorable(name):
            return _Constant(docs, query.boost)
        factor = query.boost * self._snapshot.idf(name, term) * (K1 + 1)
        return _Scored(docs, self.counts_of(entry), factor, self._length_norms(name))

    def _and(self, parts: Sequence[w.Node]) -> Found:
        wanted = [part for part in parts if not isinstance(part, w.Not)]
        found: dict[int, Found] = {}
        docs: Docs | None = None
        for number in cheapest_first(wanted, self.view):
            wish = wanted[number]
            if isinstance(wish, w.ConstantScoreQuery) and isinstance(wish.child, w.Phrase):
                found[number] = _Constant(self.phrase(wish.child, docs), wish.score)
            elif isinstance(wish, w.Phrase):
                found[number] = _Constant(self.phrase(wish, docs), wish.boost)
            else:
                found[number] = self.match(wish)
            docs = found[number].docs if docs is None else self.both(docs, found[number].docs)
            if not len(docs):
                return _Constant(docs, 0.0)
        left = np.arange(self.view.documents) if docs is None else docs
        for part in parts:
            if isinstance(part, w.Not):
                left = left[~self.among(left, self.match(positive(part.query)).docs)]
        return _All([found[number] for number in range(len(wanted))], left)

    def _any_of(self, query: w.MultiTerm) -> Docs:
        hit = np.zeros(self.view.documents, np.bool_)
        for term in terms_of(query, self.view):
            entry = self.view.file.find(query.fieldname, term)
            if entry is not None:
                hit[self.docs_of(entry)] = True
        return np.flatnonzero(hit)

    def phrase(self, query: w.Phrase, among: Docs | None = None) -> Docs:
        """Documents in which the words stand in order; of `among` only, when given."""
        entries = [self.view.file.find(query.fieldname, word.encode()) for word in query.words]
        if any(entry is None for entry in entries):
            return np.zeros(0, np.int64)
        there = [entry for entry in entries if entry is not None]
        lists = {entry: self.docs_of(entry) for entry in there}
        docs = among
        for entry in sorted(lists, key=lambda e: e.documents):
            docs = lists[entry] if docs is None else self.both(docs, lists[entry])
        if docs is None or not len(docs):
            return np.zeros(0, np.int64)
        reach: NDArray[np.int64] | None = None
        for entry in there:
            places = self._places(entry, lists[entry], docs)
            reach = places if reach is None else _following(reach, places, query.slop)
            if not len(reach):
                return np.zeros(0, np.int64)
        return np.unique(reach >> 32) if reach is not None else np.zeros(0, np.int64)

    def _places(self, entry: Entry, own: Docs, docs: Docs) -> NDArray[np.int64]:
        """Where a term stands in `docs`, all of which hold it: document · 2³² + position, ascending."""
        counts = self.counts_of(entry).astype(np.int64)
        places = self._numbers(entry.places_at, entry.occurrences, entry.place_width)
        rows = locate(own, docs, self.view.documents)
        if len(rows) == len(own):
            kept = places.astype(np.int64)
        else:
            ends, wanted = np.cumsum(counts)[rows], counts[rows]
            last = np.cumsum(wanted)
            kept = places[np.arange(last[-1]) + np.repeat(ends - last, wanted)].astype(np.int64)
        return (np.repeat(docs, counts[rows]) << 32) + kept

    # ------------------------------------------------------------------ arrays

    def docs_of(self, entry: Entry) -> Docs:
        """Documents of a posting list."""
        docs = np.empty(entry.documents, np.int64)
        docs[0] = entry.first
        docs[1:] = self._numbers(entry.offset, entry.documents - 1, entry.gap_width)
        return np.cumsum(docs, out=docs)

    def counts_of(self, entry: Entry) -> NDArray[Any]:
        """How often a term stands in each of its documents."""
        if not entry.count_width:
            return np.ones(entry.documents, np.uint8)
        return self._numbers(entry.counts_at, entry.documents, entry.count_width)

    def _numbers(self, offset: int, count: int, width: int) -> NDArray[Any]:
        kind: np.dtype[Any] = _DTYPES[width or 1]
        return np.frombuffer(self.view.file.buffer, kind, count, offset)

    def both(self, one: Docs, other: Docs) -> Docs:
        """Documents that are in both."""
        small, large = (one, other) if len(one) <= len(other) else (other, one)
        return small[self.among(small, large)]

    def among(self, docs: Docs, others: Docs) -> Mask:
        """Which of `docs` are in `others`."""
        return among(docs, others, self.view.documents)

    def _length_norms(self, name: str) -> Values:
        if name not in self._norms:
            average = self._snapshot.average_length(name)
            self._norms[name] = K1 * ((1 - B) + B * self.columns.lengths(name) / average)
        return self._norms[name]


def among(docs: Docs, others: Docs, documents: int) -> Mask:
    """Which of `docs` are in `others`; both ascend."""
    if len(docs) * _DENSE > documents:
        table = np.zeros(documents, np.bool_)
        table[others] = True
        found: Mask = table[docs]
        return found
    if not len(others):
        return np.zeros(len(docs), np.bool_)
    rows = np.searchsorted(others, docs)
    rows[rows == len(others)] = 0
    same: Mask = others[rows] == docs
    return same


def locate(own: Docs, docs: Docs, documents: int) -> NDArray[np.int64]:
    """Rows of `own` at which `docs` stand, all of which are in it."""
    if len(docs) == len(own):
        return np.arange(len(own))
    if len(docs) * _DENSE > documents:
        table = np.zeros(documents, np.bool_)
        table[docs] = True
        return np.flatnonzero(table[own])
    return np.searchsorted(own, docs)


def _following(before: NDArray[np.int64], after: NDArray[np.int64], slop: int) -> NDArray[np.int64]:
    """Which of `after` follow one of `before` within `slop`, in the same document."""
    rows = np.searchsorted(before, after) - 1
    nearest = before[np.maximum(rows, 0)]
    return after[(rows >= 0) & (after - nearest <= slop)]


# ---------------------------------------------------------------------------- what was found


class _Constant:
    """Every match scores the same."""

    def __init__(self, docs: Docs, score: float) -> None:
        self.docs = docs
        self._score = score

    def scores(self, docs: Docs) -> Values:
        return np.full(len(docs), self._score)


class _Scored:
    """Matches of one term, scored by BM25F."""

    def __init__(self, docs: Docs, counts: NDArray[Any], factor: float, norms: Values) -> None:
        self.docs = docs
        self._counts = counts
        self._factor = factor
        self._norms = norms

    def scores(self, docs: Docs) -> Values:
        counts = self._counts[locate(self.docs, docs, len(self._norms))].astype(np.float64)
        return self._factor * counts / (counts + self._norms[docs])


class _Listed:
    """Matches of a node that was evaluated in plain Python."""

    def __init__(self, found: dict[int, float]) -> None:
        self.docs = np.array(sorted(found), np.int64)
        self._found = found

    def scores(self, docs: Docs) -> Values:
        return np.array([self._found[doc] for doc in docs.tolist()])


class _All:
    """Matches of all parts."""

    def __init__(self, parts: Sequence[Found], docs: Docs) -> None:
        self.docs = docs
        self._parts = parts

    def scores(self, docs: Docs) -> Values:
        total = np.zeros(len(docs))
        for part in self._parts:
            total += part.scores(docs)
        return total


class _Either:
    """Matches of at least one part."""

    def __init__(self, parts: Sequence[Found], documents: int) -> None:
        hit = np.zeros(documents, np.bool_)
        for part in parts:
            hit[part.docs] = True
        self.docs = np.flatnonzero(hit)
        self._parts = parts
        self._documents = documents

    def scores(self, docs: Docs) -> Values:
        total = np.zeros(len(docs))
        for part in self._parts:
            holds = among(docs, part.docs, self._documents)
            total[holds] += part.scores(docs[holds])
        return total


class _Lifted:
    """Matches of one node that score more where another matches too."""

    def __init__(self, found: Found, better: Found, segment: VectorSegment) -> None:
        self.docs = found.docs
        self._found = found
        self._better = better
        self._segment = segment

    def scores(self, docs: Docs) -> Values:
        total = self._found.scores(docs).copy()
        holds = self._segment.among(docs, self._better.docs)
        total[holds] += self._better.scores(docs[holds])
        return total


# ---------------------------------------------------------------------------- answers


class VectorAnswering:
    """Answers with `VectorSegment`, one for each segment; see `Answering`."""

    def __init__(self, segments: Sequence[VectorSegment]) -> None:
        self._segments = segments
        self._views = [segment.view for segment in segments]

    def answer(self, plan: w.Plan, condition: w.Query | None, request: SearchRequest) -> Answer:
        """See `Answering`."""
        found: list[tuple[Docs, Found]] = []
        for segment in self._segments:
            matches = segment.match(plan.query)
            docs = matches.docs
            if condition is not None and len(docs):
                docs = segment.both(docs, segment.match(condition).docs)
            if segment.live is not None:
                docs = docs[segment.live[docs]]
            found.append((docs, matches))
        return Answer(
            total=sum(len(docs) for docs, _ in found),
            hits=self._hits(found, plan, request),
            facets=self._facets([docs for docs, _ in found]) if request.facets else MappingProxyType({}),
        )

    def _hits(
        self, found: list[tuple[Docs, Found]], plan: w.Plan, request: SearchRequest
    ) -> tuple[IndexHit, ...]:
        upto = request.offset + request.limit
        if request.limit <= 0:
            return ()
        relevance = request.sort is Sort.RELEVANCE
        count = max(upto, answers.NEAR_WINDOW) if relevance and plan.nearness else upto
        matches: list[Match] = []
        for number, (docs, part) in enumerate(found):
            if len(docs):
                matches += self._candidates(number, docs, part.scores(docs), request.sort, count)
        if relevance:
            matches = answers.best_first(self._views, matches, count)
            matches = answers.nearer_first(self._views, matches, plan, self._near)
        else:
            matches = answers.in_order_of(request.sort, self._views, matches, upto)
        return answers.hits_of(self._views, matches[request.offset : upto])

    def _candidates(self, number: int, docs: Docs, scores: Values, sort: Sort, count: int) -> list[Match]:
        """Matches of one segment that may be among the first `count`, and all that tie with them."""
        columns = self._segments[number].columns
        days = columns.numbers("issued")[docs]
        first: NDArray[Any]
        if sort is Sort.RELEVANCE:
            first, second = -scores, -days
        elif sort is Sort.DATE:
            first, second = np.where(days == 0, _LAST_KEY, days), days
        elif sort is Sort.NEWEST:
            first, second = np.where(days == 0, _LAST_KEY, -days), days
        else:
            first, second = columns.ranks(answers.ORDER_FIELDS[sort])[docs], -days
        rows = _smallest(first, second, count)
        return [
            (score, number, doc)
            for score, doc in zip(scores[rows].tolist(), docs[rows].tolist(), strict=True)
        ]

    def _near(self, number: int, phrase: w.Phrase, docs: set[int]) -> dict[int, float]:
        found = self._segments[number].phrase(phrase, np.array(sorted(docs), np.int64))
        return dict.fromkeys(found.tolist(), phrase.boost)

    def _facets(self, found: Sequence[Docs]) -> Counts:
        counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for segment, docs in zip(self._segments, found, strict=True):
            for name, field in answers.FACET_FIELDS.items():
                texts, codes = segment.columns.codes(field)
                counts = np.bincount(codes[docs], minlength=len(texts)).tolist()
                for text, count in zip(texts, counts, strict=True):
                    counted[name][text] += count
            counts = np.bincount(segment.columns.years()[docs]).tolist()
            for year, count in enumerate(counts):
                if year and count:
                    counted["year"][str(year)] += count
        return answers.sorted_counts(counted)


def _smallest(first: NDArray[Any], second: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Rows of the `count` smallest by two keys, with all that equal the last of them."""
    if len(first) <= count:
        return np.arange(len(first))
    limit = np.partition(first, count - 1)[count - 1]
    sure, tied = np.flatnonzero(first < limit), np.flatnonzero(first == limit)
    wanted = count - len(sure)
    if len(tied) > wanted:
        keys = second[tied]
        tied = tied[keys <= np.partition(keys, wanted - 1)[wanted - 1]]
    return np.concatenate((sure, tied))
