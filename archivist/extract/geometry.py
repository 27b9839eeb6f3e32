"""Pieces of words with a place on the page → lines with a column.

Owns: baselines, words, the two-column blocks of letterhead and signature. Pure functions over
small records.
Must not: know a PDF library.

Pages of directives have one grid (Decree 30/2020/NĐ-CP, appendix I; Party guidance 36-HD/VPTW
of 2018 and 05-HD/VPTW of 2026): a letterhead of two columns at the head, one column of text,
a block of two columns (recipients, signature) at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from archivist.authorities.kinds import match_title
from archivist.extract.cleaning import clean_line
from archivist.extracted import Column, Line
from archivist.lazyclass import dataclass
from archivist.model import Box
from archivist.text import fold

# Distances are in em (font size) unless they say otherwise.
_BASELINE = 0.35
_WORD_GAP = 0.2
SEGMENT_GAP = 1.1
# Shares of the page width, from the middle of the text: a line whose middle is farther off than
# that stands in a column; one nearer is centred on the page or runs across it.
_OFF_CENTRE = 0.035
_OVERHANG = 0.12  # so far a wide letterhead column may reach over the middle
_REACHED = 0.82  # the decree sets the right margin (15 to 20 mm) at 0.91, word processors at 0.85 to 0.88
_RIGHT_MARGIN = 0.88
_WORDS_OF_KIND = 5  # "CHƯƠNG TRÌNH HÀNH ĐỘNG"; a letterhead's line is seldom so short and never a kind
_OPENING = 1.35  # a gap this much larger than the usual line pitch starts a new block


class Piece(NamedTuple):  # many hundreds a page: made in a quarter of a dataclass's time
    """Characters without a gap: place in points from the top left corner of the page as it is seen.

    Blanks are no characters here: `parted` says that one precedes in the content stream. `first`
    and `last` are indexes of the content stream.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    first: int
    last: int
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """Looks of a word."""

    font: str = ""
    bold: bool | None = None
    italic: bool | None = None


_NO_LOOKS = Style()


@dataclass(slots=True)
class Word:
    """Characters without a gap between them. `first` and `last` are content-stream indexes."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    first: int
    last: int
    widget: bool = False
    style: Style = _NO_LOOKS


@dataclass(slots=True)
class RowOfWords:
    """Words on one baseline, from left to right."""

    words: list[Word]

    @property
    def baseline(self) -> float:
        """Distance from the top of the page."""
        return self.words[0].baseline

    @property
    def size(self) -> float:
        """Font size of its largest word."""
        return max([word.size for word in self.words])

    @property
    def x0(self) -> float:
        """Left end."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return max([word.x1 for word in self.words])


