"""Windows metafiles by hand ([MS-EMF], [MS-WMF]): a frame, bitmaps, commands that draw nothing."""

from __future__ import annotations

import struct
from collections.abc import Sequence

Size = tuple[int, int]


def dib(size: Size, *, bits: int = 8) -> tuple[bytes, bytes]:
    """Head and rows of a bitmap."""
    width, height = size
    colours = b"".join(bytes((grey, grey, grey, 0)) for grey in range(256)) if bits == 8 else b""
    row = (width * bits + 31) // 32 * 4
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 0, row * height, 0, 0, 0, 0)
    return head + colours, bytes(row * height)


def make_emf(
    *,
    millimetres: tuple[float, float] = (150, 212),
    bitmaps: Sequence[Size] = (),
    kind: int = 81,
    told: int = 48,
    more: bytes = b"",
) -> bytes:
    """An enhanced metafile; ``kind`` is the record that shows the bitmaps, ``told`` where it tells of them."""
    records = more
    for size in bitmaps:
        head, rows = dib(size)
        start = told + 32
        fixed = bytearray(start)
        struct.pack_into("<II", fixed, 0, kind, start + len(head) + len(rows))
        struct.pack_into("<IIII", fixed, told, start, len(head), start + len(head), len(rows))
        records += bytes(fixed) + head + rows
    records += struct.pack("<IIIII", 14, 20, 0, 0, 20)
    width, height = (round(side * 100) for side in millimetres)
    head = struct.pack(
        "<II4i4i4sII", 1, 88, 0, 0, 100, 100, 0, 0, width, height, b" EMF", 0x10000, 88 + len(records)
    )
    return head.ljust(88, b"\0") + records


def emf_lines(count: int) -> bytes:
    """Records that draw lines (EMR_LINETO)."""
    return struct.pack("<IIii", 54, 16, 5, 5) * count


def make_wmf(
    *,
    millimetres: tuple[float, float] | None = (150, 212),
    bitmaps: Sequence[Size] = (),
    kind: int = 0x0F43,
    told: int = 28,
    lines: int = 0,
) -> bytes:
    """A metafile of Windows 3; with the size it is shown in before it unless that is None."""
    records = struct.pack("<IHhh", 5, 0x0213, 5, 5) * lines
    for size in bitmaps:
        bitmap = b"".join(dib(size))
        records += struct.pack("<IH", (told + len(bitmap)) // 2, kind).ljust(told, b"\0") + bitmap
    records += struct.pack("<IH", 3, 0)
    head = struct.pack("<HHHIHIH", 1, 9, 0x0300, (18 + len(records)) // 2, 0, 0, 0)
    if millimetres is None:
        return head + records
    width, height = (round(side / 25.4 * 1000) for side in millimetres)
    return struct.pack("<IHhhhhHIH", 0x9AC6CDD7, 0, 0, 0, width, height, 1000, 0, 0) + head + records
