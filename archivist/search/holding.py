"""Sets of documents without scores, with numpy, and the documents that are to be scored.

Owns: lists and masks of documents that hold a term, lie in a range, have words in order. Must not: score,
or differ from `evaluate` in what matches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from archivist.search import plan as w
from archivist.search.adjacency import holding_all, standing
from archivist.search.arrays import Commit, Docs, Mask, Values
from archivist.search.beside import sign_of
from archivist.search.postings import Posting, among, following, positions, spread


class Rows:
    """Documents to score, ascending."""

    def __init__(self, commit: Commit, docs: Docs | None, *, roughly: bool = False) -> None:
        self.docs = docs
        """None for all there are."""
        self.dtype: type[np.floating[Any]] = np.float32 if roughly else np.float64
        """Half the digits are added up in half the time, and tell which scores are worth adding up in full."""
        self.size = commit.documents if docs is None else len(docs)
        self._commit = commit
        self._norms: dict[str, Values] = {}

    def norms(self, name: str) -> Values:
        """See `Commit.norms`."""
        norms = self._commit.norms(name, self.dtype)
        if self.docs is None:
            return norms
        if name not in self._norms:
            self._norms[name] = norms[self.docs]
        return self._norms[name]

    def holds(self, match: Match) -> Mask:
        """Which of them match a node."""
        return match.mask() if self.docs is None else match.holds(self.docs)


class Match(Protocol):
    """What matches a node, and what each match gains."""

    size: int
    """At most so many documents match."""

    def docs(self) -> Docs:
        """Documents that match, deleted ones included."""

    def mask(self) -> Mask:
        """Whether each document matches."""

    def holds(self, docs: Docs) -> Mask:
        """Which of some documents match."""

    def gains(self, rows: Rows, *, sure: bool) -> Values | None:
        """Scores of `rows`, 0 where one does not match; None when all are 0.

        Args:
            rows: documents, ascending.
            sure: all rows match, or it does not matter what comes where one does not.
        """


class Set:
    """Documents without scores; what is read of a node is kept until the query is answered."""

    def __init__(self, commit: Commit, size: int) -> None:
        self.size = min(size, commit.documents)
        self._commit = commit

    @cached_property
    def _docs(self) -> Docs:
        return np.flatnonzero(self.mask())

    def docs(self) -> Docs:
        """See `Match`."""
        return self._docs

    def mask(self) -> Mask:
        """See `Match`."""
        return spread(self._docs, self._commit.documents)

    def holds(self, docs: Docs) -> Mask:
        """See `Match`."""
        return among(docs, self._docs, self._commit.documents)

    def gains(self, rows: Rows, *, sure: bool) -> Values | None:
        """See `Match`."""
        del rows, sure
        return None


class Listed(Set):
    """Documents that are only known once they are looked for."""

    def __init__(self, commit: Commit, size: int, find: Callable[[], Docs]) -> None:
        super().__init__(commit, size)
        self._find = find

    @cached_property
    def _docs(self) -> Docs:
        return self._find()


class Masked(Set):
    """Documents that are only known once all are looked at."""

    def __init__(self, commit: Commit, find: Callable[[], Mask]) -> None:
        super().__init__(commit, commit.documents)
        self._find = find

    def mask(self) -> Mask:
        """See `Match`."""
        return self._mask

    def holds(self, docs: Docs) -> Mask:
        """See `Match`."""
        return self._mask[docs]

    @cached_property
    def _mask(self) -> Mask:
        return self._find()


class Holders(Set):
    """Documents that hold a term."""

    def __init__(self, commit: Commit, posting: Posting) -> None:
        super().__init__(commit, posting.size)
        self.posting = posting

    def docs(self) -> Docs:
        """See `Match`."""
        return self.posting.docs

    def mask(self) -> Mask:
        """See `Match`."""
        if self.posting.is_tabled():
            found: Mask = self.posting.table != 0
            return found
        return spread(self.posting.docs, self._commit.documents)

    def holds(self, docs: Docs) -> Mask:
        """See `Match`."""
        found: Mask = self.posting.counts_at(docs) != 0
        return found


class Range(Set):
    """Documents whose number in a column lies between two."""

    def __init__(self, commit: Commit, query: w.NumericRange) -> None:
        super().__init__(commit, commit.documents)
        self._column = commit.numbers(query.fieldname)
        self._query = query

    def mask(self) -> Mask:
        """See `Match`."""
        return self._within(self._column)

    def holds(self, docs: Docs) -> Mask:
        """See `Match`."""
        return self._within(self._column[docs])

    def _within(self, numbers: NDArray[Any]) -> Mask:
        largest = np.iinfo(numbers.dtype).max
        if self._query.start > largest:
            return np.zeros(len(numbers), np.bool_)
        found: Mask = numbers >= self._query.start
        if self._query.end < largest:
            found &= numbers <= self._query.end
        return found


class InOrder(Set):
    """Documents in which words stand in order."""

    def __init__(self, commit: Commit, query: w.Phrase, postings: Sequence[Posting | None]) -> None:
        """Words of a phrase, in their order; None for one that no document holds."""
        self._postings = [posting for posting in postings if posting is not None]
        complete = len(self._postings) == len(postings)
        super().__init__(commit, min((p.size for p in self._postings), default=0) if complete else 0)
        self._slop = query.slop
        self._signs = [sign_of(word.encode()) for word in query.words]

    @cached_property
    def _docs(self) -> Docs:
        if not self.size:
            return np.zeros(0, np.int64)
        if self._slop == 1:
            return standing(self._commit, self._postings, self._signs, None)
        return self._standing(min(self._postings, key=lambda posting: posting.size).docs)

    def within(self, docs: Docs) -> Docs:
        """The same, of some documents only."""
        if "_docs" in self.__dict__:
            return docs[self.holds(docs)]
        if not self.size:
            return np.zeros(0, np.int64)
        return self._standing(docs)

    def _standing(self, docs: Docs) -> Docs:
        """Of some documents those in which the words stand in order."""
        if self._slop == 1:
            return standing(self._commit, self._postings, self._signs, docs)
        docs = holding_all(self._postings, docs)
        if not len(docs):
            return docs
        places = {posting: positions(self._commit, posting, docs) for posting in set(self._postings)}
        reach = places[self._postings[0]]
        for posting in self._postings[1:]:
            reach = following(reach, places[posting], self._slop)
        found = reach >> 32
        return found[np.flatnonzero(np.diff(found, prepend=-1))]
