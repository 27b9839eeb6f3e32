"""Compare one document's folder with what its record promises.

Owns: M2 (a folder is complete and its hashes match) and M3 (an original never changes) for
one folder.
Must not: repair anything, or say "well" of what could not be checked.
"""

from __future__ import annotations

import stat as stat_module
from collections.abc import Iterator
from pathlib import Path

from archivist import fsio
from archivist.errors import ArchivistError, FormatTooNew, RecordDamaged, StorageError
from archivist.layout import Layout, document_id
from archivist.model import Document, DocumentId, Problem, Severity, StoredFile
from archivist.store import folders
from archivist.store.assembly import ORIGINAL_TEXT, RECORD, TEXT, receipt_name
from archivist.store.codec import decode_receipt
from archivist.store.words import WORDS, read_words

_RESTORE = "restore it from the backup"


def verify_folder(layout: Layout, folder: Path, *, fixity: bool = True) -> tuple[Problem, ...]:
    """Check that a document's folder is complete, unaltered and holds nothing else.

    Args:
        layout: the archive.
        folder: the document's folder.
        fixity: hash every file; without it only presence, size and mode are compared.
    """
    try:
        document = folders.read_document(layout, folder)
        present = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return (_problem("M2", f"{folder.name} holds no {RECORD}", folder, hint=_RESTORE),)
    except (RecordDamaged, FormatTooNew) as error:
        return (_problem("M2", error.message, error.path or folder, hint=_RESTORE),)
    except (StorageError, OSError) as error:
        return (_not_checked(folder, error),)
    return tuple(_verify(layout, folder, document, present, fixity))


def _verify(
    layout: Layout, folder: Path, document: Document, present: list[str], fixity: bool
) -> Iterator[Problem]:
    from archivist.extracted import LEGACY_ENCODING

    expected = {RECORD, TEXT}
    yield from _verify_identity(folder, document)
    for stored in document.files:
        expected.add(stored.name)
        yield from _verify_file(folder, document.id, stored, fixity)
    yield from _verify_text(folder, document.id)
    if LEGACY_ENCODING in document.versions:
        expected.add(ORIGINAL_TEXT)
        yield from _verify_original_text(folder, document.id)
    if WORDS in present:
        expected.add(WORDS)
        yield from _verify_words(folder, document.id)
    receipts = [name for name in present if folders.is_receipt(name)]
    if not receipts:
        yield _problem("M2", f"{document.id[:8]} has no receipt", folder, document.id, _RESTORE)
    for name in receipts:
        expected.add(name)
        yield from _verify_receipt(folder / name, document.id)
    for revision in folders.revisions(folder):
        path = folders.revision_file(folder, revision)
        expected.add(path.name)
        yield from _verify_revision(layout, path, document, revision)
    for name in present:
        if name not in expected:
            yield _problem(
                "M2",
                f"{document.id[:8]}: {name!r} does not belong there",
                folder / name,
                document.id,
                "move it out of the archive",
            )


def _verify_identity(folder: Path, document: Document) -> Iterator[Problem]:
    named = folder.name.partition("-")[2]
    if document.id != document_id(document.sha256) or document.id != named:
        yield _problem("M2", f"{folder.name}: id and hash of the record do not fit it", folder, document.id)
    if document.original.sha256 != document.sha256:
        yield _problem("M2", f"{folder.name}: the record gives its original two hashes", folder, document.id)


def _verify_file(folder: Path, document: DocumentId, stored: StoredFile, fixity: bool) -> Iterator[Problem]:
    path = folder / stored.name
    try:
        stat = path.lstat()
        if not stat_module.S_ISREG(stat.st_mode):
            yield _problem(
                "M3", f"{document[:8]}: {stored.name} is no regular file", path, document, _RESTORE
            )
            return
        if stat.st_size != stored.size:
            message = f"{document[:8]}: {stored.name} has {stat.st_size} bytes, was filed with {stored.size}"
            yield _problem("M3", message, path, document, _RESTORE)
        elif fixity and fsio.hash_file(path) != stored.sha256:
            message = f"{document[:8]}: {stored.name} is not what was filed (its SHA-256 differs)"
            yield _problem("M3", message, path, document, _RESTORE)
    except FileNotFoundError:
        yield _problem("M2", f"{document[:8]}: {stored.name} is missing", path, document, _RESTORE)
        return
    except (StorageError, OSError) as error:
        yield _not_checked(path, error, document)
        return
    if stat.st_mode & 0o222:
        yield Problem(
            invariant="M3",
            severity=Severity.SHOULD,
            message=f"{document[:8]}: {stored.name} is not write-protected",
            document_id=document,
            path=path,
            hint=f"write-protect it: chmod 0444 {path}",
        )


