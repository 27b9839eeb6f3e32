"""Which extractor reads which type.

Owns: the table media type → extractor, and running detection and extraction one after the
other. Runs in the worker only.
Must not: import an extractor before it is needed.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from archivist import detect
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.request import Extractor, Request, refuse
from archivist.extracted import Extracted
from archivist.model import Reason

_TABLE = {
    detect.PDF: "pdf",
    detect.DOCX: "docx",
    detect.ODT: "odt",
    detect.RTF: "rtf",
    detect.HTML: "html",
    detect.EML: "eml",
    detect.TXT: "plain",
    detect.MARKDOWN: "plain",
    detect.DOC: "doc97",
    detect.XLSX: "sheets",
    detect.XLS: "sheets",
    detect.ODS: "sheets",
    detect.PPTX: "pptx",
    detect.PPT: "ppt",
    detect.ODP: "odt",
    detect.FODT: "odt",
    detect.FODP: "odt",
    detect.FODS: "sheets_xml",
    detect.EXCEL_XML: "sheets_xml",
    detect.XLSB: "sheets",
    detect.WORD_XML: "wordml",
    detect.WORD_PACKAGE: "flat",
    detect.EPUB: "epub",
    detect.MSG: "msg",
    detect.ZIP: "zipped",
    detect.JPEG: "image",
    detect.PNG: "image",
    detect.TIFF: "image",
    detect.BMP: "image",
    detect.WEBP: "image",
}

_PICTURED = frozenset(
    {
        *(detect.DOC, detect.DOCX, detect.HTML, detect.ODP, detect.ODS, detect.ODT),
        *(detect.PPT, detect.PPTX, detect.RTF, detect.XLS, detect.XLSX, detect.XLSB),
        *(detect.FODP, detect.FODS, detect.FODT, detect.WORD_PACKAGE, detect.WORD_XML),
    }
)
"""Types that may hold pages pasted as pictures (`pasted`)."""


def media_types() -> frozenset[str]:
    """Media types some extractor reads."""
    return frozenset(_TABLE)


def choose(media_type: str) -> Extractor:
    """The extractor for a media type.

    Raises:
        ExtractionError: reason ``unsupported-type``.
    """
    name = _TABLE.get(media_type)
    if name is None:
        refuse(Reason.UNSUPPORTED_TYPE, f"files of this type are not read yet ({media_type})")
    return cast("Extractor", import_module(f"archivist.extract.{name}").extract)


def extract_file(
    path: Path,
    *,
    parts_dir: Path,
    file_name: str,
    limits: Limits,
    depth: int = 0,
    passwords: tuple[str, ...] = (),
) -> Extracted:
    """Detect a file's type and extract it.

    Raises:
        ExtractionError: with the reason it cannot be read.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise ExtractionError(message, reason=Reason.UNREADABLE) from error
    if size > limits.file_bytes:
        refuse(Reason.TOO_LARGE, f"the file has {size} bytes; {limits.file_bytes} are allowed")
    detected = detect.detect(path, file_name=file_name)
    request = Request(
        path=path,
        detected=detected,
        parts_dir=parts_dir,
        file_name=file_name,
        limits=limits,
        depth=depth,
        passwords=passwords,
    )
    try:
        found = choose(detected.media_type)(request)
        if detected.media_type in _PICTURED:
            from archivist.extract.pasted import with_pasted

            found = with_pasted(request, found)
        return found
    except RecursionError:
        refuse(Reason.UNREADABLE, "the file is nested too deeply")
