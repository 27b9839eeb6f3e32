"""Abbreviations and foreign names, and what they stand for, for widening a search.

Owns: `data/synonyms.csv`; what bodies are called in other languages (`data/issuers.csv`). Must not: decide how much an expansion weighs, or touch small letters
(``TU`` is Tỉnh ủy; ``tu`` is a syllable).
"""

from __future__ import annotations

from functools import cache

from archivist.authorities._tables import LANGUAGES, read_table, split_list
from archivist.text import fold, nfc, normalise_tone


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], frozenset[str]]:
    """Abbreviation → expansions, folded expansion → abbreviations, ambiguous abbreviations."""
    forward: dict[str, tuple[str, ...]] = {}
    back: dict[str, tuple[str, ...]] = {}
    ambiguous: set[str] = set()
    for row in read_table("synonyms.csv"):
        short, long = row["abbreviation"], split_list(row["expansions"])
        forward[short] = (*forward.get(short, ()), *long)
        if row["ambiguity"].startswith(("also", "ambiguous")) or len(long) > 1:
            ambiguous.add(short)
        for one in long:
            back[fold(one)] = (*back.get(fold(one), ()), short)
    return forward, back, frozenset(ambiguous)


def expansions(token: str) -> tuple[str, ...]:
    """What an abbreviation stands for, or the abbreviations of a phrase; empty when none is known.

    Abbreviations are taken case-sensitively as typed in capitals; a phrase in any case and tone
    placement, with or without accents.
    """
    forward, back, _ = _tables()
    token = nfc(token).strip()
    if token in forward:
        return forward[token]
    return back.get(fold(normalise_tone(token)), ())


@cache
def _longest() -> dict[str, int]:
    """First folded word of every entry → how many words the longest entry has that begins with it."""
    forward, back, _ = _tables()
    longest: dict[str, int] = {}
    for entry in (*map(fold, forward), *back):
        words = entry.split()
        if words:
            longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def most_words(first: str) -> int:
    """How many words an entry has at most that begins with this one, accents and case aside; 0 for none."""
    return _longest().get(fold(first), 0)


def is_ambiguous(abbreviation: str) -> bool:
    """True when an abbreviation has several meanings, so that its expansion is a weak guess."""
    return nfc(abbreviation).strip() in _tables()[2]


@cache
def _foreign() -> dict[str, tuple[str, ...]]:
    """Folded name in another language → Vietnamese names of the bodies that are called so."""
    names: dict[str, tuple[str, ...]] = {}
    for row in read_table("issuers.csv"):
        for language in LANGUAGES:
            key = fold(row[language])
            if key:
                names[key] = tuple(dict.fromkeys((*names.get(key, ()), row["name"])))
    return names


def vietnamese_names(name: str) -> tuple[str, ...]:
    """What the bodies that another language calls so are called in Vietnamese; accents and case aside."""
    return _foreign().get(fold(nfc(name).strip()), ())
