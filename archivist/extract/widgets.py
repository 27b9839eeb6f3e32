"""Texts that stand in form and signature widgets, put among the words of their page.

Owns: finding the gap a stamped number, day or month was placed over, in words and in the
content stream. Pure functions over small records.
Must not: know a PDF library.
"""

from __future__ import annotations

from collections.abc import Sequence

from archivist.extract.geometry import SEGMENT_GAP, RowOfWords, Word
from archivist.lazyclass import dataclass
from archivist.model import Box
from archivist.text import fold

_PULL = 3.0  # em


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetText:
    """Text of one widget appearance and its rectangle."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """Where a widget's text belongs in the content stream.

    After the character with index ``after``; it replaces the ``hides`` characters that follow.
    """

    after: int
    text: str
    hides: int = 0


def merge_widgets(
    rows: list[RowOfWords], widgets: Sequence[WidgetText]
) -> tuple[list[Insertion], list[WidgetText]]:
    """Put short widget texts into the gaps they were placed over (rows are changed).

    Office software stamps number, day and month as widgets over blanks of the page
    ("Số:      /UBND-KT", "ngày     tháng"); their boxes are placed by hand, so the nearest
    gap between words counts, not the bare position.

    Returns:
        The places in the content stream, and the widgets that stand on no row.
    """
    insertions: list[Insertion] = []
    loose: list[WidgetText] = []
    for widget in sorted(widgets, key=lambda widget: widget.box.x0):
        row = _row_at(rows, widget.box) if "\n" not in widget.text else None
        if row is None or len(widget.text) > 40:
            loose.append(widget)
            continue
        hidden = _hidden_number(row.words, widget)
        if hidden is not None:
            insertions.append(
                Insertion(after=hidden.first - 1, text=widget.text, hides=hidden.last - hidden.first + 1)
            )
            hidden.text, hidden.widget = widget.text, True
            continue
        place = _nearest_gap(row.words, widget)
        before = row.words[place - 1] if place else None
        after = row.words[place] if place < len(row.words) else None
        x0, x1 = _room(widget.box, before, after)
        anchor = before.last if before is not None else after.first - 1 if after is not None else -1
        row.words.insert(
            place, Word(widget.text, x0, x1, row.baseline, row.size, anchor, anchor, widget=True)
        )
        insertions.append(Insertion(after=anchor, text=widget.text))
    return insertions, loose


def _row_at(rows: list[RowOfWords], box: Box) -> RowOfWords | None:
    middle = (box.top + box.bottom) / 2
    near: list[tuple[float, RowOfWords]] = []
    for row in rows:
        distance = abs(row.baseline - 0.3 * row.size - middle)
        # A row beyond the widget's own half height (and half a line) is another line.
        reaches = row.x0 - 6 * row.size < (box.x0 + box.x1) / 2 < row.x1 + 6 * row.size
        if reaches and distance <= max((box.bottom - box.top) / 2, 0.7 * row.size):
            near.append((distance, row))
    return min(near, key=lambda item: item[0])[1] if near else None


def _hidden_number(words: list[Word], widget: WidgetText) -> Word | None:
    """The printed number that a stamped number was placed upon, to correct it."""
    if not widget.text.isdigit():
        return None
    box = widget.box
    for word in words:
        covered = min(word.x1, box.x1) - max(word.x0, box.x0)
        if word.text.isdigit() and not word.widget and covered > 0.8 * (word.x1 - word.x0):
            return word
    return None


def _nearest_gap(words: list[Word], widget: WidgetText) -> int:
    """Index before which a widget's text is inserted.

    The nearest gap; one that asks for a number (after "Số:", "ngày", "tháng", before "/QĐ-UBND",
    "tháng", "năm") attracts numbers from up to `_PULL` away, because the boxes are placed by eye.
    """
    best, best_distance = 0, float("inf")
    box, size = widget.box, words[0].size
    pulled = _PULL * size if any(char.isdigit() for char in widget.text) else 0.0
    # In a box wider than its text the text may stand anywhere.
    slack = max((box.x1 - box.x0 - 0.5 * size * len(widget.text)) / 2, 0.0)
    middle = (box.x0 + box.x1) / 2
    leftmost, rightmost = middle - slack, middle + slack
    for place in range(len(words) + 1):
        start = words[place - 1].x1 if place else float("-inf")
        end = words[place].x0 if place < len(words) else float("inf")
        distance = max(start - rightmost, leftmost - end, 0.0)
        # Blanks between ordinary words are no place kept free; a stretched one is.
        if end - start < SEGMENT_GAP * size:
            distance += 0.75 * size
        if place in (0, len(words)):
            distance += 0.5 * size
        if _asks_for_number(words, place):
            distance -= pulled
        if distance < best_distance:
            best, best_distance = place, distance
    return best


def _asks_for_number(words: list[Word], place: int) -> bool:
    before = fold(words[place - 1].text).rstrip(":.") if place else ""
    after = fold(words[place].text) if place < len(words) else ""
    if place and words[place - 1].widget:  # this place is taken
        return False
    if before in ("so", "ngay", "thang") and not after[:1].isdigit():
        return True
    return (after[:1] in ("/", "-") and len(after) > 1) or (after in ("thang", "nam") and before == "")


def _room(box: Box, before: Word | None, after: Word | None) -> tuple[float, float]:
    x0 = max(box.x0, before.x1) if before is not None else box.x0
    x1 = min(box.x1, after.x0) if after is not None else box.x1
    return (x0, x1) if x0 < x1 else (x0, x0)
