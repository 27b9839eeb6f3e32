"""File one document: commit what was staged by one rename, durably.

Owns: the commit protocol of docs/format.md for new documents, duplicates, quarantine and
refusal, and the order of its durable steps.
Must not: touch the source file (the inbox moves it, after the result says it is safe), or
search.

`commit` runs under the writer lock in the thread that owns the workspace.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archivist import (
    audit,
    fsio,
    identity,
    provenance,
    quarantine,
    recovery,
    registering,
    store,
    unpacking,
    withholding,
)
from archivist.lazylog import late_logger
from archivist.model import (
    Document,
    FilingResult,
    Outcome,
    Quarantined,
    Reason,
    Receipt,
)
from archivist.pipeline import Unprepared
from archivist.reasons import explain
from archivist.staging import Arrival, Staged, arrival_id, receipt_of, stage
from archivist.store import Assembly, Received
from archivist.text import nfc
from archivist.unpacking import Envelope
from archivist.workspace import Workspace, now, user_name

log = late_logger(__name__)


def commit(ws: Workspace, staged: Staged) -> FilingResult:
    """Make a staged file part of the archive (or put it aside, or refuse it), durably.

    Raises:
        StorageError: the archive's disk is full, read-only or failing; nothing was lost.
        ArchiveLocked: another process held the writer lock for 30 seconds.
    """
    try:
        if staged.failed is not None:
            return _failed(staged, staged.failed)
        assert staged.received is not None
        if staged.refused:
            return _refuse(ws, staged, staged.received, register=True)
        assert staged.assembly is not None
        if staged.members:
            return _take_members(ws, staged, staged.received)
        with ws.writer():
            recovery.settle_intents(ws)
            document_id = store.document_id(staged.received.sha256)
            if store.read_tombstone(ws.layout, document_id) is not None:
                return _refuse(ws, staged, staged.received, Reason.WITHDRAWN)
            row = ws.catalogue.by_sha256(staged.received.sha256)
            if row is not None:
                return _receive_again(ws, staged, staged.assembly, staged.received, row.path)
            if staged.unprepared is not None:
                return _put_aside(ws, staged, staged.assembly, staged.received, staged.unprepared)
            assert staged.document is not None
            assert staged.receipt is not None
            return _file(ws, staged, staged.assembly, staged.document, staged.receipt)
    finally:
        if staged.assembly is not None:
            staged.assembly.discard()  # no-op once the folder was placed


def _take_members(ws: Workspace, staged: Staged, received: Received) -> FilingResult:
    """File every member of an archive for itself.

    Any of them may be the last before a power cut: the archive is met again then, and its members are
    known by what they are (bytes, archive, place in it), so that they are received once.
    """
    arrival = staged.arrival
    depth = 1 + (arrival.envelope.depth if arrival.envelope else 0)
    results = []
    for path, member in staged.members:
        envelope = Envelope(source=staged.path / member.place, identity=received.identity, depth=depth)
        inside = replace(
            arrival,
            inbox_path=f"{arrival.inbox_path}/{member.place}" if arrival.inbox else "",
            received_as=member.name,
            envelope=envelope,
        )
        results.append(file_one(ws, path, inside))
    return unpacking.as_one(staged.path, results)


def _failed(staged: Staged, reason: Reason) -> FilingResult:
    return FilingResult(
        source=staged.path,
        outcome=Outcome.FAILED,
        reasons=(reason,),
        message=explain(reason, staged.path.name),
    )


def _file(
    ws: Workspace, staged: Staged, assembly: Assembly, document: Document, receipt: Receipt
) -> FilingResult:
    if (ws.layout.root / document.path).exists():
        # No row, but a folder: its record cannot be read, so no catalogue could be built with it.
        return _failed(staged, Reason.RECORD_DAMAGED)
    twins = identity.same_directive(ws, document)
    catalogue = ws.catalogue
    sealed = receipt
    receipt = provenance.placed(ws, document, receipt)
    receipt = registering.entered(ws, document, receipt, book=staged.arrival.book)
    if receipt != sealed:
        assembly.enter(receipt)  # the number is given when the assembly is placed, and not before
    catalogue.begin_intent(document.id, document.sha256, document.path, "filing")
    store.place(ws.layout, assembly, document)  # the document exists from here on
    recovery.write_audit(ws, "filed", document, receipt.id, arrival=receipt.arrival)
    catalogue.settle(document, (receipt,))
    reasons = (*document.reasons, Reason.SAME_DIRECTIVE) if twins else document.reasons
    reasons += _unplaced(ws, document, receipt)
    return FilingResult(
        source=staged.path,
        outcome=Outcome.REVIEW if reasons else Outcome.FILED,
        document=document,
        receipt=receipt,
        reasons=reasons,
        message=explain(reasons[0], staged.path.name) if reasons else "",
    )


def _receive_again(
    ws: Workspace, staged: Staged, assembly: Assembly, received: Received, path: str
) -> FilingResult:
    """The same bytes once more: verify what we hold, then write a second receipt."""
    folder = ws.layout.root / path
    document = store.read_document(ws.layout, folder)
    _verify_or_restore(ws, assembly, document, folder)
    name = nfc(staged.arrival.received_as or received.name)
    receipt = receipt_of(document.id, staged.path, received, staged.arrival, name, now())
    held = {kept.id: kept for kept in store.read_receipts(folder)}
    if receipt.id in held:
        # This very arrival was received before.
        if not staged.arrival.inbox:  # a person named the file again
            return _already(staged, document, held[receipt.id])
        # Out of an inbox: its source was not yet moved when the program died. Same answer.
        first = min(held.values(), key=lambda kept: (kept.received_at, kept.id))
        repeated = Outcome.REVIEW if document.reasons else Outcome.FILED
        outcome = repeated if first.id == receipt.id else Outcome.DUPLICATE
        return FilingResult(
            source=staged.path,
            outcome=outcome,
            document=document,
            receipt=held[receipt.id],
            reasons=document.reasons if outcome is not Outcome.DUPLICATE else (),
        )
    receipt = provenance.placed(ws, document, receipt)
    receipt = registering.entered(ws, document, receipt, book=staged.arrival.book, held=held.values())
    recovery.add_receipt(ws, document, folder, receipt)
    return replace(_already(staged, document, receipt), reasons=_unplaced(ws, document, receipt))


def _unplaced(ws: Workspace, document: Document, receipt: Receipt) -> tuple[Reason, ...]:
    """Why the receipt belongs to no fonds: a person should say which; empty when it belongs to one."""
    reason = provenance.unplaced(ws.layout, document, receipt)
    return (reason,) if reason else ()


def _already(staged: Staged, document: Document, receipt: Receipt) -> FilingResult:
    return FilingResult(
        source=staged.path,
        outcome=Outcome.DUPLICATE,
        document=document,
        receipt=receipt,
        message=f"{staged.path.name}: the same file is already in the archive as {document.id[:8]}",
    )


def _verify_or_restore(ws: Workspace, assembly: Assembly, document: Document, folder: Path) -> None:
    """Before a file is called a duplicate, the stored copy must still be what was filed.

    A stored copy that has rotted is restored from the identical bytes that just arrived.
    """
    stored = folder / document.original.name
    try:
        found = fsio.hash_file(stored)
    except FileNotFoundError:
        found = "missing"
    if found == document.sha256:
        return
    log.warning("stored copy of %s is damaged; restored from the bytes received", document.id[:8])
    store.restore_original(ws.layout, folder, document, assembly.staged)
    recovery.write_audit(ws, "restored", document, found[:16])


def _put_aside(
    ws: Workspace, staged: Staged, assembly: Assembly, received: Received, failure: Unprepared
) -> FilingResult:
    name = nfc(staged.arrival.received_as or received.name)
    same = [q for q in quarantine.entries(ws.layout) if q.sha256 == received.sha256]
    if same:
        entry = same[0]
    else:
        entry = quarantine.put(
            ws.layout,
            assembly.staged,
            Quarantined(
                id=quarantine.new_id(received.sha256, now()),
                path=assembly.staged,
                received_as=name,
                reason=failure.reason,
                message=failure.message,
                at=now(),
                size=received.size,
                sha256=received.sha256,
                source=str(staged.path),
                inbox=staged.arrival.inbox,
                inbox_path=staged.arrival.inbox_path,
                received_from=staged.arrival.received_from,
                fonds="" if staged.arrival.inbox else staged.arrival.defaults.fonds or "",
            ),
        )
    # Again when it was there already: the process may have died before the line was written.
    audit.append(
        ws.layout,
        audit.AuditEvent(
            at=now(), by=user_name(), action="quarantined", document_id=entry.id, why=failure.reason.value
        ),
    )
    return FilingResult(
        source=staged.path,
        outcome=Outcome.QUARANTINED,
        reasons=(failure.reason,),
        quarantine_id=entry.id,
        message=explain(failure.reason, staged.path.name),
    )


def _refuse(
    ws: Workspace,
    staged: Staged,
    received: Received,
    reason: Reason = Reason.SECRET_MARKING,
    *,
    register: bool = False,
) -> FilingResult:
    """A State-secret mark, or a document that was withdrawn: keep nothing, name nothing.

    Law 117/2025/QH15 art. 5(2): such a document may not be kept on a machine like this one.
    The audit line carries the time and a short hash only. Where the policy says so, the number
    of a marked document is entered.
    """
    if staged.assembly is not None:
        staged.assembly.discard()
    arrived = arrival_id(staged.path, received)
    with ws.writer():
        if register:
            recovery.settle_intents(ws)
            withholding.note_withheld(ws, store.document_id(received.sha256), staged.number)
        audit.append(
            ws.layout,
            audit.AuditEvent(
                at=now(),
                by=user_name(),
                action="refused",
                document_id=received.sha256[:12],
                why=reason.value,
                key=arrived,  # every arrival is noted once, also of the same bytes
            ),
        )
    return FilingResult(
        source=staged.path,
        outcome=Outcome.REFUSED,
        reasons=(reason,),
        message=explain(reason),
    )


def file_one(ws: Workspace, path: Path, arrival: Arrival) -> FilingResult:
    """Stage and commit one file."""

    def is_known(sha256: str) -> bool:
        return ws.catalogue.by_sha256(sha256) is not None

    return commit(ws, stage(ws, path, arrival, is_known=is_known))
