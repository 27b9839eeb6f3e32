"""Read and change the folder of a filed document.

Owns: finding documents by walking ``documents/``, reading record, receipts, text and files,
and the three changes a placed folder knows: one more receipt, one more revision, other text.
Must not: file new documents, take locks, or alter an original.

A file comes into a placed folder only by a rename or link of a finished, fsynced file from
staging, so that the folder is complete at every moment. Whoever changes something holds the
writer lock.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archivist import fsio
from archivist.errors import HashMismatch, MissingFile, RecordDamaged, RevisionConflict
from archivist.fsio import storage_errors
from archivist.layout import FOLDER_PATTERN, Layout
from archivist.lazypattern import late_pattern
from archivist.model import Document, Receipt
from archivist.store.assembly import ORIGINAL_MODE, ORIGINAL_TEXT, RECORD, TEXT, receipt_name, staging_file
from archivist.store.codec import decode_document, decode_receipt, encode_document, encode_receipt

_REVISION = late_pattern(r"record\.r(\d{4,})\.json")
_RECEIPT = late_pattern(r"receipt-([a-z0-9][a-z0-9-]{0,63})\.json")
_NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS})


# -------------------------------------------------------------------------------- finding


def folder_of(layout: Layout, document: Document) -> Path:
    """Folder of a document."""
    return layout.root / document.path


def scan(layout: Layout) -> Iterator[Path]:
    """The folders of all documents, oldest first by name."""
    for folder in _walk(layout):
        if FOLDER_PATTERN.fullmatch(layout.relative(folder)) and folder.is_dir():
            yield folder


def strays(layout: Layout) -> Iterator[Path]:
    """What lies under ``documents/`` and is no document's folder."""
    for folder in _walk(layout):
        if not (FOLDER_PATTERN.fullmatch(layout.relative(folder)) and folder.is_dir()):
            yield folder


def _walk(layout: Layout) -> Iterator[Path]:
    """Document folders, and whatever stands where a year, a month or a document should."""
    for year in _listed(layout.documents):
        if not (re.fullmatch(r"\d{4}", year.name) and _is_folder(year)):
            yield year
            continue
        for month in _listed(year):
            if not (re.fullmatch(r"\d{2}", month.name) and _is_folder(month)):
                yield month
                continue
            yield from _listed(month)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _listed(folder: Path) -> list[Path]:
    with storage_errors(folder):
        return sorted(folder.iterdir())


# -------------------------------------------------------------------------------- reading


def read_document(layout: Layout, folder: Path) -> Document:
    """The current record of a document; `path` says where it lies now.

    Raises:
        FileNotFoundError: there is no record there.
        FormatTooNew: a newer program wrote it.
        RecordDamaged: it cannot be read; the message names file and key.
    """
    return read_record(layout, folder / RECORD)


def read_record(layout: Layout, path: Path) -> Document:
    """A record or an earlier revision of one; raises like `read_document`."""
    with storage_errors(path):
        document = decode_document(path.read_bytes(), path)
    here = layout.relative(path.parent)
    if document.path != here:
        raise RecordDamaged(f"{path}: path: expected {here!r}, found {document.path!r}", path=path)
    return document


def read_receipts(folder: Path) -> tuple[Receipt, ...]:
    """The receipts of a document, first arrival first.

    Raises:
        RecordDamaged: one of them cannot be read.
    """
    found = []
    for path in _listed(folder):
        if is_receipt(path.name):
            with storage_errors(path):
                found.append(decode_receipt(path.read_bytes(), path))
    return tuple(sorted(found, key=lambda receipt: (receipt.received_at, receipt.id)))


def read_text(folder: Path) -> str:
    """The extracted text of a document, pages separated by form feeds.

    Raises:
        FileNotFoundError: it is missing.
        RecordDamaged: it is not UTF-8.
    """
    path = folder / TEXT
    with storage_errors(path):
        data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordDamaged(f"{path}: not UTF-8: {error}", path=path) from error


