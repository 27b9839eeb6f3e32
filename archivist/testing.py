"""Makers of small, valid documents and of failing files, for tests of archivist and of its users.

Owns: `make_pdf`, `make_docx`, `make_odt`, `make_txt` and `FailingFile`. They write with the standard
library alone and the font shipped in ``archivist/testing_data``, so they work on a machine with no
fonts, no Office and nothing installed but archivist. The same call always gives the same bytes.
Must not: import a library that only tests install, or be imported by archivist itself.

Example:
    >>> from archivist.testing import make_pdf
    >>> path = make_pdf(tmp_path / "letter.pdf", "Số: 12/UBND-VX")  # doctest: +SKIP
"""

from __future__ import annotations

import codecs
import errno
import functools
import hashlib
import io
import json
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from xml.sax.saxutils import escape

from archivist.lazyclass import dataclass

__all__ = ["A4", "FailingFile", "Place", "make_docx", "make_odt", "make_pdf", "make_txt"]

A4 = (595.28, 841.89)
"""Width and height of an A4 page in points."""

_MARGIN = 72.0
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip member can carry: fixed, so that equal input gives equal bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of text at a place of a PDF page.

    Attributes:
        text: the line; characters outside the shipped font (Latin, Vietnamese, Hebrew) are refused.
        x: points from the left edge to the start of the line, or to its middle when `centred`.
        y: points from the top edge to the baseline.
        size: font size in points.
        centred: True to centre the line on `x`.
    """

    text: str
    x: float
    y: float
    size: float = 13.0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class _Font:
    """The shipped font: its bytes and, for each character, glyph number and width in 1/1000 em."""

    name: str
    data: bytes
    ascent: int
    descent: int
    box: tuple[int, ...]
    glyphs: Mapping[str, tuple[int, int]]

    def shape(self, text: str) -> tuple[str, float]:
        """Glyph numbers of `text` as hexadecimal, and its width at size 1."""
        missing = sorted({character for character in text if character not in self.glyphs})
        if missing:
            raise ValueError(f"the test font has no glyph for {missing!r}")
        found = [self.glyphs[character] for character in text]
        return "".join(f"{glyph:04X}" for glyph, _ in found), sum(width for _, width in found) / 1000


@functools.cache
def _font() -> _Font:
    folder = resources.files("archivist") / "testing_data"
    record = json.loads((folder / "sample-serif.json").read_text(encoding="utf-8"))
    glyphs = {character: (glyph, width) for character, (glyph, width) in record["glyphs"].items()}
    return _Font(
        name=record["name"],
        data=(folder / "sample-serif.ttf").read_bytes(),
        ascent=record["ascent"],
        descent=record["descent"],
        box=tuple(record["box"]),
        glyphs=glyphs,
    )


def make_pdf(
    path: Path,
    text: str | Sequence[str] = "",
    *,
    pages: Sequence[Sequence[Place]] | None = None,
    size: float = 13.0,
    title: str = "",
) -> Path:
    """Write a valid PDF with a Vietnamese text layer and return `path`.

    Args:
        path: where to write; the folder must exist.
        text: the text of the document, or one text a page. Lines that are too long for the page
            are broken at blanks; a text too long for its page goes on on the next.
        pages: instead of `text`: the lines of each page, each at its place.
        size: font size of `text` in points.
        title: title in the document information, empty for none.

    Raises:
        ValueError: a character is not in the shipped font (it would silently vanish otherwise).
    """
    if pages is None:
        texts = [text] if isinstance(text, str) else list(text)
        pages = [page for one in texts for page in _set_text(unicodedata.normalize("NFC", one), size)]
    path.write_bytes(_pdf_bytes(pages, title))
    return path


def _set_text(text: str, size: float) -> list[list[Place]]:
    """Break one text into pages of placed lines."""
    leading = size * 1.4
    limit = int((A4[1] - 2 * _MARGIN) // leading)
    lines = [part for line in text.split("\n") for part in _break(line, A4[0] - 2 * _MARGIN, size)]
    chunks = [lines[start : start + limit] for start in range(0, len(lines), limit)]
    return [
        [
            Place(text=line, x=_MARGIN, y=_MARGIN + leading * (row + 1), size=size)
            for row, line in enumerate(chunk)
        ]
        for chunk in chunks
    ]


def _break(line: str, width: float, size: float) -> list[str]:
    """Break a line at blanks so that every part fits the width; an empty line stays one."""
    parts, current = [], ""
    for word in line.split():
        longer = f"{current} {word}".strip()
        if current and _font().shape(longer)[1] * size > width:
            parts.append(current)
            longer = word
        current = longer
    return [*parts, current]


def _pdf_bytes(pages: Sequence[Sequence[Place]], title: str) -> bytes:
    """The PDF: catalogue, pages, one composite font, one content stream a page, a plain xref table."""
    used = {character for page in pages for place in page for character in place.text}
    objects = ["", "", *_font_objects(used)]
    kids = []
    for page in pages:
        content = _stream("\n".join(_show(place) for place in page if place.text).encode("ascii"))
        objects.append(content)
        box = f"/MediaBox [0 0 {A4[0]} {A4[1]}] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {len(objects)} 0 R >>")
        kids.append(f"{len(objects)} 0 R")
    objects[0] = "<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    if title:
        coded = codecs.BOM_UTF16_BE + title.encode("utf-16-be")
        objects.append(f"<< /Title <{coded.hex()}> >>")
    return _assemble(objects, info=len(objects) if title else None)


def _show(place: Place) -> str:
    """Operators that show one line."""
    glyphs, width = _font().shape(place.text)
    x = place.x - width * place.size / 2 if place.centred else place.x
    return f"BT /F1 {place.size} Tf {x:.2f} {A4[1] - place.y:.2f} Td <{glyphs}> Tj ET"


def _font_objects(used: Iterable[str]) -> list[str | bytes]:
    """Objects 3 to 7: composite font, its descendant, descriptor, font file, ToUnicode map."""
    font = _font()
    font.shape("".join(used))  # refuses letters the font lacks
    rows = sorted((font.glyphs[character][0], font.glyphs[character][1], character) for character in used)
    widths = " ".join(f"{glyph} [{width}]" for glyph, width, _ in rows)
    box = " ".join(map(str, font.box))
    return [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{font.name} /Encoding /Identity-H"
        " /DescendantFonts [4 0 R] /ToUnicode 7 0 R >>",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.name} /CIDToGIDMap /Identity /DW 500"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /FontDescriptor 5 0 R /W [{widths}] >>",
        f"<< /Type /FontDescriptor /FontName /{font.name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0"
        f" /Ascent {font.ascent} /Descent {font.descent} /CapHeight 650 /StemV 80 /FontFile2 6 0 R >>",
        _stream(font.data, f"/Length1 {len(font.data)}"),
        _stream(_unicode_map([(glyph, character) for glyph, _, character in rows])),
    ]


def _unicode_map(rows: Sequence[tuple[int, str]]) -> bytes:
    """The ToUnicode CMap: without it a reader sees glyph numbers, not text (ISO 32000-1, 9.10.3)."""
    blocks = []
    for start in range(0, len(rows), 100):  # a bfchar block holds at most 100 entries
        part = rows[start : start + 100]
        entries = "\n".join(
            f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>" for glyph, text in part
        )
        blocks.append(f"{len(part)} beginbfchar\n{entries}\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")


def _stream(data: bytes, more: str = "") -> bytes:
    packed = zlib.compress(data, 9)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {more} >>\nstream\n".encode("ascii")
    return head + packed + b"\nendstream"


def _assemble(objects: Sequence[str | bytes], *, info: int | None) -> bytes:
    """Number the objects, add the cross-reference table and a trailer with an /ID made of the content."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        data = body.encode("ascii") if isinstance(body, str) else body
        out += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    mark = hashlib.md5(bytes(out), usedforsecurity=False).hexdigest()
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    extra = f" /Info {info} 0 R" if info else ""
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R{extra} /ID [<{mark}> <{mark}>] >>"
    return bytes(out) + f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii")


