"""What a Word document holds beside its text that may bear a mark of secrecy.

Owns: hidden and deleted text, comments, names of pictures, properties, and pictures like stamps in the head.
Must not: give any of it out as text: it is not what the document says, but it is no clearance either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from archivist import text as texts
from archivist.directive.marks_beside import any_marked
from archivist.extract.container import Container
from archivist.extract.ooxml import NAMES, attribute, beside, related

WORDS = "words beside the text (hidden, deleted, a comment or a property) read like a mark"
PICTURE = "a picture in the head was not read"
_HEADS = ("cong hoa xa hoi", "dang cong san viet nam")
_POINT = 12_700
"""EMU, the units of drawings (ECMA-376 part 1, 20.1.2.1)."""
_WIDE, _HIGH, _SHAPE = (40, 250), (12, 90), 1.4
"""Points, and least width to height, as for pictures in PDF heads: stamps are 20 to 40 mm wide and 8 mm high."""
_HEAD_BLOCKS = 12
"""Paragraphs and tables of the body above the kind or the greeting: a head set without a table has about ten."""
_LENGTH = re.compile(r"(width|height):\s*([\d.]+)(pt|in|cm|mm|px)?")
_TO_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 0.75}


def unseen(container: Container, main: str, document: Element, headers: Iterable[str], head: str) -> str:
    """What may bear a mark and is not in the text; empty when nothing does.

    Args:
        container: the package.
        main: name of the document's part.
        document: the part itself.
        headers: names of the parts printed above the first page.
        head: text of the first page; pictures count on directives only, all else bears logos.
    """
    if any_marked(_words(container, main, document)):
        return WORDS
    if not any(name in texts.fold(head[:3000]) for name in _HEADS):
        return ""
    body = next((child for child in document if NAMES[child.tag] == "body"), document)
    shown = [*list(body)[:_HEAD_BLOCKS], *filter(None, (container.xml(name) for name in headers))]
    return PICTURE if any(_stamp_like(part) for block in shown for part in block.iter()) else ""


def _words(container: Container, main: str, document: Element) -> Iterator[str]:
    """Texts nobody sees on the page, each for itself."""
    for paragraph in _named(document, "p"):
        yield "".join(item.text or "" for item in _named(paragraph, "delText"))
        yield "".join(map(_hidden, _named(paragraph, "r")))
    for picture in (*_named(document, "docPr"), *_named(document, "cNvPr")):
        yield attribute(picture, "descr")
        yield attribute(picture, "title")
    comments = next(iter(related(container, main, "/comments").values()), beside(main, "comments.xml"))
    for root in (container.xml(comments) if comments in container.names else None,):
        for paragraph in _named(root, "p") if root is not None else ():
            yield "".join(item.text or "" for item in _named(paragraph, "t"))
    for name in ("docProps/core.xml", "docProps/custom.xml"):
        root = container.xml(name)
        for item in root.iter() if root is not None else ():
            yield item.text or ""


def _named(root: Element, name: str) -> Iterator[Element]:
    return (item for item in root.iter() if NAMES[item.tag] == name)


def _hidden(run: Element) -> str:
    look = next((item for item in run if NAMES[item.tag] == "rPr"), None)
    if look is None or not any(NAMES[item.tag] == "vanish" for item in look):
        return ""
    return "".join(item.text or "" for item in run if NAMES[item.tag] == "t")


def _stamp_like(item: Element) -> bool:
    """A picture of the size and shape of a stamp, drawn (DrawingML) or as older programs wrote it (VML)."""
    name = NAMES[item.tag]
    if name in ("inline", "anchor") and any(NAMES[child.tag] == "blip" for child in item.iter()):
        extent = next((child for child in item if NAMES[child.tag] == "extent"), None)
        sides = [attribute(extent, side) for side in ("cx", "cy")] if extent is not None else []
        return all(side.isdigit() for side in sides) and _fits(*[int(side) / _POINT for side in sides])
    if name == "shape" and any(NAMES[child.tag] == "imagedata" for child in item):
        found = {
            m[1]: float(m[2]) * _TO_POINTS[m[3] or ""] for m in _LENGTH.finditer(attribute(item, "style"))
        }
        return _fits(found.get("width", 0.0), found.get("height", 0.0))
    return False


def _fits(wide: float = 0.0, high: float = 0.0) -> bool:
    return _WIDE[0] <= wide <= _WIDE[1] and _HIGH[0] <= high <= _HIGH[1] and wide >= _SHAPE * high
