"""Change what is filed: corrections by a person, release of held documents, withdrawal.

Owns: which fields a person may set and how they are checked, that a person's value carries
name and reason, and the durable steps of revising and withdrawing.
Must not: change original bytes, or guess.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from archivist import recovery, store
from archivist.authorities.kinds import kind_by_code, resolve_kind
from archivist.authorities.register import IssuerRegister
from archivist.classify import policy_of
from archivist.classing import class_code
from archivist.confirmed import ACCEPTED, SETTLES, left_open
from archivist.errors import RevisionConflict, UsageError
from archivist.model import (
    Access,
    Candidate,
    Change,
    Document,
    Evidence,
    FieldName,
    Issuer,
    Level,
    Reading,
    Reason,
    Receipt,
    RelationDecision,
    Secrecy,
    Signature,
    SignatureCheck,
    System,
    Urgency,
)
from archivist.text import nfc
from archivist.workspace import Workspace, now, user_name

SETTABLE = tuple(name for name in FieldName if name is not FieldName.SECRECY)


def revise(
    ws: Workspace,
    path: str,
    changes: Mapping[str, str | None],
    *,
    by: str,
    why: str,
    from_revision: int | None = None,
    accept: bool = False,
) -> Document:
    """Set or clear fields of a document, as a new revision of its record.

    Args:
        ws: the open archive.
        path: folder of the document, relative to the archive.
        changes: field name → new value; None clears the field.
        by: who says so.
        why: why, for the audit log.
        from_revision: refuse when the record is no longer at this revision.
        accept: the person looked at the document: settle every reason for review that a look settles.

    Returns:
        The document as it is now; unchanged when nothing differs.

    Raises:
        UsageError: an unknown field or a value that cannot be.
        RevisionConflict: the record has moved on.
    """
    if not by.strip():
        raise UsageError("a correction needs a name: who says so?")
    checked = {check_name(name): check_value(check_name(name), value) for name, value in changes.items()}
    if named := checked.get(FieldName.CLASS):
        checked[FieldName.CLASS] = class_code(ws.layout, named)
    folder = ws.layout.root / path
    with ws.writer():
        recovery.settle_intents(ws)
        document = store.read_document(ws.layout, folder)
        if from_revision is not None and from_revision != document.revision:
            raise RevisionConflict(
                f"{document.id[:8]} is at revision {document.revision}, not {from_revision}: "
                "somebody else corrected it meanwhile",
                hint="look at it again and repeat the correction",
            )
        changed = _apply(document, checked, by=by, issuers=ws.issuers)
        if FieldName.ISSUED in checked and changed != document:
            changed = _questioned(changed, store.read_receipts(folder))
        if accept:
            changed = dataclasses.replace(changed, reasons=left_open(changed))
        if changed == document:
            return document
        fields = (*checked, ACCEPTED) if accept else tuple(checked)
        return _write(ws, folder, changed, "revised", by=by, why=why, fields=fields)


def _write(
    ws: Workspace, folder: Path, changed: Document, action: str, *, by: str, why: str, fields: tuple[str, ...]
) -> Document:
    change = Change(at=now(), by=by, why=why, fields=fields)
    changed = dataclasses.replace(changed, revision=changed.revision + 1, changes=(*changed.changes, change))
    ws.catalogue.begin_intent(changed.id, changed.sha256, changed.path, "revising")
    store.revise(ws.layout, folder, changed)
    recovery.write_audit(ws, action, changed, f"r{changed.revision}", by=by, why=why)
    ws.catalogue.settle(changed, store.read_receipts(folder))
    return changed


def record_signatures(
    ws: Workspace, path: str, signatures: tuple[Signature, ...], check: SignatureCheck, *, by: str, why: str
) -> Document:
    """Keep what a check of the digital signatures found, as a new revision of the record.

    The bytes never change, so the result holds whatever else of the record was corrected meanwhile.

    Returns:
        The document as it is now; unchanged when the signatures are recorded like this already.
    """
    folder = ws.layout.root / path
    with ws.writer():
        recovery.settle_intents(ws)
        document = store.read_document(ws.layout, folder)
        if document.signatures == signatures:
            return document
        checked = dataclasses.replace(document, signatures=signatures, signatures_checked=check)
        return _write(ws, folder, checked, "checked", by=by, why=why, fields=("signatures",))


def record_decisions(
    ws: Workspace, path: str, decisions: tuple[RelationDecision, ...], *, by: str, why: str
) -> Document:
    """Keep what a person decided about relations of a document, as a new revision of its record.

    Returns:
        The document as it is now.

    Raises:
        UsageError: no name was given.
    """
    if not by.strip():
        raise UsageError("a decision needs a name: who says so?")
    folder = ws.layout.root / path
    with ws.writer():
        recovery.settle_intents(ws)
        document = store.read_document(ws.layout, folder)
        decided = dataclasses.replace(document, decisions=(*document.decisions, *decisions))
        return _write(ws, folder, decided, "decided", by=by, why=why, fields=("relations",))


def check_name(name: str) -> FieldName:
    """The field of this name; raises `UsageError` for unknown ones."""
    try:
        field = FieldName(name)
    except ValueError:
        field = FieldName.SECRECY
    if field not in SETTABLE:
        raise UsageError(f"no field {name!r} can be set; fields are: {', '.join(SETTABLE)}")
    return field


def check_value(field: FieldName, value: str | None) -> str | None:
    """A person's value in its stored form; raises `UsageError` when it cannot be."""
    if value is None:
        return None
    value = nfc(value).strip()
    if not value:
        return None
    match field:
        case FieldName.KIND:
            kinds = resolve_kind(value)
            if not kinds:
                raise UsageError(f"no kind of document is called {value!r}")
            if len(kinds) > 1:
                known = ", ".join(str(kind) for kind in kinds)
                raise UsageError(f"{value!r} names no single kind of document (fits: {known})")
            return kinds[0].code
        case FieldName.ISSUED:
            return _check_date(value)
        case FieldName.LEVEL:
            return _check_member(field, value, tuple(Level))
        case FieldName.SYSTEM:
            return _check_member(field, value, tuple(System))
        case FieldName.URGENCY:
            return _check_member(field, value, tuple(Urgency))
        case FieldName.DRAFT:
            return _check_member(field, value, ("true",))
        case FieldName.LANGUAGE:
            if not re.fullmatch(r"[a-z]{2,3}", value):
                raise UsageError(f"language {value!r} is no ISO 639 code such as vi, en, de")
            return value
        case _:
            return value


