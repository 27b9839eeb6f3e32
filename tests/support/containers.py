"""Small office documents, written by hand: docx, odt, OLE containers, Word 97."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def paragraph(text: str, *, properties: str = "", run: str = "") -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{escape(text)}</w:t></w:r></w:p>"


def table(rows: list[list[list[str]]], *, borders: bool = False) -> str:
    """A table: rows of cells of lines."""
    border = '<w:tblBorders><w:top w:val="single"/></w:tblBorders>' if borders else ""
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{''.join(map(paragraph, cell))}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr>{border}</w:tblPr>{cells}</w:tbl>"


def make_docx(path: Path, body: str, *, parts: dict[str, str] | None = None, head: str = "") -> Path:
    """A Word document with this body; ``head`` stands before the root element."""
    document = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("word/document.xml", document)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return path


def word_part(root: str, body: str) -> str:
    """Another part of a Word document (header, footnotes)."""
    return f'<w:{root} xmlns:w="{_W}">{body}</w:{root}>'


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def make_odt(path: Path, body: str, *, styles: str = "", manifest: str = "") -> Path:
    """An OpenDocument text with this body and these automatic styles."""
    content = (
        f'<?xml version="1.0"?><office:document-content {_ODF}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return path


def make_ole(path: Path, streams: dict[str, bytes]) -> Path:
    """An OLE container ([MS-CFB], version 3) with these streams, each padded to 4096 bytes."""
    data = {name: content.ljust(4096, b"\x00") for name, content in streams.items()}
    sizes = {name: -(-len(content) // 512) for name, content in data.items()}
    directory_sectors = -(-(len(data) + 1) // 4)
    fat_sectors = 1
    while fat_sectors * 128 < fat_sectors + directory_sectors + sum(sizes.values()):
        fat_sectors += 1
    fat = [0xFFFFFFFD] * fat_sectors
    fat += _chain(len(fat), directory_sectors)
    starts = {}
    for name in data:
        starts[name] = len(fat)
        fat += _chain(len(fat), sizes[name])
    fat += [0xFFFFFFFF] * (fat_sectors * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, fat_sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    difat = [*range(fat_sectors), *([0xFFFFFFFF] * (109 - fat_sectors))]
    header += struct.pack("<109I", *difat)
    entries = [_entry("Root Entry", 5, 1 if data else 0xFFFFFFFF, 0xFFFFFFFE, 0, 0xFFFFFFFF)]
    for number, name in enumerate(data, start=1):
        right = number + 1 if number < len(data) else 0xFFFFFFFF
        entries.append(_entry(name, 2, 0xFFFFFFFF, starts[name], len(data[name]), right))
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\x00")
    body = b"".join(content.ljust(sizes[name] * 512, b"\x00") for name, content in data.items())
    path.write_bytes(header + struct.pack(f"<{len(fat)}I", *fat) + directory + body)
    return path


def _chain(start: int, count: int) -> list[int]:
    return [start + index + 1 for index in range(count - 1)] + [0xFFFFFFFE]


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw) + 2, kind, 1)
    return (
        head + struct.pack("<III", 0xFFFFFFFF, right, child) + b"\x00" * 36 + struct.pack("<IQ", start, size)
    )


def make_doc97(
    path: Path,
    text: str,
    *,
    row_ends: tuple[int, ...] = (),
    cells: tuple[int, ...] = (),
    more: Mapping[str, bytes] | None = None,
    behind: bytes = b"",
) -> Path:
    """A Word 97 document of one piece.

    Args:
        path: where to write it.
        text: with Word's own marks: ``\\r`` ends a paragraph, ``\\x07`` a cell or table row.
        row_ends: indexes of the marks that end a table row.
        cells: indexes of the marks of paragraphs in cells.
        more: further streams, by name.
        behind: what follows in the stream of the text.
    """
    start = 2048
    raw = text.encode("utf-16-le")
    clx = (
        b"\x02" + struct.pack("<I", 16) + struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, start, 0)
    )
    pages, places = _paragraph_pages(text, start, row_ends, cells)
    fkp = -(-(start + len(raw)) // 512)
    numbers = struct.pack(f"<{len(pages)}I", *range(fkp, fkp + len(pages)))
    bins = struct.pack(f"<{len(places)}I", *places) + numbers
    table = clx + bins
    fib = bytearray(start)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0xC1)
    struct.pack_into("<i", fib, 0x4C, len(text))
    struct.pack_into("<II", fib, 0x9A + 8 * 13, len(clx), len(bins))
    struct.pack_into("<II", fib, 0x9A + 8 * 33, 0, len(clx))
    stream = (bytes(fib) + raw).ljust(fkp * 512, b"\x00") + b"".join(pages)
    return make_ole(path, {"WordDocument": stream + behind, "0Table": table, **(more or {})})


_PARAGRAPHS_A_PAGE = 20


def _paragraph_pages(
    text: str, start: int, row_ends: tuple[int, ...], cells: tuple[int, ...]
) -> tuple[list[bytes], list[int]]:
    """Pages of paragraph properties ([MS-DOC] PapxFkp), and where the text of each begins and the last ends."""
    marks = [index for index, char in enumerate(text) if char in "\r\x07"]
    pages, places, begin = list[bytes](), [start], start
    for first in range(0, len(marks), _PARAGRAPHS_A_PAGE) or (0,):
        some = marks[first : first + _PARAGRAPHS_A_PAGE]
        bounds = [begin] + [start + 2 * (index + 1) for index in some]
        page = bytearray(512)
        struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
        free = 510
        for run, index in enumerate(some):
            sprms = struct.pack("<HB", 0x2416, 1) if index in cells or index in row_ends else b""
            if index in row_ends:
                sprms += struct.pack("<HB", 0x2417, 1)
            if sprms:
                body = struct.pack("<H", 0) + sprms
                body += b"\x00" * (1 - len(body) % 2)
                free -= 1 + len(body)
                free -= free % 2
                page[free] = (len(body) + 1) // 2
                page[free + 1 : free + 1 + len(body)] = body
                page[4 * len(bounds) + 13 * run] = free // 2
        page[511] = len(some)
        pages.append(bytes(page))
        begin = bounds[-1]
        places.append(begin)
    return pages, places


def make_word6(path: Path, text: str) -> Path:
    """A document of Word 6: 8-bit text ("Microsoft Word 6.0 Binary File Format": FIB, magic A5DC)."""
    start = 0x300
    raw = text.encode("cp1252")
    fib = bytearray(start)
    struct.pack_into("<HH", fib, 0, 0xA5DC, 0x65)
    struct.pack_into("<HHH", fib, 0x0A, 0x0000, 0x65, 0)
    struct.pack_into("<II", fib, 0x18, start, start + len(raw))
    struct.pack_into("<I", fib, 0x20, start + len(raw))
    struct.pack_into("<I", fib, 0x34, len(raw))
    return make_ole(path, {"WordDocument": bytes(fib) + raw})
