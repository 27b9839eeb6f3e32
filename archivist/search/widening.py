"""A query with the words its writer may have meant besides, once the index is at hand.

Owns: which unknown words get another reading. Must not: drop or replace anything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from archivist.search.analysis import folded_tokens
from archivist.search.keyboard import syllable_of
from archivist.search.nodes import And, Node, Not, Or, Query, Word, Words


def widened(query: Query, knows: Callable[[str], bool]) -> Query:
    """The query with keyboard leftovers read as syllables too.

    Args:
        query: as parsed.
        knows: whether a folded word occurs in the index; such a word is taken as it stands.
    """
    root = _node(query.root, knows)
    return query if root is query.root else replace(query, root=root)


def _node(node: Node, knows: Callable[[str], bool]) -> Node:
    match node:
        case Word():
            return _word(node, knows)
        case Words(words=words):
            read = tuple(_word(word, knows) for word in words)
            return node if read == words else Words(words=read)
        case And(children=children) | Or(children=children):
            nodes = tuple(_node(child, knows) for child in children)
            return node if nodes == children else replace(node, children=nodes)
        case Not(child=child):
            inner = _node(child, knows)
            return node if inner == child else Not(child=inner)
        case _:
            return node


def _word(word: Word, knows: Callable[[str], bool]) -> Word:
    meant = syllable_of(word.text)
    if meant is None or all(map(knows, folded_tokens(word.text))):
        return word
    return replace(word, also=(*word.also, meant))
