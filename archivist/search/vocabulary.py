"""The words of the index themselves: which fit a pattern, which lie near a word.

Owns: patterns and edit distance over the terms of one field of one segment.
Must not: score, look at documents, or know the query language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from archivist.lazypattern import late_pattern
from archivist.search.view import SegmentView

_SPECIAL: Final = late_pattern(r"[*?]")


def beginning_of(pattern: str) -> str:
    """The letters before the first ``*`` or ``?``."""
    return _SPECIAL.split(pattern, maxsplit=1)[0]


def pattern_of(pattern: str, *, any_letter: str = ".") -> str:
    """A pattern of letters, ``*`` and ``?`` as a regular expression."""
    parts = (re.escape(part) if part not in "*?" else part for part in re.split(r"([*?])", pattern))
    return "".join({"*": f"{any_letter}*", "?": any_letter}.get(part, part) for part in parts)


def fitting(view: SegmentView, name: str, pattern: str) -> Iterator[bytes]:
    """Terms that fit a pattern of letters, ``*`` (any letters) and ``?`` (one letter)."""
    fits = re.compile(pattern_of(pattern), re.DOTALL)
    for term in view.terms(name, beginning_of(pattern).encode()):
        if fits.fullmatch(term.decode()):
            yield term


def near(view: SegmentView, name: str, word: str, distance: int) -> Iterator[tuple[bytes, int]]:
    """Terms that become `word` by at most `distance` single letters, with that number.

    A letter added, left out or exchanged counts one (Levenshtein); a swap of neighbours counts two.
    """
    shortest, longest = len(word) - distance, len(word) + distance
    letters = set(word)
    for term in view.terms(name, b""):
        # UTF-8 has at least as many bytes as letters, so short terms are told apart undecoded.
        if len(term) >= shortest and shortest <= len(text := term.decode()) <= longest:
            # Each edit brings or takes one letter at most, and most words differ in more.
            others = set(text)
            if len(letters - others) > distance or len(others - letters) > distance:
                continue
            found = edits(word, text, distance)
            if found is not None:
                yield term, found


def edits(one: str, other: str, most: int) -> int | None:
    """Levenshtein distance of two words, or None when it is more than `most`."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return None
    letters, others = set(one), set(other)
    if len(letters - others) > most or len(others - letters) > most:
        return None  # each of these letters takes an edit
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        before, row = row, [at]
        for place, char in enumerate(other, start=1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != char)))
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
