"""Did you mean: words of the index in place of words it does not know.

Owns: when a word is doubted and what is offered. Must not: search.

A word alone is taken for the nearest, most frequent one. Beside another word it is taken for what stands
next to that word in documents: of two syllables that are equally near the rarer one may be the only one
that makes sense there. An unknown word that is several known ones without their blanks ("nghiquyet") is these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from archivist.search import plan as w
from archivist.search.analysis import pairs
from archivist.search.fields import Field
from archivist.search.lexicon import Lexicon
from archivist.search.nodes import And, Node, Or, Query, Word, Words
from archivist.text import within_one_edit

_LONG: Final = 6
"""Letters from which two of a word may be wrong."""
_SHORT: Final = 3
"""Shorter words are near to too many others."""
_CANDIDATES: Final = 24
"""Near words that are tried beside the neighbours; most words have fewer."""
_MOST: Final = 8
"""Words that are doubted: in a pasted paragraph of unknown ones nobody's fingers slipped."""
_SPELLINGS: Final = 6
"""Ways to write a word that are tried beside the neighbours; a syllable has five tones at most."""
_PART: Final = 2
"""Letters of the shortest word that is looked for in one without blanks."""
_JOINED: Final = 32
"""Letters of the longest word without blanks that is taken apart."""
_LOOKED_AT: Final = 50
"""Documents in which it is looked how a word is written beside its neighbours."""

Asking = Callable[[w.Query, int], tuple[int, Sequence[str]]]
"""How many documents match a plan, and the ids of so many of them."""


def suggestion(query: Query, lexicon: Lexicon, ask: Asking) -> str:
    """The query as it may have been meant; empty when nothing better is known.

    A word without diacritics is doubted when the index does not know its letters; one with
    diacritics also when no document writes it so ("nghị quyêt" for "nghị quyết"). When every word is
    known, two that never stand side by side are doubted: one slip of the fingers often makes another syllable.

    Args:
        query: as parsed.
        lexicon: the words of the index.
        ask: finds documents of the index.
    """
    # Who types diacritics is offered words that bear them.
    spelt = any(folded != exact for folded, exact in pairs(query.text))
    runs = list(_runs(query.root))
    readings = [_Reading(run, lexicon, ask, spelt=spelt) for run in runs]
    better = [reading.of_unknown_words() for reading in readings]
    if not any(better):
        better = [reading.of_strange_neighbours() for reading in readings]
    text = query.text
    for meant in better:
        for typed, word in meant:
            # What is put in holds letters only, so it needs no escaping.
            text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", word, text, count=1)
    return text if text != query.text else ""


def _runs(node: Node) -> Iterator[Sequence[Word]]:
    """Words of a query, those that were typed side by side together."""
    match node:
        case And(children=children) | Or(children=children):
            for child in children:
                yield from _runs(child)
        case Words(words=words):
            yield words
        case Word():
            yield (node,)
        case _:
            return


Correction = tuple[str, str]
"""A word as typed, and what it may have been meant for."""


