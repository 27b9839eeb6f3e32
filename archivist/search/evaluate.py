"""Exhaustive evaluation of the queries that `compile` makes, segment by segment.

Owns: scores, order, counts. The one place to change for a faster evaluator; its oracle is
Whoosh's own search with ``optimize=False, limit=None``.
Must not: know the query language or where the index lies.

Whoosh's default search keeps only the best N and skips blocks of postings by their best possible
score. For conjunctions it drops documents that belong in the result (measured: 4 of 140 queries at
20,000 documents). So nothing here skips: every posting of every term is looked at, and the total is
exact. It also costs less than Whoosh's own tree of matcher objects, because sets and dictionaries do
the boolean work.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final

from whoosh import query as w
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from archivist.search import vocabulary
from archivist.search.postings import blocks, positions

Scores = dict[int, float]
"""Document number within the segment → score."""

B: Final = 0.75
K1: Final = 1.2
"""Parameters of BM25F, those of Whoosh."""


class Segment:
    """One segment of the index, with the columns that were needed so far."""

    def __init__(self, reader: IndexReader, top: Searcher) -> None:
        self.reader = reader
        self.name = reader.segment().segment_id()
        self._top = top
        self._columns: dict[str, list[object]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._norms: dict[str, list[float]] = {}
        self._live: frozenset[int] | None = None

    def take_columns(self, older: Segment | None) -> None:
        """Take over what was read of the same segment: all of it but the deletions is immutable."""
        if older is not None:
            self._columns, self._lengths = older._columns, older._lengths

    def column(self, name: str) -> list[object]:
        """Values of a sortable field, by document number."""
        if name not in self._columns:
            self._columns[name] = list(self.reader.column_reader(name))
        return self._columns[name]

    def live(self) -> frozenset[int]:
        """Documents that are not deleted."""
        if self._live is None:
            self._live = frozenset(self.reader.all_doc_ids())
        return self._live

    # ------------------------------------------------------------------ queries

    def scores(self, query: w.Query, among: Set[int] | None = None) -> Scores:
        """Every matching document with its score, at most those in `among`."""
        if isinstance(query, w.Term):
            return self._term(query.fieldname, query.text, query.boost, among)
        if isinstance(query, w.And):
            return self._and(query.subqueries, among)
        if isinstance(query, w.Or):
            return self._or(query.subqueries, among)
        if isinstance(query, w.AndMaybe):
            return self._and_maybe(query, among)
        if isinstance(query, w.ConstantScoreQuery):
            return dict.fromkeys(self.scores(query.child, among), query.score)
        if isinstance(query, w.Phrase):
            return self._phrase(query, among)
        if isinstance(query, w.Prefix):
            terms = self.reader.expand_prefix(query.fieldname, query.text)
            return self._any_of(query.fieldname, terms, among)
        if isinstance(query, w.Wildcard):
            terms = vocabulary.fitting(self.reader, query.fieldname, query.text)
            return self._any_of(query.fieldname, terms, among)
        if isinstance(query, w.FuzzyTerm):
            near = vocabulary.near(self.reader, query.fieldname, query.text, query.maxdist)
            return self._any_of(query.fieldname, (term for term, _ in near), among)
        if isinstance(query, w.NumericRange):
            return self._range(query, among)
        if isinstance(query, w.Every):
            live = self.live()
            return dict.fromkeys(live if among is None else live & among, 1.0)
        if query is w.NullQuery:
            return {}
        raise TypeError(f"no evaluation for {query!r}")

    def _and(self, parts: Iterable[w.Query], among: Set[int] | None) -> Scores:
        wanted = [p for p in parts if not isinstance(p, w.Not)]
        # Rare parts first: each narrows what the next one has to keep. Phrases last: their positions
        # are dear, and are read of the documents that are left only.
        wanted.sort(key=lambda p: (_is_phrase(p), p.estimate_size(self.reader)))
        found: Scores = {}
        for position, part in enumerate(wanted):
            more = self.scores(part, among if position == 0 else found.keys())
            found = more if position == 0 else {doc: found[doc] + s for doc, s in more.items()}
            if not found:
                return {}
        for part in parts:
            if isinstance(part, w.Not):
                for doc in self.scores(part.query, found.keys()):
                    del found[doc]
        return found

    def _or(self, parts: Iterable[w.Query], among: Set[int] | None) -> Scores:
        found: Scores = {}
        for part in parts:
            more = self.scores(part, among)
            if not found:
                found = more
            else:
                for doc, score in more.items():
                    found[doc] = found.get(doc, 0.0) + score
        return found

    def _and_maybe(self, query: w.AndMaybe, among: Set[int] | None) -> Scores:
        found = self.scores(query.a, among)
        if found:
            for doc, score in self.scores(query.b, found.keys()).items():
                found[doc] += score
        return found

    # ------------------------------------------------------------------ leaves

    def _term(self, name: str, text: str | bytes, boost: float, among: Set[int] | None) -> Scores:
        term = text.encode() if isinstance(text, str) else text
        if (name, term) not in self.reader:
            return {}
        docs = self._allowed(among)
        found: Scores = {}
        if not self.reader.schema[name].scorable:
            for ids, _ in blocks(self.reader, name, term):
                found.update(dict.fromkeys(ids if docs is None else docs & set(ids), boost))
            return found
        factor = boost * self._top.idf(name, term) * (K1 + 1)
        norms = self._length_norms(name)
        for ids, weights in blocks(self.reader, name, term):
            pairs = zip(ids, weights, strict=True)
            if docs is None:
                found.update({doc: factor * n / (n + norms[doc]) for doc, n in pairs})
            elif not docs.isdisjoint(ids):
                found.update({doc: factor * n / (n + norms[doc]) for doc, n in pairs if doc in docs})
        return found

    def _allowed(self, among: Set[int] | None) -> Set[int] | None:
        """Documents a posting may name: None when there is nothing to leave out."""
        if among is not None or not self.reader.has_deletions():
            return among
        return self.live()

    def _length_norms(self, name: str) -> list[float]:
        """What BM25F adds to the weight below the line, by document number."""
        average = self._top.avg_field_length(name) or 1
        if name not in self._norms:
            lengths = self._field_lengths(name)
            self._norms[name] = [K1 * ((1 - B) + B * length / average) for length in lengths]
        return self._norms[name]

    def _field_lengths(self, name: str) -> list[int]:
        if name not in self._lengths:
            length = self.reader.doc_field_length
            # None for a document without the field: it has no postings either.
            self._lengths[name] = [length(doc, name) or 1 for doc in range(self.reader.doc_count_all())]
        return self._lengths[name]

    def _any_of(self, name: str, terms: Iterable[bytes], among: Set[int] | None) -> Scores:
        """Documents that hold one of many terms; all count alike."""
        docs = self.live() if among is None else among
        found: set[int] = set()
        # All terms first: Whoosh walks its terms by a cursor that reading postings may move.
        for term in list(terms):
            for ids, _ in blocks(self.reader, name, term):
                found.update(ids)
        return dict.fromkeys(found & docs, 1.0)

    def _range(self, query: w.NumericRange, among: Set[int] | None) -> Scores:
        column = self.column(query.fieldname)
        first, last = query.start, query.end
        docs = self.live() if among is None else among
        return {doc: 1.0 for doc in docs if first <= column[doc] <= last}  # type: ignore[operator]  # numbers

    def _phrase(self, query: w.Phrase, among: Set[int] | None) -> Scores:
        """Documents in which the words stand in order; each counts `query.boost`."""
        terms = [word.encode() for word in query.words]
        docs: Set[int] = self.live() if among is None else among
        places: dict[bytes, dict[int, list[int]]] = {}
        for term in sorted(set(terms), key=lambda t: self.reader.doc_frequency(query.fieldname, t)):
            if not docs or (query.fieldname, term) not in self.reader:
                return {}
            places[term] = positions(self.reader, query.fieldname, term, docs)
            docs = places[term].keys()
        return {
            doc: query.boost for doc in docs if _in_order([places[term][doc] for term in terms], query.slop)
        }


def _is_phrase(query: w.Query) -> bool:
    inner = query.child if isinstance(query, w.ConstantScoreQuery) else query
    return isinstance(inner, w.Phrase)


def _in_order(places: list[list[int]], slop: int) -> bool:
    """Whether one position of each list follows one of the list before within `slop`."""
    reach = set(places[0])
    for later in places[1:]:
        if slop == 1:
            reach = {at for at in later if at - 1 in reach}
        else:
            reach = {at for at in later if any(at - step in reach for step in range(1, slop + 1))}
        if not reach:
            return False
    return True
