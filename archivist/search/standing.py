"""Words that stand side by side, in plain Python.

Owns: which documents of a segment hold words one behind the other. `adjacency` does the same with numpy.
Must not: know the query language or how an index lies on disk, or score.

Of common words nearly every document holds all, and few places belong to the phrase: a byte for every place
(`beside`) says which may. Whether the other words stand where they belong is looked up of those alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from archivist.search.beside import BEFORE, BEHIND, sign_of
from archivist.search.view import Placed

_SIGNS: Final = 16
"""Of so many places one has the right sign by chance."""


def standing(words: Sequence[Placed], terms: Sequence[bytes], docs: Iterable[int]) -> list[int]:
    """Those of some documents in which words stand one behind the other, in their order.

    Args:
        words: their places, in their order; one may come twice.
        terms: the words.
        docs: the documents.
    """
    key = min(range(len(words)), key=lambda step: _expected(words[step], step, len(words)))
    before = terms[key - 1] if key else None
    behind = terms[key + 1] if key + 1 < len(terms) else None
    ends, places, beside = words[key]
    others = [(step - key, word.ends, word.places) for step, word in enumerate(words) if step != key]
    marked = bytes(beside).translate(_signed(before, behind)).find
    found: list[int] = []
    # No function is called for a place: there are hundreds of thousands.
    for doc in docs:
        end = ends[doc + 1]
        row = marked(1, ends[doc], end)
        while row >= 0:
            for step, their_ends, their_places in others:
                place, last = places[row] + step, their_ends[doc + 1]
                at = bisect_left(their_places, place, their_ends[doc], last)
                if at == last or their_places[at] != place:
                    break
            else:  # where a phrase stands often in a document one place is enough
                found.append(doc)
                break
            row = marked(1, row + 1, end)
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
