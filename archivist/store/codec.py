"""Records ↔ JSON: documents, receipts and tombstones, exactly and completely.

Owns: the keys of ``record.json``, ``receipt-*.json`` and ``withdrawn/*.json`` (docs/format.md).
Must not: touch a disk.

What has its default value is left out. Keys this program does not know are ignored; a newer
``format`` is refused, because only then may the meaning of a key have changed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from archivist.errors import FormatTooNew
from archivist.jsonio import JsonObject, dump, moment_text, put_name
from archivist.layout import FOLDER_PATTERN, FORMAT, ID_PATTERN
from archivist.model import (
    Access,
    ArrivalNumber,
    Box,
    Candidate,
    Change,
    ChangedAfter,
    Citation,
    Clause,
    ClauseKind,
    Defaults,
    Document,
    DocumentId,
    Evidence,
    Integrity,
    Issuer,
    Kind,
    Level,
    Part,
    PartRole,
    Reading,
    Reason,
    Receipt,
    RelationDecision,
    RelationKind,
    RelationState,
    Secrecy,
    Signature,
    SignatureCheck,
    SignatureRemark,
    StoredFile,
    TextState,
    TimeSource,
    Trust,
)

Json = dict[str, object]

_SHA256 = re.compile(r"[0-9a-f]{64}")
RECEIPT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
FILE_NAME = re.compile(r"(original|attachment-\d{2,5})(\.[a-z0-9]{1,16}){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed:
    """What stays on record of a document that was disposed of after a decision, and by which one.

    Attributes:
        number: number and symbol; empty when it had none. The next four likewise.
        kind: title of its kind.
        issuer: issuing body.
        issued: date of issue as far as known, ISO.
        subject: what it was about.
        list: number of the disposal list.
        decided_by: who approved it.
        decided_at: when, aware UTC.
        decided_why: why.
    """

    number: str = ""
    kind: str = ""
    issuer: str = ""
    issued: str = ""
    subject: str = ""
    list: int
    decided_by: str
    decided_at: dt.datetime
    decided_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What remains of a document that was withdrawn or disposed of.

    Of a withdrawn one enough to know it again, no more: it may have borne a State-secret mark.

    Attributes:
        id: id it had.
        sha256: hash of its first file, so that the same bytes are refused when they come again.
        at: when it was withdrawn, aware UTC.
        by: who.
        reason: why; must not repeat what the document says.
        arrivals: its lines in the register of incoming documents: struck, never given again.
        disposal: what it was, and the decision; None of a document that was withdrawn.
    """

    id: DocumentId
    sha256: str
    at: dt.datetime
    by: str
    reason: str
    arrivals: tuple[ArrivalNumber, ...] = ()
    disposal: Disposed | None = None


def _given(values: Mapping[str, object]) -> Json:
    """Without what is None: for fields where an empty text would say something else."""
    return {key: value for key, value in values.items() if value is not None}


