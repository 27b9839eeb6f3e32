"""How text becomes terms, for documents and queries alike.

Owns: the token, its folded and its exact form, and the memo that makes folding cheap.
Must not: know fields, an engine or a query.

A token is a Vietnamese syllable, a foreign word or a run of digits: letters and digits with the
marks that stand on them. One-character and one-digit tokens are kept ("Điều 5", "V/v"), and so is
every frequent syllable: typed without accents "co" is có, cơ and cờ at once.

Folded form: lower case, no diacritics, đ → d. Exact form: NFC, lower case, one place for the tone
mark (hoà = hòa), one đ (Ð U+00D0 = Đ). Splitting first and folding each distinct chunk once is what makes this quick:
`str.translate` over a whole Vietnamese text costs about four times as much.
"""

from __future__ import annotations

from typing import Final

from archivist.lazypattern import late_pattern
from archivist.text import LOOKALIKES, fold, nfc, normalise_tone

# Marks that do not compose (Hebrew points, stray accents) belong to the letter before them.
_MARKS: Final = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_TOKEN: Final = late_pattern(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_]*)*")
# Soft hyphens, joiners and direction marks stand inside words and mean nothing there.
_INVISIBLE: Final = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF], None
)
_AT_THE_DOOR: Final = _INVISIBLE | LOOKALIKES
"""Ð (U+00D0) looks like Đ and is typed for it: in the exact form, too, they are one letter."""
_MEMO_LIMIT: Final = 400_000
"""Distinct chunks remembered, about 120 MB at most; then the memo starts afresh."""

Pair = tuple[str, str]
"""Folded and exact form of one token."""


def _split(chunk: str) -> tuple[Pair, ...]:
    if not chunk.isascii():
        chunk = nfc(chunk.translate(_AT_THE_DOOR))
    pairs = []
    # Of letters and digits alone, it is one token.
    for token in (chunk,) if chunk.isalnum() else _TOKEN.findall(chunk):
        folded = fold(token)
        if folded:
            pairs.append((folded, normalise_tone(token).lower()))
    return tuple(pairs)


class _Memo(dict[str, tuple[Pair, ...]]):
    """Chunk between blanks → its tokens."""

    def __missing__(self, chunk: str) -> tuple[Pair, ...]:
        pairs = _split(chunk)
        if len(chunk) <= 40:
            if len(self) >= _MEMO_LIMIT:
                self.clear()
            self[chunk] = pairs
        return pairs


_memo = _Memo()


def chunk_pairs(chunk: str) -> tuple[Pair, ...]:
    """Tokens of a chunk between blanks, each as (folded, exact)."""
    return _memo[chunk]


def pairs(text: str) -> list[Pair]:
    """Tokens of a text in order, each as (folded, exact)."""
    look = _memo.__getitem__
    # A decomposed text has to be composed before it is split: a lone mark must not start a chunk.
    return [pair for chunk in nfc(text).split() for pair in look(chunk)]


def folded_tokens(text: str) -> list[str]:
    """Folded tokens of a text in order."""
    look = _memo.__getitem__
    return [folded for chunk in nfc(text).split() for folded, _ in look(chunk)]


def marked_tokens(text: str) -> list[str]:
    """Exact forms of those tokens that bear a diacritic or đ, in order.

    A token without any is the same in both forms, so the exact field need not repeat it.
    """
    look = _memo.__getitem__
    return [exact for chunk in nfc(text).split() for folded, exact in look(chunk) if exact != folded]
