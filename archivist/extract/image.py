"""Image files: recognised, counted, without text until they are read by OCR.

Owns: one page of kind IMAGE for each image of the file.
Must not: decode pixels.
"""

from __future__ import annotations

import struct
from pathlib import Path

from archivist.detect import TIFF
from archivist.extract.request import Request
from archivist.extracted import Extracted, Page, PageText


def extract(request: Request) -> Extracted:
    """Pages without text."""
    count = 1
    if request.detected.media_type == TIFF:
        count = max(1, tiff_pages(request.path, request.limits.max_pages))
    pages = tuple(Page(number=number, text="", kind=PageText.IMAGE) for number in range(1, count + 1))
    return Extracted(detected=request.detected, pages=pages, extractor="image 1", page_count=count)


def tiff_pages(path: Path, limit: int) -> int:
    """Image directories of a TIFF file (TIFF 6.0 section 2), at most ``limit``; loops end."""
    with path.open("rb") as file:
        order = "<" if file.read(2) == b"II" else ">"
        file.seek(4)
        seen: set[int] = set()
        while len(seen) < limit:
            raw = file.read(4)
            offset = struct.unpack(order + "I", raw)[0] if len(raw) == 4 else 0
            if not offset or offset in seen:
                break
            file.seek(offset)
            entries = file.read(2)
            if len(entries) < 2:
                break
            seen.add(offset)
            file.seek(offset + 2 + 12 * struct.unpack(order + "H", entries)[0])
    return len(seen)
