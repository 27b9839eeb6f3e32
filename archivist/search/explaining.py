"""Why a document matched: which part of the query, and where in the document.

Owns: the probes that tell. Must not: change what is found, or how it is ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from archivist.model import Matched
from archivist.search import plan as w
from archivist.search.compile import as_written, compile_node, exactly, in_another_form, kinds_called
from archivist.search.fields import Field
from archivist.search.nodes import (
    And,
    Dates,
    Everything,
    Fuzzy,
    Issuer,
    Like,
    Members,
    Node,
    Not,
    Number,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Value,
    Word,
    Words,
)

_PLACES: Final = (
    ("subject", Field.SUBJECT),
    ("issuer", Field.ISSUER),
    ("signatory", Field.SIGNATORY),
    ("place", Field.PLACE),
)
_MOST: Final = 24
"""Parts of a query that are looked at: a pasted paragraph explains itself."""

Finds = Callable[[w.Query], Sequence[str]]
"""Ids, of those asked about, that match a plan."""
Leaf = Word | Phrase | Prefix | Pattern | Fuzzy | Number | Value | Members | Issuer | Dates | Like


def matched(query: Query, ids: Sequence[str], finds: Finds) -> Mapping[str, tuple[Matched, ...]]:
    """What of the query each document matches, in the order of the query.

    Args:
        query: as it was evaluated.
        ids: documents that were found.
        finds: evaluates a probe over these documents.
    """
    found: dict[str, list[Matched]] = {identifier: [] for identifier in ids}
    for leaf in list(dict.fromkeys(_leaves(query.root)))[:_MOST]:
        places: dict[str, list[str]] = {}
        for place, probe in _probes(leaf):
            for identifier in finds(probe):
                places.setdefault(identifier, []).append(place)
        for identifier, where in places.items():
            if where == ["exact"]:  # all words of a phrase stand there, but not side by side
                continue
            found[identifier].append(Matched(text=_said(leaf), where=_told(where)))
    return {identifier: tuple(parts) for identifier, parts in found.items()}


def _told(where: list[str]) -> tuple[str, ...]:
    """Places, without "text" where a field says more: the index holds every field's words as text too.

    Another form of the word is told where the word itself stands nowhere.
    """
    general = ("text", "form", "exact")
    fields = [place for place in where if place not in general]
    if not fields:
        fields = [place for place in general[:2] if place in where][:1]
    return (*fields, *(["exact"] if "exact" in where else []))


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case And(children=children) | Or(children=children):
            for child in children:
                yield from _leaves(child)
        case Words(words=words):
            yield from words
        case Everything() | Not():
            return
        case _:
            yield node


def _said(leaf: Leaf) -> str:
    if isinstance(leaf, Dates):
        days = [day.isoformat() if day else "" for day in (leaf.since, leaf.until)]
        return days[0] if days[0] == days[1] else "..".join(days)
    return leaf.text


def _probes(leaf: Leaf) -> Iterator[tuple[str, w.Query]]:
    match leaf:
        case Word() | Phrase() | Prefix() | Pattern() | Fuzzy():
            if leaf.field is not Field.ANY:
                yield leaf.field.value, compile_node(leaf)
            else:
                for place, field in _PLACES:
                    yield place, compile_node(replace(leaf, field=field))
                if isinstance(leaf, Word) and (named := kinds_called(leaf.text)) is not None:
                    yield "kind", named
                yield "text", as_written(leaf) if isinstance(leaf, Word) else compile_node(leaf)
                if isinstance(leaf, Word) and (stems := in_another_form(leaf.text)) is not None:
                    yield "form", stems
            if isinstance(leaf, Word | Phrase) and (exact := exactly(leaf.text)) is not None:
                yield "exact", exact
        case Number(field=Field.ANY):
            for field in (Field.NUMBER, Field.CITES):
                yield field.value, compile_node(replace(leaf, field=field))
            yield "text", compile_node(leaf)
        case Number(field=field) | Value(field=field) | Members(field=field):
            yield field.value, compile_node(leaf)
        case Issuer():
            yield "issuer", compile_node(leaf)
        case Dates(field=field):
            yield field.value, compile_node(replace(leaf, mentioned=False))
            if leaf.mentioned:
                yield "text", compile_node(leaf)
        case Like():
            yield "text", compile_node(leaf)
