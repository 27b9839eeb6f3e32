"""What people's corrections suggest for the authority file; nothing is recorded by itself.

Owns: finding letterheads whose meaning a person told by correcting a document.
Must not: write anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archivist import audit, store
from archivist.authorities.bodies import IssuerRecord, name_key
from archivist.authorities.letterhead import resolve_letterhead
from archivist.authorities.register import forms_of
from archivist.errors import DocumentNotFound, RecordDamaged
from archivist.model import Document, DocumentId, FieldName
from archivist.workspace import Workspace

_ALL_MONTHS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasProposal:
    """A name to record, because people corrected documents that bear it.

    Attributes:
        printed: the letterhead as it was read.
        issuer: the body people said it is.
        documents: the corrected documents.
    """

    printed: str
    issuer: IssuerRecord
    documents: tuple[DocumentId, ...]


def alias_proposals(ws: Workspace) -> tuple[AliasProposal, ...]:
    """Names to record; see `Issuers.proposals`."""
    register = ws.issuers
    found: dict[tuple[str, str], tuple[str, list[DocumentId]]] = {}
    for document in _corrected(ws):
        printed = _read_before(document)
        issuer = ws.issuer_of(document.issuer)
        if not printed or issuer is None or issuer.authority_id is None:
            continue
        key = (name_key(printed), issuer.authority_id)
        found.setdefault(key, (printed, []))[1].append(document.id)
    proposals = []
    for (form, id), (printed, ids) in found.items():
        record, local = register.by_id(id), register.local.get(id)
        refused = {name_key(name) for name in local.refused} if local else set()
        if record is None or form in refused or form in {name_key(known) for known in forms_of(record)}:
            continue
        lines = tuple(printed.split("; "))
        match = register.match(lines, None, resolve_letterhead(lines))
        if match is None or register.follow(match.record_id) != id:
            proposals.append(AliasProposal(printed=printed, issuer=record, documents=tuple(ids)))
    return tuple(sorted(proposals, key=lambda p: (-len(p.documents), p.printed)))


def _corrected(ws: Workspace) -> Iterator[Document]:
    """Documents a person corrected, by the log: few, so that their records can be read."""
    seen: set[str] = set()
    for event in audit.find(ws.layout, "revised", last_files=_ALL_MONTHS):
        row = ws.catalogue.row(event.document_id)
        if row is None or event.document_id in seen or row.access != "open":
            continue
        seen.add(event.document_id)
        try:
            yield store.read_document(ws.layout, ws.layout.root / row.path)
        except (RecordDamaged, FileNotFoundError, DocumentNotFound):
            continue  # `check` reports it


def _read_before(document: Document) -> str:
    """The letterhead as it was read before a person set the issuer; empty when none was."""
    reading = document.readings.get(FieldName.ISSUER)
    if reading is None or not reading.by_person:
        return ""
    read = (one for one in reading.runners_up if one.evidence.source == "page")
    return next((one.value for one in read if one.value != reading.value), "")
