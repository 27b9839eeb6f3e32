"""Abbreviations of a query and what they stand for, both ways.

Owns: when an abbreviation is taken for one. Must not: weigh, or know an engine.

The list is `authorities/data/synonyms.csv`; it is read when a query is, so it can change without
indexing anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archivist.authorities import synonyms
from archivist.text import fold, is_syllable

_LONGEST: Final = 6
"""Syllables of the longest form looked for: "Mặt trận Tổ quốc Việt Nam" has six."""
_SHORTEST: Final = 3


def long_forms(word: str) -> tuple[str, ...]:
    """What an abbreviation typed in capitals stands for; small letters are words ("tu" is từ, tư, tu)."""
    return synonyms.expansions(word) if word != word.lower() and " " not in word else ()


def short_form_at(words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """How many of the first words an abbreviation stands for, the most, and the abbreviations; 0 for none.

    An abbreviation that without its capitals is a syllable ("TU", "BT") or short is left out: the
    index does not keep capitals, and every "từ" would be found for "Tỉnh ủy".
    """
    for size in range(min(_LONGEST, len(words), synonyms.most_words(words[0])), 1, -1):
        short = [one for one in synonyms.expansions(" ".join(words[:size])) if _distinct(one)]
        if short:
            return size, tuple(short)
    return 0, ()


def _distinct(abbreviation: str) -> bool:
    folded = fold(abbreviation)
    return folded.isalnum() and len(folded) >= _SHORTEST and not is_syllable(folded)
