"""Texts cut at blanks, and every chunk looked up, with numpy.

Owns: finding the chunks of many texts at once and their numbers in `Words`.
Must not: know what a chunk means, or be imported by what writes a single document.

Two look-ups in Python for each of a page's five hundred chunks are a tenth of all work of indexing. Here a
chunk is two numbers of eight letters each; a table of slots says which known chunk has them, and only what
is new, longer than that, or without a slot is looked up in the memo itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archivist.lazyclass import dataclass
from archivist.search.words import Words

Numbers = NDArray[Any]

_LAST_BLANK: Final = 0x20
"""Bytes up to this one separate chunks; other blanks of Unicode are no part of a word either (`analysis`)."""
_LETTERS: Final = 16
"""Bytes of the longest chunk that is looked up by its numbers."""
_SLOT_BITS: Final = 18
_MIXERS: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_SHIFTS: Final = tuple(np.uint64(64 - _SLOT_BITS * turn) for turn in (1, 2))
"""The two slots a chunk may have are the highest bits of its mixed numbers, and those behind them."""
_SLOT: Final = np.uint64((1 << _SLOT_BITS) - 1)
_KEPT: Final = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)
"""Bits of eight letters that belong to a chunk, by how many of them do."""
_FREE: Final = -1


@dataclass(frozen=True, slots=True)
class Chunks:
    """Chunks of some texts.

    Attributes:
        codes: number of each chunk in `Words`.
        docs: document of each text, ascending.
        sizes: chunks of each text.
    """

    codes: Numbers
    docs: Numbers
    sizes: Numbers


class Chunker:
    """Numbers of chunks, by a table that learns the chunks of `words`."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._slots = np.full(1 << _SLOT_BITS, _FREE, np.int32)
        self._keys = np.zeros((2, 1024), np.uint64)

    def chunks(self, docs: Sequence[int], parts: Sequence[bytes]) -> Chunks:
        """Chunks of some texts.

        Args:
            docs: document of each text.
            parts: the texts, UTF-8.
        """
        raw = b"\n" + b"\n".join(parts) + b"\n" + bytes(_LETTERS)
        data = np.frombuffer(raw, np.uint8)
        edges = np.flatnonzero(np.diff(data > _LAST_BLANK)) + 1
        begins, ends = edges[::2].copy(), edges[1::2]
        sizes = ends - begins
        keys = _keys(data, begins, sizes)
        codes = self._known(keys)
        codes[sizes > _LETTERS] = _FREE
        missed = np.flatnonzero(codes == _FREE)
        if len(missed):
            look = self._words.__getitem__
            spans = zip(begins[missed].tolist(), ends[missed].tolist(), strict=True)
            codes[missed] = [look(raw[begin:end]) for begin, end in spans]
            short = missed[sizes[missed] <= _LETTERS]
            self._learn(codes[short], keys[:, short])
        behind = np.cumsum([len(part) + 1 for part in parts])
        until = np.searchsorted(begins, behind, side="right")
        return Chunks(codes, np.asarray(docs, np.uint32), np.diff(until, prepend=0))

    def _known(self, keys: Numbers) -> Numbers:
        """Numbers of the chunks that are in a slot of theirs; the others are `_FREE`."""
        mixed = _mixed(keys)
        codes = self._slots[_slots(mixed, _SHIFTS[0])]
        other = np.flatnonzero(~self._same(codes, keys))
        if len(other):
            second = self._slots[_slots(mixed[other], _SHIFTS[1])]
            codes[other] = np.where(self._same(second, keys[:, other]), second, _FREE)
        return codes

    def _same(self, codes: Numbers, keys: Numbers) -> Numbers:
        # A free slot is looked up under the last number, and no chunk has that: there is always room behind.
        same: Numbers = (self._keys[0][codes] == keys[0]) & (self._keys[1][codes] == keys[1])
        return same

    def _learn(self, codes: Numbers, keys: Numbers) -> None:
        """Give chunks that were looked up a slot, if one of theirs is free."""
        if not len(codes):
            return
        numbers, at = np.unique(codes, return_index=True)
        known, needed = keys[:, at], int(numbers[-1]) + 2
        if needed > self._keys.shape[1]:
            self._keys = np.pad(self._keys, ((0, 0), (0, needed)))
        self._keys[:, numbers] = known
        mixed, left = _mixed(known), np.arange(len(numbers))
        for shift in _SHIFTS:
            slots = _slots(mixed, shift)
            free = left[self._slots[slots[left]] == _FREE]
            self._slots[slots[free]] = numbers[free]  # of several chunks for one slot the last gets it
            left = left[self._slots[slots[left]] != numbers[left]]


def _keys(data: Numbers, begins: Numbers, sizes: Numbers) -> Numbers:
    """Chunks as two numbers each, of eight bytes; what is behind their end is 0."""
    eights: Numbers = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
    keys = np.zeros((2, len(begins)), np.uint64)
    np.bitwise_and(eights[begins], _KEPT[np.minimum(sizes, 8)], out=keys[0])
    longer = np.flatnonzero(sizes > 8)  # one in eight
    keys[1, longer] = eights[begins[longer] + 8] & _KEPT[np.minimum(sizes[longer] - 8, 8)]
    return keys


def _mixed(keys: Numbers) -> Numbers:
    mixed: Numbers = keys[0] * _MIXERS[0]
    mixed ^= keys[1] * _MIXERS[1]
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIXERS[0]
    return mixed


def _slots(mixed: Numbers, shift: np.uint64) -> Numbers:
    slots: Numbers = (mixed >> shift & _SLOT).astype(np.intp)
    return slots
