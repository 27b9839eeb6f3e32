"""Fonts of the cells of an XLSX workbook, where legacy encodings may hide in them.

Owns: styles and cells of the package (ECMA-376, 18.8 and 18.3.1.4) as far as fonts go.
Must not: read values (calamine does), or look at cells when no legacy font is in the styles.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from archivist.extract.container import Container
from archivist.extract.ooxml import NAMES, attribute, beside, child_of, main_part, related
from archivist.lazypattern import late_pattern
from archivist.legacy import font_encoding

_CELL = late_pattern(r"([A-Z]{1,3})([0-9]{1,7})")
Fonts = Mapping[tuple[int, int], str]
"""Row and column (from 0) → name of a font; only cells in a legacy font."""


def legacy_cells(container: Container) -> dict[str, Fonts]:
    """Cells in legacy fonts, by the name of their sheet."""
    main = main_part(container, "xl/workbook.xml")
    styles = _fonts_of_styles(container.xml(beside(main, "styles.xml")))
    if not styles:
        return {}
    workbook = container.xml(main)
    parts = related(container, main, "/worksheet")
    found: dict[str, Fonts] = {}
    for item in workbook.iter() if workbook is not None else ():
        if NAMES[item.tag] == "sheet":
            part = next((parts[value] for value in item.attrib.values() if value in parts), "")
            sheet = container.xml(part) if part in container.names else None
            if sheet is not None:
                found[attribute(item, "name")] = _cells(sheet, styles)
    return found


def _fonts_of_styles(styles: Element | None) -> dict[str, str]:
    """Number of a cell style → its font, of the styles in a legacy font."""
    fonts, formats = child_of(styles, "fonts"), child_of(styles, "cellXfs")
    if fonts is None or formats is None:
        return {}
    names = []
    for font in fonts:
        name = child_of(font, "name")
        names.append(attribute(name, "val") if name is not None else "")
    found: dict[str, str] = {}
    for number, style in enumerate(formats):
        place = attribute(style, "fontId")
        name_of = names[int(place)] if place.isdecimal() and int(place) < len(names) else ""
        if font_encoding(name_of):
            found[str(number)] = name_of
    return found


def _cells(sheet: Element, styles: Mapping[str, str]) -> Fonts:
    found: dict[tuple[int, int], str] = {}
    for item in sheet.iter():
        if NAMES[item.tag] != "c":
            continue
        font = styles.get(item.get("s", "0"))
        match = _CELL.fullmatch(item.get("r", "")) if font else None
        if font and match is not None:
            found[int(match.group(2)) - 1, _column(match.group(1))] = font
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