def _verify_text(folder: Path, document: DocumentId) -> Iterator[Problem]:
    try:
        folders.read_text(folder)
    except FileNotFoundError:
        yield _problem("M2", f"{document[:8]}: {TEXT} is missing", folder / TEXT, document, _RESTORE)
    except RecordDamaged as error:
        yield _problem("M2", error.message, folder / TEXT, document, _RESTORE)
    except (StorageError, OSError) as error:
        yield _not_checked(folder / TEXT, error, document)


def _verify_words(folder: Path, document: DocumentId) -> Iterator[Problem]:
    try:
        read_words(folder)
    except RecordDamaged as error:
        # The text is whole without it; recognition writes it anew.
        yield Problem(
            invariant="M2",
            severity=Severity.SHOULD,
            message=error.message,
            document_id=document,
            path=folder / WORDS,
            hint=f"run: archivist ocr {document[:8]}",
        )
    except (StorageError, OSError) as error:
        yield _not_checked(folder / WORDS, error, document)


def _verify_original_text(folder: Path, document: DocumentId) -> Iterator[Problem]:
    """The text before its conversion: nothing reads it but people, so its presence is enough."""
    try:
        (folder / ORIGINAL_TEXT).read_bytes().decode("utf-8")
    except FileNotFoundError:
        message = f"{document[:8]}: {ORIGINAL_TEXT} is missing"
        yield _problem("M2", message, folder / ORIGINAL_TEXT, document, _RESTORE)
    except UnicodeDecodeError as error:
        message = f"{document[:8]}: {ORIGINAL_TEXT} is not UTF-8: {error}"
        yield _problem("M2", message, folder / ORIGINAL_TEXT, document, _RESTORE)
    except OSError as error:
        yield _not_checked(folder / ORIGINAL_TEXT, error, document)


def _verify_receipt(path: Path, document: DocumentId) -> Iterator[Problem]:
    try:
        receipt = decode_receipt(path.read_bytes(), path)
    except (RecordDamaged, FormatTooNew) as error:
        yield _problem("M2", error.message, path, document, _RESTORE)
        return
    except OSError as error:
        yield _not_checked(path, error, document)
        return
    if receipt.document_id != document or receipt_name(receipt.id) != path.name:
        yield _problem("M2", f"{document[:8]}: {path.name} belongs elsewhere", path, document)


def _verify_revision(layout: Layout, path: Path, document: Document, revision: int) -> Iterator[Problem]:
    try:
        kept = folders.read_record(layout, path)
    except (RecordDamaged, FormatTooNew) as error:
        yield _problem("M4", error.message, path, document.id, _RESTORE)
        return
    except (StorageError, OSError) as error:
        yield _not_checked(path, error, document.id)
        return
    # The present revision may have its later name already: a correction died between two steps.
    if kept.id != document.id or kept.revision != revision or revision > document.revision:
        yield _problem("M4", f"{document.id[:8]}: {path.name} is not that revision", path, document.id)


def _problem(
    invariant: str, message: str, path: Path, document: DocumentId | None = None, hint: str = ""
) -> Problem:
    return Problem(
        invariant=invariant,
        severity=Severity.MUST,
        message=message,
        document_id=document,
        path=path,
        hint=hint,
    )


def _not_checked(path: Path, error: Exception, document: DocumentId | None = None) -> Problem:
    text = error.message if isinstance(error, ArchivistError) else str(error)
    return Problem(
        invariant="M2",
        severity=Severity.NOT_CHECKED,
        message=f"could not be checked: {text}",
        document_id=document,
        path=path,
        hint="give this user permission to read, or check the disk",
    )
