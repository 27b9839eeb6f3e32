"""Columns that line up: width of text on a terminal, cutting, padding, tables.

Owns: how wide a text is on screen and how rows are laid out in a given width.
Must not: write anything, or know what the cells mean.

Width follows Unicode Annex #11 (East Asian Width) as terminals apply it: wide and full-width
characters take two cells, combining marks and format characters none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from archivist.lazyclass import dataclass

ELLIPSIS = "…"
_GAP = "  "
_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})
# Bidirectional embeddings, overrides and isolates (Unicode Annex #9): in a file name or a quotation
# they can make a line read as something else than what it says.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        title: heading, already in the user's language; an empty one leaves the cell blank.
        right: align to the right (numbers).
        flexible: gives up width when the row is too long; at least one column should.
        least: the width below which it is not cut.
    """

    title: str
    right: bool = False
    flexible: bool = False
    least: int = 8


_PLAIN = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)))) | set(
    "–—…·“”‘’«»"
)
"""Letters and signs of our languages that take one cell and steer nothing: most texts hold no others."""


def width_of(text: str) -> int:
    """Number of terminal cells the text takes."""
    if text.isascii() or _PLAIN.issuperset(text):
        return len(text)
    return sum(_cells(char) for char in text)


@lru_cache(maxsize=4096)
def _cells(char: str) -> int:
    if unicodedata.category(char) in _ZERO_WIDTH and char != "\u00ad":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def printable(text: str) -> str:
    """The text on one line without characters that could steer a terminal.

    File names and document text come from outside: escape sequences, carriage returns and
    bidirectional controls in them must not reach the screen.
    """
    if (text.isascii() and text.isprintable()) or _PLAIN.issuperset(text):
        return text
    return "".join(_safe(char) for char in text)


def printable_block(text: str) -> str:
    """Like `printable`, but line ends and tabs stay."""
    return "".join(char if char in "\n\t" else _safe(char) for char in text.replace("\r\n", "\n"))


def _safe(char: str) -> str:
    if char in "\n\t\r\v\f\u2028\u2029":
        return " "
    if char in _BIDI_CONTROLS:
        return ""
    category = unicodedata.category(char)
    return "\ufffd" if category in {"Cc", "Cs"} else char


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, the end replaced by ``…`` when it is longer."""
    if width <= 0:
        return ""
    if width_of(text) <= width:
        return text
    if _PLAIN.issuperset(text):
        return text[: width - 1].rstrip() + ELLIPSIS
    kept: list[str] = []
    used = 0
    for char in text:
        cells = _cells(char)
        if used + cells > width - 1:
            break
        kept.append(char)
        used += cells
    return "".join(kept).rstrip() + ELLIPSIS


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text filled with blanks to `width` cells; a longer text is returned as it is."""
    blanks = " " * max(0, width - width_of(text))
    return blanks + text if right else text + blanks


def wrap(text: str, width: int, *, lines: int | None = None) -> list[str]:
    """The text broken at blanks into lines of at most `width` cells; never empty.

    A word that is longer than a line (a path) is broken within: nothing of it is lost.

    Args:
        text: one paragraph.
        width: cells a line.
        lines: at most this many; the last one is cut with ``…`` when text is left.
    """
    result: list[str] = []
    current = ""
    for word in text.split():
        candidate = f"{current} {word}" if current else word
        if width_of(candidate) <= width:
            current = candidate
            continue
        if current:
            result.append(current)
        *full, current = _pieces(word, width)
        result += full
    if current or not result:
        result.append(current)
    if lines is not None and len(result) > lines:
        result[lines - 1 :] = [cut(" ".join(result[lines - 1 :]), width)]
    return result


def _pieces(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells (one character at least)."""
    pieces = [""]
    used = 0
    for char in word:
        cells = _cells(char)
        if pieces[-1] and used + cells > width:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += cells
    return pieces


def layout(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Lines of a table, heading first, none wider than `width` where columns can give way.

    Args:
        columns: how each column is treated.
        rows: one text a column.
        width: cells available.
    """
    widths = _widths(columns, rows, width)
    if any(column.title for column in columns):
        yield _row(columns, [column.title for column in columns], widths)
    for row in rows:
        yield _row(columns, [printable(cell) for cell in row], widths)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    wanted = [
        max([width_of(column.title), *(width_of(printable(row[place])) for row in rows)])
        for place, column in enumerate(columns)
    ]
    excess = sum(wanted) + len(_GAP) * (len(columns) - 1) - width
    while excess > 0:
        # The widest flexible column gives way first: it loses the smallest part of what it says.
        candidates = [
            place
            for place, column in enumerate(columns)
            if column.flexible and wanted[place] > max(column.least, 1)
        ]
        if not candidates:
            break
        widest = max(candidates, key=lambda place: wanted[place])
        wanted[widest] -= 1
        excess -= 1
    return wanted


def _row(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int]) -> str:
    shown = [
        pad(cut(cell, width), width, right=column.right)
        for column, cell, width in zip(columns, cells, widths, strict=True)
    ]
    return _GAP.join(shown).rstrip()
