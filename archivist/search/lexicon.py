"""The words of a whole index: whether one occurs, how often, which begin so, which lie near.

Owns: terms over all segments. Must not: find documents, or know how an index lies on disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archivist.search import vocabulary
from archivist.search.analysis import pairs
from archivist.search.view import SegmentView
from archivist.text import fold


class Lexicon:
    """Terms of the commit that is read."""

    def __init__(self, views: Sequence[SegmentView]) -> None:
        self._views = views

    @property
    def documents(self) -> int:
        """Number of documents, deleted ones included."""
        return sum(view.documents for view in self._views)

    def frequency(self, word: str, field: str = "text") -> int:
        """Number of documents that hold a term, deleted ones included."""
        return sum(view.frequency(field, word.encode()) for view in self._views)

    def knows(self, word: str) -> bool:
        """Whether a folded word occurs."""
        return any(view.frequency("text", word.encode()) for view in self._views)

    def beginning(self, folded: str) -> Counter[str]:
        """Folded words that begin so, with the number of their documents."""
        found: Counter[str] = Counter()
        for view in self._views:
            for term in view.terms("text", folded.encode()):
                found[term.decode()] += view.frequency("text", term)
        return found

    def near(self, folded: str, distance: int) -> dict[str, tuple[int, int]]:
        """Folded words near one: letters that differ, and number of documents."""
        found: dict[str, tuple[int, int]] = {}
        for view in self._views:
            for term, edits in vocabulary.near(view, "text", folded, distance):
                word = term.decode()
                count = found.get(word, (edits, 0))[1] + view.frequency("text", term)
                found[word] = (edits, count)
        return found

    def completions(self, beginning: str, limit: int) -> tuple[str, ...]:
        """Words that begin so, the most frequent first, as most documents write them.

        A beginning with diacritics is completed by words that bear them; one without by any.
        """
        tokens = pairs(beginning)
        if len(tokens) != 1 or limit <= 0:
            return ()
        folded, exact = tokens[0]
        likely = [word for word, _ in self.beginning(folded).most_common(4 * limit)]
        spelt = self.spellings(likely)
        best: list[str] = []
        for word in likely:
            fits = [(count, form) for form, count in spelt[word].items() if form.startswith(exact)]
            if folded == exact:
                plain = self.frequency(word) - sum(spelt[word].values())
                fits = [(count, form) for form, count in spelt[word].items()] + [(plain, word)]
            if fits:
                best.append(max(fits)[1])
        return tuple(dict.fromkeys(best))[:limit]

    def spellings(self, words: Sequence[str]) -> dict[str, Counter[str]]:
        """Folded word → how it is written with diacritics, with the number of documents.

        Looks through all words that bear any, once.
        """
        wanted = set(words)
        firsts = frozenset(word.encode()[:1] for word in wanted)
        found: dict[str, Counter[str]] = {word: Counter() for word in wanted}
        for view in self._views:
            for term in view.terms("text_x", b""):
                # A plain first letter folds to itself: most words are told apart by it.
                if term[:1] not in firsts and term[:1] < b"\x80":
                    continue
                exact = term.decode()
                folded = fold(exact)
                if folded in wanted:
                    found[folded][exact] += view.frequency("text_x", term)
        return found