def rows_of(pieces: Iterable[Piece]) -> list[RowOfWords]:
    """Pieces grouped by baseline into rows of words, from top to bottom."""
    rows: list[list[Piece]] = []
    last: Piece | None = None
    for piece in sorted(pieces, key=attrgetter("baseline", "x0")):
        if last is not None and piece.baseline - last.baseline <= _BASELINE * min(piece.size, last.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
        last = piece
    return [RowOfWords(words) for row in rows for layer in _layers(row) if (words := list(_words(layer)))]


_SMALLER = 0.8
"""A stamp's letters are smaller than those of the text it is laid over."""


def _layers(row: list[Piece]) -> Iterator[list[Piece]]:
    """The pieces of a row; smaller ones apart that lie upon the others (a stamp over a text).

    Where one text runs on, the content stream does: only a row whose order in it is not that of reading holds
    another layer, or columns.
    """
    ordered = sorted(row, key=attrgetter("x0", "first"))
    if all(before.first <= after.first for before, after in pairwise(ordered)):
        yield ordered
        return
    runs = _runs(row)
    over = [run for run in runs if any(_lies_upon(run, other) for other in runs)]
    if over:
        yield [piece for run in runs if run not in over for piece in run]
    yield [piece for run in over or runs for piece in run]


def _runs(row: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that follow each other in the content stream, a blank or line end between at most."""
    runs: list[list[Piece]] = []
    for piece in sorted(row, key=attrgetter("first")):
        if runs and piece.first - runs[-1][-1].last <= 3:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _lies_upon(run: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """True for a run in smaller letters that leaves no blank between itself and a part of `other`."""
    size = max([piece.size for piece in other])
    if max([piece.size for piece in run]) >= _SMALLER * size:
        return False
    return any(max(one.x0 - piece.x1, piece.x0 - one.x1) < _WORD_GAP * size for one in run for piece in other)


def _words(row: list[Piece]) -> Iterator[Word]:
    word: Word | None = None
    for piece in sorted(row, key=attrgetter("x0", "first")):
        if word is not None and (
            (piece.parted and word.last < piece.first)
            or piece.x0 - word.x1 > _WORD_GAP * max(piece.size, word.size)
        ):
            yield word
            word = None
        if word is None:
            word = Word(piece.text, piece.x0, piece.x1, piece.baseline, piece.size, piece.first, piece.last)
        else:
            word.text += piece.text
            word.x1 = max(word.x1, piece.x1)
            word.size = max(word.size, piece.size)
            word.first, word.last = min(word.first, piece.first), max(word.last, piece.last)
    if word is not None:
        yield word


# --------------------------------------------------------------------------- columns


@dataclass(slots=True)
class _Seated:
    """Words of one line on one side."""

    words: list[Word]
    column: Column
    centred: bool


def lines_of(
    rows: Sequence[RowOfWords], *, page: int, width: float, keep_soft_hyphens: bool
) -> tuple[Line, ...]:
    """Lines in reading order: of each two-column block, the left column first."""
    margins = _margins(rows, width)
    sides = [_split(row, margins.middle / width, width) for row in rows]
    blocks = _blocks(rows, sides)
    ordered: list[_Seated] = []
    for start, end, is_block in blocks:
        if not is_block:
            ordered += [_Seated(row.words, Column.FULL, margins.centres(row)) for row in rows[start:end]]
            continue
        for column in (Column.LEFT, Column.RIGHT):
            for left, right in sides[start:end]:
                words = left if column is Column.LEFT else right
                if words:
                    ordered.append(_Seated(words, column, False))
    lines: list[Line] = []
    for seat in ordered:
        line = _line(seat, page, len(lines) + 1, keep_soft_hyphens)
        if line is not None:
            lines.append(line)
    return tuple(lines)


def _segments(words: Sequence[Word]) -> list[list[Word]]:
    segments: list[list[Word]] = []
    for word in words:
        if segments:
            last = segments[-1][-1]
            if word.x0 - last.x1 <= SEGMENT_GAP * max(word.size, last.size):
                segments[-1].append(word)
                continue
        segments.append([word])
    return segments


def _split(row: RowOfWords, centre: float, width: float) -> tuple[list[Word], list[Word]]:
    """Words left and right of the middle gap; both empty when the row crosses the middle."""
    left: list[Word] = []
    right: list[Word] = []
    for segment in _segments(row.words):
        x0, x1 = segment[0].x0 / width, segment[-1].x1 / width
        middle = (x0 + x1) / 2
        if middle < centre - _OFF_CENTRE and x1 < centre + _OVERHANG and not right:
            left += segment
        elif (middle > centre + _OFF_CENTRE and x0 > centre - _OVERHANG) or (left and x0 >= centre):
            right += segment
        else:
            return [], []
    if left and right and right[0].x0 - left[-1].x1 < SEGMENT_GAP * row.size * 0.9:
        return [], []
    return left, right


def _blocks(
    rows: Sequence[RowOfWords], sides: Sequence[tuple[list[Word], list[Word]]]
) -> list[tuple[int, int, bool]]:
    """Runs ``(start, end, is two-column block)`` that cover all rows."""
    found: list[tuple[int, int, bool]] = []
    done = 0
    index = 0
    while index < len(rows):
        if not any(sides[index]):
            index += 1
            continue
        end = index
        while (
            end < len(rows) and any(sides[end]) and not (end > index and _below_head(rows[end], sides[end]))
        ):
            end += 1
        start = _trimmed_start(rows, sides, index, end)
        last = _trimmed_end(rows, sides, start, end)
        if start < last and _is_block(sides[start:last], at_head=start == 0):
            if done < start:
                found.append((done, start, False))
            found.append((start, last, True))
            done = last
        index = end
    if done < len(rows):
        found.append((done, len(rows), False))
    return found


def _below_head(row: RowOfWords, sides: tuple[list[Word], list[Word]]) -> bool:
    """True for what stands below the letterhead and never in it, wherever on the line it is set.

    Boxes 9a ("Kính gửi:", "Kính trình:") and 5a of the decree's form: the kind alone on its line, in
    capitals. Programs that make pages set it at the left margin, too.
    """
    if fold(" ".join(word.text for word in row.words[:2])).startswith(("kinh gui", "kinh trinh")):
        return True
    if all(sides) or len(row.words) > _WORDS_OF_KIND:
        return False
    text = " ".join(word.text for word in row.words)
    if not text.isupper():
        return False
    title = match_title(text)
    return title is not None and not title.rest and title.exactness >= 0.9  # accents may be lost


def _is_block(sides: Sequence[tuple[list[Word], list[Word]]], *, at_head: bool) -> bool:
    """A block has both columns; below the head one stretched line of text is not enough."""
    left = sum(1 for side in sides if side[0])
    right = sum(1 for side in sides if side[1])
    return bool(left and right) and (at_head or len(sides) >= 2)


def _trimmed_start(
    rows: Sequence[RowOfWords], sides: Sequence[tuple[list[Word], list[Word]]], start: int, end: int
) -> int:
    """Leave out the short last line of the paragraph above (left side only, usual pitch)."""
    if start == 0:
        return start
    pitch = _pitch(rows)
    while start < end and sides[start][0] and not sides[start][1]:
        gap = rows[start].baseline - rows[start - 1].baseline
        if gap > _OPENING * pitch or rows[start].words[0].text.casefold().startswith("nơi"):
            break
        start += 1
    return start


def _trimmed_end(
    rows: Sequence[RowOfWords], sides: Sequence[tuple[list[Word], list[Word]]], start: int, end: int
) -> int:
    """Leave out what follows the block on one side after a large gap (a short paragraph)."""
    both = [index for index in range(start, end) if sides[index][1]]
    if not both:
        return end
    pitch = _pitch(rows)
    for index in range(both[-1] + 1, end):
        if rows[index].baseline - rows[index - 1].baseline > 2.5 * pitch:
            return index
    return end


def _pitch(rows: Sequence[RowOfWords]) -> float:
    gaps = [after.baseline - before.baseline for before, after in pairwise(rows)]
    return median(gaps) if gaps else 0.0


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where lines of text begin and end, and where paragraphs begin."""

    left: float
    right: float
    indents: tuple[float, ...]

    @property
    def middle(self) -> float:
        """Middle of the text."""
        return (self.left + self.right) / 2

    def centres(self, row: RowOfWords) -> bool:
        """True for a line with equal room left and right that does not begin like a paragraph."""
        across = self.right - self.left
        off = abs((row.x0 + row.x1) - (self.left + self.right)) / 2
        if row.x0 - self.left < 0.04 * across or off > 0.035 * across:
            return False
        return not any(abs(row.x0 - indent) < 2 for indent in self.indents)


def _margins(rows: Sequence[RowOfWords], width: float) -> _Margins:
    starts, ends = sorted(row.x0 for row in rows), sorted(row.x1 for row in rows)
    if not rows:
        return _Margins(0.0, width, ())
    left, right = starts[len(starts) // 10], ends[-1 - len(ends) // 10]
    if right < _RIGHT_MARGIN * width:
        # What is centred in the right column of the letterhead ends before the margin.
        ends = sorted(row.x1 for row in rows if len(_segments(row.words)) == 1) or ends
        right = ends[-1 - len(ends) // 10]
    if right - left < 0.5 * width:  # too little text to tell: margins of the decree's A4 page
        left, right = 0.15 * width, 0.91 * width
    elif right < _REACHED * width:
        # No line is full: short texts end anywhere. Their margin lies where it does on other pages, so that
        # what is centred on the page is not taken for a column.
        left, right = min(left, 0.15 * width), _RIGHT_MARGIN * width
    # First lines of paragraphs are indented and run to the right margin.
    long = [row.x0 for row in rows if right - row.x1 < 0.03 * (right - left)]
    return _Margins(left, right, tuple(x0 for x0 in long if x0 - left < 0.2 * (right - left)))


def _line(seat: _Seated, page: int, number: int, keep_soft_hyphens: bool) -> Line | None:
    words = seat.words
    text = clean_line(join_words(words), keep_soft_hyphens=keep_soft_hyphens)
    if not text:
        return None
    printed = [word for word in words if not word.widget] or words
    styles = [word.style for word in printed]
    size = max([word.size for word in printed])
    return Line(
        text=text,
        page=page,
        number=number,
        column=seat.column,
        centred=True if seat.centred else None if seat.column is not Column.FULL else False,
        bold=_agreed([style.bold for style in styles]),
        italic=_agreed([style.italic for style in styles]),
        size=round(size, 1),
        box=Box(
            x0=round(min([word.x0 for word in words]), 1),
            top=round(words[0].baseline - 0.8 * size, 1),
            x1=round(max([word.x1 for word in words]), 1),
            bottom=round(words[0].baseline + 0.25 * size, 1),
        ),
        widget=len(printed) < len(words) or words[0].widget,
        fonts=tuple(dict.fromkeys(word.style.font for word in words if word.style.font)),
    )


def join_words(words: Sequence[Word]) -> str:
    """Words with blanks between; a stamped number and the ``/`` or ``-`` after it stay together."""
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        if before is not None and not (before.widget and word.text[:1] in "/-.,;:)"):
            text += " "
        text += word.text
    return text


def _agreed(values: Sequence[bool | None]) -> bool | None:
    """The value most words have, None when it is not known of any."""
    known = [value for value in values if value is not None]
    return sum(known) * 2 > len(known) if known else None
