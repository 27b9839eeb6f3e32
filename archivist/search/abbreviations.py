"""Abbreviations of a query and what they stand for, both ways; bodies by their names in other languages.

Owns: when a word is taken for such a name. Must not: weigh, or know an engine.

The lists are `authorities/data/synonyms.csv` and `issuers.csv`; they are read when a query is, so they can change
without indexing anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archivist.authorities import synonyms
from archivist.text import fold, is_syllable

_LONGEST: Final = 6
"""Words of the longest form looked for: "Mặt trận Tổ quốc Việt Nam" has six."""
_SHORTEST: Final = 3


def long_forms(word: str) -> tuple[str, ...]:
    """What an abbreviation typed in capitals stands for, or a body's name in another language ("Politbüro").

    Small letters are words ("tu" is từ, tư, tu); so is whatever may be Vietnamese.
    """
    found = synonyms.expansions(word) if word != word.lower() and " " not in word else ()
    return found or _vietnamese([word])


def other_form_at(words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """How many of the first words an abbreviation stands for, the most, and the abbreviations; 0 for none.

    Or so many words are a body's name in another language ("Party Central Committee"), and the names are Vietnamese.

    An abbreviation that without its capitals is a syllable ("TU", "BT") or short is left out: the
    index does not keep capitals, and every "từ" would be found for "Tỉnh ủy".
    """
    for size in range(min(_LONGEST, len(words), synonyms.most_words(words[0])), 1, -1):
        short = [one for one in synonyms.expansions(" ".join(words[:size])) if _distinct(one)]
        if short:
            return size, tuple(short)
    if not _may_be_vietnamese(words[0]):
        for size in range(min(_LONGEST, len(words)), 1, -1):
            if names := _vietnamese(words[:size]):
                return size, names
    return 0, ()


def _vietnamese(words: Sequence[str]) -> tuple[str, ...]:
    """Vietnamese names of the bodies that another language calls so."""
    if all(map(_may_be_vietnamese, words)):
        return ()
    return synonyms.vietnamese_names(" ".join(words))


def _may_be_vietnamese(word: str) -> bool:
    return is_syllable(word) or is_syllable(fold(word))


def _distinct(abbreviation: str) -> bool:
    folded = fold(abbreviation)
    return folded.isalnum() and len(folded) >= _SHORTEST and not is_syllable(folded)
