"""Assemble a document aside, then make it part of the archive with one rename.

Owns: staging: who owns an assembly, in which order its lock and folder come and go, what is
dead and may be swept; sealing (nothing but finished, fsynced files) and the one rename.
Must not: change a folder that is already placed.

Rules, each found by killing the process at every step:
    * every assembly has a lock file, made first and held by its owner until the end;
    * when an assembly is removed, its folder goes first and the lock file last;
    * so a folder without a lock file is dead, and a lock that can be taken belongs to the dead.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from archivist import fsio
from archivist.errors import HashMismatch, IntegrityError, MissingFile, UsageError
from archivist.fsio import FileIdentity, storage_errors
from archivist.layout import Layout
from archivist.lazyclass import dataclass
from archivist.locks import FileLock, is_locked
from archivist.model import Document, Receipt
from archivist.store.codec import encode_document, encode_receipt

RECORD = "record.json"
TEXT = "text.txt"
ORIGINAL_TEXT = "text.raw.txt"
PARTS = "parts"
STAGED = "received"
ORIGINAL_MODE = 0o444
_LOCK_SUFFIX = ".lock"
_PART_SUFFIX = ".part"
_DEAD_SUFFIX = ".dead"


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file that was copied into staging.

    Attributes:
        name: its file name; NFC unless it holds bytes that are no UTF-8, which are kept.
        sha256: of the bytes copied.
        size: bytes.
        identity: of the source while it was read; tells one arrival from the next.
    """

    name: str
    sha256: str
    size: int
    identity: FileIdentity


class Assembly:
    """One document being put together in staging. Made by `begin`; use as a context manager."""

    def __init__(self, layout: Layout, folder: Path, lock: FileLock) -> None:
        self.layout = layout
        self.folder = folder
        self.received: Received | None = None
        self._lock = lock
        self._original: str | None = None

    @property
    def staged(self) -> Path:
        """The copy of the file that was received, before and after sealing."""
        return self.folder / (self._original or STAGED)

    @property
    def parts_dir(self) -> Path:
        """Folder for the files inside the file; exists from `receive` to `seal`."""
        return self.folder / PARTS

    @property
    def open(self) -> bool:
        """False once it was placed or discarded."""
        return self._lock.held

    def receive(self, source: Path) -> Received:
        """Copy a file into the assembly while hashing it.

        Raises:
            ExtractionError: the source cannot be read or changed meanwhile (see `copy_hashed`).
            StorageError: the archive's disk is full, read-only or failing.
        """
        copied = fsio.copy_hashed(source, self.staged, mode=ORIGINAL_MODE)
        with storage_errors(self.parts_dir):
            self.parts_dir.mkdir()
        self.received = Received(
            name=_plain_name(source.name), sha256=copied.sha256, size=copied.size, identity=copied.stat
        )
        return self.received

    def seal(
        self, document: Document, text: str, receipts: Iterable[Receipt], *, original_text: str = ""
    ) -> Document:
        """Write everything the document's folder will hold, durably, and check it once more.

        Args:
            document: its record; `files` names the original and every attachment to keep.
            text: extracted text; lone surrogates are replaced.
            receipts: at least one.
            original_text: the text before its conversion from a legacy encoding, when there was one.

        Returns:
            The record as written.

        Raises:
            HashMismatch: the staged bytes are no longer those that were received.
            MissingFile: an attachment named by the record is not in `parts_dir`.
            StorageError: the archive's disk is full, read-only or failing.
        """
        receipts = tuple(receipts)
        if not receipts:
            raise UsageError("a document cannot be sealed without a receipt")
        with storage_errors(self.folder):
            self._settle_files(document)
            fsio.write_new(self.folder / TEXT, text.encode("utf-8", "replace"))
            if original_text:
                fsio.write_new(self.folder / ORIGINAL_TEXT, original_text.encode("utf-8", "replace"))
            fsio.write_new(self.folder / RECORD, encode_document(document))
            for receipt in receipts:
                fsio.write_new(self.folder / receipt_name(receipt.id), encode_receipt(receipt))
            fsio.fsync_dir(self.folder)
        return document

    def enter(self, receipt: Receipt) -> None:
        """Write a receipt of the sealed assembly anew, with its line in the register.

        The caller holds the writer lock: the line counts once the assembly is placed.
        """
        with storage_errors(self.folder):
            fsio.replace_file(self.folder / receipt_name(receipt.id), encode_receipt(receipt))

    def _settle_files(self, document: Document) -> None:
        for stored in document.files:
            source = self.staged if stored is document.original else self.parts_dir / stored.name
            try:
                found = fsio.hash_file(source)
            except FileNotFoundError:
                raise MissingFile(f"{stored.name} was not extracted", path=source) from None
            if found != stored.sha256:
                raise HashMismatch(
                    f"{source} changed while it was prepared",
                    path=source,
                    expected=stored.sha256,
                    found=found,
                )
            target = self.folder / stored.name
            source.rename(target)
            if stored is document.original:
                self._original = stored.name
            target.chmod(ORIGINAL_MODE)
            fsio.fsync_file(target)
        fsio.safe_remove_tree(self.parts_dir)

    def discard(self) -> None:
        """Remove the assembly; does nothing once it was placed or discarded."""
        if not self._lock.held:
            return
        fsio.safe_remove_tree(self.folder)
        self._lock.release(remove=True)

    def _placed(self) -> None:
        self._lock.release(remove=True)

    def __enter__(self) -> Assembly:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def _plain_name(name: str) -> str:
    # Composing around undecodable bytes would change the name those bytes spell.
    return name if any("\ud800" <= c <= "\udfff" for c in name) else unicodedata.normalize("NFC", name)


