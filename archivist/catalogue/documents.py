"""Rows of the catalogue: a record turned into columns, and columns turned into rows.

Owns: which column follows from which part of a `Document`, `Citation` or `Receipt`, and back.
Must not: run SQL.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict

from archivist import numbers
from archivist.catalogue.connection import Scalar
from archivist.lazyclass import dataclass
from archivist.model import (
    Access,
    Box,
    Citation,
    Defaults,
    Document,
    DocumentId,
    Evidence,
    Issuer,
    Level,
    Reason,
    Receipt,
    RelationKind,
    Secrecy,
    TextState,
)


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """What the catalogue knows of a document: enough to list it; the record knows the rest.

    Attributes:
        path: folder of the document, relative to the archive.
        status: ``"filed"``, or the change under way (``"filing"``, ``"receiving"``,
            ``"revising"``, ``"withdrawing"``).
        revision: revision of the record; 0 while the document does not exist yet.
        indexed_revision: revision the index holds, 0 for none.
        index_dirty: the index has to be told of this document.
        number_key: `archivist.numbers.key` of the number.
        number_ordinal: the number's ordinal as a whole number, for sorting.
        issued: ISO date, possibly partial.
        reasons: why a person should look at it.
    """

    id: DocumentId
    sha256: str
    path: str
    status: str
    revision: int
    indexed_revision: int
    index_dirty: bool
    filed_at: dt.datetime | None
    number: str | None
    number_key: str | None
    number_ordinal: int | None
    kind: str | None
    kind_title: str | None
    issuer_printed: str | None
    issuer_id: str | None
    issuer_name: str | None
    level: str | None
    system: str | None
    issued: str | None
    place: str | None
    subject: str | None
    signatory: str | None
    position: str | None
    language: str | None
    urgency: str | None
    draft: bool
    access: Access
    secrecy: Secrecy
    text_state: TextState
    pages: int | None
    received_as: str | None
    media_type: str | None
    size: int | None
    reasons: tuple[Reason, ...]


# Not `dataclasses.fields`, which would make the whole class once more.
ROW_COLUMNS = tuple(DocumentRow.__annotations__)
"""Columns of a `DocumentRow`, in order."""


@dataclass(frozen=True, kw_only=True)
class Intent:
    """A change that was begun and not settled."""

    id: DocumentId
    sha256: str
    path: str
    op: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class OutboxRow:
    """A document the index has to be told of."""

    id: DocumentId
    path: str
    revision: int
    access: Access


@dataclass(frozen=True, kw_only=True)
class CitationRow:
    """A citation and the document that makes it.

    Attributes:
        document_id: the citing document.
        ordinal: 0-based position among its citations.
        number_key: `archivist.numbers.key` of the cited number, empty when cited by name only.
        citation: the citation as read.
    """

    document_id: DocumentId
    ordinal: int
    number_key: str
    citation: Citation


def stamp(moment: dt.datetime) -> str:
    """An aware time as text that sorts by time: UTC, microseconds."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def document_values(document: Document, issuer: Issuer | None) -> dict[str, Scalar]:
    """Columns of ``documents`` that follow from the record.

    Args:
        document: the record.
        issuer: its issuer as the authority file resolves it; what was recorded is kept beside it.
    """
    number, recorded, kind = document.number, document.issuer, document.kind
    number_key = numbers.key(number) if number else None
    ordinal = re.match(r"\d{1,15}", number_key or "")
    original = document.files[0] if document.files else None
    values: dict[str, Scalar] = {
        "id": document.id,
        "sha256": document.sha256,
        "path": document.path,
        "revision": document.revision,
        "filed_at": stamp(document.filed_at),
        "number": number,
        "number_key": number_key,
        "number_ordinal": int(ordinal[0]) if ordinal else None,
        "kind": kind.code if kind else None,
        "kind_title": kind.title if kind else None,
        "issuer_printed": issuer.as_printed if issuer else None,
        "issuer_id": issuer.authority_id if issuer else None,
        "issuer_name": (issuer.name or issuer.as_printed) if issuer else None,
        "issuer_recorded_id": recorded.authority_id if recorded else None,
        "issuer_recorded_name": (recorded.name or recorded.as_printed) if recorded else None,
        "level": document.level,
        "system": document.system,
        "issued": document.issued_text,
        "place": document.place,
        "subject": document.subject,
        "signatory": document.signatory,
        "position": document.position,
        "language": document.language,
        "urgency": document.urgency,
        "draft": int(document.draft),
        "access": document.access,
        "secrecy": document.secrecy,
        "text_state": document.text_state,
        "pages": document.pages,
        "received_as": original.received_as if original else None,
        "media_type": original.media_type if original else None,
        "size": original.size if original else None,
        "reasons": " ".join(document.reasons),
    }
    return {column: _clean(value) for column, value in values.items()}


