"""PowerPoint presentations (ECMA-376): a page a slide.

Owns: order of slides, text of shapes, tables, diagrams and speaker's notes.
Must not: show the texts of layouts and masters ("Click to edit"), or follow links.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from archivist.extract.container import Container
from archivist.extract.ooxml import NAMES, attribute, main_part, properties, related
from archivist.extract.request import Request, refuse
from archivist.extract.rows import Row, page_of
from archivist.extracted import Extracted, Page
from archivist.legacy import legacy_fonts
from archivist.model import Reason

_SKIPPED = frozenset(["Fallback"])
_PLACES = frozenset(["sldNum", "dt", "ftr", "hdr", "sldImg"])


def extract(request: Request) -> Extracted:
    """Read a presentation.

    Raises:
        ExtractionError: ``unreadable`` or ``decompression-limit``.
    """
    pages: list[Page] = []
    fonts: set[str] = set()
    left = request.limits.text_chars
    truncated = False
    with Container(request.path, request.limits) as container:
        slides = _slides(container)
        for name in slides[: request.limits.max_pages]:
            rows = list(_slide_rows(container, name))
            fonts.update(font for row in rows for font in row.fonts)
            page, cut = page_of(
                rows,
                number=len(pages) + 1,
                text_chars=max(left, 0),
                keep_soft_hyphens=bool(legacy_fonts(fonts)),
            )
            pages.append(page)
            left -= len(page.text)
            truncated = truncated or cut
        metadata, _ = properties(container)
    return Extracted(
        detected=request.detected,
        pages=tuple(pages),
        extractor="pptx 1",
        metadata=metadata,
        truncated=truncated or len(slides) > len(pages),
        font_encodings=legacy_fonts(fonts),
        page_count=len(slides),
    )


def _slides(container: Container) -> list[str]:
    """Parts of the slides in the order they are shown."""
    main = main_part(container, "ppt/presentation.xml")
    root = container.xml(main)
    if root is None:
        refuse(Reason.UNREADABLE, "the presentation part is missing")
    parts = related(container, main, "/slide")
    ids = [
        value
        for item in root.iter()
        if NAMES[item.tag] == "sldId"
        for key, value in item.attrib.items()
        if key.endswith("}id")
    ]
    return [parts[name] for name in ids if parts.get(name) in container.names]


def _slide_rows(container: Container, name: str) -> Iterator[Row]:
    slide = container.xml(name)
    if slide is not None:
        yield from _rows(slide)
    for kind in ("/notesSlide", "/diagramData"):
        for part in related(container, name, kind).values():
            root = container.xml(part)
            if root is not None:
                yield from _rows(root)


def _rows(parent: Element) -> Iterator[Row]:
    """Paragraphs in document order; fields like the slide's number and date are left out."""
    for child in parent:
        name = NAMES[child.tag]
        if name == "p" and child.tag.startswith("{") and "drawingml" in child.tag:
            yield from _paragraph(child)
        elif name == "sp" and _is_furniture(child):
            continue
        elif len(child) and name not in _SKIPPED:
            yield from _rows(child)


def _is_furniture(shape: Element) -> bool:
    return any(NAMES[item.tag] == "ph" and attribute(item, "type") in _PLACES for item in shape.iter())


def _paragraph(paragraph: Element) -> Iterator[Row]:
    texts: list[str] = []
    fonts: dict[str, None] = {}
    for item in paragraph.iter():
        name = NAMES[item.tag]
        if name == "t":
            texts.append(item.text or "")
        elif name == "br":
            texts.append("\n")
        elif name == "latin":
            fonts[attribute(item, "typeface")] = None
    for line in "".join(texts).split("\n"):
        yield Row(text=line, fonts=tuple(font for font in fonts if font))
