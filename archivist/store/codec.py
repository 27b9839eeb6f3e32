"""Records ↔ JSON: documents, receipts and tombstones, exactly and completely.

Owns: the keys of ``record.json``, ``receipt-*.json`` and ``withdrawn/*.json`` (docs/format.md).
Must not: touch a disk.

What has its default value is left out. Keys this program does not know are ignored; a newer
``format`` is refused, because only then may the meaning of a key have changed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import MappingProxyType

from archivist.errors import FormatTooNew
from archivist.jsonio import JsonObject, dump, moment_text, put_name
from archivist.layout import FOLDER_PATTERN, FORMAT
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import (
    Access,
    ArrivalNumber,
    Defaults,
    Document,
    DocumentId,
    Level,
    Reason,
    Receipt,
    Secrecy,
    TextState,
)
from archivist.store.nested import (
    Json,
    arrival_json,
    change_json,
    check_json,
    citation_json,
    clause_json,
    compact,
    decision_json,
    decode_arrival,
    file_json,
    given,
    issuer_json,
    kind_json,
    part_json,
    read_change,
    read_check,
    read_citation,
    read_clause,
    read_decision,
    read_file,
    read_id,
    read_issuer,
    read_kind,
    read_part,
    read_reading,
    read_signature,
    reading_json,
    signature_json,
)

_SHA256 = late_pattern(r"[0-9a-f]{64}")
RECEIPT_ID = late_pattern(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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
        "files": [file_json(file) for file in document.files],
        "kind": kind_json(document.kind),
        "issuer": issuer_json(document.issuer),
        "readings": {name: reading_json(document.readings[name]) for name in sorted(document.readings)},
        "citations": [citation_json(citation) for citation in document.citations],
        "clauses": [clause_json(clause) for clause in document.clauses],
        "decisions": [decision_json(decision) for decision in document.decisions],
        "parts": [part_json(part) for part in document.parts],
        "text_state": document.text_state.value,
        "access": document.access.value,
        "secrecy": document.secrecy.value,
        "pages": document.pages,
        "reasons": [reason.value for reason in document.reasons],
        "changes": [change_json(change) for change in document.changes],
        "versions": {stage: document.versions[stage] for stage in sorted(document.versions)},
        "warnings": list(document.warnings),
        "signatures": [signature_json(signature) for signature in document.signatures],
        "signatures_checked": check_json(document.signatures_checked),
    }
    return compact(values)


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
        "defaults": given(
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
    return dump(compact(values))


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
    return dump(values | compact({"arrivals": arrivals, "disposal": disposal}))


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
    return compact(values)


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
    files = tuple(map(read_file, record.objects("files")))
    if not files:
        raise record.fail("files", "at least one file", [])
    kind, issuer = record.optional_object("kind"), record.optional_object("issuer")
    check = record.optional_object("signatures_checked")
    return Document(
        id=read_id(record, "id"),
        revision=record.integer("revision"),
        sha256=record.matching("sha256", _SHA256, "64 hex digits"),
        path=record.matching("path", FOLDER_PATTERN, "the folder of a document"),
        filed_at=record.moment("filed_at"),
        files=files,
        readings=MappingProxyType(
            {name: read_reading(item) for name, item in record.named_objects("readings")}
        ),
        kind=read_kind(kind) if kind else None,
        issuer=read_issuer(issuer) if issuer else None,
        citations=tuple(map(read_citation, record.objects("citations"))),
        clauses=tuple(map(read_clause, record.objects("clauses"))),
        decisions=tuple(map(read_decision, record.objects("decisions"))),
        parts=tuple(map(read_part, record.objects("parts"))),
        text_state=record.member("text_state", TextState),
        access=record.member("access", Access),
        secrecy=record.member("secrecy", Secrecy),
        pages=record.optional_integer("pages"),
        reasons=record.members("reasons", Reason),
        changes=tuple(map(read_change, record.objects("changes"))),
        versions=MappingProxyType(record.named_texts("versions")),
        warnings=record.texts("warnings"),
        signatures=tuple(map(read_signature, record.objects("signatures"))),
        signatures_checked=read_check(check) if check else None,
    )


def decode_receipt(data: bytes, path: Path) -> Receipt:
    """Read a receipt; raises like `decode_document`."""
    record = _parse(data, path)
    defaults = record.optional_object("defaults")
    arrival = record.optional_object("arrival")
    return Receipt(
        id=record.matching("id", RECEIPT_ID, "the id of a receipt"),
        document_id=read_id(record, "document_id"),
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


def decode_tombstone(data: bytes, path: Path) -> Tombstone:
    """Read a tombstone; raises like `decode_document`."""
    record = _parse(data, path)
    disposal = record.optional_object("disposal")
    return Tombstone(
        id=read_id(record, "id"),
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


def _defaults(item: JsonObject) -> Defaults:
    return Defaults(
        issuer=item.optional_text("issuer"),
        level=item.optional_member("level", Level),
        received_from=item.optional_text("received_from"),
        book=item.optional_text("book"),
        fonds=item.optional_text("fonds"),
    )
