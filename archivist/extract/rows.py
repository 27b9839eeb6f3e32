"""Rows of text on their way to pages, for formats without page geometry.

Owns: the `Row` record, tables as columns, the row of a line of looks, the making of a `Page` from rows,
capping the text.
Must not: open files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from archivist.extract.cleaning import clean_line
from archivist.extracted import Column, Line, Page, PageText
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern

LINE_CHARS = 10_000
"""The longest paragraph of a hundred real documents has 2 500 characters; a longer line is none."""
LETTERHEAD_ROWS = 8
"""A letterhead or signature block has at most so many table rows (superior, issuer, rule,
number, subject; and slack); longer two-column tables are lists and stay row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a document, before cleaning.

    Attributes are those of `extracted.Line`; `runs` are its stretches of text with their fonts,
    given when there are several.
    """

    text: str
    column: Column = Column.FULL
    centred: bool | None = None
    bold: bool | None = None
    italic: bool | None = None
    size: float | None = None
    fonts: tuple[str, ...] = ()
    widget: bool = False
    runs: tuple[tuple[str, str], ...] = ()


def runs(spans: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    """Stretches of text with the name of their font, neighbours in one font joined."""
    found: list[tuple[str, str]] = []
    for text, font in spans:
        if found and found[-1][1] == (font or ""):
            found[-1] = (found[-1][0] + text, found[-1][1])
        else:
            found.append((text, font or ""))
    return tuple(found)


class Look(Protocol):
    """How a stretch of text looks, as far as a format says; None = it does not."""

    @property
    def centred(self) -> bool | None:
        """Centred on the page or in its column."""
        ...

    @property
    def bold(self) -> bool | None:
        """Set in bold."""
        ...

    @property
    def italic(self) -> bool | None:
        """Set in italics."""
        ...

    @property
    def size(self) -> float | None:
        """In points."""
        ...

    @property
    def font(self) -> str | None:
        """Name of the font."""
        ...


def row_of(spans: Sequence[tuple[str, Look]], paragraph: Look) -> Row:
    """The row of one line: bold and italic when most of it is, with the largest size and every font.

    Weighed by visible characters, so that it does not matter how a program split the runs.

    Args:
        spans: stretches of text with their looks.
        paragraph: the look of the paragraph, for its alignment.
    """
    text = "".join([part for part, _ in spans])
    inked = [(ink, look) for part, look in spans if (ink := len("".join(part.split())))]
    if len(inked) == 1:  # most lines
        ((_, only),) = inked
        return Row(
            text=text,
            centred=bool(paragraph.centred),
            bold=bool(only.bold),
            italic=bool(only.italic),
            size=only.size or None,
            fonts=(only.font,) if only.font else (),
        )
    total = sum(count for count, _ in inked)
    fonts = tuple(dict.fromkeys(look.font for _, look in inked if look.font))
    return Row(
        text=text,
        centred=bool(paragraph.centred),
        bold=2 * sum(count for count, look in inked if look.bold) > total if total else None,
        italic=2 * sum(count for count, look in inked if look.italic) > total if total else None,
        size=max((look.size for _, look in inked if look.size), default=None),
        fonts=fonts,
        runs=runs((part, look.font) for part, look in spans) if len(fonts) > 1 else (),
    )


def table_rows(table: Sequence[Sequence[Sequence[Row]]], *, bordered: bool) -> list[Row]:
    """Rows of a table: a grid cell by cell, one without lines as the columns it is laid out for."""
    if bordered:
        return [row for cells in table for cell in cells for row in cell]
    return side_by_side(table)


def side_by_side(table: Sequence[Sequence[Sequence[Row]]]) -> list[Row]:
    """Rows of a borderless table: two-cell rows become LEFT and RIGHT, left ones first.

    Args:
        table: rows of cells of lines.

    A row whose cells are two, or three with an empty one (a spacer), is two columns; so State
    and Party letterheads and signature blocks are typed (layout rules of 2018, 2020 and 2026).
    """
    found: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    in_columns = len(table) <= LETTERHEAD_ROWS
    for cells in table:
        pair = _pair(cells) if in_columns else None
        if pair is None:
            found += left + right + [row for cell in cells for row in cell]
            left, right = [], []
        else:
            left += [replace(row, column=Column.LEFT) for row in pair[0]]
            right += [replace(row, column=Column.RIGHT) for row in pair[1]]
    return found + left + right


def _pair(cells: Sequence[Sequence[Row]]) -> tuple[Sequence[Row], Sequence[Row]] | None:
    if len(cells) == 2:
        return cells[0], cells[1]
    filled = [index for index, cell in enumerate(cells) if any(row.text.strip() for row in cell)]
    if len(cells) == 3 and len(filled) <= 2 and filled != [1]:
        left = [row for index in filled if index < (2 if filled[-1] == 2 else 1) for row in cells[index]]
        right = [row for index in filled if index >= (2 if filled[-1] == 2 else 1) for row in cells[index]]
        return left, right
    return None


_GAP = late_pattern(r"(?<=\S)(?:[ \u00a0]{3,}|[ \u00a0]*\t[\t \u00a0]*)(?=\S)")
_INDENT = late_pattern(r"^(?:[ \u00a0]{20,}|[ \u00a0]*\t{2,}[\t \u00a0]*)(?=\S)")
_ENUMERATOR = late_pattern(r"(?:[-+*•–]|\(?[\dIVXa-zđ]{1,4}[.)/:]?)")
_HEAD_LINES = 15


_SPACED = late_pattern(r"(?:[^\W\d_]\s+){2,}[^\W\d_]")
"""A title set letter by letter: the wide gap in "N G H Ị   Q U Y Ế T" parts words, not columns."""


def split_columns(rows: Sequence[Row]) -> list[Row]:
    """Columns that are typed with blanks or tabs instead of a table; left side first.

    A block is a run of lines among which some are split by three or more blanks or a tab; a
    line indented by 20 blanks or two tabs beside such lines is its right side alone. Blocks
    are looked for where letterheads and signatures stand: the head and the foot of the text.
    """
    filled = [index for index, row in enumerate(rows) if row.text.strip()]
    zone = set(filled[:_HEAD_LINES]) | set(filled[-_HEAD_LINES:])
    found: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    middles: list[float] = []
    for index, row in enumerate(rows):
        parts = _columns(row) if index in zone else []
        if parts:
            left.append(replace(row, text=parts[0], column=Column.LEFT))
            right.append(replace(row, text=parts[1], column=Column.RIGHT))
            middles.append(_middle(row.text, parts[1]))
        elif left and index in zone and _stands_right(row, left, middles):
            right.append(replace(row, column=Column.RIGHT))
        elif row.text.strip():
            found += [*left, *right, row]
            left, right, middles = [], [], []
    return [*found, *left, *right]


def _columns(row: Row) -> list[str]:
    """Both sides of a line that is typed as two columns, else nothing.

    A list item ("1.", "-") and a line of a table of contents (it ends in a page number) have
    gaps as well.
    """
    if row.column is not Column.FULL:
        return []
    text = row.text.strip()
    gaps = [gap for gap in _GAP.finditer(text) if not _to_be_filled_in(text, gap)]
    if not 1 <= len(gaps) <= 3 or _SPACED.fullmatch(text):
        return []
    gap = max(gaps, key=lambda match: len(match.group().expandtabs()))
    parts = [text[: gap.start()], text[gap.end() :]]
    if _ENUMERATOR.fullmatch(parts[0]) or parts[1].strip(". ").isdigit():
        return []
    return parts


_BEFORE_BLANK = late_pattern(r"(?:^|[\s.,:])(?:(s[ốôóồo])\s*[:.]?|(ngày)|(tháng))$", re.IGNORECASE)
_AFTER_BLANK = tuple(late_pattern(rf"^(?:{words})", re.IGNORECASE) for words in ("[-–/]", "tháng", "năm"))


def _to_be_filled_in(text: str, gap: re.Match[str]) -> bool:
    """True for the room left for a number or a day: "Số:     /QĐ-UBND", "ngày      tháng     năm 2026"."""
    before = _BEFORE_BLANK.search(text[: gap.start()])
    after = text[gap.end() : gap.end() + 8]
    return before is not None and _AFTER_BLANK[(before.lastindex or 1) - 1].match(after) is not None


def _middle(line: str, part: str) -> float:
    """Column of the middle of the last part of a line."""
    return len(line.expandtabs().rstrip()) - len(part) / 2


def _stands_right(row: Row, left: Sequence[Row], middles: Sequence[float]) -> bool:
    """True for an indented line nearer to the middle of the right column than to the page's.

    So a title centred on the page (``NGHỊ QUYẾT``) ends the block above it.
    """
    if row.column is not Column.FULL or row.centred or not _INDENT.match(row.text):
        return False
    column = sum(middles) / len(middles)
    page = (column + max(len(item.text.strip()) for item in left) / 2) / 2
    middle = _middle(row.text, row.text.strip())
    return abs(middle - column) < abs(middle - page)


def _parts(text: str) -> Iterator[str]:
    """A line of a whole book in pieces, parted at blanks: readers look at lines as wholes."""
    while len(text) > LINE_CHARS:
        place = text.rfind(" ", LINE_CHARS // 2, LINE_CHARS)
        place = place if place > 0 else LINE_CHARS
        yield text[:place].strip()
        text = text[place:].strip()
    if text:
        yield text


def page_of(
    rows: Iterable[Row], *, number: int = 1, text_chars: int, keep_soft_hyphens: bool = False
) -> tuple[Page, bool]:
    """A page with these rows as lines and text.

    Returns:
        The page, and True when the text had to be cut.
    """
    lines: list[Line] = []
    left = text_chars
    truncated = False
    for row in rows:
        text = clean_line(row.text, keep_soft_hyphens=keep_soft_hyphens)
        if not text:
            continue
        if len(text) + 1 > left:
            truncated = True
            text = text[:left].strip()
            if not text:
                break
        left -= len(text) + 1
        for part in (text,) if len(text) <= LINE_CHARS else _parts(text):
            lines.append(
                Line(
                    text=part,
                    page=number,
                    number=len(lines) + 1,
                    column=row.column,
                    centred=row.centred,
                    bold=row.bold,
                    italic=row.italic,
                    size=row.size,
                    fonts=row.fonts,
                    widget=row.widget,
                )
            )
        if truncated:
            break
    kind = PageText.BORN_DIGITAL if lines else PageText.BLANK
    text = "\n".join(line.text for line in lines)
    return Page(number=number, text=text, lines=tuple(lines), kind=kind), truncated
