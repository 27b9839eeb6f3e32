"""Did you mean: words of the index in place of words it does not know.

Owns: when a word is doubted and what is offered. Must not: search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from archivist.search.analysis import pairs
from archivist.search.lexicon import Lexicon
from archivist.search.nodes import And, Node, Or, Query, Word, Words
from archivist.text import within_one_edit

_LONG: Final = 6
"""Letters from which two of a word may be wrong."""
_SHORT: Final = 3
"""Shorter words are near to too many others."""


def suggestion(query: Query, lexicon: Lexicon) -> str:
    """The query as it may have been meant; empty when every word of it is known, or none is near.

    A word without diacritics is doubted when the index does not know its letters; one with
    diacritics also when no document writes it so ("nghị quyêt" for "nghị quyết").
    """
    text = query.text
    # Who types diacritics is offered words that bear them.
    spelt = any(folded != exact for folded, exact in pairs(text))
    for word in _words(query.root):
        better = _better(word.text, lexicon, spelt=spelt)
        if better:
            # What is put in holds letters only, so it needs no escaping.
            text = re.sub(rf"(?<!\w){re.escape(word.text)}(?!\w)", better, text, count=1)
    return text if text != query.text else ""


def _words(node: Node) -> Iterator[Word]:
    match node:
        case And(children=children) | Or(children=children):
            for child in children:
                yield from _words(child)
        case Words(words=words):
            yield from words
        case Word():
            yield node
        case _:
            return


def _better(typed: str, lexicon: Lexicon, *, spelt: bool) -> str:
    """The nearest known word, `spelt` as most documents spell it; empty when the word is known."""
    tokens = pairs(typed)
    if len(tokens) != 1 or not typed.isalpha():
        return ""
    folded, exact = tokens[0]
    marked = folded != exact
    if lexicon.knows(folded):
        if not marked or lexicon.frequency(exact, "text_x"):
            return ""
        nearest = folded
    else:
        nearest = _nearest(folded, lexicon)
    if not nearest or not spelt:
        return nearest
    best = lexicon.spellings([nearest])[nearest].most_common(1)
    return best[0][0] if best else nearest


def _nearest(folded: str, lexicon: Lexicon) -> str:
    if len(folded) < _SHORT:
        return ""
    ranked = sorted(
        # Neighbours exchanged are one slip of the fingers, though two letters differ.
        (1 if within_one_edit(folded, word) else edits, word[0] != folded[0], -count, word)
        for word, (edits, count) in lexicon.near(folded, 2).items()
        if len(folded) >= _LONG or within_one_edit(folded, word)
    )
    return ranked[0][3] if ranked else ""
