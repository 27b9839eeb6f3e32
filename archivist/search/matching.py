"""What a plan matches and scores, with numpy: whole posting lists of a whole commit at a time.

Owns: the nodes of a plan as arrays. Must not: differ from `evaluate` in any answer:
tests/property/test_tiers.py compares ids, scores and counts, bit by bit.

What matches is found first and scored afterwards, only where it counts; numbers are added up in the order of
the query, as `evaluate` does it. Where a node does not match it gains 0, so that adding needs no case. Rare
words are lists of documents, common ones tables over all documents. Postings are read for each query anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archivist.search import nearby
from archivist.search import plan as w
from archivist.search.arrays import Commit, Docs, Mask, Values
from archivist.search.evaluate import K1, Evaluator, positive
from archivist.search.holding import Holders, InOrder, Listed, Masked, Match, Range, Rows, Set
from archivist.search.postings import DENSE, Posting, spread

_SAME_WORDS: Final = {"text_p": "text"}
"""Fields of the same words in the same documents (see `schema`): documents and counts are read once for both."""


class Reading:
    """One query over one commit: what it reads is kept until it is answered."""

    def __init__(self, commit: Commit) -> None:
        self.commit = commit
        self.documents = commit.documents
        self._postings: dict[tuple[str, bytes], Posting | None] = {}

    def posting(self, field: str, term: bytes) -> Posting | None:
        """Postings of a term; None when no document holds it."""
        key = (field, term)
        if key not in self._postings:
            places = self.commit.places(field, term)
            same = _SAME_WORDS.get(field)
            twin = self.posting(same, term) if same is not None else None
            self._postings[key] = Posting(self.commit, places, twin) if places else None
        return self._postings[key]

    def match(self, query: w.Query) -> Match:
        """What matches a node."""
        match query:
            case w.Term():
                return self._term(query)
            case w.And():
                return _All(self, query.subqueries)
            case w.Or():
                return _Either(self, [self.match(positive(part)) for part in query.subqueries])
            case w.AndMaybe():
                return _Lifted(self.match(positive(query.a)), self.match(positive(query.b)))
            case w.ConstantScoreQuery():
                return _Constant(self.match(positive(query.child)), query.score)
            case w.Phrase():
                return _Constant(self.in_order(query), query.boost)
            case w.Prefix() | w.Wildcard() | w.FuzzyTerm():
                return _Constant(Masked(self.commit, lambda: nearby.holders(self.commit, query)), 1.0)
            case w.NumericRange():
                return _Constant(Range(self.commit, query), 1.0)
            case w.Members():
                size = min(len(query.ids), self.documents)
                return _Constant(Listed(self.commit, size, lambda: self.commit.members(query.ids)), 1.0)
            case w.Every():
                return _Constant(Masked(self.commit, lambda: np.ones(self.documents, np.bool_)), 1.0)
            case w.Null():
                return self._nothing()
            case _:
                # A node that only the plain evaluator knows yet.
                return _Plain(self, query)

    def _term(self, query: w.Term) -> Match:
        posting = self.posting(query.fieldname, query.text.encode())
        if posting is None:
            return self._nothing()
        if not self.commit.scorable(query.fieldname):
            return _Constant(Holders(self.commit, posting), query.boost)
        factor = query.boost * self.commit.snapshot.idf_of(posting.size) * (K1 + 1)
        return _Scored(self, posting, factor, query.fieldname)

    def in_order(self, query: w.Phrase) -> InOrder:
        """Documents in which the words of a phrase stand in order."""
        words = [self.posting(query.fieldname, word.encode()) for word in query.words]
        return InOrder(self.commit, query, words)

    def _nothing(self) -> Match:
        return Listed(self.commit, 0, lambda: np.zeros(0, np.int64))

    def is_dense(self, size: int) -> bool:
        """Whether so many documents are better kept as a mask."""
        return size * DENSE > self.documents


# ---------------------------------------------------------------------------- scores


class _Constant:
    """Every match scores the same."""

    def __init__(self, child: Match, score: float) -> None:
        self.size = child.size
        self.child = child
        self._score = score
        self.docs, self.mask, self.holds = child.docs, child.mask, child.holds

    def gains(self, rows: Rows, *, sure: bool) -> Values | None:
        """See `Match`."""
        if not self._score or not self.size:
            return None
        if sure:
            return np.full(rows.size, self._score, rows.dtype)
        return np.multiply(rows.holds(self), self._score, dtype=rows.dtype)


class _Scored(Holders):
    """Documents that hold a term, scored by BM25F."""

    def __init__(self, reading: Reading, posting: Posting, factor: float, field: str) -> None:
        super().__init__(reading.commit, posting)
        self._factor = factor
        self._field = field

    def gains(self, rows: Rows, *, sure: bool) -> Values | None:
        """See `Match`. A count of 0 gains 0: what is below the line is never 0."""
        del sure
        counts = self.posting.table if rows.docs is None else self.posting.counts_at(rows.docs)
        return self._scores(counts, rows.norms(self._field))

    def added(self, total: Values | None, rows: Rows, *, sure: bool) -> Values | None:
        """The sum of `total` and what is gained; where few documents hold the term only these are touched."""
        posting = self.posting
        if rows.docs is not None or posting.size * 4 > rows.size:
            return _plus(total, self.gains(rows, sure=sure))
        total = np.zeros(rows.size, rows.dtype) if total is None else total
        total[posting.docs] += self._scores(posting.counts, rows.norms(self._field)[posting.docs])
        return total

    def _scores(self, counts: NDArray[Any], norms: Values) -> Values:
        above: Values = counts.astype(norms.dtype)
        below = above + norms
        above *= self._factor
        above /= below
        return above


class _All(Set):
    """Documents that match all parts (and none that must not match)."""

    def __init__(self, reading: Reading, parts: Sequence[w.Node]) -> None:
        self._wanted = [reading.match(positive(part)) for part in parts if not isinstance(part, w.Not)]
        self._unwanted = [reading.match(positive(part.query)) for part in parts if isinstance(part, w.Not)]
        self._reading = reading
        super().__init__(reading.commit, min((part.size for part in self._wanted), default=reading.documents))

    def mask(self) -> Mask:
        """See `Match`."""
        if self._reading.is_dense(self.size) and not any(map(_is_phrase, self._wanted)):
            return self._mask.copy()
        return spread(self._docs, self._commit.documents)

    @cached_property
    def _mask(self) -> Mask:
        """Quick when parts hold many documents; no phrases among them."""
        found = np.ones(self._commit.documents, np.bool_)
        for part in self._wanted:
            if not _is_phrase(part):
                found &= part.mask()
        for part in self._unwanted:
            found &= ~part.mask()
        return found

    @cached_property
    def _docs(self) -> Docs:
        phrases = [part for part in self._wanted if _is_phrase(part)]
        docs = np.flatnonzero(self._mask) if self._reading.is_dense(self.size) else self._narrowed()
        for part in phrases:
            docs = _phrase_of(part).within(docs)
        return docs

    def _narrowed(self) -> Docs:
        """Rare parts first: each narrows what is looked for in the next."""
        parts = sorted((part for part in self._wanted if not _is_phrase(part)), key=lambda part: part.size)
        docs = parts[0].docs() if parts else np.arange(self._commit.documents)
        for part in parts[1:]:
            docs = docs[part.holds(docs)]
        for part in self._unwanted:
            docs = docs[~part.holds(docs)]
        return docs

    def gains(self, rows: Rows, *, sure: bool) -> Values | None:
        """See `Match`."""
        total = _sum(self._wanted, rows, sure=True)
        if total is not None and not sure:
            total *= rows.holds(self)
        return total


class _Either(Set):
    """Documents that match at least one part."""

    def __init__(self, reading: Reading, parts: Sequence[Match]) -> None:
        self._reading = reading
        super().__init__(reading.commit, sum(part.size for part in parts))
        self._parts = parts

    @cached_property
    def _mask(self) -> Mask:
        found = np.zeros(self._commit.documents, np.bool_)
        for part in self._parts:
            if self._reading.is_dense(part.size):
                found |= part.mask()
            else:
                found[part.docs()] = True
        return found

    def mask(self) -> Mask:
        """See `Match`."""
        return self._mask.copy()

    def holds(self, docs: Docs) -> Mask:
        """See `Match`."""
        found = np.zeros(len(docs), np.bool_)
        for part in self._parts:
            found |= part.holds(docs)
        return found

    def gains(self, rows: Rows, *, sure: bool) -> Values | None:
        """See `Match`."""
        del sure
        return _sum(self._parts, rows, sure=False)


class _Lifted:
    """Matches of one node that score more where another matches too."""

    def __init__(self, found: Match, better: Match) -> None:
        self.size = found.size
        self._found = found
        self._better = better
        self.docs, self.mask, self.holds = found.docs, found.mask, found.holds

    def gains(self, rows: Rows, *, sure: bool) -> Values | None:
        """See `Match`."""
        own = self._found.gains(rows, sure=sure)
        more = self._better.gains(rows, sure=False)
        if more is not None and not sure:
            more *= rows.holds(self)
        return _plus(own, more)


class _Plain(Listed):
    """Matches of a node that is evaluated in plain Python."""

    def __init__(self, reading: Reading, query: w.Query) -> None:
        super().__init__(reading.commit, reading.documents, lambda: np.array(sorted(self._found), np.int64))
        self._query = query

    @cached_property
    def _found(self) -> dict[int, float]:
        commit = self._commit
        found: dict[int, float] = {}
        for base, view in zip(commit.bases, commit.views, strict=False):
            scores = Evaluator(view, commit.snapshot).scores(self._query)
            found.update({base + doc: score for doc, score in scores.items()})
        return found

    def gains(self, rows: Rows, *, sure: bool) -> Values | None:
        """See `Match`."""
        del sure
        asked = range(rows.size) if rows.docs is None else rows.docs.tolist()
        return np.array([self._found.get(doc, 0.0) for doc in asked], rows.dtype)


def _sum(parts: Sequence[Match], rows: Rows, *, sure: bool) -> Values | None:
    """What several nodes gain, added up in their order."""
    total: Values | None = None
    for part in parts:
        if isinstance(part, _Scored):
            total = part.added(total, rows, sure=sure)
        else:
            total = _plus(total, part.gains(rows, sure=sure))
    return total


def _plus(total: Values | None, more: Values | None) -> Values | None:
    """The sum; the first may be changed."""
    if total is None:
        return more
    if more is not None:
        total += more
    return total


def _is_phrase(part: Match) -> bool:
    return isinstance(part, _Constant) and (isinstance(part.child, InOrder) or _is_phrase(part.child))


def _phrase_of(part: Match) -> InOrder:
    while isinstance(part, _Constant):
        part = part.child
    if not isinstance(part, InOrder):
        raise TypeError("not a phrase")
    return part
