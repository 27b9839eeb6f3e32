"""Withdraw a document that must not be kept: first a durable tombstone, then its removal.

Owns: ``withdrawn/<id>.json`` and the removal of a document's folder, the one exception to
"an original never changes" (M3) and "a revision is never lost" (M4).
Must not: decide that a document is withdrawn, or clean up outside ``documents/``.

The bytes are removed, not overwritten: on a journalling file system or a solid-state disk an
overwrite proves nothing. docs/operations.md says what an office must do beyond that.
"""

from __future__ import annotations

from pathlib import Path

from archivist import fsio
from archivist.errors import UsageError
from archivist.fsio import storage_errors
from archivist.layout import FOLDER_PATTERN, ID_PATTERN, Layout
from archivist.store.assembly import dead_name, staging_file
from archivist.store.codec import Tombstone, decode_tombstone, encode_tombstone


def _tombstone_file(layout: Layout, document_id: str) -> Path:
    if not ID_PATTERN.fullmatch(document_id):
        raise UsageError(f"{document_id!r} is not the full id of a document")
    return layout.withdrawn / f"{document_id}.json"


def write_tombstone(layout: Layout, tombstone: Tombstone) -> bool:
    """Record durably that a document is withdrawn: from here on its removal will be finished.

    The caller holds the writer lock.

    Returns:
        False when it was withdrawn already; the first tombstone stands.
    """
    target = _tombstone_file(layout, tombstone.id)
    if target.exists():
        return False
    aside = staging_file(layout)
    fsio.write_new(aside, encode_tombstone(tombstone))
    fsio.rename_over(aside, target)
    return True


def read_tombstone(layout: Layout, document_id: str) -> Tombstone | None:
    """The tombstone of a withdrawn document, None when it was not withdrawn.

    Raises:
        RecordDamaged: it is there and cannot be read.
    """
    path = _tombstone_file(layout, document_id)
    with storage_errors(path):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
    return decode_tombstone(data, path)


def tombstones(layout: Layout) -> tuple[Tombstone, ...]:
    """All tombstones, by id.

    Raises:
        RecordDamaged: one cannot be read.
    """
    found = []
    with storage_errors(layout.withdrawn):
        for path in sorted(layout.withdrawn.glob("*.json")):
            found.append(decode_tombstone(path.read_bytes(), path))
    return tuple(found)


def purge_folder(layout: Layout, folder: Path) -> bool:
    """Remove a document's folder: gone from ``documents/`` at once, then removed piece by piece.

    The caller holds the writer lock and has written the tombstone. A purge that dies half-way
    leaves its rest in staging under a name without lock, which the next sweep removes.

    Returns:
        False when there was no such folder.
    """
    if not FOLDER_PATTERN.fullmatch(layout.relative(folder)):
        raise UsageError(f"{folder} is not the folder of a document")
    dead = dead_name(layout)
    with storage_errors(folder):
        try:
            folder.rename(dead)
        except FileNotFoundError:
            return False
    fsio.fsync_dir(folder.parent)
    fsio.fsync_dir(layout.staging)
    fsio.safe_remove_tree(dead)
    fsio.fsync_dir(layout.staging)
    return True
