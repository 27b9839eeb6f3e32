"""EPUB books: a page a chapter, in reading order.

Owns: the package (EPUB 3.3, part "package document"), its order and its title.
Must not: run scripts, load what lies outside of the file, or show the table of contents twice.
"""

from __future__ import annotations

import posixpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from archivist.encoding import decode_html
from archivist.errors import ExtractionError
from archivist.extract.cleaning import clean_line
from archivist.extract.container import Container
from archivist.extract.html import html_rows
from archivist.extract.ooxml import NAMES
from archivist.extract.request import Request, refuse
from archivist.extract.restoring import build_pages
from archivist.extract.rows import Row
from archivist.extracted import Extracted
from archivist.legacy import legacy_fonts
from archivist.model import Reason

_META = {"title": "title", "creator": "author", "language": "language", "date": "created"}
_TEXTS = frozenset(["application/xhtml+xml", "text/html", "application/x-dtbook+xml"])


def extract(request: Request) -> Extracted:
    """Read an EPUB book.

    Raises:
        ExtractionError: ``unreadable``, ``encrypted`` or ``decompression-limit``.
    """
    pages: list[list[Row]] = []
    with Container(request.path, request.limits) as container:
        name, package = _package(container)
        chapters = _chapters(name, package)
        _refuse_encrypted(container, chapters)
        fonts: set[str] = set()
        for chapter in chapters[: request.limits.max_pages]:
            data = container.read(chapter)
            rows: list[Row] = html_rows(decode_html(data)[0])[0] if data is not None else []
            fonts.update(font for row in rows for font in row.fonts)
            pages.append(rows)
    found = legacy_fonts(fonts)
    built = build_pages(pages, text_chars=request.limits.text_chars, keep_soft_hyphens=bool(found))
    return Extracted(
        detected=request.detected,
        pages=built.pages,
        extractor="epub 1",
        metadata={**_metadata(package), **built.facts},
        truncated=built.truncated or len(chapters) > len(pages),
        warnings=built.warnings,
        font_encodings=found,
        original_text=built.original,
        page_count=len(pages),
    )


def _package(container: Container) -> tuple[str, Element]:
    root = container.xml("META-INF/container.xml")
    for item in root.iter() if root is not None else ():
        if NAMES[item.tag] == "rootfile":
            name = item.get("full-path", "")
            package = container.xml(name)
            if package is not None:
                return name, package
    message = "the package document is missing"
    raise ExtractionError(message, reason=Reason.UNREADABLE)


def _chapters(name: str, package: Element) -> list[str]:
    """Members in the order of the spine."""
    folder = posixpath.dirname(name)
    items = {
        item.get("id", ""): posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in package.iter()
        if NAMES[item.tag] == "item" and item.get("media-type") in _TEXTS
    }
    order = [item.get("idref", "") for item in package.iter() if NAMES[item.tag] == "itemref"]
    return list(dict.fromkeys(items[one] for one in order if one in items))


def _refuse_encrypted(container: Container, chapters: list[str]) -> None:
    """Fonts may be obfuscated; chapters that are encrypted cannot be read."""
    root = container.xml("META-INF/encryption.xml")
    for item in root.iter() if root is not None else ():
        if NAMES[item.tag] == "CipherReference" and unquote(item.get("URI", "")) in chapters:
            refuse(Reason.ENCRYPTED, "the book is protected against copying")


def _metadata(package: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in package.iter():
        key, value = _META.get(NAMES[item.tag]), clean_line(item.text or "")
        if key and value:
            found.setdefault(key, value[:1000])
    return found
