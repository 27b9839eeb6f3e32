"""What an evaluator asks of an index: segments, and statistics over all of them.

Owns: the seam between evaluation and storage. Must not: know either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple, Protocol

Postings = tuple[Sequence[int], Sequence[float]]
"""Document numbers, ascending, and how often the term stands in each."""


class Placed(NamedTuple):
    """All places of a term in a segment.

    Attributes:
        ends: how many places there are before each document of the segment, and last how many there are.
        places: positions, document after document.
        beside: for each place, what stands beside it (`beside`).
    """

    ends: list[int]
    places: Sequence[int]
    beside: memoryview


class SegmentView(Protocol):
    """One segment. Document numbers count from 0 within it and include deleted documents."""

    @property
    def name(self) -> str:
        """Name that no other segment ever had."""

    @property
    def documents(self) -> int:
        """Number of documents, deleted ones included."""

    @property
    def deleted(self) -> frozenset[int]:
        """Deleted documents."""

    def frequency(self, field: str, term: bytes) -> int:
        """Number of documents that hold a term, deleted ones included."""

    def scorable(self, field: str) -> bool:
        """Whether the words of a field are counted."""

    def postings(self, field: str, term: bytes) -> Postings:
        """Postings of a term, deleted documents included; empty when it is not there."""

    def table(self, field: str, term: bytes) -> tuple[int, Sequence[int]] | None:
        """How often a term of many documents stands in each, from one document on; None where it is not kept so."""

    def positions(self, field: str, term: bytes, among: Set[int]) -> dict[int, list[int]]:
        """Positions of a term in those documents of `among` that hold it."""

    def placed(self, field: str, term: bytes) -> Placed | None:
        """All places of a term; None where they are not kept so."""

    def terms(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """Terms of a field that begin so, ascending."""

    def lengths(self, field: str) -> Sequence[int]:
        """Words in a field, by document number; rounded as Whoosh rounds them."""

    def numbers(self, field: str) -> Sequence[int]:
        """Column of numbers, by document number."""

    def codes(self, field: str) -> tuple[Sequence[str], Sequence[int]]:
        """Column of few different texts: these, and by document the number of its text."""

    def values(self, field: str) -> Sequence[str]:
        """Column of texts, by document number; empty where there is none."""


class Statistics(Protocol):
    """Figures over all segments, deleted documents included, as Whoosh counts."""

    def idf(self, field: str, term: bytes) -> float:
        """Inverse document frequency: ln(documents / (holders + 1)) + 1."""

    def average_length(self, field: str) -> float:
        """Mean number of words in a field."""