# --------------------------------------------------------------------------- office formats

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODT = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _zip(path: Path, members: Mapping[str, str], stored: str = "") -> Path:
    """Write a zip with fixed times; the member called `stored` comes first and is not compressed."""
    with zipfile.ZipFile(path, "w") as package:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            package.writestr(member, text.encode("utf-8"))
    return path


def make_docx(path: Path, text: str = "", *, head: Sequence[tuple[str, str]] = ()) -> Path:
    """Write a minimal DOCX and return `path`.

    Args:
        path: where to write.
        text: one paragraph a line.
        head: rows of a two-column table above the text, as letterheads are made.
    """
    rows = "".join(f"<w:tr>{_cell(left)}{_cell(right)}</w:tr>" for left, right in head)
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{rows}</w:tbl>" if head else ""
    body = table + "".join(_paragraph(line) for line in text.split("\n"))
    types = (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
    )
    relations = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    document = f'{_XML}<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    members = {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document}
    return _zip(path, members)


def _paragraph(line: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'


def _cell(text: str) -> str:
    return f"<w:tc><w:tcPr/>{''.join(_paragraph(line) for line in text.split(chr(10)))}</w:tc>"


def make_odt(path: Path, text: str = "") -> Path:
    """Write a minimal ODT, one paragraph a line of `text`, and return `path`."""
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    content = (
        f'{_XML}<office:document-content xmlns:office="{_OASIS}:office:1.0" xmlns:text="{_OASIS}:text:1.0"'
        f' office:version="1.2"><office:body><office:text>{paragraphs}</office:text></office:body>'
        "</office:document-content>"
    )
    manifest = (
        f'{_XML}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODT}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    members = {"mimetype": _ODT, "META-INF/manifest.xml": manifest, "content.xml": content}
    return _zip(path, members, stored="mimetype")


def make_txt(path: Path, text: str = "", *, encoding: str = "utf-8") -> Path:
    """Write `text` as a text file in `encoding` and return `path`."""
    path.write_bytes(text.encode(encoding))
    return path


# --------------------------------------------------------------------------- failing files


class FailingFile(io.RawIOBase):
    """A file whose reads go wrong as a script says, to test code against bad disks and shares.

    Each letter of the script is one call of `read`: ``R`` reads, ``S`` reads one byte only (a short
    read), ``E`` raises `OSError` (EIO), ``Z`` says the file ends here. After the script it reads.

    Example:
        >>> file = FailingFile("RE", b"text")
        >>> file.read(2)
        b'te'
    """

    def __init__(self, script: str, data: bytes = b"") -> None:
        unknown = set(script) - set("RSEZ")
        if unknown:
            raise ValueError(f"unknown steps {sorted(unknown)} in the script; known are R, S, E and Z")
        super().__init__()
        self._steps = list(script)
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        """Always True."""
        return True

    def seekable(self) -> bool:
        """Always True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move in the data; takes no step of the script."""
        return self._data.seek(offset, whence)

    def tell(self) -> int:
        """Place in the data."""
        return self._data.tell()

    def read(self, size: int = -1) -> bytes:
        """Take the next step of the script.

        Raises:
            OSError: the step is ``E``.
        """
        step = self._steps.pop(0) if self._steps else "R"
        if step == "E":
            raise OSError(errno.EIO, "input/output error (made for a test)")
        if step == "Z":
            return b""
        return self._data.read(1 if step == "S" else size)

    def readall(self) -> bytes:
        """Take the next step of the script, reading to the end."""
        return self.read()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        """Take the next step of the script, into `buffer`."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
