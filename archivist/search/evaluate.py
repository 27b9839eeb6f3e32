"""Exhaustive evaluation of a plan in plain Python, segment by segment.

Owns: what each node matches and scores. It needs nothing but Python, so a search from the command
line loads neither numpy nor an engine; `vector` computes the same with numpy and is held to this by
tests/property/test_index.py. Its own oracle is Whoosh's search with ``optimize=False, limit=None``.
Must not: know the query language or how an index lies on disk.

Whoosh's default search keeps only the best N and skips blocks of postings by their best possible
score. For conjunctions it drops documents that belong in the result (measured: 4 of 140 queries at
20,000 documents). So nothing here skips: every posting of every term is looked at, and the total is
exact. It also costs less than Whoosh's own tree of matcher objects, because sets and dictionaries do
the boolean work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import repeat
from operator import add
from typing import Final, assert_never

from archivist.search import plan as w
from archivist.search import vocabulary
from archivist.search.standing import standing
from archivist.search.view import SegmentView, Statistics

Scores = dict[int, float]
"""Document number within the segment → score."""

B: Final = 0.75
K1: Final = 1.2
"""Parameters of BM25F, those of Whoosh."""
_RARELY: Final = 8
"""Reading the places of a document by itself costs as much as looking through those of so many."""
_SHORT: Final = 8
"""Numbers up to which looking through them costs less than making a set of them."""
_FEW: Final = 8
"""Looking an id up in the index costs about as much as reading the ids of so many documents."""


class _Norms(dict[int, float]):
    """Each is computed when a text of that length is met; of a long text there are at most 256 rounded lengths."""

    def __init__(self, average: float) -> None:
        self._average = average

    def __missing__(self, length: int) -> float:
        norm = self[length] = K1 * ((1 - B) + B * length / self._average)
        return norm


class Evaluator:
    """Evaluates plans over one segment."""

    def __init__(self, view: SegmentView, statistics: Statistics) -> None:
        self.view = view
        self._statistics = statistics
        self._norms: dict[str, _Norms] = {}

    def scores(self, query: w.Query, among: Set[int] | None = None) -> Scores:
        """Every matching document with its score, at most those in `among`."""
        match query:
            case w.Term():
                return self._term(query, among)
            case w.And():
                return self._and(query.subqueries, among)
            case w.Or():
                return self._or(query.subqueries, among)
            case w.AndMaybe():
                return self._and_maybe(query, among)
            case w.ConstantScoreQuery():
                return dict.fromkeys(self.scores(positive(query.child), among), query.score)
            case w.Phrase():
                return dict.fromkeys(self._in_order(query, among), query.boost)
            case w.Prefix() | w.Wildcard() | w.FuzzyTerm():
                return self._any_of(query, among)
            case w.NumericRange():
                return self._range(query, among)
            case w.Members():
                return self._members(query.ids, among)
            case w.Every():
                return dict.fromkeys(self._candidates(among), 1.0)
            case w.Null():
                return {}
            case _:
                assert_never(query)

    def matching(self, query: w.Query, among: Set[int] | None = None) -> Iterable[int]:
        """Every matching document, at most those in `among`."""
        match query:
            case w.ConstantScoreQuery():
                return self.matching(positive(query.child), among)
            case w.Phrase():
                return self._in_order(query, among)
            case _:
                return self.scores(query, among)

    def _and(self, parts: Sequence[w.Node], among: Set[int] | None) -> Scores:
        wanted = [part for part in parts if not isinstance(part, w.Not)]
        found: dict[int, Scores] = {}
        docs = among
        for number in cheapest_first(wanted, self.view):
            found[number] = self.scores(wanted[number], docs)
            docs = found[number].keys()
            if not docs:
                return {}
        left = set(self._candidates(among) if docs is None else docs)
        for part in parts:
            if isinstance(part, w.Not):
                left.difference_update(self.scores(positive(part.query), left))
        # Added up in the order of the query, whatever was narrowed first: floats are not associative.
        order = list(left)
        total: Iterator[float] = repeat(0.0, len(order))
        for number in range(len(wanted)):
            if not _adds_nothing(wanted[number]):
                total = map(add, total, map(found[number].__getitem__, order))
        return dict(zip(order, total, strict=True))

    def _or(self, parts: Sequence[w.Node], among: Set[int] | None) -> Scores:
        found: Scores = {}
        for part in parts:
            more = self.scores(positive(part), among)
            if not found:
                found = more
            else:
                for doc, score in more.items():
                    found[doc] = found.get(doc, 0.0) + score
        return found

    def _and_maybe(self, query: w.AndMaybe, among: Set[int] | None) -> Scores:
        found = self.scores(positive(query.a), among)
        if found:
            for doc, score in self.scores(positive(query.b), found.keys()).items():
                found[doc] += score
        return found

    # ------------------------------------------------------------------ leaves

    def _term(self, query: w.Term, among: Set[int] | None) -> Scores:
        name, term = query.fieldname, query.text.encode()
        if among is not None and len(among) * _FEW <= self.view.documents:
            table = self.view.table(name, term)
            if table is not None:
                return self._term_in_few(query, among, *table)
        ids, counted = self.view.postings(name, term)
        if not ids:
            return {}
        if not self.view.scorable(name):
            found = dict.fromkeys(ids if among is None else among & set(ids), query.boost)
        else:
            factor = self.factor(query)
            norm, lengths = self.norms(name), self.view.lengths(name)
            pairs = zip(ids, counted, strict=True)
            if among is None and len(ids) * 4 > len(lengths):
                norms = list(map(norm.__getitem__, lengths))
                found = {doc: factor * n / (n + norms[doc]) for doc, n in pairs}
            elif among is None:
                found = {doc: factor * n / (n + norm[lengths[doc]]) for doc, n in pairs}
            else:
                found = {doc: factor * n / (n + norm[lengths[doc]]) for doc, n in pairs if doc in among}
        if among is None:
            for doc in self.view.deleted:
                found.pop(doc, None)
        return found

    def _term_in_few(self, query: w.Term, among: Set[int], first: int, counts: Sequence[int]) -> Scores:
        """A term of many documents in a few of them."""
        held = {doc: n for doc in among if 0 <= doc - first < len(counts) and (n := counts[doc - first])}
        if not self.view.scorable(query.fieldname):
            return dict.fromkeys(held, query.boost)
        factor = self.factor(query)
        norm, lengths = self.norms(query.fieldname), self.view.lengths(query.fieldname)
        return {doc: factor * n / (n + norm[lengths[doc]]) for doc, n in held.items()}

    def factor(self, query: w.Term) -> float:
        """What the score of a term whose field is counted stays below."""
        return query.boost * self._statistics.idf(query.fieldname, query.text.encode()) * (K1 + 1)

    def _candidates(self, among: Set[int] | None) -> Set[int]:
        """Documents that may match when nothing else narrows them."""
        if among is not None:
            return among
        return frozenset(range(self.view.documents)) - self.view.deleted

    def norms(self, name: str) -> Mapping[int, float]:
        """What BM25F adds to the weight below the line, by length of the field."""
        if name not in self._norms:
            self._norms[name] = _Norms(self._statistics.average_length(name))
        return self._norms[name]

    def _any_of(self, query: w.MultiTerm, among: Set[int] | None) -> Scores:
        """Documents that hold one of many terms; all count alike."""
        found: set[int] = set()
        # All terms first: Whoosh walks its terms by a cursor that reading postings may move.
        for term in list(terms_of(query, self.view)):
            found.update(self.view.postings(query.fieldname, term)[0])
        return dict.fromkeys(found & self._candidates(among), 1.0)

    def _range(self, query: w.NumericRange, among: Set[int] | None) -> Scores:
        column = self.view.numbers(query.fieldname)
        first, last = query.start, query.end
        return {doc: 1.0 for doc in self._candidates(among) if first <= column[doc] <= last}

    def _members(self, ids: frozenset[str], among: Set[int] | None) -> Scores:
        docs = self._candidates(among)
        if len(ids) * _FEW < len(docs):
            found = {doc for one in ids for doc in self.view.postings("id", one.encode())[0]}
            return dict.fromkeys(found & docs, 1.0)
        own = self.view.values("id")
        return {doc: 1.0 for doc in docs if own[doc] in ids}

    def _in_order(self, query: w.Phrase, among: Set[int] | None) -> Iterable[int]:
        """Documents in which the words stand in order."""
        name = query.fieldname
        terms = [word.encode() for word in query.words]
        held = {term: self.view.frequency(name, term) for term in terms}
        if query.slop == 1 and _many(held.values(), among):
            words = [placed for term in terms if (placed := self.view.placed(name, term)) is not None]
            if len(words) == len(terms):
                return standing(words, terms, self._candidates(among))
        docs = self._candidates(among)
        places: dict[bytes, dict[int, list[int]]] = {}
        for term in sorted(held, key=held.__getitem__):
            if not docs:
                return ()
            places[term] = self.view.positions(name, term, docs)
            docs = places[term].keys()
        return [doc for doc in docs if in_order([places[t][doc] for t in terms], query.slop)]


def _many(holders: Collection[int], among: Set[int] | None) -> bool:
    """Whether all places of words cost less to look through than those of the documents that may hold all words."""
    rarest = min(holders, default=0)
    candidates = rarest if among is None else min(rarest, len(among))
    return candidates * _RARELY > max(holders, default=0)


def terms_of(query: w.MultiTerm, view: SegmentView) -> Iterator[bytes]:
    """Terms of one segment that a node stands for."""
    match query:
        case w.Prefix():
            return view.terms(query.fieldname, query.text.encode())
        case w.Wildcard():
            return vocabulary.fitting(view, query.fieldname, query.text)
        case w.FuzzyTerm():
            near = vocabulary.near(view, query.fieldname, query.text, query.maxdist)
            return (term for term, _ in near)


def positive(node: w.Node) -> w.Query:
    """A node that stands alone. `compile` makes a `Not` inside an `And` only."""
    if isinstance(node, w.Not):
        raise TypeError("what must not match can only narrow what must")
    return node


def cheapest_first(parts: Sequence[w.Query], view: SegmentView) -> list[int]:
    """Order in which to evaluate the parts of a conjunction.

    Rare parts first: each narrows what the next one has to keep. Phrases last: their positions are
    dear, and are read of the documents that are left only.
    """
    return sorted(range(len(parts)), key=lambda n: (_reads_positions(parts[n]), estimate(parts[n], view)))


def _adds_nothing(query: w.Query) -> bool:
    return isinstance(query, w.ConstantScoreQuery) and not query.score


def _reads_positions(query: w.Query) -> bool:
    inner = query.child if isinstance(query, w.ConstantScoreQuery) else query
    return isinstance(inner, w.Phrase)


def estimate(query: w.Node, view: SegmentView) -> int:
    """How many documents may match, at most."""
    match query:
        case w.Term():
            return view.frequency(query.fieldname, query.text.encode())
        case w.And():
            return min((estimate(part, view) for part in query.subqueries), default=0)
        case w.Or():
            return min(view.documents, sum(estimate(part, view) for part in query.subqueries))
        case w.AndMaybe():
            return estimate(query.a, view)
        case w.ConstantScoreQuery():
            return estimate(query.child, view)
        case w.Phrase():
            counts = (view.frequency(query.fieldname, word.encode()) for word in query.words)
            return min(counts, default=0)
        case w.Members():
            return min(len(query.ids), view.documents)
        case w.Null():
            return 0
        case _:
            return view.documents


def in_order(places: list[list[int]], slop: int) -> bool:
    """Whether one position of each list follows one of the list before within `slop`."""
    reach: Collection[int] = places[0]
    for later in places[1:]:
        if len(reach) > _SHORT:
            reach = set(reach)
        if slop == 1:
            reach = [at for at in later if at - 1 in reach]
        else:
            reach = [at for at in later if any(at - step in reach for step in range(1, slop + 1))]
        if not reach:
            return False
    return True
