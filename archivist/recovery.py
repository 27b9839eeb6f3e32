"""Bring an archive back to rest after a process died in the middle of a change.

Owns: what each unfinished intent means and how it is finished or undone; sweeping dead
assemblies. Every step is idempotent: recovery itself may be killed and run again.
Must not: rebuild caches wholesale (that is `rebuilding`) or delete anything a person put in.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from archivist import audit, fsio, quarantine, registering, statements, store
from archivist.errors import RecordDamaged
from archivist.lazylog import late_logger
from archivist.model import ArrivalNumber, Document, Receipt
from archivist.workspace import Workspace, now, user_name

log = late_logger(__name__)

_OF_FIELDS: dict[tuple[str, ...], str] = {("access",): "released", ("relations",): "decided"}
_ACTION = {"filing": "filed", "receiving": "received", "revising": "revised"}


def recover(ws: Workspace) -> int:
    """Settle every unfinished change and sweep dead assemblies. Returns how many were settled.

    Raises:
        ArchiveLocked: another process held the writer lock for 30 seconds.
    """
    with ws.writer():
        audit.repair(ws.layout)
        statements.finish_pending(ws)
        settled = settle_intents(ws)
        statements.follow_issuers(ws)
        finish_withdrawals(ws)
        store.sweep_staging(ws.layout)
    return settled


def settle_intents(ws: Workspace) -> int:
    """Finish or undo what a dead process left unfinished. Caller holds the writer lock."""
    intents = ws.catalogue.intents()
    for row in intents:
        folder = ws.layout.root / row.path
        if row.op == "withdrawing":
            finish_withdrawal(ws, row.id, row.path)
        elif (folder / "record.json").is_file():
            _finish(ws, row.op, row.path)
        else:
            # The rename never happened: the source is still where it was.
            ws.catalogue.drop(row.id)
    return len(intents) + _settle_withholding(ws)


def _settle_withholding(ws: Workspace) -> int:
    """Numbers of arrival of marked documents: given when the entry is there, else not."""
    table = ws.catalogue.arrivals
    unsettled = table.withholding()
    for row in unsettled:
        entry = store.read_withheld(ws.layout, row.document_id)
        if entry is not None and entry.arrival == row.arrival:
            registering.settle_withheld(ws, entry)
        else:
            table.forget(row)
    return len(unsettled)


def _finish(ws: Workspace, op: str, path: str) -> None:
    folder = ws.layout.root / path
    try:
        document = store.read_document(ws.layout, folder)
        receipts = store.read_receipts(folder)
    except RecordDamaged as error:
        log.error("cannot settle %s: %s", path, error)
        return
    action = _ACTION[op]
    if action == "revised":
        if document.revision > 1:  # else it died before the record was replaced
            change = document.changes[-1]
            action = _OF_FIELDS.get(change.fields, "revised")
            write_audit(ws, action, document, f"r{document.revision}", by=change.by, why=change.why)
    else:
        for receipt in sorted(receipts, key=lambda r: (r.received_at, r.id)):
            first = receipt == min(receipts, key=lambda r: (r.received_at, r.id))
            action = "filed" if first else "received"
            if not _told(ws, action, document, receipt):
                write_audit(ws, action, document, receipt.id, arrival=receipt.arrival)
    ws.catalogue.settle(document, receipts)


def _told(ws: Workspace, action: str, document: Document, receipt: Receipt) -> bool:
    """Whether the log holds this arrival: at any revision the document had then, in any month."""
    lines = audit.find(ws.layout, action, document.id, key=receipt.id, last_files=sys.maxsize)
    return next(lines, None) is not None


def add_receipt(ws: Workspace, document: Document, folder: Path, receipt: Receipt) -> None:
    """Make a further receipt of a filed document durable. The caller holds the writer lock."""
    ws.catalogue.begin_intent(document.id, document.sha256, document.path, "receiving")
    store.add_receipt(ws.layout, folder, receipt)
    write_audit(ws, "received", document, receipt.id, by=receipt.by, arrival=receipt.arrival)
    ws.catalogue.settle(document, store.read_receipts(folder))


def write_audit(
    ws: Workspace,
    action: str,
    document: Document,
    key: str,
    *,
    by: str = "",
    why: str = "",
    arrival: ArrivalNumber | None = None,
) -> None:
    """Append one line about a document to the audit log; the same line is never written twice.

    Args:
        ws: the open archive; the caller holds its writer lock.
        action: ``filed``, ``received``, ``revised``, ``decided``, ``released``, ``restored``,
            ``withdrawn``.
        document: the document, as it is after the change.
        key: what makes this change different from others of the same action (receipt id,
            revision).
        by: who, when it is not the user of this process.
        why: the reason a person gave.
        arrival: the line of the register of incoming documents that goes with it.
    """
    audit.append(
        ws.layout,
        audit.AuditEvent(
            at=now(),
            by=by or user_name(),
            action=action,
            document_id=document.id,
            revision=document.revision,
            why=why,
            key=key,
            extra=registering.entered_as(arrival) | _converted(ws, document, action),
        ),
    )


def _converted(ws: Workspace, document: Document, action: str) -> dict[str, str]:
    """The conversion from a legacy encoding, as an event: on the line of the change that brought it."""
    from archivist.extracted import LEGACY_ENCODING  # a search settles nothing and needs none of it

    # Off the record, so that the line recovery writes is the one the change would have written.
    told = document.versions.get(LEGACY_ENCODING, "")
    if not told or action not in ("filed", "revised"):
        return {}
    if action == "revised":
        before = store.revision_file(ws.layout.root / document.path, document.revision - 1)
        try:
            if store.read_record(ws.layout, before).versions.get(LEGACY_ENCODING, "") == told:
                return {}
        except (RecordDamaged, FileNotFoundError):
            pass  # `check` reports it; told twice is better than not at all
    return {LEGACY_ENCODING: told}


def finish_withdrawals(ws: Workspace) -> None:
    """Finish withdrawals whose tombstone is durable but whose folder is still there."""
    for tombstone in store.tombstones(ws.layout):
        row = ws.catalogue.row(tombstone.id)
        if row is not None:
            finish_withdrawal(ws, tombstone.id, row.path)


def finish_withdrawal(ws: Workspace, document_id: str, path: str) -> None:
    """Purge the folder of a withdrawn document and drop its row; no tombstone, no purge."""
    tombstone = store.read_tombstone(ws.layout, document_id)
    if tombstone is None:
        # Died before the tombstone was durable: the document is untouched, settle it as filed.
        folder = ws.layout.root / path
        document = store.read_document(ws.layout, folder)
        ws.catalogue.settle(document, store.read_receipts(folder))
        return
    folder = ws.layout.root / path
    if folder.is_dir():
        for receipt in store.read_receipts(folder):
            _remove_inbox_copies(receipt.inbox, receipt.inbox_path, tombstone.sha256)
    for entry in quarantine.entries(ws.layout):
        if entry.sha256 == tombstone.sha256:
            quarantine.remove(ws.layout, entry.id)
    store.purge_folder(ws.layout, folder)
    fsio.safe_remove_tree(ws.layout.recognition / document_id)
    audit.append(
        ws.layout,
        audit.AuditEvent(
            at=tombstone.at,
            by=tombstone.by,
            action="disposed" if tombstone.disposal else "withdrawn",
            document_id=tombstone.id,
            why=tombstone.reason,
            key="withdrawn",
            extra={"list": str(tombstone.disposal.list)} if tombstone.disposal else {},
        ),
    )
    ws.catalogue.drop(tombstone.id, tombstone.arrivals)


def _remove_inbox_copies(inbox: str, inbox_path: str, sha256: str) -> None:
    """Remove what the inbox kept of this very file after filing; compared by hash, not by name."""
    if not inbox or not inbox_path:
        return
    pattern = re.sub(r"([*?[])", r"[\1]", Path(inbox_path).stem) + "*"
    for kept in (".filed", ".failed"):
        root = Path(inbox) / kept
        if not root.is_dir():
            continue
        for path in root.rglob(pattern):
            if path.is_file() and not path.is_symlink() and fsio.hash_file(path) == sha256:
                path.unlink()
                fsio.fsync_dir(path.parent)