def _check_member(field: FieldName, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise UsageError(f"{field} {value!r} is not one of: {', '.join(allowed)}")
    return str(value)


def _check_date(value: str) -> str:
    local = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value)
    if local:
        value = f"{local[3]}-{int(local[2]):02d}-{int(local[1]):02d}"
    partial = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", value)
    try:
        if partial is None:
            raise ValueError
        dt.date(int(partial[1]), int(partial[2] or 1), int(partial[3] or 1))
    except ValueError:
        raise UsageError(f"{value!r} is no date; write 2023-07-18, 18/7/2023, 2023-07 or 2023") from None
    return value


def _apply(
    document: Document, changes: Mapping[FieldName, str | None], *, by: str, issuers: IssuerRegister
) -> Document:
    readings = dict(document.readings)
    reasons = list(document.reasons)
    for field, value in changes.items():
        old = readings.get(field)
        if old is not None and value is not None and old.value == value and old.by_person:
            continue
        for reason in SETTLES.get(field, ()):
            if reason in reasons:
                reasons.remove(reason)
        if value is None:
            readings.pop(field, None)
            continue
        runners = old.runners_up if old else ()
        if old is not None and old.evidence:
            was = Candidate(value=old.value, confidence=old.confidence, evidence=old.evidence[0])
            runners = (was, *runners)
        readings[field] = Reading(
            value=value,
            confidence=1.0,
            evidence=(Evidence(source=f"person:{by}", quote=value[:300], rule="set by a person"),),
            runners_up=runners,
        )
    changed = dataclasses.replace(document, readings=readings, reasons=tuple(reasons))
    return _derive(changed, changes, issuers)


