"""The query as a frozen tree.

Owns: the nodes of the tree. The grammar is in `parser`, its documentation in
docs/search.md.
Must not: import an engine; only `compile` knows what a node becomes there.
"""

from __future__ import annotations

import datetime as dt

from archivist.lazyclass import dataclass
from archivist.search.fields import Field


@dataclass(frozen=True, kw_only=True)
class Everything:
    """Matches every document."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word as typed; whether it bears diacritics decides how it ranks.

    Attributes:
        text: the word.
        field: where it has to occur.
        also: other ways of writing it that are found too and count a little less ("13" for "XIII",
            "lí" for "lý").
    """

    text: str
    field: Field = Field.ANY
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Words:
    """Adjacent words: all must occur, and next to each other is better."""

    words: tuple[Word, ...]


@dataclass(frozen=True, kw_only=True)
class Prefix:
    """Words that begin so."""

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """Words that fit a pattern: ``*`` is any letters, ``?`` one; diacritics do not count."""

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, kw_only=True)
class Fuzzy:
    """Words that become this one by at most `distance` letters added, left out or exchanged."""

    text: str
    distance: int = 1
    field: Field = Field.ANY


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Words in this order, with at most `slop` - 1 others between neighbours."""

    text: str
    field: Field = Field.ANY
    slop: int = 1


@dataclass(frozen=True, kw_only=True)
class Number:
    """A document number in any spelling.

    Attributes:
        text: as typed.
        keys: keys of `archivist.numbers.query_keys`.
        field: ``NUMBER`` for the document's own number, ``CITES`` for numbers its text mentions,
            ``ANY`` for both and, failing those, the words themselves.
    """

    text: str
    keys: tuple[str, ...]
    field: Field = Field.ANY


@dataclass(frozen=True, kw_only=True)
class Value:
    """One of a set of stored values (kind codes, levels, languages, systems, ids)."""

    field: Field
    text: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Members:
    """Documents named one by one: what the archive answered for a value no index holds.

    Attributes:
        field: what was asked for.
        text: the value as typed.
        ids: the documents that have it.
    """

    field: Field
    text: str
    ids: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """An issuing body: by authority id where the name is known, else by the words of its name."""

    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Dates:
    """Issue date (or filing date) between two days, both inclusive; None is open.

    Attributes:
        since: first day.
        until: last day.
        field: ``DATE`` or ``FILED``.
        mentioned: documents whose text names the day, in any form, fit too (a single day only).
    """

    since: dt.date | None
    until: dt.date | None
    field: Field = Field.DATE
    mentioned: bool = False


@dataclass(frozen=True, kw_only=True)
class Like:
    """Documents that share the typical words of one, which is left out.

    Attributes:
        id: the document.
        text: its subject, for `describe`.
        words: folded words with their weights, the most typical first.
    """

    id: str
    text: str
    words: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class And:
    """All of them."""

    children: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Or:
    """At least one of them."""

    children: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Not:
    """None of it."""

    child: Node


Node = (
    Everything
    | Word
    | Words
    | Prefix
    | Pattern
    | Fuzzy
    | Phrase
    | Number
    | Value
    | Members
    | Issuer
    | Dates
    | Like
    | And
    | Or
    | Not
)


@dataclass(frozen=True, kw_only=True)
class Query:
    """A query that was understood. `text` is what was typed, NFC."""

    text: str
    root: Node