class _Reading:
    """Words that were typed side by side, and what they may have been meant for."""

    def __init__(self, run: Sequence[Word], lexicon: Lexicon, ask: Asking, *, spelt: bool) -> None:
        self._typed = [word.text for word in run]
        # Among words in small letters capitals are an abbreviation or a numeral (VPTU, XIV): no slip of the fingers.
        shouted = all(word.text == word.text.upper() for word in run)
        self._tokens = [_token(word, doubted=shouted or word.text != word.text.upper()) for word in run]
        self._text = all(word.field is Field.ANY for word in run)
        self._lexicon = lexicon
        self._ask = ask
        self._spelt = spelt
        self._found: dict[tuple[str, str], tuple[int, Sequence[str]]] = {}
        self._joined: dict[str, list[str]] = {}

    def of_unknown_words(self) -> list[Correction]:
        """Words the index does not know, or not so, with the best known one."""
        found: list[Correction] = []
        for at, (typed, (folded, exact)) in enumerate(zip(self._typed, self._tokens, strict=True)):
            if not folded or len(found) >= _MOST:
                continue
            if not self._lexicon.knows(folded):
                if len(parts := self._apart(folded)) > 1:
                    self._tokens[at] = (parts[-1], parts[-1])  # what stands beside the next word
                    found.append((typed, " ".join(self._parts_written(parts))))
                    continue
                nearest = self._fitting(at, _near(folded, self._lexicon))
            elif exact != folded and not self._lexicon.frequency(exact, "text_x"):
                nearest = folded
            else:
                continue
            if nearest:
                self._tokens[at] = (nearest, nearest)
                found.append((typed, self._written(at, nearest)))
        return found

    def of_strange_neighbours(self) -> list[Correction]:
        """The one word that, read as another, stands beside its neighbour in most documents."""
        best = (0, -1, "")
        for left in range(min(_MOST, len(self._tokens) - 1) if self._text else 0):
            one, other = (self._tokens[at][0] for at in (left, left + 1))
            if one and other and not self._together(one, other)[0]:
                for at, word in ((left, one), (left + 1, other)):
                    for candidate in _near(word, self._lexicon, most=1)[:_CANDIDATES]:
                        best = max(best, (self._beside(at, candidate), at, candidate))
        count, at, nearest = best
        return [(self._typed[at], self._written(at, nearest))] if count else []

    def _together(self, one: str, other: str) -> tuple[int, Sequence[str]]:
        """In how many documents two words stand side by side, and some of these."""
        if (one, other) not in self._found:
            known = self._lexicon.knows(one) and self._lexicon.knows(other)
            phrase = w.Phrase("text_p", [one, other])
            self._found[one, other] = self._ask(phrase, _LOOKED_AT) if known else (0, ())
        return self._found[one, other]

    def _neighbours(self, at: int, word: str) -> Iterator[tuple[int, Sequence[str]]]:
        """What is found of a word beside each of its neighbours."""
        for left, right in ((at - 1, at), (at, at + 1)):
            if self._text and left >= 0 and right < len(self._tokens):
                one, other = (word if place == at else self._tokens[place][0] for place in (left, right))
                if one and other:
                    yield self._together(one, other)

    def _beside(self, at: int, word: str) -> int:
        """In how many documents a word stands beside its neighbours."""
        return sum(count for count, _ in self._neighbours(at, word))

    def _fitting(self, at: int, candidates: Sequence[str]) -> str:
        """The nearest word that stands beside the neighbours somewhere; else the first."""
        candidates = candidates[:_CANDIDATES]
        if len(candidates) > 1:
            typed = self._tokens[at][0]
            ranked = [
                (not within_one_edit(typed, word), -count, place)
                for place, word in enumerate(candidates)
                if (count := self._beside(at, word))
            ]
            if ranked:
                return candidates[min(ranked)[2]]
        return candidates[0] if candidates else ""

    def _apart(self, joined: str) -> list[str]:
        """Known words that stand one behind the other somewhere and are this one without blanks; empty if none are.

        Of several ways the one with the fewest words, then that which most documents say.
        """
        if joined in self._joined:
            return self._joined[joined]
        ways: list[tuple[int, int, list[str]]] = []
        for at in range(_PART, len(joined) - _PART + 1) if self._text and len(joined) <= _JOINED else ():
            first, rest = joined[:at], joined[at:]
            if not self._lexicon.knows(first):
                continue
            behind = [rest] if self._lexicon.knows(rest) else self._apart(rest)
            if behind and (count := self._together(first, behind[0])[0]):
                ways.append((len(behind), -count, [first, *behind]))
        self._joined[joined] = min(ways)[2] if ways else []
        return self._joined[joined]

    def _parts_written(self, parts: Sequence[str]) -> list[str]:
        """Each of some words as documents write it beside the one before it, the first beside the second."""
        pairs_of = [(parts[max(at, 1) - 1], parts[max(at, 1)]) for at in range(len(parts))]
        return [
            self._as_in(part, self._together(*pair)[1]) for part, pair in zip(parts, pairs_of, strict=True)
        ]

    def _written(self, at: int, folded: str) -> str:
        """A word as documents write it beside its neighbours, or else as most write it."""
        return self._as_in(folded, [id for _, ids in self._neighbours(at, folded) for id in ids])

    def _as_in(self, folded: str, ids: Sequence[str]) -> str:
        """A word as some documents write it, or else as most write it."""
        if not self._spelt:
            return folded
        likely = [exact for exact, _ in self._lexicon.spellings([folded])[folded].most_common(_SPELLINGS)]
        beside = w.Members(frozenset(ids))
        if len(likely) > 1 and beside.ids:
            counts = [self._ask(w.And([beside, w.Term("text_x", exact)]), 0)[0] for exact in likely]
            return likely[counts.index(max(counts))]
        return likely[0] if likely else folded


def _token(word: Word, *, doubted: bool) -> tuple[str, str]:
    """Folded and exact form of a word of letters; empty for what is never doubted."""
    tokens = pairs(word.text)
    return tokens[0] if doubted and len(tokens) == 1 and word.text.isalpha() else ("", "")


def _near(folded: str, lexicon: Lexicon, *, most: int = 2) -> list[str]:
    """Known words that are near, the likeliest first: fewest slips, same first letter, most documents."""
    if len(folded) < _SHORT:
        return []
    ranked = sorted(
        # Neighbours exchanged are one slip of the fingers, though two letters differ.
        (1 if within_one_edit(folded, word) else edits, word[0] != folded[0], -count, word)
        for word, (edits, count) in lexicon.near(folded, 2).items()
        if word != folded and ((most > 1 and len(folded) >= _LONG) or within_one_edit(folded, word))
    )
    return [row[3] for row in ranked]