def _compact(values: Mapping[str, object]) -> Json:
    """Without what is absent or empty."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


# -------------------------------------------------------------------------------- writing


def encode_document(document: Document) -> bytes:
    """The content of ``record.json``. Equal documents give equal bytes."""
    return dump(document_json(document))


def document_json(document: Document) -> Json:
    """A document as JSON values."""
    values: Json = {
        "format": FORMAT,
        "id": document.id,
        "revision": document.revision,
        "sha256": document.sha256,
        "path": document.path,
        "filed_at": moment_text(document.filed_at),
        "files": [_file_json(file) for file in document.files],
        "kind": _kind_json(document.kind),
        "issuer": _issuer_json(document.issuer),
        "readings": {name: _reading_json(document.readings[name]) for name in sorted(document.readings)},
        "citations": [_citation_json(citation) for citation in document.citations],
        "clauses": [_clause_json(clause) for clause in document.clauses],
        "decisions": [_decision_json(decision) for decision in document.decisions],
        "parts": [_part_json(part) for part in document.parts],
        "text_state": document.text_state.value,
        "access": document.access.value,
        "secrecy": document.secrecy.value,
        "pages": document.pages,
        "reasons": [reason.value for reason in document.reasons],
        "changes": [_change_json(change) for change in document.changes],
        "versions": {stage: document.versions[stage] for stage in sorted(document.versions)},
        "warnings": list(document.warnings),
        "signatures": [_signature_json(signature) for signature in document.signatures],
        "signatures_checked": _check_json(document.signatures_checked),
    }
    return _compact(values)


def encode_receipt(receipt: Receipt) -> bytes:
    """The content of ``receipt-<id>.json``."""
    values: Json = {
        "format": FORMAT,
        "id": receipt.id,
        "document_id": receipt.document_id,
        "received_at": moment_text(receipt.received_at),
    }
    put_name(values, "received_as", receipt.received_as)
    put_name(values, "source", receipt.source)
    put_name(values, "inbox", receipt.inbox)
    put_name(values, "inbox_path", receipt.inbox_path)
    defaults = receipt.defaults
    values |= {
        "received_from": receipt.received_from,
        "defaults": _given(
            {
                "issuer": defaults.issuer,
                "level": defaults.level,
                "received_from": defaults.received_from,
                "book": defaults.book,
                "fonds": defaults.fonds,
            }
        ),
        "by": receipt.by,
        "arrival": arrival_json(receipt.arrival) if receipt.arrival else None,
        "fonds": receipt.fonds,
    }
    return dump(_compact(values))


def encode_tombstone(tombstone: Tombstone) -> bytes:
    """The content of ``withdrawn/<id>.json``."""
    values: Json = {
        "format": FORMAT,
        "id": tombstone.id,
        "sha256": tombstone.sha256,
        "at": moment_text(tombstone.at),
        "by": tombstone.by,
        "reason": tombstone.reason,
    }
    arrivals = [arrival_json(arrival) for arrival in tombstone.arrivals]
    disposal = _disposed_json(tombstone.disposal) if tombstone.disposal else None
    return dump(values | _compact({"arrivals": arrivals, "disposal": disposal}))


def _disposed_json(disposal: Disposed) -> Json:
    values: Json = {
        "list": disposal.list,
        "number": disposal.number,
        "kind": disposal.kind,
        "issuer": disposal.issuer,
        "issued": disposal.issued,
        "subject": disposal.subject,
        "decided_by": disposal.decided_by,
        "decided_at": moment_text(disposal.decided_at),
        "decided_why": disposal.decided_why,
    }
    return _compact(values)


def arrival_json(arrival: ArrivalNumber) -> Json:
    """A line of the register of incoming documents as it stands in receipts and tombstones."""
    return {
        "book": arrival.book,
        "year": arrival.year,
        "number": arrival.number,
        "on": arrival.on.isoformat(),
    }


def _file_json(file: StoredFile) -> Json:
    values: Json = {"name": file.name}
    put_name(values, "received_as", file.received_as)
    values |= {"media_type": file.media_type, "size": file.size, "sha256": file.sha256, "role": file.role}
    return values


def _kind_json(kind: Kind | None) -> Json | None:
    if kind is None:
        return None
    return {"code": kind.code, "title": kind.title, "abbreviation": kind.abbreviation}


def _issuer_json(issuer: Issuer | None) -> Json | None:
    if issuer is None:
        return None
    values: Json = {"as_printed": issuer.as_printed}
    return values | _given({"authority_id": issuer.authority_id, "level": issuer.level, "name": issuer.name})


def _reading_json(reading: Reading) -> Json:
    values: Json = {
        "value": reading.value,
        "confidence": reading.confidence,
        "evidence": [_evidence_json(evidence) for evidence in reading.evidence],
    }
    runners_up = [
        {"value": c.value, "confidence": c.confidence, "evidence": _evidence_json(c.evidence)}
        for c in reading.runners_up
    ]
    return values | _compact({"runners_up": runners_up})


def _evidence_json(evidence: Evidence) -> Json:
    box = evidence.box
    values: Json = {"source": evidence.source}
    values |= _compact(
        {
            "page": evidence.page,
            "line": evidence.line,
            "box": [box.x0, box.top, box.x1, box.bottom] if box is not None else None,
            "rule": evidence.rule,
        }
    )
    if evidence.quote:
        put_name(values, "quote", evidence.quote)  # may quote a file name
    return values


def _citation_json(citation: Citation) -> Json:
    values: Json = {"kind": citation.kind.value, "cited_as": citation.cited_as}
    values |= _compact(
        {
            "number": citation.number,
            "target_kind": citation.target_kind,
            "issuer": citation.issuer,
            "issued": citation.issued,
            "scope": citation.scope,
        }
    )
    return values | {"confidence": citation.confidence, "evidence": _evidence_json(citation.evidence)}


def _clause_json(clause: Clause) -> Json:
    values: Json = {"kind": clause.kind.value, "value": clause.value, "confidence": clause.confidence}
    return values | {"evidence": _evidence_json(clause.evidence)}


def _decision_json(decision: RelationDecision) -> Json:
    values: Json = {"relation": decision.relation, "verdict": decision.verdict.value}
    values |= _compact({"target": decision.target, "effective": decision.effective, "why": decision.why})
    values |= {"at": moment_text(decision.at), "by": decision.by}
    return values | {"citation": _citation_json(decision.citation)}


def _part_json(part: Part) -> Json:
    values: Json = {"role": part.role.value}
    values |= _compact(
        {
            "number": part.number,
            "kind": part.kind,
            "issuer": part.issuer,
            "issued": part.issued,
            "subject": part.subject,
        }
    )
    return values | {"confidence": part.confidence, "evidence": _evidence_json(part.evidence)}


def _change_json(change: Change) -> Json:
    values: Json = {"at": moment_text(change.at), "by": change.by, "why": change.why}
    return values | _compact({"fields": list(change.fields)})


def _signature_json(signature: Signature) -> Json:
    values: Json = {
        "integrity": signature.integrity.value,
        "trust": signature.trust.value,
        "changed_after": signature.changed_after.value,
        "covers_file": signature.covers_file,
    }
    return values | _compact(
        {
            "signer": signature.signer,
            "organisation": signature.organisation,
            "signed_at": signature.signed_at,
            "time_source": signature.time_source.value,
            "reason": signature.reason,
            "page": signature.page,
            "remarks": [remark.value for remark in signature.remarks],
        }
    )


def _check_json(check: SignatureCheck | None) -> Json | None:
    return {"at": moment_text(check.at), "library": check.library} if check is not None else None


# -------------------------------------------------------------------------------- reading


def decode_document(data: bytes, path: Path) -> Document:
    """Read ``record.json``.

    Args:
        data: its content.
        path: where it lies, for messages.

    Raises:
        FormatTooNew: a newer program wrote it.
        RecordDamaged: it cannot be read; the message names file and key.
    """
    record = _parse(data, path)
    files = tuple(_file(item) for item in record.objects("files"))
    if not files:
        raise record.fail("files", "at least one file", [])
    kind, issuer = record.optional_object("kind"), record.optional_object("issuer")
    check = record.optional_object("signatures_checked")
    return Document(
        id=_document_id(record, "id"),
        revision=record.integer("revision"),
        sha256=record.matching("sha256", _SHA256, "64 hex digits"),
        path=record.matching("path", FOLDER_PATTERN, "the folder of a document"),
        filed_at=record.moment("filed_at"),
        files=files,
        readings=MappingProxyType({name: _reading(item) for name, item in record.named_objects("readings")}),
        kind=_kind(kind) if kind else None,
        issuer=_issuer(issuer) if issuer else None,
        citations=tuple(_citation(item) for item in record.objects("citations")),
        clauses=tuple(_clause(item) for item in record.objects("clauses")),
        decisions=tuple(_decision(item) for item in record.objects("decisions")),
        parts=tuple(_part(item) for item in record.objects("parts")),
        text_state=record.member("text_state", TextState),
        access=record.member("access", Access),
        secrecy=record.member("secrecy", Secrecy),
        pages=record.optional_integer("pages"),
        reasons=record.members("reasons", Reason),
        changes=tuple(_change(item) for item in record.objects("changes")),
        versions=MappingProxyType(record.named_texts("versions")),
        warnings=record.texts("warnings"),
        signatures=tuple(_signature(item) for item in record.objects("signatures")),
        signatures_checked=_check(check) if check else None,
    )


def decode_receipt(data: bytes, path: Path) -> Receipt:
    """Read a receipt; raises like `decode_document`."""
    record = _parse(data, path)
    defaults = record.optional_object("defaults")
    arrival = record.optional_object("arrival")
    return Receipt(
        id=record.matching("id", RECEIPT_ID, "the id of a receipt"),
        document_id=_document_id(record, "document_id"),
        received_at=record.moment("received_at"),
        received_as=record.name("received_as", ""),
        source=record.name("source", ""),
        inbox=record.name("inbox", ""),
        inbox_path=record.name("inbox_path", ""),
        received_from=record.text("received_from", ""),
        defaults=_defaults(defaults) if defaults else Defaults(),
        by=record.text("by", ""),
        arrival=decode_arrival(arrival) if arrival else None,
        fonds=record.text("fonds", ""),
    )


def decode_arrival(item: JsonObject) -> ArrivalNumber:
    """Read a line of the register of incoming documents; raises `RecordDamaged`."""
    day = item.text("on")
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        raise item.fail("on", "a date", day) from None
    number = item.integer("number")
    if number < 1:
        raise item.fail("number", "a number from 1", number)
    return ArrivalNumber(book=item.text("book"), year=item.integer("year"), number=number, on=on)


def decode_tombstone(data: bytes, path: Path) -> Tombstone:
    """Read a tombstone; raises like `decode_document`."""
    record = _parse(data, path)
    disposal = record.optional_object("disposal")
    return Tombstone(
        id=_document_id(record, "id"),
        sha256=record.matching("sha256", _SHA256, "64 hex digits"),
        at=record.moment("at"),
        by=record.text("by", ""),
        reason=record.text("reason", ""),
        arrivals=tuple(decode_arrival(item) for item in record.objects("arrivals")),
        disposal=_disposed(disposal) if disposal is not None else None,
    )


def _disposed(record: JsonObject) -> Disposed:
    return Disposed(
        number=record.text("number", ""),
        kind=record.text("kind", ""),
        issuer=record.text("issuer", ""),
        issued=record.text("issued", ""),
        subject=record.text("subject", ""),
        list=record.integer("list"),
        decided_by=record.text("decided_by"),
        decided_at=record.moment("decided_at"),
        decided_why=record.text("decided_why"),
    )


def _parse(data: bytes, path: Path) -> JsonObject:
    record = JsonObject.parse(data, path)
    written = record.integer("format")
    if written != FORMAT:
        raise FormatTooNew(f"{path} has format {written}; this program knows format {FORMAT}", path=path)
    return record


def _document_id(record: JsonObject, key: str) -> DocumentId:
    return DocumentId(record.matching(key, ID_PATTERN, "the id of a document"))


def _file(item: JsonObject) -> StoredFile:
    return StoredFile(
        # The name is opened below the document's folder: it must not lead out of it.
        name=item.matching("name", FILE_NAME, "original.* or attachment-NN.*"),
        received_as=item.name("received_as", ""),
        media_type=item.text("media_type"),
        size=item.integer("size"),
        sha256=item.matching("sha256", _SHA256, "64 hex digits"),
        role=item.text("role", "original"),
    )


def _kind(item: JsonObject) -> Kind:
    return Kind(code=item.text("code"), title=item.text("title"), abbreviation=item.text("abbreviation", ""))


def _issuer(item: JsonObject) -> Issuer:
    return Issuer(
        as_printed=item.text("as_printed"),
        authority_id=item.optional_text("authority_id"),
        name=item.text("name", ""),
        level=item.optional_member("level", Level),
    )


def _reading(item: JsonObject) -> Reading:
    return Reading(
        value=item.text("value"),
        confidence=item.number("confidence"),
        evidence=tuple(_evidence(e) for e in item.objects("evidence")),
        runners_up=tuple(
            Candidate(
                value=c.text("value"),
                confidence=c.number("confidence"),
                evidence=_evidence(c.object("evidence")),
            )
            for c in item.objects("runners_up")
        ),
    )


def _evidence(item: JsonObject) -> Evidence:
    return Evidence(
        source=item.text("source"),
        page=item.optional_integer("page"),
        line=item.optional_integer("line"),
        box=Box(**dict(zip(("x0", "top", "x1", "bottom"), item.numbers("box", 4), strict=True)))
        if "box" in item
        else None,
        quote=item.name("quote", ""),
        rule=item.text("rule", ""),
    )


def _citation(item: JsonObject) -> Citation:
    return Citation(
        kind=item.member("kind", RelationKind),
        cited_as=item.text("cited_as"),
        number=item.text("number", ""),
        target_kind=item.text("target_kind", ""),
        issuer=item.text("issuer", ""),
        issued=item.text("issued", ""),
        scope=item.text("scope", ""),
        evidence=_evidence(item.object("evidence")),
        confidence=item.number("confidence"),
    )


def _clause(item: JsonObject) -> Clause:
    return Clause(
        kind=item.member("kind", ClauseKind),
        value=item.text("value"),
        evidence=_evidence(item.object("evidence")),
        confidence=item.number("confidence"),
    )


def _part(item: JsonObject) -> Part:
    return Part(
        role=item.member("role", PartRole),
        number=item.text("number", ""),
        kind=item.text("kind", ""),
        issuer=item.text("issuer", ""),
        issued=item.text("issued", ""),
        subject=item.text("subject", ""),
        evidence=_evidence(item.object("evidence")),
        confidence=item.number("confidence"),
    )


def _decision(item: JsonObject) -> RelationDecision:
    return RelationDecision(
        relation=item.text("relation"),
        verdict=item.member("verdict", RelationState),
        citation=_citation(item.object("citation")),
        target=_document_id(item, "target") if "target" in item else None,
        effective=item.text("effective", ""),
        at=item.moment("at"),
        by=item.text("by"),
        why=item.text("why", ""),
    )


def _change(item: JsonObject) -> Change:
    return Change(at=item.moment("at"), by=item.text("by"), why=item.text("why"), fields=item.texts("fields"))


def _signature(item: JsonObject) -> Signature:
    known = tuple(SignatureRemark)  # a later program may remark on more
    return Signature(
        signer=item.text("signer", ""),
        organisation=item.text("organisation", ""),
        signed_at=item.text("signed_at", ""),
        time_source=item.member("time_source", TimeSource, TimeSource.UNKNOWN),
        reason=item.text("reason", ""),
        integrity=item.member("integrity", Integrity, Integrity.NOT_CHECKED),
        trust=item.member("trust", Trust, Trust.NOT_CHECKED),
        changed_after=item.member("changed_after", ChangedAfter, ChangedAfter.NOT_CHECKED),
        page=item.optional_integer("page"),
        covers_file=item.flag("covers_file"),
        remarks=tuple(SignatureRemark(code) for code in item.texts("remarks") if code in known),
    )


def _check(item: JsonObject) -> SignatureCheck:
    return SignatureCheck(at=item.moment("at"), library=item.text("library"))


def _defaults(item: JsonObject) -> Defaults:
    return Defaults(
        issuer=item.optional_text("issuer"),
        level=item.optional_member("level", Level),
        received_from=item.optional_text("received_from"),
        book=item.optional_text("book"),
        fonds=item.optional_text("fonds"),
    )