def further_keys(document: Document) -> tuple[str, ...]:
    """Keys of the numbers a document is also found by: of its parts, and of the copy it is."""
    own = numbers.key(document.number) if document.number else ""
    keys = dict.fromkeys(numbers.key(number) for number in document.further_numbers)
    return tuple(key for key in keys if key and key != own)


def row_of(values: tuple[Scalar, ...]) -> DocumentRow:
    """The row made of the values of `ROW_COLUMNS`."""
    raw: dict[str, object] = dict(zip(ROW_COLUMNS, values, strict=True))
    filed_at = raw["filed_at"]
    raw |= {
        "filed_at": dt.datetime.fromisoformat(filed_at) if isinstance(filed_at, str) else None,
        "index_dirty": bool(raw["index_dirty"]),
        "draft": bool(raw["draft"]),
        "access": Access(str(raw["access"])),
        "secrecy": Secrecy(str(raw["secrecy"])),
        "text_state": TextState(str(raw["text_state"])),
        "reasons": tuple(Reason(code) for code in str(raw["reasons"]).split()),
    }
    return DocumentRow(**raw)  # type: ignore[arg-type]  # STRICT tables keep the types of the columns


def citation_values(document: Document) -> list[tuple[Scalar, ...]]:
    """Rows of ``citations`` (see `CITATION_COLUMNS`) of one document."""
    rows: list[tuple[Scalar, ...]] = [
        (
            document.id,
            ordinal,
            cited.kind,
            cited.cited_as,
            cited.number,
            numbers.key(cited.number) if cited.number else "",
            cited.target_kind,
            cited.issuer,
            cited.issued,
            cited.scope,
            json.dumps(asdict(cited.evidence), ensure_ascii=False, sort_keys=True),
            float(cited.confidence),
        )
        for ordinal, cited in enumerate(document.citations)
    ]
    return [tuple(_clean(value) for value in row) for row in rows]


def _clean(value: Scalar) -> Scalar:
    return storable(value) if isinstance(value, str) else value


def citation_of(values: tuple[Scalar, ...]) -> CitationRow:
    """The citation made of the values of `CITATION_COLUMNS`."""
    id_, ordinal, kind, cited_as, number, key, target_kind, issuer, issued, scope, seen, confidence = values
    evidence = json.loads(str(seen))
    box = evidence.pop("box")
    return CitationRow(
        document_id=DocumentId(str(id_)),
        ordinal=int(ordinal or 0),
        number_key=str(key),
        citation=Citation(
            kind=RelationKind(str(kind)),
            cited_as=str(cited_as),
            number=str(number),
            target_kind=str(target_kind),
            issuer=str(issuer),
            issued=str(issued),
            scope=str(scope),
            evidence=Evidence(**evidence, box=Box(**box) if box else None),
            confidence=float(confidence or 0.0),
        ),
    )


def receipt_values(receipt: Receipt) -> tuple[Scalar, ...]:
    """Row of ``receipts`` (see `RECEIPT_COLUMNS`)."""
    return (
        receipt.id,
        receipt.document_id,
        stamp(receipt.received_at),
        storable(receipt.received_as),
        storable(receipt.source),
        storable(receipt.inbox),
        storable(receipt.inbox_path),
        receipt.received_from,
        receipt.defaults.issuer,
        receipt.defaults.level,
        receipt.defaults.received_from,
        receipt.by,
        receipt.fonds,
    )


def receipt_of(values: tuple[Scalar, ...]) -> Receipt:
    """The receipt made of the values of `RECEIPT_COLUMNS`."""
    (
        id_,
        document_id,
        at,
        received_as,
        source,
        inbox,
        inbox_path,
        handed_by,
        issuer,
        level,
        sender,
        by,
        fonds,
    ) = values
    return Receipt(
        id=str(id_),
        document_id=DocumentId(str(document_id)),
        received_at=dt.datetime.fromisoformat(str(at)),
        received_as=str(received_as),
        source=str(source),
        inbox=str(inbox),
        inbox_path=str(inbox_path),
        received_from=str(handed_by),
        defaults=Defaults(
            issuer=str(issuer) if issuer is not None else None,
            level=Level(str(level)) if level is not None else None,
            received_from=str(sender) if sender is not None else None,
        ),
        by=str(by),
        fonds=str(fonds),
    )


def storable(text: str) -> str:
    r"""A path as text SQLite can hold: bytes that are no UTF-8 become ``\udc..`` escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
