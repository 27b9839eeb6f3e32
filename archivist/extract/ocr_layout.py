"""Words of the engine → lines with their place, in the reading order of a directive.

Owns: the skew of the words, their baselines and rows, which words are noise, points for pixels.
Must not: call an engine or look at pixels. Columns and reading order are `geometry`'s.

The page is not turned for a small skew (it costs more than it brings below 2.5°); only the
places of its words are, so that the words of one printed line have one baseline.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import mean, median

from archivist.extract.geometry import RowOfWords, Word, lines_of
from archivist.extract.ocr_engine import Found
from archivist.extract.ocr_records import OcrWord, RecognisedPage
from archivist.extracted import Line
from archivist.lazyclass import dataclass
from archivist.model import Box
from archivist.text import is_syllable, syllable_share

_NOISE = 35
"""Below this confidence a word without the shape of a syllable or number is dirt."""
_BASELINE = 0.4
"""Lines of two columns whose baselines differ by less than this (in em) stand in one row."""
_CAPITAL = 0.72
"""Height of capitals without marks, in em; of a word's box a little more on the average."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A page put in order."""

    lines: tuple[Line, ...]
    words: tuple[OcrWord, ...]


def lay_out(
    found: Sequence[Found], *, page: int, width: float, scale: float, leave_out: Iterable[Box] = ()
) -> Laid:
    """Lines and words in reading order.

    Args:
        found: words of the engine, in pixels.
        page: number of the page.
        width: of the page, in points.
        scale: points a pixel.
        leave_out: places (points) whose words are not the document's.
    """
    places = tuple(leave_out)
    kept = [
        _unsure_beside(word, places, scale)
        for word in found
        if not is_noise(word) and not _within(word, places, scale)
    ]
    slope = _slope(kept)
    rows = _rows(kept, slope, scale)
    lines = lines_of(rows, page=page, width=width, keep_soft_hyphens=False)
    words = tuple(
        OcrWord(
            text=unicodedata.normalize("NFC", word.text),
            confidence=max(0, min(100, round(word.confidence))),
            box=box_of(word, scale),
            second=None if word.second is None else unicodedata.normalize("NFC", word.second),
        )
        for word in kept
    )
    return Laid(lines, words)


def words_again(
    page: int, rotation: int, size: tuple[float, float], words: Sequence[OcrWord]
) -> RecognisedPage:
    """A recognised page from the words that were kept of it, in the order of the engine.

    Which words stood in one line of the engine is not kept; it shows in their places: a line
    goes on to the right, and its words overlap in height.

    Args:
        page: 1-based number.
        rotation: degrees by which the page is turned; the places are those of the turned page.
        size: width and height in points.
        words: each with its confidence and place.
    """
    found: list[Found] = []
    line = 0
    for word in words:
        box = word.box
        before = words[len(found) - 1].box if found else None
        if before is not None and (box.x0 < before.x0 or not _level(before, box)):
            line += 1
        # Tenths of a point, since the engine counts in whole pixels.
        left, top, right, bottom = (round(side * 10) for side in (box.x0, box.top, box.x1, box.bottom))
        size_ = (right - left, bottom - top)
        found.append(Found((0, 0, line), left, top, *size_, word.confidence, word.text, word.second))
    laid = lay_out(found, page=page, width=size[0], scale=0.1)
    return RecognisedPage(
        page=page,
        rotation=rotation,
        width=size[0],
        height=size[1],
        lines=laid.lines,
        words=laid.words,
        confidence=confidence_of(found),
        syllables=round(syllable_share(" ".join(word.text for word in laid.words)), 3),
    )


def _level(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.4 * min(one.bottom - one.top, other.bottom - other.top)


def is_noise(word: Found) -> bool:
    """Dirt, rules and remains of stamps that were taken for letters."""
    letters = sum(char.isalnum() for char in word.text)
    if not letters:
        return word.confidence < 60 or word.height < 3
    if word.confidence >= _NOISE:
        return False
    return not (is_syllable(word.text.strip(".,;:()")) and len(word.text) > 1) and not word.text.isdigit()


def _within(word: Found, places: Sequence[Box], scale: float) -> bool:
    x, y = (word.left + word.width / 2) * scale, (word.top + word.height / 2) * scale
    return any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for box in places)


