"""Fonts of the cells of an OpenDocument spreadsheet, where legacy encodings may hide in them.

Owns: styles of cells, columns and rows as far as fonts go (ODF 1.3 part 3, 9.1.2–9.1.4 and 16.2).
Must not: read values (calamine does), or look at cells when no legacy font is in the styles.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from archivist.extract.ooxml import NAMES, attribute
from archivist.extract.sheet_fonts import Fonts
from archivist.legacy import font_encoding

ROWS = ("table-rows", "table-header-rows", "table-row-group")
_COLUMNS = ("table-columns", "table-header-columns", "table-column-group")
CELLS = ("table-cell", "covered-table-cell")
MOST_REPEATS = 1024  # of what holds text; blank rows and columns are repeated a million times
_PARENTS = 12


def cells_in(content: Element | None, trees: list[Element]) -> dict[str, Fonts]:
    """Cells in legacy fonts, by the name of their sheet; styles are looked for in these trees."""
    styles = _Styles(trees)
    if content is None or not styles.any_legacy:
        return {}
    sheets = (item for item in content.iter() if NAMES[item.tag] == "table")
    return {attribute(sheet, "name"): _cells(sheet, styles) for sheet in sheets}


class _Styles:
    """Fonts of the named styles."""

    def __init__(self, trees: list[Element]) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._default: Element | None = None
        self._faces: dict[str, str] = {}
        for tree in trees:
            for item in tree.iter():
                name = NAMES[item.tag]
                if name == "style":
                    self._styles[attribute(item, "family"), attribute(item, "name")] = item
                elif name == "default-style" and attribute(item, "family") == "table-cell":
                    self._default = item
                elif name == "font-face":
                    self._faces[attribute(item, "name")] = attribute(item, "font-family").strip("'\"")
        every = [*self._styles.values(), *([self._default] if self._default is not None else [])]
        self.any_legacy = any(font_encoding(self._own(item)) for item in every)

    def font(self, style: str, family: str = "table-cell") -> str:
        """Font of a style, by its parents; of the default style when none of them names one."""
        for _ in range(_PARENTS):
            item = self._styles.get((family, style))
            if item is None:
                break
            if own := self._own(item):
                return own
            style = attribute(item, "parent-style-name")
        default = self._default if family == "table-cell" else None
        return self._own(default) if default is not None else ""

    def _own(self, style: Element) -> str:
        for item in style:
            if NAMES[item.tag] == "text-properties":
                face = attribute(item, "font-name")
                return self._faces.get(face, face) or attribute(item, "font-family").strip("'\"")
        return ""


def _cells(sheet: Element, styles: _Styles) -> Fonts:
    columns = list(_column_styles(sheet))
    found: dict[tuple[int, int], str] = {}
    number = 0
    for row in inside(sheet, "table-row", ROWS):
        repeats = repeats_of(row, "number-rows-repeated")
        fonts = dict(_row_fonts(row, columns, styles))
        for again in range(min(repeats, MOST_REPEATS) if fonts else 0):
            found.update({(number + again, column): font for column, font in fonts.items()})
        number += repeats
    return found


def _row_fonts(row: Element, columns: list[tuple[int, str]], styles: _Styles) -> Iterator[tuple[int, str]]:
    """Column → legacy font, of the cells of a row that hold text."""
    column = 0
    for cell in row:
        if NAMES[cell.tag] not in CELLS:
            continue
        repeats = repeats_of(cell, "number-columns-repeated")
        if any(NAMES[item.tag] == "p" for item in cell):
            style = (
                attribute(cell, "style-name")
                or attribute(row, "default-cell-style-name")
                or next((name for end, name in columns if column < end), "")
            )
            font = _font_inside(cell, styles) or styles.font(style)
            if font_encoding(font):
                for again in range(min(repeats, MOST_REPEATS)):
                    yield column + again, font
        column += repeats


def _font_inside(cell: Element, styles: _Styles) -> str:
    """The one legacy font that all of a cell's text is set in by spans of its own; empty otherwise."""
    fonts = set()
    for paragraph in cell:
        for item in paragraph.iter():
            inner = item is not paragraph and NAMES[item.tag] == "span"
            if (item.text or "").strip():
                fonts.add(styles.font(attribute(item, "style-name"), "text") if inner else "")
            if item is not paragraph and (item.tail or "").strip():
                fonts.add("")
    return fonts.pop() if len(fonts) == 1 else ""


def _column_styles(sheet: Element) -> Iterator[tuple[int, str]]:
    """End of a run of columns and the style of their cells."""
    end = 0
    for column in inside(sheet, "table-column", _COLUMNS):
        end += repeats_of(column, "number-columns-repeated")
        yield end, attribute(column, "default-cell-style-name")


def inside(parent: Element, wanted: str, groups: tuple[str, ...]) -> Iterator[Element]:
    """Children of this name, in groups of them too."""
    for child in parent:
        name = NAMES[child.tag]
        if name == wanted:
            yield child
        elif name in groups:
            yield from inside(child, wanted, groups)


def repeats_of(item: Element, name: str) -> int:
    """How often a row, column or cell stands there."""
    value = attribute(item, name)
    return max(int(value), 1) if value.isdecimal() and len(value) < 9 else 1
