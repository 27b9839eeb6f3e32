"""Scans pasted into office documents: pictures in the shape of a page, as parts of their own.

Owns: which pictures of a container of office documents may be scanned pages.
Must not: decode pixels, or read their text (a part nobody has read keeps the whole from being cleared).

Offices paste the scan of a signed page into a Word file and write around it. The words around it are read; what the
picture says, and the mark of secrecy it may bear, is not, and the document must not pass for one that was looked through.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from archivist.extract.container import Container
from archivist.extract.parts import Part, take_parts
from archivist.extract.request import Request
from archivist.extracted import Extracted

_SUFFIXES: Final = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
_LEAST_BYTES: Final = 8_000
"""A scanned page takes more, even in black and white."""
_LEAST_PIXELS: Final = 700
"""Of the short side: 85 to an inch of A4. Letters of a page that has fewer cannot be read."""
_SHAPE: Final = (1.2, 1.6)
"""Long side to short side: A4 has 1.41, with an edge cut off or left over a little more or less."""
_HEAD: Final = 512 * 1024
"""Bytes in which a JPEG says its size: profiles and thumbnails stand before it."""
_NOTE: Final = "pages pasted as pictures are parts of their own; their text was not read"


def with_pasted(request: Request, found: Extracted) -> Extracted:
    """What was read of an office document, with the pages pasted into it as parts.

    Raises:
        ExtractionError: ``decompression-limit`` or ``unreadable``.
    """
    with Container(request.path, request.limits) as container:
        pages = list(_pages(container, request.limits.max_attachments))
    if not pages:
        return found
    parts, notes = take_parts(request, pages)
    return replace(
        found,
        attachments=(*found.attachments, *parts),
        warnings=(*found.warnings, *notes, _NOTE),
    )


def _pages(container: Container, most: int) -> Iterator[Part]:
    """Pictures in the shape of a page, in the order of their names; one too many tells that there are more."""
    taken = 0
    for member in sorted(container.members(), key=lambda member: member.filename):
        path = PurePosixPath(member.filename)
        if path.suffix.lower() not in _SUFFIXES or member.file_size < _LEAST_BYTES:
            continue
        data = container.read_member(member)
        if is_page(data):
            yield Part(path.name, data)
            taken += 1
            if taken > most:
                return


def is_page(data: bytes) -> bool:
    """Whether a picture has the size and the shape of a scanned page; one that does not tell its size may be one."""
    size = picture_size(data)
    if size is None:
        return True
    short, long = sorted(size)
    return short >= _LEAST_PIXELS and _SHAPE[0] * short <= long <= _SHAPE[1] * short


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG or BMP; None where it is not told so (TIFF, WEBP, damage)."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack_from(">II", data, 16)  # IHDR comes first (ISO 15948, 11.2.2)
        return width, height
    if data.startswith(b"BM") and len(data) >= 26:
        width, height = struct.unpack_from("<ii", data, 18)
        return abs(width), abs(height)  # a height below 0: rows from the top
    return _jpeg_size(data[:_HEAD]) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """From the frame header, behind segments that tell their length (ISO 10918-1, B.2)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