def open_original(layout: Layout, document: Document) -> BinaryIO:
    """The file as received, open for reading; the caller closes it.

    Raises:
        MissingFile: it is not there.
        StorageError: it may not be read.
    """
    path = folder_of(layout, document) / document.original.name
    with storage_errors(path):
        try:
            return path.open("rb")
        except FileNotFoundError:
            raise MissingFile(f"{path} is missing", path=path) from None


def revisions(folder: Path) -> tuple[int, ...]:
    """Numbers of the earlier revisions that are kept, ascending."""
    matches = (_REVISION.fullmatch(path.name) for path in _listed(folder))
    return tuple(sorted(int(match[1]) for match in matches if match))


def is_receipt(name: str) -> bool:
    """True when a file of this name in a document's folder is a receipt."""
    return _RECEIPT.fullmatch(name) is not None


def revision_file(folder: Path, revision: int) -> Path:
    """Where an earlier revision of the record is kept."""
    return folder / f"record.r{revision:04d}.json"


# ------------------------------------------------------------------------------- changing


def add_receipt(layout: Layout, folder: Path, receipt: Receipt) -> bool:
    """Add a receipt to a placed document; False when that receipt is there already.

    Raises:
        StorageError: the archive's disk is full, read-only or failing; nothing was changed.
    """
    target = folder / receipt_name(receipt.id)
    if target.exists():
        return False
    _put(layout, target, encode_receipt(receipt))
    return True


def revise(layout: Layout, folder: Path, document: Document) -> bool:
    """Replace the record by its next revision, keeping the present one beside it.

    Returns:
        False when this very revision is there already (a repeated attempt).

    Raises:
        RevisionConflict: `document` is not the next revision of what is there.
        StorageError: the archive's disk is full, read-only or failing; the old record stands.
    """
    current = read_document(layout, folder)
    if current == document:
        return False
    if document.id != current.id or document.revision != current.revision + 1:
        raise RevisionConflict(
            f"{current.id[:8]} has revision {current.revision}; cannot follow it with {document.revision}"
        )
    _keep_revision(layout, folder, current.revision)
    _put(layout, folder / RECORD, encode_document(document))
    return True


def _keep_revision(layout: Layout, folder: Path, revision: int) -> None:
    """Give the present record its name as an earlier revision; it has both until it is replaced."""
    record, kept = folder / RECORD, revision_file(folder, revision)
    if kept.exists():
        return  # left by an attempt that died after this step
    with storage_errors(kept):
        try:
            os.link(record, kept)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _put(layout, kept, record.read_bytes())
    fsio.fsync_dir(folder)


def replace_text(layout: Layout, folder: Path, text: str) -> None:
    """Replace the text of a document (text recognised later); the text is derived, not revised."""
    _put(layout, folder / TEXT, text.encode("utf-8", "replace"))


def replace_original_text(layout: Layout, folder: Path, text: str) -> None:
    """Put or replace the text as it was before its conversion from a legacy encoding."""
    _put(layout, folder / ORIGINAL_TEXT, text.encode("utf-8", "replace"))


def put_derived(layout: Layout, target: Path, data: bytes) -> None:
    """Put or replace a file that is derived from the original, such as recognised words."""
    _put(layout, target, data)


def restore_original(layout: Layout, folder: Path, document: Document, intact: Path) -> None:
    """Put back an original that was lost or altered on the disk, from a copy of the same bytes.

    Raises:
        HashMismatch: `intact` holds other bytes; nothing was changed.
    """
    import shutil

    aside = staging_file(layout)
    with storage_errors(aside), intact.open("rb") as source, aside.open("xb") as target:
        shutil.copyfileobj(source, target)
        os.fchmod(target.fileno(), ORIGINAL_MODE)
        target.flush()
        os.fsync(target.fileno())
    found = fsio.hash_file(aside)
    if found != document.sha256:
        fsio.safe_remove_tree(aside)
        raise HashMismatch(
            f"{intact} is not the original of {document.id[:8]}",
            path=intact,
            expected=document.sha256,
            found=found,
        )
    fsio.rename_over(aside, folder / document.original.name)


def _put(layout: Layout, target: Path, data: bytes) -> None:
    """Put a finished file into a placed folder: written in staging, then one rename."""
    aside = staging_file(layout)
    fsio.write_new(aside, data)
    try:
        fsio.rename_over(aside, target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
