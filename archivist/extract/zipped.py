"""ZIP archives of documents: looked through as one record, or unpacked into their members.

Owns: which members are taken, their names for show, why one is not read.
Must not: write anything under a name of the archive's, follow links, or trust declared sizes.

When which is done: docs/adr/0030-zip-is-an-envelope.md.
"""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator

from archivist.errors import ExtractionError
from archivist.extract.container import Container
from archivist.extract.packed import Member, Unpacked
from archivist.extract.parts import Part, received_name, take_parts
from archivist.extract.request import Request, refuse
from archivist.extract.rows import Row, page_of
from archivist.extracted import Attachment, Extracted
from archivist.model import Reason

_CLUTTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_FORKS = "__MACOSX"
"""The folder at the top in which macOS puts what only it reads of each file ("._name")."""
_LINK_BYTES = 4096
"""A link holds a path, and no path is longer (PATH_MAX). What holds more is somebody's document."""
_LOCKS = ("~$", ".~lock.")
_LOCK_BYTES = 1024
"""Word, Excel and LibreOffice note who has a document open beside it, in 165 bytes or less. A larger file
of such a name is somebody's document."""
_ENCRYPTED, _UTF8 = 0x1, 0x800
_LISTED = 500
_MOST_FOLDERS = 10


def extract(request: Request) -> Extracted:
    """Read the documents of a ZIP archive.

    Raises:
        ExtractionError: ``unreadable``, ``encrypted`` (no member can be read without a
            password), ``empty`` or ``decompression-limit``.
    """
    with Container(request.path, request.limits) as container:
        members = [member for member in container.members() if not _is_clutter(member)]
        if not members:
            refuse(Reason.EMPTY, "the archive holds no file")
        if all(member.flag_bits & _ENCRYPTED for member in members):
            refuse(Reason.ENCRYPTED, "the archive is protected by a password")
        attachments, notes = take_parts(request, _parts(container, members))
    names = [_shown_name(member) for member in members]
    page, truncated = page_of(
        [Row(text=name) for name in names[:_LISTED]], text_chars=request.limits.text_chars
    )
    outside = sum(1 for member in members if _leads_outside(member.filename))
    if outside:
        notes = (
            *notes,
            f"{outside} members have names that lead outside of the archive; they were read under ours",
        )
    return Extracted(
        detected=request.detected,
        pages=(page,),
        extractor="zip 1",
        metadata=_only_title(attachments),
        attachments=attachments,
        truncated=truncated or len(names) > _LISTED,
        warnings=notes,
        page_count=1,
    )


def unpack(request: Request) -> Unpacked:
    """Write every member of an archive into ``request.parts_dir``.

    Raises:
        ExtractionError: one of them cannot be had: ``encrypted``, ``unreadable``, or ``decompression-limit``
            (they are too many or too large). Then the archive is better kept whole.
    """
    found: list[Member] = []
    with Container(request.path, request.limits) as container:
        members = [member for member in container.members() if not _is_clutter(member)]
        if len(members) > request.limits.max_attachments:
            refuse(Reason.DECOMPRESSION_LIMIT, f"the archive holds {len(members)} files")
        for number, member in enumerate(members, start=1):
            if member.flag_bits & _ENCRYPTED:
                refuse(Reason.ENCRYPTED, "a member of the archive is protected by a password")
            target = request.parts_dir / f"member-{number:04d}.part"
            try:
                target.write_bytes(container.read_member(member))
            except zlib.error as error:
                refuse(Reason.UNREADABLE, f"a member of the archive is damaged: {error}")
            name = _shown_name(member) or target.stem
            found.append(Member(file=target.name, name=name, place=_place(member, name)))
    return Unpacked(members=tuple(found))


def _place(member: zipfile.ZipInfo, name: str) -> str:
    """Folders and name inside the archive, without what leads out of it."""
    parts = _decoded_name(member).replace("\\", "/").split("/")[:-1]
    folders = [shown for part in parts if part not in ("", ".", "..") and (shown := received_name(part))]
    return "/".join([*folders[-_MOST_FOLDERS:], name])


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    """Folders, links and what operating systems leave behind; judged by whole names, for what is left out is gone."""
    mode = member.external_attr >> 16
    if not member.filename or (member.is_dir() and not member.file_size):
        return True
    if mode and stat.S_ISLNK(mode) and member.file_size <= _LINK_BYTES:
        return True
    folder, _, name = member.filename.rstrip("/").rpartition("/")
    if name.startswith(_LOCKS) and member.file_size <= _LOCK_BYTES:
        return True
    return name in _CLUTTER or (folder.split("/")[0] == _FORKS and name.startswith("._"))


def _parts(container: Container, members: list[zipfile.ZipInfo]) -> Iterator[Part]:
    for member in members:
        name = _shown_name(member)
        if member.flag_bits & _ENCRYPTED:
            yield Part(name=name, data=b"", problem=Reason.ENCRYPTED)
            continue
        try:
            yield Part(name=name, data=container.read_member(member))
        except ExtractionError as error:
            if Reason(error.reason) is Reason.DECOMPRESSION_LIMIT:
                raise
            yield Part(name=name, data=b"", problem=Reason(error.reason))
        except zlib.error:
            yield Part(name=name, data=b"", problem=Reason.UNREADABLE)


def _shown_name(member: zipfile.ZipInfo) -> str:
    """Last part of a member's name, decoded as the Windows of a Vietnamese office encodes it.

    Programs that do not set the UTF-8 flag write UTF-8 all the same, or the local code page.
    """
    return received_name(_decoded_name(member))


def _decoded_name(member: zipfile.ZipInfo) -> str:
    name = member.filename
    if not member.flag_bits & _UTF8:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "cp1258") if raw else ():
            try:
                name = unicodedata.normalize("NFC", raw.decode(encoding))
                break
            except UnicodeDecodeError:
                continue
    return name


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or parts[0][1:2] == ":"


def _only_title(attachments: tuple[Attachment, ...]) -> dict[str, str]:
    return {"title": attachments[0].received_as} if len(attachments) == 1 else {}
