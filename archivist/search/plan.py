"""What to evaluate: the tree `compile` makes and `evaluate` and `vector` compute.

Owns: the nodes. Must not: know the query language, or an engine.

The nodes are named and shaped like those of Whoosh, so that its own exhaustive search can be asked the
same thing (tests/support/engine.py), but importing them costs nothing: a search from the command line
loads no engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archivist.lazyclass import dataclass


@dataclass(frozen=True)
class Term:
    """Documents that hold a term; scored by BM25F where the field counts words, else by `boost`."""

    fieldname: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True)
class Phrase:
    """Documents in which the words stand in order, each at most `slop` after the one before.

    Each counts `boost`.
    """

    fieldname: str
    words: Sequence[str]
    slop: int = 1
    boost: float = 1.0


@dataclass(frozen=True)
class Prefix:
    """Documents that hold a term that begins so; each counts 1."""

    fieldname: str
    text: str


@dataclass(frozen=True)
class Wildcard:
    """Documents that hold a term that fits a pattern (see `vocabulary`); each counts 1."""

    fieldname: str
    text: str


@dataclass(frozen=True)
class FuzzyTerm:
    """Documents that hold a term at most `maxdist` letters away; each counts 1."""

    fieldname: str
    text: str
    maxdist: int


@dataclass(frozen=True)
class NumericRange:
    """Documents whose number in a column lies between two, both inclusive; each counts 1."""

    fieldname: str
    start: int
    end: int


@dataclass(frozen=True)
class Members:
    """Documents with these ids; each counts 1."""

    ids: frozenset[str]


@dataclass(frozen=True)
class Every:
    """All documents; each counts 1."""


@dataclass(frozen=True)
class Null:
    """No document."""


@dataclass(frozen=True)
class And:
    """Documents that match all parts (and none under a `Not`); scores are added up."""

    subqueries: Sequence[Node]


@dataclass(frozen=True)
class Or:
    """Documents that match a part; scores are added up."""

    subqueries: Sequence[Node]


@dataclass(frozen=True)
class Not:
    """Inside an `And`: what must not match."""

    query: Node


@dataclass(frozen=True)
class AndMaybe:
    """Documents that match `a`; where `b` matches too, its score is added."""

    a: Node
    b: Node


@dataclass(frozen=True)
class ConstantScoreQuery:
    """Documents that match `child`; each counts `score`."""

    child: Node
    score: float


MultiTerm = Prefix | Wildcard | FuzzyTerm
"""What stands for many terms of one field."""
Query = (
    Term
    | Phrase
    | MultiTerm
    | NumericRange
    | Members
    | Every
    | Null
    | And
    | Or
    | AndMaybe
    | ConstantScoreQuery
)
"""What stands alone."""
Node = Query | Not

NullQuery: Final = Null()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to evaluate.

    Attributes:
        query: decides what matches, and the score.
        nearness: phrases that lift the best matches further (see `answer`).
    """

    query: Query
    nearness: tuple[Phrase, ...] = ()
