"""How the body of a recognised document spells the words of its subject.

Owns: finding words of a field that the text of the same document spells with other accents.
Must not: recognise anything, or decide which spelling is right: that is a person's to say.

A directive repeats the words of its subject: the enacting clause names it again (forms of Decree
34/2016/NĐ-CP), and so does the first article. Recognition errs on the accents ("nổ", "nỗ", "nồ") but not alike each time, so that the repetitions are a witness: where
they differ, one of them is wrong, however sure the engine was of each.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from archivist.lazypattern import late_pattern
from archivist.text import fold, nfc, normalise_tone

_WORD = late_pattern(r"[^\W\d_]+")
_DISSENT = 0.1
"""Share of other spellings from which a word is in doubt: a single slip in many repetitions is one of
the body."""

Pair = tuple[str, str]


def otherwise_spelled(value: str, texts: Iterable[str]) -> str:
    """`value` as the texts spell it most, where they spell it otherwise; empty when they agree.

    Two neighbouring words are compared together: alone, "cá" and "cả" are both words.

    Args:
        value: what was read, a phrase in small letters.
        texts: lines of the document, those `value` was read from among them.
    """
    words = _words(value)
    spellings = _spellings({(fold(a), fold(b)) for a, b in pairwise(words)}, texts)
    found = list(words)
    doubtful = False
    for at, pair in enumerate(pairwise(words)):
        counted = spellings.get((fold(pair[0]), fold(pair[1])), Counter())
        others = Counter({one: count for one, count in counted.items() if one != pair})
        if sum(others.values()) < max(1, _DISSENT * counted[pair]):
            continue
        doubtful = True
        best, count = others.most_common(1)[0]
        if count >= counted[pair]:
            found[at], found[at + 1] = best
    return _put_back(value, found) if doubtful else ""


def _words(text: str) -> list[str]:
    return [normalise_tone(nfc(word)).lower() for word in _WORD.findall(nfc(text))]


def _spellings(wanted: set[Pair], texts: Iterable[str]) -> Mapping[Pair, Counter[Pair]]:
    """How often the texts spell each of the wanted pairs (without accents) in which way."""
    found: defaultdict[Pair, Counter[Pair]] = defaultdict(Counter)
    for text in texts:
        words = _words(text)
        for (a, b), (x, y) in zip(pairwise(words), pairwise([fold(word) for word in words]), strict=True):
            if (x, y) in wanted:
                found[x, y][a, b] += 1
    return found


def _put_back(value: str, words: Iterable[str]) -> str:
    """`value` with other words, capitals where they were; a word spelled alike stays as it is."""
    given = iter(words)

    def one(match: re.Match[str]) -> str:
        word, was = next(given), match[0]
        if normalise_tone(was).lower() == word:
            return was
        return word.upper() if was.isupper() and len(was) > 1 else _cased(word, was)

    return _WORD.sub(one, nfc(value))


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


__all__ = ["otherwise_spelled"]
