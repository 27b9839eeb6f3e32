"""Windows metafiles (EMF, WMF) that hold or are a page, by their records alone ([MS-EMF], [MS-WMF]).

Owns: bitmaps inside a metafile, strips that make up one, the size a metafile is shown in, metafiles packed with gzip.
Must not: draw anything.

A page copied from a scanner's program or a PDF viewer is pasted as a metafile: a list of drawing commands, often a
single one that shows the picture of the page. Other commands draw its letters, which nobody reads here either.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from archivist.extract.parts import Part
from archivist.extract.pictures import (
    LEAST_BYTES,
    bitmap,
    carved,
    has_page_shape,
    has_page_size,
    is_page,
    parted,
    picture_size,
)
from archivist.model import Reason

_Millimetres = tuple[float, float]
_GZIP: Final = b"\x1f\x8b\x08"
_PLACEABLE: Final = 0x9AC6CDD7
_PLACEABLE_BYTES, _HEADER_BYTES, _EMF_HEADER_BYTES = 22, 18, 88
_WMF_STARTS: Final = (b"\x01\x00\x09\x00\x00\x01", b"\x01\x00\x09\x00\x00\x03", b"\x02\x00\x09\x00\x00\x03")
"""META_HEADER: in memory or on disk, nine words long, version 1 or 3 ([MS-WMF] 2.3.2.2)."""
_EMF_BITMAPS: Final = {76: 84, 77: 84, 78: 84, 79: 96, 80: 48, 81: 48, 114: 84, 116: 84}
"""Record that shows a bitmap → where it tells place and size of the bitmap's head and rows ([MS-EMF] 2.3.1)."""
_WMF_BITMAPS: Final = {0x0940: 22, 0x0B41: 26, 0x0D33: 24, 0x0F43: 28}
"""Record that shows a bitmap → where the bitmap begins in it ([MS-WMF] 2.3.1)."""
_EMF_END: Final = 14
_LEAST_HEAD: Final = 12
"""Bytes of the shortest head of a bitmap, BITMAPCOREHEADER."""
_MOST_RECORDS: Final = 500_000
"""A page of text has some thousands, a map some hundred thousands."""
_LEAST_MM: Final = 140.0
"""Of the short side. Between its margins an A4 page is 165 mm wide (Decree 30/2020, annex I): a drawing across it in
the shape of a page lying on its side is 137 mm high at most; what is larger takes the page."""
_LEAST_COMMANDS: Final = 2_000
"""Bytes of a drawing that has text for a page; a frame and a few lines take some hundreds."""


def is_metafile(data: bytes) -> bool:
    """True for EMF, WMF and what is packed with gzip (EMZ, WMZ)."""
    return data.startswith(_GZIP) or _is_emf(data) or _is_wmf(data)


def pages(part: Part, most_bytes: int) -> Iterator[Part]:
    """Pages in a metafile: its bitmaps as pictures; itself, as one that is not read, when it is a page only as a whole.

    Args:
        part: the metafile.
        most_bytes: what it may unpack to.
    """
    data = part.data
    if data.startswith(_GZIP):
        unpacked = _inflated(data, most_bytes, 31)  # 15 bits of window, and a gzip header (zlib.h)
        if unpacked is None:
            yield Part(part.name, b"", problem=Reason.DECOMPRESSION_LIMIT)
            return
        data = unpacked
    found, whole = _pages_shown(data) if is_metafile(data) else ([], True)
    stem = PurePosixPath(part.name).stem
    for number, raster in enumerate(found, start=1):
        suffix = {b"BM": "bmp", b"\xff\xd8": "jpg"}.get(raster[:2], "png")
        yield Part(f"{stem}-{number}.{suffix}", raster)
    if not found and (whole or _is_drawn_page(data)):
        yield Part(part.name, part.data, problem=Reason.UNSUPPORTED_IMAGE)


def unpacked(data: bytes, most_bytes: int) -> bytes | None:
    """What zlib packed, as far as it is sound; None when it is more than ``most_bytes``."""
    return _inflated(data, most_bytes, 15)


def with_size(data: bytes, size: _Millimetres) -> bytes:
    """A WMF that tells its size itself: where it is pasted, its document tells it ([MS-WMF] 2.3.2.3).

    Args:
        data: a WMF.
        size: width and height in millimetres.
    """
    if not data.startswith(_WMF_STARTS):
        return data
    width, height = (min(max(round(side / 25.4 * 1000), 0), 0x7FFF) for side in size)
    head = struct.pack("<IHhhhhHI", _PLACEABLE, 0, 0, 0, width, height, 1000, 0)
    check = 0
    for (word,) in struct.iter_unpack("<H", head):
        check ^= word
    return head + struct.pack("<H", check) + data


