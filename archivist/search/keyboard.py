"""What Vietnamese keyboards leave behind when they were off: "chuyeenr ddooir", "chuye63n d9o63i".

Owns: Telex and VNI read back into syllables. Must not: decide that a word is one: what is read here is
looked for besides what was typed, and only for words the index does not know.

Telex: aa ee oo aw ow uw dd, tones s f r x j; VNI: 6 ^, 7 horn, 8 breve, 9 đ, tones 1 to 5.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from archivist.lazypattern import late_pattern
from archivist.text import is_syllable, normalise_tone

_TONES: Final = dict(zip("sfrxj12345", "\u0301\u0300\u0309\u0303\u0323" * 2, strict=True))
_TELEX: Final = (("uwow", "ươ"), ("uow", "ươ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"))
_TELEX_MORE: Final = (("ow", "ơ"), ("uw", "ư"), ("dd", "đ"))
_VNI: Final = {"a6": "â", "e6": "ê", "o6": "ô", "o7": "ơ", "u7": "ư", "a8": "ă", "d9": "đ"}
_WORD: Final = late_pattern(r"(qu|gi(?=[aăâeêioôơuưy])|[bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]+)([a-z]*)")
_MODIFIED: Final = "ơêôâăư"
"""Vowels that bear the tone whatever stands beside them, the strongest first (ươ bears it on ơ)."""


def syllable_of(word: str) -> str | None:
    """The syllable that was meant, or None when the word is no keyboard leftover."""
    word = word.lower()
    if not word.isascii() or not word.isalnum() or not word[:1].isalpha():
        return None
    read = _vni(word) if any(c.isdigit() for c in word) else _telex(word)
    if read is None:
        return None
    letters, tone = read
    syllable = _toned(letters, tone) if tone else letters
    return syllable if syllable != word and syllable is not None and is_syllable(syllable) else None


def _without_tone(word: str, keys: str) -> tuple[str, str] | None:
    """Word without its tone key, and the tone; None when there are several."""
    first = next((at for at, char in enumerate(word) if char in "aeiouy"), None)
    if first is None:
        return None
    found = [char for char in word[first:] if char in keys]
    if len(found) > 1:
        return None
    rest = "".join(char for char in word[first:] if char not in keys)
    return word[:first] + rest, _TONES[found[0]] if found else ""


def _telex(word: str) -> tuple[str, str] | None:
    read = _without_tone(word, "sfrxj")
    if read is None:
        return None
    letters, tone = read
    for keys, letter in (*_TELEX, *_TELEX_MORE):
        letters = letters.replace(keys, letter)
    return letters, tone


def _vni(word: str) -> tuple[str, str] | None:
    read = _without_tone(word, "12345")
    if read is None:
        return None
    letters, tone = re.sub(r"(?<=u)7?o7|(?<=u7)o7", "ơ", read[0]), read[1]
    letters = letters.replace("uơ", "ươ").replace("u7ơ", "ươ")
    for keys, letter in _VNI.items():
        letters = letters.replace(keys, letter)
        letters = re.sub(rf"{keys[0]}([a-z]+){keys[1]}", rf"{letter}\1", letters)
    return None if any(c.isdigit() for c in letters) else (letters, tone)


def _toned(letters: str, tone: str) -> str | None:
    """The syllable with its tone where the orthography puts it."""
    match = _WORD.fullmatch(letters)
    if match is None:
        return None
    onset, vowels, coda = match.groups()
    at = next((vowels.rfind(v) for v in _MODIFIED if v in vowels), None)
    if at is None:
        # Two vowels before a consonant bear the tone on the second, otherwise on the one before last.
        at = len(vowels) - 1 if coda or len(vowels) == 1 else len(vowels) - 2
    composed = unicodedata.normalize("NFC", vowels[: at + 1] + tone)
    return normalise_tone(onset + composed + vowels[at + 1 :] + coda)
