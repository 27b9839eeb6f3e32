"""Looking at names and at the ends of files.

Owns: the rules of what is no document by its name, the structural look, and the sentinel.
Must not: read more of a file than its first and last few kilobytes, or follow links.
"""

from __future__ import annotations

import contextlib
import os
import struct
import unicodedata
from pathlib import Path

from archivist import fsio
from archivist.watch.records import Hidden

SENTINEL = ".archivist-inbox"
"""A file that is in every inbox. Without it the inbox is offline: an unmounted share looks like
an empty folder."""

OWN_FOLDERS = (".filed", ".failed", ".refused")
"""Folders in the inbox that hold what was taken."""

NOTE_END = ".reason.txt"
"""End of the name of a note beside a file that was not filed. When a person moves such a file back
into the inbox to try it again, its note may come along and is no document."""

_SENTINEL_TEXT = (
    "Đây là thư mục đến của kho lưu trữ archivist. Đừng xóa tệp này: thiếu nó, chương trình coi\n"
    "thư mục đến là đang mất kết nối và không nhận văn bản.\n\n"
    "This folder is an inbox of an archivist archive. Do not delete this file: without it the\n"
    "program takes the inbox to be disconnected and files nothing.\n"
)

_TEMPORARY_ENDS = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".filepart",
    ".opdownload",
)
_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})
_SYSTEM_FOLDERS = frozenset(
    {"@eadir", "#recycle", "#snapshot", "$recycle.bin", "system volume information", "lost+found", "__macosx"}
)

_TAIL = 8192
_ZIP_TAIL = 22 + 65535 + 20


def hidden_name(name: str, *, folder: bool = False) -> Hidden | None:
    """Why a file or folder of this name is not taken, None when it may be.

    Office programs write ``~$report.docx`` and ``.~lock.report.odt#`` beside an open document;
    browsers and copiers write ``.part``, ``.crdownload`` and the like until they are done; the
    others are the litter of Windows, macOS and NAS boxes.
    """
    low = unicodedata.normalize("NFC", name).lower()
    if low in (_SYSTEM_FOLDERS if folder else _SYSTEM_NAMES):
        return Hidden.SYSTEM
    if low.startswith((".~lock.", "~$")) or low.endswith("~") or low.endswith(_TEMPORARY_ENDS):
        return None if folder and not low.startswith(".") else Hidden.TEMPORARY
    if low.startswith("._") or low == ".ds_store":
        return Hidden.SYSTEM
    if low.startswith("."):
        return Hidden.DOT_NAME
    if low.endswith(NOTE_END) and not folder:
        return Hidden.NOTE
    return None


def lacks(path: Path) -> str:
    """What a file at rest still lacks to be whole, empty when nothing is missing.

    A PDF ends with ``%%EOF`` (ISO 32000-1, 7.5.5; readers allow some bytes after it), a ZIP
    container (DOCX, ODT …) with its directory. Other formats have no end one could look for.

    Returns:
        ``"pdf-end"``, ``"zip-directory"``, ``"vanished"`` or ``""``. A file that may not be read
        lacks nothing here: whoever takes it says so.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return "vanished"
    except OSError:
        return ""
    try:
        return _lacks(descriptor)
    except OSError:
        return ""
    finally:
        os.close(descriptor)


def _lacks(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    head = os.pread(descriptor, 1024, 0)
    if b"%PDF-" in head:
        start = max(0, size - _TAIL)
        return "" if b"%%EOF" in os.pread(descriptor, _TAIL, start) else "pdf-end"
    if head.startswith(b"PK\x03\x04"):
        return "" if _has_directory(descriptor, size) else "zip-directory"
    return ""


def _has_directory(descriptor: int, size: int) -> bool:
    """True when the end record of a ZIP is there and its directory lies before it (APPNOTE 4.3.16)."""
    start = max(0, size - _ZIP_TAIL)
    tail = os.pread(descriptor, _ZIP_TAIL, start)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return False
    length, offset = struct.unpack_from("<II", tail, at + 12)
    if 0xFFFFFFFF in (length, offset):
        return tail.rfind(b"PK\x06\x07", 0, at) >= 0  # ZIP64: the locator stands before it
    return bool(length + offset <= start + at)


def prepare_inbox(inbox: Path) -> None:
    """Make a folder an inbox: make it when it is missing, and put the sentinel into it.

    Raises:
        StorageError: it cannot be written.
    """
    with fsio.storage_errors(inbox):
        inbox.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        fsio.write_new(inbox / SENTINEL, _SENTINEL_TEXT.encode("utf-8"))
        fsio.fsync_dir(inbox)


def is_online(inbox: Path) -> bool:
    """True when the inbox is there and holds its sentinel."""
    try:
        (inbox / SENTINEL).lstat()
    except OSError:
        return False
    return inbox.is_dir()
