"""Pictures in the streams of Word, PowerPoint and Excel 97–2003.

Owns: which streams hold pictures ([MS-DOC] 2.1.6, [MS-PPT] 2.1.3, [MS-XLS] 2.4.171 MsoDrawingGroup), joining
what Excel parts into records, and records of pictures that are no files of their own ([MS-ODRAW] 2.2.23).
Must not: judge which picture is a page.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from archivist.extract.metafile import fills_a_page, is_metafile, unpacked, with_size
from archivist.extract.parts import Part
from archivist.extract.pictures import bitmap, carved, parted
from archivist.extract.request import Request
from archivist.lazypattern import late_pattern
from archivist.model import Reason

_STREAMS = ("Data", "WordDocument", "Pictures")
"""Word keeps pictures set into the line in the first, those the text flows around among the text ([MS-DOC] 2.9.172)."""
_DRAWING_GROUP, _CONTINUE = 0x00EB, 0x003C
_RECORD: Final = late_pattern(
    # Version 0 and number (of one or two checksums), then the kind: EMF, WMF, PICT, DIB, TIFF.
    rb"[\x40\x50]\x3d\x1a\xf0|[\x60\x70]\x21\x1b\xf0|[\x20\x30]\x54\x1c\xf0|[\x80\x90]\x7a\x1f\xf0"
    rb"|[\x40\x50]\x6e\x29\xf0"
)
_SUFFIXES: Final = {0x1A: ".emf", 0x1B: ".wmf", 0x1C: ".pict"}
_TIFF: Final = 0x29
_METAFILE_HEADER: Final = struct.Struct("<I4i2iIBB")
_EMU: Final = 36_000
"""English metric units in a millimetre."""
_PACKED, _PLAIN = 0x00, 0xFE
_BROKEN = (OSError, ValueError, IndexError, TypeError)


def pictures_of(request: Request) -> Iterator[Part]:
    """Pictures of a document; one that is there as such when a stream cannot be read."""
    import olefile

    most = request.limits.part_bytes
    try:
        with olefile.OleFileIO(request.path) as ole:
            for name in _STREAMS:
                if ole.exists(name):
                    yield from _in(ole.openstream(name).read(most), most)
            if ole.exists("Workbook"):
                yield from _in(_drawing_group(ole.openstream("Workbook").read(most)), most)
    except _BROKEN:
        yield Part("pictures", b"", problem=Reason.UNREADABLE)


def _in(stream: bytes, most_bytes: int) -> Iterator[Part]:
    yield from carved(stream)
    for found in _RECORD.finditer(stream):
        end = found.end() + 4 + int.from_bytes(stream[found.end() : found.end() + 4], "little")
        # An odd number of the record says that it has two checksums ([MS-ODRAW] 2.2.24).
        start = found.end() + 4 + 16 * (1 + (stream[found.start()] >> 4 & 1))
        if end > len(stream) or start >= end:
            continue
        name, kind = f"image{found.start()}", stream[found.end() - 2]
        if kind in _SUFFIXES:
            yield from _metafile(name + _SUFFIXES[kind], stream[start:end], most_bytes)
        elif kind == _TIFF:
            yield Part(f"{name}.tif", stream[start + 1 : end])
        elif end - start > 40:
            yield Part(f"{name}.bmp", bitmap(*parted(stream[start + 1 : end])))


def _metafile(name: str, record: bytes, most_bytes: int) -> Iterator[Part]:
    """A metafile with its header ([MS-ODRAW] 2.2.31), unless that shows that this is no record of one."""
    if len(record) < _METAFILE_HEADER.size:
        return
    *_, width, height, saved, packing, filtering = _METAFILE_HEADER.unpack_from(record)
    data = record[_METAFILE_HEADER.size :]
    if packing not in (_PACKED, _PLAIN) or filtering != _PLAIN or saved > len(data):
        return
    size = (abs(width) / _EMU, abs(height) / _EMU)
    if name.endswith(".pict"):  # of the Macintosh: not looked into
        if fills_a_page(size):
            yield Part(name, data, problem=Reason.UNSUPPORTED_IMAGE)
        return
    plain = unpacked(data, most_bytes) if packing == _PACKED else data
    if plain is None:
        yield Part(name, b"", problem=Reason.DECOMPRESSION_LIMIT)
    elif is_metafile(plain):
        yield Part(name, with_size(plain, size))
    elif fills_a_page(size):
        yield Part(name, data, problem=Reason.UNREADABLE)


def _drawing_group(stream: bytes) -> bytes:
    """The drawings of a workbook, which Excel parts into records of at most 8 224 bytes.

    A drawing group goes on in further records of its kind and in Continue records right behind them; Continue
    behind any other record belongs to that one ([MS-XLS] 2.4.58).
    """
    return b"".join(_group_records(stream))


def _group_records(stream: bytes) -> Iterator[bytes]:
    place, inside = 0, False
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        inside = kind == _DRAWING_GROUP or (inside and kind == _CONTINUE)
        if inside:
            yield stream[place + 4 : place + 4 + size]
        place += 4 + size
