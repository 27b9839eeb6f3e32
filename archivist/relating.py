"""Relations of one document: what it states about others, and what others state about it.

Owns: putting together outgoing and incoming relations and further files of the same directive.
Must not: change a document's status; confirming relations is a person's act.
"""

from __future__ import annotations

from archivist import identity
from archivist.binding import Binder
from archivist.model import Direction, Document, Evidence, Relation, RelationKind
from archivist.workspace import Workspace


def relations_of(ws: Workspace, document: Document) -> tuple[Relation, ...]:
    """All relations of a document, outgoing first, in the order of the text."""
    row = ws.catalogue.row(document.id)
    if row is None:
        return ()
    binder = Binder(ws=ws)
    same = (
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
    )
    outgoing = binder.outgoing(row, document.citations, document.decisions)
    return (*outgoing, *binder.incoming(row), *same)