def receipt_name(receipt_id: str) -> str:
    """File name of a receipt in its document's folder."""
    return f"receipt-{receipt_id}.json"


def begin(layout: Layout) -> Assembly:
    """Start an assembly: its lock first, then its folder. Takes no lock of the archive.

    Raises:
        StorageError: the archive's disk is full, read-only or failing.
    """
    name = os.urandom(16).hex()
    # If a sweeper takes the lock between its making and our locking it, it removes the file;
    # `FileLock` then notices and makes it anew. The folder comes only after that.
    lock = FileLock(layout.staging / (name + _LOCK_SUFFIX))
    lock.acquire()
    folder = layout.staging / name
    try:
        with storage_errors(folder):
            folder.mkdir()
    except BaseException:
        lock.release(remove=True)
        raise
    return Assembly(layout, folder, lock)


def place(layout: Layout, assembly: Assembly, document: Document) -> Path:
    """Make a sealed assembly part of the archive: one rename, durable when this returns.

    The caller holds the writer lock and knows that these bytes are not filed yet.

    Returns:
        The document's folder.

    Raises:
        IntegrityError: there is a document in that folder.
        StorageError: the archive's disk is full, read-only or failing; the assembly remains.
    """
    target = layout.root / document.path
    fsio.make_folder(target.parent.parent)
    fsio.make_folder(target.parent)
    with storage_errors(target):
        try:
            fsio.rename_noreplace(assembly.folder, target)
        except FileExistsError:
            raise IntegrityError(f"{document.path} is there already", path=target) from None
    fsio.fsync_dir(target.parent)
    fsio.fsync_dir(layout.staging)
    assembly._placed()
    return target


# ------------------------------------------------------------------------------- sweeping


def staging_file(layout: Layout) -> Path:
    """A free name in staging for a file to be renamed into place under the writer lock."""
    return layout.staging / (os.urandom(16).hex() + _PART_SUFFIX)


def dead_name(layout: Layout) -> Path:
    """A free name in staging without a lock: what is renamed to it is dead from then on."""
    return layout.staging / (os.urandom(16).hex() + _DEAD_SUFFIX)


def live_assemblies(layout: Layout) -> tuple[Path, ...]:
    """Folders of assemblies whose owner is alive (the folder itself may not be made yet)."""
    locks = (path for path in _listed(layout.staging) if path.suffix == _LOCK_SUFFIX)
    return tuple(path.with_suffix("") for path in locks if is_locked(path))


def dead_assemblies(layout: Layout) -> tuple[Path, ...]:
    """What lies in staging and belongs to nobody alive: folders, lock files, left-over parts."""
    return tuple(_dead(layout))


def _dead(layout: Layout) -> Iterator[Path]:
    writing = is_locked(layout.lock("writer"))
    for path in _listed(layout.staging):
        if writing and path.suffix in (_PART_SUFFIX, _DEAD_SUFFIX):
            continue  # the holder of the writer lock may be at it this moment
        # The lock is looked up after its folder was seen: made before and removed after it, it
        # must be there if the owner lives.
        lock = path if path.suffix == _LOCK_SUFFIX else path.with_name(path.name + _LOCK_SUFFIX)
        if not is_locked(lock) and os.path.lexists(path):
            yield path


def _listed(folder: Path) -> list[Path]:
    with storage_errors(folder):
        return sorted(folder.iterdir())


def sweep_staging(layout: Layout) -> tuple[str, ...]:
    """Remove what the dead left in staging, and nothing of the living. Returns the names removed.

    The caller holds the writer lock (files are renamed out of staging only under it).

    Raises:
        StorageError: something could not be removed; the rest is swept next time.
    """
    removed = []
    for path in _listed(layout.staging):
        if path.suffix == _LOCK_SUFFIX:
            if _sweep_assembly(path):
                removed.append(path.stem)
        elif not os.path.lexists(path.with_name(path.name + _LOCK_SUFFIX)) and os.path.lexists(path):
            fsio.safe_remove_tree(path)
            removed.append(path.name)
    return tuple(removed)


def _sweep_assembly(lock_file: Path) -> bool:
    if not os.path.lexists(lock_file):
        return False
    lock = FileLock(lock_file)
    if not lock.try_acquire():
        return False
    try:
        fsio.safe_remove_tree(lock_file.with_suffix(""))
    except BaseException:
        lock.release()  # the lock stays while its folder does
        raise
    lock.release(remove=True)
    return True
