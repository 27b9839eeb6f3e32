"""Chunks of text as numbers: what a chunk between blanks comes to is found out once for a segment.

Owns: the memo from a chunk to the words it holds, each numbered in its folded and its exact form.
Must not: know fields or documents, or import numpy; `chunking` looks many chunks up at once, `inverting`
reads the tables.

A text becomes one number for every chunk; which words those are is computed for many documents at once.
Words are numbered as they come, so the numbers mean nothing outside one table. Chunks are UTF-8 (`text.utf8`):
that is how they are compared eight letters at a time.
"""

from __future__ import annotations

from array import array
from itertools import islice
from typing import Final

from archivist.search.analysis import chunk_pairs
from archivist.search.beside import sign_of

NONE: Final = -1
"""Number of the exact form of a word that bears no diacritic: it has none of its own."""
_CHUNK_BYTES: Final = 330
"""Memory of a remembered chunk, about: the chunk, and its places in the tables."""


class Words(dict[bytes, int]):
    """Chunk → its number. `ends[n]` to `ends[n + 1]` are its words in `folded_of` and `exact_of`."""

    def __init__(self) -> None:
        super().__init__()
        self.ends = array("I", [0])
        self.folded_of = array("i")
        self.exact_of = array("i")
        self.folded: dict[str, int] = {}
        self.exact: dict[str, int] = {}
        self._signs = array("B")
        self.size = 0
        """Memory in use, bytes, about."""

    def signs(self) -> array[int]:
        """Sign of every folded word (`beside`)."""
        behind = islice(self.folded, len(self._signs), None)
        self._signs.extend([sign_of(word.encode()) for word in behind])
        return self._signs

    def __missing__(self, chunk: bytes) -> int:
        for folded, exact in chunk_pairs(chunk.decode("utf-8", "surrogatepass")):
            self.folded_of.append(self.folded.setdefault(folded, len(self.folded)))
            own = exact != folded
            self.exact_of.append(self.exact.setdefault(exact, len(self.exact)) if own else NONE)
        number = len(self.ends) - 1
        self.ends.append(len(self.folded_of))
        self[chunk] = number
        self.size += _CHUNK_BYTES + 2 * len(chunk)
        return number