_BESIDE = 30.0
"""Points: two words of 13 points; a stamp that covers the beginning of a line ends so near to the rest."""


def _unsure_beside(word: Found, places: Sequence[Box], scale: float) -> Found:
    """A word beside a place that is left out: of its line words may be missing, so nothing confirms it."""
    middle = (word.top + word.height / 2) * scale
    left, right = word.left * scale, (word.left + word.width) * scale
    near = any(
        box.top <= middle <= box.bottom and max(box.x0 - right, left - box.x1) < _BESIDE for box in places
    )
    return replace(word, second="") if near else word


def box_of(word: Found, scale: float) -> Box:
    """Its place in points."""
    return Box(
        x0=round(word.left * scale, 1),
        top=round(word.top * scale, 1),
        x1=round((word.left + word.width) * scale, 1),
        bottom=round((word.top + word.height) * scale, 1),
    )


def confidence_of(words: Iterable[Found]) -> int:
    """Mean confidence of the words, weighed by their letters; 0 when there are none."""
    letters = [(len(word.text), word.confidence) for word in words]
    total = sum(count for count, _ in letters)
    return round(sum(count * value for count, value in letters) / total) if total else 0


def _lines(found: Sequence[Found]) -> list[list[Found]]:
    lines: dict[tuple[int, int, int], list[Found]] = {}
    for word in found:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())


def _slope(found: Sequence[Found]) -> float:
    """Rise of the lines: the median over long lines of (last middle - first middle) / distance."""
    slopes = []
    for line in _lines(found):
        if len(line) < 4:
            continue
        # The tops and bottoms of words depend on their letters; thirds of a line even that out.
        third = max(len(line) // 3, 1)
        head, tail = line[:third], line[-third:]
        across = mean(word.left for word in tail) - mean(word.left for word in head)
        if across > 100:
            slopes.append((mean(map(_middle, tail)) - mean(map(_middle, head))) / across)
    return median(slopes) if slopes else 0.0


def _middle(word: Found) -> float:
    return word.top + word.height / 2


def _rows(found: Sequence[Found], slope: float, scale: float) -> list[RowOfWords]:
    """Rows from top to bottom; a row may hold lines of both columns."""
    seated: list[tuple[float, float, list[Word]]] = []
    index = 0
    for line in _lines(found):
        baseline, size = _baseline(line, slope) * scale, _size(line) * scale
        words = []
        for word in line:
            x0, x1 = word.left * scale, (word.left + word.width) * scale
            text = unicodedata.normalize("NFC", word.text)
            words.append(Word(text, x0, x1, baseline, size, index, index + len(text) - 1))
            index += len(text) + 1
        seated.append((baseline, size, words))
    rows: list[list[Word]] = []
    for baseline, size, words in sorted(seated, key=lambda item: item[0]):
        last = rows[-1] if rows else None
        if (
            last is not None
            and baseline - last[0].baseline <= _BASELINE * min(size, last[0].size)
            and not _collide(last, words)
        ):
            for one in words:
                one.baseline = last[0].baseline
            last += words
        else:
            rows.append(list(words))
    return [RowOfWords(sorted(row, key=lambda word: word.x0)) for row in rows]


def _collide(row: Sequence[Word], words: Sequence[Word]) -> bool:
    """True when two lines cannot stand beside each other."""
    return any(
        min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 * min(a.x1 - a.x0, b.x1 - b.x0) for a in row for b in words
    )


def _baseline(line: Sequence[Found], slope: float) -> float:
    """Of the deskewed line: most words end on it, those with a tail or a dot end below."""
    bottoms = sorted(word.top + word.height - slope * word.left for word in line)
    return bottoms[len(bottoms) // 3]


def _size(line: Sequence[Found]) -> float:
    """Font size in pixels, from the heights of the words."""
    heights = sorted(word.height for word in line)
    return max(heights[len(heights) // 2] / (_CAPITAL + 0.13), 1.0)
