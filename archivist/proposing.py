"""What people's corrections suggest for the authority file; nothing is recorded by itself.

Owns: finding letterheads whose meaning a person told by correcting a document, and places of numbers
a person told by setting a number that stands in the text and was not read.
Must not: write anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from archivist import audit, numbers, store
from archivist.authorities.bodies import IssuerRecord, name_key
from archivist.authorities.letterhead import resolve_letterhead
from archivist.authorities.number_places import NumberPlace
from archivist.authorities.register import forms_of
from archivist.directive.head import read_zones
from archivist.directive.places import PlacedNumber, place_of
from archivist.errors import DocumentNotFound, RecordDamaged
from archivist.extracted import Detected, Extracted, Page
from archivist.lazyclass import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceProposal:
    """A place in which a body prints its numbers, because people corrected documents so.

    Attributes:
        place: the place.
        issuer: the body.
        quote: the line in the first of the documents.
        documents: the corrected documents.
    """

    place: NumberPlace
    issuer: IssuerRecord
    quote: str
    documents: tuple[DocumentId, ...]


def alias_proposals(ws: Workspace, documents: Iterable[Document] | None = None) -> tuple[AliasProposal, ...]:
    """Names to record, by all corrected documents or by these; see `Issuers.proposals`."""
    register = ws.issuers
    found: dict[tuple[str, str], tuple[str, list[DocumentId]]] = {}
    names: dict[str, str] = {}
    for document in _corrected(ws) if documents is None else documents:
        printed = _read_before(document)
        issuer = ws.issuer_of(document.issuer)
        if not printed or issuer is None or issuer.authority_id is None:
            continue
        key = (name_key(printed), issuer.authority_id)
        found.setdefault(key, (printed, []))[1].append(document.id)
        names[issuer.authority_id] = issuer.name
    proposals = []
    for (form, id), (printed, ids) in found.items():
        record, local = register.by_id(id), register.local.get(id)
        refused = {name_key(name) for name in local.refused} if local else set()
        if record is None or form in refused or form in {name_key(known) for known in forms_of(record)}:
            continue
        lines = tuple(printed.split("; "))
        match = register.match(lines, None, resolve_letterhead(lines))
        if match is None or register.follow(match.record_id) != id:
            issuer_record = _spelled(record, names[id])
            proposals.append(AliasProposal(printed=printed, issuer=issuer_record, documents=tuple(ids)))
    return tuple(sorted(proposals, key=lambda p: (-len(p.documents), p.printed)))


def _spelled(record: IssuerRecord, name: str) -> IssuerRecord:
    """The record; one composed of an id, which has no accents, under the name the documents bear."""
    return record if record.known or not name else replace(record, name=name)


def place_proposals(ws: Workspace, documents: Iterable[Document] | None = None) -> tuple[PlaceProposal, ...]:
    """Places of numbers to record, by all corrected documents or by these; see `Issuers.place_proposals`."""
    register = ws.issuers
    found: dict[tuple[str, tuple[str, str]], tuple[PlacedNumber, list[DocumentId]]] = {}
    names: dict[str, str] = {}
    for document in _corrected(ws) if documents is None else documents:
        issuer = ws.issuer_of(document.issuer)
        if issuer is None or issuer.authority_id is None or not (number := _unread_number(document)):
            continue
        placed = _placed(ws, document, number)
        if placed is not None:
            key = (register.follow(issuer.authority_id), placed.place.key)
            found.setdefault(key, (placed, []))[1].append(document.id)
            names[key[0]] = issuer.name
    proposals = []
    for (id, place), (placed, ids) in found.items():
        record, local = register.by_id(id), register.local.get(id)
        judged = {one.key for one in register.number_places(id)}
        judged |= {one.key for one in local.refused_places} if local else set()
        if record is not None and place not in judged:
            proposals.append(
                PlaceProposal(
                    place=placed.place,
                    issuer=_spelled(record, names[id]),
                    quote=placed.piece.text,
                    documents=tuple(ids),
                )
            )
    return tuple(sorted(proposals, key=lambda p: (-len(p.documents), p.issuer.id, p.place.key)))


def _unread_number(document: Document) -> str:
    """A number a person set that the reader had not even among its runners-up; empty otherwise."""
    reading = document.readings.get(FieldName.NUMBER)
    if reading is None or not reading.by_person:
        return ""
    wanted = numbers.key(reading.value)
    seen = {
        numbers.key(one.value) for one in reading.runners_up if not one.evidence.source.startswith("person")
    }
    return "" if wanted in seen else reading.value


def _placed(ws: Workspace, document: Document, number: str) -> PlacedNumber | None:
    """Where the number stands in the stored text; columns and fonts are not known there."""
    try:
        text = store.read_text(ws.layout.root / document.path)
    except (RecordDamaged, FileNotFoundError):
        return None  # `check` reports it
    # Files inside and bookmarks follow the pages.
    own = text.split("\f")[: document.pages or None]
    pages = tuple(Page(number=at, text=page) for at, page in enumerate(own, start=1))
    stored = Extracted(detected=_STORED, pages=pages, extractor="")
    return place_of(number, stored, read_zones(stored))


_STORED = Detected(media_type="text/plain", suffix=".txt", source="")


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
