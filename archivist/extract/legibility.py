"""Is a text layer language, or noise?

Owns: the test for garbled text layers.
Must not: repair them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from archivist.lazypattern import late_pattern
from archivist.text import fold, is_syllable

_SAMPLE = 6000
_WORD = late_pattern(r"[^\W\d_]+")
_TOKEN = late_pattern(r"\S+")
_LATIN = late_pattern("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_PLAIN = late_pattern("[\x00-\x7f\u00c0-\u024f\u1e00-\u1eff“”‘’–—…]+")
_PLAIN_TEXT = late_pattern(_PLAIN.pattern.replace("[", "[\\s"))  # one class: cannot backtrack
_NEIGHBOURS = late_pattern(r"[^\W\d_A-Z][A-Z0-9$€]")
_FEW = 40


def is_garbled(text: str) -> bool:
    """True when the text cannot be read by anybody.

    Two ways to go wrong are known from real files:

    * a font without a map to Unicode: words mix scripts, digits, private-use characters and
      signs ("7ӌ1+ LÀO CAI");
    * the OCR of an engine without Vietnamese: words have the shape of Vietnamese syllables
      but next to no diacritics, or capitals and digits stand within them ("CQNG HOA XA HQI",
      "ngdnh cho nghiQp, ho4t dQng"). In Vietnamese prose about a quarter of the letters carry a
      diacritic; official documents are never typed without them.

    Other languages do not consist of Vietnamese syllables and are left alone.
    """
    sample = text[:_SAMPLE]
    tokens = _TOKEN.findall(sample)
    if len(tokens) < _FEW:
        return False
    if not _PLAIN_TEXT.fullmatch(sample) and sum(map(_is_noise, tokens)) > 0.2 * len(tokens):
        return True
    # Every mixed token holds such neighbours, so few neighbours are enough to know.
    if len(_NEIGHBOURS.findall(sample)) > 0.12 * len(tokens) < sum(map(_is_mixed, tokens)):
        return True
    words = _WORD.findall(sample)
    if len(words) < _FEW:
        return False
    letters = "".join(words)
    counts = Counter(letters)
    if sum(count for char, count in counts.items() if _is_accented(char)) >= 0.10 * len(letters):
        return False
    return sum(1 for word in words if is_syllable(fold(word))) > 0.6 * len(words)


def _is_noise(token: str) -> bool:
    """A token of private-use or unassigned characters, or of letters of several scripts."""
    if _PLAIN.fullmatch(token):
        return False
    scripts = set()
    for char in token:
        if _LATIN.match(char):
            scripts.add("LATIN")
            continue
        category = unicodedata.category(char)
        if category in ("Co", "Cn", "Cc", "Cs") or char == "\ufffd":
            return True
        if category[0] == "L":
            scripts.add(unicodedata.name(char, "?").split(" ", 1)[0])
    return len(scripts - {"MODIFIER", "FEMININE", "MASCULINE", "MICRO"}) > 1


def _is_mixed(token: str) -> bool:
    """A capital, digit or sign straight after a small letter, outside of addresses."""
    if not _NEIGHBOURS.search(token) or "@" in token or "://" in token or "www." in token:
        return False
    return any(a.islower() and (b.isupper() or b.isdigit() or b in "$€") for a, b in pairwise(token))


@lru_cache(maxsize=4096)
def _is_accented(char: str) -> bool:
    return char in "đĐ" or len(unicodedata.normalize("NFD", char)) > 1
