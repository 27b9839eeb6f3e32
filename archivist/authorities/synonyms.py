"""Abbreviations and foreign names, and what they stand for, for widening a search.

Owns: `data/synonyms.csv`; what bodies are called in other languages (`data/issuers.csv`). Must not: decide how much an expansion weighs, or touch small letters
(``TU`` is Tỉnh ủy; ``tu`` is a syllable).
"""

from __future__ import annotations

from functools import cache

from archivist.authorities._tables import LANGUAGES, read_table, split_list
from archivist.text import fold, nfc, normalise_tone


@cache
def _abbreviations() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Abbreviation → expansions; the ambiguous ones."""
    forward: dict[str, tuple[str, ...]] = {}
    ambiguous: set[str] = set()
    for row in read_table("synonyms.csv"):
        short, long = row["abbreviation"], split_list(row["expansions"])
        forward[short] = (*forward.get(short, ()), *long)
        if row["ambiguity"].startswith(("also", "ambiguous")) or len(long) > 1:
            ambiguous.add(short)
    return forward, frozenset(ambiguous)


@cache
def _initial(letter: str) -> str:
    return fold(letter)[:1]


# Folding all of a table takes longer than reading it, and a search from the command line asks for a few words:
# so the next are made for one first letter each.


@cache
def _by_expansion(initial: str) -> dict[str, tuple[str, ...]]:
    """Folded expansion with this first letter → abbreviations."""
    back: dict[str, tuple[str, ...]] = {}
    for short, long in _abbreviations()[0].items():
        for one in long:
            if _initial(one[0]) == initial:
                key = fold(one)
                back[key] = (*back.get(key, ()), short)
    return back


def expansions(token: str) -> tuple[str, ...]:
    """What an abbreviation stands for, or the abbreviations of a phrase; empty when none is known.

    Abbreviations are taken case-sensitively as typed in capitals; a phrase in any case and tone
    placement, with or without accents.
    """
    token = nfc(token).strip()
    if token in (forward := _abbreviations()[0]):
        return forward[token]
    key = fold(normalise_tone(token))
    return _by_expansion(key[0]).get(key, ()) if key else ()


@cache
def _longest(initial: str) -> dict[str, int]:
    """First folded word with this first letter → how many words the longest entry has that begins with it."""
    short = (fold(one) for one in _abbreviations()[0] if _initial(one[0]) == initial)
    longest: dict[str, int] = {}
    for entry in (*short, *_by_expansion(initial)):
        words = entry.split()
        if words:
            longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def most_words(first: str) -> int:
    """How many words an entry has at most that begins with this one, accents and case aside; 0 for none."""
    key = fold(first)
    return _longest(key[0]).get(key, 0) if key else 0


def is_ambiguous(abbreviation: str) -> bool:
    """True when an abbreviation has several meanings, so that its expansion is a weak guess."""
    return nfc(abbreviation).strip() in _abbreviations()[1]


@cache
def _foreign(initial: str) -> dict[str, tuple[str, ...]]:
    """Folded name in another language, with this first letter → Vietnamese names of the bodies called so."""
    names: dict[str, tuple[str, ...]] = {}
    for row in read_table("issuers.csv"):
        for language in LANGUAGES:
            name = row[language]
            if name and _initial(name[0]) == initial:
                key = fold(name)
                names[key] = tuple(dict.fromkeys((*names.get(key, ()), row["name"])))
    return names


def vietnamese_names(name: str) -> tuple[str, ...]:
    """What the bodies that another language calls so are called in Vietnamese; accents and case aside."""
    key = fold(nfc(name).strip())
    return _foreign(key[0]).get(key, ()) if key else ()
