"""What a query would have highlighted.

Owns: which nodes show in a text. Must not: search, or know an engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from archivist.search.abbreviations import long_forms
from archivist.search.analysis import pairs
from archivist.search.nodes import And, Node, Number, Or, Pattern, Phrase, Prefix, Query, Word, Words
from archivist.search.snippet import Needle

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
        case Pattern(text=text) if text[0] not in "*?":
            yield from _needle(re.split(r"[*?]", text)[0], prefix=True)
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
