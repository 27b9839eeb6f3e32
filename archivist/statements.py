"""What persons state about bodies and works: durable, audited, and carried into the caches.

Owns: the order of the steps (written, audited, in force, caches follow) and their completion
after a crash.
Must not: know what a statement says.
"""

from __future__ import annotations

from pathlib import Path

from archivist import audit, store
from archivist.errors import FormatTooNew, RecordDamaged
from archivist.lazylog import late_logger
from archivist.workspace import Workspace

log = late_logger(__name__)

FOLDERS = (
    "issuers",
    "renditions",
    "reconciliation",
    "registers",
    "fonds",
    "dossiers",
    "retention",
    "disposals",
)
"""Folders that hold statements, by their name in the layout."""


def make(ws: Workspace, folder: Path, subject: str, number: int, data: bytes) -> None:
    """Make a statement: from here on it counts, whatever happens to the caches.

    The caller holds the writer lock and has looked that `number` is the next one.

    Args:
        ws: the open archive.
        folder: one of those of its layout that hold statements.
        subject: id the statement is about.
        number: its number among those about the subject, from 1.
        data: the file, with its ``statement``.

    Raises:
        StorageError: the disk is full, read-only or failing; nothing was stated.
    """
    finish_pending(ws)
    pending = store.prepare(ws.layout, folder, subject, number, data)
    _finish(ws, pending)
    ws.forget_issuers()


def finish_pending(ws: Workspace) -> int:
    """Finish what a dead process left unfinished. The caller holds the writer lock."""
    done = 0
    for name in FOLDERS:
        for pending in store.pending_files(getattr(ws.layout, name)):
            try:
                _finish(ws, pending)
            except (RecordDamaged, FormatTooNew) as error:
                log.error("cannot finish %s: %s", pending.name, error)  # `check` reports it
                continue
            done += 1
    if done:
        ws.forget_issuers()
    return done


def _finish(ws: Workspace, pending: Path) -> None:
    statement = store.read_statement(pending.read_bytes(), pending)
    event = audit.AuditEvent(
        at=statement.at,
        by=statement.by,
        action=statement.action,
        why=statement.why,
        key=audit_key(pending),
        extra={"subject": statement.subject},
    )
    audit.append(ws.layout, event)
    store.put_in_force(pending)


def audit_key(path: Path) -> str:
    """Key of a statement's line in the audit log: its place below the archive."""
    return f"{path.parent.name}/{path.name.removesuffix('.new')}"


def follow_issuers(ws: Workspace) -> int:
    """Bring the catalogue in step with the authority file. The caller holds the writer lock.

    Returns:
        How many documents the index has to be told of.
    """
    register = ws.issuers
    if ws.catalogue.issuers_digest == register.digest:
        return 0
    changed = {register.follow(id) for id in register.local} | set(register.local)
    return ws.catalogue.resolve_issuers(register.digest, sorted(changed))
