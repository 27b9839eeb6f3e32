"""What stands beside a word, in a byte for each of its places.

Owns: that byte. Four bits are a sign of the word behind and four of the word before, 0 where none stands there at once.
Must not: be believed alone. Sixteen signs are few: words with the right sign are candidates, and their places decide.

Whoever looks for a phrase reads a byte for every place of its words, and the places and documents only of the one in
sixteen (of a word in the middle: of the one in 256) that may belong to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from zlib import crc32

BEHIND: Final = 0x0F
"""Bits of the word behind."""
BEFORE: Final = 0xF0
"""Bits of the word before."""

Kept = tuple[bytes, Sequence[int], Sequence[int], Sequence[int]]
"""A term, its documents, how often it stands in each, and its places, document after document."""


def sign_of(term: bytes) -> int:
    """Sign of a word, 0 to 15; the same in every segment, whoever wrote it."""
    return crc32(term) & BEHIND


def beside_one(words: Iterable[tuple[bytes, Sequence[int]]]) -> list[bytes]:
    """The bytes of the words of one document, word after word.

    Args:
        words: each with its places, ascending.
    """
    held = list(words)
    signs: dict[int, int] = {}
    for term, places in held:
        signs.update(dict.fromkeys(places, sign_of(term)))
    sign = signs.get
    return [bytes([sign(place + 1, 0) | sign(place - 1, 0) << 4 for place in places]) for _, places in held]


def beside_many(terms: Sequence[Kept]) -> list[bytes]:
    """The same for the words of several documents."""
    signs: dict[tuple[int, int], int] = {}
    spread = [(term, list(_spread(docs, counts, places))) for term, docs, counts, places in terms]
    for term, at in spread:
        signs.update(dict.fromkeys(at, sign_of(term)))
    sign = signs.get
    return [
        bytes([sign((doc, place + 1), 0) | sign((doc, place - 1), 0) << 4 for doc, place in at])
        for _, at in spread
    ]


def _spread(docs: Sequence[int], counts: Sequence[int], places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Document and place of everything that is kept of a term."""
    following = iter(places)
    for doc, count in zip(docs, counts, strict=True):
        for _ in range(count):
            yield doc, next(following)
