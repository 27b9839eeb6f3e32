"""Vietnamese alphabetical order.

Owns: one sort key. Must not: know what is sorted.

Source: order of TCVN dictionaries: a ă â b c d đ e ê … o ô ơ … u ư …; tones only decide between
words that are otherwise equal, in the order level, huyền, hỏi, ngã, sắc, nặng.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from archivist.text import nfc, normalise_tone

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Final = {letter: chr(0x60 + position) for position, letter in enumerate(_ALPHABET)}
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_DIGITS: Final = re.compile(r"\d+")


@lru_cache(maxsize=4096)
def _letter(char: str) -> tuple[str, str]:
    """Primary weight and tone of one composed, lower-case character."""
    marks = unicodedata.normalize("NFD", char)
    tone = next((_TONES[m] for m in marks if m in _TONES), "0")
    bare = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
    if bare in _RANK:
        return _RANK[bare], tone
    base = unicodedata.normalize("NFD", bare)[:1]
    return _RANK.get(base, bare), tone


def collation_key(text: str) -> str:
    """Key by which strings sort in Vietnamese order; numbers inside sort by value.

    Equal keys mean strings that differ at most in case, tone placement and blanks.
    """
    clean = " ".join(normalise_tone(nfc(text)).lower().split())
    clean = _DIGITS.sub(lambda m: f"{len(m[0].lstrip('0')):02d}{m[0].lstrip('0')}", clean)
    weights = [_letter(char) for char in clean]
    return "".join(w for w, _ in weights) + "\x00" + "".join(t for _, t in weights)
