"""Relations of one document: what it cites, and what cites it, bound to held documents.

Owns: binding a citation to a held document, and the refusal to guess between several.
Must not: change a document's status; confirming relations is a person's act.
"""

from __future__ import annotations

from archivist import identity
from archivist.model import (
    Citation,
    Direction,
    Document,
    Evidence,
    Relation,
    RelationKind,
)
from archivist.numbers import key as number_key
from archivist.workspace import Workspace


def relations_of(ws: Workspace, document: Document) -> tuple[Relation, ...]:
    """All relations of a document, outgoing first, in the order of the text."""
    outgoing = [_outgoing(ws, document, citation) for citation in document.citations]
    incoming = _incoming(ws, document)
    same = [
        Relation(
            kind=RelationKind.SAME_DIRECTIVE,
            direction=Direction.OUT,
            cited_as=document.number or "",
            number=document.number or "",
            source=document.id,
            target=twin,
            evidence=Evidence(source="rule", rule="same issuer, kind, number and date"),
            confidence=0.9,
        )
        for twin in identity.same_directive(ws, document)
    ]
    return (*outgoing, *incoming, *same)


def _outgoing(ws: Workspace, document: Document, citation: Citation) -> Relation:
    held = identity.held_documents(
        ws,
        citation,
        citing_id=document.id,
        citing_issued=document.issued_text,
        citing_issuer=document.issuer.authority_id if document.issuer else None,
    )
    return Relation(
        kind=citation.kind,
        direction=Direction.OUT,
        cited_as=citation.cited_as,
        number=citation.number,
        source=document.id,
        target=held.target,
        candidates=held.candidates,
        evidence=citation.evidence,
        confidence=citation.confidence,
    )


def _incoming(ws: Workspace, document: Document) -> list[Relation]:
    if not document.number:
        return []
    relations = []
    for row in ws.catalogue.citations_to(number_key(document.number)):
        if row.document_id == document.id:
            continue
        citing = ws.catalogue.row(row.document_id)
        if citing is None or citing.access != "open":
            continue
        citation = row.citation
        held = identity.held_documents(
            ws,
            citation,
            citing_id=citing.id,
            citing_issued=citing.issued,
            citing_issuer=citing.issuer_id,
        )
        if document.id not in held.ids:
            continue
        relations.append(
            Relation(
                kind=citation.kind,
                direction=Direction.IN,
                cited_as=citation.cited_as,
                number=citation.number,
                source=citing.id,
                target=held.target,
                candidates=held.candidates,
                evidence=citation.evidence,
                confidence=citation.confidence,
            )
        )
    return relations
