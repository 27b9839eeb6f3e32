"""Which held documents an identity fits: a number alone never identifies a directive.

Owns: the comparison of issuer, kind, number and date between documents, and between a
citation and the documents held.
Must not: guess between several that fit.
"""

from __future__ import annotations

from archivist.model import Citation, Document, DocumentId
from archivist.numbers import key as number_key
from archivist.workspace import Workspace


def same_directive(ws: Workspace, document: Document) -> tuple[DocumentId, ...]:
    """Ids of other documents with the same issuer, kind, number and date but other bytes.

    Decree 30/2020/NĐ-CP, Appendix VI 1.h: warn when number, symbol and issuing body coincide.
    """
    if not (document.number and document.issued and document.issuer):
        return ()
    rows = ws.catalogue.find(
        number_key=number_key(document.number),
        kind=document.kind.code if document.kind else None,
        issued=document.issued.isoformat(),
    )
    return tuple(
        row.id
        for row in rows
        if row.id != document.id
        and (
            row.issuer_id == document.issuer.authority_id
            if row.issuer_id and document.issuer.authority_id
            else row.issuer_printed == document.issuer.as_printed
        )
    )


def held_documents(
    ws: Workspace, citation: Citation, *, citing_id: str, citing_issued: str | None
) -> tuple[DocumentId, ...]:
    """Held documents a citation can mean.

    A number alone is no identifier (every province uses TU, Party numbers restart each term):
    what the citation says of kind, date and issuer must agree, and a document cannot cite a
    later one.
    """
    if not citation.number:
        return ()
    rows = ws.catalogue.find(number_key=number_key(citation.number))
    fits = []
    for row in rows:
        if row.id == citing_id:
            continue
        if citation.target_kind and row.kind and row.kind != citation.target_kind:
            continue
        if citation.issued and row.issued and not _dates_agree(citation.issued, row.issued):
            continue
        if not citation.issued and citing_issued and row.issued and row.issued > citing_issued:
            continue
        fits.append(row.id)
    return tuple(sorted(fits))


def _dates_agree(cited: str, held: str) -> bool:
    """Partial dates agree when one begins with the other."""
    return cited.startswith(held) or held.startswith(cited)
