"""Vietnamese alphabetical order.

Owns: one sort key. Must not: know what is sorted.

Source: order of TCVN dictionaries: a ă â b c d đ e ê … o ô ơ … u ư …; tones only decide between
words that are otherwise equal, in the order level, huyền, hỏi, ngã, sắc, nặng.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from archivist.lazypattern import late_pattern
from archivist.text import nfc, normalise_tone

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Final = {letter: chr(0x60 + position) for position, letter in enumerate(_ALPHABET)}
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTERS_KEPT: Final = 4096
_DIGITS: Final = late_pattern(r"\d+")


def _by_value(digits: re.Match[str]) -> str:
    bare = digits[0].lstrip("0")
    return f"{len(bare):02d}{bare}"


def _weights(char: str) -> tuple[str, str]:
    """Primary weight and tone of one composed, lower-case character."""
    marks = unicodedata.normalize("NFD", char)
    tone = next((_TONES[m] for m in marks if m in _TONES), "0")
    bare = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
    if bare in _RANK:
        return _RANK[bare], tone
    base = unicodedata.normalize("NFD", bare)[:1]
    return _RANK.get(base, bare), tone


class _Table(dict[int, str]):
    """For `str.translate`: one of the weights of every character, found out when it first comes."""

    def __init__(self, which: int) -> None:
        super().__init__()
        self._which = which

    def __missing__(self, code: int) -> str:
        if len(self) >= _LETTERS_KEPT:
            self.clear()
        weight = self[code] = _weights(chr(code))[self._which]
        return weight


_primary, _tones = _Table(0), _Table(1)


def collation_key(text: str) -> str:
    """Key by which strings sort in Vietnamese order; numbers inside sort by value.

    Equal keys mean strings that differ at most in case, tone placement and blanks.
    """
    clean = " ".join(normalise_tone(nfc(text)).lower().split())
    clean = _DIGITS.sub(_by_value, clean)
    return f"{clean.translate(_primary)}\x00{clean.translate(_tones)}"
