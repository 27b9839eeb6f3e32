"""Where a body prints its numbers, when that is not where the rules of layout put them.

Owns: the shape of such a habit, and when two of them are one.
Must not: find a number in a text (`directive.places`), or say that a body has the habit: a person does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archivist.lazyclass import dataclass
from archivist.quickenum import StrEnum
from archivist.text import clean_line, fold

LONGEST = 5
"""Words that may stand before the number on its line; more are a sentence, and the number a citation."""


class NumberZone(StrEnum):
    """Part of a document a number can stand in."""

    HEAD = "head"
    """Above the title, but not on a line of its own that opens with "Số"."""
    BELOW_TITLE = "below-title"
    """Between the title and the greeting, the legal bases or the first heading."""
    PAGE_FOOT = "page-foot"
    """On the last lines of the first of several pages."""
    END = "end"
    """On the last lines of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPlace:
    """A place numbers stand in.

    Attributes:
        zone: part of the document.
        after: words before the number on its line, as printed ("Ký hiệu"); empty when it opens the line.
    """

    zone: NumberZone
    after: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Equal for the same place: accents, case and punctuation of the words do not matter."""
        return self.zone.value, words_key(self.after)


def words_key(text: str) -> str:
    """Words as they are compared; "SỐ:", "So" and "Số" are one."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(clean_line(text))))


def said_of(
    place: NumberPlace,
    stands: bool | None,
    places: Sequence[NumberPlace],
    refused: Sequence[NumberPlace],
) -> tuple[tuple[NumberPlace, ...], tuple[NumberPlace, ...]]:
    """Places and refused places after a person spoke of one.

    Args:
        place: the one spoken of.
        stands: True, numbers stand there; False, they do not; None, what was said is taken back.
        places: places as they were.
        refused: refused ones, likewise.
    """
    held = tuple(one for one in places if one.key != place.key)
    not_there = tuple(one for one in refused if one.key != place.key)
    if stands is None:
        return held, not_there
    return ((*held, place), not_there) if stands else (held, (*not_there, place))
