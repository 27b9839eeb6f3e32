"""Which pictures may be scanned pages, by their bytes alone.

Owns: size and shape of PNG, JPEG, BMP and GIF, the smallest page that can be read, files of pictures among other bytes,
bitmaps without the head of a file.
Must not: decode pixels, or know the documents that pictures lie in.
"""

from __future__ import annotations

import struct
from base64 import b64decode
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
_OLD_HEAD: Final = b"\x0c\0\0\0"
"""BITMAPCOREHEADER, whose sides have 16 bits ([MS-WMF] 2.2.2.2)."""
_BIT_FIELDS: Final = 3
"""BI_BITFIELDS: masks of the colours follow the header of 40 bytes."""
_NO_BASE64: Final = late_pattern(rb"[^A-Za-z0-9+/]+")
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


def bitmap(head: bytes, rows: bytes) -> bytes:
    """A BMP file of a bitmap that lies elsewhere in two pieces ([MS-WMF] 2.2.2.9 DeviceIndependentBitmap).

    Args:
        head: its header with colours and masks.
        rows: its pixels, packed or not.
    """
    start = 14 + len(head)
    return struct.pack("<2sIII", b"BM", start + len(rows), 0, start) + head + rows


def parted(data: bytes) -> tuple[bytes, bytes]:
    """Head and rows of a bitmap whose rows follow the head at once."""
    (size,) = struct.unpack_from("<I", data)
    if size == 12:
        (bits,) = struct.unpack_from("<H", data, 10)
        colours = 3 * (1 << bits) if bits <= 8 else 0
    elif len(data) >= 40:
        bits, packing, _, _, _, used = struct.unpack_from("<HIIiiI", data, 14)
        colours = 4 * (used or (1 << bits if bits <= 8 else 0))
        colours += 12 if size == 40 and packing == _BIT_FIELDS else 0
    else:
        colours = 0
    return data[: size + colours], data[size + colours :]


def from_base64(text: bytes) -> bytes:
    """What digits of base64 stand for (RFC 4648), as far as they go."""
    digits = _NO_BASE64.sub(b"", text)
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]  # one alone is no byte
    return b64decode(digits + b"=" * (-len(digits) % 4))


def is_page(data: bytes) -> bool:
    """Whether a picture has the size and the shape of a scanned page; one that does not tell its size may be one."""
    size = picture_size(data)
    return size is None or has_page_size(*size)


def has_page_size(width: int, height: int) -> bool:
    """Whether so many pixels are enough for a page, and in its shape."""
    return min(width, height) >= _LEAST_PIXELS and has_page_shape(width, height)


def has_page_shape(width: float, height: float) -> bool:
    """Whether sides, in any unit, are to each other as those of a page, upright or not."""
    short, long = sorted((width, height))
    return _SHAPE[0] * short <= long <= _SHAPE[1] * short


def is_scan(data: bytes) -> bool:
    """The same of a picture that may be any: a logo of few bytes is none."""
    return len(data) >= LEAST_BYTES and is_page(data)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG, BMP or GIF; None where it is not told so (TIFF, WEBP, damage)."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack_from(">II", data, 16)  # IHDR comes first (ISO 15948, 11.2.2)
        return width, height
    if data.startswith(b"BM") and len(data) >= 26:
        old = data[14:18] == _OLD_HEAD
        width, height = struct.unpack_from("<HH" if old else "<ii", data, 18)
        return abs(width), abs(height)  # a height below 0: rows from the top
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack_from("<HH", data, 6)
        return width, height
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