def fills_a_page(size: _Millimetres) -> bool:
    """Whether something of this width and height in millimetres takes a page, as no drawing beside text does."""
    return min(size) >= _LEAST_MM and has_page_shape(*size)


def _is_emf(data: bytes) -> bool:
    return data.startswith(b"\x01\0\0\0") and data[40:44] == b" EMF" and len(data) >= _EMF_HEADER_BYTES


def _is_wmf(data: bytes) -> bool:
    return _is_placeable(data) or data.startswith(_WMF_STARTS)


def _is_placeable(data: bytes) -> bool:
    return data.startswith(struct.pack("<I", _PLACEABLE))


def _inflated(data: bytes, most_bytes: int, window: int) -> bytes | None:
    inflating = zlib.decompressobj(window)
    found = b""
    try:
        found = inflating.decompress(data, most_bytes)
    except zlib.error:
        return b""
    return None if inflating.unconsumed_tail else found


def _pages_shown(data: bytes) -> tuple[list[bytes], bool]:
    """Pictures in the shape of a page; and whether strips make up one, or there is too much to look at."""
    found = [part.data for part in carved(data) if is_page(part.data)]
    strips: dict[int, int] = {}
    for head, rows in _emf_bitmaps(data) if _is_emf(data) else _wmf_bitmaps(data):
        if not head:
            return found, True
        picture = bitmap(head, rows)
        width, height = picture_size(picture) or (0, 0)
        if len(picture) >= LEAST_BYTES and is_page(picture):
            found.append(picture)
        else:
            strips[width] = strips.get(width, 0) + height
    return found, any(has_page_size(width, height) for width, height in strips.items())


def _emf_bitmaps(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Head and rows of every bitmap that is shown; empty ones when there are too many records."""
    at = 0
    for _ in range(_MOST_RECORDS):
        if at + 8 > len(data):
            return
        kind, size = struct.unpack_from("<II", data, at)
        if size < 8 or kind == _EMF_END:
            return
        told = _EMF_BITMAPS.get(kind)
        if told is not None and told + 16 <= size and at + size <= len(data):
            head, head_size, rows, rows_size = struct.unpack_from("<IIII", data, at + told)
            if head_size >= _LEAST_HEAD:
                record = data[at : at + size]
                yield record[head : head + head_size], record[rows : rows + rows_size]
        at += size
    yield b"", b""


def _wmf_bitmaps(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _HEADER_BYTES + (_PLACEABLE_BYTES if _is_placeable(data) else 0)
    for _ in range(_MOST_RECORDS):
        if at + 6 > len(data):
            return
        words, kind = struct.unpack_from("<IH", data, at)
        if words < 3 or not kind:  # META_EOF
            return
        begin = at + _WMF_BITMAPS.get(kind, 0)
        at += 2 * words
        if kind in _WMF_BITMAPS and begin + _LEAST_HEAD <= at <= len(data):
            yield parted(data[begin:at])
    yield b"", b""


def _is_drawn_page(data: bytes) -> bool:
    """Whether drawing commands alone fill a page; a metafile that does not tell its size may be one."""
    if len(data) < _LEAST_COMMANDS:
        return False
    size = _emf_size(data) if _is_emf(data) else _wmf_size(data)
    return size is None or fills_a_page(size)


def _emf_size(data: bytes) -> _Millimetres | None:
    """In millimetres: the frame is told in hundredths ([MS-EMF] 2.2.9)."""
    left, top, right, bottom = struct.unpack_from("<iiii", data, 24)
    return _given(abs(right - left) / 100, abs(bottom - top) / 100)


def _wmf_size(data: bytes) -> _Millimetres | None:
    if not _is_placeable(data) or len(data) < _PLACEABLE_BYTES:
        return None
    left, top, right, bottom, units = struct.unpack_from("<hhhhH", data, 6)
    scale = 25.4 / (units or 1440)  # twips where nothing is told
    return _given(abs(right - left) * scale, abs(bottom - top) * scale)


def _given(width: float, height: float) -> _Millimetres | None:
    return (width, height) if width and height else None
