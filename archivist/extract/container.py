"""Zip containers of office documents, opened with suspicion.

Owns: limits on sizes, ratio and number of members (a megabyte can unpack to gigabytes, and
headers lie, so bytes are counted while reading too), XML without a document type.
Must not: write anything.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.etree import ElementTree

from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.request import refuse
from archivist.model import Reason

_CHUNK = 1 << 20
_RATIO = 200
"""Office XML packs at most about 1:60; above 1:200 a large member is a bomb."""
_RATIO_FROM = 50 * 1024 * 1024
_DAMAGED = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError)


class Container:
    """An open zip container; a context manager.

    Raises:
        ExtractionError: ``unreadable`` or ``decompression-limit``, from every method.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGED as error:
            message = f"the file is a damaged zip container: {error}"
            raise ExtractionError(message, reason=Reason.UNREADABLE) from error
        try:
            self._weigh()
        except ExtractionError:
            self._zip.close()
            raise
        self.names = frozenset(self._zip.namelist())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def _weigh(self) -> None:
        members = self._zip.infolist()
        if len(members) > self._limits.max_members:
            refuse(Reason.DECOMPRESSION_LIMIT, f"the container has {len(members)} members")
        if sum(member.file_size for member in members) > self._limits.total_bytes:
            refuse(Reason.DECOMPRESSION_LIMIT, "the container unpacks beyond the limit")
        for member in members:
            ratio = member.file_size / max(member.compress_size, 1)
            if member.file_size > _RATIO_FROM and ratio > _RATIO:
                refuse(Reason.DECOMPRESSION_LIMIT, f"a member of the container unpacks {ratio:.0f}-fold")

    def members(self) -> list[zipfile.ZipInfo]:
        """Members in the order of the directory; several may have one name."""
        return self._zip.infolist()

    def read(self, name: str) -> bytes | None:
        """Content of a member, None when there is none of this name."""
        return self.read_member(self._zip.getinfo(name)) if name in self.names else None

    def read_member(self, member: zipfile.ZipInfo) -> bytes:
        """Content of a member."""
        found = bytearray()
        try:
            with self._zip.open(member) as part:
                while chunk := part.read(_CHUNK):
                    found += chunk
                    self._read += len(chunk)
                    if len(found) > self._limits.part_bytes or self._read > self._limits.total_bytes:
                        refuse(Reason.DECOMPRESSION_LIMIT, "the container unpacks beyond the limit")
        except (*_DAMAGED, zlib.error) as error:
            message = f"the container is damaged: {error}"
            raise ExtractionError(message, reason=Reason.UNREADABLE) from error
        return bytes(found)

    def check_xml(self, look: Callable[[str, bytes], object] | None = None) -> None:
        """Unpack every XML part under the limits, for readers that do not keep to them.

        Args:
            look: is given name and content of each, binary ones too.
        """
        for name in sorted(self.names):
            if name.lower().endswith((".xml", ".rels", ".vml", ".bin")):
                data = self.read(name)
                if data is not None and not name.lower().endswith(".bin"):
                    _refuse_document_type(name, data)
                if data is not None and look is not None:
                    look(name, data)

    def xml(self, name: str, prepare: Callable[[bytes], bytes] | None = None) -> ElementTree.Element | None:
        """Root element of a member, None when there is none of this name.

        Args:
            name: of the member.
            prepare: what is done to the bytes before they are parsed.

        Office documents have no document type declaration (ECMA-376 part 2, ODF 1.3 part 3);
        one that has is an attempt at entity expansion.
        """
        data = self.read(name)
        return None if data is None else parsed(name, data, prepare)


def parsed(name: str, data: bytes, prepare: Callable[[bytes], bytes] | None = None) -> ElementTree.Element:
    """Root element of an XML document that has no document type.

    Args:
        name: what to call it when it is refused.
        data: the document.
        prepare: what is done to the bytes before they are parsed.

    Raises:
        ExtractionError: ``unreadable``.
    """
    _refuse_document_type(name, data)
    try:
        return ElementTree.fromstring(prepare(data) if prepare else data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        message = f"{name} is damaged: {error}"
        raise ExtractionError(message, reason=Reason.UNREADABLE) from error


def _refuse_document_type(name: str, data: bytes) -> None:
    if b"<!DOCTYPE" in data or b"<\0!\0D\0O\0C\0T\0Y\0P\0E" in data:
        refuse(Reason.UNREADABLE, f"{name} declares a document type")
