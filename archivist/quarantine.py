"""Files put aside because they could not be filed: kept whole, with the reason beside them.

Owns: ``quarantine/<time>-<8 hex>/{file, reason.json}``, each made by one rename from staging
and removed by one rename into staging, where the sweep finds what a crash left half-way.
Must not: decide that a file is put aside, or take locks (whoever changes something here holds
the writer lock).

The kept copy is called ``file``, without suffix and write-protected: nothing opens or runs it
by a click. The name it came under stands in ``reason.json``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import uuid
from pathlib import Path

from archivist import fsio
from archivist.errors import AmbiguousDocument, FormatTooNew, HashMismatch, RecordDamaged, UsageError
from archivist.fsio import storage_errors
from archivist.jsonio import JsonObject, dump, moment_text, put_name
from archivist.layout import FORMAT, Layout
from archivist.lazypattern import late_pattern
from archivist.model import Quarantined, Reason

_ID = late_pattern(r"\d{8}T\d{6}-[0-9a-f]{8}")
_SHA256 = late_pattern(r"[0-9a-f]{64}")
_FILE = "file"
_REASON = "reason.json"


def new_id(sha256: str, at: dt.datetime) -> str:
    """Name of the folder for a file put aside at this time: ``20261122T093107-9f2c41d7``."""
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%S}-{sha256[:8]}"


def put(layout: Layout, file: Path, info: Quarantined) -> Quarantined:
    """Put a file aside; the file itself stays where it is (in staging, usually).

    Args:
        layout: the archive.
        file: the file, complete and on disk; linked when possible, else copied.
        info: what is known of it; `path` is set here.

    Returns:
        The entry as it is now in quarantine; the one that is there when this very id is taken.

    Raises:
        HashMismatch: the file is not what `info` says.
        StorageError: the disk is full, read-only or failing.
    """
    if not _ID.fullmatch(info.id):
        raise UsageError(f"{info.id!r} is no id for a quarantined file; use new_id")
    target = layout.quarantine / info.id
    if target.exists():
        return read(target)
    entry = dataclasses.replace(info, path=target / _FILE)
    aside = layout.staging / f"{uuid.uuid4().hex}.part"
    try:
        with storage_errors(aside):
            aside.mkdir()
            _keep(file, aside / _FILE, info)
            fsio.write_new(aside / _REASON, _encode(entry))
            fsio.fsync_dir(aside)
            fsio.rename_noreplace(aside, target)
    except BaseException:
        fsio.safe_remove_tree(aside)
        raise
    fsio.fsync_dir(layout.quarantine)
    fsio.fsync_dir(layout.staging)
    return entry


def _keep(file: Path, target: Path, info: Quarantined) -> None:
    try:
        os.link(file, target, follow_symlinks=False)
    except OSError:  # another file system, or one without links
        fsio.copy_hashed(file, target)
    found = fsio.hash_file(target)
    if found != info.sha256:
        raise HashMismatch(
            f"{file} changed before it was put aside", path=file, expected=info.sha256, found=found
        )
    target.chmod(0o444)
    fsio.fsync_file(target)


def entries(layout: Layout) -> tuple[Quarantined, ...]:
    """Everything in quarantine, oldest first.

    Raises:
        RecordDamaged: a ``reason.json`` cannot be read.
    """
    return tuple(read(folder) for folder in folders(layout))


def folders(layout: Layout) -> tuple[Path, ...]:
    """The folders of all entries, oldest first, whatever state they are in."""
    with storage_errors(layout.quarantine):
        return tuple(sorted(path for path in layout.quarantine.iterdir() if _ID.fullmatch(path.name)))


def get(layout: Layout, prefix: str) -> Quarantined | None:
    """The entry whose id, or the part of it after the dash, begins with `prefix`; None if none does.

    Raises:
        AmbiguousDocument: several do.
        RecordDamaged: its ``reason.json`` cannot be read.
    """
    if not prefix:
        return None
    with storage_errors(layout.quarantine):
        found = sorted(
            path
            for path in layout.quarantine.iterdir()
            if _ID.fullmatch(path.name)
            and (path.name.startswith(prefix) or path.name.partition("-")[2].startswith(prefix))
        )
    if len(found) > 1:
        raise AmbiguousDocument(
            f"{prefix!r} fits {len(found)} quarantined files", candidates=tuple(path.name for path in found)
        )
    return read(found[0]) if found else None


def remove(layout: Layout, quarantine_id: str) -> bool:
    """Remove an entry: its folder goes at once, then piece by piece. False when it is not there.

    Raises:
        StorageError: the disk is read-only or failing; what is left is swept later.
    """
    if not _ID.fullmatch(quarantine_id):
        raise UsageError(f"{quarantine_id!r} is not the full id of a quarantined file")
    folder = layout.quarantine / quarantine_id
    dead = layout.staging / f"{uuid.uuid4().hex}.dead"
    with storage_errors(folder):
        try:
            folder.rename(dead)
        except FileNotFoundError:
            return False
    fsio.fsync_dir(layout.quarantine)
    fsio.fsync_dir(layout.staging)
    fsio.safe_remove_tree(dead)
    return True


def _encode(entry: Quarantined) -> bytes:
    values: dict[str, object] = {"format": FORMAT, "id": entry.id}
    put_name(values, "received_as", entry.received_as)
    values |= {
        "reason": entry.reason.value,
        "message": entry.message,
        "at": moment_text(entry.at),
        "size": entry.size,
        "sha256": entry.sha256,
    }
    put_name(values, "source", entry.source)
    put_name(values, "inbox", entry.inbox)
    put_name(values, "inbox_path", entry.inbox_path)
    values |= {
        key: value for key, value in (("received_from", entry.received_from), ("fonds", entry.fonds)) if value
    }
    return dump(values)


def read(folder: Path) -> Quarantined:
    """The entry in a folder.

    Raises:
        RecordDamaged: its ``reason.json`` is missing or cannot be read.
        FormatTooNew: a later version of archivist wrote it.
    """
    path = folder / _REASON
    with storage_errors(path):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise RecordDamaged(f"{path} is missing", path=path) from None
    record = JsonObject.parse(data, path)
    if record.integer("format") != FORMAT:
        raise FormatTooNew(f"{path} was written by another version of archivist", path=path)
    return Quarantined(
        id=folder.name,
        path=folder / _FILE,
        received_as=record.name("received_as"),
        reason=record.member("reason", Reason),
        message=record.text("message", ""),
        at=record.moment("at"),
        size=record.integer("size"),
        sha256=record.matching("sha256", _SHA256, "64 hex digits"),
        source=record.name("source", ""),
        inbox=record.name("inbox", ""),
        inbox_path=record.name("inbox_path", ""),
        received_from=record.text("received_from", ""),
        fonds=record.text("fonds", ""),
    )
