"""File one document: stage it (read, decide, seal), then commit it by one rename.

Owns: the commit protocol of docs/format.md for new documents, duplicates, quarantine and
refusal, and the order of its durable steps.
Must not: touch the source file (the inbox moves it, after the result says it is safe), or
search.

`stage` holds no archive lock and uses no catalogue, so several threads may stage at once;
`commit` runs under the writer lock in the thread that owns the workspace.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import logging
import os
import stat as stat_module
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from archivist import audit, classing, fsio, identity, quarantine, recovery, signing, store, withholding
from archivist.authorities.kinds import kind_by_code
from archivist.classify import policy_of
from archivist.errors import ExtractionError
from archivist.extracted import LEGACY_ENCODING, PDF_A, Extracted
from archivist.model import (
    Access,
    Defaults,
    Document,
    DocumentId,
    FieldName,
    Fields,
    FilingResult,
    Issuer,
    Level,
    Outcome,
    Quarantined,
    Reason,
    Receipt,
    Secrecy,
    StoredFile,
    TextState,
)
from archivist.pipeline import Prepared, Source, Unprepared, prepare
from archivist.reasons import explain
from archivist.store import Assembly, Received
from archivist.text import nfc
from archivist.workspace import Workspace, now, user_name

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How a file came to us.

    Attributes:
        inbox: path of the inbox, empty when the file was added by hand.
        inbox_path: path below the inbox, with the name.
        received_from: who handed it over, when known.
        defaults: what the inbox folder or the caller says about it.
        as_is: file it without reading it, on the word of a person (release from quarantine).
        received_as: name to record instead of the path's own (release from quarantine).
    """

    inbox: str = ""
    inbox_path: str = ""
    received_from: str = ""
    defaults: Defaults = field(default_factory=Defaults)
    as_is: bool = False
    received_as: str = ""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file after staging: exactly one of the parts is set, besides `path` and `arrival`."""

    path: Path
    arrival: Arrival
    assembly: Assembly | None = None
    received: Received | None = None
    document: Document | None = None
    receipt: Receipt | None = None
    known: bool = False
    refused: bool = False
    number: str = ""
    """Of a refused file: its number, when it was read for certain."""
    unprepared: Unprepared | None = None
    failed: Reason | None = None


# ------------------------------------------------------------------------------- staging


def stage(
    ws: Workspace, path: Path, arrival: Arrival, *, is_known: Callable[[str], bool] = lambda _sha: False
) -> Staged:
    """Copy a file into staging, read it and seal it there; the archive does not change.

    Args:
        ws: the open archive.
        path: the source; it is only read.
        arrival: how it came.
        is_known: tells whether these bytes (SHA-256, hex) are filed already; saves reading them.

    Raises:
        StorageError: the archive's disk is full, read-only or failing.
    """
    problem = _preflight(path)
    if problem is not None:
        return Staged(path, arrival, failed=problem)
    assembly = store.begin(ws.layout)
    try:
        staged = _stage_into(ws, assembly, path, arrival, is_known)
    except BaseException:
        assembly.discard()
        raise
    if staged.assembly is None:
        assembly.discard()
    return staged


def _preflight(path: Path) -> Reason | None:
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return Reason.NOT_A_FILE
    except PermissionError:
        return Reason.NO_PERMISSION
    except (OSError, ValueError):
        return Reason.NAME_UNUSABLE
    if not stat_module.S_ISREG(mode):
        return Reason.NOT_A_FILE
    if not os.access(path, os.R_OK):
        return Reason.NO_PERMISSION
    return None


def _stage_into(
    ws: Workspace, assembly: Assembly, path: Path, arrival: Arrival, is_known: Callable[[str], bool]
) -> Staged:
    try:
        received = assembly.receive(path)
    except ExtractionError as error:
        return Staged(path, arrival, failed=Reason(error.reason))
    if is_known(received.sha256):
        return Staged(path, arrival, assembly=assembly, received=received, known=True)
    name = nfc(arrival.received_as or received.name)
    at = now()
    if arrival.as_is:
        document, text, original_text = _opaque_record(received, name, at), "", ""
    else:
        prepared = prepare(
            assembly.staged,
            extractor=ws.pool,
            source=Source(
                file_name=name,
                folder=str(Path(arrival.inbox_path).parent) if arrival.inbox_path else "",
                defaults=arrival.defaults,
                received_on=at.astimezone().date(),
                issuers=ws.issuers,
            ),
            parts_dir=assembly.parts_dir,
            policy=policy_of(ws.settings),
        )
        if isinstance(prepared, Unprepared):
            return Staged(path, arrival, assembly=assembly, received=received, unprepared=prepared)
        if prepared.decision.outcome is Outcome.REFUSED:
            number = _certain_number(prepared, ws.settings.review_threshold)
            return Staged(path, arrival, received=received, refused=True, number=number)
        prepared = dataclasses.replace(prepared, fields=classing.with_class(ws.layout, prepared.fields))
        document, text = _record(assembly, received, prepared, name, at)
        original_text = prepared.extracted.original_text
        document = _with_signatures(ws, assembly, document, prepared, at)
    receipt = _receipt(document.id, path, received, arrival, name, at)
    document = assembly.seal(document, text, (receipt,), original_text=original_text)
    return Staged(path, arrival, assembly=assembly, received=received, document=document, receipt=receipt)


def _certain_number(prepared: Prepared, threshold: float) -> str:
    """The number of a marked document; none when the mark is that of a file inside another one."""
    if prepared.mark.evidence is None:
        return ""
    reading = prepared.fields.readings.get(FieldName.NUMBER)
    return reading.value if reading is not None and reading.confidence >= threshold else ""


def _receipt(
    document_id: DocumentId, path: Path, received: Received, arrival: Arrival, name: str, at: dt.datetime
) -> Receipt:
    return Receipt(
        id=_arrival_id(path, received),
        document_id=document_id,
        received_at=at,
        received_as=name,
        source=str(path.absolute()),
        inbox=arrival.inbox,
        inbox_path=arrival.inbox_path,
        received_from=arrival.received_from or arrival.defaults.received_from or "",
        defaults=arrival.defaults,
        by=user_name(),
    )


def _arrival_id(path: Path, received: Received) -> str:
    """What tells one arrival of bytes from another: the bytes, the path, and the file they were in.

    The same attempt made again (after a crash) has the same id; it names nothing.
    """
    source = os.fsencode(path.absolute())
    identity = b"\0".join([received.sha256.encode(), source, repr(received.identity).encode()])
    return base64.b32encode(hashlib.sha256(identity).digest()).decode("ascii").lower()[:16]


def _record(
    assembly: Assembly, received: Received, prepared: Prepared, name: str, at: dt.datetime
) -> tuple[Document, str]:
    """The record of a document that was read, and its text."""
    extracted, fields, decision = prepared.extracted, prepared.fields, prepared.decision
    files = [
        StoredFile(
            name="original" + extracted.detected.suffix,
            received_as=name,
            media_type=extracted.detected.media_type,
            size=received.size,
            sha256=received.sha256,
        )
    ]
    for part in extracted.attachments:
        files.append(
            StoredFile(
                name=part.file,
                received_as=part.received_as,
                media_type=part.media_type,
                size=part.size,
                sha256=fsio.hash_file(assembly.parts_dir / part.file),
                role="attachment",
            )
        )
    printed = fields.value(FieldName.ISSUER)
    level = fields.value(FieldName.LEVEL)
    kind = fields.value(FieldName.KIND)
    reasons = list(decision.reasons)
    if any(part.problem for part in extracted.attachments) and Reason.ATTACHMENT_UNREAD not in reasons:
        reasons.append(Reason.ATTACHMENT_UNREAD)
    document = Document(
        id=store.document_id(received.sha256),
        revision=1,
        sha256=received.sha256,
        path=store.relative_folder(received.sha256, at),
        filed_at=at,
        files=tuple(files),
        readings=fields.readings,
        kind=kind_by_code(kind) if kind else None,
        issuer=Issuer(
            as_printed=printed,
            authority_id=fields.issuer_id,
            name=fields.issuer_name,
            level=Level(level) if level else None,
        )
        if printed
        else None,
        citations=fields.citations,
        clauses=fields.clauses,
        parts=fields.parts,
        text_state=decision.text_state,
        access=decision.access,
        secrecy=decision.secrecy,
        pages=extracted.page_count,
        reasons=tuple(reasons),
        versions=_versions(extracted, fields),
        warnings=extracted.warnings,
    )
    return document, extracted.kept_text


def _versions(extracted: Extracted, fields: Fields) -> dict[str, str]:
    """What read the document, and what was done to its text."""
    found = {"extractor": extracted.extractor, "reader": fields.reader}
    if PDF_A in extracted.metadata:
        found[PDF_A] = extracted.metadata[PDF_A]
    if extracted.original_text:
        found[LEGACY_ENCODING] = extracted.metadata.get(LEGACY_ENCODING, "")
    return found


def _with_signatures(
    ws: Workspace, assembly: Assembly, document: Document, prepared: Prepared, at: dt.datetime
) -> Document:
    """The record with its digital signatures: checked where pyHanko is installed, else as listed."""
    known = signing.listed(prepared.extracted.signatures)
    if not known:
        return document
    found = signing.check(
        assembly.staged, known, checker=ws.pool, trust_dir=ws.layout.trust, there_at=at, now=at
    )
    return dataclasses.replace(
        document,
        signatures=found.signatures,
        signatures_checked=found.check,
        warnings=(*document.warnings, found.problem) if found.problem else document.warnings,
    )


def _opaque_record(received: Received, name: str, at: dt.datetime) -> Document:
    """Record of a file that is kept unread because a person said so."""
    suffix = Path(name).suffix.lower()
    safe = suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 10 else ".bin"
    return Document(
        id=store.document_id(received.sha256),
        revision=1,
        sha256=received.sha256,
        path=store.relative_folder(received.sha256, at),
        filed_at=at,
        files=(
            StoredFile(
                name="original" + safe,
                received_as=name,
                media_type="application/octet-stream",
                size=received.size,
                sha256=received.sha256,
            ),
        ),
        text_state=TextState.NONE,
        access=Access.OPEN,
        secrecy=Secrecy.RELEASED,
        reasons=(Reason.NUMBER_MISSING, Reason.KIND_MISSING, Reason.ISSUER_MISSING, Reason.ISSUED_MISSING),
        versions={"extractor": "none (filed as it is)"},
    )


# -------------------------------------------------------------------------------- commit


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
    catalogue.begin_intent(document.id, document.sha256, document.path, "filing")
    store.place(ws.layout, assembly, document)  # the document exists from here on
    recovery.write_audit(ws, "filed", document, receipt.id)
    catalogue.settle(document, (receipt,))
    reasons = (*document.reasons, Reason.SAME_DIRECTIVE) if twins else document.reasons
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
    receipt = _receipt(document.id, staged.path, received, staged.arrival, name, now())
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
    ws.catalogue.begin_intent(document.id, document.sha256, document.path, "receiving")
    store.add_receipt(ws.layout, folder, receipt)
    recovery.write_audit(ws, "received", document, receipt.id)
    ws.catalogue.settle(document, store.read_receipts(folder))
    return _already(staged, document, receipt)


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
    arrived = _arrival_id(staged.path, received)
    with ws.writer():
        if register:
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
