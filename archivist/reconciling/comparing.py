"""Two directives clause by clause, side by side.

Owns: cutting a text into its articles and numbered items, and which of them belong together.
Must not: judge what a difference means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.reconciling import words
from archivist.text import clean_line

# Articles, chapters, Roman and Arabic items open a clause (Guidance 36-HD/VPTW, II; Decree 30/2020, Appendix I).
_OPENS: Final = late_pattern(
    r"^\s*(?:(?:Điều|Chương|Mục|Phần)\s+[\dIVXL]+\b|[IVXL]{1,5}\s*[-.–]\s|\d{1,3}\s*[-.–)/]\s)"
)
_DATED: Final = late_pattern(r"\bngày\b.{1,12}\btháng\b.{1,12}\bnăm\b")
_HEAD: Final = 16
"""Lines a letterhead may take."""
_CLOSES: Final = late_pattern(r"^\s*Nơi nhận\s*:")
_LIKE: Final = 0.30
"""Share of words in common from which two clauses are put side by side."""
_SAME: Final = 0.97
"""From here on they say the same; what remains is a comma or a wrong letter."""
_MOST: Final = 400
"""Clauses of a text that are compared; what follows stands in one last clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClausePair:
    """A clause of one directive beside the clause of the other that is most like it.

    Attributes:
        a: text of the first; empty when it has none like the second.
        b: text of the second.
        likeness: share of words in common and in order, 0 to 1.
    """

    a: str
    b: str
    likeness: float

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.likeness >= _SAME


def clauses(text: str) -> tuple[str, ...]:
    """A text cut where articles and numbered items begin; what stands before the first is one clause.

    Letterhead, recipients and signatures are left out: two offices differ in them, and that rules nothing.
    """
    found: list[list[str]] = [[]]
    closing = False
    for line in _without_letterhead(text.replace("\f", "\n").splitlines()):
        opens = _OPENS.match(line) is not None
        closing = not opens and (closing or _CLOSES.match(line) is not None)
        if closing:
            continue
        if opens and len(found) <= _MOST:
            found.append([])
        found[-1].append(clean_line(line))
    joined = (" ".join(filter(None, lines)) for lines in found)
    return tuple(one for one in joined if one)


def _without_letterhead(lines: list[str]) -> list[str]:
    """Lines behind place and date; all of them where these are not found near the top."""
    for place, line in enumerate(lines[:_HEAD]):
        if _DATED.search(line):
            return lines[place + 1 :]
    return lines


def compare(a: str, b: str) -> tuple[ClausePair, ...]:
    """Clauses of two texts side by side, in the order of the first; those only the second has come last."""
    left, right = clauses(a), clauses(b)
    bags = [[words.plain(one).split() for one in side] for side in (left, right)]
    partner: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for likeness, i, j in sorted(_likenesses(bags[0], bags[1]), key=lambda one: (-one[0], one[1], one[2])):
        if i not in partner and j not in taken:
            partner[i] = (j, likeness)
            taken.add(j)
    rows = []
    for i, clause in enumerate(left):
        j, likeness = partner.get(i, (-1, 0.0))
        rows.append(ClausePair(a=clause, b=right[j] if j >= 0 else "", likeness=round(likeness, 3)))
    rows += [ClausePair(a="", b=clause, likeness=0.0) for j, clause in enumerate(right) if j not in taken]
    return tuple(rows)


def _likenesses(a: Sequence[list[str]], b: Sequence[list[str]]) -> Iterator[tuple[float, int, int]]:
    for j, other in enumerate(b):
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(other)
        for i, one in enumerate(a):
            matcher.set_seq1(one)
            if matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE:
                likeness = matcher.ratio()
                if likeness >= _LIKE:
                    yield likeness, i, j
