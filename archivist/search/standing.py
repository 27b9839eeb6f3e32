"""Words that stand side by side, in plain Python.

Owns: which documents of a segment hold words one behind the other. `adjacency` does the same with numpy.
Must not: know the query language or how an index lies on disk, or score.

Of common words nearly every document holds all, and few places belong to the phrase: a byte for every place
(`beside`) says which may. Whether the other words stand where they belong is looked up of those alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise, starmap
from typing import Final

from archivist.search.beside import BEFORE, BEHIND, sign_of
from archivist.search.view import Placed

_SIGNS: Final = 16
"""Of so many places one has the right sign by chance."""


def standing(words: Sequence[Placed], terms: Sequence[bytes]) -> list[int]:
    """Documents in which words stand one behind the other, in no order.

    Args:
        words: their places, in their order; one may come twice.
        terms: the words.
    """
    key = min(range(len(words)), key=lambda step: _expected(words[step], step, len(words)))
    before = terms[key - 1] if key else None
    behind = terms[key + 1] if key + 1 < len(terms) else None
    docs, ends, places, beside = words[key]
    marks = beside.translate(_signed(before, behind))
    found: list[int] = []
    # Where a phrase stands often in a document one place is enough: the first candidates of all documents, then the
    # second ones of those in which the first is not the phrase, and so on.
    spots = {at: row for at, row in enumerate(starmap(partial(marks.find, 1), pairwise(ends))) if row >= 0}
    while spots:
        held = {docs[at]: places[row] for at, row in spots.items()}
        for step, word in enumerate(words):
            if step != key:
                held = _with(word, held, step - key)
        found += held
        left = (
            (at, marks.find(1, row + 1, ends[at + 1])) for at, row in spots.items() if docs[at] not in held
        )
        spots = {at: row for at, row in left if row >= 0}
    return found


def _with(word: Placed, held: Mapping[int, int], step: int) -> dict[int, int]:
    """Of documents with a place each, those in which the word stands so many steps behind it (or before it)."""
    docs, ends, places, _ = word
    if isinstance(docs, range):
        first = docs.start
        rows = ((doc - first, doc, place) for doc, place in held.items() if doc in docs)
    else:
        spots = ((bisect_left(docs, doc), doc, place) for doc, place in held.items())
        rows = (spot for spot in spots if spot[0] < len(docs) and docs[spot[0]] == spot[1])
    found = {}
    for row, doc, place in rows:
        end = ends[row + 1]
        at = bisect_left(places, place + step, ends[row], end)
        if at < end and places[at] == place + step:
            found[doc] = place
    return found


def _expected(word: Placed, step: int, size: int) -> int:
    """So many candidates, relatively, are left of a word by chance."""
    return len(word.beside) * (_SIGNS if step in (0, size - 1) else 1)


def _signed(before: bytes | None, behind: bytes | None) -> bytes:
    """Table that makes 1 of the bytes of places beside which these words may stand, 0 of others; None: any."""
    bits = (BEFORE if before is not None else 0) | (BEHIND if behind is not None else 0)
    wanted = (sign_of(before) << 4 if before is not None else 0) | (
        sign_of(behind) if behind is not None else 0
    )
    return bytes(byte & bits == wanted for byte in range(256))
