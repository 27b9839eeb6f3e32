"""Pictures in the streams of Word, PowerPoint and Excel 97–2003.

Owns: which streams hold pictures ([MS-DOC] 2.1.6, [MS-PPT] 2.1.3, [MS-XLS] 2.4.171 MsoDrawingGroup), and joining
what Excel parts into records.
Must not: judge which picture is a page.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from archivist.extract.parts import Part
from archivist.extract.pictures import carved
from archivist.extract.request import Request
from archivist.model import Reason

_STREAMS = ("Data", "WordDocument", "Pictures")
"""Word keeps pictures set into the line in the first, those the text flows around among the text ([MS-DOC] 2.9.172)."""
_DRAWING_GROUP, _CONTINUE = 0x00EB, 0x003C
_BROKEN = (OSError, ValueError, IndexError, TypeError)


def pictures_of(request: Request) -> Iterator[Part]:
    """Pictures of a document; one that is there as such when a stream cannot be read."""
    import olefile

    try:
        with olefile.OleFileIO(request.path) as ole:
            for name in _STREAMS:
                if ole.exists(name):
                    yield from carved(ole.openstream(name).read(request.limits.part_bytes))
            if ole.exists("Workbook"):
                yield from carved(_drawing_group(ole.openstream("Workbook").read(request.limits.part_bytes)))
    except _BROKEN:
        yield Part("pictures", b"", problem=Reason.UNREADABLE)


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