def _questioned(document: Document, receipts: Sequence[Receipt]) -> Document:
    """The document, to be looked at again when a person set a date after the day it was received.

    A slip of the hand (2036 for 2026) is likelier than a directive of tomorrow; who means it accepts the document.
    """
    issued = document.readings.get(FieldName.ISSUED)
    arrived = min((receipt.received_at.astimezone().date() for receipt in receipts), default=None)
    if issued is None or arrived is None or issued.value <= arrived.isoformat()[: len(issued.value)]:
        return document
    reasons = tuple(dict.fromkeys((*document.reasons, Reason.DATE_IMPLAUSIBLE)))
    return dataclasses.replace(document, reasons=reasons)


def _derive(document: Document, changes: Mapping[FieldName, str | None], issuers: IssuerRegister) -> Document:
    """Keep kind and issuer records in step with the readings that were set."""
    if FieldName.KIND in changes:
        code = changes[FieldName.KIND]
        document = dataclasses.replace(document, kind=kind_by_code(code) if code else None)
    if FieldName.ISSUER in changes or FieldName.LEVEL in changes:
        printed = document.readings.get(FieldName.ISSUER)
        level = (
            Level(document.readings[FieldName.LEVEL].value) if FieldName.LEVEL in document.readings else None
        )
        issuer = document.issuer
        if FieldName.ISSUER in changes:
            issuer = issuer_named(printed.value, level, issuers) if printed else None
        elif issuer is not None:
            issuer = dataclasses.replace(issuer, level=level)
        document = dataclasses.replace(document, issuer=issuer)
    return document


def issuer_named(text: str, level: Level | None, issuers: IssuerRegister) -> Issuer:
    """The issuer a person names, resolved when exactly one body has that name, code or id."""
    records = issuers.resolve(text)
    if len(records) != 1:
        return Issuer(as_printed=text, name=text, level=level)
    record = records[0]
    return Issuer(
        as_printed=text,
        authority_id=record.id,
        name=record.name,
        level=level or (Level(record.level) if record.level else None),
    )


def release_held(ws: Workspace, path: str, *, by: str, why: str) -> Document:
    """A person looked at a held document and found no State-secret mark: open it."""
    if not by.strip():
        raise UsageError("a release needs a name: who looked at the document?")
    folder = ws.layout.root / path
    with ws.writer():
        recovery.settle_intents(ws)
        document = store.read_document(ws.layout, folder)
        if document.access is Access.OPEN:
            return document
        settled = (Reason.STAMPS_PENDING, Reason.SECRECY_NOT_CHECKED, Reason.SECRET_MARKING)
        reasons = tuple(reason for reason in document.reasons if reason not in settled)
        # Where marked documents may be kept, opening one does not make it an unmarked one.
        keeps = policy_of(ws.settings).keeps_marked and document.secrecy is Secrecy.MARKED
        secrecy = Secrecy.MARKED if keeps else Secrecy.RELEASED
        opened = dataclasses.replace(document, access=Access.OPEN, secrecy=secrecy, reasons=reasons)
        return _write(ws, folder, opened, "released", by=by, why=why, fields=("access",))


def withdraw(ws: Workspace, path: str, *, by: str, why: str) -> store.Tombstone:
    """Remove a document that must not be kept, leaving a tombstone (hash, time, reason).

    The original, its text, all revisions, the copy in the inbox's ``.filed`` folder and the
    catalogue row go; the caller then purges the index. The one exception to M3 and M4.
    """
    if not by.strip() or not why.strip():
        raise UsageError("withdrawing needs a name and a reason")
    folder = ws.layout.root / path
    with ws.writer():
        recovery.settle_intents(ws)
        document = store.read_document(ws.layout, folder)
        arrivals = (receipt.arrival for receipt in store.read_receipts(folder))
        tombstone = store.Tombstone(
            id=document.id,
            sha256=document.sha256,
            at=now(),
            by=by or user_name(),
            reason=why,
            arrivals=tuple(arrival for arrival in arrivals if arrival is not None),
        )
        bury(ws, document, tombstone)
        ws.catalogue.expunge()
    return tombstone


def bury(ws: Workspace, document: Document, tombstone: store.Tombstone) -> None:
    """Remove a document for which somebody answers. The caller holds the writer lock.

    It then expunges the catalogue and purges the index.
    """
    ws.catalogue.begin_intent(document.id, document.sha256, document.path, "withdrawing")
    store.write_tombstone(ws.layout, tombstone)  # from here on it will be finished, whatever happens
    recovery.finish_withdrawal(ws, document.id, document.path)
