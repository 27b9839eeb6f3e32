"""Stage one document: copy it in, read it, decide, seal it; the archive does not change yet.

Owns: what is recorded of a document when it arrives, and the file's way up to its commit.
Must not: touch the source file or the catalogue, or hold an archive lock: several threads may
stage at once.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import os
import stat as stat_module
from collections.abc import Callable
from dataclasses import field
from pathlib import Path

from archivist import classing, fsio, signing, store, unpacking
from archivist.authorities.kinds import kind_by_code
from archivist.classify import policy_of
from archivist.errors import ExtractionError
from archivist.extract.packed import Member
from archivist.extracted import LEGACY_ENCODING, PDF_A, Extracted
from archivist.lazyclass import dataclass
from archivist.model import (
    Access,
    Defaults,
    Document,
    DocumentId,
    FieldName,
    Fields,
    Issuer,
    Level,
    Outcome,
    Reason,
    Receipt,
    Secrecy,
    StoredFile,
    TextState,
)
from archivist.pipeline import Prepared, Source, Unprepared, prepare
from archivist.store import Assembly, Received
from archivist.text import nfc
from archivist.unpacking import Envelope
from archivist.workspace import Workspace, now, user_name


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
        book: book of the register of incoming documents; ``"none"`` for none, None as the settings say.
        envelope: the archive the file came out of, None for a file that came by itself.
    """

    inbox: str = ""
    inbox_path: str = ""
    received_from: str = ""
    defaults: Defaults = field(default_factory=Defaults)
    as_is: bool = False
    received_as: str = ""
    book: str | None = None
    envelope: Envelope | None = None


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
    members: tuple[tuple[Path, Member], ...] = ()
    """Of a ZIP archive: its files, each to be filed for itself."""


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
        return Staged(arrival.envelope.source if arrival.envelope else path, arrival, failed=problem)
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
    if arrival.envelope is not None:  # known by its place in the archive, not by where it was unpacked
        path = arrival.envelope.source
        received = dataclasses.replace(received, identity=arrival.envelope.identity)
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
                path=str(path),
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
        depth = arrival.envelope.depth if arrival.envelope else 0
        members = unpacking.members_of(ws, assembly, prepared.extracted, depth=depth)
        if members:
            return Staged(path, arrival, assembly=assembly, received=received, members=members)
        prepared = dataclasses.replace(prepared, fields=classing.with_class(ws.layout, prepared.fields))
        document, text = _record(assembly, received, prepared, name, at)
        original_text = prepared.extracted.original_text
        document = _with_signatures(ws, assembly, document, prepared, at)
    receipt = receipt_of(document.id, path, received, arrival, name, at)
    document = assembly.seal(document, text, (receipt,), original_text=original_text)
    return Staged(path, arrival, assembly=assembly, received=received, document=document, receipt=receipt)


def _certain_number(prepared: Prepared, threshold: float) -> str:
    """The number of a marked document; none when the mark is that of a file inside another one."""
    if prepared.mark.evidence is None:
        return ""
    reading = prepared.fields.readings.get(FieldName.NUMBER)
    return reading.value if reading is not None and reading.confidence >= threshold else ""


def receipt_of(
    document_id: DocumentId, path: Path, received: Received, arrival: Arrival, name: str, at: dt.datetime
) -> Receipt:
    """The receipt of one arrival: what came, from where, when, and what was said of it."""
    return Receipt(
        id=arrival_id(path, received),
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


def arrival_id(path: Path, received: Received) -> str:
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
