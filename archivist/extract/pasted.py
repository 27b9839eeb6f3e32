"""Scans pasted into office documents: pictures in the shape of a page, as parts of their own.

Owns: finding the pictures of a document; those that may be scanned pages become parts.
Must not: decode pixels, or read their text (a part nobody has read keeps the whole from being cleared).

Offices paste the scan of a signed page into a Word file and write around it. The words around it are read; what the
picture says, and the mark of secrecy it may bear, is not, and the document must not pass for one that was looked through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZipInfo

from archivist.detect import (
    DOC,
    DOCX,
    FODP,
    FODS,
    FODT,
    HTML,
    ODP,
    ODS,
    ODT,
    PPT,
    PPTX,
    RTF,
    WORD_PACKAGE,
    WORD_XML,
    XLS,
    XLSB,
    XLSX,
)  # fmt: skip
from archivist.errors import ExtractionError
from archivist.extract import metafile
from archivist.extract.container import Container
from archivist.extract.parts import Part, take_parts
from archivist.extract.pictures import LEAST_BYTES, from_base64, is_page
from archivist.extract.request import Request
from archivist.extracted import Extracted
from archivist.lazypattern import late_pattern
from archivist.model import Reason

_SUFFIXES: Final = frozenset(
    {".bmp", ".dib", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
)
_METAFILES: Final = frozenset({".emf", ".emz", ".wmf", ".wmz"})
_PREVIEWS: Final = frozenset({("Thumbnails",), ("docProps",)})
"""Folders where programs keep a picture of the first page, which was read (ODF 1.3 part 2, 3.8; ECMA-376 part 2, 11)."""
_DATA_URL: Final = late_pattern(
    rb"data:image/(png|jpe?g|bmp|webp|tiff?);base64,([A-Za-z0-9+/\s]{8000,}=*)", re.IGNORECASE
)
_NOTE: Final = "pages pasted as pictures are parts of their own; their text was not read"


def with_pasted(request: Request, found: Extracted) -> Extracted:
    """What was read of an office document, with the pages pasted into it as parts.

    Raises:
        ExtractionError: ``decompression-limit`` or ``unreadable``.
    """
    pages: list[Part] = []
    for part in _FINDERS[request.detected.media_type](request):
        for page in _pages_of(part, request.limits.part_bytes):
            # One too many tells that there are more.
            if len(pages) <= request.limits.max_attachments:
                pages.append(page)
    if not pages:
        return found
    parts, notes = take_parts(request, pages)
    return replace(
        found,
        attachments=(*found.attachments, *parts),
        warnings=(*found.warnings, *notes, _NOTE),
    )


def _pages_of(part: Part, most_bytes: int) -> Iterator[Part]:
    if part.problem is None and metafile.is_metafile(part.data):
        yield from metafile.pages(part, most_bytes)
    elif is_page(part.data):
        yield part


def _in_container(request: Request) -> Iterator[Part]:
    """Pictures of a zip container (ECMA-376, ODF 1.3), in the order of their names."""
    with Container(request.path, request.limits) as container:
        for member in sorted(container.members(), key=lambda member: member.filename):
            path = PurePosixPath(member.filename)
            if path.parts[:1] in _PREVIEWS:
                continue
            suffix = path.suffix.lower()
            if suffix in _METAFILES or (suffix in _SUFFIXES and member.file_size >= LEAST_BYTES):
                yield _member(container, member, path.name)


def _member(container: Container, member: ZipInfo, name: str) -> Part:
    """A picture that cannot be had is there as such: the text beside it was read, but nobody saw this."""
    try:
        return Part(name, container.read_member(member))
    except ExtractionError as error:
        return Part(name, b"", problem=Reason(error.reason))


def _in_streams(request: Request) -> Iterator[Part]:
    """Pictures of Word, PowerPoint and Excel 97, which lie as files in streams of an OLE container."""
    from archivist.extract import drawings

    yield from drawings.pictures_of(request)


def _in_rtf(request: Request) -> Iterator[Part]:
    """Pictures of RTF, which stand between words."""
    from archivist.extract import rtf_pictures

    yield from rtf_pictures.pictures_of(request.path.read_bytes())


def _in_xml(request: Request) -> Iterator[Part]:
    """Pictures of documents that are one XML file."""
    from archivist.extract import flat

    yield from flat.pictures_of(request)


def _in_html(request: Request) -> Iterator[Part]:
    """Pictures that stand in the page itself as ``data:`` (RFC 2397); others are not loaded."""
    for number, found in enumerate(_DATA_URL.finditer(request.path.read_bytes()), start=1):
        data = from_base64(found[2])
        if len(data) >= LEAST_BYTES:
            yield Part(f"image{number}.{found[1].decode('ascii').lower()}", data)


_FINDERS: Final[dict[str, Callable[[Request], Iterator[Part]]]] = {
    **dict.fromkeys((DOCX, ODP, ODS, ODT, PPTX, XLSB, XLSX), _in_container),
    **dict.fromkeys((FODP, FODS, FODT, WORD_PACKAGE, WORD_XML), _in_xml),
    **dict.fromkeys((DOC, PPT, XLS), _in_streams),
    RTF: _in_rtf,
    HTML: _in_html,
}
