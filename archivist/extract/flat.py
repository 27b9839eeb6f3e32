"""Office documents saved as one XML file: opened with the suspicion that packages are opened with.

Owns: the root of such a file, its facts, the pictures in it, a DOCX in one file (flat OPC).
Must not: read text.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, tostring

from archivist.detect import DOCX, SUFFIXES
from archivist.extract.cleaning import clean_line
from archivist.extract.container import parsed
from archivist.extract.metafile import is_metafile
from archivist.extract.ooxml import NAMES, attribute, child_of
from archivist.extract.parts import Part
from archivist.extract.pictures import LEAST_BYTES, from_base64
from archivist.extract.request import Request, refuse
from archivist.extracted import Detected, Extracted
from archivist.lazypattern import late_pattern
from archivist.model import Reason

_BINARY: Final = late_pattern(
    rb"(<(?:[A-Za-z0-9]{1,20}:)?(?:binary-data|binData|binaryData)(?:\s[^<>]*)?>)([^<]+)<"
)
"""ODF 1.3 part 3, 10.4.5; Word 2003 XML; flat OPC."""
_DECLARATION: Final = late_pattern(r"<\?xml[^>]*\?>")
_PICTURES: Final = (
    (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"BM", "bmp"), (b"GIF8", "gif"), (b"II*\0", "tif"),
    (b"MM\0*", "tif"), (b"RIFF", "webp"),
)  # fmt: skip
_FACTS: Final = {
    "Title": "title",
    "Subject": "subject",
    "Author": "author",
    "Created": "created",
    "LastSaved": "modified",
}


def root_of(request: Request) -> Element:
    """Root element of the file, without the bytes of its pictures.

    Raises:
        ExtractionError: ``unreadable`` (document types are refused) or ``too-large``.
    """
    return parsed("the document", _content(request), lambda data: _BINARY.sub(rb"\1<", data))


def facts_of(root: Element) -> tuple[dict[str, str], int | None]:
    """Title, author and dates that Word and Excel 2003 write, and the number of pages when they do."""
    found: dict[str, str] = {}
    pages: int | None = None
    properties = child_of(root, "DocumentProperties")
    for item in properties if properties is not None else ():
        name, value = NAMES[item.tag], clean_line(item.text or "")
        if value and name in _FACTS:
            found[_FACTS[name]] = value[:1000]
        elif name == "Pages" and value.isdecimal() and 0 < int(value) < 100_000:
            pages = int(value)
    return found, pages


def pictures_of(request: Request) -> Iterator[Part]:
    """Pictures that stand in the file; objects of other programs stand there the same way and are none."""
    for number, found in enumerate(_BINARY.finditer(_content(request)), start=1):
        data = from_base64(found[2])
        if is_metafile(data):
            yield Part(
                f"image{number}.{'emz' if data[0] == 0x1F else 'emf' if data[0] == 1 else 'wmf'}", data
            )
        elif len(data) >= LEAST_BYTES:
            yield from (
                Part(f"image{number}.{end}", data) for mark, end in _PICTURES if data.startswith(mark)
            )


def extract(request: Request) -> Extracted:
    """Read a DOCX that is one XML file, part by part (ECMA-376 part 2; Word calls it “Word XML Document”).

    Raises:
        ExtractionError: ``unreadable`` or ``too-large``.
    """
    from archivist.extract import docx

    detected = Detected(media_type=DOCX, suffix=SUFFIXES[DOCX], source="container")
    root = root_of(request)
    # Beside the parts, so that nothing stays when the worker is killed: the caller sweeps that folder.
    with tempfile.TemporaryDirectory(dir=request.parts_dir, prefix=".flat-") as scratch:
        made = Path(scratch) / "made.docx"
        _pack(root, made)
        found = docx.extract(replace(request, path=made, detected=detected))
    return replace(found, detected=request.detected)


def _pack(root: Element, made: Path) -> None:
    with zipfile.ZipFile(made, "w") as package:
        for part in root:
            content = child_of(part, "xmlData")
            if content is not None and len(content):
                package.writestr(attribute(part, "name").lstrip("/") or "part", tostring(content[0]))


def _content(request: Request) -> bytes:
    if request.path.stat().st_size > request.limits.part_bytes:
        refuse(Reason.TOO_LARGE, f"the document has more than {request.limits.part_bytes} bytes")
    data = request.path.read_bytes()
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    text = data.decode("utf-16", "replace")
    return re.sub(_DECLARATION.pattern, "", text, count=1).encode("utf-8", "replace")
