"""What a query would have highlighted.

Owns: which nodes show in a text. Must not: search, or know an engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from archivist.search.abbreviations import long_forms
from archivist.search.analysis import pairs
from archivist.search.nodes import And, Fuzzy, Node, Number, Or, Pattern, Phrase, Prefix, Query, Word, Words
from archivist.search.snippet import Needle
from archivist.search.stems import keys_of_query
from archivist.search.vocabulary import beginning_of
from archivist.text import fold

_MAX_NEEDLES: Final = 40


def needles_of(query: Query) -> tuple[Needle, ...]:
    """Needles of the parts of a query that ask for something, each once, in order."""
    return tuple(dict.fromkeys(_needles(query.root)))[:_MAX_NEEDLES]


def _needle(text: str, *, prefix: bool = False) -> Iterator[Needle]:
    found = pairs(text)
    if found:
        marked = any(folded != exact for folded, exact in found)
        exact = tuple(exact for _, exact in found) if marked else ()
        yield Needle(tokens=tuple(folded for folded, _ in found), prefix=prefix, exact=exact)


def _word(word: Word) -> Iterator[Needle]:
    for text in (word.text, *word.also, *long_forms(word.text)):
        yield from _needle(text)
    yield from _other_forms(word.text)


def _other_forms(word: str) -> Iterator[Needle]:
    """A word of another language as its stem finds it: policy, policies; ארכיון, בארכיון."""
    keys = frozenset(keys_of_query(word))
    if any(key.startswith("he:") for key in keys):
        yield Needle(tokens=(), stems=keys)  # what stands before the stem is a letter of many
        return
    beginnings = {fold(key.partition(":")[2]) for key in keys}
    for beginning in sorted(beginnings):
        if beginning and not any(beginning.startswith(other) for other in beginnings - {beginning}):
            yield Needle(tokens=(beginning,), prefix=True, stems=keys)


def _needles(node: Node) -> Iterator[Needle]:
    match node:
        case And(children=children) | Or(children=children):
            for child in children:
                yield from _needles(child)
        case Words(words=words):
            if len(words) > 1:
                yield from _needle(" ".join(word.text for word in words))
            for word in words:
                yield from _word(word)
        case Word():
            yield from _word(node)
        case Phrase(text=text):
            yield from _needle(text)
        case Pattern(text=text):
            beginning = beginning_of(fold(text))
            yield Needle(tokens=(beginning,) if beginning else (), prefix=True, form=fold(text))
        case Fuzzy(text=text, distance=distance):
            yield Needle(tokens=(), form=fold(text), near=distance)
        case Prefix(text=text):
            yield from _needle(text, prefix=True)
        case Number(text=text, keys=keys):
            yield from _needle(text)
            # The text may spell it otherwise: "nghị quyết 39" asks for "39-NQ/TW".
            for key in keys:
                if "." in key:
                    yield Needle(tokens=tuple(re.split(r"[._]", key)), number=True)
        case _:
            return
