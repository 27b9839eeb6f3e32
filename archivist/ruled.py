"""A ruled table drawn on pages: words wrapped to the columns, the headings again on every page.

Owns: wrapping, the height of rows, where a page ends, lines and text of the table.
Must not: know what stands in a column, or set up pages and typefaces (`paper` does).

fpdf2's own tables measure each cell of a row twice and each word letter by letter from its beginning: 5 to 15
milliseconds a row, a minute for the register of a year. Here a letter is measured once for a whole table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern

if TYPE_CHECKING:
    from fpdf import FPDF

_PADDING: Final = 0.8
_LINE: Final = 4.6
"""Height of a line, in millimetres, for 10 points."""
_PIECES = late_pattern(r"[^/–-]*[/–-]+|[^/–-]+")
"""Where a word too long for its column is best divided: behind a stroke, as in numbers of directives."""

Lines = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the text of a row is set: `emphasis` as fpdf2 names it (B, I, S), size in points."""

    emphasis: str = ""
    size: float = 10.0
    centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A row: one text a column, the style of all, and that of its last cell where it differs."""

    texts: Sequence[str]
    style: Style
    last: Style | None = None

    def style_of(self, column: int) -> Style:
        """Style of one cell."""
        return self.last if self.last is not None and column == len(self.texts) - 1 else self.style


@dataclass(slots=True)
class RuledTable:
    """A table on the pages of a document, from its present place downwards.

    Attributes:
        page: the document; its margins bound the table.
        face: typeface.
        shares: of the columns, in any unit.
        headings: rows that stand on every page.
    """

    page: FPDF
    face: str
    shares: Sequence[int]
    headings: Sequence[Cells]
    _letters: dict[tuple[str, float], dict[str, float]] = field(default_factory=dict)
    _edges: list[float] = field(default_factory=list)
    _top: float = 0.0
    _at: float = 0.0

    def draw(self, rows: Iterator[Cells]) -> None:
        """Draw the headings and all rows."""
        total = sum(self.shares)
        self._edges = [self.page.l_margin]
        for share in self.shares:
            self._edges.append(self._edges[-1] + self.page.epw * share / total)
        heads = [(one, self._wrapped(one)) for one in self.headings]
        needed = sum(_height(lines) for _, lines in heads) + _LINE + 2 * _PADDING
        if self._room(self.page.get_y()) < needed:
            self.page.add_page()
        self._begin(heads)
        for row in rows:
            self._draw_row(row, heads)
        self._end()
        self.page.set_y(self._at)

    def span(self, text: str, style: Style) -> None:
        """One line below the table, as wide as it."""
        height = _LINE + 2 * _PADDING
        if self._room(self._at) < height:
            self.page.add_page()
            self._at = self.page.t_margin
        self.page.set_font(self.face, style.emphasis, style.size)
        self.page.set_xy(self.page.l_margin, self._at)
        self.page.cell(self.page.epw, height, text, border=1, align="C")
        self._at += height

    # ------------------------------------------------------------------ pages

    def _room(self, at: float) -> float:
        return self.page.h - self.page.b_margin - at

    def _begin(self, heads: Sequence[tuple[Cells, list[Lines]]]) -> None:
        self._top = self._at = self.page.get_y()
        self._rule()
        for row, lines in heads:
            self._put(row, lines)

    def _end(self) -> None:
        """The upright lines of this page."""
        for edge in self._edges:
            self.page.line(edge, self._top, edge, self._at)

    def _rule(self) -> None:
        self.page.line(self._edges[0], self._at, self._edges[-1], self._at)

    def _turn(self, heads: Sequence[tuple[Cells, list[Lines]]]) -> None:
        self._end()
        self.page.add_page()
        self._begin(heads)

    # ------------------------------------------------------------------ rows

    def _draw_row(self, row: Cells, heads: Sequence[tuple[Cells, list[Lines]]]) -> None:
        """One row; one higher than a page goes on in rows below it."""
        lines = self._wrapped(row)
        if self._room(self._at) < _height(lines):
            self._turn(heads)
        while (most := int((self._room(self._at) - 2 * _PADDING + 1e-6) / _LINE)) < max(map(len, lines)):
            most = max(most, 1)
            self._put(row, [cell[:most] for cell in lines])
            lines = [cell[most:] for cell in lines]
            self._turn(heads)
        self._put(row, lines)

    def _put(self, row: Cells, cells: list[Lines]) -> None:
        for column, lines in enumerate(cells):
            style = row.style_of(column)
            if not any(lines):
                continue
            self.page.set_font(self.face, style.emphasis, style.size)
            left, right = self._edges[column], self._edges[column + 1]
            base = self._at + _PADDING + 0.5 * _LINE + 0.3 * self.page.font_size
            for place, text in enumerate(lines):
                free = right - left - self._width(text, style) if style.centred else 2 * _PADDING
                if text:
                    self.page.text(left + free / 2, base + place * _LINE, text)
        self._at += _height(cells)
        self._rule()

    # ------------------------------------------------------------------ words

    def _wrapped(self, row: Cells) -> list[Lines]:
        wrapped = []
        for column, text in enumerate(row.texts):
            style = row.style_of(column)
            room = self._edges[column + 1] - self._edges[column] - 2 * _PADDING
            wrapped.append([line for part in text.split("\n") for line in self._lines(part, room, style)])
        return wrapped

    def _lines(self, text: str, room: float, style: Style) -> Iterator[str]:
        """A paragraph in lines that fit."""
        space = self._width(" ", style)
        line, used = "", 0.0
        for word in text.split(" "):
            width = self._width(word, style)
            if line and used + space + width <= room:
                line, used = f"{line} {word}", used + space + width
                continue
            if line:
                yield line
            line, used = word, width
            if width > room:
                *full, line = self._divided(word, room, style)
                yield from full
                used = self._width(line, style)
        yield line

    def _divided(self, word: str, room: float, style: Style) -> Iterator[str]:
        """A word wider than its column: behind strokes where it has some, else between letters."""
        line, used = "", 0.0
        for piece in _PIECES.findall(word):
            width = self._width(piece, style)
            if line and used + width > room:
                yield line
                line, used = "", 0.0
            if width <= room:
                line, used = line + piece, used + width
                continue
            for letter in piece:
                width = self._width(letter, style)
                if line and used + width > room:
                    yield line
                    line, used = "", 0.0
                line, used = line + letter, used + width
        yield line

    def _width(self, text: str, style: Style) -> float:
        """Width of a text in millimetres; every letter is measured once."""
        key = (style.emphasis.replace("S", ""), style.size)
        known = self._letters.get(key)
        if known is None:
            known = self._letters[key] = {}
        try:
            return sum([known[letter] for letter in text])
        except KeyError:
            self.page.set_font(self.face, *key)
            for letter in set(text) - set(known):
                known[letter] = self.page.get_string_width(letter)
            return sum([known[letter] for letter in text])


def _height(cells: Sequence[Lines]) -> float:
    return max(map(len, cells)) * _LINE + 2 * _PADDING
