"""Word 2003 XML (WordprocessingML of the schemas 2003/wordml), with the reader of DOCX.

Owns: what differs from DOCX: headers and footers stand in the sections, notes in the text.
Must not: read paragraphs (`docx.Reader` does).
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from archivist.extract import flat
from archivist.extract.docx import Reader, new_rows
from archivist.extract.ooxml import NAMES, child_of
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build
from archivist.extract.rows import Row, split_columns
from archivist.extracted import Extracted
from archivist.legacy import legacy_fonts
from archivist.model import Reason


def extract(request: Request) -> Extracted:
    """Read a Word 2003 XML document.

    Raises:
        ExtractionError: ``unreadable`` or ``too-large``.
    """
    root = flat.root_of(request)
    body = child_of(root, "body")
    if body is None:
        refuse(Reason.UNREADABLE, "the body is missing")
    rows = list(_rows(body, Reader(child_of(root, "styles"))))
    metadata, pages = flat.facts_of(root)
    fonts = legacy_fonts(font for row in rows for font in row.fonts)
    built = build(
        rows, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(fonts), arrange=split_columns
    )
    return Extracted(
        detected=request.detected,
        pages=(built.page,),
        extractor="wordml 1",
        metadata={**metadata, **built.facts},
        truncated=built.truncated,
        warnings=built.warnings,
        font_encodings=fonts,
        original_text=built.original,
        page_count=pages,
    )


def _rows(body: Element, reader: Reader) -> Iterator[Row]:
    """Headers of the first section stand before the text, everything else after it."""
    sections = [item for item in body.iter() if NAMES[item.tag] == "sectPr"]
    margins = [item for section in sections for item in section if NAMES[item.tag] in ("hdr", "ftr")]
    first = [item for item in margins if NAMES[item.tag] == "hdr" and item in list(sections[0])]
    seen: set[str] = set()
    for part in first:
        yield from new_rows(part, reader, seen)
    yield from reader.rows(body)
    for part in margins:
        yield from new_rows(part, reader, seen)
