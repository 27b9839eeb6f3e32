"""Which pictures may be scanned pages, by their bytes alone.

Owns: size and shape of PNG, JPEG and BMP, the smallest page that can be read, files of pictures among other bytes.
Must not: decode pixels, or know the documents that pictures lie in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from archivist.extract.parts import Part
from archivist.lazypattern import late_pattern

LEAST_BYTES: Final = 8_000
"""A scanned page takes more, even in black and white."""
_LEAST_PIXELS: Final = 700
"""Of the short side: 85 to an inch of A4. Letters of a page that has fewer cannot be read."""
_SHAPE: Final = (1.2, 1.6)
"""Long side to short side: A4 has 1.41, with an edge cut off or left over a little more or less."""
_HEAD: Final = 512 * 1024
"""Bytes in which a JPEG says its size: profiles and thumbnails stand before it."""
_PICTURE: Final = late_pattern(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xc0-\xfe]")


def carved(data: bytes) -> Iterator[Part]:
    """Files of pictures that lie one after the other among other bytes."""
    at = 0
    while (start := _PICTURE.search(data, at)) is not None:
        begin = start.start()
        is_png = data[begin] == 0x89
        # Thumbnails of a JPEG end before its own frame begins.
        frame = begin if is_png else _frame_of(data, begin)
        end = data.find(b"IEND\xaeB`\x82" if is_png else b"\xff\xd9", frame)
        at = len(data) if end < 0 else end + (8 if is_png else 2)
        if at - begin >= LEAST_BYTES:
            yield Part(f"image{begin}.{'png' if is_png else 'jpg'}", data[begin:at])


def is_page(data: bytes) -> bool:
    """Whether a picture has the size and the shape of a scanned page; one that does not tell its size may be one."""
    size = picture_size(data)
    if size is None:
        return True
    short, long = sorted(size)
    return short >= _LEAST_PIXELS and _SHAPE[0] * short <= long <= _SHAPE[1] * short


def is_scan(data: bytes) -> bool:
    """The same of a picture that may be any: a logo of few bytes is none."""
    return len(data) >= LEAST_BYTES and is_page(data)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG or BMP; None where it is not told so (TIFF, WEBP, damage)."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack_from(">II", data, 16)  # IHDR comes first (ISO 15948, 11.2.2)
        return width, height
    if data.startswith(b"BM") and len(data) >= 26:
        width, height = struct.unpack_from("<ii", data, 18)
        return abs(width), abs(height)  # a height below 0: rows from the top
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = _frame_of(data)
    if not at or at + 9 > len(data):
        return None
    height, width = struct.unpack_from(">HH", data, at + 5)
    return width, height


def _frame_of(data: bytes, start: int = 0) -> int:
    """Where the frame header is, behind segments that tell their length (ISO 10918-1, B.2); the start when it is not found."""
    at = start + 2
    last = min(len(data), start + _HEAD)
    while at + 4 <= last and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return at
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return start
