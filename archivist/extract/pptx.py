"""PowerPoint presentations (ECMA-376): a page a slide.

Owns: order of slides, text of shapes, tables, diagrams and speaker's notes, what masters show on every slide.
Must not: show the texts of layouts and masters ("Click to edit"), or follow links.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from archivist.extract.container import Container
from archivist.extract.ooxml import NAMES, attribute, main_part, properties, related
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build_pages
from archivist.extract.rows import Row, runs
from archivist.extracted import Extracted
from archivist.legacy import legacy_fonts
from archivist.model import Reason

_SKIPPED = frozenset(["Fallback"])
_PLACES = frozenset(["sldNum", "dt", "ftr", "hdr", "sldImg"])


def extract(request: Request) -> Extracted:
    """Read a presentation.

    Raises:
        ExtractionError: ``unreadable`` or ``decompression-limit``.
    """
    pages: list[list[Row]] = []
    shown: set[str] = set()
    fonts: set[str] = set()
    with Container(request.path, request.limits) as container:
        slides = _slides(container)
        for name in slides[: request.limits.max_pages]:
            rows = list(_slide_rows(container, name))
            rows += [row for row in _behind(container, name) if not _known(row, shown)]
            fonts.update(font for row in rows for font in row.fonts)
            pages.append(rows)
        metadata, _ = properties(container)
    found = legacy_fonts(fonts)
    built = build_pages(pages, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(found))
    return Extracted(
        detected=request.detected,
        pages=built.pages,
        extractor="pptx 1",
        metadata={**metadata, **built.facts},
        truncated=built.truncated or len(slides) > len(pages),
        warnings=built.warnings,
        font_encodings=found,
        original_text=built.original,
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


def _behind(container: Container, slide: str) -> Iterator[Row]:
    """What the layout and the master of a slide show on it: all but the places for its own texts."""
    for layout in related(container, slide, "/slideLayout").values():
        for part in (layout, *related(container, layout, "/slideMaster").values()):
            root = container.xml(part)
            if root is not None:
                yield from _rows(root, places=False)


def _known(row: Row, shown: set[str]) -> bool:
    """Whether the same was shown on a slide before; it is remembered."""
    text = " ".join(row.text.split())
    known = not text or text in shown
    shown.add(text)
    return known


def _rows(parent: Element, *, places: bool = True) -> Iterator[Row]:
    """Paragraphs in document order; fields like the slide's number and date are left out.

    Args:
        parent: a slide, layout, or part of one.
        places: also those of placeholders ("Click to edit" on layouts).
    """
    for child in parent:
        name = NAMES[child.tag]
        if name == "p" and child.tag.startswith("{") and "drawingml" in child.tag:
            yield from _paragraph(child)
        elif name == "sp" and _is_furniture(child, places=places):
            continue
        elif len(child) and name not in _SKIPPED:
            yield from _rows(child, places=places)


def _is_furniture(shape: Element, *, places: bool) -> bool:
    held = (item for item in shape.iter() if NAMES[item.tag] == "ph")
    return any(not places or attribute(item, "type") in _PLACES for item in held)


def _paragraph(paragraph: Element) -> Iterator[Row]:
    """Lines of a paragraph; the font of a run stands before its text (ECMA-376, 21.1.2.3.8)."""
    line: list[tuple[str, str]] = []
    font = ""
    for item in paragraph.iter():
        name = NAMES[item.tag]
        if name in ("r", "fld"):
            font = ""
        elif name == "latin":
            font = attribute(item, "typeface")
        elif name == "t":
            *whole, rest = (item.text or "").split("\n")
            for text in whole:
                yield _row([*line, (text, font)])
                line = []
            line.append((rest, font))
        elif name == "br":
            yield _row(line)
            line = []
    yield _row(line)


def _row(spans: Sequence[tuple[str, str]]) -> Row:
    fonts = tuple(dict.fromkeys(font for _, font in spans if font))
    return Row(text="".join([text for text, _ in spans]), fonts=fonts, runs=runs(spans))
