"""The type of a file by its content.

Owns: python-magic (the broad class, and the guard against programs in disguise) and the
container look (what kind of zip, OLE file or text it is). The suffix is never believed.
Must not: extract text, or be imported where no file is read (libmagic costs 26 MB): only the
extraction worker and ``archivist doctor`` use it.

libmagic alone takes many Office files for ``application/octet-stream`` (members in another
order, python-docx), so the container look decides what it knows; libmagic decides the rest.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from archivist.encoding import looks_like_text, mark_encoding, utf16_by_zeros
from archivist.errors import ExtractionError
from archivist.extracted import Detected
from archivist.lazypattern import late_pattern
from archivist.model import Reason

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
FODT, FODS, FODP = f"{ODT}-flat-xml", f"{ODS}-flat-xml", f"{ODP}-flat-xml"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
WORD_XML = "application/vnd.ms-wordml"
"""Word 2003 XML."""
WORD_PACKAGE = "application/vnd.ms-word2006ml"
"""A DOCX as one XML file (flat OPC)."""
EXCEL_XML = "application/vnd.ms-spreadsheetml"
"""Excel 2003 XML (XML Spreadsheet)."""
EPUB = "application/epub+zip"
RTF = "application/rtf"
HTML = "text/html"
EML = "message/rfc822"
TXT = "text/plain"
ZIP = "application/zip"
MARKDOWN = "text/markdown"
JPEG, PNG, TIFF, BMP, WEBP = "image/jpeg", "image/png", "image/tiff", "image/bmp", "image/webp"

SUFFIXES = {
    PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", PPTX: ".pptx", DOC: ".doc", XLS: ".xls", PPT: ".ppt",
    MSG: ".msg", ODT: ".odt", ODS: ".ods", ODP: ".odp", EPUB: ".epub", RTF: ".rtf", HTML: ".html",
    EML: ".eml", TXT: ".txt", MARKDOWN: ".md", JPEG: ".jpg", PNG: ".png", TIFF: ".tif", BMP: ".bmp",
    WEBP: ".webp", ZIP: ".zip", FODT: ".fodt", FODS: ".fods", FODP: ".fodp", XLSB: ".xlsb", WORD_XML: ".xml",
    WORD_PACKAGE: ".xml", EXCEL_XML: ".xml",
}  # fmt: skip
"""Canonical media type → the suffix a file of it should have."""

_HEAD_BYTES = 8192
_PDF_HEAD = 1024  # ISO 32000-1 annex H.3: the header is looked for in the first 1024 bytes
_PART_LIMIT = 4 * 1024 * 1024
_MEMBER_LIMIT = 10_000

_PROGRAMS = (
    (b"\x7fELF", "ELF program"),
    (b"#!", "script"),
    (b"\xfe\xed\xfa\xce", "Mach-O program"),
    (b"\xfe\xed\xfa\xcf", "Mach-O program"),
    (b"\xcf\xfa\xed\xfe", "Mach-O program"),
    (b"\xce\xfa\xed\xfe", "Mach-O program"),
    (b"\xca\xfe\xba\xbe", "Java class or Mach-O program"),
    (b"dex\n", "Android program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "Windows shortcut"),
)
_PROGRAM_TYPES = frozenset({
    "application/x-executable", "application/x-pie-executable", "application/x-sharedlib",
    "application/x-object", "application/x-dosexec", "application/x-mach-binary", "application/x-msi",
    "application/x-java-applet", "application/java-archive", "application/vnd.android.package-archive",
    "application/vnd.microsoft.portable-executable", "text/x-shellscript", "text/x-msdos-batch",
    "application/x-ms-shortcut",
})  # fmt: skip
_ARCHIVES = (
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstandard"),
    (0, b"MSCF\x00\x00\x00\x00", "cabinet"),
    (257, b"ustar", "tar"),
    (0x8001, b"CD001", "disk image"),
)
_IMAGES = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"II*\x00", TIFF), (b"MM\x00*", TIFF))
_OTHER_IMAGES = (
    *(b"GIF87a", b"GIF89a", b"\x00\x00\x00\x0cJXL ", b"\x00\x00\x00\x0cjP  "),
    # Placeable metafiles of Windows; the others begin with a number that may be anything ([MS-WMF] 2.3.2).
    b"\xd7\xcd\xc6\x9a\x00\x00",
)
# Brands of ISO base media files that hold pictures (ISO/IEC 23008-12, 10; AV1 Image File Format, 6):
# what telephones write. Films have other brands and stay what they are.
_BRANDS = frozenset({
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis",
})  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK_START = 512
_FILE_PASS, _BEFORE_FILE_PASS = 0x002F, frozenset({0x0809, 0x0409, 0x0209, 0x0086})  # BOF, WriteProtect
_BINARY_BOOK = r'ContentType\s*=\s*["\']application/vnd\.ms-excel\.sheet\.binary\.macroEnabled\.main["\']'
_MAIN_PARTS = (
    ("wordprocessingml", DOCX), ("ms-word.document", DOCX), ("ms-word.template", DOCX),
    ("spreadsheetml", XLSX), ("ms-excel", XLSX), ("presentationml", PPTX), ("ms-powerpoint", PPTX),
)  # fmt: skip
_HTML_START = late_pattern(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|center|p|font|span|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_ROOT = late_pattern(
    r"(?:\s|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*<(?:[\w.-]+:)?([\w.-]+)\s([^<>]*)", re.DOTALL
)
"""Name and attributes of the root, behind instructions and comments; a document type may not stand there."""
_XML_ROOTS = (
    ("wordDocument", "schemas.microsoft.com/office/word/2003/wordml", WORD_XML),
    ("Workbook", "urn:schemas-microsoft-com:office:spreadsheet", EXCEL_XML),
    ("document", f'mimetype="{ODT}', FODT),
    ("document", f'mimetype="{ODS}', FODS),
    ("document", f'mimetype="{ODP}', FODP),
)
_FLAT_PACKAGE = "schemas.microsoft.com/office/2006/xmlPackage"
_HEADER_LINE = late_pattern(r"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)
_MAIL_HEADERS = frozenset({
    "from", "to", "cc", "bcc", "subject", "date", "sender", "reply-to", "message-id", "mime-version",
    "content-type", "received", "return-path", "delivered-to", "content-transfer-encoding",
    "in-reply-to", "references", "importance",
})  # fmt: skip
# A memo in a text file also says "From: To: Subject: Date:"; only mail programs write these.
_MACHINE_HEADERS = frozenset(
    ["message-id", "mime-version", "content-type", "received", "return-path", "delivered-to"]
)


def available() -> str:
    """What decides types on this machine.

    Returns:
        ``"magic"``, ``"pylibmagic"`` (libmagic from the package) or ``"container"`` (no libmagic:
        the container look alone).
    """
    return _magic()[0]


def detect(path: Path, *, file_name: str = "") -> Detected:
    """Recognise a file by its content.

    Args:
        path: a regular file.
        file_name: the name it was received under; only tells Markdown from plain text.

    Returns:
        Its type. Encrypted files, programs and archives other than ZIP never come back: they raise.

    Raises:
        ExtractionError: reason ``empty``, ``executable``, ``archive-file``, ``encrypted``,
            ``unreadable``, ``unsupported-image``, ``unsupported-type`` or ``no-permission``.
    """
    head = _head(path)
    if not head.strip(b"\x00"):
        _refuse(Reason.EMPTY, "the file is empty")
    _refuse_program(head)
    broad = _broad_type(path)
    if broad in _PROGRAM_TYPES:
        _refuse(Reason.EXECUTABLE, f"the file is a program ({broad})")
    media_type = _container_type(path, head)
    if media_type == TXT and Path(file_name or path).suffix.lower() in (".md", ".markdown"):
        media_type = MARKDOWN
    if media_type is None:
        shown = broad or "unknown"
        _refuse(Reason.UNSUPPORTED_TYPE, f"files of this type are not read ({shown})")
    agree = broad == media_type or (media_type == RTF and broad == "text/rtf")
    source = "magic+container" if agree else "container"
    return Detected(media_type=media_type, suffix=SUFFIXES[media_type], source=source)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES + 0x8010)
    except PermissionError as error:
        raise ExtractionError("no permission to read the file", reason=Reason.NO_PERMISSION) from error
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise ExtractionError(message, reason=Reason.UNREADABLE) from error


def _refuse(reason: Reason, message: str) -> NoReturn:
    raise ExtractionError(message, reason=reason)


@cache
def _magic() -> tuple[str, Callable[[str], str] | None]:
    """Name of the libmagic route and its look-up function; made once in a process."""
    route = "magic"
    try:
        import magic
    except ImportError:  # the package or the system library is missing
        try:
            import_module("pylibmagic")  # makes the next import find the library it brings
            import magic
        except ImportError:
            return "container", None
        route = "pylibmagic"
    try:
        return route, magic.Magic(mime=True).from_file
    except magic.MagicException:  # libmagic without its data file
        return "container", None


def _broad_type(path: Path) -> str:
    """What libmagic says, empty when it is not here or cannot say."""
    look_up = _magic()[1]
    if look_up is None:
        return ""
    try:
        return look_up(str(path))
    except (OSError, ValueError, UnicodeError):
        return ""
    except Exception as error:  # MagicException: not importable without libmagic
        if type(error).__name__ != "MagicException":
            raise
        return ""


def _refuse_program(head: bytes) -> None:
    for mark, name in _PROGRAMS:
        if head.startswith(mark):
            _refuse(Reason.EXECUTABLE, f"the file is a program ({name})")
    if head.startswith(b"MZ") and len(head) > 0x40:
        # Text may begin with "MZ"; a Windows program also points to its PE header.
        (offset,) = struct.unpack_from("<I", head, 0x3C)
        if head[offset : offset + 2] in (b"PE", b"NE", b"LE") or b"This program" in head[:512]:
            _refuse(Reason.EXECUTABLE, "the file is a program (Windows)")
    if head[:200].lstrip().lower().startswith(b"@echo off"):
        _refuse(Reason.EXECUTABLE, "the file is a program (batch file)")


def _container_type(path: Path, head: bytes) -> str | None:
    # Containers first: the first kilobyte of one may hold a PDF that is stored in it.
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")):
        return _zip_type(path)
    if head.startswith(_OLE):
        return _ole_type(path)
    if b"%PDF-" in head[:_PDF_HEAD]:
        return PDF
    for offset, mark, name in _ARCHIVES:
        if head[offset : offset + len(mark)] == mark:
            _refuse(Reason.ARCHIVE_FILE, f"the file is an archive ({name}); unpack it first")
    image = _image_type(path, head)
    if image:
        return image
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return RTF
    return _text_type(path, head[:_HEAD_BYTES])


def _image_type(path: Path, head: bytes) -> str | None:
    for mark, media_type in _IMAGES:
        if head.startswith(mark):
            return media_type
    if head.startswith(_OTHER_IMAGES) or (head.startswith(b"\x01\0\0\0") and head[40:44] == b" EMF"):
        _refuse(Reason.UNSUPPORTED_IMAGE, "pictures of this type are not read")
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        _refuse(Reason.UNSUPPORTED_IMAGE, "pictures of this type (HEIC, AVIF) are not read")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"BM") and len(head) > 26:
        (size,) = struct.unpack_from("<I", head, 2)
        if size == path.stat().st_size and head[6:10] == b"\x00" * 4:
            return BMP
    return None


# --------------------------------------------------------------------------- containers


def _zip_type(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            return _zip_content(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        message = f"the file is a damaged zip container: {error}"
        raise ExtractionError(message, reason=Reason.UNREADABLE) from error


def _zip_content(archive: zipfile.ZipFile) -> str | None:
    members = archive.infolist()
    if len(members) > _MEMBER_LIMIT:
        _refuse(Reason.DECOMPRESSION_LIMIT, f"the zip container has {len(members)} members")
    names = {member.filename for member in members}
    if "AndroidManifest.xml" in names or any(name.endswith(".class") for name in names):
        _refuse(Reason.EXECUTABLE, "the file is a program (Java or Android package)")
    encrypted = any(member.flag_bits & 1 for member in members)
    if encrypted and names & {"mimetype", "[Content_Types].xml"}:
        _refuse(Reason.ENCRYPTED, "the zip container is encrypted")
    if "mimetype" in names:
        return _odf_type(archive, names)
    if "[Content_Types].xml" in names:
        return _ooxml_type(_small_part(archive, "[Content_Types].xml"))
    if "META-INF/MANIFEST.MF" in names:
        _refuse(Reason.EXECUTABLE, "the file is a program (Java package)")
    return ZIP


def _small_part(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as part:
        return part.read(_PART_LIMIT).decode("utf-8", "replace")


def _odf_type(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    declared = _small_part(archive, "mimetype").strip()
    manifest = "META-INF/manifest.xml"
    if manifest in names and ":encryption-data" in _small_part(archive, manifest):
        _refuse(Reason.ENCRYPTED, "the document is encrypted")
    for known in (ODT, ODS, ODP):
        if declared.startswith(known):
            return known
    return EPUB if declared == EPUB else None


def _ooxml_type(content_types: str) -> str | None:
    """Type by the main part: the override whose content type ends in ``main+xml``."""
    if re.search(_BINARY_BOOK, content_types):
        return XLSB
    for found in re.findall(r'ContentType\s*=\s*["\']([^"\']+\.main\+xml)["\']', content_types):
        for word, media_type in _MAIN_PARTS:
            if word in found:
                return media_type
    return None


def _ole_type(path: Path) -> str | None:
    import olefile

    try:
        with olefile.OleFileIO(path) as ole:
            names = {"/".join(entry) for entry in ole.listdir()}
            if "EncryptedPackage" in names:
                _refuse(Reason.ENCRYPTED, "the document is encrypted")
            if "WordDocument" in names:
                return _word_type(ole.openstream("WordDocument").read(12))
            for name in names & {"Workbook", "Book"}:
                _refuse_locked_book(ole.openstream(name).read(_BOOK_START))
    except ExtractionError:
        raise
    except (OSError, ValueError, IndexError, TypeError, struct.error, RecursionError) as error:
        message = f"the file is a damaged OLE container: {error}"
        raise ExtractionError(message, reason=Reason.UNREADABLE) from error
    if names & {"Workbook", "Book"}:
        return XLS
    if "PowerPoint Document" in names:
        return PPT
    return MSG if "__properties_version1.0" in names else None


def _refuse_locked_book(start: bytes) -> None:
    """[MS-XLS] 2.4.117 FilePass stands before everything that is encrypted.

    Only WriteProtect may come between it and the beginning of the workbook (2.1.7.20.3).
    """
    place = 0
    while place + 4 <= len(start):
        kind, size = struct.unpack_from("<HH", start, place)
        if kind == _FILE_PASS:
            _refuse(Reason.ENCRYPTED, "the spreadsheet is protected by a password")
        if kind not in _BEFORE_FILE_PASS:
            return
        place += 4 + size


def _word_type(header: bytes) -> str:
    """[MS-DOC] 2.5.2 FibBase: bit 8 of the flags at offset 10 is fEncrypted."""
    if len(header) >= 12 and struct.unpack_from("<H", header, 10)[0] & 0x0100:
        _refuse(Reason.ENCRYPTED, "the document is encrypted")
    return DOC


# --------------------------------------------------------------------------- text


def _text_type(path: Path, head: bytes) -> str | None:
    if not looks_like_text(head):
        return None
    encoding = mark_encoding(head) or utf16_by_zeros(head) or "latin-1"
    sample = head.decode(encoding, "ignore")
    if _is_mail(sample):
        return EML
    if _HTML_START.match(sample):
        return HTML
    office = _office_xml(sample)
    if office:
        return office
    if sample.lstrip().startswith(("<?xml", "<svg")):
        return HTML if re.search(r"<html\b", sample, re.IGNORECASE) else None
    return TXT


def _office_xml(sample: str) -> str | None:
    """Type of an office document saved as one XML file, by its root."""
    root = _XML_ROOT.match(sample.lstrip("\ufeff"))
    if root is None:
        return None
    name, attributes = root.groups()
    if name == "package" and _FLAT_PACKAGE in attributes:
        return WORD_PACKAGE if 'progid="Word.Document"' in sample[: root.end()] else None
    for known, word, media_type in _XML_ROOTS:
        if name == known and word in attributes:
            return media_type
    return None


def _is_mail(sample: str) -> bool:
    block = re.split(r"\r?\n\r?\n", sample.lstrip("\ufeff\r\n"), maxsplit=1)[0]
    first = block.split("\n", 1)[0]
    if not (_HEADER_LINE.match(first) or first.startswith("From ")):
        return False
    names = {name.lower() for name in _HEADER_LINE.findall(block)}
    machine = names & _MACHINE_HEADERS or any(name.startswith(("x-", "dkim-", "arc-")) for name in names)
    if {"mime-version", "content-type"} <= names:
        return True
    return bool(machine) and len(names & _MAIL_HEADERS) >= 3
