"""Copies of documents for use outside the archive.

Owns: a scan as a PDF whose recognised text can be searched and selected.
Must not: change a document, or take a file's place that is there.
"""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path

from archivist import fsio, store
from archivist.errors import MissingFile, StorageError, UsageError
from archivist.extract.ocr_records import SearchableTask
from archivist.model import Document
from archivist.workspace import Workspace


def export_searchable(ws: Workspace, document: Document, target: Path) -> int:
    """Write a searchable copy of a scan; see `Archive.export_searchable`."""
    folder = ws.layout.root / document.path
    words = store.read_words(folder)
    if not any(page.words for page in words):
        raise UsageError(
            f"{document.id[:8]} has no recognised text",
            hint=f"recognise it first: archivist ocr {document.id[:8]}",
        )
    original = folder / document.original.name
    if not original.is_file():
        raise MissingFile(f"{original} is missing", path=original)
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} is there already; name another file")
    if target.parent.resolve().is_relative_to(ws.layout.documents):
        raise UsageError("a copy cannot lie among the documents; name a file outside the archive")
    aside = target.with_name(f".{uuid.uuid4().hex}.part")
    task = SearchableTask(
        path=str(original), media_type=document.original.media_type, out=str(aside.absolute()), pages=words
    )
    if not target.parent.is_dir():
        raise StorageError(f"{target.parent} is no folder", path=target.parent)
    try:
        with fsio.storage_errors(target):
            pages = ws.pool.write_searchable(task).pages
            fsio.fsync_file(aside)
            fsio.rename_noreplace(aside, target)
            fsio.fsync_dir(target.parent)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    return pages
