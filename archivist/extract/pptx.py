"""PowerPoint presentations (ECMA-376): a page a slide.

Owns: order of slides, text of shapes, tables, diagrams and speaker's notes; footers and what masters add to slides.
Must not: show the places of layouts and masters that slides fill ("Click to edit"), or follow links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from archivist.extract.cleaning import clean_line
from archivist.extract.container import Container
from archivist.extract.ooxml import NAMES, attribute, main_part, properties, related
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build_pages
from archivist.extract.rows import Row, runs
from archivist.extracted import Extracted
from archivist.legacy import legacy_fonts
from archivist.model import Reason

_SKIPPED = frozenset(["Fallback"])
_MARGINS = frozenset(["ftr", "hdr"])
_PLACES = frozenset(["sldNum", "dt", "sldImg"]) | _MARGINS


def extract(request: Request) -> Extracted:
    """Read a presentation.

    Raises:
        ExtractionError: ``unreadable`` or ``decompression-limit``.
    """
    pages: list[list[Row]] = []
    fonts: set[str] = set()
    with Container(request.path, request.limits) as container:
        slides = _slides(container)
        seen: set[str] = set()
        for name in slides[: request.limits.max_pages]:
            rows = list(_slide_rows(container, name, seen))
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


def _slide_rows(container: Container, name: str, seen: set[str]) -> Iterator[Row]:
    slide = container.xml(name)
    beside = [root for kind in ("/notesSlide", "/diagramData") for root in _related(container, name, kind)]
    roots = [slide, *beside] if slide is not None else beside
    for root in roots:
        yield from _rows(root)
    margins = (
        item for root in roots for item in root.iter() if NAMES[item.tag] == "sp" and _places(item) & _MARGINS
    )
    yield from _new_rows((row for shape in margins for row in _rows(shape)), seen)
    if slide is not None and _shows_master(slide):
        yield from _new_rows(_behind(container, name, seen), seen)


def _behind(container: Container, slide: str, seen: set[str]) -> Iterator[Row]:
    """What the layout and the master of a slide show on it: all but the places for its own texts.

    Args:
        container: the presentation.
        slide: its part.
        seen: layouts that were read for a slide before, by their parts; this one's is added.
    """
    for part in set(related(container, slide, "/slideLayout").values()) - seen:
        seen.add(part)
        layout = container.xml(part)
        if layout is not None:
            yield from _rows(layout, places=False)
            for master in _related(container, part, "/slideMaster") if _shows_master(layout) else ():
                yield from _rows(master, places=False)


def _related(container: Container, name: str, kind: str) -> list[Element]:
    roots = (container.xml(part) for part in related(container, name, kind).values())
    return [root for root in roots if root is not None]


def _shows_master(root: Element) -> bool:
    return attribute(root, "showMasterSp") not in ("0", "false")


def _new_rows(rows: Iterable[Row], seen: set[str]) -> Iterator[Row]:
    """Rows of what many slides show, on the first of them; page numbers not at all."""
    for row in rows:
        line = clean_line(row.text)
        if line and line not in seen and not line.isdigit():
            seen.add(line)
            yield replace(row, widget=True)


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
        elif name == "sp" and (found := _places(child)) and (not places or found & _PLACES):
            continue
        elif len(child) and name not in _SKIPPED:
            yield from _rows(child, places=places)


def _places(shape: Element) -> set[str]:
    """Kinds of the places of a layout that the shape fills or is; those of text have none ("")."""
    return {attribute(item, "type") for item in shape.iter() if NAMES[item.tag] == "ph"}


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
