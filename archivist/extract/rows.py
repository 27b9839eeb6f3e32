"""Rows of text on their way to pages, for formats without page geometry.

Owns: the `Row` record, columns of letterhead tables, the making of a `Page` from rows,
capping the text.
Must not: open files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archivist.extract.cleaning import clean_line
from archivist.extract.records import Column, Line, Page, PageText

LETTERHEAD_ROWS = 8
"""A letterhead or signature block has at most so many table rows (superior, issuer, rule,
number, subject; and slack); longer two-column tables are lists and stay row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a document, before cleaning.

    Attributes are those of `records.Line`.
    """

    text: str
    column: Column = Column.FULL
    centred: bool | None = None
    bold: bool | None = None
    italic: bool | None = None
    size: float | None = None
    fonts: tuple[str, ...] = ()


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
            left += [_in_column(row, Column.LEFT) for row in pair[0]]
            right += [_in_column(row, Column.RIGHT) for row in pair[1]]
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


def _in_column(row: Row, column: Column) -> Row:
    return Row(
        text=row.text,
        column=column,
        centred=row.centred,
        bold=row.bold,
        italic=row.italic,
        size=row.size,
        fonts=row.fonts,
    )


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
        lines.append(
            Line(
                text=text,
                page=number,
                number=len(lines) + 1,
                column=row.column,
                centred=row.centred,
                bold=row.bold,
                italic=row.italic,
                size=row.size,
                fonts=row.fonts,
            )
        )
        if truncated:
            break
    kind = PageText.BORN_DIGITAL if lines else PageText.BLANK
    text = "\n".join(line.text for line in lines)
    return Page(number=number, text=text, lines=tuple(lines), kind=kind), truncated
