"""Scans pasted into office documents: pictures in the shape of a page, as parts of their own.

Owns: finding the pictures of a document, and which of them may be scanned pages.
Must not: decode pixels, or read their text (a part nobody has read keeps the whole from being cleared).

Offices paste the scan of a signed page into a Word file and write around it. The words around it are read; what the
picture says, and the mark of secrecy it may bear, is not, and the document must not pass for one that was looked through.
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZipInfo

from archivist.detect import DOC, DOCX, HTML, ODP, ODS, ODT, PPT, PPTX, RTF, XLSX
from archivist.errors import ExtractionError
from archivist.extract.container import Container
from archivist.extract.parts import Part, take_parts
from archivist.extract.request import Request
from archivist.extracted import Extracted
from archivist.lazypattern import late_pattern
from archivist.model import Reason

_SUFFIXES: Final = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
_PREVIEWS: Final = frozenset({("Thumbnails",), ("docProps",)})
"""Folders where programs keep a picture of the first page, which was read (ODF 1.3 part 2, 3.8; ECMA-376 part 2, 11)."""
_LEAST_BYTES: Final = 8_000
"""A scanned page takes more, even in black and white."""
_LEAST_PIXELS: Final = 700
"""Of the short side: 85 to an inch of A4. Letters of a page that has fewer cannot be read."""
_SHAPE: Final = (1.2, 1.6)
"""Long side to short side: A4 has 1.41, with an edge cut off or left over a little more or less."""
_HEAD: Final = 512 * 1024
"""Bytes in which a JPEG says its size: profiles and thumbnails stand before it."""
_PICTURE: Final = late_pattern(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xc0-\xfe]")
_RTF_PICTURE: Final = late_pattern(rb"\\(png|jpeg)blip")
_RTF_PROPERTIES: Final = 2_000
"""Bytes between that word and the digits: sizes, cropping, an identifier."""
_DIGITS: Final = late_pattern(rb"[0-9a-fA-F]{64}")
_NO_DIGIT: Final = late_pattern(rb"[^0-9a-fA-F\s]|\Z")
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
        # One too many tells that there are more.
        if len(pages) <= request.limits.max_attachments and is_page(part.data):
            pages.append(part)
    if not pages:
        return found
    parts, notes = take_parts(request, pages)
    return replace(
        found,
        attachments=(*found.attachments, *parts),
        warnings=(*found.warnings, *notes, _NOTE),
    )


def _in_container(request: Request) -> Iterator[Part]:
    """Pictures of a zip container (ECMA-376, ODF 1.3), in the order of their names."""
    with Container(request.path, request.limits) as container:
        for member in sorted(container.members(), key=lambda member: member.filename):
            path = PurePosixPath(member.filename)
            if path.parts[:1] in _PREVIEWS:
                continue
            if path.suffix.lower() in _SUFFIXES and member.file_size >= _LEAST_BYTES:
                yield _member(container, member, path.name)


def _member(container: Container, member: ZipInfo, name: str) -> Part:
    """A picture that cannot be had is there as such: the text beside it was read, but nobody saw this."""
    try:
        return Part(name, container.read_member(member))
    except ExtractionError as error:
        return Part(name, b"", problem=Reason(error.reason))


def _in_streams(request: Request) -> Iterator[Part]:
    """Pictures of Word and PowerPoint 97, which lie as files in a stream of their own ([MS-DOC] 2.9.190, [MS-PPT] 2.1.3)."""
    import olefile

    try:
        with olefile.OleFileIO(request.path) as ole:
            for name in ("Data", "Pictures"):
                if ole.exists(name):
                    yield from _carved(ole.openstream(name).read(request.limits.part_bytes))
    except (OSError, ValueError, IndexError, TypeError):
        yield Part("pictures", b"", problem=Reason.UNREADABLE)


def _carved(data: bytes) -> Iterator[Part]:
    """Files of pictures that lie one after the other among other bytes."""
    at = 0
    while (start := _PICTURE.search(data, at)) is not None:
        begin = start.start()
        is_png = data[begin] == 0x89
        # Thumbnails of a JPEG end before its own frame begins.
        frame = begin if is_png else begin + _frame_of(data[begin : begin + _HEAD])
        end = data.find(b"IEND\xaeB`\x82" if is_png else b"\xff\xd9", frame)
        at = len(data) if end < 0 else end + (8 if is_png else 2)
        if at - begin >= _LEAST_BYTES:
            yield Part(f"image{begin}.{'png' if is_png else 'jpg'}", data[begin:at])


def _in_rtf(request: Request) -> Iterator[Part]:
    """Pictures of RTF as PNG and JPEG: hexadecimal digits behind the word that says so (RTF 1.9.1, Pictures)."""
    raw = request.path.read_bytes()
    at = 0
    while (word := _RTF_PICTURE.search(raw, at)) is not None:
        at = word.end()
        begin = _DIGITS.search(raw, at, at + _RTF_PROPERTIES)
        if begin is None:
            continue
        at = _NO_DIGIT.search(raw, begin.start()).start()  # type: ignore[union-attr]  # an empty match at the end
        digits = b"".join(raw[begin.start() : at].split())
        data = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        if len(data) >= _LEAST_BYTES:
            yield Part(f"image{word.start()}.{'png' if word[1] == b'png' else 'jpg'}", data)


def _in_html(request: Request) -> Iterator[Part]:
    """Pictures that stand in the page itself as ``data:`` (RFC 2397); others are not loaded."""
    for number, found in enumerate(_DATA_URL.finditer(request.path.read_bytes()), start=1):
        digits = b"".join(found[2].split()).rstrip(b"=")
        digits = digits[: len(digits) - (len(digits) % 4 == 1)]  # one alone is no byte
        data = b64decode(digits + b"=" * (-len(digits) % 4))
        if len(data) >= _LEAST_BYTES:
            yield Part(f"image{number}.{found[1].decode('ascii').lower()}", data)


_FINDERS: Final[dict[str, Callable[[Request], Iterator[Part]]]] = {
    **dict.fromkeys((DOCX, ODP, ODS, ODT, PPTX, XLSX), _in_container),
    **dict.fromkeys((DOC, PPT), _in_streams),
    RTF: _in_rtf,
    HTML: _in_html,
}


def is_page(data: bytes) -> bool:
    """Whether a picture has the size and the shape of a scanned page; one that does not tell its size may be one."""
    size = picture_size(data)
    if size is None:
        return True
    short, long = sorted(size)
    return short >= _LEAST_PIXELS and _SHAPE[0] * short <= long <= _SHAPE[1] * short


def is_scan(data: bytes) -> bool:
    """The same of a picture that may be any: a logo of few bytes is none."""
    return len(data) >= _LEAST_BYTES and is_page(data)


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
    at = _frame_of(data)
    if not at or at + 9 > len(data):
        return None
    height, width = struct.unpack_from(">HH", data, at + 5)
    return width, height


def _frame_of(data: bytes) -> int:
    """Where the frame header is, behind segments that tell their length (ISO 10918-1, B.2); 0 when it is not found."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return at
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0
